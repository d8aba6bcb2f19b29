/* SPDX-License-Identifier: ISC */
/* The loop: what the register wants asked, what the probe says. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sysexits.h>
#include <unistd.h>

#include "watch/private.h"

#define LOOK_MS 150			/* between looks for what is wanted */
#define BUSY_MS 30			/* the same, while answers come */
#define SLOTS_SHARED 80		/* of those, among checks: some are free
					   for one that comes */
#define SLOTS_OF_CHECK 16		/* and no check has more */
#define CLOCK_MS 600000			/* between looks at the clock */
#define REST_MS 2000			/* between looks for what is due */
#define SLOTS 400			/* zones with the probe at once */
#define SLOTS_OF_WATCH 300		/* the others are for who waits */
#define TRIES 3			/* of a probe that ended meanwhile */
#define FOUND_AT_ONCE 256		/* in a transaction */
#define FDS 64

/* A zone that the probe was asked. */
struct slot {
	uint64_t id;			/* 0: free */
	struct job *job;
	size_t zone;
	int tries;
	bool again;			/* the probe that was asked has ended */
};

/* What is to be written of a check. */
struct found {
	struct job *job;
	size_t zone;
	struct probe_server server;
};

struct watch {
	const struct watch_config *config;
	struct store *store;
	struct arena *arena;
	struct clock clock;
	struct registry *registry;
	struct job jobs[JOBS_MAX];	/* first those of checks */
	struct slot slots[SLOTS];
	size_t of_watch;		/* slots that are the watch's */
	uint64_t count;
	struct found found[FOUND_AT_ONCE];
	size_t found_count;
	int64_t rest_until, look_at, clock_at;
	int signals;
	bool over;
};

/* Each look begins with an empty arena, as a request does. */
static bool
begin(struct watch *w)
{
	const struct registry_actor actor = { .local = "watch",
	    .source = "watch" };

	arena_clear(w->arena);
	w->registry = registry_new(w->store, w->arena, &w->clock);
	if (w->config->mails)
		registry_mails_on(w->registry);
	return registry_act_as(w->registry, &actor) == RESULT_OK;
}

static void
complain(struct watch *w, const char *what)
{
	log_warning("%s: %s", what, registry_detail(w->registry));
}

/* --- Writing what was found ----------------------------------------------- */

static enum result
write_found(struct watch *w)
{
	enum result result = registry_bulk_begin(w->registry);

	if (result != RESULT_OK)
		return result;
	for (size_t i = 0; i < w->found_count; i++) {
		const struct found *f = &w->found[i];
		const struct check_server_found one = { .zone = f->zone,
		    .host = f->server.host, .state = f->server.state,
		    .lines = f->server.lines,
		    .line_count = f->server.line_count };
		struct zone_check_note note = { .id = f->job->check,
		    .servers = &one, .count = 1 };

		result = registry_zone_check_note(w->registry, &note);
		if (result != RESULT_OK) {
			registry_bulk_abandon(w->registry);
			return result;
		}
	}
	return registry_bulk_end(w->registry);
}

static void
flush(struct watch *w)
{
	if (w->found_count > 0 && (!begin(w) || write_found(w) != RESULT_OK))
		complain(w, "what a check found is not noted");
	w->found_count = 0;
}

static void
end_check(struct watch *w, struct job *job)
{
	struct zone_check_note note = { .id = job->check, .done = true };

	flush(w);
	if (!begin(w) || registry_zone_check_note(w->registry, &note) !=
	    RESULT_OK)
		complain(w, "the end of a check is not noted");
}

static void
end_watch(struct watch *w, struct job *job)
{
	struct server_states states = { .delegation = job->delegation,
	    .servers = job->seen, .count = job->request.host_count };

	if (!begin(w) || registry_server_states(w->registry, &states) !=
	    RESULT_OK)
		complain(w, "the states of servers are not noted");
}

static void
zone_done(struct watch *w, struct slot *slot)
{
	struct job *job = slot->job;

	if (job->check[0] == '\0')
		w->of_watch--;
	*slot = (struct slot){ .id = 0 };
	if (++job->done < job->zone_count)
		return;
	if (job->check[0] != '\0')
		end_check(w, job);
	else
		end_watch(w, job);
	job_end(job);
}

/* --- What the probe says -------------------------------------------------- */

static struct slot *
slot_of(struct watch *w, uint64_t id)
{
	struct slot *slot = &w->slots[id % SLOTS];

	return id != 0 && slot->id == id ? slot : NULL;
}

