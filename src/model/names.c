/* SPDX-License-Identifier: ISC */
#include "model/model.h"

#include <inttypes.h>
#include <string.h>

#include "base/base.h"

#define STEM_MAX 4

/* A name as words of A-Z. */
struct words {
	char **items;
	size_t count;
};

/* How many letters each of the first words gives, by number of words. */
typedef const uint8_t shares[STEM_MAX];

static const shares handle_shares[] = {
	{ 3 }, { 2, 1 }, { 1, 1, 1 },
};
static const shares ownerid_shares[] = {
	{ 4 }, { 2, 2 }, { 1, 1, 2 }, { 1, 1, 1, 1 },
};

/* Words that join others; a name is not called after them. */
static const char *const connecting_words[] = {
	"A", "AND", "AS", "DA", "DAS", "DE", "DEL", "DES", "DO", "DOS", "DU",
	"E", "EL", "EM", "EN", "LA", "LAS", "LOS", "O", "OF", "OS", "PARA",
	"THE", "VAN", "VON", "Y",
};

/*
 * What a company's name ends in by law, folded: "S.A. de C.V." is "S A DE C
 * V".  Where one form begins with another, the longer stands first.
 */
static const char *const legal_forms[] = {
	"S DE R L DE C V", "S DE RL DE CV", "S A P I DE C V", "SAPI DE CV",
	"S A B DE C V", "SAB DE CV", "S A DE C V", "SA DE CV", "S DE R L",
	"S DE RL", "S A P I", "SAPI", "S A A", "SAA", "S A B", "SAB", "S A C",
	"SAC", "S A S", "SAS", "S A U", "SAU", "S A", "SA", "S R L", "SRL",
	"S P A", "SPA", "S L", "SL", "S C", "SC", "C A", "CA", "C V", "CV",
	"C POR A", "CPORA", "C LTDA", "E I R L", "EIRL", "E I R E L I",
	"EIRELI", "E P P", "EPP", "M E I", "MEI", "M E", "ME", "E U", "EU",
	"A G", "AG", "B V", "BV", "N V", "NV", "L L C", "LLC", "L L P", "LLP",
	"L P", "LP", "P L C", "PLC", "S S", "CIA", "CO", "CORP",
	"CORPORATION", "GMBH", "INC", "INCORPORATED", "LIMITADA", "LIMITED",
	"LTD", "LTDA",
};

static struct words
words_of(struct arena *a, const char *name)
{
	struct words w = { NULL, 0 };
	char *s = text_fold_ascii(a, name);
	char *word, **place;

	while ((word = strsep(&s, " ")) != NULL) {
		if (*word == '\0')
			continue;
		place = arena_grow(a, &w.items, &w.count, sizeof(*place));
		*place = word;
	}
	return w;
}

static bool
is_connecting(const char *word)
{
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(connecting_words); i++) {
		if (strcmp(connecting_words[i], word) == 0)
			return true;
	}
	return false;
}

/* How many words from place on are this legal form; 0 if they are not. */
static size_t
form_length(const struct words *w, size_t place, const char *form)
{
	size_t count = 0, n;

	for (;; count++) {
		n = strcspn(form, " ");
		if (place + count >= w->count ||
		    strlen(w->items[place + count]) != n ||
		    memcmp(w->items[place + count], form, n) != 0)
			return 0;
		if (form[n] == '\0')
			return count + 1;
		form += n + 1;
	}
}

/* How many words from place on say nothing about whose name this is. */
static size_t
silent_words(const struct words *w, size_t place)
{
	size_t i, n;

	for (i = 0; i < ARRAY_LENGTH(legal_forms); i++) {
		n = form_length(w, place, legal_forms[i]);
		if (n > 0)
			return n;
	}
	return is_connecting(w->items[place]) ? 1 : 0;
}

/* The words that tell; all of them if none does ("De La S.A."). */
static struct words
telling_words(struct arena *a, const struct words *w)
{
	struct words telling = { NULL, 0 };
	size_t i = 0, silent;
	char **place;

	while (i < w->count) {
		silent = silent_words(w, i);
		if (silent == 0) {
			place = arena_grow(a, &telling.items, &telling.count,
			    sizeof(*place));
			*place = w->items[i];
			silent = 1;
		}
		i += silent;
	}
	return telling.count > 0 ? telling : *w;
}

/* length letters: from each word its share, then X. */
static char *
stem(struct arena *a, const struct words *w, size_t length,
    const shares *by_count)
{
	size_t words = w->count < length ? w->count : length;
	char *out = arena_alloc(a, length + 1);
	size_t i, n, filled = 0;

	for (i = 0; i < words; i++) {
		n = strnlen(w->items[i], by_count[words - 1][i]);
		memcpy(out + filled, w->items[i], n);
		filled += n;
	}
	memset(out + filled, 'X', length - filled);
	return out;
}

char *
handle_stem(struct arena *a, const char *name)
{
	struct words w = words_of(a, name);

	return stem(a, &w, ARRAY_LENGTH(handle_shares), handle_shares);
}

char *
ownerid_stem(struct arena *a, const char *name)
{
	struct words all = words_of(a, name);
	struct words w = telling_words(a, &all);

	return stem(a, &w, ARRAY_LENGTH(ownerid_shares), ownerid_shares);
}

char *
ownerid_text(struct arena *a, const char *country, const char *letters,
    int64_t counter, const char *suffix)
{
	if (counter == 0)
		return arena_printf(a, "%s-%s-%s", country, letters, suffix);
	return arena_printf(a, "%s-%s%" PRId64 "-%s", country, letters,
	    counter, suffix);
}
