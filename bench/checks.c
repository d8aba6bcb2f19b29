/* SPDX-License-Identifier: ISC */
/*
 * bench_checks: what the watch asks in a second of a server on this machine
 * (NSD), each check a zone's SOA from a port of its own, beside dnsperf,
 * which sends the same question from one; as many under way with both.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"
#include "probe/probe.h"

#define ROUNDS 5
#define SECONDS 2
#define UNDER_WAY 100
#define PORT 5399
#define PORT_TEXT "5399"
#define ZONE "114.5.45.in-addr.arpa"
#define HOST "ns.example.net"

/* --- The server ----------------------------------------------------------- */

static void
write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0)
		die("%s: %s", path, strerror(errno));
}

#define SOA_NS \
	"@ 3600 SOA ns.example.net. h.example.net. 7 7200 3600 9999 60\n" \
	"@ 3600 NS ns.example.net.\n"

static const char *
write_server(struct arena *arena)
{
	const char *zone = bench_path("zone"), *hosts = bench_path("hosts");
	const char *config = bench_path("nsd.conf");

	write_file(zone, SOA_NS);
	write_file(hosts, SOA_NS "ns 3600 A 127.0.0.1\n");
	write_file(config, arena_printf(arena, "server:\n ip-address: "
	    "127.0.0.1@" PORT_TEXT "\n database: \"\"\n username: \"\"\n"
	    " chroot: \"\"\n server-count: 1\n rrl-ratelimit: 0\n"
	    " zonesdir: \".\"\n pidfile: \"%s\"\n xfrdfile: \"%s\"\n"
	    " zonelistfile: \"%s\"\nremote-control:\n control-enable: no\n"
	    "zone:\n name: " ZONE "\n zonefile: %s\n"
	    "zone:\n name: example.net\n zonefile: %s\n",
	    bench_path("pid"), bench_path("xfrd"), bench_path("zones"), zone,
	    hosts));
	return config;
}

static pid_t
start_server(const char *config)
{
	pid_t child = fork();

	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		execl("/usr/sbin/nsd", "nsd", "-d", "-c", config, NULL);
		_exit(1);
	}
	return child;
}

/* --- Ours ----------------------------------------------------------------- */

struct run {
	struct probe_engine *engine;
	struct probe_request request;
	double until;
	uint64_t good, bad;
};

static void
heard(void *argument, const struct probe_server *server)
{
	struct run *run = argument;

	if (server->state == NS_AA)
		run->good++;
	else
		run->bad++;
}

/* One ends, one begins. */
static void
next(void *argument, uint64_t id)
{
	struct run *run = argument;

	run->request.id = id;
	if (wall_s() < run->until && !probe_engine_ask(run->engine,
	    &run->request))
		die("no room for a check");
}

static void
prepare(struct run *run, struct probe_config *config)
{
	struct probe_ranges ranges = { .count = 1 };
	struct endpoint resolver;
	bool fine = endpoint_parse("127.0.0.1:" PORT_TEXT, &resolver) &&
	    dns_name_parse(ZONE, &run->request.zone) &&
	    dns_name_parse(HOST, &run->request.hosts[0]) &&
	    prefix_parse("127.0.0.0/8", 11, &ranges.list[0]) ==
	    INET_OK;

	assert(fine);
	run->request.host_count = 1;
	*config = (struct probe_config){ .resolvers = { resolver },
	    .resolver_count = 1, .test_ranges = ranges,
	    .test_port = PORT, .questions = UNDER_WAY,
	    .questions_per_address = UNDER_WAY };
}

static void
ask_for(struct run *run, double seconds)
{
	run->good = run->bad = 0;
	run->until = wall_s() + seconds;
	for (uint64_t i = 0; i < UNDER_WAY; i++)
		next(run, i);
	while (probe_engine_checks(run->engine) > 0) {
		struct pollfd fd = { .fd = probe_engine_fd(run->engine),
		    .events = POLLIN };

		poll(&fd, 1, probe_engine_wait_ms(run->engine));
		probe_engine_turn(run->engine);
	}
}

static double
checks_per_second(struct run *run)
{
	double begun = wall_s();

	ask_for(run, SECONDS);
	if (run->bad > 0)
		die("%llu checks of a good server failed",
		    (unsigned long long)run->bad);
	return (double)run->good / (wall_s() - begun);
}

/* --- dnsperf -------------------------------------------------------------- */

static double
read_rate(FILE *from)
{
	static const char wanted[] = "Queries per second:";
	double rate = 0;
	char line[512];

	while (fgets(line, sizeof(line), from) != NULL) {
		const char *at = strstr(line, wanted);

		if (at != NULL)
			rate = strtod(at + strlen(wanted), NULL);
	}
	return rate;
}

static double
queries_per_second(const char *questions)
{
	int ends[2], status;
	double rate;
	FILE *from;
	pid_t child;

	if (pipe(ends) < 0 || (child = fork()) < 0)
		die("no pipe: %s", strerror(errno));
	if (child == 0) {
		dup2(ends[1], STDOUT_FILENO);
		execlp("dnsperf", "dnsperf", "-s", "127.0.0.1", "-p",
		    PORT_TEXT, "-d", questions, "-l", "2", "-q", "100", "-c",
		    "1", "-T", "1", (char *)NULL);
		_exit(1);
	}
	close(ends[1]);
	from = fdopen(ends[0], "r");
	rate = read_rate(from);
	fclose(from);
	waitpid(child, &status, 0);
	if (status != 0 || rate <= 0)
		die("dnsperf measured nothing");
	return rate;
}

int
main(void)
{
	double ours[ROUNDS], bare[ROUNDS], cpu = 0, begun;
	uint64_t count = 0;
	struct run run = { .good = 0 };
	const struct probe_events events = { heard, next, &run };
	struct arena *arena = arena_new();
	const char *questions = bench_path("questions");
	struct probe_config config;
	pid_t server = start_server(write_server(arena));
	int tries = 0;

	write_file(questions, ZONE " SOA\n");
	prepare(&run, &config);
	run.engine = probe_engine_new(&config, &events);
	for (ask_for(&run, 0.1); run.good == 0 && tries < 50; tries++) {
		usleep(100000);
		ask_for(&run, 0.1);
	}
	for (int i = 0; i < ROUNDS; i++) {
		begun = cpu_s();
		ours[i] = checks_per_second(&run);
		cpu += cpu_s() - begun;
		count += run.good;
		bare[i] = queries_per_second(questions);
	}
	figure("checks of a zone: %.0f/s (%.0f us CPU); dnsperf, the same "
	    "question: %.0f/s", median(ours, ROUNDS), cpu * 1e6 /
	    (double)count, median(bare, ROUNDS));
	promise_at_least("checks per second beside dnsperf",
	    median(ours, ROUNDS) / median(bare, ROUNDS), 0.3);
	probe_engine_free(run.engine);
	kill(server, SIGTERM);
	waitpid(server, NULL, 0);
	arena_free(arena);
	return bench_result();
}
