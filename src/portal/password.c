/* SPDX-License-Identifier: ISC */
/* Passwords as they lie in the store; see portal.h. */
#include <pthread.h>
#include <sodium.h>
#include <string.h>

#include "model/limits.h"
#include "portal/portal.h"

#define HASH_TEXT_SIZE crypto_pwhash_STRBYTES

_Static_assert(HASH_TEXT_SIZE <= SEALED_PLAIN_MAX, "a hash can be sealed");

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

bool
password_seal(const char *password, const uint8_t key[SEALED_KEY_SIZE],
    char out[SEALED_MAX])
{
	char hash[HASH_TEXT_SIZE];

	if (!hash_password(password, hash))
		return false;
	seal(hash, sizeof(hash), key, out);
	explicit_bzero(hash, sizeof(hash));
	return true;
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
    const uint8_t key[SEALED_KEY_SIZE])
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	char hash[HASH_TEXT_SIZE];
	bool opened, same;

	pthread_once(&once, make_nobodys);
	opened = unseal(sealed, key, hash, sizeof(hash));
	if (!opened)
		memcpy(hash, nobodys, sizeof(hash));
	enter();
	same = crypto_pwhash_str_verify(hash, password,
	    strlen(password)) == 0;
	leave();
	explicit_bzero(hash, sizeof(hash));
	return same && opened;
}
