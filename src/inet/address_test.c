/* SPDX-License-Identifier: ISC */
#include "base/test.h"
#include "inet/inet.h"

static enum inet_error
parse(const char *s, struct address *a)
{
	return address_parse(s, strlen(s), a);
}

/* Reads as this, and is written as that. */
static void
assert_written(const char *s, const char *want)
{
	char out[PREFIX_TEXT_MAX];
	struct address a;

	assert_int_equal(parse(s, &a), INET_OK);
	assert_string_equal(address_text(&a, out), want);
}

static void
assert_refused(const char *s, enum inet_error want)
{
	struct address a;

	assert_int_equal(parse(s, &a), want);
}

TEST(ipv4_is_read_and_written)
{
	struct address a;

	assert_written("0.0.0.0", "0.0.0.0");
	assert_written("198.51.100.7", "198.51.100.7");
	assert_written("255.255.255.255", "255.255.255.255");
	assert_int_equal(parse("198.51.100.7", &a), INET_OK);
	assert_int_equal(address_family(&a), FAMILY_IPV4);
	assert_memory_equal(a.bytes,
	    "\0\0\0\0\0\0\0\0\0\0\xff\xff\xc6\x33\x64\x07", 16);
}

TEST(ipv4_has_one_spelling)
{
	static const char *const refused[] = {
		"", ".", "1", "200.10", "200.10.0", "1.2.3.4.", ".1.2.3.4",
		"1.2.3.4.5", "1..2.3", "01.2.3.4", "1.2.3.00", "1.2.3.256",
		"1.2.3.1000", "0x1.2.3.4", "1.2.3.4 ", " 1.2.3.4", "+1.2.3.4",
		"1.2.3.-4", "3325256711", "1.2.3.4/32", "1.2.3.a",
		"1111.1.1.1111111",
	};
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(refused); i++)
		assert_refused(refused[i], INET_MALFORMED);
}

TEST(ipv6_is_written_as_rfc_5952_asks)
{
	assert_written("2001:DB8::1", "2001:db8::1");
	assert_written("2001:0db8:0000:0000:0000:0000:0000:0001",
	    "2001:db8::1");
	assert_written("2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1");
	assert_written("2001:0:0:1:0:0:0:1", "2001:0:0:1::1");
	assert_written("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1");
	assert_written("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0");
	assert_written("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8");
	assert_written("0:0:0:0:0:0:0:0", "::");
	assert_written("::1", "::1");
	assert_written("1::", "1::");
	assert_written("1:0:0:2:0:0:0:0", "1:0:0:2::");
	assert_written("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
	assert_written("64:ff9b::192.0.2.1", "64:ff9b::c000:201");
	assert_written("::102:304", "::102:304");
}

TEST(ipv6_that_is_not_ipv6_is_refused)
{
	static const char *const refused[] = {
		":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3",
		"1:2:3:4:5:6:7:8::", "12345::", "g::", ":1::", "1:",
		"fe80::1%eth0", " ::1", "::1 ", "[::1]", "2001:db8::/32",
		"2001:db8::1.2.3", "2001:db8::01.2.3.4", "2001:db8::1.2.3.4:5",
		"0000000000000000000000000000000000000000000000:1",
	};
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(refused); i++)
		assert_refused(refused[i], INET_MALFORMED);
}

TEST(a_second_name_of_an_ipv4_address_is_refused)
{
	assert_refused("::ffff:1.2.3.4", INET_MAPPED);
	assert_refused("::ffff:102:304", INET_MAPPED);
	assert_refused("0:0:0:0:0:FFFF:0:0", INET_MAPPED);
	assert_refused("::1.2.3.4", INET_MAPPED);
	assert_refused("::0.0.0.1", INET_MAPPED);
}

TEST(a_nul_within_is_malformed)
{
	struct address a;

	assert_int_equal(address_parse("1.2.3.4\0", 8, &a), INET_MALFORMED);
	assert_int_equal(address_parse("1.2\0.3.4", 8, &a), INET_MALFORMED);
	assert_int_equal(address_parse("::1\0", 4, &a), INET_MALFORMED);
	assert_int_equal(address_parse("\0", 1, &a), INET_MALFORMED);
}

