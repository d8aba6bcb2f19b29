/* SPDX-License-Identifier: ISC */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "net/net.h"

#define BACKLOG 1024

static bool
set_ipv4(struct endpoint *e, const char *host, in_port_t port)
{
	struct sockaddr_in *in = (struct sockaddr_in *)&e->address;

	in->sin_family = AF_INET;
	in->sin_port = port;
	e->length = sizeof(*in);
	return inet_pton(AF_INET, host, &in->sin_addr) == 1;
}

static bool
set_ipv6(struct endpoint *e, const char *host, in_port_t port)
{
	struct sockaddr_in6 *in = (struct sockaddr_in6 *)&e->address;

	in->sin6_family = AF_INET6;
	in->sin6_port = port;
	e->length = sizeof(*in);
	return inet_pton(AF_INET6, host, &in->sin6_addr) == 1;
}

bool
endpoint_parse(const char *text, struct endpoint *out)
{
	const char *colon = strrchr(text, ':');
	char host[ENDPOINT_TEXT_MAX];
	uint64_t number;
	in_port_t port;
	size_t length;

	memset(out, 0, sizeof(*out));
	if (colon == NULL || !parse_number(colon + 1, UINT16_MAX, &number))
		return false;
	port = htons((uint16_t)number);
	length = (size_t)(colon - text);
	if (length < 2 || length >= sizeof(host))
		return false;
	memcpy(host, text, length);
	host[length] = '\0';
	if (host[0] != '[')
		return set_ipv4(out, host, port);
	if (host[length - 1] != ']')
		return false;
	host[length - 1] = '\0';
	return set_ipv6(out, host + 1, port);
}

char *
endpoint_text(const struct endpoint *e, char out[ENDPOINT_TEXT_MAX])
{
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)&e->address;
	const struct sockaddr_in6 *v6 =
	    (const struct sockaddr_in6 *)&e->address;
	char host[INET6_ADDRSTRLEN] = "";

	if (e->address.ss_family == AF_INET) {
		inet_ntop(AF_INET, &v4->sin_addr, host, sizeof(host));
		snprintf(out, ENDPOINT_TEXT_MAX, "%s:%u", host,
		    ntohs(v4->sin_port));
	} else {
		inet_ntop(AF_INET6, &v6->sin6_addr, host, sizeof(host));
		snprintf(out, ENDPOINT_TEXT_MAX, "[%s]:%u", host,
		    ntohs(v6->sin6_port));
	}
	return out;
}

static bool
prepare_and_bind(int fd, const struct endpoint *e)
{
	const int yes = 1;

	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) < 0)
		return false;
	if (e->address.ss_family == AF_INET6 && setsockopt(fd, IPPROTO_IPV6,
	    IPV6_V6ONLY, &yes, sizeof(yes)) < 0)
		return false;
	return bind(fd, (const struct sockaddr *)&e->address,
	    e->length) == 0 && listen(fd, BACKLOG) == 0;
}

bool
endpoint_is_loopback(const struct endpoint *e)
{
	const struct sockaddr_in *v4 = (const void *)&e->address;
	const struct sockaddr_in6 *v6 = (const void *)&e->address;

	if (e->address.ss_family == AF_INET)
		return ntohl(v4->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
	return e->address.ss_family == AF_INET6 &&
	    IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
}

int
listener_open(const struct endpoint *e, char *why, size_t why_size)
{
	char text[ENDPOINT_TEXT_MAX];
	int fd, reason;

	fd = socket(e->address.ss_family,
	    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd >= 0 && prepare_and_bind(fd, e))
		return fd;
	reason = errno;
	snprintf(why, why_size, "cannot listen on %s: %s",
	    endpoint_text(e, text), strerror(reason));
	if (fd >= 0)
		close(fd);
	return -1;
}

struct endpoint
listener_endpoint(int fd)
{
	struct endpoint e = { .length = sizeof(e.address) };
	int rc = getsockname(fd, (struct sockaddr *)&e.address, &e.length);

	assert(rc == 0);
	return e;
}
