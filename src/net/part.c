/* SPDX-License-Identifier: ISC */
/* Parts of a role: threads that end together. */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "net/net.h"

#define PARTS_MAX 8

/* Readable, for all threads, from the moment at which the role is to end. */
static int end = -1;

bool
end_wait(int ms)
{
	struct pollfd fd = { .fd = end, .events = POLLIN };
	int64_t until = monotonic_ms() + ms;
	int n, left = ms;

	while ((n = poll(&fd, 1, left)) < 0 && errno == EINTR) {
		left = (int)(until - monotonic_ms());
		left = left > 0 ? left : 0;
	}
	return n > 0;
}

bool
end_came(void)
{
	return end_wait(0);
}

static void *
run(void *argument)
{
	const struct part *part = argument;

	part->run(part->argument);
	return NULL;
}

void
parts_run(const struct part *parts, size_t count)
{
	pthread_t threads[PARTS_MAX];
	uint64_t one = 1;

	assert(count <= PARTS_MAX);
	end = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (end < 0)
		die("no eventfd: %s", strerror(errno));
	for (size_t i = 0; i < count; i++)
		if (pthread_create(&threads[i], NULL, run,
		    (void *)(uintptr_t)&parts[i]) != 0)
			die("no thread for %s", parts[i].name);
	await_end();
	if (write(end, &one, sizeof(one)) < 0)
		die("the end is not told: %s", strerror(errno));
	for (size_t i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
}
