/* SPDX-License-Identifier: ISC */
/* Transactions: who waits for whom, and what a failed COMMIT means. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/syscall.h>

#include "store/testing.h"

/* --- A disk that fails when told to -------------------------------------- */

static int failing_sync;		/* errno of one fdatasync() */
static int syncs_until_failure;
static int failing_write;		/* errno of pwrite() */
static int writes_until_failure;

int
fdatasync(int fd)
{
	if (failing_sync && syncs_until_failure-- <= 0) {
		errno = failing_sync;
		failing_sync = 0;
		return -1;
	}
	return (int)syscall(SYS_fdatasync, fd);
}

static ssize_t
write_or_fail(int fd, const void *bytes, size_t length, off64_t offset)
{
	if (failing_write && writes_until_failure-- <= 0) {
		errno = failing_write;
		return -1;
	}
	return pwrite64(fd, bytes, length, offset);
}

/* From here on SQLite writes through write_or_fail(). */
static void
fail_writes(int error, int after)
{
	sqlite3_vfs *vfs = sqlite3_vfs_find("unix");

	assert_non_null(vfs->xGetSystemCall(vfs, "pwrite64"));
	assert_int_equal(vfs->xSetSystemCall(vfs, "pwrite64",
	    (sqlite3_syscall_ptr)write_or_fail), SQLITE_OK);
	failing_write = error;
	writes_until_failure = after;
}

/* --- Tests --------------------------------------------------------------- */

static void
a_rollback_leaves_nothing(void **state)
{
	struct store *store = create(*state);

	assert_true(store_begin(store));
	add_record(store, 1);
	assert_true(has_record(store, 1));
	store_rollback(store);
	assert_false(has_record(store, 1));
	store_rollback(store);
	commit_record(store, 2);
	assert_true(has_record(store, 2));
	assert_null(store_error(store));
	store_close(store);
}

static void
closing_rolls_back(void **state)
{
	struct fixture *fixture = *state;
	struct store *store = create(fixture);

	assert_true(store_begin(store));
	add_record(store, 1);
	store_close(store);
	store = open_as(fixture, "sqlite:register", STORE_WRITE);
	assert_false(has_record(store, 1));
	commit_record(store, 1);
	store_close(store);
}

static void
a_dry_run_goes_back_to_its_mark(void **state)
{
	struct store *store = create(*state);

	assert_true(store_begin(store));
	add_record(store, 1);
	store_mark(store);
	add_record(store, 2);
	store_rewind(store);
	assert_true(has_record(store, 1));
	assert_false(has_record(store, 2));
	add_record(store, 3);
	store_rewind(store);
	assert_false(has_record(store, 3));
	add_record(store, 4);
	store_mark(store);
	add_record(store, 5);
	store_rewind(store);
	assert_int_equal(store_commit(store), STORE_COMMITTED);
	assert_true(has_record(store, 1));
	assert_true(has_record(store, 4));
	assert_false(has_record(store, 5));
	store_close(store);
}

static void
a_snapshot_stays_what_it_was(void **state)
{
	struct fixture *fixture = *state;
	struct store *writer = create(fixture), *reader;

	commit_record(writer, 1);
	reader = open_as(fixture, "sqlite:register", STORE_READ);
	store_snapshot(reader);
	assert_true(has_record(reader, 1));
	commit_record(writer, 2);
	assert_false(has_record(reader, 2));
	store_end(reader);
	assert_true(has_record(reader, 2));
	store_close(reader);
	store_close(writer);
}

/* The second time it is not read; its texts are the reader's all the same. */
static void
a_snapshot_knows_what_it_read(void **state)
{
	struct fixture *fixture = *state;
	struct store *writer = create(fixture), *reader;
	struct arena *first = arena_new(), *second = arena_new();
	struct record before, again, after;

	commit_record(writer, 1);
	reader = open_as(fixture, "sqlite:register", STORE_READ);
	store_use_arena(reader, first);
	store_snapshot(reader);
	assert_true(q_record_by_id(reader, 1, &before));
	store_use_arena(reader, second);
	assert_true(q_record_by_id(reader, 1, &again));
	assert_true(fact_equal(FACT_record, &before, &again));
	assert_ptr_not_equal(before.country, again.country);
	assert_true(store_begin(writer));
	after = again;
	after.date++;
	assert_int_equal(w_record_update(writer, &after), 1);
	assert_int_equal(store_commit(writer), STORE_COMMITTED);
	assert_true(q_record_by_id(reader, 1, &again));
	assert_int_equal(again.date, before.date);
	store_end(reader);
	assert_true(q_record_by_id(reader, 1, &again));
	assert_int_equal(again.date, after.date);
	store_close(reader);
	store_close(writer);
	arena_free(first);
	arena_free(second);
}

