/* SPDX-License-Identifier: ISC */
/* Finding things, saying them, and asking whether the actor may. */
#include "registry/private.h"

#include <string.h>

#include "store/read.h"

bool
block_up(struct store *db, const struct block *block, struct block *parent)
{
	return block->parent != 0 && q_block_by_id(db, block->parent, parent);
}

bool
block_around(struct store *db, const struct prefix *prefix,
    struct block *block)
{
	struct block up;

	if (!q_block_before(db, &prefix->first, block))
		return false;
	while (!prefix_covers(&block->prefix, prefix)) {
		if (!block_up(db, block, &up))
			return false;
		*block = up;
	}
	return true;
}

bool
asn_around(struct store *db, uint32_t number, struct asn *asn)
{
	return q_asn_before(db, number, asn) && asn->last >= number;
}

void
holder_of(struct store *db, int64_t organisation, struct organisation *out)
{
	if (organisation != 0 && q_organisation_by_id(db, organisation, out))
		return;
	*out = (struct organisation){ 0 };
	fact_complete(FACT_organisation, out);
}

bool
delegation_around(struct store *db, const struct prefix *prefix,
    struct delegation *out)
{
	return q_delegation_before(db, &prefix->first, out) &&
	    prefix_covers(&out->prefix, prefix);
}

bool
block_has_children(struct store *db, const struct block *block)
{
	struct block child;

	return q_block_child_after(db, block->id, &block->prefix.first,
	    &child);
}

const char *
said(struct registry *r, const struct prefix *prefix)
{
	char text[PREFIX_TEXT_MAX];

	return arena_strdup(r->scratch, prefix_text(prefix, text));
}

const char *
said_resource(struct registry *r, const struct resource *resource)
{
	char text[PREFIX_TEXT_MAX];

	return resource->is_asn ? arena_strdup(r->scratch,
	    asn_range_text(&resource->asns, text)) :
	    said(r, &resource->prefix);
}

/* The first child of parent that overlaps the wanted range. */
static bool
child_in_the_way(struct store *db, const struct block *parent,
    const struct prefix *wanted, struct block *child)
{
	return (q_block_child_before(db, parent->id, &wanted->first, child) &&
	    prefix_overlaps(&child->prefix, wanted)) ||
	    (q_block_child_after(db, parent->id, &wanted->first, child) &&
	    prefix_overlaps(&child->prefix, wanted));
}

enum result
refuse_taken(struct registry *r, const struct block *parent,
    const struct prefix *wanted)
{
	struct organisation holder;
	struct block child;

	if (!child_in_the_way(r->db, parent, wanted, &child))
		return refuse(r, RESULT_TAKEN, "prefix", "%s",
		    said(r, wanted));
	holder_of(r->db, child.organisation, &holder);
	if (holder.id == 0)
		return refuse(r, RESULT_TAKEN, "prefix", "%s is %s.",
		    said(r, &child.prefix), status_words[child.status]);
	return refuse(r, RESULT_TAKEN, "prefix", "%s is held by %s (%s).",
	    said(r, &child.prefix), holder.ownerid, holder.name);
}

enum result
person_named(struct registry *r, const char *field, const char *handle,
    int64_t *id)
{
	struct person person;

	if (handle == NULL || handle[0] == '\0')
		return RESULT_OK;
	if (!q_person_by_handle(r->db, handle, &person))
		return refuse(r, RESULT_NO_PERSON, field, "%s", handle);
	*id = person.id;
	return RESULT_OK;
}

enum result
organisation_named(struct registry *r, const char *ownerid,
    struct organisation *out)
{
	if (ownerid == NULL || ownerid[0] == '\0')
		return refuse(r, RESULT_MISSING, "ownerid",
		    "Which organization?");
	if (!q_organisation_by_ownerid(r->db, ownerid, out))
		return refuse(r, RESULT_NO_ORGANISATION, "ownerid", "%s",
		    ownerid);
	return RESULT_OK;
}

enum result
check_inputs(struct registry *r, const struct input *inputs, size_t count)
{
	enum result result = RESULT_OK;

	for (size_t i = 0; i < count; i++) {
		const char *text = inputs[i].text;

		if (text == NULL)
			continue;
		if (text_characters(text) > inputs[i].maximum)
			also(&result, refuse(r, RESULT_TEXT_TOO_LONG,
			    inputs[i].field, "%zu", inputs[i].maximum));
		else if (!text_is_clean(text, strlen(text)))
			also(&result, refuse(r, RESULT_UNCLEAN,
			    inputs[i].field, "%s", inputs[i].field));
	}
	return result;
}

bool
permit_person(struct registry *r, const struct person *person)
{
	r->permitted = true;
	return r->actor.hostmaster || r->actor.person == person->id;
}

bool
permit_organisation(struct registry *r, const struct organisation *o)
{
	r->permitted = true;
	return rule_administers(&r->actor, o);
}

bool
permit_block(struct registry *r, const struct block *block)
{
	struct organisation holder;

	r->permitted = true;
	holder_of(r->db, block->organisation, &holder);
	return rule_manages(&r->actor, block, &holder);
}

bool
permit_parent(struct registry *r, const struct block *block)
{
	struct block parent;

	r->permitted = true;
	if (!status_is_passed_on(block->status))
		return r->actor.hostmaster;
	return block_up(r->db, block, &parent) && permit_block(r, &parent);
}

bool
permit_block_or_parent(struct registry *r, const struct block *block)
{
	return permit_block(r, block) || permit_parent(r, block);
}

bool
permit_asn(struct registry *r, const struct asn *asn)
{
	struct organisation holder;

	r->permitted = true;
	holder_of(r->db, asn->organisation, &holder);
	return rule_manages_asn(&r->actor, asn, &holder);
}
