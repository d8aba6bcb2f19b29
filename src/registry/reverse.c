/* SPDX-License-Identifier: ISC */
/* Delegations of reverse DNS (policy.md), and what their servers said. */
#include "registry/private.h"

#include <string.h>

#include "model/limits.h"
#include "store/read.h"
#include "store/write.h"

/* --- Where, and by whom ----------------------------------------------- */

/* The place of a wanted or present delegation. */
struct place {
	struct block block;		/* the most specific around it */
	struct block direct;		/* of the registry's own giving */
	bool is_there;
	struct delegated now;		/* it, when it is there */
};

static enum result
find_place(struct registry *r, const struct prefix *prefix, struct place *p)
{
	struct delegation row;

	if (!block_around(r->db, prefix, &p->block) ||
	    p->block.organisation == 0)
		return refuse(r, RESULT_NO_BLOCK, "prefix", "%s",
		    said(r, prefix));
	p->direct = p->block;
	while (!status_is_direct(p->direct.status))
		if (!block_up(r->db, &p->direct, &p->direct))
			die("a sub-assignment of nothing");
	p->is_there = q_delegation_by_prefix(r->db, prefix, &row);
	if (p->is_there)
		delegated_read(r, &row, &p->now);
	return RESULT_OK;
}

/* Whose it is to delegate: of whole /16s the holder's, not the recipient's. */
static const struct block *
place_owner(const struct place *p)
{
	return rule_holder_delegates(&p->direct.prefix) ? &p->direct :
	    &p->block;
}

/*
 * Who manages the block; or that on which the delegation hangs, since what a
 * holder delegated before stays theirs to change.  *hangs_on is that one.
 */
static enum result
check_permitted(struct registry *r, const struct prefix *prefix,
    const struct place *p, int64_t *hangs_on)
{
	const struct block *owner = place_owner(p);
	struct block block;

	*hangs_on = owner->id;
	if (p->is_there && q_block_by_id(r->db, p->now.row.block, &block) &&
	    permit_block(r, &block)) {
		*hangs_on = block.id;
		return RESULT_OK;
	}
	if (permit_block(r, owner))
		return RESULT_OK;
	return refuse(r, permit_block(r, &p->block) ? RESULT_WHOLE_16S :
	    RESULT_FORBIDDEN, "prefix", "%s", said(r, prefix));
}

enum result
reverse_permitted(struct registry *r, const struct prefix *prefix)
{
	struct place place = { 0 };
	enum result result = find_place(r, prefix, &place);
	int64_t hangs_on;

	return result != RESULT_OK ? result :
	    check_permitted(r, prefix, &place, &hangs_on);
}

/* Delegations are disjoint: none inside.  One around it will be split. */
static enum result
check_inside(struct registry *r, const struct prefix *prefix)
{
	struct delegation found;

	if (q_delegation_after(r->db, &prefix->first, &found) &&
	    prefix_covers(prefix, &found.prefix) &&
	    !prefix_equal(prefix, &found.prefix))
		return refuse(r, RESULT_OVERLAPS_DELEGATION, "prefix", "%s",
		    said(r, &found.prefix));
	return RESULT_OK;
}

static enum result
check_place(struct registry *r, const struct prefix *prefix, struct place *p,
    int64_t *hangs_on)
{
	enum result result;

	if (!rule_can_delegate(prefix))
		return refuse(r, RESULT_NOT_ZONE, "prefix", "%s",
		    said(r, prefix));
	if ((result = find_place(r, prefix, p)) != RESULT_OK ||
	    (result = check_permitted(r, prefix, p, hangs_on)) != RESULT_OK)
		return result;
	if ((result = rule_delegate(&p->direct.prefix, prefix)) != RESULT_OK)
		return refuse(r, result, "prefix", "%s is part of %s.",
		    said(r, prefix), said(r, &p->direct.prefix));
	return check_inside(r, prefix);
}

/* --- Name servers ----------------------------------------------------- */

static enum result
check_hosts(struct registry *r, const struct delegate *in,
    const char **hosts)
{
	enum result all = RESULT_OK, result;

	if (in->count == 0)
		return refuse(r, RESULT_MISSING, "host",
		    "Which name servers?");
	if (in->count > LIMIT_NAMESERVERS)
		return refuse(r, RESULT_TOO_LARGE, "host", "At most %d.",
		    LIMIT_NAMESERVERS);
	for (size_t i = 0; i < in->count; i++) {
		hosts[i] = in->hosts[i];
		result = host_parse(r->scratch, in->hosts[i], &hosts[i]);
		for (size_t j = 0; result == RESULT_OK && j < i; j++)
			if (strcmp(hosts[i], hosts[j]) == 0)
				result = RESULT_HOST_TWICE;
		if (result != RESULT_OK)
			also(&all, refuse(r, result, "host", "%s",
			    in->hosts[i]));
	}
	return all;
}

