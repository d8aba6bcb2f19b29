/* SPDX-License-Identifier: ISC */
/* Zone files that a name server reads. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "rdns/private.h"

#define ARGUMENTS_MAX 32
#define CHECK_MS 300000			/* of the largest zone */
#define RELOAD_MS 20000

extern char **environ;

/* --- Commands --------------------------------------------------------- */

static bool
spawn(char *const *argv, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	int error;

	sigemptyset(&none);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY,
	    0);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY,
	    0);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	error = posix_spawn(pid, argv[0], &actions, &attributes, argv,
	    environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	if (error != 0)
		log_warning("%s: %s", argv[0], strerror(error));
	return error == 0;
}

static bool
wait_bounded(pid_t pid, const char *name, int ms)
{
	struct pollfd end = { .fd = (int)syscall(SYS_pidfd_open, pid, 0),
	    .events = POLLIN };
	int status = -1;

	if (end.fd < 0 || poll(&end, 1, ms) <= 0) {
		log_warning("%s takes too long", name);
		kill(pid, SIGKILL);
	}
	if (end.fd >= 0)
		close(end.fd);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	log_warning("%s: %s %d", name, WIFEXITED(status) ?
	    "ended with status" : "died of signal", WIFEXITED(status) ?
	    WEXITSTATUS(status) : WTERMSIG(status));
	return false;
}

/* A zone's check: zone and file are added to the command. */
static bool
run_check(char *const *argv, const char *zone, const char *file)
{
	char *all[ARGUMENTS_MAX + 3], *copies[2] = { NULL, NULL };
	size_t count = 0;
	bool fine;
	pid_t pid;

	while (argv[count] != NULL && count < ARGUMENTS_MAX) {
		all[count] = argv[count];
		count++;
	}
	all[count++] = copies[0] = strdup(zone);
	all[count++] = copies[1] = strdup(file);
	all[count] = NULL;
	fine = spawn(all, &pid) && wait_bounded(pid, argv[0], CHECK_MS);
	free(copies[0]);
	free(copies[1]);
	return fine;
}

pid_t
files_reload_begin(const struct rdns_config *config)
{
	pid_t pid;

	return spawn(config->reload, &pid) ? pid : -1;
}

bool
files_reload_end(const struct rdns_config *config, pid_t pid)
{
	return pid >= 0 && wait_bounded(pid, config->reload[0], RELOAD_MS);
}

/* --- Files ------------------------------------------------------------ */

char *
files_path(struct arena *arena, const char *folder, const struct prefix *apex)
{
	char name[REVERSE_NAME_MAX];

	if (!reverse_name(apex, name))
		die("an apex is no zone");
	return arena_printf(arena, "%s/%s", folder, name);
}

static bool
sync_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool fine = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL);

	if (fd >= 0)
		close(fd);
	return fine;
}

bool
files_replace(const char *folder, const char *path, const char *beside)
{
	if (rename(beside, path) == 0 && sync_folder(folder))
		return true;
	log_warning("%s: %s", path, strerror(errno));
	return false;
}

bool
files_check(const struct rdns_config *config, const struct prefix *apex,
    const char *path)
{
	char name[REVERSE_NAME_MAX];

	return config->check == NULL || !reverse_name(apex, name) ||
	    run_check(config->check, name, path);
}

static bool
replace_checked(const struct rdns_config *config, const struct prefix *apex,
    const char *path, const char *beside, bool *refused)
{
	*refused = !files_check(config, apex, beside);
	if (*refused) {
		log_warning("%s: not published, it did not pass", path);
		return false;
	}
	return files_replace(config->files, path, beside);
}

/*
 * A file whose content would be the same stays, with its serial: so nothing
 * is published twice after this process was killed.
 */
static bool
publish(struct index *ix, const struct rdns_config *config,
    const struct zonelets *zonelets, const struct prefix *apex,
    struct zone_file *old, struct zone_file *new,
    struct file_published *out)
{
	if (!zone_write(ix, config, zonelets, apex, new))
		return false;
	out->changed = old->soa == 0 || !hash_equal(&old->hash, &new->hash);
	if (out->changed)
		return replace_checked(config, apex, old->path, new->path,
		    &out->refused);
	new->soa = old->soa;
	return true;
}

bool
files_publish(struct index *ix, const struct rdns_config *config,
    const struct zonelets *zonelets, const struct prefix *apex,
    uint32_t known, struct file_published *out)
{
	struct arena *arena = arena_new();
	struct zone_file old = { .path = files_path(arena, config->files,
	    apex) };
	struct zone_file new = { .path = arena_join(arena, old.path, ".new",
	    NULL) };
	uint32_t last = known;
	bool fine;

	if (zone_stamp(old.path, &old) && (known == 0 ||
	    rdns_serial_is_newer(old.soa, known)))
		last = old.soa;
	new.soa = rdns_next_serial(last, clock_now(&config->clock));
	fine = publish(ix, config, zonelets, apex, &old, &new, out);
	unlink(new.path);
	out->soa = new.soa;
	arena_free(arena);
	return fine;
}
