/* SPDX-License-Identifier: ISC */
/* The register as a whole file: copying it. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/private.h"

static bool
sync_file(const char *path, int flags)
{
	int fd, rc;

	fd = open(path, O_RDONLY | O_CLOEXEC | flags);
	if (fd < 0)
		return false;
	rc = fsync(fd);
	close(fd);
	return rc == 0;
}

bool
sync_directory_of(const char *path)
{
	char *copy = strdup(path);
	bool done;

	if (!copy)
		die("out of memory");
	done = sync_file(dirname(copy), O_DIRECTORY);
	free(copy);
	return done;
}

static bool
refuse(char *why, size_t why_size, const char *path, const char *reason)
{
	snprintf(why, why_size, "%s: %s", path, reason);
	return false;
}

static int
copy_pages(sqlite3 *from, sqlite3 *to)
{
	sqlite3_backup *backup;
	int rc;

	backup = sqlite3_backup_init(to, "main", from, "main");
	if (!backup)
		return sqlite3_errcode(to);
	/* All at once: what a writer adds meanwhile goes to the WAL. */
	rc = sqlite3_backup_step(backup, -1);
	sqlite3_backup_finish(backup);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* The copy needs no journal of its own: without a name it is nothing. */
static bool
copy_into(struct store *store, const char *path, char *why, size_t why_size)
{
	sqlite3 *to = NULL;
	int rc;

	rc = sqlite3_open_v2(path, &to,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(to, "PRAGMA journal_mode = OFF;"
		    "PRAGMA synchronous = OFF", NULL, NULL, NULL);
	if (rc == SQLITE_OK)
		rc = copy_pages(store->db, to);
	sqlite3_close(to);
	if (rc != SQLITE_OK)
		return refuse(why, why_size, path, sqlite3_errstr(rc));
	if (!sync_file(path, 0))
		return refuse(why, why_size, path, strerror(errno));
	return true;
}

/* link() and not rename(), which would put it over another file. */
static bool
give_name(const char *temporary, const char *path, char *why, size_t why_size)
{
	if (link(temporary, path) < 0)
		return refuse(why, why_size, path, strerror(errno));
	if (!sync_directory_of(path)) {
		refuse(why, why_size, path, strerror(errno));
		unlink(path);
		return false;
	}
	return true;
}

bool
store_backup(struct store *store, const char *path, char *why,
    size_t why_size)
{
	char *temporary;
	bool done;
	int fd;

	assert(store->state != STATE_WRITING);
	if (store->error[0])
		return refuse(why, why_size, store->path, store->error);
	if (access(path, F_OK) == 0)
		return refuse(why, why_size, path, strerror(EEXIST));
	if (asprintf(&temporary, "%s%s.tmp-XXXXXX", path[0] == '/' ? "" : "./",
	    path) < 0)
		die("out of memory");
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0) {
		refuse(why, why_size, temporary, strerror(errno));
		free(temporary);
		return false;
	}
	close(fd);
	done = copy_into(store, temporary, why, why_size) &&
	    give_name(temporary, path, why, why_size);
	unlink(temporary);
	free(temporary);
	return done;
}
