/* SPDX-License-Identifier: ISC */
/*
 * A form of any bytes: what is taken has names and values fit to be used, and
 * is the same when it is written again with every byte escaped.
 */
#include "pairs.h"

static void
put_escaped(struct text *t, const char *s)
{
	for (; *s != '\0'; s++) {
		text_put_char(t, '%');
		text_put_hex(t, s, 1);
	}
}

static void
check_pairs(const struct http_pair *pairs, size_t count, struct text *again)
{
	size_t i;

	assert(count <= HTTP_PAIRS_MAX);
	for (i = 0; i < count; i++) {
		assert(*pairs[i].name != '\0');
		assert(strlen(pairs[i].name) <= HTTP_NAME_MAX);
		assert(strpbrk(pairs[i].name, "\r\n\t") == NULL);
		assert(http_is_utf8(pairs[i].name, strlen(pairs[i].name)));
		assert(http_is_utf8(pairs[i].value, strlen(pairs[i].value)));
		if (i > 0)
			text_put_char(again, '&');
		put_escaped(again, pairs[i].name);
		text_put_char(again, '=');
		put_escaped(again, pairs[i].value);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena *a = arena_new();
	struct http_pair *pairs, *others;
	struct text again;
	size_t count, other_count;
	bool fine;

	text_init(&again, length * 4 + 1024);
	if (http_parse_form(a, (const char *)bytes, length, &pairs, &count)) {
		check_pairs(pairs, count, &again);
		assert(!again.overflow);
		fine = http_parse_form(a, again.bytes, again.length, &others,
		    &other_count);
		assert(fine);
		check_same(pairs, count, others, other_count);
	}
	text_release(&again);
	arena_free(a);
	return 0;
}
