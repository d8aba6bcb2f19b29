/* SPDX-License-Identifier: ISC */
#include "stats/stats.h"

#include <inttypes.h>
#include <string.h>

#define MINUTE_S 60
#define HOUR_S 3600

static bool
is_wanted(const struct stats_options *o, const struct index_record *rec)
{
	return !o->plain || !status_is_stock(rec->status);
}

static void
count_records(struct index *index, const struct stats_options *o,
    struct stats_totals *totals)
{
	struct index_records *walk;
	struct index_record rec;
	int kind;

	memset(totals, 0, sizeof(*totals));
	for (kind = 0; kind < RECORD_KIND_COUNT; kind++) {
		walk = index_records_open(index, (enum record_kind)kind);
		while (index_records_next(walk, &rec)) {
			if (!is_wanted(o, &rec))
				continue;
			totals->of[kind]++;
			totals->records++;
			if (rec.date != 0 && (totals->earliest == 0 ||
			    rec.date < totals->earliest))
				totals->earliest = rec.date;
		}
		index_records_close(walk);
	}
}

static void
write_head(const struct stats_options *o, const struct stats_profile *profile,
    const char *registry, const struct stats_totals *totals, FILE *out)
{
	int offset = o->offset_s < 0 ? -o->offset_s : o->offset_s;
	char today[TIME_TEXT_MAX], earliest[TIME_TEXT_MAX];
	int kind;

	time_day(o->now, o->offset_s, today);
	if (totals->earliest != 0)
		time_day(totals->earliest, o->offset_s, earliest);
	else
		memcpy(earliest, today, sizeof(today));
	fprintf(out, "%s|%s|%s|%" PRIu64 "|%s|%s|%c%02d%02d\n",
	    o->plain ? "2" : profile->version, registry, today,
	    totals->records, earliest, today, o->offset_s < 0 ? '-' : '+',
	    offset / HOUR_S, offset % HOUR_S / MINUTE_S);
	for (kind = 0; kind < RECORD_KIND_COUNT; kind++)
		fprintf(out, "%s|*|%s|*|%" PRIu64 "|summary\n", registry,
		    record_kind_words[kind], totals->of[kind]);
}

static void
write_stock_end(const struct stats_profile *profile, const char *date,
    enum status status, FILE *out)
{
	bool has_id = status != STATUS_AVAILABLE || profile->available_has_id;

	fprintf(out, "%s|%s%s\n", date, status_words[status],
	    has_id ? "|" : "");
}

static void
write_record(const struct stats_options *o, const struct stats_profile *profile,
    const char *registry, const struct index_record *rec, FILE *out)
{
	bool stock = status_is_stock(rec->status);
	char start[PREFIX_TEXT_MAX], date[TIME_TEXT_MAX];

	if (rec->kind == RECORD_ASN)
		snprintf(start, sizeof(start), "%" PRIu32, rec->asn);
	else
		address_text(&rec->first, start);
	if (rec->date != 0)
		time_day(rec->date, o->offset_s, date);
	else
		snprintf(date, sizeof(date), "%s",
		    stock ? "" : profile->missing_date);
	fprintf(out, "%s|%s|%s|%s|%" PRIu64 "|", registry,
	    stock ? profile->stock_country : rec->country,
	    record_kind_words[rec->kind], start, rec->value);
	if (stock)
		write_stock_end(profile, date, rec->status, out);
	else
		fprintf(out, "%s|%s%s%s\n", date, status_words[rec->status],
		    o->plain ? "" : "|", o->plain ? "" : rec->opaque);
}

void
stats_write(struct index *index, const struct stats_options *o, FILE *out,
    struct stats_totals *totals)
{
	const char *registry = index_registry(index);
	const struct stats_profile *profile = stats_profile_of(registry);
	struct index_records *walk;
	struct index_record rec;
	int kind;

	count_records(index, o, totals);
	write_head(o, profile, registry, totals, out);
	for (kind = 0; kind < RECORD_KIND_COUNT; kind++) {
		walk = index_records_open(index, (enum record_kind)kind);
		while (index_records_next(walk, &rec)) {
			if (is_wanted(o, &rec))
				write_record(o, profile, registry, &rec, out);
		}
		index_records_close(walk);
	}
}
