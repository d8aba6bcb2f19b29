/* SPDX-License-Identifier: ISC */
/*
 * bench_same_time PARCELA [TRIES [WORD]]: does the time of an answer tell
 * whether there is such a user?  Log-ins with a wrong password, forgotten
 * passwords, and searches, for known users and unknown ones in turn, each of
 * TRIES (2,000) from an address of its own; the medians are held beside each
 * other.  A search is of people whom it must not show: of who has no account
 * where users are looked for, of who was disabled where contacts are.  WORD:
 * only those whose name has it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "http.h"

#define TRIES 2000
#define USERS 80			/* each is mailed 30 times a day */
#define ADDRESSES 0x7f010000u		/* 127.1.0.0 and on */
#define ANSWER_MAX (1u << 20)
#define HANDLE_MAX 32

/* --- The register --------------------------------------------------------- */

/* Names of one shape, so that no index answers sooner for one of them. */
static void
name_of(char kind, int number, char out[HANDLE_MAX])
{
	snprintf(out, HANDLE_MAX, "%cEN%d", kind, 100 + number % USERS);
}

static void
disable(struct world *world, const char *handle)
{
	struct account_disable in = { .handle = handle, .disabled = true };

	if (registry_account_disable(world->registry, &in) != RESULT_OK)
		die("%s is not disabled", handle);
}

/* K has an account, N has none, D had one; U is nobody. */
static const char *
make_register(void)
{
	const char *path = bench_path("same_time.db");
	char handle[HANDLE_MAX];
	struct world world;

	world_make(&world, path);
	world_account(&world, HANDLE);
	for (int i = 0; i < USERS; i++) {
		name_of('K', i, handle);
		world_person(&world, handle);
		world_account(&world, handle);
		name_of('N', i, handle);
		world_person(&world, handle);
	}
	for (int i = 0; i < USERS; i++) {
		name_of('D', i, handle);
		world_person(&world, handle);
		world_account(&world, handle);
		disable(&world, handle);
	}
	world_close(&world);
	return path;
}

/* --- Trying --------------------------------------------------------------- */

struct trial {
	const char *what;
	const char *path;		/* before the handle when it is GET */
	const char *more;		/* of the form; NULL: GET */
	const char *status;
	char known;			/* kind of handle; unknown: 'U' */
	bool logged_in;
};

static const struct trial trials[] = {
	{ "log-in", "/login", "&password=not-this-one", "403", 'K', false },
	{ "forgotten password", "/forgot", "", "200", 'K', false },
	{ "search of users", "/find/users?q=", NULL, "200", 'N', true },
	{ "search of people", "/find/people?q=", NULL, "200", 'D', true },
};

struct trying {
	const struct server *server;
	struct visitor guest, user;
	struct text request, answer;
	uint32_t source;
};

static double
try_once(struct trying *t, const struct trial *trial, char kind, int number)
{
	char handle[HANDLE_MAX], path[128], form[128];
	double began;

	name_of(kind, number, handle);
	snprintf(path, sizeof(path), "%s%s", trial->path,
	    trial->more == NULL ? handle : "");
	snprintf(form, sizeof(form), "user=%s%s", handle,
	    trial->more == NULL ? "" : trial->more);
	text_clear(&t->request);
	put_request(&t->request, trial->logged_in ? &t->user : &t->guest,
	    path, trial->more == NULL ? NULL : form);
	began = wall_s();
	http_ask_from(t->source++, t->server->port, &t->request, &t->answer);
	if (strncmp(t->answer.bytes + strlen("HTTP/1.1 "), trial->status, 3))
		die("%s: %.400s", trial->what, t->answer.bytes);
	return wall_s() - began;
}

/* In turn, and who comes first in turn. */
static void
measure(struct trying *t, const struct trial *trial, int tries)
{
	double *times[2], a, b;
	char what[80];

	for (int i = 0; i < 2; i++)
		times[i] = memory_alloc((size_t)tries / 2 * sizeof(double));
	for (int i = 0; i < tries; i++) {
		int unknown = (i & 1) ^ (i >> 1 & 1);

		times[unknown][i / 2] = try_once(t, trial,
		    unknown ? 'U' : trial->known, i / 2);
	}
	a = median(times[0], (size_t)tries / 2);
	b = median(times[1], (size_t)tries / 2);
	figure("%s: known %.0f us, unknown %.0f us (medians of %d each)",
	    trial->what, a * 1e6, b * 1e6, tries / 2);
	snprintf(what, sizeof(what), "%s, known beside unknown", trial->what);
	promise_at_most(what, a > b ? a / b : b / a, 1.05);
	free(times[0]);
	free(times[1]);
}

int
main(int argc, char **argv)
{
	struct trying t = { .source = ADDRESSES };
	uint64_t tries = TRIES;
	struct server server;

	if (argc < 2 || argc > 4 || (argc >= 3 && !parse_number(argv[2],
	    100 * TRIES, &tries)) || tries < 4) {
		fprintf(stderr, "usage: bench_same_time PARCELA [TRIES "
		    "[WORD]]\n");
		return 64;
	}
	setenv("PARCELA_MAILS", "show", 1);	/* they are queued */
	server_start(&server, argv[1], make_register());
	t.server = &server;
	text_init(&t.request, 4096);
	text_init(&t.answer, ANSWER_MAX);
	visitor_come(&t.guest, server.port);
	visitor_log_in(&t.user, server.port, HANDLE);
	for (size_t i = 0; i < ARRAY_LENGTH(trials); i++)
		if (argc < 4 || strstr(trials[i].what, argv[3]) != NULL)
			measure(&t, &trials[i], (int)tries);
	server_stop(&server);
	return bench_result();
}
