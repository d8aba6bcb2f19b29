/* SPDX-License-Identifier: ISC */
/*
 * Who is told of an operation by mail.  The changes that the fence noted say
 * all: what was given to whom, who was replaced.  Each reader gets one mail,
 * however much an operation did, and who did it gets none.
 */
#include "registry/private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/read.h"

/* Where a piece of news stands among others: organisations, then blocks as
   they lie, then ASNs. */
struct place { uint8_t bytes[18]; };

struct item {
	struct news news;
	struct place place;
};

struct reader {
	int64_t person;
	const struct item *item;
	size_t number;			/* of the item, until all are there */
};

struct telling {
	struct registry *r;
	struct item *items;
	size_t item_count;
	struct reader *readers;		/* each as often as it has items */
	size_t reader_count;
};

/* --- Noting --------------------------------------------------------------- */

static void
add(struct telling *t, const struct news *news, struct place place)
{
	struct item *item = arena_grow(t->r->scratch, &t->items,
	    &t->item_count, sizeof(*item));

	item->news = *news;
	item->place = place;
}

/* The person reads what was added last, even who did it. */
static void
must_read(struct telling *t, int64_t person)
{
	struct reader *reader;

	if (person == 0)
		return;
	reader = arena_grow(t->r->scratch, &t->readers, &t->reader_count,
	    sizeof(*reader));
	reader->person = person;
	reader->number = t->item_count - 1;
}

static void
reads(struct telling *t, int64_t person)
{
	if (person != t->r->me.id)
		must_read(t, person);
}

static struct place
place_of_prefix(const struct prefix *prefix)
{
	struct place place = { { 1 } };

	memcpy(place.bytes + 1, prefix->first.bytes, 16);
	place.bytes[17] = prefix->length;
	return place;
}

static struct place
place_of_asn(const struct asn *asn)
{
	struct place place = { { 2 } };

	for (int i = 0; i < 4; i++)
		place.bytes[1 + i] = (uint8_t)(asn->first >> (24 - 8 * i));
	return place;
}

static const char *
said_asn(struct registry *r, const struct asn *asn)
{
	const struct resource resource = { .is_asn = true,
	    .asns = { (uint32_t)asn->first, (uint32_t)asn->last } };

	return said_resource(r, &resource);
}

static struct news_who
who_of_organisation(const struct organisation *o)
{
	return (struct news_who){ o->ownerid, o->name };
}

static struct news_who
who_of_person(struct registry *r, int64_t id)
{
	struct person person;

	if (id == 0 || !q_person_by_id(r->db, id, &person))
		return (struct news_who){ "", "" };
	return (struct news_who){ person.handle, person.name };
}

/* --- What is held, and by whom -------------------------------------------- */

/* A thing passed from one to another; 0: nobody. */
static void
tell_passed(struct telling *t, const char *thing, struct place place,
    int64_t from, int64_t to)
{
	struct organisation before, after;
	struct news news = { .kind = from == 0 ? NEWS_REGISTERED : to == 0 ?
	    NEWS_RETURNED : NEWS_MOVED, .thing = thing };

	if (from == to)
		return;
	holder_of(t->r->db, from, &before);
	holder_of(t->r->db, to, &after);
	news.from = who_of_organisation(&before);
	news.to = who_of_organisation(&after);
	add(t, &news, place);
	reads(t, before.admin);
	reads(t, after.admin);
}

/* The block that a part is, or was, of: who held it when the part went. */
static void
block_around_part(struct registry *r, const struct block *part,
    struct block *out)
{
	const struct block *was = change_before(r, FACT_block, part->parent);

	if (was != NULL)
		*out = *was;
	else if (!q_block_by_id(r->db, part->parent, out))
		*out = *part;		/* the store failed, and says so */
}

static void
tell_part(struct telling *t, enum news_kind kind, const struct block *part)
{
	struct organisation recipient, holder;
	struct news news = { .kind = kind,
	    .thing = said(t->r, &part->prefix) };
	struct block around;

	block_around_part(t->r, part, &around);
	holder_of(t->r->db, part->organisation, &recipient);
	holder_of(t->r->db, around.organisation, &holder);
	news.of = said(t->r, &around.prefix);
	*(kind == NEWS_RELEASED ? &news.from : &news.to) =
	    who_of_organisation(&recipient);
	add(t, &news, place_of_prefix(&part->prefix));
	reads(t, recipient.admin);
	reads(t, holder.admin);
}

static void
tell_block_held(struct telling *t, const struct block *before,
    const struct block *after)
{
	const struct block *any = after != NULL ? after : before;

	if (before != NULL && after != NULL)
		tell_passed(t, said(t->r, &any->prefix),
		    place_of_prefix(&any->prefix), before->organisation,
		    after->organisation);
	else if (status_is_passed_on(any->status))
		tell_part(t, after != NULL ? NEWS_SUBASSIGNED :
		    NEWS_RELEASED, any);
	else
		tell_passed(t, said(t->r, &any->prefix),
		    place_of_prefix(&any->prefix),
		    before != NULL ? before->organisation : 0,
		    after != NULL ? after->organisation : 0);
}

