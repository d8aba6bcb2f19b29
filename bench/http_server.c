/* SPDX-License-Identifier: ISC */
/* The servers that are asked: ours, and libmicrohttpd alone. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"
#include "http.h"

#define PATIENCE 200			/* tries to connect, 50 ms apart */

static struct sockaddr_in
loopback(uint16_t port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
	    .sin_port = htons(port) };

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return address;
}

static int
listener(uint16_t *port)
{
	struct sockaddr_in address = loopback(0);
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (bind(fd, (struct sockaddr *)&address, size) < 0 ||
	    listen(fd, 128) < 0)
		die("cannot listen: %s", strerror(errno));
	getsockname(fd, (struct sockaddr *)&address, &size);
	*port = ntohs(address.sin_port);
	return fd;
}

static bool
is_listening(uint16_t port)
{
	struct sockaddr_in to = loopback(port);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	bool there = connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0;

	close(fd);
	return there;
}

/* --- Ours --------------------------------------------------------------- */

_Noreturn static void
become_parcela(const char *parcela, const char *store, uint16_t port)
{
	char url[512], http[64];
	int log;

	snprintf(url, sizeof(url), "sqlite:%s", store);
	snprintf(http, sizeof(http), "127.0.0.1:%u", port);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	setenv("PARCELA_STORE", url, 1);
	setenv("PARCELA_WHOIS", "127.0.0.1:0", 1);
	setenv("PARCELA_HTTP", http, 1);
	log = open(bench_path("serve.log"), O_CREAT | O_WRONLY | O_APPEND,
	    0600);
	if (log >= 0 && dup2(log, 1) >= 0 && dup2(log, 2) >= 0)
		execl(parcela, parcela, "serve", (char *)NULL);
	_exit(127);
}

void
server_start(struct server *server, const char *parcela, const char *store)
{
	int fd = listener(&server->port);

	close(fd);
	if ((server->pid = fork()) == 0)
		become_parcela(parcela, store, server->port);
	for (int tries = 0; !is_listening(server->port); tries++) {
		if (tries == PATIENCE)
			die("%s serve does not listen", parcela);
		usleep(50000);
	}
}

void
server_stop(struct server *server)
{
	kill(server->pid, SIGTERM);
	if (waitpid(server->pid, NULL, 0) != server->pid)
		die("the server is not there: %s", strerror(errno));
}

static double
process_cpu_s(pid_t pid)
{
	struct timespec used;
	clockid_t id;

	if (clock_getcpuclockid(pid, &id) != 0 ||
	    clock_gettime(id, &used) != 0)
		die("process %d is not there", (int)pid);
	return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

double
server_cpu_s(const struct server *server)
{
	double sum = process_cpu_s(server->pid);
	char path[64];
	FILE *children;
	int child;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children",
	    (int)server->pid, (int)server->pid);
	if (!(children = fopen(path, "r")))
		die("%s: %s", path, strerror(errno));
	while (fscanf(children, "%d", &child) == 1)
		sum += process_cpu_s(child);
	fclose(children);
	return sum;
}

/* --- libmicrohttpd alone ------------------------------------------------ */

static bool
is_theirs(const char *line)
{
	return strncasecmp(line, "Date:", 5) == 0 ||
	    strncasecmp(line, "Content-Length:", 15) == 0 ||
	    strncasecmp(line, "Connection:", 11) == 0;
}

/* The same head but for what libmicrohttpd writes of itself. */
static struct MHD_Response *
response_of(const char *answer, size_t length)
{
	const char *end = strstr(answer, "\r\n\r\n"), *line;
	size_t body = (size_t)(end - answer) + 4;
	struct MHD_Response *made = MHD_create_response_from_buffer(
	    length - body, (void *)(uintptr_t)(answer + body),
	    MHD_RESPMEM_PERSISTENT);
	char name[64], value[1024];

	for (line = strstr(answer, "\r\n"); line != end;
	    line = strstr(line + 2, "\r\n")) {
		if (sscanf(line + 2, "%63[^:]: %1023[^\r]", name, value) == 2 &&
		    !is_theirs(line + 2))
			MHD_add_response_header(made, name, value);
	}
	return made;
}

static enum MHD_Result
give_it(void *argument, struct MHD_Connection *connection, const char *url,
    const char *method, const char *version, const char *bytes,
    size_t *length, void **place)
{
	(void)url;
	(void)method;
	(void)version;
	(void)bytes;
	(void)length;
	if (!*place) {
		*place = argument;	/* the head; its end is the next call */
		return MHD_YES;
	}
	return MHD_queue_response(connection, 200, argument);
}

/* A thread a connection, as parcela has it; a pool of epoll threads is slower
   with so few. */
void
reference_start(struct server *server, const char *answer, size_t length)
{
	const unsigned flags = MHD_USE_THREAD_PER_CONNECTION |
	    MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL;
	int fd = listener(&server->port);

	if ((server->pid = fork()) == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (!MHD_start_daemon(flags, 0, NULL, NULL, give_it,
		    response_of(answer, length), MHD_OPTION_LISTEN_SOCKET, fd,
		    MHD_OPTION_END))
			_exit(127);
		for (;;)
			pause();
	}
	close(fd);
}