TEST(only_the_given_length_is_read)
{
	struct address a, b;

	assert_int_equal(address_parse("1.2.3.45", 7, &a), INET_OK);
	assert_int_equal(parse("1.2.3.4", &b), INET_OK);
	assert_true(address_equal(&a, &b));
}

TEST(addresses_are_ordered_as_numbers)
{
	static const char *const ascending[] = {
		"::", "::1", "0.0.0.0", "9.0.0.0", "10.0.0.0",
		"255.255.255.255", "::1:0:0:0", "2001:db8::", "ffff::",
	};
	struct address a, b;
	size_t i;

	for (i = 1; i < ARRAY_LENGTH(ascending); i++) {
		assert_int_equal(parse(ascending[i - 1], &a), INET_OK);
		assert_int_equal(parse(ascending[i], &b), INET_OK);
		assert_true(address_compare(&a, &b) < 0);
		assert_true(address_compare(&b, &a) > 0);
		assert_false(address_equal(&a, &b));
	}
}

static void
assert_after(const char *s, const char *want)
{
	char out[PREFIX_TEXT_MAX];
	struct address a, next;

	assert_int_equal(parse(s, &a), INET_OK);
	assert_int_equal(address_after(&a, &next), want != NULL);
	if (want != NULL)
		assert_string_equal(address_text(&next, out), want);
}

TEST(the_address_after_the_last_is_none)
{
	assert_after("198.51.100.255", "198.51.101.0");
	assert_after("255.255.255.255", NULL);
	assert_after("2001:db8::ffff:ffff", "2001:db8::1:0:0");
	assert_after("2001:db8::ffff:ffff:ffff:ffff", "2001:db8:0:1::");
	assert_after("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", NULL);
	assert_after("::fffe:ffff:ffff", NULL);
}

static void
assert_before(const char *text, const char *want)
{
	struct address a, before;
	char out[PREFIX_TEXT_MAX];

	assert_int_equal(address_parse(text, strlen(text), &a), INET_OK);
	assert_int_equal(address_before(&a, &before), want != NULL);
	if (want != NULL)
		assert_string_equal(address_text(&before, out), want);
}

TEST(the_address_before_the_first_is_none)
{
	assert_before("198.51.101.0", "198.51.100.255");
	assert_before("0.0.0.0", NULL);
	assert_before("2001:db8:0:1::", "2001:db8::ffff:ffff:ffff:ffff");
	assert_before("::", NULL);
	assert_before("::1:0:0:0", NULL);
}

TEST(ipv4_addresses_are_numbers)
{
	struct address a = ipv4_address(0xc6336407);
	char out[PREFIX_TEXT_MAX];

	assert_string_equal(address_text(&a, out), "198.51.100.7");
	assert_int_equal(ipv4_number(&a), 0xc6336407);
}

TEST(every_error_has_a_sentence_part)
{
	int i;

	for (i = INET_OK; i <= INET_MAPPED; i++)
		assert_true(strlen(inet_error_text(i)) > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ipv4_is_read_and_written),
		cmocka_unit_test(ipv4_has_one_spelling),
		cmocka_unit_test(ipv6_is_written_as_rfc_5952_asks),
		cmocka_unit_test(ipv6_that_is_not_ipv6_is_refused),
		cmocka_unit_test(a_second_name_of_an_ipv4_address_is_refused),
		cmocka_unit_test(a_nul_within_is_malformed),
		cmocka_unit_test(only_the_given_length_is_read),
		cmocka_unit_test(addresses_are_ordered_as_numbers),
		cmocka_unit_test(the_address_after_the_last_is_none),
		cmocka_unit_test(the_address_before_the_first_is_none),
		cmocka_unit_test(ipv4_addresses_are_numbers),
		cmocka_unit_test(every_error_has_a_sentence_part),
	};

	return cmocka_run_group_tests_name("inet/address", tests, NULL, NULL);
}
