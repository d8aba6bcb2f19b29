/* SPDX-License-Identifier: ISC */
/* Clocks, promises, and a register to measure. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"
#include "portal/portal.h"

static bool missed;

static double
clock_s(clockid_t id)
{
	struct timespec now;

	clock_gettime(id, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

double
wall_s(void)
{
	return clock_s(CLOCK_MONOTONIC);
}

double
cpu_s(void)
{
	return clock_s(CLOCK_PROCESS_CPUTIME_ID);
}

static int
compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double
median(double *values, size_t count)
{
	qsort(values, count, sizeof(*values), compare_doubles);
	return values[count / 2];
}

/* --- Files -------------------------------------------------------------- */

static struct arena *names;
static char *directory;

static void
remove_directory(void)
{
	pid_t child = fork();

	if (child == 0) {
		execlp("rm", "rm", "-rf", "--", directory, (char *)NULL);
		_exit(1);
	}
	waitpid(child, NULL, 0);
}

const char *
bench_path(const char *name)
{
	const char *top = getenv("PARCELA_BENCH_DIR");

	if (!directory) {
		names = arena_new();
		directory = arena_printf(names, "%s/bench.XXXXXX",
		    top ? top : "build");
		if (!mkdtemp(directory))
			die("cannot make %s: set PARCELA_BENCH_DIR", directory);
		atexit(remove_directory);
	}
	return arena_printf(names, "%s/%s", directory, name);
}

/* --- Promises ----------------------------------------------------------- */

static void
judge(const char *what, double value, const char *sign, double goal, bool kept)
{
	printf("%-44s %8.2f   promise %s %.2f   %s\n", what, value, sign, goal,
	    kept ? "KEPT" : "MISSED");
	fflush(stdout);
	missed |= !kept;
}

void
promise_at_least(const char *what, double value, double goal)
{
	judge(what, value, ">=", goal, value >= goal);
}

void
promise_at_most(const char *what, double value, double goal)
{
	judge(what, value, "<=", goal, value <= goal);
}

void
figure(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
	fflush(stdout);
}

/* --- A register --------------------------------------------------------- */

static void
must(struct world *world, enum result result, const char *what)
{
	if (result != RESULT_OK)
		die("%s: %s %s", what, result_sentence(result),
		    registry_detail(world->registry));
}

static void
open_store(struct world *world, const char *path, enum store_mode mode)
{
	const struct registry_actor actor = { .local = "bench",
	    .source = "cli", .requester = "", .reason = "", .ticket = "" };
	char why[256];
	char url[512];

	*world = (struct world){ .arena = arena_new(),
	    .clock = { .seed = 1 } };
	if (!time_parse(WORLD_CLOCK, &world->clock.fixed))
		die("%s is no time", WORLD_CLOCK);
	snprintf(url, sizeof(url), "sqlite:%s", path);
	if (store_open(url, mode, &world->store, why, sizeof(why)) !=
	    STORE_OPENED)
		die("%s: %s", url, why);
	world->registry = registry_new(world->store, world->arena,
	    &world->clock);
	if (registry_act_as(world->registry, &actor) != RESULT_OK)
		die("cannot act");
}

void
world_open(struct world *world, const char *path)
{
	open_store(world, path, STORE_WRITE);
}

static void
add_organisation(struct world *world, const char *name, const char *ownerid)
{
	struct organisation_add in = { .name = name, .ownerid = ownerid,
	    .admin = HANDLE, .postal = { .country = "UY", .city = "Montevideo",
	    .street = "Av. de los Ejemplos", .number = "6125" } };

	must(world, registry_organisation_add(world->registry, &in), name);
}

void
world_person(struct world *world, const char *handle)
{
	struct person_add in = { .name = "Benita Banco", .handle = handle,
	    .email = "benita@example.invalid", .postal = { .country = "UY",
	    .city = "Montevideo", .street = "Av. de los Ejemplos",
	    .number = "6125", .ddi = "598", .phone = "26040000" } };

	must(world, registry_person_add(world->registry, &in), handle);
}

void
world_account(struct world *world, const char *handle)
{
	struct account_add in = { .handle = handle, .language = "es" };
	struct account_password password = { .handle = handle };
	char sealed[SEALED_MAX], why[256];
	uint8_t key[SEALED_KEY_SIZE];

	if (!sealed_key(store_path(world->store), key, why, sizeof(why)) ||
	    !password_seal(PASSWORD, key, sealed))
		die("no password: %s", why);
	password.sealed = sealed;
	must(world, registry_account_add(world->registry, &in), handle);
	must(world, registry_account_password(world->registry, &password),
	    handle);
}

void
world_lend_key(const char *path, const char *copy)
{
	const char *from = arena_printf(names, "%s.key", path);
	const char *to = arena_printf(names, "%s.key", copy);

	if (link(from, to) < 0)
		die("cannot link %s to %s", from, to);
}

void
world_make(struct world *world, const char *path)
{
	struct init init = { .registry = "bench" };

	open_store(world, path, STORE_CREATE);
	must(world, registry_init(world->registry, &init), "init");
	world_person(world, HANDLE);
	add_organisation(world, "Proveedor de Banco", HOLDER);
	add_organisation(world, "Cliente de Banco", CUSTOMER);
}

void
world_close(struct world *world)
{
	arena_free(world->arena);
	store_close(world->store);
}

void
world_copy(struct world *world, const char *path)
{
	char why[256];

	if (!store_backup(world->store, path, why, sizeof(why)))
		die("%s: %s", path, why);
}

struct prefix
world_prefix(const char *text)
{
	struct prefix prefix;

	if (prefix_parse(text, strlen(text), &prefix) != INET_OK)
		die("%s is no prefix", text);
	return prefix;
}

struct prefix
world_part(const struct prefix *block, uint8_t length, uint64_t count)
{
	struct prefix part = *block;

	/* The count's bits stand just above the length. */
	part.length = length;
	for (unsigned int bit = length; bit > block->length && count > 0;
	    bit--, count >>= 1) {
		if (count & 1)
			part.first.bytes[(bit - 1) / 8] |=
			    (uint8_t)(0x80 >> ((bit - 1) % 8));
	}
	return part;
}

void
world_allocate(struct world *world, const struct prefix *prefix)
{
	struct move_in in = { .resource = { .prefix = *prefix },
	    .status = STATUS_ALLOCATED, .ownerid = HOLDER, .country = "UY",
	    .date = world->clock.fixed };

	must(world, registry_move_in(world->registry, &in), "move_in");
}

void
world_subassign(struct world *world, const struct prefix *prefix)
{
	struct subassign in = { .prefix = *prefix, .ownerid = CUSTOMER };

	must(world, registry_subassign(world->registry, &in), "subassign");
}

void
world_release(struct world *world, const struct prefix *prefix)
{
	struct release in = { .prefix = *prefix };

	must(world, registry_release(world->registry, &in), "release");
}

void
world_bulk_begin(struct world *world)
{
	must(world, registry_bulk_begin(world->registry), "begin");
}

void
world_bulk_end(struct world *world)
{
	must(world, registry_bulk_end(world->registry), "end");
}

uint32_t *
shuffled(uint32_t count)
{
	uint32_t *order = memory_alloc(count * sizeof(*order));
	uint64_t seed = 1;

	for (uint32_t i = 0; i < count; i++) {
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		uint32_t other = (uint32_t)((seed >> 32) % (i + 1));
		order[i] = order[other];
		order[other] = i;
	}
	return order;
}

int
bench_result(void)
{
	return missed;
}
