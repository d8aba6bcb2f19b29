/* SPDX-License-Identifier: ISC */
/*
 * AS numbers that are not ours, as maximal ranges: with the asn rows they
 * tile 0 to 4294967295.
 */
#include "registry/private.h"

#include "store/read.h"
#include "store/write.h"

bool
asn_space_take(struct store *db, const struct asn_range *wanted)
{
	struct q_asn_free_before row;

	if (!q_asn_free_before(db, wanted->first, &row) ||
	    row.last < wanted->last || w_asn_free_delete(db, row.first) != 1)
		return false;
	if (row.first < wanted->first)
		w_asn_free_insert(db, row.first, (int64_t)wanted->first - 1);
	if (row.last > wanted->last)
		w_asn_free_insert(db, (int64_t)wanted->last + 1, row.last);
	return true;
}

void
asn_space_give(struct store *db, const struct asn_range *given)
{
	struct q_asn_free_before row;
	int64_t first = given->first, last = given->last;

	if (q_asn_free_before(db, last + 1, &row) && row.first == last + 1) {
		w_asn_free_delete(db, row.first);
		last = row.last;
	}
	if (q_asn_free_before(db, first, &row) && row.last == first - 1) {
		w_asn_free_delete(db, row.first);
		first = row.first;
	}
	w_asn_free_insert(db, first, last);
}

bool
asn_space_rebuild(struct store *db, uint32_t *where)
{
	struct cursor cursor;
	struct asn asn;
	int64_t at = 0;

	w_asn_free_clear(db);
	q_asn_in_order_open(db, &cursor);
	while (q_asn_in_order_next(&cursor, &asn)) {
		if (asn.first < at) {
			*where = (uint32_t)asn.first;
			cursor_close(&cursor);
			return false;
		}
		if (asn.first > at)
			w_asn_free_insert(db, at, asn.first - 1);
		at = asn.last + 1;
	}
	if (at <= UINT32_MAX)
		w_asn_free_insert(db, at, UINT32_MAX);
	return true;
}
