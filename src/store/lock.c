/* SPDX-License-Identifier: ISC */
/*
 * The lock of the one writer: flock() on "<path>.lock", a descriptor of its
 * own per connection, since flock() does not part those that share one.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/private.h"

bool
lock_open(struct store *store)
{
	if (!store->lock_path)
		return true;
	/* flock() asks for no right to write. */
	store->lock_fd = open(store->lock_path,
	    O_RDONLY | O_CREAT | O_CLOEXEC | O_NOCTTY, 0640);
	if (store->lock_fd < 0) {
		store_fail(store, "cannot open the lock %s: %s",
		    store->lock_path, strerror(errno));
		return false;
	}
	return true;
}

void
lock_close(struct store *store)
{
	if (store->lock_fd >= 0)
		close(store->lock_fd);
	store->lock_fd = -1;
}

static int
flock_patiently(int fd, int how)
{
	int rc;

	do
		rc = flock(fd, how);
	while (rc < 0 && errno == EINTR);
	return rc;
}

/* Somebody may have removed the file, and others lock another by now. */
static bool
lock_is_current(const struct store *store)
{
	struct stat ours, current;

	return fstat(store->lock_fd, &ours) == 0 &&
	    stat(store->lock_path, &current) == 0 &&
	    ours.st_dev == current.st_dev && ours.st_ino == current.st_ino;
}

bool
lock_take(struct store *store)
{
	if (!store->lock_path)
		return true;
	for (;;) {
		if (store->lock_fd < 0 && !lock_open(store))
			return false;
		if (flock_patiently(store->lock_fd, LOCK_EX) < 0) {
			store_fail(store, "cannot lock %s: %s",
			    store->lock_path, strerror(errno));
			return false;
		}
		if (lock_is_current(store))
			return true;
		lock_close(store);
	}
}

void
lock_give(struct store *store)
{
	if (store->lock_fd >= 0 &&
	    flock_patiently(store->lock_fd, LOCK_UN) < 0)
		die("cannot unlock %s: %s", store->lock_path, strerror(errno));
}
