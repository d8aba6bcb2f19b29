/* SPDX-License-Identifier: ISC */
/*
 * The watch: when delegations are asked, what their servers said, who is told
 * of a lame one, and when it is no longer published.  (policy.md, Reverse DNS)
 */
#include "registry/private.h"

#include "store/read.h"
#include "store/write.h"

/* --- What is wrong with a server ------------------------------------------ */

void
watch_forget(struct registry *r, int64_t nameserver)
{
	w_lame_zones_drop(r->db, nameserver);
	w_nameserver_watch_drop(r->db, nameserver);
}

void
server_answered(struct registry *r, struct nameserver *server)
{
	server->state = NS_AA;
	server->withdrawn = false;
	watch_forget(r, server->id);
	w_nameserver_check_set(r->db, server->id, r->now, r->now);
}

static void
note_zones(struct registry *r, const struct delegation *delegation,
    const struct server_seen *seen, int64_t nameserver)
{
	size_t count = reverse_zone_count(&delegation->prefix);

	w_lame_zones_drop(r->db, nameserver);
	w_lame_zone_set(r->db, nameserver, &seen->zone);
	for (size_t i = 0; i < count; i++) {
		struct prefix zone = reverse_zone(&delegation->prefix, i);

		if (server_seen_is_bad(seen, i))
			w_lame_zone_set(r->db, nameserver, &zone);
	}
}

bool
server_answers(struct store *db, const struct delegation *delegation,
    const struct nameserver *server, const struct prefix *place)
{
	struct prefix zone = prefix_of(&place->first,
	    reverse_zone_length(&delegation->prefix));
	struct q_nameserver_watch watch;
	struct q_lame_zone lame;

	if (server->withdrawn || server->state == NS_AA)
		return !server->withdrawn;
	return q_nameserver_watch(db, server->id, &watch) &&
	    !q_lame_zone(db, server->id, &zone, &lame);
}

/* --- When it is asked ----------------------------------------------------- */

static void
watch_server(struct registry *r, const struct nameserver *old,
    const struct nameserver *new)
{
	if (new == NULL)
		watch_forget(r, old->id);
	else if (old == NULL)
		w_delegation_watch_due(r->db, new->delegation, r->now);
}

/* What makes, moves or ends a delegation keeps when it is asked; a server that
   is new in it is asked at once. */
void
watch_keep(struct registry *r, enum fact_kind kind, const void *before,
    const void *after)
{
	const struct delegation *old = before, *new = after;

	if (kind == FACT_nameserver)
		watch_server(r, before, after);
	if (kind != FACT_delegation)
		return;
	if (before == NULL)
		w_delegation_watch_insert(r->db, new->id, new->block, r->now);
	else if (after == NULL)
		w_delegation_watch_delete(r->db, old->id);
	else if (old->block != new->block)
		w_delegation_watch_move(r->db, new->id, new->block);
}

/* Each delegation has its own moment in an interval, so that those that were
   made at once are not asked at once for ever. */
static int64_t
next_moment(int64_t now, int64_t interval, int64_t id)
{
	uint64_t mix = (uint64_t)id * UINT64_C(0x9e3779b97f4a7c15);
	int64_t slot = (int64_t)((mix >> 20) % (uint64_t)interval);
	int64_t next = now - now % interval + slot;

	return next > now ? next : next + interval;
}

enum result
do_clock_back(struct registry *r, struct clock_back *in)
{
	w_delegation_watch_back(r->db, r->now, in->latest);
	return RESULT_OK;
}

void
registry_watch_rest(struct registry *r, int64_t until)
{
	w_delegation_watch_rest(r->db, until);
}

size_t
registry_watch_due(struct registry *r, int64_t now, int64_t *out, size_t most)
{
	struct q_watch_due row;
	struct cursor cursor;
	size_t count = 0;

	q_watch_due_open(r->db, now, (int64_t)most, &cursor);
	while (q_watch_due_next(&cursor, &row))
		out[count++] = row.delegation;
	return count;
}

