/* SPDX-License-Identifier: ISC */
#include "stats/stats.h"

#include <inttypes.h>
#include <stdlib.h>

#include "stats/private.h"

struct address
stats_record_last(const struct stats_record *rec)
{
	struct address last = rec->first;
	struct prefix p;

	assert(rec->kind != RECORD_ASN);
	if (rec->kind == RECORD_IPV6) {
		p = prefix_of(&rec->first, (uint8_t)rec->value);
		return prefix_last(&p);
	}
	if (!ipv4_range_last(&rec->first, rec->value, &last))
		die("line %" PRIu32 " was not checked", rec->line);
	return last;
}

/* By kind, then by where they start, then as they stood. */
static int
by_start(const void *va, const void *vb, void *records)
{
	const struct stats_record *all = records;
	const struct stats_record *a = &all[*(const uint32_t *)va];
	const struct stats_record *b = &all[*(const uint32_t *)vb];
	int order;

	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->asn != b->asn)
		return a->asn < b->asn ? -1 : 1;
	order = address_compare(&a->first, &b->first);
	if (order != 0)
		return order;
	return a->line < b->line ? -1 : a->line > b->line;
}

static bool
ends_before(const struct stats_record *a, const struct stats_record *b)
{
	struct address last;

	if (a->kind != b->kind)
		return true;
	if (a->kind == RECORD_ASN)
		return a->asn + a->value <= b->asn;
	last = stats_record_last(a);
	return address_compare(&last, &b->first) < 0;
}

static bool
ends_later(const struct stats_record *a, const struct stats_record *b)
{
	struct address last_a, last_b;

	if (a->kind != b->kind)
		return false;
	if (a->kind == RECORD_ASN)
		return a->asn + a->value > b->asn + b->value;
	last_a = stats_record_last(a);
	last_b = stats_record_last(b);
	return address_compare(&last_a, &last_b) > 0;
}

static bool
same_place(const struct stats_record *a, const struct stats_record *b)
{
	return a->kind == b->kind && a->asn == b->asn &&
	    address_equal(&a->first, &b->first) && a->value == b->value;
}

static void
complain_overlap(struct stats_reader *r, const struct stats_record *a,
    const struct stats_record *b)
{
	const struct stats_record *later = a->line > b->line ? a : b;
	const struct stats_record *earlier = a->line > b->line ? b : a;

	stats_complain(r, &r->file.errors, later->line,
	    same_place(a, b) ? "the same as line %" PRIu32 :
	    "overlaps line %" PRIu32, earlier->line);
}

void
stats_check_overlaps(struct stats_reader *r)
{
	struct stats_record *all = r->file.records;
	size_t i, count = r->file.count;
	uint32_t *order;
	const struct stats_record *reaches;	/* the furthest so far */

	if (count == 0)
		return;
	order = arena_alloc(r->arena, count * sizeof(*order));
	for (i = 0; i < count; i++)
		order[i] = (uint32_t)i;
	qsort_r(order, count, sizeof(*order), by_start, all);
	reaches = &all[order[0]];
	for (i = 1; i < count; i++) {
		if (!ends_before(reaches, &all[order[i]]))
			complain_overlap(r, reaches, &all[order[i]]);
		if (!ends_later(reaches, &all[order[i]]))
			reaches = &all[order[i]];
	}
}

/*
 * Only warnings: LACNIC's own plain file of 10 September 2019 promises 213
 * records more than it has.
 */
void
stats_check_promises(struct stats_reader *r)
{
	struct stats_file *file = &r->file;
	int kind;

	if (file->header.records != file->count)
		stats_complain(r, &file->warnings, 0, "the header promises "
		    "%" PRIu64 " records, there are %zu",
		    file->header.records, file->count);
	for (kind = 0; kind < RECORD_KIND_COUNT; kind++) {
		if (r->has_promise[kind] &&
		    r->promised[kind] != file->count_of[kind])
			stats_complain(r, &file->warnings, 0, "the summary "
			    "promises %" PRIu64 " %s records, there are %zu",
			    r->promised[kind], record_kind_words[kind],
			    file->count_of[kind]);
	}
}
