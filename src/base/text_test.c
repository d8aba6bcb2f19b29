/* SPDX-License-Identifier: ISC */
#include "base/test.h"

TEST(a_text_is_always_ended)
{
	struct text t;

	text_init(&t, 1000);
	assert_string_equal(t.bytes, "");
	text_put(&t, "abc");
	assert_int_equal(t.length, 3);
	assert_string_equal(t.bytes, "abc");
	text_clear(&t);
	assert_string_equal(t.bytes, "");
	text_release(&t);
}

TEST(a_text_grows_up_to_its_maximum)
{
	struct text t;
	int i;

	text_init(&t, 5000);
	for (i = 0; i < 5000; i++)
		text_put_char(&t, 'x');
	assert_false(t.overflow);
	assert_int_equal(t.length, 5000);
	assert_int_equal(strlen(t.bytes), 5000);
	text_put_char(&t, 'y');
	assert_true(t.overflow);
	assert_int_equal(t.length, 5000);
	text_release(&t);
}

TEST(overflow_is_sticky_until_cleared)
{
	struct text t;

	text_init(&t, 5);
	text_put(&t, "abc");
	text_put(&t, "defg");
	assert_true(t.overflow);
	assert_string_equal(t.bytes, "abcde");
	text_put(&t, "");
	text_printf(&t, "%d", 1);
	assert_true(t.overflow);
	assert_string_equal(t.bytes, "abcde");
	text_clear(&t);
	text_put(&t, "12345");
	assert_false(t.overflow);
	assert_string_equal(t.bytes, "12345");
	text_release(&t);
}

TEST(a_text_without_room_overflows_at_once)
{
	struct text t;

	text_init(&t, 0);
	text_put(&t, "");
	assert_false(t.overflow);
	text_put_char(&t, 'a');
	assert_true(t.overflow);
	assert_string_equal(t.bytes, "");
	text_release(&t);
}

TEST(printf_grows_and_cuts_as_the_rest_does)
{
	struct text t;

	text_init(&t, 1000);
	text_printf(&t, "%0500d", 7);
	assert_int_equal(t.length, 500);
	text_printf(&t, "%0499d", 7);
	assert_false(t.overflow);
	text_printf(&t, "%s", "89");
	assert_true(t.overflow);
	assert_int_equal(t.length, 1000);
	assert_int_equal(strlen(t.bytes), 1000);
	assert_string_equal(t.bytes + 998, "78");
	text_release(&t);
}

TEST(numbers_are_written_to_both_ends)
{
	struct text t;

	text_init(&t, 100);
	text_put_int(&t, 0);
	text_put_char(&t, ' ');
	text_put_int(&t, INT64_MIN);
	text_put_char(&t, ' ');
	text_put_int(&t, INT64_MAX);
	assert_string_equal(t.bytes,
	    "0 -9223372036854775808 9223372036854775807");
	text_clear(&t);
	text_put_hex(&t, "\x00\xff\x1a", 3);
	assert_string_equal(t.bytes, "00ff1a");
	text_release(&t);
}

static void
assert_json(const char *s, size_t n, const char *want)
{
	struct text t;

	text_init(&t, 1000);
	text_put_json_bytes(&t, s, n);
	assert_string_equal(t.bytes, want);
	text_release(&t);
}

TEST(json_strings_are_escaped)
{
	assert_json("", 0, "\"\"");
	assert_json("a\"b\\c/", 6, "\"a\\\"b\\\\c/\"");
	assert_json("\b\f\n\r\t", 5, "\"\\b\\f\\n\\r\\t\"");
	assert_json("\0\x1f\x7f", 3, "\"\\u0000\\u001f\x7f\"");
	assert_json("Ñandú €", strlen("Ñandú €"), "\"Ñandú €\"");
}

TEST(json_is_utf8_whatever_came_in)
{
	assert_json("a\xff" "b", 3, "\"a\\ufffdb\"");
	assert_json("a\xc3", 2, "\"a\\ufffd\"");
	assert_json("\xed\xa0\x80", 3, "\"\\ufffd\\ufffd\\ufffd\"");
	assert_json("\xc3\"", 2, "\"\\ufffd\\\"\"");
}

TEST(null_equals_only_null)
{
	assert_true(text_equal(NULL, NULL));
	assert_false(text_equal(NULL, ""));
	assert_false(text_equal("", NULL));
	assert_true(text_equal("a", "a"));
	assert_false(text_equal("a", "b"));
}

TEST(a_number_has_one_spelling)
{
	static const char *const refused[] = {
		"", "-1", "+1", " 1", "1 ", "01", "00", "0x1", "1a",
		"18446744073709551616", "99999999999999999999",
	};
	uint64_t n;
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(refused); i++)
		assert_false(parse_number(refused[i], UINT64_MAX, &n));
	assert_true(parse_number("18446744073709551615", UINT64_MAX, &n));
	assert_true(n == UINT64_MAX);
	assert_true(parse_number("0", 0, &n));
	assert_int_equal(n, 0);
}

TEST(a_number_is_at_most_its_maximum)
{
	uint64_t n;

	assert_true(parse_number("32", 32, &n));
	assert_int_equal(n, 32);
	assert_false(parse_number("33", 32, &n));
	assert_false(parse_number("320", 32, &n));
	assert_false(parse_number("9", 5, &n));
	assert_false(parse_number("1", 0, &n));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_is_always_ended),
		cmocka_unit_test(a_text_grows_up_to_its_maximum),
		cmocka_unit_test(overflow_is_sticky_until_cleared),
		cmocka_unit_test(a_text_without_room_overflows_at_once),
		cmocka_unit_test(printf_grows_and_cuts_as_the_rest_does),
		cmocka_unit_test(numbers_are_written_to_both_ends),
		cmocka_unit_test(json_strings_are_escaped),
		cmocka_unit_test(json_is_utf8_whatever_came_in),
		cmocka_unit_test(null_equals_only_null),
		cmocka_unit_test(a_number_has_one_spelling),
		cmocka_unit_test(a_number_is_at_most_its_maximum),
	};

	return cmocka_run_group_tests_name("base/text", tests, NULL, NULL);
}
