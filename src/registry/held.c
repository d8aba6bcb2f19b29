/* SPDX-License-Identifier: ISC */
/* Who held an address, from the journal alone. */
#include "registry/private.h"

#include <jansson.h>
#include <string.h>

#include "store/read.h"

/* How a row left a block. */
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

/* How a block was after the newest row at or before a serial, and that row;
   since is 0 when none ever touched it. */
static bool
block_at(struct registry *r, const struct prefix *prefix, int64_t serial,
    struct block *out, struct journal_row *since)
{
	struct touched_key key = touched_block(prefix);
	struct q_touched touched;
	struct cursor cursor;
	bool found;

	since->serial = 0;
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

/*
 * Since when: the newest row of the block itself, or of a longer one that was
 * there before and went.
 */
static void
held_at(struct registry *r, const struct address *address, int64_t serial,
    struct held *out)
{
	uint8_t shortest = address_family(address) == FAMILY_IPV4 ?
	    IPV4_BITS : 3;
	struct journal_row since;

	*out = (struct held){ .ownerid = "", .name = "" };
	for (int length = 128; length >= shortest && !out->found; length--) {
		struct prefix prefix = prefix_of(address, (uint8_t)length);

		out->found = block_at(r, &prefix, serial, &out->block,
		    &since);
		if (since.serial > out->since.serial)
			out->since = since;
	}
	if (out->found && out->block.status == STATUS_ROOT)
		out->found = false;
	if (out->found)
		fill_holder(r, serial, out);
}

enum result
registry_held(struct registry *r, const struct address *address, int64_t time,
    struct held *out)
{
	struct q_journal_serial_at at;

	*out = (struct held){ .ownerid = "", .name = "" };
	if (q_journal_serial_at(r->db, time, &at))
		held_at(r, address, at.serial, out);
	return RESULT_OK;
}

/* Two answers that are one to who asks: contacts may have changed. */
static bool
is_same(const struct held *a, const struct held *b)
{
	return a->found == b->found && (!a->found ||
	    (prefix_equal(&a->block.prefix, &b->block.prefix) &&
	    a->block.status == b->block.status &&
	    strcmp(a->ownerid, b->ownerid) == 0));
}

size_t
registry_held_between(struct registry *r, const struct address *address,
    int64_t from, int64_t to, struct held *out, size_t most)
{
	struct q_journal_serial_at at;
	struct held held;
	size_t count = 0;

	if (!q_journal_serial_at(r->db, to, &at))
		return 0;
	for (int64_t serial = at.serial; serial > 0 && count < most;
	    serial = held.since.serial - 1) {
		held_at(r, address, serial, &held);
		if (count > 0 && is_same(&held, &out[count - 1]))
			out[count - 1].since = held.since;
		else
			out[count++] = held;
		if (held.since.serial == 0 || held.since.time < from)
			break;
	}
	return count;
}
