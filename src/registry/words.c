/* SPDX-License-Identifier: ISC */
/*
 * Finding an organisation by the words of its name, or by its ownerid, which
 * counts as one word.
 */
#include "registry/private.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "store/read.h"
#include "store/write.h"

#define PROBE 64			/* rows that tell rare from common */
#define EXAMINED 4000			/* of a search that finds little */

static int
word_order(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t
sort_words(const char **words, size_t count)
{
	size_t kept = 0;

	if (count > 1)
		qsort(words, count, sizeof(*words), word_order);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || strcmp(words[kept - 1], words[i]) != 0)
			words[kept++] = words[i];
	return kept;
}

static const char *
lower(struct arena *arena, const char *s, size_t length)
{
	char *copy = arena_strndup(arena, s,
	    length < LIMIT_WORD ? length : LIMIT_WORD);

	for (char *c = copy; *c != '\0'; c++)
		*c = (char)tolower((unsigned char)*c);
	return copy;
}

/* Appends the words of a text. */
static size_t
split_words(struct arena *arena, const char *s, const char **out, size_t count)
{
	const char *at = text_fold_words(arena, s);
	size_t n;

	for (; *at != '\0' && count < LIMIT_WORDS; at += n + (at[n] == ' ')) {
		n = strcspn(at, " ");
		out[count++] = lower(arena, at, n);
	}
	return count;
}

size_t
words_of(struct arena *arena, const struct organisation *o,
    const char *out[LIMIT_WORDS + 1])
{
	size_t count = split_words(arena, o->name, out, 0);

	out[count++] = lower(arena, o->ownerid, strlen(o->ownerid));
	return sort_words(out, count);
}

size_t
words_typed(struct arena *arena, const char *typed,
    const char *out[LIMIT_WORDS + 1])
{
	static const char blanks[] = " \t\r\n";
	size_t count = 0, n;

	for (typed += strspn(typed, blanks); *typed != '\0' &&
	    count < LIMIT_WORDS; typed += n, typed += strspn(typed, blanks)) {
		n = strcspn(typed, blanks);
		if (n > 2 && typed[2] == '-')	/* as ownerids begin */
			out[count++] = lower(arena, typed, n);
		else
			count = split_words(arena,
			    arena_strndup(arena, typed, n), out, count);
	}
	return sort_words(out, count);
}

void
words_keep(struct registry *r, const struct organisation *before,
    const struct organisation *after)
{
	const char *words[LIMIT_WORDS + 1];
	size_t count;

	if (before != NULL && after != NULL &&
	    strcmp(before->name, after->name) == 0)
		return;
	if (before != NULL)
		w_word_delete_of(r->db, before->id);
	if (after == NULL)
		return;
	count = words_of(r->scratch, after, words);
	for (size_t i = 0; i < count; i++)
		w_word_insert(r->db, words[i], strlen(words[i]), after->id);
}

/* --- Searching ----------------------------------------------------------- */

/* Words that begin so end before this: no text has a byte of 0xff. */
struct reach { const char *from; size_t length; char beyond[LIMIT_WORD + 2]; };

static struct reach
reach_of(const char *word)
{
	struct reach reach = { .from = word, .length = strlen(word) };

	memcpy(reach.beyond, word, reach.length);
	reach.beyond[reach.length] = (char)0xff;
	return reach;
}

static int64_t
rows_of(struct registry *r, const struct reach *reach)
{
	struct q_word_from row;
	struct cursor cursor;
	int64_t count = 0;

	q_word_from_open(r->db, reach->from, reach->length, reach->beyond,
	    reach->length + 1, PROBE, &cursor);
	while (q_word_from_next(&cursor, &row))
		count++;
	return count;
}

static bool
has_all(struct registry *r, int64_t organisation, const struct reach *reaches,
    size_t count)
{
	struct q_word_begins row;

	for (size_t i = 0; i < count; i++)
		if (!q_word_begins(r->db, organisation, reaches[i].from,
		    reaches[i].length, reaches[i].beyond,
		    reaches[i].length + 1, &row))
			return false;
	return true;
}

static bool
is_found(const struct organisation *found, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (found[i].id == id)
			return true;
	return false;
}

/* The rarest word leads, the others are asked of each it finds. */
static const struct reach *
leader(struct registry *r, const struct reach *reaches, size_t count)
{
	const struct reach *rarest = &reaches[0];
	int64_t fewest = INT64_MAX, rows;

	for (size_t i = 0; count > 1 && i < count; i++) {
		rows = rows_of(r, &reaches[i]);
		if (rows < fewest || (rows == fewest &&
		    reaches[i].length > rarest->length)) {
			fewest = rows;
			rarest = &reaches[i];
		}
	}
	return rarest;
}

size_t
registry_find_organisations(struct registry *r, const char *typed,
    struct organisation *out, size_t most)
{
	struct reach reaches[LIMIT_WORDS + 1];
	const char *words[LIMIT_WORDS + 1];
	size_t count = words_typed(r->arena, typed, words), found = 0;
	const struct reach *first;
	struct q_word_from row;
	struct cursor cursor;

	for (size_t i = 0; i < count; i++)
		reaches[i] = reach_of(words[i]);
	if (count == 0)
		return 0;
	first = leader(r, reaches, count);
	q_word_from_open(r->db, first->from, first->length, first->beyond,
	    first->length + 1, EXAMINED, &cursor);
	while (found < most && q_word_from_next(&cursor, &row))
		if (!is_found(out, found, row.organisation) &&
		    has_all(r, row.organisation, reaches, count) &&
		    q_organisation_by_id(r->db, row.organisation, &out[found]))
			found++;
	cursor_close(&cursor);
	return found;
}
