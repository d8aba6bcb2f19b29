/* SPDX-License-Identifier: ISC */
/*
 * Finding an organisation by the words of its name or by its ownerid, a person
 * by the words of the name, by handle or e-mail address.  Ownerids, handles
 * and addresses count as one word.
 */
#include "registry/private.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "store/read.h"
#include "store/write.h"

#define PROBE 64			/* rows that tell rare from common */
#define EXAMINED 4000			/* of a search that finds little */
#define RANKED 32			/* at least, of which some are shown */
#define LED_MOST 1000			/* rows that are looked at one by one */

const char *const word_kinds[FACT_COUNT] = {
	[FACT_organisation] = "o", [FACT_person] = "p",
};

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

static size_t
organisation_words(struct arena *arena, const struct organisation *o,
    const char **out)
{
	size_t count = split_words(arena, o->name, out, 0);

	out[count++] = lower(arena, o->ownerid, strlen(o->ownerid));
	return count;
}

static size_t
person_words(struct arena *arena, const struct person *p, const char **out)
{
	size_t count = split_words(arena, p->name, out, 0);

	count = split_words(arena, arena_strndup(arena, p->email,
	    strcspn(p->email, "@")), out, count);
	if (p->email[0] != '\0')
		out[count++] = lower(arena, p->email, strlen(p->email));
	out[count++] = lower(arena, p->handle, strlen(p->handle));
	return count;
}

size_t
words_of(struct arena *arena, enum fact_kind kind, const void *row,
    const char *out[WORDS_MAX])
{
	if (word_kinds[kind] == NULL)
		return 0;
	return sort_words(out, kind == FACT_person ?
	    person_words(arena, row, out) :
	    organisation_words(arena, row, out));
}

/* What was typed without blanks: is it a word as it stands? */
static bool
is_whole(enum fact_kind kind, const char *word, size_t length)
{
	return kind == FACT_person ? memchr(word, '@', length) != NULL :
	    length > 2 && word[2] == '-';	/* as ownerids begin */
}

static size_t
words_typed(struct arena *arena, enum fact_kind kind, const char *typed,
    const char *out[WORDS_MAX])
{
	static const char blanks[] = " \t\r\n";
	size_t count = 0, n;

	for (typed += strspn(typed, blanks); *typed != '\0' &&
	    count < LIMIT_WORDS; typed += n, typed += strspn(typed, blanks)) {
		n = strcspn(typed, blanks);
		if (is_whole(kind, typed, n))
			out[count++] = lower(arena, typed, n);
		else
			count = split_words(arena,
			    arena_strndup(arena, typed, n), out, count);
	}
	return sort_words(out, count);
}

static bool
same_words(struct arena *arena, enum fact_kind kind, const void *before,
    const void *after)
{
	const char *old[WORDS_MAX], *new[WORDS_MAX];
	size_t count = words_of(arena, kind, before, old);
	bool same = words_of(arena, kind, after, new) == count;

	for (size_t i = 0; same && i < count; i++)
		same = strcmp(old[i], new[i]) == 0;
	return same;
}

void
words_keep(struct registry *r, enum fact_kind kind, const void *before,
    const void *after)
{
	const char *words[WORDS_MAX];
	size_t count;

	if (word_kinds[kind] == NULL || (before != NULL && after != NULL &&
	    same_words(r->scratch, kind, before, after)))
		return;
	if (before != NULL)
		w_word_delete_of(r->db, fact_id(kind, before));
	if (after == NULL)
		return;
	count = words_of(r->scratch, kind, after, words);
	for (size_t i = 0; i < count; i++)
		w_word_insert(r->db, word_kinds[kind], words[i],
		    strlen(words[i]), fact_id(kind, after));
}

/* --- Searching ----------------------------------------------------------- */

/* Words that begin so end before this: no text has a byte of 0xff. */
struct reach { const char *from; size_t length; char beyond[LIMIT_WORD + 2]; };

