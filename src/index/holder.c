/* SPDX-License-Identifier: ISC */
/* AS numbers, and who holds what. */
#include <string.h>

#include "index/private.h"
#include "store/read.h"

enum index_found
index_asn_at(struct index *ix, uint32_t number, struct index_asn *out)
{
	struct asn *asn = &out->asn;

	memset(out, 0, sizeof(*out));
	if (!q_asn_before(ix->store, number, asn) || asn->last < number)
		return INDEX_NOTHING;
	if (status_is_stock(asn->status))
		return INDEX_STOCK;
	find_organisation(ix, asn->organisation, &out->holder);
	out->country = find_country(ix, asn->record);
	find_person(ix, out->holder.admin, &out->owner);
	find_person(ix, asn->routing, &out->routing);
	find_person(ix, asn->abuse, &out->abuse);
	return INDEX_HELD;
}

bool
index_organisation(struct index *ix, const char *ownerid,
    struct organisation *out, struct person contacts[3])
{
	if (!q_organisation_by_ownerid(ix->store, ownerid, out))
		return false;
	find_person(ix, out->admin, &contacts[0]);
	find_person(ix, out->billing, &contacts[1]);
	find_person(ix, out->member, &contacts[2]);
	return true;
}

bool
index_person(struct index *ix, const char *handle, struct person *out)
{
	return q_person_by_handle(ix->store, handle, out);
}

void
index_holdings_open(struct index *ix, int64_t organisation,
    struct cursor *blocks, struct cursor *asns)
{
	q_public_blocks_of_open(ix->store, organisation, blocks);
	q_public_asns_of_open(ix->store, organisation, asns);
}

bool
index_holdings_next(struct cursor *blocks, struct cursor *asns,
    struct index_holding *out)
{
	struct q_public_blocks_of block;
	struct q_public_asns_of asn;

	memset(out, 0, sizeof(*out));
	if (q_public_blocks_of_next(blocks, &block)) {
		out->prefix = block.p;
		out->status = known_word(status_words, STATUS_COUNT,
		    block.status);
		return true;
	}
	if (!q_public_asns_of_next(asns, &asn))
		return false;
	out->is_asn = true;
	out->asns.first = (uint32_t)asn.first;
	out->asns.last = (uint32_t)asn.last;
	out->status = known_word(status_words, STATUS_COUNT, asn.status);
	return true;
}
