/* SPDX-License-Identifier: ISC */
/* The public look-up: what WHOIS says, and who manages it. */
#include <string.h>

#include "net/net.h"
#include "portal/private.h"
#include "whois/whois.h"

#define TEXT_MAX (1u << 20)	/* of WHOIS on a page */

bool
whois_says(struct request *r, const char *query, struct text *out)
{
	struct whois_profile profile = {
		.name = r->config->name, .whois_host = r->config->whois_host,
		.utc_offset_s = r->config->utc_offset_s,
	};

	whois_profile_complete(&profile, index_registry(r->index), r->arena);
	return whois_answer(out, r->index, &profile, query, strlen(query),
	    r->http->address, clock_now(&r->config->clock));
}

const char *
path_of_lookup(struct request *r, const char *query)
{
	return arena_printf(r->arena, "/lookup?q=%s",
	    url_value(r->arena, query));
}

const char *
query_problem(struct request *r, const struct whois_query *q)
{
	struct prefix prefix;
	enum inet_error error;

	if (q->kind != WHOIS_MALFORMED)
		return NULL;
	error = prefix_parse(q->text, strlen(q->text), &prefix);
	if (error == INET_HOST_BITS)
		return say(r->m, "A range of this length does not begin at "
		    "this address.");
	if (error == INET_LENGTH)
		return say(r->m, "There is no such prefix length.");
	return say(r->m, "Write an address, a prefix, an ASN, an OrgID or a "
	    "user ID: 198.51.100.7, 2001:db8::/32, AS64500.");
}

/* --- Who manages it ------------------------------------------------------- */

static void
add_contact(struct request *r, struct page_lookup *page, const char *field,
    const struct person *person, const char *role)
{
	struct page_lookup_contacts *row;

	if (person->id == 0)
		return;
	row = arena_grow(r->arena, &page->contacts, &page->contacts_count,
	    sizeof(*row));
	row->field = field;
	row->handle = person->handle;
	row->path = path_of_lookup(r, person->handle);
	row->name = person->name;
	row->role = role;
}

static void
add_holder(struct request *r, struct page_lookup *page,
    const struct organisation *holder, enum status status, int64_t since)
{
	page->held = true;
	page->ownerid = holder->ownerid;
	page->holder = path_of_lookup(r, holder->ownerid);
	page->name = holder->name;
	page->status = status_words[status];
	page->since = since;
}

static void
add_owner(struct request *r, struct page_lookup *page,
    const struct person *owner)
{
	add_contact(r, page, "owner-c", owner, say(r->m, "Administrative "
	    "contact: manages all that the organization holds"));
}

static void
add_abuse(struct request *r, struct page_lookup *page,
    const struct person *abuse)
{
	add_contact(r, page, "abuse-c", abuse, say(r->m, "Abuse contact: "
	    "manages nothing"));
}

static void
find_block(struct request *r, struct page_lookup *page,
    const struct prefix *wanted)
{
	enum index_found found;
	struct view_rights rights;
	struct index_block b;
	struct block mine;

	found = index_block_some(r->index, wanted, 0, &b);
	page->stock = found == INDEX_STOCK;
	if (found != INDEX_HELD)
		return;
	page->thing = prefix_words(r, &b.block.prefix);
	add_holder(r, page, &b.holder, b.block.status, b.block.created);
	if (b.passed_on) {
		page->up = prefix_words(r, &b.up);
		page->up_path = path_of_lookup(r, page->up);
	}
	add_contact(r, page, "tech-c", &b.tech, say(r->m, "Technical "
	    "contact: manages this block"));
	add_owner(r, page, &b.owner);
	add_abuse(r, page, &b.abuse);
	if (r->logged_in && registry_see_block(r->registry, &b.block.prefix,
	    &mine, &rights) == RESULT_OK)
		page->own = path_of_block(r, &b.block.prefix, NULL);
}

