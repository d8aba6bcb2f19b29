/* SPDX-License-Identifier: ISC */
/*
 * A Cookie header of any bytes: what is taken has tokens as names and lines
 * as values, and is the same when it is written again.
 */
#include <string.h>

#include "net/http_private.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
check_cookies(const struct http_pair *pairs, size_t count, struct text *again)
{
	size_t i;

	assert(count >= 1 && count <= HTTP_COOKIES_MAX);
	for (i = 0; i < count; i++) {
		assert(http_is_token(pairs[i].name));
		assert(http_is_line(pairs[i].value));
		assert(strchr(pairs[i].value, ';') == NULL);
		text_printf(again, "%s%s=%s", i > 0 ? "; " : "",
		    pairs[i].name, pairs[i].value);
	}
	assert(!again->overflow);
}

static void
check_same(struct arena *a, const char *written,
    const struct http_pair *pairs, size_t count)
{
	struct http_pair *others;
	size_t other_count, i;
	bool fine;

	fine = http_parse_cookies(a, written, &others, &other_count);
	assert(fine && other_count == count);
	for (i = 0; i < count; i++) {
		assert(strcmp(others[i].name, pairs[i].name) == 0);
		assert(strcmp(others[i].value, pairs[i].value) == 0);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena *a = arena_new();
	struct http_pair *pairs;
	struct text again;
	size_t count;
	char *s;

	s = arena_strndup(a, (const char *)bytes, length);
	text_init(&again, length + 2 * HTTP_COOKIES_MAX);
	if (http_parse_cookies(a, s, &pairs, &count)) {
		check_cookies(pairs, count, &again);
		check_same(a, again.bytes, pairs, count);
	}
	text_release(&again);
	arena_free(a);
	return 0;
}
