/* SPDX-License-Identifier: ISC */
/*
 * bench_zones PARCELA: `parcela rdns export` of a register with a million
 * delegations of two name servers each, in turn with sort(1) writing the same
 * lines.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"
#include "store/write.h"

#define ROUNDS 3
#define DELEGATIONS 1000000
#define FIRST_TOP 20			/* 20.0.0.0/8 and up: 65536 /24s each */
#define PER_TOP 65536
#define TOPS ((DELEGATIONS + PER_TOP - 1) / PER_TOP)
#define SERVERS 2

struct cost {
	double seconds, mb;
};

static struct cost
run(const char *const argv[])
{
	double began = wall_s();
	struct rusage usage;
	pid_t child = fork();
	int status;

	if (child == 0) {
		if (freopen("/dev/null", "w", stdout))
			execv(argv[0], (char *const *)argv);
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, &usage) != child ||
	    status != 0)
		die("%s failed", argv[0]);
	return (struct cost){ wall_s() - began,
	    (double)usage.ru_maxrss / 1024 };
}

static void
delegate(struct store *store, int64_t number, const struct prefix *block,
    int64_t block_id)
{
	int64_t id = number * 4 + ((int64_t)1 << 50);
	struct delegation row = { .id = id, .block = block_id,
	    .prefix = world_part(block, IPV4_BITS + 24,
	    (uint64_t)(number % PER_TOP)), .created = 1, .changed = 1 };
	char host[64];

	w_delegation_insert(store, &row);
	for (int i = 1; i <= SERVERS; i++) {
		snprintf(host, sizeof(host), "ns%d.isp%lld.example", i,
		    (long long)(number % 9973));
		w_nameserver_insert(store, &(struct nameserver){ id + i, id,
		    i - 1, host, NS_AA, 0 });
	}
}

/* Rows as operations leave them, put in at once: they are not what is
   measured. */
static void
fill(struct world *w)
{
	struct view_rights rights;
	struct prefix block;
	struct block row;
	char text[32];

	for (int top = 0; top < TOPS; top++) {
		snprintf(text, sizeof(text), "%d.0.0.0/8", FIRST_TOP + top);
		block = world_prefix(text);
		world_allocate(w, &block);
		if (registry_see_block(w->registry, &block, &row, &rights) !=
		    RESULT_OK || !store_begin(w->store))
			die("no block");
		for (int64_t n = (int64_t)top * PER_TOP; n < DELEGATIONS &&
		    n < (int64_t)(top + 1) * PER_TOP; n++)
			delegate(w->store, n, &block, row.id);
		if (store_commit(w->store) != STORE_COMMITTED)
			die("not committed");
	}
}

static void
write_config(const char *path)
{
	FILE *file = fopen(path, "we");

	if (file == NULL)
		die("%s cannot be written", path);
	fprintf(file, "[rdns]\nprimary = ns.bench.example\n"
	    "mailbox = h@bench.example\nnserver = ns.bench.example\n");
	for (int top = 0; top < TOPS; top++)
		fprintf(file, "zone = %d.in-addr.arpa\n", FIRST_TOP + top);
	fclose(file);
}

/* sort -o SORTED FILE...: in the C locale, as fast as it can be. */
static struct cost
sort(const char *folder, const char *sorted)
{
	const char *argv[TOPS + 4] = { "/usr/bin/sort", "-o", NULL };
	char text[512];

	argv[2] = sorted;
	for (int top = 0; top < TOPS; top++) {
		snprintf(text, sizeof(text), "%s/%d.in-addr.arpa", folder,
		    FIRST_TOP + top);
		argv[top + 3] = strdup(text);
	}
	setenv("LC_ALL", "C", 1);
	return run(argv);
}

static void
clean(const char *folder)
{
	char text[512];

	for (int top = 0; top < TOPS; top++) {
		snprintf(text, sizeof(text), "%s/%d.in-addr.arpa", folder,
		    FIRST_TOP + top);
		unlink(text);
	}
	rmdir(folder);
}

int
main(int argc, char **argv)
{
	double ours[ROUNDS], bare[ROUNDS], mb = 0, sort_mb = 0;
	const char *path = bench_path("zones.db"), *config =
	    bench_path("zones.conf"), *folder = bench_path("zones"),
	    *sorted = bench_path("sorted");
	char url[512];
	struct world w;

	if (argc != 2) {
		fprintf(stderr, "usage: bench_zones PARCELA\n");
		return 64;
	}
	world_make(&w, path);
	fill(&w);
	world_close(&w);
	write_config(config);
	mkdir(folder, 0700);
	snprintf(url, sizeof(url), "sqlite:%s", path);
	for (int i = 0; i < ROUNDS; i++) {
		const char *const export[] = { argv[1], "-c", config,
		    "--store", url, "rdns", "export", folder, NULL };
		struct cost cost = run(export), other = sort(folder, sorted);

		ours[i] = cost.seconds;
		bare[i] = other.seconds;
		mb = cost.mb > mb ? cost.mb : mb;
		sort_mb = other.mb > sort_mb ? other.mb : sort_mb;
	}
	clean(folder);
	figure("zones of %d delegations: %.2f s, %.0f MB a process; sort "
	    "writing the same lines: %.2f s, %.0f MB", DELEGATIONS,
	    median(ours, ROUNDS), mb, median(bare, ROUNDS), sort_mb);
	promise_at_most("zones beside sort", median(ours, ROUNDS) /
	    median(bare, ROUNDS), 2);
	return bench_result();
}
