/* SPDX-License-Identifier: ISC */
#include "base/test.h"
#include "inet/inet.h"

static enum inet_error
parse(const char *s, uint32_t *n)
{
	return asn_parse(s, strlen(s), n);
}

static enum inet_error
parse_range(const char *s, struct asn_range *r)
{
	return asn_range_parse(s, strlen(s), r);
}

TEST(an_as_number_is_read_with_or_without_as)
{
	uint32_t n;

	assert_int_equal(parse("AS64500", &n), INET_OK);
	assert_int_equal(n, 64500);
	assert_int_equal(parse("as64500", &n), INET_OK);
	assert_int_equal(parse("0", &n), INET_OK);
	assert_int_equal(n, 0);
	assert_int_equal(parse("4294967295", &n), INET_OK);
	assert_true(n == UINT32_MAX);
	assert_int_equal(asn_parse("AS645001", 7, &n), INET_OK);
	assert_int_equal(n, 64500);
}

TEST(an_as_number_has_one_spelling)
{
	static const char *const refused[] = {
		"", "A", "AS", "S1", "A1", "AS 1", "AS-1", "AS+1", "AS01",
		"00", "1.10", "0x1", "1 ", " 1", "4294967296", "AS4294967296",
		"99999999999", "ASN1", "ASAS1",
	};
	uint32_t n;
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(refused); i++)
		assert_int_equal(parse(refused[i], &n), INET_MALFORMED);
	assert_int_equal(asn_parse("1\0", 2, &n), INET_MALFORMED);
}

static void
assert_range(const char *s, const char *want)
{
	char out[PREFIX_TEXT_MAX];
	struct asn_range r;

	assert_int_equal(parse_range(s, &r), INET_OK);
	assert_string_equal(asn_range_text(&r, out), want);
}

TEST(ranges_are_read_and_written)
{
	assert_range("AS64500", "AS64500");
	assert_range("64500-64510", "AS64500-AS64510");
	assert_range("AS64500-AS64510", "AS64500-AS64510");
	assert_range("64500-64500", "AS64500");
	assert_range("0-4294967295", "AS0-AS4294967295");
}

TEST(what_is_no_range_is_refused)
{
	static const char *const refused[] = {
		"", "-", "1-", "-1", "2-1", "1-2-3", "1--2", "AS1-2", "1-AS2",
		"1 - 2", "1-4294967296", "AS1-AS", "AS-AS1",
	};
	struct asn_range r;
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(refused); i++)
		assert_int_equal(parse_range(refused[i], &r), INET_MALFORMED);
	assert_int_equal(asn_range_parse("1-2\0", 4, &r), INET_MALFORMED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_as_number_is_read_with_or_without_as),
		cmocka_unit_test(an_as_number_has_one_spelling),
		cmocka_unit_test(ranges_are_read_and_written),
		cmocka_unit_test(what_is_no_range_is_refused),
	};

	return cmocka_run_group_tests_name("inet/asn", tests, NULL, NULL);
}
