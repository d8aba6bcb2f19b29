/* SPDX-License-Identifier: ISC */
#include "base/test.h"
#include "model/model.h"

TEST(codes_are_those_of_countries)
{
	assert_true(country_is_iso("UY"));
	assert_false(country_is_iso("EU"));
	assert_true(country_is_known("EU"));
	assert_false(country_is_known("UYU"));
	assert_false(country_is_known(""));
	assert_false(country_is_known(NULL));
}

TEST(a_country_has_a_language)
{
	assert_string_equal(country_language("UY"), "es");
	assert_string_equal(country_language("MX"), "es");
	assert_string_equal(country_language("BR"), "pt");
	assert_string_equal(country_language("AO"), "pt");
	assert_string_equal(country_language("GY"), "en");
	assert_string_equal(country_language("TT"), "en");
	assert_string_equal(country_language("HT"), "en");
	assert_string_equal(country_language("ZZ"), "es");
	assert_string_equal(country_language(""), "es");
	assert_string_equal(country_language(NULL), "es");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_are_those_of_countries),
		cmocka_unit_test(a_country_has_a_language),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
