/* SPDX-License-Identifier: ISC */
#include "stats/stats.h"

#include <string.h>

/*
 * Taken from the registries' own files (2013-2026).  LACNIC is the only one
 * that ends an available line after the status, AFRINIC the only one that
 * gives stock a country.
 */
static const struct stats_profile profiles[] = {
	{ "lacnic", "2.3", "", "", false },
	{ "afrinic", "2", "ZZ", "00000000", true },
	{ "apnic", "2.3", "", "", true },
	{ "arin", "2.3", "", "00000000", true },
	{ "ripencc", "2", "", "00000000", true },
};

const struct stats_profile *
stats_profile_of(const char *registry)
{
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(profiles); i++) {
		if (strcmp(profiles[i].registry, registry) == 0)
			return &profiles[i];
	}
	return &profiles[0];
}
