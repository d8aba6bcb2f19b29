/* SPDX-License-Identifier: ISC */
/*
 * The reader of statistics files.  What it reads whole must hold what
 * stats.h promises; fed in other pieces, it must read the same.
 */
#include <stdint.h>
#include <string.h>

#include "stats/stats.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const struct stats_file *
read_steps(struct arena *a, const uint8_t *bytes, size_t length, size_t step)
{
	struct stats_reader *r = stats_reader_new(a);
	const struct stats_file *file;
	size_t n;

	for (; length > 0; bytes += n, length -= n) {
		n = length < step ? length : step;
		stats_reader_feed(r, bytes, n);
	}
	file = stats_reader_end(r);
	if (file == NULL)
		assert(stats_reader_file(r)->errors.count > 0);
	return file;
}

static void
check_record(const struct stats_file *file, const struct stats_record *rec)
{
	struct address last;

	assert(rec->kind < RECORD_KIND_COUNT && rec->value > 0);
	assert(status_is_stock((enum status)rec->status) ||
	    status_is_direct((enum status)rec->status));
	assert(rec->holder == STATS_NOBODY || rec->holder < file->id_count);
	if (rec->kind == RECORD_ASN) {
		assert(rec->asn + (rec->value - 1) <= UINT32_MAX);
		return;
	}
	last = stats_record_last(rec);
	assert(address_compare(&rec->first, &last) <= 0);
	assert(address_family(&rec->first) == address_family(&last));
}

static void
check_same(const struct stats_record *a, const struct stats_record *b)
{
	assert(address_equal(&a->first, &b->first) && a->asn == b->asn);
	assert(a->value == b->value && a->date == b->date);
	assert(a->line == b->line && a->holder == b->holder);
	assert(a->kind == b->kind && a->status == b->status);
	assert(strcmp(a->country, b->country) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena *a = arena_new();
	const struct stats_file *whole, *pieces;
	size_t i;

	whole = read_steps(a, bytes, length, SIZE_MAX);
	pieces = read_steps(a, bytes, length, 7);
	assert((whole == NULL) == (pieces == NULL));
	if (whole != NULL) {
		assert(whole->count == pieces->count);
		for (i = 0; i < whole->count; i++) {
			check_record(whole, &whole->records[i]);
			check_same(&whole->records[i], &pieces->records[i]);
		}
	}
	arena_free(a);
	return 0;
}