static const struct nameserver *
server_named(const struct delegated *d, const char *host)
{
	for (size_t i = 0; i < d->server_count; i++)
		if (strcmp(d->servers[i].host, host) == 0)
			return &d->servers[i];
	return NULL;
}

static bool
is_listed(const char *const *hosts, size_t count, const char *host)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(hosts[i], host) == 0)
			return true;
	return false;
}

/* All that a check has proven answer, and are published.  Others that stay
   keep what is known of them, and are asked at once when that is bad. */
static void
put_servers(struct registry *r, int64_t delegation, const char *const *hosts,
    size_t count, const struct delegated *now, bool proven)
{
	for (size_t i = 0; i < now->server_count; i++) {
		if (is_listed(hosts, count, now->servers[i].host))
			continue;
		w_nameserver_check_drop(r->db, now->servers[i].id);
		put_gone(r, FACT_nameserver, &now->servers[i]);
	}
	for (size_t i = 0; i < count; i++) {
		const struct nameserver *old = server_named(now, hosts[i]);
		struct nameserver row = { .delegation = delegation,
		    .position = (int64_t)i, .host = hosts[i],
		    .state = proven ? NS_AA : NS_UNCHECKED };

		if (old == NULL) {
			put_new(r, FACT_nameserver, &row);
			if (proven)
				server_answered(r, &row);
			continue;
		}
		row = *old;
		row.position = (int64_t)i;
		if (proven)
			server_answered(r, &row);
		else if (row.state != NS_AA)
			w_delegation_watch_due(r->db, delegation, r->now);
		put_changed(r, FACT_nameserver, old, &row);
	}
}

/* --- DS records ------------------------------------------------------- */

struct ds_list {
	struct ds *rows;
	size_t count;
};

static bool
ds_equal(const struct ds *a, const struct ds *b)
{
	return prefix_equal(&a->zone, &b->zone) && a->tag == b->tag &&
	    a->algorithm == b->algorithm && a->digest_type ==
	    b->digest_type && strcmp(a->digest, b->digest) == 0;
}

static bool
ds_has(const struct ds *rows, size_t count, const struct ds *ds)
{
	for (size_t i = 0; i < count; i++)
		if (ds_equal(&rows[i], ds))
			return true;
	return false;
}

/* A record that names no zone is of the only one. */
static enum result
add_ds(struct registry *r, const struct prefix *prefix,
    const struct ds_text *from, struct ds_list *list)
{
	struct ds row = { .zone = from->zone, .tag = from->tag,
	    .algorithm = from->algorithm, .digest_type = from->digest_type,
	    .digest = from->digest }, *place;

	if (!from->has_zone && reverse_zone_count(prefix) == 1)
		row.zone = reverse_zone(prefix, 0);
	else if (!from->has_zone || !reverse_zone_is_of(&from->zone, prefix))
		return refuse(r, RESULT_DS_ZONE, "ds", "%u %u %u %s",
		    from->tag, from->algorithm, from->digest_type,
		    from->digest);
	if (ds_has(list->rows, list->count, &row))
		return RESULT_OK;
	place = arena_grow(r->scratch, &list->rows, &list->count,
	    sizeof(*place));
	*place = row;
	return RESULT_OK;
}

static enum result
read_ds(struct registry *r, const struct delegate *in, struct ds_list *list)
{
	struct ds_text *texts;
	enum result result;
	size_t count;

	if (in->ds == NULL)
		return RESULT_OK;
	result = ds_parse(r->scratch, in->ds, strlen(in->ds), &texts, &count);
	if (result == RESULT_DS_MALFORMED || result == RESULT_DS_CROWDED)
		return refuse(r, result, "ds", "%s", "");
	if (result != RESULT_OK)
		return refuse(r, result, "ds", "At most %d.", LIMIT_DS);
	for (size_t i = 0; i < count && result == RESULT_OK; i++)
		result = add_ds(r, &in->prefix, &texts[i], list);
	return result;
}

static void
put_ds(struct registry *r, int64_t delegation, const struct ds_list *list,
    const struct delegated *now)
{
	for (size_t i = 0; i < now->ds_count; i++)
		if (!ds_has(list->rows, list->count, &now->ds[i]))
			put_gone(r, FACT_ds, &now->ds[i]);
	for (size_t i = 0; i < list->count; i++) {
		if (ds_has(now->ds, now->ds_count, &list->rows[i]))
			continue;
		list->rows[i].delegation = delegation;
		put_new(r, FACT_ds, &list->rows[i]);
	}
}

/* --- Acceptance ------------------------------------------------------- */

