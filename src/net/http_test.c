/* SPDX-License-Identifier: ISC */
/* HTTP over real sockets, mostly with requests no browser would send. */
#include "net/site_test.h"

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
	expect_get(&site, request, 414, "\n414 GET /\n");
	snprintf(request, sizeof(request),
	    "GET / HTTP/1.1\r\nHost: a\r\nX: %s\r\n\r\n", many('x', 20000));
	expect(&site, request, "HTTP/1.1 431 ", "\n431 GET /\n");
	snprintf(request, sizeof(request),
	    "GET / HTTP/1.1\r\nHost: a\r\nX: %s\r\n\r\n", many('x', LONG));
	expect(&site, request, "HTTP/1.1 431 ", "\n431 GET /\n");
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

TEST(a_file_is_sent_whole_however_long)
{
	struct text heard;
	struct site site;
	int fd;

	open_site(&site, &usual);
	fd = call(&site);
	say(fd, "GET /file HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
	hear(fd, &heard);
	assert_true(heard.length > FILE_BYTES);
	assert_ptr_equal(strstr(heard.bytes, "\r\n\r\n") + 4,
	    heard.bytes + heard.length - FILE_BYTES);
	text_release(&heard);
	close_site(&site);
}

TEST(an_answer_that_is_too_long_is_not_cut)
{
	struct site site;

	open_site(&site, &usual);
	expect_get(&site, "/endless", 500, "\n500 GET /endless\n");
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
		cmocka_unit_test(a_body_that_is_too_long_is_heard_and_refused),
		cmocka_unit_test(where_a_body_ends_is_said_in_one_way),
		cmocka_unit_test(a_file_is_sent_whole_however_long),
		cmocka_unit_test(an_answer_that_is_too_long_is_not_cut),
	};

	return cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
