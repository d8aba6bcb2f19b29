/* SPDX-License-Identifier: ISC */
/* Undoing a return: what the record was is read from the journal. */
#include "registry/private.h"

#include <jansson.h>
#include <string.h>

#include "store/read.h"

/* What the row of a return says the record was before it. */
struct returned {
	struct record record;
	struct block block;		/* the one that was named */
	struct block *blocks;		/* all of the record */
	size_t block_count;
	struct asn asn;
	bool found;
	struct origin *origins;		/* of all of them, and of children */
	size_t origin_count;
	struct delegation *delegations;
	size_t delegation_count;
	struct nameserver *servers;
	size_t server_count;
	struct ds *ds;
	size_t ds_count;
};

static bool
asn_is(const struct asn *asn, const struct asn_range *range)
{
	return asn->first == range->first && asn->last == range->last;
}

static void
read_returned_block(struct registry *r, const struct resource *resource,
    json_t *object, struct returned *was)
{
	struct block *block = arena_grow(r->scratch, &was->blocks,
	    &was->block_count, sizeof(*block));

	if (!fact_from_json(r->scratch, FACT_block, object, block) ||
	    !status_is_direct(block->status) ||
	    !prefix_equal(&block->prefix, &resource->prefix))
		return;			/* or a part that went with it */
	was->block = *block;
	was->found = true;
}

/* Origins, delegations and their servers, as they were. */
static void
read_returned_related(struct registry *r, const char *name, json_t *object,
    struct returned *was)
{
	if (strcmp(name, "origin") == 0)
		fact_from_json(r->scratch, FACT_origin, object,
		    arena_grow(r->scratch, &was->origins,
		    &was->origin_count, sizeof(*was->origins)));
	else if (strcmp(name, "delegation") == 0)
		fact_from_json(r->scratch, FACT_delegation, object,
		    arena_grow(r->scratch, &was->delegations,
		    &was->delegation_count, sizeof(*was->delegations)));
	else if (strcmp(name, "nameserver") == 0)
		fact_from_json(r->scratch, FACT_nameserver, object,
		    arena_grow(r->scratch, &was->servers,
		    &was->server_count, sizeof(*was->servers)));
	else if (strcmp(name, "ds") == 0)
		fact_from_json(r->scratch, FACT_ds, object,
		    arena_grow(r->scratch, &was->ds, &was->ds_count,
		    sizeof(*was->ds)));
}

static void
read_returned(struct registry *r, const struct resource *resource,
    const char *before, struct returned *was)
{
	json_t *all = json_loads(before, 0, NULL), *pair;
	size_t i;

	json_array_foreach(all, i, pair) {
		const char *name = json_string_value(json_array_get(pair, 0));
		json_t *object = json_array_get(pair, 1);

		if (strcmp(name, "record") == 0)
			fact_from_json(r->scratch, FACT_record, object,
			    &was->record);
		else if (strcmp(name, "block") == 0 && !resource->is_asn)
			read_returned_block(r, resource, object, was);
		else if (strcmp(name, "asn") == 0 && resource->is_asn &&
		    fact_from_json(r->scratch, FACT_asn, object, &was->asn))
			was->found = asn_is(&was->asn, &resource->asns);
		else
			read_returned_related(r, name, object, was);
	}
	json_decref(all);
}

/* The newest return of exactly this block or ASN range. */
static void
find_returned(struct registry *r, const struct resource *resource,
    struct returned *was)
{
	struct touched_key keys[ASN_PIECES_MAX];
	struct q_touched touched;
	struct journal_row row;
	struct cursor cursor;

	if (resource->is_asn)
		touched_asn_range(&resource->asns, keys);
	else
		keys[0] = touched_block(&resource->prefix);
	q_touched_open(r->db, keys[0].bytes, keys[0].length, INT64_MAX,
	    &cursor);
	while (!was->found && q_touched_next(&cursor, &touched))
		if (q_journal_row(r->db, touched.serial, &row) &&
		    strcmp(row.operation, "give_back") == 0) {
			*was = (struct returned){ 0 };
			read_returned(r, resource, row.before, was);
		}
	cursor_close(&cursor);
}

static void
change_from_returned(const struct resource *resource,
    const struct returned *was, struct holding_change *to)
{
	to->status = resource->is_asn ? was->asn.status : was->block.status;
	to->organisation = resource->is_asn ? was->asn.organisation :
	    was->block.organisation;
	to->tech = resource->is_asn ? was->asn.routing : was->block.tech;
	to->abuse = resource->is_asn ? was->asn.abuse : was->block.abuse;
	to->country = was->record.country;
	to->date = was->record.date;
}

