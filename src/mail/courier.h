/* SPDX-License-Identifier: ISC */
/*
 * Inside mail: the courier, the process that talks to the SMTP server.
 *
 * A server takes a mail at a moment that nobody else sees: when it has the
 * last line.  Whoever is killed between that and noting the answer has to send
 * the mail again.  So a process that does nothing else waits for the answer.
 * It knows neither the register nor the key that seals secrets, and outlives
 * its worker until the letter that it has is taken, refused or given up.
 *
 * Between the two is one socket: a letter, and how it went, and the next
 * letter only then.  Before it answers that a letter was taken, the courier
 * notes its id in the worker's file; the worker hands over no other letter
 * until the register knows as well, so one id is enough.  The file is locked
 * through a descriptor that both have: while one of them lives, no other
 * worker of this register sends.
 */
#ifndef MAIL_COURIER_H
#define MAIL_COURIER_H

#include <sys/types.h>

#include "mail/smtp.h"

struct courier {
	const struct mail_config *config;
	int note;			/* the locked file, not ours */
	bool (*ended)(void);		/* is the worker to end? */
	int socket;			/* -1: there is no process */
	pid_t pid;
};

void courier_init(struct courier *, const struct mail_config *, int note,
    bool (*ended)(void));
/* The courier ends by itself, which nobody waits for. */
void courier_release(struct courier *);

/*
 * Hands a letter over and waits for how it went; starts a courier when there
 * is none.  When the courier died, and when the worker is to end, it is
 * SMTP_LATER: then the note may know better before the letter is sent again.
 */
void courier_send(struct courier *, const struct letter *,
    struct delivery *out);

/* The letter that was taken last; false: none ever was. */
bool courier_noted(const struct courier *, char id[TOKEN_TEXT_MAX])
    MUST_CHECK;

/* --- On the wire -------------------------------------------------------- */

#define COURIER_BYTES (96u << 10)	/* of a letter; the socket takes it */

/* A letter as one message; false: it is too long. */
bool letter_pack(const struct letter *, struct text *out) MUST_CHECK;
/* The letter's texts are those of the message.  False: it is none. */
bool letter_unpack(const char *bytes, size_t length, struct letter *out)
    MUST_CHECK;

#endif
