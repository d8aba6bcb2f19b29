/* SPDX-License-Identifier: ISC */
/* What every statement on a connection goes through, and its failures. */
#include <stdio.h>
#include <time.h>

#include "store/private.h"

#define PATIENCE_TRIES 100
#define PATIENCE_STEP_MS 20

void
store_fail(struct store *store, const char *format, ...)
{
	va_list arguments;

	if (store->error[0])
		return;
	va_start(arguments, format);
	vsnprintf(store->error, sizeof(store->error), format, arguments);
	va_end(arguments);
}

void
store_fail_sqlite(struct store *store, const char *what)
{
	int primary = sqlite3_errcode(store->db) & 0xff;
	int system = sqlite3_system_errno(store->db);
	bool has_reason = system != 0 && (primary == SQLITE_IOERR ||
	    primary == SQLITE_CANTOPEN || primary == SQLITE_FULL);

	if (primary == SQLITE_NOMEM)
		die("out of memory in %s", what);
	store_fail(store, "%s failed on %s: %s%s%s", what, store->path,
	    sqlite3_errmsg(store->db), has_reason ? ": " : "",
	    has_reason ? strerror(system) : "");
}

const char *
store_error(const struct store *store)
{
	return store->error[0] ? store->error : NULL;
}

/*
 * A reader may come while the writer that has just started recovers the WAL
 * or makes its index: that passes, so it waits a little and tries again.
 */
static bool
is_worth_waiting(const struct store *store, int rc, int *tries)
{
	const struct timespec step = { .tv_nsec = PATIENCE_STEP_MS * 1000000 };

	if (store->mode != STORE_READ || *tries >= PATIENCE_TRIES)
		return false;
	switch (rc) {
	case SQLITE_READONLY_RECOVERY:
	case SQLITE_READONLY_CANTLOCK:
	case SQLITE_READONLY_CANTINIT:
	case SQLITE_BUSY_RECOVERY:
	case SQLITE_PROTOCOL:
	case SQLITE_CANTOPEN:
		break;
	default:
		return false;
	}
	++*tries;
	nanosleep(&step, NULL);
	return true;
}

sqlite3_stmt *
store_prepare(struct store *store, const char *sql, unsigned int flags,
    const char *what)
{
	sqlite3_stmt *made;
	int rc, tries = 0;

	do
		rc = sqlite3_prepare_v3(store->db, sql, -1, flags, &made,
		    NULL);
	while (rc != SQLITE_OK && is_worth_waiting(store, rc, &tries));
	if (rc == SQLITE_OK)
		return made;
	store_fail_sqlite(store, what);
	return NULL;
}

bool
store_step(struct store *store, sqlite3_stmt *statement, const char *what)
{
	bool has_begun = sqlite3_stmt_busy(statement) != 0;
	int rc, tries = 0;

	for (;;) {
		rc = sqlite3_step(statement);
		if (rc == SQLITE_ROW)
			return true;
		if (rc == SQLITE_DONE)
			return false;
		if (has_begun || !is_worth_waiting(store, rc, &tries))
			break;
		sqlite3_reset(statement);
	}
	store_fail_sqlite(store, what);
	return false;
}

bool
store_run(struct store *store, const char *sql)
{
	sqlite3_stmt *statement;

	if (store->error[0])
		return false;
	if (!(statement = store_prepare(store, sql, 0, sql)))
		return false;
	store_step(store, statement, sql);
	sqlite3_finalize(statement);
	return !store->error[0];
}

bool
store_run_kept(struct store *store, sqlite3_stmt **kept, const char *sql)
{
	if (store->error[0])
		return false;
	if (!*kept && !(*kept = store_prepare(store, sql,
	    SQLITE_PREPARE_PERSISTENT, sql)))
		return false;
	store_step(store, *kept, sql);
	sqlite3_reset(*kept);
	return !store->error[0];
}

bool
store_query_int(struct store *store, const char *sql, int64_t *out)
{
	sqlite3_stmt *statement;

	if (store->error[0])
		return false;
	if (!(statement = store_prepare(store, sql, 0, sql)))
		return false;
	if (store_step(store, statement, sql))
		*out = sqlite3_column_int64(statement, 0);
	else
		store_fail(store, "%s: \"%s\" has no answer", store->path,
		    sql);
	sqlite3_finalize(statement);
	return !store->error[0];
}
