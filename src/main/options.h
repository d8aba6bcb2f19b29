/* SPDX-License-Identifier: ISC */
/*
 * options: every option that a command of parcela(1) can take.
 *
 * An option means the same in all commands.  main/option.def has a line for
 * each: its name, type and help; main/command.def says which command takes
 * which.  Values are read with the one parser (inet.h) and refused here when
 * they are malformed, unclean or too long.
 */
#ifndef MAIN_OPTIONS_H
#define MAIN_OPTIONS_H

#include "base/base.h"
#include "model/limits.h"
#include "model/model.h"

struct context;

struct options {
#define FLAG(name, spelling, help) bool name;
#define TEXT(name, spelling, limit, what, help) const char *name;
#define LINES TEXT
#define NUMBER(name, spelling, maximum, what, help) int name;
#define DATE(name, spelling, help) int64_t name;
#define BLOCK(name, spelling, help) struct prefix name;
#define WORDS(name, spelling, type, words, count, what, help) \
	enum type name;
#include "main/option.def"
#undef FLAG
#undef TEXT
#undef LINES
#undef NUMBER
#undef DATE
#undef BLOCK
#undef WORDS
	uint64_t given;			/* bit OPTION_x: it was on the line */
};

enum option_id {
#define FLAG(name, ...) OPTION_##name,
#define TEXT FLAG
#define LINES FLAG
#define NUMBER FLAG
#define DATE FLAG
#define BLOCK FLAG
#define WORDS FLAG
#include "main/option.def"
#undef FLAG
#undef TEXT
#undef LINES
#undef NUMBER
#undef DATE
#undef BLOCK
#undef WORDS
	OPTION_COUNT,
};

#define TAKES(name) (UINT64_C(1) << OPTION_##name)

bool option_given(const struct options *, enum option_id);

/*
 * Read argv into context->options and permute it: the operands stand last,
 * from *first on.  argv[0] is the command's name, for messages.  Only the
 * options in allowed are known, and --help, which is OPTIONS_HELP.
 * 0, or 64 after saying what is wrong.
 */
#define OPTIONS_HELP (-1)
int options_parse(struct context *, uint64_t allowed, int argc, char **argv,
    int *first) MUST_CHECK;

/* The lines of help for the options in allowed. */
void options_help(struct text *, uint64_t allowed);

#endif
