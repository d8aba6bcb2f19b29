/* SPDX-License-Identifier: ISC */
/* parcela rdns: the reverse zones as files, published, compared. */
#include "main/command.h"
#include "main/config.h"
#include "main/worker.h"

static int
need_zones(struct context *c)
{
	if (c->config->rdns.zone_count > 0)
		return 0;
	return context_fail(c, EX_CONFIG, "no [rdns] zone is configured; see "
	    "parcela.conf(5)");
}

/* With what is not of the file. */
static struct rdns_config
config_of(struct context *c)
{
	struct rdns_config config = c->config->rdns;

	config.store_url = c->store_url;
	config.clock = c->clock;
	return config;
}

int
command_rdns_export(struct context *c, int argc, char **argv)
{
	struct rdns_config config = config_of(c);
	size_t records;
	int status;

	(void)argc;
	if ((status = need_zones(c)) != 0 || (status = context_index(c)) != 0)
		return status;
	context_close_store(c);		/* it was there: each opens its own */
	if (!rdns_export(&config, argv[0], &records))
		return context_fail(c, EX_CANTCREAT,
		    "the zones could not be written");
	fprintf(c->out, "%zu zone%s, %zu records\n", config.zone_count,
	    config.zone_count == 1 ? "" : "s", records);
	return 0;
}

int
command_rdns_publish(struct context *c, int argc, char **argv)
{
	struct publication *publication;
	int status;
	bool fine;

	(void)argc;
	(void)argv;
	if ((status = need_zones(c)) != 0)
		return status;
	if (c->config->rdns.files == NULL && c->config->rdns.update == NULL)
		return context_fail(c, EX_CONFIG, "neither files nor update "
		    "are configured in [rdns]");
	publication = publication_new(c);
	fine = publication_look(publication);
	publication_free(publication);
	if (!fine)
		return context_fail(c, 1, "not everything was published");
	fprintf(c->out, "published\n");
	return 0;
}

int
command_rdns_verify(struct context *c, int argc, char **argv)
{
	struct rdns_config config = config_of(c);
	int64_t count;
	int status;

	(void)argc;
	(void)argv;
	if ((status = need_zones(c)) != 0 || (status = context_index(c)) != 0)
		return status;
	store_snapshot(c->store);
	count = rdns_verify(c->index, &config, c->out);
	store_end(c->store);
	if (count < 0)
		return context_fail(c, EX_UNAVAILABLE,
		    "what is published could not be read");
	if (count > 0)
		return context_fail(c, 1, "%lld zones differ from the "
		    "register", (long long)count);
	fprintf(c->out, "what is published is what the register says\n");
	return 0;
}
