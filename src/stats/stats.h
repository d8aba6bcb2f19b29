/* SPDX-License-Identifier: ISC */
/*
 * stats: the statistics files of the registries, in and out.
 *
 * The format is that of RIR statistics exchange files, plain (version 2) and
 * extended (2.3): policy.md, "Statistics file".  A file is comments (#), a
 * header, summaries and records, one a line, LF or CRLF:
 *
 *	2.3|lacnic|20240208|88899|19870101|20240208|-0300
 *	lacnic|*|ipv4|*|19802|summary
 *	lacnic|BR|ipv4|24.152.0.0|1024|20200310|allocated|310248
 *
 * Reading and writing know nothing of the register's operations: who reads a
 * file hands its records to registry_import_record(), who writes one takes
 * them from an index.
 */
#ifndef STATS_STATS_H
#define STATS_STATS_H

#include <stdio.h>

#include "base/base.h"
#include "index/index.h"
#include "model/model.h"

/* --- Reading ------------------------------------------------------------- */

#define STATS_WORD_MAX 40		/* of a header field, with NUL */
#define STATS_COMPLAINTS_MAX 50		/* kept; all are counted */
#define STATS_NOBODY UINT32_MAX

struct stats_header {
	char version[STATS_WORD_MAX];	/* "2", "2.3" */
	char registry[STATS_WORD_MAX];	/* "lacnic" */
	char serial[STATS_WORD_MAX];
	uint64_t records;		/* as promised; often wrong */
};

/* One record, kept small: a file has a hundred thousand, one may have
   millions.  kind and status are enums of model.h. */
struct stats_record {
	struct address first;		/* of ipv4, ipv6 */
	uint64_t value;			/* IPv4 addresses, IPv6 length, ASNs */
	int64_t date;			/* 0: missing */
	uint32_t asn;			/* first, of asn */
	uint32_t line;			/* from 1 */
	uint32_t holder;		/* place in ids, or STATS_NOBODY */
	char country[3];		/* "" for stock, also when "ZZ" */
	uint8_t kind;
	uint8_t status;
};

/* What is wrong with a line; 0 for the file as a whole. */
struct stats_complaint {
	uint32_t line;
	const char *text;
};
struct stats_complaints {
	struct stats_complaint items[STATS_COMPLAINTS_MAX];
	size_t count;			/* may be more than are kept */
};

struct stats_file {
	bool has_header;
	struct stats_header header;
	struct stats_record *records;	/* as they stood */
	size_t count;
	size_t count_of[RECORD_KIND_COUNT];
	const char **ids;		/* the holders' opaque-ids, each once */
	size_t id_count;
	struct stats_complaints errors;	/* any: do not use the records */
	struct stats_complaints warnings; /* counts that do not match */
};

/*
 * A reader takes the bytes of a file as they come and checks every line; all
 * that is made lives in the arena.  Statuses are allocated, assigned (held),
 * available, reserved (stock).  A held record of 8 fields names its holder;
 * in one of 7 the holder is not known.
 */
struct stats_reader;
struct stats_reader *stats_reader_new(struct arena *);
void stats_reader_feed(struct stats_reader *, const void *bytes, size_t);

/* What was read so far: the header is there as soon as its line was fed. */
const struct stats_file *stats_reader_file(const struct stats_reader *);

/* The end of the file: overlaps and promises are checked.  NULL if anything
   is wrong; stats_reader_file() then has the errors. */
const struct stats_file *stats_reader_end(struct stats_reader *) MUST_CHECK;

/* The last address of a record of ipv4 or ipv6. */
struct address stats_record_last(const struct stats_record *);

/* --- Writing ------------------------------------------------------------- */

/*
 * What registries do differently, by name: stats/profile.c.  A registry that
 * is not there writes as LACNIC does.
 */
struct stats_profile {
	const char *registry;
	const char *version;		/* of the extended file */
	const char *stock_country;	/* "" or "ZZ" */
	const char *missing_date;	/* of a held record */
	bool available_has_id;		/* the empty eighth field */
};
const struct stats_profile *stats_profile_of(const char *registry);

struct stats_options {
	bool plain;			/* held only, no ids, version 2 */
	int64_t now;			/* serial and end date */
	int offset_s;			/* the registry's offset from UTC */
};

/* Counts of one file, also for who wants to print them. */
struct stats_totals {
	uint64_t of[RECORD_KIND_COUNT];
	uint64_t records;
	int64_t earliest;		/* 0: no record has a date */
};

/*
 * Write the whole file: header, summaries, records of ipv4, ipv6, asn, each
 * ascending.  Must stand in one snapshot of the store, since the index is
 * walked twice.  Errors show in store_error() and ferror().
 */
void stats_write(struct index *, const struct stats_options *, FILE *,
    struct stats_totals *);

#endif
