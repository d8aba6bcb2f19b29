/* SPDX-License-Identifier: ISC */
/*
 * mail: the mails that operations queue, written in their reader's language
 * and handed to an SMTP server.
 *
 * The worker sends one after the other, through a process of its own, the
 * courier.  A mail leaves the queue when the server has said that it takes it;
 * the worker may be killed at any time.  What kills the courier, or the
 * machine, between the server's taking a mail and saying so has it sent again,
 * under the same Message-ID (RFC 5322, 3.6.4).  No two workers of a register
 * send at once.
 */
#ifndef MAIL_MAIL_H
#define MAIL_MAIL_H

#include "base/sealed.h"
#include "registry/registry.h"

/* What mails say of the registry. */
struct mail_profile {
	const char *name;		/* "LACNIC" */
	const char *base_url;		/* of the portal, as links begin */
	const char *contact;		/* whom users write to, or NULL */
};

/*
 * Appends subject (one line, UTF-8) and text (lines end in LF) of a mail.
 * The secret is the unsealed token, or "".  False: no such kind,
 * or its detail says nothing.
 */
bool mail_write(const struct mail_profile *, const struct mail_row *,
    const char *secret, struct text *subject, struct text *body) MUST_CHECK;
/* The page that the secret of a kind of mail opens (?token=…), or "". */
const char *mail_link(const char *kind);
/* The token in a mail's secret, "" when it has none; false: it was not sealed
   with this key. */
bool mail_secret(const struct mail_row *, const uint8_t key[SEALED_KEY_SIZE],
    char out[TOKEN_TEXT_MAX]) MUST_CHECK;

/* --- What comes back ------------------------------------------------------ */

/*
 * A delivery status notification (RFC 3464), as a mail server pipes it: the
 * id of the mail that it returns, if that failed for good and because of its
 * address.  Only what the id proves is believed: it is random, and known to
 * who got the mail.  False: it says nothing of the kind.  Any bytes are taken;
 * parts are looked for on the first level only.
 */
bool bounce_read(const char *bytes, size_t length, char id[TOKEN_TEXT_MAX])
    MUST_CHECK;
/* Does a status ("5.7.1", RFC 3463) tell of a policy, of what the server
   thinks of us?  It says nothing about the address then. */
bool mail_status_is_policy(const char *status);

/* --- The worker ----------------------------------------------------------- */

struct mail_config {
	const char *store_url;
	struct mail_profile profile;
	const char *server;		/* smtp://HOST:PORT or smtps://… */
	const char *user;		/* or NULL: no AUTH */
	const char *password_file;	/* its first line is the password */
	const char *from;		/* "registry@example.net" */
	struct clock clock;
	char *const *courier;		/* words of a command that comes to
					   mail_courier(), NULL-ended */
};

/*
 * A part of the worker role (net.h).  Opened before parts_run(); false after
 * saying why in the log, to be closed nevertheless.  STARTTLS must be offered,
 * unless the server is on this machine.
 */
struct mail_worker;
bool mail_open(const struct mail_config *, struct mail_worker **) MUST_CHECK;
void mail_run(void *mail_worker);	/* until the role's end */
void mail_close(struct mail_worker *);

/* What mail_run() starts to talk to the server, until the worker is gone: the
   exit status.  It uses server, user, password_file and from alone. */
int mail_courier(const struct mail_config *) MUST_CHECK;

#endif
