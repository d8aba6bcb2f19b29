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
	"Who may act (--as; the password of all four is " DEMO_PASSWORD "):",
	"    ABC12  Ana Pérez, administers UY-EJEM-LACNIC: 12 resources",
	"    ROQ7   Rosa Quispe, administers its customer PE-CLIE-LACNIC",
	"    INS9   Inés Sin Bloques, has none",
	"    HEG1   Hernán Guardia, hostmaster",
	"",
	"Nobody needs a second factor here, all may set one up (in Profile).",
	"PARCELA_SECOND_FACTOR=hostmasters ./run asks it of HEG1.",
};

/* "127.0.0.1:4343", "[::1]:4343" as whois(1) wants them. */
static void
put_server(FILE *out, const char *whois)
{
	const char *colon = strrchr(whois, ':');
	size_t n = colon == NULL ? strlen(whois) : (size_t)(colon - whois);

	if (n > 1 && whois[0] == '[') {
		whois++;
		n -= 2;
	}
	fprintf(out, "whois -h %.*s -p %s", (int)n, whois,
	    colon == NULL ? "43" : colon + 1);
}

void
demo_print_guide(FILE *out, const char *store_url, const char *whois)
{
	const char *line;
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(guide); i++) {
		line = guide[i];
		if (line[0] == '?') {
			fputs("  $ ", out);
			put_server(out, whois);
			fprintf(out, "%s\n", line + 1);
		} else if (line[0] == '$') {
			fprintf(out, "  $ build/dev/parcela --store %s%s\n",
			    store_url, line + 1);
		} else if (line[0] == '>') {
			fprintf(out, "        %s\n", line + 2);
		} else {
			fprintf(out, "%s\n", line);
		}
	}
	putc('\n', out);
}
