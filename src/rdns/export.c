/* SPDX-License-Identifier: ISC */
/* All zones from nothing: processes that each take the next one. */
#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <unistd.h>

#include "rdns/private.h"

#define HELPERS_MAX 15

/* What the processes share. */
struct board {
	atomic_size_t next;		/* of the configuration's zones */
	atomic_size_t records;
	atomic_bool failed;
};

struct export {
	const struct rdns_config *config;
	const char *folder;
	struct board *board;
};

static bool
export_zone(const struct export *e, struct index *ix,
    const struct zonelets *zonelets, const struct prefix *apex)
{
	struct arena *arena = arena_new();
	const char *path = files_path(arena, e->folder, apex);
	struct zone_file file = { .path = arena_join(arena, path, ".new",
	    NULL), .soa = rdns_next_serial(0, clock_now(&e->config->clock)) };
	bool fine;

	store_snapshot(index_store(ix));
	fine = zone_write(ix, e->config, zonelets, apex, &file);
	store_end(index_store(ix));
	fine = fine && files_replace(e->folder, path, file.path);
	e->board->records += file.records;
	arena_free(arena);
	return fine;
}

static void
export_some(const struct export *e)
{
	struct arena *arena = arena_new();
	struct board *board = e->board;
	struct zonelets *zonelets;
	struct store *store;
	struct index *ix;
	char why[512];
	size_t at;

	if (store_open(e->config->store_url, STORE_READ, &store, why,
	    sizeof(why)) != STORE_OPENED) {
		log_warning("%s", why);
		board->failed = true;
		return;
	}
	store_use_arena(store, arena);
	zonelets = zonelets_read(arena, e->config, store);
	ix = index_open(store);
	while (!board->failed &&
	    (at = board->next++) < e->config->zone_count)
		if (!export_zone(e, ix, zonelets, &e->config->zones[at]))
			board->failed = true;
	index_close(ix);
	store_close(store);
	arena_free(arena);
}

static size_t
begin_helpers(const struct export *e, pid_t helpers[HELPERS_MAX])
{
	size_t wanted = (size_t)get_nprocs(), count = 0;

	if (wanted > e->config->zone_count)
		wanted = e->config->zone_count;
	while (count + 1 < wanted && count < HELPERS_MAX) {
		if ((helpers[count] = fork()) == 0) {
			export_some(e);
			_exit(0);
		}
		if (helpers[count] < 0)
			break;		/* slower, by those there are */
		count++;
	}
	return count;
}

static void
wait_for(pid_t helper, struct board *board)
{
	int status = -1;

	while (waitpid(helper, &status, 0) < 0 && errno == EINTR)
		;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		log_warning("a process that writes zones died");
		board->failed = true;
	}
}

bool
rdns_export(const struct rdns_config *config, const char *folder,
    size_t *records)
{
	struct board *board = mmap(NULL, sizeof(*board), PROT_READ |
	    PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct export e = { config, folder, board };
	pid_t helpers[HELPERS_MAX];
	size_t count;
	bool fine;

	if (board == MAP_FAILED)
		die("no memory to share");
	count = begin_helpers(&e, helpers);
	export_some(&e);
	for (size_t i = 0; i < count; i++)
		wait_for(helpers[i], board);
	fine = !board->failed;
	*records = board->records;
	munmap(board, sizeof(*board));
	return fine;
}
