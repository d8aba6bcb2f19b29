/* SPDX-License-Identifier: ISC */
#include "base/test.h"
#include "model/model.h"

static void
assert_handle(const char *name, const char *want)
{
	struct arena *a = arena_new();

	assert_string_equal(handle_stem(a, name), want);
	arena_free(a);
}

static void
assert_ownerid(const char *name, const char *want)
{
	struct arena *a = arena_new();

	assert_string_equal(ownerid_stem(a, name), want);
	arena_free(a);
}

TEST(a_handle_takes_three_letters_of_a_name)
{
	assert_handle("Juana Ejemplo", "JUE");
	assert_handle("Cher", "CHE");
	assert_handle("Ana Inés López", "AIL");
	assert_handle("Juan de León y Ruiz", "JDL");
	assert_handle("Ñusta Ávila", "NUA");
}

TEST(a_handle_is_padded_with_x)
{
	assert_handle("Li", "LIX");
	assert_handle("J Li", "JLX");
	assert_handle("", "XXX");
	assert_handle("日本", "XXX");
	assert_handle("4 2", "XXX");
}

TEST(an_ownerid_takes_four_letters_of_a_name)
{
	assert_ownerid("Telecom", "TELE");
	assert_ownerid("Tierra Norte", "TINO");
	assert_ownerid("Red Uno Bolivia", "RUBO");
	assert_ownerid("Red Uno Bolivia Norte", "RUBN");
	assert_ownerid("Red Uno Bolivia Norte Sur Este", "RUBN");
	assert_ownerid("Universidad de la República", "UNRE");
	assert_ownerid("Banco do Brasil", "BABR");
	assert_ownerid("University of the West Indies", "UWIN");
}

TEST(legal_forms_give_no_letters)
{
	assert_ownerid("Cooperativa Ejemplo Ltda", "COEJ");
	assert_ownerid("Telefónica del Perú S.A.A.", "TEPE");
	assert_ownerid("Ejemplo S.A. de C.V.", "EJEM");
	assert_ownerid("Ejemplo SAPI de CV", "EJEM");
	assert_ownerid("Red Uno SRL", "REUN");
	assert_ownerid("Rede Norte Ltda - ME", "RENO");
	assert_ownerid("Example Corp, Inc.", "EXAM");
	assert_ownerid("CIA. de Redes", "REDE");
}

TEST(a_name_of_nothing_but_forms_gives_its_own_letters)
{
	assert_ownerid("De La S.A.", "DLSA");
	assert_ownerid("Sociedad", "SOCI");
	assert_ownerid("SA", "SAXX");
	assert_ownerid("", "XXXX");
}

TEST(a_word_that_begins_like_a_form_is_none)
{
	assert_ownerid("Sabana", "SABA");
	assert_ownerid("Incas Red", "INRE");
	assert_ownerid("S", "SXXX");
}

TEST(an_ownerid_has_a_counter_when_its_stem_is_taken)
{
	struct arena *a = arena_new();

	assert_string_equal(ownerid_text(a, "UY", "COEJ", 0, "LACNIC"),
	    "UY-COEJ-LACNIC");
	assert_string_equal(ownerid_text(a, "UY", "COEJ", 2, "LACNIC"),
	    "UY-COEJ2-LACNIC");
	arena_free(a);
}

TEST(countries_are_iso_3166_and_three_more)
{
	static const char *const known[] = {
		"AD", "AR", "BR", "CW", "MX", "SX", "UY", "ZW", "EU", "AP",
		"ZZ",
	};
	static const char *const unknown[] = {
		"", "U", "uy", "URY", "AN", "XX", "UK", "A ", " A", "YU",
	};
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(known); i++)
		assert_true(country_is_known(known[i]));
	for (i = 0; i < ARRAY_LENGTH(unknown); i++)
		assert_false(country_is_known(unknown[i]));
	assert_false(country_is_known(NULL));
	for (i = 0; i < ARRAY_LENGTH(known) - 3; i++)
		assert_true(country_is_iso(known[i]));
	for (; i < ARRAY_LENGTH(known); i++)
		assert_false(country_is_iso(known[i]));
}

TEST(there_are_249_countries)
{
	char code[3] = "AA";
	int count = 0;

	for (code[0] = 'A'; code[0] <= 'Z'; code[0]++) {
		for (code[1] = 'A'; code[1] <= 'Z'; code[1]++)
			count += country_is_known(code);
	}
	assert_int_equal(count, 249 + 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_handle_takes_three_letters_of_a_name),
		cmocka_unit_test(a_handle_is_padded_with_x),
		cmocka_unit_test(an_ownerid_takes_four_letters_of_a_name),
		cmocka_unit_test(legal_forms_give_no_letters),
		cmocka_unit_test(
		    a_name_of_nothing_but_forms_gives_its_own_letters),
		cmocka_unit_test(a_word_that_begins_like_a_form_is_none),
		cmocka_unit_test(
		    an_ownerid_has_a_counter_when_its_stem_is_taken),
		cmocka_unit_test(countries_are_iso_3166_and_three_more),
		cmocka_unit_test(there_are_249_countries),
	};

	return cmocka_run_group_tests_name("model/names", tests, NULL, NULL);
}
