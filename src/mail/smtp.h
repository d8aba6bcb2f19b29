/* SPDX-License-Identifier: ISC */
/* Inside mail: one connection to an SMTP server, kept open between mails. */
#ifndef MAIL_SMTP_H
#define MAIL_SMTP_H

#include "mail/mail.h"

struct smtp;

enum smtp_outcome {
	SMTP_TAKEN,			/* the server answers for it now */
	SMTP_LATER,			/* not now: this mail, or none */
	SMTP_REFUSED,			/* never: the server does not want it */
	SMTP_NOBODY,			/* ... because nobody has the address */
};

struct letter {
	const char *id;			/* for the Message-ID */
	const char *to;			/* the address alone */
	const char *subject, *body;	/* UTF-8 */
	int64_t created;
};

/* How it went. */
struct delivery {
	enum smtp_outcome outcome;
	bool down;			/* the server, not this mail, is the
					   reason: others would fare alike */
	char said[600];			/* by the server last, or why it could
					   not be reached */
};

struct smtp *smtp_new(const struct mail_config *);
void smtp_free(struct smtp *);
/*
 * Becomes true when nobody waits for the outcome any more.  What is being sent
 * is given up then, unless the server has all of it but the answer is missing:
 * it may be taken, and only that answer tells.
 */
extern bool (*smtp_interrupted)(void);
void smtp_send(struct smtp *, const struct letter *, struct delivery *out);

#endif
