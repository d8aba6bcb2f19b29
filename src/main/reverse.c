/* SPDX-License-Identifier: ISC */
/* Reverse DNS: delegations, and what their servers said. */
#include "main/command.h"
#include "main/operand.h"

int
command_delegate(struct context *c, int argc, char **argv)
{
	struct delegate in = {
		.hosts = (const char *const *)argv + 1,
		.count = (size_t)argc - 1,
		.ds = option_given(&c->options, OPTION_ds) ? c->options.ds :
		    NULL,
	};

	if (!read_prefix(c, "PREFIX", argv[0], &in.prefix))
		return EX_USAGE;
	for (int i = 1; i < argc; i++)
		if (!read_name(c, "HOST", argv[i], LIMIT_HOST))
			return EX_USAGE;
	return context_done(c, OPERATE(c, delegate, &in),
	    "%s delegated to %zu server%s", say_prefix(c, &in.prefix),
	    in.count, in.count == 1 ? "" : "s");
}

int
command_undelegate(struct context *c, int argc, char **argv)
{
	struct delegation_drop in;

	(void)argc;
	if (!read_prefix(c, "PREFIX", argv[0], &in.prefix))
		return EX_USAGE;
	return context_done(c, OPERATE(c, delegation_drop, &in),
	    "%s no longer delegated", say_prefix(c, &in.prefix));
}

static bool
read_state(struct context *c, const char *s, enum ns_state *out)
{
	struct text known;
	int value = word_value(ns_state_words, NS_STATE_COUNT, s);

	*out = (enum ns_state)value;
	if (value >= 0)
		return true;
	text_init(&known, 1024);
	for (int i = 0; i < NS_STATE_COUNT; i++)
		text_printf(&known, "%s%s", i > 0 ? ", " : "",
		    ns_state_words[i]);
	context_fail(c, EX_USAGE, "STATE: %s: one of %s is expected",
	    context_quote(c, s), known.bytes);
	text_release(&known);
	return false;
}

int
command_nsstate(struct context *c, int argc, char **argv)
{
	struct server_state in = {
		.host = argv[1], .withdrawn = c->options.withdrawn,
		.answered = c->options.date,
	};

	(void)argc;
	if (!read_prefix(c, "PREFIX", argv[0], &in.prefix) ||
	    !read_name(c, "HOST", argv[1], LIMIT_HOST) ||
	    !read_state(c, argv[2], &in.state))
		return EX_USAGE;
	return context_done(c, OPERATE(c, server_state, &in), "%s %s: %s%s",
	    say_prefix(c, &in.prefix), in.host, ns_state_words[in.state],
	    in.withdrawn ? ", withdrawn" : "");
}
