/* SPDX-License-Identifier: ISC */
/*
 * bench_whois PARCELA: answers per second of `parcela serve` beside a bare
 * epoll server that writes the same bytes, both asked by the same client in
 * turn: 64 connections at once, one query each, anew for every answer.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define QUERIES 256
#define CONNECTIONS 64
#define ROUNDS 3
#define ROUND_S 2.0
#define QUERY_MAX 64
#define ANSWER_MAX 8192

static char queries[QUERIES][QUERY_MAX];
static char *answers[QUERIES];
static size_t answer_lengths[QUERIES];

/* --- Sockets ------------------------------------------------------------ */

static struct sockaddr_in
loopback(uint32_t host, uint16_t port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
	    .sin_port = htons(port) };

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK + host);
	return address;
}

static int
listener(uint16_t *port)
{
	struct sockaddr_in address = loopback(0, *port);
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, (struct sockaddr *)&address, size) < 0 ||
	    listen(fd, 512) < 0)
		die("cannot listen: %s", strerror(errno));
	getsockname(fd, (struct sockaddr *)&address, &size);
	*port = ntohs(address.sin_port);
	return fd;
}

/* Each connection from an address of its own, since servers limit them; all
   are written with as many letters, so that answers are equally long. */
static int
begin_connection(uint16_t port, int number, bool waiting)
{
	struct sockaddr_in from = loopback(99 + (uint32_t)number, 0);
	struct sockaddr_in to = loopback(0, port);
	int kind = SOCK_STREAM | (waiting ? 0 : SOCK_NONBLOCK);
	int fd = socket(AF_INET, kind, 0), one = 1;

	setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof(one));
	if (bind(fd, (struct sockaddr *)&from, sizeof(from)) < 0)
		die("cannot bind: %s", strerror(errno));
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0 &&
	    errno != EINPROGRESS) {
		close(fd);
		return -1;
	}
	return fd;
}

static void
watch(int epoll, int how, int fd, uint32_t events, void *what)
{
	struct epoll_event event = { .events = events, .data.ptr = what };

	if (epoll_ctl(epoll, how, fd, &event) < 0)
		die("epoll_ctl: %s", strerror(errno));
}

/* --- The client --------------------------------------------------------- */

struct client {
	int fd;
	int number;
	int query;
	size_t received;
	bool sent;
};

static void
client_begin(struct client *client, int epoll, uint16_t port)
{
	client->received = 0;
	client->sent = false;
	if ((client->fd = begin_connection(port, client->number, false)) < 0)
		die("cannot connect: %s", strerror(errno));
	watch(epoll, EPOLL_CTL_ADD, client->fd, EPOLLOUT, client);
}

/* True when the answer is there. */
static bool
client_go_on(struct client *client, int epoll)
{
	const char *query = queries[client->query];
	char bytes[65536];
	ssize_t got;

	if (!client->sent) {
		if (send(client->fd, query, strlen(query), MSG_NOSIGNAL) < 0)
			die("send: %s", strerror(errno));
		client->sent = true;
		watch(epoll, EPOLL_CTL_MOD, client->fd, EPOLLIN, client);
		return false;
	}
	while ((got = recv(client->fd, bytes, sizeof(bytes), 0)) > 0)
		client->received += (size_t)got;
	if (got < 0 && errno == EAGAIN)
		return false;
	if (got < 0 || client->received != answer_lengths[client->query])
		die("%zu bytes where %zu are right: %s", client->received,
		    answer_lengths[client->query], query);
	close(client->fd);
	return true;
}

/* Adds to *all the answers it got. */
static double
answers_per_second(uint16_t port, uint64_t *all)
{
	static struct client clients[CONNECTIONS];
	struct epoll_event events[CONNECTIONS];
	double began = wall_s(), spent;
	uint64_t count = 0;
	int epoll = epoll_create1(0), ready;

	for (int i = 0; i < CONNECTIONS; i++) {
		clients[i].number = i;
		clients[i].query = i * QUERIES / CONNECTIONS;
		client_begin(&clients[i], epoll, port);
	}
	while ((spent = wall_s() - began) < ROUND_S) {
		ready = epoll_wait(epoll, events, CONNECTIONS, 1000);
		for (int i = 0; i < ready; i++) {
			struct client *client = events[i].data.ptr;

			if (!client_go_on(client, epoll))
				continue;
			count++;
			client->query = (client->query + 1) % QUERIES;
			client_begin(client, epoll, port);
		}
	}
	for (int i = 0; i < CONNECTIONS; i++)
		close(clients[i].fd);
	close(epoll);
	*all += count;
	return (double)count / spent;
}

/* --- The bare server ---------------------------------------------------- */

static void
bare_answer(int fd, const char *line)
{
	for (int i = 0; i < QUERIES; i++) {
		if (strcmp(queries[i], line) != 0)
			continue;
		if (send(fd, answers[i], answer_lengths[i], MSG_NOSIGNAL) < 0)
			return;
	}
}

