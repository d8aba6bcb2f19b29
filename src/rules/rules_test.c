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
		cmocka_unit_test(reverse_comes_first_for_ipv4_longer_than_24),
		cmocka_unit_test(stock_and_roots_are_not_divided),
		cmocka_unit_test(every_rule_has_a_verdict),
		cmocka_unit_test(
		    contacts_of_block_and_holder_manage_and_others_do_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
