/* SPDX-License-Identifier: ISC */
/* check: what name servers say of zones, now. */
#include <poll.h>
#include <unistd.h>

#include "main/command.h"
#include "main/config.h"
#include "main/operand.h"
#include "main/print.h"
#include "main/probing.h"
#include "store/read.h"

#define SILENCE_MS 60000		/* of the probe itself: it is gone */

struct checking {
	struct context *context;
	struct prefix prefix;
	struct probe_request request;	/* of every zone */
	struct check_ds *ds;
	size_t ds_count;
	size_t zones, asked, done;
	struct probe_server *servers;	/* zone after zone */
	int socket;
};

/* --- What to ask ---------------------------------------------------------- */

static bool
add_host(struct checking *k, const char *host)
{
	struct probe_request *request = &k->request;
	enum result result = host_parse(k->context->arena, host, &host);

	if (request->host_count == LIMIT_NAMESERVERS)
		context_fail(k->context, EX_USAGE, "HOST: at most %d",
		    LIMIT_NAMESERVERS);
	else if (result != RESULT_OK)
		context_fail(k->context, EX_USAGE, "HOST: %s: %s",
		    context_quote(k->context, host), result_sentence(result));
	else if (!dns_name_parse(host, &request->hosts[request->host_count]))
		context_fail(k->context, EX_USAGE, "HOST: %s: a full host "
		    "name is expected", context_quote(k->context, host));
	else
		return ++request->host_count > 0;
	return false;
}

static void
add_ds(struct checking *k, const struct check_ds *ds)
{
	struct check_ds *place = arena_grow(k->context->arena, &k->ds,
	    &k->ds_count, sizeof(*place));

	*place = *ds;
}

static bool
add_hosts_of(struct checking *k, int64_t delegation)
{
	struct nameserver server;
	struct cursor cursor;
	bool fine = true;

	q_nameserver_of_open(k->context->store, delegation, &cursor);
	while (q_nameserver_of_next(&cursor, &server))
		fine = fine && add_host(k, server.host);
	return fine;
}

static void
add_ds_of(struct checking *k, int64_t delegation)
{
	struct cursor cursor;
	struct ds ds;

	q_ds_of_open(k->context->store, delegation, &cursor);
	while (q_ds_of_next(&cursor, &ds))
		add_ds(k, &(struct check_ds){ ds.zone, (unsigned)ds.tag,
		    (unsigned)ds.algorithm, (unsigned)ds.digest_type,
		    ds.digest });
}

/* What the register has of it: DS records, and hosts where none is named. */
static int
read_delegation(struct checking *k, bool named)
{
	struct context *c = k->context;
	struct delegation delegation;
	int status = context_store(c, STORE_READ);
	bool found, fine = true;

	if (status != 0)
		return status;
	store_use_arena(c->store, c->arena);
	found = q_delegation_by_prefix(c->store, &k->prefix, &delegation);
	if (!found && !named)
		return context_fail(c, 1, "%s is not delegated: which hosts?",
		    say_prefix(c, &k->prefix));
	if (found && !named)
		fine = add_hosts_of(k, delegation.id);
	if (found)
		add_ds_of(k, delegation.id);
	context_close_store(c);
	return fine ? 0 : EX_DATAERR;
}

/* Other hosts can be asked without a register, unless it is for a user: who
   delegates to them then keeps the DS records that are there. */
static int
read_hosts(struct checking *k, int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		if (!add_host(k, argv[i]))
			return EX_USAGE;
	return argc > 0 && k->context->options.as == NULL ? 0 :
	    read_delegation(k, argc > 0);
}

