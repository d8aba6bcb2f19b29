/* SPDX-License-Identifier: ISC */
/* The words by which organisations are found. */
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
verify_organisation(struct verify *v, const struct organisation *o,
    int64_t *total)
{
	const char *words[LIMIT_WORDS + 1];
	size_t count = words_of(v->scratch, o, words), i = 0;
	struct q_word_of row;
	struct cursor cursor;
	bool right = true;

	q_word_of_open(v->db, o->id, &cursor);
	while (right && q_word_of_next(&cursor, &row))
		right = i < count && is_word(&row.fold, words[i++]);
	cursor_close(&cursor);
	*total += (int64_t)count;
	return (right && i == count) ||
	    verify_fail(v, "organisation %s (id %lld): its words are not its "
	    "name's", o->ownerid, (long long)o->id);
}

bool
verify_names(struct verify *v)
{
	struct organisation organisation;
	struct q_word_count stored;
	struct cursor cursor;
	bool right = true;
	int64_t total = 0;

	q_fact_all_open(v->db, FACT_organisation, &cursor);
	while (right && q_fact_all_next(FACT_organisation, &cursor,
	    &organisation)) {
		right = verify_organisation(v, &organisation, &total);
		arena_clear(v->scratch);
	}
	cursor_close(&cursor);
	if (right && q_word_count(v->db, &stored) && stored.number != total)
		return verify_fail(v, "%lld words, but %lld in names",
		    (long long)stored.number, (long long)total);
	return right;
}
