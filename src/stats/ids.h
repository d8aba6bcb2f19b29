/* SPDX-License-Identifier: ISC */
/*
 * Inside stats: the opaque-ids of a file, each kept once and called by its
 * place.  Everything lives in the arena.
 */
#ifndef STATS_IDS_H
#define STATS_IDS_H

#include "base/base.h"

struct ids {
	struct arena *arena;
	const char **names;		/* by place */
	size_t count;
	uint32_t *slots;		/* place + 1; 0: empty */
	size_t slot_count;		/* a power of two */
};

void ids_init(struct ids *, struct arena *);
uint32_t ids_place(struct ids *, const char *name);	/* adds it if new */

#endif
