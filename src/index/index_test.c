/* SPDX-License-Identifier: ISC */
#include <stdio.h>

#include "base/test.h"
#include "index/world_test.h"
#include "store/cost_test.h"

static int
setup(void **state)
{
	static struct world world;

	cost_watch();

	world_init(&world, "sqlite::memory:");
	*state = &world;
	return 0;
}

static int
teardown(void **state)
{
	world_release(*state);
	return 0;
}

static enum index_found
around(void **state, const char *text, struct index_block *out)
{
	struct world *w = *state;
	struct prefix p = prefix(text);
	enum index_found found = index_block_around(w->index, &p, out);

	assert_null(store_error(w->store));
	return found;
}

TEST(the_most_specific_block_around_a_prefix_is_found)
{
	struct index_block b;

	assert_int_equal(around(state, "203.0.113.190/32", &b), INDEX_HELD);
	assert_int_equal(b.block.id, FLAT);
	assert_int_equal(around(state, "203.0.113.128/25", &b), INDEX_HELD);
	assert_int_equal(b.block.id, SHOP);
	assert_int_equal(around(state, "203.0.113.192/32", &b), INDEX_HELD);
	assert_int_equal(b.block.id, SHOP);
	assert_int_equal(around(state, "203.0.112.0/23", &b), INDEX_HELD);
	assert_int_equal(b.block.id, EXAMPLE);
	assert_int_equal(around(state, "2001:db8:ffff::1/128", &b),
	    INDEX_HELD);
	assert_int_equal(b.block.id, SIX);
}

TEST(roots_are_nothing_and_stock_is_stock)
{
	struct index_block b;

	assert_int_equal(around(state, "203.0.112.0/21", &b), INDEX_NOTHING);
	assert_int_equal(around(state, "0.0.0.0/0", &b), INDEX_NOTHING);
	assert_int_equal(around(state, "::/0", &b), INDEX_NOTHING);
	assert_int_equal(around(state, "fe80::1/128", &b), INDEX_NOTHING);
	assert_int_equal(around(state, "255.255.255.255/32", &b),
	    INDEX_NOTHING);
	assert_int_equal(around(state, "200.1.2.3/32", &b), INDEX_STOCK);
	assert_int_equal(b.block.id, SPARE);
}

TEST(a_sub_assignment_inherits_abuse_and_delegation)
{
	struct index_block b;

	around(state, "203.0.113.190/32", &b);
	assert_true(b.passed_on);
	assert_string_equal(b.abuse.handle, "PEM3");
	assert_int_equal(b.up.length, prefix("203.0.113.0/24").length);
	assert_int_equal(b.delegation_count, 1);
	assert_int_equal(b.delegations[0].server_count, 2);
	assert_string_equal(b.delegations[0].servers[1].host,
	    "ns2.ejemplo.uy");
	assert_string_equal(b.country, "");
}

TEST(delegations_of_a_sub_assignment_are_not_its_parents)
{
	struct world *w = *state;
	struct index_block b;
	bool begun = store_begin(w->store);

	assert_true(begun);
	store_mark(w->store);
	world_drop_reverse(w->store);
	world_delegation(w->store, 11, EXAMPLE, "203.0.112.0/24");
	world_delegation(w->store, 12, SHOP, "203.0.113.0/24");
	world_delegation(w->store, 13, EXAMPLE, "203.0.114.0/24");
	around(state, "203.0.112.0/22", &b);
	assert_int_equal(b.delegation_count, 2);
	assert_true(prefix_compare(&b.delegations[0].prefix,
	    &b.delegations[1].prefix) < 0);
	around(state, "203.0.113.0/24", &b);
	assert_int_equal(b.delegation_count, 1);
	store_rewind(w->store);
	store_rollback(w->store);
}

static void
delegate_more(struct world *w, int from, int to)
{
	char text[PREFIX_TEXT_MAX];

	for (int i = from; i < to; i++) {
		snprintf(text, sizeof(text), "200.%d.%d.0/24", i / 256,
		    i % 256);
		world_delegation(w->store, 100 + i, SPARE, text);
		world_server(w->store, 100 + i, 100 + i, "ns.ejemplo.uy",
		    NS_AA, "20260318");
	}
}

