/* SPDX-License-Identifier: ISC */
#include "inet/inet.h"

#include <assert.h>

#include "inet/number.h"

struct prefix
range_head(const struct address *first, const struct address *last)
{
	number start = number_of(first), end = number_of(last);
	uint8_t length = 0;

	assert(start <= end);
	while ((start & host_mask(length)) != 0 ||
	    host_mask(length) > end - start)
		length++;
	return (struct prefix){ .first = *first, .length = length };
}

bool
ipv4_range_last(const struct address *first, uint64_t count,
    struct address *last)
{
	uint64_t start = ipv4_number(first);

	if (address_family(first) != FAMILY_IPV4 || count == 0 ||
	    count > ((uint64_t)1 << 32) - start)
		return false;
	*last = ipv4_address((uint32_t)(start + count - 1));
	return true;
}
