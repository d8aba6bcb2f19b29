/* SPDX-License-Identifier: ISC */
/* parcela(1): an Internet number registry. */
#include <getopt.h>
#include <stdlib.h>

#include "main/command.h"
#include "main/config.h"

enum { OPTION_STORE = 256, OPTION_VERSION, OPTION_JSON };

static const struct option long_options[] = {
	{ "config", required_argument, NULL, 'c' },
	{ "store", required_argument, NULL, OPTION_STORE },
	{ "json", no_argument, NULL, OPTION_JSON },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static _Noreturn void
finish(struct context *c, int status)
{
	exit(context_finish(c, status));
}

/* What stands before the command.  -c and --store are kept for later: the
   file is read when all options are known to be right. */
static const char *
read_options(struct context *c, int argc, char **argv)
{
	const char *store = NULL;
	int letter;

	opterr = 0;
	while ((letter = getopt_long(argc, argv, "+:c:h", long_options,
	    NULL)) != -1) {
		switch (letter) {
		case 'c':
			c->config_path = optarg;
			break;
		case OPTION_STORE:
			store = optarg;
			break;
		case OPTION_JSON:
			c->json = true;
			break;
		case OPTION_VERSION:
			fputs("parcela " PARCELA_VERSION "\n", c->out);
			finish(c, 0);
		case 'h':
			command_help_all(c->out);
			finish(c, 0);
		default:
			exit(context_fail(c, EX_USAGE, "%s: %s; see `parcela "
			    "--help`", context_quote(c, argv[optind - 1]),
			    letter == ':' ? "this option needs a value" :
			    "there is no such option"));
		}
	}
	return store;
}

static void
read_clock(struct context *c)
{
	const char *now = getenv("PARCELA_CLOCK");
	const char *seed = getenv("PARCELA_SEED");

	if (now != NULL && !time_parse(now, &c->clock.fixed))
		exit(context_fail(c, EX_USAGE, "PARCELA_CLOCK: %s: a time "
		    "like 2026-03-01T12:00:00Z is expected",
		    context_quote(c, now)));
	if (seed != NULL && !parse_number(seed, UINT64_MAX, &c->clock.seed))
		exit(context_fail(c, EX_USAGE, "PARCELA_SEED: %s: a number is "
		    "expected", context_quote(c, seed)));
}

static int
run(struct context *c, struct arena *lasting, int argc, char **argv)
{
	const char *store = read_options(c, argc, argv);
	int status;

	if (optind == argc)
		return context_fail(c, EX_USAGE, "a command is expected; see "
		    "`parcela --help`");
	read_clock(c);
	if ((status = context_configure(c, lasting, store)) != 0)
		return status;
	return command_run(c, argc - optind, argv + optind);
}

int
main(int argc, char **argv)
{
	struct context context = { .arena = arena_new(), .out = stdout };
	struct arena *lasting = arena_new();
	int status;

	status = run(&context, lasting, argc, argv);
	context_close(&context);
	arena_free(context.arena);
	arena_free(lasting);
	return status;
}
