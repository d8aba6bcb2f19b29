/* SPDX-License-Identifier: ISC */
/*
 * bench: what the programs that measure promises share.
 *
 * Each prints a line per promise: what was measured, the figures, the goal,
 * and KEPT or MISSED; it exits 1 when one was missed.  Files are made under
 * the directory that bench_path() names, on a disk, and are gone at the end.
 * Anything that goes wrong ends the program: figures of half a run mislead.
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include "base/base.h"
#include "registry/registry.h"

double wall_s(void);			/* monotonic */
double cpu_s(void);			/* of this process */
double median(double *values, size_t count);	/* sorts them */

/* "<directory>/<name>", which lives until the program ends. */
const char *bench_path(const char *name);

/* What a promise is held against. */
void promise_at_least(const char *what, double figure, double goal);
void promise_at_most(const char *what, double figure, double goal);
void figure(const char *format, ...) PRINTF_LIKE(1, 2);
int bench_result(void);			/* main() returns this */

/* --- A register to measure ------------------------------------------------ */

struct world {
	struct store *store;
	struct arena *arena;
	struct clock clock;
	struct registry *registry;
};

/* One holder, one customer (HOLDER, CUSTOMER), no space; fixed clock. */
#define HOLDER "UY-HOLD-BENCH"
#define CUSTOMER "UY-CUST-BENCH"
void world_make(struct world *, const char *path);
void world_open(struct world *, const char *path);
/* A person (HANDLE has that of both organisations) may log in to the portal
   of a register that is a file. */
#define HANDLE "BEN"
#define PASSWORD "correct-horse-battery"
void world_person(struct world *, const char *handle);
void world_account(struct world *, const char *handle);
/* A copy of the register can open the passwords of the first. */
void world_lend_key(const char *path, const char *copy);
#define WORLD_CLOCK "2026-03-01T12:00:00Z"
void world_close(struct world *);
void world_copy(struct world *, const char *path);

struct prefix world_prefix(const char *);
/* The count-th prefix of a length after the first of a block. */
struct prefix world_part(const struct prefix *block, uint8_t length,
    uint64_t count);
void world_allocate(struct world *, const struct prefix *); /* to HOLDER */
void world_subassign(struct world *, const struct prefix *); /* to CUSTOMER */
void world_release(struct world *, const struct prefix *);
void world_bulk_begin(struct world *);
void world_bulk_end(struct world *);

/* The order of 0..count-1 that a fixed seed gives; free() it. */
uint32_t *shuffled(uint32_t count);

#endif
