/* SPDX-License-Identifier: ISC */
#include "main/config.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/net.h"

#define FILE_MAX (64u << 10)		/* a configuration, not a data base */
#define LISTEN_MAX 8			/* addresses of a service */
#define ZONES_MAX 4096			/* more /8s than there are, in both */
#define WORDS_OF_COMMAND_MAX 31
#define TERMS_MAX 32			/* lines */
#define DEFAULT_STORE "sqlite:/var/lib/parcela/registry.db"
#define DEFAULT_WHOIS "127.0.0.1:4343"
#define DEFAULT_OFFSET_S (-3 * 3600)
#define DEMO_MAIL "hostmaster@registro.example"

/* The text being read, and the first thing wrong with it. */
struct reading {
	struct config *config;
	struct arena *arena;
	const char *text;
	size_t left;
	int line;
	uint64_t seen;			/* bit i: keys[i] was given */
	char *why;
	size_t why_size;
	int wrong_line;			/* 0: none */
};

struct key {
	const char *section;
	const char *name;
	bool (*set)(struct reading *, const struct key *, const char *value);
	size_t offset;			/* in struct config */
	int least, most;
	const char *expected;
};

PRINTF_LIKE(2, 3) static void
complain(struct reading *r, const char *format, ...)
{
	va_list args;
	int n;

	if (r->wrong_line != 0)
		return;
	r->wrong_line = r->line;
	n = snprintf(r->why, r->why_size, "line %d: ", r->line);
	if (n < 0 || (size_t)n >= r->why_size)
		return;
	va_start(args, format);
	vsnprintf(r->why + n, r->why_size - (size_t)n, format, args);
	va_end(args);
}

/* --- Values ------------------------------------------------------------ */

static bool
set_text(struct reading *r, const struct key *key, const char *value)
{
	const char **to = (const char **)((char *)r->config + key->offset);

	*to = arena_strdup(r->arena, value);
	return true;
}

static bool
set_number(struct reading *r, const struct key *key, const char *value)
{
	int *to = (int *)((char *)r->config + key->offset);
	uint64_t number;

	if (!parse_number(value, (uint64_t)key->most, &number) ||
	    (int)number < key->least)
		return false;
	*to = (int)number;
	return true;
}

/* "-0300": the form in which statistics files say it. */
static bool
set_offset(struct reading *r, const struct key *key, const char *value)
{
	int *to = (int *)((char *)r->config + key->offset);
	int hours, minutes, i;

	if (strlen(value) != 5 || (value[0] != '-' && value[0] != '+'))
		return false;
	for (i = 1; i < 5; i++)
		if (value[i] < '0' || value[i] > '9')
			return false;
	hours = (value[1] - '0') * 10 + value[2] - '0';
	minutes = (value[3] - '0') * 10 + value[4] - '0';
	if (hours > 14 || minutes > 59)
		return false;
	*to = (hours * 60 + minutes) * 60 * (value[0] == '-' ? -1 : 1);
	return true;
}

static bool
set_term(struct reading *r, const struct key *key, const char *value)
{
	struct whois_profile *p = &r->config->whois_profile;
	const char **lines, **line;
	size_t count = p->term_count;

	(void)key;
	if (count >= TERMS_MAX)
		return false;
	memcpy(&lines, &p->terms, sizeof(lines));
	line = arena_grow(r->arena, &lines, &count, sizeof(*line));
	*line = arena_strdup(r->arena, value);
	p->terms = lines;
	p->term_count = count;
	return true;
}

/* Appends the addresses in a list with commas or blanks between them. */
static bool
add_endpoints(struct arena *arena, const char ***list, size_t *count,
    const char *value)
{
	static const char between[] = ", \t";
	struct endpoint unused;
	const char **place;
	char *one;
	size_t n;

	for (value += strspn(value, between); *value != '\0';
	    value += n + strspn(value + n, between)) {
		n = strcspn(value, between);
		one = arena_strndup(arena, value, n);
		if (*count >= LISTEN_MAX || !endpoint_parse(one, &unused))
			return false;
		place = arena_grow(arena, list, count, sizeof(*place));
		*place = one;
	}
	return *count > 0;
}

static bool
set_whois(struct reading *r, const struct key *key, const char *value)
{
	(void)key;
	return add_endpoints(r->arena, &r->config->whois_listen,
	    &r->config->whois_listen_count, value);
}

