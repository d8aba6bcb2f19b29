/* SPDX-License-Identifier: ISC */
/* The files of other registries, and the last good copy of each. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
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
#define SETTLED "/.settled"		/* the key the copies were made with */

/* --- Which there are -------------------------------------------------- */

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct zonelet_file *)a)->name,
	    ((const struct zonelet_file *)b)->name);
}

/* Hidden ones are none, nor are folders and pipes; one that is not to be had,
   as behind a link, is. */
static bool
is_file(DIR *folder, const char *name)
{
	struct stat st;

	return name[0] != '.' && (fstatat(dirfd(folder), name, &st, 0) < 0 ||
	    S_ISREG(st.st_mode));
}

/* By name. */
static bool
list_folder(struct arena *arena, const char *path, struct zonelet_files *out)
{
	DIR *folder = opendir(path);
	struct zonelet_file *place;
	struct dirent *entry;

	if (folder == NULL)
		return false;
	while ((entry = readdir(folder)) != NULL && out->count < FILES_MAX) {
		if (!is_file(folder, entry->d_name))
			continue;
		place = arena_grow(arena, &out->list, &out->count,
		    sizeof(*place));
		place->name = arena_strdup(arena, entry->d_name);
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

/* What is no longer handed over at all, or never was good. */
static void
drop_others(struct arena *arena, const struct zonelet_files *files)
{
	struct zonelet_files kept = { .folder = files->kept };
	const struct zonelet_file *file;

	if (!list_folder(arena, files->kept, &kept))
		return;
	for (size_t i = 0; i < kept.count; i++) {
		file = files->count == 0 ? NULL : bsearch(&kept.list[i],
		    files->list, files->count, sizeof(*files->list), by_name);
		if (file == NULL || file->use == ZONELET_NONE)
			unlink(arena_join(arena, files->kept, "/",
			    kept.list[i].name));
	}
}

static bool
keep_each(struct arena *arena, const struct zonelet_files *files)
{
	const char *begun = arena_join(arena, files->kept, BEGUN, NULL);

	for (size_t i = 0; i < files->count; i++)
		if (files->list[i].use == ZONELET_HANDED &&
		    !zonelet_file_is_kept(files, i) && !copy_file(
		    arena_join(arena, files->folder, "/",
		    files->list[i].name), begun, arena_join(arena,
		    files->kept, "/", files->list[i].name)))
			return false;
	return true;
}

/* The key is there only while the copies are what was settled with it. */
void
zonelet_files_keep(const struct zonelet_files *files, const struct hash *key)
{
	struct arena *arena = arena_new();
	const char *settled = arena_join(arena, files->kept, SETTLED, NULL);
	FILE *file;

	if (files->count > 0 && mkdir(files->kept, 0750) < 0 &&
	    errno != EEXIST)
		log_warning("%s: %s", files->kept, strerror(errno));
	unlink(settled);
	drop_others(arena, files);
	if (keep_each(arena, files) && files->count > 0 &&
	    (file = fopen(settled, "we")) != NULL) {
		fwrite(key->bytes, HASH_SIZE, 1, file);
		fclose(file);
	}
	arena_free(arena);
}

/* --- What was settled ------------------------------------------------- */

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
zonelet_file_is_kept(const struct zonelet_files *files, size_t i)
{
	struct arena *arena = arena_new();
	const char *name = files->list[i].name;
	bool kept = !files->is_listed || same_file(arena_join(arena,
	    files->folder, "/", name), arena_join(arena, files->kept, "/",
	    name));

	arena_free(arena);
	return kept;
}

/* With the byte that ends it. */
static void
hash_text(crypto_generichash_state *hash, const char *text)
{
	crypto_generichash_update(hash, (const uint8_t *)text,
	    strlen(text) + 1);
}

static void
hash_file(crypto_generichash_state *hash, const char *path)
{
	FILE *file = fopen(path, "re");
	uint64_t length = 0;
	char part[BUFSIZ];
	size_t n;

	while (file != NULL && (n = fread(part, 1, sizeof(part), file)) > 0) {
		crypto_generichash_update(hash, (uint8_t *)part, n);
		length += n;
	}
	crypto_generichash_update(hash, (uint8_t *)&length, sizeof(length));
	if (file != NULL)
		fclose(file);
}

static void
hash_config(crypto_generichash_state *hash, const struct rdns_config *config)
{
	for (char **word = config->check; word != NULL && *word != NULL;
	    word++)
		hash_text(hash, *word);
	hash_text(hash, "");
	for (size_t i = 0; i < config->zone_count; i++)
		crypto_generichash_update(hash,
		    (const uint8_t *)&config->zones[i],
		    sizeof(config->zones[i]));
	for (size_t i = 0; i < config->server_count; i++)
		hash_text(hash, config->servers[i]);
	hash_text(hash, config->primary);
	hash_text(hash, config->mailbox);
	crypto_generichash_update(hash, (const uint8_t *)&config->ttl,
	    sizeof(config->ttl));
}

struct hash
zonelet_files_key(const struct zonelet_files *files,
    const struct rdns_config *config)
{
	struct arena *arena = arena_new();
	crypto_generichash_state hash;
	struct hash key;

	crypto_generichash_init(&hash, NULL, 0, HASH_SIZE);
	hash_config(&hash, config);
	for (size_t i = 0; i < files->count && files->is_listed; i++) {
		hash_text(&hash, files->list[i].name);
		hash_file(&hash, arena_join(arena, files->folder, "/",
		    files->list[i].name));
	}
	crypto_generichash_final(&hash, key.bytes, HASH_SIZE);
	arena_free(arena);
	return key;
}

bool
zonelet_files_are_settled(const struct zonelet_files *files,
    const struct hash *key)
{
	struct arena *arena = arena_new();
	FILE *file = fopen(arena_join(arena, files->kept, SETTLED, NULL),
	    "re");
	struct hash settled;
	bool same = file != NULL && fread(settled.bytes, HASH_SIZE, 1,
	    file) == 1 && hash_equal(&settled, key);

	if (file != NULL)
		fclose(file);
	arena_free(arena);
	return same;
}
