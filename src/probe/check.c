/* SPDX-License-Identifier: ISC */
/*
 * A check: each host looked up, each of its addresses asked, what was heard
 * judged; and when all servers have been heard, their serials compared.
 */
#include <stdlib.h>

#include "probe/private.h"

#define DNS_PORT 53
#define KNOWN_MAX 1024			/* hosts looked up lately */
#define KNOWN_MS 60000
#define OWN_MS 3600000			/* between look-ups of own hosts */

/* What the watch need not look up for every zone anew. */
struct known {
	struct dns_name host;
	int64_t until;
	struct address addresses[PROBE_ADDRESSES_MAX];
	size_t count;
	bool more;
};

/* A server while it is asked. */
struct server {
	struct check *check;
	size_t number;
	size_t under_way;		/* questions */
	struct address addresses[PROBE_ADDRESSES_MAX];
	size_t address_count;
	bool more_addresses;		/* than are asked */
	enum finding looked_up;		/* FINE: as far as is known */
};

/* One question of it. */
struct asked {
	struct server *server;
	enum check_question question;
	enum dns_type type;
	size_t resolver;		/* of QUESTION_HOST */
	struct address address;
	bool tcp;
	bool over_tcp;			/* it is, or its answer was cut */
	struct asked *same;		/* others that the answer is for */
	struct asked *next;		/* under way in this check */
};

struct check {
	struct probe_engine *engine;
	struct probe_request request;
	struct server servers[LIMIT_NAMESERVERS];
	struct probe_server told[LIMIT_NAMESERVERS];
	size_t unknown;			/* servers without their addresses */
	size_t under_way;		/* servers */
	struct asked *going;		/* questions about the zone */
	struct check *next;		/* when it is not in use */
};

/* The addresses of a host of the registry's own are being looked up. */
struct own_host {
	struct probe_engine *engine;
	size_t number, resolver;
	enum dns_type type;
};

struct probe_engine {
	struct probe_config config;
	struct arena *arena;		/* of own addresses */
	int64_t own_at;			/* when they are looked up anew */
	struct probe_events events;
	struct asker *asker;
	struct known *known;
	struct check *unused;
	size_t checks;
};

static void server_asked(struct server *);

/* --- Lines ---------------------------------------------------------------- */

static struct check_line *
put_line(struct server *s, const struct asked *asked, enum finding finding)
{
	struct probe_server *told = &s->check->told[s->number];
	struct check_line *line = &told->lines[told->line_count++];

	assert(told->line_count <= PROBE_LINES_MAX);
	*line = (struct check_line){ .host = (int64_t)s->number,
	    .question = asked->question, .tcp = asked->tcp,
	    .has_address = asked->question != QUESTION_HOST,
	    .address = asked->address, .finding = finding, .serial = -1 };
	return line;
}

/* --- Asking --------------------------------------------------------------- */

static void heard(void *, enum outcome, const struct answer *);

static void
ask_now(struct asked *asked, const struct dns_name *name,
    const struct endpoint *to)
{
	struct check *check = asked->server->check;
	bool host = asked->question == QUESTION_HOST;

	asker_ask(check->engine->asker, &(struct asking){ .to = *to,
	    .address = asked->address, .dns = { .name = *name,
	    .type = asked->type, .ds = check->request.ds,
	    .ds_count = check->request.ds_count },
	    .recursive = host, .tcp = asked->over_tcp,
	    .urgent = check->request.whole, .as_cut = !host,
	    .heard = heard, .argument = asked });
}

static struct asked *
asked_new(struct server *s, const struct asked *what)
{
	struct asked *asked = memory_alloc(sizeof(*asked));

	*asked = *what;
	asked->server = s;
	s->under_way++;
	return asked;
}

static bool
is_same(const struct asked *a, const struct asked *b)
{
	return a->type == b->type && a->over_tcp == b->over_tcp &&
	    address_equal(&a->address, &b->address);
}

