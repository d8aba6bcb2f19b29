/* SPDX-License-Identifier: ISC */
/*
 * config: parcela.conf, what the operator of this machine decides.
 *
 *	[store]
 *	url = sqlite:/var/lib/parcela/registry.db
 *
 *	[registry]
 *	name = LACNIC				how it calls itself
 *	whois_host = whois.lacnic.net
 *	web_host = lacnic.net
 *	utc_offset = -0300			of all dates it prints
 *	terms = The data below is ...		one line; may be repeated
 *
 *	[whois]
 *	listen = 127.0.0.1:4343, [::1]:4343	may be repeated
 *	threads = 2
 *	connections = 4096			at the same moment
 *	connections_per_address = 512		an IPv6 /64 counts as one
 *	rate_per_minute = 0			queries of one address; 0: any
 *	idle_timeout = 10			seconds
 *
 *	[http]
 *	listen = 127.0.0.1:8080			without it there is no portal
 *	base_url = https://portal.lacnic.net	as browsers reach it
 *	mail = hostmaster@lacnic.net		whom users write to
 *	proxy = 127.0.0.1			whose X-Forwarded-For is true
 *	connections = 256			at the same moment
 *	connections_per_address = 64
 *
 *	[login]
 *	second_factor = hostmasters		who must have one: they,
 *						managers, everybody, nobody
 *
 *	[mail]
 *	server = smtp://mail.lacnic.net:587	without it nothing is mailed
 *	from = registry@lacnic.net
 *	user = registry				without it: no AUTH
 *	password_file = /etc/parcela/mail	its first line
 *
 *	[rdns]
 *	zone = 200.in-addr.arpa			that the registry serves; may be
 *						repeated; without: no zones
 *	primary = ns.lacnic.net			host in the SOA records
 *	mailbox = hostmaster@lacnic.net		likewise
 *	nserver = a.lacnic.net b.lacnic.net	hosts in the NS records
 *	ttl = 86400				seconds
 *	zonelets = /var/lib/parcela/zonelets	files of other registries
 *	files = /var/lib/parcela/zones		where zone files are written
 *	check = /usr/bin/named-checkzone	command; zone and file are added
 *	reload = /usr/sbin/nsd-control reload	command
 *	update = 127.0.0.1:53			primary that takes updates
 *	key_file = /etc/parcela/tsig		hmac-sha256:NAME:BASE64
 *	compare = 86400				seconds
 *	server = 127.0.0.1:53			asked what is served
 *	resolver = 127.0.0.1			finds hosts; "system": those of
 *						resolv.conf.  Without it no
 *						name server is asked
 *	own_ranges = 200.7.84.0/23		the registry's: not asked
 *	test_ranges = 127.0.0.0/8		asked though not public
 *	test_port = 5353			there; else 53
 *
 * The values above are the defaults, but for [http], [mail] and [rdns], where
 * nothing listens and hosts and addresses are not given; name, hosts and terms
 * follow from the name in the register ("lacnic").  A line that begins with
 * '#' or ';' is a comment.  Anything unknown, twice or malformed is an error
 * that names its line.
 *
 * The environment stands above the file: PARCELA_STORE, PARCELA_WHOIS,
 * PARCELA_HTTP, PARCELA_SECOND_FACTOR; PARCELA_MAILS=show lets a portal that
 * listens on loopback only, and has no [mail], show everybody what would be
 * mailed, and name somebody to write to.
 */
#ifndef MAIN_CONFIG_H
#define MAIN_CONFIG_H

#include "base/base.h"
#include "portal/portal.h"
#include "probe/probe.h"
#include "rdns/rdns.h"
#include "whois/whois.h"

struct config {
	const char *store_url;
	struct whois_profile whois_profile; /* see whois_profile_complete() */
	const char **whois_listen;	/* each fits endpoint_parse() */
	size_t whois_listen_count;
	int whois_threads;
	int whois_connections;
	int whois_connections_per_address;
	int whois_rate_per_minute;
	int whois_idle_s;
	const char **http_listen;
	size_t http_listen_count;	/* 0: no portal */
	const char *http_base;		/* or NULL */
	const char *http_mail;		/* or NULL */
	const char **http_proxies;	/* addresses */
	size_t http_proxy_count;
	int http_connections;
	int http_connections_per_address;
	enum second_factor_of second_factor;
	const char *mail_server;	/* or NULL: the others are, too */
	const char *mail_from;
	const char *mail_user;		/* or NULL */
	const char *mail_password_file;
	bool shows_mails;
	struct rdns_config rdns;	/* zone_count 0: nothing is published */
	bool probes;			/* name servers are asked */
	bool system_resolver;
	struct probe_config probe;	/* without the registry's addresses */
};

/* Everything as if the file were empty; texts live in the arena. */
void config_defaults(struct config *, struct arena *);

/*
 * The defaults, then this text (any bytes).  On failure why says
 * "line 3: ..." in English.
 */
bool config_parse_text(struct config *, const char *text, size_t length,
    struct arena *, char *why, size_t why_size) MUST_CHECK;

/* The defaults, then the file unless it is NULL, then the environment. */
bool config_load(struct config *, const char *file, struct arena *,
    char *why, size_t why_size) MUST_CHECK;

/* Of dates, in seconds east of UTC. */
int config_offset_s(const struct config *);
/* Lives as long as the configuration. */
struct test_servers config_test_servers(const struct config *);

#endif
