/* SPDX-License-Identifier: ISC */
/* What is known from one snapshot to the next is true, and costs nothing. */
#include "store/testing.h"
#include "store/cost_test.h"

static size_t
count_records(struct store *store)
{
	struct cursor cursor;
	struct record row;
	size_t count = 0;

	q_record_all_open(store, &cursor);
	while (q_record_all_next(&cursor, &row))
		count++;
	return count;
}

/* As a request looks: the record, and how many there are. */
static bool
look(struct store *store, int64_t id, size_t *count)
{
	bool there;

	store_snapshot(store);
	there = has_record(store, id);
	*count = count_records(store);
	store_end(store);
	return there;
}

static void
the_same_question_is_asked_once(void **state)
{
	struct store *store;
	size_t count;

	cost_watch();
	store = create(*state);
	commit_record(store, 1);
	assert_true(look(store, 1, &count));
	assert_false(look(store, 2, &count));
	cost_steps();
	for (int i = 0; i < 100; i++) {
		assert_true(look(store, 1, &count));
		assert_false(look(store, 2, &count));
		assert_int_equal(count, 1);
	}
	/* BEGIN, the version and ROLLBACK of each. */
	assert_true(cost_steps() < 200 * 15);
	store_close(store);
}

static void
what_another_wrote_is_seen(void **state)
{
	struct fixture *fixture = *state;
	struct store *writer = create(fixture);
	struct store *reader = open_as(fixture, "sqlite:register", STORE_READ);
	size_t count;

	for (int64_t id = 1; id <= 200; id++) {
		assert_false(look(reader, id, &count));
		assert_int_equal(count, id - 1);
		commit_record(writer, id);
		assert_true(look(reader, id, &count));
		assert_int_equal(count, id);
	}
	store_close(reader);
	store_close(writer);
}

static void
what_it_wrote_itself_is_seen(void **state)
{
	struct store *store = create(*state);
	size_t count;

	assert_false(look(store, 1, &count));
	assert_true(store_begin(store));
	add_record(store, 1);
	assert_true(has_record(store, 1));
	store_rollback(store);
	assert_false(look(store, 1, &count));
	assert_int_equal(count, 0);
	commit_record(store, 1);
	assert_true(look(store, 1, &count));
	assert_int_equal(count, 1);
	store_close(store);
}

/* More than is kept, walked to the end or not. */
static void
answers_of_any_length_are_whole(void **state)
{
	struct store *store = create(*state);
	struct cursor cursor;
	struct record row;
	size_t count;

	for (int64_t id = 1; id <= 3000; id++)
		commit_record(store, id);
	for (int round = 0; round < 3; round++) {
		store_snapshot(store);
		q_record_all_open(store, &cursor);
		assert_true(q_record_all_next(&cursor, &row));
		assert_int_equal(row.id, 1);
		cursor_close(&cursor);
		for (int64_t id = 1; id <= 3000; id++)
			assert_true(q_record_by_id(store, id, &row) &&
			    row.id == id);
		store_end(store);
		assert_true(look(store, 3000, &count));
		assert_int_equal(count, 3000);
	}
	store_close(store);
}

/* What it found is the reader's, also when it is forgotten. */
static void
texts_outlive_what_is_known(void **state)
{
	struct store *store = create(*state);
	struct record first, again;
	size_t count;

	commit_record(store, 1);
	store_snapshot(store);
	assert_true(q_record_by_id(store, 1, &first));
	assert_true(q_record_by_id(store, 1, &again));
	store_end(store);
	commit_record(store, 2);
	assert_true(look(store, 2, &count));
	assert_string_equal(first.country, again.country);
	assert_ptr_not_equal(first.country, again.country);
	store_close(store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_same_question_is_asked_once),
		TEST(what_another_wrote_is_seen),
		TEST(what_it_wrote_itself_is_seen),
		TEST(answers_of_any_length_are_whole),
		TEST(texts_outlive_what_is_known),
	};

	return cmocka_run_group_tests_name("known", tests, NULL, NULL);
}
