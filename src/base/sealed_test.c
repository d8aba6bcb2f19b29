/* SPDX-License-Identifier: ISC */
#include "base/sealed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/test.h"

static const uint8_t key[SEALED_KEY_SIZE] = "one";
static const uint8_t other[SEALED_KEY_SIZE] = "another";

TEST(what_is_sealed_is_opened_with_the_same_key_only)
{
	char sealed[SEALED_MAX], again[SEALED_MAX], plain[6] = "";

	seal("secret", 6, key, sealed);
	seal("secret", 6, key, again);
	assert_string_not_equal(sealed, again);
	assert_null(strstr(sealed, "secret"));
	assert_true(unseal(sealed, key, plain, sizeof(plain)));
	assert_memory_equal(plain, "secret", 6);
	assert_false(unseal(sealed, other, plain, sizeof(plain)));
	assert_false(unseal(sealed, key, plain, 5));
	sealed[10] = sealed[10] == 'A' ? 'B' : 'A';
	assert_false(unseal(sealed, key, plain, sizeof(plain)));
	assert_false(unseal("", key, plain, sizeof(plain)));
	assert_false(unseal("not base64 at all!", key, plain, 5));
}

TEST(a_key_is_made_once_and_for_its_owner)
{
	char folder[] = "/tmp/parcela-sealed-XXXXXX", store[64], file[80];
	uint8_t first[SEALED_KEY_SIZE], second[SEALED_KEY_SIZE];
	char why[160];
	struct stat found;

	assert_non_null(mkdtemp(folder));
	snprintf(store, sizeof(store), "%s/store", folder);
	snprintf(file, sizeof(file), "%s.key", store);
	assert_true(sealed_key(store, first, why, sizeof(why)));
	assert_true(sealed_key(store, second, why, sizeof(why)));
	assert_memory_equal(first, second, sizeof(first));
	assert_int_equal(stat(file, &found), 0);
	assert_int_equal(found.st_mode & 0777, 0600);
	assert_int_equal(truncate(file, 31), 0);
	assert_false(sealed_key(store, first, why, sizeof(why)));
	assert_non_null(strstr(why, "32 bytes"));
	unlink(file);
	rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    what_is_sealed_is_opened_with_the_same_key_only),
		cmocka_unit_test(a_key_is_made_once_and_for_its_owner),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
