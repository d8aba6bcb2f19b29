/* SPDX-License-Identifier: ISC */
/* Looking back and around: free space, history, who held an address when. */
#include "registry/private.h"

#include <jansson.h>
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

/* The serials of some keys, newest first, each once. */
struct serials {
	int64_t *list;
	size_t count;
};

static void
add_serials(struct registry *r, const struct touched_key *key, size_t most,
    struct serials *out)
{
	struct q_touched row;
	struct cursor cursor;
	int64_t *place;
	size_t taken = 0;

	q_touched_open(r->db, key->bytes, key->length, INT64_MAX, &cursor);
	while (taken < most && q_touched_next(&cursor, &row)) {
		place = arena_grow(r->arena, &out->list, &out->count,
		    sizeof(*place));
		*place = row.serial;
		taken++;
	}
	cursor_close(&cursor);
}

static int
newest_first(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? 1 : x > y ? -1 : 0;
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
	return 2;
}

/*
 * A number inside a range was touched under the range's aligned pieces: all
 * 33 pieces around it are asked for.
 */
static void
add_around_asn(struct registry *r, uint32_t number, size_t most,
    struct serials *out)
{
	struct touched_key key;

	for (int length = 0; length <= 32; length++) {
		uint32_t mask = length == 0 ? 0 : UINT32_MAX << (32 - length);

		key = touched_asn(number & mask, (uint8_t)length);
		add_serials(r, &key, most, out);
	}
}

enum result
registry_history(struct registry *r, const struct history_of *of,
    struct journal_row **rows, size_t *count, size_t most)
{
	struct touched_key keys[ASN_PIECES_MAX];
	struct serials serials = { 0 };
	size_t key_count = keys_of(r, of, keys);

	*count = 0;
	if (key_count == 0)
		return refuse(r, RESULT_NO_ORGANISATION, "name", "%s",
		    of->name);
	if (of->name == NULL && of->resource.is_asn &&
	    of->resource.asns.first == of->resource.asns.last)
		add_around_asn(r, of->resource.asns.first, most, &serials);
	else
		for (size_t i = 0; i < key_count; i++)
			add_serials(r, &keys[i], most, &serials);
	if (serials.count > 0)
		qsort(serials.list, serials.count, sizeof(*serials.list),
		    newest_first);
	*rows = arena_alloc(r->arena, (serials.count + 1) * sizeof(**rows));
	for (size_t i = 0; i < serials.count && *count < most; i++)
		if ((i == 0 || serials.list[i] != serials.list[i - 1]) &&
		    q_journal_row(r->db, serials.list[i], &(*rows)[*count]))
			(*count)++;
	return RESULT_OK;
}

/* The last value of a fact of this kind that keep() likes, after a row. */
static bool
block_in_row(struct registry *r, const struct journal_row *row,
    const struct prefix *prefix, struct block *out)
{
	json_t *all = json_loads(row->after, 0, NULL), *pair;
	bool found = false;
	size_t i;

	json_array_foreach(all, i, pair) {
		struct block block = { 0 };

		if (strcmp(json_string_value(json_array_get(pair, 0)),
		    "block") != 0 || !fact_from_json(r->arena, FACT_block,
		    json_array_get(pair, 1), &block) ||
		    !prefix_equal(&block.prefix, prefix))
			continue;
		fact_complete(FACT_block, &block);
		*out = block;
		found = true;
	}
	json_decref(all);
	return found;
}

/* How a block was after the newest row at or before a serial. */
static bool
block_at(struct registry *r, const struct prefix *prefix, int64_t serial,
    struct block *out, struct journal_row *since)
{
	struct touched_key key = touched_block(prefix);
	struct q_touched touched;
	struct cursor cursor;
	bool found;

	q_touched_open(r->db, key.bytes, key.length, serial, &cursor);
	found = q_touched_next(&cursor, &touched);
	cursor_close(&cursor);
	return found && q_journal_row(r->db, touched.serial, since) &&
	    block_in_row(r, since, prefix, out);
}

/* The name an organisation had at a serial; its ownerid never changes. */
static const char *
name_at(struct registry *r, const struct organisation *now, int64_t serial)
{
	struct touched_key key = touched_id('O', now->id);
	struct q_touched touched;
	struct journal_row row;
	struct cursor cursor;
	const char *name = NULL;

	q_touched_open(r->db, key.bytes, key.length, serial, &cursor);
	while (name == NULL && q_touched_next(&cursor, &touched)) {
		json_t *all, *pair;
		size_t i;

		if (!q_journal_row(r->db, touched.serial, &row))
			continue;
		all = json_loads(row.after, 0, NULL);
		json_array_foreach(all, i, pair) {
			json_t *o = json_array_get(pair, 1);

			if (strcmp(json_string_value(json_array_get(pair, 0)),
			    "organisation") == 0 && json_integer_value(
			    json_object_get(o, "id")) == now->id)
				name = arena_strdup(r->arena,
				    json_string_value(json_object_get(o,
				    "name")));
		}
		json_decref(all);
	}
	cursor_close(&cursor);
	return name != NULL ? name : now->name;
}

static void
fill_holder(struct registry *r, int64_t serial, struct held *out)
{
	struct organisation holder;

	holder_of(r->db, out->block.organisation, &holder);
	out->ownerid = holder.ownerid;
	out->name = holder.id == 0 ? "" : name_at(r, &holder, serial);
}

enum result
registry_held(struct registry *r, const struct address *address, int64_t time,
    struct held *out)
{
	struct q_journal_serial_at at;
	uint8_t shortest = address_family(address) == FAMILY_IPV4 ?
	    IPV4_BITS : 3;

	*out = (struct held){ .ownerid = "", .name = "" };
	if (!q_journal_serial_at(r->db, time, &at))
		return RESULT_OK;
	for (int length = 128; length >= shortest && !out->found; length--) {
		struct prefix prefix = prefix_of(address, (uint8_t)length);

		out->found = block_at(r, &prefix, at.serial, &out->block,
		    &out->since);
	}
	if (out->found && out->block.status == STATUS_ROOT)
		out->found = false;
	if (out->found)
		fill_holder(r, at.serial, out);
	return RESULT_OK;
}
