/* SPDX-License-Identifier: ISC */
/* The portal as a process. */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "net/net.h"
#include "portal/private.h"
#include "whois/whois.h"

#define FORM_BYTES (1u << 20)		/* a million characters typed */
#define SILENCE_S 30			/* of a connection kept open */
#define FDS_PER_CONNECTION 8		/* socket, store, WAL, memory, locks,
					   a file to send, twice */
#define SPARE_FDS 64

/* The key lies beside the store, whose name is known when it is open. */
static bool
read_key(struct portal *portal)
{
	struct store *store;
	char why[512];
	bool fine;

	if (store_open(portal->config->store_url, STORE_WRITE, &store, why,
	    sizeof(why)) != STORE_OPENED) {
		log_warning("%s", why);
		return false;
	}
	fine = sealed_key(store_path(store), portal->key, why, sizeof(why));
	if (!fine)
		log_warning("%s", why);
	store_close(store);
	return fine;
}

static int
fit(const struct portal_config *config)
{
	size_t wanted = (size_t)config->connections * FDS_PER_CONNECTION +
	    SPARE_FDS;
	size_t granted = sandbox_enter(wanted);

	if (granted >= wanted)
		return config->connections;
	return granted > SPARE_FDS + FDS_PER_CONNECTION ?
	    (int)((granted - SPARE_FDS) / FDS_PER_CONNECTION) : 1;
}

/* Reached from this machine alone. */
static bool
is_private(const struct portal_config *config)
{
	bool private = config->base_url == NULL;

	for (size_t i = 0; i < config->listener_count; i++) {
		struct endpoint at = listener_endpoint(config->listeners[i]);

		private &= endpoint_is_loopback(&at);
	}
	return private;
}

/* Strangers look up as often as they may ask WHOIS. */
static struct rates *
lookup_rates(const struct portal_config *config)
{
	struct clock chance = { 0 };
	uint64_t seed;

	clock_random(&chance, &seed, sizeof(seed));
	return config->lookups_per_minute == 0 ? NULL :
	    rates_new(config->lookups_per_minute, seed);
}

int
portal_run(const struct portal_config *config)
{
	struct portal portal = { .config = config,
	    .origin = config->base_url,
	    .https = config->base_url != NULL &&
	    strncmp(config->base_url, "https://", 8) == 0 };
	struct http_limits limits = { .timeout_s = SILENCE_S,
	    .connections_per_address = config->connections_per_address,
	    .proxies = config->proxies, .proxy_count = config->proxy_count,
	    .body = FORM_BYTES };
	struct http_server *server;

	if (config->shows_mails && !is_private(config)) {
		log_warning("mails are shown on loopback only, without a "
		    "base_url");
		return EX_CONFIG;
	}
	block_end();
	language_start(NULL);
	if (!read_key(&portal))
		return EX_NOPERM;
	limits.connections = fit(config);
	portal.lookups = lookup_rates(config);
	portal.pool = pool_new(config->store_url);
	server = http_start(config->listeners, config->listener_count,
	    &limits, portal_handle, &portal);
	role_is_ready(config->ready_fd);
	await_end();
	http_stop(server);
	rates_free(portal.lookups);
	pool_free(portal.pool);
	explicit_bzero(portal.key, sizeof(portal.key));
	return 0;
}
