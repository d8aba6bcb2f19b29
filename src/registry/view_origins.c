/* SPDX-License-Identifier: ISC */
/* The blocks that an ASN announces, as they say themselves. */
#include "registry/view.h"
#include "store/read.h"

static bool
view_origin(struct view *v, const struct origin *origin)
{
	struct block block;

	if (!q_block_by_id(v->r->db, origin->block, &block))
		return true;
	v->at.group = origin->number;
	v->at.parent = origin->block;
	if (!view_block(v, &block))
		return false;
	v->out[v->count - 1].asns = (struct asn_range){
	    (uint32_t)origin->number, (uint32_t)origin->number };
	return true;
}

size_t
registry_originated(struct registry *r, const struct asn_range *asns,
    struct view_page *page, struct view_row *out)
{
	struct origin origin;
	struct cursor cursor;
	struct view v;

	view_begin(&v, r, page, out);
	if (v.at.group < asns->first)
		v.at = (struct place){ .group = asns->first };
	q_view_origins_open(r->db, v.at.group, v.at.parent, asns->last,
	    view_most(&v), &cursor);
	while (q_view_origins_next(&cursor, &origin))
		if (!view_origin(&v, &origin)) {
			cursor_close(&cursor);
			break;
		}
	return v.count;
}

int64_t
registry_originated_count(struct registry *r, const struct asn_range *asns,
    int64_t most)
{
	struct q_view_origin_count row;

	return q_view_origin_count(r->db, asns->first, asns->last, most,
	    &row) ? row.number : 0;
}
