/* SPDX-License-Identifier: ISC */
/* The words by which organisations and persons are found. */
#include "registry/verify.h"

#include <string.h>

#include "store/read.h"

static bool
is_word(const struct blob *stored, const char *word)
{
	return stored->length == strlen(word) &&
	    memcmp(stored->bytes, word, stored->length) == 0;
}

static bool
verify_words(struct verify *v, enum fact_kind kind, const void *row,
    int64_t *total)
{
	const char *words[WORDS_MAX];
	size_t count = words_of(v->scratch, kind, row, words), i = 0;
	int64_t id = fact_id(kind, row);
	struct q_word_of stored;
	struct cursor cursor;
	bool right = true;

	q_word_of_open(v->db, id, &cursor);
	while (right && q_word_of_next(&cursor, &stored))
		right = i < count && is_word(&stored.fold, words[i++]) &&
		    strcmp(stored.kind, word_kinds[kind]) == 0;
	cursor_close(&cursor);
	*total += (int64_t)count;
	return (right && i == count) || verify_fail(v, "%s (id %lld): its "
	    "words are not its name's", facts[kind].name, (long long)id);
}

static bool
verify_all_words(struct verify *v, enum fact_kind kind, int64_t *total)
{
	union { struct person person; struct organisation organisation; } row;
	struct cursor cursor;
	bool right = true;

	q_fact_all_open(v->db, kind, &cursor);
	while (right && q_fact_all_next(kind, &cursor, &row)) {
		right = verify_words(v, kind, &row, total);
		arena_clear(v->scratch);
	}
	cursor_close(&cursor);
	return right;
}

bool
verify_names(struct verify *v)
{
	struct q_word_count stored;
	int64_t total = 0;

	if (!verify_all_words(v, FACT_person, &total) ||
	    !verify_all_words(v, FACT_organisation, &total))
		return false;
	if (q_word_count(v->db, &stored) && stored.number != total)
		return verify_fail(v, "%lld words, but %lld in names",
		    (long long)stored.number, (long long)total);
	return true;
}
