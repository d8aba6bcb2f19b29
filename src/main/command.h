/* SPDX-License-Identifier: ISC */
/*
 * command: the table of what parcela(1) can be told to do.
 *
 * main/command.def has a line for each command; its function and its place
 * in the help come from there.
 */
#ifndef MAIN_COMMAND_H
#define MAIN_COMMAND_H

#include "main/context.h"

struct command {
	const char *name;		/* of one or two words: "user add" */
	int (*run)(struct context *, int argc, char **argv);
	bool raw;			/* reads its options itself */
	uint64_t options;		/* TAKES(...) */
	int least, most;		/* operands; most < 0: no limit */
	const char *operands;		/* for the usage line */
	const char *help;
};

extern const struct command commands[];
extern const size_t command_count;

/*
 * The command that argv begins with, and how many words name it; NULL after
 * saying that there is none.
 */
const struct command *command_find(struct context *, int argc, char **argv,
    int *words);

/*
 * Find, read options, run, close what the command alone needs; the exit
 * status.  An open store stays open for the next one.
 */
int command_run(struct context *, int argc, char **argv) MUST_CHECK;

/* All commands in a line each; one command with its options. */
void command_help_all(FILE *);
void command_help_one(FILE *, const struct command *);

#define RAW(function, ...) \
	int command_##function(struct context *, int, char **);
#define PLAIN RAW
#include "main/command.def"
#undef RAW
#undef PLAIN

#endif
