/* SPDX-License-Identifier: ISC */
/*
 * `parcela serve`: the supervisor, and the roles that it starts as processes
 * of their own.  `--role` and what goes with it are between the two, not for
 * people.  The courier is started by the worker, and no role to the
 * supervisor.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "main/command.h"
#include "main/config.h"
#include "main/probing.h"
#include "main/worker.h"
#include "net/net.h"
#include "portal/portal.h"
#include "watch/watch.h"

#define SPARE_FDS 64			/* of a role: store, epolls, log */
#define FD_MAX 65535

/* What the hidden options say. */
struct duty {
	const char *role;		/* NULL: be the supervisor */
	int ready_fd;			/* -1: none */
	int fds[ROLE_FDS_MAX];
	size_t fd_count;
};

/* --- Command lines ----------------------------------------------------- */

static void
add(struct context *c, char ***argv, size_t *count, const char *word)
{
	char **place = arena_grow(c->arena, argv, count, sizeof(*place));

	*place = word == NULL ? NULL : arena_strdup(c->arena, word);
}

char **
role_argv(struct context *c, const char *role, bool supervised, size_t fd_count)
{
	char **argv = NULL;
	size_t count = 0, i;

	add(c, &argv, &count, "parcela");
	if (c->config_path != NULL) {
		add(c, &argv, &count, "-c");
		add(c, &argv, &count, c->config_path);
	}
	if (!text_equal(role, "probe")) {
		add(c, &argv, &count, "--store");
		add(c, &argv, &count, c->store_url);
	}
	add(c, &argv, &count, "serve");
	add(c, &argv, &count, "--role");
	add(c, &argv, &count, role);
	if (supervised) {
		add(c, &argv, &count, "--ready");
		add(c, &argv, &count, arena_printf(c->arena, "%d",
		    ROLE_READY_FD));
	}
	for (i = 0; i < fd_count; i++) {
		add(c, &argv, &count, "--fd");
		add(c, &argv, &count, arena_printf(c->arena, "%d",
		    ROLE_FIRST_FD + (int)i));
	}
	add(c, &argv, &count, NULL);
	return argv;
}

/* --- The query role -----------------------------------------------------  */

/* A connection is one descriptor; who was sent away holds it a moment more. */
static void
fit_connections(struct context *c, struct whois_server *server)
{
	size_t wanted = server->connections * 2 + SPARE_FDS;
	size_t granted = sandbox_enter(wanted);

	if (granted >= wanted)
		return;
	server->connections = granted > SPARE_FDS * 2 ?
	    (granted - SPARE_FDS) / 2 : SPARE_FDS / 2;
	log_warning("the system allows %zu descriptors: at most %zu WHOIS "
	    "connections instead of %d", granted, server->connections,
	    c->config->whois_connections);
}

static int
run_query(struct context *c, const struct duty *duty)
{
	const struct config *config = c->config;
	struct whois_server server = {
		.store_url = c->store_url,
		.profile = config->whois_profile,
		.clock = &c->clock,
		.threads = config->whois_threads,
		.connections = (size_t)config->whois_connections,
		.connections_per_address =
		    (size_t)config->whois_connections_per_address,
		.idle_s = config->whois_idle_s,
		.rate_per_minute = config->whois_rate_per_minute,
		.listeners = duty->fds,
		.listener_count = duty->fd_count,
		.ready_fd = duty->ready_fd,
	};

	log_name("query");
	fit_connections(c, &server);
	return whois_serve(&server);
}

/* --- The portal role -------------------------------------------------- */

int
complete_profile(struct context *c, struct whois_profile *profile)
{
	int status = context_index(c);

	if (status != 0)
		return status;
	whois_profile_complete(profile, arena_strdup(c->arena,
	    index_registry(c->index)), c->arena);
	context_close_store(c);
	return 0;
}

static int
run_portal(struct context *c, const struct duty *duty)
{
	struct whois_profile profile = c->config->whois_profile;
	struct portal_config portal = {
		.store_url = c->store_url, .base_url = c->config->http_base,
		.mail = c->config->http_mail, .clock = c->clock,
		.mails = c->config->mail_server != NULL,
		.shows_mails = c->config->shows_mails,
		.asks_servers = c->config->probes,
		.test_servers = config_test_servers(c->config),
		.second_factor = c->config->second_factor,
		.utc_offset_s = config_offset_s(c->config),
		.listeners = duty->fds, .listener_count = duty->fd_count,
		.connections = c->config->http_connections,
		.connections_per_address =
		    c->config->http_connections_per_address,
		.proxies = c->config->http_proxies,
		.proxy_count = c->config->http_proxy_count,
		.lookups_per_minute = c->config->whois_rate_per_minute,
		.ready_fd = duty->ready_fd,
	};
	int status;

	log_name("portal");
	if ((status = complete_profile(c, &profile)) != 0)
		return status;
	portal.name = profile.name;
	portal.whois_host = profile.whois_host;
	return portal_run(&portal);
}

/* --- The probe role: no store ------------------------------------------- */

static int
run_probe(struct context *c, const struct duty *duty)
{
	struct probe_config probe;
	int status = probing_config(c, &probe);

	log_name("probe");
	if (status != 0)
		return status;
	return probe_run(&probe, duty->fds[0], duty->ready_fd);
}

/* --- The watch role ----------------------------------------------------- */

static int
run_watch(struct context *c, const struct duty *duty)
{
	const struct watch_config watch = { .store_url = c->store_url,
	    .clock = c->clock, .mails = c->config->mail_server != NULL ||
	    c->config->shows_mails,
	    .socket = duty->fds[0],
	    .ready_fd = duty->ready_fd };

	log_name("watch");
	return watch_run(&watch);
}

