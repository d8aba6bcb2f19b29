/* SPDX-License-Identifier: ISC */
#include "base/test.h"

#include <time.h>

static int64_t
parsed(const char *s)
{
	int64_t t = -1;

	assert_true(time_parse(s, &t));
	return t;
}

TEST(a_day_is_its_noon)
{
	assert_int_equal(parsed("2026-03-01"), 1772366400);
	assert_int_equal(parsed("20260301"), 1772366400);
	assert_int_equal(parsed("2026-03-01T12:00:00Z"), 1772366400);
	assert_int_equal(parsed("1970-01-01T00:00:00Z"), 0);
	assert_int_equal(parsed("1970-01-01"), 43200);
}

TEST(a_leap_day_is_a_day)
{
	int64_t t;

	assert_int_equal(parsed("2024-02-29") + 86400, parsed("2024-03-01"));
	assert_int_equal(parsed("2000-02-29") + 86400, parsed("2000-03-01"));
	assert_false(time_parse("2023-02-29", &t));
	assert_false(time_parse("1900-02-29", &t));
	assert_false(time_parse("2100-02-29", &t));
}

TEST(years_are_1900_to_2999)
{
	int64_t t;

	assert_true(parsed("1900-01-01") < 0);
	assert_true(parsed("2999-12-31T23:59:59Z") > 0);
	assert_false(time_parse("1899-12-31", &t));
	assert_false(time_parse("3000-01-01", &t));
	assert_false(time_parse("0000-01-01", &t));
}

TEST(anything_else_is_no_time)
{
	static const char *const refused[] = {
		"", "2026", "2026-", "202603", "2026-03", "2026-3-1",
		"2026-0301", "202603-01", "2026-00-01", "2026-13-01",
		"2026-01-00", "2026-01-32", "2026-04-31", " 2026-03-01",
		"2026-03-01 ", "+026-03-01", "2026/03/01",
		"2026-03-01T", "2026-03-01T12:00:00", "2026-03-01T12:00Z",
		"2026-03-01T24:00:00Z", "2026-03-01T12:60:00Z",
		"2026-03-01T12:00:60Z", "2026-03-01T12:00:00ZZ",
		"2026-03-01 12:00:00Z", "20260301T12:00:00Z",
		"2026-03-01t12:00:00z", "20260301T120000Z", "00000000",
	};
	int64_t t;
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(refused); i++)
		assert_false(time_parse(refused[i], &t));
}

TEST(times_are_written_as_they_are_read)
{
	static const char *const texts[] = {
		"1900-01-01T00:00:00Z", "1969-12-31T23:59:59Z",
		"1970-01-01T00:00:00Z", "2026-03-01T12:00:00Z",
		"2038-01-19T03:14:08Z", "2999-12-31T23:59:59Z",
	};
	char out[TIME_TEXT_MAX];
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(texts); i++)
		assert_string_equal(time_iso(parsed(texts[i]), out), texts[i]);
}

TEST(every_day_of_eight_hundred_years_is_written_as_it_is_read)
{
	const int64_t step = 24 * 3600 + 61;
	char out[TIME_TEXT_MAX];

	for (int64_t t = 0; t < parsed("2780-01-01T00:00:00Z"); t += step)
		assert_int_equal(parsed(time_iso(t, out)), t);
}

TEST(a_day_depends_on_the_offset)
{
	int64_t t = parsed("2026-03-01T01:00:00Z");
	char out[TIME_TEXT_MAX];

	assert_string_equal(time_day(t, 0, out), "20260301");
	assert_string_equal(time_day(t, -3 * 3600, out), "20260228");
	assert_string_equal(time_day(t, 23 * 3600, out), "20260302");
	assert_string_equal(time_day(parsed("20260301"), -11 * 3600, out),
	    "20260301");
}

TEST(a_fixed_clock_stands_still)
{
	struct clock fixed = { .fixed = 1772366400 };
	struct clock system = { 0 };
	int64_t before = (int64_t)time(NULL);

	assert_int_equal(clock_now(&fixed), 1772366400);
	assert_true(clock_now(&system) >= before);
}

TEST(the_same_seed_gives_the_same_stream)
{
	struct clock a = { .seed = 7 }, b = { .seed = 7 }, c = { .seed = 8 };
	uint8_t x[32], y[32], z[32];

	clock_random(&a, x, sizeof(x));
	clock_random(&b, y, sizeof(y));
	clock_random(&c, z, sizeof(z));
	assert_memory_equal(x, y, sizeof(x));
	assert_memory_not_equal(x, z, sizeof(x));
	clock_random(&b, y, sizeof(y));
	assert_memory_not_equal(x, y, sizeof(x));
}

TEST(a_seed_never_becomes_the_systems)
{
	struct clock c = { .seed = UINT64_MAX };
	uint8_t x[16];

	clock_random(&c, x, sizeof(x));
	assert_int_not_equal(c.seed, 0);
}

TEST(the_systems_chance_differs_each_time)
{
	struct clock c = { 0 };
	uint8_t x[16], y[16];

	clock_random(&c, x, sizeof(x));
	clock_random(&c, y, sizeof(y));
	assert_memory_not_equal(x, y, sizeof(x));
	assert_int_equal(c.seed, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_day_is_its_noon),
		cmocka_unit_test(a_leap_day_is_a_day),
		cmocka_unit_test(years_are_1900_to_2999),
		cmocka_unit_test(anything_else_is_no_time),
		cmocka_unit_test(times_are_written_as_they_are_read),
		cmocka_unit_test(
		    every_day_of_eight_hundred_years_is_written_as_it_is_read),
		cmocka_unit_test(a_day_depends_on_the_offset),
		cmocka_unit_test(a_fixed_clock_stands_still),
		cmocka_unit_test(the_same_seed_gives_the_same_stream),
		cmocka_unit_test(a_seed_never_becomes_the_systems),
		cmocka_unit_test(the_systems_chance_differs_each_time),
	};

	return cmocka_run_group_tests_name("base/time", tests, NULL, NULL);
}
