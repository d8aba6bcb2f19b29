/* SPDX-License-Identifier: ISC */
#include "base/sealed.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define KEY_SIZE crypto_secretbox_KEYBYTES
#define NONCE_SIZE crypto_secretbox_NONCEBYTES
#define EXTRA (NONCE_SIZE + crypto_secretbox_MACBYTES)
#define SEALED_SIZE (EXTRA + SEALED_PLAIN_MAX)
#define BASE64 sodium_base64_VARIANT_ORIGINAL

_Static_assert(SEALED_KEY_SIZE == KEY_SIZE, "the key of secretbox");
_Static_assert(SEALED_MAX >= sodium_base64_ENCODED_LEN(SEALED_SIZE, BASE64),
    "the longest secret fits");

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
make_key(struct arena *arena, const char *path)
{
	const char *draft = arena_printf(arena, "%s.%ld", path,
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

bool
sealed_key(const char *store_path, uint8_t key[SEALED_KEY_SIZE],
    char *why, size_t why_size)
{
	struct arena *arena = arena_new();
	const char *path = arena_printf(arena, "%s.key", store_path);
	bool found;

	if (sodium_init() < 0)
		die("libsodium does not start");
	found = read_key(path, key) || (errno == ENOENT &&
	    make_key(arena, path) && read_key(path, key));
	if (!found)
		snprintf(why, why_size, "the key file %s cannot be used: %s",
		    path, errno == EINVAL ? "it is not 32 bytes" :
		    strerror(errno));
	arena_free(arena);
	return found;
}

/* --- Sealing ----------------------------------------------------------- */

void
seal(const void *plain, size_t length, const uint8_t key[SEALED_KEY_SIZE],
    char out[SEALED_MAX])
{
	uint8_t sealed[SEALED_SIZE];

	assert(length <= SEALED_PLAIN_MAX);
	randombytes_buf(sealed, NONCE_SIZE);
	crypto_secretbox_easy(sealed + NONCE_SIZE, plain, length, sealed, key);
	sodium_bin2base64(out, SEALED_MAX, sealed, EXTRA + length, BASE64);
}

bool
unseal(const char *text, const uint8_t key[SEALED_KEY_SIZE], void *plain,
    size_t length)
{
	uint8_t sealed[SEALED_SIZE];
	size_t size;

	return sodium_base642bin(sealed, sizeof(sealed), text, strlen(text),
	    NULL, &size, NULL, BASE64) == 0 && size == EXTRA + length &&
	    crypto_secretbox_open_easy(plain, sealed + NONCE_SIZE,
	    size - NONCE_SIZE, sealed, key) == 0;
}
