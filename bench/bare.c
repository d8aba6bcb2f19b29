/* SPDX-License-Identifier: ISC */
/* Recording what a store writes, and writing it bare. */
#define SQLITE_ENABLE_SESSION
#define SQLITE_ENABLE_PREUPDATE_HOOK
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bare.h"

#define STATEMENTS 512

/* One row: a statement and the values for its parameters. */
struct row {
	size_t statement;
	size_t value, value_count;
};

struct transaction { size_t row, row_count; };

struct recording {
	struct arena *arena;
	sqlite3_session *session;
	const char *sql[STATEMENTS];
	size_t sql_count;
	sqlite3_value **values;
	size_t value_count;
	struct row *rows;
	size_t row_count;
	struct transaction *transactions;
	size_t transaction_count;
};

struct bare {
	sqlite3 *db;
	sqlite3_stmt *begin, *commit;
	sqlite3_stmt *statements[STATEMENTS];
};

static sqlite3 *recorded;

static void
check(sqlite3 *db, int rc, const char *what)
{
	if (rc != SQLITE_OK && rc != SQLITE_DONE && rc != SQLITE_ROW)
		die("%s: %s", what, sqlite3_errmsg(db));
}

static sqlite3_stmt *
prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement;

	check(db, sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT,
	    &statement, NULL), sql);
	return statement;
}

/* --- Recording ---------------------------------------------------------- */

/* SQLite calls this for each connection that is opened. */
static int
note_connection(sqlite3 *db, char **error, const void *api)
{
	(void)error;
	(void)api;
	recorded = db;
	return SQLITE_OK;
}

struct recording *
recording_new(void)
{
	struct recording *made = memory_alloc(sizeof(*made));

	made->arena = arena_new();
	recorded = NULL;
	sqlite3_auto_extension((void (*)(void))note_connection);
	return made;
}

/* Tables in the order of the schema: references point backwards. */
void
recording_begin(struct recording *recording)
{
	sqlite3_stmt *tables;

	sqlite3_cancel_auto_extension((void (*)(void))note_connection);
	check(recorded, sqlite3session_create(recorded, "main",
	    &recording->session), "session");
	tables = prepare(recorded, "SELECT name FROM sqlite_schema "
	    "WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid");
	while (sqlite3_step(tables) == SQLITE_ROW)
		check(recorded, sqlite3session_attach(recording->session,
		    (const char *)sqlite3_column_text(tables, 0)), "attach");
	sqlite3_finalize(tables);
}

static const char *
column_name(struct recording *recording, const char *table, int column)
{
	sqlite3_stmt *look = prepare(recorded,
	    "SELECT name FROM pragma_table_info(?1) WHERE cid = ?2");
	const char *name;

	sqlite3_bind_text(look, 1, table, -1, SQLITE_STATIC);
	sqlite3_bind_int(look, 2, column);
	check(recorded, sqlite3_step(look), table);
	name = arena_strdup(recording->arena,
	    (const char *)sqlite3_column_text(look, 0));
	sqlite3_finalize(look);
	return name;
}

static void
put_value(struct recording *recording, sqlite3_value *value)
{
	sqlite3_value **place = arena_grow(recording->arena,
	    &recording->values, &recording->value_count, sizeof(*place));

	*place = sqlite3_value_dup(value);
}

/* A change of a session that is being turned into a statement. */
struct change {
	sqlite3_changeset_iter *at;
	const char *table;
	int columns, operation;
	unsigned char *is_key;
};

static void
put_where(struct recording *recording, struct change *c, struct text *sql)
{
	const char *between = " WHERE ";
	sqlite3_value *value;

	for (int i = 0; i < c->columns; i++) {
		if (!c->is_key[i])
			continue;
		sqlite3changeset_old(c->at, i, &value);
		put_value(recording, value);
		text_printf(sql, "%s%s = ?", between,
		    column_name(recording, c->table, i));
		between = " AND ";
	}
}

static void
put_insert(struct recording *recording, struct change *c, struct text *sql)
{
	sqlite3_value *value;

	text_printf(sql, "INSERT INTO %s VALUES (", c->table);
	for (int i = 0; i < c->columns; i++) {
		sqlite3changeset_new(c->at, i, &value);
		put_value(recording, value);
		text_put(sql, i == 0 ? "?" : ", ?");
	}
	text_put(sql, ")");
}

static void
put_update(struct recording *recording, struct change *c, struct text *sql)
{
	const char *between = " SET ";
	sqlite3_value *value;

	text_printf(sql, "UPDATE %s", c->table);
	for (int i = 0; i < c->columns; i++) {
		sqlite3changeset_new(c->at, i, &value);
		if (!value)
			continue;
		put_value(recording, value);
		text_printf(sql, "%s%s = ?", between,
		    column_name(recording, c->table, i));
		between = ", ";
	}
	put_where(recording, c, sql);
}

static size_t
statement_number(struct recording *recording, const char *sql)
{
	for (size_t i = 0; i < recording->sql_count; i++) {
		if (strcmp(recording->sql[i], sql) == 0)
			return i;
	}
	if (recording->sql_count == STATEMENTS)
		die("more than %d statements", STATEMENTS);
	recording->sql[recording->sql_count] =
	    arena_strdup(recording->arena, sql);
	return recording->sql_count++;
}

