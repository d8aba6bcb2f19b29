/* SPDX-License-Identifier: ISC */
/* The one writer's transactions, and readers' snapshots. */
#include "store/private.h"

/* The WAL may grow to this many pages (4 MB) before a writer empties it. */
#define CHECKPOINT_PAGES 1000

/*
 * A cursor left open would keep its snapshot, and a transaction after it
 * fail only when another process wrote meanwhile: better fail always.
 */
static void
assert_no_cursor(const struct store *store)
{
	if (store->cursors > 0)
		die("%d cursors still open at a transaction's edge",
		    store->cursors);
}

bool
store_begin(struct store *store)
{
	assert(store->state == STATE_IDLE);
	assert_no_cursor(store);
	if (store->error[0])
		return false;
	if (store->mode == STORE_READ) {
		store_fail(store, "%s was opened for reading only",
		    store->path);
		return false;
	}
	if (!lock_take(store))
		return false;
	if (!store_run(store, "BEGIN IMMEDIATE")) {
		lock_give(store);
		return false;
	}
	store->state = STATE_WRITING;
	return true;
}

/* Also after an error, when statements are no longer run. */
static void
roll_back(struct store *store)
{
	if (!store->rollback)
		sqlite3_prepare_v3(store->db, "ROLLBACK", -1,
		    SQLITE_PREPARE_PERSISTENT, &store->rollback, NULL);
	if (!store->rollback || sqlite3_step(store->rollback) != SQLITE_DONE)
		die("cannot roll back: %s", sqlite3_errmsg(store->db));
	sqlite3_reset(store->rollback);
}

static void
finish(struct store *store)
{
	assert_no_cursor(store);
	if (!sqlite3_get_autocommit(store->db))
		roll_back(store);
	store->marked = false;
	if (store->state == STATE_WRITING) {
		known_forget(store);
		lock_give(store);
	}
	store->state = STATE_IDLE;
}

void
store_checkpoint(struct store *store)
{
	int rc;

	rc = sqlite3_wal_checkpoint_v2(store->db, NULL,
	    SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	if (rc == SQLITE_OK || rc == SQLITE_BUSY || store->checkpoint_failed)
		return;
	/* What was committed is safe in the WAL, which goes on growing. */
	store->checkpoint_failed = true;
	log_warning("%s: the checkpoint failed: %s", store->path,
	    sqlite3_errmsg(store->db));
}

/*
 * What a failed COMMIT left behind.  While the transaction is still open
 * nothing of it was committed.  When the disk is full a write to the WAL
 * failed, and the last frame, the one that commits, is written last.  But
 * after an I/O error (a failed fdatasync) that frame may well be in the
 * file, and a recovery will take it.
 */
static enum store_commit
commit_failed(struct store *store, int rc)
{
	bool still_open = !sqlite3_get_autocommit(store->db);

	store_fail_sqlite(store, "COMMIT");
	if (rc == SQLITE_FULL ||
	    (still_open && (rc & 0xff) != SQLITE_IOERR)) {
		finish(store);
		return STORE_ROLLED_BACK;
	}
	store->lost = true;
	finish(store);
	return STORE_UNKNOWN;
}

enum store_commit
store_commit(struct store *store)
{
	int rc;

	assert(store->state == STATE_WRITING);
	assert_no_cursor(store);
	if (store->error[0]) {
		finish(store);
		return STORE_ROLLED_BACK;
	}
	rc = sqlite3_exec(store->db, "COMMIT", NULL, NULL, NULL);
	if (rc != SQLITE_OK)
		return commit_failed(store, rc);
	if (store->wal_pages > CHECKPOINT_PAGES)
		store_checkpoint(store);
	finish(store);
	return STORE_COMMITTED;
}

/* After a COMMIT of unknown outcome only store_close() is left. */
static void
clear_error(struct store *store)
{
	if (!store->lost)
		store->error[0] = '\0';
}

void
store_rollback(struct store *store)
{
	finish(store);
	clear_error(store);
}

void
store_end(struct store *store)
{
	finish(store);
	clear_error(store);
}

void
store_snapshot(struct store *store)
{
	assert(store->state == STATE_IDLE);
	assert_no_cursor(store);
	if (store_run_kept(store, &store->begin, "BEGIN") &&
	    known_begin(store))
		store->state = STATE_SNAPSHOT;
}

void
store_mark(struct store *store)
{
	assert(store->state == STATE_WRITING || store->error[0]);
	if (store->error[0])
		return;
	if (store->marked && !store_run(store, "RELEASE mark"))
		return;
	store->marked = store_run(store, "SAVEPOINT mark");
}

void
store_rewind(struct store *store)
{
	assert(store->marked || store->error[0]);
	if (!store->error[0])
		store_run(store, "ROLLBACK TO mark");
}
