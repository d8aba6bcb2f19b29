/* SPDX-License-Identifier: ISC */
/* Inside stats: the parts of the reader. */
#ifndef STATS_PRIVATE_H
#define STATS_PRIVATE_H

#include "model/limits.h"
#include "stats/ids.h"
#include "stats/stats.h"

#define FIELDS_MAX 9			/* one more than a record has */
#define SHOWN_MAX 60			/* bytes of a field in a complaint */

/* A line taken apart at its bars. */
struct line {
	uint32_t number;
	size_t count;			/* of fields, at most FIELDS_MAX */
	char *field[FIELDS_MAX];
};

struct stats_reader {
	struct arena *arena;
	struct stats_file file;
	struct ids ids;
	uint64_t promised[RECORD_KIND_COUNT];
	bool has_promise[RECORD_KIND_COUNT];
	uint32_t line;			/* lines seen */
	size_t length;			/* bytes in buffer */
	bool too_long;
	char buffer[LIMIT_FILE_LINE + 2];	/* CR and NUL */
};

void stats_complain(struct stats_reader *, struct stats_complaints *,
    uint32_t line, const char *format, ...) PRINTF_LIKE(4, 5);
/* "start \"10.0.0.300\" is not an IPv4 address" */
void stats_complain_field(struct stats_reader *, const struct line *,
    const char *name, const char *value, const char *reason);

/* Each takes a line of its kind into the file, or complains. */
void stats_take_header(struct stats_reader *, const struct line *);
void stats_take_summary(struct stats_reader *, const struct line *);
void stats_take_record(struct stats_reader *, const struct line *);

bool stats_is_digits(const char *);	/* one at least */
/* YYYYMMDD; empty and zeros are 0, which is "missing". */
bool stats_parse_date(const char *, int64_t *out) MUST_CHECK;

/* What only shows when all lines were read. */
void stats_check_overlaps(struct stats_reader *);
void stats_check_promises(struct stats_reader *);

#endif
