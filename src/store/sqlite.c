/* SPDX-License-Identifier: ISC */
/* Opening, making and closing the SQLite file. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/private.h"

#define MEMORY ":memory:"

/*
 * The cache is 64 MB; a WAL larger than 64 MB is cut when it is begun anew.
 * Sorting stays in memory, as a sandboxed role has no /tmp.
 */
static const char *const settings[] = {
	"PRAGMA synchronous = FULL",
	"PRAGMA foreign_keys = ON",
	"PRAGMA trusted_schema = OFF",
	"PRAGMA wal_autocheckpoint = 0",
	"PRAGMA journal_size_limit = 67108864",
	"PRAGMA cache_size = -65536",
	"PRAGMA mmap_size = 0",
	"PRAGMA temp_store = MEMORY",
};

static int
note_wal_size(void *argument, sqlite3 *db, const char *name, int pages)
{
	struct store *store = argument;

	(void)db;
	(void)name;
	store->wal_pages = pages;
	return SQLITE_OK;
}

static bool
configure(struct store *store)
{
	int persist = 1;

	sqlite3_busy_timeout(store->db, 10000);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
	    NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_file_control(store->db, "main", SQLITE_FCNTL_PERSIST_WAL,
	    &persist);
	for (size_t i = 0; i < ARRAY_LENGTH(settings); i++) {
		if (!store_run(store, settings[i]))
			return false;
	}
	/* After wal_autocheckpoint, which puts its own hook there. */
	sqlite3_wal_hook(store->db, note_wal_size, store);
	return store->mode != STORE_READ ||
	    store_run(store, "PRAGMA query_only = ON");
}

/* "./" keeps SQLite from giving a name such as "file:x" a meaning. */
static bool
connect_to_file(struct store *store)
{
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	bool is_plain = store->path[0] == '/' || !store->lock_path;
	struct text name;
	int rc;

	flags |= store->mode == STORE_READ ? SQLITE_OPEN_READONLY
	    : SQLITE_OPEN_READWRITE;
	text_init(&name, PATH_MAX);
	text_printf(&name, "%s%s", is_plain ? "" : "./", store->path);
	rc = sqlite3_open_v2(name.bytes, &store->db, flags, NULL);
	text_release(&name);
	if (rc != SQLITE_OK) {
		store_fail_sqlite(store, "open");
		return false;
	}
	return configure(store);
}

/* No table at all: its creation was interrupted, or it is an empty file. */
static bool
is_unfinished(struct store *store, bool *out)
{
	int64_t tables, id = 0;

	if (!store_query_int(store, "SELECT count(*) FROM sqlite_schema",
	    &tables) ||
	    !store_query_int(store, "PRAGMA application_id", &id))
		return false;
	*out = tables == 0 && (id == 0 || id == APPLICATION_ID);
	return true;
}

static void
check_identity(struct store *store)
{
	bool unfinished;
	int64_t id, version;

	if (!is_unfinished(store, &unfinished))
		return;
	if (unfinished) {
		store_fail(store, "%s is unfinished: its creation was "
		    "interrupted; create it again", store->path);
		return;
	}
	if (!store_query_int(store, "PRAGMA application_id", &id) ||
	    !store_query_int(store, "PRAGMA user_version", &version))
		return;
	if (id != APPLICATION_ID)
		store_fail(store, "%s is an SQLite file, but not a register",
		    store->path);
	else if (version != SCHEMA_VERSION)
		store_fail(store, "%s has the schema %" PRId64
		    ", this parcela knows %d", store->path, version,
		    SCHEMA_VERSION);
}

/* A writer that trusts another journal mode would lose commits. */
static void
check_writable(struct store *store)
{
	int64_t wal;

	if (sqlite3_db_readonly(store->db, "main"))
		store_fail(store, "%s may not be written", store->path);
	if (!store_query_int(store, "SELECT journal_mode = 'wal' "
	    "FROM pragma_journal_mode", &wal))
		return;
	if (!wal)
		store_fail(store, "%s is not in WAL mode", store->path);
}

