/* SPDX-License-Identifier: ISC */
/*
 * parcela.conf of any bytes: it is read whole and every value can be used, or
 * the complaint names a line that is there.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "main/config.h"
#include "net/net.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
check_endpoints(const char **list, size_t count)
{
	struct endpoint e;
	size_t i;

	for (i = 0; i < count; i++) {
		bool fine = endpoint_parse(list[i], &e);

		assert(fine);
	}
}

static void
check_config(const struct config *c)
{
	const struct whois_profile *p = &c->whois_profile;
	int offset = config_offset_s(c);
	size_t i;

	assert(c->whois_listen_count > 0);
	check_endpoints(c->whois_listen, c->whois_listen_count);
	check_endpoints(c->http_listen, c->http_listen_count);
	assert(*c->store_url != '\0');
	assert(c->whois_threads >= 1 && c->whois_threads <= 64);
	assert(c->whois_connections >= 1);
	assert(c->whois_connections_per_address >= 1);
	assert(c->whois_rate_per_minute >= 0 && c->whois_idle_s >= 1);
	assert(offset > -15 * 3600 && offset < 15 * 3600);
	for (i = 0; i < p->term_count; i++)
		assert(text_is_clean(p->terms[i], 256));
}

static void
check_complaint(const char *why, const uint8_t *bytes, size_t length)
{
	int line = 0, lines = 1;
	size_t i;

	for (i = 0; i < length; i++)
		lines += bytes[i] == '\n';
	assert(sscanf(why, "line %d: ", &line) == 1);
	assert(line >= 1 && line <= lines);
	assert(text_is_clean(why, 256));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena *arena = arena_new();
	struct config config;
	char why[256] = "";

	if (config_parse_text(&config, (const char *)bytes, length, arena,
	    why, sizeof(why)))
		check_config(&config);
	else
		check_complaint(why, bytes, length);
	arena_free(arena);
	return 0;
}
