/* SPDX-License-Identifier: ISC */
/* The worker: takes mails out of the register and sends them. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "mail/courier.h"
#include "net/net.h"
#include "store/store.h"

#define BATCH 32			/* mails read at once */
#define LOOK_MS 500			/* between looks for new ones */
#define PAUSE_MOST_MS 60000		/* of a server that is down */
#define SUBJECT_BYTES (4u << 10)
#define MAIL_BYTES (64u << 10)

struct mail_worker {
	const struct mail_config *config;
	uint8_t key[SEALED_KEY_SIZE];
	struct store *store;
	struct courier courier;
	bool settled;			/* the note's mail left the register */
	struct arena *arena;
	struct clock clock;
	struct registry *registry;
	int pause_ms;			/* the server is down; 0: it is not */
	int taken;			/* the locked file of the note */
};

/* --- One mail --------------------------------------------------------- */

/* Each look begins with an empty arena, as a request does. */
static bool
begin(struct mail_worker *w)
{
	const struct registry_actor actor = { .local = "worker",
	    .source = "worker" };

	arena_clear(w->arena);
	w->registry = registry_new(w->store, w->arena, &w->clock);
	registry_mails_on(w->registry);
	return registry_act_as(w->registry, &actor) == RESULT_OK;
}

/*
 * That the server took a mail is noted before the register knows.  Until it
 * does, the mail would go once more, or another take its place in the note.
 */
static bool
settle(struct mail_worker *w)
{
	char id[TOKEN_TEXT_MAX];
	struct mail_sent sent = { id };

	if (!w->settled && courier_noted(&w->courier, id) &&
	    registry_mail_sent(w->registry, &sent) != RESULT_OK) {
		log_warning("mail %.8s: %s", id, registry_detail(w->registry));
		return false;
	}
	w->settled = true;
	return true;
}

static void
note_sent(struct mail_worker *w, const struct mail_row *mail)
{
	struct mail_sent sent = { mail->id };

	w->settled = registry_mail_sent(w->registry, &sent) == RESULT_OK;
	if (w->settled)
		log_info("mail %.8s: %s sent", mail->id, mail->kind);
	else
		log_warning("mail %.8s: that it was sent is not noted: %s",
		    mail->id, registry_detail(w->registry));
}

static void
note_unsent(struct mail_worker *w, const struct mail_row *mail,
    enum smtp_outcome outcome, const char *said)
{
	struct mail_unsent unsent = { .id = mail->id, .said = said,
	    .refused = outcome == SMTP_REFUSED || outcome == SMTP_NOBODY,
	    .nobody = outcome == SMTP_NOBODY };

	if (registry_mail_unsent(w->registry, &unsent) != RESULT_OK)
		log_warning("mail %.8s: %s is not noted: %s", mail->id, said,
		    registry_detail(w->registry));
	log_warning("mail %.8s: %s: %s%s", mail->id, mail->kind, said,
	    unsent.given_up ? "; given up" : "");
}

static void
slow_down(struct mail_worker *w, bool down)
{
	if (!down)
		w->pause_ms = 0;
	else if (w->pause_ms == 0)
		w->pause_ms = LOOK_MS;
	else if ((w->pause_ms *= 2) > PAUSE_MOST_MS)
		w->pause_ms = PAUSE_MOST_MS;
}

/* As a letter, or what is wrong with it. */
static const char *
write_letter(struct mail_worker *w, const struct mail_row *mail,
    struct text *subject, struct text *body)
{
	char secret[TOKEN_TEXT_MAX];
	bool written;

	if (!mail_secret(mail, w->key, secret))
		return "its secret was sealed with another key";
	written = mail_write(&w->config->profile, mail, secret, subject, body);
	explicit_bzero(secret, sizeof(secret));
	return written && !body->overflow && !subject->overflow ? NULL :
	    "there is no such kind of mail";
}