struct search {
	struct registry *r;
	const char *kind;
	struct reach reaches[WORDS_MAX];
	size_t count;
	bool (*fits)(struct registry *, int64_t);
};

static struct reach
reach_of(const char *word)
{
	struct reach reach = { .from = word, .length = strlen(word) };

	memcpy(reach.beyond, word, reach.length);
	reach.beyond[reach.length] = (char)0xff;
	return reach;
}

static void
open_reach(const struct search *s, const struct reach *reach, int64_t most,
    struct cursor *cursor)
{
	q_word_from_open(s->r->db, s->kind, reach->from, reach->length,
	    reach->beyond, reach->length + 1, most, cursor);
}

static int64_t
rows_of(const struct search *s, const struct reach *reach, int64_t most)
{
	struct q_word_from row;
	struct cursor cursor;
	int64_t count = 0;

	open_reach(s, reach, most, &cursor);
	while (q_word_from_next(&cursor, &row))
		count++;
	return count;
}

static bool
first_word(const struct search *s, const struct reach *reach, int64_t thing,
    struct q_word_begins *out)
{
	return q_word_begins(s->r->db, thing, reach->from, reach->length,
	    reach->beyond, reach->length + 1, out);
}

static bool
is_same(const struct blob *a, const struct blob *b)
{
	return a->length == b->length &&
	    memcmp(a->bytes, b->bytes, a->length) == 0;
}

static bool
has_all(const struct search *s, int64_t thing)
{
	struct q_word_begins row;

	for (size_t i = 0; i < s->count; i++)
		if (!first_word(s, &s->reaches[i], thing, &row))
			return false;
	return true;
}

static bool
is_found(const int64_t *found, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (found[i] == id)
			return true;
	return false;
}

/* The rarest word leads, the others are asked of each it finds. */
static const struct reach *
leader(const struct search *s)
{
	const struct reach *rarest = &s->reaches[0];
	int64_t fewest = INT64_MAX, rows;

	for (size_t i = 0; s->count > 1 && i < s->count; i++) {
		rows = rows_of(s, &s->reaches[i], PROBE);
		if (rows < fewest || (rows == fewest &&
		    s->reaches[i].length > rarest->length)) {
			fewest = rows;
			rarest = &s->reaches[i];
		}
	}
	return rarest;
}

/* Adds to the ids that were found already. */
static size_t
find(const struct search *s, int64_t *found, size_t count, size_t most)
{
	struct q_word_from row;
	struct cursor cursor;

	if (s->count == 0)
		return count;
	open_reach(s, leader(s), EXAMINED, &cursor);
	while (count < most && q_word_from_next(&cursor, &row))
		if (!is_found(found, count, row.thing) &&
		    has_all(s, row.thing) && s->fits(s->r, row.thing))
			found[count++] = row.thing;
	cursor_close(&cursor);
	return count;
}

static bool
is_anybody(struct registry *r, int64_t thing)
{
	(void)r;
	(void)thing;
	return true;
}

static struct search
search_for(struct registry *r, enum fact_kind kind, const char *typed)
{
	struct search s = { .r = r, .kind = word_kinds[kind],
	    .fits = is_anybody };
	const char *words[WORDS_MAX];

	s.count = words_typed(r->arena, kind, typed, words);
	for (size_t i = 0; i < s.count; i++)
		s.reaches[i] = reach_of(words[i]);
	return s;
}

struct search *
words_search(struct registry *r, enum fact_kind kind, const char *typed)
{
	struct search *s = arena_alloc(r->arena, sizeof(*s));

	*s = search_for(r, kind, typed);
	return s;
}

bool
words_fit(const struct search *s, int64_t thing)
{
	return s->count > 0 && has_all(s, thing);
}

