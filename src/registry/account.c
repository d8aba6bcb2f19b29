/* SPDX-License-Identifier: ISC */
/* Accounts: who may log in, and how a password is replaced. */
#include "registry/private.h"

#include <string.h>

#include "model/limits.h"
#include "store/read.h"
#include "store/write.h"

bool
language_is_known(const char *language)
{
	return text_equal(language, "es") || text_equal(language, "en") ||
	    text_equal(language, "pt");
}

/* The person of an account operation, and the account when there is one. */
static enum result
account_named(struct registry *r, const char *handle, struct person *person,
    bool must_exist)
{
	struct account account;
	bool exists;

	if (handle == NULL || !q_person_by_handle(r->db, handle, person))
		return refuse(r, RESULT_NO_PERSON, "handle", "%s",
		    handle == NULL ? "" : handle);
	exists = q_account(r->db, person->id, &account);
	if (must_exist && !exists)
		return refuse(r, RESULT_NO_USER, "handle", "%s", handle);
	if (!must_exist && exists)
		return refuse(r, RESULT_IN_USE, "handle", "%s has an account.",
		    handle);
	return RESULT_OK;
}

enum result
do_account_add(struct registry *r, struct account_add *in)
{
	const char *language = in->language == NULL ? "es" : in->language;
	struct person person;
	enum result result = account_named(r, in->handle, &person, false);

	if (result != RESULT_OK)
		return result;
	if (!language_is_known(language))
		return refuse(r, RESULT_MALFORMED, "language",
		    "The languages are es, en and pt.");
	w_account_insert(r->db, person.id, in->hostmaster, language);
	return RESULT_OK;
}

void
secrets_void(struct registry *r, const struct person *person)
{
	links_void(r, person->id);
	w_half_session_delete_of(r->db, person->id);
	w_authenticator_new_delete_of(r->db, person->id);
	code_succeeded(r, person->handle, NULL);
}

/* Whoever knew the old one, or had it mailed, is out. */
static void
set_password(struct registry *r, const struct person *person,
    const char *sealed)
{
	w_account_set_password(r->db, person->id, sealed);
	w_session_delete_of(r->db, person->id);
	secrets_void(r, person);
}

/* Who had none is told by who gives it to them. */
enum result
do_account_password(struct registry *r, struct account_password *in)
{
	struct person person;
	struct account account;
	enum result result = account_named(r, in->handle, &person, true);

	if (result != RESULT_OK)
		return result;
	if (q_account(r->db, person.id, &account) &&
	    account.password[0] != '\0')
		mail_user(r, &person, "password_set", "{}");
	set_password(r, &person, in->sealed);
	return RESULT_OK;
}

enum result
do_account_disable(struct registry *r, struct account_disable *in)
{
	struct account account = { .disabled = in->disabled };
	struct person person;
	enum result result = account_named(r, in->handle, &person, true);

	if (result != RESULT_OK)
		return result;
	if (q_account(r->db, person.id, &account) &&
	    (account.disabled != 0) != in->disabled)
		mail_user(r, &person, in->disabled ? "user_disabled" :
		    "user_enabled", "{}");
	w_account_set_disabled(r->db, person.id, in->disabled);
	w_session_delete_of(r->db, person.id);
	if (in->disabled)
		second_factor_drop(r, person.id);
	secrets_void(r, &person);
	w_legacy_password_delete_of(r->db, person.id);
	return RESULT_OK;
}

/* --- One's own account ---------------------------------------------------- */

enum result
do_account_language(struct registry *r, struct account_language *in)
{
	if (r->me.id == 0)
		return refuse(r, RESULT_NO_SESSION, "", "%s", "");
	if (!language_is_known(in->language))
		return refuse(r, RESULT_MALFORMED, "language",
		    "The languages are es, en and pt.");
	w_account_set_language(r->db, r->me.id, in->language);
	return RESULT_OK;
}

enum result
do_password_change(struct registry *r, struct password_change *in)
{
	struct session_end others = { .token = in->token };
	enum result result = do_session_end(r, &others);

	if (result != RESULT_OK)
		return result;
	w_account_set_password(r->db, r->me.id, in->sealed);
	secrets_void(r, &r->me);
	mail_user(r, &r->me, "password_changed", "{}");
	return RESULT_OK;
}

/* --- Forgotten passwords -------------------------------------------------- */

#define PURPOSE_PASSWORD "password"

/* Of an account that a mail can reach. */
static bool
reachable(struct registry *r, const char *handle, struct person *person,
    struct account *account)
{
	return handle != NULL &&
	    q_person_by_handle(r->db, handle, person) &&
	    q_account(r->db, person->id, account) && !account->disabled &&
	    person->email != NULL && person->email[0] != '\0';
}

/* The rows that a known user's link would write, taken back at once: how long
   the answer takes does not tell that there is nobody. */
static void
pretend(struct registry *r, const struct password_forgot *in,
    const struct hash *hash)
{
	struct q_person_first anybody;

	if (q_person_first(r->db, &anybody)) {
		w_token_insert(r->db, hash->bytes, HASH_SIZE,
		    PURPOSE_PASSWORD, anybody.id, r->now);
		w_token_delete(r->db, hash->bytes, HASH_SIZE);
	}
	mail_pretend(r, in->handle, in->sealed);
}

enum result
do_password_forgot(struct registry *r, struct password_forgot *in)
{
	struct hash hash = token_hash(PURPOSE_PASSWORD, in->token);
	struct account account;
	struct person person;
	bool known, drowns;

	if (!mail_may_be_asked(r, in->handle, in->address))
		return refuse(r, RESULT_TOO_OFTEN, "user", "%s", in->address);
	w_token_expire(r->db, r->now);
	known = reachable(r, in->handle, &person, &account);
	drowns = !mail_may_be_sent(r, in->handle);
	if (!known || drowns) {
		pretend(r, in, &hash);
		return RESULT_OK;	/* as if there were one */
	}
	w_token_insert(r->db, hash.bytes, HASH_SIZE, PURPOSE_PASSWORD,
	    person.id, r->now + LIMIT_PASSWORD_LINK_S);
	mail_queue(r, &person, account.language, "password_forgot", "{}",
	    in->sealed);
	return RESULT_OK;
}

static bool
person_of_token(struct registry *r, const char *purpose, const char *token,
    struct person *person)
{
	struct hash hash = token_hash(purpose, token);
	struct account account;
	struct q_token row;

	return q_token(r->db, hash.bytes, HASH_SIZE, purpose, &row) &&
	    row.expires > clock_now(r->clock) &&
	    q_person_by_id(r->db, row.person, person) &&
	    q_account(r->db, person->id, &account) && !account.disabled;
}

bool
registry_password_link(struct registry *r, const char *token,
    struct person *person)
{
	return person_of_token(r, PURPOSE_PASSWORD, token, person);
}

enum result
do_password_reset(struct registry *r, struct password_reset *in)
{
	struct person person;

	if (!person_of_token(r, PURPOSE_PASSWORD, in->token, &person))
		return refuse(r, RESULT_NO_LINK, "token", "token");
	set_password(r, &person, in->sealed);
	address_clear(r, &person);	/* the link arrived there */
	mail_user(r, &person, "password_changed", "{}");
	browser_noted(r, person.handle, in->browser);
	in->handle = arena_strdup(r->arena, person.handle);
	return RESULT_OK;
}
