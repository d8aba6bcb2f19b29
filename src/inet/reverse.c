/* SPDX-License-Identifier: ISC */
#include "inet/inet.h"

#include <stdio.h>
#include <string.h>

static bool
reverse_ipv4(const struct prefix *p, char *out)
{
	char *end = out + REVERSE_NAME_MAX;
	int i;

	if (p->length % 8 != 0)
		return false;
	for (i = p->length / 8 - 1; i >= IPV4_BITS / 8; i--)
		out += snprintf(out, (size_t)(end - out), "%u.",
		    p->first.bytes[i]);
	snprintf(out, (size_t)(end - out), "in-addr.arpa");
	return true;
}

static bool
reverse_ipv6(const struct prefix *p, char *out)
{
	char *end = out + REVERSE_NAME_MAX;
	unsigned nibble;
	int i;

	if (p->length % 4 != 0)
		return false;
	for (i = p->length / 4 - 1; i >= 0; i--) {
		nibble = p->first.bytes[i / 2];
		nibble = i % 2 == 0 ? nibble >> 4 : nibble & 15;
		out += snprintf(out, (size_t)(end - out), "%x.", nibble);
	}
	snprintf(out, (size_t)(end - out), "ip6.arpa");
	return true;
}

bool
reverse_name(const struct prefix *p, char out[REVERSE_NAME_MAX])
{
	return prefix_family(p) == FAMILY_IPV4 ?
	    reverse_ipv4(p, out) : reverse_ipv6(p, out);
}
