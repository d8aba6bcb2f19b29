/* SPDX-License-Identifier: ISC */
/* The files of other registries, and the last good copy of each. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rdns/private.h"

#define FILES_MAX 4096			/* in the folder */
#define PIECE (1u << 20)		/* copied at a time */
#define BEGUN "/.begun"			/* a copy that is not whole */

/* --- Which there are -------------------------------------------------- */

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct zonelet_file *)a)->name,
	    ((const struct zonelet_file *)b)->name);
}

/* By name; hidden ones are none, nor are folders. */
static bool
list_folder(struct arena *arena, const char *path, struct zonelet_files *out)
{
	DIR *folder = opendir(path);
	struct zonelet_file *place;
	struct dirent *entry;
	struct stat st;

	if (folder == NULL)
		return false;
	while ((entry = readdir(folder)) != NULL && out->count < FILES_MAX) {
		if (entry->d_name[0] == '.' || (fstatat(dirfd(folder),
		    entry->d_name, &st, 0) == 0 && S_ISDIR(st.st_mode)))
			continue;
		place = arena_grow(arena, &out->list, &out->count,
		    sizeof(*place));
		*place = (struct zonelet_file){ arena_strdup(arena,
		    entry->d_name), false };
	}
	closedir(folder);
	if (out->count > 0)
		qsort(out->list, out->count, sizeof(*out->list), by_name);
	return true;
}

void
zonelet_files_list(struct arena *arena, const char *folder,
    const char *store, struct zonelet_files *out)
{
	*out = (struct zonelet_files){ .folder = folder,
	    .kept = arena_join(arena, store, ".zonelets", NULL) };
	if (folder == NULL)
		return;
	out->is_listed = list_folder(arena, folder, out);
	if (out->is_listed)
		return;
	log_warning("%s: %s", folder, strerror(errno));
	list_folder(arena, out->kept, out);
}

struct hash
zonelets_stamp(const char *folder)
{
	struct arena *arena = arena_new();
	struct zonelet_files files = { .folder = folder };
	struct hash stamp = { 0 };
	struct hash_part *parts;
	struct stat *list;

	if (folder != NULL && list_folder(arena, folder, &files) &&
	    files.count > 0) {
		list = arena_alloc(arena, files.count * sizeof(*list));
		parts = arena_alloc(arena, files.count * sizeof(*parts));
		for (size_t i = 0; i < files.count; i++) {
			stat(arena_join(arena, folder, "/",
			    files.list[i].name), &list[i]);
			list[i].st_atim = (struct timespec){ 0 };
			parts[i] = (struct hash_part){ &list[i],
			    sizeof(*list) };
		}
		stamp = hash_parts(parts, files.count);
	}
	arena_free(arena);
	return stamp;
}

/* --- Keeping them ----------------------------------------------------- */

static bool
copy_bytes(int from, int to)
{
	ssize_t n;

	do
		n = sendfile(to, from, NULL, PIECE);
	while (n > 0 || (n < 0 && errno == EINTR));
	return n == 0 && fsync(to) == 0;
}

static bool
copy_file(const char *from, const char *begun, const char *to)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(begun, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC |
	    O_NOFOLLOW, 0640);
	bool fine = in >= 0 && out >= 0 && copy_bytes(in, out) &&
	    rename(begun, to) == 0;

	if (!fine)
		log_warning("%s is not kept: %s", from, strerror(errno));
	if (in >= 0)
		close(in);
	if (out >= 0)
		close(out);
	return fine;
}

/* What is no longer handed over at all. */
static void
drop_others(struct arena *arena, const struct zonelet_files *files)
{
	struct zonelet_files kept = { .folder = files->kept };

	if (!list_folder(arena, files->kept, &kept))
		return;
	for (size_t i = 0; i < kept.count; i++)
		if (bsearch(&kept.list[i], files->list, files->count,
		    sizeof(*files->list), by_name) == NULL)
			unlink(arena_join(arena, files->kept, "/",
			    kept.list[i].name));
}

void
zonelet_files_keep(const struct zonelet_files *files)
{
	struct arena *arena = arena_new();
	const char *begun = arena_join(arena, files->kept, BEGUN, NULL);

	if (files->is_listed && files->count > 0 &&
	    mkdir(files->kept, 0750) < 0 && errno != EEXIST)
		log_warning("%s: %s", files->kept, strerror(errno));
	for (size_t i = 0; i < files->count; i++)
		if (files->list[i].is_good && !copy_file(arena_join(arena,
		    files->folder, "/", files->list[i].name), begun,
		    arena_join(arena, files->kept, "/", files->list[i].name)))
			break;
	if (files->is_listed)
		drop_others(arena, files);
	arena_free(arena);
}

/* --- Are they kept? --------------------------------------------------- */

static bool
same_bytes(FILE *a, FILE *b)
{
	char x[BUFSIZ], y[BUFSIZ];
	size_t n, m;

	do {
		n = fread(x, 1, sizeof(x), a);
		m = fread(y, 1, sizeof(y), b);
	} while (n == m && n > 0 && memcmp(x, y, n) == 0);
	return n == 0 && m == 0 && !ferror(a) && !ferror(b);
}

static bool
same_file(const char *one, const char *other)
{
	FILE *a = fopen(one, "re"), *b = fopen(other, "re");
	bool same = a != NULL && b != NULL && same_bytes(a, b);

	if (a != NULL)
		fclose(a);
	if (b != NULL)
		fclose(b);
	return same;
}

bool
zonelet_files_are_kept(const struct zonelet_files *files)
{
	struct arena *arena = arena_new();
	bool kept = true;

	for (size_t i = 0; i < files->count && kept; i++)
		kept = same_file(arena_join(arena, files->folder, "/",
		    files->list[i].name), arena_join(arena, files->kept, "/",
		    files->list[i].name));
	arena_free(arena);
	return kept;
}
