/* SPDX-License-Identifier: ISC */
#include "base/test.h"
#include "base/base.h"
#include "model/model.h"

static enum result
parse(struct arena *arena, const char *typed, const char **out)
{
	*out = NULL;
	return host_parse(arena, typed, out);
}

static void
assert_host(const char *typed, const char *want, const char *shown)
{
	struct arena *arena = arena_new();
	const char *host;

	assert_int_equal(parse(arena, typed, &host), RESULT_OK);
	assert_string_equal(host, want);
	assert_string_equal(host_shown(arena, host), shown);
	arena_free(arena);
}

static void
assert_refused(const char *typed, enum result want)
{
	struct arena *arena = arena_new();
	const char *host;

	assert_int_equal(parse(arena, typed, &host), want);
	arena_free(arena);
}

TEST(full_names_are_accepted_in_any_case)
{
	assert_host("NS1.Example.Net", "ns1.example.net", "ns1.example.net");
	assert_host("ns1.example.net.", "ns1.example.net", "ns1.example.net");
	assert_host("a.b-c.7d.example", "a.b-c.7d.example",
	    "a.b-c.7d.example");
}

TEST(letters_of_any_script_become_a_labels)
{
	assert_host("ns.añb.example", "ns.xn--ab-zja.example",
	    "ns.añb.example");
	assert_host("NS.MAÑANA.example", "ns.xn--maana-pta.example",
	    "ns.mañana.example");
	assert_host("ns.xn--maana-pta.example", "ns.xn--maana-pta.example",
	    "ns.mañana.example");
}

TEST(a_labels_stand_for_letters)
{
	assert_refused("ns.xn--a.example", RESULT_HOST_MALFORMED);
	assert_refused("xn--zzzzzzzz99999.example", RESULT_HOST_MALFORMED);
}

TEST(addresses_are_no_names)
{
	assert_refused("192.0.2.1", RESULT_HOST_ADDRESS);
	assert_refused("2001:db8::1", RESULT_HOST_ADDRESS);
	assert_refused("::", RESULT_HOST_ADDRESS);
	assert_refused("ns.1", RESULT_HOST_ADDRESS);
}

TEST(what_is_no_full_name_is_refused)
{
	static const char *const bad[] = { "", ".", "ns", "ns.", "a..b",
	    ".example.net", "-a.example.net", "a-.example.net", "a b.net",
	    "a_b.example.net", "ns.example.net..", "*.example.net",
	    "ns.exa\\109ple.net", "ns.\xff.example", "a.b\xe2\x80\xae.net",
	    ("a2345678901234567890123456789012345678901234567890123456789012"
	    "34.example") };

	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		assert_refused(bad[i], RESULT_HOST_MALFORMED);
}

TEST(names_in_the_reverse_tree_are_refused)
{
	assert_refused("ns.2.0.192.in-addr.arpa", RESULT_HOST_INSIDE);
	assert_refused("ns.ip6.arpa.", RESULT_HOST_INSIDE);
	assert_host("ns.in-addr.arpa.example", "ns.in-addr.arpa.example",
	    "ns.in-addr.arpa.example");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(full_names_are_accepted_in_any_case),
		cmocka_unit_test(letters_of_any_script_become_a_labels),
		cmocka_unit_test(a_labels_stand_for_letters),
		cmocka_unit_test(addresses_are_no_names),
		cmocka_unit_test(what_is_no_full_name_is_refused),
		cmocka_unit_test(names_in_the_reverse_tree_are_refused),
	};

	return cmocka_run_group_tests_name("model/host", tests, NULL, NULL);
}
