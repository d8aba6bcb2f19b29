/* SPDX-License-Identifier: ISC */
/*
 * Checks that somebody asked for: a row says what to ask, the watch asks it,
 * and its rows say what was found.  None of it is journaled; but what is
 * delegated there is asked next, whose states are.
 */
#include "registry/private.h"

#include <ctype.h>
#include <stdio.h>

#include "store/read.h"
#include "store/write.h"

#define OLD_AT_ONCE 64			/* are removed when one is asked */

/* --- Hosts, DS records and lines as texts --------------------------------- */

static const char *
hosts_text(struct registry *r, const struct zone_check_ask *in)
{
	const char *text = "";

	for (size_t i = 0; i < in->count; i++)
		text = arena_join(r->scratch, text, i > 0 ? " " : "",
		    in->hosts[i]);
	return text;
}

static size_t
hosts_of(struct arena *arena, const char *text,
    const char *out[LIMIT_NAMESERVERS])
{
	size_t count = 0, n;

	for (; *text != '\0' && count < LIMIT_NAMESERVERS;
	    text += n + (text[n] == ' ')) {
		n = strcspn(text, " ");
		out[count++] = arena_strndup(arena, text, n);
	}
	return count;
}

static const char *
ds_text(struct registry *r, const struct zone_check_ask *in)
{
	const char *text = "";

	for (size_t i = 0; i < in->ds_count; i++) {
		const struct check_ds *ds = &in->ds[i];

		text = arena_printf(r->scratch, "%s%s %u %u %u %s\n", text,
		    said(r, &ds->zone), ds->tag, ds->algorithm,
		    ds->digest_type, ds->digest);
	}
	return text;
}

static size_t
ds_of(struct arena *arena, const char *text, struct check_ds **out)
{
	size_t count = 0, n;

	*out = NULL;
	for (; *text != '\0'; text += n + (text[n] == '\n')) {
		struct check_ds *ds = arena_grow(arena, out, &count,
		    sizeof(*ds));
		char zone[PREFIX_TEXT_MAX], digest[LIMIT_DIGEST + 1];

		n = strcspn(text, "\n");
		if (sscanf(text, "%55s %u %u %u %96s", zone, &ds->tag,
		    &ds->algorithm, &ds->digest_type, digest) != 5 ||
		    prefix_parse(zone, strlen(zone), &ds->zone) != INET_OK)
			count--;
		else
			ds->digest = arena_strdup(arena, digest);
	}
	return count;
}

static void
put_line(struct text *text, const struct check_line *line)
{
	char at[PREFIX_TEXT_MAX] = "-";

	if (line->has_address)
		address_text(&line->address, at);
	text_printf(text, "%s %s %s %s %lld\n",
	    question_words[line->question], line->tcp ? "TCP" : "UDP", at,
	    finding_words[line->finding], (long long)line->serial);
}

static bool
read_line(const char *text, struct check_line *line)
{
	char question[8], way[4], at[PREFIX_TEXT_MAX], finding[24];
	long long serial;
	int which, found;

	if (sscanf(text, "%7s %3s %55s %23s %lld", question, way, at, finding,
	    &serial) != 5)
		return false;
	which = word_value(question_words, QUESTION_COUNT, question);
	found = word_value(finding_words, FINDING_COUNT, finding);
	if (which < 0 || found < 0)
		return false;
	line->question = (enum check_question)which;
	line->finding = (enum finding)found;
	line->tcp = text_equal(way, "TCP");
	line->serial = serial;
	line->has_address = address_parse(at, strlen(at), &line->address) ==
	    INET_OK;
	return true;
}

static size_t
lines_of(struct arena *arena, const char *text, struct check_line **out)
{
	size_t count = 0, n;

	*out = NULL;
	for (; *text != '\0'; text += n + (text[n] == '\n')) {
		struct check_line *line = arena_grow(arena, out, &count,
		    sizeof(*line));

		n = strcspn(text, "\n");
		if (!read_line(text, line))
			count--;
	}
	return count;
}

/* --- Asking --------------------------------------------------------------- */

static enum result
check_often(struct registry *r)
{
	struct q_zone_check_recent row;
	struct cursor cursor;
	size_t open = 0, all = 0;

	q_zone_check_recent_open(r->db, r->me.id, r->now - LIMIT_CHECK_S,
	    &cursor);
	while (q_zone_check_recent_next(&cursor, &row)) {
		open += row.done == 0;
		all++;
	}
	if (open >= LIMIT_CHECKS_OPEN || all >= LIMIT_CHECKS_RECENT)
		return refuse(r, RESULT_TOO_OFTEN, "host", "%s", "");
	return RESULT_OK;
}