static enum store_open_result
open_existing(struct store *store)
{
	struct stat info;
	bool missing;

	if (!store->lock_path) {
		store_fail(store, "%s can only be created", store->path);
		return STORE_MISSING;
	}
	if (stat(store->path, &info) < 0) {
		missing = errno == ENOENT || errno == ENOTDIR;
		store_fail(store, "%s: %s", store->path, strerror(errno));
		return missing ? STORE_MISSING : STORE_FAILED;
	}
	if (!S_ISREG(info.st_mode)) {
		store_fail(store, "%s is not a file", store->path);
		return STORE_FAILED;
	}
	if (!connect_to_file(store))
		return STORE_FAILED;
	check_identity(store);
	if (store->mode == STORE_WRITE) {
		check_writable(store);
		lock_open(store);
	}
	return store->error[0] ? STORE_FAILED : STORE_OPENED;
}

/* --- Creating ------------------------------------------------------------ */

/* Looks at the file in a mode; false: it could not be looked at. */
static bool
look_unfinished(const struct store *store, enum store_mode mode,
    bool *unfinished)
{
	struct store look = { .path = store->path, .mode = mode,
	    .lock_path = store->lock_path, .lock_fd = -1 };
	bool seen = connect_to_file(&look) &&
	    is_unfinished(&look, unfinished);

	sqlite3_close(look.db);
	return seen;
}

/*
 * May STORE_CREATE make its register out of this file?  Only out of one that
 * an interrupted STORE_CREATE left.  Looks without writing, but for one case:
 * a file of a page or two that cannot be read before what the switch to WAL
 * left half done is rolled back.
 */
static bool
may_be_finished(const struct store *store)
{
	bool unfinished = false;
	struct stat info;

	if (stat(store->path, &info) < 0 || !S_ISREG(info.st_mode))
		return false;
	if (info.st_size == 0)
		return true;
	if (!look_unfinished(store, STORE_READ, &unfinished) &&
	    (info.st_size > UNFINISHED_MAX ||
	    !look_unfinished(store, STORE_WRITE, &unfinished)))
		return false;
	return unfinished;
}

static bool
exists_for_good(struct store *store)
{
	struct stat info;

	if (lstat(store->path, &info) < 0 || may_be_finished(store))
		return false;
	store_fail(store, "%s exists", store->path);
	return true;
}

