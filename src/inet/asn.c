/* SPDX-License-Identifier: ISC */
#include "inet/inet.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define ASN_DIGITS 10			/* of 4294967295 */

static bool
has_letters(const char *s, size_t length)
{
	return length >= 2 && (s[0] | 0x20) == 'a' && (s[1] | 0x20) == 's';
}

enum inet_error
asn_parse(const char *s, size_t length, uint32_t *out)
{
	uint64_t n = 0;

	if (has_letters(s, length)) {
		s += 2;
		length -= 2;
	}
	if (length == 0 || length > ASN_DIGITS || (length > 1 && *s == '0'))
		return INET_MALFORMED;
	for (; length > 0; length--, s++) {
		if (*s < '0' || *s > '9')
			return INET_MALFORMED;
		n = n * 10 + (uint64_t)(*s - '0');
	}
	if (n > UINT32_MAX)
		return INET_MALFORMED;
	*out = (uint32_t)n;
	return INET_OK;
}

enum inet_error
asn_range_parse(const char *s, size_t length, struct asn_range *out)
{
	const char *dash = memchr(s, '-', length);
	const char *second = dash != NULL ? dash + 1 : s;
	size_t second_length = length - (size_t)(second - s);
	size_t first_length = dash != NULL ? (size_t)(dash - s) : length;
	struct asn_range r;

	if (has_letters(s, first_length) != has_letters(second, second_length))
		return INET_MALFORMED;
	if (asn_parse(s, first_length, &r.first) != INET_OK ||
	    asn_parse(second, second_length, &r.last) != INET_OK)
		return INET_MALFORMED;
	if (r.first > r.last)
		return INET_MALFORMED;
	*out = r;
	return INET_OK;
}

char *
asn_range_text(const struct asn_range *r, char *out)
{
	if (r->first == r->last)
		snprintf(out, PREFIX_TEXT_MAX, "AS%" PRIu32, r->first);
	else
		snprintf(out, PREFIX_TEXT_MAX, "AS%" PRIu32 "-AS%" PRIu32,
		    r->first, r->last);
	return out;
}
