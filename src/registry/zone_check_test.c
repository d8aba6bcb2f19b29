/* SPDX-License-Identifier: ISC */
/* Checks that are asked for, what was found, and what is wrong for long. */
#include <stdio.h>

#include "registry/world_test.h"

#include "store/read.h"

#define DAY INT64_C(86400)
#define HOST "ns1.example.net"

static const char *const hosts[] = { HOST, "ns2.example.net" };

static int
setup(void **state)
{
	struct world *w = world_open();
	struct move_in in = { .resource.prefix = prefix("45.5.112.0/20"),
	    .status = STATUS_ALLOCATED };
	struct delegate delegate = { .prefix = prefix("45.5.114.0/24"),
	    .hosts = hosts, .count = 2 };

	w->admin = add_person(w, "Ana Admin");
	w->other = add_person(w, "Olga Other");
	in.ownerid = w->isp = add_organisation(w, "Isp", w->admin);
	OK(registry_move_in(w->r, &in));
	OK(registry_delegate(w->r, &delegate));
	*state = w;
	return 0;
}

static struct zone_check_ask
wanted(const char *block)
{
	return (struct zone_check_ask){ .prefix = prefix(block),
	    .hosts = hosts, .count = 2 };
}

static struct check_line
line_of(int64_t serial)
{
	struct check_line line = { .question = QUESTION_SOA, .tcp = true,
	    .has_address = true, .finding = FINDING_FINE, .serial = serial };

	assert_int_equal(address_parse("2001:db8::1", 11, &line.address),
	    INET_OK);
	return line;
}

TEST(who_manages_a_block_asks_and_reads_what_was_found)
{
	struct world *w = *state;
	struct zone_check_ask ask = wanted("45.5.112.0/22");
	const struct check_line line = line_of(INT64_C(4294967295));
	struct check_server_found found = { .zone = 3, .host = 1,
	    .state = NS_AA, .lines = &line, .line_count = 1 };
	struct zone_check_note note = { .servers = &found, .count = 1,
	    .done = true };
	struct zone_check check;
	const char *ids[4];

	act_as(w, w->admin);
	OK(registry_zone_check_ask(w->r, &ask));
	assert_true(registry_zone_check(w->r, ask.id, &check));
	assert_true(check.done == 0 && !check.good && check.zone_count == 4 &&
	    check.host_count == 2 && check.server_count == 0);
	act_as(w, NULL);
	assert_int_equal(registry_zone_checks_open(w->r, ids, 4), 1);
	assert_string_equal(ids[0], ask.id);
	note.id = ask.id;
	OK(registry_zone_check_note(w->r, &note));
	assert_int_equal(registry_zone_checks_open(w->r, ids, 4), 0);
	act_as(w, w->admin);
	assert_true(registry_zone_check(w->r, ask.id, &check));
	assert_true(check.done != 0 && !check.good);	/* of eight */
	assert_int_equal(check.server_count, 1);
	assert_string_equal(check.servers[0].host, "ns2.example.net");
	assert_int_equal(check.servers[0].lines[0].serial, 4294967295);
	assert_true(check.servers[0].lines[0].tcp && address_equal(
	    &check.servers[0].lines[0].address, &line.address));
}

TEST(others_neither_ask_nor_read)
{
	struct world *w = *state;
	struct zone_check_ask ask = wanted("45.5.114.0/24");
	struct zone_check check;

	act_as(w, w->other);
	assert_int_equal(registry_zone_check_ask(w->r, &ask),
	    RESULT_FORBIDDEN);
	act_as(w, w->admin);
	OK(registry_zone_check_ask(w->r, &ask));
	act_as(w, w->other);
	assert_false(registry_zone_check(w->r, ask.id, &check));
	assert_false(registry_zone_check(w->r, "nonsense", &check));
	assert_false(registry_zone_check(w->r, NULL, &check));
}

TEST(what_cannot_be_asked_is_refused)
{
	struct world *w = *state;
	const char *const spaced[] = { "a.example b.example" };
	struct zone_check_ask ask = wanted("45.5.114.0/25");

	assert_int_equal(registry_zone_check_ask(w->r, &ask),
	    RESULT_NOT_ZONE);
	ask = wanted("45.5.114.0/24");
	ask.count = 0;
	assert_int_equal(registry_zone_check_ask(w->r, &ask), RESULT_MISSING);
	ask.hosts = spaced;
	ask.count = 1;
	assert_int_equal(registry_zone_check_ask(w->r, &ask),
	    RESULT_MALFORMED);
}

