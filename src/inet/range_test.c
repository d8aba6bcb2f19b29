/* SPDX-License-Identifier: ISC */
#include "base/test.h"
#include "inet/inet.h"

static struct address
address(const char *s)
{
	struct address a;

	assert_int_equal(address_parse(s, strlen(s), &a), INET_OK);
	return a;
}

/* The range taken apart, its blocks joined by blanks. */
static void
assert_parts(const char *from, const char *to, const char *want)
{
	struct address first = address(from), last = address(to), end;
	char out[PREFIX_TEXT_MAX];
	struct prefix p;
	struct text t;

	text_init(&t, 10000);
	do {
		p = range_head(&first, &last);
		text_printf(&t, "%s%s", t.length > 0 ? " " : "",
		    prefix_text(&p, out));
		end = prefix_last(&p);
	} while (address_compare(&end, &last) < 0 &&
	    address_after(&end, &first));
	assert_string_equal(t.bytes, want);
	text_release(&t);
}

TEST(a_range_is_taken_apart_into_the_largest_blocks)
{
	assert_parts("198.51.100.0", "198.51.100.255", "198.51.100.0/24");
	assert_parts("198.51.100.1", "198.51.100.6", "198.51.100.1/32 "
	    "198.51.100.2/31 198.51.100.4/31 198.51.100.6/32");
	assert_parts("198.51.100.0", "198.51.102.255",
	    "198.51.100.0/23 198.51.102.0/24");
	assert_parts("198.51.101.0", "198.51.103.255",
	    "198.51.101.0/24 198.51.102.0/23");
	assert_parts("198.51.100.7", "198.51.100.7", "198.51.100.7/32");
}

TEST(whole_spaces_are_one_block)
{
	assert_parts("0.0.0.0", "255.255.255.255", "0.0.0.0/0");
	assert_parts("2000::", "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	    "2000::/3");
	assert_parts("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::/0");
	assert_parts("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128");
}

TEST(ranges_of_ipv6_are_taken_apart_too)
{
	assert_parts("2001:db8::", "2001:db8:2:ffff:ffff:ffff:ffff:ffff",
	    "2001:db8::/47 2001:db8:2::/48");
}

TEST(a_count_ends_within_ipv4)
{
	struct address first = address("255.255.255.0"), last;
	struct address zero = address("0.0.0.0"), six = address("2001:db8::");
	char out[PREFIX_TEXT_MAX];

	assert_true(ipv4_range_last(&first, 256, &last));
	assert_string_equal(address_text(&last, out), "255.255.255.255");
	assert_true(ipv4_range_last(&first, 1, &last));
	assert_true(address_equal(&first, &last));
	assert_true(ipv4_range_last(&zero, (uint64_t)1 << 32, &last));
	assert_string_equal(address_text(&last, out), "255.255.255.255");
	assert_false(ipv4_range_last(&first, 257, &last));
	assert_false(ipv4_range_last(&first, 0, &last));
	assert_false(ipv4_range_last(&first, UINT64_MAX, &last));
	assert_false(ipv4_range_last(&six, 1, &last));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_range_is_taken_apart_into_the_largest_blocks),
		cmocka_unit_test(whole_spaces_are_one_block),
		cmocka_unit_test(ranges_of_ipv6_are_taken_apart_too),
		cmocka_unit_test(a_count_ends_within_ipv4),
	};

	return cmocka_run_group_tests_name("inet/range", tests, NULL, NULL);
}
