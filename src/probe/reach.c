/* SPDX-License-Identifier: ISC */
/* Which addresses may be asked, and by whom hosts are looked up. */
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>

#include "probe/private.h"

/* What is not for the public (IANA's special-purpose registries, RFC 6890). */
static const char *const not_public[] = {
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8",
	"169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
	"192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
	"198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
	"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
};

/* All IPv6 but this is loopback, local, mapped, multicast, or nobody's. */
#define GLOBAL_IPV6 "2000::/3"

static struct prefix
known_prefix(const char *text)
{
	struct prefix prefix;
	enum inet_error error = prefix_parse(text, strlen(text), &prefix);

	assert(error == INET_OK);
	return prefix;
}

static bool
is_public(const struct address *a)
{
	struct prefix range = known_prefix(GLOBAL_IPV6);

	if (address_family(a) == FAMILY_IPV6 && !prefix_contains(&range, a))
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(not_public); i++) {
		range = known_prefix(not_public[i]);
		if (prefix_contains(&range, a))
			return false;
	}
	return true;
}

static bool
is_in(const struct probe_ranges *ranges, const struct address *a)
{
	for (size_t i = 0; i < ranges->count; i++)
		if (prefix_contains(&ranges->list[i], a))
			return true;
	return false;
}

bool
probe_is_test(const struct probe_config *config, const struct address *a)
{
	return is_in(&config->test_ranges, a);
}

bool
probe_may_ask(const struct probe_config *config, const struct address *a)
{
	if (probe_is_test(config, a))
		return true;
	for (size_t i = 0; i < config->own_count; i++)
		if (address_equal(&config->own[i], a))
			return false;
	return is_public(a) && !is_in(&config->own_ranges, a);
}

static bool
address_of(const struct sockaddr *from, struct address *out)
{
	const struct sockaddr_in *in = (const void *)from;
	const struct sockaddr_in6 *in6 = (const void *)from;

	if (from->sa_family == AF_INET)
		*out = ipv4_address(ntohl(in->sin_addr.s_addr));
	else if (from->sa_family == AF_INET6)
		memcpy(out->bytes, &in6->sin6_addr, sizeof(out->bytes));
	else
		return false;
	return true;
}

void
probe_add_own(struct probe_config *config, struct arena *arena,
    const struct address *own)
{
	*(struct address *)arena_grow(arena, &config->own, &config->own_count,
	    sizeof(*own)) = *own;
}

static void
add_own(struct probe_config *config, struct arena *arena,
    const struct sockaddr *from)
{
	struct address own;

	if (address_of(from, &own))
		probe_add_own(config, arena, &own);
}

void
probe_add_own_endpoint(struct probe_config *config, struct arena *arena,
    const struct endpoint *at)
{
	add_own(config, arena, (const struct sockaddr *)&at->address);
}

void
probe_add_own_host(struct probe_config *config, const char *host)
{
	if (config->own_host_count < PROBE_OWN_HOSTS_MAX &&
	    dns_name_parse(host, &config->own_hosts[config->own_host_count]))
		config->own_host_count++;
}

bool
probe_add_interfaces(struct probe_config *config, struct arena *arena)
{
	struct ifaddrs *all, *one;

	if (getifaddrs(&all) < 0)
		return false;
	for (one = all; one != NULL; one = one->ifa_next)
		if (one->ifa_addr != NULL)
			add_own(config, arena, one->ifa_addr);
	freeifaddrs(all);
	return true;
}

struct endpoint
probe_endpoint(const struct address *a, uint16_t port)
{
	struct endpoint at = { .length = sizeof(struct sockaddr_in6) };
	struct sockaddr_in6 *in6 = (void *)&at.address;
	struct sockaddr_in *in = (void *)&at.address;

	if (address_family(a) == FAMILY_IPV6) {
		in6->sin6_family = AF_INET6;
		in6->sin6_port = htons(port);
		memcpy(&in6->sin6_addr, a->bytes, sizeof(a->bytes));
		return at;
	}
	at.length = sizeof(*in);
	in->sin_family = AF_INET;
	in->sin_port = htons(port);
	in->sin_addr.s_addr = htonl((uint32_t)ipv4_number(a));
	return at;
}

bool
probe_system_resolvers(struct probe_config *config)
{
	FILE *file = fopen("/etc/resolv.conf", "re");
	char line[512], *word, *rest;
	struct address at;

	if (file == NULL)
		return false;
	while (fgets(line, sizeof(line), file) != NULL &&
	    config->resolver_count < PROBE_RESOLVERS_MAX) {
		word = line + strspn(line, " \t");
		if (strncmp(word, "nameserver", 10) != 0)
			continue;
		word += 10 + strspn(word + 10, " \t");
		rest = word + strcspn(word, " \t\r\n");
		if (address_parse(word, (size_t)(rest - word), &at) == INET_OK)
			config->resolvers[config->resolver_count++] =
			    probe_endpoint(&at, 53);
	}
	fclose(file);
	return config->resolver_count > 0;
}
