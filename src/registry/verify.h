/* SPDX-License-Identifier: ISC */
/* Inside verify: the proof in steps, each in a file of its own. */
#ifndef REGISTRY_VERIFY_H
#define REGISTRY_VERIFY_H

#include "registry/private.h"

struct verify {
	struct store *db;
	struct arena *kept;		/* lives as long as the proof */
	struct arena *scratch;		/* of one row; the store's arena */
	struct verify_report *report;
	struct replay *replay;
};

/* Notes the first row that is wrong; returns false. */
bool verify_fail(struct verify *, const char *format, ...) PRINTF_LIKE(2, 3);

/* Of who came from another registry nobody may be known yet. */
bool verify_is_legacy(struct verify *, int64_t organisation);

/* The steps; false: verify_fail() was called, or the store has an error. */
bool verify_journal(struct verify *);	/* the chain; fills replay */
bool verify_facts(struct verify *);	/* the replayed facts are the stored */
bool verify_tree(struct verify *);	/* blocks nest, words fit */
bool verify_tiling(struct verify *);	/* free rows and counters */
bool verify_asns(struct verify *);
bool verify_records(struct verify *);	/* holders, contacts, delegations */
bool verify_names(struct verify *);	/* of names */

/*
 * The facts as the journal gives them: a map from kind and id to row.
 */
struct replay;
struct replay *replay_new(struct arena *);
void *replay_find(struct replay *, enum fact_kind, int64_t id);
void replay_set(struct replay *, enum fact_kind, const void *row);
void replay_remove(struct replay *, enum fact_kind, int64_t id);
/*
 * The value of personal fields that were erased from beside the journal: what
 * the register has there now cannot be proven, and is not compared.
 */
extern const char replay_erased[];
/* Every personal field of a row erased. */
void replay_erase(enum fact_kind, void *row);
/* Like fact_difference(), but erased fields equal any. */
const char *replay_difference(enum fact_kind, const void *a, const void *b);

/* Walks the rows of a kind, in no order; at starts as 0. */
void *replay_next(struct replay *, enum fact_kind, size_t *at);
int64_t replay_count(const struct replay *, enum fact_kind);
/* touched_resolve_fn over a replay. */
touched_resolve_fn replay_resolve;

#endif