static bool
set_http(struct reading *r, const struct key *key, const char *value)
{
	(void)key;
	return add_endpoints(r->arena, &r->config->http_listen,
	    &r->config->http_listen_count, value);
}

static bool
set_proxy(struct reading *r, const struct key *key, const char *value)
{
	static const char between[] = ", \t";
	struct config *config = r->config;
	struct address unused;
	const char **place;
	size_t n;

	(void)key;
	for (value += strspn(value, between); *value != '\0';
	    value += n + strspn(value + n, between)) {
		n = strcspn(value, between);
		if (config->http_proxy_count >= LISTEN_MAX ||
		    address_parse(value, n, &unused) != INET_OK)
			return false;
		place = arena_grow(r->arena, &config->http_proxies,
		    &config->http_proxy_count, sizeof(*place));
		*place = arena_strndup(r->arena, value, n);
	}
	return config->http_proxy_count > 0;
}

/* As a browser says an origin: no path, not even a slash. */
static bool
set_base_url(struct reading *r, const struct key *key, const char *value)
{
	size_t scheme = strncmp(value, "https://", 8) == 0 ? 8 : 7;
	const char *host = value + scheme;

	if (scheme == 7 && strncmp(value, "http://", 7) != 0)
		return false;
	return *host != '\0' && host[strspn(host,
	    "abcdefghijklmnopqrstuvwxyz0123456789.-:[]")] == '\0' &&
	    set_text(r, key, value);
}

/* What libcurl takes as host and port, without a path. */
static bool
set_mail_server(struct reading *r, const struct key *key, const char *value)
{
	size_t scheme = strncmp(value, "smtps://", 8) == 0 ? 8 : 7;
	const char *host = value + scheme;

	if (scheme == 7 && strncmp(value, "smtp://", 7) != 0)
		return false;
	return *host != '\0' && host[strspn(host,
	    "abcdefghijklmnopqrstuvwxyz0123456789.-:[]")] == '\0' &&
	    set_text(r, key, value);
}

static bool
set_address(struct reading *r, const struct key *key, const char *value)
{
	const char *at = strchr(value, '@');

	return at != NULL && at != value && at[1] != '\0' &&
	    strpbrk(value, " \t<>,;\"") == NULL && set_text(r, key, value);
}

/* In the order of enum second_factor_of. */
static const char *const who_words[] = { "hostmasters", "managers",
    "everybody", "nobody" };

static bool
read_who(const char *value, enum second_factor_of *out)
{
	for (size_t i = 0; i < ARRAY_LENGTH(who_words); i++) {
		if (strcmp(value, who_words[i]) != 0)
			continue;
		*out = (enum second_factor_of)i;
		return true;
	}
	return false;
}

static bool
set_second_factor(struct reading *r, const struct key *key, const char *value)
{
	(void)key;
	return read_who(value, &r->config->second_factor);
}

static bool
set_zone(struct reading *r, const struct key *key, const char *value)
{
	struct rdns_config *rdns = &r->config->rdns;
	struct prefix apex, *list, *place;

	(void)key;
	if (rdns->zone_count >= ZONES_MAX ||
	    !reverse_parse(value, strlen(value), &apex))
		return false;
	for (size_t i = 0; i < rdns->zone_count; i++)
		if (prefix_overlaps(&rdns->zones[i], &apex))
			return false;
	memcpy(&list, &rdns->zones, sizeof(list));
	place = arena_grow(r->arena, &list, &rdns->zone_count,
	    sizeof(*place));
	*place = apex;
	rdns->zones = list;
	return true;
}

static bool
set_host(struct reading *r, const struct key *key, const char *value)
{
	const char **to = (const char **)((char *)r->config + key->offset);

	return host_parse(r->arena, value, to) == RESULT_OK;
}

static bool
set_nserver(struct reading *r, const struct key *key, const char *value)
{
	static const char between[] = ", \t";
	struct rdns_config *rdns = &r->config->rdns;
	const char *host;
	size_t n;

	(void)key;
	for (value += strspn(value, between); *value != '\0';
	    value += n + strspn(value + n, between)) {
		n = strcspn(value, between);
		if (rdns->server_count >= LIMIT_NAMESERVERS ||
		    host_parse(r->arena, arena_strndup(r->arena, value, n),
		    &host) != RESULT_OK)
			return false;
		*(const char **)arena_grow(r->arena, &rdns->servers,
		    &rdns->server_count, sizeof(*rdns->servers)) = host;
	}
	return rdns->server_count > 0;
}

