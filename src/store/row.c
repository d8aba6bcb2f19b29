/* SPDX-License-Identifier: ISC */
/* Structs to values, columns to structs. */
#include "store/private.h"
#include "store/read.h"

static const char *
field_word(const struct field *field, int value)
{
	assert(value >= 0 && value < field->word_count);
	return field->words[value];
}

static size_t
field_values(const struct field *field, const void *at, struct value *out)
{
	const struct prefix *prefix = at;

	switch (field->type) {
	case FIELD_INTEGER:
		out[0] = value_int(*(const int64_t *)at);
		return 1;
	case FIELD_OPTIONAL:
		out[0] = value_opt(*(const int64_t *)at);
		return 1;
	case FIELD_TEXT:
	case FIELD_PERSONAL:
		out[0] = value_text(*(const char *const *)at);
		return 1;
	case FIELD_WORD:
		/* Enums have the size of int on every ABI we build for. */
		out[0] = value_text(field_word(field, *(const int *)at));
		return 1;
	case FIELD_PREFIX:
		out[0] = value_address(&prefix->first);
		out[1] = value_int(prefix->length);
		return 2;
	}
	die("fact field %s has no type", field->name);
}

size_t
fact_values(enum fact_kind kind, const void *row,
    struct value out[FACT_VALUES_MAX])
{
	const struct fact *fact = &facts[kind];
	size_t count = 0;

	for (size_t i = 0; i < fact->field_count; i++) {
		assert(count + 2 <= FACT_VALUES_MAX);
		count += field_values(&fact->fields[i],
		    (const char *)row + fact->fields[i].offset, out + count);
	}
	return count;
}

/* A row that is being read: place is the next column. */
struct reader {
	struct store *store;
	const struct statement *statement;
	sqlite3_stmt *from;
	int place;
};

/* The row is named by its first column, which of facts is the id. */
static bool
damaged(const struct reader *in, const char *how)
{
	store_fail(in->store, "the register is damaged: %s returned a row "
	    "(%s %lld) whose column %s %s", in->statement->name,
	    sqlite3_column_name(in->from, 0),
	    (long long)sqlite3_column_int64(in->from, 0),
	    sqlite3_column_name(in->from, in->place), how);
	return false;
}

static bool
read_number(struct reader *in, bool optional, int64_t *out)
{
	sqlite3_value *value = sqlite3_column_value(in->from, in->place);
	int type = sqlite3_value_type(value);

	if (type != SQLITE_INTEGER && !(optional && type == SQLITE_NULL))
		return damaged(in, "is not a number");
	*out = sqlite3_value_int64(value);	/* of NULL: 0 */
	in->place++;
	return true;
}

static bool
read_int(struct reader *in, int64_t *out)
{
	return read_number(in, false, out);
}

static bool
read_opt(struct reader *in, int64_t *out)
{
	return read_number(in, true, out);
}

/*
 * In SQLite's own memory, until the next step.  A text is asked for as a blob
 * too: that is its bytes where they lie, without a copy for a NUL behind it.
 */
static bool
read_bytes(struct reader *in, int type, const void **bytes, size_t *length)
{
	sqlite3_value *value = sqlite3_column_value(in->from, in->place);

	if (sqlite3_value_type(value) != type)
		return damaged(in, type == SQLITE_TEXT ? "is not a text"
		    : "is not a blob");
	*bytes = sqlite3_value_blob(value);
	*length = (size_t)sqlite3_value_bytes(value);
	if (*length == 0)
		*bytes = "";
	return true;
}

static bool
read_text(struct reader *in, const char **out)
{
	const void *bytes;
	size_t length;

	if (!read_bytes(in, SQLITE_TEXT, &bytes, &length))
		return false;
	if (memchr(bytes, '\0', length))
		return damaged(in, "has a NUL inside");
	*out = length == 0 ? "" : arena_text(in->store->arena, bytes, length);
	in->place++;
	return true;
}

static bool
read_blob(struct reader *in, struct blob *out)
{
	const void *bytes;

	if (!read_bytes(in, SQLITE_BLOB, &bytes, &out->length))
		return false;
	out->bytes = arena_memdup(in->store->arena, bytes, out->length);
	in->place++;
	return true;
}

