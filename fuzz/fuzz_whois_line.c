/* SPDX-License-Identifier: ISC */
/*
 * One WHOIS line of any bytes against a small register.  Every answer must be
 * whole and harmless: opening and closing lines, CRLF, UTF-8, no control
 * characters, and nothing repeated of what is malformed.
 */
#include <stdint.h>
#include <string.h>

#include "index/world_test.h"
#include "whois/whois.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const char closing[] =
    "\r\n% whois.lacnic.net accepts only direct match queries.\r\n"
    "% Types of queries are: POCs, ownerid, CIDR blocks, IP\r\n"
    "% and AS numbers.\r\n\r\n";

static struct world world;
static struct whois_profile profile;
static struct text out;
static struct arena *lasting;

static void
begin(void)
{
	world_init(&world, "sqlite::memory:");
	lasting = arena_new();
	whois_profile_complete(&profile, index_registry(world.index),
	    lasting);
	text_init(&out, LIMIT_ANSWER);
}

/* Line by line, since CR and LF are no clean characters. */
static void
check_lines(const char *at)
{
	char line[1024];
	const char *end;

	for (; *at != '\0'; at = end + 2) {
		end = strchr(at, '\r');
		assert(end != NULL && end[1] == '\n');
		assert((size_t)(end - at) < sizeof(line));
		memcpy(line, at, (size_t)(end - at));
		line[end - at] = '\0';
		assert(text_is_clean(line, sizeof(line)));
	}
}

static void
check_malformed(const struct whois_query *q)
{
	if (q->kind != WHOIS_MALFORMED)
		return;
	assert((q->text[0] == '\0') == (q->why == NULL));
	assert(strstr(out.bytes, q->why == NULL ?
	    "\r\n% Malformed query.\r\n" :
	    "\r\n% Malformed query: \"") != NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct whois_query q;
	bool fine;

	if (world.store == NULL)
		begin();
	text_clear(&out);
	fine = whois_answer(&out, world.index, &profile, (const char *)bytes,
	    length, "192.0.2.48", 1773831976);
	assert(fine && !out.overflow && strlen(out.bytes) == out.length);
	assert(strncmp(out.bytes, "% IP Client: 192.0.2.48\r\n", 25) == 0);
	assert(out.length > sizeof(closing));
	assert(strcmp(out.bytes + out.length - strlen(closing),
	    closing) == 0);
	check_lines(out.bytes);
	whois_query_parse((const char *)bytes, length, &q);
	check_malformed(&q);
	arena_clear(world.arena);
	return 0;
}
