/* SPDX-License-Identifier: ISC */
/*
 * One row of the journal for one operation, chained to the row before it.
 * Personal fields lie beside it under a salted hash (design.md, idea 3).
 */
#include "registry/private.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/limits.h"
#include "store/read.h"
#include "store/write.h"

#define SALT_SIZE 16

struct hash
journal_hash(const struct hash *before, const struct journal_row *row)
{
	char serial[24], time[24];
	const char *texts[] = {
		serial, time, row->actor, row->source, row->requester,
		row->reason, row->ticket, row->operation, row->object,
		row->before, row->after, row->personal,
	};
	struct hash_part parts[ARRAY_LENGTH(texts) + 1];

	snprintf(serial, sizeof(serial), "%lld", (long long)row->serial);
	snprintf(time, sizeof(time), "%lld", (long long)row->time);
	parts[0] = (struct hash_part){ before->bytes, HASH_SIZE };
	for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
		parts[i + 1] = (struct hash_part){ texts[i], strlen(texts[i]) };
	return hash_parts(parts, ARRAY_LENGTH(parts));
}

struct hash
journal_personal_hash(const char *salt, const char *json)
{
	const struct hash_part parts[] = {
		{ salt, strlen(salt) }, { json, strlen(json) },
	};

	return hash_parts(parts, ARRAY_LENGTH(parts));
}

static const char *
hash_text(struct arena *arena, const struct hash *hash)
{
	char *hex = arena_alloc(arena, HASH_SIZE * 2 + 1);

	return sodium_bin2hex(hex, HASH_SIZE * 2 + 1, hash->bytes, HASH_SIZE);
}

static bool
is_nothing(const struct change *change)
{
	return change->before == NULL && change->after == NULL;
}

static const void *
side_of(const struct change *change, bool after)
{
	return after ? change->after : change->before;
}

/* [["block",{...}],...]: the facts before, or after, the operation. */
static void
put_side(struct text *out, const struct registry *r, bool after)
{
	const char *comma = "";
	const void *row;

	text_put_char(out, '[');
	for (size_t i = 0; i < r->change_count; i++) {
		if ((row = side_of(&r->changes[i], after)) == NULL)
			continue;
		text_printf(out, "%s[\"%s\",", comma,
		    facts[r->changes[i].kind].name);
		fact_put_json(out, r->changes[i].kind, row, false);
		text_put_char(out, ']');
		comma = ",";
	}
	text_put_char(out, ']');
}

/* [["person",4097,{...}],...] of the facts that have personal fields. */
static bool
put_personal_side(struct text *out, const struct registry *r, bool after)
{
	const char *comma = "";
	const void *row;

	text_put_char(out, '[');
	for (size_t i = 0; i < r->change_count; i++) {
		const struct change *change = &r->changes[i];

		row = side_of(change, after);
		if (row == NULL || !fact_has_personal(change->kind, row))
			continue;
		text_printf(out, "%s[\"%s\",%lld,", comma,
		    facts[change->kind].name, (long long)change->id);
		fact_put_json(out, change->kind, row, true);
		text_put_char(out, ']');
		comma = ",";
	}
	text_put_char(out, ']');
	return comma[0] != '\0';
}

static bool
put_personal(struct text *out, const struct registry *r)
{
	bool any;

	text_put(out, "{\"before\":");
	any = put_personal_side(out, r, false);
	text_put(out, ",\"after\":");
	any |= put_personal_side(out, r, true);
	text_put_char(out, '}');
	return any;
}

/* Draws the salt and returns the hash that the row holds, or "". */
static const char *
seal_personal(struct registry *r, const char *json,
    char salt[SALT_SIZE * 2 + 1])
{
	uint8_t random[SALT_SIZE];
	struct hash hash;

	clock_random(r->clock, random, sizeof(random));
	sodium_bin2hex(salt, SALT_SIZE * 2 + 1, random, sizeof(random));
	hash = journal_personal_hash(salt, json);
	return hash_text(r->scratch, &hash);
}

static void
append_touched(struct registry *r)
{
	struct touched_key *keys = NULL;
	size_t count = 0;

	for (size_t i = 0; i < r->change_count; i++) {
		const struct change *change = &r->changes[i];

		if (change->before != NULL)
			keys = touched_by(touched_resolve_store, r->db,
			    r->scratch, change->kind, change->before, keys,
			    &count);
		if (change->after != NULL)
			keys = touched_by(touched_resolve_store, r->db,
			    r->scratch, change->kind, change->after, keys,
			    &count);
	}
	if (count > 0)
		qsort(keys, count, sizeof(*keys), touched_compare);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || touched_compare(&keys[i - 1], &keys[i]) != 0)
			w_touched_insert(r->db, keys[i].bytes, keys[i].length,
			    r->serial);
}

static void
append_row(struct registry *r, const char *before, const char *after,
    const char *personal)
{
	const struct registry_actor *who = r->by_link.user != NULL ?
	    &r->by_link : &r->who;
	struct hash hash;
	struct journal_row row = {
		.serial = r->serial, .time = r->now,
		.actor = who->user != NULL ? who->user :
		    arena_printf(r->scratch, "local:%s", who->local),
		.source = who->source, .requester = who->requester,
		.reason = who->reason, .ticket = who->ticket,
		.operation = r->operation, .object = r->object,
		.before = before, .after = after, .personal = personal,
	};

	hash = journal_hash(&r->chain, &row);
	row.hash = hash_text(r->scratch, &hash);
	w_journal_insert(r->db, row.serial, row.time, row.actor, row.source,
	    row.requester, row.reason, row.ticket, row.operation, row.object,
	    row.before, row.after, row.personal, row.hash);
	r->chain = hash;
	r->last_time = r->now;
}

/* What was made and removed again within one operation never was. */
static void
drop_nothings(struct registry *r)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->change_count; i++)
		if (!is_nothing(&r->changes[i]))
			r->changes[kept++] = r->changes[i];
	r->change_count = kept;
}

static void
append_all(struct registry *r, const struct text *before,
    const struct text *after, const struct text *personal)
{
	char salt[SALT_SIZE * 2 + 1];

	if (personal->length == 0) {
		append_row(r, before->bytes, after->bytes, "");
	} else {
		append_row(r, before->bytes, after->bytes,
		    seal_personal(r, personal->bytes, salt));
		w_journal_person_insert(r->db, r->serial, salt,
		    personal->bytes);
	}
	append_touched(r);
}

bool
journal_append(struct registry *r)
{
	struct text before, after, personal;
	bool fits;

	drop_nothings(r);
	text_init(&before, LIMIT_JOURNAL_JSON);
	text_init(&after, LIMIT_JOURNAL_JSON);
	text_init(&personal, LIMIT_JOURNAL_JSON);
	put_side(&before, r, false);
	put_side(&after, r, true);
	if (!put_personal(&personal, r))
		text_clear(&personal);
	fits = !before.overflow && !after.overflow && !personal.overflow;
	if (fits)
		append_all(r, &before, &after, &personal);
	text_release(&before);
	text_release(&after);
	text_release(&personal);
	return fits;
}
