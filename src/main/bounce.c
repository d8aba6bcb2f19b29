/* SPDX-License-Identifier: ISC */
/* Mails that came back, as a mail server pipes them. */
#include <stdlib.h>

#include "mail/mail.h"
#include "main/command.h"

static void
release(void *bytes)
{
	free(bytes);
}

/* As much as counts; the rest is read too, or the mail server would take a
   broken pipe for a failure and return the mail once more. */
static size_t
read_mail(struct context *c, char **out)
{
	char *bytes = memory_alloc(LIMIT_BOUNCE), rest[4096];
	size_t length = fread(bytes, 1, LIMIT_BOUNCE, stdin);

	arena_defer(c->arena, release, bytes);
	while (fread(rest, 1, sizeof(rest), stdin) > 0)
		;
	*out = bytes;
	return length;
}

/* What is none of ours is no failure either, for the same reason. */
int
command_bounce(struct context *c, int argc, char **argv)
{
	char id[TOKEN_TEXT_MAX], *bytes;
	struct mail_bounced in = { .id = id };
	size_t length = read_mail(c, &bytes);
	enum result result;

	(void)argc, (void)argv;
	if (!bounce_read(bytes, length, id)) {
		fputs("not the report of a failure: ignored\n", c->out);
		return 0;
	}
	result = OPERATE(c, mail_bounced, &in);
	if (result != RESULT_OK || in.handle[0] != '\0')
		return context_done(c, result, "a mail to %s came back",
		    in.handle);
	fputs("not about a mail to a user: ignored\n", c->out);
	return 0;
}
