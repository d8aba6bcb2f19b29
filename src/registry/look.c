/* SPDX-License-Identifier: ISC */
/* Looking back and around: free space, history. */
#include "registry/private.h"

#include <stdlib.h>
#include <string.h>

#include "store/read.h"

enum result
registry_free(struct registry *r, const struct prefix *prefix,
    struct free_of_size out[129], size_t *count)
{
	struct block block;
	struct q_tally tally;
	struct q_free_count_of_block row;
	struct cursor cursor;
	int bits = prefix_family(prefix) == FAMILY_IPV4 ? IPV4_BITS : 0;

	*count = 0;
	if (!q_block_by_prefix(r->db, prefix, &block))
		return refuse(r, RESULT_NO_BLOCK, "block", "%s",
		    said(r, prefix));
	if (!q_tally(r->db, block.id, &tally)) {
		out[(*count)++] = (struct free_of_size){
		    prefix_length(prefix), 1 };
		return RESULT_OK;
	}
	q_free_count_of_block_open(r->db, block.id, &cursor);
	while (q_free_count_of_block_next(&cursor, &row))
		out[(*count)++] = (struct free_of_size){
		    (int)row.length - bits, row.number };
	return RESULT_OK;
}

size_t
registry_free_ranges(struct registry *r, const struct prefix *prefix,
    const struct address *from, struct prefix *out, size_t most)
{
	struct q_free_of_block row;
	struct q_tally tally;
	struct cursor cursor;
	struct block block;
	size_t count = 0;

	if (most == 0 || !q_block_by_prefix(r->db, prefix, &block))
		return 0;
	if (!q_tally(r->db, block.id, &tally)) {
		out[0] = *prefix;
		return address_compare(from, &prefix->first) <= 0 ? 1 : 0;
	}
	q_free_of_block_open(r->db, block.id, from, (int64_t)most, &cursor);
	while (q_free_of_block_next(&cursor, &row))
		out[count++] = row.p;
	return count;
}

bool
registry_best_fit(struct registry *r, const struct prefix *prefix, int size,
    struct prefix *out)
{
	int bits = prefix_family(prefix) == FAMILY_IPV4 ? IPV4_BITS : 0;
	int longest = bits ? RULE_IPV4_LONGEST : RULE_IPV6_LONGEST;
	struct block block;

	return size + bits > prefix->length && size + bits <= longest &&
	    q_block_by_prefix(r->db, prefix, &block) &&
	    best_fit(r->db, &block, (uint8_t)(size + bits), out);
}

/* What touched some keys, a row as often as it touched one of them. */
struct told_rows {
	struct journal_row *list;
	size_t count;
};

/* Without what they changed, which may be very long. */
static void
add_rows(struct registry *r, const struct touched_key *key, int64_t at_most,
    int64_t most, struct told_rows *out)
{
	struct q_touched_brief row;
	struct cursor cursor;
	struct journal_row *place;

	q_touched_brief_open(r->db, key->bytes, key->length, at_most, most,
	    &cursor);
	while (q_touched_brief_next(&cursor, &row)) {
		place = arena_grow(r->arena, &out->list, &out->count,
		    sizeof(*place));
		*place = (struct journal_row){ .serial = row.serial,
		    .time = row.time, .actor = row.actor,
		    .operation = row.operation, .object = row.object,
		    .source = "", .requester = "", .reason = row.reason,
		    .ticket = row.ticket, .before = "", .after = "",
		    .personal = "", .hash = "" };
	}
}

static int
newest_first(const void *a, const void *b)
{
	const struct journal_row *x = a, *y = b;

	return x->serial < y->serial ? 1 : x->serial > y->serial ? -1 : 0;
}

/* Each once, newest first, at most so many. */
static void
sort_rows(struct told_rows *rows, size_t most)
{
	size_t count = 0;

	if (rows->count > 0)
		qsort(rows->list, rows->count, sizeof(*rows->list),
		    newest_first);
	for (size_t i = 0; i < rows->count && count < most; i++)
		if (i == 0 || rows->list[i].serial !=
		    rows->list[count - 1].serial)
			rows->list[count++] = rows->list[i];
	rows->count = count;
}

/* The keys of a thing; 0: there is no such name. */
static size_t
keys_of(struct registry *r, const struct history_of *of,
    struct touched_key keys[ASN_PIECES_MAX])
{
	struct organisation organisation;
	struct person person;

	if (of->name != NULL) {
		if (q_organisation_by_ownerid(r->db, of->name,
		    &organisation)) {
			keys[0] = touched_id('O', organisation.id);
			keys[1] = touched_id('H', organisation.id);
			return 2;
		}
		if (!q_person_by_handle(r->db, of->name, &person))
			return 0;
		keys[0] = touched_id('P', person.id);
		return 1;
	}
	if (of->resource.is_asn)
		return touched_asn_range(&of->resource.asns, keys);
	keys[0] = touched_block(&of->resource.prefix);
	keys[1] = touched_related(&of->resource.prefix);
	keys[2] = touched_part(&of->resource.prefix);
	return 3;
}

/*
 * A number inside a range was touched under the range's aligned pieces: all
 * 33 pieces around it are asked for.
 */
static void
add_around_asn(struct registry *r, uint32_t number, int64_t at_most,
    int64_t most, struct told_rows *out)
{
	struct touched_key key;

	for (int length = 0; length <= 32; length++) {
		uint32_t mask = length == 0 ? 0 : UINT32_MAX << (32 - length);

		key = touched_asn(number & mask, (uint8_t)length);
		add_rows(r, &key, at_most, most, out);
	}
}

enum result
registry_history(struct registry *r, const struct history_of *of,
    struct journal_row **rows, size_t *count, size_t most)
{
	struct touched_key keys[ASN_PIECES_MAX];
	struct told_rows found = { 0 };
	size_t key_count = keys_of(r, of, keys);
	int64_t at_most = of->before > 0 ? of->before - 1 : INT64_MAX;
	int64_t limit = most > INT64_MAX ? INT64_MAX : (int64_t)most;

	*count = 0;
	if (key_count == 0)
		return refuse(r, RESULT_NO_ORGANISATION, "name", "%s",
		    of->name);
	if (of->name == NULL && of->resource.is_asn &&
	    of->resource.asns.first == of->resource.asns.last)
		add_around_asn(r, of->resource.asns.first, at_most, limit,
		    &found);
	else
		for (size_t i = 0; i < key_count; i++)
			add_rows(r, &keys[i], at_most, limit, &found);
	sort_rows(&found, most);
	for (size_t i = 0; !of->brief && i < found.count; i++)
		if (!q_journal_row(r->db, found.list[i].serial,
		    &found.list[i]))
			break;
	*rows = found.list;
	*count = found.count;
	return RESULT_OK;
}
