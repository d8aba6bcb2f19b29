/* SPDX-License-Identifier: ISC */
/* The life of a record: from stock to a holder, on to another, and back. */
#include "registry/private.h"

#include "store/read.h"
#include "store/write.h"

enum result
check_record_country(struct registry *r, const char *country)
{
	if (country == NULL || country[0] == '\0' || country_is_known(country))
		return RESULT_OK;
	return refuse(r, RESULT_MALFORMED, "country", "The country is two "
	    "letters of ISO 3166-1, such as UY.");
}

const char *
given_or(const char *given, const char *otherwise)
{
	return given != NULL && given[0] != '\0' ? given : otherwise;
}

enum result
choose_contacts_for(struct registry *r, const char *tech, const char *abuse,
    const struct organisation *holder, struct holding_change *to)
{
	enum result result;

	to->tech = to->abuse = holder->admin;
	if ((result = person_named(r, "tech", tech, &to->tech)) != RESULT_OK)
		return result;
	if ((result = person_named(r, "abuse", abuse, &to->abuse)) !=
	    RESULT_OK)
		return result;
	/* Of who came from another registry nobody may be known yet. */
	return to->abuse != 0 || holder->legacy ? RESULT_OK :
	    refuse(r, RESULT_NEEDS_ABUSE, "abuse", "%s has no administrative "
	    "contact.", holder->ownerid);
}

enum result
check_direct_status(struct registry *r, enum status status)
{
	return status_is_direct(status) ? RESULT_OK : refuse(r,
	    RESULT_MALFORMED, "status", "The status is allocated or "
	    "assigned.");
}

enum result
do_enroll(struct registry *r, struct enroll *in)
{
	struct organisation holder;
	struct holding h;
	struct holding_change to = {
		.status = in->status,
		.date = in->date != 0 ? in->date : r->now,
	};
	enum result result;

	if ((result = check_direct_status(r, in->status)) != RESULT_OK ||
	    (result = check_record_country(r, in->country)) != RESULT_OK ||
	    (result = organisation_named(r, in->ownerid, &holder)) !=
	    RESULT_OK || (result = choose_contacts_for(r, in->tech, in->abuse,
	    &holder, &to)) != RESULT_OK || (result = holding_carve(r,
	    &in->resource, STATUS_AVAILABLE, RESULT_NOT_AVAILABLE, &h)) !=
	    RESULT_OK)
		return result;
	to.organisation = holder.id;
	to.country = given_or(in->country, holder.country);
	holding_become(r, &h, &to);
	return RESULT_OK;
}

static enum result
find_held(struct registry *r, const struct resource *resource,
    struct holding *h)
{
	enum result result = holding_find(r, resource, h);

	if (result == RESULT_OK && !status_is_direct(h->status))
		return refuse(r, RESULT_NOT_DIRECT, "resource", "%s is %s.",
		    r->object, status_words[h->status]);
	return result;
}

/* What a holder registered for itself, and nobody else may hold. */
static bool
is_holders_own(const struct block *child, const struct block *parent)
{
	return child->organisation == parent->organisation &&
	    (child->use != USE_CUSTOMER ||
	    child->status == STATUS_REASSIGNED);
}

/*
 * The holder's own parts go with the block, at every depth: end users' parts
 * and own uses are the holder's (policy.md, use).  Customers keep theirs.
 */
static void
pass_own_children(struct registry *r, const struct block *parent,
    const struct holding_change *to)
{
	struct block *children, after;
	size_t count = block_children(r, parent->id, &children);

	for (size_t i = 0; i < count; i++) {
		if (!is_holders_own(&children[i], parent))
			continue;
		after = children[i];
		after.organisation = to->organisation;
		after.tech = to->tech;
		after.abuse = 0;
		after.changed = r->now;
		put_changed(r, FACT_block, &children[i], &after);
		pass_own_children(r, &children[i], to);
	}
}