/* An address is asked once, under however many names it serves the zone. */
static void
ask_once(struct asked *asked)
{
	struct check *check = asked->server->check;
	const struct probe_config *config = &check->engine->config;
	uint16_t port = config->test_port != 0 &&
	    probe_is_test(config, &asked->address) ? config->test_port :
	    DNS_PORT;
	struct endpoint to = probe_endpoint(&asked->address, port);

	for (struct asked *going = check->going; going != NULL;
	    going = going->next) {
		if (!is_same(going, asked))
			continue;
		asked->same = going->same;
		going->same = asked;
		return;
	}
	asked->same = NULL;
	asked->next = check->going;
	check->going = asked;
	ask_now(asked, &check->request.zone, &to);
}

static void
ask_zone(struct server *s, const struct address *address,
    enum check_question question, enum dns_type type, bool tcp)
{
	ask_once(asked_new(s, &(struct asked){ .question = question,
	    .type = type, .address = *address, .tcp = tcp, .over_tcp = tcp }));
}

/* --- Addresses ------------------------------------------------------------ */

static struct known *
known_place(struct probe_engine *e, const struct dns_name *host)
{
	uint32_t mix = 2166136261u;

	for (size_t i = 0; i < host->length; i++)
		mix = (mix ^ host->bytes[i]) * 16777619u;
	return &e->known[(mix ^ mix >> 16) % KNOWN_MAX];
}

static bool
is_host(const struct dns_name *a, const struct dns_name *b)
{
	return a->length == b->length &&
	    memcmp(a->bytes, b->bytes, a->length) == 0;
}

static void
known_keep(struct server *s)
{
	const struct dns_name *host = &s->check->request.hosts[s->number];
	struct known *known = known_place(s->check->engine, host);

	*known = (struct known){ .host = *host, .count = s->address_count,
	    .more = s->more_addresses, .until = monotonic_ms() + KNOWN_MS };
	memcpy(known->addresses, s->addresses, sizeof(s->addresses));
}

static bool
known_find(struct server *s)
{
	const struct dns_name *host = &s->check->request.hosts[s->number];
	const struct known *known = known_place(s->check->engine, host);

	if (s->check->request.whole || !is_host(&known->host, host) ||
	    known->until < monotonic_ms())
		return false;
	memcpy(s->addresses, known->addresses, sizeof(s->addresses));
	s->address_count = known->count;
	s->more_addresses = known->more;
	return true;
}

static void
ask_resolver(struct server *s, enum dns_type type, size_t resolver)
{
	const struct probe_config *config = &s->check->engine->config;
	/* Counted apart from servers: by its number, in no one's network. */
	struct address slot = { .bytes = { [15] = (uint8_t)resolver } };

	if (resolver >= config->resolver_count) {
		s->looked_up = FINDING_NO_RESOLVER;
		return;
	}
	ask_now(asked_new(s, &(struct asked){ .question = QUESTION_HOST,
	    .type = type, .resolver = resolver, .address = slot }),
	    &s->check->request.hosts[s->number],
	    &config->resolvers[resolver]);
}

static void
ask_address(struct server *s, const struct address *address)
{
	struct asked asked = { .question = QUESTION_SOA, .address = *address };

	if (!probe_may_ask(&s->check->engine->config, address)) {
		put_line(s, &asked, FINDING_NOT_PUBLIC);
		return;
	}
	ask_zone(s, address, QUESTION_SOA, DNS_SOA, false);
}

/* What cannot be asked has ended. */
static void
ask_servers(struct check *check)
{
	size_t count = check->request.host_count;

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < check->servers[i].address_count; k++)
			ask_address(&check->servers[i],
			    &check->servers[i].addresses[k]);
	for (size_t i = 0; i < count; i++)
		if (check->servers[i].under_way == 0)
			server_asked(&check->servers[i]);
}

/* The host is looked up: A and AAAA.  When all are, their addresses are asked,
   since names may share some. */
