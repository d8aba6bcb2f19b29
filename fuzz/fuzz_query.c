/* SPDX-License-Identifier: ISC */
/*
 * The target of a request, path and query, of any bytes: a path that is
 * taken is normal and has as many segments as it was sent with.
 */
#include <string.h>

#include "net/http_private.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
check_path(const char *path)
{
	const char *p;

	assert(*path == '/');
	assert(http_is_line(path) && strpbrk(path, "\\\t") == NULL);
	assert(strstr(path, "//") == NULL && strstr(path, "/../") == NULL);
	assert(strstr(path, "/./") == NULL);
	p = strrchr(path, '/');
	assert(strcmp(p, "/..") != 0 && strcmp(p, "/.") != 0);
}

static size_t
slashes(const char *p)
{
	size_t n = 0;

	for (; *p != '\0' && *p != '?'; p++)
		n += *p == '/';
	return n;
}

static void
check_query(const struct http_pair *pairs, size_t count)
{
	size_t i;

	assert(count <= HTTP_PAIRS_MAX);
	for (i = 0; i < count; i++) {
		assert(*pairs[i].name != '\0');
		assert(http_is_line(pairs[i].name));
		assert(http_is_utf8(pairs[i].value, strlen(pairs[i].value)));
	}
}

/* A question mark can only have come of an escape. */
static size_t
decoded_slashes(const char *path)
{
	size_t n = 0;

	for (; *path != '\0'; path++)
		n += *path == '/';
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena *a = arena_new();
	struct http_pair *pairs;
	const char *path = NULL;
	size_t count;
	char *target;

	target = arena_strndup(a, (const char *)bytes, length);
	if (http_parse_target(a, target, &path, &pairs, &count)) {
		check_path(path);
		assert(decoded_slashes(path) == slashes(target));
		check_query(pairs, count);
	}
	arena_free(a);
	return 0;
}
