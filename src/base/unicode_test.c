/* SPDX-License-Identifier: ISC */
#include "base/test.h"

TEST(names_of_people_and_companies_are_clean)
{
	static const char *const clean[] = {
		"", "Juana Ejemplo", "Ñandú S.A.", "Ana-María d'Ávila",
		"São João & Cia. (100%)", "日本", "Ωμέγα", "क्‍ष", "a ́",
	};
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(clean); i++)
		assert_true(text_is_clean(clean[i], 120));
}

TEST(what_steers_the_text_around_it_is_unclean)
{
	static const char *const unclean[] = {
		"a\nb", "a\tb", "a\rb", "\x1b[31m", "\x7f",
		"\xc2\x85",			/* C1: next line */
		"\xc2\xad",			/* soft hyphen */
		"\xd8\x9c",			/* U+061C */
		"\xe2\x80\x8e", "\xe2\x80\x8f",	/* U+200E, U+200F */
		"\xe2\x80\xa8", "\xe2\x80\xa9",	/* U+2028, U+2029 */
		"\xe2\x80\xaa", "\xe2\x80\xae",	/* U+202A, U+202E */
		"\xe2\x81\xa6", "\xe2\x81\xa9",	/* U+2066, U+2069 */
		"\xef\xbb\xbf",			/* U+FEFF */
		"\xf3\xa0\x81\x81",		/* U+E0041, a tag */
	};
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(unclean); i++)
		assert_false(text_is_clean(unclean[i], 120));
}

TEST(what_has_no_meaning_is_unclean)
{
	assert_false(text_is_clean("\xee\x80\x80", 120));	/* private */
	assert_false(text_is_clean("\xcd\xb8", 120));		/* U+0378 */
	assert_false(text_is_clean("\xef\xbf\xbe", 120));	/* U+FFFE */
	assert_false(text_is_clean("\xef\xb7\x90", 120));	/* U+FDD0 */
}

TEST(what_is_not_utf8_is_unclean)
{
	assert_false(text_is_clean("\xff", 120));
	assert_false(text_is_clean("caf\xe9", 120));
	assert_false(text_is_clean("\xc3", 120));
	assert_false(text_is_clean("\xc0\xaf", 120));		/* overlong */
	assert_false(text_is_clean("\xed\xa0\x80", 120));	/* surrogate */
	assert_false(text_is_clean("\xf4\x90\x80\x80", 120));	/* > 10FFFF */
}

TEST(a_clean_text_is_no_longer_than_its_maximum)
{
	assert_true(text_is_clean("abc", 3));
	assert_false(text_is_clean("abcd", 3));
	assert_false(text_is_clean("\xc3\xb1\xc3\xb1", 3));
	assert_true(text_is_clean("", 0));
}

static void
assert_folded(const char *s, const char *want)
{
	struct arena *a = arena_new();

	assert_string_equal(text_fold_ascii(a, s), want);
	arena_free(a);
}

TEST(only_case_and_marks_are_undone)
{
	struct arena *a = arena_new();

	assert_string_equal(text_fold_case(a, " P\xc3\xa9rez, \xc3\x91" "AND"
	    "\xc3\x9a!  Str\xc3\xb8m #2"), " perez, nandu!  strom #2");
	arena_free(a);
}

TEST(characters_are_counted_not_bytes)
{
	assert_int_equal(text_characters(""), 0);
	assert_int_equal(text_characters("abc"), 3);
	assert_int_equal(text_characters("\xc3\xb1\xe6\xa0\xaa"), 2);
	assert_int_equal(text_characters("\xf0\x9f\xa6\x9c"), 1);
	assert_int_equal(text_characters("\xff\xc3"), 2);
}

TEST(a_text_of_blanks_and_marks_has_no_word)
{
	assert_true(text_has_word("Ana"));
	assert_true(text_has_word("24"));
	assert_true(text_has_word("- \xc3\x91"));
	assert_true(text_has_word("\xe6\xa0\xaa"));
	assert_true(text_has_word("\xff 1"));
	assert_false(text_has_word(""));
	assert_false(text_has_word(" \xc2\xa0\xe3\x80\x80"));
	assert_false(text_has_word("-.()\xe2\x80\x8d"));
}

TEST(letters_are_folded_to_a_z)
{
	assert_folded("Ñandú Çedilha", "NANDU CEDILHA");
	assert_folded("N\xcc\x83" "a", "NA");	/* n and combining tilde */
	assert_folded("ﬁn Ｗｉｄｅ", "FIN WIDE");
}

TEST(letters_that_do_not_decompose_are_spelt_out)
{
	assert_folded("Straße STRAẞE", "STRASSE STRASSE");
	assert_folded("æ Æ œ Œ", "AE AE OE OE");
	assert_folded("ø Ø đ Đ ð Ð ł Ł", "O O D D D D L L");
	assert_folded("þ Þ ı İ", "TH TH I I");
}

TEST(what_is_no_letter_parts_words)
{
	assert_folded("  S.A. de  C.V.  ", "S A DE C V");
	assert_folded("O'Higgins-Ríos", "O HIGGINS RIOS");
	assert_folded("Red4You 2000", "RED YOU");
	assert_folded("日本 abc\xff" "def", "ABC DEF");
	assert_folded("", "");
	assert_folded("...", "");
}

TEST(a_joiner_parts_nothing)
{
	assert_folded("ab\xe2\x80\x8d" "cd", "ABCD");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_of_people_and_companies_are_clean),
		cmocka_unit_test(what_steers_the_text_around_it_is_unclean),
		cmocka_unit_test(what_has_no_meaning_is_unclean),
		cmocka_unit_test(what_is_not_utf8_is_unclean),
		cmocka_unit_test(a_clean_text_is_no_longer_than_its_maximum),
		cmocka_unit_test(characters_are_counted_not_bytes),
		cmocka_unit_test(only_case_and_marks_are_undone),
		cmocka_unit_test(a_text_of_blanks_and_marks_has_no_word),
		cmocka_unit_test(letters_are_folded_to_a_z),
		cmocka_unit_test(letters_that_do_not_decompose_are_spelt_out),
		cmocka_unit_test(what_is_no_letter_parts_words),
		cmocka_unit_test(a_joiner_parts_nothing),
	};

	return cmocka_run_group_tests_name("base/unicode", tests, NULL, NULL);
}
