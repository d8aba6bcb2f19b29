/* SPDX-License-Identifier: ISC */
/* Asking: once, as a visitor with a session, and as fast as it goes. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench.h"
#include "http.h"

#define ANSWER_MAX (4u << 20)
#define REQUEST_MAX 4096

static int
connect_from(uint32_t source, uint16_t port)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
	    .sin_port = htons(port) }, from = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	from.sin_addr.s_addr = htonl(source);
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&from, sizeof(from)) < 0 ||
	    connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0)
		die("cannot connect: %s", strerror(errno));
	return fd;
}

static int
connect_to(uint16_t port)
{
	return connect_from(INADDR_LOOPBACK, port);
}

static void
send_all(int fd, const struct text *request)
{
	if (send(fd, request->bytes, request->length, MSG_NOSIGNAL) !=
	    (ssize_t)request->length)
		die("send: %s", strerror(errno));
}

/* How long the answer is that begins here; 0: its head is not whole. */
static size_t
answer_length(const char *answer)
{
	static const char name[] = "\r\nContent-Length: ";
	const char *end = strstr(answer, "\r\n\r\n"), *length;

	if (!end)
		return 0;
	length = strcasestr(answer, name);
	if (!length || length > end)
		die("an answer without length: %.200s", answer);
	return (size_t)(end - answer) + 4 +
	    strtoul(length + strlen(name), NULL, 10);
}

/* Takes what there is, at least a byte. */
static void
receive(int fd, struct text *answer)
{
	char bytes[65536];
	ssize_t got = recv(fd, bytes, sizeof(bytes), 0);

	if (got <= 0)
		die("%s after %zu bytes", got < 0 ? strerror(errno) :
		    "the connection ends", answer->length);
	text_put_bytes(answer, bytes, (size_t)got);
}

static bool
is_whole(const struct text *answer)
{
	size_t length = answer_length(answer->bytes);

	return length != 0 && answer->length >= length;
}

/* --- Once --------------------------------------------------------------- */

void
http_ask_from(uint32_t source, uint16_t port, const struct text *request,
    struct text *answer)
{
	int fd = connect_from(source, port);

	text_clear(answer);
	send_all(fd, request);
	do
		receive(fd, answer);
	while (!is_whole(answer));
	close(fd);
}

const char *
http_ask(uint16_t port, const struct text *request, size_t *length)
{
	struct text answer;

	text_init(&answer, ANSWER_MAX);
	http_ask_from(INADDR_LOOPBACK, port, request, &answer);
	if (length)
		*length = answer.length;
	return answer.bytes;	/* kept */
}

void
put_request(struct text *out, const struct visitor *visitor, const char *path,
    const char *form)
{
	text_printf(out, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s",
	    form ? "POST" : "GET", path, visitor->cookie);
	if (form)
		text_printf(out, "Content-Type: "
		    "application/x-www-form-urlencoded\r\n"
		    "Content-Length: %zu\r\n\r\n%s&csrf=%s", strlen(form) +
		    strlen("&csrf=") + strlen(visitor->csrf), form,
		    visitor->csrf);
	else
		text_put(out, "\r\n");
}

/* What stands between two texts of an answer. */
static void
find_between(const char *answer, const char *before, char end, char *out,
    size_t size)
{
	const char *found = strstr(answer, before), *last;

	if (found)
		found += strlen(before);
	last = found ? strchr(found, end) : NULL;
	if (!last || (size_t)(last - found) >= size)
		die("no %s in %.400s", before, answer);
	memcpy(out, found, (size_t)(last - found));
	out[last - found] = '\0';
}

/* Asks, and takes the cookie of this name and the token of the page. */
static void
visit(struct visitor *visitor, uint16_t port, const char *path,
    const char *form, const char *cookie)
{
	char value[128], before[64];
	const char *answer;
	struct text request;

	text_init(&request, REQUEST_MAX);
	put_request(&request, visitor, path, form);
	answer = http_ask(port, &request, NULL);
	text_release(&request);
	if (cookie) {
		snprintf(before, sizeof(before), "Set-Cookie: %s=", cookie);
		find_between(answer, before, ';', value, sizeof(value));
		snprintf(visitor->cookie, sizeof(visitor->cookie),
		    "Cookie: %s=%s\r\n", cookie, value);
	}
	if (!form)
		find_between(answer, "name=\"csrf\" value=\"", '"',
		    visitor->csrf, sizeof(visitor->csrf));
}

