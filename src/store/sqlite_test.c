/* SPDX-License-Identifier: ISC */
/* Opening and making the file. */
#include <fcntl.h>

#include "store/testing.h"

static void
write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void
urls_are_told_apart(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(try_open(f, "postgresql://h/d", STORE_READ),
	    STORE_UNSUPPORTED);
	assert_int_equal(try_open(f, "register", STORE_READ),
	    STORE_MALFORMED);
	assert_int_equal(try_open(f, "sqlite:", STORE_CREATE),
	    STORE_MALFORMED);
	assert_int_equal(try_open(f, "", STORE_READ), STORE_MALFORMED);
	assert_int_equal(try_open(f, "sqlite:none", STORE_READ),
	    STORE_MISSING);
	assert_int_equal(try_open(f, "sqlite:none", STORE_WRITE),
	    STORE_MISSING);
	assert_int_equal(access("none", F_OK), -1);
	assert_int_equal(access("none.lock", F_OK), -1);
	assert_int_equal(try_open(f, "sqlite:no/where", STORE_CREATE),
	    STORE_FAILED);
	assert_int_equal(try_open(f, "sqlite:.", STORE_WRITE), STORE_FAILED);
}

static void
a_new_register_is_in_wal_mode_and_says_whose_it_is(void **state)
{
	struct store *store = create(*state);
	struct stat info;
	int64_t number;

	assert_string_equal(store_path(store), "register");
	assert_true(store_query_int(store, "PRAGMA application_id", &number));
	assert_int_equal(number, APPLICATION_ID);
	assert_true(store_query_int(store, "PRAGMA user_version", &number));
	assert_int_equal(number, SCHEMA_VERSION);
	assert_true(store_query_int(store, "PRAGMA foreign_keys", &number));
	assert_int_equal(number, 1);
	assert_true(store_query_int(store, "PRAGMA synchronous", &number));
	assert_int_equal(number, 2);
	store_close(store);
	assert_int_equal(stat("register", &info), 0);
	assert_int_equal(info.st_mode & 0007, 0);
	assert_true(info.st_size > 4096);
}

static void
what_exists_is_not_created_again(void **state)
{
	struct fixture *fixture = *state;
	struct store *store = create(fixture);

	commit_record(store, 1);
	assert_int_equal(try_open(fixture, "sqlite:register", STORE_CREATE),
	    STORE_EXISTS);
	assert_true(has_record(store, 1));
	store_close(store);
	assert_int_equal(try_open(fixture, "sqlite:register", STORE_CREATE),
	    STORE_EXISTS);
	write_file("letter", "Dear hostmaster, this is not a database.");
	assert_int_equal(try_open(fixture, "sqlite:letter", STORE_CREATE),
	    STORE_EXISTS);
	assert_int_equal(access("letter.lock", F_OK), -1);
	assert_int_equal(symlink("nowhere", "dangling"), 0);
	assert_int_equal(try_open(fixture, "sqlite:dangling", STORE_CREATE),
	    STORE_EXISTS);
}

static void
create_does_not_wait_for_a_working_register(void **state)
{
	struct fixture *fixture = *state;
	struct store *store = create(fixture);

	assert_true(store_begin(store));
	add_record(store, 1);
	assert_int_equal(try_open(fixture, "sqlite:register", STORE_CREATE),
	    STORE_EXISTS);
	assert_int_equal(store_commit(store), STORE_COMMITTED);
	store_close(store);
}

static void
foreign_files_are_refused(void **state)
{
	struct fixture *fixture = *state;
	struct store *store;

	write_file("letter", "Dear hostmaster, this is not a database.");
	assert_int_equal(try_open(fixture, "sqlite:letter", STORE_WRITE),
	    STORE_FAILED);
	store = create(fixture);
	raw(store, "PRAGMA user_version = 1");
	store_close(store);
	assert_int_equal(try_open(fixture, "sqlite:register", STORE_READ),
	    STORE_FAILED);
	assert_non_null(strstr(fixture->why, "schema 1"));
	store = open_as(fixture, "sqlite::memory:", STORE_CREATE);
	raw(store, "PRAGMA application_id = 5; VACUUM INTO 'other'");
	store_close(store);
	assert_int_equal(try_open(fixture, "sqlite:other", STORE_WRITE),
	    STORE_FAILED);
	assert_non_null(strstr(fixture->why, "not a register"));
}

static void
a_writer_insists_on_wal(void **state)
{
	struct fixture *fixture = *state;
	struct store *store = open_as(fixture, "sqlite::memory:",
	    STORE_CREATE);

	raw(store, "VACUUM INTO 'rollback'");
	store_close(store);
	assert_int_equal(try_open(fixture, "sqlite:rollback", STORE_WRITE),
	    STORE_FAILED);
	assert_non_null(strstr(fixture->why, "WAL"));
}

