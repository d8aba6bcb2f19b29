/* SPDX-License-Identifier: ISC */
/* A mail that came back, of any bytes: what is told is an id, or nothing. */
#include "mail/mail.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	char id[TOKEN_TEXT_MAX];
	bool told = bounce_read((const char *)bytes, length, id);

	assert(strspn(id, "0123456789abcdef") == (told ?
	    TOKEN_TEXT_MAX - 1 : 0));
	assert(id[told ? TOKEN_TEXT_MAX - 1 : 0] == '\0');
	return 0;
}
