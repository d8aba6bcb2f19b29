/* SPDX-License-Identifier: ISC */
/* What the targets that read names and values share. */
#ifndef FUZZ_PAIRS_H
#define FUZZ_PAIRS_H

#include <string.h>

#include "net/http_private.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static inline void
check_same(const struct http_pair *one, size_t one_count,
    const struct http_pair *other, size_t other_count)
{
	assert(one_count == other_count);
	for (size_t i = 0; i < one_count; i++) {
		assert(strcmp(one[i].name, other[i].name) == 0);
		assert(strcmp(one[i].value, other[i].value) == 0);
	}
}

#endif
