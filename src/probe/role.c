/* SPDX-License-Identifier: ISC */
/*
 * The probe as a process of its own: it has a socket, over which it is told
 * what to ask, and opens no file.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sysexits.h>
#include <unistd.h>

#include "probe/private.h"

#define SPARE_FDS 32

/* A packet that the other end has no room for yet. */
struct packet_waiting {
	struct packet_waiting *next;
	size_t length;
	uint8_t bytes[];
};

struct probe_role {
	struct probe_engine *engine;
	int socket;
	int signals;
	struct packet_waiting *first, *last;
	bool over;
};

/* --- Telling -------------------------------------------------------------- */

static bool
send_packet(struct probe_role *r, const uint8_t *bytes, size_t n)
{
	if (send(r->socket, bytes, n, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0)
		return true;
	if (errno != EAGAIN && errno != EINTR && errno != ENOBUFS)
		r->over = true;
	return r->over;
}

/* What is under way is bounded, and so is what can wait here. */
static void
tell(struct probe_role *r, const struct probe_message *m)
{
	uint8_t bytes[PROBE_MESSAGE_MAX];
	size_t n = probe_message_write(m, bytes);
	struct packet_waiting *waiting;

	if (r->first == NULL && send_packet(r, bytes, n))
		return;
	waiting = memory_alloc(sizeof(*waiting) + n);
	waiting->length = n;
	memcpy(waiting->bytes, bytes, n);
	if (r->first == NULL)
		r->first = waiting;
	else
		r->last->next = waiting;
	r->last = waiting;
}

static void
tell_waiting(struct probe_role *r)
{
	struct packet_waiting *one;

	while ((one = r->first) != NULL &&
	    send_packet(r, one->bytes, one->length)) {
		r->first = one->next;
		free(one);
	}
}

static void
tell_server(void *argument, const struct probe_server *server)
{
	tell(argument, &(struct probe_message){ .kind = PROBE_SERVER,
	    .server = *server });
}

static void
tell_done(void *argument, uint64_t id)
{
	tell(argument, &(struct probe_message){ .kind = PROBE_DONE,
	    .id = id });
}

/* --- Being told ----------------------------------------------------------- */

static bool
may_take(const struct probe_role *r)
{
	return r->first == NULL &&
	    probe_engine_checks(r->engine) < PROBE_CHECKS_MAX;
}

static void
take_requests(struct probe_role *r)
{
	uint8_t bytes[PROBE_MESSAGE_MAX + 1];
	struct probe_message m;
	ssize_t n;

	while (may_take(r)) {
		n = recv(r->socket, bytes, sizeof(bytes), MSG_DONTWAIT);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		if (n <= 0) {
			r->over = true;
			return;
		}
		if (!probe_message_read(bytes, (size_t)n, &m) ||
		    m.kind != PROBE_ASK)
			log_warning("a message of %zd bytes that asks nothing",
			    n);
		else if (!probe_engine_ask(r->engine, &m.request))
			log_warning("no room for a check");
	}
}

/* --- The cage ------------------------------------------------------------- */

#define LANDLOCK_ALL ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1)

/* From here on no file is opened and no program started, where the kernel
   knows how to forbid it. */
static void
forbid_files(void)
{
	const struct landlock_ruleset_attr all = {
	    .handled_access_fs = LANDLOCK_ALL };
	int fd = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof(all),
	    0);

	if (fd < 0 || syscall(SYS_landlock_restrict_self, fd, 0) < 0)
		log_info("this kernel cannot forbid files: %s",
		    strerror(errno));
	if (fd >= 0)
		close(fd);
}

static void
enter_cage(const struct probe_config *config)
{
	size_t questions = config->questions == 0 ? 400 : config->questions;

	sandbox_enter(questions + SPARE_FDS);
	forbid_files();
	prctl(PR_SET_DUMPABLE, 0);
}

/* --- The loop ------------------------------------------------------------- */

static void
turn(struct probe_role *r)
{
	short wants = (short)((may_take(r) ? POLLIN : 0) |
	    (r->first != NULL ? POLLOUT : 0));
	struct pollfd fds[] = {
		{ .fd = r->signals, .events = POLLIN },
		{ .fd = r->socket, .events = wants },
		{ .fd = probe_engine_fd(r->engine), .events = POLLIN },
	};

	if (poll(fds, ARRAY_LENGTH(fds), probe_engine_wait_ms(r->engine)) < 0 &&
	    errno != EINTR)
		r->over = true;
	if (fds[0].revents != 0 || (fds[1].revents & (POLLERR | POLLHUP)) != 0)
		r->over = true;
	tell_waiting(r);
	take_requests(r);
	probe_engine_turn(r->engine);
}

static int
end_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int
probe_run(const struct probe_config *config, int socket, int ready_fd)
{
	struct probe_role r = { .socket = socket };
	const struct probe_events events = { tell_server, tell_done, &r };

	block_end();
	r.signals = end_signals();
	if (r.signals < 0)
		return EX_OSERR;
	enter_cage(config);
	r.engine = probe_engine_new(config, &events);
	tell(&r, &(struct probe_message){ .kind = PROBE_BEGUN });
	role_is_ready(ready_fd);
	while (!r.over)
		turn(&r);
	_exit(0);			/* what runs at an exit may want files:
					   a sanitizer looks into /proc */
}
