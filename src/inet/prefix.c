/* SPDX-License-Identifier: ISC */
#include "inet/inet.h"

#include <assert.h>

#include "inet/number.h"

/* "0" to "128", written the one way; -1 if it is not a number at all. */
static int
length_parse(const char *s, size_t length)
{
	int n = 0;

	if (length == 0 || length > 3 || (length > 1 && s[0] == '0'))
		return -1;
	for (; length > 0; length--, s++) {
		if (*s < '0' || *s > '9')
			return -1;
		n = n * 10 + (*s - '0');
	}
	return n;
}

enum inet_error
prefix_parse(const char *s, size_t length, struct prefix *out)
{
	const char *slash = memchr(s, '/', length);
	struct address a;
	enum inet_error error;
	int bits, head;

	if (slash == NULL)
		return INET_MALFORMED;
	error = address_parse(s, (size_t)(slash - s), &a);
	if (error != INET_OK)
		return error;
	bits = length_parse(slash + 1, length - (size_t)(slash + 1 - s));
	if (bits < 0)
		return INET_MALFORMED;
	head = address_family(&a) == FAMILY_IPV4 ? IPV4_BITS : 0;
	if (bits > ADDRESS_BITS - head)
		return INET_LENGTH;
	if ((number_of(&a) & host_mask((unsigned)(head + bits))) != 0)
		return INET_HOST_BITS;
	out->first = a;
	out->length = (uint8_t)(head + bits);
	return INET_OK;
}

enum family
prefix_family(const struct prefix *p)
{
	return p->length < IPV4_BITS ? FAMILY_IPV6 : address_family(&p->first);
}

int
prefix_length(const struct prefix *p)
{
	return prefix_family(p) == FAMILY_IPV4 ?
	    p->length - IPV4_BITS : p->length;
}

char *
prefix_text(const struct prefix *p, char *out)
{
	int length = prefix_length(p);
	char *end = address_put(&p->first, out);

	*end++ = '/';
	if (length >= 100)
		*end++ = '1';
	if (length >= 10)
		*end++ = (char)('0' + length / 10 % 10);
	*end++ = (char)('0' + length % 10);
	*end = '\0';
	return out;
}

struct prefix
prefix_of(const struct address *a, uint8_t length)
{
	struct prefix p;

	assert(length <= ADDRESS_BITS);
	p.first = number_address(number_of(a) & ~host_mask(length));
	p.length = length;
	return p;
}

struct prefix
prefix_host(const struct address *a)
{
	return prefix_of(a, ADDRESS_BITS);
}

struct address
prefix_last(const struct prefix *p)
{
	return number_address(number_of(&p->first) | host_mask(p->length));
}

bool
prefix_equal(const struct prefix *a, const struct prefix *b)
{
	return prefix_compare(a, b) == 0;
}

int
prefix_compare(const struct prefix *a, const struct prefix *b)
{
	int order = address_compare(&a->first, &b->first);

	return order != 0 ? order : a->length - b->length;
}

bool
prefix_contains(const struct prefix *p, const struct address *a)
{
	return ((number_of(a) ^ number_of(&p->first)) &
	    ~host_mask(p->length)) == 0;
}

bool
prefix_covers(const struct prefix *outer, const struct prefix *inner)
{
	return outer->length <= inner->length &&
	    prefix_contains(outer, &inner->first);
}

bool
prefix_overlaps(const struct prefix *a, const struct prefix *b)
{
	return prefix_covers(a, b) || prefix_covers(b, a);
}

/* The bit that tells a block from its buddy. */
static number
last_bit(const struct prefix *p)
{
	assert(p->length > 0 && p->length <= ADDRESS_BITS);
	return (number)1 << (ADDRESS_BITS - p->length);
}

struct prefix
prefix_buddy(const struct prefix *p)
{
	struct prefix buddy = *p;

	buddy.first = number_address(number_of(&p->first) ^ last_bit(p));
	return buddy;
}

bool
prefix_is_upper_half(const struct prefix *p)
{
	return (number_of(&p->first) & last_bit(p)) != 0;
}

struct prefix
prefix_up(const struct prefix *p)
{
	assert(p->length > 0);
	return prefix_of(&p->first, (uint8_t)(p->length - 1));
}

struct prefix
prefix_half(const struct prefix *p, int upper)
{
	struct prefix half = *p;

	assert(p->length < ADDRESS_BITS);
	half.length++;
	return upper ? prefix_buddy(&half) : half;
}

uint64_t
prefix_size(const struct prefix *p)
{
	unsigned end = prefix_family(p) == FAMILY_IPV4 ? ADDRESS_BITS : 64;

	if (p->length >= end)
		return 1;
	if (end - p->length >= 64)
		return UINT64_MAX;	/* ::/0 has one more */
	return (uint64_t)1 << (end - p->length);
}
