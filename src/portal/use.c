/* SPDX-License-Identifier: ISC */
/* How full a block is, as people read it. */
#include "portal/private.h"

#define FREE_WORDS_MAX 8192		/* 129 sizes, 20 digits each */

/* Never 0 of something, never 100 but of all. */
static int
percent_of(uint64_t used, uint64_t total)
{
	int percent;

	if (used == 0 || total == 0)
		return 0;
	if (used >= total)
		return 100;
	percent = (int)((double)used * 100 / (double)total + 0.5);
	return percent < 1 ? 1 : percent > 99 ? 99 : percent;
}

struct use_shown
use_shown(const struct prefix *prefix, const struct view_use *use)
{
	struct use_shown out = {
		.percent = percent_of(use->used, use->total),
		.ipv4 = prefix_family(prefix) == FAMILY_IPV4,
		.used = (int64_t)use->used, .total = (int64_t)use->total,
	};

	out.wide = !out.ipv4 && prefix_length(prefix) < 48;
	if (out.wide) {
		out.used = (int64_t)((use->used >> 16) +
		    ((use->used & 0xFFFF) != 0));
		out.total = (int64_t)(use->total >> 16);
	}
	return out;
}

const char *
free_words(struct arena *arena, const struct view_use *use)
{
	struct text all;
	char *copy;

	text_init(&all, FREE_WORDS_MAX);
	for (size_t i = 0; i < use->free_count; i++) {
		text_put(&all, i ? "  " : "");
		text_put_int(&all, use->free[i].count);
		text_put(&all, "×/");
		text_put_int(&all, use->free[i].length);
	}
	copy = arena_strdup(arena, all.bytes);
	text_release(&all);
	return copy;
}
