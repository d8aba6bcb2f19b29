/* SPDX-License-Identifier: ISC */
/* Binding and stepping: what the generated functions are thin faces of. */
#include "store/private.h"
#include "store/write.h"

static int
bind_value(sqlite3_stmt *statement, int place, const struct value *value,
    sqlite3_destructor_type keep)
{
	switch (value->type) {
	case VALUE_OPT:
		if (value->number == 0)
			return sqlite3_bind_null(statement, place);
		/* fall through */
	case VALUE_INT:
		return sqlite3_bind_int64(statement, place, value->number);
	case VALUE_TEXT:
		return sqlite3_bind_text64(statement, place, value->bytes,
		    value->length, keep, SQLITE_UTF8);
	case VALUE_BLOB:
		/* A null pointer would become NULL, not an empty blob. */
		return sqlite3_bind_blob64(statement, place,
		    value->length > 0 ? value->bytes : "", value->length,
		    keep);
	}
	return SQLITE_MISUSE;
}

/* Give a statement back to the cache, or end it when it is a second copy. */
static void
statement_give(struct store *store, int number, sqlite3_stmt *statement)
{
	struct prepared *cached = &store->prepared[number];

	if (statement != cached->statement) {
		sqlite3_finalize(statement);
		return;
	}
	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
	cached->used = false;
}

static sqlite3_stmt *
statement_prepare(struct store *store, int number)
{
	struct prepared *cached = &store->prepared[number];
	sqlite3_stmt *made;

	made = store_prepare(store, statements[number].sql,
	    cached->statement ? 0 : SQLITE_PREPARE_PERSISTENT,
	    statements[number].name);
	if (!made)
		return NULL;
	assert(sqlite3_column_count(made) ==
	    statement_width(&statements[number]));
	if (!cached->statement)
		cached->statement = made;
	return made;
}

/* A statement with its values, ready to step; NULL: a sticky error. */
static sqlite3_stmt *
statement_take(struct store *store, int number, const struct value *in,
    size_t count, sqlite3_destructor_type keep)
{
	struct prepared *cached = &store->prepared[number];
	sqlite3_stmt *taken = cached->statement;

	assert(store->arena);
	if (store->error[0])
		return NULL;
	if (!taken || cached->used) {
		if (!(taken = statement_prepare(store, number)))
			return NULL;
	}
	if (taken == cached->statement)
		cached->used = true;
	assert((size_t)sqlite3_bind_parameter_count(taken) == count);
	for (size_t i = 0; i < count; i++) {
		if (bind_value(taken, (int)i + 1, &in[i], keep) == SQLITE_OK)
			continue;
		store_fail_sqlite(store, statements[number].name);
		statement_give(store, number, taken);
		return NULL;
	}
	return taken;
}

bool
statement_one(struct store *store, int number, const struct value *in,
    size_t count, void *row)
{
	struct known_question question;
	struct known *known = known_find(store, number, in, count, &question);
	sqlite3_stmt *taken;
	bool found;

	if (known != NULL)
		return known_row(store, number, known, 0, row);
	taken = statement_take(store, number, in, count, SQLITE_STATIC);
	if (!taken)
		return false;
	found = store_step(store, taken, statements[number].name) &&
	    row_read(store, &statements[number], taken, row);
	statement_give(store, number, taken);
	known = known_new(store, number, &question);
	known_keep(store, found ? known_add(store, number, known, row) :
	    known);
	return found;
}

void
statement_open(struct store *store, int number, const struct value *in,
    size_t count, struct cursor *cursor)
{
	struct known_question question;

	*cursor = (struct cursor){ .store = store, .number = number };
	cursor->known = known_find(store, number, in, count, &question);
	if (cursor->known == NULL)
		cursor->statement = statement_take(store, number, in, count,
		    SQLITE_TRANSIENT);
	if (cursor->statement)
		cursor->known = known_new(store, number, &question);
	if (cursor->statement || cursor->known)
		store->cursors++;
}

/* Who wanted so many rows and has them did not ask for the end. */
static void
see_end(struct cursor *cursor)
{
	struct store *store = cursor->store;

	if (cursor->known && !store->error[0] && !store_step(store,
	    cursor->statement, statements[cursor->number].name))
		known_keep(store, cursor->known);
}

void
cursor_close(struct cursor *cursor)
{
	if (!cursor->statement && !cursor->known)
		return;
	if (cursor->statement) {
		see_end(cursor);
		statement_give(cursor->store, cursor->number,
		    cursor->statement);
	}
	cursor->statement = NULL;
	cursor->known = NULL;
	cursor->store->cursors--;
}

/* The next row out of the register. */
static bool
read_next(struct cursor *cursor, void *row)
{
	struct store *store = cursor->store;
	const struct statement *statement = &statements[cursor->number];

	if (store->error[0])
		return false;
	if (!store_step(store, cursor->statement, statement->name)) {
		known_keep(store, cursor->known);
		cursor->known = NULL;
		return false;
	}
	if (!row_read(store, statement, cursor->statement, row))
		return false;
	cursor->known = known_add(store, cursor->number, cursor->known, row);
	return true;
}

bool
statement_next(struct cursor *cursor, int number, void *row)
{
	if (!cursor->statement && !cursor->known)
		return false;
	assert(cursor->number == number);
	if (cursor->statement ? read_next(cursor, row) : known_row(
	    cursor->store, number, cursor->known, cursor->at++, row))
		return true;
	cursor_close(cursor);
	return false;
}

int64_t
statement_do(struct store *store, int number, const struct value *in,
    size_t count)
{
	sqlite3_stmt *taken;
	int64_t changed = 0;

	if (store->error[0])
		return 0;
	if (store->state != STATE_WRITING)
		die("%s outside a write transaction", statements[number].name);
	taken = statement_take(store, number, in, count, SQLITE_STATIC);
	if (!taken)
		return 0;
	store_step(store, taken, statements[number].name);
	if (!store->error[0])
		changed = sqlite3_changes64(store->db);
	statement_give(store, number, taken);
	return changed;
}

static int
fact_statement(enum fact_kind kind, enum fact_verb verb)
{
	assert(kind < FACT_COUNT);
	return (int)kind * FACT_VERB_COUNT + (int)verb;
}

bool
q_fact_by_id(struct store *store, enum fact_kind kind, int64_t id, void *row)
{
	const struct value in = value_int(id);

	return statement_one(store, fact_statement(kind, FACT_BY_ID), &in, 1,
	    row);
}

void
q_fact_all_open(struct store *store, enum fact_kind kind,
    struct cursor *cursor)
{
	statement_open(store, fact_statement(kind, FACT_ALL), NULL, 0, cursor);
}

bool
q_fact_all_next(enum fact_kind kind, struct cursor *cursor, void *row)
{
	return statement_next(cursor, fact_statement(kind, FACT_ALL), row);
}

static int64_t
fact_write(struct store *store, enum fact_kind kind, enum fact_verb verb,
    const void *row)
{
	struct value in[FACT_VALUES_MAX];
	size_t count = fact_values(kind, row, in);

	return statement_do(store, fact_statement(kind, verb), in, count);
}

int64_t
w_fact_insert(struct store *store, enum fact_kind kind, const void *row)
{
	return fact_write(store, kind, FACT_INSERT, row);
}

int64_t
w_fact_update(struct store *store, enum fact_kind kind, const void *row)
{
	return fact_write(store, kind, FACT_UPDATE, row);
}

int64_t
w_fact_delete(struct store *store, enum fact_kind kind, int64_t id)
{
	const struct value in = value_int(id);

	return statement_do(store, fact_statement(kind, FACT_DELETE), &in, 1);
}
