/* SPDX-License-Identifier: ISC */
#include "main/probing.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "main/worker.h"

/* "HOST" or "HOST:PORT", either behind "smtp://"; a host is an address or a
   name. */
static void
add_own(struct context *c, struct probe_config *probe, const char *text)
{
	struct address own;
	struct endpoint at;

	if (text == NULL)
		return;
	if (strstr(text, "://") != NULL)
		text = strstr(text, "://") + strlen("://");
	if (address_parse(text, strlen(text), &own) == INET_OK)
		probe_add_own(probe, c->arena, &own);
	else if (endpoint_parse(text, &at) || endpoint_parse(arena_join(
	    c->arena, text, ":0", NULL), &at))
		probe_add_own_endpoint(probe, c->arena, &at);
	else
		probe_add_own_host(probe, arena_strndup(c->arena, text,
		    strcspn(text, ":")));
}

/* Where this registry listens, and what it speaks with itself: a stranger's
   name server that has one of these addresses is not asked. */
static bool
add_all_own(struct context *c, struct probe_config *probe)
{
	const struct config *config = c->config;

	for (size_t i = 0; i < config->whois_listen_count; i++)
		add_own(c, probe, config->whois_listen[i]);
	for (size_t i = 0; i < config->http_listen_count; i++)
		add_own(c, probe, config->http_listen[i]);
	for (size_t i = 0; i < config->http_proxy_count; i++)
		add_own(c, probe, config->http_proxies[i]);
	add_own(c, probe, config->mail_server);
	add_own(c, probe, config->rdns.primary);
	for (size_t i = 0; i < config->rdns.server_count; i++)
		add_own(c, probe, config->rdns.servers[i]);
	add_own(c, probe, config->rdns.update);
	add_own(c, probe, config->rdns.server);
	for (size_t i = 0; i < probe->resolver_count; i++)
		probe_add_own_endpoint(probe, c->arena,
		    &probe->resolvers[i]);
	return probe_add_interfaces(probe, c->arena);
}

int
probing_config(struct context *c, struct probe_config *probe)
{
	const struct config *config = c->config;

	*probe = config->probe;
	if (!config->probes)
		return context_fail(c, EX_CONFIG, "name servers are asked "
		    "only when the configuration has a resolver: [rdns]");
	if (config->system_resolver && !probe_system_resolvers(probe))
		return context_fail(c, EX_CONFIG, "/etc/resolv.conf names no "
		    "resolver");
	if (!add_all_own(c, probe))
		return context_fail(c, EX_OSERR, "the addresses of this "
		    "machine cannot be told: %s", strerror(errno));
	return 0;
}

/* Between fork and exec. */
static _Noreturn void
become_probe(char *const *argv, int socket, pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent ||
	    (socket == ROLE_FIRST_FD ? fcntl(socket, F_SETFD, 0) :
	    dup2(socket, ROLE_FIRST_FD)) < 0 ||
	    close_range(ROLE_FIRST_FD + 1, ~0U, 0) < 0 ||
	    close_range(ROLE_READY_FD, ROLE_READY_FD, 0) < 0)
		_exit(EX_OSERR);
	execv("/proc/self/exe", argv);
	_exit(EX_OSERR);
}

int
probing_begin(struct context *c)
{
	struct probe_config unused;
	pid_t self = getpid(), child;
	char **argv;
	int ends[2];

	if ((c->status = probing_config(c, &unused)) != 0)
		return -1;
	argv = role_argv(c, "probe", false, 1);
	fflush(NULL);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0 ||
	    (child = fork()) < 0) {
		c->status = context_fail(c, EX_OSERR, "no process that asks: "
		    "%s", strerror(errno));
		return -1;
	}
	if (child == 0)
		become_probe(argv, ends[1], self);
	close(ends[1]);
	return ends[0];
}
