/* SPDX-License-Identifier: ISC */
#include "rdns/rdns.h"

#include <stdlib.h>

bool
rdns_serial_is_newer(uint32_t a, uint32_t than)
{
	return a != than && a - than < UINT32_C(0x80000000);
}

/* YYYYMMDDnn (RFC 1912 2.2) as long as no day has more than a hundred. */
uint32_t
rdns_next_serial(uint32_t last, int64_t now)
{
	char day[TIME_TEXT_MAX];
	uint32_t first;

	time_day(now, 0, day);
	first = (uint32_t)strtoul(day, NULL, 10) * 100;
	if (last == 0 || rdns_serial_is_newer(first, last))
		return first;
	return last + 1 == 0 ? 1 : last + 1;
}