static void
looked_up(struct server *s)
{
	struct asked asked = { .question = QUESTION_HOST };

	if (s->looked_up == FINDING_FINE && s->address_count == 0)
		s->looked_up = FINDING_NO_ADDRESS;
	if ((s->looked_up == FINDING_NO_RESOLVER ||
	    s->looked_up == FINDING_HOST_FAILED) && s->address_count > 0)
		s->looked_up = FINDING_FINE;	/* by its other addresses */
	if (s->looked_up == FINDING_FINE) {
		known_keep(s);
		if (s->more_addresses)
			put_line(s, &asked, FINDING_MORE_ADDRESSES);
	} else {
		put_line(s, &asked, s->looked_up);
		s->address_count = 0;
	}
	if (--s->check->unknown == 0)
		ask_servers(s->check);
}

static void
take_addresses(struct server *s, const struct answer *answer)
{
	size_t room = PROBE_ADDRESSES_MAX - s->address_count, count =
	    answer->address_count < room ? answer->address_count : room;

	for (size_t i = 0; i < count; i++)
		s->addresses[s->address_count++] = answer->addresses[i];
	s->more_addresses |= answer->more_addresses ||
	    count < answer->address_count;
}

static void
heard_resolver(const struct asked *asked, enum outcome outcome,
    const struct answer *answer)
{
	struct server *s = asked->server;
	enum finding finding = judge_answer(outcome, answer, QUESTION_HOST);

	if (outcome != OUTCOME_ANSWER || (finding == FINDING_SERVER_FAILED &&
	    asked->resolver + 1 < s->check->engine->config.resolver_count) ||
	    finding == FINDING_QUERY_REFUSED)
		ask_resolver(s, asked->type, asked->resolver + 1);
	else if (answer->rcode != 0)
		s->looked_up = finding == FINDING_NO_ZONE ?
		    FINDING_NO_HOST : FINDING_HOST_FAILED;
	else if (answer->alias)
		s->looked_up = FINDING_HOST_ALIAS;
	else
		take_addresses(s, answer);
	if (s->under_way == 0)
		looked_up(s);
}

/* --- Answers about the zone ----------------------------------------------- */

static bool
names_only(const struct probe_request *request, const struct answer *answer)
{
	for (size_t i = 0; i < answer->host_count; i++) {
		char text[DNS_NAME_TEXT_MAX];
		struct dns_name lower;
		size_t j = 0;

		if (!dns_name_parse(dns_name_text(&answer->hosts[i], text),
		    &lower))
			return false;
		while (j < request->host_count &&
		    !is_host(&request->hosts[j], &lower))
			j++;
		if (j == request->host_count)
			return false;
	}
	return true;
}

static enum finding
judge_hosts(const struct check *check, const struct answer *answer)
{
	return !answer->more_hosts &&
	    answer->host_count == check->request.host_count &&
	    names_only(&check->request, answer) ?
	    FINDING_FINE : FINDING_OTHER_SERVERS;
}

static enum finding
judge_keys(const struct check *check, const struct answer *answer,
    int64_t *tag)
{
	const struct probe_request *request = &check->request;

	for (size_t i = 0; i < request->ds_count; i++) {
		if ((answer->ds_found >> i & 1) != 0)
			continue;
		*tag = request->ds[i].tag;
		return answer->ds_found == 0 ? FINDING_NO_KEY :
		    FINDING_SPARE_DS;
	}
	return FINDING_FINE;
}

/* Who serves the zone is asked what else it has of it. */
static void
ask_more(const struct asked *asked)
{
	struct server *s = asked->server;

	if (asked->tcp)
		return;
	if (s->check->request.whole)
		ask_zone(s, &asked->address, QUESTION_NS, DNS_NS, false);
	if (s->check->request.ds_count > 0)
		ask_zone(s, &asked->address, QUESTION_DNSKEY, DNS_DNSKEY,
		    false);
}

