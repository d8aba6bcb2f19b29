/* SPDX-License-Identifier: ISC */
/* Sub-assign and release: what members do with a block. */
#include "registry/private.h"

#include "model/limits.h"
#include "store/read.h"

bool
reverse_answers(struct store *db, const struct prefix *prefix)
{
	struct prefix zone = prefix_of(&prefix->first,
	    RULE_IPV4_REVERSE_LENGTH);
	struct delegation delegation;
	struct nameserver server;
	struct cursor cursor;
	bool answers = false;

	if (!delegation_around(db, &zone, &delegation))
		return false;
	q_nameserver_of_open(db, delegation.id, &cursor);
	while (q_nameserver_of_next(&cursor, &server))
		answers |= server_answers(db, &delegation, &server, &zone);
	return answers;
}

/* A range for a size: the best fit in the block that was named. */
static enum result
choose_range(struct registry *r, struct subassign *in)
{
	struct block parent;
	int bits = in->in.length == 0 ? 0 :
	    prefix_family(&in->in) == FAMILY_IPV4 ? IPV4_BITS : 0;
	int length = in->size + bits;

	if (in->prefix.length != 0)
		return RESULT_OK;
	if (in->in.length == 0 || in->size <= 0)
		return refuse(r, RESULT_MISSING, "in", "A size needs the block "
		    "to take it from.");
	if (!q_block_by_prefix(r->db, &in->in, &parent))
		return refuse(r, RESULT_NO_BLOCK, "in", "%s",
		    said(r, &in->in));
	if (!permit_block(r, &parent))
		return refuse(r, RESULT_FORBIDDEN, "in", "%s",
		    said(r, &in->in));
	if (length <= parent.prefix.length)
		return refuse(r, RESULT_WHOLE_BLOCK, "size", "%s",
		    said(r, &in->in));
	if (length > (bits ? RULE_IPV4_LONGEST : RULE_IPV6_LONGEST))
		return refuse(r, RESULT_TOO_LONG, "size", "/%d", in->size);
	if (!best_fit(r->db, &parent, (uint8_t)length, &in->prefix))
		return refuse(r, RESULT_NO_SPACE, "size", "%s has no free /%d.",
		    said(r, &in->in), in->size);
	return RESULT_OK;
}

/* Climbs from the block to the nearest one around it that the actor manages;
   inside tells which child of that one was in the way. */
static bool
managed_above(struct registry *r, const struct block *from,
    struct block *managed)
{
	struct block at = *from, up;

	while (block_up(r->db, &at, &up)) {
		if (permit_block(r, &up)) {
			*managed = up;
			return true;
		}
		at = up;
	}
	return false;
}

/*
 * The block to take from.  When the most specific one is another's but one
 * around it is the actor's, the addresses are taken: by whom is told.
 */
static enum result
find_parent(struct registry *r, const struct subassign *in,
    struct block *parent)
{
	struct block managed;

	if (in->in.length != 0) {
		if (!q_block_by_prefix(r->db, &in->in, parent))
			return refuse(r, RESULT_NO_BLOCK, "in", "%s",
			    said(r, &in->in));
		if (!prefix_covers(&in->in, &in->prefix))
			return refuse(r, RESULT_OUTSIDE, "prefix",
			    "%s is not inside %s.", said(r, &in->prefix),
			    said(r, &in->in));
		return RESULT_OK;
	}
	if (!block_around(r->db, &in->prefix, parent))
		return refuse(r, RESULT_NO_BLOCK, "prefix", "%s",
		    said(r, &in->prefix));
	if (!permit_block(r, parent) && managed_above(r, parent, &managed))
		return refuse_taken(r, &managed, &in->prefix);
	/* A sub-assignment of exactly this prefix: it is taken, not whole. */
	if (prefix_equal(&parent->prefix, &in->prefix) &&
	    status_is_passed_on(parent->status) && permit_parent(r, parent) &&
	    block_up(r->db, parent, &managed))
		return refuse_taken(r, &managed, &in->prefix);
	return RESULT_OK;
}

static enum result
find_recipient(struct registry *r, struct subassign *in,
    const struct block *parent, struct organisation *recipient)
{
	struct organisation holder;

	if (in->new_organisation != NULL)
		return RESULT_OK;	/* made when all rules hold */
	if (in->ownerid == NULL && in->use > USE_CUSTOMER) {
		holder_of(r->db, parent->organisation, &holder);
		*recipient = holder;
		return RESULT_OK;
	}
	return organisation_named(r, in->ownerid, recipient);
}

static enum result
refuse_range(struct registry *r, const struct subassign *in,
    const struct block *parent, enum result result)
{
	if (result == RESULT_OK)
		return result;
	if (result == RESULT_TAKEN)
		return refuse_taken(r, parent, &in->prefix);
	if (result == RESULT_FORBIDDEN || result == RESULT_NOT_DIVISIBLE)
		return refuse(r, result, "prefix", "%s",
		    said(r, &parent->prefix));
	return refuse(r, result, result == RESULT_NOT_HOLDER ? "ownerid" :
	    "prefix", "%s", said(r, &in->prefix));
}

