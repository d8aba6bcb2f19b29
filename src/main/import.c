/* SPDX-License-Identifier: ISC */
/* parcela import delegated FILE|-: the whole of a statistics file. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "main/command.h"
#include "main/grouped.h"
#include "stats/stats.h"

#define READ_SIZE (64 * 1024)
#define PROGRESS_STEP 1000		/* records between two looks */

struct import {
	struct context *context;
	const char *path;		/* "-": standard input */
	int fd;
	bool terminal;			/* progress has a reader */
	struct stats_reader *reader;
	const struct stats_file *file;
};

/* --- Progress: one line on a terminal, written anew ---------------------- */

static void
progress(const struct import *im, const char *doing, size_t done)
{
	char shown[GROUPED_MAX], all[GROUPED_MAX];

	if (!im->terminal)
		return;
	fprintf(stderr, "\r\033[K%s", doing);
	if (done > 0)
		fprintf(stderr, " %s of %s records", grouped(done, shown),
		    grouped(im->file->count, all));
	fflush(stderr);
}

static void
progress_end(const struct import *im)
{
	if (im->terminal)
		fputs("\r\033[K", stderr);
}

/* --- Reading, before anything is written --------------------------------- */

static int
open_input(struct import *im)
{
	im->fd = STDIN_FILENO;
	if (strcmp(im->path, "-") == 0)
		return 0;
	im->fd = open(im->path, O_RDONLY | O_CLOEXEC);
	if (im->fd < 0)
		return context_fail(im->context, EX_NOINPUT, "%s: %s",
		    context_quote(im->context, im->path), strerror(errno));
	return 0;
}

static void
close_input(const struct import *im)
{
	if (im->fd != STDIN_FILENO)
		close(im->fd);
}

/* A header of another registry ends the reading at once. */
static bool
is_other_registry(const struct import *im)
{
	const struct stats_file *file = stats_reader_file(im->reader);

	return file->has_header && file->header.registry[0] != '\0' &&
	    strcmp(file->header.registry,
	    registry_name(im->context->registry)) != 0;
}

static int
refuse_registry(const struct import *im)
{
	return context_fail(im->context, 1, "refused: the file is of the "
	    "registry %s, this register is of %s; nothing was imported",
	    stats_reader_file(im->reader)->header.registry,
	    registry_name(im->context->registry));
}

/* Feeds the reader until the end; 0 or the exit status. */
static int
read_input(struct import *im)
{
	static char bytes[READ_SIZE];
	ssize_t n;

	do {
		n = read(im->fd, bytes, sizeof(bytes));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return context_fail(im->context, EX_IOERR, "%s: %s",
			    context_quote(im->context, im->path),
			    strerror(errno));
		stats_reader_feed(im->reader, bytes, (size_t)n);
		if (is_other_registry(im))
			return refuse_registry(im);
	} while (n != 0);
	return 0;
}

static void
print_complaints(struct context *c, const struct stats_complaints *list,
    const char *what)
{
	size_t kept = list->count < STATS_COMPLAINTS_MAX ? list->count :
	    STATS_COMPLAINTS_MAX;
	const struct stats_complaint *item;
	size_t i;

	for (i = 0; i < kept; i++) {
		item = &list->items[i];
		if (item->line != 0)
			(void)context_fail(c, 0, "%sline %" PRIu32 ": %s",
			    what, item->line, item->text);
		else
			(void)context_fail(c, 0, "%s%s", what, item->text);
	}
	if (list->count > kept)
		(void)context_fail(c, 0, "%sand %zu more", what,
		    list->count - kept);
}

static int
read_file(struct import *im)
{
	struct context *c = im->context;
	int status;

	progress(im, "reading", 0);
	status = read_input(im);
	progress_end(im);
	if (status != 0)
		return status;
	im->file = stats_reader_end(im->reader);
	if (is_other_registry(im))
		return refuse_registry(im);
	if (im->file == NULL) {
		print_complaints(c, &stats_reader_file(im->reader)->errors, "");
		return context_fail(c, EX_DATAERR,
		    "the file has errors; nothing was imported");
	}
	print_complaints(c, &im->file->warnings, "warning: ");
	return 0;
}

/* --- Writing: all of it in one transaction ------------------------------- */

static struct import_record
import_record_of(const struct stats_file *file, const struct stats_record *rec)
{
	struct import_record out = {
		.kind = (enum record_kind)rec->kind,
		.status = (enum status)rec->status,
		.country = rec->country,
		.date = rec->date,
		.opaque = rec->holder == STATS_NOBODY ? NULL :
		    file->ids[rec->holder],
	};

	if (rec->kind == RECORD_ASN) {
		out.asns.first = rec->asn;
		out.asns.last = (uint32_t)(rec->asn + rec->value - 1);
	} else {
		out.first = rec->first;
		out.last = stats_record_last(rec);
	}
	return out;
}

/* What the registry answered; the line it is about is set on a refusal. */
static enum result
write_records(const struct import *im, uint32_t *line)
{
	struct registry *r = im->context->registry;
	struct import_record in;
	enum result res;
	size_t i;

	res = registry_import_begin(r);
	for (i = 0; res == RESULT_OK && i < im->file->count; i++) {
		if (i % PROGRESS_STEP == 0)
			progress(im, "importing", i);
		in = import_record_of(im->file, &im->file->records[i]);
		res = registry_import_record(r, &in);
		if (res != RESULT_OK)
			*line = im->file->records[i].line;
	}
	if (res != RESULT_OK)
		return res;
	progress(im, "joining", im->file->count);
	return registry_import_end(r);
}

static int
write_all(const struct import *im)
{
	struct context *c = im->context;
	uint32_t line = 0;
	enum result res;
	int status;

	if ((res = registry_bulk_begin(c->registry)) != RESULT_OK)
		return context_refuse(c, res);
	res = write_records(im, &line);
	if (res == RESULT_OK) {
		progress(im, "saving", im->file->count);
		res = registry_bulk_end(c->registry);
		progress_end(im);
		return context_refuse(c, res);
	}
	progress_end(im);
	if (line != 0)
		(void)context_fail(c, 0, "line %" PRIu32 " was refused:", line);
	status = context_refuse(c, res);
	registry_bulk_abandon(c->registry);
	return status;
}

static void
print_summary(const struct import *im)
{
	static const char *const names[RECORD_KIND_COUNT] = {
		"IPv4", "IPv6", "ASN",
	};
	const struct stats_file *file = im->file;
	char number[GROUPED_MAX];
	FILE *out = im->context->out;
	int kind;

	fprintf(out, "imported %s records:", grouped(file->count, number));
	for (kind = 0; kind < RECORD_KIND_COUNT; kind++)
		fprintf(out, " %s %s,", grouped(file->count_of[kind], number),
		    names[kind]);
	fprintf(out, " of %s holders\n", grouped(file->id_count, number));
}

int
command_import(struct context *c, int argc, char **argv)
{
	struct import im = { .context = c };
	int status;

	if (argc != 3 || strcmp(argv[1], "delegated") != 0 ||
	    (argv[2][0] == '-' && argv[2][1] != '\0'))
		return context_fail(c, EX_USAGE,
		    "usage: parcela import delegated FILE|-");
	im.path = argv[2];
	im.terminal = isatty(STDERR_FILENO) == 1;
	if ((status = context_registry(c)) != 0)
		return status;
	if ((status = open_input(&im)) != 0)
		return status;
	im.reader = stats_reader_new(c->arena);
	status = read_file(&im);
	close_input(&im);
	if (status != 0)
		return status;
	status = write_all(&im);
	if (status == 0)
		print_summary(&im);
	return status;
}
