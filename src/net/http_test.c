/* SPDX-License-Identifier: ISC */
/* HTTP over real sockets, mostly with requests no browser would send. */
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#include "base/test.h"
#include "net/http_private.h"
#include "net/net.h"

#define BODY_MAX 2000
#define LONG 100000
#define PATIENCE_MS 10000
#define PARALLEL 200

static const struct http_limits usual = {
	.connections = 300, .connections_per_address = 300, .timeout_s = 20,
	.body = BODY_MAX,
};

struct site {
	struct http_server *server;
	int listeners[2];
	struct endpoint at[2];
	int calls;
	int nap_ms;			/* of the handler */
};

/* --- The service that is asked ---------------------------------------- */

static void
put_pairs(struct text *t, const char *what, const struct http_pair *pairs,
    size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		text_printf(t, "%s %s=%s\n", what, pairs[i].name,
		    pairs[i].value);
}

static void
handle(void *context, struct http_request *r, struct http_response *out)
{
	struct site *site = context;

	__atomic_add_fetch(&site->calls, 1, __ATOMIC_RELAXED);
	if (site->nap_ms > 0)
		poll(NULL, 0, site->nap_ms);
	assert_int_equal(strlen(r->id), 16);
	out->type = "text/plain; charset=utf-8";
	http_add_header(r, out, "X-Test", "yes");
	text_printf(&out->body, "%d %s %s\n", r->status, r->method, r->path);
	if (r->status == 0 && strcmp(r->path, "/endless") == 0) {
		while (!out->body.overflow)
			text_put(&out->body, "and so on ");
	}
	if (strcmp(r->path, "/who") == 0)
		text_printf(&out->body, "address %s\n", r->address);
	put_pairs(&out->body, "query", r->query, r->query_count);
	put_pairs(&out->body, "form", r->form, r->form_count);
	put_pairs(&out->body, "cookie", r->cookies, r->cookie_count);
}

static void
open_site(struct site *site, const struct http_limits *limits)
{
	static const char *const where[] = { "127.0.0.1:0", "[::1]:0" };
	struct endpoint any;
	char why[160];
	size_t i;

	memset(site, 0, sizeof(*site));
	for (i = 0; i < 2; i++) {
		assert_true(endpoint_parse(where[i], &any));
		site->listeners[i] = listener_open(&any, why, sizeof(why));
		assert_true(site->listeners[i] >= 0);
		site->at[i] = listener_endpoint(site->listeners[i]);
	}
	site->server = http_start(site->listeners, 2, limits, handle, site);
}

static void
close_site(struct site *site)
{
	http_stop(site->server);
	assert_int_equal(close(site->listeners[0]), 0);
	assert_int_equal(close(site->listeners[1]), 0);
}

/* --- Who asks --------------------------------------------------------- */

static int
call_at(const struct endpoint *at)
{
	int fd = socket(at->address.ss_family, SOCK_STREAM, 0);

	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (const struct sockaddr *)&at->address,
	    at->length), 0);
	return fd;
}

static int
call(const struct site *site)
{
	return call_at(&site->at[0]);
}

static void
say_bytes(int fd, const char *bytes, size_t length)
{
	ssize_t n;

	for (; length > 0; bytes += n, length -= (size_t)n) {
		n = send(fd, bytes, length, MSG_NOSIGNAL);
		if (n <= 0)
			return;
	}
}

static void
say(int fd, const char *text)
{
	say_bytes(fd, text, strlen(text));
}

/* What comes until nothing more does; the connection ends in time. */
static char *
hear(int fd, struct text *heard)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char bytes[4096];
	ssize_t n;

	text_init(heard, 1 << 20);
	for (;;) {
		if (poll(&p, 1, PATIENCE_MS) != 1)
			fail_msg("nothing more comes after: %s",
			    heard->bytes);
		n = recv(fd, bytes, sizeof(bytes), 0);
		if (n <= 0)
			break;
		text_put_bytes(heard, bytes, (size_t)n);
	}
	close(fd);
	return heard->bytes;
}

static void
expect_bytes(const struct site *site, const char *request, size_t length,
    const char *begin, const char *part)
{
	struct text heard;
	int fd = call(site);

	say_bytes(fd, request, length);
	shutdown(fd, SHUT_WR);
	hear(fd, &heard);
	if (strncmp(heard.bytes, begin, strlen(begin)) != 0 ||
	    strstr(heard.bytes, part) == NULL)
		fail_msg("%s\n-- wanted: %s … %s\n-- got:\n%s", request,
		    begin, part, heard.bytes);
	text_release(&heard);
}

