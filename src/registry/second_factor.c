/* SPDX-License-Identifier: ISC */
/*
 * Second factors: devices that make codes, and recovery codes.  Whether a
 * code is right is seen by who can open the sealed secrets; that it counts
 * once is held here, in the transaction that it lets through.
 */
#include "registry/private.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "model/limits.h"
#include "store/read.h"
#include "store/write.h"

/* --- Mails ---------------------------------------------------------------- */

static void
tell_device(struct registry *r, const char *kind, const char *device)
{
	struct text detail;

	text_init(&detail, 4096);
	text_put(&detail, "{\"device\":");
	text_put_json(&detail, device);
	text_put_char(&detail, '}');
	mail_user(r, &r->me, kind, detail.bytes);
	text_release(&detail);
}

static int64_t
codes_left(struct registry *r, int64_t person)
{
	struct q_recovery_code_count row = { 0 };

	return q_recovery_code_count(r->db, person, &row) ? row.number : 0;
}

static void
tell_recovery(struct registry *r, const struct person *person)
{
	char detail[64];

	snprintf(detail, sizeof(detail), "{\"left\":%lld}",
	    (long long)codes_left(r, person->id));
	mail_user(r, person, "recovery_code_used", detail);
}

/* --- Looking -------------------------------------------------------------- */

bool
registry_has_second_factor(struct registry *r, int64_t person)
{
	struct q_authenticator_any row;

	return q_authenticator_any(r->db, person, &row);
}

bool
registry_manages_something(struct registry *r, int64_t person)
{
	struct q_manager row;

	return q_manager(r->db, person, &row);
}

int64_t
registry_recovery_codes_left(struct registry *r, int64_t person)
{
	return codes_left(r, person);
}

size_t
registry_authenticators(struct registry *r, int64_t person,
    struct authenticator_row out[LIMIT_AUTHENTICATORS])
{
	struct q_authenticators_of row;
	struct cursor cursor;
	size_t count = 0;

	q_authenticators_of_open(r->db, person, LIMIT_AUTHENTICATORS,
	    &cursor);
	while (q_authenticators_of_next(&cursor, &row))
		out[count++] = (struct authenticator_row){ row.id, row.name,
		    row.secret, row.step, row.created, row.used };
	return count;
}

/* --- Using ---------------------------------------------------------------- */

/* As they are written on paper: small, with blanks or dashes, or not. */
static struct hash
hash_of_code(struct registry *r, const char *typed)
{
	char *code = arena_strdup(r->arena, typed), *end = code;

	for (const char *c = typed; *c != '\0'; c++)
		if (*c >= 'a' && *c <= 'z')
			*end++ = (char)(*c - 'a' + 'A');
		else if (*c != ' ' && *c != '-')
			*end++ = *c;
	*end = '\0';
	return token_hash("recovery", code);
}

enum result
second_factor_use(struct registry *r, const struct person *person,
    const struct second_factor *factor)
{
	struct hash hash;

	if (!registry_has_second_factor(r, person->id))
		return RESULT_OK;
	if (factor == NULL)
		return refuse(r, RESULT_CODE_NEEDED, "code", "%s", "");
	if (factor->device != NULL)
		return w_authenticator_use(r->db, factor->device, person->id,
		    factor->step, r->now) == 1 ? RESULT_OK :
		    refuse(r, RESULT_WRONG_CODE, "code", "%s", "");
	hash = hash_of_code(r, factor->recovery == NULL ? "" :
	    factor->recovery);
	if (w_recovery_code_use(r->db, hash.bytes, HASH_SIZE, person->id) != 1)
		return refuse(r, RESULT_WRONG_CODE, "recovery", "%s", "");
	tell_recovery(r, person);
	return RESULT_OK;
}

void
second_factor_drop(struct registry *r, int64_t person)
{
	w_authenticator_delete_of(r->db, person);
	w_recovery_code_delete_of(r->db, person);
}

/* --- One's own ------------------------------------------------------------ */

static struct hash
hash_of_session(const char *token)
{
	return token_hash("session", token == NULL ? "" : token);
}

static enum result
own_session(struct registry *r, const char *token)
{
	struct session session;

	if (r->me.id == 0 || !registry_session(r, token, &session) ||
	    session.person != r->me.id)
		return refuse(r, RESULT_NO_SESSION, "", "%s", "");
	return RESULT_OK;
}

static size_t
count_devices(struct registry *r)
{
	struct authenticator_row rows[LIMIT_AUTHENTICATORS];

	return registry_authenticators(r, r->me.id, rows);
}

enum result
do_authenticator_begin(struct registry *r, struct authenticator_begin *in)
{
	struct hash hash = hash_of_session(in->token);
	enum result result = own_session(r, in->token);

	if (result != RESULT_OK)
		return result;
	if (count_devices(r) >= LIMIT_AUTHENTICATORS)
		return refuse(r, RESULT_TOO_MANY_AUTHENTICATORS, "", "%d",
		    LIMIT_AUTHENTICATORS);
	w_authenticator_new_expire(r->db, r->now - LIMIT_AUTHENTICATOR_NEW_S);
	w_authenticator_new_put(r->db, hash.bytes, HASH_SIZE, r->me.id,
	    in->sealed, r->now);
	return RESULT_OK;
}