/* Given ones take the place of those of the register. */
static int
read_ds(struct checking *k)
{
	const char *given = k->context->options.ds;
	struct ds_text *texts;
	enum result result;
	size_t count;

	if (!option_given(&k->context->options, OPTION_ds))
		return 0;
	k->ds_count = 0;
	result = ds_parse(k->context->arena, given, strlen(given), &texts,
	    &count);
	if (result != RESULT_OK)
		return context_fail(k->context, EX_USAGE, "--ds: %s",
		    result == RESULT_DS_CROWDED ? result_sentence(result) :
		    "DS records are expected");
	for (size_t i = 0; i < count; i++) {
		struct check_ds ds = { texts[i].zone, texts[i].tag,
		    texts[i].algorithm, texts[i].digest_type,
		    texts[i].digest };

		if (!texts[i].has_zone && k->zones != 1)
			return context_fail(k->context, EX_USAGE, "--ds: of "
			    "which zone?");
		if (!texts[i].has_zone)
			ds.zone = reverse_zone(&k->prefix, 0);
		if (!reverse_zone_is_of(&ds.zone, &k->prefix))
			return context_fail(k->context, EX_USAGE, "--ds: %s",
			    result_sentence(RESULT_DS_ZONE));
		add_ds(k, &ds);
	}
	return 0;
}

/* --- Asking --------------------------------------------------------------- */

static const char *
zone_name(struct checking *k, size_t number)
{
	struct prefix zone = reverse_zone(&k->prefix, number);
	char name[REVERSE_NAME_MAX];
	bool has_name = reverse_name(&zone, name);

	assert(has_name);
	return arena_strdup(k->context->arena, name);
}

static void
ask_keys(struct checking *k, size_t number)
{
	struct prefix zone = reverse_zone(&k->prefix, number);

	k->request.ds_count = 0;
	for (size_t i = 0; i < k->ds_count; i++)
		if (prefix_equal(&k->ds[i].zone, &zone))
			probe_request_ds(&k->request, &k->ds[i]);
}

static bool
send_requests(struct checking *k)
{
	bool lost = false, known;

	while (k->asked < k->zones) {
		known = dns_name_parse(zone_name(k, k->asked),
		    &k->request.zone);
		assert(known);
		k->request.id = k->asked;
		ask_keys(k, k->asked);
		if (!probe_send(k->socket, &k->request, &lost))
			break;
		k->asked++;
	}
	return !lost;
}

static bool
receive(struct checking *k)
{
	struct probe_message m;
	bool lost = false;

	while (probe_receive(k->socket, &m, &lost)) {
		if (m.kind == PROBE_DONE)
			k->done++;
		else if (m.kind == PROBE_SERVER && m.id < k->zones &&
		    m.server.host < k->request.host_count)
			k->servers[m.id * k->request.host_count +
			    m.server.host] = m.server;
	}
	return !lost;
}

static bool
ask_all(struct checking *k)
{
	struct pollfd fd = { .fd = k->socket };

	while (k->done < k->zones) {
		if (!send_requests(k) || !receive(k))
			return false;
		fd.events = (short)(POLLIN | (k->asked < k->zones ? POLLOUT :
		    0));
		if (k->done < k->zones && poll(&fd, 1, SILENCE_MS) <= 0)
			return false;
	}
	return true;
}

/* --- Telling -------------------------------------------------------------- */

static const char *
serial_text(struct checking *k, const struct check_line *line)
{
	return line->serial < 0 ? "" : arena_printf(k->context->arena, "%lld",
	    (long long)line->serial);
}

static void
print_line(struct checking *k, struct print *p, const char *zone,
    const char *host, const struct check_line *line)
{
	const struct test_servers tests = config_test_servers(
	    k->context->config);
	char at[PREFIX_TEXT_MAX] = "", dig[DIG_TEXT_MAX];

	if (line->has_address)
		address_text(&line->address, at);
	print_row(p);
	print_text(p, "zone", zone);
	print_text(p, "host", host);
	print_text(p, "address", at);
	print_text(p, "question", question_words[line->question]);
	print_text(p, "transport", line->tcp ? "TCP" : "UDP");
	print_text(p, "state", ns_state_words[finding_state(line->finding)]);
	print_text(p, "serial", serial_text(k, line));
	print_text(p, "finding", finding_sentence(line->finding));
	print_text(p, "dig", check_line_dig(line, host, zone, &tests,
	    dig));
}