static void
expect(const struct site *site, const char *request, const char *begin,
    const char *part)
{
	expect_bytes(site, request, strlen(request), begin, part);
}

/* A GET of this target gives this status and this in the page. */
static void
expect_get(const struct site *site, const char *target, int status,
    const char *part)
{
	char request[LONG + 200], begin[40];

	snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: a\r\n"
	    "Connection: close\r\n\r\n", target);
	snprintf(begin, sizeof(begin), "HTTP/1.1 %d ", status);
	expect(site, request, begin, part);
}

static void
expect_post(const struct site *site, const char *headers, const char *body,
    int status, const char *part)
{
	char request[LONG + 200], begin[40];

	snprintf(request, sizeof(request), "POST /f HTTP/1.1\r\nHost: a\r\n"
	    "Connection: close\r\nContent-Length: %zu\r\n%s\r\n%s",
	    strlen(body), headers, body);
	snprintf(begin, sizeof(begin), "HTTP/1.1 %d ", status);
	expect(site, request, begin, part);
}

#define FORM "Content-Type: application/x-www-form-urlencoded\r\n"

static size_t
count_of(const char *text, const char *part)
{
	size_t n = 0;

	for (; (text = strstr(text, part)) != NULL; text++)
		n++;
	return n;
}

/* --- Requests --------------------------------------------------------- */

TEST(a_page_is_got)
{
	struct site site;

	open_site(&site, &usual);
	expect_get(&site, "/", 200, "\n0 GET /\n");
	expect_get(&site, "/a/b%20c/?q=1+2&r=%C3%A9&s", 200,
	    "\n0 GET /a/b c/\nquery q=1 2\nquery r=é\nquery s=\n");
	expect_get(&site, "/blocks/2001:db8::/32", 200,
	    "\n0 GET /blocks/2001:db8::/32\n");
	expect_get(&site, "/", 200, "\r\nX-Test: yes\r\n");
	expect_get(&site, "/", 200, "\r\nContent-Length: 8\r\n");
	expect_get(&site, "/", 200,
	    "\r\nContent-Type: text/plain; charset=utf-8\r\n");
	assert_int_equal(site.calls, 6);
	close_site(&site);
}

TEST(every_listener_serves)
{
	struct text heard;
	struct site site;
	int fd;

	open_site(&site, &usual);
	fd = call_at(&site.at[1]);
	say(fd, "GET /six HTTP/1.1\r\nHost: [::1]:80\r\n"
	    "Connection: close\r\n\r\n");
	assert_non_null(strstr(hear(fd, &heard), "0 GET /six"));
	text_release(&heard);
	close_site(&site);
}

