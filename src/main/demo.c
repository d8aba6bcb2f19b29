/* SPDX-License-Identifier: ISC */
/* parcela demo: the made-up registry, and what to try on it. */
#include "main/demo.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "main/command.h"
#include "main/config.h"
#include "main/password.h"
#include "store/read.h"

#define DEMO_REGISTRY "lacnic"
#define DEMO_CHANCE UINT64_C(20021031)
#define DAY_S (24 * 3600)
#define DEMO_ASKED_FROM INT64_C(4102444800)	/* 2100-01-01 */

/* --- Who acts ------------------------------------------------------------ */

static void
act(struct demo *d, const char *user, const char *source)
{
	struct registry_actor who = {
		.user = user, .local = "demo", .source = source,
	};

	if (d->failed == RESULT_OK)
		demo_note(d, "act as", registry_act_as(d->registry, &who));
}

void
demo_operator_acts(struct demo *d)
{
	act(d, NULL, "cli");
}

void
demo_user_acts(struct demo *d, const char *handle)
{
	act(d, handle, "198.18.112.77");
}

/* --- The register -------------------------------------------------------- */

/* From the first day to the last, the clock only walks forward. */
static void
fill(struct demo *d, const char *sealed)
{
	struct init in = { .registry = DEMO_REGISTRY };

	demo_day(d, "20021031");
	demo_operator_acts(d);
	DEMO_DO(d, init, &in);
	demo_stock(d);
	demo_legacy(d, 12);
	demo_crowd(d, 100, 30 * DAY_S);
	demo_story_holder(d);
	demo_crowd(d, 235, 30 * DAY_S);
	demo_day(d, "20230109");
	demo_story_customers(d);
	demo_customers(d, DEMO_ORGANISATIONS);
	demo_crowd_blocks(d);
	demo_story_blocks(d);
	demo_life(d);
	demo_day(d, "20260223");
	demo_story_recheck(d);
	demo_crowd_recheck(d);
	demo_day(d, "20260226");
	demo_story_lame(d);
	demo_crowd_lame(d);
	demo_day(d, "20260301");
	demo_story_legacy(d);
	demo_story_passwords(d, sealed);
}

static int
complain(struct context *c, const struct demo *d)
{
	if (d->failed == RESULT_OK)
		return 0;
	(void)context_fail(c, 0, "the demo stopped in %s", d->failed_at);
	return context_refuse(c, d->failed);
}

/* One bulk: all of the demo or nothing. */
static int
make_register(struct context *c)
{
	struct demo *d = arena_alloc(c->arena, sizeof(*d));
	const char *sealed;
	enum result result;
	int status;

	if ((status = password_sealed(c, DEMO_PASSWORD, &sealed)) != 0)
		return status;
	d->arena = c->arena;
	d->chance = d->clock.seed = DEMO_CHANCE;
	d->clock.fixed = 1;
	d->registry = c->registry = registry_new(c->store, c->arena,
	    &d->clock);
	if ((result = registry_bulk_begin(d->registry)) != RESULT_OK)
		return context_refuse(c, result);
	fill(d, sealed);
	if ((status = complain(c, d)) != 0) {
		registry_bulk_abandon(d->registry);
		return status;
	}
	/* Its name servers are made up, too: only those of delegations that
	   change are asked. */
	registry_watch_rest(d->registry, DEMO_ASKED_FROM);
	return context_refuse(c, registry_bulk_end(d->registry));
}

/* --- The store ----------------------------------------------------------- */

/* The name of a file beside a store. */
static const char *
beside(struct context *c, const char *path, const char *suffix)
{
	return arena_printf(c->arena, "%s%s", path, suffix);
}

static void
remove_draft(struct context *c, const char *draft)
{
	static const char *const suffixes[] = {
		"", "-wal", "-shm", ".lock", ".key",
	};
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(suffixes); i++)
		unlink(beside(c, draft, suffixes[i]));
}

/*
 * The register is made under another name and given its own when it lies on
 * disk whole: who is killed meanwhile leaves nothing that looks like one.
 * The passwords are sealed with the key that lies beside it from then on.
 */
static int
give_place(struct context *c, const char *draft, const char *path)
{
	char why[512] = "";

	if (link(beside(c, draft, ".key"), beside(c, path, ".key")) != 0 &&
	    errno != EEXIST)
		return context_fail(c, EX_CANTCREAT, "%s.key: %s", path,
		    strerror(errno));
	if (!store_backup(c->store, path, why, sizeof(why)))
		return context_fail(c, errno == EEXIST ? EX_CANTCREAT :
		    EX_IOERR, "%s", why);
	return 0;
}

static int
make_store(struct context *c, const char *path)
{
	const char *draft = arena_printf(c->arena, "%s.making-%ld", path,
	    (long)getpid());
	const char *url = c->store_url;
	int status;

	c->store_url = arena_printf(c->arena, "sqlite:%s", draft);
	if (link(beside(c, path, ".key"), beside(c, draft, ".key")) != 0 &&
	    errno != ENOENT)
		return context_fail(c, EX_CANTCREAT, "%s.key: %s", draft,
		    strerror(errno));
	status = context_store(c, STORE_CREATE);
	if (status == 0)
		status = make_register(c);
	if (status == 0)
		status = give_place(c, draft, path);
	context_close_store(c);
	remove_draft(c, draft);
	c->store_url = url;
	return status;
}

/* What to try: with its answers in a demo, in general in another register. */
static int
print_guide(struct context *c)
{
	const struct demo_place place = {
		.store_url = c->store_url, .config_path = c->config_path,
		.whois = c->config->whois_listen_count > 0 ?
		    c->config->whois_listen[0] : "127.0.0.1:4343",
		.dns = c->config->probes ? c->config->rdns.server : NULL,
	};
	int status = context_store(c, STORE_READ);

	if (status != 0)
		return status;
	if (context_is_demo(c))
		demo_print_guide(c->out, &place);
	else
		fprintf(c->out, "%s is served; ask it with whois -h HOST -p "
		    "PORT, at %s\n\n", c->store_url, place.whois);
	return 0;
}

int
command_demo(struct context *c, int argc, char **argv)
{
	static const char scheme[] = "sqlite:";
	bool guide = argc == 2 && strcmp(argv[1], "--guide") == 0;
	const char *path = c->store_url + strlen(scheme);
	int status;

	if (argc != 1 && !guide)
		return context_fail(c, EX_USAGE,
		    "usage: parcela demo [--guide]");
	if (guide)
		return print_guide(c);
	/* Opening says what is wrong with a URL that is no file's. */
	if (strncmp(c->store_url, scheme, strlen(scheme)) != 0)
		return context_store(c, STORE_READ);
	if (strcmp(path, ":memory:") == 0)
		return context_fail(c, EX_USAGE,
		    "a demo registry needs a file");
	if (access(path, F_OK) == 0)
		return context_fail(c, EX_CANTCREAT,
		    "%s is there already; the demo makes a new one", path);
	status = make_store(c, path);
	if (status == 0)
		fprintf(c->out, "%s is a demo registry of some %d "
		    "organizations\n", c->store_url, DEMO_ORGANISATIONS);
	return status;
}