static void
watched_ds(struct registry *r, int64_t id, struct watched *out)
{
	struct cursor cursor;
	struct check_ds *place;
	struct ds ds;

	q_ds_of_open(r->db, id, &cursor);
	while (q_ds_of_next(&cursor, &ds)) {
		place = arena_grow(r->arena, &out->ds, &out->ds_count,
		    sizeof(*place));
		*place = (struct check_ds){ ds.zone, (unsigned)ds.tag,
		    (unsigned)ds.algorithm, (unsigned)ds.digest_type,
		    ds.digest };
	}
}

bool
registry_watched(struct registry *r, int64_t id, struct watched *out)
{
	struct nameserver server;
	struct cursor cursor;

	*out = (struct watched){ .count = 0 };
	if (!q_delegation_by_id(r->db, id, &out->delegation))
		return false;
	q_nameserver_of_open(r->db, id, &cursor);
	while (q_nameserver_of_next(&cursor, &server))
		if (out->count < LIMIT_NAMESERVERS)
			out->servers[out->count++] = server;
	watched_ds(r, id, out);
	return true;
}

bool
registry_delegation_around(struct registry *r, const struct prefix *prefix,
    struct watched *out)
{
	struct delegation row;

	return delegation_around(r->db, prefix, &row) &&
	    registry_watched(r, row.id, out);
}

bool
registry_delegation(struct registry *r, const struct prefix *prefix,
    struct watched *out)
{
	struct delegation row;

	return q_delegation_by_prefix(r->db, prefix, &row) &&
	    registry_watched(r, row.id, out);
}

/* --- Telling contacts ----------------------------------------------------- */

enum notice_kind { NEWS_LAME, NEWS_WITHDRAWN, NEWS_BACK };

static const char *const news_kinds[] = {
	[NEWS_LAME] = "server_lame",
	[NEWS_WITHDRAWN] = "server_withdrawn",
	[NEWS_BACK] = "server_back",
};

struct notice {
	enum notice_kind news;
	const struct delegation *delegation;
	const struct nameserver *server;
	const char *zone;		/* where it was found */
	enum finding finding;
	const char *at;
	int64_t since;
	bool to_all;
};

static const char *
notice_text(struct registry *r, const struct notice *n)
{
	struct text text;
	const char *copy;

	text_init(&text, 2048);
	text_put(&text, "{\"prefix\":");
	text_put_json(&text, said(r, &n->delegation->prefix));
	text_put(&text, ",\"host\":");
	text_put_json(&text, n->server->host);
	text_put(&text, ",\"zone\":");
	text_put_json(&text, n->zone);
	text_put(&text, ",\"at\":");
	text_put_json(&text, n->at);
	text_printf(&text, ",\"finding\":\"%s\",\"since\":%lld,\"until\":%lld}",
	    finding_words[n->finding], (long long)n->since,
	    (long long)(n->since + LIMIT_LAME_S + LIMIT_LAME_KEPT_S));
	copy = arena_strdup(r->scratch, text.bytes);
	text_release(&text);
	return copy;
}

static void
tell_person(struct registry *r, const struct notice *n, int64_t id)
{
	struct account account;
	struct person person;

	if (!q_person_by_id(r->db, id, &person) ||
	    (q_account(r->db, id, &account) && account.disabled) ||
	    !mail_may_warn(r, person.handle, news_kinds[n->news],
	    n->server->host))
		return;
	mail_user(r, &person, news_kinds[n->news], notice_text(r, n));
}

/* Technical and administrative contact; to_all: the others too. */
static void
tell(struct registry *r, const struct notice *n)
{
	struct organisation holder;
	struct block block;
	int64_t ids[5];
	size_t count;

	if (!q_block_by_id(r->db, n->delegation->block, &block))
		return;
	holder_of(r->db, block.organisation, &holder);
	ids[0] = block.tech;
	ids[1] = holder.admin;
	ids[2] = holder.billing;
	ids[3] = holder.member;
	ids[4] = block.abuse;
	count = n->to_all ? 5 : 2;
	for (size_t i = 0; i < count; i++) {
		bool told = ids[i] == 0;

		for (size_t j = 0; j < i; j++)
			told = told || ids[j] == ids[i];
		if (!told)
			tell_person(r, n, ids[i]);
	}
}

