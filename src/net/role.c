/* SPDX-License-Identifier: ISC */
/* What a role does for itself. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "net/net.h"

void
role_is_ready(int fd)
{
	ssize_t n;

	if (fd < 0)
		return;
	do {
		n = write(fd, "!", 1);
	} while (n < 0 && errno == EINTR);
	close(fd);
}

static rlim_t
limit_descriptors(size_t wanted)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		die("no limit of descriptors: %s", strerror(errno));
	if (limit.rlim_max > wanted)
		limit.rlim_max = wanted;
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
		die("the limit of descriptors stays: %s", strerror(errno));
	return limit.rlim_cur;
}

size_t
sandbox_enter(size_t descriptors)
{
	const struct rlimit none = { 0, 0 };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		die("privileges stay open: %s", strerror(errno));
	if (setrlimit(RLIMIT_CORE, &none) < 0)
		die("core files stay allowed: %s", strerror(errno));
	return limit_descriptors(descriptors);
}

static sigset_t
end_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	return set;
}

void
block_end(void)
{
	sigset_t set = end_signals();

	pthread_sigmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

void
await_end(void)
{
	sigset_t set = end_signals();
	int number;

	while (sigwait(&set, &number) != 0)
		;
}

int64_t
monotonic_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
