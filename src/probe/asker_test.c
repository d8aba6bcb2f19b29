/* SPDX-License-Identifier: ISC */
/* What goes over the wire, as the one who is asked sees it. */
#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/test.h"
#include "probe/private.h"

#define PATIENCE_MS 10000
#define LATE 20				/* more than a question stands */
#define MANY 120

struct wire {
	int fd;				/* of who is asked */
	struct asker *asker;
	struct asking asking;
	uint8_t bytes[512];		/* of the last question */
	size_t length;
	struct sockaddr_in from;
	size_t heard, not_asked;
	enum outcome outcome;
};

static void
heard(void *argument, enum outcome outcome, const struct answer *answer)
{
	struct wire *w = argument;

	(void)answer;
	w->heard++;
	w->outcome = outcome;
	w->not_asked += outcome == OUTCOME_NOT_ASKED;
}

static int
setup(void **state)
{
	static struct wire w;
	struct sockaddr_in at = { .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(at);

	w = (struct wire){ .asker = asker_new(16, 16),
	    .fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0) };
	assert_int_equal(bind(w.fd, (struct sockaddr *)&at, size), 0);
	assert_int_equal(getsockname(w.fd, (struct sockaddr *)&at, &size), 0);
	w.asking = (struct asking){ .heard = heard, .argument = &w,
	    .dns.type = DNS_SOA };
	assert_true(dns_name_parse("example.net", &w.asking.dns.name));
	assert_int_equal(address_parse("127.0.0.1", 9, &w.asking.address),
	    INET_OK);
	w.asking.to = probe_endpoint(&w.asking.address, ntohs(at.sin_port));
	*state = &w;
	return 0;
}

static int
teardown(void **state)
{
	struct wire *w = *state;

	asker_free(w->asker);
	close(w->fd);
	return 0;
}

/* The port that the question comes from. */
static uint16_t
be_asked(struct wire *w)
{
	struct pollfd fd = { .fd = w->fd, .events = POLLIN };
	socklen_t size = sizeof(w->from);
	ssize_t n;

	asker_ask(w->asker, &w->asking);
	asker_turn(w->asker);
	assert_int_equal(poll(&fd, 1, PATIENCE_MS), 1);
	n = recvfrom(w->fd, w->bytes, sizeof(w->bytes), 0,
	    (struct sockaddr *)&w->from, &size);
	assert_true(n > 12);
	w->length = (size_t)n;
	return ntohs(w->from.sin_port);
}

/* An empty answer to the last question. */
static void
answer(struct wire *w)
{
	w->bytes[2] |= 0x80;
	assert_int_equal(sendto(w->fd, w->bytes, w->length, 0,
	    (struct sockaddr *)&w->from, sizeof(w->from)), w->length);
}

static void
hear(struct wire *w)
{
	struct pollfd fd = { .fd = asker_fd(w->asker), .events = POLLIN };
	size_t before = w->heard;

	while (w->heard == before) {
		assert_int_equal(poll(&fd, 1, PATIENCE_MS), 1);
		asker_turn(w->asker);
	}
	assert_int_equal(w->outcome, OUTCOME_ANSWER);
}

TEST(each_question_comes_from_a_port_of_its_own)
{
	struct wire *w = *state;
	size_t alike = 0;
	uint16_t port, before = 0;

	for (int i = 0; i < 8; i++) {
		port = be_asked(w);
		answer(w);
		hear(w);
		alike += port == before;
		before = port;
	}
	assert_true(alike <= 1);
}

TEST(what_comes_behind_an_answer_is_not_for_the_next_one)
{
	struct wire *w = *state;

	be_asked(w);
	for (int i = 0; i < LATE; i++)
		answer(w);
	hear(w);
	be_asked(w);
	answer(w);
	hear(w);
	assert_int_equal(w->heard, 2);
}

/* Of many that wait with who does not answer, one in eight of the rest is
   asked. */
TEST(who_is_silent_is_asked_less)
{
	struct wire *w = *state;
	struct pollfd fd = { .fd = asker_fd(w->asker), .events = POLLIN };
	size_t datagrams = 0, asked;

	for (int i = 0; i < MANY; i++)
		asker_ask(w->asker, &w->asking);
	for (asker_turn(w->asker); w->heard < MANY; asker_turn(w->asker))
		poll(&fd, 1, asker_wait_ms(w->asker));
	while (recv(w->fd, w->bytes, sizeof(w->bytes), MSG_DONTWAIT) > 0)
		datagrams++;
	asked = MANY - w->not_asked;
	assert_in_range(asked, 16 + (MANY - 16) / 8 - 1, 16 + 8 +
	    (MANY - 16) / 8);
	assert_int_equal(datagrams, asked * 2);
	be_asked(w);			/* later it is */
	answer(w);
	hear(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    each_question_comes_from_a_port_of_its_own, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(
		    what_comes_behind_an_answer_is_not_for_the_next_one,
		    setup, teardown),
		cmocka_unit_test_setup_teardown(
		    who_is_silent_is_asked_less, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
