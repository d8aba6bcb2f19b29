/* SPDX-License-Identifier: ISC */
/* What statements answered, while the register stays as it is. */
#include <stdlib.h>

#include "store/private.h"
#include "store/read.h"

#define PLACES 1024			/* a power of two */
#define TRIES 4				/* places that a question may have */
#define ROOM 262144			/* bytes of answers; then anew */
#define ROWS_MAX 64			/* longer answers are not kept */

/* One answer. */
struct known {
	struct known_question question;
	size_t row_size;
	char *rows;			/* their texts and blobs lie apart */
	size_t count;
};

struct known_rows {
	struct known *places[PLACES];
	struct arena *arena;
	size_t size;
	int64_t version;		/* of the register */
};

/* --- Questions ------------------------------------------------------------ */

static void
put_bytes(struct known_question *q, const void *bytes, size_t length)
{
	if (q->length + length > sizeof(q->bytes)) {
		q->too_long = true;
		return;
	}
	for (size_t i = 0; i < length; i++) {
		q->bytes[q->length + i] = ((const uint8_t *)bytes)[i];
		q->mix = (q->mix ^ ((const uint8_t *)bytes)[i]) * 16777619u;
	}
	q->length += length;
}

static void
make_question(int number, const struct value *in, size_t count,
    struct known_question *q)
{
	q->length = 0;
	q->mix = 2166136261u;
	q->too_long = false;
	put_bytes(q, &number, sizeof(number));
	for (size_t i = 0; i < count; i++) {
		const bool is_number = in[i].type <= VALUE_OPT;

		put_bytes(q, is_number ? (const void *)&in[i].number :
		    &in[i].length, sizeof(in[i].length));
		if (!is_number)
			put_bytes(q, in[i].bytes, in[i].length);
	}
}

static bool
is_question(const struct known_question *a, const struct known_question *b)
{
	return a->mix == b->mix && a->length == b->length &&
	    memcmp(a->bytes, b->bytes, a->length) == 0;
}

/* Where its answer is, else where it may lie: others are forgotten for it. */
static struct known **
place_of(struct known_rows *rows, const struct known_question *q)
{
	size_t first = q->mix ^ q->mix >> 16;
	struct known **place;

	for (size_t i = 0; i < TRIES; i++) {
		place = &rows->places[(first + i) % PLACES];
		if (*place == NULL || is_question(&(*place)->question, q))
			return place;
	}
	return &rows->places[first % PLACES];
}

/* --- Rows ----------------------------------------------------------------- */

static void
copy_text(struct arena *arena, void *at)
{
	const char *text;

	memcpy(&text, at, sizeof(text));
	text = *text == '\0' ? "" : arena_strdup(arena, text);
	memcpy(at, &text, sizeof(text));
}

static void
copy_fact(struct arena *arena, const struct fact *fact, char *row)
{
	for (size_t i = 0; i < fact->field_count; i++)
		if (fact->fields[i].type == FIELD_TEXT ||
		    fact->fields[i].type == FIELD_PERSONAL)
			copy_text(arena, row + fact->fields[i].offset);
}

/* What lies outside of the row is copied too. */
static void
copy_row(struct arena *arena, int number, const void *from, void *to)
{
	const struct statement *s = &statements[number];
	struct blob *blob;

	memcpy(to, from, s->size);
	if (s->fact != NO_FACT) {
		copy_fact(arena, &facts[s->fact], to);
		return;
	}
	for (size_t i = 0; i < s->column_count; i++) {
		char *at = (char *)to + s->columns[i].offset;

		if (s->columns[i].type == COLUMN_TEXT)
			copy_text(arena, at);
		if (s->columns[i].type != COLUMN_BLOB)
			continue;
		blob = (struct blob *)(void *)at;
		blob->bytes = arena_memdup(arena, blob->bytes, blob->length);
	}
}

/* --- Asked and answered --------------------------------------------------- */

struct known *
known_find(struct store *store, int number, const struct value *in,
    size_t count, struct known_question *q)
{
	struct known *known;

	q->too_long = true;
	if (store->state != STATE_SNAPSHOT || store->error[0])
		return NULL;
	make_question(number, in, count, q);
	if (q->too_long)
		return NULL;
	known = *place_of(store->known, q);
	return known != NULL && is_question(&known->question, q) ? known :
	    NULL;
}

bool
known_row(struct store *store, int number, const struct known *known,
    size_t at, void *row)
{
	if (at >= known->count)
		return false;
	copy_row(store->arena, number, known->rows + at * known->row_size,
	    row);
	return true;
}

struct known *
known_new(struct store *store, int number, const struct known_question *q)
{
	struct known_rows *rows = store->known;
	struct known *known;

	if (q->too_long || rows->size > ROOM)
		return NULL;
	known = arena_alloc(rows->arena, sizeof(*known));
	known->question = *q;
	known->row_size = statements[number].size;
	rows->size += sizeof(*known);
	return known;
}

struct known *
known_add(struct store *store, int number, struct known *known,
    const void *row)
{
	struct known_rows *rows = store->known;

	if (known == NULL || known->count == ROWS_MAX)
		return NULL;
	copy_row(rows->arena, number, row, arena_grow(rows->arena,
	    &known->rows, &known->count, known->row_size));
	/* Texts are counted at a guess. */
	rows->size += 2 * known->row_size;
	return known;
}

void
known_keep(struct store *store, struct known *known)
{
	if (known != NULL && !store->error[0])
		*place_of(store->known, &known->question) = known;
}

/* --- While the register stays as it is ------------------------------------ */

void
known_forget(struct store *store)
{
	struct known_rows *rows = store->known;

	if (rows == NULL || rows->size == 0)
		return;
	memset(rows->places, 0, sizeof(rows->places));
	arena_clear(rows->arena);
	rows->size = 0;
}

static bool
read_version(struct store *store, int64_t *version)
{
	static const char sql[] = "PRAGMA data_version";

	if (!store->version && !(store->version = store_prepare(store, sql,
	    SQLITE_PREPARE_PERSISTENT, sql)))
		return false;
	if (store_step(store, store->version, sql))
		*version = sqlite3_column_int64(store->version, 0);
	sqlite3_reset(store->version);
	return !store->error[0];
}

bool
known_begin(struct store *store)
{
	int64_t version = 0;

	if (store->known == NULL) {
		store->known = memory_alloc(sizeof(*store->known));
		store->known->arena = arena_new();
	}
	if (!read_version(store, &version))
		return false;
	if (version != store->known->version || store->known->size > ROOM)
		known_forget(store);
	store->known->version = version;
	return true;
}

void
known_free(struct store *store)
{
	if (store->known == NULL)
		return;
	arena_free(store->known->arena);
	free(store->known);
}