/* Words between blanks, run without a shell: the first is an absolute path. */
static bool
set_command(struct reading *r, const struct key *key, const char *value)
{
	static const char between[] = " \t";
	char ***to = (char ***)((char *)r->config + key->offset);
	size_t count = 0, n;

	*to = NULL;
	for (; *value != '\0'; value += n + strspn(value + n, between)) {
		n = strcspn(value, between);
		if (count >= WORDS_OF_COMMAND_MAX)
			return false;
		*(char **)arena_grow(r->arena, to, &count, sizeof(**to)) =
		    arena_strndup(r->arena, value, n);
	}
	*(char **)arena_grow(r->arena, to, &count, sizeof(**to)) = NULL;
	return (*to)[0] != NULL && (*to)[0][0] == '/';
}

static bool
set_endpoint(struct reading *r, const struct key *key, const char *value)
{
	struct endpoint unused;

	return endpoint_parse(value, &unused) && set_text(r, key, value);
}

/* An address, or one with a port. */
static bool
parse_resolver(const char *text, size_t n, struct endpoint *out)
{
	char copy[ENDPOINT_TEXT_MAX];
	struct address address;

	if (n >= sizeof(copy) - 6)
		return false;
	if (address_parse(text, n, &address) == INET_OK)
		snprintf(copy, sizeof(copy), address_family(&address) ==
		    FAMILY_IPV6 ? "[%.*s]:53" : "%.*s:53", (int)n, text);
	else
		snprintf(copy, sizeof(copy), "%.*s", (int)n, text);
	return endpoint_parse(copy, out);
}

static bool
set_resolver(struct reading *r, const struct key *key, const char *value)
{
	static const char between[] = ", \t";
	struct probe_config *probe = &r->config->probe;
	size_t n;

	(void)key;
	r->config->probes = true;
	if (text_equal(value, "system"))
		return r->config->system_resolver = true;
	for (value += strspn(value, between); *value != '\0';
	    value += n + strspn(value + n, between)) {
		n = strcspn(value, between);
		if (probe->resolver_count == PROBE_RESOLVERS_MAX ||
		    !parse_resolver(value, n,
		    &probe->resolvers[probe->resolver_count++]))
			return false;
	}
	return probe->resolver_count > 0;
}

static bool
set_ranges(struct reading *r, const struct key *key, const char *value)
{
	static const char between[] = ", \t";
	struct probe_ranges *ranges = (struct probe_ranges *)
	    ((char *)r->config + key->offset);
	size_t n;

	for (value += strspn(value, between); *value != '\0';
	    value += n + strspn(value + n, between)) {
		n = strcspn(value, between);
		if (ranges->count == PROBE_RANGES_MAX || prefix_parse(value,
		    n, &ranges->list[ranges->count++]) != INET_OK)
			return false;
	}
	return ranges->count > 0;
}

static bool
set_test_port(struct reading *r, const struct key *key, const char *value)
{
	uint64_t number;

	(void)key;
	if (!parse_number(value, UINT16_MAX, &number) || number == 0)
		return false;
	r->config->probe.test_port = (uint16_t)number;
	return true;
}

/* --- Keys -------------------------------------------------------------- */

#define ADDRESSES "addresses like 127.0.0.1:4343 or [::1]:4343 are expected"
#define WHO_MUST "hostmasters, managers, everybody or nobody is expected"
#define RANGES "at most 8 blocks like 192.0.2.0/24 are expected"
#define AT(member) offsetof(struct config, member)

