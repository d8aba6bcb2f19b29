/* SPDX-License-Identifier: ISC */
/* Part of registry.h: persons, their data and address, how one registers. */
#ifndef REGISTRY_USER_H
#define REGISTRY_USER_H

#include "base/base.h"
#include "model/limits.h"
#include "model/model.h"

struct registry;

struct postal {
	const char *street, *number, *complement, *postcode, *city, *state;
	const char *country;		/* ISO 3166-1 alpha-2 */
	/*
	 * ddi, the country code, is one to three digits; a + before it is
	 * dropped.  The others are digits with blanks, dots, hyphens and
	 * parentheses between.
	 */
	const char *ddi, *ddd, *phone, *extension;
};

struct person_add {
	const char *name;
	const char *email;
	const char *handle;		/* "" : made from the name */
	struct postal postal;
	const char *handle_out;		/* out */
	int64_t id;			/* out */
};

/*
 * Change a person's data; NULL leaves, "" empties: not the name, and not
 * street, city and phone where they were given.  By that person or hostmaster;
 * the address by hostmaster only, whom no link has to prove it: mailed links
 * are void.  Of what hostmaster changed the person is told, of an address
 * at both.
 */
struct person_edit {
	const char *handle;
	const char *name, *email;
	struct postal postal;
	const struct person *seen;	/* CHANGED when it is not this any
					   more; NULL: whatever it is */
};

/*
 * The actor wants this address: a link is mailed to it, good once within
 * LIMIT_ADDRESS_LINK_S, and the address that they have is told.  What was
 * asked for before is void.  The address they have proves with it that mails
 * arrive again, when it is marked; else SAME_ADDRESS.
 */
struct address_ask {
	const char *email;
	const char *address;		/* of the client */
	const char *token, *sealed;	/* as for password_forgot */
};
struct address_cancel { bool was_asked; };	/* out */
/* By such a link; NO_LINK as for passwords.  Links to choose a password are
   void, both addresses are told, the mark is gone. */
struct address_confirm {
	const char *token;
	const char *address;		/* of the client */
	const char *handle, *email;	/* out */
};

/*
 * Somebody wants a user ID: a link is mailed to their address, good as above.
 * Until it is followed, and a password chosen there by who reads the mails of
 * the address, there is no person; then they have a handle and an account, and
 * act themselves in the journal.  The result is the same whether the address
 * has a user ID or not; only the mail names it.  An address may have several,
 * but not by asking twice: confirming one voids all links that are under way
 * to the address.
 */
struct registration_ask {
	struct person_add person;	/* street, city, phone are needed */
	const char *language;
	const char *address;		/* of the client */
	const char *token, *sealed;	/* as for password_forgot */
};
struct registration_confirm {
	const char *token;
	const char *password;		/* as for account_password */
	const char *address;		/* of the client */
	const char *handle, *language;	/* out */
};

/* A mail that a server took came back for good.  The address that it went to
   is marked, if it is still its user's; handle is "" else.  An id that we did
   not send is no error. */
struct mail_bounced {
	const char *id;
	const char *handle;		/* out */
};

/* --- Looking -------------------------------------------------------------- */

/* The address that a person wants, and until when its link is good. */
struct new_address { const char *email; int64_t expires; };
bool registry_new_address(struct registry *, int64_t person,
    struct new_address *) MUST_CHECK;
/* Whose address a link would make this; false: nobody's, now. */
bool registry_address_link(struct registry *, const char *token,
    struct person *, const char **email) MUST_CHECK;
/* Who would be registered by a link (without a handle), and the language;
   false: nobody, now. */
bool registry_registration(struct registry *, const char *token,
    struct person *, const char **language) MUST_CHECK;

#endif