static void
tell_asn_held(struct telling *t, const struct asn *before,
    const struct asn *after)
{
	const struct asn *any = after != NULL ? after : before;

	tell_passed(t, said_asn(t->r, any), place_of_asn(any),
	    before != NULL ? before->organisation : 0,
	    after != NULL ? after->organisation : 0);
}

static void
tell_held(struct telling *t, const struct change *change)
{
	if (change->kind == FACT_block)
		tell_block_held(t, change->before, change->after);
	else if (change->kind == FACT_asn)
		tell_asn_held(t, change->before, change->after);
}

/* --- Contacts ------------------------------------------------------------- */

/* Somebody in place of somebody: both read it. */
static void
tell_replaced(struct telling *t, struct news news, struct place place,
    int64_t from, int64_t to)
{
	news.from = who_of_person(t->r, from);
	news.to = who_of_person(t->r, to);
	add(t, &news, place);
	must_read(t, from);
	reads(t, to);
}

/* Points of contact: those that remain read it, too. */
static void
tell_points(struct telling *t, const struct organisation *before,
    const struct organisation *after)
{
	const struct { enum news_kind kind; int64_t from, to; } points[] = {
		{ NEWS_ADMIN, before->admin, after->admin },
		{ NEWS_BILLING, before->billing, after->billing },
		{ NEWS_MEMBER, before->member, after->member },
	};
	const struct place first = { { 0 } };

	for (size_t i = 0; i < ARRAY_LENGTH(points); i++) {
		const struct news news = { .kind = points[i].kind,
		    .thing = after->ownerid, .of = after->name };

		if (points[i].from == points[i].to)
			continue;
		tell_replaced(t, news, first, points[i].from, points[i].to);
		reads(t, after->admin);
		reads(t, after->billing);
		reads(t, after->member);
	}
}

/* The holder's administrative contact reads it, too. */
static void
tell_role(struct telling *t, enum news_kind kind, const char *thing,
    struct place place, int64_t organisation, const int64_t from_to[2])
{
	const struct news news = { .kind = kind, .thing = thing };
	struct organisation holder;

	if (from_to[0] == from_to[1])
		return;
	holder_of(t->r->db, organisation, &holder);
	tell_replaced(t, news, place, from_to[0], from_to[1]);
	reads(t, holder.admin);
}

static void
tell_contacts(struct telling *t, const struct change *change)
{
	if (change->before == NULL || change->after == NULL)
		return;
	if (change->kind == FACT_organisation) {
		tell_points(t, change->before, change->after);
	} else if (change->kind == FACT_block) {
		const struct block *b = change->before, *a = change->after;
		const char *thing = said(t->r, &a->prefix);
		struct place place = place_of_prefix(&a->prefix);

		tell_role(t, NEWS_TECH, thing, place, a->organisation,
		    (int64_t[]){ b->tech, a->tech });
		tell_role(t, NEWS_ABUSE, thing, place, a->organisation,
		    (int64_t[]){ b->abuse, a->abuse });
	} else if (change->kind == FACT_asn) {
		const struct asn *b = change->before, *a = change->after;
		const char *thing = said_asn(t->r, a);

		tell_role(t, NEWS_ROUTING, thing, place_of_asn(a),
		    a->organisation, (int64_t[]){ b->routing, a->routing });
		tell_role(t, NEWS_ABUSE, thing, place_of_asn(a),
		    a->organisation, (int64_t[]){ b->abuse, a->abuse });
	}
}

/* --- Whatever else the registry changed ----------------------------------- */

static int64_t
holder_of_block(struct registry *r, int64_t id)
{
	const struct block *gone = change_before(r, FACT_block, id);
	struct block block;

	if (q_block_by_id(r->db, id, &block))
		return block.organisation;
	return gone != NULL ? gone->organisation : 0;
}

static int64_t
holder_of_delegation(struct registry *r, int64_t id)
{
	const struct delegation *gone = change_before(r, FACT_delegation, id);
	struct delegation delegation;

	if (q_delegation_by_id(r->db, id, &delegation))
		return holder_of_block(r, delegation.block);
	return gone != NULL ? holder_of_block(r, gone->block) : 0;
}

/* The organisation that a fact is of; 0: none. */
static int64_t
holder_of_row(struct registry *r, enum fact_kind kind, const void *row)
{
	switch (kind) {
	case FACT_organisation:
		return fact_id(kind, row);
	case FACT_block:
		return ((const struct block *)row)->organisation;
	case FACT_asn:
		return ((const struct asn *)row)->organisation;
	case FACT_origin:
		return holder_of_block(r, ((const struct origin *)row)->block);
	case FACT_delegation:
		return holder_of_block(r,
		    ((const struct delegation *)row)->block);
	case FACT_nameserver:
		return holder_of_delegation(r,
		    ((const struct nameserver *)row)->delegation);
	case FACT_ds:
		return holder_of_delegation(r,
		    ((const struct ds *)row)->delegation);
	case FACT_person:
	case FACT_record:		/* its blocks change with it */
	case FACT_COUNT:
		break;
	}
	return 0;
}

