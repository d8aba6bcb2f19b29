/* SPDX-License-Identifier: ISC */
/*
 * A Cookie header of any bytes: what is taken has tokens as names and lines
 * as values, and is the same when it is written again.
 */
#include "pairs.h"

static void
check_cookies(const struct http_pair *pairs, size_t count, struct text *again)
{
	size_t i;

	assert(count <= HTTP_COOKIES_MAX);
	for (i = 0; i < count; i++) {
		assert(http_is_token(pairs[i].name));
		assert(http_is_line(pairs[i].value));
		assert(strchr(pairs[i].value, ';') == NULL);
		text_printf(again, "%s%s=%s", i > 0 ? "; " : "",
		    pairs[i].name, pairs[i].value);
	}
	assert(!again->overflow);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena *a = arena_new();
	struct http_pair *pairs, *others;
	struct text again;
	size_t count, other_count;
	char *s;

	s = arena_strndup(a, (const char *)bytes, length);
	text_init(&again, length + 2 * HTTP_COOKIES_MAX);
	http_parse_cookies(a, s, &pairs, &count);
	check_cookies(pairs, count, &again);
	http_parse_cookies(a, again.bytes, &others, &other_count);
	check_same(pairs, count, others, other_count);
	text_release(&again);
	arena_free(a);
	return 0;
}
