/* SPDX-License-Identifier: ISC */
/* What the journal knows: history of a thing, holder at a moment. */
#include "main/command.h"
#include "main/operand.h"
#include "main/print.h"

#define HISTORY_MOST 100		/* rows, unless --limit */

static void
print_journal_row(struct print *p, const struct journal_row *row)
{
	print_row(p);
	print_number(p, "serial", row->serial);
	print_time(p, "time", row->time);
	print_text(p, "actor", row->actor);
	print_text(p, "operation", row->operation);
	print_text(p, "object", row->object);
	print_text(p, "reason", row->reason);
	print_text(p, "ticket", row->ticket);
	print_text(p, "requester", row->requester);
	print_text(p, "source", row->source);
	print_json(p, "before", row->before);
	print_json(p, "after", row->after);
}

/* An address has the history of the block it lies in. */
static int
widen(struct context *c, struct thing *thing)
{
	struct index_block around;
	int status;

	if (!thing->is_address)
		return 0;
	if ((status = context_index(c)) != 0)
		return status;
	if (index_block_around(c->index, &thing->resource.prefix, &around) !=
	    INDEX_NOTHING)
		thing->resource.prefix = around.block.prefix;
	return 0;
}

int
command_history(struct context *c, int argc, char **argv)
{
	size_t most = c->options.limit > 0 ? (size_t)c->options.limit :
	    HISTORY_MOST;
	struct history_of of = { 0 };
	struct journal_row *rows = NULL;
	struct thing thing;
	struct print p;
	size_t count = 0;
	int status;

	(void)argc;
	if (!read_thing(c, argv[0], &thing))
		return EX_USAGE;
	if ((status = widen(c, &thing)) != 0 ||
	    (status = context_looker(c)) != 0)
		return status;
	of.resource = thing.resource;
	of.name = thing.name;
	status = context_refuse(c, registry_history(c->registry, &of, &rows,
	    &count, most));
	if (status != 0)
		return status;
	print_begin_list(&p, c);
	for (size_t i = 0; i < count; i++)
		print_journal_row(&p, &rows[i]);
	print_end(&p);
	return 0;
}

static void
print_held(struct context *c, const struct held *held, int64_t at)
{
	struct print p;

	print_begin(&p, c);
	print_time(&p, "at", at);
	print_prefix(&p, "block", &held->block.prefix);
	print_text(&p, "status", status_words[held->block.status]);
	print_text(&p, "ownerid", held->ownerid);
	print_text(&p, "owner", held->name);
	print_time(&p, "since", held->since.time);
	print_text(&p, "operation", held->since.operation);
	print_number(&p, "serial", held->since.serial);
	print_end(&p);
}

int
command_held(struct context *c, int argc, char **argv)
{
	struct address address;
	struct held held = { 0 };
	char when[TIME_TEXT_MAX];
	int64_t at = c->options.at;
	int status;

	(void)argc;
	if (!read_address(c, "ADDRESS", argv[0], &address))
		return EX_USAGE;
	if (!option_given(&c->options, OPTION_at))
		at = clock_now(&c->clock);
	if ((status = context_looker(c)) != 0)
		return status;
	status = context_refuse(c, registry_held(c->registry, &address, at,
	    &held));
	if (status != 0)
		return status;
	if (!held.found)
		return context_fail(c, 1, "%s was not in the register at %s",
		    argv[0], time_iso(at, when));
	print_held(c, &held, at);
	return 0;
}
