/* SPDX-License-Identifier: ISC */
/* The one filter of a list, as people type it. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "registry/view_filter.h"
#include "store/read.h"

static bool
parse_asn(const char *s, struct filter *f)
{
	if (tolower((unsigned char)s[0]) == 'a' &&
	    tolower((unsigned char)s[1]) == 's')
		s += 2;
	f->digits = s;
	return *s != '\0' && strlen(s) <= 10 &&
	    strspn(s, "0123456789") == strlen(s);
}

static bool
parse_status(const char *s, struct filter *f)
{
	for (int i = STATUS_AVAILABLE; i < STATUS_COUNT; i++)
		if (strcasecmp(s, status_words[i]) == 0) {
			f->status = (enum status)i;
			return true;
		}
	return false;
}

static const char *
trim(struct arena *arena, const char *s)
{
	size_t n;

	s += strspn(s, " \t\r\n");
	for (n = strlen(s); n > 0 && strchr(" \t\r\n", s[n - 1]) != NULL;)
		n--;
	return arena_strndup(arena, s, n);
}

struct filter
filter_parse(struct registry *r, const char *typed)
{
	struct filter f = { .all = false };
	const char *s = trim(r->arena, typed == NULL ? "" : typed);

	f.all = *s == '\0';
	if (f.all || strlen(s) > LIMIT_NAME)
		return f;
	f.by_asn = parse_asn(s, &f);
	if (places_parse(s, &f.places))
		f.within = f.places.list[0];
	else if (!f.by_asn && !parse_status(s, &f))
		f.words = words_search(r, FACT_organisation, s);
	return f;
}

bool
filter_asn(const struct filter *f, const struct asn *asn)
{
	char text[24];
	uint64_t number;

	if (f->all || (f->status != STATUS_ROOT && f->status == asn->status))
		return true;
	if (!f->by_asn)
		return false;
	snprintf(text, sizeof(text), "%lld", (long long)asn->first);
	if (strncmp(text, f->digits, strlen(f->digits)) == 0)
		return true;
	return parse_number(f->digits, UINT32_MAX, &number) &&
	    (int64_t)number >= asn->first && (int64_t)number <= asn->last;
}

bool
filter_block(const struct filter *f, const struct block *b)
{
	if (f->places.count > 0)
		return prefix_contains(&f->within, &b->prefix.first) ||
		    (f->places.around && prefix_covers(&b->prefix,
		    &f->within));
	if (f->words != NULL)
		return b->organisation != 0 && words_fit(f->words,
		    b->organisation);
	return f->all || (f->status != STATUS_ROOT && f->status == b->status);
}

void
filter_reach(const struct filter *f, struct address *lowest,
    struct address *highest)
{
	struct address last;

	if (f->places.count == 0)
		return;
	if (address_compare(&f->within.first, lowest) > 0)
		*lowest = f->within.first;
	last = prefix_last(&f->within);
	if (address_compare(&last, highest) < 0)
		*highest = last;
}
