/* SPDX-License-Identifier: ISC */
/* What unit tests begin with: cmocka and what it wants before itself. */
#ifndef BASE_TEST_H
#define BASE_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/base.h"

/* A test's name is a sentence: TEST(a_leap_day_is_a_day) { ... } */
#define TEST(name) \
	static void name(__attribute__((unused)) void **state)

#endif
