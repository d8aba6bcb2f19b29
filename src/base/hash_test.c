/* SPDX-License-Identifier: ISC */
#include "base/test.h"

/* Python: hashlib.blake2b(digest_size=32) over lengths and parts. */
#define OF_NOTHING \
	"0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"
#define OF_AB_C \
	"9b29c83bca563845c8445a09a80da00b8193336d231891003eb004de0b9b1b5e"

static const struct hash_part ab_c[] = { { "ab", 2 }, { "c", 1 } };
static const struct hash_part a_bc[] = { { "a", 1 }, { "bc", 2 } };

TEST(a_hash_is_blake2b_of_lengths_and_parts)
{
	struct hash want, h;

	assert_true(hash_parse_hex(OF_NOTHING, &want));
	h = hash_parts(NULL, 0);
	assert_true(hash_equal(&h, &want));
	assert_true(hash_parse_hex(OF_AB_C, &want));
	h = hash_parts(ab_c, 2);
	assert_true(hash_equal(&h, &want));
}

TEST(where_parts_are_cut_matters)
{
	struct hash h = hash_parts(ab_c, 2), other = hash_parts(a_bc, 2);

	assert_false(hash_equal(&h, &other));
}

TEST(an_empty_part_counts)
{
	struct hash_part empty = { NULL, 0 };
	struct hash h = hash_parts(&empty, 1), none = hash_parts(NULL, 0);

	assert_false(hash_equal(&h, &none));
}

TEST(hexadecimal_is_64_small_digits)
{
	struct hash h;
	struct text t;

	text_init(&t, 100);
	assert_true(hash_parse_hex(OF_AB_C, &h));
	text_put_hex(&t, h.bytes, HASH_SIZE);
	assert_string_equal(t.bytes, OF_AB_C);
	assert_false(hash_parse_hex("", &h));
	assert_false(hash_parse_hex("0", &h));
	assert_false(hash_parse_hex(&OF_AB_C[1], &h));
	assert_false(hash_parse_hex(OF_AB_C "0", &h));
	t.bytes[10] = 'A';
	assert_false(hash_parse_hex(t.bytes, &h));
	text_release(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hash_is_blake2b_of_lengths_and_parts),
		cmocka_unit_test(where_parts_are_cut_matters),
		cmocka_unit_test(an_empty_part_counts),
		cmocka_unit_test(hexadecimal_is_64_small_digits),
	};

	return cmocka_run_group_tests_name("base/hash", tests, NULL, NULL);
}
