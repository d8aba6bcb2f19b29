/* SPDX-License-Identifier: ISC */
#include "base/test.h"
#include "inet/inet.h"

static bool
reverse(const char *s, char *out)
{
	struct prefix p;

	assert_int_equal(prefix_parse(s, strlen(s), &p), INET_OK);
	return reverse_name(&p, out);
}

static void
assert_zone(const char *s, const char *want)
{
	char out[REVERSE_NAME_MAX];

	assert_true(reverse(s, out));
	assert_string_equal(out, want);
}

TEST(ipv4_zones_end_on_bytes)
{
	char out[REVERSE_NAME_MAX];

	assert_zone("198.51.100.0/24", "100.51.198.in-addr.arpa");
	assert_zone("198.51.0.0/16", "51.198.in-addr.arpa");
	assert_zone("198.0.0.0/8", "198.in-addr.arpa");
	assert_zone("198.51.100.7/32", "7.100.51.198.in-addr.arpa");
	assert_zone("0.0.0.0/0", "in-addr.arpa");
	assert_false(reverse("198.51.100.0/25", out));
	assert_false(reverse("198.51.100.0/22", out));
}

TEST(ipv6_zones_end_on_nibbles)
{
	char out[REVERSE_NAME_MAX];

	assert_zone("2001:db8::/32", "8.b.d.0.1.0.0.2.ip6.arpa");
	assert_zone("2001:db0::/28", "b.d.0.1.0.0.2.ip6.arpa");
	assert_zone("::/0", "ip6.arpa");
	assert_zone("2001:db8::567:89ab/128",
	    "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0."
	    "8.b.d.0.1.0.0.2.ip6.arpa");
	assert_false(reverse("2000::/3", out));
	assert_false(reverse("2001:db8::/33", out));
}

static struct prefix
block(const char *s)
{
	struct prefix p;

	assert_int_equal(prefix_parse(s, strlen(s), &p), INET_OK);
	return p;
}

/* The zones of a block: how many, the first and the last. */
static void
assert_zones(const char *s, size_t count, const char *first, const char *last)
{
	struct prefix p = block(s), zone;
	char out[REVERSE_NAME_MAX];

	assert_int_equal(reverse_zone_count(&p), count);
	zone = reverse_zone(&p, 0);
	assert_true(reverse_name(&zone, out));
	assert_string_equal(out, first);
	zone = reverse_zone(&p, count - 1);
	assert_true(reverse_name(&zone, out));
	assert_string_equal(out, last);
	assert_true(reverse_zone_is_of(&zone, &p));
	zone.length--;
	assert_false(reverse_zone_is_of(&zone, &p));
}

TEST(blocks_of_16_or_shorter_are_zones_of_16)
{
	assert_zones("200.16.0.0/12", 16, "16.200.in-addr.arpa",
	    "31.200.in-addr.arpa");
	assert_zones("200.0.0.0/8", 256, "0.200.in-addr.arpa",
	    "255.200.in-addr.arpa");
	assert_zones("200.16.0.0/16", 1, "16.200.in-addr.arpa",
	    "16.200.in-addr.arpa");
}

TEST(longer_blocks_are_zones_of_24)
{
	struct prefix p = block("200.16.32.0/25");

	assert_zones("200.16.32.0/20", 16, "32.16.200.in-addr.arpa",
	    "47.16.200.in-addr.arpa");
	assert_zones("200.16.128.0/17", 128, "128.16.200.in-addr.arpa",
	    "255.16.200.in-addr.arpa");
	assert_zones("200.16.32.0/24", 1, "32.16.200.in-addr.arpa",
	    "32.16.200.in-addr.arpa");
	assert_int_equal(reverse_zone_count(&p), 0);
	p = block("192.0.0.0/7");
	assert_int_equal(reverse_zone_count(&p), 0);
}

TEST(ipv6_blocks_are_zones_on_the_next_nibble)
{
	assert_zones("2001:db8:4::/46", 4, "4.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
	    "7.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
	assert_zones("2001:db8::/29", 8, "8.b.d.0.1.0.0.2.ip6.arpa",
	    "f.b.d.0.1.0.0.2.ip6.arpa");
	assert_zones("2001:db8::/32", 1, "8.b.d.0.1.0.0.2.ip6.arpa",
	    "8.b.d.0.1.0.0.2.ip6.arpa");
	assert_zones("2001:db8::/64", 1,
	    "0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
	    "0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
}

TEST(names_are_read_back_into_blocks)
{
	static const char *const blocks[] = { "198.51.100.0/24",
	    "198.51.0.0/16", "198.0.0.0/8", "0.0.0.0/0", "2001:db8::/32",
	    "2001:db0::/28", "2001:db8::567:89ab/128", "198.51.100.7/32" };

	for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++) {
		struct prefix p = block(blocks[i]), back;
		char out[REVERSE_NAME_MAX + 1];

		assert_true(reverse_name(&p, out));
		assert_true(reverse_parse(out, strlen(out), &back));
		assert_true(prefix_equal(&p, &back));
		memcpy(out + strlen(out), ".", 2);
		assert_true(reverse_parse(out, strlen(out), &back));
		assert_true(prefix_equal(&p, &back));
	}
}

TEST(other_names_are_no_reverse_names)
{
	static const char *const names[] = { "", ".", "arpa", "example.net",
	    "256.in-addr.arpa", "01.in-addr.arpa", "1..in-addr.arpa",
	    ".in-addr.arpa", ".1.in-addr.arpa", "1in-addr.arpa",
	    "1.2.3.4.5.in-addr.arpa", "g.ip6.arpa", "10.ip6.arpa",
	    "x.100.51.198.in-addr.arpa", "0/25.2.0.192.in-addr.arpa",
	    "1.in-addr.arpa.." };
	struct prefix p;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_false(reverse_parse(names[i], strlen(names[i]), &p));
	assert_true(reverse_parse("A.IP6.ARPA", 10, &p));
	assert_int_equal(p.first.bytes[0], 0xa0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ipv4_zones_end_on_bytes),
		cmocka_unit_test(ipv6_zones_end_on_nibbles),
		cmocka_unit_test(blocks_of_16_or_shorter_are_zones_of_16),
		cmocka_unit_test(longer_blocks_are_zones_of_24),
		cmocka_unit_test(ipv6_blocks_are_zones_on_the_next_nibble),
		cmocka_unit_test(names_are_read_back_into_blocks),
		cmocka_unit_test(other_names_are_no_reverse_names),
	};

	return cmocka_run_group_tests_name("inet/reverse", tests, NULL, NULL);
}
