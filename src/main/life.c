/* SPDX-License-Identifier: ISC */
/* The life of a record (design.md, idea 5), a command for each operation. */
#include "main/command.h"
#include "main/operand.h"

/* The status option, or what it is when not given. */
static enum status
wanted_status(struct context *c, enum status otherwise)
{
	if (!option_given(&c->options, OPTION_status))
		return otherwise;
	return c->options.status;
}

int
command_register(struct context *c, int argc, char **argv)
{
	const struct options *o = &c->options;
	struct enroll in = {
		.ownerid = argv[1], .date = o->date, .country = o->country,
		.status = wanted_status(c, STATUS_ALLOCATED),
		.tech = o->tech, .abuse = o->abuse,
	};

	(void)argc;
	if (!read_resource(c, argv[0], &in.resource) ||
	    !read_name(c, "OWNERID", argv[1], LIMIT_SHORT))
		return EX_USAGE;
	return context_done(c, OPERATE(c, enroll, &in), "%s %s to %s",
	    say_resource(c, &in.resource), status_words[in.status], argv[1]);
}

int
command_transfer(struct context *c, int argc, char **argv)
{
	const struct options *o = &c->options;
	struct transfer in = {
		.ownerid = argv[1], .country = o->country, .tech = o->tech,
		.abuse = o->abuse,
	};

	(void)argc;
	if (!read_resource(c, argv[0], &in.resource) ||
	    !read_name(c, "OWNERID", argv[1], LIMIT_SHORT))
		return EX_USAGE;
	return context_done(c, OPERATE(c, transfer, &in),
	    "%s transferred to %s", say_resource(c, &in.resource), argv[1]);
}

int
command_split(struct context *c, int argc, char **argv)
{
	struct split in = { 0 };

	(void)argc;
	if (!read_resource(c, argv[0], &in.resource))
		return EX_USAGE;
	return context_done(c, OPERATE(c, split, &in),
	    "%s is a record of its own", say_resource(c, &in.resource));
}

int
command_merge(struct context *c, int argc, char **argv)
{
	struct merge in = { .date = c->options.date };

	(void)argc;
	if (!read_resource(c, argv[0], &in.resource))
		return EX_USAGE;
	return context_done(c, OPERATE(c, merge, &in), "%s is one record",
	    say_resource(c, &in.resource));
}

int
command_return(struct context *c, int argc, char **argv)
{
	struct give_back in = { .with_children = c->options.with_children };

	(void)argc;
	if (!read_resource(c, argv[0], &in.resource))
		return EX_USAGE;
	return context_done(c, OPERATE(c, give_back, &in),
	    "%s returned: reserved", say_resource(c, &in.resource));
}

int
command_reinstate(struct context *c, int argc, char **argv)
{
	const struct options *o = &c->options;
	struct reinstate in = {
		.ownerid = argc > 1 ? argv[1] : NULL,
		.status = wanted_status(c, STATUS_ROOT),
		.date = o->date, .country = o->country,
	};

	if (!read_resource(c, argv[0], &in.resource))
		return EX_USAGE;
	if (argc > 1 && !read_name(c, "OWNERID", argv[1], LIMIT_SHORT))
		return EX_USAGE;
	return context_done(c, OPERATE(c, reinstate, &in), "%s reinstated",
	    say_resource(c, &in.resource));
}

int
command_reserve(struct context *c, int argc, char **argv)
{
	struct stock_reserve in = { 0 };

	(void)argc;
	if (!read_resource(c, argv[0], &in.resource))
		return EX_USAGE;
	return context_done(c, OPERATE(c, stock_reserve, &in), "%s reserved",
	    say_resource(c, &in.resource));
}

int
command_move_in(struct context *c, int argc, char **argv)
{
	const struct options *o = &c->options;
	struct move_in in = {
		.ownerid = argc > 1 ? argv[1] : NULL,
		.status = wanted_status(c, argc > 1 ? STATUS_ALLOCATED :
		    STATUS_AVAILABLE),
		.date = o->date, .country = o->country,
	};

	if (!read_resource(c, argv[0], &in.resource))
		return EX_USAGE;
	if (argc > 1 && !read_name(c, "OWNERID", argv[1], LIMIT_SHORT))
		return EX_USAGE;
	return context_done(c, OPERATE(c, move_in, &in), "%s moved in: %s%s%s",
	    say_resource(c, &in.resource), status_words[in.status],
	    argc > 1 ? " to " : "", argc > 1 ? argv[1] : "");
}

int
command_move_out(struct context *c, int argc, char **argv)
{
	struct move_out in = { .with_children = c->options.with_children };

	(void)argc;
	if (!read_resource(c, argv[0], &in.resource))
		return EX_USAGE;
	return context_done(c, OPERATE(c, move_out, &in), "%s moved out",
	    say_resource(c, &in.resource));
}

int
command_correct(struct context *c, int argc, char **argv)
{
	const struct options *o = &c->options;
	struct correct in = {
		.country = o->country, .date = o->date,
		.status = wanted_status(c, STATUS_ROOT),
	};

	(void)argc;
	if (!read_resource(c, argv[0], &in.resource))
		return EX_USAGE;
	if (o->given == 0 || (in.country == NULL && in.date == 0 &&
	    in.status == STATUS_ROOT))
		return context_fail(c, EX_USAGE, "correct: --country, --date "
		    "or --status is expected");
	return context_done(c, OPERATE(c, correct, &in), "%s corrected",
	    say_resource(c, &in.resource));
}
