/* SPDX-License-Identifier: ISC */
/*
 * bench_import PARCELA FILE: `parcela import delegated FILE` into an empty
 * register, in turn with a bare SQLite program that inserts all the rows the
 * register then has, in one transaction, with the same schema, indexes and
 * settings.  Reading them from the imported file is not counted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bare.h"
#include "bench.h"

#define ROUNDS 3
#define ROWS_AT_ONCE 20000
#define COLUMNS 40
#define TABLES "SELECT name FROM sqlite_schema WHERE type = 'table' " \
	"AND name NOT LIKE 'sqlite_%%' ORDER BY rowid"

static void
run(const char *const argv[])
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		if (freopen("/dev/null", "w", stdout))
			execv(argv[0], (char *const *)argv);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
		die("%s %s failed", argv[0], argv[3]);
}

static double
import(const char *parcela, const char *file, const char *path)
{
	char url[512];
	const char *const init[] = { parcela, "--store", url, "init",
	    "--registry", "lacnic", NULL };
	const char *const import_file[] = { parcela, "--store", url, "import",
	    "delegated", file, NULL };
	double began;

	snprintf(url, sizeof(url), "sqlite:%s", path);
	run(init);
	began = wall_s();
	run(import_file);
	return wall_s() - began;
}

/* --- The bare program --------------------------------------------------- */

static sqlite3_stmt *
prepare(sqlite3 *db, const char *format, const char *what)
{
	sqlite3_stmt *statement;
	char *sql = sqlite3_mprintf(format, what);

	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
		die("%s: %s", sql, sqlite3_errmsg(db));
	sqlite3_free(sql);
	return statement;
}

static void
copy_schema(sqlite3 *from, struct bare *to)
{
	sqlite3_stmt *texts = prepare(from, "SELECT sql FROM sqlite_schema "
	    "WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%%' "
	    "ORDER BY rowid", NULL);

	while (sqlite3_step(texts) == SQLITE_ROW)
		bare_run(to, (const char *)sqlite3_column_text(texts, 0));
	sqlite3_finalize(texts);
}

static sqlite3_stmt *
prepare_insert(sqlite3 *db, const char *table, int columns)
{
	struct text places;
	sqlite3_stmt *insert;
	char *sql = sqlite3_mprintf("INSERT INTO %s VALUES", table);

	text_init(&places, 1000);
	for (int i = 0; i < columns; i++)
		text_printf(&places, "%c?", i == 0 ? '(' : ',');
	sql = sqlite3_mprintf("%z %s)", sql, places.bytes);
	insert = prepare(db, "%z", sql);
	text_release(&places);
	return insert;
}

struct rows {
	sqlite3_value *values[ROWS_AT_ONCE][COLUMNS];
	int columns;
	size_t count;
};

static void
read_rows(sqlite3_stmt *select, struct rows *rows)
{
	rows->columns = sqlite3_column_count(select);
	if (rows->columns > COLUMNS)
		die("more than %d columns", COLUMNS);
	for (rows->count = 0; rows->count < ROWS_AT_ONCE; rows->count++) {
		if (sqlite3_step(select) != SQLITE_ROW)
			return;
		for (int i = 0; i < rows->columns; i++)
			rows->values[rows->count][i] = sqlite3_value_dup(
			    sqlite3_column_value(select, i));
	}
}

static void
insert_rows(sqlite3 *db, sqlite3_stmt *insert, const struct rows *rows)
{
	for (size_t row = 0; row < rows->count; row++) {
		for (int i = 0; i < rows->columns; i++)
			sqlite3_bind_value(insert, i + 1,
			    rows->values[row][i]);
		if (sqlite3_step(insert) != SQLITE_DONE)
			die("insert: %s", sqlite3_errmsg(db));
		sqlite3_reset(insert);
	}
}

static void
free_rows(struct rows *rows)
{
	for (size_t row = 0; row < rows->count; row++) {
		for (int i = 0; i < rows->columns; i++)
			sqlite3_value_free(rows->values[row][i]);
	}
}

/* Seconds spent inserting a table; adds its rows to *count. */
static double
copy_table(sqlite3 *from, sqlite3 *to, const char *table, uint64_t *count)
{
	static struct rows rows;
	sqlite3_stmt *select = prepare(from, "SELECT * FROM %s", table);
	sqlite3_stmt *insert = prepare_insert(to, table,
	    sqlite3_column_count(select));
	double spent = 0, began;

	do {
		read_rows(select, &rows);
		began = wall_s();
		insert_rows(to, insert, &rows);
		spent += wall_s() - began;
		*count += rows.count;
		free_rows(&rows);
	} while (rows.count == ROWS_AT_ONCE);
	sqlite3_finalize(select);
	sqlite3_finalize(insert);
	return spent;
}

static double
insert_all(const char *from_path, const char *to_path, uint64_t *count)
{
	double began = wall_s(), spent;
	struct bare *to = bare_open(to_path);
	struct bare *from = bare_open(from_path);
	sqlite3_stmt *tables;

	copy_schema(bare_db(from), to);
	bare_run(to, "BEGIN IMMEDIATE");
	spent = wall_s() - began;
	*count = 0;
	tables = prepare(bare_db(from), TABLES, NULL);
	while (sqlite3_step(tables) == SQLITE_ROW)
		spent += copy_table(bare_db(from), bare_db(to),
		    (const char *)sqlite3_column_text(tables, 0), count);
	sqlite3_finalize(tables);
	began = wall_s();
	bare_run(to, "COMMIT");
	spent += wall_s() - began;
	bare_close(from);
	began = wall_s();
	bare_close(to);
	return spent + wall_s() - began;
}

int
main(int argc, char **argv)
{
	double ours[ROUNDS], bare[ROUNDS];
	char ours_name[16], bare_name[16];
	uint64_t count = 0;

	if (argc != 3) {
		fprintf(stderr, "usage: bench_import PARCELA FILE\n");
		return 64;
	}
	for (int i = 0; i < ROUNDS; i++) {
		snprintf(ours_name, sizeof(ours_name), "ours%d.db", i);
		snprintf(bare_name, sizeof(bare_name), "bare%d.db", i);
		ours[i] = import(argv[1], argv[2], bench_path(ours_name));
		bare[i] = insert_all(bench_path(ours_name),
		    bench_path(bare_name), &count);
	}
	figure("import of %s: %.2f s; bare SQLite inserting its %llu rows: "
	    "%.2f s", strrchr(argv[2], '/') ? strrchr(argv[2], '/') + 1 :
	    argv[2], median(ours, ROUNDS), (unsigned long long)count,
	    median(bare, ROUNDS));
	promise_at_least("import beside bare SQLite",
	    median(bare, ROUNDS) / median(ours, ROUNDS), 0.4);
	return bench_result();
}