void
visitor_come(struct visitor *visitor, uint16_t port)
{
	*visitor = (struct visitor){ .cookie = "" };
	visit(visitor, port, "/login", NULL, "parcela-guest");
}

void
visitor_log_in(struct visitor *visitor, uint16_t port, const char *user)
{
	char form[256];

	snprintf(form, sizeof(form), LOGIN_FORM, user);
	visitor_come(visitor, port);
	visit(visitor, port, "/login", form, "parcela");
	visit(visitor, port, "/help", NULL, NULL);
}

/* --- Many --------------------------------------------------------------- */

struct asking {
	int number, fd;
	size_t left;			/* of the answer; 0: its head */
	struct text request, answer;
};

/* False: there is nothing more to ask. */
static bool
ask_next(struct load *load, struct asking *a)
{
	text_clear(&a->request);
	text_clear(&a->answer);
	a->left = 0;
	if (!load->next(load->argument, a->number, &a->request))
		return false;
	send_all(a->fd, &a->request);
	return true;
}

static void
check_status(const struct load *load, const struct text *answer)
{
	const size_t at = strlen("HTTP/1.1 ");

	if (answer->length < at + 3 ||
	    memcmp(answer->bytes + at, load->status, 3) != 0)
		die("%s was expected: %.400s", load->status, answer->bytes);
}

/* A body is counted, not looked at.  True: the answer is whole. */
static bool
take_some(const struct load *load, struct asking *a)
{
	char bytes[65536];
	ssize_t got;

	if (a->left == 0) {
		receive(a->fd, &a->answer);
		if ((a->left = answer_length(a->answer.bytes)) == 0)
			return false;
		check_status(load, &a->answer);
		a->left -= a->answer.length;
		return a->left == 0;
	}
	if ((got = recv(a->fd, bytes, sizeof(bytes), 0)) <= 0)
		die("the connection ends before its answer");
	a->left -= (size_t)got;
	return a->left == 0;
}

static void
begin_asking(struct load *load, struct asking *a, int number, int epoll)
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = a };

	*a = (struct asking){ .number = number,
	    .fd = connect_to(load->port) };
	text_init(&a->request, REQUEST_MAX);
	text_init(&a->answer, ANSWER_MAX);
	if (epoll_ctl(epoll, EPOLL_CTL_ADD, a->fd, &event) < 0)
		die("epoll_ctl: %s", strerror(errno));
}

static void
end_asking(struct asking *a)
{
	close(a->fd);
	text_release(&a->request);
	text_release(&a->answer);
}

static void
ask_until_done(struct load *load, struct asking *all, int epoll)
{
	struct epoll_event events[CONNECTIONS_MAX];
	struct asking *a;
	int open = 0, ready;

	for (int i = 0; i < load->connections; i++)
		open += ask_next(load, &all[i]);
	while (open > 0) {
		ready = epoll_wait(epoll, events, CONNECTIONS_MAX, -1);
		for (int i = 0; i < ready; i++) {
			a = events[i].data.ptr;
			if (!take_some(load, a))
				continue;
			load->answers++;
			open -= !ask_next(load, a);
		}
	}
}

/* Connecting is not counted. */
void
load_run(struct load *load)
{
	struct asking all[CONNECTIONS_MAX];
	int epoll = epoll_create1(0);
	double began;

	assert(load->connections <= CONNECTIONS_MAX);
	for (int i = 0; i < load->connections; i++)
		begin_asking(load, &all[i], i, epoll);
	began = wall_s();
	load->answers = 0;
	ask_until_done(load, all, epoll);
	load->wall = wall_s() - began;
	for (int i = 0; i < load->connections; i++)
		end_asking(&all[i]);
	close(epoll);
}
