/* SPDX-License-Identifier: ISC */
/*
 * Who is logged in.  What a browser shows is 256 random bits; the store has
 * their hash, so that reading it logs nobody in.
 */
#include "registry/private.h"

#include <sodium.h>
#include <string.h>

#include "model/limits.h"
#include "store/read.h"
#include "store/write.h"

#define TOKEN_SIZE 32

void
registry_token(char out[TOKEN_TEXT_MAX])
{
	uint8_t bytes[TOKEN_SIZE];

	if (sodium_init() < 0)
		die("libsodium does not start");
	randombytes_buf(bytes, sizeof(bytes));	/* never PARCELA_SEED's */
	sodium_bin2hex(out, TOKEN_TEXT_MAX, bytes, sizeof(bytes));
	explicit_bzero(bytes, sizeof(bytes));
}

struct hash
token_hash(const char *purpose, const char *token)
{
	const struct hash_part parts[] = {
		{ purpose, strlen(purpose) },
		{ token, strlen(token) },
	};

	return hash_parts(parts, ARRAY_LENGTH(parts));
}

static struct hash
hash_of(const char *token)
{
	return token_hash("session", token == NULL ? "" : token);
}

const char *
registry_csrf(struct registry *r, const char *token)
{
	struct hash hash = token_hash("form", token);
	char text[HASH_SIZE * 2 + 1];

	sodium_bin2hex(text, sizeof(text), hash.bytes, HASH_SIZE);
	return arena_strdup(r->arena, text);
}

bool
registry_session(struct registry *r, const char *token, struct session *out)
{
	struct hash hash = hash_of(token);
	struct q_session_of row;
	int64_t now = clock_now(r->clock);

	*out = (struct session){ .language = "", .csrf = "" };
	if (token == NULL || strlen(token) != TOKEN_TEXT_MAX - 1 ||
	    !q_session_of(r->db, hash.bytes, HASH_SIZE, &row) ||
	    now - row.seen >= LIMIT_SESSION_IDLE_S ||
	    now - row.created >= LIMIT_SESSION_S)
		return false;
	*out = (struct session){ .person = row.person,
	    .created = row.created, .seen = row.seen,
	    .proven = row.proven, .language = row.language,
	    .csrf = registry_csrf(r, token) };
	return true;
}

static void
expire(struct registry *r)
{
	w_session_expire_idle(r->db, r->now - LIMIT_SESSION_IDLE_S + 1);
	w_session_expire_old(r->db, r->now - LIMIT_SESSION_S + 1);
	w_half_session_expire(r->db, r->now - LIMIT_HALF_SESSION_S + 1);
	login_expire(r);
	registration_expire(r);
}

/* --- Between password and code -------------------------------------------- */

static struct hash
half_hash_of(const char *token)
{
	return token_hash("half session", token == NULL ? "" : token);
}

static bool
half_session(struct registry *r, const char *token,
    struct q_half_session *row)
{
	struct hash hash = half_hash_of(token);

	return token != NULL && strlen(token) == TOKEN_TEXT_MAX - 1 &&
	    q_half_session(r->db, hash.bytes, HASH_SIZE, row) &&
	    clock_now(r->clock) - row->created < LIMIT_HALF_SESSION_S;
}

bool
registry_half_session(struct registry *r, const char *token,
    struct person *out)
{
	struct q_half_session row;

	return half_session(r, token, &row) &&
	    q_person_by_id(r->db, row.person, out);
}

enum result
do_half_session_open(struct registry *r, struct half_session_open *in)
{
	char token[TOKEN_TEXT_MAX];
	struct account account;
	struct person person;
	struct hash hash;

	if (!q_person_by_handle(r->db, in->handle, &person) ||
	    !q_account(r->db, person.id, &account) || account.disabled)
		return refuse(r, RESULT_NO_USER, "user", "%s", in->handle);
	expire(r);
	registry_token(token);
	hash = half_hash_of(token);
	w_half_session_crowd(r->db, person.id, LIMIT_HALF_SESSIONS - 1);
	w_half_session_insert(r->db, hash.bytes, HASH_SIZE, person.id,
	    r->now);
	attempt_forgive(r, &(struct attempt){ "login", in->handle,
	    in->address, in->browser });
	in->token = arena_strdup(r->arena, token);
	return RESULT_OK;
}

enum result
do_half_session_try(struct registry *r, struct half_session_try *in)
{
	struct hash hash = half_hash_of(in->token);
	struct q_half_session row;
	struct person person;

	if (!half_session(r, in->token, &row) ||
	    row.tries >= LIMIT_CODE_TRIES ||
	    !q_person_by_id(r->db, row.person, &person))
		return refuse(r, RESULT_NO_HALF_SESSION, "", "%s", "");
	in->person = person.id;
	in->handle = arena_strdup(r->arena, person.handle);
	w_half_session_try(r->db, hash.bytes, HASH_SIZE);
	return code_counted(r, in->handle, in->browser, &in->wait_s);
}