static void
bare_read(int fd)
{
	char line[QUERY_MAX];
	ssize_t got = recv(fd, line, sizeof(line) - 1, 0);

	if (got < 0 && errno == EAGAIN)
		return;
	if (got > 0) {
		line[got] = '\0';
		bare_answer(fd, line);
	}
	close(fd);
}

_Noreturn static void
bare_serve(int listening)
{
	struct epoll_event events[CONNECTIONS];
	int epoll = epoll_create1(0), fd, ready;

	watch(epoll, EPOLL_CTL_ADD, listening, EPOLLIN, NULL);
	for (;;) {
		ready = epoll_wait(epoll, events, CONNECTIONS, -1);
		for (int i = 0; i < ready; i++) {
			if (events[i].data.ptr) {
				bare_read((int)(intptr_t)events[i].data.ptr);
				continue;
			}
			fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK);
			if (fd >= 0)
				watch(epoll, EPOLL_CTL_ADD, fd, EPOLLIN,
				    (void *)(intptr_t)fd);
		}
	}
}

static pid_t
start_bare(uint16_t *port)
{
	int fd = listener(port);
	pid_t child = fork();

	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		bare_serve(fd);
	}
	close(fd);
	return child;
}

/* --- The register ------------------------------------------------------- */

static const char *
make_register(void)
{
	struct prefix block = world_prefix("10.0.0.0/8"), part;
	const char *path = bench_path("whois.db");
	char text[PREFIX_TEXT_MAX];
	struct world world;

	world_make(&world, path);
	world_allocate(&world, &block);
	world_bulk_begin(&world);
	for (uint32_t i = 0; i < 65536; i++) {
		part = world_part(&block, IPV4_BITS + 24, i);
		if (i % (65536 / QUERIES) == 0)
			snprintf(queries[i / (65536 / QUERIES)], QUERY_MAX,
			    "%s\r\n", address_text(&part.first, text));
		world_subassign(&world, &part);
	}
	world_bulk_end(&world);
	world_close(&world);
	return path;
}

static pid_t
start_parcela(const char *parcela, const char *path, uint16_t *port)
{
	char url[512], whois[64];
	pid_t child;
	int fd = listener(port);

	close(fd);
	snprintf(url, sizeof(url), "sqlite:%s", path);
	snprintf(whois, sizeof(whois), "127.0.0.1:%u", *port);
	if ((child = fork()) == 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		setenv("PARCELA_STORE", url, 1);
		setenv("PARCELA_WHOIS", whois, 1);
		if (!freopen("/dev/null", "w", stdout))
			_exit(127);
		execl(parcela, parcela, "serve", (char *)NULL);
		_exit(127);
	}
	for (int tries = 0; tries < 100; tries++) {
		if ((fd = begin_connection(*port, 0, true)) >= 0) {
			close(fd);
			return child;
		}
		usleep(50000);
	}
	die("%s serve does not listen", parcela);
}

static void
gather_answers(uint16_t port)
{
	for (int i = 0; i < QUERIES; i++) {
		int fd = begin_connection(port, i % CONNECTIONS, true);
		ssize_t got;

		answers[i] = memory_alloc(ANSWER_MAX);
		send(fd, queries[i], strlen(queries[i]), MSG_NOSIGNAL);
		while ((got = recv(fd, answers[i] + answer_lengths[i],
		    ANSWER_MAX - answer_lengths[i], 0)) > 0)
			answer_lengths[i] += (size_t)got;
		close(fd);
		if (!strstr(answers[i], "inetnum:"))
			die("no answer to %s", queries[i]);
	}
}

/* Microseconds of CPU that a server took for each answer, when it is gone. */
static double
cpu_per_answer(pid_t server, uint64_t answered)
{
	struct rusage used;

	kill(server, SIGTERM);
	if (wait4(server, NULL, 0, &used) != server)
		die("the server is not there: %s", strerror(errno));
	return ((double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e6 +
	    (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec)) /
	    (double)answered;
}

int
main(int argc, char **argv)
{
	uint64_t our_count = 0, bare_count = 0;
	double ours[ROUNDS], bare[ROUNDS];
	uint16_t our_port = 0, bare_port = 0;
	pid_t parcela, other;

	if (argc != 2) {
		fprintf(stderr, "usage: bench_whois PARCELA\n");
		return 64;
	}
	parcela = start_parcela(argv[1], make_register(), &our_port);
	gather_answers(our_port);
	other = start_bare(&bare_port);
	for (int i = 0; i < ROUNDS; i++) {
		ours[i] = answers_per_second(our_port, &our_count);
		bare[i] = answers_per_second(bare_port, &bare_count);
	}
	figure("WHOIS answers of %zu bytes: %.0f/s (%.0f us CPU); bare epoll "
	    "server: %.0f/s (%.0f us CPU)", answer_lengths[0],
	    median(ours, ROUNDS), cpu_per_answer(parcela, our_count),
	    median(bare, ROUNDS), cpu_per_answer(other, bare_count));
	figure("%-44s %8.2f   no promise yet", "WHOIS beside a bare server",
	    median(ours, ROUNDS) / median(bare, ROUNDS));
	return bench_result();
}
