/* SPDX-License-Identifier: ISC */
/*
 * store: the register on disk.  Named SQL as typed C over one engine.
 *
 * The statements stand in store/sql/<noun>.sql, each under a typed signature;
 * tools/sqlgen.py compiles them: what looks becomes q_...() in
 * "store/read.h", what writes w_...() in "store/write.h" (only registry may
 * include that one).
 *
 * Failures of the outside world (full disk, I/O error, damage) are sticky:
 * the first one is kept, every later statement does nothing and finds
 * nothing, and store_commit() refuses.  So a caller looks once, at the end:
 * store_commit() when it wrote, store_error() when it only looked.  A sticky
 * error ends with store_rollback() or store_end().
 *
 * SQLite runs in WAL with synchronous=FULL: the only setting of Debian's
 * 3.40 that lost no commit in power cuts.  Every write transaction and every
 * checkpoint of every process runs under one exclusive lock on
 * "<path>.lock", which keeps the WAL-reset bug of 3.7.0-3.51.2 away.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/base.h"
#include "model/model.h"

struct store;				/* one connection, one thread */

enum store_mode {
	STORE_READ,			/* never writes, takes no lock */
	STORE_WRITE,
	STORE_CREATE,			/* makes the file and the schema; it
					   must not exist */
};

enum store_open_result {
	STORE_OPENED,
	STORE_MISSING,			/* no such file; exit 66 */
	STORE_EXISTS,			/* for STORE_CREATE; exit 73 */
	STORE_UNSUPPORTED,		/* postgresql://: not built yet; 69 */
	STORE_MALFORMED,		/* not a store URL; exit 64 */
	STORE_FAILED,			/* damaged, no rights; exit 74 */
};

/*
 * Open "sqlite:PATH" (relative paths allowed, ":memory:" too, with
 * STORE_CREATE).  On failure *out is NULL and why, of why_size bytes, has an
 * English sentence.  A file of a newer schema is STORE_FAILED.
 */
enum store_open_result store_open(const char *url, enum store_mode,
    struct store **out, char *why, size_t why_size) MUST_CHECK;
void store_close(struct store *);	/* NULL is fine */
const char *store_path(const struct store *);	/* of the SQLite file */

/*
 * Texts and blobs of rows that q_...() fill in live in this arena.  Must be
 * set before the first statement; may be changed at any time.
 */
void store_use_arena(struct store *, struct arena *);
struct arena *store_arena(const struct store *);	/* NULL: none yet */

/* --- Transactions --------------------------------------------------------- */

/*
 * Become the one writer: waits for the lock (without limit; a dead process
 * holds none), then BEGIN IMMEDIATE.  False: sticky error.
 */
bool store_begin(struct store *) MUST_CHECK;

enum store_commit {
	STORE_COMMITTED,		/* on disk */
	STORE_ROLLED_BACK,		/* nothing happened; store_error() */
	STORE_UNKNOWN,			/* COMMIT failed: the outcome is only
					   known after reopening */
};
/* The end of what store_begin() began; gives the lock back. */
enum store_commit store_commit(struct store *) MUST_CHECK;
void store_rollback(struct store *);

/* Back to where the transaction was at store_mark(), for dry runs. */
void store_mark(struct store *);
void store_rewind(struct store *);

/* One snapshot for several reads; nests not. */
void store_snapshot(struct store *);
void store_end(struct store *);		/* also clears a sticky error */

/* The sticky error as an English sentence, or NULL. */
const char *store_error(const struct store *);

/* --- Statements' helpers -------------------------------------------------- */

/* A result set being walked.  Ends by itself when next() returns false. */
struct cursor {
	struct store *store;
	void *statement;		/* engine's */
	int number;			/* of the statement */
	struct known *known;		/* the answer that it walks, or keeps */
	size_t at;			/* rows walked of it */
};
void cursor_close(struct cursor *);	/* before the end; idempotent */

/* Any fact by its kind, for the journal, replay and verify. */
bool q_fact_by_id(struct store *, enum fact_kind, int64_t id, void *row);
void q_fact_all_open(struct store *, enum fact_kind, struct cursor *);
bool q_fact_all_next(enum fact_kind, struct cursor *, void *row);

/* --- Whole files ---------------------------------------------------------- */

/*
 * A copy of the register as of one moment into a file that must not exist
 * (SQLite's online backup), synced.  False: why says so, no file is left.
 */
bool store_backup(struct store *, const char *path, char *why,
    size_t why_size) MUST_CHECK;

/* SQLite's own checks of its file, and that it has the schema of a register;
   the first complaint in why. */
bool store_check_file(struct store *, char *why, size_t why_size) MUST_CHECK;

/* Does every reference between tables lead somewhere? */
bool store_check_references(struct store *, char *why, size_t why_size)
    MUST_CHECK;

#endif
