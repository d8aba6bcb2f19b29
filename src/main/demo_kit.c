/* SPDX-License-Identifier: ISC */
/* What the parts of the demo registry are made with: chance, time, names. */
#include "main/demo.h"

#include <ctype.h>
#include <string.h>

#define LABEL_LETTERS 20
#define ACCOUNT_ONE_IN 5		/* persons without an account */

void
demo_note(struct demo *d, const char *operation, enum result result)
{
	if (d->failed == RESULT_OK && result != RESULT_OK) {
		d->failed = result;
		d->failed_at = operation;
	}
}

/* SplitMix64: the same numbers on every machine. */
uint32_t
demo_pick(struct demo *d, uint32_t below)
{
	uint64_t z = (d->chance += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return (uint32_t)((z ^ z >> 31) % below);
}

static uint32_t
list_length(const char *list)
{
	uint32_t n = 1;

	for (; *list != '\0'; list++)
		n += *list == ';';
	return n;
}

const char *
demo_nth(struct demo *d, const char *list, uint32_t n)
{
	for (; n > 0; n--)
		list = strchr(list, ';') + 1;
	return arena_strndup(d->arena, list, strcspn(list, ";"));
}

const char *
demo_item(struct demo *d, const char *list)
{
	return demo_nth(d, list, demo_pick(d, list_length(list)));
}

int64_t
demo_time(const char *day)
{
	int64_t time;

	if (!time_parse(day, &time))
		die("%s is no day", day);
	return time;
}

void
demo_day(struct demo *d, const char *day)
{
	int64_t time = demo_time(day);

	assert(time >= d->clock.fixed);
	d->clock.fixed = time;
}

void
demo_later(struct demo *d, int64_t seconds)
{
	d->clock.fixed += seconds;
}

struct prefix
demo_prefix(const char *s)
{
	struct prefix p;

	if (prefix_parse(s, strlen(s), &p) != INET_OK)
		die("%s is no prefix", s);
	return p;
}

struct prefix
demo_prefix_of(uint32_t ipv4, int length)
{
	struct address a = ipv4_address(ipv4);

	return prefix_of(&a, (uint8_t)(IPV4_BITS + length));
}

struct prefix
demo_prefix6_of(uint64_t upper, int length)
{
	struct address a = { { 0 } };
	size_t i;

	for (i = 0; i < sizeof(upper); i++)
		a.bytes[i] = (uint8_t)(upper >> (56 - 8 * i));
	return prefix_of(&a, (uint8_t)length);
}

/* --- Names --------------------------------------------------------------- */

/* A form with its star or hash put in: "Redes # S.R.L." */
static const char *
fill_form(struct demo *d, const char *form, const struct demo_words *words)
{
	size_t before = strcspn(form, "*#");

	if (form[before] == '\0')
		return form;
	return arena_printf(d->arena, "%.*s%s%s", (int)before, form,
	    demo_item(d, form[before] == '*' ? words->places : words->brands),
	    form + before + 1);
}

static bool
is_known_name(const struct demo *d, const char *name)
{
	size_t i;

	for (i = 0; i < d->count; i++) {
		if (strcmp(d->all[i].name, name) == 0)
			return true;
	}
	return false;
}

/* A name that nobody has; small lists run out, then a number helps. */
static const char *
organisation_name(struct demo *d, enum demo_trade trade,
    const struct demo_words *words)
{
	const char *name = NULL;
	int tries;

	for (tries = 0; tries < 30; tries++) {
		name = fill_form(d, demo_item(d, words->forms[trade]), words);
		if (!is_known_name(d, name))
			return name;
	}
	return arena_printf(d->arena, "%s %zu", name, d->count);
}

/* "Redes Cóndor S.R.L." is redescondorsrl, "Íñigo" inigo. */
static const char *
label_of(struct demo *d, const char *name)
{
	const char *folded = text_fold_ascii(d->arena, name);
	char *label = arena_alloc(d->arena, LABEL_LETTERS + 1);
	size_t n = 0;

	for (; *folded != '\0' && n < LABEL_LETTERS; folded++) {
		if (*folded != ' ')
			label[n++] = (char)tolower((unsigned char)*folded);
	}
	return label;
}

/* "city/state/postcode/ddd" */
static void
fill_city(struct demo *d, const char *city, struct postal *p)
{
	const char **parts[] = { &p->city, &p->state, &p->postcode, &p->ddd };
	size_t i, n;

	for (i = 0; i < ARRAY_LENGTH(parts); i++) {
		n = strcspn(city, "/");
		*parts[i] = arena_strndup(d->arena, city, n);
		city += n + (city[n] == '/');
	}
}

static struct postal
make_postal(struct demo *d, const struct demo_country *country)
{
	struct postal p = { .country = country->code, .ddi = country->ddi };

	fill_city(d, demo_item(d, country->cities), &p);
	p.street = demo_item(d, demo_tongues[country->tongue].streets);
	p.number = arena_printf(d->arena, "%u", 1 + demo_pick(d, 4999));
	if (demo_pick(d, 3) == 0)
		p.complement = arena_printf(d->arena, "Of. %u",
		    101 + demo_pick(d, 900));
	p.phone = arena_printf(d->arena, "5550%04u", demo_pick(d, 10000));
	if (demo_pick(d, 4) == 0)
		p.extension = arena_printf(d->arena, "%u",
		    100 + demo_pick(d, 900));
	return p;
}

static const char *
language_of(const struct demo_country *country)
{
	static const char *const languages[TONGUE_COUNT] = {
		[TONGUE_ES] = "es", [TONGUE_PT] = "pt", [TONGUE_EN] = "en",
		[TONGUE_NL] = "en", [TONGUE_HT] = "es",
	};

	return languages[country->tongue];
}

static const char *
make_person(struct demo *d, const struct demo_country *country,
    const char *domain, const struct postal *postal)
{
	const struct demo_words *words = &demo_tongues[country->tongue];
	struct person_add in = { .postal = *postal };
	struct account_add account = { .language = language_of(country) };

	in.name = demo_item(d, words->first_names);
	in.email = arena_printf(d->arena, "%s@%s",
	    label_of(d, in.name), domain);
	in.name = arena_printf(d->arena, "%s %s", in.name,
	    demo_item(d, words->last_names));
	DEMO_DO(d, person_add, &in);
	account.handle = in.handle_out;
	if (demo_pick(d, ACCOUNT_ONE_IN) != 0)
		DEMO_DO(d, account_add, &account);
	return in.handle_out;
}

void
demo_organisation_add(struct demo *d, enum demo_trade trade,
    const struct demo_country *country, struct demo_organisation *out)
{
	struct postal postal = make_postal(d, country);
	struct organisation_add in = {
		.postal = postal, .legacy = trade == TRADE_LEGACY,
	};

	*out = (struct demo_organisation){ .trade = trade,
	    .country = country };
	out->name = organisation_name(d, trade,
	    &demo_tongues[country->tongue]);
	out->domain = arena_printf(d->arena, "%s.example",
	    label_of(d, out->name));
	out->admin = make_person(d, country, out->domain, &postal);
	in.name = out->name;
	in.admin = out->admin;
	if (demo_pick(d, 4) == 0)
		in.billing = make_person(d, country, out->domain, &postal);
	DEMO_DO(d, organisation_add, &in);
	out->ownerid = in.ownerid_out;
}