static const struct key keys[] = {
	{ "store", "url", set_text, AT(store_url), .expected = "a text" },
	{ "registry", "name", set_text, AT(whois_profile.name),
	    .expected = "a text" },
	{ "registry", "whois_host", set_text, AT(whois_profile.whois_host),
	    .expected = "a host" },
	{ "registry", "web_host", set_text, AT(whois_profile.web_host),
	    .expected = "a host" },
	{ "registry", "utc_offset", set_offset,
	    AT(whois_profile.utc_offset_s),
	    .expected = "hours and minutes like -0300 are expected" },
	{ "registry", "terms", set_term,
	    .expected = "at most 32 lines are expected" },
	{ "whois", "listen", set_whois, .expected = ADDRESSES },
	{ "whois", "threads", set_number, AT(whois_threads), 1, 64,
	    "a number from 1 to 64 is expected" },
	{ "whois", "connections", set_number, AT(whois_connections), 1,
	    100000, "a number from 1 to 100000 is expected" },
	{ "whois", "connections_per_address", set_number,
	    AT(whois_connections_per_address), 1, 100000,
	    "a number from 1 to 100000 is expected" },
	{ "whois", "rate_per_minute", set_number, AT(whois_rate_per_minute),
	    0, 1000000, "a number from 0 to 1000000 is expected" },
	{ "whois", "idle_timeout", set_number, AT(whois_idle_s), 1, 3600,
	    "seconds from 1 to 3600 are expected" },
	{ "http", "listen", set_http, .expected = ADDRESSES },
	{ "http", "base_url", set_base_url, AT(http_base),
	    .expected = "https://HOST or http://HOST is expected, with no "
	    "path" },
	{ "http", "mail", set_text, AT(http_mail), .expected = "an address" },
	{ "http", "proxy", set_proxy,
	    .expected = "addresses like 127.0.0.1 or ::1 are expected" },
	{ "http", "connections", set_number, AT(http_connections), 1, 10000,
	    "a number from 1 to 10000 is expected" },
	{ "http", "connections_per_address", set_number,
	    AT(http_connections_per_address), 1, 10000,
	    "a number from 1 to 10000 is expected" },
	{ "login", "second_factor", set_second_factor,
	    .expected = WHO_MUST },
	{ "mail", "server", set_mail_server, AT(mail_server),
	    .expected = "smtp://HOST:PORT or smtps://HOST:PORT is expected" },
	{ "mail", "from", set_address, AT(mail_from),
	    .expected = "an address like registry@example.net is expected" },
	{ "mail", "user", set_text, AT(mail_user), .expected = "a text" },
	{ "mail", "password_file", set_text, AT(mail_password_file),
	    .expected = "a path" },
	{ "rdns", "zone", set_zone, .expected = "the name of a reverse zone "
	    "like 200.in-addr.arpa is expected, beside the others" },
	{ "rdns", "primary", set_host, AT(rdns.primary),
	    .expected = "a full host name is expected" },
	{ "rdns", "mailbox", set_address, AT(rdns.mailbox),
	    .expected = "an address like hostmaster@example.net is expected" },
	{ "rdns", "nserver", set_nserver,
	    .expected = "full host names are expected" },
	{ "rdns", "ttl", set_number, AT(rdns.ttl), 60, 604800,
	    "seconds from 60 to 604800 are expected" },
	{ "rdns", "zonelets", set_text, AT(rdns.zonelets),
	    .expected = "a path" },
	{ "rdns", "files", set_text, AT(rdns.files), .expected = "a path" },
	{ "rdns", "check", set_command, AT(rdns.check),
	    .expected = "an absolute path and arguments are expected" },
	{ "rdns", "reload", set_command, AT(rdns.reload),
	    .expected = "an absolute path and arguments are expected" },
	{ "rdns", "update", set_endpoint, AT(rdns.update),
	    .expected = "an address like 127.0.0.1:53 is expected" },
	{ "rdns", "key_file", set_text, AT(rdns.key_file),
	    .expected = "a path" },
	{ "rdns", "compare", set_number, AT(rdns.compare), 1, 604800,
	    "seconds from 1 to 604800 are expected" },
	{ "rdns", "server", set_endpoint, AT(rdns.server),
	    .expected = "an address like 127.0.0.1:53 is expected" },
	{ "rdns", "resolver", set_resolver, .expected = "system, or at most 3 "
	    "addresses like 127.0.0.1 or 127.0.0.1:53 are expected" },
	{ "rdns", "own_ranges", set_ranges, AT(probe.own_ranges),
	    .expected = RANGES },
	{ "rdns", "test_ranges", set_ranges, AT(probe.test_ranges),
	    .expected = RANGES },
	{ "rdns", "test_port", set_test_port,
	    .expected = "a number from 1 to 65535 is expected" },
};
static_assert(ARRAY_LENGTH(keys) <= 64, "a bit for each key");

/* Lists may be given in several lines. */
static bool
may_repeat(const struct key *key)
{
	return key->set == set_term || key->set == set_whois ||
	    key->set == set_http || key->set == set_proxy ||
	    key->set == set_zone || key->set == set_nserver;
}

