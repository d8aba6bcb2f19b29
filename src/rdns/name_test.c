/* SPDX-License-Identifier: ISC */
#include "base/test.h"
#include "rdns/private.h"

static struct prefix
block(const char *s)
{
	struct prefix p;

	assert_int_equal(prefix_parse(s, strlen(s), &p), INET_OK);
	return p;
}

static void
assert_text(const struct name *n, const char *want)
{
	char text[NAME_TEXT_MAX];

	assert_int_equal(name_text(n, text), strlen(want));
	assert_string_equal(text, want);
}

TEST(zones_have_the_names_of_inet)
{
	static const char *const blocks[] = { "198.51.100.0/24",
	    "200.16.0.0/16", "9.0.0.0/8", "2001:db8::/32", "2001:db8::/64",
	    "2001:db0::/28" };

	for (size_t i = 0; i < ARRAY_LENGTH(blocks); i++) {
		char want[REVERSE_NAME_MAX + 1];
		struct prefix p = block(blocks[i]);
		struct name name;

		assert_true(reverse_name(&p, want));
		memcpy(want + strlen(want), ".", 2);
		name_of_zone(&name, &p);
		assert_text(&name, want);
	}
}

TEST(only_host_names_become_names)
{
	static const char *const bad[] = { "", ".", "a..b", "a b", "A.b",
	    "a.b.", "x\\046y.z", "a;b.c", "(", "$ORIGIN" };
	struct name name;

	assert_true(name_of_host(&name, "ns1.xn--maana-pta.example"));
	assert_text(&name, "ns1.xn--maana-pta.example.");
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		assert_false(name_of_host(&name, bad[i]));
}

TEST(a_mailbox_is_one_label_and_a_host)
{
	struct name name;

	assert_true(name_of_mailbox(&name, "dns.admin@example.net"));
	assert_text(&name, "dns\\046admin.example.net.");
	assert_false(name_of_mailbox(&name, "example.net"));
	assert_false(name_of_mailbox(&name, "@example.net"));
}

TEST(names_from_wire_are_whole_and_escaped)
{
	struct name name;

	assert_true(name_of_wire(&name, (const uint8_t *)"\2A;\1b", 6));
	assert_text(&name, "a\\059.b.");
	assert_true(name_of_wire(&name, (const uint8_t *)"", 1));
	assert_text(&name, ".");
	assert_false(name_of_wire(&name, (const uint8_t *)"\2a", 3));
	assert_false(name_of_wire(&name, (const uint8_t *)"\xc0\x0c", 3));
	assert_false(name_of_wire(&name, (const uint8_t *)"\1a\0b", 5));
	assert_false(name_of_wire(&name, (const uint8_t *)"", 0));
}

TEST(serials_rise_as_rfc_1982_says)
{
	int64_t noon;

	assert_true(time_parse("2026-03-01", &noon));
	assert_int_equal(rdns_next_serial(0, noon), 2026030100);
	assert_int_equal(rdns_next_serial(2026022899, noon), 2026030100);
	assert_int_equal(rdns_next_serial(2026030100, noon), 2026030101);
	assert_int_equal(rdns_next_serial(2026030199, noon), 2026030200);
	assert_int_equal(rdns_next_serial(2026030205, noon), 2026030206);
	assert_int_equal(rdns_next_serial(4294967295, noon), 2026030100);
	assert_true(rdns_serial_is_newer(1, 0));
	assert_true(rdns_serial_is_newer(0, 4294967295));
	assert_false(rdns_serial_is_newer(7, 7));
	assert_false(rdns_serial_is_newer(4294967295, 0));
}

/* --- Cuts */

struct seen {
	struct prefix zones[8];
	size_t count;
};

static void
see(void *argument, const struct prefix *zone)
{
	struct seen *seen = argument;

	seen->zones[seen->count++] = *zone;
}

static void
add(struct cuts *cuts, const char *zone, const char *rdata)
{
	struct prefix p = block(zone);

	cuts_add(cuts, &p, rdata);
}

TEST(only_zones_whose_records_differ_are_told)
{
	struct arena *arena = arena_new();
	struct cuts wanted = { .arena = arena }, found = wanted;
	struct prefix want[3] = { block("10.0.1.0/24"), block("10.0.2.0/24"),
	    block("10.0.9.0/24") };
	struct seen seen = { .count = 0 };

	add(&wanted, "10.0.0.0/24", "NS b.");
	add(&wanted, "10.0.0.0/24", "NS a.");
	add(&wanted, "10.0.1.0/24", "NS a.");
	add(&wanted, "10.0.9.0/24", "NS a.");
	add(&found, "10.0.0.0/24", "NS a.");
	add(&found, "10.0.0.0/24", "NS b.");
	add(&found, "10.0.0.0/24", "NS a.");
	add(&found, "10.0.1.0/24", "NS a.");
	add(&found, "10.0.1.0/24", "DS 1 13 2 AB");
	add(&found, "10.0.2.0/24", "NS a.");
	cuts_sort(&wanted);
	cuts_sort(&found);
	assert_int_equal(cuts_compare(&wanted, &found, see, &seen), 3);
	for (size_t i = 0; i < ARRAY_LENGTH(want); i++)
		assert_true(prefix_equal(&seen.zones[i], &want[i]));
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zones_have_the_names_of_inet),
		cmocka_unit_test(only_host_names_become_names),
		cmocka_unit_test(a_mailbox_is_one_label_and_a_host),
		cmocka_unit_test(names_from_wire_are_whole_and_escaped),
		cmocka_unit_test(serials_rise_as_rfc_1982_says),
		cmocka_unit_test(only_zones_whose_records_differ_are_told),
	};

	return cmocka_run_group_tests_name("rdns/name", tests, NULL, NULL);
}
