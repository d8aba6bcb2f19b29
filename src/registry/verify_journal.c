/* SPDX-License-Identifier: ISC */
/* The journal: each row follows from the one before, and gives the facts. */
#include "registry/verify.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "store/read.h"

/* One side of a row, read: facts with their personal fields. */
struct side {
	json_t *facts;
	json_t *personal;		/* array, or NULL */
	bool erased;			/* the personal fields are gone */
	size_t personal_at;
};

/* The sides of one row and the keys it must be found under. */
struct row_state {
	const struct journal_row *row;
	json_t *before, *after, *personal;
	bool erased;
	struct touched_key *keys;
	size_t key_count;
};

static int
kind_named(const char *name)
{
	for (int i = 0; name != NULL && i < FACT_COUNT; i++)
		if (strcmp(facts[i].name, name) == 0)
			return i;
	return -1;
}

/* The personal fields stand in the order of the facts that have any. */
static bool
overlay_personal(struct verify *v, struct side *side, enum fact_kind kind,
    void *row)
{
	json_t *entry = json_array_get(side->personal, side->personal_at);
	const char *name = json_string_value(json_array_get(entry, 0));

	if (entry == NULL || kind_named(name) != (int)kind ||
	    json_integer_value(json_array_get(entry, 1)) != fact_id(kind, row))
		return true;
	side->personal_at++;
	return fact_from_json(v->scratch, kind, json_array_get(entry, 2), row);
}

static bool
read_fact(struct verify *v, struct side *side, size_t i, enum fact_kind *kind,
    void *row)
{
	json_t *pair = json_array_get(side->facts, i);
	int named = kind_named(json_string_value(json_array_get(pair, 0)));

	if (named < 0)
		return false;
	*kind = (enum fact_kind)named;
	memset(row, 0, facts[named].size);
	if (!fact_from_json(v->scratch, *kind, json_array_get(pair, 1), row) ||
	    !overlay_personal(v, side, *kind, row))
		return false;
	if (side->erased)
		replay_erase(*kind, row);
	fact_complete(*kind, row);
	return true;
}

static bool
row_fail(struct verify *v, const struct row_state *s, const char *what)
{
	return verify_fail(v, "journal row %lld (%s %s): %s",
	    (long long)s->row->serial, s->row->operation, s->row->object,
	    what);
}

static void
note_keys(struct verify *v, struct row_state *s, enum fact_kind kind,
    const void *row)
{
	s->keys = touched_by(replay_resolve, v->replay, v->scratch, kind, row,
	    s->keys, &s->key_count);
}

/* What was before the row must be what the rows before it gave. */
static bool
check_before(struct verify *v, struct row_state *s)
{
	struct side side = { s->before,
	    json_object_get(s->personal, "before"), s->erased, 0 };
	_Alignas(max_align_t) char row[FACT_SIZE_MAX];
	enum fact_kind kind;
	const void *known;

	for (size_t i = 0; i < json_array_size(side.facts); i++) {
		if (!read_fact(v, &side, i, &kind, row))
			return row_fail(v, s, "before is not readable");
		known = replay_find(v->replay, kind, fact_id(kind, row));
		if (known == NULL ||
		    replay_difference(kind, known, row) != NULL)
			return row_fail(v, s, "before is not what the rows "
			    "above it give");
	}
	return true;
}

static bool
apply(struct verify *v, struct row_state *s, bool after)
{
	struct side side = { after ? s->after : s->before,
	    json_object_get(s->personal, after ? "after" : "before"),
	    s->erased, 0 };
	_Alignas(max_align_t) char row[FACT_SIZE_MAX];
	enum fact_kind kind;

	for (size_t i = 0; i < json_array_size(side.facts); i++) {
		if (!read_fact(v, &side, i, &kind, row))
			return row_fail(v, s, "after is not readable");
		if (after)
			replay_set(v->replay, kind, row);
		else
			replay_remove(v->replay, kind, fact_id(kind, row));
	}
	return true;
}

static bool
collect_keys(struct verify *v, struct row_state *s, bool after)
{
	struct side side = { after ? s->after : s->before, NULL, false, 0 };
	_Alignas(max_align_t) char row[FACT_SIZE_MAX];
	enum fact_kind kind;

	for (size_t i = 0; i < json_array_size(side.facts); i++) {
		if (!read_fact(v, &side, i, &kind, row))
			return row_fail(v, s, "a fact is not readable");
		note_keys(v, s, kind, row);
	}
	return true;
}

/*
 * The rows of touched, which come by serial and key, against the keys that
 * this journal row must have.  pending is the next one not yet asked for.
 */
struct touched_walk {
	struct cursor cursor;
	struct touched_key pending;
	int64_t serial;			/* of pending; 0: there is no more */
};

static void
touched_step(struct touched_walk *walk)
{
	struct q_touched_all row;

	walk->serial = 0;
	if (!q_touched_all_next(&walk->cursor, &row))
		return;
	walk->serial = row.serial;
	walk->pending.length = (uint8_t)row.key.length;
	if (row.key.length <= sizeof(walk->pending.bytes))
		memcpy(walk->pending.bytes, row.key.bytes, row.key.length);
	else
		walk->pending.length = 0;	/* no key of ours */
}

static bool
check_touched(struct verify *v, struct row_state *s, struct touched_walk *walk)
{
	if (s->key_count > 0)
		qsort(s->keys, s->key_count, sizeof(*s->keys),
		    touched_compare);
	for (size_t i = 0; i < s->key_count; i++) {
		if (i > 0 &&
		    touched_compare(&s->keys[i - 1], &s->keys[i]) == 0)
			continue;
		if (walk->serial != s->row->serial ||
		    touched_compare(&s->keys[i], &walk->pending) != 0)
			return row_fail(v, s, "its rows in touched are not "
			    "what it changed");
		touched_step(walk);
	}
	if (walk->serial != 0 && walk->serial <= s->row->serial)
		return row_fail(v, s, "touched names it for what it did not "
		    "change");
	return true;
}