/* --- The supervisor ---------------------------------------------------- */

/* What one role listens on. */
struct service {
	const char *role, *what;	/* "query", "whois" */
	const char **listen;
	size_t listen_count;
	int fds[ROLE_FDS_MAX];		/* first what it listens on */
	size_t fd_count;
	const char *scheme;		/* before an address, "" or http:// */
};

struct announcement {
	struct context *context;
	const struct service *services;
	size_t count;
};

static void
announce(void *argument)
{
	const struct announcement *a = argument;
	char text[ENDPOINT_TEXT_MAX];
	struct endpoint at;
	size_t i, n;

	for (n = 0; n < a->count; n++) {
		for (i = 0; i < a->services[n].listen_count; i++) {
			at = listener_endpoint(a->services[n].fds[i]);
			fprintf(a->context->out, "%s: listening on %s%s\n",
			    a->services[n].what, a->services[n].scheme,
			    endpoint_text(&at, text));
		}
	}
	fflush(a->context->out);
}

static int
open_listeners(struct context *c, struct service *service)
{
	struct endpoint at;
	char why[160];
	bool known;
	size_t i;

	for (i = 0; i < service->listen_count; i++) {
		known = endpoint_parse(service->listen[i], &at);
		assert(known && i < ROLE_FDS_MAX);
		service->fds[i] = listener_open(&at, why, sizeof(why));
		if (service->fds[i] < 0)
			return context_fail(c, EX_OSERR, "%s", why);
	}
	if (service->fd_count < service->listen_count)
		service->fd_count = service->listen_count;
	return 0;
}

#define SERVICES_MAX 5

/* Two that talk with each other; whoever dies, the other keeps its end. */
static size_t
add_asking(struct service services[2])
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		die("no pair of sockets");
	services[0] = (struct service){ .role = "probe", .fds = { ends[0] },
	    .fd_count = 1 };
	services[1] = (struct service){ .role = "watch", .fds = { ends[1] },
	    .fd_count = 1 };
	return 2;
}

/* What is configured to run. */
static size_t
list_services(const struct config *config,
    struct service services[SERVICES_MAX])
{
	size_t count = 0;

	services[count++] = (struct service){ .role = "query",
	    .what = "whois", .scheme = "", .listen = config->whois_listen,
	    .listen_count = config->whois_listen_count };
	if (config->http_listen_count > 0)
		services[count++] = (struct service){ .role = "portal",
		    .what = "portal", .scheme = "http://",
		    .listen = config->http_listen,
		    .listen_count = config->http_listen_count };
	if (worker_is_wanted(config))
		services[count++] = (struct service){ .role = "worker" };
	if (config->probes)
		count += add_asking(services + count);
	return count;
}

static int
run_supervisor(struct context *c)
{
	struct service services[SERVICES_MAX];
	size_t count = list_services(c->config, services);
	struct announcement news = { c, services, count };
	struct role roles[ARRAY_LENGTH(services)];
	int status;

	/* Only to say at once what is wrong with it. */
	if ((status = context_store(c, STORE_READ)) != 0)
		return status;
	context_close_store(c);
	for (size_t i = 0; i < count; i++) {
		if ((status = open_listeners(c, &services[i])) != 0)
			return status;
		roles[i] = (struct role){ .name = services[i].role,
		    .argv = role_argv(c, services[i].role, true,
		    services[i].fd_count), .fds = services[i].fds,
		    .fd_count = services[i].fd_count };
	}
	log_name("serve");
	return supervise(roles, count, announce, &news);
}

/* --- The command ------------------------------------------------------- */

static bool
take_fd(const char *text, int *out)
{
	uint64_t number;

	if (!parse_number(text, FD_MAX, &number))
		return false;
	*out = (int)number;
	return true;
}

static bool
read_duty(int argc, char **argv, struct duty *duty)
{
	static const struct option options[] = {
		{ "role", required_argument, NULL, 'r' },
		{ "ready", required_argument, NULL, 'y' },
		{ "fd", required_argument, NULL, 'f' },
		{ 0 },
	};
	bool fine = true;
	int letter;

	optind = 0;
	opterr = 0;
	while (fine && (letter = getopt_long(argc, argv, "", options,
	    NULL)) != -1) {
		if (letter == 'r')
			duty->role = optarg;
		else if (letter == 'y')
			fine = take_fd(optarg, &duty->ready_fd);
		else
			fine = letter == 'f' &&
			    duty->fd_count < ROLE_FDS_MAX &&
			    take_fd(optarg, &duty->fds[duty->fd_count++]);
	}
	return fine && optind == argc;
}

int
command_serve(struct context *c, int argc, char **argv)
{
	struct duty duty = { .ready_fd = -1 };

	if (!read_duty(argc, argv, &duty))
		return context_fail(c, EX_USAGE,
		    "usage: parcela serve; see parcela.conf(5)");
	if (duty.role == NULL)
		return run_supervisor(c);
	if (text_equal(duty.role, "query"))
		return run_query(c, &duty);
	if (text_equal(duty.role, "portal"))
		return run_portal(c, &duty);
	if (text_equal(duty.role, "worker") && worker_is_wanted(c->config))
		return run_worker(c, duty.ready_fd);
	if (text_equal(duty.role, "courier") && c->config->mail_server != NULL)
		return run_courier(c);
	if (text_equal(duty.role, "probe") && duty.fd_count == 1)
		return run_probe(c, &duty);
	if (text_equal(duty.role, "watch") && duty.fd_count == 1)
		return run_watch(c, &duty);
	return context_fail(c, EX_USAGE, "there is no such role");
}
