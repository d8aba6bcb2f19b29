/* SPDX-License-Identifier: ISC */
/* show: all that is known of a thing, for staff. */
#include "main/command.h"
#include "main/operand.h"
#include "main/print.h"
#include "store/read.h"

static const char *
handle(const struct person *person)
{
	return person->id != 0 ? person->handle : "";
}

static const char *
country_of(const char *record, const struct organisation *holder)
{
	if (record != NULL && *record != '\0')
		return record;
	return holder->id != 0 ? holder->country : "";
}

static void
print_holder(struct print *p, const struct organisation *holder,
    const char *country)
{
	print_text(p, "ownerid", holder->id != 0 ? holder->ownerid : "");
	print_text(p, "owner", holder->id != 0 ? holder->name : "");
	print_text(p, "country", country_of(country, holder));
}

/* --- Blocks ------------------------------------------------------------ */

static void
print_origins(struct print *p, const struct index_block *b)
{
	print_list(p, "aut-num");
	for (size_t i = 0; i < b->origin_count; i++) {
		print_row(p);
		print_text(p, "asn", arena_printf(p->arena, "AS%u",
		    b->origins[i]));
	}
	print_list_end(p);
}

/* A host name that is no ASCII, as people write it. */
static const char *
written(struct print *p, const char *host)
{
	const char *shown = host_shown(p->arena, host);

	return shown != host ? shown : "";
}

static void
print_ds(struct context *c, struct print *p, const struct index_block *b)
{
	char zone[REVERSE_NAME_MAX];
	struct cursor cursor;
	struct ds ds;

	print_list(p, "ds-rdata");
	for (size_t i = 0; i < b->delegation_count; i++) {
		q_ds_of_open(c->store, b->delegations[i].id, &cursor);
		while (q_ds_of_next(&cursor, &ds)) {
			print_row(p);
			if (reverse_name(&ds.zone, zone))
				print_text(p, "zone", arena_strdup(p->arena,
				    zone));
			print_number(p, "tag", ds.tag);
			print_number(p, "algorithm", ds.algorithm);
			print_number(p, "digest-type", ds.digest_type);
			print_text(p, "digest", ds.digest);
		}
	}
	print_list_end(p);
}

static void
print_servers(struct print *p, const struct index_block *b)
{
	print_list(p, "nserver");
	for (size_t i = 0; i < b->delegation_count; i++) {
		const struct index_delegation *d = &b->delegations[i];

		for (size_t j = 0; j < d->server_count; j++) {
			print_row(p);
			print_prefix(p, "delegation", &d->prefix);
			print_text(p, "host", d->servers[j].host);
			print_text(p, "written",
			    written(p, d->servers[j].host));
			print_text(p, "state",
			    ns_state_words[d->servers[j].state]);
			print_time(p, "checked", d->servers[j].checked);
			print_time(p, "answered", d->servers[j].answered);
			print_flag(p, "withdrawn", d->servers[j].withdrawn);
		}
	}
	print_list_end(p);
}

static int
print_space(struct context *c, struct print *p, const struct index_block *b)
{
	struct free_of_size sizes[129];
	struct q_tally tally = { 0 };
	size_t count = 0;
	int status;

	if (!q_tally(c->store, b->block.id, &tally))
		tally.children = tally.used = 0;
	print_number(p, "children", tally.children);
	print_number(p, "used", tally.used);
	print_number(p, "size", (int64_t)prefix_size(&b->block.prefix));
	if ((status = context_looker(c)) != 0)
		return status;
	if (registry_free(c->registry, &b->block.prefix, sizes, &count) !=
	    RESULT_OK)
		count = 0;
	print_list(p, "free");
	print_sizes(p, sizes, count);
	print_list_end(p);
	return 0;
}

static int
show_block(struct context *c, const struct prefix *prefix)
{
	struct index_block b = { 0 };
	enum index_found found = index_block_around(c->index, prefix, &b);
	struct print p;
	int status;

	if (found == INDEX_NOTHING)
		return context_fail(c, 1, "%s is not in the register",
		    say_prefix(c, prefix));
	print_begin(&p, c);
	print_prefix(&p, "block", &b.block.prefix);
	print_text(&p, "status", status_words[b.block.status]);
	print_text(&p, "parent", b.passed_on ? say_prefix(c, &b.up) : "");
	print_holder(&p, &b.holder, b.country);
	print_text(&p, "use", b.block.use != USE_NONE ?
	    block_use_words[b.block.use] : "");
	print_text(&p, "label", b.block.label ? b.block.label : "");
	print_text(&p, "owner-c", handle(&b.owner));
	print_text(&p, "tech-c", handle(&b.tech));
	print_text(&p, "abuse-c", handle(&b.abuse));
	print_origins(&p, &b);
	status = print_space(c, &p, &b);
	print_servers(&p, &b);
	print_ds(c, &p, &b);
	print_time(&p, "created", b.block.created);
	print_time(&p, "changed", b.block.changed);
	print_end(&p);
	return status;
}