static bool
read_address(struct reader *in, struct address *out)
{
	const void *bytes;
	size_t length;

	if (!read_bytes(in, SQLITE_BLOB, &bytes, &length))
		return false;
	if (length != sizeof(out->bytes))
		return damaged(in, "is not an address");
	memcpy(out->bytes, bytes, length);
	in->place++;
	return true;
}

static bool
read_prefix(struct reader *in, struct prefix *out)
{
	struct prefix masked;
	int64_t length = 0;

	if (!read_address(in, &out->first) || !read_int(in, &length))
		return false;
	in->place--;
	if (length < 0 || length > 128)
		return damaged(in, "is not a prefix length");
	out->length = (uint8_t)length;
	masked = prefix_of(&out->first, out->length);
	if (!prefix_equal(&masked, out))
		return damaged(in, "leaves bits behind the prefix");
	in->place++;
	return true;
}

static int
word_of(const struct field *field, const char *bytes, size_t length)
{
	for (int i = 0; i < field->word_count; i++)
		if (strlen(field->words[i]) == length &&
		    memcmp(field->words[i], bytes, length) == 0)
			return i;
	return -1;
}

static bool
read_word(struct reader *in, const struct field *field, int *out)
{
	const void *bytes;
	size_t length;

	if (!read_bytes(in, SQLITE_TEXT, &bytes, &length))
		return false;
	*out = word_of(field, bytes, length);
	if (*out < 0)
		return damaged(in, "is a word that nobody knows");
	in->place++;
	return true;
}

static bool
read_field(struct reader *in, const struct field *field, void *at)
{
	switch (field->type) {
	case FIELD_INTEGER:
		return read_int(in, at);
	case FIELD_OPTIONAL:
		return read_opt(in, at);
	case FIELD_TEXT:
	case FIELD_PERSONAL:
		return read_text(in, at);
	case FIELD_WORD:
		return read_word(in, field, at);
	case FIELD_PREFIX:
		return read_prefix(in, at);
	}
	die("fact field %s has no type", field->name);
}

static bool
read_bool(struct reader *in, bool *out)
{
	int64_t number = 0;

	if (!read_int(in, &number))
		return false;
	*out = number != 0;
	return true;
}

static bool
read_column(struct reader *in, const struct column *column, void *at)
{
	switch (column->type) {
	case COLUMN_INT:
		return read_int(in, at);
	case COLUMN_OPT:
		return read_opt(in, at);
	case COLUMN_BOOL:
		return read_bool(in, at);
	case COLUMN_TEXT:
		return read_text(in, at);
	case COLUMN_ADDRESS:
		return read_address(in, at);
	case COLUMN_PREFIX:
		return read_prefix(in, at);
	case COLUMN_BLOB:
		return read_blob(in, at);
	}
	die("a column of %s has no type", in->statement->name);
}

int
statement_width(const struct statement *statement)
{
	int width = 0;

	if (statement->fact == NO_FACT) {
		for (size_t i = 0; i < statement->column_count; i++)
			width += 1 + (statement->columns[i].type ==
			    COLUMN_PREFIX);
		return width;
	}
	for (size_t i = 0; i < facts[statement->fact].field_count; i++)
		width += 1 + (facts[statement->fact].fields[i].type ==
		    FIELD_PREFIX);
	return width;
}

static bool
fact_read(struct reader *in, const struct fact *fact, char *row)
{
	for (size_t i = 0; i < fact->field_count; i++) {
		if (!read_field(in, &fact->fields[i],
		    row + fact->fields[i].offset))
			return false;
	}
	return true;
}

bool
row_read(struct store *store, const struct statement *statement,
    sqlite3_stmt *from, void *row)
{
	struct reader in = { store, statement, from, 0 };

	if (statement->fact != NO_FACT)
		return fact_read(&in, &facts[statement->fact], row);
	for (size_t i = 0; i < statement->column_count; i++) {
		if (!read_column(&in, &statement->columns[i],
		    (char *)row + statement->columns[i].offset))
			return false;
	}
	return true;
}
