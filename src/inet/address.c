/* SPDX-License-Identifier: ISC */
#include "inet/inet.h"

#include <arpa/inet.h>

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

/* Printing has its own functions, not snprintf(): pages are full of it.
   Each returns the byte behind what it wrote. */
static char *
put_byte(char *p, unsigned n)
{
	if (n >= 100)
		*p++ = (char)('0' + n / 100);
	if (n >= 10)
		*p++ = (char)('0' + n / 10 % 10);
	*p++ = (char)('0' + n % 10);
	return p;
}

static char *
put_group(char *p, unsigned n)
{
	static const char digits[] = "0123456789abcdef";

	if (n >= 0x1000)
		*p++ = digits[n >> 12];
	if (n >= 0x100)
		*p++ = digits[n >> 8 & 15];
	if (n >= 0x10)
		*p++ = digits[n >> 4 & 15];
	*p++ = digits[n & 15];
	return p;
}

static char *
put_ipv4(const uint8_t b[4], char *p)
{
	for (int i = 0; i < 4; i++) {
		if (i > 0)
			*p++ = '.';
		p = put_byte(p, b[i]);
	}
	return p;
}

static char *
put_ipv6(const struct address *a, char *p)
{
	unsigned groups[GROUPS];
	struct run zeros;
	int i;

	for (i = 0; i < GROUPS; i++)
		groups[i] = (unsigned)a->bytes[2 * i] << 8 |
		    a->bytes[2 * i + 1];
	zeros = longest_zeros(groups);
	for (i = 0; i < GROUPS; i++) {
		if (i == zeros.start) {
			*p++ = ':';
			i += zeros.length - 1;
			if (i == GROUPS - 1)
				*p++ = ':';
			continue;
		}
		if (i > 0)
			*p++ = ':';
		p = put_group(p, groups[i]);
	}
	return p;
}

char *
address_put(const struct address *a, char *p)
{
	return address_family(a) == FAMILY_IPV4 ?
	    put_ipv4(a->bytes + sizeof(ipv4_head), p) : put_ipv6(a, p);
}

char *
address_text(const struct address *a, char *out)
{
	*address_put(a, out) = '\0';
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

bool
address_before(const struct address *a, struct address *before)
{
	struct address b = number_address(number_of(a) - 1);

	if (address_compare(&b, a) > 0 ||
	    address_family(&b) != address_family(a))
		return false;
	*before = b;
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
