/* SPDX-License-Identifier: ISC */
/* What the engine itself can say about a file: pages, schema, references. */
#include <stdio.h>

#include "store/private.h"

static bool
check_pages(struct store *store, char *why, size_t why_size)
{
	static const char sql[] = "PRAGMA integrity_check(1)";
	sqlite3_stmt *check;
	const char *said;
	bool fine = false;

	check = store_prepare(store, sql, 0, sql);
	if (check && store_step(store, check, sql)) {
		said = (const char *)sqlite3_column_text(check, 0);
		fine = said && strcmp(said, "ok") == 0;
		if (!fine)
			snprintf(why, why_size, "%s: %s", store->path,
			    said ? said : "");
	}
	sqlite3_finalize(check);
	return fine;
}

/* One text that says each table, index and trigger of a database. */
#define SCHEMA_SQL "SELECT group_concat(line, char(10)) FROM (SELECT type " \
	"|| ' ' || name || ' ' || coalesce(sql, '') AS line " \
	"FROM sqlite_schema ORDER BY 1)"

static bool
schema_of(sqlite3 *db, struct text *out)
{
	sqlite3_stmt *statement;
	bool found;

	if (sqlite3_prepare_v2(db, SCHEMA_SQL, -1, &statement, NULL) !=
	    SQLITE_OK)
		return false;
	found = sqlite3_step(statement) == SQLITE_ROW;
	if (found)
		text_put(out, (const char *)sqlite3_column_text(statement, 0));
	sqlite3_finalize(statement);
	return found;
}

/* The schema as a new register has it. */
static bool
schema_wanted(struct text *out)
{
	sqlite3 *db;
	bool found = sqlite3_open(":memory:", &db) == SQLITE_OK &&
	    sqlite3_exec(db, store_schema, NULL, NULL, NULL) == SQLITE_OK &&
	    schema_of(db, out);

	sqlite3_close(db);
	return found;
}

/* A trigger or a missing index would do its damage at the next write. */
static bool
check_schema(struct store *store, char *why, size_t why_size)
{
	struct text wanted, found;
	bool fine;

	text_init(&wanted, 1 << 20);
	text_init(&found, 1 << 20);
	fine = schema_wanted(&wanted) && schema_of(store->db, &found) &&
	    strcmp(wanted.bytes, found.bytes) == 0;
	if (!fine)
		snprintf(why, why_size, "%s: its tables, indexes and triggers "
		    "are not those of a register", store->path);
	text_release(&wanted);
	text_release(&found);
	return fine;
}

bool
store_check_references(struct store *store, char *why, size_t why_size)
{
	static const char sql[] = "PRAGMA foreign_key_check";
	sqlite3_stmt *check;
	bool fine;

	if (!(check = store_prepare(store, sql, 0, sql)))
		return false;
	fine = !store_step(store, check, sql);
	if (!fine)
		snprintf(why, why_size, "row %lld of %s refers to a row of %s "
		    "that is not there",
		    (long long)sqlite3_column_int64(check, 1),
		    sqlite3_column_text(check, 0),
		    sqlite3_column_text(check, 2));
	sqlite3_finalize(check);
	return fine && !store->error[0];
}

bool
store_check_file(struct store *store, char *why, size_t why_size)
{
	bool fine;

	fine = !store->error[0] && check_pages(store, why, why_size) &&
	    check_schema(store, why, why_size);
	if (store->error[0])
		snprintf(why, why_size, "%s", store->error);
	return fine;
}