TEST(so_many_checks_are_open_and_old_ones_are_forgotten)
{
	struct world *w = *state;
	struct zone_check_ask ask = wanted("45.5.114.0/24");
	struct zone_check check;
	const char *first = NULL;

	act_as(w, w->admin);
	for (int i = 0; i < LIMIT_CHECKS_OPEN; i++) {
		OK(registry_zone_check_ask(w->r, &ask));
		first = first == NULL ? ask.id : first;
	}
	assert_int_equal(registry_zone_check_ask(w->r, &ask),
	    RESULT_TOO_OFTEN);
	w->clock.fixed += LIMIT_CHECK_S;
	OK(registry_zone_check_ask(w->r, &ask));
	assert_false(registry_zone_check(w->r, first, &check));
}

TEST(ds_records_come_to_who_asks)
{
	struct world *w = *state;
	const struct check_ds ds[] = {
		{ prefix("45.5.114.0/24"), 65535, 13, 2, "AB12" },
		{ prefix("45.5.114.0/24"), 1, 8, 1, "00" },
	};
	struct zone_check_ask ask = wanted("45.5.114.0/24");
	struct zone_check check;

	ask.ds = ds;
	ask.ds_count = 2;
	OK(registry_zone_check_ask(w->r, &ask));
	assert_true(registry_zone_check(w->r, ask.id, &check));
	assert_int_equal(check.ds_count, 2);
	assert_int_equal(check.ds[0].tag, 65535);
	assert_string_equal(check.ds[0].digest, "AB12");
	assert_true(prefix_equal(&check.ds[1].zone, &ds[1].zone));
}

#define DIGEST "0123456789ABCDEF0123456789ABCDEF" \
    "0123456789ABCDEF0123456789ABCDEF"

/* As the watch leaves a check of one zone and both hosts. */
static void
check_ds_as(struct world *w, const char *user, const struct check_ds *ds,
    size_t count, enum ns_state second)
{
	struct zone_check_ask ask = wanted("45.5.115.0/24");
	const struct check_server_found found[] = {
		{ .host = 0, .state = NS_AA }, { .host = 1, .state = second },
	};
	struct zone_check_note note = { .servers = found, .count = 2,
	    .done = true };

	ask.ds = ds;
	ask.ds_count = count;
	act_as(w, user);
	OK(registry_zone_check_ask(w->r, &ask));
	note.id = ask.id;
	act_as(w, NULL);
	OK(registry_zone_check_note(w->r, &note));
	act_as(w, user);
}

static void
check_as(struct world *w, const char *user, enum ns_state second)
{
	check_ds_as(w, user, NULL, 0, second);
}

TEST(the_newest_check_says_whether_one_may_delegate)
{
	struct world *w = *state;
	struct delegate in = { .prefix = prefix("45.5.115.0/24"),
	    .hosts = hosts, .count = 2 };

	check_as(w, w->admin, NS_AA);
	check_as(w, w->admin, NS_TIMEOUT);	/* all in one second */
	assert_int_equal(registry_delegate(w->r, &in), RESULT_NOT_CHECKED);
	check_as(w, w->admin, NS_AA);
	in.count = 1;
	assert_int_equal(registry_delegate(w->r, &in), RESULT_NOT_CHECKED);
	in.count = 2;
	w->clock.fixed += LIMIT_CHECK_FRESH_S;
	assert_int_equal(registry_delegate(w->r, &in), RESULT_NOT_CHECKED);
	w->clock.fixed--;
	OK(registry_delegate(w->r, &in));
}

TEST(of_ds_records_just_those_that_were_asked_for_are_proven)
{
	struct world *w = *state;
	const struct check_ds ds[] = {
		{ prefix("45.5.115.0/24"), 1, 13, 2, DIGEST },
		{ prefix("45.5.115.0/24"), 2, 13, 2, DIGEST },
	};
	struct delegate in = { .prefix = prefix("45.5.115.0/24"),
	    .hosts = hosts, .count = 2, .ds = "1 13 2 " DIGEST };

	check_ds_as(w, w->admin, ds, 2, NS_AA);
	assert_int_equal(registry_delegate(w->r, &in), RESULT_NOT_CHECKED);
	check_ds_as(w, w->admin, ds + 1, 1, NS_AA);
	assert_int_equal(registry_delegate(w->r, &in), RESULT_NOT_CHECKED);
	in.ds = "2 13 2 " DIGEST "\n1 13 2 " DIGEST;
	OK(registry_delegate(w->r, &in));
}

/* --- The watch ------------------------------------------------------------ */

