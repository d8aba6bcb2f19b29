/* SPDX-License-Identifier: ISC */
#include "base/base.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE_MAX_BYTES 1024		/* longer lines are cut */

static char name[32] = "parcela";	/* set once, before any thread */

void
log_name(const char *role)
{
	snprintf(name, sizeof(name), "%s", role);
}

/* What strangers sent may be part of a message: it must stay one line. */
static void
flatten(char *s)
{
	for (; *s != '\0'; s++) {
		if ((uint8_t)*s < ' ' || *s == 0x7f)
			*s = '?';
	}
}

/* One write, so that lines of several processes do not mix. */
static void
write_line(char *line, size_t length)
{
	ssize_t n;

	line[length++] = '\n';
	do {
		n = write(STDERR_FILENO, line, length);
	} while (n < 0 && errno == EINTR);
}

PRINTF_LIKE(2, 0) static void
put_line(const char *level, const char *format, va_list args)
{
	char line[LINE_MAX_BYTES];
	int saved = errno;
	int n;

	n = snprintf(line, sizeof(line) - 1, "%s: %s", name, level);
	assert(n >= 0);
	vsnprintf(line + n, sizeof(line) - 1 - (size_t)n, format, args);
	flatten(line);
	write_line(line, strlen(line));
	errno = saved;
}

void
log_info(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	put_line("", format, args);
	va_end(args);
}

void
log_warning(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	put_line("warning: ", format, args);
	va_end(args);
}

void
die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	put_line("fatal: ", format, args);
	va_end(args);
	abort();
}
