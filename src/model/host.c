/* SPDX-License-Identifier: ISC */
/* Host names of name servers: as DNS has them, and as people write them. */
#include "model/model.h"

#include <ctype.h>
#include <idn2.h>
#include <string.h>

#include "base/base.h"
#include "model/limits.h"

#define LABEL_MAX 63			/* RFC 1035 2.3.4 */

/* Two labels or more: letters, digits, inner hyphens (RFC 1123 2.1). */
static bool
is_well_formed(const char *host)
{
	size_t label = 0, labels = 1;

	if (strlen(host) > LIMIT_HOST)
		return false;
	for (const char *c = host; *c != '\0'; c++) {
		if (*c == '.') {
			if (label == 0 || c[-1] == '-')
				return false;
			label = 0;
			labels++;
		} else if (!isalnum((unsigned char)*c) &&
		    (*c != '-' || label == 0)) {
			return false;
		} else if (++label > LABEL_MAX) {
			return false;
		}
	}
	return label > 0 && labels >= 2 && host[strlen(host) - 1] != '-';
}

/* Its last label would be a number, or it has a colon. */
static bool
is_address(const char *host)
{
	const char *last = strrchr(host, '.');

	last = last == NULL ? host : last + 1;
	return strchr(host, ':') != NULL || (*last != '\0' &&
	    strspn(last, "0123456789") == strlen(last));
}

/* No glue is published, so no server can have its name in these trees. */
static bool
is_in_reverse_tree(const char *host)
{
	static const char *const trees[] = { ".in-addr.arpa", ".ip6.arpa" };
	size_t length = strlen(host), n;

	for (size_t i = 0; i < ARRAY_LENGTH(trees); i++) {
		n = strlen(trees[i]);
		if (length >= n && strcmp(host + length - n, trees[i]) == 0)
			return true;
	}
	return false;
}

static bool
is_ascii(const char *s)
{
	while (*s != '\0')
		if ((unsigned char)*s++ > 126)
			return false;
	return true;
}

/* Lower case, without the final dot; other letters than ASCII's as A-labels
   (RFC 5891).  NULL: they cannot be. */
static const char *
canonical(struct arena *arena, const char *typed)
{
	char *copy = arena_strdup(arena, typed), *ascii;
	size_t length = strlen(copy);
	const char *kept;

	if (length > 1 && copy[length - 1] == '.')
		copy[length - 1] = '\0';
	if (is_ascii(copy)) {
		for (char *c = copy; *c != '\0'; c++)
			*c = (char)tolower((unsigned char)*c);
		return copy;
	}
	if (length > LIMIT_HOST * 4 || idn2_to_ascii_8z(copy, &ascii,
	    IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
		return NULL;
	kept = arena_strdup(arena, ascii);
	idn2_free(ascii);
	return kept;
}

/* An A-label that stands for no letters is the name of nobody. */
static bool
stands_for_letters(const char *host)
{
	char *ascii;

	if (strstr(host, "xn--") == NULL)
		return true;
	if (idn2_to_ascii_8z(host, &ascii, IDN2_NONTRANSITIONAL) != IDN2_OK)
		return false;
	idn2_free(ascii);
	return true;
}

enum result
host_parse(struct arena *arena, const char *typed, const char **out)
{
	const char *host = canonical(arena, typed);

	if (host == NULL)
		return RESULT_HOST_MALFORMED;
	if (is_address(host))
		return RESULT_HOST_ADDRESS;
	if (!is_well_formed(host) || !stands_for_letters(host))
		return RESULT_HOST_MALFORMED;
	if (is_in_reverse_tree(host))
		return RESULT_HOST_INSIDE;
	*out = host;
	return RESULT_OK;
}

const char *
host_shown(struct arena *arena, const char *host)
{
	const char *kept;
	char *shown;

	if (strstr(host, "xn--") == NULL || idn2_to_unicode_8z8z(host, &shown,
	    IDN2_NONTRANSITIONAL) != IDN2_OK)
		return host;
	kept = arena_strdup(arena, shown);
	idn2_free(shown);
	return text_is_clean(kept, LIMIT_HOST * 4) ? kept : host;
}
