/* SPDX-License-Identifier: ISC */
/* Policy, rule by rule. */
#include "base/test.h"
#include "rules/rules.h"

#include <string.h>

static struct prefix
prefix(const char *text)
{
	struct prefix p;

	assert_int_equal(prefix_parse(text, strlen(text), &p), INET_OK);
	return p;
}

/* A customer's part of an allocated block that keeps every rule. */
static struct subassign_facts
facts_of(const char *parent, const char *part)
{
	return (struct subassign_facts){
		.prefix = prefix(part),
		.parent = { .id = 1, .prefix = prefix(parent),
		    .status = STATUS_ALLOCATED, .organisation = 7 },
		.manages = true, .use = USE_CUSTOMER, .recipient_known = true,
		.reverse_answers = true, .free = true,
	};
}

TEST(a_part_that_keeps_every_rule_is_granted)
{
	struct subassign_facts f = facts_of("10.0.0.0/16", "10.0.3.0/24");

	assert_int_equal(rule_subassign(&f), RESULT_OK);
}

TEST(a_stranger_to_the_block_is_told_only_that)
{
	struct subassign_facts f = facts_of("10.0.0.0/16", "10.0.0.0/16");

	f.manages = false;
	f.free = false;
	assert_int_equal(rule_subassign(&f), RESULT_FORBIDDEN);
}

TEST(the_whole_block_is_refused)
{
	struct subassign_facts f = facts_of("10.0.0.0/16", "10.0.0.0/16");

	assert_int_equal(rule_subassign(&f), RESULT_WHOLE_BLOCK);
}

TEST(the_longest_are_32_and_64)
{
	struct subassign_facts f = facts_of("2001:db8::/32",
	    "2001:db8::/64");

	assert_int_equal(rule_subassign(&f), RESULT_OK);
	f.prefix = prefix("2001:db8::/65");
	assert_int_equal(rule_subassign(&f), RESULT_TOO_LONG);
	f = facts_of("10.0.0.0/16", "10.0.0.1/32");
	assert_int_equal(rule_subassign(&f), RESULT_OK);
}

TEST(end_users_pass_nothing_on_to_others)
{
	struct subassign_facts f = facts_of("10.0.0.0/16", "10.0.3.0/24");

	f.parent.status = STATUS_ASSIGNED;
	assert_int_equal(rule_subassign(&f), RESULT_NOT_HOLDER);
	f.parent.status = STATUS_REASSIGNED;
	assert_int_equal(rule_subassign(&f), RESULT_NOT_HOLDER);
	f.recipient_is_holder = true;
	assert_int_equal(rule_subassign(&f), RESULT_OK);
}

TEST(own_uses_are_the_holders_own)
{
	struct subassign_facts f = facts_of("10.0.0.0/16", "10.0.3.0/24");

	for (int use = USE_INFRASTRUCTURE; use < USE_COUNT; use++) {
		f.use = (enum block_use)use;
		f.recipient_is_holder = false;
		assert_int_equal(rule_subassign(&f), RESULT_NOT_HOLDER);
		f.recipient_is_holder = true;
		assert_int_equal(rule_subassign(&f), RESULT_OK);
	}
}

TEST(what_is_longer_than_29_or_48_need_not_be_registered)
{
	const struct { const char *prefix; bool must; } cases[] = {
		{ "198.51.100.0/24", true }, { "198.51.100.0/29", true },
		{ "198.51.100.0/30", false }, { "198.51.100.1/32", false },
		{ "2001:db8::/32", true }, { "2001:db8::/48", true },
		{ "2001:db8::/49", false }, { "2001:db8::/64", false },
	};
	struct prefix p;

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		assert_int_equal(prefix_parse(cases[i].prefix,
		    strlen(cases[i].prefix), &p), INET_OK);
		assert_int_equal(rule_must_register(&p), cases[i].must);
	}
}

TEST(reverse_comes_first_for_ipv4_longer_than_24)
{
	struct subassign_facts f = facts_of("10.0.0.0/16", "10.0.3.0/25");

	f.reverse_answers = false;
	assert_int_equal(rule_subassign(&f), RESULT_REVERSE_FIRST);
	f.prefix = prefix("10.0.3.0/24");
	assert_int_equal(rule_subassign(&f), RESULT_OK);
	f = facts_of("2001:db8::/32", "2001:db8:0:8::/64");
	f.reverse_answers = false;
	assert_int_equal(rule_subassign(&f), RESULT_OK);
}

TEST(stock_and_roots_are_not_divided)
{
	struct subassign_facts f = facts_of("10.0.0.0/16", "10.0.3.0/24");

	for (int status = STATUS_ROOT; status <= STATUS_RESERVED; status++) {
		f.parent.status = (enum status)status;
		assert_int_equal(rule_subassign(&f), RESULT_NOT_DIVISIBLE);
	}
}

TEST(every_rule_has_a_verdict)
{
	struct subassign_facts f = facts_of("10.0.0.0/16", "10.0.3.0/25");
	struct verdict verdicts[VERDICT_MAX];
	size_t refused = 0, count;

	f.free = f.reverse_answers = false;
	count = rules_subassign(&f, verdicts);
	for (size_t i = 0; i < count; i++)
		refused += verdicts[i].result != RESULT_OK;
	assert_int_equal(count, 8);
	assert_int_equal(refused, 2);
}

