/* SPDX-License-Identifier: ISC */
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/test.h"
#include "net/net.h"

static void
same(const char *text)
{
	char out[ENDPOINT_TEXT_MAX];
	struct endpoint e;

	assert_true(endpoint_parse(text, &e));
	assert_string_equal(endpoint_text(&e, out), text);
}

TEST(endpoints_have_one_spelling)
{
	same("127.0.0.1:43");
	same("0.0.0.0:65535");
	same("[::1]:4343");
	same("[2001:db8::ffff]:0");
}

TEST(what_is_no_endpoint_is_refused)
{
	static const char *const wrong[] = {
		"", ":", ":43", "43", "127.0.0.1", "127.0.0.1:",
		"127.0.0.1:65536", "127.0.0.1:043", "127.0.0.1:-1",
		"localhost:43", "::1:43", "[::1]", "[::1:43", "::1]:43",
		"[]:43", "[127.0.0.1]:43", "127.1:43", "[::1%lo]:43",
		"[1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa]:43",
	};
	struct endpoint e;
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(wrong); i++)
		if (endpoint_parse(wrong[i], &e))
			fail_msg("%s is no endpoint", wrong[i]);
}

TEST(a_taken_address_is_named)
{
	char text[ENDPOINT_TEXT_MAX], why[160] = "";
	struct endpoint any, taken;
	int fd;

	assert_true(endpoint_parse("127.0.0.1:0", &any));
	fd = listener_open(&any, why, sizeof(why));
	assert_true(fd >= 0);
	taken = listener_endpoint(fd);
	assert_int_equal(listener_open(&taken, why, sizeof(why)), -1);
	assert_non_null(strstr(why, endpoint_text(&taken, text)));
	assert_non_null(strstr(why, "in use"));
	close(fd);
}

/* In a process of its own, since there is no way back. */
static int
cage(void)
{
	struct rlimit core, files;
	size_t granted = sandbox_enter(100);

	getrlimit(RLIMIT_CORE, &core);
	getrlimit(RLIMIT_NOFILE, &files);
	return granted == 100 && core.rlim_max == 0 &&
	    files.rlim_max == 100 && prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
}

TEST(a_sandbox_closes_behind_a_process)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(cage() ? 0 : 1);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(endpoints_have_one_spelling),
		cmocka_unit_test(what_is_no_endpoint_is_refused),
		cmocka_unit_test(a_taken_address_is_named),
		cmocka_unit_test(a_sandbox_closes_behind_a_process),
	};

	return cmocka_run_group_tests_name("net", tests, NULL, NULL);
}