/* What was given goes over what was before the return. */
static enum result
override_reinstated(struct registry *r, const struct reinstate *in,
    struct holding_change *to)
{
	struct organisation holder;
	enum result result;

	if (in->ownerid != NULL && in->ownerid[0] != '\0') {
		if ((result = organisation_named(r, in->ownerid, &holder)) !=
		    RESULT_OK)
			return result;
		result = holder.id == to->organisation ? RESULT_OK :
		    choose_contacts_for(r, NULL, NULL, &holder, to);
		if (result != RESULT_OK)
			return result;
		if (to->organisation == 0)
			to->country = holder.country;
		to->organisation = holder.id;
	}
	if (in->status != STATUS_ROOT)
		to->status = in->status;
	if (in->date != 0)
		to->date = in->date;
	to->country = given_or(in->country, to->country);
	return check_direct_status(r, to->status);
}

static void
restore_contacts(struct registry *r, const struct block *now,
    const struct block *was)
{
	struct block after = *now;

	after.tech = was->tech;
	after.abuse = was->abuse;
	put_changed(r, FACT_block, now, &after);
}

static void
restore_origins(struct registry *r, const struct block *now,
    const struct block *was, const struct returned *all)
{
	for (size_t i = 0; i < all->origin_count; i++) {
		struct origin row = { .block = now->id,
		    .number = all->origins[i].number };

		if (all->origins[i].block == was->id)
			put_new(r, FACT_origin, &row);
	}
}

/* The servers must be asked again before they count. */
static void
restore_delegation(struct registry *r, const struct block *now,
    const struct delegation *was, const struct returned *all)
{
	struct delegated copy = { .row = *was };

	for (size_t i = 0; i < all->server_count; i++) {
		struct nameserver *server;

		if (all->servers[i].delegation != was->id)
			continue;
		server = arena_grow(r->scratch, &copy.servers,
		    &copy.server_count, sizeof(*server));
		*server = all->servers[i];
		server->state = NS_UNCHECKED;
		server->withdrawn = false;
	}
	for (size_t i = 0; i < all->ds_count; i++) {
		struct ds *ds;

		if (all->ds[i].delegation != was->id)
			continue;
		ds = arena_grow(r->scratch, &copy.ds, &copy.ds_count,
		    sizeof(*ds));
		*ds = all->ds[i];
	}
	delegated_copy(r, &copy, now->id, &was->prefix);
}

/* A block that has its holder again has what hung on it again. */
static void
restore_block(struct registry *r, const struct block *block,
    const struct returned *all)
{
	struct block now;

	for (size_t i = 0; i < all->block_count; i++) {
		const struct block *was = &all->blocks[i];

		if (!status_is_direct(was->status) ||
		    !prefix_equal(&block->prefix, &was->prefix) ||
		    !q_block_by_id(r->db, block->id, &now) ||
		    now.organisation != was->organisation)
			continue;
		restore_contacts(r, &now, was);
		restore_origins(r, &now, was, all);
		for (size_t j = 0; j < all->delegation_count; j++)
			if (all->delegations[j].block == was->id)
				restore_delegation(r, &now,
				    &all->delegations[j], all);
	}
}

enum result
do_reinstate(struct registry *r, struct reinstate *in)
{
	struct returned was = { 0 };
	struct holding_change to = { 0 };
	struct holding h;
	enum result result;

	if ((result = check_record_country(r, in->country)) != RESULT_OK ||
	    (result = holding_find(r, &in->resource, &h)) != RESULT_OK)
		return result;
	if (h.status != STATUS_RESERVED)
		return refuse(r, RESULT_NOT_RESERVED, "resource", "%s is %s.",
		    r->object, status_words[h.status]);
	find_returned(r, &in->resource, &was);
	if (was.found)
		change_from_returned(&in->resource, &was, &to);
	else if (in->ownerid == NULL || in->ownerid[0] == '\0')
		return refuse(r, RESULT_NEVER_RETURNED, "resource", "%s",
		    r->object);
	else {
		to.status = STATUS_ALLOCATED;
		to.date = r->now;
	}
	if ((result = override_reinstated(r, in, &to)) != RESULT_OK)
		return result;
	holding_become(r, &h, &to);
	for (size_t i = 0; was.found && i < h.block_count; i++)
		restore_block(r, &h.blocks[i], &was);
	return RESULT_OK;
}
