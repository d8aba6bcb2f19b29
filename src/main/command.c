/* SPDX-License-Identifier: ISC */
#include "main/command.h"

#include <string.h>

#define RAW(function, name, operands, help) \
	{ name, command_##function, true, 0, 0, -1, operands, help },
#define PLAIN(function, name, options, least, most, operands, help) \
	{ name, command_##function, false, options, least, most, operands, \
	  help },
const struct command commands[] = {
#include "main/command.def"
};
#undef RAW
#undef PLAIN

const size_t command_count = ARRAY_LENGTH(commands);

/* How many words of argv are this name: 1, 2, or 0 when they are not. */
static int
words_matched(const char *name, int argc, char **argv)
{
	size_t length = strcspn(name, " ");

	if (strlen(argv[0]) != length || strncmp(name, argv[0], length) != 0)
		return 0;
	if (name[length] == '\0')
		return 1;
	return argc > 1 && strcmp(name + length + 1, argv[1]) == 0 ? 2 : 0;
}

/* Is this the first word of commands of two: "user"?  Then say which. */
static bool
second_words(const char *word, struct text *out)
{
	size_t length = strlen(word);

	for (size_t i = 0; i < command_count; i++) {
		const char *name = commands[i].name;

		if (strncmp(name, word, length) == 0 && name[length] == ' ')
			text_printf(out, "%s%s", out->length > 0 ? ", " : "",
			    name);
	}
	return out->length > 0;
}

const struct command *
command_find(struct context *c, int argc, char **argv, int *words)
{
	struct text known;

	for (size_t i = 0; i < command_count; i++)
		if ((*words = words_matched(commands[i].name, argc, argv)) > 0)
			return &commands[i];
	text_init(&known, 1024);
	if (second_words(argv[0], &known))
		context_fail(c, EX_USAGE, "%s: a second word is expected: %s",
		    argv[0], known.bytes);
	else
		context_fail(c, EX_USAGE, "%s: there is no such command; "
		    "see `parcela help`", context_quote(c, argv[0]));
	text_release(&known);
	return NULL;
}

static int
wrong_operands(struct context *c, const struct command *command)
{
	return context_fail(c, EX_USAGE, "usage: parcela %s %s",
	    command->name, command->operands);
}

static int
run_plain(struct context *c, const struct command *command, int argc,
    char **argv)
{
	char *words = argv[0];
	int first = 0, status, operands;

	argv[0] = arena_strdup(c->arena, command->name);
	status = options_parse(c, command->options, argc, argv, &first);
	argv[0] = words;
	if (status == OPTIONS_HELP) {
		command_help_one(c->out, command);
		return 0;
	}
	if (status != 0)
		return status;
	operands = argc - first;
	if (operands < command->least ||
	    (command->most >= 0 && operands > command->most))
		return wrong_operands(c, command);
	c->json = c->json || c->options.json;
	return command->run(c, operands, argv + first);
}

int
command_run(struct context *c, int argc, char **argv)
{
	const struct command *command;
	bool json = c->json;
	int words, status;

	command = command_find(c, argc, argv, &words);
	if (command == NULL)
		status = EX_USAGE;
	else if (command->raw)
		status = command->run(c, argc, argv);
	else
		status = run_plain(c, command, argc - (words - 1),
		    argv + (words - 1));
	status = context_finish(c, status);
	c->json = json;
	context_next(c);
	return status;
}

/* --- Help -------------------------------------------------------------- */

void
command_help_all(FILE *out)
{
	fputs("usage: parcela [-c FILE] [--store sqlite:PATH] COMMAND ...\n"
	    "\n", out);
	for (size_t i = 0; i < command_count; i++)
		fprintf(out, "  %-16s %s\n", commands[i].name,
		    commands[i].help);
	fputs("\n`parcela help COMMAND` explains one; parcela(1) all.\n", out);
}

void
command_help_one(FILE *out, const struct command *command)
{
	struct text text;

	text_init(&text, 1 << 16);
	text_printf(&text, "usage: parcela %s%s%s%s\n\n%s\n", command->name,
	    command->options != 0 ? " [options]" : "",
	    *command->operands ? " " : "", command->operands, command->help);
	if (command->options != 0)
		text_put(&text, "\n");
	options_help(&text, command->options);
	fwrite(text.bytes, 1, text.length, out);
	text_release(&text);
}

int
command_help(struct context *c, int argc, char **argv)
{
	const struct command *command;
	int words;

	if (argc == 0) {
		command_help_all(c->out);
		return 0;
	}
	command = command_find(c, argc, argv, &words);
	if (command == NULL)
		return EX_USAGE;
	command_help_one(c->out, command);
	return 0;
}