static bool
make_file(struct store *store)
{
	int fd;

	fd = open(store->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
	if (fd < 0 && errno != EEXIST) {
		store_fail(store, "cannot create %s: %s", store->path,
		    strerror(errno));
		return false;
	}
	if (fd >= 0)
		close(fd);
	return true;
}

static void
make_schema(struct store *store)
{
	if (store->lock_path && !store_run(store, "PRAGMA journal_mode = WAL"))
		return;
	if (!store_run(store, "BEGIN IMMEDIATE"))
		return;
	if (sqlite3_exec(store->db, store_schema, NULL, NULL, NULL) !=
	    SQLITE_OK)
		store_fail_sqlite(store, "making the schema");
	store_run(store, "PRAGMA application_id = 0x70617263");
	store_run(store, "PRAGMA user_version = 4");
	store_run(store, "COMMIT");
	if (store->error[0] && !sqlite3_get_autocommit(store->db))
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	if (!store->error[0] && store->lock_path)
		store_checkpoint(store);
}

static enum store_open_result
create_locked(struct store *store)
{
	if (exists_for_good(store))
		return STORE_EXISTS;
	if (!make_file(store) || !connect_to_file(store))
		return STORE_FAILED;
	make_schema(store);
	check_identity(store);
	check_writable(store);
	if (!store->error[0] && !sync_directory_of(store->path))
		store_fail(store, "cannot sync the directory of %s: %s",
		    store->path, strerror(errno));
	return store->error[0] ? STORE_FAILED : STORE_OPENED;
}

static enum store_open_result
create(struct store *store)
{
	enum store_open_result result;

	if (!store->lock_path) {
		if (connect_to_file(store))
			make_schema(store);
		return store->error[0] ? STORE_FAILED : STORE_OPENED;
	}
	/* Before waiting for a lock that a working register may hold long. */
	if (exists_for_good(store))
		return STORE_EXISTS;
	if (!lock_take(store))
		return STORE_FAILED;
	result = create_locked(store);
	lock_give(store);
	return result;
}

/* --- The face ------------------------------------------------------------ */

/* The path of a store URL, or NULL; *result says why. */
static const char *
url_path(const char *url, enum store_open_result *result, char *why,
    size_t why_size)
{
	*result = STORE_MALFORMED;
	if (strncmp(url, "postgresql://", 13) == 0 ||
	    strncmp(url, "postgres://", 11) == 0) {
		*result = STORE_UNSUPPORTED;
		snprintf(why, why_size, "PostgreSQL is not built yet");
		return NULL;
	}
	if (strncmp(url, "sqlite:", 7) != 0 || !url[7]) {
		snprintf(why, why_size, "'%s' is not sqlite:PATH", url);
		return NULL;
	}
	if (strlen(url + 7) > PATH_MAX - 32) {
		snprintf(why, why_size, "the path is too long");
		return NULL;
	}
	return url + 7;
}

/* Through a symbolic link, all must find one and the same lock. */
static char *
lock_path_of(const char *path)
{
	char *real = realpath(path, NULL);
	char *made;

	if (asprintf(&made, "%s.lock", real ? real : path) < 0)
		die("out of memory");
	free(real);
	return made;
}

/*
 * Each connection is used by one thread at a time, and SQLite's count of its
 * memory would be one lock for all of them.  Whoever began to use SQLite
 * before keeps their settings: only speed depends on them.
 */
static void
configure_process(void)
{
	sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static struct store *
store_new(const char *path, enum store_mode mode)
{
	struct store *store = memory_alloc(sizeof(*store));

	store->path = strdup(path);
	if (!store->path)
		die("out of memory");
	store->mode = mode;
	store->lock_fd = -1;
	store->prepared = memory_alloc(sizeof(*store->prepared) *
	    (size_t)statement_count);
	if (strcmp(path, MEMORY) != 0)
		store->lock_path = lock_path_of(path);
	return store;
}

enum store_open_result
store_open(const char *url, enum store_mode mode, struct store **out,
    char *why, size_t why_size)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	enum store_open_result result;
	struct store *store;
	const char *path;

	*out = NULL;
	pthread_once(&once, configure_process);
	if (!(path = url_path(url, &result, why, why_size)))
		return result;
	store = store_new(path, mode);
	result = mode == STORE_CREATE ? create(store) : open_existing(store);
	if (result == STORE_OPENED) {
		*out = store;
		return result;
	}
	snprintf(why, why_size, "%s", store->error);
	store_close(store);
	return result;
}

void
store_close(struct store *store)
{
	if (!store)
		return;
	if (store->db)
		store_rollback(store);
	for (int i = 0; i < statement_count; i++)
		sqlite3_finalize(store->prepared[i].statement);
	sqlite3_finalize(store->begin);
	sqlite3_finalize(store->rollback);
	sqlite3_finalize(store->version);
	if (sqlite3_close(store->db) != SQLITE_OK)
		die("a statement is left at store_close()");
	lock_close(store);
	known_free(store);
	free(store->prepared);
	free(store->lock_path);
	free(store->path);
	free(store);
}

const char *
store_path(const struct store *store)
{
	return store->path;
}

void
store_use_arena(struct store *store, struct arena *arena)
{
	store->arena = arena;
}

struct arena *
store_arena(const struct store *store)
{
	return store->arena;
}
