/* SPDX-License-Identifier: ISC */
#include "main/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/language.h"
#include "mail/mail.h"
#include "net/net.h"

#define FDS 64
#define LOOK_MS 500			/* between looks at the journal */
#define PAUSE_MOST_MS 30000		/* after failures */

bool
worker_is_wanted(const struct config *config)
{
	return config->mail_server != NULL || config->rdns.files != NULL ||
	    config->rdns.update != NULL;
}

/* --- Publication ------------------------------------------------------ */

struct publication {
	const char *store_url;
	struct rdns_config config;
	struct rdns_publisher *publisher;
	struct clock clock;
	struct arena *arena;		/* of one operation */
	int lock;			/* -1: not yet */
};

/* Operations by a store that is open no longer than they take. */
static struct registry *
begin(struct publication *p, struct store **store)
{
	const struct registry_actor actor = { .local = "worker",
	    .source = "worker" };
	struct registry *r;
	char why[512];

	arena_clear(p->arena);
	if (store_open(p->store_url, STORE_WRITE, store, why, sizeof(why)) !=
	    STORE_OPENED) {
		log_warning("%s", why);
		return NULL;
	}
	r = registry_new(*store, p->arena, &p->clock);
	return registry_act_as(r, &actor) == RESULT_OK ? r : NULL;
}

static bool
end(struct registry *r, struct store *store, enum result result)
{
	if (r != NULL && result != RESULT_OK)
		log_warning("publication is not noted: %s",
		    registry_detail(r));
	if (store != NULL)
		store_close(store);
	return r != NULL && result == RESULT_OK;
}

static bool
note_published(void *publication, const struct prefix *zone, uint32_t soa,
    int64_t journal)
{
	struct zone_published in = { *zone, soa, journal };
	struct store *store = NULL;
	struct registry *r = begin(publication, &store);

	return end(r, store, r == NULL ? RESULT_STORE_FAILED :
	    registry_zone_published(r, &in));
}

static bool
note_live(void *publication, const struct prefix *zone, uint32_t soa)
{
	struct zone_live in = { *zone, soa };
	struct store *store = NULL;
	struct registry *r = begin(publication, &store);

	return end(r, store, r == NULL ? RESULT_STORE_FAILED :
	    registry_zone_live(r, &in));
}

static bool
note_at_primary(void *publication, const struct prefix *zones, size_t count,
    bool gone)
{
	struct zones_at_primary in = { zones, count, gone };
	struct store *store = NULL;
	struct registry *r = begin(publication, &store);

	return end(r, store, r == NULL ? RESULT_STORE_FAILED :
	    registry_zones_at_primary(r, &in));
}

struct publication *
publication_new(struct context *c)
{
	struct publication *p = memory_alloc(sizeof(*p));
	const struct rdns_sink sink = { note_published, note_live,
	    note_at_primary, p };

	p->store_url = c->store_url;
	p->config = c->config->rdns;
	p->config.store_url = c->store_url;
	p->config.clock = p->clock = c->clock;
	p->arena = arena_new();
	p->lock = -1;
	p->publisher = rdns_publisher_new(&p->config, &sink);
	return p;
}

void
publication_free(struct publication *p)
{
	rdns_publisher_free(p->publisher);
	arena_free(p->arena);
	if (p->lock >= 0)
		close(p->lock);
	free(p);
}

/* "sqlite:PATH": the lock lies beside the store. */
static bool
open_lock(struct publication *p)
{
	const char *colon = strchr(p->store_url, ':');
	const char *path = arena_printf(p->arena, "%s.rdns",
	    colon == NULL ? p->store_url : colon + 1);

	p->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (p->lock < 0)
		log_warning("%s: %s", path, strerror(errno));
	return p->lock >= 0;
}

bool
publication_look(struct publication *p)
{
	bool fine;

	if (p->lock < 0 && !open_lock(p))
		return false;
	while (flock(p->lock, LOCK_EX) < 0)
		if (errno != EINTR)
			return false;
	fine = rdns_publish(p->publisher);
	flock(p->lock, LOCK_UN);
	return fine;
}

static void
publish(void *publication)
{
	int pause_ms = LOOK_MS;

	while (!end_wait(pause_ms))
		if (publication_look(publication))
			pause_ms = LOOK_MS;
		else if ((pause_ms *= 2) > PAUSE_MOST_MS)
			pause_ms = PAUSE_MOST_MS;
}

/* --- The role --------------------------------------------------------- */

static struct mail_config
mails_of(const struct context *c)
{
	return (struct mail_config){
		.store_url = c->store_url, .server = c->config->mail_server,
		.from = c->config->mail_from, .user = c->config->mail_user,
		.password_file = c->config->mail_password_file,
		.clock = c->clock,
	};
}

static int
run_parts(struct context *c, const struct mail_config *mails, int ready_fd)
{
	struct part parts[2];
	struct mail_worker *mail = NULL;
	struct publication *publication = NULL;
	size_t count = 0;
	bool works = true;

	if (mails->server != NULL) {
		works = mail_open(mails, &mail);
		parts[count++] = (struct part){ "mail", mail_run, mail };
	}
	if (c->config->rdns.files != NULL || c->config->rdns.update != NULL) {
		publication = publication_new(c);
		parts[count++] = (struct part){ "publication", publish,
		    publication };
	}
	if (works) {
		role_is_ready(ready_fd);
		parts_run(parts, count);
	}
	if (mail != NULL)
		mail_close(mail);
	if (publication != NULL)
		publication_free(publication);
	return works ? 0 : EX_CONFIG;
}

int
run_worker(struct context *c, int ready_fd)
{
	struct whois_profile profile = c->config->whois_profile;
	struct mail_config mails = mails_of(c);
	int status;

	log_name("worker");
	if ((status = complete_profile(c, &profile)) != 0)
		return status;
	mails.profile = (struct mail_profile){ .name = profile.name,
	    .base_url = c->config->http_base,
	    .contact = c->config->http_mail };
	mails.courier = role_argv(c, "courier", false, 0);
	block_end();
	language_start(NULL);
	sandbox_enter(FDS);
	return run_parts(c, &mails, ready_fd);
}

int
run_courier(struct context *c)
{
	struct mail_config mails = mails_of(c);

	log_name("courier");
	return mail_courier(&mails);
}
