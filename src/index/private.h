/* SPDX-License-Identifier: ISC */
/* index, inside: the version that answers by SQL. */
#ifndef INDEX_PRIVATE_H
#define INDEX_PRIVATE_H

#include "index/index.h"

struct index {
	struct store *store;
	char *registry;			/* NULL until asked for */
};

/* The row with this id; with id 0, or none there, all empty. */
void find_person(struct index *, int64_t id, struct person *);
void find_organisation(struct index *, int64_t id, struct organisation *);
const char *find_country(struct index *, int64_t record);

/* The value of a word; a damaged one must not index a table, so it is 0. */
int known_word(const char *const *words, int count, const char *word);

#endif
