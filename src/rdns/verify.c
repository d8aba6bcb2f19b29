/* SPDX-License-Identifier: ISC */
/* What is published, beside what the register says. */
#include <string.h>

#include "rdns/private.h"

struct report {
	FILE *out;
	const char *where;
	const struct cuts *wanted, *found;
};

static void
say_records(const struct report *r, const struct cuts *cuts,
    const struct prefix *zone, char sign)
{
	char name[REVERSE_NAME_MAX];
	const struct cut *at;
	size_t count = cuts_of(cuts, zone, &at);

	if (!reverse_name(zone, name))
		return;
	for (size_t i = 0; i < count; i++)
		if (cut_is_other(&at[i]))
			fprintf(r->out, "%s: %c%s\n", r->where, sign,
			    at[i].rdata + strlen(CUT_OTHER));
		else
			fprintf(r->out, "%s: %c%s. %s\n", r->where, sign, name,
		    at[i].rdata);
}

static void
say(void *report, const struct prefix *zone)
{
	const struct report *r = report;

	say_records(r, r->found, zone, '-');
	say_records(r, r->wanted, zone, '+');
}

static int64_t
verify_apex(struct index *ix, const struct rdns_config *config,
    const struct zonelets *zonelets, const struct prefix *apex, FILE *out)
{
	struct arena *arena = store_arena(index_store(ix));
	struct cuts wanted = { .arena = arena }, file = wanted,
	    served = wanted;
	struct report r = { .out = out, .wanted = &wanted };
	struct at_primary ours;
	int64_t count = 0;

	cuts_wanted(&wanted, ix, zonelets, apex);
	if (config->files != NULL) {
		r.where = files_path(arena, config->files, apex);
		r.found = &file;
		if (!zone_read(r.where, apex, &file))
			return -1;
		cuts_sort(&file);
		count += (int64_t)cuts_compare(&wanted, &file, say, &r);
	}
	if (config->update != NULL) {
		r.where = config->update;
		r.found = &served;
		if (!primary_read(ix, config, zonelets, apex, &wanted,
		    &ours, &served))
			return -1;
		count += (int64_t)cuts_compare(&wanted, &served, say, &r);
	}
	return count;
}

int64_t
rdns_verify(struct index *ix, const struct rdns_config *config, FILE *out)
{
	struct zonelets *zonelets = zonelets_read(store_arena(index_store(ix)),
	    config, index_store(ix));
	int64_t all = 0, count;

	for (size_t i = 0; i < config->zone_count; i++) {
		count = verify_apex(ix, config, zonelets, &config->zones[i],
		    out);
		if (count < 0 || store_error(index_store(ix)) != NULL)
			return -1;
		all += count;
	}
	return all;
}
