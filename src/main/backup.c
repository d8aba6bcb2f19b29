/* SPDX-License-Identifier: ISC */
/*
 * backup and restore: whole registers as files.
 *
 * A restore never touches a register that is in its place before the new one
 * lies complete, proven and synced beside it; a rename makes the change.  What
 * was there is renamed away first and kept, so a crash in between leaves no
 * register at that place and both beside it, never a mixture: a WAL of the
 * one would be replayed into the other.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "main/command.h"

/* Room of the copying buffer: large enough that its calls do not count. */
#define COPY_SIZE (1 << 20)

int
command_backup(struct context *c, int argc, char **argv)
{
	char why[512] = "";
	int status;

	(void)argc;
	if ((status = context_store(c, STORE_READ)) != 0)
		return status;
	if (access(argv[0], F_OK) == 0)
		return context_fail(c, EX_CANTCREAT, "%s is there already",
		    context_quote(c, argv[0]));
	if (!store_backup(c->store, argv[0], why, sizeof(why)))
		return context_fail(c, EX_IOERR, "%s", why);
	fprintf(c->out, "%s holds the register of %s\n", argv[0],
	    c->store_url);
	return 0;
}

/* --- Files ------------------------------------------------------------- */

static bool
copy_bytes(int from, int to, char *buffer)
{
	ssize_t n, written;

	while ((n = read(from, buffer, COPY_SIZE)) > 0)
		for (ssize_t done = 0; done < n; done += written)
			if ((written = write(to, buffer + done,
			    (size_t)(n - done))) < 0)
				return false;
	return n == 0 && fsync(to) == 0;
}

static int
copy_file(struct context *c, const char *from, const char *to)
{
	int in, out, status = 0;

	if ((in = open(from, O_RDONLY | O_CLOEXEC)) < 0)
		return context_fail(c, EX_NOINPUT, "%s: %s",
		    context_quote(c, from), strerror(errno));
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (out < 0)
		status = context_fail(c, EX_CANTCREAT, "%s: %s", to,
		    strerror(errno));
	else if (!copy_bytes(in, out, arena_alloc(c->arena, COPY_SIZE)))
		status = context_fail(c, EX_IOERR, "%s: %s", to,
		    strerror(errno));
	if (out >= 0)
		close(out);
	close(in);
	return status;
}

/* Makes renames in the folder of path last. */
static bool
sync_folder(struct context *c, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *folder = slash == NULL ? "." : arena_strndup(c->arena,
	    path, (size_t)(slash - path) + 1);
	int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool synced;

	if (file < 0)
		return false;
	synced = fsync(file) == 0;
	close(file);
	return synced;
}

static const char *
beside(struct context *c, const char *path, const char *suffix)
{
	return arena_printf(c->arena, "%s%s", path, suffix);
}

static void
remove_store(struct context *c, const char *path)
{
	unlink(path);
	unlink(beside(c, path, "-wal"));
	unlink(beside(c, path, "-shm"));
	unlink(beside(c, path, ".lock"));
}

/* --- Proving the backup ------------------------------------------------ */

static int
prove_open(struct context *c, const char *name, struct store *store)
{
	struct verify_report report = { 0 };
	char why[512] = "";

	store_use_arena(store, c->arena);
	if (!store_check_file(store, why, sizeof(why)))
		return context_fail(c, EX_DATAERR, "%s is damaged: %s",
		    context_quote(c, name), why);
	if (!registry_verify(store, &report, NULL))
		return context_fail(c, EX_DATAERR, "%s is wrong: %s",
		    context_quote(c, name), report.detail);
	return 0;
}

static int
prove(struct context *c, const char *name, const char *copy)
{
	struct store *store = NULL;
	char why[512] = "";
	int status;

	if (store_open(beside(c, "sqlite:", copy), STORE_WRITE, &store, why,
	    sizeof(why)) != STORE_OPENED)
		return context_fail(c, EX_DATAERR, "%s is not a backup: %s",
		    context_quote(c, name), why);
	status = prove_open(c, name, store);
	store_close(store);
	return status;
}

