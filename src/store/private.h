/* SPDX-License-Identifier: ISC */
/*
 * What the files of store and the generated statements share.  Nobody else
 * includes this.
 */
#ifndef STORE_PRIVATE_H
#define STORE_PRIVATE_H

#include <sqlite3.h>
#include <string.h>

#include "store/store.h"

#define APPLICATION_ID 0x70617263	/* "parc" */
#define SCHEMA_VERSION 4
#define ERROR_TEXT_MAX 512
#define UNFINISHED_MAX 8192		/* bytes of a file without tables */

/* --- What tools/sqlgen.py writes down --------------------------------- */

/* How a field of a result that is no fact is read. */
enum column_type {
	COLUMN_INT, COLUMN_OPT, COLUMN_BOOL, COLUMN_TEXT, COLUMN_ADDRESS,
	COLUMN_PREFIX,			/* takes two columns */
	COLUMN_BLOB,
};

struct column {
	enum column_type type;
	size_t offset;			/* in the row's struct */
};

#define NO_FACT FACT_COUNT

struct statement {
	const char *name;
	const char *sql;
	enum fact_kind fact;		/* that it returns, or NO_FACT */
	const struct column *columns;	/* that it returns otherwise */
	size_t column_count;
	size_t size;			/* of its row; 0: it returns none */
};

/* The first are those of the facts: kind * FACT_VERB_COUNT + verb. */
extern const struct statement statements[];
extern const int statement_count;
extern const char store_schema[];

enum fact_verb {
	FACT_BY_ID, FACT_ALL, FACT_INSERT, FACT_UPDATE, FACT_DELETE,
	FACT_VERB_COUNT,
};

/* --- A connection ------------------------------------------------------ */

enum store_state { STATE_IDLE, STATE_SNAPSHOT, STATE_WRITING };

/* A statement prepared once; used while a cursor walks it. */
struct prepared {
	sqlite3_stmt *statement;
	bool used;
};

struct store {
	sqlite3 *db;
	char *path;
	enum store_mode mode;
	enum store_state state;
	struct arena *arena;
	struct prepared *prepared;	/* by number of statement */
	sqlite3_stmt *begin, *rollback;	/* the edges of a snapshot */
	sqlite3_stmt *version;
	int cursors;			/* open */
	struct known_rows *known;	/* NULL before the first snapshot */
	char *lock_path;		/* NULL: no lock (":memory:") */
	int lock_fd;
	int wal_pages;			/* after the last commit */
	bool marked;
	bool checkpoint_failed;		/* and it was logged */
	bool lost;			/* a COMMIT's outcome is unknown */
	char error[ERROR_TEXT_MAX];	/* "" when none */
};

/* The first failure stays. */
void store_fail(struct store *, const char *format, ...) PRINTF_LIKE(2, 3);
/* The same out of SQLite's own words; what names the thing attempted. */
void store_fail_sqlite(struct store *, const char *what);

/* Prepare and step, patient with what passes by itself for a reader. */
sqlite3_stmt *store_prepare(struct store *, const char *sql,
    unsigned int flags, const char *what);
bool store_step(struct store *, sqlite3_stmt *, const char *what);

/* SQL without result or parameters; the one integer of a query. */
bool store_run(struct store *, const char *sql);
/* The same, prepared once and kept. */
bool store_run_kept(struct store *, sqlite3_stmt **, const char *sql);
bool store_query_int(struct store *, const char *sql, int64_t *out);

/* --- The lock of the one writer ---------------------------------------- */

bool lock_open(struct store *);		/* false: sticky error */
bool lock_take(struct store *);
void lock_give(struct store *);
void lock_close(struct store *);

/* Move what is in the WAL into the file; the lock is held. */
void store_checkpoint(struct store *);

bool sync_directory_of(const char *path);

/* --- Values and rows --------------------------------------------------- */

enum value_type { VALUE_INT, VALUE_OPT, VALUE_TEXT, VALUE_BLOB };

struct value {
	enum value_type type;
	int64_t number;
	const void *bytes;
	size_t length;
};

static inline struct value
value_int(int64_t number)
{
	return (struct value){ VALUE_INT, .number = number };
}

static inline struct value
value_opt(int64_t number)
{
	return (struct value){ VALUE_OPT, .number = number };
}

static inline struct value
value_blob(const void *bytes, size_t length)
{
	return (struct value){ VALUE_BLOB, .bytes = bytes, .length = length };
}

static inline struct value
value_text(const char *text)
{
	assert(text);
	return (struct value){ VALUE_TEXT, .bytes = text,
	    .length = strlen(text) };
}

static inline struct value
value_address(const struct address *address)
{
	return value_blob(address->bytes, sizeof(address->bytes));
}

#define FACT_VALUES_MAX 32
size_t fact_values(enum fact_kind, const void *row,
    struct value out[FACT_VALUES_MAX]);

/* --- What was asked before ---------------------------------------------- */

/*
 * While nobody changes the register a statement answers the same to the same
 * values.  So each connection keeps short answers, also those without a row,
 * from one snapshot to the next until SQLite's data_version tells that
 * somebody wrote: pages ask for the same people, holders and places over and
 * over.  What is found lies in the store's arena, like what is read.
 */
#define KNOWN_QUESTION_MAX 80		/* bytes; longer ones are not kept */

struct known_question {
	uint8_t bytes[KNOWN_QUESTION_MAX];	/* the statement, its values */
	size_t length;
	uint32_t mix;
	bool too_long;
};

/* NULL: it has to be asked; q is for keeping what is answered then. */
struct known *known_find(struct store *, int number, const struct value *in,
    size_t count, struct known_question *q);
/* Its rows one after the other; false: there are no more. */
bool known_row(struct store *, int number, const struct known *, size_t at,
    void *row);

/* An answer to be kept: made, told each row, kept when that was all.  NULL,
   also for the others to take: it is not kept. */
struct known *known_new(struct store *, int number,
    const struct known_question *);
struct known *known_add(struct store *, int number, struct known *,
    const void *row);
void known_keep(struct store *, struct known *);

bool known_begin(struct store *);	/* of a snapshot; false: sticky error */
void known_forget(struct store *);	/* what this connection changed */
void known_free(struct store *);

/* --- Statements --------------------------------------------------------- */

/* Columns that a statement returns. */
int statement_width(const struct statement *);
/* False: damaged, a sticky error. */
bool row_read(struct store *, const struct statement *, sqlite3_stmt *,
    void *row);

bool statement_one(struct store *, int number, const struct value *in,
    size_t count, void *row);
void statement_open(struct store *, int number, const struct value *in,
    size_t count, struct cursor *);
bool statement_next(struct cursor *, int number, void *row);
int64_t statement_do(struct store *, int number, const struct value *in,
    size_t count);

#endif