/* What is wrong anyway is told first; DS records that stay are to be proven of
   new servers like new ones. */
static enum result
check_answers(struct registry *r, const struct delegate *in,
    const char *const *hosts, const struct ds_list *ds, bool *proven)
{
	*proven = zone_check_proves(r, &in->prefix, hosts, in->count,
	    ds->rows, ds->count);
	if (*proven || r->actor.hostmaster)
		return RESULT_OK;
	return refuse(r, RESULT_NOT_CHECKED, "host", "%s",
	    said(r, &in->prefix));
}

/* --- The operations --------------------------------------------------- */

/* The row, new or changed; its id. */
static int64_t
put_delegation(struct registry *r, const struct prefix *prefix,
    const struct place *p, int64_t hangs_on)
{
	struct delegation row = { .block = hangs_on, .prefix = *prefix,
	    .created = r->now, .changed = r->now }, outer;

	if (p->is_there) {
		row.id = p->now.row.id;
		row.created = p->now.row.created;
		put_changed(r, FACT_delegation, &p->now.row, &row);
		return row.id;
	}
	if (delegation_around(r->db, prefix, &outer))
		delegation_split(r, &outer, prefix);
	put_new(r, FACT_delegation, &row);
	return row.id;
}

enum result
do_delegate(struct registry *r, struct delegate *in)
{
	const char *hosts[LIMIT_NAMESERVERS + 1];
	struct place place = { 0 };
	struct ds_list ds = { 0 };
	enum result result;
	int64_t block, id;
	bool proven = false;

	r->object = said(r, &in->prefix);
	result = check_place(r, &in->prefix, &place, &block);
	also(&result, check_hosts(r, in, hosts));
	also(&result, read_ds(r, in, &ds));
	if (in->ds == NULL)
		ds = (struct ds_list){ place.now.ds, place.now.ds_count };
	if (result == RESULT_OK)
		result = check_answers(r, in, hosts, &ds, &proven);
	if (result != RESULT_OK)
		return result;
	id = put_delegation(r, &in->prefix, &place, block);
	put_servers(r, id, hosts, in->count, &place.now, proven);
	if (in->ds != NULL)
		put_ds(r, id, &ds, &place.now);
	return RESULT_OK;
}

static enum result
find_delegation(struct registry *r, const struct prefix *prefix,
    struct delegation *out)
{
	r->object = said(r, prefix);
	if (!q_delegation_by_prefix(r->db, prefix, out))
		return refuse(r, RESULT_NO_DELEGATION, "prefix", "%s",
		    r->object);
	return RESULT_OK;
}

enum result
do_delegation_drop(struct registry *r, struct delegation_drop *in)
{
	struct place place = { 0 };
	struct delegation row;
	enum result result;
	int64_t block;

	if ((result = find_delegation(r, &in->prefix, &row)) != RESULT_OK ||
	    (result = find_place(r, &in->prefix, &place)) != RESULT_OK ||
	    (result = check_permitted(r, &in->prefix, &place, &block)) !=
	    RESULT_OK)
		return result;
	delegation_remove(r, &row);
	return RESULT_OK;
}

static bool
find_server(struct registry *r, int64_t delegation, const char *host,
    struct nameserver *out)
{
	struct nameserver row;
	struct cursor cursor;
	bool found = false;

	q_nameserver_of_open(r->db, delegation, &cursor);
	while (q_nameserver_of_next(&cursor, &row))
		if (strcmp(row.host, host) == 0) {
			*out = row;
			found = true;
		}
	return found;
}

/* The state is a fact; when it was asked is operational (idea 3). */
enum result
do_server_state(struct registry *r, struct server_state *in)
{
	struct q_nameserver_check check = { 0 };
	struct nameserver before, after;
	struct delegation delegation;
	enum result result = find_delegation(r, &in->prefix, &delegation);
	const char *host = NULL;

	if (result != RESULT_OK)
		return result;
	if (in->host == NULL || host_parse(r->scratch, in->host, &host) !=
	    RESULT_OK || !find_server(r, delegation.id, host, &before))
		return refuse(r, RESULT_NO_DELEGATION, "host",
		    "%s has no such name server.", r->object);
	after = before;
	after.state = in->state;
	after.withdrawn = in->withdrawn;
	put_changed(r, FACT_nameserver, &before, &after);
	if (!q_nameserver_check(r->db, before.id, &check))
		check.answered = 0;
	if (in->answered != 0)
		check.answered = in->answered;
	else if (in->state == NS_AA)
		check.answered = r->now;
	w_nameserver_check_set(r->db, before.id, r->now, check.answered);
	return RESULT_OK;
}

bool
registry_delegated(struct registry *r, const struct prefix *prefix)
{
	struct delegation delegation;

	return delegation_around(r->db, prefix, &delegation);
}
