/* SPDX-License-Identifier: ISC */
#include "main/password.h"

#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "main/config.h"
#include "portal/portal.h"
#include "store/read.h"

/* --- Reading ----------------------------------------------------------- */

/* One line without its end; false at the end of the file or when too long. */
static bool
read_line(char *out, size_t size)
{
	size_t length;

	if (fgets(out, (int)size, stdin) == NULL)
		return false;
	length = strlen(out);
	if (length > 0 && out[length - 1] == '\n') {
		out[length - 1] = '\0';
		return true;
	}
	return feof(stdin) != 0;
}

/*
 * Signals from the keyboard are switched off with the echo, or an interrupt
 * would leave the terminal mute; the control character is refused after.
 */
static bool
ask(const char *question, char *out, size_t size)
{
	struct termios before, silent;
	bool read;

	fputs(question, stderr);
	tcgetattr(STDIN_FILENO, &before);
	silent = before;
	silent.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
	read = read_line(out, size);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
	fputc('\n', stderr);
	return read;
}

/* Reads with room for the line's end, so that the longest one fits. */
static int
read_once(struct context *c, char *line, size_t size, bool terminal)
{
	bool read = terminal ? ask("New password: ", line, size) :
	    read_line(line, size);

	if (!read)
		return context_fail(c, EX_DATAERR, "password: a line of at "
		    "most %d bytes is expected", LIMIT_PASSWORD_MAX);
	if (!text_is_clean(line, LIMIT_PASSWORD_MAX + 1))
		return context_fail(c, EX_DATAERR, "password: UTF-8 text "
		    "without control characters is expected");
	return 0;
}

int
password_read(struct context *c, char *out, size_t size)
{
	char line[LIMIT_PASSWORD_MAX + 2], again[LIMIT_PASSWORD_MAX + 2];
	bool terminal = isatty(STDIN_FILENO) != 0;
	int status = read_once(c, line, sizeof(line), terminal);

	assert(size >= sizeof(line));
	if (status == 0 && terminal &&
	    (!ask("Again: ", again, sizeof(again)) ||
	    strcmp(line, again) != 0))
		status = context_fail(c, EX_DATAERR,
		    "password: the two are not the same");
	if (status == 0)
		memcpy(out, line, strlen(line) + 1);
	explicit_bzero(line, sizeof(line));
	explicit_bzero(again, sizeof(again));
	return status;
}

int
password_read_given(struct context *c, char *out, size_t size)
{
	bool read = isatty(STDIN_FILENO) != 0 ?
	    ask("One-time password: ", out, size) : read_line(out, size);

	return read ? 0 : context_fail(c, EX_DATAERR,
	    "password: a line of at most %zu bytes is expected", size - 2);
}

int
password_check(struct context *c, const char *handle, const char *password)
{
	struct whois_profile profile = c->config->whois_profile;
	struct person person;
	const char *weakness;
	int status;

	if (!q_person_by_handle(c->store, handle, &person))
		return 0;		/* the operation says so */
	if ((status = context_index(c)) != 0)
		return status;
	whois_profile_complete(&profile, arena_strdup(c->arena,
	    index_registry(c->index)), c->arena);
	weakness = password_weakness(c->registry, c->arena, profile.name,
	    &person, password);
	return weakness == NULL ? 0 : context_fail(c, EX_DATAERR,
	    "password: %s", weakness);
}

/* --- Sealing ----------------------------------------------------------- */

int
password_sealed(struct context *c, const char *password, const char **out)
{
	uint8_t key[SEALED_KEY_SIZE];
	char why[512], text[SEALED_MAX];
	bool done;

	if (!sealed_key(store_path(c->store), key, why, sizeof(why)))
		return context_fail(c, EX_NOPERM, "%s", why);
	done = password_seal(password, key, text);
	explicit_bzero(key, sizeof(key));
	if (!done)
		return context_fail(c, EX_OSERR,
		    "password: not enough memory to hash it");
	*out = arena_strdup(c->arena, text);
	return 0;
}

int
secret_sealed(struct context *c, const char secret[TOKEN_TEXT_MAX],
    const char **out)
{
	uint8_t key[SEALED_KEY_SIZE];
	char why[512], text[SEALED_MAX];

	if (!sealed_key(store_path(c->store), key, why, sizeof(why)))
		return context_fail(c, EX_NOPERM, "%s", why);
	seal(secret, TOKEN_TEXT_MAX, key, text);
	explicit_bzero(key, sizeof(key));
	*out = arena_strdup(c->arena, text);
	return 0;
}
