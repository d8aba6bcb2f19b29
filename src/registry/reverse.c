/* SPDX-License-Identifier: ISC */
/* Delegations of reverse DNS, as recorded facts. */
#include "registry/private.h"

#include <ctype.h>
#include <string.h>

#include "model/limits.h"
#include "store/read.h"
#include "store/write.h"

/* A full host name: two labels or more, letters, digits, inner hyphens. */
static bool
host_is_well_formed(const char *host)
{
	size_t label = 0, labels = 1;

	if (strlen(host) > LIMIT_HOST)
		return false;
	for (const char *c = host; *c != '\0'; c++) {
		if (*c == '.') {
			if (label == 0 || c[-1] == '-')
				return false;
			label = 0;
			labels++;
		} else if (!isalnum((unsigned char)*c) &&
		    (*c != '-' || label == 0)) {
			return false;
		} else if (++label > 63) {
			return false;
		}
	}
	return label > 0 && labels >= 2 && host[strlen(host) - 1] != '-';
}

/* An address is not a name: its last label would be a number (RFC 1123). */
static bool
host_is_address(const char *host)
{
	const char *last = strrchr(host, '.');

	return strspn(last + 1, "0123456789") == strlen(last + 1);
}

/* Lower case, without the final dot. */
static char *
host_canonical(struct registry *r, const char *host)
{
	char *copy = arena_strdup(r->scratch, host);
	size_t length = strlen(copy);

	if (length > 0 && copy[length - 1] == '.')
		copy[length - 1] = '\0';
	for (char *c = copy; *c != '\0'; c++)
		*c = (char)tolower((unsigned char)*c);
	return copy;
}

static enum result
check_hosts(struct registry *r, const struct delegate *in, char **hosts)
{
	if (in->count == 0)
		return refuse(r, RESULT_MISSING, "host", "Which name servers?");
	if (in->count > LIMIT_NAMESERVERS)
		return refuse(r, RESULT_TOO_LARGE, "host", "At most %d.",
		    LIMIT_NAMESERVERS);
	for (size_t i = 0; i < in->count; i++) {
		hosts[i] = host_canonical(r, in->hosts[i]);
		if (!host_is_well_formed(hosts[i]) ||
		    host_is_address(hosts[i]))
			return refuse(r, RESULT_MALFORMED, "host", "A name "
			    "server is a full host name such as "
			    "ns1.example.net.");
		for (size_t j = 0; j < i; j++)
			if (strcmp(hosts[i], hosts[j]) == 0)
				return refuse(r, RESULT_IN_USE, "host", "%s "
				    "is named twice.", hosts[i]);
	}
	return RESULT_OK;
}

/* Delegations are disjoint: none around it, none inside, but itself. */
static enum result
check_overlap(struct registry *r, const struct prefix *prefix)
{
	struct delegation found;

	if ((q_delegation_before(r->db, &prefix->first, &found) &&
	    prefix_overlaps(&found.prefix, prefix) &&
	    !prefix_equal(&found.prefix, prefix)) ||
	    (q_delegation_after(r->db, &prefix->first, &found) &&
	    prefix_overlaps(&found.prefix, prefix) &&
	    !prefix_equal(&found.prefix, prefix)))
		return refuse(r, RESULT_OVERLAPS_DELEGATION, "prefix", "%s",
		    said(r, &found.prefix));
	return RESULT_OK;
}

static enum result
check_place(struct registry *r, const struct prefix *prefix,
    struct block *block)
{
	if (!rule_can_delegate(prefix))
		return refuse(r, RESULT_NOT_ZONE, "prefix", "%s",
		    said(r, prefix));
	if (!block_around(r->db, prefix, block) || block->organisation == 0)
		return refuse(r, RESULT_NO_BLOCK, "prefix", "%s",
		    said(r, prefix));
	return check_overlap(r, prefix);
}

enum result
do_delegate(struct registry *r, struct delegate *in)
{
	char *hosts[LIMIT_NAMESERVERS + 1];
	struct delegation row, old;
	struct block block;
	enum result result;

	r->object = said(r, &in->prefix);
	if ((result = check_hosts(r, in, hosts)) != RESULT_OK ||
	    (result = check_place(r, &in->prefix, &block)) != RESULT_OK)
		return result;
	row = (struct delegation){ .block = block.id, .prefix = in->prefix,
	    .created = r->now, .changed = r->now };
	if (q_delegation_by_prefix(r->db, &in->prefix, &old)) {
		row.created = old.created;
		delegation_remove(r, &old);
	}
	put_new(r, FACT_delegation, &row);
	for (size_t i = 0; i < in->count; i++) {
		struct nameserver server = { .delegation = row.id,
		    .position = (int64_t)i, .host = hosts[i] };

		put_new(r, FACT_nameserver, &server);
	}
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
	struct delegation row;
	enum result result = find_delegation(r, &in->prefix, &row);

	if (result == RESULT_OK)
		delegation_remove(r, &row);
	return result;
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

	if (result != RESULT_OK)
		return result;
	if (in->host == NULL || !find_server(r, delegation.id,
	    host_canonical(r, in->host), &before))
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
