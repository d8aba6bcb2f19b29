/* SPDX-License-Identifier: ISC */
/* What to try on the demo registry; tests/demo.py types all of it. */
#include "main/demo.h"

#include <string.h>

/*
 * A line that begins with '?' is a WHOIS query, with '$' a command of
 * parcela; '>' is a line of its answer, anything else is said as it stands.
 */
static const char *const guide[] = {
	"Everything in this register is made up.  From another terminal:",
	"",
	"An address in a part that nobody uses yet: the block around it.",
	"? 198.18.115.70",
	"> inetnum:     198.18.112.0/20",
	"> owner:       Ejemplo S.A.",
	"> ownerid:     UY-EJEM-LACNIC",
	"",
	"Its administrative contact passes a part of it on to a customer.",
	"$ free 198.18.112.0/20",
	"> /27  1",
	"$ subassign --as ABC12 --dry-run 198.18.115.64/27 PE-CLIE-LACNIC",
	"> rules:       ok         reverse DNS of the /24 first",
	"$ subassign --as ABC12 198.18.115.64/27 PE-CLIE-LACNIC",
	"? 198.18.115.70",
	"> inetnum:     198.18.115.64/27",
	"> status:      reallocated",
	"> owner:       Cliente SAC",
	"> inetnum-up:  198.18.112.0/20",
	"$ release --as ABC12 198.18.115.64/27",
	"",
	"Two levels deep, in both families; an AS number, a holder, a person.",
	"? 198.18.113.5",
	"> owner:       Tienda 24",
	"> inetnum-up:  198.18.113.0/25",
	"? 2001:db8:120:100::1",
	"> inetnum:     2001:db8:120:100::/56",
	"> inetnum-up:  2001:db8:120::/48",
	"? AS64500",
	"> owner:       Ejemplo S.A.",
	"? UY-EJEM-LACNIC",
	"> aut-num:     AS65540",
	"? ROQ7",
	"> person:      Rosa Quispe",
	"",
	"Name servers that do not answer, stock, and what is not ours.",
	"? 198.18.114.1",
	"> nsstat:      20260226 TIMEOUT",
	"? 203.0.113.7",
	"> % Unallocated and unassigned in LACNIC block: 203.0.113.7",
	"? 192.168.0.1",
	"> % No match for \"192.168.0.1\"",
	"",
	"Who held it that day, all that was done to it, and the proof.",
	"$ held 198.18.113.5 --at 2025-08-20",
	"> ownerid:     PE-CLIE-LACNIC",
	"$ history 198.18.112.0/20",
	"$ export delegated",
	"$ verify",
	"> verify:      ok",
	"",
	"Legacy resources: a one-time password is mailed to INS9, who has",
	"none.  The portal shows the mail at /mails; log in as INS9, open",
	"Legacy resources, and type it with UY-OPGA-LACNIC.",
	"$ legacy issue UY-OPGA-LACNIC INS9",
	"$ legacy list",
	"",
};

/* Where it has name servers, as those that ./run starts: '!' is a command that
   needs the configuration, '.' a question to the registry's own. */
static const char *const guide_dns[] = {
	"Reverse DNS: as ABC12 open 100.64.0.0/14, Reverse DNS, and name",
	"ns1.ejemplo.example and ns2.ejemplo.example, which answer for it;",
	"lame.ejemplo.example and down.ejemplo.example do not.  The same as",
	"commands, and what the registry's name server says a second later:",
	"! check --as ABC12 100.64.0.0/14 ns1.ejemplo.example "
	    "ns2.ejemplo.example",
	"! delegate --as ABC12 100.64.0.0/14 ns1.ejemplo.example "
	    "ns2.ejemplo.example",
	". 64.100.in-addr.arpa",
	"> 64.100.in-addr.arpa.\t86400\tIN\tNS\tns1.ejemplo.example.",
	"? 100.64.0.0",
	"> inetrev:     100.64.0.0/14",
	"",
};

static const char *const guide_users[] = {
	"Who may act (--as; the password of all four is " DEMO_PASSWORD "):",
	"    ABC12  Ana Pérez, administers UY-EJEM-LACNIC: 12 resources",
	"    ROQ7   Rosa Quispe, administers its customer PE-CLIE-LACNIC",
	"    INS9   Inés Sin Bloques, has none",
	"    HEG1   Hernán Guardia, hostmaster",
	"",
	"Nobody needs a second factor here, all may set one up (in Profile).",
	"PARCELA_SECOND_FACTOR=hostmasters ./run asks it of HEG1.",
};

/* "127.0.0.1:4343", "[::1]:4343" as clients want them, after these words. */
static void
put_client(FILE *out, const char *words, const char *server,
    const char *usual_port)
{
	const char *colon = strrchr(server, ':');
	size_t n = colon == NULL ? strlen(server) : (size_t)(colon - server);

	if (n > 1 && server[0] == '[') {
		server++;
		n -= 2;
	}
	fprintf(out, "  $ %s%.*s -p %s", words, (int)n, server,
	    colon == NULL ? usual_port : colon + 1);
}

static void
put_line(FILE *out, const struct demo_place *place, const char *line)
{
	switch (line[0]) {
	case '?':
		put_client(out, "whois -h ", place->whois, "43");
		fprintf(out, "%s\n", line + 1);
		break;
	case '.':
		put_client(out, "dig +norec @", place->dns, "53");
		fprintf(out, "%s NS\n", line + 1);
		break;
	case '$':
		fprintf(out, "  $ build/dev/parcela --store %s%s\n",
		    place->store_url, line + 1);
		break;
	case '!':
		fprintf(out, "  $ build/dev/parcela -c %s%s\n",
		    place->config_path, line + 1);
		break;
	case '>':
		fprintf(out, "        %s\n", line + 2);
		break;
	default:
		fprintf(out, "%s\n", line);
	}
}

void
demo_print_guide(FILE *out, const struct demo_place *place)
{
	for (size_t i = 0; i < ARRAY_LENGTH(guide); i++)
		put_line(out, place, guide[i]);
	for (size_t i = 0; place->dns != NULL &&
	    i < ARRAY_LENGTH(guide_dns); i++)
		put_line(out, place, guide_dns[i]);
	for (size_t i = 0; i < ARRAY_LENGTH(guide_users); i++)
		put_line(out, place, guide_users[i]);
	putc('\n', out);
}