TEST(who_asks_for_some_delegations_does_not_read_all)
{
	struct world *w = *state;
	struct block spare = { .id = SPARE, .parent = ROOT4,
	    .prefix = prefix("200.0.0.0/8"), .status = STATUS_ALLOCATED,
	    .organisation = COEJ };
	struct index_block b;
	bool begun = store_begin(w->store);
	int64_t few;

	assert_true(begun);
	fact_complete(FACT_block, &spare);
	store_mark(w->store);
	w_block_update(w->store, &spare);
	delegate_more(w, 0, 10);
	index_block_some(w->index, &spare.prefix, 10, &b);
	assert_int_equal(b.delegation_count, 10);
	assert_false(b.delegations_more);
	delegate_more(w, 10, 20);
	cost_steps();
	index_block_some(w->index, &spare.prefix, 10, &b);
	few = cost_steps();
	delegate_more(w, 20, 2000);
	cost_steps();
	index_block_some(w->index, &spare.prefix, 10, &b);
	cost_is_alike(few, cost_steps());
	assert_int_equal(b.delegation_count, 10);
	assert_true(b.delegations_more);
	around(state, "200.0.0.0/8", &b);
	assert_int_equal(b.delegation_count, 2000);
	assert_false(b.delegations_more);
	store_rewind(w->store);
	store_rollback(w->store);
}

TEST(origins_ascend)
{
	struct index_block b;

	around(state, "2001:db8::/32", &b);
	assert_int_equal(b.origin_count, 2);
	assert_int_equal(b.origins[0], 64500);
	assert_int_equal(b.origins[1], 64501);
	assert_int_equal(b.delegation_count, 2);
}

TEST(as_numbers_are_found_in_their_ranges)
{
	struct world *w = *state;
	struct index_asn asn;

	assert_int_equal(index_asn_at(w->index, 64500, &asn), INDEX_HELD);
	assert_string_equal(asn.holder.ownerid, "UY-COEJ-LACNIC");
	assert_string_equal(asn.routing.handle, "PEM3");
	assert_int_equal(index_asn_at(w->index, 64519, &asn), INDEX_STOCK);
	assert_int_equal(index_asn_at(w->index, 64520, &asn), INDEX_NOTHING);
	assert_int_equal(index_asn_at(w->index, 64499, &asn), INDEX_NOTHING);
	assert_int_equal(index_asn_at(w->index, UINT32_MAX, &asn),
	    INDEX_NOTHING);
}

TEST(blocks_of_one_record_are_one_row)
{
	struct world *w = *state;
	struct index_records *in = index_records_open(w->index, RECORD_IPV4);
	static const uint64_t values[] = { 192, 256, 1 << 24, 1024 };
	struct index_record r;
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(values); i++) {
		assert_true(index_records_next(in, &r));
		assert_int_equal(r.value, values[i]);
	}
	assert_string_equal(r.opaque, "1001");
	assert_string_equal(r.country, "UY");
	assert_false(index_records_next(in, &r));
	index_records_close(in);
	assert_null(store_error(w->store));
}

TEST(records_of_each_kind_are_walked_apart)
{
	struct world *w = *state;
	struct index_records *in = index_records_open(w->index, RECORD_ASN);
	struct index_record r;

	assert_true(index_records_next(in, &r));
	assert_int_equal(r.asn, 64500);
	assert_int_equal(r.value, 1);
	assert_true(index_records_next(in, &r));
	assert_int_equal(r.value, 10);
	assert_int_equal(r.status, STATUS_AVAILABLE);
	assert_string_equal(r.opaque, "");
	index_records_close(in);
	in = index_records_open(w->index, RECORD_IPV6);
	assert_true(index_records_next(in, &r));
	assert_int_equal(r.value, 32);
	assert_false(index_records_next(in, &r));
	index_records_close(in);
}

TEST(the_registry_says_its_name)
{
	struct world *w = *state;

	assert_string_equal(index_registry(w->index), "lacnic");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    the_most_specific_block_around_a_prefix_is_found),
		cmocka_unit_test(roots_are_nothing_and_stock_is_stock),
		cmocka_unit_test(
		    a_sub_assignment_inherits_abuse_and_delegation),
		cmocka_unit_test(
		    delegations_of_a_sub_assignment_are_not_its_parents),
		cmocka_unit_test(
		    who_asks_for_some_delegations_does_not_read_all),
		cmocka_unit_test(origins_ascend),
		cmocka_unit_test(as_numbers_are_found_in_their_ranges),
		cmocka_unit_test(blocks_of_one_record_are_one_row),
		cmocka_unit_test(records_of_each_kind_are_walked_apart),
		cmocka_unit_test(the_registry_says_its_name),
	};

	return cmocka_run_group_tests_name("index", tests, setup, teardown);
}
