/* SPDX-License-Identifier: ISC */
#include "inet/inet.h"

#include <assert.h>

#include "inet/number.h"

/* How many bits behind the last that is set; of 0 all. */
static unsigned
zeros_behind(number n)
{
	uint64_t low = (uint64_t)n, high = (uint64_t)(n >> 64);

	return low != 0 ? (unsigned)__builtin_ctzll(low) :
	    high != 0 ? 64 + (unsigned)__builtin_ctzll(high) : ADDRESS_BITS;
}

/* How many bits behind the first that is set; of 0, which stands for one
   more than there are, all. */
static unsigned
bits_behind(number n)
{
	uint64_t low = (uint64_t)n, high = (uint64_t)(n >> 64);

	return high != 0 ? 127 - (unsigned)__builtin_clzll(high) :
	    low != 0 ? 63 - (unsigned)__builtin_clzll(low) : ADDRESS_BITS;
}

struct prefix
range_head(const struct address *first, const struct address *last)
{
	number start = number_of(first), end = number_of(last);
	unsigned aligned = zeros_behind(start);
	unsigned fitting = bits_behind(end - start + 1);

	assert(start <= end);
	return (struct prefix){ .first = *first, .length = (uint8_t)(
	    ADDRESS_BITS - (aligned < fitting ? aligned : fitting)) };
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