TEST(contacts_of_block_and_holder_manage_and_others_do_not)
{
	struct organisation holder = { .id = 7, .admin = 11, .billing = 12 };
	struct block block = { .organisation = 7, .tech = 13, .abuse = 14 };
	const struct { int64_t person; bool hostmaster, manages; } who[] = {
		{ 11, false, true }, { 13, false, true },
		{ 12, false, false }, { 14, false, false },
		{ 0, false, false }, { 15, false, false }, { 15, true, true },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(who); i++) {
		struct rule_actor actor = { who[i].person,
		    who[i].hostmaster };

		assert_int_equal(rule_manages(&actor, &block, &holder),
		    who[i].manages);
	}
}

TEST(origins_are_public_numbers_or_what_the_registry_gave)
{
	static const uint32_t never[] = { 0, 23456, 65535, 4294967295 },
	    given[] = { 64496, 64500, 64512, 65534, 65536, 65551, 4200000000,
	    4294967294 },
	    public[] = { 1, 23455, 23457, 64495, 65552, 131072, 4199999999 };

	for (size_t i = 0; i < ARRAY_LENGTH(never); i++)
		assert_false(rule_can_originate(never[i], true));
	for (size_t i = 0; i < ARRAY_LENGTH(given); i++) {
		assert_true(rule_can_originate(given[i], true));
		assert_false(rule_can_originate(given[i], false));
	}
	for (size_t i = 0; i < ARRAY_LENGTH(public); i++)
		assert_true(rule_can_originate(public[i], false));
}

TEST(who_is_replaced_is_followed_by_who_takes_their_first_role)
{
	struct organisation before = { .admin = 1, .billing = 1, .member = 2 };
	struct organisation after = before;

	assert_int_equal(rule_successor(&before, &after, 1), 0);
	after.billing = 4;
	assert_int_equal(rule_successor(&before, &after, 1), 4);
	after.admin = 3;
	assert_int_equal(rule_successor(&before, &after, 1), 3);
	assert_int_equal(rule_successor(&before, &after, 2), 0);
	assert_int_equal(rule_successor(&before, &after, 9), 0);
	before.member = 0;
	after.member = 5;
	assert_int_equal(rule_successor(&before, &after, 0), 0);
}

TEST(an_administrative_contact_resigns_and_hostmaster_cannot)
{
	struct organisation before = { .admin = 1, .billing = 2 };
	struct organisation after = { .admin = 3, .billing = 1 };
	const struct rule_actor admin = { .person = 1 };
	const struct rule_actor billing = { .person = 2 };
	const struct rule_actor staff = { .person = 1, .hostmaster = true };

	assert_true(rule_resigns(&admin, &before, &after));
	assert_false(rule_resigns(&admin, &before, &before));
	assert_false(rule_resigns(&billing, &before, &after));
	assert_false(rule_resigns(&staff, &before, &after));
	assert_true(rule_renames(&staff));
	assert_false(rule_renames(&admin));
}

static enum result
delegated(const char *direct, const char *part)
{
	struct prefix d, p;

	assert_int_equal(prefix_parse(direct, strlen(direct), &d), INET_OK);
	assert_int_equal(prefix_parse(part, strlen(part), &p), INET_OK);
	return rule_delegate(&d, &p);
}

TEST(what_is_delegated_follows_the_block_that_the_registry_gave)
{
	assert_int_equal(delegated("45.4.0.0/14", "45.4.0.0/14"), RESULT_OK);
	assert_int_equal(delegated("45.4.0.0/14", "45.6.0.0/16"), RESULT_OK);
	assert_int_equal(delegated("45.4.0.0/16", "45.4.0.0/17"),
	    RESULT_WHOLE_16S);
	assert_int_equal(delegated("45.4.0.0/17", "45.4.0.0/17"), RESULT_OK);
	assert_int_equal(delegated("45.4.0.0/17", "45.4.9.0/24"), RESULT_OK);
	assert_int_equal(delegated("45.4.0.0/17", "45.4.9.0/25"),
	    RESULT_NOT_ZONE);
	assert_int_equal(delegated("2001:db8::/32", "2001:db8::/46"),
	    RESULT_OK);
	assert_int_equal(delegated("2001:db8::/32", "2001:db8::/64"),
	    RESULT_OK);
	assert_int_equal(delegated("2001:db8::/32", "2001:db8::/65"),
	    RESULT_NOT_ZONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_part_that_keeps_every_rule_is_granted),
		cmocka_unit_test(a_stranger_to_the_block_is_told_only_that),
		cmocka_unit_test(the_whole_block_is_refused),
		cmocka_unit_test(the_longest_are_32_and_64),
		cmocka_unit_test(end_users_pass_nothing_on_to_others),
		cmocka_unit_test(own_uses_are_the_holders_own),
		cmocka_unit_test(
		    what_is_longer_than_29_or_48_need_not_be_registered),
		cmocka_unit_test(reverse_comes_first_for_ipv4_longer_than_24),
		cmocka_unit_test(stock_and_roots_are_not_divided),
		cmocka_unit_test(every_rule_has_a_verdict),
		cmocka_unit_test(
		    contacts_of_block_and_holder_manage_and_others_do_not),
		cmocka_unit_test(
		    origins_are_public_numbers_or_what_the_registry_gave),
		cmocka_unit_test(
		    who_is_replaced_is_followed_by_who_takes_their_first_role),
		cmocka_unit_test(
		    an_administrative_contact_resigns_and_hostmaster_cannot),
		cmocka_unit_test(
		    what_is_delegated_follows_the_block_that_the_registry_gave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
