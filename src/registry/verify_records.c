/* SPDX-License-Identifier: ISC */
/* Records, their holders, and what hangs on blocks. */
#include "registry/verify.h"

#include <string.h>

#include "store/read.h"

static bool
record_fail(struct verify *v, const struct record *record, const char *what)
{
	return verify_fail(v, "record %lld (%s %s): %s",
	    (long long)record->id, record_kind_words[record->kind],
	    record->country, what);
}

static bool
kind_fits(enum record_kind kind, const struct block *block)
{
	return kind == (prefix_family(&block->prefix) == FAMILY_IPV4 ?
	    RECORD_IPV4 : RECORD_IPV6);
}

/* All blocks of a record are held alike, by the family it is of. */
static bool
verify_record_blocks(struct verify *v, const struct record *record,
    int64_t *count)
{
	struct block block, first = { 0 };
	struct cursor cursor;
	bool right = true;

	q_block_of_record_open(v->db, record->id, &cursor);
	while (right && q_block_of_record_next(&cursor, &block)) {
		if ((*count)++ == 0)
			first = block;
		if (block.organisation != first.organisation ||
		    block.status != first.status)
			right = record_fail(v, record, "its blocks differ in "
			    "holder or status");
		else if (!kind_fits(record->kind, &block))
			right = record_fail(v, record, "its kind is not its "
			    "blocks'");
	}
	cursor_close(&cursor);
	return right;
}

static bool
verify_record_asns(struct verify *v, const struct record *record,
    int64_t *count)
{
	struct cursor cursor;
	struct asn asn;
	bool right = true;

	q_asn_of_record_open(v->db, record->id, &cursor);
	while (right && q_asn_of_record_next(&cursor, &asn)) {
		(*count)++;
		if (record->kind != RECORD_ASN)
			right = record_fail(v, record, "its kind is not asn");
		else if (status_is_direct(asn.status) !=
		    (asn.organisation != 0) || ((asn.organisation != 0) !=
		    (asn.abuse != 0) && !verify_is_legacy(v,
		    asn.organisation)))
			right = record_fail(v, record, "its AS number is held "
			    "by nobody or has no abuse contact");
	}
	cursor_close(&cursor);
	return right;
}

static bool
verify_each_record(struct verify *v)
{
	struct cursor cursor;
	struct record record;
	bool right = true;

	q_fact_all_open(v->db, FACT_record, &cursor);
	while (right && q_fact_all_next(FACT_record, &cursor, &record)) {
		int64_t count = 0;

		right = verify_record_blocks(v, &record, &count) &&
		    verify_record_asns(v, &record, &count);
		if (right && count == 0)
			right = record_fail(v, &record, "nothing belongs to "
			    "it");
		arena_clear(v->scratch);
	}
	cursor_close(&cursor);
	return right;
}

static bool
delegation_fail(struct verify *v, const struct delegation *delegation,
    const char *what)
{
	char text[PREFIX_TEXT_MAX];

	return verify_fail(v, "delegation %s (id %lld): %s",
	    prefix_text(&delegation->prefix, text),
	    (long long)delegation->id, what);
}

/* What the registry gave directly that the block is, or is part of. */
static bool
direct_of(struct verify *v, struct block block, struct prefix *out)
{
	while (!status_is_direct(block.status))
		if (block.parent == 0 ||
		    !q_block_by_id(v->db, block.parent, &block))
			return false;
	*out = block.prefix;
	return true;
}

static bool
verify_ds(struct verify *v, const struct delegation *delegation)
{
	struct cursor cursor;
	bool right = true;
	struct ds ds;

	q_ds_of_open(v->db, delegation->id, &cursor);
	while (right && q_ds_of_next(&cursor, &ds))
		right = reverse_zone_is_of(&ds.zone, &delegation->prefix);
	cursor_close(&cursor);
	return right || delegation_fail(v, delegation, "has a DS record of "
	    "another zone");
}

static bool
verify_delegation(struct verify *v, const struct delegation *delegation)
{
	struct q_delegation_watch watch;
	struct nameserver server;
	struct cursor cursor;
	struct prefix direct;
	struct block block;
	bool has_server;

	if (!q_block_by_id(v->db, delegation->block, &block) ||
	    !prefix_covers(&block.prefix, &delegation->prefix) ||
	    !direct_of(v, block, &direct))
		return delegation_fail(v, delegation, "is outside its block");
	if (rule_delegate(&direct, &delegation->prefix) != RESULT_OK)
		return delegation_fail(v, delegation, "has no zones");
	if (!q_delegation_watch(v->db, delegation->id, &watch) ||
	    watch.block != delegation->block)
		return delegation_fail(v, delegation, "is not watched");
	q_nameserver_of_open(v->db, delegation->id, &cursor);
	has_server = q_nameserver_of_next(&cursor, &server);
	cursor_close(&cursor);
	return has_server ? verify_ds(v, delegation) :
	    delegation_fail(v, delegation, "has no name server");
}

/* Ordered by where they start, disjoint ones do not meet the one before. */
static bool
verify_delegations(struct verify *v)
{
	struct delegation row, before = { 0 };
	struct address at = { { 0 } }, last;
	bool first = true;

	while (q_delegation_after(v->db, &at, &row)) {
		if (!verify_delegation(v, &row))
			return false;
		if (!first && prefix_overlaps(&before.prefix, &row.prefix))
			return delegation_fail(v, &row, "overlaps another");
		last = row.prefix.first;
		before = row;
		first = false;
		if (!address_after(&last, &at))
			break;
		arena_clear(v->scratch);
	}
	return true;
}

static int64_t
count_facts(struct verify *v, enum fact_kind kind)
{
	_Alignas(max_align_t) char row[FACT_SIZE_MAX];
	struct cursor cursor;
	int64_t count = 0;

	q_fact_all_open(v->db, kind, &cursor);
	while (q_fact_all_next(kind, &cursor, row))
		count++;
	cursor_close(&cursor);
	return count;
}

bool
verify_records(struct verify *v)
{
	v->report->organisations = count_facts(v, FACT_organisation);
	v->report->persons = count_facts(v, FACT_person);
	return verify_each_record(v) && verify_delegations(v);
}
