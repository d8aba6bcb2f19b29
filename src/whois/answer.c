/* SPDX-License-Identifier: ISC */
/* The frame of an answer, and which paragraphs stand in it. */
#include <string.h>

#include "whois/private.h"

/* An answer being made. */
struct answer {
	struct text *out;
	struct index *index;
	const struct whois_profile *profile;
	const struct whois_query *query;
	const char *client;
	int64_t now;
};

static const char *const terms[] = {
	"The data below is provided for information purposes",
	"and to assist persons in obtaining information about or",
	"related to AS and IP numbers registrations",
	"By submitting a whois query, you agree to use this data",
	"only for lawful purposes.",
};

static char *
upper(struct arena *arena, const char *s)
{
	char *copy = arena_strdup(arena, s), *p;

	for (p = copy; *p != '\0'; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 32);
	return copy;
}

void
whois_profile_complete(struct whois_profile *p, const char *registry,
    struct arena *arena)
{
	if (p->name == NULL)
		p->name = upper(arena, registry);
	if (p->whois_host == NULL)
		p->whois_host = arena_printf(arena, "whois.%s.net", registry);
	if (p->web_host == NULL)
		p->web_host = arena_printf(arena, "%s.net", registry);
	if (p->terms == NULL) {
		p->terms = terms;
		p->term_count = ARRAY_LENGTH(terms);
	}
}

static void
put_opening(struct text *out, const struct whois_profile *p,
    const char *client)
{
	text_put(out, "% IP Client: ");
	put_value(out, client);
	text_put(out, CRLF " " CRLF);
	text_printf(out, "%% Joint Whois - %s" CRLF, p->whois_host);
	text_put(out, "%  This server accepts single ASN, IPv4 or IPv6 "
	    "queries" CRLF CRLF);
}

static void
put_closing(struct text *out, const struct whois_profile *p)
{
	text_printf(out, CRLF "%% %s accepts only direct match queries." CRLF,
	    p->whois_host);
	text_put(out, "% Types of queries are: POCs, ownerid, CIDR blocks, IP"
	    CRLF "% and AS numbers." CRLF CRLF);
}

/* "%  2026-03-18 08:06:16 (-03 -03:00)": the zone's name is its number. */
static void
put_now(struct text *out, int64_t now, int offset_s)
{
	int minutes = (offset_s < 0 ? -offset_s : offset_s) / 60;
	char sign = offset_s < 0 ? '-' : '+';
	char moment[TIME_TEXT_MAX];

	time_iso(now + offset_s, moment);
	text_printf(out, "%%  %.10s %.8s (%c%02d", moment, moment + 11, sign,
	    minutes / 60);
	if (minutes % 60 != 0)
		text_printf(out, "%02d", minutes % 60);
	text_printf(out, " %c%02d:%02d)" CRLF, sign, minutes / 60,
	    minutes % 60);
}

/* What stands before anything out of the register. */
static void
put_heading(struct answer *a)
{
	const struct whois_profile *p = a->profile;
	size_t i;

	text_printf(a->out, "%% %s resource: %s" CRLF CRLF CRLF, p->name,
	    p->whois_host);
	text_printf(a->out, "%% Copyright %s %s" CRLF, p->name, p->web_host);
	for (i = 0; i < p->term_count; i++)
		text_printf(a->out, "%%  %s" CRLF, p->terms[i]);
	put_now(a->out, a->now, p->utc_offset_s);
	text_put(a->out, CRLF);
}

static struct page
page_of(struct answer *a)
{
	return (struct page){
		.out = a->out,
		.utc_offset_s = a->profile->utc_offset_s,
	};
}

/* Each distinct contact once, in order. */
static void
put_people(struct answer *a, const struct person *const *people, size_t count)
{
	struct page page = page_of(a);
	size_t i, j;

	for (i = 0; i < count; i++) {
		for (j = 0; j < i && people[j]->id != people[i]->id; j++)
			;
		if (j < i || people[i]->id == 0)
			continue;
		text_put(a->out, CRLF);
		put_person(&page, people[i]);
	}
}

static void
put_no_match(struct answer *a)
{
	text_printf(a->out, "%% No match for \"%s\"" CRLF, a->query->text);
}

static void
put_unallocated(struct answer *a)
{
	put_heading(a);
	text_printf(a->out, "%% Unallocated and unassigned in %s block: %s"
	    CRLF, a->profile->name, a->query->text);
}

static void
answer_prefix(struct answer *a)
{
	struct index_block b;
	struct page page = page_of(a);

	switch (index_block_around(a->index, &a->query->prefix, &b)) {
	case INDEX_NOTHING:
		put_no_match(a);
		return;
	case INDEX_STOCK:
		put_unallocated(a);
		return;
	case INDEX_HELD:
		break;
	}
	put_heading(a);
	put_block(&page, &b);
	put_people(a, (const struct person *[]){ &b.owner, &b.tech,
	    &b.abuse }, 3);
}