static void
take_server(struct watch *w, const struct probe_server *server)
{
	const struct slot *slot = slot_of(w, server->id);

	if (slot == NULL || server->host >= slot->job->request.host_count)
		return;
	if (slot->job->check[0] == '\0') {
		job_note(slot->job, slot->zone, server);
		return;
	}
	if (w->found_count == FOUND_AT_ONCE)
		flush(w);
	w->found[w->found_count++] = (struct found){ slot->job, slot->zone,
	    *server };
}

/* A probe that begins knows nothing of what the one before was asked. */
static void
ask_all_again(struct watch *w)
{
	for (size_t i = 0; i < SLOTS; i++)
		w->slots[i].again = w->slots[i].id != 0;
}

static void
hear(struct watch *w)
{
	struct probe_message m;
	struct slot *slot;
	bool lost = false;

	while (probe_receive(w->config->socket, &m, &lost)) {
		if (m.kind == PROBE_SERVER)
			take_server(w, &m.server);
		else if (m.kind == PROBE_BEGUN)
			ask_all_again(w);
		else if ((slot = slot_of(w, m.id)) != NULL)
			zone_done(w, slot);
	}
	flush(w);
	w->over |= lost;
}

/* --- Asking --------------------------------------------------------------- */

static bool
ask(struct watch *w, struct slot *slot)
{
	struct probe_request request;
	bool lost, sent;

	job_request(slot->job, slot->zone, &request);
	request.id = ++w->count * SLOTS + (uint64_t)(slot - w->slots);
	sent = probe_send(w->config->socket, &request, &lost);
	w->over |= lost;
	if (!sent)
		return false;
	slot->id = request.id;
	slot->again = false;
	slot->tries++;
	return true;
}

/* Not what ends one probe after the other. */
static void
ask_lost(struct watch *w)
{
	for (size_t i = 0; i < SLOTS; i++) {
		struct slot *slot = &w->slots[i];

		if (slot->id == 0 || !slot->again)
			continue;
		if (slot->tries >= TRIES)
			zone_done(w, slot);
		else if (!ask(w, slot))
			return;
	}
}

static struct slot *
free_slot(struct watch *w)
{
	for (size_t i = 0; i < SLOTS; i++)
		if (w->slots[i].id == 0)
			return &w->slots[i];
	return NULL;
}

/* How many zones of each check are asked at once. */
static size_t
share(const struct watch *w)
{
	size_t checks = 0, each;

	for (size_t i = 0; i < JOBS_OF_CHECKS; i++)
		checks += w->jobs[i].used;
	each = checks == 0 ? SLOTS_OF_CHECK : SLOTS_SHARED / checks;
	return each == 0 ? 1 : each < SLOTS_OF_CHECK ? each : SLOTS_OF_CHECK;
}

/* The next zones of a job; false: no more can be asked now. */
static bool
ask_job(struct watch *w, struct job *job, size_t most)
{
	bool of_watch = job->check[0] == '\0';
	struct slot *slot;

	while (job->begun < job->zone_count && job->begun - job->done < most) {
		slot = of_watch && w->of_watch >= SLOTS_OF_WATCH ? NULL :
		    free_slot(w);
		if (slot == NULL)
			return false;
		*slot = (struct slot){ .job = job, .zone = job->begun };
		if (!ask(w, slot))
			return false;
		w->of_watch += of_watch;
		job->begun++;
	}
	return true;
}

static void
ask_more(struct watch *w)
{
	size_t each = share(w);

	ask_lost(w);
	for (size_t i = 0; i < JOBS_MAX; i++)
		if (w->jobs[i].used && !ask_job(w, &w->jobs[i],
		    i < JOBS_OF_CHECKS ? each : SIZE_MAX) &&
		    i >= JOBS_OF_CHECKS)
			return;
}

/* --- What the register wants ---------------------------------------------- */

static struct job *
free_job(struct watch *w, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (!w->jobs[i].used)
			return &w->jobs[i];
	return NULL;
}

static bool
goes_on(const struct watch *w, const char *check, int64_t delegation)
{
	for (size_t i = 0; i < JOBS_MAX; i++)
		if (w->jobs[i].used && w->jobs[i].delegation == delegation &&
		    text_equal(w->jobs[i].check, check))
			return true;
	return false;
}