/* --- One server ----------------------------------------------------------- */

/* What the watch of one server comes to. */
struct course {
	int64_t since;			/* 0: it is good */
	int64_t next;			/* when something is due for it */
	bool withdrawn;
};

static int64_t
notice_due(int64_t since, int64_t number)
{
	return since + LIMIT_LAME_S + number * LIMIT_LAME_NOTICE_S;
}

static int64_t
withdrawal_due(int64_t since)
{
	return since + LIMIT_LAME_S + LIMIT_LAME_KEPT_S;
}

bool
withdrawal_is_due(struct registry *r, const struct nameserver *server)
{
	struct q_nameserver_watch watch;

	return q_nameserver_watch(r->db, server->id, &watch) &&
	    r->now >= withdrawal_due(watch.since);
}

static void
server_is_good(struct registry *r, const struct delegation *delegation,
    const struct nameserver *server)
{
	if (server->withdrawn)
		tell(r, &(struct notice){ .news = NEWS_BACK,
		    .delegation = delegation, .server = server,
		    .zone = "", .at = "", .finding = FINDING_FINE,
		    .since = r->now, .to_all = true });
	watch_forget(r, server->id);
	w_nameserver_check_set(r->db, server->id, r->now, r->now);
}

/* How many mails have been due until now; what was missed is not sent. */
static int64_t
notices_until(int64_t now, int64_t since)
{
	return now < notice_due(since, 0) ? 0 :
	    (now - notice_due(since, 0)) / LIMIT_LAME_NOTICE_S + 1;
}

static void
remind(struct registry *r, const struct delegation *delegation,
    const struct nameserver *server, const struct server_seen *seen,
    struct q_nameserver_watch *watch, struct course *course)
{
	int64_t due = notices_until(r->now, watch->since);
	char zone[REVERSE_NAME_MAX] = "";
	struct notice notice = { .delegation = delegation, .server = server,
	    .zone = zone, .finding = seen->finding, .at = watch->at,
	    .since = watch->since };

	if (!reverse_name(&seen->zone, zone))
		zone[0] = '\0';
	course->withdrawn = server->withdrawn ||
	    r->now >= withdrawal_due(watch->since);
	if (course->withdrawn && !server->withdrawn) {
		notice.news = NEWS_WITHDRAWN;
		notice.to_all = true;
		tell(r, &notice);
	} else if (!course->withdrawn && due > watch->notices) {
		notice.to_all = r->now >= notice_due(watch->since, 0) +
		    LIMIT_LAME_OTHERS_S;
		tell(r, &notice);
	}
	watch->notices = due;
	course->next = notice_due(watch->since, due);
	if (course->next > withdrawal_due(watch->since))
		course->next = withdrawal_due(watch->since);
	if (course->withdrawn)
		course->next = 0;
}

static void
server_is_bad(struct registry *r, const struct delegation *delegation,
    const struct nameserver *server, const struct server_seen *seen,
    struct course *course)
{
	struct q_nameserver_check check = { 0 };
	struct q_nameserver_watch watch;
	char at[PREFIX_TEXT_MAX] = "";

	if (!q_nameserver_watch(r->db, server->id, &watch))
		watch = (struct q_nameserver_watch){ .since = r->now };
	if (!q_nameserver_check(r->db, server->id, &check))
		check.answered = 0;
	watch.at = seen->has_address ? address_text(&seen->address, at) : at;
	remind(r, delegation, server, seen, &watch, course);
	course->since = watch.since;
	w_nameserver_watch_set(r->db, server->id, watch.since, &seen->zone,
	    finding_words[seen->finding], watch.at, watch.notices);
	note_zones(r, delegation, seen, server->id);
	w_nameserver_check_set(r->db, server->id, r->now, check.answered);
}

