/* SPDX-License-Identifier: ISC */
#include "base/language.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/test.h"

static enum language
best(const char *accept)
{
	return language_negotiate(accept, LANGUAGE_ES);
}

TEST(the_first_language_wins)
{
	assert_int_equal(best("pt-BR,pt,en"), LANGUAGE_PT);
	assert_int_equal(best("EN"), LANGUAGE_EN);
	assert_int_equal(best(" en-US , es"), LANGUAGE_EN);
}

TEST(the_higher_quality_wins)
{
	assert_int_equal(best("en;q=0.5, pt;q=0.8"), LANGUAGE_PT);
	assert_int_equal(best("en;q=0.123,pt;q=0.12"), LANGUAGE_EN);
	assert_int_equal(best("pt; q=1.0, en;q=0.9"), LANGUAGE_PT);
}

TEST(what_is_refused_is_not_chosen)
{
	assert_int_equal(best("pt;q=0, en;q=0.000"), LANGUAGE_ES);
}

TEST(without_a_language_of_ours_the_other_is_taken)
{
	static const char *const other[] = { NULL, "", "fr", "*", "ptx, enm",
	    ";;,,", "en;q=", "en;x", ",", "q=1", "en;q=2" };

	for (size_t i = 0; i < ARRAY_LENGTH(other); i++)
		assert_int_equal(best(other[i]), LANGUAGE_ES);
}

TEST(codes_are_parsed_as_they_are_printed)
{
	enum language l;

	for (int i = 0; i < LANGUAGE_COUNT; i++) {
		assert_true(language_parse(language_code(i), &l));
		assert_int_equal(l, i);
	}
	assert_false(language_parse("fr", &l));
	assert_false(language_parse(NULL, &l));
	assert_string_equal(language_tag(LANGUAGE_PT), "pt-BR");
	assert_string_equal(language_label(LANGUAGE_ES), "ES");
	assert_string_equal(language_name(LANGUAGE_ES), "Español");
}

/* The catalogues lie in build/MODE/locale, this in build/MODE/src/portal. */
static void
start(void)
{
	char path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

	assert_true(length > 0);
	path[length] = '\0';
	*strrchr(path, '/') = '\0';
	snprintf(path + strlen(path), sizeof(path) - strlen(path),
	    "/../../locale");
	setenv("LANGUAGE", "de", 1);
	assert_true(language_start(path));
}

TEST(sentences_are_translated)
{
	assert_string_equal(language_translate(LANGUAGE_EN, "Log in"),
	    "Log in");
	assert_string_equal(language_translate(LANGUAGE_ES, "Log in"),
	    "Iniciar sesión");
	assert_string_equal(language_translate(LANGUAGE_PT, "Log in"),
	    "Entrar");
	assert_string_equal(language_translate(LANGUAGE_PT, "not there"),
	    "not there");
}

TEST(english_counts_one_as_one)
{
	assert_string_equal(language_translate_plural(LANGUAGE_EN, "a", "b",
	    1), "a");
	assert_string_equal(language_translate_plural(LANGUAGE_EN, "a", "b",
	    0), "b");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_language_wins),
		cmocka_unit_test(the_higher_quality_wins),
		cmocka_unit_test(what_is_refused_is_not_chosen),
		cmocka_unit_test(
		    without_a_language_of_ours_the_other_is_taken),
		cmocka_unit_test(codes_are_parsed_as_they_are_printed),
		cmocka_unit_test(sentences_are_translated),
		cmocka_unit_test(english_counts_one_as_one),
	};

	start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