static int64_t
due_delegation(struct world *w)
{
	int64_t ids[4];

	return registry_watch_due(w->r, w->clock.fixed, ids, 4) == 1 ? ids[0] :
	    0;
}

static void
note_states(struct world *w, int64_t id, enum ns_state first,
    enum ns_state second)
{
	struct server_seen seen[2] = {
		{ .state = first, .finding = FINDING_NO_ANSWER },
		{ .state = second, .finding = FINDING_NO_ANSWER },
	};
	struct server_states states = { .delegation = id, .servers = seen,
	    .count = 2 };
	struct watched watched;

	assert_true(registry_watched(w->r, id, &watched));
	for (size_t i = 0; i < 2; i++) {
		seen[i].id = watched.servers[i].id;
		seen[i].zone = prefix("45.5.114.0/24");
	}
	OK(registry_server_states(w->r, &states));
}

static size_t
bad_servers(struct world *w, struct bad_server out[4])
{
	struct prefix block = prefix("45.5.112.0/20");
	struct block row;

	assert_true(q_block_by_prefix(w->store, &block, &row));
	return registry_bad_servers(w->r, row.id, out, 4);
}

TEST(a_good_one_is_asked_in_seven_days_a_bad_one_in_two)
{
	struct world *w = *state;
	int64_t id = due_delegation(w);

	assert_true(id != 0);
	note_states(w, id, NS_AA, NS_AA);
	assert_int_equal(due_delegation(w), 0);
	w->clock.fixed += 7 * DAY;
	assert_int_equal(due_delegation(w), id);
	note_states(w, id, NS_AA, NS_TIMEOUT);
	assert_int_equal(due_delegation(w), 0);
	w->clock.fixed += 2 * DAY;
	assert_int_equal(due_delegation(w), id);
}

TEST(what_is_wrong_is_known_since_when_until_it_is_good)
{
	struct world *w = *state;
	int64_t id = due_delegation(w), begun = w->clock.fixed;
	struct bad_server bad[4];

	note_states(w, id, NS_AA, NS_TIMEOUT);
	w->clock.fixed += 2 * DAY;
	note_states(w, id, NS_AA, NS_TIMEOUT);
	assert_int_equal(bad_servers(w, bad), 1);
	assert_string_equal(bad[0].host, "ns2.example.net");
	assert_int_equal(bad[0].since, begun);
	assert_int_equal(bad[0].withdrawn_at, begun + 67 * DAY);
	note_states(w, id, NS_AA, NS_UNCHECKED);	/* nothing was learnt */
	assert_int_equal(bad_servers(w, bad), 1);
	assert_int_equal(bad[0].state, NS_TIMEOUT);
	note_states(w, id, NS_AA, NS_AA);
	assert_int_equal(bad_servers(w, bad), 0);
}

TEST(a_delegation_that_is_gone_is_no_longer_watched)
{
	struct world *w = *state;
	struct delegation_drop drop = { prefix("45.5.114.0/24") };
	int64_t id = due_delegation(w);
	struct server_states states = { .delegation = id };
	struct bad_server bad[4];

	note_states(w, id, NS_TIMEOUT, NS_TIMEOUT);
	OK(registry_delegation_drop(w->r, &drop));
	w->clock.fixed += 30 * DAY;
	assert_int_equal(due_delegation(w), 0);
	assert_int_equal(bad_servers(w, bad), 0);
	OK(registry_server_states(w->r, &states));
}

static int64_t
delegate(struct world *w, const char *block, const char *const *names)
{
	struct delegate in = { .prefix = prefix(block), .hosts = names,
	    .count = 2 };
	struct delegation row;

	OK(registry_delegate(w->r, &in));
	assert_true(q_delegation_by_prefix(w->store, &in.prefix, &row));
	return row.id;
}

TEST(the_days_of_a_bad_server_go_on_in_what_is_split)
{
	struct world *w = *state;
	int64_t begun = w->clock.fixed, id = delegate(w, "45.5.116.0/22",
	    hosts);
	struct bad_server bad[4];

	note_states(w, id, NS_AA, NS_TIMEOUT);
	w->clock.fixed += DAY;
	delegate(w, "45.5.116.0/24", hosts);
	assert_int_equal(bad_servers(w, bad), 2);	/* 117/24 and 118/23 */
	for (size_t i = 0; i < 2; i++) {
		assert_string_equal(bad[i].host, "ns2.example.net");
		assert_int_equal(bad[i].since, begun);
	}
}