/* Each child adds one to the same row: a lost update would show. */
static void
add_up(struct fixture *fixture, int times)
{
	struct store *store = open_as(fixture, "sqlite:register", STORE_WRITE);
	struct record row;

	while (times-- > 0) {
		if (!store_begin(store) || !q_record_by_id(store, 1, &row))
			_exit(1);
		row.date++;
		usleep(200);
		if (w_record_update(store, &row) != 1 ||
		    store_commit(store) != STORE_COMMITTED)
			_exit(2);
	}
	store_close(store);
	_exit(0);
}

static void
two_processes_exclude_each_other(void **state)
{
	struct fixture *fixture = *state;
	struct store *store = create(fixture);
	pid_t children[3];
	struct record row;

	commit_record(store, 1);
	store_close(store);
	for (size_t i = 0; i < ARRAY_LENGTH(children); i++) {
		if ((children[i] = fork()) == 0)
			add_up(fixture, 50);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(children); i++)
		assert_int_equal(status_of(children[i]), 0);
	store = open_as(fixture, "sqlite:register", STORE_READ);
	assert_true(q_record_by_id(store, 1, &row));
	assert_int_equal(row.date, 150);
	store_close(store);
}

/* SQLite must not be taken through a fork: the child opens its own. */
static void
wait_for_the_lock(struct fixture *fixture, int in, int out)
{
	struct store *store;
	char byte;

	if (read(in, &byte, 1) != 1)
		_exit(1);
	store = open_as(fixture, "sqlite:register", STORE_WRITE);
	if (write(out, "b", 1) != 1 || !store_begin(store))
		_exit(2);
	if (write(out, "g", 1) != 1 || !has_record(store, 1))
		_exit(3);
	store_close(store);
	_exit(0);
}

static void
a_writer_waits_as_long_as_the_other_needs(void **state)
{
	struct fixture *fixture = *state;
	struct store *store;
	int down[2], up[2];
	pid_t child;
	char byte;

	store_close(create(fixture));
	assert_int_equal(pipe(down), 0);
	assert_int_equal(pipe(up), 0);
	if ((child = fork()) == 0)
		wait_for_the_lock(fixture, down[0], up[1]);
	store = open_as(fixture, "sqlite:register", STORE_WRITE);
	assert_true(store_begin(store));
	assert_int_equal(write(down[1], "x", 1), 1);
	assert_int_equal(read(up[0], &byte, 1), 1);
	usleep(100000);
	assert_int_equal(fcntl(up[0], F_SETFL, O_NONBLOCK), 0);
	assert_int_equal(read(up[0], &byte, 1), -1);
	assert_int_equal(errno, EAGAIN);
	add_record(store, 1);
	assert_int_equal(store_commit(store), STORE_COMMITTED);
	assert_int_equal(status_of(child), 0);
	assert_int_equal(read(up[0], &byte, 1), 1);
	assert_int_equal(byte, 'g');
	store_close(store);
}

static void *
add_record_two(void *argument)
{
	struct fixture *fixture = argument;
	struct store *store = open_as(fixture, "sqlite:register",
	    STORE_WRITE);

	commit_record(store, 2);
	store_close(store);
	return NULL;
}

static void
two_threads_exclude_each_other(void **state)
{
	struct fixture *fixture = *state;
	struct store *store = create(fixture);
	pthread_t thread;

	assert_true(store_begin(store));
	assert_int_equal(pthread_create(&thread, NULL, add_record_two,
	    fixture), 0);
	usleep(50000);
	add_record(store, 1);
	assert_int_equal(store_commit(store), STORE_COMMITTED);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_true(has_record(store, 2));
	store_close(store);
}