static void
look_for_checks(struct watch *w)
{
	const char *ids[JOBS_OF_CHECKS];
	struct zone_check check;
	struct job *job;
	size_t count = registry_zone_checks_open(w->registry, ids,
	    JOBS_OF_CHECKS);

	for (size_t i = 0; i < count; i++) {
		if (goes_on(w, ids[i], 0) || (job = free_job(w, 0,
		    JOBS_OF_CHECKS)) == NULL ||
		    !registry_zone_check(w->registry, ids[i], &check))
			continue;
		job_begin_check(job, ids[i], &check);
	}
}

/* A delegation that cannot be asked is as if its servers said nothing. */
static void
watch_delegation(struct watch *w, int64_t id, struct job *job)
{
	struct watched watched;

	if (registry_watched(w->registry, id, &watched) &&
	    !job_begin_watch(job, &watched)) {
		job->delegation = id;
		end_watch(w, job);
		job_end(job);
	}
}

static void
look_for_due(struct watch *w)
{
	int64_t ids[JOBS_OF_WATCH * 2];
	struct job *job;
	size_t count, begun = 0;

	if (monotonic_ms() < w->rest_until)
		return;
	count = registry_watch_due(w->registry, clock_now(&w->clock), ids,
	    ARRAY_LENGTH(ids));
	for (size_t i = 0; i < count; i++) {
		if (goes_on(w, "", ids[i]))
			continue;
		job = free_job(w, JOBS_OF_CHECKS, JOBS_MAX);
		if (job == NULL)
			return;
		watch_delegation(w, ids[i], job);
		begun++;
	}
	if (begun == 0 && count < ARRAY_LENGTH(ids))
		w->rest_until = monotonic_ms() + REST_MS;
}

static void
look(struct watch *w)
{
	int64_t now = monotonic_ms();

	if (now < w->look_at || !begin(w))
		return;
	w->look_at = now + BUSY_MS;
	store_snapshot(w->store);
	look_for_checks(w);
	if (store_error(w->store) != NULL)
		log_warning("%s", store_error(w->store));
	store_end(w->store);
	look_for_due(w);
}

static void
look_at_clock(struct watch *w)
{
	struct clock_back back = { clock_now(&w->clock) + LIMIT_WATCH_GOOD_S };

	if (monotonic_ms() < w->clock_at || !begin(w))
		return;
	w->clock_at = monotonic_ms() + CLOCK_MS;
	if (registry_clock_back(w->registry, &back) != RESULT_OK)
		complain(w, "what a clock put off stays so");
}

/* --- The role ------------------------------------------------------------- */

static void
turn(struct watch *w)
{
	struct pollfd fds[] = {
		{ .fd = w->signals, .events = POLLIN },
		{ .fd = w->config->socket, .events = POLLIN },
	};

	if (poll(fds, ARRAY_LENGTH(fds), LOOK_MS) < 0 && errno != EINTR)
		w->over = true;
	if (fds[0].revents != 0)
		w->over = true;
	if (w->over)
		return;
	hear(w);
	look_at_clock(w);
	look(w);
	ask_more(w);
}

static int
open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* The second watch of a register waits until the first ends. */
static bool
become_only(struct watch *w)
{
	const char *path = arena_printf(w->arena, "%s.watch",
	    store_path(w->store));
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	struct pollfd end = { .fd = w->signals, .events = POLLIN };

	if (fd < 0) {
		log_warning("%s: %s", path, strerror(errno));
		return false;
	}
	while (flock(fd, LOCK_EX | LOCK_NB) < 0)
		if (poll(&end, 1, LOOK_MS) > 0)
			return false;
	return true;			/* held until this process ends */
}

static bool
set_up(struct watch *w)
{
	char why[512];

	w->signals = open_signals();
	if (w->signals < 0 || store_open(w->config->store_url, STORE_WRITE,
	    &w->store, why, sizeof(why)) != STORE_OPENED) {
		log_warning("%s", w->signals < 0 ? strerror(errno) : why);
		return false;
	}
	store_use_arena(w->store, w->arena);
	return true;
}

int
watch_run(const struct watch_config *config)
{
	struct watch *w = memory_alloc(sizeof(*w));
	bool works;

	w->config = config;
	w->clock = config->clock;
	w->arena = arena_new();
	block_end();
	sandbox_enter(FDS);
	works = set_up(w);
	if (works) {
		role_is_ready(config->ready_fd);
		w->over = !become_only(w);
		while (!w->over)
			turn(w);
	}
	for (size_t i = 0; i < JOBS_MAX; i++)
		if (w->jobs[i].used)
			job_end(&w->jobs[i]);
	if (w->store != NULL)
		store_close(w->store);
	arena_free(w->arena);
	free(w);
	return works ? 0 : EX_CONFIG;
}
