/* SPDX-License-Identifier: ISC */
/* The table of routes, and which of them a path means. */
#include <string.h>

#include "portal/private.h"

#define GET "GET"
#define POST "POST"
#define ROUTE(method, pattern, name, who) \
	{ method, pattern, #name, who, page_##name },
const struct route routes[] = {
#include "portal/route.def"
};
#undef ROUTE
const size_t route_count = ARRAY_LENGTH(routes);

/* Each line of who.def judges every role. */
#define WHO(name, roles) static_assert(sizeof(roles) == \
	sizeof("nnn ooooooo ssss pp h"), "a letter for each role");
#include "portal/who.def"
#undef WHO

/* Segment by segment; a star takes one that is not empty. */
static bool
matches(const char *pattern, const char *path, struct arena *arena,
    const char *parameter[PARAMETERS_MAX])
{
	size_t count = 0, n, m;

	while (*pattern == '/' && *path == '/') {
		n = strcspn(++pattern, "/");
		m = strcspn(++path, "/");
		if (n == 1 && *pattern == '*' && m > 0) {
			assert(count < PARAMETERS_MAX);
			parameter[count++] = arena_strndup(arena, path, m);
		} else if (n != m || strncmp(pattern, path, n) != 0) {
			return false;
		}
		pattern += n;
		path += m;
	}
	return *pattern == '\0' && *path == '\0';
}

const struct route *
route_find(const char *method, const char *path, struct arena *arena,
    const char *parameter[PARAMETERS_MAX], bool *other)
{
	const char *wanted = strcmp(method, "HEAD") == 0 ? GET : method;

	*other = false;
	for (size_t i = 0; i < route_count; i++) {
		if (!matches(routes[i].pattern, path, arena, parameter))
			continue;
		if (strcmp(routes[i].method, wanted) == 0)
			return &routes[i];
		*other = true;
	}
	return NULL;
}
