/* SPDX-License-Identifier: ISC */
/*
 * Durable sub-assignments per second: registry_subassign() on a file on the
 * disk, one transaction each, in turn with a bare SQLite program that makes
 * the same changes to the same rows.
 */
#include <stdlib.h>

#include "bare.h"
#include "bench.h"

#define COUNT 4000
#define BATCH 100

static struct prefix block;
static uint32_t *order;

static void
subassign_one(struct world *world, uint32_t number)
{
	struct prefix part = world_part(&block, IPV4_BITS + 24, order[number]);

	world_subassign(world, &part);
}

static struct recording *
record(const char *path)
{
	struct recording *recording = recording_new();
	struct world world;

	world_open(&world, path);
	for (uint32_t i = 0; i < COUNT; i++) {
		recording_begin(recording);
		subassign_one(&world, i);
		recording_end(recording);
	}
	world_close(&world);
	return recording;
}

struct times { double wall, cpu; };

static struct times
times_now(void)
{
	return (struct times){ wall_s(), cpu_s() };
}

static void
add_since(struct times *sum, const struct times *began)
{
	sum->wall += wall_s() - began->wall;
	sum->cpu += cpu_s() - began->cpu;
}

int
main(void)
{
	const char *ours_path = bench_path("ours.db");
	const char *bare_path = bench_path("bare.db");
	const char *third_path = bench_path("recorded.db");
	struct times ours = { 0 }, others = { 0 }, began;
	struct recording *recording;
	struct world world;
	struct bare *bare;

	block = world_prefix("10.0.0.0/8");
	order = shuffled(1 << 16);
	world_make(&world, ours_path);
	world_allocate(&world, &block);
	world_copy(&world, bare_path);
	world_copy(&world, third_path);
	world_close(&world);
	recording = record(third_path);
	world_open(&world, ours_path);	/* with the seed of the recording */
	bare = bare_open(bare_path);
	for (uint32_t i = 0; i < COUNT; i += BATCH) {
		began = times_now();
		for (uint32_t j = i; j < i + BATCH; j++)
			subassign_one(&world, j);
		add_since(&ours, &began);
		began = times_now();
		for (uint32_t j = i; j < i + BATCH; j++)
			bare_apply(bare, recording, j);
		add_since(&others, &began);
	}
	world_close(&world);
	bare_compare(bare, ours_path);
	bare_close(bare);
	figure("sub-assignments, %d, each of %.1f rows: %.0f/s (%.0f us CPU); "
	    "bare SQLite: %.0f/s (%.0f us CPU)", COUNT,
	    (double)recording_rows(recording) / COUNT, COUNT / ours.wall,
	    ours.cpu / COUNT * 1e6, COUNT / others.wall,
	    others.cpu / COUNT * 1e6);
	promise_at_least("sub-assignments beside bare SQLite",
	    others.wall / ours.wall, 0.5);
	promise_at_least("sub-assignments beside bare SQLite, CPU time",
	    others.cpu / ours.cpu, 0.5);
	recording_free(recording);
	free(order);
	return bench_result();
}