static bool
check_hash(struct verify *v, struct row_state *s, struct hash *chain)
{
	struct q_journal_person person;
	struct hash stored, hash = journal_hash(chain, s->row);
	bool has_person = q_journal_person(v->db, s->row->serial, &person);

	if (!hash_parse_hex(s->row->hash, &stored) ||
	    !hash_equal(&stored, &hash))
		return row_fail(v, s, "its hash does not follow from the row "
		    "before it");
	*chain = hash;
	s->erased = !has_person && s->row->personal[0] != '\0';
	if (has_person && s->row->personal[0] == '\0')
		return row_fail(v, s, "its personal fields are not its own");
	if (!has_person)
		return true;
	hash = journal_personal_hash(person.salt, person.json);
	if (!hash_parse_hex(s->row->personal, &stored) ||
	    !hash_equal(&stored, &hash))
		return row_fail(v, s, "its personal fields were changed");
	s->personal = json_loads(person.json, 0, NULL);
	return s->personal != NULL ||
	    row_fail(v, s, "its personal fields are not JSON");
}

static bool
check_content(struct verify *v, struct row_state *s,
    struct touched_walk *walk)
{
	s->before = json_loads(s->row->before, 0, NULL);
	s->after = json_loads(s->row->after, 0, NULL);
	if (!json_is_array(s->before) || !json_is_array(s->after))
		return row_fail(v, s, "before or after is not JSON");
	return check_before(v, s) && apply(v, s, false) &&
	    apply(v, s, true) && collect_keys(v, s, false) &&
	    collect_keys(v, s, true) && check_touched(v, s, walk);
}

static bool
check_row(struct verify *v, const struct journal_row *row, struct hash *chain,
    struct touched_walk *walk)
{
	struct row_state s = { .row = row };
	bool right = check_hash(v, &s, chain) && check_content(v, &s, walk);

	json_decref(s.before);
	json_decref(s.after);
	json_decref(s.personal);
	return right;
}

static bool
walk_rows(struct verify *v, struct cursor *cursor, struct touched_walk *walk)
{
	struct journal_row row;
	struct hash chain = { 0 };
	int64_t time = INT64_MIN;

	touched_step(walk);
	for (int64_t serial = 1; q_journal_all_next(cursor, &row); serial++) {
		if (row.serial != serial)
			return verify_fail(v, "journal row %lld is missing",
			    (long long)serial);
		if (row.time < time)
			return verify_fail(v, "journal row %lld is earlier "
			    "than the one before", (long long)serial);
		if (!check_row(v, &row, &chain, walk))
			return false;
		time = row.time;
		v->report->rows++;
		arena_clear(v->scratch);
	}
	return true;
}

bool
verify_journal(struct verify *v)
{
	struct cursor cursor;
	struct touched_walk walk = { 0 };
	bool right;

	q_journal_all_open(v->db, &cursor);
	q_touched_all_open(v->db, &walk.cursor);
	right = walk_rows(v, &cursor, &walk);
	if (right && walk.serial != 0)
		right = verify_fail(v, "touched names journal row %lld, which "
		    "is not there", (long long)walk.serial);
	cursor_close(&cursor);
	cursor_close(&walk.cursor);
	return right && store_error(v->db) == NULL;
}

static bool
name_fact(struct verify *v, enum fact_kind kind, const void *row,
    const char *what, const char *field)
{
	struct text text;

	text_init(&text, 300);
	fact_put_json(&text, kind, row, false);
	verify_fail(v, "%s %lld: %s%s: %s", facts[kind].name,
	    (long long)fact_id(kind, row), what, field, text.bytes);
	text_release(&text);
	return false;
}

/* There are fewer rows than the journal gives: which is the first? */
static bool
name_missing(struct verify *v, enum fact_kind kind)
{
	_Alignas(max_align_t) char row[FACT_SIZE_MAX];
	const void *known, *first = NULL;
	size_t at = 0;

	while ((known = replay_next(v->replay, kind, &at)) != NULL)
		if (!q_fact_by_id(v->db, kind, fact_id(kind, known), row) &&
		    (first == NULL ||
		    fact_id(kind, known) < fact_id(kind, first)))
			first = known;
	return first != NULL && name_fact(v, kind, first,
	    "the journal has it, but it is not here", "");
}

static bool
verify_kind(struct verify *v, enum fact_kind kind)
{
	_Alignas(max_align_t) char row[FACT_SIZE_MAX];
	struct cursor cursor;
	const char *field;
	int64_t count = 0;
	bool right = true;

	q_fact_all_open(v->db, kind, &cursor);
	while (right && q_fact_all_next(kind, &cursor, row)) {
		const void *known = replay_find(v->replay, kind,
		    fact_id(kind, row));

		count++;
		if (known == NULL)
			right = name_fact(v, kind, row,
			    "the journal does not know it", "");
		else if ((field = replay_difference(kind, known, row)) != NULL)
			right = name_fact(v, kind, row, "not as the journal "
			    "has it: ", field);
		arena_clear(v->scratch);
	}
	cursor_close(&cursor);
	if (right && store_error(v->db) == NULL &&
	    count != replay_count(v->replay, kind))
		right = name_missing(v, kind);
	return right && store_error(v->db) == NULL;
}

bool
verify_facts(struct verify *v)
{
	for (int kind = 0; kind < FACT_COUNT; kind++)
		if (!verify_kind(v, (enum fact_kind)kind))
			return false;
	return true;
}