static void
answer_asn(struct answer *a)
{
	struct index_asn asn;
	struct page page = page_of(a);

	switch (index_asn_at(a->index, a->query->asn, &asn)) {
	case INDEX_NOTHING:
		put_no_match(a);
		return;
	case INDEX_STOCK:
		put_unallocated(a);
		return;
	case INDEX_HELD:
		break;
	}
	put_heading(a);
	put_asn(&page, &asn);
	put_people(a, (const struct person *[]){ &asn.owner, &asn.routing,
	    &asn.abuse }, 3);
}

/* A text that is full ends the walk: nobody sees it. */
static void
put_holdings(struct answer *a, int64_t organisation)
{
	struct cursor blocks, asns;
	struct index_holding holding;
	struct page page = page_of(a);

	index_holdings_open(a->index, organisation, &blocks, &asns);
	while (!a->out->overflow &&
	    index_holdings_next(&blocks, &asns, &holding)) {
		text_put(a->out, CRLF);
		put_holding(&page, &holding);
	}
	cursor_close(&blocks);
	cursor_close(&asns);
}

static bool
answer_ownerid(struct answer *a)
{
	struct organisation o;
	struct person contacts[3];
	struct page page = page_of(a);

	if (!index_organisation(a->index, a->query->name, &o, contacts))
		return false;
	put_heading(a);
	put_organisation(&page, &o, &contacts[0]);
	put_people(a, (const struct person *[]){ &contacts[0] }, 1);
	put_holdings(a, o.id);
	return true;
}

static bool
answer_handle(struct answer *a)
{
	struct person person;
	struct page page = page_of(a);

	if (!index_person(a->index, a->query->name, &person))
		return false;
	put_heading(a);
	put_person(&page, &person);
	return true;
}

/* A hostmaster may have chosen an ownerid without '-', or a handle with. */
static void
answer_name(struct answer *a)
{
	bool found;

	if (a->query->kind == WHOIS_OWNERID)
		found = answer_ownerid(a) || answer_handle(a);
	else
		found = answer_handle(a) || answer_ownerid(a);
	if (!found)
		put_no_match(a);
}

static void
answer_query(struct answer *a)
{
	put_opening(a->out, a->profile, a->client);
	switch (a->query->kind) {
	case WHOIS_MALFORMED:
		if (a->query->why != NULL)
			text_printf(a->out, "%% Malformed query: \"%s\" %s."
			    CRLF, a->query->text, a->query->why);
		else
			text_put(a->out, "% Malformed query." CRLF);
		break;
	case WHOIS_PREFIX:
		answer_prefix(a);
		break;
	case WHOIS_ASN:
		answer_asn(a);
		break;
	case WHOIS_OWNERID:
	case WHOIS_HANDLE:
		answer_name(a);
		break;
	}
	put_closing(a->out, a->profile);
}

/* Takes back what was appended behind length. */
static void
cut(struct text *out, size_t length)
{
	out->length = length;
	out->bytes[length] = '\0';
	out->overflow = false;
}

bool
whois_answer(struct text *out, struct index *ix,
    const struct whois_profile *profile, const char *query, size_t length,
    const char *client_address, int64_t now)
{
	struct whois_query parsed;
	struct answer answer = {
		.out = out,
		.index = ix,
		.profile = profile,
		.query = &parsed,
		.client = client_address,
		.now = now,
	};
	size_t before = out->length;

	whois_query_parse(query, length, &parsed);
	answer_query(&answer);
	if (store_error(index_store(ix)) != NULL) {
		cut(out, before);
		whois_refuse(out, profile, WHOIS_TEMPORARY, client_address);
		return false;
	}
	if (out->overflow) {
		cut(out, before);
		whois_refuse(out, profile, WHOIS_TOO_LARGE, client_address);
	}
	return true;
}

void
whois_refuse(struct text *out, const struct whois_profile *profile,
    enum whois_refusal why, const char *client_address)
{
	static const char *const sentences[] = {
		[WHOIS_NOT_ONE_LINE] = "Malformed query.",
		[WHOIS_RATE] = "Query rate limit exceeded",
		[WHOIS_CONNECTIONS] =
		    "Maximum concurrent connections limit exceeded",
		[WHOIS_TEMPORARY] =
		    "Temporarily unable to answer, please try again.",
		[WHOIS_TOO_LARGE] = "The answer is too large.",
	};

	put_opening(out, profile, client_address);
	text_printf(out, "%% %s" CRLF, sentences[why]);
	put_closing(out, profile);
}
