/* SPDX-License-Identifier: ISC */
#include "inet/inet.h"

#include <arpa/inet.h>
#include <stdio.h>

#include "inet/number.h"

#define IPV4_TEXT_LENGTH 15		/* "255.255.255.255" */
#define IPV6_TEXT_LENGTH 45		/* six groups and the above */
#define GROUPS 8

static const uint8_t ipv4_head[12] = {
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff
};

const char *
inet_error_text(enum inet_error error)
{
	switch (error) {
	case INET_OK:
		return "is well formed";
	case INET_MALFORMED:
		return "is malformed";
	case INET_HOST_BITS:
		return "has bits set behind its length";
	case INET_LENGTH:
		return "has a length that is too long";
	case INET_MAPPED:
		return "is an IPv4 address written as IPv6";
	}
	return "is malformed";
}

/* Only characters of the set, so no NUL, blank, sign or zone id. */
static bool
only_of(const char *set, const char *s, size_t length)
{
	for (; length > 0; length--, s++) {
		if (*s == '\0' || strchr(set, *s) == NULL)
			return false;
	}
	return true;
}

static bool
has(const char *s, size_t length, char c)
{
	return memchr(s, c, length) != NULL;
}

static enum inet_error
ipv4_parse(const char *s, size_t length, struct address *out)
{
	char text[IPV4_TEXT_LENGTH + 1] = "";
	uint8_t bytes[4];

	if (length > IPV4_TEXT_LENGTH || !only_of("0123456789.", s, length))
		return INET_MALFORMED;
	memcpy(text, s, length);
	if (inet_pton(AF_INET, text, bytes) != 1)
		return INET_MALFORMED;
	memcpy(out->bytes, ipv4_head, sizeof(ipv4_head));
	memcpy(out->bytes + sizeof(ipv4_head), bytes, sizeof(bytes));
	return INET_OK;
}

/*
 * With dots, all of ::/96 is a second spelling of IPv4 addresses (RFC 4291
 * 2.5.5.1); in plain hexadecimal it is where :: and ::1 are.
 */
static enum inet_error
ipv6_parse(const char *s, size_t length, struct address *out)
{
	char text[IPV6_TEXT_LENGTH + 1] = "";
	struct address a;

	if (length > IPV6_TEXT_LENGTH ||
	    !only_of("0123456789abcdefABCDEF:.", s, length))
		return INET_MALFORMED;
	memcpy(text, s, length);
	if (inet_pton(AF_INET6, text, a.bytes) != 1)
		return INET_MALFORMED;
	if (address_family(&a) == FAMILY_IPV4)
		return INET_MAPPED;
	if (has(s, length, '.') && number_of(&a) >> 32 == 0)
		return INET_MAPPED;
	*out = a;
	return INET_OK;
}

enum inet_error
address_parse(const char *s, size_t length, struct address *out)
{
	if (has(s, length, ':'))
		return ipv6_parse(s, length, out);
	return ipv4_parse(s, length, out);
}

int
address_compare(const struct address *a, const struct address *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes));
}

bool
address_equal(const struct address *a, const struct address *b)
{
	return address_compare(a, b) == 0;
}

enum family
address_family(const struct address *a)
{
	return memcmp(a->bytes, ipv4_head, sizeof(ipv4_head)) == 0 ?
	    FAMILY_IPV4 : FAMILY_IPV6;
}

/* A run of zero groups, which "::" stands for. */
struct run {
	int start;
	int length;
};

/* The first of the longest runs; one group alone is none (RFC 5952 4.2). */
static struct run
longest_zeros(const unsigned groups[GROUPS])
{
	struct run best = { GROUPS, 1 }, here = { 0, 0 };
	int i;

	for (i = 0; i < GROUPS; i++) {
		if (groups[i] != 0) {
			here.start = i + 1;
			here.length = 0;
		} else if (++here.length > best.length) {
			best = here;
		}
	}
	return best;
}

static void
ipv6_text(const struct address *a, char *out)
{
	unsigned groups[GROUPS];
	struct run zeros;
	char *p = out, *end = out + PREFIX_TEXT_MAX;
	int i;

	for (i = 0; i < GROUPS; i++)
		groups[i] = (unsigned)a->bytes[2 * i] << 8 |
		    a->bytes[2 * i + 1];
	zeros = longest_zeros(groups);
	for (i = 0; i < GROUPS; i++) {
		if (i == zeros.start) {
			p += snprintf(p, (size_t)(end - p), "::");
			i += zeros.length - 1;
			continue;
		}
		p += snprintf(p, (size_t)(end - p), "%s%x",
		    p > out && p[-1] != ':' ? ":" : "", groups[i]);
	}
}

char *
address_text(const struct address *a, char *out)
{
	const uint8_t *b = a->bytes + sizeof(ipv4_head);

	if (address_family(a) == FAMILY_IPV4)
		snprintf(out, PREFIX_TEXT_MAX, "%u.%u.%u.%u",
		    b[0], b[1], b[2], b[3]);
	else
		ipv6_text(a, out);
	return out;
}

bool
address_after(const struct address *a, struct address *next)
{
	struct address after = number_address(number_of(a) + 1);

	if (address_compare(&after, a) < 0 ||
	    address_family(&after) != address_family(a))
		return false;
	*next = after;
	return true;
}

uint64_t
ipv4_number(const struct address *a)
{
	return (uint32_t)number_of(a);
}

struct address
ipv4_address(uint32_t n)
{
	return number_address((number)0xffff << 32 | n);
}
