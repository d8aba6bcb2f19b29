/* SPDX-License-Identifier: ISC */
/* Copies of the register, and the check of its file. */
#include <dirent.h>
#include <fcntl.h>

#include "store/testing.h"

#define RECORDS 5000

static void
fill_records(struct store *store)
{
	assert_true(store_begin(store));
	for (int64_t id = 1; id <= RECORDS; id++)
		add_record(store, id);
	assert_int_equal(store_commit(store), STORE_COMMITTED);
}

static bool
backup(struct fixture *fixture, struct store *store, const char *path)
{
	return store_backup(store, path, fixture->why, sizeof(fixture->why));
}

static bool
check(struct fixture *fixture, struct store *store)
{
	return store_check_file(store, fixture->why, sizeof(fixture->why));
}

/* Files in the directory whose name begins so. */
static int
count_files(const char *prefix)
{
	DIR *directory = opendir(".");
	struct dirent *entry;
	int count = 0;

	assert_non_null(directory);
	while ((entry = readdir(directory)))
		count += strncmp(entry->d_name, prefix, strlen(prefix)) == 0;
	closedir(directory);
	return count;
}

static void
assert_same_records(struct store *a, struct store *b)
{
	struct cursor in_a, in_b;
	struct record row, other;
	int count = 0;

	q_record_all_open(a, &in_a);
	q_record_all_open(b, &in_b);
	while (q_record_all_next(&in_a, &row)) {
		assert_true(q_record_all_next(&in_b, &other));
		assert_true(fact_equal(FACT_record, &row, &other));
		count++;
	}
	assert_false(q_record_all_next(&in_b, &other));
	assert_int_equal(count, RECORDS);
}

static void
a_backup_is_equal_and_one_file(void **state)
{
	struct fixture *fixture = *state;
	struct store *store = create(fixture), *copy;

	fill_records(store);
	assert_true(backup(fixture, store, "copy"));
	assert_int_equal(count_files("copy"), 1);
	assert_int_equal(rename("copy", "moved"), 0);
	copy = open_as(fixture, "sqlite:moved", STORE_WRITE);
	assert_same_records(store, copy);
	assert_true(check(fixture, copy));
	commit_record(copy, RECORDS + 1);
	store_close(copy);
	assert_false(has_record(store, RECORDS + 1));
	store_close(store);
}

static void
a_reader_can_make_a_backup_of_its_snapshot(void **state)
{
	struct fixture *fixture = *state;
	struct store *store = create(fixture), *reader, *copy;

	fill_records(store);
	reader = open_as(fixture, "sqlite:register", STORE_READ);
	store_snapshot(reader);
	assert_true(has_record(reader, 1));
	commit_record(store, RECORDS + 1);
	assert_true(backup(fixture, reader, "copy"));
	store_end(reader);
	copy = open_as(fixture, "sqlite:copy", STORE_READ);
	assert_true(has_record(copy, RECORDS));
	assert_false(has_record(copy, RECORDS + 1));
	store_close(copy);
	store_close(reader);
	store_close(store);
}

static void
a_backup_overwrites_nothing_and_leaves_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct store *store = create(fixture);
	struct stat before, after;

	fill_records(store);
	assert_true(backup(fixture, store, "copy"));
	assert_int_equal(stat("copy", &before), 0);
	assert_false(backup(fixture, store, "copy"));
	assert_non_null(strstr(fixture->why, "exists"));
	assert_int_equal(stat("copy", &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	assert_int_equal(symlink("nowhere", "link"), 0);
	assert_false(backup(fixture, store, "link"));
	assert_int_equal(count_files("link"), 1);
	assert_false(backup(fixture, store, "no/where"));
	assert_int_equal(count_files("copy"), 1);
	store_close(store);
}

static void
a_sound_file_is_found_sound(void **state)
{
	struct fixture *fixture = *state;
	struct store *store = create(fixture);

	fill_records(store);
	assert_true(check(fixture, store));
	store_close(store);
	store = open_as(fixture, "sqlite:register", STORE_READ);
	assert_true(check(fixture, store));
	store_close(store);
}

static void
a_reference_to_nothing_is_found(void **state)
{
	struct fixture *fixture = *state;
	struct store *store = create(fixture);

	raw(store, "PRAGMA foreign_keys = OFF");
	raw(store, "INSERT INTO origin (id, block, number) VALUES (5, 6, 7)");
	assert_true(check(fixture, store));
	assert_false(store_check_references(store, fixture->why,
	    sizeof(fixture->why)));
	assert_non_null(strstr(fixture->why, "row 5 of origin"));
	assert_null(store_error(store));
	store_close(store);
}

static void
a_damaged_page_is_found(void **state)
{
	struct fixture *fixture = *state;
	struct store *store = create(fixture);
	static const char noise[4096] = "noise";
	struct stat info;
	int fd;

	fill_records(store);
	assert_true(backup(fixture, store, "copy"));
	store_close(store);
	assert_int_equal(stat("copy", &info), 0);
	fd = open("copy", O_WRONLY);
	assert_int_equal(pwrite(fd, noise, sizeof(noise),
	    info.st_size - (off_t)sizeof(noise)), sizeof(noise));
	close(fd);
	store = open_as(fixture, "sqlite:copy", STORE_READ);
	assert_false(check(fixture, store));
	assert_true(fixture->why[0] != '\0');
	store_close(store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_backup_is_equal_and_one_file),
		TEST(a_reader_can_make_a_backup_of_its_snapshot),
		TEST(a_backup_overwrites_nothing_and_leaves_nothing),
		TEST(a_sound_file_is_found_sound),
		TEST(a_reference_to_nothing_is_found),
		TEST(a_damaged_page_is_found),
	};

	return cmocka_run_group_tests_name("backup", tests, NULL, NULL);
}
