/* SPDX-License-Identifier: ISC */
/* What the tests of store share: a directory, a register in it, rows. */
#ifndef STORE_TESTING_H
#define STORE_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ftw.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/private.h"
#include "store/read.h"
#include "store/write.h"

/* Each test begins in an empty directory of its own. */
struct fixture {
	char directory[64];
	struct arena *arena;
	char why[256];
};

static inline int
fixture_setup(void **state)
{
	struct fixture *fixture = memory_alloc(sizeof(*fixture));

	snprintf(fixture->directory, sizeof(fixture->directory),
	    "/tmp/parcela-store-XXXXXX");
	if (!mkdtemp(fixture->directory) || chdir(fixture->directory) < 0)
		return -1;
	fixture->arena = arena_new();
	*state = fixture;
	return 0;
}

static inline int
remove_one(const char *path, const struct stat *info, int type,
    struct FTW *where)
{
	(void)info;
	(void)type;
	(void)where;
	return remove(path);
}

static inline int
fixture_teardown(void **state)
{
	struct fixture *fixture = *state;

	arena_free(fixture->arena);
	if (chdir("/") < 0)
		return -1;
	nftw(fixture->directory, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	free(fixture);
	return 0;
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

static inline struct store *
open_as(struct fixture *fixture, const char *url, enum store_mode mode)
{
	struct store *store;

	if (store_open(url, mode, &store, fixture->why,
	    sizeof(fixture->why)) != STORE_OPENED)
		fail_msg("%s: %s", url, fixture->why);
	store_use_arena(store, fixture->arena);
	return store;
}

static inline struct store *
create(struct fixture *fixture)
{
	return open_as(fixture, "sqlite:register", STORE_CREATE);
}

static inline enum store_open_result
try_open(struct fixture *fixture, const char *url, enum store_mode mode)
{
	enum store_open_result result;
	struct store *store;

	fixture->why[0] = '\0';
	result = store_open(url, mode, &store, fixture->why,
	    sizeof(fixture->why));
	assert_int_equal(store != NULL, result == STORE_OPENED);
	assert_int_equal(fixture->why[0] == '\0', result == STORE_OPENED);
	store_close(store);
	return result;
}

/* Behind the back of store: SQL that no statement of ours would say. */
static inline void
raw(struct store *store, const char *sql)
{
	if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(store->db));
}

static inline void
add_record(struct store *store, int64_t id)
{
	const struct record row = { .id = id, .country = "UY" };

	assert_int_equal(w_record_insert(store, &row), 1);
}

static inline void
commit_record(struct store *store, int64_t id)
{
	assert_true(store_begin(store));
	add_record(store, id);
	assert_int_equal(store_commit(store), STORE_COMMITTED);
}

static inline bool
has_record(struct store *store, int64_t id)
{
	struct record row;

	return q_record_by_id(store, id, &row);
}

/* Wait for a child: the status it gave to _exit(). */
static inline int
status_of(pid_t child)
{
	int status;

	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#endif