static void
an_interrupted_creation_is_reported_and_can_be_finished(void **state)
{
	struct fixture *fixture = *state;
	sqlite3 *db;

	write_file("register", "");
	assert_int_equal(try_open(fixture, "sqlite:register", STORE_WRITE),
	    STORE_FAILED);
	assert_non_null(strstr(fixture->why, "unfinished"));
	assert_int_equal(sqlite3_open("register", &db), SQLITE_OK);
	sqlite3_exec(db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
	sqlite3_close(db);
	assert_int_equal(try_open(fixture, "sqlite:register", STORE_READ),
	    STORE_FAILED);
	assert_non_null(strstr(fixture->why, "unfinished"));
	assert_int_equal(try_open(fixture, "sqlite:register", STORE_CREATE),
	    STORE_OPENED);
	assert_int_equal(try_open(fixture, "sqlite:register", STORE_WRITE),
	    STORE_OPENED);
}

static void
of_several_creators_one_succeeds(void **state)
{
	struct fixture *fixture = *state;
	pid_t children[8];
	int created = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(children); i++) {
		if ((children[i] = fork()) == 0)
			_exit((int)try_open(fixture, "sqlite:register",
			    STORE_CREATE));
	}
	for (size_t i = 0; i < ARRAY_LENGTH(children); i++) {
		int status = status_of(children[i]);

		created += status == STORE_OPENED;
		assert_true(status == STORE_OPENED || status == STORE_EXISTS);
	}
	assert_int_equal(created, 1);
	assert_int_equal(try_open(fixture, "sqlite:register", STORE_WRITE),
	    STORE_OPENED);
}

static void
a_register_in_memory_works(void **state)
{
	struct fixture *fixture = *state;
	struct store *store = open_as(fixture, "sqlite::memory:",
	    STORE_CREATE);

	commit_record(store, 4);
	assert_true(has_record(store, 4));
	store_close(store);
	assert_int_equal(access(":memory:", F_OK), -1);
	assert_int_equal(access(":memory:.lock", F_OK), -1);
	assert_int_equal(try_open(fixture, "sqlite::memory:", STORE_READ),
	    STORE_MISSING);
}

static void
names_have_no_second_meaning(void **state)
{
	struct fixture *fixture = *state;
	struct store *store;

	store = open_as(fixture, "sqlite:file:x?mode=memory", STORE_CREATE);
	commit_record(store, 4);
	store_close(store);
	assert_int_equal(access("./file:x?mode=memory", F_OK), 0);
	store = open_as(fixture, "sqlite:file:x?mode=memory", STORE_READ);
	assert_true(has_record(store, 4));
	store_close(store);
}

static void
a_reader_needs_no_writer(void **state)
{
	struct fixture *fixture = *state;
	struct store *writer = create(fixture), *reader;

	commit_record(writer, 1);
	store_close(writer);
	assert_int_equal(access("register-wal", F_OK), 0);
	reader = open_as(fixture, "sqlite:register", STORE_READ);
	assert_true(has_record(reader, 1));
	writer = open_as(fixture, "sqlite:register", STORE_WRITE);
	commit_record(writer, 2);
	assert_true(has_record(reader, 2));
	store_close(reader);
	store_close(writer);
}

static void
read_as_nobody(struct fixture *fixture, int in)
{
	struct store *reader;
	char byte;

	if (read(in, &byte, 1) != 1)
		_exit(9);
	if (geteuid() == 0 && setuid(65534) < 0)
		_exit(9);
	reader = open_as(fixture, "sqlite:register", STORE_READ);
	if (!has_record(reader, 1))
		_exit(1);
	store_close(reader);
	_exit(0);
}

/* A role whose sandbox lets it write nothing. */
static void
a_reader_without_the_right_to_write_can_read(void **state)
{
	struct fixture *fixture = *state;
	struct store *writer;
	pid_t child;
	int down[2];

	assert_int_equal(pipe(down), 0);
	if ((child = fork()) == 0)
		read_as_nobody(fixture, down[0]);
	writer = create(fixture);
	commit_record(writer, 1);
	assert_int_equal(chmod(".", 0755), 0);
	assert_int_equal(chmod("register", 0644), 0);
	assert_int_equal(chmod("register-wal", 0644), 0);
	assert_int_equal(chmod("register-shm", 0644), 0);
	assert_int_equal(write(down[1], "x", 1), 1);
	assert_int_equal(status_of(child), 0);
	store_close(writer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(urls_are_told_apart),
		TEST(a_new_register_is_in_wal_mode_and_says_whose_it_is),
		TEST(what_exists_is_not_created_again),
		TEST(create_does_not_wait_for_a_working_register),
		TEST(foreign_files_are_refused),
		TEST(a_writer_insists_on_wal),
		TEST(an_interrupted_creation_is_reported_and_can_be_finished),
		TEST(of_several_creators_one_succeeds),
		TEST(a_register_in_memory_works),
		TEST(names_have_no_second_meaning),
		TEST(a_reader_needs_no_writer),
		TEST(a_reader_without_the_right_to_write_can_read),
	};

	return cmocka_run_group_tests_name("sqlite", tests, NULL, NULL);
}
