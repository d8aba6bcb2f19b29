/* SPDX-License-Identifier: ISC */
/* parcela export delegated [--plain] [-o FILE]: the statistics file. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "main/command.h"
#include "main/config.h"
#include "stats/stats.h"

struct export {
	struct context *context;
	struct stats_options options;
	const char *path;		/* of -o, or NULL */
};

static int
usage(struct context *c)
{
	return context_fail(c, EX_USAGE,
	    "usage: parcela export delegated [--plain] [-o FILE]");
}

/* All of the file into out; 0 or the exit status. */
static int
write_statistics(const struct export *ex, FILE *out)
{
	struct context *c = ex->context;
	struct stats_totals totals;
	const char *error;

	store_snapshot(c->store);
	stats_write(c->index, &ex->options, out, &totals);
	error = store_error(c->store);
	if (error != NULL)
		return context_fail(c, EX_IOERR, "%s", error);
	store_end(c->store);
	if (fflush(out) != 0 || ferror(out))
		return context_fail(c, EX_IOERR,
		    "the statistics could not be written: %s",
		    strerror(errno));
	return 0;
}

static int
fail_at(struct context *c, const char *path)
{
	return context_fail(c, errno == ENOSPC || errno == EIO ? EX_IOERR :
	    EX_CANTCREAT, "%s: %s", context_quote(c, path), strerror(errno));
}

/* The rename is on disk when the folder is. */
static int
sync_folder(struct context *c, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *folder = slash == NULL ? "." : slash == path ? "/" :
	    arena_strndup(c->arena, path, (size_t)(slash - path));
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int status = 0;

	if (fd < 0)
		return fail_at(c, folder);
	if (fsync(fd) != 0 && errno != EINVAL)
		status = fail_at(c, folder);
	close(fd);
	return status;
}

/* mkstemp() makes files for their owner only; these are for everybody. */
static bool
make_public(int fd)
{
	mode_t mask = umask(0);

	umask(mask);
	return fchmod(fd, 0666 & ~mask) == 0;
}

static int
write_and_sync(const struct export *ex, FILE *out)
{
	int status = write_statistics(ex, out);

	if (status == 0 && fsync(fileno(out)) != 0)
		status = context_fail(ex->context, EX_IOERR, "%s: %s",
		    context_quote(ex->context, ex->path), strerror(errno));
	if (fclose(out) != 0 && status == 0)
		status = fail_at(ex->context, ex->path);
	return status;
}

/* Beside the file first, so that nobody ever sees half of it. */
static int
write_file(const struct export *ex)
{
	struct context *c = ex->context;
	char *beside = arena_printf(c->arena, "%s.XXXXXX", ex->path);
	int fd = mkostemp(beside, O_CLOEXEC), status;
	FILE *out;

	if (fd < 0)
		return fail_at(c, ex->path);
	out = fdopen(fd, "w");
	if (out == NULL)
		die("fdopen: %s", strerror(errno));
	if (!make_public(fd)) {
		status = fail_at(c, ex->path);
		fclose(out);
	} else {
		status = write_and_sync(ex, out);
	}
	if (status == 0 && rename(beside, ex->path) != 0)
		status = fail_at(c, ex->path);
	if (status != 0) {
		unlink(beside);
		return status;
	}
	return sync_folder(c, ex->path);
}

/* -o on a device or pipe writes into it: there is nothing to replace. */
static int
write_special(const struct export *ex)
{
	FILE *out = fopen(ex->path, "we");
	int status;

	if (out == NULL)
		return fail_at(ex->context, ex->path);
	status = write_statistics(ex, out);
	if (fclose(out) != 0 && status == 0)
		status = fail_at(ex->context, ex->path);
	return status;
}

static int
write_somewhere(const struct export *ex)
{
	struct stat st;

	if (ex->path == NULL)
		return write_statistics(ex, ex->context->out);
	if (stat(ex->path, &st) == 0 && !S_ISREG(st.st_mode) &&
	    !S_ISDIR(st.st_mode))
		return write_special(ex);
	return write_file(ex);
}

/* The value of `-o FILE`, `-oFILE`, `--output FILE`, `--output=FILE`, which may
   be the next word; NULL when this word is none of them. */
static const char *
output_option(char ***word)
{
	static const char *const spellings[] = { "--output=", "-o" };
	size_t i, n;

	if (strcmp(**word, "-o") == 0 || strcmp(**word, "--output") == 0) {
		if ((*word)[1] == NULL)
			return "";
		return *++*word;
	}
	for (i = 0; i < ARRAY_LENGTH(spellings); i++) {
		n = strlen(spellings[i]);
		if (strncmp(**word, spellings[i], n) == 0)
			return **word + n;
	}
	return NULL;
}

/* False: not understood.  (getopt.h and options.h both name an option.) */
static bool
read_options(struct export *ex, char **argv)
{
	bool delegated = false;
	const char *path;
	char **word;

	for (word = argv + 1; *word != NULL; word++) {
		path = output_option(&word);
		if (path != NULL) {
			if (*path == '\0')
				return false;
			ex->path = path;
		} else if (strcmp(*word, "--plain") == 0) {
			ex->options.plain = true;
		} else if (!delegated && strcmp(*word, "delegated") == 0) {
			delegated = true;
		} else {
			return false;
		}
	}
	return delegated;
}

int
command_export(struct context *c, int argc, char **argv)
{
	struct export ex = { .context = c };
	int status;

	(void)argc;
	if (!read_options(&ex, argv))
		return usage(c);
	if ((status = context_index(c)) != 0)
		return status;
	ex.options.now = clock_now(&c->clock);
	ex.options.offset_s = config_offset_s(c->config);
	return write_somewhere(&ex);
}
