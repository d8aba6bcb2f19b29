/* SPDX-License-Identifier: ISC */
#include "base/base.h"

#include <endian.h>
#include <sodium.h>

struct hash
hash_parts(const struct hash_part *parts, size_t count)
{
	crypto_generichash_state state;
	struct hash h;
	uint64_t length;
	size_t i;

	crypto_generichash_init(&state, NULL, 0, HASH_SIZE);
	for (i = 0; i < count; i++) {
		length = htobe64(parts[i].length);
		crypto_generichash_update(&state, (const uint8_t *)&length,
		    sizeof(length));
		crypto_generichash_update(&state, parts[i].bytes,
		    parts[i].length);
	}
	crypto_generichash_final(&state, h.bytes, HASH_SIZE);
	return h;
}

bool
hash_equal(const struct hash *a, const struct hash *b)
{
	return sodium_memcmp(a->bytes, b->bytes, HASH_SIZE) == 0;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

bool
hash_parse_hex(const char *s, struct hash *out)
{
	struct hash h;
	int high, low;
	size_t i;

	for (i = 0; i < HASH_SIZE; i++) {
		if ((high = hex_digit(*s)) < 0)
			return false;
		s++;
		if ((low = hex_digit(*s)) < 0)
			return false;
		s++;
		h.bytes[i] = (uint8_t)(high << 4 | low);
	}
	if (*s != '\0')
		return false;
	*out = h;
	return true;
}
