/* SPDX-License-Identifier: ISC */
#include "base/base.h"

#include <stdlib.h>

void *
memory_alloc(size_t size)
{
	void *p = calloc(1, size > 0 ? size : 1);

	if (p == NULL)
		die("no memory for %zu bytes", size);
	return p;
}

void *
memory_realloc(void *p, size_t size)
{
	void *moved = realloc(p, size > 0 ? size : 1);

	if (moved == NULL)
		die("no memory for %zu bytes", size);
	return moved;
}