static void
put_change(struct recording *recording, struct change *c)
{
	size_t value = recording->value_count;
	struct row *row;
	struct text sql;

	text_init(&sql, 4096);
	if (c->operation == SQLITE_INSERT) {
		put_insert(recording, c, &sql);
	} else if (c->operation == SQLITE_UPDATE) {
		put_update(recording, c, &sql);
	} else {
		text_printf(&sql, "DELETE FROM %s", c->table);
		put_where(recording, c, &sql);
	}
	row = arena_grow(recording->arena, &recording->rows,
	    &recording->row_count, sizeof(*row));
	row->statement = statement_number(recording, sql.bytes);
	row->value = value;
	row->value_count = recording->value_count - value;
	text_release(&sql);
}

void
recording_end(struct recording *recording)
{
	struct transaction *transaction;
	struct change c;
	size_t row = recording->row_count;
	void *bytes;
	int size;

	check(recorded, sqlite3session_changeset(recording->session, &size,
	    &bytes), "changeset");
	sqlite3changeset_start(&c.at, size, bytes);
	while (sqlite3changeset_next(c.at) == SQLITE_ROW) {
		sqlite3changeset_op(c.at, &c.table, &c.columns, &c.operation,
		    NULL);
		sqlite3changeset_pk(c.at, &c.is_key, NULL);
		put_change(recording, &c);
	}
	sqlite3changeset_finalize(c.at);
	sqlite3_free(bytes);
	sqlite3session_delete(recording->session);
	transaction = arena_grow(recording->arena, &recording->transactions,
	    &recording->transaction_count, sizeof(*transaction));
	*transaction = (struct transaction){ row, recording->row_count - row };
}

size_t
recording_rows(const struct recording *recording)
{
	return recording->row_count;
}

void
recording_free(struct recording *recording)
{
	for (size_t i = 0; i < recording->value_count; i++)
		sqlite3_value_free(recording->values[i]);
	arena_free(recording->arena);
	free(recording);
}

/* --- Writing bare ------------------------------------------------------- */

void
bare_run(struct bare *bare, const char *sql)
{
	check(bare->db, sqlite3_exec(bare->db, sql, NULL, NULL, NULL), sql);
}

struct bare *
bare_open(const char *path)
{
	struct bare *bare = memory_alloc(sizeof(*bare));

	check(bare->db, sqlite3_open_v2(path, &bare->db, SQLITE_OPEN_READWRITE |
	    SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL), path);
	bare_run(bare, "PRAGMA journal_mode = WAL;"
	    "PRAGMA synchronous = FULL;"
	    "PRAGMA foreign_keys = ON;"
	    "PRAGMA wal_autocheckpoint = 1000;"
	    "PRAGMA journal_size_limit = 67108864;"
	    "PRAGMA cache_size = -65536");
	bare->begin = prepare(bare->db, "BEGIN IMMEDIATE");
	bare->commit = prepare(bare->db, "COMMIT");
	return bare;
}

static void
step(struct bare *bare, sqlite3_stmt *statement)
{
	check(bare->db, sqlite3_step(statement), sqlite3_sql(statement));
	sqlite3_reset(statement);
}

static void
apply_row(struct bare *bare, const struct recording *recording,
    const struct row *row)
{
	sqlite3_stmt **statement = &bare->statements[row->statement];

	if (!*statement)
		*statement = prepare(bare->db,
		    recording->sql[row->statement]);
	for (size_t i = 0; i < row->value_count; i++)
		sqlite3_bind_value(*statement, (int)i + 1,
		    recording->values[row->value + i]);
	step(bare, *statement);
}

void
bare_apply(struct bare *bare, const struct recording *recording, size_t number)
{
	const struct transaction *t = &recording->transactions[number];

	step(bare, bare->begin);
	for (size_t i = 0; i < t->row_count; i++)
		apply_row(bare, recording, &recording->rows[t->row + i]);
	step(bare, bare->commit);
}

sqlite3 *
bare_db(struct bare *bare)
{
	return bare->db;
}

static void
compare_table(struct bare *bare, const char *table)
{
	char sql[512];
	sqlite3_stmt *look;

	snprintf(sql, sizeof(sql), "SELECT (SELECT count(*) FROM (SELECT * "
	    "FROM main.%s EXCEPT SELECT * FROM other.%s)) + abs((SELECT "
	    "count(*) FROM main.%s) - (SELECT count(*) FROM other.%s))",
	    table, table, table, table);
	look = prepare(bare->db, sql);
	check(bare->db, sqlite3_step(look), sql);
	if (sqlite3_column_int64(look, 0) != 0)
		die("the bare program wrote other rows into %s", table);
	sqlite3_finalize(look);
}

void
bare_compare(struct bare *bare, const char *other_path)
{
	sqlite3_stmt *attach = prepare(bare->db, "ATTACH ?1 AS other");
	sqlite3_stmt *tables;

	sqlite3_bind_text(attach, 1, other_path, -1, SQLITE_STATIC);
	check(bare->db, sqlite3_step(attach), other_path);
	sqlite3_finalize(attach);
	tables = prepare(bare->db, "SELECT name FROM other.sqlite_schema "
	    "WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid");
	while (sqlite3_step(tables) == SQLITE_ROW)
		compare_table(bare,
		    (const char *)sqlite3_column_text(tables, 0));
	sqlite3_finalize(tables);
	bare_run(bare, "DETACH other");
}

void
bare_close(struct bare *bare)
{
	sqlite3_finalize(bare->begin);
	sqlite3_finalize(bare->commit);
	for (size_t i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(bare->statements[i]);
	check(bare->db, sqlite3_close(bare->db), "close");
	free(bare);
}