enum result
do_transfer(struct registry *r, struct transfer *in)
{
	struct organisation holder;
	struct holding h;
	struct holding_change to = { 0 };
	enum result result;

	if ((result = check_record_country(r, in->country)) != RESULT_OK ||
	    (result = find_held(r, &in->resource, &h)) != RESULT_OK ||
	    (result = organisation_named(r, in->ownerid, &holder)) !=
	    RESULT_OK || (result = choose_contacts_for(r, in->tech, in->abuse,
	    &holder, &to)) != RESULT_OK)
		return result;
	if (holder.id == h.organisation)
		return refuse(r, RESULT_SAME_HOLDER, "ownerid", "%s",
		    holder.ownerid);
	to.status = h.status;
	to.organisation = holder.id;
	to.country = given_or(in->country, h.record.country);
	to.date = h.record.date;
	holding_become(r, &h, &to);
	for (size_t i = 0; i < h.block_count; i++)
		pass_own_children(r, &h.blocks[i], &to);
	return RESULT_OK;
}

/* Takes what hangs on the blocks away; refuses children unless asked. */
static enum result
empty_holding(struct registry *r, const struct holding *h, bool with_children)
{
	for (size_t i = 0; i < h->block_count; i++) {
		if (!block_has_children(r->db, &h->blocks[i]))
			continue;
		if (!with_children)
			return refuse(r, RESULT_HAS_CHILDREN, "resource",
			    "%s", said(r, &h->blocks[i].prefix));
		block_remove_children(r, &h->blocks[i]);
	}
	for (size_t i = 0; i < h->block_count; i++)
		block_strip(r, &h->blocks[i]);
	return RESULT_OK;
}

enum result
do_give_back(struct registry *r, struct give_back *in)
{
	struct holding h;
	struct holding_change to = { .status = STATUS_RESERVED };
	enum result result;

	if ((result = find_held(r, &in->resource, &h)) != RESULT_OK ||
	    (result = empty_holding(r, &h, in->with_children)) != RESULT_OK)
		return result;
	to.country = stock_country(r);
	holding_become(r, &h, &to);
	return RESULT_OK;
}

static enum result
change_stock(struct registry *r, const struct resource *resource,
    enum status from, enum result otherwise, enum status status)
{
	struct holding h;
	struct holding_change to = { .status = status };
	enum result result = holding_carve(r, resource, from, otherwise, &h);

	if (result != RESULT_OK)
		return result;
	to.country = h.record.country;
	holding_become(r, &h, &to);
	return RESULT_OK;
}

enum result
do_stock_release(struct registry *r, struct stock_release *in)
{
	return change_stock(r, &in->resource, STATUS_RESERVED,
	    RESULT_NOT_RESERVED, STATUS_AVAILABLE);
}

enum result
do_stock_reserve(struct registry *r, struct stock_reserve *in)
{
	return change_stock(r, &in->resource, STATUS_AVAILABLE,
	    RESULT_NOT_AVAILABLE, STATUS_RESERVED);
}

/* Stock is without holder, what is held at once has contacts. */
static enum result
choose_moved(struct registry *r, const struct move_in *in,
    struct holding_change *to)
{
	struct organisation holder;
	enum result result;

	*to = (struct holding_change){ .status = in->status };
	if (in->ownerid == NULL || in->ownerid[0] == '\0') {
		to->country = stock_country(r);
		return status_is_stock(in->status) ? RESULT_OK : refuse(r,
		    RESULT_MISSING, "ownerid", "Who holds it?");
	}
	if ((result = check_record_country(r, in->country)) != RESULT_OK ||
	    (result = check_direct_status(r, in->status)) != RESULT_OK ||
	    (result = organisation_named(r, in->ownerid, &holder)) !=
	    RESULT_OK)
		return result;
	to->organisation = holder.id;
	to->country = given_or(in->country, holder.country);
	to->date = in->date != 0 ? in->date : r->now;
	return choose_contacts_for(r, NULL, NULL, &holder, to);
}

static enum result
move_in_asns(struct registry *r, const struct move_in *in,
    struct record *record, const struct holding_change *to)
{
	struct asn asn = {
		.first = in->resource.asns.first,
		.last = in->resource.asns.last, .status = to->status,
		.organisation = to->organisation, .routing = to->tech,
		.abuse = to->abuse, .created = to->date, .changed = r->now,
	};

