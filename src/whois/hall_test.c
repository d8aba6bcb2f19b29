/* SPDX-License-Identifier: ISC */
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/test.h"
#include "whois/server.h"

#define SEATS 4
#define SEATS_PER_VISITOR 2

/* A seat with a socket whose other end sees when it is sent away. */
struct guest {
	struct seat seat;
	int ends[2];
	bool seated;
};

static struct hall *
new_hall(void)
{
	return hall_new(SEATS, SEATS_PER_VISITOR, 42);
}

static struct visitor_key
key(const char *text)
{
	struct sockaddr_storage address = { 0 };
	struct sockaddr_in *v4 = (struct sockaddr_in *)&address;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&address;

	if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
		address.ss_family = AF_INET;
	} else {
		assert_int_equal(inet_pton(AF_INET6, text, &v6->sin6_addr),
		    1);
		address.ss_family = AF_INET6;
	}
	return visitor_key_of(&address);
}

static void
enter(struct hall *h, struct guest *g, const char *who)
{
	struct visitor_key k = key(who);

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, g->ends), 0);
	g->seated = hall_enter(h, &g->seat, &k, g->ends[0]);
}

static bool
was_sent_away(const struct guest *g)
{
	char byte;

	return recv(g->ends[1], &byte, 1, MSG_DONTWAIT) == 0;
}

static void
leave(struct hall *h, struct guest *g)
{
	hall_leave(h, &g->seat);
	close(g->ends[0]);
	close(g->ends[1]);
}

TEST(the_oldest_idle_one_of_the_same_visitor_goes_first)
{
	struct hall *h = new_hall();
	struct guest other, a, b, c;

	enter(h, &other, "192.0.2.9");
	enter(h, &a, "192.0.2.1");
	enter(h, &b, "192.0.2.1");
	enter(h, &c, "192.0.2.1");
	assert_true(c.seated);
	assert_true(was_sent_away(&a));
	assert_false(was_sent_away(&b));
	assert_false(was_sent_away(&other));
	assert_int_equal(hall_taken(h), 3);
	assert_false(hall_busy(h, &a.seat));
	leave(h, &a);
	leave(h, &b);
	leave(h, &c);
	leave(h, &other);
	hall_free(h);
}

TEST(a_full_hall_lets_the_longest_idle_go)
{
	struct hall *h = new_hall();
	struct guest g[SEATS + 1];
	static const char *const who[] = { "192.0.2.1", "192.0.2.2",
	    "2001:db8::1", "192.0.2.4", "192.0.2.5" };
	size_t i;

	for (i = 0; i < SEATS; i++)
		enter(h, &g[i], who[i]);
	assert_true(hall_busy(h, &g[0].seat));
	enter(h, &g[SEATS], who[SEATS]);
	assert_true(g[SEATS].seated);
	assert_false(was_sent_away(&g[0]));
	assert_true(was_sent_away(&g[1]));
	for (i = 0; i <= SEATS; i++)
		leave(h, &g[i]);
	assert_int_equal(hall_taken(h), 0);
	hall_free(h);
}

TEST(busy_ones_stay_and_newcomers_are_refused)
{
	struct hall *h = new_hall();
	struct guest a, b, c;

	enter(h, &a, "192.0.2.1");
	enter(h, &b, "192.0.2.1");
	assert_true(hall_busy(h, &a.seat));
	assert_true(hall_busy(h, &b.seat));
	enter(h, &c, "192.0.2.1");
	assert_false(c.seated);
	leave(h, &c);
	hall_idle(h, &b.seat);
	enter(h, &c, "192.0.2.1");
	assert_true(c.seated);
	assert_true(was_sent_away(&b));
	leave(h, &a);
	leave(h, &b);
	leave(h, &c);
	hall_free(h);
}

TEST(a_slash_64_is_one_visitor)
{
	struct visitor_key a = key("2001:db8::1"), b = key("2001:db8::ff:2");
	struct visitor_key c = key("2001:db8:0:1::1"), d = key("192.0.2.1");

	assert_memory_equal(&a, &b, sizeof(a));
	assert_memory_not_equal(&a, &c, sizeof(a));
	assert_memory_not_equal(&a, &d, sizeof(a));
}

TEST(rates_refill_with_time)
{
	struct rates *r = rates_new(3, 42);
	struct visitor_key a = key("192.0.2.1"), b = key("192.0.2.2");
	int64_t now = 1000;
	int i;

	for (i = 0; i < 3; i++)
		assert_true(rates_allow(r, &a, now));
	assert_false(rates_allow(r, &a, now + 1));
	assert_true(rates_allow(r, &b, now + 1));
	assert_false(rates_allow(r, &a, now + 19999));
	assert_true(rates_allow(r, &a, now + 20000));
	assert_false(rates_allow(r, &a, now + 20001));
	for (i = 0; i < 3; i++)
		assert_true(rates_allow(r, &a, now + 200000));
	assert_false(rates_allow(r, &a, now + 200000));
	rates_free(r);
}

TEST(a_million_visitors_fit_into_the_table_of_rates)
{
	struct rates *r = rates_new(1, 42);
	struct visitor_key k = key("10.0.0.0"), steady = key("192.0.2.1");
	uint32_t i;

	assert_true(rates_allow(r, &steady, 1));
	for (i = 0; i < 1000000; i++) {
		memcpy(k.bytes, &i, sizeof(i));
		assert_true(rates_allow(r, &k, 2));
	}
	rates_allow(r, &steady, 3);
	assert_false(rates_allow(r, &steady, 4));
	rates_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    the_oldest_idle_one_of_the_same_visitor_goes_first),
		cmocka_unit_test(a_full_hall_lets_the_longest_idle_go),
		cmocka_unit_test(busy_ones_stay_and_newcomers_are_refused),
		cmocka_unit_test(a_slash_64_is_one_visitor),
		cmocka_unit_test(rates_refill_with_time),
		cmocka_unit_test(
		    a_million_visitors_fit_into_the_table_of_rates),
	};

	return cmocka_run_group_tests_name("whois/hall", tests, NULL, NULL);
}