/* Nothing new of it; but what is known of it stays. */
static void
server_is_unheard(struct registry *r, const struct nameserver *server,
    struct course *course)
{
	struct q_nameserver_watch watch;

	course->withdrawn = server->withdrawn;
	course->next = r->now + LIMIT_WATCH_AGAIN_S;
	if (q_nameserver_watch(r->db, server->id, &watch))
		course->since = watch.since;
}

static const struct server_seen *
seen_of(const struct server_states *in, int64_t id)
{
	for (size_t i = 0; i < in->count; i++)
		if (in->servers[i].id == id &&
		    in->servers[i].state != NS_UNCHECKED)
			return &in->servers[i];
	return NULL;
}

static struct course
note_server(struct registry *r, const struct server_states *in,
    const struct delegation *delegation, const struct nameserver *server)
{
	const struct server_seen *seen = seen_of(in, server->id);
	struct nameserver after = *server;
	struct course course = { 0 };

	if (seen == NULL) {
		server_is_unheard(r, server, &course);
		return course;
	}
	if (seen->state == NS_AA)
		server_is_good(r, delegation, server);
	else
		server_is_bad(r, delegation, server, seen, &course);
	after.state = seen->state;
	after.withdrawn = course.withdrawn;
	put_changed(r, FACT_nameserver, server, &after);
	return course;
}

/* --- All servers of a delegation ------------------------------------------ */

int64_t
sooner(int64_t a, int64_t b)
{
	return a == 0 || (b != 0 && b < a) ? b : a;
}

static void
note_all(struct registry *r, const struct server_states *in,
    const struct watched *watched)
{
	int64_t since = 0, next = 0, id = watched->delegation.id;

	for (size_t i = 0; i < watched->count; i++) {
		struct course course = note_server(r, in, &watched->delegation,
		    &watched->servers[i]);

		since = sooner(since, course.since);
		if (course.next > r->now)
			next = sooner(next, course.next);
	}
	next = sooner(next, next_moment(r->now, since != 0 ?
	    LIMIT_WATCH_BAD_S : LIMIT_WATCH_GOOD_S, id));
	w_delegation_watch_note(r->db, id, next, since);
}

static void
note_parts(struct registry *r, const struct server_states *in,
    const struct watched *whole)
{
	const struct prefix *range = &whole->delegation.prefix;
	struct server_seen seen[LIMIT_NAMESERVERS];
	struct server_states states = { .servers = seen };
	struct address at = range->first, last;
	struct delegation row;
	struct watched piece;

	while (q_delegation_after(r->db, &at, &row) &&
	    prefix_covers(range, &row.prefix)) {
		if (!registry_watched(r, row.id, &piece))
			die("a delegation that was read is gone");
		states.delegation = row.id;
		states.count = withdrawal_seen(whole, in, &piece, seen);
		note_all(r, &states, &piece);
		last = prefix_last(&row.prefix);
		if (!address_after(&last, &at))
			break;
	}
}

/* Is any published again that was withdrawn? */
static bool
comes_back(const struct watched *watched, const struct server_states *in)
{
	for (size_t i = 0; i < watched->count; i++) {
		const struct server_seen *seen = seen_of(in,
		    watched->servers[i].id);

		if (watched->servers[i].withdrawn && seen != NULL &&
		    seen->state == NS_AA)
			return true;
	}
	return false;
}

/* Who is lame is told in time, and then withdrawn: time in which nobody asked
   does not count, nor what has not been yet. */
static void
leave_out_pause(struct registry *r, const struct nameserver *server)
{
	struct q_nameserver_watch watch;
	struct q_nameserver_check check;
	int64_t since;

	if (!q_nameserver_watch(r->db, server->id, &watch) ||
	    !q_nameserver_check(r->db, server->id, &check))
		return;
	since = watch.since;
	if (r->now - check.checked > LIMIT_LAME_NOTICE_S)
		since += r->now - check.checked;
	if (since > r->now)
		since = r->now;
	if (since != watch.since)
		w_nameserver_watch_set(r->db, server->id, since, &watch.zone,
		    watch.finding, watch.at, watch.notices);
}

