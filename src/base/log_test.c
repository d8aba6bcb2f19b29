/* SPDX-License-Identifier: ISC */
#include "base/test.h"

#include <errno.h>
#include <unistd.h>

/* What speak() writes to standard error. */
static size_t
heard(void (*speak)(void), char *out, size_t size)
{
	int ends[2];
	int saved = dup(STDERR_FILENO);
	ssize_t n;

	assert_true(saved >= 0);
	assert_int_equal(pipe(ends), 0);
	assert_true(dup2(ends[1], STDERR_FILENO) >= 0);
	speak();
	assert_true(dup2(saved, STDERR_FILENO) >= 0);
	n = read(ends[0], out, size - 1);
	assert_true(n >= 0);
	out[n] = '\0';
	close(saved);
	close(ends[0]);
	close(ends[1]);
	return (size_t)n;
}

static void
say_hello(void)
{
	log_name("query");
	log_info("hello %d", 5);
}

static void
say_two_lines(void)
{
	log_warning("from %s", "a\nportal: b\x1b[1m");
}

static void
say_too_much(void)
{
	log_info("%05000d", 1);
}

static int errno_after;

static void
say_with_errno(void)
{
	errno = EBADF;
	log_info("before");
	errno_after = errno;
}

TEST(a_line_begins_with_the_role)
{
	char out[200];

	heard(say_hello, out, sizeof(out));
	assert_string_equal(out, "query: hello 5\n");
}

TEST(an_event_is_one_line_whatever_it_quotes)
{
	char out[200];

	heard(say_two_lines, out, sizeof(out));
	assert_string_equal(out,
	    "query: warning: from a?portal: b?[1m\n");
}

TEST(a_long_line_is_cut)
{
	char out[4000];
	size_t n = heard(say_too_much, out, sizeof(out));

	assert_true(n < 1100);
	assert_int_equal(out[n - 1], '\n');
}

TEST(errno_survives_a_line)
{
	char out[200];

	heard(say_with_errno, out, sizeof(out));
	assert_string_equal(out, "query: before\n");
	assert_int_equal(errno_after, EBADF);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_begins_with_the_role),
		cmocka_unit_test(an_event_is_one_line_whatever_it_quotes),
		cmocka_unit_test(a_long_line_is_cut),
		cmocka_unit_test(errno_survives_a_line),
	};

	return cmocka_run_group_tests_name("base/log", tests, NULL, NULL);
}
