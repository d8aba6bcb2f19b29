/* SPDX-License-Identifier: ISC */
/* The one filter of a list, as people type it. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "registry/view_filter.h"
#include "store/read.h"

/* "198", "198.51." and so on as the prefix that all beginning so lie in. */
static bool
parse_ipv4_start(const char *s, struct prefix *out)
{
	struct address a = ipv4_address(0);
	int parts = 0;
	uint64_t number;
	size_t n;

	for (; *s != '\0' && parts < 4; s += n + (s[n] == '.')) {
		char part[4] = "";

		n = strspn(s, "0123456789");
		if (n == 0 || n > 3 || (s[n] != '.' && s[n] != '\0'))
			return false;
		memcpy(part, s, n);
		if (!parse_number(part, 255, &number))
			return false;
		a.bytes[12 + parts++] = (uint8_t)number;
	}
	*out = prefix_of(&a, (uint8_t)(IPV4_BITS + 8 * parts));
	return *s == '\0' && parts > 0;
}

/* "2001:db8", "2001:db8:", "2001:db8::" the same way. */
static bool
parse_ipv6_start(const char *s, struct prefix *out)
{
	struct address a = { { 0 } };
	int groups = 0, value, digits;

	while (*s != '\0' && groups < 8) {
		for (value = digits = 0; isxdigit((unsigned char)*s) &&
		    digits < 5; digits++, s++)
			value = value << 4 | (isdigit((unsigned char)*s) ?
			    *s - '0' : tolower((unsigned char)*s) - 'a' + 10);
		if (digits == 0 || digits > 4)
			return false;
		a.bytes[2 * groups] = (uint8_t)(value >> 8);
		a.bytes[2 * groups + 1] = (uint8_t)value;
		groups++;
		if (*s == '\0')
			break;
		if (*s++ != ':')
			return false;
		if (s[0] == ':' && s[1] == '\0')
			s++;
	}
	*out = prefix_of(&a, (uint8_t)(16 * groups));
	return *s == '\0' && groups > 0;
}

static bool
parse_place(const char *s, struct filter *f)
{
	struct address address;
	size_t length = strlen(s);

	f->around = true;
	if (prefix_parse(s, length, &f->within) == INET_OK)
		return true;
	if (address_parse(s, length, &address) == INET_OK &&
	    s[length - 1] != ':') {
		f->within = prefix_host(&address);
		return true;
	}
	f->around = false;
	return parse_ipv4_start(s, &f->within) ||
	    (strchr(s, ':') != NULL && parse_ipv6_start(s, &f->within));
}

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
parse_recipient(struct registry *r, const char *s, struct filter *f)
{
	char *upper = arena_strdup(r->arena, s);

	for (char *c = upper; *c != '\0'; c++)
		*c = (char)toupper((unsigned char)*c);
	if (!q_organisation_by_ownerid(r->db, upper, &f->recipient))
		return false;
	f->by_recipient = true;
	return true;
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
	struct filter f = { .within = { .length = 0 } };
	const char *s = trim(r->arena, typed == NULL ? "" : typed);

	f.all = *s == '\0';
	if (f.all || strlen(s) > LIMIT_NAME)
		return f;
	f.by_asn = parse_asn(s, &f);
	f.by_place = parse_place(s, &f);
	if (!f.by_asn && !f.by_place && !parse_status(s, &f))
		parse_recipient(r, s, &f);
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
registry_place(struct registry *r, const char *typed, struct prefix *out)
{
	struct filter f = { .by_place = false };
	const char *s = trim(r->arena, typed);

	f.by_place = *s != '\0' && strlen(s) <= LIMIT_NAME &&
	    parse_place(s, &f);
	*out = f.within;
	return f.by_place;
}

bool
filter_block(const struct filter *f, const struct block *b)
{
	if (f->by_place)
		return prefix_contains(&f->within, &b->prefix.first) ||
		    (f->around && prefix_covers(&b->prefix, &f->within));
	if (f->by_recipient)
		return b->organisation == f->recipient.id;
	return f->all || (f->status != STATUS_ROOT && f->status == b->status);
}

void
filter_reach(const struct filter *f, struct address *lowest,
    struct address *highest)
{
	struct address last;

	if (!f->by_place)
		return;
	if (address_compare(&f->within.first, lowest) > 0)
		*lowest = f->within.first;
	last = prefix_last(&f->within);
	if (address_compare(&last, highest) < 0)
		*highest = last;
}
