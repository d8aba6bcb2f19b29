/* SPDX-License-Identifier: ISC */
/* The register as a whole: making it, proving it. */
#include <unistd.h>

#include "main/command.h"
#include "main/print.h"

#define DEFAULT_REGISTRY "lacnic"

/* A store whose register could not be begun is no store. */
static void
discard_store(struct context *c)
{
	const char *path = arena_strdup(c->arena, store_path(c->store));

	context_close_store(c);
	unlink(path);
	unlink(arena_printf(c->arena, "%s-wal", path));
	unlink(arena_printf(c->arena, "%s-shm", path));
}

int
command_init(struct context *c, int argc, char **argv)
{
	const char *name = c->options.registry;
	struct init in = { .registry = name ? name : DEFAULT_REGISTRY };
	int status;

	(void)argc, (void)argv;
	if ((status = context_store(c, STORE_CREATE)) != 0)
		return status;
	if (!context_wrote(c, OPERATE(c, init, &in))) {
		status = c->status;
		discard_store(c);
		return status;
	}
	fprintf(c->out, "%s is an empty register of %s\n", c->store_url,
	    in.registry);
	return 0;
}

static void
say_step(const char *step)
{
	fprintf(stderr, "\r\033[K%s", step);
	fflush(stderr);
}

static void
print_report(struct context *c, const struct verify_report *report, bool whole)
{
	struct print p;

	print_begin(&p, c);
	print_text(&p, "verify", whole ? "ok" : "wrong");
	print_text(&p, "detail", report->detail);
	print_number(&p, "blocks", report->blocks);
	print_number(&p, "asns", report->asns);
	print_number(&p, "organisations", report->organisations);
	print_number(&p, "persons", report->persons);
	print_number(&p, "journal", report->rows);
	print_end(&p);
}

int
command_verify(struct context *c, int argc, char **argv)
{
	struct verify_report report = { 0 };
	bool terminal = isatty(STDERR_FILENO) != 0, whole;
	int status;

	(void)argc, (void)argv;
	if ((status = context_store(c, STORE_READ)) != 0)
		return status;
	whole = registry_verify(c->store, &report,
	    terminal ? say_step : NULL);
	if (terminal)
		say_step("");
	if (whole || c->json)
		print_report(c, &report, whole);
	if (!whole)
		return context_fail(c, 1, "wrong: %s", report.detail);
	return 0;
}
