/* SPDX-License-Identifier: ISC */
/*
 * What one more sub-assignment costs in a block with 10 children and in one
 * with 1,000,000.  Both are IPv6 /32s with one free /42 in the same place, so
 * that the same free rows are split; a /52 in it is sub-assigned and released
 * again, in turn.  The block of ten is measured in a register of its own and
 * in the same register as the other.
 */
#include <stdlib.h>

#include "bench.h"

#define ROUNDS 1000
#define CHILD 52
#define FREE 42
#define CHILDREN (1u << (CHILD - 32))
#define KEPT_FREE (1u << (CHILD - FREE))

struct samples {
	struct world *world;
	struct prefix block;
	double wall[ROUNDS], cpu[ROUNDS];
};

/* Ten children, /33 to /42, leave the last /42. */
static void
fill_ten(struct world *world, const struct prefix *block)
{
	struct prefix rest = *block, part;

	while (rest.length < FREE) {
		part = prefix_half(&rest, 0);
		rest = prefix_half(&rest, 1);
		world_subassign(world, &part);
	}
}

/* Many /52s in no order, leaving the last /42. */
static void
fill_many(struct world *world, const struct prefix *block, uint32_t count)
{
	uint32_t *order = shuffled(CHILDREN - KEPT_FREE);
	struct prefix part;

	world_bulk_begin(world);
	for (uint32_t i = 0; i < count; i++) {
		part = world_part(block, CHILD, order[i]);
		world_subassign(world, &part);
	}
	world_bulk_end(world);
	free(order);
}

static void
measure_one(struct samples *samples, int round, uint32_t number)
{
	struct prefix part = world_part(&samples->block, CHILD,
	    CHILDREN - KEPT_FREE + number);
	double wall = wall_s(), cpu = cpu_s();

	world_subassign(samples->world, &part);
	samples->cpu[round] = cpu_s() - cpu;
	samples->wall[round] = wall_s() - wall;
	world_release(samples->world, &part);
}

static void
report(unsigned int children, const char *where, struct samples *samples)
{
	figure("one sub-assignment beside %u children%s: %.0f us, %.0f us CPU",
	    children, where, median(samples->wall, ROUNDS) * 1e6,
	    median(samples->cpu, ROUNDS) * 1e6);
}

static void
promise(const char *what, double many, double ten)
{
	promise_at_most(what, many / ten, 1.2);
}

int
main(void)
{
	static struct samples alone, ten, many;
	const char *asked = getenv("PARCELA_BENCH_CHILDREN");
	uint64_t count = 1000000;
	uint32_t *order = shuffled(KEPT_FREE);
	struct world small, large;
	double began = wall_s();

	if (asked && !parse_number(asked, CHILDREN - KEPT_FREE, &count))
		die("PARCELA_BENCH_CHILDREN is no number up to %u",
		    CHILDREN - KEPT_FREE);
	alone.block = ten.block = world_prefix("2001:db8::/32");
	many.block = world_prefix("2001:db9::/32");
	world_make(&small, bench_path("small.db"));
	world_allocate(&small, &alone.block);
	fill_ten(&small, &alone.block);
	world_make(&large, bench_path("large.db"));
	world_allocate(&large, &ten.block);
	world_allocate(&large, &many.block);
	fill_ten(&large, &ten.block);
	fill_many(&large, &many.block, (uint32_t)count);
	figure("%u children made in %.0f s", (unsigned int)count,
	    wall_s() - began);
	alone.world = &small;
	ten.world = many.world = &large;
	for (int i = 0; i < ROUNDS; i++) {
		measure_one(&alone, i, order[i % KEPT_FREE]);
		measure_one(&ten, i, order[i % KEPT_FREE]);
		measure_one(&many, i, order[i % KEPT_FREE]);
	}
	world_close(&small);
	world_close(&large);
	report(10, ", alone in its file", &alone);
	report(10, ", in the same file", &ten);
	report((unsigned int)count, "", &many);
	promise("a million children, beside ten",
	    many.wall[ROUNDS / 2], ten.wall[ROUNDS / 2]);
	promise("a million children, beside ten, CPU time",
	    many.cpu[ROUNDS / 2], ten.cpu[ROUNDS / 2]);
	promise("a million children, beside ten alone",
	    many.wall[ROUNDS / 2], alone.wall[ROUNDS / 2]);
	free(order);
	return bench_result();
}
