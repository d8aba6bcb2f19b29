/* SPDX-License-Identifier: ISC */
/*
 * inet: addresses, prefixes, AS numbers, reverse names.
 *
 * Values without allocation and without a clock.  This is the only parser
 * of such texts in parcela; it accepts one spelling family and refuses the
 * rest: no host bits, no leading zeros, no short forms ("200.10"), no
 * hexadecimal or octal IPv4, no zone ids, no IPv4-mapped IPv6 (which would
 * be a second name of an IPv4 address), no blanks, no NULs.
 */
#ifndef INET_INET_H
#define INET_INET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * An address is 16 bytes, big-endian.  IPv4 a.b.c.d is ::ffff:a.b.c.d.
 * Order by memcmp is the order of the numbers, for both families.
 */
struct address {
	uint8_t bytes[16];
};

/*
 * A CIDR block.  length counts bits of the 128: 198.51.100.0/24 has length
 * 120 (96 + 24); prefix_length() gives what people write.  No host bits.
 */
struct prefix {
	struct address first;
	uint8_t length;
};

enum family { FAMILY_IPV4 = 4, FAMILY_IPV6 = 6 };

/* A range of AS numbers, both ends included (RFC 6793: 32 bits). */
struct asn_range {
	uint32_t first;
	uint32_t last;
};

#define IPV4_BITS 96			/* bits before an IPv4 address */
#define PREFIX_TEXT_MAX 56		/* every text below fits, with NUL */

/* Why a text was not accepted. */
enum inet_error {
	INET_OK,
	INET_MALFORMED,			/* not of the form at all */
	INET_HOST_BITS,			/* bits set behind the length */
	INET_LENGTH,			/* /33, /129 */
	INET_MAPPED,			/* ::ffff:a.b.c.d or ::a.b.c.d */
};
const char *inet_error_text(enum inet_error);	/* an English sentence part */

/* s need not be NUL-terminated; a NUL within length is malformed. */
enum inet_error address_parse(const char *s, size_t length, struct address *);
/* Needs the "/length". */
enum inet_error prefix_parse(const char *s, size_t length, struct prefix *);
/* "AS64500", "as64500" or "64500"; AS numbers as asplain only (RFC 5396). */
enum inet_error asn_parse(const char *s, size_t length, uint32_t *);
/* As asn_parse, or "AS64500-AS64510" ("64500-64510"). */
enum inet_error asn_range_parse(const char *s, size_t length,
    struct asn_range *);

/* Texts: IPv6 in RFC 5952 form.  out has PREFIX_TEXT_MAX bytes; returns it. */
char *address_text(const struct address *, char *out);
char *prefix_text(const struct prefix *, char *out);
char *asn_range_text(const struct asn_range *, char *out); /* "AS1-AS3" */

int address_compare(const struct address *, const struct address *);
bool address_equal(const struct address *, const struct address *);
enum family address_family(const struct address *);

enum family prefix_family(const struct prefix *);
int prefix_length(const struct prefix *);	/* 24 for 198.51.100.0/24 */
struct prefix prefix_of(const struct address *, uint8_t length); /* masks */
struct prefix prefix_host(const struct address *);	/* /32 or /128 */
struct address prefix_last(const struct prefix *);
bool prefix_equal(const struct prefix *, const struct prefix *);
int prefix_compare(const struct prefix *, const struct prefix *); /* first,
								     length */
bool prefix_covers(const struct prefix *outer, const struct prefix *inner);
bool prefix_contains(const struct prefix *, const struct address *);
bool prefix_overlaps(const struct prefix *, const struct prefix *);

/* The other half of the block one bit shorter.  length must be > 0. */
struct prefix prefix_buddy(const struct prefix *);
struct prefix prefix_up(const struct prefix *);		/* one bit shorter */
/* The lower (0) or upper (1) half, one bit longer; length < 128. */
struct prefix prefix_half(const struct prefix *, int upper);
bool prefix_is_upper_half(const struct prefix *);

/*
 * Size in the unit that use is counted in: IPv4 addresses, IPv6 /64s
 * (a prefix longer than /64 counts as one; ::/0 as UINT64_MAX).
 */
uint64_t prefix_size(const struct prefix *);

/* The address behind this one; false at the end of its family's space. */
bool address_after(const struct address *, struct address *next);
/* The one before it; false at the beginning. */
bool address_before(const struct address *, struct address *before);

/*
 * The largest CIDR block that starts at first and does not end behind last:
 * called until it passes last, it takes a range apart (RFC 4632).
 */
struct prefix range_head(const struct address *first,
    const struct address *last);

/* IPv4 ranges in statistics files: start and number of addresses. */
bool ipv4_range_last(const struct address *first, uint64_t count,
    struct address *last);
uint64_t ipv4_number(const struct address *);	/* a.b.c.d as a number */
struct address ipv4_address(uint32_t);

/*
 * The name of the reverse zone of a block whose length is on a byte (IPv4)
 * or nibble (IPv6) boundary, without final dot (RFC 1035 3.5, RFC 3596 2.5).
 */
#define REVERSE_NAME_MAX 80
bool reverse_name(const struct prefix *, char out[REVERSE_NAME_MAX]);
/* Such a name, in any case, with a final dot or not, back into its block. */
bool reverse_parse(const char *name, size_t length, struct prefix *);

/*
 * A delegated block as zones: of IPv4 /8 to /16 its /16s, of longer ones its
 * /24s, of IPv6 what ends on the next nibble; 1 to 256 of them.  A block for
 * which reverse_zone_count() is 0 has none.
 */
uint8_t reverse_zone_length(const struct prefix *);	/* bits of the 128 */
size_t reverse_zone_count(const struct prefix *);
struct prefix reverse_zone(const struct prefix *, size_t number);
/* Is this one of the zones of that block? */
bool reverse_zone_is_of(const struct prefix *zone, const struct prefix *);

#endif