const char *
registry_authenticator_new(struct registry *r, const char *token)
{
	struct hash hash = hash_of_session(token);
	struct q_authenticator_new_of row;

	if (!q_authenticator_new_of(r->db, hash.bytes, HASH_SIZE, r->me.id,
	    &row) || clock_now(r->clock) - row.created >=
	    LIMIT_AUTHENTICATOR_NEW_S)
		return NULL;
	return row.secret;
}

/* 80 random bits each, which no hash of them tells. */
static void
make_codes(struct registry *r, char codes[][RECOVERY_CODE_MAX])
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	struct hash hash;

	if (sodium_init() < 0)
		die("libsodium does not start");
	w_recovery_code_delete_of(r->db, r->me.id);
	for (int i = 0; i < LIMIT_RECOVERY_CODES; i++) {
		for (int k = 0; k < RECOVERY_CODE_MAX - 1; k++)
			codes[i][k] = k % 5 == 4 ? '-' :
			    letters[randombytes_uniform(32)];
		codes[i][RECOVERY_CODE_MAX - 1] = '\0';
		hash = hash_of_code(r, codes[i]);
		w_recovery_code_insert(r->db, hash.bytes, HASH_SIZE,
		    r->me.id);
	}
}

/* Whoever got in by the password alone is out, and there is a way back for
   who loses the device. */
static void
begin_two_steps(struct registry *r, struct authenticator_add *in)
{
	struct hash own = hash_of_session(in->token);

	w_session_delete_others(r->db, r->me.id, own.bytes, HASH_SIZE);
	make_codes(r, in->codes);
	in->made_codes = true;
}

enum result
do_authenticator_add(struct registry *r, struct authenticator_add *in)
{
	struct hash hash = hash_of_session(in->token);
	enum result result = own_session(r, in->token);
	size_t count = count_devices(r);
	char id[TOKEN_TEXT_MAX];

	if (result != RESULT_OK)
		return result;
	if (!text_equal(registry_authenticator_new(r, in->token), in->sealed))
		return refuse(r, RESULT_NO_AUTHENTICATOR, "", "%s", "");
	if (in->name == NULL || in->name[0] == '\0')
		return refuse(r, RESULT_MISSING, "name", "%s", "name");
	if (!text_is_clean(in->name, LIMIT_SHORT))
		return refuse(r, RESULT_UNCLEAN, "name", "%s", "name");
	if (count >= LIMIT_AUTHENTICATORS)
		return refuse(r, RESULT_TOO_MANY_AUTHENTICATORS, "", "%d",
		    LIMIT_AUTHENTICATORS);
	registry_token(id);
	w_authenticator_new_delete(r->db, hash.bytes, HASH_SIZE);
	w_authenticator_insert(r->db, id, r->me.id, in->name, in->sealed,
	    in->step, r->now);
	if (count == 0)
		begin_two_steps(r, in);
	tell_device(r, "second_factor_added", in->name);
	return RESULT_OK;
}

enum result
do_authenticator_cancel(struct registry *r, struct authenticator_cancel *in)
{
	struct hash hash = hash_of_session(in->token);

	w_authenticator_new_delete(r->db, hash.bytes, HASH_SIZE);
	return RESULT_OK;
}

enum result
do_authenticator_remove(struct registry *r, struct authenticator_remove *in)
{
	struct q_authenticator_of row;

	if (r->me.id == 0)
		return refuse(r, RESULT_NO_SESSION, "", "%s", "");
	if (in->id == NULL || !q_authenticator_of(r->db, in->id, r->me.id,
	    &row))
		return refuse(r, RESULT_NO_AUTHENTICATOR, "id", "%s", "");
	w_authenticator_delete(r->db, in->id, r->me.id);
	if (!registry_has_second_factor(r, r->me.id))
		second_factor_drop(r, r->me.id);
	tell_device(r, "second_factor_removed", row.name);
	return RESULT_OK;
}

enum result
do_recovery_codes(struct registry *r, struct recovery_codes *in)
{
	if (r->me.id == 0)
		return refuse(r, RESULT_NO_SESSION, "", "%s", "");
	if (!registry_has_second_factor(r, r->me.id))
		return refuse(r, RESULT_NO_AUTHENTICATOR, "", "%s", "");
	make_codes(r, in->codes);
	mail_user(r, &r->me, "recovery_codes_made", "{}");
	return RESULT_OK;
}

/* --- Another's ------------------------------------------------------------ */

enum result
do_second_factor_reset(struct registry *r, struct second_factor_reset *in)
{
	struct person person;

	if (in->handle == NULL ||
	    !q_person_by_handle(r->db, in->handle, &person))
		return refuse(r, RESULT_NO_PERSON, "handle", "%s",
		    in->handle == NULL ? "" : in->handle);
	if (!registry_has_second_factor(r, person.id))
		return refuse(r, RESULT_NO_AUTHENTICATOR, "handle", "%s",
		    in->handle);
	second_factor_drop(r, person.id);
	w_session_delete_of(r->db, person.id);
	secrets_void(r, &person);
	mail_user(r, &person, "second_factor_reset", "{}");
	return RESULT_OK;
}
