/* SPDX-License-Identifier: ISC */
/* One loop over a signalfd and the pipes in which roles say they work. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "net/net.h"

#define ROLES_MAX 8
#define PAUSE_FIRST_MS 100		/* before a dead role is started */
#define PAUSE_MOST_MS 5000
#define STEADY_MS 10000			/* alive so long: the pause is short
					   again */
#define GRACE_MS 10000			/* to end orderly, then SIGKILL */
#define FD_ABOVE 64			/* where nothing is in the way */

struct child {
	const struct role *role;
	pid_t pid;			/* 0: not running */
	int ready;			/* our end of its pipe, or -1 */
	bool worked;			/* once at least */
	int64_t since;
	int64_t start_at;		/* when not running */
	int pause_ms;
};

struct supervisor {
	struct child children[ROLES_MAX];
	size_t count;
	int signals;
	sigset_t old_mask;
	bool announced;
	void (*ready)(void *);
	void *argument;
	bool stopping;
	int64_t kill_at;
	int status;
};

/* --- In the child, between fork and exec ------------------------------- */

/* Two steps, since the numbers wanted may be those of others to be moved. */
static bool
place_fds(const struct role *role, int ready)
{
	int moved[ROLE_FDS_MAX + 1];
	size_t i;

	moved[0] = fcntl(ready, F_DUPFD_CLOEXEC, FD_ABOVE);
	for (i = 0; i < role->fd_count; i++)
		moved[i + 1] = fcntl(role->fds[i], F_DUPFD_CLOEXEC, FD_ABOVE);
	for (i = 0; i <= role->fd_count; i++)
		if (moved[i] < 0 || dup2(moved[i], ROLE_READY_FD + (int)i) < 0)
			return false;
	return true;
}

static _Noreturn void
become(struct supervisor *s, const struct role *role, int ready, pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent)
		_exit(EX_OSERR);
	if (sigprocmask(SIG_SETMASK, &s->old_mask, NULL) < 0 ||
	    !place_fds(role, ready))
		_exit(EX_OSERR);
	execv("/proc/self/exe", role->argv);
	_exit(EX_OSERR);
}

/* --- Starting and ending ----------------------------------------------- */

static void
postpone(struct child *c, int64_t now)
{
	if (now - c->since >= STEADY_MS || c->pause_ms == 0)
		c->pause_ms = PAUSE_FIRST_MS;
	else if ((c->pause_ms *= 2) > PAUSE_MOST_MS)
		c->pause_ms = PAUSE_MOST_MS;
	c->start_at = now + c->pause_ms;
}

static void
start(struct supervisor *s, struct child *c)
{
	pid_t self = getpid();
	int ends[2];

	c->since = monotonic_ms();
	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0) {
		log_warning("no pipe for %s: %s", c->role->name,
		    strerror(errno));
		postpone(c, c->since);
		return;
	}
	c->pid = fork();
	if (c->pid == 0)
		become(s, c->role, ends[1], self);
	close(ends[1]);
	if (c->pid < 0) {
		log_warning("%s does not start: %s", c->role->name,
		    strerror(errno));
		close(ends[0]);
		c->pid = 0;
		postpone(c, c->since);
		return;
	}
	c->ready = ends[0];
}

static void
stop(struct supervisor *s, int status)
{
	size_t i;

	if (s->stopping)
		return;
	s->stopping = true;
	s->status = status;
	s->kill_at = monotonic_ms() + GRACE_MS;
	for (i = 0; i < s->count; i++)
		if (s->children[i].pid != 0)
			kill(s->children[i].pid, SIGTERM);
}

static void
kill_late(struct supervisor *s)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (s->children[i].pid != 0)
			kill(s->children[i].pid, SIGKILL);
	s->kill_at = INT64_MAX;
}

