/* SPDX-License-Identifier: ISC */
/* Private to inet: addresses as 128-bit numbers, to calculate with. */
#ifndef INET_NUMBER_H
#define INET_NUMBER_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

#include "inet/inet.h"

typedef unsigned __int128 number;

#define ADDRESS_BITS 128

static inline number
number_of(const struct address *a)
{
	uint64_t half[2];

	memcpy(half, a->bytes, sizeof(half));
	return (number)be64toh(half[0]) << 64 | be64toh(half[1]);
}

static inline struct address
number_address(number n)
{
	uint64_t half[2] = {
		htobe64((uint64_t)(n >> 64)), htobe64((uint64_t)n)
	};
	struct address a;

	memcpy(a.bytes, half, sizeof(half));
	return a;
}

/* The bits behind a prefix of this length, all set. */
static inline number
host_mask(unsigned length)
{
	return length == 0 ? ~(number)0 :
	    length >= ADDRESS_BITS ? 0 :
	    ((number)1 << (ADDRESS_BITS - length)) - 1;
}

/* Writes an address as text without an end; returns the byte behind it. */
char *address_put(const struct address *, char *);

#endif