static void
find_asn(struct request *r, struct page_lookup *page, uint32_t number)
{
	enum index_found found;
	struct view_rights rights;
	struct asn_range range;
	struct index_asn a;
	struct asn mine;

	found = index_asn_at(r->index, number, &a);
	page->stock = found == INDEX_STOCK;
	if (found != INDEX_HELD)
		return;
	range = (struct asn_range){ (uint32_t)a.asn.first,
	    (uint32_t)a.asn.last };
	page->thing = asns_words(r, &range);
	add_holder(r, page, &a.holder, a.asn.status, a.asn.created);
	add_contact(r, page, "routing-c", &a.routing, say(r->m, "Routing "
	    "contact: manages this ASN"));
	add_owner(r, page, &a.owner);
	add_abuse(r, page, &a.abuse);
	if (r->logged_in && registry_see_asn(r->registry, number, &mine,
	    &rights) == RESULT_OK)
		page->own = path_of_asn(r, (uint32_t)mine.first, NULL);
}

static void
find_organisation(struct request *r, struct page_lookup *page,
    const char *ownerid)
{
	struct view_rights rights;
	struct person contacts[3];
	struct organisation o, mine;

	if (!index_organisation(r->index, ownerid, &o, contacts))
		return;
	page->thing = o.ownerid;
	page->title = o.name;
	add_owner(r, page, &contacts[0]);
	if (r->logged_in && registry_see_organisation(r->registry, ownerid,
	    &mine, &rights) == RESULT_OK)
		page->own = arena_printf(r->arena, "/organizations/%s",
		    mine.ownerid);
}

static void
find_person(struct request *r, struct page_lookup *page, const char *handle)
{
	struct person person;

	if (!index_person(r->index, handle, &person))
		return;
	page->thing = person.handle;
	page->title = person.name;
}

static void
find_thing(struct request *r, struct page_lookup *page,
    const struct whois_query *q)
{
	switch (q->kind) {
	case WHOIS_PREFIX:
		find_block(r, page, &q->prefix);
		break;
	case WHOIS_ASN:
		find_asn(r, page, q->asn);
		break;
	case WHOIS_OWNERID:
		find_organisation(r, page, q->name);
		break;
	case WHOIS_HANDLE:
		find_person(r, page, q->name);
		break;
	case WHOIS_MALFORMED:
		break;
	}
}

/* --- What WHOIS says ------------------------------------------------------ */

/* Without carriage returns; only whole lines of what is too long. */
static void
add_whois(struct request *r, struct page_lookup *page, const char *query)
{
	char *to, *lines;
	struct text out;

	text_init(&out, TEXT_MAX);
	if (whois_says(r, query, &out)) {
		to = lines = arena_alloc(r->arena, out.length + 1);
		for (size_t i = 0; i < out.length; i++)
			if (out.bytes[i] != '\r')
				*to++ = out.bytes[i];
		while (out.overflow && to > lines && to[-1] != '\n')
			to--;
		*to = '\0';
		page->whois = lines;
		page->cut = out.overflow;
	}
	text_release(&out);
}

/* Whoever is logged in has been limited there. */
static bool
may_look(struct request *r)
{
	struct visitor_key key;

	return r->logged_in || r->portal->lookups == NULL ||
	    !visitor_key_parse(r->http->address, &key) ||
	    rates_allow(r->portal->lookups, &key, monotonic_ms());
}

static void
refuse_often(struct request *r)
{
	int rate = r->config->lookups_per_minute;

	http_add_header(r->http, r->out, "Retry-After", arena_printf(r->arena,
	    "%d", (60 + rate - 1) / rate));
	answer_problem(r, 0, RESULT_TOO_OFTEN, NULL);
}

void
page_lookup(struct request *r)
{
	const char *typed = typed_text(r, "q");
	struct page_lookup page = { .query = typed };
	struct whois_query q;

	if (typed[0] != '\0' && !may_look(r)) {
		refuse_often(r);
		return;
	}
	page.title = say(r->m, "Query the public registry");
	page.whois_host = r->config->whois_host;
	if (typed[0] != '\0') {
		whois_query_parse(typed, strlen(typed), &q);
		page.problem = query_problem(r, &q);
		page.asked = page.problem == NULL;
		find_thing(r, &page, &q);
	}
	if (page.asked)
		add_whois(r, &page, q.text);
	page.missing = page.asked && page.thing == NULL && !page.stock;
	page.frame = frame_of(r, page.thing != NULL ? page.thing :
	    page.title);
	put_page_lookup(r->m, &page);
	answer_form(r, page.problem != NULL ? 400 : 200);
}
