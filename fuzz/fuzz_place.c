/* SPDX-License-Identifier: ISC */
/*
 * The place in a list at which its next page begins, as an address of the
 * portal carries it, of any bytes: what is taken is written and read again
 * as the same place.
 */
#include <string.h>

#include "registry/view.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
check_same(const struct place *p)
{
	char text[VIEW_KEY_MAX], again[VIEW_KEY_MAX];
	struct place q;
	bool taken;

	assert(p->stage >= 0 && p->group >= 0 && p->parent >= 0);
	place_text(p, text);
	taken = place_parse(text, &q);
	assert(taken);
	assert(q.stage == p->stage && q.group == p->group);
	assert(q.parent == p->parent && address_equal(&q.from, &p->from));
	place_text(&q, again);
	assert(strcmp(text, again) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena *a = arena_new();
	char *s = arena_strndup(a, (const char *)bytes, length);
	struct place p;

	if (place_parse(s, &p))
		check_same(&p);
	arena_free(a);
	return 0;
}