/* One piece of news, what the journal names, a record by the first of its
   blocks; every holder reads it. */
static void
tell_changed(struct telling *t, const struct change *change)
{
	const struct news news = { .kind = NEWS_CHANGED,
	    .thing = arena_strndup(t->r->scratch, t->r->object,
	    strcspn(t->r->object, " ")) };
	struct organisation holder;

	if (!t->r->actor.hostmaster)
		return;
	if (t->item_count == 0)
		add(t, &news, (struct place){ { 0 } });
	holder_of(t->r->db, holder_of_row(t->r, change->kind,
	    change->after != NULL ? change->after : change->before), &holder);
	reads(t, holder.admin);
}

/* --- Sending -------------------------------------------------------------- */

/* By operation: what it tells, under which kind of mail.  Others tell what
   the registry changed; NULL tells nobody. */
static const struct teller {
	const char *operation, *kind;
	void (*tell)(struct telling *, const struct change *);
	bool limited;			/* there may be many in a day */
} tellers[] = {
	{ "subassign", "subassigned", tell_held, true },
	{ "release", "released", tell_held, true },
	{ "transfer", "moved", tell_held, false },
	{ "enroll", "changed", tell_held, false },
	{ "give_back", "changed", tell_held, false },
	{ "reinstate", "changed", tell_held, false },
	{ "move_in", "changed", tell_held, false },
	{ "move_out", "changed", tell_held, false },
	{ "contacts", "contacts", tell_contacts, false },
	{ "organisation_contacts", "contacts", tell_contacts, false },
	{ "legacy_claim", NULL, NULL, false },	/* tells by itself */
	{ "server_state", NULL, NULL, false },	/* what a check found */
	{ "server_states", NULL, NULL, false },	/* of lame ones: watch.c */
	{ NULL, "changed", tell_changed, false },
};

static const struct teller *
teller_of(const char *operation)
{
	const struct teller *t = tellers;

	while (t->operation != NULL && strcmp(t->operation, operation) != 0)
		t++;
	return t;
}

static int
compare_items(const struct item *a, const struct item *b)
{
	int order = memcmp(&a->place, &b->place, sizeof(a->place));

	return order != 0 ? order : (a > b) - (a < b);
}

static int
compare_readers(const void *a, const void *b)
{
	const struct reader *x = a, *y = b;

	if (x->person != y->person)
		return x->person < y->person ? -1 : 1;
	return compare_items(x->item, y->item);
}

/* By person, each with the news in order and once. */
static void
sort_readers(struct telling *t)
{
	size_t kept = 0;

	for (size_t i = 0; i < t->reader_count; i++)
		t->readers[i].item = &t->items[t->readers[i].number];
	if (t->reader_count > 0)
		qsort(t->readers, t->reader_count, sizeof(*t->readers),
		    compare_readers);
	for (size_t i = 0; i < t->reader_count; i++)
		if (kept == 0 || compare_readers(&t->readers[kept - 1],
		    &t->readers[i]) != 0)
			t->readers[kept++] = t->readers[i];
	t->reader_count = kept;
}

static void
send_one(struct telling *t, const struct teller *teller,
    const struct reader *readers, size_t count)
{
	struct news *news = arena_alloc(t->r->scratch,
	    LIMIT_MAIL_NEWS * sizeof(*news));
	struct mail_told told = { .news = news, .by = t->r->me.handle,
	    .by_name = t->r->me.name, .by_registry = t->r->actor.hostmaster };
	struct account account;
	struct person reader;

	if (!q_person_by_id(t->r->db, readers[0].person, &reader) ||
	    (teller->limited && !mail_may_tell(t->r, reader.handle,
	    &told.last)))
		return;
	told.has_account = q_account(t->r->db, reader.id, &account);
	for (; told.count < count && told.count < LIMIT_MAIL_NEWS;
	    told.count++)
		news[told.count] = readers[told.count].item->news;
	told.more = (int64_t)(count - told.count);
	mail_user(t->r, &reader, teller->kind, told_text(t->r, &told));
}

void
mails_tell(struct registry *r)
{
	const struct teller *teller = teller_of(r->operation);
	struct telling t = { .r = r };

	if (!mails_are_wanted(r) || teller->tell == NULL)
		return;
	for (size_t i = 0; i < r->change_count; i++)
		teller->tell(&t, &r->changes[i]);
	sort_readers(&t);
	for (size_t i = 0, n; i < t.reader_count; i += n) {
		for (n = 1; i + n < t.reader_count; n++)
			if (t.readers[i + n].person != t.readers[i].person)
				break;
		send_one(&t, teller, &t.readers[i], n);
	}
}
