/* SPDX-License-Identifier: ISC */
/*
 * batch: commands from a file, one a line, in one process.
 *
 * Words are parted by blanks; '...' keeps everything, "..." all but \" and
 * \\, a backslash keeps what follows it; # at the start of a word begins a
 * comment.  After each command stands "exit N", and all is flushed, so that
 * a program can drive parcela over two pipes.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "main/command.h"

#define WORDS_MAX 512
#define LINE_LENGTH_MAX (64 * 1024)

/* --- Words ------------------------------------------------------------- */

/* One word, unquoted in place, behind *s; NULL when a quote is left open. */
static char *
take_word(char **s)
{
	char *from = *s, *to = *s, *word = *s;
	char quote = '\0';

	for (; *from != '\0'; from++) {
		if (quote == '\0' && (*from == ' ' || *from == '\t'))
			break;
		if (quote == '\0' && (*from == '\'' || *from == '"')) {
			quote = *from;
		} else if (quote != '\0' && *from == quote) {
			quote = '\0';
		} else if (*from == '\\' && quote != '\'' &&
		    from[1] != '\0' && (quote == '\0' || from[1] == '"' ||
		    from[1] == '\\')) {
			*to++ = *++from;
		} else {
			*to++ = *from;
		}
	}
	*s = *from != '\0' ? from + 1 : from;
	*to = '\0';
	return quote == '\0' ? word : NULL;
}

/* The number of words, or -1: a quote is left open, or too many. */
static int
take_words(char *line, char *words[WORDS_MAX + 1])
{
	int n = 0;

	for (;;) {
		line += strspn(line, " \t\r");
		if (*line == '\0' || *line == '#')
			break;
		if (n == WORDS_MAX || (words[n] = take_word(&line)) == NULL)
			return -1;
		n++;
	}
	words[n] = NULL;
	return n;
}

/* --- Lines ------------------------------------------------------------- */

static bool
is_outside_batch(const char *word)
{
	return strcmp(word, "batch") == 0 || strcmp(word, "serve") == 0;
}

/* The exit status of one line; -1: nothing to do on it. */
static int
run_line(struct context *c, char *line, size_t length, uint64_t number)
{
	char *words[WORDS_MAX + 1];
	int n;

	if (length > 0 && line[length - 1] == '\n')
		line[--length] = '\0';
	if (length > LINE_LENGTH_MAX || strlen(line) != length)
		return context_fail(c, EX_DATAERR, "line %llu: a line of at "
		    "most %d bytes without NUL is expected",
		    (unsigned long long)number, LINE_LENGTH_MAX);
	n = take_words(line, words);
	if (n < 0)
		return context_fail(c, EX_DATAERR, "line %llu: a quote is "
		    "left open, or there are too many words",
		    (unsigned long long)number);
	if (n == 0)
		return -1;
	if (is_outside_batch(words[0]))
		return context_fail(c, EX_USAGE, "line %llu: %s cannot run "
		    "in a batch", (unsigned long long)number, words[0]);
	return command_run(c, n, words);
}

/* The worst of what the commands ended with. */
static int
run_lines(struct context *c, FILE *in, bool stop)
{
	char *line = NULL;
	size_t size = 0;
	uint64_t number = 0;
	ssize_t length;
	int status, worst = 0;

	while ((length = getline(&line, &size, in)) >= 0) {
		status = run_line(c, line, (size_t)length, ++number);
		if (status < 0)
			continue;
		fprintf(c->out, "exit %d\n", status);
		fflush(c->out);
		if (status > worst)
			worst = status;
		if (status != 0 && stop) {
			context_fail(c, status, "line %llu ended the batch",
			    (unsigned long long)number);
			break;
		}
	}
	if (ferror(in))
		worst = context_fail(c, EX_IOERR, "the commands cannot be "
		    "read: %s", strerror(errno));
	free(line);
	return worst;
}

int
command_batch(struct context *c, int argc, char **argv)
{
	bool stop = c->options.stop_on_error;
	FILE *in = stdin;
	int status;

	if (argc > 0 && strcmp(argv[0], "-") != 0)
		in = fopen(argv[0], "re");
	if (in == NULL)
		return context_fail(c, EX_NOINPUT, "%s: %s",
		    context_quote(c, argv[0]), strerror(errno));
	context_next(c);
	c->in_batch = true;
	status = run_lines(c, in, stop);
	if (in != stdin)
		fclose(in);
	return status;
}
