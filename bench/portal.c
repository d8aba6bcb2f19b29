/* SPDX-License-Identifier: ISC */
/*
 * bench_portal PARCELA: pages per second of `parcela serve`, of one who is
 * logged in: home, and the page of a block with 10 children and of one with
 * 1,000,000, each in a register of its own.  In turn with libmicrohttpd alone,
 * which has the same head and body in memory; the same client asks both, over
 * connections that are kept.
 *
 * The children are /52s of an IPv6 /32 at places that a fixed seed gives, so
 * that both pages show fifty rows and a map of the whole block.
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "http.h"

#define ROUNDS 5
#define ROUND_S 1.0
#define CONNECTIONS 8
#define CHILD 52
#define PLACES (1u << (CHILD - 32))
#define BLOCK "2001:db8::/32"

struct page {
	const char *what, *path;
	struct visitor *visitor;
	struct server *ours, reference;
	size_t length;
	double our_rate[ROUNDS], rate[ROUNDS];
	double our_cpu[ROUNDS], cpu[ROUNDS];	/* seconds a page */
};

/* --- Registers ---------------------------------------------------------- */

static void
make_register(const char *path, uint32_t children)
{
	struct prefix block = world_prefix(BLOCK), part;
	uint32_t *order = shuffled(PLACES);
	struct world world;

	world_make(&world, path);
	world_account(&world, HANDLE);
	world_allocate(&world, &block);
	world_bulk_begin(&world);
	for (uint32_t i = 0; i < children; i++) {
		part = world_part(&block, CHILD, order[i]);
		world_subassign(&world, &part);
	}
	world_bulk_end(&world);
	world_close(&world);
	free(order);
}

static void
start(const char *parcela, const char *name, uint32_t children,
    struct server *server, struct visitor *visitor)
{
	const char *path = bench_path(name);

	make_register(path, children);
	server_start(server, parcela, path);
	visitor_log_in(visitor, server->port, HANDLE);
}

/* --- Asking ------------------------------------------------------------- */

struct turn {
	const struct page *page;
	double until;
};

static bool
same_page(void *argument, int connection, struct text *request)
{
	const struct turn *turn = argument;

	(void)connection;
	if (wall_s() >= turn->until)
		return false;
	put_request(request, turn->page->visitor, turn->page->path, NULL);
	return true;
}

static double
pages_per_second(const struct page *page, const struct server *server,
    double *cpu)
{
	struct turn turn = { page, wall_s() + ROUND_S };
	struct load load = { .port = server->port, .next = same_page,
	    .connections = CONNECTIONS, .argument = &turn, .status = "200" };
	double began = server_cpu_s(server);

	load_run(&load);
	*cpu = (server_cpu_s(server) - began) / (double)load.answers;
	return (double)load.answers / load.wall;
}

static void
capture(struct page *page)
{
	const char *answer;
	struct text request;

	text_init(&request, 4096);
	put_request(&request, page->visitor, page->path, NULL);
	answer = http_ask(page->ours->port, &request, &page->length);
	text_release(&request);
	reference_start(&page->reference, answer, page->length);
}

static void
measure(struct page *page, int round)
{
	page->our_rate[round] = pages_per_second(page, page->ours,
	    &page->our_cpu[round]);
	page->rate[round] = pages_per_second(page, &page->reference,
	    &page->cpu[round]);
}

/* --- Telling ------------------------------------------------------------ */

static void
report(struct page *page)
{
	char what[80];

	figure("%s, %zu bytes: %.0f/s (%.0f us CPU); libmicrohttpd: %.0f/s "
	    "(%.0f us CPU)", page->what, page->length,
	    median(page->our_rate, ROUNDS),
	    median(page->our_cpu, ROUNDS) * 1e6, median(page->rate, ROUNDS),
	    median(page->cpu, ROUNDS) * 1e6);
	snprintf(what, sizeof(what), "%s, beside libmicrohttpd", page->what);
	promise_at_least(what, median(page->our_rate, ROUNDS) /
	    median(page->rate, ROUNDS), 0.25);
}

static void
compare(const char *what, struct page *ten, struct page *many)
{
	promise_at_most(what, median(ten->our_rate, ROUNDS) /
	    median(many->our_rate, ROUNDS), 1.5);
}

int
main(int argc, char **argv)
{
	const char *asked = getenv("PARCELA_BENCH_CHILDREN");
	struct server small, large;
	struct visitor few, crowd;
	struct page pages[] = {
		{ "home, 10 children", "/", &few, &small },
		{ "home, many children", "/", &crowd, &large },
		{ "block, 10 children", "/blocks/" BLOCK, &few, &small },
		{ "block, many children", "/blocks/" BLOCK, &crowd, &large },
	};
	uint64_t count = 1000000;

	if (argc != 2 || (asked && !parse_number(asked, PLACES, &count))) {
		fprintf(stderr, "usage: bench_portal PARCELA\n");
		return 64;
	}
	start(argv[1], "small.db", 10, &small, &few);
	start(argv[1], "large.db", (uint32_t)count, &large, &crowd);
	for (size_t i = 0; i < ARRAY_LENGTH(pages); i++)
		capture(&pages[i]);
	for (int round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < ARRAY_LENGTH(pages); i++)
			measure(&pages[i], round);
	for (size_t i = 0; i < ARRAY_LENGTH(pages); i++) {
		server_stop(&pages[i].reference);
		report(&pages[i]);
	}
	server_stop(&small);
	server_stop(&large);
	compare("home, ten beside many children", &pages[0], &pages[1]);
	compare("block, ten beside many children", &pages[2], &pages[3]);
	return bench_result();
}