/* Where a server was not asked it is what it was; one that is good everywhere
   else is not known to be. */
static void
keep_unasked(struct registry *r, const struct delegation *delegation,
    struct server_seen *seen)
{
	size_t count = reverse_zone_count(&delegation->prefix), unasked = 0;
	struct q_lame_zone lame;

	for (size_t i = 0; i < count; i++) {
		uint64_t bit = UINT64_C(1) << i % 64;
		struct prefix zone = reverse_zone(&delegation->prefix, i);

		if ((seen->unasked[i / 64] & bit) == 0)
			continue;
		unasked++;
		if (q_lame_zone(r->db, seen->id, &zone, &lame))
			seen->bad[i / 64] |= bit;
	}
	if (unasked > 0 && seen->state == NS_AA)
		seen->state = NS_UNCHECKED;
}

enum result
do_server_states(struct registry *r, struct server_states *told)
{
	struct server_seen seen[LIMIT_NAMESERVERS];
	struct server_states states = { told->delegation, seen, 0 }, *in =
	    &states;
	struct watched watched;
	struct block block;

	if (!registry_watched(r, in->delegation, &watched))
		return RESULT_OK;	/* it is gone meanwhile */
	for (size_t i = 0; i < watched.count; i++)
		leave_out_pause(r, &watched.servers[i]);
	for (; in->count < told->count; in->count++) {
		seen[in->count] = told->servers[in->count];
		keep_unasked(r, &watched.delegation, &seen[in->count]);
	}
	r->object = said(r, &watched.delegation.prefix);
	if (withdrawal_parts(r, &watched, in)) {
		note_parts(r, in, &watched);
		return RESULT_OK;
	}
	note_all(r, in, &watched);
	if (comes_back(&watched, in) && q_block_by_id(r->db,
	    watched.delegation.block, &block) && prefix_covers(&block.prefix,
	    &watched.delegation.prefix))
		delegations_join(r, &watched.delegation.prefix,
		    &block.prefix);
	return RESULT_OK;
}

/* --- What is wrong, for pages --------------------------------------------- */

static void
bad_of_delegation(struct registry *r, int64_t id, struct bad_server *out,
    size_t most, size_t *count)
{
	struct q_nameserver_watch watch;
	struct watched watched;

	if (!registry_watched(r, id, &watched))
		return;
	for (size_t i = 0; i < watched.count && *count < most; i++) {
		const struct nameserver *server = &watched.servers[i];
		int finding;

		if (!q_nameserver_watch(r->db, server->id, &watch))
			continue;
		finding = word_value(finding_words, FINDING_COUNT,
		    watch.finding);
		out[(*count)++] = (struct bad_server){
		    .prefix = watched.delegation.prefix,
		    .host = server->host, .state = server->state,
		    .withdrawn = server->withdrawn, .zone = watch.zone,
		    .finding = finding < 0 ? FINDING_NO_ANSWER :
		    (enum finding)finding, .at = watch.at,
		    .since = watch.since,
		    .withdrawn_at = withdrawal_due(watch.since) };
	}
}

size_t
registry_bad_servers(struct registry *r, int64_t block,
    struct bad_server *out, size_t most)
{
	struct q_watch_bad *bad = NULL, row;
	struct cursor cursor;
	size_t count = 0, found = 0;

	q_watch_bad_open(r->db, block, (int64_t)most, &cursor);
	while (q_watch_bad_next(&cursor, &row)) {
		struct q_watch_bad *place = arena_grow(r->arena, &bad, &found,
		    sizeof(*place));

		*place = row;
	}
	for (size_t i = 0; i < found; i++)
		bad_of_delegation(r, bad[i].delegation, out, most, &count);
	return count;
}