static void
heard_server(const struct asked *asked, enum outcome outcome,
    const struct answer *answer)
{
	struct server *s = asked->server;
	enum finding finding = judge_answer(outcome, answer, asked->question);
	struct check_line *line = put_line(s, asked, finding);

	if (finding != FINDING_FINE)
		return;
	if (asked->question == QUESTION_NS) {
		line->finding = judge_hosts(s->check, answer);
	} else if (asked->question == QUESTION_DNSKEY) {
		line->finding = judge_keys(s->check, answer, &line->serial);
	} else {
		line->serial = answer->serial;
		ask_more(asked);
	}
}

static void
leave_going(struct asked *asked)
{
	struct asked **place = &asked->server->check->going;

	while (*place != asked)
		place = &(*place)->next;
	*place = asked->next;
}

static void
take_answer(struct asked *asked, enum outcome outcome,
    const struct answer *answer)
{
	struct server *s = asked->server;
	bool by_datagram = !asked->over_tcp;

	/* Only now, so that one connection does for both. */
	if (by_datagram && s->check->request.whole &&
	    asked->question == QUESTION_SOA)
		ask_zone(s, &asked->address, QUESTION_SOA, DNS_SOA, true);
	if (by_datagram && outcome == OUTCOME_ANSWER && answer->truncated) {
		asked->over_tcp = true;
		ask_once(asked);
		return;
	}
	s->under_way--;
	heard_server(asked, outcome, answer);
	free(asked);
	if (s->under_way == 0)
		server_asked(s);
}

static void
heard(void *argument, enum outcome outcome, const struct answer *answer)
{
	struct asked *asked = argument, *same;

	if (asked->question == QUESTION_HOST) {
		asked->server->under_way--;
		heard_resolver(asked, outcome, answer);
		free(asked);
		return;
	}
	leave_going(asked);
	for (; asked != NULL; asked = same) {
		same = asked->same;
		take_answer(asked, outcome, answer);
	}
}

/* --- Their order ---------------------------------------------------------- */

static int
by_place(const void *a, const void *b)
{
	const struct check_line *one = a, *other = b;
	int order = memcmp(&one->address, &other->address,
	    sizeof(one->address));

	if (order == 0)
		order = (int)one->question - (int)other->question;
	return order != 0 ? order : (int)one->tcp - (int)other->tcp;
}

/* --- The end -------------------------------------------------------------- */

static void
tell(struct check *check, size_t i)
{
	check->engine->events.server(check->engine->events.argument,
	    &check->told[i]);
}

static void
conclude(struct check *check)
{
	struct probe_engine *e = check->engine;
	bool changed[LIMIT_NAMESERVERS];
	uint64_t id = check->request.id;

	judge_serials(check->told, check->request.host_count, changed);
	for (size_t i = 0; i < check->request.host_count; i++)
		if (changed[i])
			tell(check, i);
	check->next = e->unused;
	e->unused = check;
	e->checks--;
	e->events.done(e->events.argument, id);
}

static void
server_asked(struct server *s)
{
	struct check *check = s->check;
	struct probe_server *told = &check->told[s->number];

	qsort(told->lines, told->line_count, sizeof(*told->lines), by_place);
	told->state = judge_server(told);
	tell(check, s->number);
	if (--check->under_way == 0)
		conclude(check);
}

/* --- The beginning -------------------------------------------------------- */

static void
begin(struct server *s)
{
	if (known_find(s)) {
		looked_up(s);
		return;
	}
	ask_resolver(s, DNS_A, 0);
	ask_resolver(s, DNS_AAAA, 0);
	if (s->under_way == 0)		/* nobody could be asked */
		looked_up(s);
}

static struct check *
new_check(struct probe_engine *e)
{
	struct check *check = e->unused;

	if (check != NULL)
		e->unused = check->next;
	else
		check = memory_alloc(sizeof(*check));
	e->checks++;
	return check;
}

