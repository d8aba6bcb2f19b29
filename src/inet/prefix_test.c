/* SPDX-License-Identifier: ISC */
#include "base/test.h"
#include "inet/inet.h"

static struct prefix
prefix(const char *s)
{
	struct prefix p;

	assert_int_equal(prefix_parse(s, strlen(s), &p), INET_OK);
	return p;
}

static struct address
address(const char *s)
{
	struct address a;

	assert_int_equal(address_parse(s, strlen(s), &a), INET_OK);
	return a;
}

static void
assert_prefix(struct prefix p, const char *want)
{
	char out[PREFIX_TEXT_MAX];

	assert_string_equal(prefix_text(&p, out), want);
}

static void
assert_refused(const char *s, enum inet_error want)
{
	struct prefix p;

	assert_int_equal(prefix_parse(s, strlen(s), &p), want);
}

TEST(prefixes_are_read_and_written)
{
	static const char *const texts[] = {
		"0.0.0.0/0", "198.51.100.0/24", "198.51.100.7/32",
		"128.0.0.0/1", "::/0", "::/128", "2000::/3", "2001:db8::/32",
		"2001:db8::1/128", "::/80", "8000::/1",
	};
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(texts); i++)
		assert_prefix(prefix(texts[i]), texts[i]);
	assert_prefix(prefix("2001:0DB8:0::/48"), "2001:db8::/48");
}

TEST(a_prefix_with_host_bits_is_refused)
{
	assert_refused("198.51.100.1/24", INET_HOST_BITS);
	assert_refused("198.51.100.128/24", INET_HOST_BITS);
	assert_refused("0.0.0.1/0", INET_HOST_BITS);
	assert_refused("2001:db8::1/127", INET_HOST_BITS);
	assert_refused("2001:db8::/31", INET_OK);
	assert_refused("2001:db9::/31", INET_HOST_BITS);
}

TEST(a_prefix_longer_than_its_family_is_refused)
{
	assert_refused("198.51.100.0/33", INET_LENGTH);
	assert_refused("198.51.100.0/128", INET_LENGTH);
	assert_refused("2001:db8::/129", INET_LENGTH);
	assert_refused("2001:db8::/999", INET_LENGTH);
}

TEST(a_length_has_one_spelling)
{
	static const char *const refused[] = {
		"198.51.100.0", "198.51.100.0/", "198.51.100.0/024",
		"198.51.100.0/+24", "198.51.100.0/-1", "198.51.100.0/24 ",
		"198.51.100.0/ 24", "198.51.100.0/24/24", "/24", "/", "",
		"198.51.100.0/255.255.255.0", "198.51.100.0/1000",
		"198.51.100/24", "200.10/16", "198.51.100.0/0x18",
	};
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(refused); i++)
		assert_refused(refused[i], INET_MALFORMED);
}

TEST(a_mapped_prefix_is_refused)
{
	assert_refused("::ffff:0:0/96", INET_MAPPED);
	assert_refused("::ffff:198.51.100.0/120", INET_MAPPED);
}

TEST(a_nul_within_is_malformed)
{
	struct prefix p;

	assert_int_equal(prefix_parse("10.0.0.0/8\0", 11, &p),
	    INET_MALFORMED);
	assert_int_equal(prefix_parse("10.0.0.0\0/8", 11, &p),
	    INET_MALFORMED);
}

TEST(only_the_given_length_is_read)
{
	struct prefix p;

	assert_int_equal(prefix_parse("10.0.0.0/16", 10, &p),
	    INET_HOST_BITS);
	assert_int_equal(prefix_parse("16.0.0.0/45", 10, &p), INET_OK);
	assert_prefix(p, "16.0.0.0/4");
}

TEST(a_length_counts_from_its_family)
{
	struct prefix four = prefix("198.51.100.0/24");
	struct prefix six = prefix("2001:db8::/32"), all = prefix("::/0");

	assert_int_equal(four.length, 120);
	assert_int_equal(prefix_length(&four), 24);
	assert_int_equal(prefix_family(&four), FAMILY_IPV4);
	assert_int_equal(prefix_length(&six), 32);
	assert_int_equal(prefix_family(&six), FAMILY_IPV6);
	assert_int_equal(prefix_family(&all), FAMILY_IPV6);
}

TEST(prefix_of_clears_the_host_bits)
{
	struct address a = address("198.51.100.77");
	struct address b = address("2001:db8:ffff::1");

	assert_prefix(prefix_of(&a, 120), "198.51.100.0/24");
	assert_prefix(prefix_of(&a, 96), "0.0.0.0/0");
	assert_prefix(prefix_of(&b, 33), "2001:db8:8000::/33");
	assert_prefix(prefix_of(&b, 0), "::/0");
	assert_prefix(prefix_host(&a), "198.51.100.77/32");
	assert_prefix(prefix_host(&b), "2001:db8:ffff::1/128");
}

static void
assert_last(const char *s, const char *want)
{
	struct prefix p = prefix(s);
	struct address last = prefix_last(&p);
	char out[PREFIX_TEXT_MAX];

	assert_string_equal(address_text(&last, out), want);
}

