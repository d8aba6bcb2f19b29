/* SPDX-License-Identifier: ISC */
/* The ASNs that announce a block: for information, nothing follows of it. */
#include "registry/private.h"

#include "store/read.h"

struct list {
	uint32_t numbers[LIMIT_ORIGINS];
	size_t count;
};

static bool
is_listed(const uint32_t *numbers, size_t count, int64_t number)
{
	for (size_t i = 0; i < count; i++)
		if (numbers[i] == number)
			return true;
	return false;
}

/* Removes what is no longer in the list; keeps says what was there. */
static void
origins_prune(struct registry *r, int64_t block, const struct origins *in,
    struct list *kept)
{
	struct origin row;
	struct cursor cursor;

	kept->count = 0;
	q_origin_of_block_open(r->db, block, &cursor);
	while (q_origin_of_block_next(&cursor, &row)) {
		if (!is_listed(in->numbers, in->count, row.number))
			put_gone(r, FACT_origin, &row);
		else if (kept->count < LIMIT_ORIGINS)
			kept->numbers[kept->count++] = (uint32_t)row.number;
	}
}

static bool
is_held(struct registry *r, uint32_t number)
{
	struct asn asn;

	return asn_around(r->db, number, &asn) && asn.organisation != 0;
}

static enum result
check_new(struct registry *r, const struct origins *in,
    const struct list *kept)
{
	enum result result = RESULT_OK;

	if (in->count > LIMIT_ORIGINS)
		return refuse(r, RESULT_TOO_LARGE, "origin", "At most %d.",
		    LIMIT_ORIGINS);
	for (size_t i = 0; i < in->count; i++)
		if (!is_listed(kept->numbers, kept->count, in->numbers[i]) &&
		    !rule_can_originate(in->numbers[i],
		    is_held(r, in->numbers[i])))
			also(&result, refuse(r, RESULT_ORIGIN_REFUSED,
			    "origin", "AS%u", in->numbers[i]));
	return result;
}

enum result
do_origins(struct registry *r, struct origins *in)
{
	struct list kept;
	struct block block;
	enum result result;

	r->permitted = true;
	if (!q_block_by_prefix(r->db, &in->prefix, &block) ||
	    block.organisation == 0)
		return refuse(r, RESULT_NO_BLOCK, "prefix", "%s",
		    said(r, &in->prefix));
	if (!permit_block(r, &block))
		return refuse(r, RESULT_FORBIDDEN, "prefix", "%s",
		    said(r, &in->prefix));
	origins_prune(r, block.id, in, &kept);
	if ((result = check_new(r, in, &kept)) != RESULT_OK)
		return result;
	for (size_t i = 0; i < in->count; i++) {
		struct origin row = { .block = block.id,
		    .number = in->numbers[i] };

		if (!is_listed(kept.numbers, kept.count, row.number) &&
		    !is_listed(in->numbers, i, row.number))
			put_new(r, FACT_origin, &row);
	}
	r->object = said(r, &in->prefix);
	return RESULT_OK;
}
