/* SPDX-License-Identifier: ISC */
#include "main/whois.h"

#include <string.h>

#include "main/command.h"
#include "main/config.h"
#include "whois/whois.h"

#define CLIENT "127.0.0.1"		/* we ask ourselves */

static bool
answer(struct context *c, const char *query, struct text *out)
{
	struct whois_profile profile = c->config->whois_profile;

	whois_profile_complete(&profile, index_registry(c->index), c->arena);
	return whois_answer(out, c->index, &profile, query, strlen(query),
	    CLIENT, clock_now(&c->clock)) && !out->overflow;
}

const char *
whois_lines(struct context *c, const char *query)
{
	char *lines = NULL, *to;
	struct text out;

	text_init(&out, LIMIT_ANSWER);
	if (answer(c, query, &out)) {
		to = lines = arena_strndup(c->arena, out.bytes, out.length);
		for (const char *from = lines; *from != '\0'; from++)
			if (*from != '\r')
				*to++ = *from;
		*to = '\0';
	}
	text_release(&out);
	return lines;
}

int
command_whois(struct context *c, int argc, char **argv)
{
	struct text out;
	int status;

	(void)argc;
	if ((status = context_index(c)) != 0)
		return status;
	text_init(&out, LIMIT_ANSWER);
	if (answer(c, argv[0], &out))
		fwrite(out.bytes, 1, out.length, c->out);
	else if (out.overflow)
		status = context_fail(c, EX_UNAVAILABLE,
		    "the answer is too large");
	else
		status = context_fail(c, EX_IOERR,
		    "the register could not be read");
	text_release(&out);
	return status;
}
