/* SPDX-License-Identifier: ISC */
/*
 * Accept-Language of any bytes: whatever stands there, a language that is
 * liked best comes first, and what is not liked at all changes nothing.
 */
#include <string.h>

#include "base/language.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
check(struct arena *a, const char *accept, enum language otherwise)
{
	enum language found = language_negotiate(accept, otherwise);
	const char *code = language_code(otherwise);

	assert(found >= 0 && found < LANGUAGE_COUNT);
	assert(language_negotiate(arena_printf(a, "%s;q=1.0,%s", code, accept),
	    found) == otherwise);
	assert(language_negotiate(arena_printf(a, "%s,fr;q=1,xx,%s;q=0",
	    accept, code), otherwise) == found);
	assert(language_negotiate(arena_printf(a, " ,\t,%s", accept),
	    otherwise) == found);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena *a = arena_new();
	char *accept = arena_strndup(a, (const char *)bytes, length);

	for (int i = 0; i < LANGUAGE_COUNT; i++)
		check(a, accept, (enum language)i);
	arena_free(a);
	return 0;
}
