/* SPDX-License-Identifier: ISC */
/* What users of the operations may rely on. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "registry/world_test.h"

static struct resource
resource(const char *text)
{
	struct resource r = { .is_asn = strchr(text, '/') == NULL };

	if (r.is_asn)
		assert_int_equal(asn_range_parse(text, strlen(text), &r.asns),
		    INET_OK);
	else
		r.prefix = prefix(text);
	return r;
}

static void
move_in(struct world *w, const char *what, const char *holder)
{
	struct move_in in = { .resource = resource(what), .ownerid = holder,
	    .status = holder == NULL ? STATUS_AVAILABLE : STATUS_ALLOCATED };

	OK(registry_move_in(w->r, &in));
}

static int
setup(void **state)
{
	struct world *w = world_open();

	w->admin = add_person(w, "Juana Ejemplo");
	w->other = add_person(w, "Pedro Otro");
	w->isp = add_organisation(w, "Cooperativa Ejemplo", w->admin);
	w->customer = add_organisation(w, "Tienda Ejemplo", w->other);
	move_in(w, "198.51.100.0/22", w->isp);
	move_in(w, "2001:db8::/32", w->isp);
	move_in(w, "AS64500-AS64510", NULL);
	*state = w;
	return 0;
}

static enum result
subassign(struct world *w, const char *text)
{
	struct subassign in = { .prefix = prefix(text),
	    .ownerid = w->customer };

	return registry_subassign(w->r, &in);
}

TEST(a_part_is_given_to_a_customer)
{
	struct world *w = *state;
	struct free_of_size sizes[129];
	struct prefix block = prefix("198.51.100.0/22");
	size_t count;

	act_as(w, w->admin);
	OK(subassign(w, "198.51.100.0/24"));
	OK(subassign(w, "2001:db8:8000::/48"));
	OK(registry_free(w->r, &block, sizes, &count));
	assert_int_equal(count, 2);
	assert_int_equal(sizes[0].length, 23);
	assert_int_equal(sizes[1].length, 24);
}

TEST(what_is_taken_is_refused_and_says_by_whom)
{
	struct world *w = *state;

	act_as(w, w->admin);
	OK(subassign(w, "198.51.100.0/24"));
	assert_int_equal(subassign(w, "198.51.100.0/24"), RESULT_TAKEN);
	assert_non_null(strstr(registry_detail(w->r), w->customer));
	assert_int_equal(subassign(w, "198.51.100.0/23"), RESULT_TAKEN);
	assert_non_null(strstr(registry_detail(w->r), w->customer));
}

TEST(a_stranger_may_not_and_nothing_changes)
{
	struct world *w = *state;
	struct release release = { .prefix = prefix("198.51.100.0/24") };

	act_as(w, w->other);
	assert_int_equal(subassign(w, "198.51.100.0/24"), RESULT_FORBIDDEN);
	act_as(w, w->admin);
	OK(subassign(w, "198.51.100.0/24"));
	act_as(w, w->other);
	assert_int_equal(registry_release(w->r, &release), RESULT_FORBIDDEN);
}

TEST(longer_than_24_needs_reverse_dns_that_answers)
{
	struct world *w = *state;
	const char *hosts[] = { "ns1.example.net" };
	struct delegate delegate = { .prefix = prefix("198.51.100.0/24"),
	    .hosts = hosts, .count = 1 };
	struct server_state answer = { .prefix = delegate.prefix,
	    .host = "NS1.example.net.", .state = NS_AA };

	assert_int_equal(subassign(w, "198.51.100.0/26"),
	    RESULT_REVERSE_FIRST);
	OK(registry_delegate(w->r, &delegate));
	assert_int_equal(subassign(w, "198.51.100.0/26"),
	    RESULT_REVERSE_FIRST);
	OK(registry_server_state(w->r, &answer));
	OK(subassign(w, "198.51.100.0/26"));
}

TEST(release_gives_the_space_back_whole)
{
	struct world *w = *state;
	struct prefix block = prefix("198.51.100.0/22");
	struct release release = { .prefix = prefix("198.51.101.0/24") };
	struct free_of_size sizes[129];
	size_t count;

	OK(subassign(w, "198.51.101.0/24"));
	OK(registry_release(w->r, &release));
	OK(registry_free(w->r, &block, sizes, &count));
	assert_int_equal(count, 1);
	assert_int_equal(sizes[0].length, 22);
}

TEST(a_size_finds_the_best_fit)
{
	struct world *w = *state;
	struct subassign in = { .size = 24, .in = prefix("198.51.100.0/22"),
	    .ownerid = w->customer };
	char text[PREFIX_TEXT_MAX];

	OK(subassign(w, "198.51.102.0/24"));
	OK(registry_subassign(w->r, &in));
	assert_string_equal(prefix_text(&in.prefix, text), "198.51.103.0/24");
}

TEST(stock_is_split_around_what_is_registered)
{
	struct world *w = *state;
	struct enroll in = { .resource = resource("AS64503"),
	    .ownerid = w->customer, .status = STATUS_ALLOCATED };
	struct enroll block = { .resource = resource("192.0.2.64/26"),
	    .ownerid = w->customer, .status = STATUS_ASSIGNED };

	move_in(w, "192.0.2.0/24", NULL);
	OK(registry_enroll(w->r, &in));
	OK(registry_enroll(w->r, &block));
	assert_int_equal(registry_enroll(w->r, &block),
	    RESULT_NOT_AVAILABLE);
}

TEST(a_return_is_undone_as_it_was)
{
	struct world *w = *state;
	struct give_back back = { .resource = resource("198.51.100.0/22") };
	struct reinstate again = { .resource = back.resource };
	struct address address = prefix("198.51.100.9/32").first;
	struct held held;

	OK(subassign(w, "198.51.100.0/24"));
	assert_int_equal(registry_give_back(w->r, &back),
	    RESULT_HAS_CHILDREN);
	back.with_children = true;
	w->clock.fixed += 86400;
	OK(registry_give_back(w->r, &back));
	w->clock.fixed += 86400;
	OK(registry_reinstate(w->r, &again));
	OK(registry_held(w->r, &address, w->clock.fixed, &held));
	assert_string_equal(held.ownerid, w->isp);
	OK(registry_held(w->r, &address, w->clock.fixed - 86400, &held));
	assert_int_equal(held.block.status, STATUS_RESERVED);
	OK(registry_held(w->r, &address, w->clock.fixed - 172800, &held));
	assert_string_equal(held.ownerid, w->customer);
}

TEST(a_part_that_is_gone_stays_in_the_history_of_its_block)
{
	struct world *w = *state;
	struct history_of of = { .brief = true,
	    .resource = resource("198.51.100.0/22") };
	struct release release = { .prefix = prefix("198.51.100.0/24") };
	struct journal_row *rows;
	size_t count;

	OK(subassign(w, "198.51.100.0/24"));
	OK(registry_release(w->r, &release));
	OK(registry_history(w->r, &of, &rows, &count, 2));
	assert_int_equal(count, 2);
	assert_string_equal(rows[0].operation, "release");
	assert_string_equal(rows[1].operation, "subassign");
	of.before = rows[1].serial;
	OK(registry_history(w->r, &of, &rows, &count, 2));
	assert_string_equal(rows[0].operation, "move_in");
}

TEST(all_who_held_an_address_in_one_day_are_told)
{
	struct world *w = *state;
	struct release release = { .prefix = prefix("198.51.100.0/24") };
	struct address address = release.prefix.first;
	int64_t noon = w->clock.fixed += 86400;
	struct held held[9];

	OK(subassign(w, "198.51.100.0/24"));
	w->clock.fixed += 60;
	OK(registry_release(w->r, &release));
	assert_int_equal(registry_held_between(w->r, &address, noon - 3600,
	    noon + 3600, held, 9), 3);
	assert_string_equal(held[0].ownerid, w->isp);
	assert_int_equal(held[0].since.time, noon + 60);
	assert_string_equal(held[1].ownerid, w->customer);
	assert_int_equal(held[1].since.time, noon);
	assert_string_equal(held[2].ownerid, w->isp);
	assert_int_equal(registry_held_between(w->r, &address, noon + 61,
	    noon + 90, held, 9), 1);
	assert_int_equal(registry_held_between(w->r, &address, 0, 1, held, 9),
	    0);
}

TEST(split_and_merge_keep_children_and_delegations)
{
	struct world *w = *state;
	const char *hosts[] = { "ns1.example.net", "ns2.example.net" };
	struct delegate delegate = { .prefix = prefix("198.51.100.0/22"),
	    .hosts = hosts, .count = 2 };
	struct split split = { .resource = resource("198.51.100.0/24") };
	struct merge merge = { .resource = resource("198.51.100.0/22") };

	OK(registry_delegate(w->r, &delegate));
	OK(subassign(w, "198.51.102.0/24"));
	OK(registry_split(w->r, &split));
	split.resource = resource("198.51.102.0/24");
	assert_int_equal(registry_split(w->r, &split), RESULT_NOT_DIRECT);
	OK(registry_merge(w->r, &merge));
	assert_int_equal(subassign(w, "198.51.102.0/24"), RESULT_TAKEN);
}

TEST(own_parts_go_with_the_block)
{
	struct world *w = *state;
	struct subassign own = { .prefix = prefix("198.51.101.0/24"),
	    .use = USE_INFRASTRUCTURE };
	struct transfer transfer = { .resource = resource("198.51.100.0/22"),
	    .ownerid = w->customer };
	struct address address = prefix("198.51.101.1/32").first;
	struct held held;

	OK(registry_subassign(w->r, &own));
	OK(registry_transfer(w->r, &transfer));
	OK(registry_held(w->r, &address, w->clock.fixed, &held));
	assert_string_equal(held.ownerid, w->customer);
	assert_int_equal(held.block.use, USE_INFRASTRUCTURE);
}

TEST(reinstating_brings_back_origins_and_delegations)
{
	struct world *w = *state;
	const char *hosts[] = { "ns1.example.net" };
	const uint32_t numbers[] = { 64000 };
	struct resource block = resource("198.51.100.0/22");
	struct delegate delegate = { .prefix = block.prefix, .hosts = hosts,
	    .count = 1 };
	struct origins origins = { .prefix = block.prefix,
	    .numbers = numbers, .count = 1 };
	struct give_back back = { .resource = block };
	struct reinstate again = { .resource = block };
	struct server_state asked = { .prefix = block.prefix,
	    .host = hosts[0], .state = NS_AA };

	OK(registry_delegate(w->r, &delegate));
	OK(registry_origins(w->r, &origins));
	OK(registry_give_back(w->r, &back));
	assert_int_equal(registry_server_state(w->r, &asked),
	    RESULT_NO_DELEGATION);
	OK(registry_reinstate(w->r, &again));
	OK(registry_server_state(w->r, &asked));
}

static void
count_call(void *argument)
{
	++*(int *)argument;
}

TEST(a_dry_run_shows_and_changes_nothing)
{
	struct world *w = *state;
	int shown = 0;

	registry_preview(w->r, count_call, &shown);
	OK(subassign(w, "198.51.100.0/24"));
	assert_int_equal(shown, 1);
	registry_preview(w->r, NULL, NULL);
	OK(subassign(w, "198.51.100.0/24"));
	assert_int_equal(shown, 1);
}

int
main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(a_part_is_given_to_a_customer),
		CASE(what_is_taken_is_refused_and_says_by_whom),
		CASE(a_stranger_may_not_and_nothing_changes),
		CASE(longer_than_24_needs_reverse_dns_that_answers),
		CASE(release_gives_the_space_back_whole),
		CASE(a_size_finds_the_best_fit),
		CASE(stock_is_split_around_what_is_registered),
		CASE(a_return_is_undone_as_it_was),
		CASE(a_part_that_is_gone_stays_in_the_history_of_its_block),
		CASE(all_who_held_an_address_in_one_day_are_told),
		CASE(split_and_merge_keep_children_and_delegations),
		CASE(own_parts_go_with_the_block),
		CASE(reinstating_brings_back_origins_and_delegations),
		CASE(a_dry_run_shows_and_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