static void
a_killed_writer_leaves_neither_lock_nor_rows(void **state)
{
	struct fixture *fixture = *state;
	struct store *store = create(fixture);
	pid_t child;

	store_close(store);
	if ((child = fork()) == 0) {
		store = open_as(fixture, "sqlite:register", STORE_WRITE);
		commit_record(store, 1);
		if (!store_begin(store))
			_exit(1);
		add_record(store, 2);
		raise(SIGKILL);
	}
	assert_int_equal(status_of(child), -1);
	store = open_as(fixture, "sqlite:register", STORE_WRITE);
	assert_true(has_record(store, 1));
	assert_false(has_record(store, 2));
	commit_record(store, 2);
	store_close(store);
}

static void
a_removed_lock_file_is_made_anew(void **state)
{
	struct fixture *fixture = *state;
	struct store *store = create(fixture), *other;

	other = open_as(fixture, "sqlite:register", STORE_WRITE);
	commit_record(store, 1);
	assert_int_equal(unlink("register.lock"), 0);
	assert_true(store_begin(store));
	assert_int_equal(access("register.lock", F_OK), 0);
	assert_int_equal(store_commit(store), STORE_COMMITTED);
	commit_record(other, 2);
	store_close(other);
	store_close(store);
}

static void
a_symbolic_link_leads_to_the_same_lock(void **state)
{
	struct fixture *fixture = *state;
	struct store *store = create(fixture);

	store_close(store);
	assert_int_equal(symlink("register", "link"), 0);
	store = open_as(fixture, "sqlite:link", STORE_WRITE);
	commit_record(store, 1);
	assert_int_equal(access("link.lock", F_OK), -1);
	store_close(store);
}

static void
the_writer_empties_the_wal(void **state)
{
	struct fixture *fixture = *state;
	struct store *store = create(fixture);
	struct stat info;

	for (int64_t round = 0; round < 20; round++) {
		assert_true(store_begin(store));
		for (int64_t id = 1; id <= 20000; id++)
			add_record(store, round * 20000 + id);
		assert_int_equal(store_commit(store), STORE_COMMITTED);
	}
	assert_int_equal(stat("register-wal", &info), 0);
	assert_true(info.st_size < 6 << 20);
	assert_int_equal(stat("register", &info), 0);
	assert_true(info.st_size > 4 << 20);
	store_close(store);
}

static void
a_reader_cannot_make_a_commit_fail(void **state)
{
	struct fixture *fixture = *state;
	struct store *store = create(fixture), *reader;

	reader = open_as(fixture, "sqlite:register", STORE_READ);
	store_snapshot(reader);
	assert_false(has_record(reader, 1));
	for (int64_t round = 0; round < 3; round++) {
		assert_true(store_begin(store));
		for (int64_t id = 1; id <= 200000; id++)
			add_record(store, round * 200000 + id);
		assert_int_equal(store_commit(store), STORE_COMMITTED);
	}
	assert_false(has_record(reader, 1));
	store_end(reader);
	assert_true(has_record(reader, 1));
	store_close(reader);
	store_close(store);
}

/* --- A disk that fails ---------------------------------------------------- */

static void
a_full_disk_at_commit_rolls_back(void **state)
{
	struct fixture *fixture = *state;
	struct store *store = create(fixture);

	commit_record(store, 1);
	for (int after = 0; after < 4; after++) {
		assert_true(store_begin(store));
		add_record(store, 2);
		fail_writes(ENOSPC, after);
		if (store_commit(store) == STORE_COMMITTED)
			break;
		assert_non_null(strstr(store_error(store), "full"));
		failing_write = 0;
		store_rollback(store);
		assert_false(has_record(store, 2));
		assert_true(has_record(store, 1));
		/* Nor does a recovery find it. */
		store_close(store);
		assert_int_equal(unlink("register-shm"), 0);
		store = open_as(fixture, "sqlite:register", STORE_WRITE);
		assert_false(has_record(store, 2));
	}
	failing_write = 0;
	assert_true(has_record(store, 2));
	store_close(store);
}

