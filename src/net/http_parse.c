/* SPDX-License-Identifier: ISC */
/*
 * What strangers send, taken apart.  All of it is strict: an escape that is
 * none, an empty pair or a byte that must be escaped makes it malformed.
 */
#include <string.h>
#include <utf8proc.h>

#include "net/http_private.h"

bool
http_is_utf8(const char *s, size_t length)
{
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)s;
	utf8proc_ssize_t n;
	utf8proc_int32_t c;

	for (; length > 0; p += n, length -= (size_t)n) {
		n = utf8proc_iterate(p, (utf8proc_ssize_t)length, &c);
		if (n <= 0 || c == 0)
			return false;
	}
	return true;
}

static bool
is_token_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') ||
	    (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

bool
http_is_token(const char *s)
{
	if (*s == '\0')
		return false;
	while (is_token_char(*s))
		s++;
	return *s == '\0';
}

static bool
is_control(char c)
{
	return (uint8_t)c < ' ' || c == 0x7f;
}

bool
http_is_line(const char *s)
{
	const char *p;

	for (p = s; *p != '\0'; p++) {
		if (is_control(*p) && *p != '\t')
			return false;
	}
	return http_is_utf8(s, (size_t)(p - s));
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

/* The byte of "%41" at p, or -1. */
static int
escaped_byte(const char *p, const char *end)
{
	int high, low;

	if (end - p < 3)
		return -1;
	high = hex_digit(p[1]);
	low = hex_digit(p[2]);
	return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/* Bytes with escapes, decoded into a string; NULL when that cannot be. */
static char *
decode(struct arena *a, const char *p, size_t length, bool plus_is_blank)
{
	const char *end = p + length;
	char *out = arena_alloc(a, length + 1), *o = out;
	int c;

	while (p < end) {
		if ((uint8_t)*p <= ' ' || (uint8_t)*p >= 0x7f)
			return NULL;
		c = *p == '%' ? escaped_byte(p, end) : *p;
		if (c < 0)
			return NULL;
		if (*p == '+' && plus_is_blank)
			c = ' ';
		p += *p == '%' ? 3 : 1;
		*o++ = (char)c;
	}
	return http_is_utf8(out, (size_t)(o - out)) ? out : NULL;
}

static bool
is_name(const char *s)
{
	size_t length = strlen(s);

	if (length == 0 || length > HTTP_NAME_MAX)
		return false;
	for (; *s != '\0'; s++) {
		if (is_control(*s))
			return false;
	}
	return true;
}

static bool
parse_pair(struct arena *a, const char *p, const char *end,
    struct http_pair *pair)
{
	const char *equals = memchr(p, '=', (size_t)(end - p));
	const char *stop = equals != NULL ? equals : end;
	const char *value = equals != NULL ? equals + 1 : end;

	pair->name = decode(a, p, (size_t)(stop - p), true);
	pair->value = decode(a, value, (size_t)(end - value), true);
	return pair->name != NULL && pair->value != NULL &&
	    is_name(pair->name);
}

bool
http_parse_form(struct arena *a, const char *bytes, size_t length,
    struct http_pair **pairs, size_t *count)
{
	const char *end = bytes + length, *stop;
	struct http_pair *pair;

	*pairs = NULL;
	*count = 0;
	if (length == 0)
		return true;
	for (;; bytes = stop + 1) {
		stop = memchr(bytes, '&', (size_t)(end - bytes));
		if (stop == NULL)
			stop = end;
		if (*count == HTTP_PAIRS_MAX)
			return false;
		pair = arena_grow(a, pairs, count, sizeof(*pair));
		if (!parse_pair(a, bytes, stop, pair))
			return false;
		if (stop == end)
			return true;
	}
}

static bool
parse_cookie(struct arena *a, const char *p, size_t length,
    struct http_pair *pair)
{
	const char *equals = memchr(p, '=', length);
	size_t name_length;

	if (equals == NULL)
		return false;
	name_length = (size_t)(equals - p);
	pair->name = arena_strndup(a, p, name_length);
	pair->value = arena_strndup(a, equals + 1, length - name_length - 1);
	return http_is_token(pair->name) && http_is_line(pair->value);
}

void
http_parse_cookies(struct arena *a, const char *s, struct http_pair **pairs,
    size_t *count)
{
	struct http_pair pair;
	size_t length;

	*pairs = NULL;
	*count = 0;
	for (; *s != '\0' && *count < HTTP_COOKIES_MAX;
	    s += length + (s[length] == ';')) {
		s += strspn(s, " \t");
		length = strcspn(s, ";");
		if (parse_cookie(a, s, length, &pair))
			*(struct http_pair *)arena_grow(a, pairs, count,
			    sizeof(pair)) = pair;
	}
}

/* No "", "." or ".." between the slashes, but one may end the path. */
static bool
is_normal(const char *path)
{
	size_t length;

	if (*path != '/')
		return false;
	do {
		path++;
		length = strcspn(path, "/");
		if ((length == 0 && path[length] == '/') ||
		    (length == 1 && path[0] == '.') ||
		    (length == 2 && path[0] == '.' && path[1] == '.'))
			return false;
		path += length;
	} while (*path == '/');
	return true;
}

static bool
has_odd_char(const char *path)
{
	for (; *path != '\0'; path++) {
		if (is_control(*path) || *path == '\\')
			return true;
	}
	return false;
}

static size_t
count_slashes(const char *p, size_t length)
{
	size_t n = 0;

	for (; length > 0; p++, length--)
		n += *p == '/';
	return n;
}

bool
http_parse_target(struct arena *a, const char *target, const char **path,
    struct http_pair **pairs, size_t *count)
{
	size_t length = strcspn(target, "?");
	const char *query = target + length + (target[length] == '?');
	char *decoded;

	if (strchr(target, '#') != NULL)
		return false;
	decoded = decode(a, target, length, false);
	if (decoded == NULL || has_odd_char(decoded) || !is_normal(decoded))
		return false;
	/* A slash that was escaped would make one segment look like two. */
	if (count_slashes(decoded, strlen(decoded)) !=
	    count_slashes(target, length))
		return false;
	*path = decoded;
	return http_parse_form(a, query, strlen(query), pairs, count);
}