TEST(a_head_has_no_body)
{
	struct text heard;
	struct site site;
	int fd;

	open_site(&site, &usual);
	fd = call(&site);
	say(fd, "HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
	hear(fd, &heard);
	assert_non_null(strstr(heard.bytes, "\r\nContent-Length: 9\r\n"));
	assert_string_equal(heard.bytes + heard.length - 4, "\r\n\r\n");
	text_release(&heard);
	close_site(&site);
}

TEST(requests_come_in_a_row)
{
	struct text heard;
	struct site site;
	int fd, i;

	open_site(&site, &usual);
	fd = call(&site);
	for (i = 0; i < 20; i++)
		say(fd, "GET /row HTTP/1.1\r\nHost: a\r\n\r\n"
		    "POST /row HTTP/1.1\r\nHost: a\r\n" FORM
		    "Content-Length: 3\r\n\r\na=b");
	say(fd, "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
	hear(fd, &heard);
	assert_int_equal(count_of(heard.bytes, "HTTP/1.1 200 OK\r\n"), 41);
	assert_int_equal(count_of(heard.bytes, "\n0 GET /row\n"), 20);
	assert_int_equal(count_of(heard.bytes, "\n0 POST /row\nform a=b\n"),
	    20);
	text_release(&heard);
	close_site(&site);
}

TEST(a_path_must_be_normal)
{
	static const char *const wrong[] = {
		"a", "*", "http://a/", "//", "/a//b", "/.", "/a/..", "/../a",
		"/a/./b", "/%2e%2e/a", "/a%2fb", "/a%2Fb", "/a%5cb", "/a\\b",
		"/%00", "/a%00b", "/%0a", "/%7f", "/%", "/%4", "/%zz", "/%ff",
		"/%c3", "/%c0%af", "/%ed%a0%80", "/#a", "/a b", "/\x01",
		"/\xc3\xa9", "/?a=%00", "/?a=%ff", "/?=b", "/?a&&b", "/?&",
		"/?a=%", "/?a=b&", "/?a\x7f", "/?%0a=1",
	};
	struct site site;
	size_t i;

	open_site(&site, &usual);
	for (i = 0; i < ARRAY_LENGTH(wrong); i++)
		expect_get(&site, wrong[i], 400, "\n400 GET /\n");
	expect_get(&site, "/...", 200, "\n0 GET /...\n");
	expect_get(&site, "/.a/a..", 200, "\n0 GET /.a/a..\n");
	expect_get(&site, "/%252f", 200, "\n0 GET /%2f\n");
	expect_get(&site, "/?", 200, "\n0 GET /\n");
	close_site(&site);
}

TEST(a_nul_ends_nothing)
{
	static const char request[] = "GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n";
	static const char header[] = "GET /a HTTP/1.1\r\nHost: a\r\n"
	    "X\0y: z\r\n\r\n";
	struct site site;

	open_site(&site, &usual);
	expect_bytes(&site, request, sizeof(request) - 1,
	    "HTTP/1.1 400 ", "\n400 GET /\n");
	expect_bytes(&site, header, sizeof(header) - 1,
	    "HTTP/1.1 400 ", "");
	close_site(&site);
}

TEST(a_request_says_to_whom_it_speaks)
{
	struct site site;

	open_site(&site, &usual);
	expect(&site, "GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400 ", "\n400 GET");
	expect(&site, "GET / HTTP/1.1\r\nHost:\r\n\r\n", "HTTP/1.1 400 ",
	    "\n400 GET");
	expect(&site, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
	    "HTTP/1.1 400 ", "\n400 GET");
	expect(&site, "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
	    "HTTP/1.1 400 ", "\n400 GET");
	expect(&site, "GET / HTTP/1.0\r\n\r\n", "HTTP/1.", "\n0 GET");
	expect(&site, "GET / HTTP/1.2\r\nHost: a\r\n\r\n",
	    "HTTP/1.1 505 ", "");
	expect(&site, "GET /\r\n\r\n", "HTTP/1.", "");
	close_site(&site);
}

TEST(cookies_of_others_are_passed_over)
{
	static const char *const stray[] = { "a; ", ";; ", "=; ", "a b=c; ",
	    "\"=\"; ", "(=1; ", "p=\"; ", "x" };
	char request[200];
	struct site site;
	size_t i;

	open_site(&site, &usual);
	for (i = 0; i < ARRAY_LENGTH(stray); i++) {
		snprintf(request, sizeof(request), "GET / HTTP/1.1\r\n"
		    "Host: a\r\nCookie: ours=1; %sz=2\r\n\r\n", stray[i]);
		expect(&site, request, "HTTP/1.1 200 ", "\ncookie ours=1\n");
	}
	expect(&site, "GET / HTTP/1.1\r\nHost: a\r\nCookie: a\r\n\r\n",
	    "HTTP/1.1 200 ", "");
	expect(&site, "GET / HTTP/1.1\r\nHost: a\r\nCookie:\r\n\r\n",
	    "HTTP/1.1 200 ", "");
	close_site(&site);
}

TEST(a_header_is_a_line_of_text)
{
	static const char *const wrong[] = { "X: \x01\r\n", "X: \xff\r\n",
	    "X Y: z\r\n", "X : y\r\n", "(: y\r\n", "X\r\n",
	    "X: a\rb\r\n",
	    "Cookie: a=b\r\nCookie: c=d\r\n", "Cookie: \xff=1\r\n" };
	char request[200];
	struct site site;
	size_t i;

	open_site(&site, &usual);
	for (i = 0; i < ARRAY_LENGTH(wrong); i++) {
		snprintf(request, sizeof(request),
		    "GET / HTTP/1.1\r\nHost: a\r\n%s\r\n", wrong[i]);
		expect(&site, request, "HTTP/1.1 400 ", "");
	}
	expect(&site, "GET / HTTP/1.1\r\nHost: a\r\nX: \xc3\xa9\r\n"
	    "Cookie: a=b; c=\"d, e\"; f=\r\n\r\n", "HTTP/1.1 200 ",
	    "\ncookie a=b\ncookie c=\"d, e\"\ncookie f=\n");
	close_site(&site);
}

/* A string of c, as long as it says, in a static place. */
static const char *
many(char c, size_t length)
{
	static char s[LONG + 1];

	assert_true(length <= LONG);
	memset(s, c, length);
	s[length] = '\0';
	return s;
}

TEST(a_head_has_a_size)
{
	static char request[LONG + 200];
	struct site site;
	size_t n, i;

	open_site(&site, &usual);
	snprintf(request, sizeof(request), "/%s", many('a', 9000));
	expect_get(&site, request, 414, "\n414 GET /\n");
	snprintf(request, sizeof(request), "/%s", many('a', LONG));
	expect_get(&site, request, 414, "");
	snprintf(request, sizeof(request),
	    "GET / HTTP/1.1\r\nHost: a\r\nX: %s\r\n\r\n", many('x', 20000));
	expect(&site, request, "HTTP/1.1 431 ", "\n431 GET /\n");
	snprintf(request, sizeof(request),
	    "GET / HTTP/1.1\r\nHost: a\r\nX: %s\r\n\r\n", many('x', LONG));
	expect(&site, request, "HTTP/1.1 431 ", "");
	n = (size_t)snprintf(request, sizeof(request),
	    "GET / HTTP/1.1\r\nHost: a\r\n");
	for (i = 0; i < 150; i++)
		n += (size_t)snprintf(request + n, sizeof(request) - n,
		    "X: %zu\r\n", i);
	snprintf(request + n, sizeof(request) - n, "\r\n");
	expect(&site, request, "HTTP/1.1 431 ", "\n431 GET /\n");
	close_site(&site);
}

TEST(only_three_methods_are_known)
{
	struct site site;

	open_site(&site, &usual);
	expect(&site, "PUT /a HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 405 ",
	    "\n405 PUT /a\n");
	expect(&site, "get /a HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 405 ",
	    "\r\nAllow: GET, HEAD, POST\r\n");
	expect(&site, "DELETE /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
	    "\r\nabc", "HTTP/1.1 405 ", "\n405 DELETE /a\n");
	expect(&site, "GET /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
	    "\r\nabc", "HTTP/1.1 400 ", "\n400 GET /a\n");
	close_site(&site);
}

/* --- Bodies ----------------------------------------------------------- */

TEST(a_form_is_read)
{
	struct site site;

	open_site(&site, &usual);
	expect_post(&site, FORM, "a=1&b=x+y%26%3d&a=%E2%82%AC&c=", 200,
	    "\n0 POST /f\nform a=1\nform b=x y&=\nform a=€\nform c=\n");
	expect_post(&site, "Content-Type: APPLICATION/x-www-form-urlencoded;"
	    " charset=UTF-8\r\n", "a=%0d%0ab", 200, "\nform a=\r\nb\n");
	expect_post(&site, "", "", 200, "\n0 POST /f\n");
	expect_post(&site, FORM, "", 200, "\n0 POST /f\n");
	expect(&site, "POST /f HTTP/1.1\r\nHost: a\r\n" FORM
	    "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
	    "3\r\na=1\r\n4;x=y\r\n&b=2\r\n0\r\n\r\n", "HTTP/1.1 200 ",
	    "\nform a=1\nform b=2\n");
	close_site(&site);
}

TEST(what_is_no_form_is_refused)
{
	static const char *const wrong[] = { "a=%00", "a=%ff", "a=%c3", "=a",
	    "&", "a=1&", "a=1&&b=2", "a=%4", "a=%", "a b=1", "a=\xc3\xa9",
	    "%00=1", "a=1\r\n", "%ed%a0%80=1" };
	struct site site;
	size_t i;

	open_site(&site, &usual);
	for (i = 0; i < ARRAY_LENGTH(wrong); i++)
		expect_post(&site, FORM, wrong[i], 400, "\n400 POST /f\n");
	expect_post(&site, "", "a=1", 415, "\n415 POST /f\n");
	expect_post(&site, "Content-Type: text/plain\r\n", "a=1", 415, "");
	expect_post(&site, "Content-Type: application/x-www-form-urlencodedx"
	    "\r\n", "a=1", 415, "");
	expect_post(&site, "Content-Type: multipart/form-data; boundary=a"
	    "\r\n", "--a--", 415, "\n415 POST /f\n");
	close_site(&site);
}

TEST(a_body_that_is_too_long_is_heard_and_refused)
{
	static char request[LONG + 400];
	struct site site;

	open_site(&site, &usual);
	expect_post(&site, FORM, many('a', 100), 200, "");
	expect_post(&site, FORM, many('a', BODY_MAX + 1), 413,
	    "\n413 POST /f\n");
	expect_post(&site, FORM, many('a', LONG), 413,
	    "\r\nConnection: close\r\n");
	snprintf(request, sizeof(request), "POST /f HTTP/1.1\r\nHost: a\r\n"
	    FORM "Transfer-Encoding: chunked\r\n\r\n186a0\r\n%s\r\n"
	    "0\r\n\r\n", many('a', LONG));
	expect(&site, request, "HTTP/1.1 413 ", "\n413 POST /f\n");
	expect(&site, "POST /f HTTP/1.1\r\nHost: a\r\n" FORM
	    "Content-Length: 99999999999\r\n\r\na", "HTTP/1.1 413 ",
	    "\n413 POST /f\n");
	expect(&site, "POST /f HTTP/1.1\r\nHost: a\r\n" FORM
	    "Content-Length: 9999\r\nExpect: 100-continue\r\n\r\n",
	    "HTTP/1.1 413 ", "\n413 POST /f\n");
	expect(&site, "POST /f HTTP/1.1\r\nHost: a\r\n" FORM
	    "Content-Length: 3\r\nExpect: 100-continue\r\n"
	    "Connection: close\r\n\r\na=1", "HTTP/1.1 100 ", "\nform a=1\n");
	close_site(&site);
}

TEST(where_a_body_ends_is_said_in_one_way)
{
	static const char *const wrong[] = {
		"Content-Length: 3\r\nContent-Length: 3\r\n\r\na=1",
		("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
		"3\r\na=1\r\n0\r\n\r\n"),
		"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
		"Transfer-Encoding: identity\r\n\r\na=1",
		"Content-Length: -1\r\n\r\n",
		"Content-Length: 3x\r\n\r\na=1",
		"Content-Length: +3\r\n\r\na=1",
		"Content-Length: 03\r\n\r\na=1",
		"Content-Length: 3, 3\r\n\r\na=1",
		"Transfer-Encoding: chunked\r\n\r\nxyz\r\n",
		"Transfer-Encoding: chunked\r\n\r\n3\r\na=12\r\n0\r\n\r\n",
		"Transfer-Encoding: chunked\r\n\r\n-3\r\na=1\r\n0\r\n\r\n",
	};
	char request[300];
	struct site site;
	size_t i;

	open_site(&site, &usual);
	for (i = 0; i < ARRAY_LENGTH(wrong); i++) {
		snprintf(request, sizeof(request), "POST /f HTTP/1.1\r\n"
		    "Host: a\r\n" FORM "%s", wrong[i]);
		expect(&site, request, "HTTP/1.1 400 ", "");
	}
	close_site(&site);
}

TEST(an_answer_that_is_too_long_is_not_cut)
{
	struct site site;

	open_site(&site, &usual);
	expect_get(&site, "/endless", 500, "\n500 GET /endless\n");
	close_site(&site);
}

/* --- Time and crowds -------------------------------------------------- */

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
		cmocka_unit_test(a_page_is_got),
		cmocka_unit_test(every_listener_serves),
		cmocka_unit_test(a_head_has_no_body),
		cmocka_unit_test(requests_come_in_a_row),
		cmocka_unit_test(a_path_must_be_normal),
		cmocka_unit_test(a_nul_ends_nothing),
		cmocka_unit_test(a_request_says_to_whom_it_speaks),
		cmocka_unit_test(cookies_of_others_are_passed_over),
		cmocka_unit_test(a_header_is_a_line_of_text),
		cmocka_unit_test(a_head_has_a_size),
		cmocka_unit_test(only_three_methods_are_known),
		cmocka_unit_test(a_form_is_read),
		cmocka_unit_test(what_is_no_form_is_refused),
		cmocka_unit_test(
		    a_body_that_is_too_long_is_heard_and_refused),
		cmocka_unit_test(where_a_body_ends_is_said_in_one_way),
		cmocka_unit_test(an_answer_that_is_too_long_is_not_cut),
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