static void
print_zone(struct checking *k, struct print *p, size_t zone)
{
	size_t count = k->request.host_count;
	char host[DNS_NAME_TEXT_MAX];

	for (size_t i = 0; i < count; i++) {
		const struct probe_server *s = &k->servers[zone * count + i];

		dns_name_text(&k->request.hosts[i], host);
		for (size_t j = 0; j < s->line_count; j++)
			print_line(k, p, zone_name(k, zone), host,
			    &s->lines[j]);
	}
}

/* 0 when all servers of all zones are good. */
static int
print_all(struct checking *k)
{
	struct print p;
	int status = 0;

	print_begin_list(&p, k->context);
	for (size_t zone = 0; zone < k->zones; zone++)
		print_zone(k, &p, zone);
	print_end(&p);
	for (size_t i = 0; i < k->zones * k->request.host_count; i++)
		if (k->servers[i].state != NS_AA)
			status = 1;
	return status;
}

/* --- For who then delegates ----------------------------------------------- */

static void
found_of(const struct checking *k, struct check_server_found *out)
{
	size_t hosts = k->request.host_count;

	for (size_t i = 0; i < k->zones * hosts; i++)
		out[i] = (struct check_server_found){
			.zone = i / hosts, .host = i % hosts,
			.state = k->servers[i].state,
			.lines = k->servers[i].lines,
			.line_count = k->servers[i].line_count,
		};
}

static enum result
ask_and_note(struct checking *k, struct zone_check_ask *ask)
{
	struct registry *r = k->context->registry;
	const struct registry_actor local = { .local = "check",
	    .source = "cli" };
	struct zone_check_note note = { .done = true,
	    .count = k->zones * ask->count };
	struct check_server_found *found = arena_alloc(k->context->arena,
	    note.count * sizeof(*found));
	enum result result = registry_zone_check_ask(r, ask);

	found_of(k, found);
	note.id = ask->id;
	note.servers = found;
	if (result == RESULT_OK)
		result = registry_act_as(r, &local);
	return result == RESULT_OK ? registry_zone_check_note(r, &note) :
	    result;
}

/* The check is the user's, as if the page had asked for it. */
static int
note_check(struct checking *k)
{
	const char *hosts[LIMIT_NAMESERVERS];
	struct zone_check_ask ask = { .prefix = k->prefix, .hosts = hosts,
	    .count = k->request.host_count, .ds = k->ds,
	    .ds_count = k->ds_count };
	char host[DNS_NAME_TEXT_MAX];
	enum result result;
	int status = context_registry(k->context);

	if (status != 0)
		return status;
	for (size_t i = 0; i < ask.count; i++)
		hosts[i] = arena_strdup(k->context->arena,
		    dns_name_text(&k->request.hosts[i], host));
	result = registry_bulk_begin(k->context->registry);
	if (result == RESULT_OK)
		result = ask_and_note(k, &ask);
	if (result == RESULT_OK)
		result = registry_bulk_end(k->context->registry);
	else
		registry_bulk_abandon(k->context->registry);
	return context_refuse(k->context, result);
}

int
command_check(struct context *c, int argc, char **argv)
{
	struct checking k = { .context = c, .request.whole = true };
	int status, noted;
	bool heard;

	if (!read_prefix(c, "PREFIX", argv[0], &k.prefix))
		return EX_USAGE;
	k.zones = reverse_zone_count(&k.prefix);
	if (k.zones == 0)
		return context_fail(c, 1, "%s has no reverse zones",
		    say_prefix(c, &k.prefix));
	if ((status = read_hosts(&k, argc - 1, argv + 1)) != 0 ||
	    (status = read_ds(&k)) != 0)
		return status;
	k.servers = arena_alloc(c->arena, k.zones * k.request.host_count *
	    sizeof(*k.servers));
	k.socket = probing_begin(c);
	if (k.socket < 0)
		return c->status;
	heard = ask_all(&k);
	close(k.socket);
	if (!heard)
		return context_fail(c, EX_OSERR, "the process that asks is "
		    "gone");
	status = print_all(&k);
	noted = c->options.as == NULL ? 0 : note_check(&k);
	return noted != 0 ? noted : status;
}
