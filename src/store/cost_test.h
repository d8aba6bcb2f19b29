/* SPDX-License-Identifier: ISC */
/*
 * What an answer costs, for tests that it does not grow: the steps of
 * SQLite's machine in all statements of the store that was opened last.
 * Unlike a clock they are the same every time.
 */
#ifndef STORE_COST_TEST_H
#define STORE_COST_TEST_H

#include <sqlite3.h>

#include "base/base.h"

static sqlite3 *cost_db;

static inline int
cost_note(sqlite3 *db, char **error, const void *api)
{
	(void)error;
	(void)api;
	cost_db = db;
	return SQLITE_OK;
}

/* Before the store is opened. */
static inline void
cost_watch(void)
{
	sqlite3_auto_extension((void (*)(void))cost_note);
}

/* Since the last call. */
static inline int64_t
cost_steps(void)
{
	sqlite3_stmt *s = NULL;
	int64_t steps = 0;

	while ((s = sqlite3_next_stmt(cost_db, s)) != NULL)
		steps += sqlite3_stmt_status(s, SQLITE_STMTSTATUS_VM_STEP, 1);
	return steps;
}

/* Not more than a little: leaves of trees are deeper, keys longer. */
static inline void
cost_is_alike(int64_t few, int64_t many)
{
	if (many > few + few / 5)
		fail_msg("%lld steps with few, %lld with many",
		    (long long)few, (long long)many);
}

#endif
