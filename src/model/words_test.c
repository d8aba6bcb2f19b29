/* SPDX-License-Identifier: ISC */
#include "base/test.h"
#include "model/model.h"

static void
assert_words(const char *const *words, int count)
{
	int i;

	for (i = 0; i < count; i++) {
		assert_non_null(words[i]);
		assert_int_equal(word_value(words, count, words[i]), i);
	}
	assert_int_equal(word_value(words, count, "nothing"), -1);
	assert_int_equal(word_value(words, count, ""), -1);
}

TEST(every_value_has_a_word_of_its_own)
{
	assert_words(status_words, STATUS_COUNT);
	assert_words(record_kind_words, RECORD_KIND_COUNT);
	assert_words(block_use_words, USE_COUNT);
	assert_words(ns_state_words, NS_STATE_COUNT);
}

TEST(a_sub_assignment_is_called_after_its_parent)
{
	assert_int_equal(status_inside(STATUS_ALLOCATED), STATUS_REALLOCATED);
	assert_int_equal(status_inside(STATUS_REALLOCATED),
	    STATUS_REALLOCATED);
	assert_int_equal(status_inside(STATUS_ASSIGNED), STATUS_REASSIGNED);
	assert_int_equal(status_inside(STATUS_REASSIGNED), STATUS_REASSIGNED);
	assert_int_equal(status_inside(STATUS_ROOT), STATUS_COUNT);
	assert_int_equal(status_inside(STATUS_AVAILABLE), STATUS_COUNT);
	assert_int_equal(status_inside(STATUS_RESERVED), STATUS_COUNT);
}

TEST(every_status_but_the_roots_is_of_one_sort)
{
	int s;

	for (s = 0; s < STATUS_COUNT; s++)
		assert_int_equal(status_is_stock(s) + status_is_direct(s) +
		    status_is_passed_on(s), s != STATUS_ROOT);
}

TEST(every_result_has_a_sentence)
{
	int r;

	assert_int_equal(RESULT_OK, 0);
	assert_string_equal(result_name(RESULT_OK), "OK");
	assert_int_equal(result_http_status(RESULT_OK), 200);
	for (r = 0; r < RESULT_COUNT; r++) {
		assert_true(strlen(result_sentence(r)) > 0);
		assert_true(strlen(result_name(r)) > 0);
		assert_in_range(result_http_status(r), 200, 599);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_value_has_a_word_of_its_own),
		cmocka_unit_test(a_sub_assignment_is_called_after_its_parent),
		cmocka_unit_test(every_status_but_the_roots_is_of_one_sort),
		cmocka_unit_test(every_result_has_a_sentence),
	};

	return cmocka_run_group_tests_name("model/words", tests, NULL, NULL);
}