static void
describe_end(int status, char *out, size_t size)
{
	if (WIFSIGNALED(status))
		snprintf(out, size, "died of signal %d (%s)",
		    WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		snprintf(out, size, "ended with status %d",
		    WEXITSTATUS(status));
}

static void
ended(struct supervisor *s, struct child *c, int status)
{
	char how[80];

	c->pid = 0;
	if (c->ready >= 0)
		close(c->ready);
	c->ready = -1;
	if (s->stopping)
		return;
	describe_end(status, how, sizeof(how));
	if (!c->worked) {
		log_warning("%s %s before it worked", c->role->name, how);
		stop(s, WIFEXITED(status) && WEXITSTATUS(status) != 0 ?
		    WEXITSTATUS(status) : EX_OSERR);
		return;
	}
	postpone(c, monotonic_ms());
	log_warning("%s %s; starting it again", c->role->name, how);
}

static void
reap(struct supervisor *s)
{
	int status;
	size_t i;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (i = 0; i < s->count; i++)
			if (s->children[i].pid == pid)
				ended(s, &s->children[i], status);
}

/* --- The loop ---------------------------------------------------------- */

static void
announce(struct supervisor *s)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (!s->children[i].worked)
			return;
	if (!s->announced && s->ready != NULL)
		s->ready(s->argument);
	s->announced = true;
}

/* The end of the pipe without a byte means it died: reap() comes to that. */
static void
hear(struct supervisor *s, struct child *c)
{
	char byte;
	ssize_t n = read(c->ready, &byte, 1);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	close(c->ready);
	c->ready = -1;
	if (n != 1)
		return;
	if (c->worked)
		log_info("%s works again", c->role->name);
	c->worked = true;
	announce(s);
}

static void
take_signals(struct supervisor *s)
{
	struct signalfd_siginfo info;

	while (read(s->signals, &info, sizeof(info)) == sizeof(info))
		if (info.ssi_signo == SIGCHLD)
			reap(s);
		else
			stop(s, 0);
}

static void
start_due(struct supervisor *s, int64_t now)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (!s->stopping && s->children[i].pid == 0 &&
		    s->children[i].start_at <= now)
			start(s, &s->children[i]);
	if (s->stopping && s->kill_at <= now)
		kill_late(s);
}

/* How long poll() may sleep: until the next start, or the end of grace. */
static int
sleep_ms(const struct supervisor *s, int64_t now)
{
	int64_t until = s->stopping ? s->kill_at : INT64_MAX;
	size_t i;

	for (i = 0; i < s->count; i++)
		if (!s->stopping && s->children[i].pid == 0 &&
		    s->children[i].start_at < until)
			until = s->children[i].start_at;
	if (until == INT64_MAX)
		return -1;
	return until <= now ? 0 : (int)(until - now);
}

static bool
any_runs(const struct supervisor *s)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (s->children[i].pid != 0)
			return true;
	return false;
}

static void
turn(struct supervisor *s)
{
	struct pollfd fds[ROLES_MAX + 1];
	size_t i;

	fds[0] = (struct pollfd){ .fd = s->signals, .events = POLLIN };
	for (i = 0; i < s->count; i++)
		fds[i + 1] = (struct pollfd){ .fd = s->children[i].ready,
		    .events = POLLIN };
	if (poll(fds, s->count + 1, sleep_ms(s, monotonic_ms())) < 0)
		return;
	for (i = 0; i < s->count; i++)
		if (fds[i + 1].revents != 0)
			hear(s, &s->children[i]);
	if (fds[0].revents != 0)
		take_signals(s);
	start_due(s, monotonic_ms());
}

static bool
take_over_signals(struct supervisor *s)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGCHLD);
	if (sigprocmask(SIG_BLOCK, &set, &s->old_mask) < 0)
		return false;
	s->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return s->signals >= 0;
}

int
supervise(const struct role *roles, size_t count, void (*ready)(void *),
    void *argument)
{
	struct supervisor s = {
		.count = count, .ready = ready, .argument = argument,
	};
	size_t i;

	assert(count > 0 && count <= ROLES_MAX);
	if (!take_over_signals(&s)) {
		log_warning("no signals: %s", strerror(errno));
		return EX_OSERR;
	}
	for (i = 0; i < count; i++) {
		assert(roles[i].fd_count <= ROLE_FDS_MAX);
		s.children[i].role = &roles[i];
		s.children[i].ready = -1;
	}
	start_due(&s, monotonic_ms());
	while (!s.stopping || any_runs(&s))
		turn(&s);
	close(s.signals);
	sigprocmask(SIG_SETMASK, &s.old_mask, NULL);
	return s.status;
}
