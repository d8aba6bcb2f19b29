/* SPDX-License-Identifier: ISC */
#include "main/password.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define KEY_SIZE crypto_secretbox_KEYBYTES
#define NONCE_SIZE crypto_secretbox_NONCEBYTES
#define HASH_TEXT_SIZE crypto_pwhash_STRBYTES
#define BOX_SIZE (crypto_secretbox_MACBYTES + HASH_TEXT_SIZE)
#define SEALED_SIZE (NONCE_SIZE + BOX_SIZE)
#define BASE64 sodium_base64_VARIANT_ORIGINAL

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
	if (strlen(line) < LIMIT_PASSWORD_MIN ||
	    strlen(line) > LIMIT_PASSWORD_MAX)
		return context_fail(c, EX_DATAERR, "password: %d to %d bytes "
		    "are expected", LIMIT_PASSWORD_MIN, LIMIT_PASSWORD_MAX);
	if (!text_is_clean(line, LIMIT_PASSWORD_MAX))
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

	assert(size > LIMIT_PASSWORD_MAX);
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

/* --- The key ----------------------------------------------------------- */

static bool
read_key(const char *path, uint8_t key[KEY_SIZE])
{
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char beyond;
	bool whole;

	if (file < 0)
		return false;
	whole = read(file, key, KEY_SIZE) == (ssize_t)KEY_SIZE &&
	    read(file, &beyond, 1) == 0;
	close(file);
	if (!whole)
		errno = EINVAL;
	return whole;
}

/*
 * Complete under another name first, then linked to its own: of two that
 * make it at once one wins, and nobody reads half a key.
 */
static bool
make_key(struct context *c, const char *path)
{
	const char *draft = arena_printf(c->arena, "%s.%ld", path,
	    (long)getpid());
	uint8_t key[KEY_SIZE];
	bool made;
	int file;

	file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (file < 0)
		return false;
	randombytes_buf(key, sizeof(key));	/* never PARCELA_SEED's */
	made = write(file, key, sizeof(key)) == (ssize_t)sizeof(key) &&
	    fsync(file) == 0;
	explicit_bzero(key, sizeof(key));
	close(file);
	made = made && (link(draft, path) == 0 || errno == EEXIST);
	unlink(draft);
	return made;
}

static int
find_key(struct context *c, uint8_t key[KEY_SIZE])
{
	const char *path = arena_printf(c->arena, "%s.key",
	    store_path(c->store));

	if (sodium_init() < 0)
		return context_fail(c, EX_SOFTWARE, "libsodium does not start");
	if (read_key(path, key))
		return 0;
	if (errno == ENOENT && make_key(c, path) && read_key(path, key))
		return 0;
	return context_fail(c, EX_NOPERM, "the key file %s cannot be used: %s",
	    path, errno == EINVAL ? "it is not 32 bytes" : strerror(errno));
}

/* --- Sealing ----------------------------------------------------------- */

static bool
seal(const char *password, const uint8_t key[KEY_SIZE],
    uint8_t sealed[SEALED_SIZE])
{
	char hash[HASH_TEXT_SIZE] = "";

	if (crypto_pwhash_str(hash, password, strlen(password),
	    crypto_pwhash_OPSLIMIT_INTERACTIVE,
	    crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
		return false;
	randombytes_buf(sealed, NONCE_SIZE);
	crypto_secretbox_easy(sealed + NONCE_SIZE, (uint8_t *)hash,
	    sizeof(hash), sealed, key);
	explicit_bzero(hash, sizeof(hash));
	return true;
}

int
password_seal(struct context *c, const char *password, const char **out)
{
	uint8_t key[KEY_SIZE], sealed[SEALED_SIZE];
	char text[sodium_base64_ENCODED_LEN(SEALED_SIZE, BASE64)];
	int status = find_key(c, key);
	bool done;

	if (status != 0)
		return status;
	done = seal(password, key, sealed);
	explicit_bzero(key, sizeof(key));
	if (!done)
		return context_fail(c, EX_OSERR,
		    "password: not enough memory to hash it");
	sodium_bin2base64(text, sizeof(text), sealed, sizeof(sealed), BASE64);
	*out = arena_strdup(c->arena, text);
	return 0;
}
