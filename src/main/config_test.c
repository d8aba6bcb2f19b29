/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/test.h"
#include "main/config.h"

struct place {
	struct arena *arena;
	struct config config;
	char why[256];
};

static int
setup(void **state)
{
	static struct place p;

	unsetenv("PARCELA_STORE");
	unsetenv("PARCELA_WHOIS");
	unsetenv("PARCELA_SECOND_FACTOR");
	unsetenv("PARCELA_HTTP");
	p.arena = arena_new();
	*state = &p;
	return 0;
}

static int
teardown(void **state)
{
	struct place *p = *state;

	arena_free(p->arena);
	return 0;
}

static bool
parse(struct place *p, const char *text)
{
	p->why[0] = '\0';
	return config_parse_text(&p->config, text, strlen(text), p->arena,
	    p->why, sizeof(p->why));
}

static void
refuse(struct place *p, const char *text, const char *why)
{
	assert_false(parse(p, text));
	assert_string_equal(p->why, why);
}

TEST(an_empty_file_gives_the_defaults)
{
	struct place *p = *state;

	assert_true(parse(p, ""));
	assert_string_equal(p->config.store_url,
	    "sqlite:/var/lib/parcela/registry.db");
	assert_int_equal(p->config.whois_listen_count, 1);
	assert_string_equal(p->config.whois_listen[0], "127.0.0.1:4343");
	assert_int_equal(p->config.whois_connections, 4096);
	assert_int_equal(p->config.whois_idle_s, 10);
	assert_int_equal(config_offset_s(&p->config), -10800);
	assert_null(p->config.whois_profile.name);
}

TEST(every_key_is_read)
{
	struct place *p = *state;

	assert_true(parse(p, "# comment\n; another\n[store]\n"
	    "url = sqlite:/tmp/x.db\n[registry]\nname = NIC Ejemplo\n"
	    "whois_host=whois.ejemplo\nweb_host = ejemplo\n"
	    "utc_offset = +0545\nterms = Use it; well.\nterms = Or not.\n"
	    "[whois]\nlisten = 127.0.0.1:43, [::1]:43\n"
	    "listen = 192.0.2.1:0\nthreads = 3\nconnections = 10\n"
	    "connections_per_address = 5\r\n  rate_per_minute = 60\n"
	    "idle_timeout = 1\n[http]\nlisten = [::1]:8080\n"
	    "base_url = https://portal.ejemplo\nmail = a@ejemplo\n"
	    "connections = 9\nconnections_per_address = 8\n"
	    "proxy = 127.0.0.1, ::1\nproxy = 192.0.2.9\n"
	    "[login]\nsecond_factor = managers"));
	assert_int_equal(p->config.second_factor, SECOND_FACTOR_MANAGERS);
	assert_int_equal(p->config.whois_listen_count, 3);
	assert_string_equal(p->config.whois_listen[1], "[::1]:43");
	assert_string_equal(p->config.http_listen[0], "[::1]:8080");
	assert_string_equal(p->config.http_base, "https://portal.ejemplo");
	assert_string_equal(p->config.http_mail, "a@ejemplo");
	assert_int_equal(p->config.http_proxy_count, 3);
	assert_string_equal(p->config.http_proxies[1], "::1");
	assert_int_equal(p->config.http_connections, 9);
	assert_int_equal(p->config.http_connections_per_address, 8);
	assert_int_equal(config_offset_s(&p->config), 20700);
	assert_int_equal(p->config.whois_profile.term_count, 2);
	assert_string_equal(p->config.whois_profile.terms[0],
	    "Use it; well.");
	assert_string_equal(p->config.whois_profile.name, "NIC Ejemplo");
	assert_int_equal(p->config.whois_rate_per_minute, 60);
	assert_int_equal(p->config.whois_connections_per_address, 5);
}

TEST(name_servers_are_asked_where_the_file_says_how)
{
	struct place *p = *state;

	assert_true(parse(p, "[whois]\nthreads = 1\n"));
	assert_false(p->config.probes);
	assert_true(parse(p, "[rdns]\nresolver = 127.0.0.1, ::1 [::1]:5300\n"
	    "test_ranges = 127.0.0.0/8, fd00::/8\ntest_port = 5353\n"));
	assert_true(p->config.probes && !p->config.system_resolver);
	assert_int_equal(p->config.probe.resolver_count, 3);
	assert_int_equal(p->config.probe.test_ranges.count, 2);
	assert_int_equal(p->config.probe.test_port, 5353);
	assert_true(parse(p, "[rdns]\nresolver = system\n"));
	assert_true(p->config.probes && p->config.system_resolver);
	assert_false(parse(p, "[rdns]\nresolver = dns.example.net\n"));
	assert_false(parse(p, "[rdns]\nresolver = 127.0.0.1:x\n"));
	assert_false(parse(p, "[rdns]\nresolver = ::1 ::2 ::3 ::4\n"));
	assert_false(parse(p, "[rdns]\ntest_ranges = 127.0.0.1\n"));
	assert_true(parse(p, "[rdns]\nown_ranges = 200.7.84.0/23\n"));
	assert_int_equal(p->config.probe.own_ranges.count, 1);
	assert_false(parse(p, "[rdns]\nown_ranges = ns.example.net\n"));
	assert_false(parse(p, "[rdns]\ntest_port = 0\n"));
}

