/* SPDX-License-Identifier: ISC */
/* HTTP for many at once, for the slow, and at its end. */
#include "net/site_test.h"

TEST(who_is_silent_or_slow_is_left)
{
	struct http_limits hasty = usual;
	struct pollfd p = { .events = POLLIN };
	int64_t begin;
	struct text heard;
	struct site site;
	char byte;

	hasty.timeout_s = 1;
	open_site(&site, &hasty);
	p.fd = call(&site);
	begin = monotonic_ms();
	hear(p.fd, &heard);
	assert_int_equal(heard.length, 0);
	assert_true(monotonic_ms() - begin < PATIENCE_MS);
	text_release(&heard);
	/* Never silent for a second, and never done. */
	p.fd = call(&site);
	say(p.fd, "GET / HTTP/1.1\r\nX: ");
	begin = monotonic_ms();
	do {
		say(p.fd, "x");
		assert_true(monotonic_ms() - begin < PATIENCE_MS);
	} while (poll(&p, 1, 200) == 0);
	assert_true(monotonic_ms() - begin > 2000);
	assert_true(recv(p.fd, &byte, 1, 0) <= 0);
	close(p.fd);
	assert_int_equal(site.calls, 0);
	close_site(&site);
}

static void
await_visits(struct site *site, size_t wanted)
{
	int64_t begin = monotonic_ms();
	size_t now;

	for (;;) {
		pthread_mutex_lock(&site->server->lock);
		now = site->server->visit_count;
		pthread_mutex_unlock(&site->server->lock);
		if (now == wanted)
			return;
		assert_true(monotonic_ms() - begin < PATIENCE_MS);
		poll(NULL, 0, 10);
	}
}

TEST(an_address_has_so_many_connections)
{
	struct http_limits few = usual;
	struct text heard;
	struct site site;
	int fds[2], fd;

	few.connections_per_address = 2;
	open_site(&site, &few);
	fds[0] = call(&site);
	fds[1] = call(&site);
	say(fds[1], "GET / HTTP/1.1\r\n");
	await_visits(&site, 2);
	fd = call(&site);
	say(fd, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
	hear(fd, &heard);
	assert_int_equal(heard.length, 0);
	text_release(&heard);
	say(fds[1], "Host: a\r\nConnection: close\r\n\r\n");
	assert_non_null(strstr(hear(fds[1], &heard), "200 OK"));
	text_release(&heard);
	await_visits(&site, 1);
	expect_get(&site, "/", 200, "");
	close(fds[0]);
	close_site(&site);
}

/* The address that the handler was told of. */
static void
assert_client(struct http_limits *limits, const char *headers,
    const char *client)
{
	char request[512], wanted[80];
	struct text heard;
	struct site site;
	int fd;

	open_site(&site, limits);
	fd = call(&site);
	snprintf(request, sizeof(request), "GET /who HTTP/1.1\r\nHost: a\r\n"
	    "%sConnection: close\r\n\r\n", headers);
	snprintf(wanted, sizeof(wanted), "address %s\n", client);
	say(fd, request);
	assert_non_null(strstr(hear(fd, &heard), wanted));
	text_release(&heard);
	close_site(&site);
}

TEST(a_proxy_of_ours_says_who_asks)
{
	static const char *const ours[] = { "127.0.0.1", "10.0.0.9" };
	struct http_limits limits = usual;

	assert_client(&limits, "X-Forwarded-For: 192.0.2.7\r\n",
	    "127.0.0.1");
	limits.proxies = ours;
	limits.proxy_count = 2;
	assert_client(&limits, "", "127.0.0.1");
	assert_client(&limits, "X-Forwarded-For: 192.0.2.7\r\n",
	    "192.0.2.7");
	assert_client(&limits, "X-Forwarded-For: 203.0.113.1, 192.0.2.7 \r\n",
	    "192.0.2.7");
	assert_client(&limits, "X-Forwarded-For: 203.0.113.1\r\n"
	    "X-Forwarded-For: 2001:db8::7,10.0.0.9\r\n", "2001:db8::7");
	assert_client(&limits, "X-Forwarded-For: 192.0.2.7, evil\r\n",
	    "127.0.0.1");
	assert_client(&limits, "X-Forwarded-For: ,\r\n", "127.0.0.1");
	assert_client(&limits, "X-Forwarded-For: 10.0.0.9\r\n", "10.0.0.9");
}

TEST(who_comes_to_a_full_house_is_told)
{
	struct http_limits few = usual;
	struct site site;
	int fds[3], i;

	few.connections = 3;
	open_site(&site, &few);
	for (i = 0; i < 3; i++)
		fds[i] = call(&site);
	await_visits(&site, 3);
	expect_get(&site, "/", 503, "\n503 GET /\n");
	for (i = 0; i < 3; i++)
		close(fds[i]);
	await_visits(&site, 0);
	expect_get(&site, "/", 200, "");
	close_site(&site);
}

static void *
visit_site(void *argument)
{
	struct text heard;
	bool fine;
	int fd = call(argument);

	say(fd, "GET /one HTTP/1.1\r\nHost: a\r\n\r\n"
	    "GET /two HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
	hear(fd, &heard);
	fine = count_of(heard.bytes, "HTTP/1.1 200 OK") == 2;
	text_release(&heard);
	return fine ? argument : NULL;
}

TEST(two_hundred_are_served_at_once)
{
	pthread_t threads[PARALLEL];
	struct site site;
	void *fine;
	size_t i;

	open_site(&site, &usual);
	site.nap_ms = 50;
	for (i = 0; i < PARALLEL; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, visit_site,
		    &site), 0);
	for (i = 0; i < PARALLEL; i++) {
		pthread_join(threads[i], &fine);
		assert_non_null(fine);
	}
	assert_int_equal(site.calls, PARALLEL * 2);
	close_site(&site);
}

TEST(a_running_request_is_answered_before_the_end)
{
	struct text heard;
	struct site site;
	int fd, idle;

	open_site(&site, &usual);
	site.nap_ms = 500;
	idle = call(&site);
	fd = call(&site);
	say(fd, "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
	while (__atomic_load_n(&site.calls, __ATOMIC_RELAXED) == 0)
		poll(NULL, 0, 10);
	close_site(&site);
	hear(fd, &heard);
	assert_non_null(strstr(heard.bytes, "\n0 GET /slow\n"));
	assert_non_null(strstr(heard.bytes, "\r\nConnection: close\r\n"));
	text_release(&heard);
	hear(idle, &heard);
	assert_int_equal(heard.length, 0);
	text_release(&heard);
}

/* As between the last answer and the end of the connections. */
TEST(nothing_begins_that_would_not_be_answered)
{
	struct text heard;
	struct site site;
	int fd;

	open_site(&site, &usual);
	fd = call(&site);
	say(fd, "GET /late HTTP/1.1\r\nHost: a\r\n");
	await_visits(&site, 1);
	visits_await_idle(site.server, 0);
	say(fd, "\r\n");
	hear(fd, &heard);
	assert_int_equal(heard.length, 0);
	assert_int_equal(site.calls, 0);
	text_release(&heard);
	close_site(&site);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_is_silent_or_slow_is_left),
		cmocka_unit_test(an_address_has_so_many_connections),
		cmocka_unit_test(a_proxy_of_ours_says_who_asks),
		cmocka_unit_test(who_comes_to_a_full_house_is_told),
		cmocka_unit_test(two_hundred_are_served_at_once),
		cmocka_unit_test(a_running_request_is_answered_before_the_end),
		cmocka_unit_test(nothing_begins_that_would_not_be_answered),
	};

	return cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
