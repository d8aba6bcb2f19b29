/* SPDX-License-Identifier: ISC */
/*
 * bare: a program that writes the same rows with nothing around it.
 *
 * A recording is made once, from a register that parcela writes: SQLite's
 * session extension says which rows each transaction inserted, changed and
 * removed.  The bare program then makes the same changes to its own copy of
 * the file, by row, with prepared statements and the same settings.
 */
#ifndef BENCH_BARE_H
#define BENCH_BARE_H

#include <sqlite3.h>

#include "base/base.h"

struct recording;

/* The next store that is opened is the one to record. */
struct recording *recording_new(void);
void recording_begin(struct recording *);	/* before a transaction */
void recording_end(struct recording *);		/* and after its commit */
void recording_free(struct recording *);	/* after the store's close */
size_t recording_rows(const struct recording *);

struct bare;

/* Opens a register's file with parcela's settings: WAL, synchronous=FULL,
   foreign keys, checkpoints each 1,000 pages, 64 MB of cache. */
struct bare *bare_open(const char *path);
void bare_apply(struct bare *, const struct recording *, size_t transaction);
sqlite3 *bare_db(struct bare *);
void bare_run(struct bare *, const char *sql);
/* Ends the program unless every table has the same rows as the other file. */
void bare_compare(struct bare *, const char *other_path);
void bare_close(struct bare *);

#endif
