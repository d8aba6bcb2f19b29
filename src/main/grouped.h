/* SPDX-License-Identifier: ISC */
/* grouped: a number as people read it, "88,899". */
#ifndef MAIN_GROUPED_H
#define MAIN_GROUPED_H

#include <stdint.h>

#define GROUPED_MAX 32

char *grouped(uint64_t, char out[GROUPED_MAX]);	/* returns out */

#endif
