/* SPDX-License-Identifier: ISC */
/* Whose request it is, when a proxy of ours brings it. */
#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#include "net/http_private.h"

/* IPv4 as ::ffff:a.b.c.d, so that one comparison serves both. */
static bool
read_address(const char *text, struct in6_addr *out)
{
	struct in_addr v4;

	if (inet_pton(AF_INET6, text, out) == 1)
		return true;
	if (inet_pton(AF_INET, text, &v4) != 1)
		return false;
	memset(out, 0, sizeof(*out));
	out->s6_addr[10] = out->s6_addr[11] = 0xff;
	memcpy(out->s6_addr + 12, &v4, sizeof(v4));
	return true;
}

bool
http_is_proxy(const struct http_limits *limits, const char *address)
{
	struct in6_addr asked, ours;

	if (limits->proxy_count == 0 || !read_address(address, &asked))
		return false;
	for (size_t i = 0; i < limits->proxy_count; i++)
		if (read_address(limits->proxies[i], &ours) &&
		    memcmp(&asked, &ours, sizeof(asked)) == 0)
			return true;
	return false;
}

/* The last element of a list with commas, which is cut off; "" when it is
   empty. */
static char *
take_last(char *list)
{
	char *comma = strrchr(list, ','), *last = list;
	size_t length;

	if (comma != NULL) {
		*comma = '\0';
		last = comma + 1;
	}
	last += strspn(last, " \t");
	length = strlen(last);
	while (length > 0 && (last[length - 1] == ' ' ||
	    last[length - 1] == '\t'))
		last[--length] = '\0';
	if (comma == NULL && last != list)
		memmove(list, last, length + 1);
	return comma == NULL ? list : last;
}

/* All of its lines as one list. */
static char *
forwarded_for(const struct http_request *r)
{
	char *list = NULL;

	for (size_t i = 0; i < r->header_count; i++)
		if (strcasecmp(r->headers[i].name, "X-Forwarded-For") == 0)
			list = list == NULL ? arena_strdup(r->arena,
			    r->headers[i].value) : arena_printf(r->arena,
			    "%s,%s", list, r->headers[i].value);
	return list;
}

const char *
http_client(const struct http_request *r, const struct http_limits *limits,
    const char *peer)
{
	char *list = forwarded_for(r);
	struct in6_addr address;
	const char *client = peer, *last;
	bool more = list != NULL;

	while (more && http_is_proxy(limits, client)) {
		more = strchr(list, ',') != NULL;
		last = take_last(list);
		if (!read_address(last, &address))
			break;		/* what is before it proves nothing */
		client = last;
	}
	return client;
}
