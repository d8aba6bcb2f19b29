/* SPDX-License-Identifier: ISC */
/*
 * context: what every command of parcela(1) is given, and how it ends.
 *
 * A command is a function
 *
 *	int command_serve(struct context *, int argc, char **argv);
 *
 * named in main/command.def, which returns the exit status of the process:
 * 0 done, 1 refused or found wrong, 64 and up as in <sysexits.h>.  For a
 * command that is PLAIN there, argv has only the operands, of a number that
 * fits, and the options are in context->options.  A RAW one gets everything
 * behind the command's own name as it was typed (argv[0] is that name, so
 * `import delegated FILE` comes as {"import", "delegated", FILE}); it may use
 * getopt_long() after optind = 0, since `parcela batch` calls commands more
 * than once in a process.
 *
 * What is for the user goes to context->out; complaints go to stderr, one
 * line each, through the functions below.
 *
 * The environment, which stands above the configuration file:
 *	PARCELA_STORE	the store ("sqlite:PATH"); --store stands above it
 *	PARCELA_CLOCK	"now", for tests and reconstructions; see time_parse()
 *	PARCELA_SEED	a number from which what is random is drawn (tests)
 */
#ifndef MAIN_CONTEXT_H
#define MAIN_CONTEXT_H

#include <stdio.h>
#include <sysexits.h>

#include "base/base.h"
#include "index/index.h"
#include "main/options.h"
#include "model/limits.h"
#include "model/model.h"
#include "registry/registry.h"
#include "store/store.h"

struct config;

struct context {
	struct config *config;		/* main/config.h; never NULL */
	const char *config_path;	/* of -c, or NULL */
	const char *store_url;		/* "sqlite:PATH" */
	struct clock clock;
	struct arena *arena;		/* of this command; dies with it */
	FILE *out;			/* the answer: standard output */
	bool json;			/* --json was given */
	bool in_batch;			/* nobody is told by mail */
	struct options options;		/* of a PLAIN command */

	/* Opened when asked for, closed by who calls the command; in a batch
	   the store outlives the command. */
	struct store *store;
	enum store_mode mode;
	struct registry *registry;
	bool acting;			/* registry_act_as() went well */
	struct index *index;
	int status;			/* why OPERATE() could not begin */

	/* What a dry run looks at, as it would be; may be NULL. */
	void (*preview)(struct context *, void *argument);
	void *preview_argument;
};

/*
 * Read the configuration and the environment into a new context, once; store
 * is that of --store, or NULL.  lasting outlives every command.
 */
int context_configure(struct context *, struct arena *lasting,
    const char *store) MUST_CHECK;

/* --- Opening ----------------------------------------------------------- */

/*
 * Each answers 0, or the exit status of the command after saying why:
 * 66 no store, 73 it is there already (STORE_CREATE), 69 PostgreSQL is not
 * built yet, 64 not a store URL, 74 damaged or no rights.  Opening what is
 * open already is fine.
 */
int context_store(struct context *, enum store_mode) MUST_CHECK;
/* context->registry, over a store for writing, acting as the options say:
   the local operator unless --as. */
int context_registry(struct context *) MUST_CHECK;
/* Is the register that is open one that "parcela demo" made? */
bool context_is_demo(struct context *) MUST_CHECK;
/* context->registry only to look with (free, history, held, verdicts). */
int context_looker(struct context *) MUST_CHECK;
/* context->index, over the store that is open or one for reading. */
int context_index(struct context *) MUST_CHECK;

void context_close_store(struct context *);
/* Between two commands: forget all but the open store. */
void context_next(struct context *);
/* Close index, registry and store, and clear the arena. */
void context_close(struct context *);

/* --- Writing ----------------------------------------------------------- */

/*
 * Run an operation of operation.def: OPERATE(c, transfer, &in).  When the
 * registry cannot be opened the answer is RESULT_COUNT, and context->status
 * says why.
 */
#define OPERATE(c, operation, in) \
	(((c)->status = context_registry(c)) != 0 ? RESULT_COUNT : \
	    registry_##operation((c)->registry, in))

/* Did that go well?  When not, why has been said and is in context->status. */
bool context_wrote(struct context *, enum result) MUST_CHECK;
/* The end of most commands that write: the text and a line feed when it went
   well; the exit status. */
int context_done(struct context *, enum result, const char *format, ...)
    PRINTF_LIKE(3, 4) MUST_CHECK;
/* That of those that replace contacts, and pass other roles on. */
int context_contacts(struct context *, enum result, const char *of,
    const struct other_roles *) MUST_CHECK;

/* --- Complaints -------------------------------------------------------- */

/*
 * "parcela: refused: <sentence> <detail>" for what the registry answered;
 * the exit status: 1, or 64 for malformed input, 74, 75.  Nothing is said for
 * RESULT_OK, which is 0.
 */
int context_refuse(struct context *, enum result) MUST_CHECK;

/* "parcela: <text>"; returns the exit status given. */
int context_fail(struct context *, int status, const char *format, ...)
    PRINTF_LIKE(3, 4);

/*
 * s between quotes for a message: what cannot be printed is escaped (\x1b,
 * \u202e), what is longer than a line is cut.  Lives in the arena.
 */
const char *context_quote(struct context *, const char *s);

/* The last word of every command: a failing disk or a closed pipe shows in
   the exit status even when the command saw nothing. */
int context_finish(struct context *, int status) MUST_CHECK;

#endif