/* Who does not find the recipient is told of the range as well. */
static enum result
judge(struct registry *r, const struct subassign *in,
    const struct block *parent, const struct organisation *recipient)
{
	struct subassign_facts known = {
		.prefix = in->prefix, .parent = *parent,
		.manages = permit_block(r, parent),
		.use = in->use == USE_NONE ? USE_CUSTOMER : in->use,
		.recipient_known = recipient->id != 0 ||
		    in->new_organisation != NULL,
		.recipient_is_holder = recipient->id != 0 &&
		    recipient->id == parent->organisation,
		.free = tiling_is_free(r->db, parent, &in->prefix),
	};
	enum result result;

	if (rule_needs_reverse(&in->prefix))
		known.reverse_answers = reverse_answers(r->db, &in->prefix);
	r->verdict_count = rules_subassign(&known, r->verdicts);
	result = rule_subassign(&known);
	if (result != RESULT_NO_ORGANISATION)
		return refuse_range(r, in, parent, result);
	refuse(r, result, "ownerid", "%s",
	    in->ownerid == NULL ? "" : in->ownerid);
	known.recipient_known = true;
	refuse_range(r, in, parent, rule_subassign(&known));
	return result;
}

/* An organisation created on the spot has the actor as its contacts, or who
   administers the parent when a local operator acts. */
static enum result
create_recipient(struct registry *r, struct subassign *in,
    const struct block *parent, struct organisation *recipient)
{
	struct organisation holder;
	struct person admin;

	if (in->new_organisation->admin == NULL ||
	    in->new_organisation->admin[0] == '\0') {
		holder_of(r->db, parent->organisation, &holder);
		if (r->me.id != 0)
			in->new_organisation->admin = r->me.handle;
		else if (holder.admin != 0 &&
		    q_person_by_id(r->db, holder.admin, &admin))
			in->new_organisation->admin = admin.handle;
	}
	return organisation_create(r, in->new_organisation, recipient);
}

/* The technical contact is the actor when none is named. */
static enum result
choose_contacts(struct registry *r, const struct subassign *in,
    struct block *block)
{
	enum result result;

	block->tech = r->me.id;
	result = person_named(r, "tech", in->tech, &block->tech);
	also(&result, person_named(r, "abuse", in->abuse, &block->abuse));
	return result;
}

static enum result
insert_part(struct registry *r, struct subassign *in,
    const struct block *parent, const struct organisation *recipient,
    struct block *block)
{
	block->parent = parent->id;
	block->prefix = in->prefix;
	block->status = status_inside(parent->status);
	block->organisation = recipient->id;
	block->use = in->use == USE_NONE ? USE_CUSTOMER : in->use;
	block->label = in->label;
	block->created = block->changed = r->now;
	if (block->tech == 0)
		block->tech = recipient->admin;
	if (!tiling_take(r->db, parent, &in->prefix))
		return refuse_taken(r, parent, &in->prefix);
	put_new(r, FACT_block, block);
	in->id = block->id;
	in->status = block->status;
	in->up = parent->prefix;
	in->ownerid_out = arena_strdup(r->arena, recipient->ownerid);
	r->object = said(r, &in->prefix);
	return RESULT_OK;
}

/* What is wrong in other fields than the range, all of it. */
static enum result
check_rest(struct registry *r, struct subassign *in, struct block *block)
{
	enum result result = RESULT_OK;

	if (in->new_organisation != NULL)
		result = check_organisation(r, in->new_organisation);
	also(&result, choose_contacts(r, in, block));
	return result;
}

enum result
do_subassign(struct registry *r, struct subassign *in)
{
	const struct input label = { "label", in->label, LIMIT_NAME };
	struct organisation recipient = { 0 };
	struct block parent, block = { 0 };
	enum result result = check_inputs(r, &label, 1), found;

	found = choose_range(r, in);
	also(&found, found != RESULT_OK ? found : find_parent(r, in, &parent));
	if (found == RESULT_OK) {
		found = find_recipient(r, in, &parent, &recipient);
		also(&result, judge(r, in, &parent, &recipient));
	}
	also(&result, found);
	if (result == RESULT_FORBIDDEN)
		return result;
	also(&result, check_rest(r, in, &block));
	if (result == RESULT_OK && in->new_organisation != NULL)
		result = create_recipient(r, in, &parent, &recipient);
	return result != RESULT_OK ? result : insert_part(r, in, &parent,
	    &recipient, &block);
}

enum result
do_release(struct registry *r, struct release *in)
{
	struct block block, parent;

	if (!q_block_by_prefix(r->db, &in->prefix, &block)) {
		r->permitted = true;
		return refuse(r, RESULT_NO_BLOCK, "prefix", "%s",
		    said(r, &in->prefix));
	}
	if (!permit_parent(r, &block))
		return refuse(r, RESULT_FORBIDDEN, "prefix", "%s",
		    said(r, &in->prefix));
	if (!status_is_passed_on(block.status) ||
	    !block_up(r->db, &block, &parent))
		return refuse(r, RESULT_NOT_SUBASSIGNED, "prefix", "%s is %s.",
		    said(r, &in->prefix), status_words[block.status]);
	if (block_has_children(r->db, &block)) {
		if (!in->with_children)
			return refuse(r, RESULT_HAS_CHILDREN, "prefix", "%s",
			    said(r, &in->prefix));
		block_remove_children(r, &block);
	}
	block_strip(r, &block);
	put_gone(r, FACT_block, &block);
	tiling_give(r->db, &parent, &block.prefix);
	r->object = said(r, &in->prefix);
	return RESULT_OK;
}
