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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ipv4_zones_end_on_bytes),
		cmocka_unit_test(ipv6_zones_end_on_nibbles),
	};

	return cmocka_run_group_tests_name("inet/reverse", tests, NULL, NULL);
}