static enum result
subassign(struct world *w, const char *text)
{
	struct subassign in = { .prefix = prefix(text), .ownerid = w->isp,
	    .use = USE_INFRASTRUCTURE };

	return registry_subassign(w->r, &in);
}

TEST(what_is_lame_in_one_zone_answers_for_the_others)
{
	struct world *w = *state;
	int64_t id = delegate(w, "45.5.116.0/22", hosts);
	struct server_states states = { .delegation = id };
	struct server_seen seen[2] = { { 0 } };
	struct watched watched;

	assert_int_equal(RESULT_REVERSE_FIRST, subassign(w, "45.5.116.0/25"));
	assert_true(registry_watched(w->r, id, &watched));
	for (size_t i = 0; i < 2; i++)
		seen[i] = (struct server_seen){ .id = watched.servers[i].id,
		    .state = NS_TIMEOUT, .finding = FINDING_NO_ANSWER,
		    .zone = prefix("45.5.117.0/24"),
		    .bad = { i == 0 ? 2 : 2 | 8 } };
	states.servers = seen;
	states.count = 2;
	OK(registry_server_states(w->r, &states));
	OK(subassign(w, "45.5.116.0/25"));
	assert_int_equal(RESULT_REVERSE_FIRST, subassign(w, "45.5.117.128/25"));
	OK(subassign(w, "45.5.119.0/26"));
	/* Each part keeps what is known of its zones. */
	delegate(w, "45.5.116.0/24", hosts);
	assert_int_equal(RESULT_REVERSE_FIRST, subassign(w, "45.5.116.128/25"));
	assert_int_equal(RESULT_REVERSE_FIRST, subassign(w, "45.5.117.0/25"));
	OK(subassign(w, "45.5.118.0/25"));
	OK(subassign(w, "45.5.119.128/25"));
}

static enum result
note_good(struct world *w, int64_t id)
{
	struct server_seen seen[2] = { { .state = NS_AA }, { .state = NS_AA } };
	struct server_states states = { id, seen, 2 };
	struct watched watched;

	assert_true(registry_watched(w->r, id, &watched));
	for (size_t i = 0; i < 2; i++)
		seen[i].id = watched.servers[i].id;
	return registry_server_states(w->r, &states);
}

/* The first of each comes before the second of anybody. */
TEST(of_checks_nobody_waits_for_all_of_another)
{
	struct world *w = *state;
	struct zone_check_ask mine = wanted("45.5.112.0/22"), others = mine;
	const char *ids[8];

	act_as(w, w->admin);
	for (int i = 0; i < 3; i++)
		OK(registry_zone_check_ask(w->r, &mine));
	act_as(w, NULL);
	OK(registry_zone_check_ask(w->r, &others));
	assert_int_equal(registry_zone_checks_open(w->r, ids, 8), 4);
	assert_true(strcmp(ids[0], others.id) == 0 ||
	    strcmp(ids[1], others.id) == 0);
}

/* All are made and asked at once; in the days that follow as many are due on
   each. */
TEST(what_is_asked_at_once_is_spread_over_days)
{
	enum { MANY = 128, DAYS = 6 };
	struct world *w = *state;
	struct move_in in = { .resource.prefix = prefix("45.6.0.0/17"),
	    .status = STATUS_ALLOCATED, .ownerid = w->isp };
	int64_t due[MANY * 2], id;
	size_t before, now, start;
	char block[32];

	OK(registry_move_in(w->r, &in));
	for (int i = 0; i < MANY; i++) {
		snprintf(block, sizeof(block), "45.6.%d.0/24", i);
		id = delegate(w, block, hosts);
		OK(note_good(w, id));
	}
	start = before = registry_watch_due(w->r, w->clock.fixed, due,
	    MANY * 2);
	assert_true(start <= 1);	/* that of the world */
	for (int day = 1; day <= DAYS; day++) {
		now = registry_watch_due(w->r, w->clock.fixed + day *
		    LIMIT_WATCH_GOOD_S / DAYS, due, MANY * 2);
		assert_in_range(now - before, MANY / DAYS / 2, MANY / DAYS * 2);
		before = now;
	}
	assert_int_equal(before, MANY + start);
}