static enum result
check_hosts(struct registry *r, const struct zone_check_ask *in)
{
	if (in->count == 0)
		return refuse(r, RESULT_MISSING, "host", "Which name servers?");
	if (in->count > LIMIT_NAMESERVERS)
		return refuse(r, RESULT_TOO_LARGE, "host", "At most %d.",
		    LIMIT_NAMESERVERS);
	for (size_t i = 0; i < in->count; i++)
		for (const char *c = in->hosts[i]; *c != '\0'; c++)
			if (!isalnum((unsigned char)*c) && *c != '-' &&
			    *c != '_' && *c != '.')
				return refuse(r, RESULT_MALFORMED, "host",
				    "%s", in->hosts[i]);
	return RESULT_OK;
}

static enum result
check_ds(struct registry *r, const struct zone_check_ask *in)
{
	for (size_t i = 0; i < in->ds_count; i++)
		if (!reverse_zone_is_of(&in->ds[i].zone, &in->prefix))
			return refuse(r, RESULT_DS_ZONE, "ds", "%u %u %u %s",
			    in->ds[i].tag, in->ds[i].algorithm,
			    in->ds[i].digest_type, in->ds[i].digest);
	return RESULT_OK;
}

static void
remove_old(struct registry *r)
{
	const char *old[OLD_AT_ONCE];
	struct q_zone_check_old row;
	struct cursor cursor;
	size_t count = 0;

	q_zone_check_old_open(r->db, r->now - LIMIT_CHECK_S, OLD_AT_ONCE,
	    &cursor);
	while (q_zone_check_old_next(&cursor, &row))
		old[count++] = row.id;
	for (size_t i = 0; i < count; i++) {
		w_zone_check_server_delete(r->db, old[i]);
		w_zone_check_delete(r->db, old[i]);
	}
}

enum result
do_zone_check_ask(struct registry *r, struct zone_check_ask *in)
{
	char id[TOKEN_TEXT_MAX];
	enum result result = reverse_permitted(r, &in->prefix);

	if (result != RESULT_OK)
		return result;
	if (reverse_zone_count(&in->prefix) == 0)
		return refuse(r, RESULT_NOT_ZONE, "prefix", "%s",
		    said(r, &in->prefix));
	if ((result = check_hosts(r, in)) != RESULT_OK ||
	    (result = check_ds(r, in)) != RESULT_OK ||
	    (result = check_often(r)) != RESULT_OK)
		return result;
	remove_old(r);
	registry_token(id);
	w_zone_check_insert(r->db, id, r->me.id, &in->prefix,
	    hosts_text(r, in), ds_text(r, in), r->now);
	in->id = arena_strdup(r->arena, id);
	return RESULT_OK;
}

/* --- What was found ------------------------------------------------------- */

static void
read_servers(struct registry *r, const char *id, struct zone_check *out)
{
	struct q_zone_check_servers row;
	struct check_server *server;
	struct cursor cursor;
	int state;

	q_zone_check_servers_open(r->db, id, &cursor);
	while (q_zone_check_servers_next(&cursor, &row)) {
		if ((size_t)row.zone >= out->zone_count ||
		    (size_t)row.host >= out->host_count)
			continue;
		server = arena_grow(r->arena, &out->servers,
		    &out->server_count, sizeof(*server));
		state = word_value(ns_state_words, NS_STATE_COUNT, row.state);
		server->state = state < 0 ? NS_UNCHECKED : (enum ns_state)state;
		server->zone = reverse_zone(&out->prefix, (size_t)row.zone);
		server->host = out->hosts[row.host];
		server->line_count = lines_of(r->arena, row.lines,
		    &server->lines);
		for (size_t i = 0; i < server->line_count; i++)
			server->lines[i].host = row.host;
	}
}

static bool
is_good(const struct zone_check *check)
{
	for (size_t i = 0; i < check->server_count; i++)
		if (check->servers[i].state != NS_AA)
			return false;
	return check->done != 0 && check->server_count ==
	    check->zone_count * check->host_count;
}

