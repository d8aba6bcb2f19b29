/* SPDX-License-Identifier: ISC */
#include "portal/markup.h"

#include "base/test.h"

#define MOMENT INT64_C(1772366520)	/* 2026-03-01T12:02:00Z */

static struct markup m;

static int
begin(void **state)
{
	(void)state;
	markup_init(&m, 4096, LANGUAGE_EN, -3 * 3600);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	markup_release(&m);
	return 0;
}

TEST(raw_markup_stands_as_it_is)
{
	put_raw(&m, "<b class=\"x\">");
	assert_string_equal(m.text.bytes, "<b class=\"x\">");
}

TEST(a_text_is_escaped_for_text_and_attributes)
{
	put(&m, "<a href='x' title=\"y\">&amp;ñ");
	put(&m, (char *)NULL);
	assert_string_equal(m.text.bytes, "&lt;a href=&#39;x&#39; title="
	    "&quot;y&quot;&gt;&amp;amp;ñ");
}

TEST(numbers_are_grouped_by_thin_spaces)
{
	put(&m, 0);
	put_raw(&m, " ");
	put(&m, 999);
	put_raw(&m, " ");
	put(&m, UINT64_MAX);
	put_raw(&m, " ");
	put(&m, INT64_MIN);
	assert_string_equal(m.text.bytes, "0 999 18\u202f446\u202f744\u202f073"
	    "\u202f709\u202f551\u202f615 \u22129\u202f223\u202f372\u202f036"
	    "\u202f854\u202f775\u202f808");
}

TEST(a_plain_number_has_no_groups)
{
	put_plain_int(&m, -65536);
	assert_string_equal(m.text.bytes, "-65536");
}

TEST(the_percent_sign_follows_the_language)
{
	put_percent(&m, 68);
	m.language = LANGUAGE_ES;
	put_percent(&m, 7);
	assert_string_equal(m.text.bytes, "68%7\u202f%");
}

TEST(prefixes_and_addresses_are_values)
{
	struct prefix p;

	assert_int_equal(prefix_parse("2001:db8::/32", 13, &p), 0);
	put(&m, &p);
	put_raw(&m, " ");
	put(&m, &p.first);
	assert_string_equal(m.text.bytes, "2001:db8::/32 2001:db8::");
}

TEST(what_means_something_in_a_url_is_encoded)
{
	put_url(&m, "198.51.100.0/24?a=b&c#\"<ñ %");
	put_url(&m, NULL);
	assert_string_equal(m.text.bytes, "198.51.100.0/24%3Fa%3Db%26c%23%22"
	    "%3C%C3%B1%20%25");
}

TEST(a_path_leads_nowhere_else)
{
	static const char *const foreign[] = { "//evil.example", "/\\evil",
	    "javascript:x()", "https://evil.example/", "", "x",
	    "/\t/evil.example", NULL };

	for (size_t i = 0; i < ARRAY_LENGTH(foreign); i++) {
		text_clear(&m.text);
		put_path(&m, foreign[i]);
		assert_string_equal(m.text.bytes, "/");
	}
	text_clear(&m.text);
	put_path(&m, "/search?q=a&p=2");
	assert_string_equal(m.text.bytes, "/search?q=a&amp;p=2");
}

TEST(a_day_is_that_of_the_registry)
{
	put_day(&m, INT64_C(1772323200));	/* midnight, UTC */
	assert_string_equal(m.text.bytes,
	    "<time datetime=\"2026-02-28\">2026-02-28</time>");
}

TEST(a_time_is_local_with_utc_beside_it)
{
	put_time(&m, MOMENT);
	assert_string_equal(m.text.bytes, "<time datetime=\"2026-03-01T12:02:"
	    "00Z\" title=\"2026-03-01 12:02 UTC\">2026-03-01 09:02</time>");
	text_clear(&m.text);
	put_iso(&m, MOMENT);
	assert_string_equal(m.text.bytes, "2026-03-01T12:02:00Z");
}

TEST(an_unknown_moment_is_a_dash)
{
	put_day(&m, 0);
	put_time(&m, 0);
	put_time_text(&m, 0);
	put_iso(&m, 0);
	assert_string_equal(m.text.bytes, "———");
}

TEST(a_sentence_is_escaped_and_so_are_its_values)
{
	put_said(&m, say(&m, "<%s> has %d, 100 %%"), SAID("a&b"), SAID(1234));
	assert_string_equal(m.text.bytes,
	    "&lt;a&amp;b&gt; has 1\u202f234, 100 %");
}

TEST(a_translation_may_turn_the_values_round)
{
	struct markup link;

	markup_init(&link, 100, LANGUAGE_EN, 0);
	put_raw(&link, "<b>x</b>");
	put_said(&m, "%2$s holds %1$s since %3$s", SAID("p"), SAID(&link),
	    said_day(MOMENT));
	assert_string_equal(m.text.bytes, "<b>x</b> holds p since "
	    "<time datetime=\"2026-03-01\">2026-03-01</time>");
	markup_release(&link);
}

TEST(a_sentence_without_values_is_taken)
{
	put_said_all(&m, "all 100 %%", NULL, 0);
	assert_string_equal(m.text.bytes, "all 100 %");
}

TEST(other_markup_takes_its_overflow_along)
{
	struct markup small;

	markup_init(&small, 4, LANGUAGE_EN, 0);
	put(&small, "abcdef");
	put_markup(&m, NULL);
	put_markup(&m, &small);
	assert_string_equal(m.text.bytes, "abcd");
	assert_true(m.text.overflow);
	markup_release(&small);
}

#define UNIT(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(raw_markup_stands_as_it_is),
		UNIT(a_text_is_escaped_for_text_and_attributes),
		UNIT(numbers_are_grouped_by_thin_spaces),
		UNIT(a_plain_number_has_no_groups),
		UNIT(the_percent_sign_follows_the_language),
		UNIT(prefixes_and_addresses_are_values),
		UNIT(what_means_something_in_a_url_is_encoded),
		UNIT(a_path_leads_nowhere_else),
		UNIT(a_day_is_that_of_the_registry),
		UNIT(a_time_is_local_with_utc_beside_it),
		UNIT(an_unknown_moment_is_a_dash),
		UNIT(a_sentence_is_escaped_and_so_are_its_values),
		UNIT(a_translation_may_turn_the_values_round),
		UNIT(a_sentence_without_values_is_taken),
		UNIT(other_markup_takes_its_overflow_along),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