bool
probe_engine_ask(struct probe_engine *e, const struct probe_request *request)
{
	struct check *check;
	size_t count = request->host_count;

	assert(count > 0 && count <= LIMIT_NAMESERVERS);
	if (e->checks == PROBE_CHECKS_MAX)
		return false;
	check = new_check(e);
	check->engine = e;
	check->request = *request;
	check->under_way = check->unknown = count;
	check->going = NULL;
	for (size_t i = 0; i < count; i++) {
		check->servers[i] = (struct server){ .check = check,
		    .number = i };
		check->told[i].id = request->id;
		check->told[i].host = i;
		check->told[i].line_count = 0;
		check->told[i].state = NS_UNCHECKED;
	}
	for (size_t i = 0; i < count; i++)
		begin(&check->servers[i]);
	return true;
}

/* --- Hosts of the registry's own ------------------------------------------ */

static void heard_own(void *, enum outcome, const struct answer *);

static void
ask_own(struct probe_engine *e, const struct own_host *what)
{
	struct address slot = { .bytes = { [15] = (uint8_t)what->resolver } };
	struct own_host *own;

	if (what->resolver >= e->config.resolver_count)
		return;
	own = memory_alloc(sizeof(*own));
	*own = *what;
	asker_ask(e->asker, &(struct asking){
	    .to = e->config.resolvers[own->resolver], .address = slot,
	    .dns = { .name = e->config.own_hosts[own->number],
	    .type = own->type }, .recursive = true, .urgent = true,
	    .heard = heard_own, .argument = own });
}

static bool
is_known_own(const struct probe_config *config, const struct address *a)
{
	for (size_t i = 0; i < config->own_count; i++)
		if (address_equal(&config->own[i], a))
			return true;
	return false;
}

static void
heard_own(void *argument, enum outcome outcome, const struct answer *answer)
{
	struct own_host *own = argument;
	struct probe_engine *e = own->engine;

	if (outcome != OUTCOME_ANSWER || answer->rcode != 0) {
		own->resolver++;
		ask_own(e, own);
	}
	for (size_t i = 0; outcome == OUTCOME_ANSWER &&
	    i < answer->address_count; i++)
		if (!is_known_own(&e->config, &answer->addresses[i]))
			probe_add_own(&e->config, e->arena,
			    &answer->addresses[i]);
	free(own);
}

static void
ask_all_own(struct probe_engine *e)
{
	if (monotonic_ms() < e->own_at)
		return;
	e->own_at = monotonic_ms() + OWN_MS;
	for (size_t i = 0; i < e->config.own_host_count; i++) {
		ask_own(e, &(struct own_host){ .engine = e, .number = i,
		    .type = DNS_A });
		ask_own(e, &(struct own_host){ .engine = e, .number = i,
		    .type = DNS_AAAA });
	}
}

/* --- Its life ------------------------------------------------------------- */

struct probe_engine *
probe_engine_new(const struct probe_config *config,
    const struct probe_events *events)
{
	struct probe_engine *e = memory_alloc(sizeof(*e));

	e->config = *config;
	e->events = *events;
	e->asker = asker_new(config->questions == 0 ? 400 : config->questions,
	    config->questions_per_address == 0 ? 8 :
	    config->questions_per_address);
	e->known = memory_alloc(KNOWN_MAX * sizeof(*e->known));
	e->arena = arena_new();
	e->config.own = NULL;
	e->config.own_count = 0;
	for (size_t i = 0; i < config->own_count; i++)
		probe_add_own(&e->config, e->arena, &config->own[i]);
	ask_all_own(e);
	return e;
}

size_t
probe_engine_checks(const struct probe_engine *e)
{
	return e->checks;
}

int
probe_engine_fd(const struct probe_engine *e)
{
	return asker_fd(e->asker);
}

int
probe_engine_wait_ms(const struct probe_engine *e)
{
	return asker_wait_ms(e->asker);
}

void
probe_engine_turn(struct probe_engine *e)
{
	ask_all_own(e);
	asker_turn(e->asker);
}

/* Only when no check is under way. */
void
probe_engine_free(struct probe_engine *e)
{
	struct check *check, *next;

	asker_free(e->asker);
	for (check = e->unused; check != NULL; check = next) {
		next = check->next;
		free(check);
	}
	free(e->known);
	arena_free(e->arena);
	free(e);
}