static const struct key *
find_key(struct reading *r, const char *section, const char *name)
{
	bool section_known = false;
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(keys); i++) {
		if (!text_equal(keys[i].section, section))
			continue;
		section_known = true;
		if (text_equal(keys[i].name, name))
			return &keys[i];
	}
	if (section_known)
		complain(r, "there is no such key in [%s]", section);
	else if (*section == '\0')
		complain(r, "a [section] must come first");
	else
		complain(r, "there is no such section");
	return NULL;
}

static bool
first_time(struct reading *r, const struct key *key)
{
	uint64_t bit = UINT64_C(1) << (key - keys);
	bool first = (r->seen & bit) == 0;

	r->seen |= bit;
	return first || may_repeat(key);
}

/* What ini_parse_stream() calls for each "name = value". */
static int
take(void *user, const char *section, const char *name, const char *value)
{
	struct reading *r = user;
	const struct key *key;

	if (r->wrong_line != 0)
		return 1;
	key = find_key(r, section, name);
	if (key == NULL)
		return 0;
	if (!first_time(r, key))
		complain(r, "%s is here for the second time", name);
	else if (*value == '\0')
		complain(r, "%s needs a value", name);
	else if (!text_is_clean(value, strlen(value)))
		complain(r, "%s has characters that cannot be printed", name);
	else if (!key->set(r, key, value))
		complain(r, "%s: %s", name, key->expected);
	return r->wrong_line == 0;
}

/* --- Lines ------------------------------------------------------------- */

/*
 * A line for inih, as fgets() gives it.  inih would cut what is too long for
 * its buffer, and what stands behind a NUL.
 */
static char *
next_line(char *out, int size, void *stream)
{
	struct reading *r = stream;
	const char *end;
	size_t length;

	if (r->left == 0 || r->wrong_line != 0)
		return NULL;
	r->line++;
	end = memchr(r->text, '\n', r->left);
	length = end == NULL ? r->left : (size_t)(end - r->text) + 1;
	if (length >= (size_t)size - 1 ||
	    memchr(r->text, '\0', length) != NULL) {
		complain(r, "longer than %d bytes, or no text", size - 2);
		return NULL;
	}
	memcpy(out, r->text, length);
	out[length] = '\0';
	r->text += length;
	r->left -= length;
	return out;
}

/* Only while reading: where the file says nothing, this is so. */
static void
fill_lists(struct config *config, struct arena *arena)
{
	bool fine = true;

	if (config->whois_listen_count == 0)
		fine &= add_endpoints(arena, &config->whois_listen,
		    &config->whois_listen_count, DEFAULT_WHOIS);
	assert(fine);
}

static void
set_scalars(struct config *config)
{
	*config = (struct config){
		.store_url = DEFAULT_STORE,
		.whois_profile.utc_offset_s = DEFAULT_OFFSET_S,
		.second_factor = SECOND_FACTOR_HOSTMASTERS,
		.whois_threads = 2,
		.whois_connections = 4096,
		.whois_connections_per_address = 512,
		.whois_idle_s = 10,
		.http_connections = 1024,
		.http_connections_per_address = 256,
		.rdns.ttl = 86400,
		.rdns.compare = 86400,
	};
}

void
config_defaults(struct config *config, struct arena *arena)
{
	set_scalars(config);
	fill_lists(config, arena);
}

/* A link in a mail begins as the portal's address does. */
static void
check_mail(struct reading *r)
{
	const struct config *config = r->config;

	if (config->mail_server != NULL && config->mail_from == NULL)
		complain(r, "[mail] server needs a from");
	else if (config->mail_server != NULL && config->http_base == NULL)
		complain(r, "[mail] server needs the base_url of [http]");
	else if (config->mail_user != NULL &&
	    config->mail_password_file == NULL)
		complain(r, "[mail] user needs a password_file");
}

/* Every zone has SOA and NS records. */
static void
check_rdns(struct reading *r)
{
	const struct rdns_config *rdns = &r->config->rdns;

	if (rdns->zone_count > 0 && (rdns->primary == NULL ||
	    rdns->mailbox == NULL || rdns->server_count == 0))
		complain(r, "[rdns] zone needs primary, mailbox and nserver");
	else if (rdns->zone_count == 0 && (rdns->files != NULL ||
	    rdns->update != NULL))
		complain(r, "[rdns] files and update need a zone");
	else if (rdns->key_file != NULL && rdns->update == NULL)
		complain(r, "[rdns] key_file needs update");
}

