/* SPDX-License-Identifier: ISC */
/* The paragraphs: keys in LACNIC's order, padded to 13 columns. */
#include <string.h>

#include "whois/private.h"

#define KEY_COLUMNS 13

static bool
is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}

/* The registry lets no control character in; a damaged file might. */
void
put_value(struct text *out, const char *s)
{
	const char *end;

	while (*s != '\0') {
		for (end = s; *end != '\0' && !is_control(*end); end++)
			;
		text_put_bytes(out, s, (size_t)(end - s));
		if (*end == '\0')
			return;
		text_put_char(out, '?');
		s = end + 1;
	}
}

static void
put_key(struct page *p, const char *key)
{
	static const char blanks[KEY_COLUMNS + 1] = "             ";
	size_t used = strlen(key) + 1;

	text_put(p->out, key);
	text_put_char(p->out, ':');
	text_put(p->out, blanks + (used < KEY_COLUMNS ? used : KEY_COLUMNS));
}

static void
put_field(struct page *p, const char *key, const char *value)
{
	put_key(p, key);
	put_value(p->out, value);
	text_put(p->out, CRLF);
}

static void
put_prefix(struct page *p, const char *key, const struct prefix *prefix)
{
	char text[PREFIX_TEXT_MAX];

	put_field(p, key, prefix_text(prefix, text));
}

static void
put_date(struct page *p, const char *key, int64_t time)
{
	char day[TIME_TEXT_MAX];

	put_field(p, key, time == 0 ? "N/A" :
	    time_day(time, p->utc_offset_s, day));
}

static void
put_dates(struct page *p, int64_t created, int64_t changed)
{
	put_date(p, "created", created);
	put_date(p, "changed", changed);
}

static void
put_three(struct page *p, const char *a, const char *separator,
    const char *b, const char *c)
{
	put_key(p, "address");
	put_value(p->out, a);
	text_put(p->out, separator);
	put_value(p->out, b);
	text_put(p->out, separator);
	put_value(p->out, c);
	text_put(p->out, CRLF);
}

static void
put_phone(struct page *p, const char *ddi, const char *ddd,
    const char *number, const char *extension)
{
	if (*ddi == '\0' && *ddd == '\0' && *number == '\0') {
		put_field(p, "phone", "N/A");
		return;
	}
	put_key(p, "phone");
	text_put_char(p->out, '+');
	put_value(p->out, ddi);
	text_put_char(p->out, ' ');
	put_value(p->out, ddd);
	text_put_char(p->out, ' ');
	put_value(p->out, number);
	if (*extension != '\0') {
		text_put(p->out, " [");
		put_value(p->out, extension);
		text_put(p->out, "]");
	}
	text_put(p->out, CRLF);
}

/*
 * The statistics say the country of a record, so WHOIS does; a sub-assignment
 * has none and takes its holder's.
 */
static void
put_holder(struct page *p, const struct organisation *o, const char *country)
{
	put_field(p, "owner", o->name);
	put_field(p, "ownerid", o->ownerid);
	put_field(p, "responsible", o->responsible);
	put_three(p, o->street, ", ", o->number, o->complement);
	put_three(p, o->postcode, " - ", o->city, o->state);
	put_field(p, "country", *country == '\0' ? o->country : country);
	put_phone(p, o->ddi, o->ddd, o->phone, o->extension);
}

static void
put_contact(struct page *p, const char *key, const struct person *person)
{
	if (person->id != 0)
		put_field(p, key, person->handle);
}

/* The domain name system has no capitals, WHOIS has nothing else. */
static void
put_host(struct page *p, const struct index_server *s)
{
	char host[LIMIT_HOST + 1];
	size_t i;

	for (i = 0; s->host[i] != '\0' && i < LIMIT_HOST; i++)
		host[i] = s->host[i] >= 'a' && s->host[i] <= 'z' ?
		    (char)(s->host[i] - 32) : s->host[i];
	host[i] = '\0';
	put_key(p, "nserver");
	put_value(p->out, host);
	if (s->withdrawn)
		text_put(p->out, " [lame - not published]");
	text_put(p->out, CRLF);
}

static void
put_server(struct page *p, const struct index_server *s)
{
	char day[TIME_TEXT_MAX];

	put_host(p, s);
	if (s->state == NS_UNCHECKED || s->checked == 0)
		return;
	put_key(p, "nsstat");
	text_put(p->out, time_day(s->checked, p->utc_offset_s, day));
	text_put_char(p->out, ' ');
	text_put(p->out, ns_state_words[s->state]);
	text_put(p->out, CRLF);
	put_date(p, "nslastaa", s->answered);
}

static void
put_delegation(struct page *p, const struct index_delegation *d)
{
	size_t i;

	put_prefix(p, "inetrev", &d->prefix);
	for (i = 0; i < d->server_count; i++)
		put_server(p, &d->servers[i]);
}

static void
put_origins(struct page *p, const struct index_block *b)
{
	struct asn_range origin;
	char text[PREFIX_TEXT_MAX];
	size_t i;

	if (b->origin_count == 0)
		put_field(p, "aut-num", "N/A");
	for (i = 0; i < b->origin_count; i++) {
		origin.first = origin.last = b->origins[i];
		put_field(p, "aut-num", asn_range_text(&origin, text));
	}
}

void
put_block(struct page *p, const struct index_block *b)
{
	size_t i;

	put_prefix(p, "inetnum", &b->block.prefix);
	put_field(p, "status", status_words[b->block.status]);
	put_origins(p, b);
	put_holder(p, &b->holder, b->country);
	put_contact(p, "owner-c", &b->owner);
	put_contact(p, "tech-c", &b->tech);
	put_contact(p, "abuse-c", &b->abuse);
	for (i = 0; i < b->delegation_count; i++)
		put_delegation(p, &b->delegations[i]);
	put_dates(p, b->block.created, b->block.changed);
	if (b->passed_on)
		put_prefix(p, "inetnum-up", &b->up);
}

void
put_asn(struct page *p, const struct index_asn *a)
{
	struct asn_range range = {
		.first = (uint32_t)a->asn.first,
		.last = (uint32_t)a->asn.last,
	};
	char text[PREFIX_TEXT_MAX];

	put_field(p, "aut-num", asn_range_text(&range, text));
	put_holder(p, &a->holder, a->country);
	put_contact(p, "owner-c", &a->owner);
	put_contact(p, "routing-c", &a->routing);
	put_contact(p, "abuse-c", &a->abuse);
	put_dates(p, a->asn.created, a->asn.changed);
}

void
put_organisation(struct page *p, const struct organisation *o,
    const struct person *owner)
{
	put_holder(p, o, "");
	put_contact(p, "owner-c", owner);
	put_dates(p, o->created, o->changed);
}

void
put_holding(struct page *p, const struct index_holding *h)
{
	char text[PREFIX_TEXT_MAX];

	if (h->is_asn)
		put_field(p, "aut-num", asn_range_text(&h->asns, text));
	else
		put_prefix(p, "inetnum", &h->prefix);
	put_field(p, "status", status_words[h->status]);
}

void
put_person(struct page *p, const struct person *person)
{
	put_field(p, "nic-hdl", person->handle);
	put_field(p, "person", person->name);
	put_field(p, "e-mail", person->email);
	put_three(p, person->street, ", ", person->number,
	    person->complement);
	put_three(p, person->postcode, " - ", person->city, person->state);
	put_field(p, "country", person->country);
	put_phone(p, person->ddi, person->ddd, person->phone,
	    person->extension);
	put_dates(p, person->created, person->changed);
}