TEST(a_zone_that_was_not_asked_stays_what_it_was)
{
	struct world *w = *state;
	int64_t id = delegate(w, "45.5.116.0/22", hosts);
	struct server_seen seen[2] = { { 0 } };
	struct server_states states = { id, seen, 2 };
	struct watched watched;

	assert_true(registry_watched(w->r, id, &watched));
	for (size_t i = 0; i < 2; i++)
		seen[i] = (struct server_seen){ .id = watched.servers[i].id,
		    .state = NS_TIMEOUT, .finding = FINDING_NO_ANSWER,
		    .zone = prefix("45.5.117.0/24"), .bad = { 2 } };
	OK(registry_server_states(w->r, &states));
	for (size_t i = 0; i < 2; i++) {	/* now they are in another */
		seen[i].bad[0] = 1;
		seen[i].zone = prefix("45.5.116.0/24");
		seen[i].unasked[0] = 2;
	}
	OK(registry_server_states(w->r, &states));
	assert_int_equal(RESULT_REVERSE_FIRST, subassign(w, "45.5.116.0/25"));
	assert_int_equal(RESULT_REVERSE_FIRST, subassign(w, "45.5.117.0/25"));
	OK(subassign(w, "45.5.118.0/25"));
	for (size_t i = 0; i < 2; i++) {	/* good, where asked */
		seen[i].bad[0] = 0;
		seen[i].state = NS_AA;
	}
	OK(registry_server_states(w->r, &states));
	assert_true(registry_watched(w->r, id, &watched));
	assert_int_equal(watched.servers[0].state, NS_TIMEOUT);
	seen[0].unasked[0] = seen[1].unasked[0] = 0;
	OK(registry_server_states(w->r, &states));
	OK(subassign(w, "45.5.116.0/25"));
	OK(subassign(w, "45.5.117.0/25"));
}

TEST(a_server_that_is_new_in_a_delegation_is_asked_at_once)
{
	static const char *const others[] = { HOST, "ns3.example.net" };
	struct world *w = *state;
	int64_t id = due_delegation(w);

	note_states(w, id, NS_AA, NS_AA);
	delegate(w, "45.5.114.0/24", hosts);
	assert_int_equal(due_delegation(w), 0);
	delegate(w, "45.5.114.0/24", others);
	assert_int_equal(due_delegation(w), id);
}

TEST(what_a_check_proves_is_good_and_published_at_once)
{
	struct world *w = *state;
	int64_t id = delegate(w, "45.5.115.0/24", hosts);
	struct server_state lame = { .prefix = prefix("45.5.115.0/24"),
	    .host = hosts[1], .state = NS_QREFUSED, .withdrawn = true };
	struct bad_server bad[4];
	struct watched watched;

	note_states(w, id, NS_AA, NS_QREFUSED);
	OK(registry_server_state(w->r, &lame));
	assert_int_equal(bad_servers(w, bad), 1);
	check_as(w, w->admin, NS_AA);
	delegate(w, "45.5.115.0/24", hosts);
	assert_true(registry_watched(w->r, id, &watched));
	for (size_t i = 0; i < 2; i++)
		assert_true(watched.servers[i].state == NS_AA &&
		    !watched.servers[i].withdrawn);
	assert_int_equal(bad_servers(w, bad), 0);
}

TEST(a_bad_server_that_was_not_proven_is_asked_at_once)
{
	struct world *w = *state;
	int64_t id = due_delegation(w);

	note_states(w, id, NS_AA, NS_TIMEOUT);
	assert_int_equal(due_delegation(w), 0);
	delegate(w, "45.5.114.0/24", hosts);
	assert_int_equal(due_delegation(w), id);
}

int
main(void)
{
#define CHECK(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		CHECK(who_manages_a_block_asks_and_reads_what_was_found),
		CHECK(others_neither_ask_nor_read),
		CHECK(what_cannot_be_asked_is_refused),
		CHECK(so_many_checks_are_open_and_old_ones_are_forgotten),
		CHECK(ds_records_come_to_who_asks),
		CHECK(the_newest_check_says_whether_one_may_delegate),
		CHECK(a_good_one_is_asked_in_seven_days_a_bad_one_in_two),
		CHECK(what_is_wrong_is_known_since_when_until_it_is_good),
		CHECK(a_delegation_that_is_gone_is_no_longer_watched),
		CHECK(the_days_of_a_bad_server_go_on_in_what_is_split),
		CHECK(what_is_lame_in_one_zone_answers_for_the_others),
		CHECK(of_checks_nobody_waits_for_all_of_another),
		CHECK(what_is_asked_at_once_is_spread_over_days),
		CHECK(a_zone_that_was_not_asked_stays_what_it_was),
		CHECK(a_server_that_is_new_in_a_delegation_is_asked_at_once),
		CHECK(of_ds_records_just_those_that_were_asked_for_are_proven),
		CHECK(what_a_check_proves_is_good_and_published_at_once),
		CHECK(a_bad_server_that_was_not_proven_is_asked_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
