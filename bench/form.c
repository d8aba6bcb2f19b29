/* SPDX-License-Identifier: ISC */
/*
 * bench_form PARCELA: durable sub-assignments per second through the portal:
 * the form sent over a connection that is kept, one transaction each, in turn
 * with a bare SQLite program that makes the same changes to the same rows.
 * One client that waits for each answer, then eight at once; of the first the
 * registers are compared row by row.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bare.h"
#include "bench.h"
#include "http.h"

#define COUNT 2000
#define BATCH 100
#define PATH "/blocks/10.0.0.0/8/subassign"

static const char *parcela;
static struct prefix block;
static uint32_t *order;

static struct prefix
part_of(uint32_t number)
{
	return world_part(&block, IPV4_BITS + 24, order[number]);
}

/* As the portal would write it: who acts, and from where. */
static struct recording *
record(const char *path)
{
	const struct registry_actor actor = { .user = HANDLE,
	    .source = "127.0.0.1" };
	struct recording *recording = recording_new();
	struct prefix part;
	struct world world;

	world_open(&world, path);
	if (registry_act_as(world.registry, &actor) != RESULT_OK)
		die("cannot act");
	for (uint32_t i = 0; i < COUNT; i++) {
		part = part_of(i);
		recording_begin(recording);
		world_subassign(&world, &part);
		recording_end(recording);
	}
	world_close(&world);
	return recording;
}

/* --- Through the portal -------------------------------------------------- */

struct sending {
	struct visitor visitor;
	uint32_t next, end;
};

/* What the form says of the result that was looked at. */
static void
shown_of(const char *prefix, char hex[HASH_SIZE * 2 + 1])
{
	struct hash_part parts[18] = { { prefix, strlen(prefix) },
	    { CUSTOMER, strlen(CUSTOMER) },
	    [14] = { "customer", strlen("customer") } };
	struct hash hash;

	hash = hash_parts(parts, ARRAY_LENGTH(parts));
	for (size_t i = 0; i < HASH_SIZE; i++)
		snprintf(hex + 2 * i, 3, "%02x", hash.bytes[i]);
}

static bool
next_form(void *argument, int connection, struct text *request)
{
	struct sending *sending = argument;
	char form[512], text[PREFIX_TEXT_MAX], shown[HASH_SIZE * 2 + 1];
	struct prefix part;

	(void)connection;
	if (sending->next == sending->end)
		return false;
	part = part_of(sending->next++);
	shown_of(prefix_text(&part, text), shown);
	snprintf(form, sizeof(form), "action=confirm&recipient=known&ownerid="
	    CUSTOMER "&range=typed&size=24&prefix=%s&shown=%s+%s", text,
	    text, shown);
	put_request(request, &sending->visitor, PATH, form);
	return true;
}

/* Only the register's facts, journal and what is derived of them. */
static void
forget_sessions(const char *path)
{
	struct bare *bare = bare_open(path);

	bare_run(bare, "DELETE FROM session");
	bare_run(bare, "DELETE FROM throttle");
	bare_run(bare, "DELETE FROM known_browser");
	bare_close(bare);
}

struct figures { double ours, bare, cpu; };

static void
send_all(const char *path, int connections, struct bare *bare,
    const struct recording *recording, struct figures *out)
{
	struct sending sending = { .next = 0 };
	struct load load = { .next = next_form, .argument = &sending,
	    .connections = connections, .status = "303" };
	struct server server;
	double began;

	server_start(&server, parcela, path);
	load.port = server.port;
	visitor_log_in(&sending.visitor, server.port, HANDLE);
	out->cpu = -server_cpu_s(&server);
	for (uint32_t i = 0; i < COUNT; i += BATCH) {
		sending.end = i + BATCH;
		load_run(&load);
		out->ours += load.wall;
		began = wall_s();
		for (uint32_t j = i; j < i + BATCH; j++)
			bare_apply(bare, recording, j);
		out->bare += wall_s() - began;
	}
	out->cpu += server_cpu_s(&server);
	server_stop(&server);
}

static void
measure(const char *base, const struct recording *recording, int connections)
{
	char names[2][32], what[64];
	struct figures f = { 0 };
	struct world world;
	struct bare *bare;

	snprintf(names[0], sizeof(names[0]), "ours%d.db", connections);
	snprintf(names[1], sizeof(names[1]), "bare%d.db", connections);
	world_open(&world, base);
	world_copy(&world, bench_path(names[0]));
	world_copy(&world, bench_path(names[1]));
	world_close(&world);
	world_lend_key(base, bench_path(names[0]));
	bare = bare_open(bench_path(names[1]));
	send_all(bench_path(names[0]), connections, bare, recording, &f);
	if (connections == 1) {
		forget_sessions(bench_path(names[0]));
		bare_compare(bare, bench_path(names[0]));
	}
	bare_close(bare);
	figure("sub-assignments through HTTP, %d at once: %.0f/s (%.0f us "
	    "CPU); bare SQLite: %.0f/s", connections, COUNT / f.ours,
	    f.cpu / COUNT * 1e6, COUNT / f.bare);
	snprintf(what, sizeof(what), "HTTP, %d at once, beside bare SQLite",
	    connections);
	promise_at_least(what, f.bare / f.ours, 0.4);
}

int
main(int argc, char **argv)
{
	const char *base = bench_path("base.db");
	const char *recorded = bench_path("recorded.db");
	struct recording *recording;
	struct world world;

	if (argc != 2) {
		fprintf(stderr, "usage: bench_form PARCELA\n");
		return 64;
	}
	parcela = argv[1];
	block = world_prefix("10.0.0.0/8");
	order = shuffled(1 << 16);
	world_make(&world, base);
	world_account(&world, HANDLE);
	world_allocate(&world, &block);
	world_copy(&world, recorded);
	world_close(&world);
	setenv("PARCELA_CLOCK", WORLD_CLOCK, 1);
	recording = record(recorded);
	measure(base, recording, 1);
	measure(base, recording, 8);
	recording_free(recording);
	free(order);
	return bench_result();
}
