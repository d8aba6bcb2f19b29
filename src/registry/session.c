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

static struct hash
hash_for(const char *purpose, const char *token)
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
	return hash_for("session", token == NULL ? "" : token);
}

const char *
registry_csrf(struct registry *r, const char *token)
{
	struct hash hash = hash_for("form", token);
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
	    .language = row.language, .csrf = registry_csrf(r, token) };
	return true;
}

static bool
language_is_known(const char *language)
{
	return text_equal(language, "es") || text_equal(language, "en") ||
	    text_equal(language, "pt");
}

static void
expire(struct registry *r)
{
	w_session_expire_idle(r->db, r->now - LIMIT_SESSION_IDLE_S + 1);
	w_session_expire_old(r->db, r->now - LIMIT_SESSION_S + 1);
	login_expire(r);
}

enum result
do_session_open(struct registry *r, struct session_open *in)
{
	char token[TOKEN_TEXT_MAX];
	struct account account;
	struct person person;
	struct hash hash;
	const char *language;

	if (!q_person_by_handle(r->db, in->handle, &person) ||
	    !q_account(r->db, person.id, &account) || account.disabled)
		return refuse(r, RESULT_NO_USER, "user", "%s", in->handle);
	language = language_is_known(in->language) ? in->language :
	    account.language;
	expire(r);
	registry_token(token);
	hash = hash_of(token);
	w_session_insert(r->db, hash.bytes, HASH_SIZE, person.id, language,
	    r->now);
	w_session_crowd(r->db, person.id, LIMIT_SESSIONS_PER_PERSON);
	login_succeeded(r, in->handle, in->address);
	in->token = arena_strdup(r->arena, token);
	in->session = (struct session){ .person = person.id,
	    .created = r->now, .seen = r->now,
	    .language = arena_strdup(r->arena, language),
	    .csrf = registry_csrf(r, token) };
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