TEST(the_last_address_has_all_host_bits)
{
	assert_last("198.51.100.0/26", "198.51.100.63");
	assert_last("0.0.0.0/0", "255.255.255.255");
	assert_last("198.51.100.7/32", "198.51.100.7");
	assert_last("2000::/3", "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
	assert_last("::/0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}

static bool
covers(const char *outer, const char *inner)
{
	struct prefix o = prefix(outer), i = prefix(inner);

	assert_int_equal(prefix_overlaps(&o, &i), prefix_overlaps(&i, &o));
	if (prefix_covers(&o, &i))
		assert_true(prefix_overlaps(&o, &i));
	return prefix_covers(&o, &i);
}

TEST(a_prefix_covers_itself_and_its_parts)
{
	assert_true(covers("198.51.100.0/24", "198.51.100.0/24"));
	assert_true(covers("198.51.100.0/24", "198.51.100.192/26"));
	assert_false(covers("198.51.100.192/26", "198.51.100.0/24"));
	assert_false(covers("198.51.100.0/24", "198.51.101.0/26"));
	assert_true(covers("0.0.0.0/0", "255.255.255.255/32"));
	assert_false(covers("0.0.0.0/0", "2001:db8::/32"));
	assert_true(covers("::/0", "2001:db8::/32"));
	assert_true(covers("2001:db8::/127", "2001:db8::1/128"));
}

TEST(neighbours_do_not_overlap)
{
	struct prefix a = prefix("198.51.100.0/25");
	struct prefix b = prefix("198.51.100.128/25");

	assert_false(prefix_overlaps(&a, &b));
}

TEST(a_prefix_contains_its_first_and_last_address)
{
	struct prefix p = prefix("198.51.100.64/26");
	struct address first = address("198.51.100.64");
	struct address last = address("198.51.100.127");
	struct address before = address("198.51.100.63");
	struct address after = address("198.51.100.128");

	assert_true(prefix_contains(&p, &first));
	assert_true(prefix_contains(&p, &last));
	assert_false(prefix_contains(&p, &before));
	assert_false(prefix_contains(&p, &after));
}

TEST(buddies_are_the_halves_of_the_block_above)
{
	struct prefix low = prefix("198.51.100.0/25");
	struct prefix high = prefix_buddy(&low);
	struct prefix up = prefix_up(&high), back = prefix_buddy(&high);

	assert_prefix(high, "198.51.100.128/25");
	assert_true(prefix_equal(&back, &low));
	assert_prefix(up, "198.51.100.0/24");
	assert_prefix(prefix_half(&up, 0), "198.51.100.0/25");
	assert_prefix(prefix_half(&up, 1), "198.51.100.128/25");
	assert_false(prefix_is_upper_half(&low));
	assert_true(prefix_is_upper_half(&high));
}

TEST(halving_works_at_both_ends)
{
	struct prefix all = prefix("::/0"), one = prefix("2001:db8::/127");
	struct prefix top = prefix_half(&all, 1), bit = prefix_half(&one, 1);

	assert_prefix(top, "8000::/1");
	assert_prefix(prefix_buddy(&top), "::/1");
	assert_prefix(prefix_up(&top), "::/0");
	assert_prefix(bit, "2001:db8::1/128");
	assert_prefix(prefix_buddy(&bit), "2001:db8::/128");
}

static uint64_t
size(const char *s)
{
	struct prefix p = prefix(s);

	return prefix_size(&p);
}

TEST(use_counts_ipv4_addresses_and_ipv6_64s)
{
	assert_int_equal(size("198.51.100.7/32"), 1);
	assert_int_equal(size("198.51.100.0/24"), 256);
	assert_int_equal(size("0.0.0.0/0"), (uint64_t)1 << 32);
	assert_int_equal(size("2001:db8::/32"), (uint64_t)1 << 32);
	assert_int_equal(size("2001:db8::/64"), 1);
	assert_int_equal(size("2001:db8::/127"), 1);
	assert_true(size("2000::/3") == (uint64_t)1 << 61);
	assert_true(size("::/0") == UINT64_MAX);
}

TEST(prefixes_are_ordered_by_address_then_length)
{
	static const char *const ascending[] = {
		"0.0.0.0/0", "0.0.0.0/8", "10.0.0.0/8", "10.0.0.0/9",
		"10.128.0.0/9", "2001:db8::/32", "2001:db8::/33",
	};
	struct prefix a, b;
	size_t i;

	for (i = 1; i < ARRAY_LENGTH(ascending); i++) {
		a = prefix(ascending[i - 1]);
		b = prefix(ascending[i]);
		assert_true(prefix_compare(&a, &b) < 0);
		assert_true(prefix_compare(&b, &a) > 0);
		assert_int_equal(prefix_compare(&a, &a), 0);
		assert_false(prefix_equal(&a, &b));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prefixes_are_read_and_written),
		cmocka_unit_test(a_prefix_with_host_bits_is_refused),
		cmocka_unit_test(a_prefix_longer_than_its_family_is_refused),
		cmocka_unit_test(a_length_has_one_spelling),
		cmocka_unit_test(a_mapped_prefix_is_refused),
		cmocka_unit_test(a_nul_within_is_malformed),
		cmocka_unit_test(only_the_given_length_is_read),
		cmocka_unit_test(a_length_counts_from_its_family),
		cmocka_unit_test(prefix_of_clears_the_host_bits),
		cmocka_unit_test(the_last_address_has_all_host_bits),
		cmocka_unit_test(a_prefix_covers_itself_and_its_parts),
		cmocka_unit_test(neighbours_do_not_overlap),
		cmocka_unit_test(a_prefix_contains_its_first_and_last_address),
		cmocka_unit_test(buddies_are_the_halves_of_the_block_above),
		cmocka_unit_test(halving_works_at_both_ends),
		cmocka_unit_test(use_counts_ipv4_addresses_and_ipv6_64s),
		cmocka_unit_test(prefixes_are_ordered_by_address_then_length),
	};

	return cmocka_run_group_tests_name("inet/prefix", tests, NULL, NULL);
}
