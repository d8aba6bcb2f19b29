/* SPDX-License-Identifier: ISC */
/*
 * DS records as people paste them: RFC 4034 5.3, with or without owner, TTL,
 * class and type; parentheses and comments as in RFC 1035 5.1.
 */
#include "model/model.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/base.h"
#include "model/limits.h"

#define TOKENS_MAX 64			/* of a record: a digest in pieces */

struct token {
	const char *at;
	size_t length;
};

struct reader {
	const char *at, *end;
	struct token tokens[TOKENS_MAX];
	size_t count;
};

static bool
token_is(const struct token *t, const char *word)
{
	return t->length == strlen(word) &&
	    strncasecmp(t->at, word, t->length) == 0;
}

static bool
token_number(const struct token *t, unsigned most, unsigned *out)
{
	uint64_t number;
	char text[12];

	if (t->length >= sizeof(text))
		return false;
	memcpy(text, t->at, t->length);
	text[t->length] = '\0';
	if (!parse_number(text, most, &number))
		return false;
	*out = (unsigned)number;
	return true;
}

/* --- Tokens ----------------------------------------------------------- */

static void
skip_comment(struct reader *r)
{
	while (r->at < r->end && *r->at != '\n')
		r->at++;
}

static bool
add_token(struct reader *r)
{
	struct token *t = &r->tokens[r->count];

	if (r->count == TOKENS_MAX)
		return false;
	t->at = r->at;
	while (r->at < r->end && strchr(" \t\r\n();", *r->at) == NULL)
		if ((unsigned char)*r->at++ <= ' ')
			return false;
	t->length = (size_t)(r->at - t->at);
	r->count++;
	return t->length > 0;
}

/* The tokens of the next record: a line, or more within parentheses.  False:
   it cannot be one. */
static bool
read_record(struct reader *r)
{
	bool open = false;

	r->count = 0;
	while (r->at < r->end) {
		char c = *r->at;

		if (c == '\n' && !open && r->count > 0)
			return true;
		if (c == ';')
			skip_comment(r);
		else if (c == '(' || c == ')') {
			if (open == (c == '('))
				return false;
			open = c == '(';
			r->at++;
		} else if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
			r->at++;
		else if (!add_token(r))
			return false;
	}
	return !open;
}

/* --- Records ---------------------------------------------------------- */

static bool
is_ttl(const struct token *t)
{
	return t->length > 0 && isdigit((unsigned char)t->at[0]) &&
	    strspn(t->at, "0123456789smhdwSMHDW") >= t->length;
}

/* What stands before the type: [owner] [TTL] [class], the last two in any
   order. */
static bool
read_head(const struct reader *r, size_t count, struct ds_text *out)
{
	size_t i = 0;

	if (count > 0 && !token_is(&r->tokens[0], "IN") &&
	    !is_ttl(&r->tokens[0])) {
		if (!reverse_parse(r->tokens[0].at, r->tokens[0].length,
		    &out->zone))
			return false;
		out->has_zone = true;
		i++;
	}
	if (count - i > 2)
		return false;
	for (; i < count; i++)
		if (!token_is(&r->tokens[i], "IN") && !is_ttl(&r->tokens[i]))
			return false;
	return true;
}

/* Those that may sign (RFC 8624 3.1), by number or mnemonic. */
static bool
read_algorithm(const struct token *t, unsigned *out)
{
	static const struct { unsigned number; const char *name; } known[] = {
		{ 5, "RSASHA1" }, { 7, "RSASHA1-NSEC3-SHA1" },
		{ 8, "RSASHA256" }, { 10, "RSASHA512" },
		{ 13, "ECDSAP256SHA256" }, { 14, "ECDSAP384SHA384" },
		{ 15, "ED25519" }, { 16, "ED448" },
	};
	unsigned number = 0;

	if (!token_number(t, UINT8_MAX, &number))
		number = 0;
	for (size_t i = 0; i < ARRAY_LENGTH(known); i++)
		if (number == known[i].number || token_is(t, known[i].name)) {
			*out = known[i].number;
			return true;
		}
	return false;
}

/* Bytes of a digest of SHA-1, SHA-256 and SHA-384; 0: none of them. */
static size_t
digest_bytes(unsigned type)
{
	return type == 1 ? 20 : type == 2 ? 32 : type == 4 ? 48 : 0;
}

/* Upper case, its pieces joined. */
static bool
read_digest(struct arena *arena, const struct reader *r, size_t first,
    size_t bytes, const char **out)
{
	char *digest = arena_alloc(arena, bytes * 2 + 1);
	size_t n = 0;

	for (size_t i = first; i < r->count; i++)
		for (size_t j = 0; j < r->tokens[i].length; j++) {
			unsigned char c = (unsigned char)r->tokens[i].at[j];

			if (n == bytes * 2 || !isxdigit(c))
				return false;
			digest[n++] = (char)toupper(c);
		}
	*out = digest;
	return n == bytes * 2;
}

/* Where the data begin: behind the type, or, where that is left out, behind
   the zone, if there is one. */
static bool
find_data(const struct reader *r, struct ds_text *out, size_t *at)
{
	size_t type = 0;

	while (type < r->count && type < 4 && !token_is(&r->tokens[type],
	    "DS"))
		type++;
	if (type < r->count && token_is(&r->tokens[type], "DS")) {
		*at = type + 1;
		return read_head(r, type, out);
	}
	out->has_zone = r->count > 0 && reverse_parse(r->tokens[0].at,
	    r->tokens[0].length, &out->zone);
	*at = out->has_zone ? 1 : 0;
	return true;
}

static bool
read_ds(struct arena *arena, const struct reader *r, struct ds_text *out)
{
	size_t at;

	return find_data(r, out, &at) && r->count >= at + 4 &&
	    token_number(&r->tokens[at], UINT16_MAX, &out->tag) &&
	    read_algorithm(&r->tokens[at + 1], &out->algorithm) &&
	    token_number(&r->tokens[at + 2], UINT8_MAX, &out->digest_type) &&
	    digest_bytes(out->digest_type) > 0 &&
	    read_digest(arena, r, at + 3, digest_bytes(out->digest_type),
	    &out->digest);
}

/* Are as many of its zone there?  One that names none is of any: then there is
   one zone only. */
static bool
is_crowded(const struct ds_text *list, size_t count, const struct ds_text *ds)
{
	size_t same = 0;

	for (size_t i = 0; i < count; i++)
		same += !list[i].has_zone || !ds->has_zone ||
		    prefix_equal(&list[i].zone, &ds->zone);
	return same > LIMIT_DS_ZONE;
}

enum result
ds_parse(struct arena *arena, const char *text, size_t length,
    struct ds_text **list, size_t *count)
{
	struct reader r = { .at = text, .end = text + length };
	struct ds_text *place;

	*list = NULL;
	*count = 0;
	if (length > LIMIT_DS_TEXT || memchr(text, '\0', length) != NULL)
		return RESULT_DS_MALFORMED;
	for (;;) {
		if (!read_record(&r))
			return RESULT_DS_MALFORMED;
		if (r.count == 0)
			return RESULT_OK;
		if (*count == LIMIT_DS)
			return RESULT_TOO_LARGE;
		place = arena_grow(arena, list, count, sizeof(*place));
		if (!read_ds(arena, &r, place))
			return RESULT_DS_MALFORMED;
		if (is_crowded(*list, *count, place))
			return RESULT_DS_CROWDED;
	}
}