TEST(what_is_unknown_is_an_error_with_its_line)
{
	struct place *p = *state;

	refuse(p, "[whois]\n\nthread = 2\n",
	    "line 3: there is no such key in [whois]");
	refuse(p, "[whoami]\nthreads = 2\n",
	    "line 2: there is no such section");
	refuse(p, "threads = 2\n", "line 1: a [section] must come first");
	refuse(p, "[whois]\nthreads\n",
	    "line 2: neither [section] nor key = value");
	refuse(p, "[whois\nthreads = 0\n",
	    "line 1: neither [section] nor key = value");
}

TEST(malformed_values_are_errors)
{
	struct place *p = *state;

	refuse(p, "[whois]\nthreads = 0\n",
	    "line 2: threads: a number from 1 to 64 is expected");
	refuse(p, "[whois]\nthreads = 2 ; two\n",
	    "line 2: threads: a number from 1 to 64 is expected");
	refuse(p, "[whois]\nthreads =\n", "line 2: threads needs a value");
	refuse(p, "[whois]\nthreads = 1\nthreads = 2\n",
	    "line 3: threads is here for the second time");
	refuse(p, "[registry]\nutc_offset = -3\n", "line 2: utc_offset: "
	    "hours and minutes like -0300 are expected");
	refuse(p, "[registry]\nname = a\x1b[2J\n",
	    "line 2: name has characters that cannot be printed");
	assert_false(parse(p, "[login]\nsecond_factor = all\n"));
	assert_false(parse(p, "[whois]\nlisten = localhost:43\n"));
	assert_false(parse(p, "[whois]\nlisten = 127.0.0.1\n"));
	assert_false(parse(p, "[whois]\nlisten = ::1:43\n"));
	assert_false(parse(p, "[whois]\nlisten = 127.0.0.1:65536\n"));
	assert_false(parse(p, "[whois]\nlisten = ,\n"));
}

TEST(long_lines_and_nuls_are_errors)
{
	struct place *p = *state;
	char line[300];

	memset(line, 'x', sizeof(line));
	line[0] = '#';
	line[sizeof(line) - 1] = '\0';
	assert_false(parse(p, line));
	assert_non_null(strstr(p->why, "line 1: longer than"));
	assert_false(config_parse_text(&p->config, "[whois]\0\n", 9,
	    p->arena, p->why, sizeof(p->why)));
}

#define RDNS "[rdns]\nprimary = ns.example.net\n" \
	"mailbox = h@example.net\nnserver = NS.example.net, b.example.net\n"

TEST(reverse_zones_are_read)
{
	struct place *p = *state;

	assert_true(parse(p, RDNS "zone = 200.in-addr.arpa\n"
	    "zone = 8.2.ip6.arpa.\nfiles = /z\nupdate = 127.0.0.1:53\n"
	    "reload = /usr/sbin/nsd-control -c x  reload\n"));
	assert_int_equal(p->config.rdns.zone_count, 2);
	assert_int_equal(p->config.rdns.zones[1].length, 8);
	assert_string_equal(p->config.rdns.servers[0], "ns.example.net");
	assert_string_equal(p->config.rdns.reload[3], "reload");
	assert_null(p->config.rdns.reload[4]);
	assert_int_equal(p->config.rdns.ttl, 86400);
	assert_false(parse(p, RDNS "zone = 200.in-addr.arpa\n"
	    "zone = 1.200.in-addr.arpa\n"));
	assert_false(parse(p, RDNS "zone = example.net\n"));
	assert_false(parse(p, RDNS "check = named-checkzone\n"));
	assert_false(parse(p, RDNS "files = /z\n"));
	assert_false(parse(p, "[rdns]\nzone = 200.in-addr.arpa\n"));
	assert_false(parse(p, "[rdns]\nnserver = 192.0.2.1\n"));
}

TEST(the_environment_stands_above_the_file)
{
	struct place *p = *state;

	setenv("PARCELA_STORE", "sqlite:other.db", 1);
	setenv("PARCELA_WHOIS", "127.0.0.1:0 [::1]:0", 1);
	assert_true(config_load(&p->config, NULL, p->arena, p->why,
	    sizeof(p->why)));
	assert_string_equal(p->config.store_url, "sqlite:other.db");
	assert_int_equal(p->config.whois_listen_count, 2);
	setenv("PARCELA_WHOIS", "port 43", 1);
	assert_false(config_load(&p->config, NULL, p->arena, p->why,
	    sizeof(p->why)));
	unsetenv("PARCELA_WHOIS");
	setenv("PARCELA_SECOND_FACTOR", "nobody", 1);
	assert_true(config_load(&p->config, NULL, p->arena, p->why,
	    sizeof(p->why)));
	assert_int_equal(p->config.second_factor, SECOND_FACTOR_NOBODY);
	setenv("PARCELA_SECOND_FACTOR", "some", 1);
	assert_false(config_load(&p->config, NULL, p->arena, p->why,
	    sizeof(p->why)));
	unsetenv("PARCELA_SECOND_FACTOR");
	assert_false(config_load(&p->config, "/nowhere/parcela.conf",
	    p->arena, p->why, sizeof(p->why)));
	assert_string_equal(p->why,
	    "/nowhere/parcela.conf: No such file or directory");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_file_gives_the_defaults),
		cmocka_unit_test(every_key_is_read),
		cmocka_unit_test(
		    name_servers_are_asked_where_the_file_says_how),
		cmocka_unit_test(what_is_unknown_is_an_error_with_its_line),
		cmocka_unit_test(malformed_values_are_errors),
		cmocka_unit_test(long_lines_and_nuls_are_errors),
		cmocka_unit_test(reverse_zones_are_read),
		cmocka_unit_test(the_environment_stands_above_the_file),
	};

	return cmocka_run_group_tests_name("main/config", tests, setup,
	    teardown);
}