/* --- AS numbers -------------------------------------------------------- */

static int
show_asn(struct context *c, const struct asn_range *range)
{
	char text[PREFIX_TEXT_MAX];
	struct index_asn a = { 0 };
	struct asn_range whole;
	struct print p;

	if (index_asn_at(c->index, range->first, &a) == INDEX_NOTHING)
		return context_fail(c, 1, "%s is not in the register",
		    asn_range_text(range, text));
	whole = (struct asn_range){ (uint32_t)a.asn.first,
	    (uint32_t)a.asn.last };
	print_begin(&p, c);
	print_text(&p, "aut-num", asn_range_text(&whole, text));
	print_text(&p, "status", status_words[a.asn.status]);
	print_holder(&p, &a.holder, a.country);
	print_text(&p, "owner-c", handle(&a.owner));
	print_text(&p, "routing-c", handle(&a.routing));
	print_text(&p, "abuse-c", handle(&a.abuse));
	print_time(&p, "created", a.asn.created);
	print_time(&p, "changed", a.asn.changed);
	print_end(&p);
	return 0;
}

/* --- Organisations and persons ----------------------------------------- */

/* Every field of a fact but the numbers that mean nothing outside. */
static void
print_fact(struct print *p, enum fact_kind kind, const void *row)
{
	const struct fact *fact = &facts[kind];

	for (size_t i = 0; i < fact->field_count; i++) {
		const struct field *f = &fact->fields[i];

		if (f->type == FIELD_TEXT || f->type == FIELD_PERSONAL)
			print_text(p, f->name, *(const char *const *)
			    ((const char *)row + f->offset));
	}
}

static void
print_holdings(struct context *c, struct print *p, int64_t organisation)
{
	struct cursor blocks, asns;
	struct index_holding h;

	print_list(p, "holds");
	index_holdings_open(c->index, organisation, &blocks, &asns);
	while (index_holdings_next(&blocks, &asns, &h)) {
		struct resource resource = {
			.is_asn = h.is_asn, .prefix = h.prefix,
			.asns = h.asns,
		};

		print_row(p);
		print_text(p, "resource", say_resource(c, &resource));
		print_text(p, "status", status_words[h.status]);
	}
	print_list_end(p);
}

static int
show_organisation(struct context *c, const char *ownerid)
{
	struct organisation row = { 0 };
	struct person contacts[3] = { 0 };
	struct print p;

	if (!index_organisation(c->index, ownerid, &row, contacts))
		return context_refuse(c, RESULT_NO_ORGANISATION);
	print_begin(&p, c);
	print_fact(&p, FACT_organisation, &row);
	print_text(&p, "admin", handle(&contacts[0]));
	print_text(&p, "billing", handle(&contacts[1]));
	print_text(&p, "member", handle(&contacts[2]));
	print_flag(&p, "legacy", row.legacy != 0);
	print_holdings(c, &p, row.id);
	print_time(&p, "created", row.created);
	print_time(&p, "changed", row.changed);
	print_end(&p);
	return 0;
}

static int
show_person(struct context *c, const char *name)
{
	struct account account = { 0 };
	struct person row = { 0 };
	struct print p;
	bool has;

	if (!index_person(c->index, name, &row))
		return context_refuse(c, RESULT_NO_PERSON);
	has = q_account(c->store, row.id, &account);
	print_begin(&p, c);
	print_fact(&p, FACT_person, &row);
	print_text(&p, "account", !has ? "none" : account.disabled ?
	    "disabled" : account.hostmaster ? "hostmaster" : "active");
	print_text(&p, "language", has ? account.language : "");
	print_time(&p, "created", row.created);
	print_time(&p, "changed", row.changed);
	print_end(&p);
	return 0;
}

int
command_show(struct context *c, int argc, char **argv)
{
	struct thing thing;
	int status;

	(void)argc;
	if (!read_thing(c, argv[0], &thing))
		return EX_USAGE;
	if ((status = context_index(c)) != 0)
		return status;
	switch (thing.kind) {
	case THING_BLOCK:
		return show_block(c, &thing.resource.prefix);
	case THING_ASN:
		return show_asn(c, &thing.resource.asns);
	case THING_ORGANISATION:
		return show_organisation(c, thing.name);
	case THING_PERSON:
		break;
	}
	return show_person(c, thing.name);
}