int
words_lead(const struct search *s)
{
	const struct reach *lead;

	if (s->count == 0)
		return 1;		/* to nothing */
	lead = leader(s);
	return rows_of(s, lead, LED_MOST) == LED_MOST ? 0 :
	    (int)(lead - s->reaches) + 1;
}

bool
words_next(const struct search *s, int lead, int64_t after, int64_t *thing)
{
	const struct reach *reach;
	struct q_word_begins first;
	struct q_word_after row;
	struct blob at;

	if (lead < 1 || (size_t)lead > s->count)
		return false;
	reach = &s->reaches[lead - 1];
	at = (struct blob){ reach->from, reach->length };
	if (after == 0 || !first_word(s, reach, after, &first))
		after = 0;
	else
		at = first.fold;
	for (; q_word_after(s->r->db, s->kind, at.bytes, at.length, after,
	    reach->beyond, reach->length + 1, &row); at = row.fold) {
		*thing = after = row.thing;
		if (first_word(s, reach, after, &first) &&
		    is_same(&first.fold, &row.fold))
			return true;
	}
	return false;
}

/* Is it called as was typed, from the beginning on? */
static bool
is_called(struct registry *r, const struct organisation *o,
    const char *typed)
{
	const char *name = text_fold_words(r->arena, o->name);
	const char *words = text_fold_words(r->arena, typed);

	return strncmp(name, words, strlen(words)) == 0;
}

/* Those that are called so come first, as far as was looked for them. */
size_t
registry_find_organisations(struct registry *r, const char *typed,
    struct organisation *out, size_t most)
{
	struct search s = search_for(r, FACT_organisation, typed);
	size_t looked = most > RANKED ? most : RANKED;
	size_t ids, rows_count = 0, count = 0;
	int64_t *found = arena_alloc(r->arena, (looked + 1) * sizeof(*found));
	struct organisation *rows = arena_alloc(r->arena,
	    looked * sizeof(*rows));

	ids = find(&s, found, 0, looked);
	for (size_t i = 0; i < ids; i++)
		rows_count += q_organisation_by_id(r->db, found[i],
		    &rows[rows_count]);
	for (int called = 1; called >= 0; called--)
		for (size_t i = 0; i < rows_count && count < most; i++)
			if (is_called(r, &rows[i], typed) == (called == 1))
				out[count++] = rows[i];
	return count;
}

static bool
is_active(struct registry *r, int64_t person)
{
	struct account account;

	return q_account(r->db, person, &account) && !account.disabled;
}

static bool
is_enabled(struct registry *r, int64_t person)
{
	struct account account;

	return !q_account(r->db, person, &account) || !account.disabled;
}

static bool (*const of_whom[])(struct registry *, int64_t) = {
	[FIND_USERS] = is_active, [FIND_CONTACTS] = is_enabled,
	[FIND_EVERYBODY] = is_anybody,
};

/* The one whose handle was typed. */
static bool
find_handle(struct registry *r, const char *typed, struct person *out)
{
	char *handle = arena_strdup(r->arena, typed);

	for (char *c = handle; *c != '\0'; c++)
		*c = (char)toupper((unsigned char)*c);
	return q_person_by_handle(r->db, handle, out);
}

size_t
registry_find_persons(struct registry *r, const char *typed, enum whom whom,
    struct person *out, size_t most)
{
	struct search s = search_for(r, FACT_person, typed);
	int64_t *found = arena_alloc(r->arena, (most + 1) * sizeof(*found));
	size_t ids = 0, count = 0;

	if (most > 0 && find_handle(r, typed, &out[0]) &&
	    of_whom[whom](r, out[0].id))
		found[ids++] = out[0].id;
	s.fits = is_active;
	if (whom == FIND_CONTACTS)
		ids = find(&s, found, ids, most);
	s.fits = of_whom[whom];
	ids = find(&s, found, ids, most);
	for (size_t i = 0; i < ids; i++)
		if (q_person_by_id(r->db, found[i], &out[count]))
			count++;
	return count;
}
