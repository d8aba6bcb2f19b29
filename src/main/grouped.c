/* SPDX-License-Identifier: ISC */
#include "main/grouped.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

char *
grouped(uint64_t number, char out[GROUPED_MAX])
{
	char digits[GROUPED_MAX];
	size_t n, i, length = 0;

	n = (size_t)snprintf(digits, sizeof(digits), "%" PRIu64, number);
	for (i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			out[length++] = ',';
		out[length++] = digits[i];
	}
	out[length] = '\0';
	return out;
}
