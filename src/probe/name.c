/* SPDX-License-Identifier: ISC */
/* Names of hosts and zones, between text and wire. */
#include <ctype.h>

#include "probe/probe.h"

#define LABEL_MAX 63

static bool
is_letter(uint8_t c)
{
	return c < 0x80 && (isalnum(c) || c == '-' || c == '_');
}

static bool
put_label(struct dns_name *name, const char *label, size_t n)
{
	if (n == 0 || n > LABEL_MAX ||
	    name->length + n + 2 > sizeof(name->bytes))
		return false;
	name->bytes[name->length++] = (uint8_t)n;
	for (size_t i = 0; i < n; i++) {
		if (!is_letter((uint8_t)label[i]))
			return false;
		name->bytes[name->length++] = (uint8_t)tolower(
		    (unsigned char)label[i]);
	}
	return true;
}

bool
dns_name_parse(const char *text, struct dns_name *name)
{
	size_t n;

	*name = (struct dns_name){ 0 };
	do {
		n = strcspn(text, ".");
		if (!put_label(name, text, n))
			return false;
		text += n;
		if (*text == '.')
			text++;
	} while (*text != '\0');
	name->bytes[name->length++] = 0;
	return true;
}

bool
dns_name_is_whole(const struct dns_name *name)
{
	size_t at = 0;

	while (at < name->length && name->bytes[at] != 0) {
		if (name->bytes[at] > LABEL_MAX)
			return false;
		at += name->bytes[at] + 1u;
	}
	return at + 1 == name->length;
}

static bool
put_text(const struct dns_name *name, char *out)
{
	size_t at = 0, to = 0;

	if (!dns_name_is_whole(name) || name->length == 1)
		return false;
	while (name->bytes[at] != 0) {
		for (size_t n = name->bytes[at++]; n > 0; n--, at++) {
			if (!is_letter(name->bytes[at]))
				return false;
			out[to++] = (char)tolower(name->bytes[at]);
		}
		out[to++] = name->bytes[at] != 0 ? '.' : '\0';
	}
	return true;
}

char *
dns_name_text(const struct dns_name *name, char out[DNS_NAME_TEXT_MAX])
{
	if (!put_text(name, out)) {
		out[0] = '?';
		out[1] = '\0';
	}
	return out;
}