/* The way of an account with a second factor; of others there is none. */
static enum result
take_half(struct registry *r, const struct session_open *in,
    const struct person *person)
{
	struct hash hash = half_hash_of(in->half);
	struct q_half_session row;
	enum result result;

	if (in->half == NULL)
		return second_factor_use(r, person, NULL);
	if (!half_session(r, in->half, &row) || row.person != person->id)
		return refuse(r, RESULT_NO_HALF_SESSION, "", "%s", "");
	result = second_factor_use(r, person, in->factor);
	if (result != RESULT_OK)
		return result;
	w_half_session_delete(r->db, hash.bytes, HASH_SIZE);
	code_succeeded(r, person->handle, in->browser);
	return RESULT_OK;
}

/* --- Sessions ------------------------------------------------------------- */

enum result
do_session_open(struct registry *r, struct session_open *in)
{
	char token[TOKEN_TEXT_MAX];
	struct account account;
	struct person person;
	struct hash hash;
	const char *language;
	enum result result;

	if (!q_person_by_handle(r->db, in->handle, &person) ||
	    !q_account(r->db, person.id, &account) || account.disabled)
		return refuse(r, RESULT_NO_USER, "user", "%s", in->handle);
	if ((result = take_half(r, in, &person)) != RESULT_OK)
		return result;
	language = language_is_known(in->language) ? in->language :
	    account.language;
	expire(r);
	registry_token(token);
	hash = hash_of(token);
	w_session_crowd(r->db, person.id, LIMIT_SESSIONS_PER_PERSON - 1);
	w_session_insert(r->db, hash.bytes, HASH_SIZE, person.id, language,
	    in->address == NULL ? "" : in->address, r->now);
	login_succeeded(r, in->handle, in->address, in->browser);
	in->token = arena_strdup(r->arena, token);
	in->session = (struct session){ .person = person.id,
	    .created = r->now, .seen = r->now, .proven = r->now,
	    .language = arena_strdup(r->arena, language),
	    .csrf = registry_csrf(r, token) };
	return RESULT_OK;
}

enum result
do_session_prove(struct registry *r, struct session_prove *in)
{
	struct hash hash = hash_of(in->token);
	enum result result;

	if (r->me.id == 0 || w_session_proven(r->db, hash.bytes, HASH_SIZE,
	    r->me.id, r->now) != 1)
		return refuse(r, RESULT_NO_SESSION, "", "%s", "");
	result = second_factor_use(r, &r->me, in->factor);
	if (result != RESULT_OK)
		return result;
	if (in->factor != NULL)
		code_succeeded(r, r->me.handle, in->browser);
	login_succeeded(r, r->me.handle, in->address, in->browser);
	return RESULT_OK;
}

enum result
do_session_touch(struct registry *r, struct session_touch *in)
{
	struct hash hash = hash_of(in->token);

	return w_session_seen(r->db, hash.bytes, HASH_SIZE, r->now) == 1 ?
	    RESULT_OK : RESULT_NO_SESSION;
}

enum result
do_session_close(struct registry *r, struct session_close *in)
{
	struct hash hash = hash_of(in->token);

	w_session_delete(r->db, hash.bytes, HASH_SIZE);
	return RESULT_OK;
}

static bool
is_expired(const struct q_sessions_of *row, int64_t now)
{
	return now - row->seen >= LIMIT_SESSION_IDLE_S ||
	    now - row->created >= LIMIT_SESSION_S;
}

size_t
registry_sessions(struct registry *r, const char *token,
    struct session_row out[LIMIT_SESSIONS_PER_PERSON])
{
	struct hash own = hash_of(token);
	char text[HASH_SIZE * 2 + 1];
	struct q_sessions_of row;
	struct cursor cursor;
	size_t count = 0;

	q_sessions_of_open(r->db, r->me.id, LIMIT_SESSIONS_PER_PERSON,
	    &cursor);
	while (q_sessions_of_next(&cursor, &row)) {
		if (row.hash.length != HASH_SIZE ||
		    is_expired(&row, clock_now(r->clock)))
			continue;
		sodium_bin2hex(text, sizeof(text), row.hash.bytes, HASH_SIZE);
		out[count++] = (struct session_row){
			.id = arena_strdup(r->arena, text),
			.address = row.address, .created = row.created,
			.seen = row.seen, .own = memcmp(row.hash.bytes,
			own.bytes, HASH_SIZE) == 0 };
	}
	return count;
}

enum result
do_session_end(struct registry *r, struct session_end *in)
{
	struct hash own = hash_of(in->token), hash;
	struct q_session_of row;

	if (r->me.id == 0)
		return refuse(r, RESULT_NO_SESSION, "", "%s", "");
	if (in->id == NULL) {
		w_session_delete_others(r->db, r->me.id, own.bytes, HASH_SIZE);
		return RESULT_OK;
	}
	if (!hash_parse_hex(in->id, &hash) || !q_session_of(r->db, hash.bytes,
	    HASH_SIZE, &row) || row.person != r->me.id)
		return refuse(r, RESULT_NO_SESSION, "id", "%s", in->id);
	w_session_delete(r->db, hash.bytes, HASH_SIZE);
	return RESULT_OK;
}

enum result
do_session_language(struct registry *r, struct session_language *in)
{
	struct hash hash = hash_of(in->token);

	if (!language_is_known(in->language))
		return refuse(r, RESULT_MALFORMED, "language",
		    "The languages are es, en and pt.");
	return w_session_speaks(r->db, hash.bytes, HASH_SIZE,
	    in->language) == 1 ? RESULT_OK : RESULT_NO_SESSION;
}