	if (!asn_space_take(r->db, &in->resource.asns))
		return refuse(r, RESULT_TAKEN, "resource", "%s", r->object);
	record->kind = RECORD_ASN;
	put_new(r, FACT_record, record);
	asn.record = record->id;
	put_new(r, FACT_asn, &asn);
	return RESULT_OK;
}

static enum result
move_in_block(struct registry *r, const struct move_in *in,
    struct record *record, const struct holding_change *to)
{
	const struct prefix *prefix = &in->resource.prefix;
	struct block root, block = {
		.prefix = *prefix, .status = to->status,
		.organisation = to->organisation, .tech = to->tech,
		.abuse = to->abuse, .created = to->date, .changed = r->now,
	};

	if (!block_around(r->db, prefix, &root))
		return refuse(r, RESULT_NOT_OURS, "resource",
		    "%s is outside unicast space.", r->object);
	while (root.status != STATUS_ROOT)
		if (!block_up(r->db, &root, &root))
			die("a block has no root");
	if (prefix_equal(&root.prefix, prefix))
		return refuse(r, RESULT_WHOLE_BLOCK, "resource", "%s",
		    r->object);
	if (!tiling_take(r->db, &root, prefix))
		return refuse_taken(r, &root, prefix);
	record->kind = prefix_family(prefix) == FAMILY_IPV4 ? RECORD_IPV4 :
	    RECORD_IPV6;
	put_new(r, FACT_record, record);
	block.parent = root.id;
	block.record = record->id;
	put_new(r, FACT_block, &block);
	return RESULT_OK;
}

enum result
do_move_in(struct registry *r, struct move_in *in)
{
	struct holding_change to;
	struct record record = { 0 };
	enum result result;

	r->object = said_resource(r, &in->resource);
	if ((result = choose_moved(r, in, &to)) != RESULT_OK)
		return result;
	record.country = to.country;
	record.date = to.date;
	return in->resource.is_asn ? move_in_asns(r, in, &record, &to) :
	    move_in_block(r, in, &record, &to);
}

enum result
do_move_out(struct registry *r, struct move_out *in)
{
	struct block root;
	struct holding h;
	enum result result;

	if ((result = holding_find(r, &in->resource, &h)) != RESULT_OK ||
	    (result = empty_holding(r, &h, in->with_children)) != RESULT_OK)
		return result;
	for (size_t i = 0; i < h.block_count; i++) {
		if (!block_up(r->db, &h.blocks[i], &root))
			die("a record's block has no root");
		put_gone(r, FACT_block, &h.blocks[i]);
		tiling_give(r->db, &root, &h.blocks[i].prefix);
	}
	for (size_t i = 0; i < h.asn_count; i++) {
		struct asn_range range = { (uint32_t)h.asns[i].first,
		    (uint32_t)h.asns[i].last };

		put_gone(r, FACT_asn, &h.asns[i]);
		asn_space_give(r->db, &range);
	}
	put_gone(r, FACT_record, &h.record);
	return RESULT_OK;
}

enum result
do_correct(struct registry *r, struct correct *in)
{
	struct holding_change to;
	struct holding h;
	enum result result;

	if ((result = check_record_country(r, in->country)) != RESULT_OK ||
	    (result = find_held(r, &in->resource, &h)) != RESULT_OK)
		return result;
	to = (struct holding_change){
		.status = in->status != STATUS_ROOT ? in->status : h.status,
		.organisation = h.organisation,
		.keep_contacts = true,
		.country = given_or(in->country, h.record.country),
		.date = in->date != 0 ? in->date : h.record.date,
	};
	if ((result = check_direct_status(r, to.status)) != RESULT_OK)
		return result;
	for (size_t i = 0; i < h.block_count; i++)
		if (to.status != h.status &&
		    block_has_children(r->db, &h.blocks[i]))
			return refuse(r, RESULT_HAS_CHILDREN, "resource",
			    "%s", said(r, &h.blocks[i].prefix));
	holding_become(r, &h, &to);
	return RESULT_OK;
}
