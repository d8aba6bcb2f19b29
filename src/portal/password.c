/* SPDX-License-Identifier: ISC */
/* Passwords as they lie in the store; see portal.h. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "model/limits.h"
#include "portal/portal.h"

#define KEY_SIZE crypto_secretbox_KEYBYTES
#define NONCE_SIZE crypto_secretbox_NONCEBYTES
#define HASH_TEXT_SIZE crypto_pwhash_STRBYTES
#define BOX_SIZE (crypto_secretbox_MACBYTES + HASH_TEXT_SIZE)
#define SEALED_SIZE (NONCE_SIZE + BOX_SIZE)
#define BASE64 sodium_base64_VARIANT_ORIGINAL

_Static_assert(PASSWORD_KEY_SIZE == KEY_SIZE, "the key of secretbox");
_Static_assert(PASSWORD_SEALED_MAX >=
    sodium_base64_ENCODED_LEN(SEALED_SIZE, BASE64), "a sealed hash fits");

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
password_key(const char *store_path, uint8_t key[PASSWORD_KEY_SIZE],
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

/* --- At most so many hashes at once ------------------------------------ */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t done = PTHREAD_COND_INITIALIZER;
static int running;

static void
enter(void)
{
	pthread_mutex_lock(&lock);
	while (running >= LIMIT_PASSWORD_HASHES)
		pthread_cond_wait(&done, &lock);
	running++;
	pthread_mutex_unlock(&lock);
}

static void
leave(void)
{
	pthread_mutex_lock(&lock);
	running--;
	pthread_cond_signal(&done);
	pthread_mutex_unlock(&lock);
}

static bool
hash_password(const char *password, char hash[HASH_TEXT_SIZE])
{
	bool hashed;

	memset(hash, 0, HASH_TEXT_SIZE);
	enter();
	hashed = crypto_pwhash_str(hash, password, strlen(password),
	    crypto_pwhash_OPSLIMIT_INTERACTIVE,
	    crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0;
	leave();
	return hashed;
}

/* --- Sealing ----------------------------------------------------------- */

bool
password_seal(const char *password, const uint8_t key[PASSWORD_KEY_SIZE],
    char out[PASSWORD_SEALED_MAX])
{
	uint8_t sealed[SEALED_SIZE];
	char hash[HASH_TEXT_SIZE];

	if (!hash_password(password, hash))
		return false;
	randombytes_buf(sealed, NONCE_SIZE);
	crypto_secretbox_easy(sealed + NONCE_SIZE, (uint8_t *)hash,
	    sizeof(hash), sealed, key);
	explicit_bzero(hash, sizeof(hash));
	sodium_bin2base64(out, PASSWORD_SEALED_MAX, sealed, sizeof(sealed),
	    BASE64);
	return true;
}

static bool
unseal(const char *text, const uint8_t key[KEY_SIZE],
    char hash[HASH_TEXT_SIZE])
{
	uint8_t sealed[SEALED_SIZE];
	size_t length;

	return sodium_base642bin(sealed, sizeof(sealed), text, strlen(text),
	    NULL, &length, NULL, BASE64) == 0 && length == SEALED_SIZE &&
	    crypto_secretbox_open_easy((uint8_t *)hash, sealed + NONCE_SIZE,
	    BOX_SIZE, sealed, key) == 0;
}

/* Of a password that nobody has: compared with when there is no other. */
static char nobodys[HASH_TEXT_SIZE];

static void
make_nobodys(void)
{
	uint8_t bytes[32];
	char password[sizeof(bytes) * 2 + 1];

	randombytes_buf(bytes, sizeof(bytes));
	sodium_bin2hex(password, sizeof(password), bytes, sizeof(bytes));
	if (!hash_password(password, nobodys))
		die("not enough memory to hash a password");
}

bool
password_is(const char *password, const char *sealed,
    const uint8_t key[PASSWORD_KEY_SIZE])
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	char hash[HASH_TEXT_SIZE];
	bool opened, same;

	pthread_once(&once, make_nobodys);
	opened = unseal(sealed, key, hash);
	if (!opened)
		memcpy(hash, nobodys, sizeof(hash));
	enter();
	same = crypto_pwhash_str_verify(hash, password,
	    strlen(password)) == 0;
	leave();
	explicit_bzero(hash, sizeof(hash));
	return same && opened;
}
