/* SPDX-License-Identifier: ISC */
/*
 * Second factors, as part of registry.h: what stands between a right password
 * and a session, devices that make codes, recovery codes.  Operational, not
 * journaled.
 *
 * A device's secret is sealed by who calls; so is a code judged there.  That
 * each counts once, and that no session begins without one where there is a
 * second factor, is held here, in the transaction that it lets through.
 */
#ifndef REGISTRY_SECOND_FACTOR_H
#define REGISTRY_SECOND_FACTOR_H

#include "model/limits.h"
#include "model/model.h"

struct registry;

/* --- Logging in ----------------------------------------------------------- */

/*
 * What proves a second factor: the code of a device for a step of time, which
 * the caller has seen to be right, or a recovery code as it was typed.  Each
 * counts once (WRONG_CODE); of a device no step before it counts any more.
 */
struct second_factor {
	const char *device;		/* id; NULL: a recovery code */
	int64_t step;
	const char *recovery;
};

/*
 * Between password and code: a token that opens nothing but the way to
 * session_open, LIMIT_HALF_SESSION_S long, until password or account change.
 */
struct half_session_open {
	const char *handle;
	const char *address;
	const char *browser;		/* as login_attempt's */
	const char *token;		/* out */
};
/*
 * Before a code is looked at, as login_attempt is before a password.
 * NO_HALF_SESSION: log in anew, also after LIMIT_CODE_TRIES; TOO_OFTEN: not
 * now.  Who failed is counted by account, but for a browser that was logged in
 * to it before: who has the password does not slow its user there.
 */
struct half_session_try {
	const char *token;
	const char *browser;
	int64_t wait_s;			/* out */
	int64_t person;			/* out */
	const char *handle;		/* out */
};
/* The same where there is a session. */
struct code_attempt {
	const char *browser;
	int64_t wait_s;			/* out */
};

/* The user of this session typed the password again, and a code if they have
   a second factor: what is dangerous may go on for LIMIT_PROVEN_S. */
struct session_prove {
	const char *token;
	const char *address;
	const char *browser;		/* known from now on; or NULL */
	const struct second_factor *factor;
};

/* --- Devices and recovery codes ------------------------------------------- */

#define RECOVERY_CODE_MAX 20		/* "ABCD-EFGH-IJKL-MNOP", with NUL */

/* Of the actor: a device is being added, by this session only; its secret is
   sealed by the caller.  TOO_MANY_AUTHENTICATORS. */
struct authenticator_begin {
	const char *token;
	const char *sealed;
};
/* It showed a right code, of this step.  With the first one all other sessions
   end, and there are recovery codes.  NO_AUTHENTICATOR: begin anew. */
struct authenticator_add {
	const char *token;
	const char *sealed;		/* as registry_authenticator_new() */
	const char *name;
	int64_t step;
	bool made_codes;		/* out: these are shown once */
	char codes[LIMIT_RECOVERY_CODES][RECOVERY_CODE_MAX];
};
struct authenticator_cancel { const char *token; };	/* none: fine */
/* With the last one the recovery codes go. */
struct authenticator_remove { const char *id; };
/* New ones in place of all before. */
struct recovery_codes {
	char codes[LIMIT_RECOVERY_CODES][RECOVERY_CODE_MAX];	/* out */
};
/* All devices and codes of a user who lost them; their sessions end. */
struct second_factor_reset { const char *handle; };

/* --- Looking -------------------------------------------------------------- */

/* Whose code a half session awaits; false: nobody's. */
bool registry_half_session(struct registry *, const char *token,
    struct person *) MUST_CHECK;

/* The devices of a person, the oldest first. */
struct authenticator_row {
	const char *id, *name;
	const char *secret;		/* sealed */
	int64_t step;			/* the last that counted */
	int64_t created, used;
};
size_t registry_authenticators(struct registry *, int64_t person,
    struct authenticator_row out[LIMIT_AUTHENTICATORS]);
bool registry_has_second_factor(struct registry *, int64_t person);
int64_t registry_recovery_codes_left(struct registry *, int64_t person);
/* The sealed secret of the device that the actor's session is adding; NULL:
   none, now. */
const char *registry_authenticator_new(struct registry *, const char *token);
/* Is this person administrative contact of an organisation, tech-c of a block
   or routing-c of an ASN? */
bool registry_manages_something(struct registry *, int64_t person);

#endif