bool
registry_zone_check(struct registry *r, const char *id, struct zone_check *out)
{
	struct q_zone_check row;

	*out = (struct zone_check){ .done = 0 };
	if (id == NULL || !q_zone_check(r->db, id, &row) ||
	    (row.person != r->me.id && !r->actor.hostmaster))
		return false;
	out->prefix = row.p;
	out->zone_count = reverse_zone_count(&row.p);
	out->host_count = hosts_of(r->arena, row.hosts, out->hosts);
	out->ds_count = ds_of(r->arena, row.ds, &out->ds);
	out->asked = row.asked;
	out->done = row.done;
	read_servers(r, id, out);
	out->good = is_good(out);
	return true;
}

/* --- What it proves ------------------------------------------------------- */

static bool
asks_hosts(const struct zone_check *check, const char *const *hosts,
    size_t count)
{
	size_t found = 0;

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < check->host_count; j++)
			found += strcmp(hosts[i], check->hosts[j]) == 0;
	return found == count && check->host_count == count;
}

static bool
is_same_ds(const struct check_ds *asked, const struct ds *ds)
{
	return prefix_equal(&asked->zone, &ds->zone) &&
	    asked->tag == ds->tag && asked->algorithm == ds->algorithm &&
	    asked->digest_type == ds->digest_type &&
	    strcmp(asked->digest, ds->digest) == 0;
}

/* These and no others: of a zone's records one has to fit, any of them. */
static bool
asks_ds(const struct zone_check *check, const struct ds *ds, size_t count)
{
	bool listed[LIMIT_DS] = { false };

	for (size_t i = 0; i < check->ds_count; i++) {
		size_t j = 0;

		while (j < count && !is_same_ds(&check->ds[i], &ds[j]))
			j++;
		if (j == count)
			return false;
		listed[j] = true;
	}
	for (size_t j = 0; j < count; j++)
		if (!listed[j])
			return false;
	return true;
}

static bool
is_of(const struct zone_check *check, const char *const *hosts, size_t count,
    const struct ds *ds, size_t ds_count)
{
	return asks_hosts(check, hosts, count) && asks_ds(check, ds, ds_count);
}

bool
zone_check_proves(struct registry *r, const struct prefix *prefix,
    const char *const *hosts, size_t count, const struct ds *ds,
    size_t ds_count)
{
	struct q_zone_check_of row;
	struct zone_check check;
	struct cursor cursor;
	bool found = false;

	q_zone_check_of_open(r->db, r->me.id, r->now - LIMIT_CHECK_FRESH_S,
	    prefix, &cursor);
	while (!found && q_zone_check_of_next(&cursor, &row))
		found = registry_zone_check(r, row.id, &check) &&
		    is_of(&check, hosts, count, ds, ds_count);
	cursor_close(&cursor);
	return found && check.good;
}

/* --- What the watch does -------------------------------------------------- */

size_t
registry_zone_checks_open(struct registry *r, const char **ids, size_t most)
{
	struct q_zone_check_open row;
	struct cursor cursor;
	size_t count = 0;

	q_zone_check_open_open(r->db, (int64_t)most, &cursor);
	while (q_zone_check_open_next(&cursor, &row))
		ids[count++] = row.id;
	return count;
}

static void
note_server(struct registry *r, const char *id,
    const struct check_server_found *found)
{
	struct text text;

	text_init(&text, LIMIT_CHECK_LINES);
	for (size_t i = 0; i < found->line_count; i++)
		put_line(&text, &found->lines[i]);
	w_zone_check_server_set(r->db, id, (int64_t)found->zone,
	    (int64_t)found->host, ns_state_words[found->state], text.bytes);
	text_release(&text);
}

/* What is delegated there may be other than the register thinks: the watch asks
   it now. */
static void
ask_delegated(struct registry *r, const struct prefix *prefix)
{
	struct address at = prefix->first, last = prefix_last(prefix), end;
	struct delegation row;

	if (delegation_around(r->db, prefix, &row)) {
		w_delegation_watch_due(r->db, row.id, r->now);
		return;
	}
	while (q_delegation_after(r->db, &at, &row) &&
	    address_compare(&row.prefix.first, &last) <= 0) {
		w_delegation_watch_due(r->db, row.id, r->now);
		end = prefix_last(&row.prefix);
		if (!address_after(&end, &at))
			break;
	}
}

enum result
do_zone_check_note(struct registry *r, struct zone_check_note *in)
{
	struct q_zone_check row;

	if (!q_zone_check(r->db, in->id, &row))
		return RESULT_OK;	/* it was asked too long ago */
	for (size_t i = 0; i < in->count; i++)
		note_server(r, in->id, &in->servers[i]);
	if (in->done) {
		w_zone_check_done(r->db, in->id, r->now);
		ask_delegated(r, &row.p);
	}
	return RESULT_OK;
}
