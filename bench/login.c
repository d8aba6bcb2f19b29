/* SPDX-License-Identifier: ISC */
/*
 * bench_login PARCELA: log-ins per second of `parcela serve`, of eight users
 * at once over connections that are kept, in turn with as many threads as it
 * lets hash that do nothing but argon2id with the same parameters.
 */
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "http.h"
#include "model/limits.h"

#define ROUNDS 3
#define ROUND_S 4.0
#define USERS 8
#define HANDLE_MAX 16

/* --- Ours ---------------------------------------------------------------- */

struct users {
	struct visitor visitors[USERS];
	double until;
};

static void
name_of(int user, char out[HANDLE_MAX])
{
	snprintf(out, HANDLE_MAX, "BEN%d", user + 2);
}

static const char *
make_register(void)
{
	const char *path = bench_path("login.db");
	struct world world;
	char handle[HANDLE_MAX];

	world_make(&world, path);
	for (int i = 0; i < USERS; i++) {
		name_of(i, handle);
		world_person(&world, handle);
		world_account(&world, handle);
	}
	world_close(&world);
	return path;
}

static bool
next_login(void *argument, int connection, struct text *request)
{
	struct users *users = argument;
	char form[256], handle[HANDLE_MAX];

	if (wall_s() >= users->until)
		return false;
	name_of(connection, handle);
	snprintf(form, sizeof(form), LOGIN_FORM, handle);
	put_request(request, &users->visitors[connection], "/login", form);
	return true;
}

/* Each was there before: who comes for the first time is slowed while many
   others try from the same address. */
static void
come(struct users *users, const struct server *server)
{
	char handle[HANDLE_MAX];

	for (int i = 0; i < USERS; i++) {
		name_of(i, handle);
		visitor_log_in(&users->visitors[i], server->port, handle);
		visitor_come(&users->visitors[i], server->port);
	}
}

static double
logins_per_second(struct users *users, const struct server *server)
{
	struct load load = { .port = server->port, .connections = USERS,
	    .next = next_login, .argument = users, .status = "303" };

	users->until = wall_s() + ROUND_S;
	load_run(&load);
	return (double)load.answers / load.wall;
}

/* --- argon2id alone ------------------------------------------------------ */

struct hashing {
	pthread_t thread;
	const char *hash;
	double until;
	uint64_t count;
};

static void *
hash_on(void *argument)
{
	struct hashing *h = argument;

	for (; wall_s() < h->until; h->count++)
		if (crypto_pwhash_str_verify(h->hash, PASSWORD,
		    strlen(PASSWORD)) != 0)
			die("a password is not itself");
	return NULL;
}

static double
hashes_per_second(const char *hash)
{
	struct hashing all[LIMIT_PASSWORD_HASHES];
	double began = wall_s(), count = 0;

	for (int i = 0; i < LIMIT_PASSWORD_HASHES; i++) {
		all[i] = (struct hashing){ .hash = hash,
		    .until = began + ROUND_S };
		if (pthread_create(&all[i].thread, NULL, hash_on, &all[i]))
			die("no thread");
	}
	for (int i = 0; i < LIMIT_PASSWORD_HASHES; i++) {
		pthread_join(all[i].thread, NULL);
		count += (double)all[i].count;
	}
	return count / (wall_s() - began);
}

int
main(int argc, char **argv)
{
	double ours[ROUNDS], bare[ROUNDS], rate, alone;
	char hash[crypto_pwhash_STRBYTES];
	struct server server;
	struct users users;

	if (argc != 2 || sodium_init() < 0) {
		fprintf(stderr, "usage: bench_login PARCELA\n");
		return 64;
	}
	if (crypto_pwhash_str(hash, PASSWORD, strlen(PASSWORD),
	    crypto_pwhash_OPSLIMIT_INTERACTIVE,
	    crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
		die("no memory to hash a password");
	server_start(&server, argv[1], make_register());
	come(&users, &server);
	for (int i = 0; i < ROUNDS; i++) {
		ours[i] = logins_per_second(&users, &server);
		bare[i] = hashes_per_second(hash);
	}
	server_stop(&server);
	rate = median(ours, ROUNDS);
	alone = median(bare, ROUNDS);
	figure("log-ins, %d at once: %.1f/s; argon2id in %d threads: %.1f/s",
	    USERS, rate, LIMIT_PASSWORD_HASHES, alone);
	promise_at_least("log-ins beside bare argon2id", rate / alone, 0.8);
	return bench_result();
}
