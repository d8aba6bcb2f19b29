/* SPDX-License-Identifier: ISC */
#include "mail/courier.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "net/net.h"

#define GLANCE_MS 200			/* between looks at the end, waiting */
#define FDS 32
/* What the courier finds open, besides the log. */
#define LETTERS_FD STDIN_FILENO
#define NOTE_FD 3

/* --- On the wire -------------------------------------------------------- */

bool
letter_pack(const struct letter *letter, struct text *out)
{
	const char *const texts[] = { letter->id, letter->to,
	    letter->subject, letter->body };

	text_put_bytes(out, &letter->created, sizeof(letter->created));
	for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
		text_put_bytes(out, texts[i], strlen(texts[i]) + 1);
	return !out->overflow;
}

bool
letter_unpack(const char *bytes, size_t length, struct letter *out)
{
	const char **const texts[] = { &out->id, &out->to, &out->subject,
	    &out->body };
	const char *at = bytes + sizeof(out->created), *nul;
	struct hash id;

	if (length < sizeof(out->created))
		return false;
	memcpy(&out->created, bytes, sizeof(out->created));
	for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
		nul = memchr(at, '\0', length - (size_t)(at - bytes));
		if (nul == NULL)
			return false;
		*texts[i] = at;
		at = nul + 1;
	}
	return at == bytes + length && hash_parse_hex(out->id, &id);
}

/* --- The note ----------------------------------------------------------- */

/* Where it costs no wait for the disk: only a power cut forgets it. */
static void
note(int file, const char *id)
{
	if (pwrite(file, id, TOKEN_TEXT_MAX - 1, 0) != TOKEN_TEXT_MAX - 1)
		log_warning("mail %.8s: taken, which is not noted: %s", id,
		    strerror(errno));
}

bool
courier_noted(const struct courier *c, char id[TOKEN_TEXT_MAX])
{
	memset(id, 0, TOKEN_TEXT_MAX);
	return pread(c->note, id, TOKEN_TEXT_MAX - 1, 0) == TOKEN_TEXT_MAX - 1;
}

/* --- The courier -------------------------------------------------------- */

/* While a letter is on its way the worker says nothing: it waits, or it is
   gone. */
static bool
is_alone(void)
{
	struct pollfd fd = { .fd = LETTERS_FD, .events = POLLIN };

	return poll(&fd, 1, 0) > 0;
}

/* The next letter, in buffer; false: the worker is gone. */
static bool
receive(char *buffer, struct letter *out)
{
	ssize_t n;

	do {
		n = recv(LETTERS_FD, buffer, COURIER_BYTES, MSG_TRUNC);
	} while (n < 0 && errno == EINTR);
	if (n <= 0)
		return false;
	if (n > (ssize_t)COURIER_BYTES ||
	    !letter_unpack(buffer, (size_t)n, out))
		die("what the worker handed over is no letter");
	return true;
}

static void
carry(struct smtp *smtp)
{
	char *buffer = memory_alloc(COURIER_BYTES);
	struct letter letter;

	while (receive(buffer, &letter)) {
		struct delivery delivery = { 0 };

		smtp_send(smtp, &letter, &delivery);
		if (delivery.outcome == SMTP_TAKEN)
			note(NOTE_FD, letter.id);
		explicit_bzero(buffer, COURIER_BYTES);
		if (send(LETTERS_FD, &delivery, sizeof(delivery), 0) < 0)
			break;
	}
	free(buffer);
}

int
mail_courier(const struct mail_config *config)
{
	struct smtp *smtp;

	prctl(PR_SET_NAME, "courier");
	block_end();		/* it ends with its worker, not before */
	sandbox_enter(FDS);
	smtp_interrupted = is_alone;
	smtp = smtp_new(config);
	if (smtp == NULL)
		return EX_CONFIG;
	carry(smtp);
	close(NOTE_FD);		/* the next worker need not wait for the rest */
	smtp_free(smtp);
	return 0;
}

/* --- The worker's side -------------------------------------------------- */

void
courier_init(struct courier *c, const struct mail_config *config, int file,
    bool (*ended)(void))
{
	*c = (struct courier){ .config = config, .note = file, .ended = ended,
	    .socket = -1 };
}

void
courier_release(struct courier *c)
{
	if (c->socket >= 0)
		close(c->socket);
	c->socket = -1;
}

/*
 * Executed anew, since the worker's memory holds the key and may be shared by
 * threads.  It has all else that is open closed, and its own standard output
 * is the log, so that nobody who reads ours waits for its end.
 */
static int
spawn(struct courier *c, int theirs)
{
	posix_spawn_file_actions_t files;
	int error;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, theirs, LETTERS_FD);
	posix_spawn_file_actions_adddup2(&files, c->note, NOTE_FD);
	posix_spawn_file_actions_adddup2(&files, STDERR_FILENO, STDOUT_FILENO);
	error = posix_spawn(&c->pid, "/proc/self/exe", &files, NULL,
	    c->config->courier, environ);
	posix_spawn_file_actions_destroy(&files);
	return error;
}

static bool
start(struct courier *c, struct delivery *out)
{
	int ends[2], error;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) {
		error = errno;
	} else {
		error = spawn(c, ends[1]);
		close(ends[1]);
		c->socket = ends[0];
		if (error != 0)
			courier_release(c);
	}
	snprintf(out->said, sizeof(out->said), "the courier does not start: "
	    "%s", strerror(error));
	return error == 0;
}

static bool
hand_over(struct courier *c, const struct letter *letter,
    struct delivery *out)
{
	struct text message;
	bool sent;

	text_init(&message, COURIER_BYTES);
	sent = letter_pack(letter, &message) &&
	    send(c->socket, message.bytes, message.length, 0) >= 0;
	snprintf(out->said, sizeof(out->said), "not handed over: %s",
	    message.overflow ? "too long" : strerror(errno));
	explicit_bzero(message.bytes, message.length);
	text_release(&message);
	return sent;
}

/* False: there will be no answer. */
static bool
await(struct courier *c, struct delivery *out)
{
	struct pollfd fd = { .fd = c->socket, .events = POLLIN };
	struct delivery answer;

	while (poll(&fd, 1, GLANCE_MS) <= 0)
		if (c->ended())
			return false;
	if (recv(c->socket, &answer, sizeof(answer), 0) != sizeof(answer) ||
	    answer.outcome > SMTP_NOBODY)
		return false;
	answer.said[sizeof(answer.said) - 1] = '\0';
	*out = answer;
	return true;
}

/* What a courier noted before it died counts. */
static void
bury(struct courier *c, const struct letter *letter, struct delivery *out)
{
	char id[TOKEN_TEXT_MAX];
	int status;

	courier_release(c);
	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		;
	log_warning("the courier ended; another one is started when needed");
	if (courier_noted(c, id) && text_equal(id, letter->id))
		*out = (struct delivery){ .outcome = SMTP_TAKEN };
}

void
courier_send(struct courier *c, const struct letter *letter,
    struct delivery *out)
{
	*out = (struct delivery){ .outcome = SMTP_LATER, .down = true };
	if (c->socket < 0 && !start(c, out))
		return;
	if (hand_over(c, letter, out)) {
		snprintf(out->said, sizeof(out->said), "the courier ended");
		if (await(c, out))
			return;
	}
	if (!c->ended())
		bury(c, letter, out);
}