static void
a_full_disk_before_the_commit_rolls_back(void **state)
{
	struct store *store = create(*state);

	raw(store, "PRAGMA max_page_count = 60");
	assert_true(store_begin(store));
	for (int64_t id = 1; !store_error(store) && id < 100000; id++) {
		const struct record row = { .id = id, .country = "UY" };

		w_record_insert(store, &row);
	}
	assert_non_null(strstr(store_error(store), "full"));
	assert_int_equal(store_commit(store), STORE_ROLLED_BACK);
	store_rollback(store);
	assert_false(has_record(store, 1));
	raw(store, "PRAGMA max_page_count = 100000");
	commit_record(store, 1);
	store_close(store);
}

static void
a_failed_sync_leaves_the_outcome_unknown(void **state)
{
	struct fixture *fixture = *state;
	struct store *store = create(fixture);

	commit_record(store, 1);
	assert_true(store_begin(store));
	add_record(store, 2);
	failing_sync = EIO;
	assert_int_equal(store_commit(store), STORE_UNKNOWN);
	assert_int_equal(failing_sync, 0);
	assert_non_null(store_error(store));
	store_rollback(store);
	assert_non_null(store_error(store));
	assert_false(store_begin(store));
	assert_false(has_record(store, 1));
	store_close(store);
	/* The row may be there or not; the register is sound either way. */
	store = open_as(fixture, "sqlite:register", STORE_WRITE);
	assert_true(store_check_file(store, fixture->why,
	    sizeof(fixture->why)));
	assert_true(has_record(store, 1));
	commit_record(store, 3);
	store_close(store);
}

static void
a_failed_write_leaves_the_outcome_unknown(void **state)
{
	struct fixture *fixture = *state;
	struct store *store = create(fixture);

	assert_true(store_begin(store));
	add_record(store, 1);
	fail_writes(EIO, 0);
	assert_int_equal(store_commit(store), STORE_UNKNOWN);
	failing_write = 0;
	store_close(store);
	store = open_as(fixture, "sqlite:register", STORE_WRITE);
	commit_record(store, 2);
	store_close(store);
}

static void
a_failing_checkpoint_is_no_failure_of_the_commit(void **state)
{
	struct fixture *fixture = *state;
	struct store *store = create(fixture);

	/* The first commit syncs the header of the WAL besides. */
	commit_record(store, 900000);
	assert_true(store_begin(store));
	for (int64_t id = 1; id <= 800000; id++)
		add_record(store, id);
	/* The commit syncs the WAL once, then the checkpoint does. */
	failing_sync = EIO;
	syncs_until_failure = 1;
	assert_int_equal(store_commit(store), STORE_COMMITTED);
	assert_true(store->wal_pages > 1000);
	assert_int_equal(failing_sync, 0);
	assert_true(store->checkpoint_failed);
	assert_null(store_error(store));
	commit_record(store, 800001);
	store_close(store);
	store = open_as(fixture, "sqlite:register", STORE_WRITE);
	assert_true(has_record(store, 800000));
	store_close(store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_rollback_leaves_nothing),
		TEST(closing_rolls_back),
		TEST(a_dry_run_goes_back_to_its_mark),
		TEST(a_snapshot_stays_what_it_was),
		TEST(a_snapshot_knows_what_it_read),
		TEST(two_processes_exclude_each_other),
		TEST(a_writer_waits_as_long_as_the_other_needs),
		TEST(two_threads_exclude_each_other),
		TEST(a_killed_writer_leaves_neither_lock_nor_rows),
		TEST(a_removed_lock_file_is_made_anew),
		TEST(a_symbolic_link_leads_to_the_same_lock),
		TEST(the_writer_empties_the_wal),
		TEST(a_reader_cannot_make_a_commit_fail),
		TEST(a_full_disk_at_commit_rolls_back),
		TEST(a_full_disk_before_the_commit_rolls_back),
		TEST(a_failed_sync_leaves_the_outcome_unknown),
		TEST(a_failed_write_leaves_the_outcome_unknown),
		TEST(a_failing_checkpoint_is_no_failure_of_the_commit),
	};

	return cmocka_run_group_tests_name("transaction", tests, NULL, NULL);
}