/* --- Putting it in its place ------------------------------------------- */

/* SQLite's own sign of life: whoever has a WAL database open holds a shared
   lock on this byte of its -shm file (sqlite3's UNIX_SHM_DMS). */
#define SHM_ALIVE_BYTE 128

static int
refuse_in_use(struct context *c, const char *path)
{
	struct flock lock = {
		.l_type = F_WRLCK, .l_whence = SEEK_SET,
		.l_start = SHM_ALIVE_BYTE, .l_len = 1,
	};
	int file = open(beside(c, path, "-shm"), O_RDWR | O_CLOEXEC);
	bool used;

	if (file < 0)
		return 0;
	used = fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
	close(file);
	if (!used)
		return 0;
	return context_fail(c, 1, "refused: %s is in use by process %ld; "
	    "stop it first", path, (long)lock.l_pid);
}

/* The database and its WAL, which belong together. */
static bool
rename_store(struct context *c, const char *from, const char *to)
{
	if (rename(from, to) != 0)
		return false;
	if (rename(beside(c, from, "-wal"), beside(c, to, "-wal")) == 0 ||
	    errno == ENOENT)
		return true;
	rename(to, from);
	return false;
}

/* A register that is there stays, under another name; *old is NULL when there
   is none. */
static int
move_away(struct context *c, const char *path, const char **old)
{
	char now[TIME_TEXT_MAX];
	int status;

	*old = NULL;
	if (access(path, F_OK) != 0)
		return 0;
	if (!c->options.replace)
		return context_fail(c, EX_CANTCREAT, "%s is there already; "
		    "--replace keeps it beside the new one", path);
	if ((status = refuse_in_use(c, path)) != 0)
		return status;
	*old = arena_printf(c->arena, "%s.before-%s", path,
	    time_iso(clock_now(&c->clock), now));
	if (access(*old, F_OK) == 0)
		return context_fail(c, EX_CANTCREAT, "%s is there already",
		    *old);
	if (!rename_store(c, path, *old))
		return context_fail(c, EX_IOERR, "%s: %s", path,
		    strerror(errno));
	return 0;
}

static int
put_in_place(struct context *c, const char *copy, const char *path)
{
	const char *old;
	int status = move_away(c, path, &old);

	if (status != 0)
		return status;
	unlink(beside(c, path, "-wal"));
	unlink(beside(c, path, "-shm"));
	if (!sync_folder(c, path) || rename(copy, path) != 0) {
		status = context_fail(c, EX_IOERR, "%s: %s", path,
		    strerror(errno));
		if (old != NULL && !rename_store(c, old, path))
			context_fail(c, status, "%s holds what was there",
			    old);
		return status;
	}
	if (old != NULL)
		fprintf(c->out, "%s holds what was there\n", old);
	if (!sync_folder(c, path))
		return context_fail(c, EX_TEMPFAIL, "%s: %s; whether the "
		    "register is there after a power cut is not known", path,
		    strerror(errno));
	return 0;
}

static const char *
path_of(const char *url)
{
	static const char scheme[] = "sqlite:";

	if (strncmp(url, scheme, sizeof(scheme) - 1) != 0)
		return NULL;
	return url + sizeof(scheme) - 1;
}

int
command_restore(struct context *c, int argc, char **argv)
{
	const char *path = path_of(c->store_url), *copy;
	int status;

	(void)argc;
	context_close_store(c);
	if (path == NULL)
		return context_fail(c, EX_UNAVAILABLE, "%s: only a store "
		    "sqlite:PATH can be restored", c->store_url);
	if (access(path, F_OK) == 0 && !c->options.replace)
		return move_away(c, path, &copy);	/* says why not */
	copy = arena_printf(c->arena, "%s.restore-%ld", path, (long)getpid());
	status = copy_file(c, argv[0], copy);
	if (status == 0)
		status = prove(c, argv[0], copy);
	if (status == 0)
		status = put_in_place(c, copy, path);
	remove_store(c, copy);
	if (status == 0)
		fprintf(c->out, "%s holds the register of %s\n",
		    c->store_url, argv[0]);
	return status;
}