bool
config_parse_text(struct config *config, const char *text, size_t length,
    struct arena *arena, char *why, size_t why_size)
{
	struct reading r = {
		.config = config, .arena = arena, .text = text,
		.left = length, .why = why, .why_size = why_size,
	};
	int line;

	ini_allow_multiline = false;
	ini_allow_inline_comments = false;
	set_scalars(config);
	line = ini_parse_stream(next_line, &r, take, &r);
	if (line < 0)
		die("out of memory in parcela.conf");
	if (line > 0 && (r.wrong_line == 0 || line < r.wrong_line)) {
		r.wrong_line = 0;
		r.line = line;
		complain(&r, "neither [section] nor key = value");
	}
	fill_lists(config, arena);
	check_mail(&r);
	check_rdns(&r);
	return r.wrong_line == 0;
}

/* --- The file and the environment -------------------------------------- */

static bool
read_file(const char *path, struct text *out, char *why, size_t why_size)
{
	FILE *file = fopen(path, "re");
	char part[4096];
	bool failed;
	size_t n;

	if (file == NULL) {
		snprintf(why, why_size, "%s: %s", path, strerror(errno));
		return false;
	}
	while ((n = fread(part, 1, sizeof(part), file)) > 0)
		text_put_bytes(out, part, n);
	failed = ferror(file) != 0;
	if (failed)
		snprintf(why, why_size, "%s: %s", path, strerror(errno));
	else if (out->overflow)
		snprintf(why, why_size, "%s: longer than %u bytes", path,
		    FILE_MAX);
	fclose(file);
	return !failed && !out->overflow;
}

static bool
parse_file(struct config *config, const char *path, struct arena *arena,
    char *why, size_t why_size)
{
	char reason[256];
	struct text text;
	bool fine;

	text_init(&text, FILE_MAX);
	fine = read_file(path, &text, why, why_size);
	if (fine) {
		fine = config_parse_text(config, text.bytes, text.length,
		    arena, reason, sizeof(reason));
		if (!fine)
			snprintf(why, why_size, "%s: %s", path, reason);
	}
	text_release(&text);
	return fine;
}

static bool
take_endpoints(const char *variable, struct arena *arena,
    const char ***list, size_t *count, char *why, size_t why_size)
{
	const char *value = getenv(variable);

	if (value == NULL)
		return true;
	*list = NULL;
	*count = 0;
	if (add_endpoints(arena, list, count, value))
		return true;
	snprintf(why, why_size, "%s: " ADDRESSES, variable);
	return false;
}

static bool
take_second_factor(struct config *config, char *why, size_t why_size)
{
	const char *value = getenv("PARCELA_SECOND_FACTOR");

	if (value == NULL || read_who(value, &config->second_factor))
		return true;
	snprintf(why, why_size, "PARCELA_SECOND_FACTOR: " WHO_MUST);
	return false;
}

bool
config_load(struct config *config, const char *file, struct arena *arena,
    char *why, size_t why_size)
{
	const char *store = getenv("PARCELA_STORE");
	const char *mails = getenv("PARCELA_MAILS");

	config_defaults(config, arena);
	if (file != NULL && !parse_file(config, file, arena, why, why_size))
		return false;
	if (store != NULL)
		config->store_url = arena_strdup(arena, store);
	config->shows_mails = mails != NULL && strcmp(mails, "show") == 0 &&
	    config->mail_server == NULL;
	if (config->shows_mails && config->http_mail == NULL)
		config->http_mail = DEMO_MAIL;
	return take_second_factor(config, why, why_size) &&
	    take_endpoints("PARCELA_WHOIS", arena, &config->whois_listen,
	    &config->whois_listen_count, why, why_size) &&
	    take_endpoints("PARCELA_HTTP", arena, &config->http_listen,
	    &config->http_listen_count, why, why_size);
}

int
config_offset_s(const struct config *config)
{
	return config->whois_profile.utc_offset_s;
}

struct test_servers
config_test_servers(const struct config *config)
{
	return (struct test_servers){ config->probe.test_ranges.list,
	    config->probe.test_ranges.count, config->probe.test_port };
}
