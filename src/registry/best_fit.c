/* SPDX-License-Identifier: ISC */
/* The free range that is proposed for a size. */
#include "registry/private.h"

#include "store/read.h"

#define LOOKED_AT_MOST 64		/* /24s, for their reverse DNS */

struct search {
	struct store *db;
	uint8_t length;			/* wanted */
	int left;			/* to be looked at */
	struct prefix *out;
};

/* The first place in a free range where reverse resolution works. */
static bool
found_in(struct search *s, const struct prefix *range)
{
	struct address first = range->first, last;
	struct prefix zone;

	do {
		zone = prefix_of(&first, RULE_IPV4_REVERSE_LENGTH);
		if (s->left-- <= 0)
			return false;
		if (reverse_answers(s->db, &zone)) {
			*s->out = prefix_of(&first, s->length);
			return true;
		}
		last = prefix_last(&zone);
	} while (address_after(&last, &first) &&
	    prefix_contains(range, &first));
	return false;
}

static bool
found_of_length(struct search *s, const struct block *parent, int64_t length)
{
	struct q_free_of_length row;
	struct cursor cursor;
	bool found = false;

	q_free_of_length_open(s->db, parent->id, length, s->left,
	    &cursor);
	while (q_free_of_length_next(&cursor, &row))
		found = found || found_in(s, &row.p);
	return found;
}

/* The best fit where it works; none: what stands in out. */
static void
prefer_working(struct search *s, const struct block *parent)
{
	struct q_free_length_for size = { .length = s->length };
	struct q_tally tally;

	if (!q_tally(s->db, parent->id, &tally)) {
		(void)found_in(s, &parent->prefix);
		return;
	}
	while (s->left > 0 && size.length > 0 && q_free_length_for(s->db,
	    parent->id, size.length, &size)) {
		if (found_of_length(s, parent, size.length))
			return;
		size.length--;
	}
}

bool
best_fit(struct store *db, const struct block *parent, uint8_t length,
    struct prefix *out)
{
	struct search s = { db, length, LOOKED_AT_MOST, out };

	if (!tiling_best_fit(db, parent, length, out))
		return false;
	if (prefix_family(out) == FAMILY_IPV4 &&
	    length > RULE_IPV4_REVERSE_LENGTH && !reverse_answers(db, out))
		prefer_working(&s, parent);
	return true;
}