static void
send_mail(struct mail_worker *w, const struct mail_row *mail)
{
	struct delivery delivery = { .outcome = SMTP_REFUSED };
	struct text subject, body;
	const char *wrong;

	text_init(&subject, SUBJECT_BYTES);
	text_init(&body, MAIL_BYTES);
	wrong = write_letter(w, mail, &subject, &body);
	if (wrong == NULL) {
		struct letter letter = { mail->id, mail->address,
		    subject.bytes, body.bytes, mail->created };

		courier_send(&w->courier, &letter, &delivery);
	} else {
		snprintf(delivery.said, sizeof(delivery.said), "%s", wrong);
	}
	explicit_bzero(body.bytes, body.length);
	text_release(&subject);
	text_release(&body);
	if (delivery.outcome == SMTP_TAKEN)
		note_sent(w, mail);
	else if (delivery.outcome != SMTP_LATER || !end_came())
		note_unsent(w, mail, delivery.outcome, delivery.said);
	slow_down(w, delivery.down);
}

/* --- The loop --------------------------------------------------------- */

/* The mails that are due; false: there were none, or the server is down. */
static bool
send_due(struct mail_worker *w)
{
	struct mail_row *mails;
	int64_t next;
	size_t count, i;

	if (!begin(w) || !settle(w))
		return false;
	mails = arena_alloc(w->arena, BATCH * sizeof(*mails));
	store_snapshot(w->store);
	count = registry_mails(w->registry, clock_now(&w->clock),
	    mails, BATCH, &next);
	if (store_error(w->store) != NULL)
		log_warning("%s", store_error(w->store));
	store_end(w->store);
	for (i = 0; i < count && !end_came() && w->settled &&
	    w->pause_ms == 0; i++)
		send_mail(w, &mails[i]);
	if (i < count && w->pause_ms != 0 && i == 0)
		send_mail(w, &mails[0]);	/* is it up again? */
	return count == BATCH && w->settled && w->pause_ms == 0;
}

static void
run(struct mail_worker *w)
{
	while (!end_came())
		if (!send_due(w))
			end_wait(w->pause_ms > 0 ? w->pause_ms : LOOK_MS);
}

/*
 * Two workers would send each mail twice: the second waits here, also for the
 * courier of one that was killed, since only that one knows what came of its
 * letter.
 */
static bool
become_only(struct mail_worker *w)
{
	const char *path = arena_printf(w->arena, "%s.worker",
	    store_path(w->store));

	w->taken = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (w->taken < 0) {
		log_warning("%s: %s", path, strerror(errno));
		return false;
	}
	while (flock(w->taken, LOCK_EX | LOCK_NB) < 0)
		if (end_wait(LOOK_MS))
			return false;
	courier_init(&w->courier, w->config, w->taken, end_came);
	return true;			/* held until both processes end */
}

static bool
set_up(struct mail_worker *w)
{
	struct smtp *trial;
	char why[512];

	if (store_open(w->config->store_url, STORE_WRITE, &w->store, why,
	    sizeof(why)) != STORE_OPENED || !sealed_key(store_path(w->store),
	    w->key, why, sizeof(why))) {
		log_warning("%s", why);
		return false;
	}
	store_use_arena(w->store, w->arena);
	trial = smtp_new(w->config);	/* only to say at once what is wrong */
	smtp_free(trial);
	return trial != NULL;
}

bool
mail_open(const struct mail_config *config, struct mail_worker **out)
{
	struct mail_worker *w = memory_alloc(sizeof(*w));

	w->config = config;
	w->arena = arena_new();
	w->clock = config->clock;
	*out = w;
	return set_up(w);
}

void
mail_run(void *worker)
{
	struct mail_worker *w = worker;

	if (become_only(w)) {
		run(w);
		courier_release(&w->courier);
	}
}

void
mail_close(struct mail_worker *w)
{
	explicit_bzero(w->key, sizeof(w->key));
	if (w->store != NULL)
		store_close(w->store);
	arena_free(w->arena);
	free(w);
}
