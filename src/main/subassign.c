/* SPDX-License-Identifier: ISC */
/* Sub-assignment, and what it would be. */
#include "main/command.h"
#include "main/operand.h"
#include "main/postal.h"
#include "main/print.h"
#include "main/whois.h"

/* What the preview saw before it was undone. */
struct seen {
	const struct subassign *in;
	struct free_of_size sizes[129];
	size_t size_count;
	const char *whois;
};

static bool
read_operands(struct context *c, int argc, char **argv, struct subassign *in)
{
	bool sized = option_given(&c->options, OPTION_size);
	bool created = option_given(&c->options, OPTION_new_org);
	bool own = c->options.use > USE_CUSTOMER;
	int least = !sized + !(created || own), most = !sized + !created;

	if (argc < least || argc > most) {
		context_fail(c, EX_USAGE, "subassign: expected %s and %s",
		    sized ? "--size without PREFIX" : "PREFIX (or --size)",
		    created ? "--new-org without OWNERID" :
		    "OWNERID (or --new-org)");
		return false;
	}
	if (!sized && !read_prefix(c, "PREFIX", argv[0], &in->prefix))
		return false;
	if (argc == !sized)
		return true;		/* a new one, or the holder itself */
	in->ownerid = argv[argc - 1];
	return read_name(c, "OWNERID", in->ownerid, LIMIT_SHORT);
}

static struct organisation_add
new_organisation(const struct options *o)
{
	return (struct organisation_add){
		.name = o->new_org, .responsible = o->responsible,
		.ownerid = o->ownerid, .postal = postal_of(o),
	};
}

/* --- The dry run ------------------------------------------------------- */

static void
look(struct context *c, void *argument)
{
	struct seen *seen = argument;
	struct index_block made;

	if (context_index(c) != 0)
		return;
	if (index_block_around(c->index, &seen->in->prefix, &made) !=
	    INDEX_HELD)
		return;
	if (registry_free(c->registry, &made.up, seen->sizes,
	    &seen->size_count) != RESULT_OK)
		seen->size_count = 0;
	seen->whois = whois_lines(c, say_prefix(c, &seen->in->prefix));
}

static const char *
why_refused(struct context *c, enum result result)
{
	const char *detail = registry_detail(c->registry);

	return arena_printf(c->arena, "%s%s%s", result_sentence(result),
	    *detail ? " " : "", detail);
}

static void
print_verdicts(struct context *c, struct print *p)
{
	struct verdict verdicts[VERDICT_MAX];
	size_t n = registry_verdicts(c->registry, verdicts);
	bool told = false;

	print_list(p, "rules");
	for (size_t i = 0; i < n; i++) {
		const struct verdict *v = &verdicts[i];
		bool kept = v->result == RESULT_OK;

		print_row(p);
		print_text(p, "verdict", !v->applies ? "not asked" :
		    kept ? "ok" : "refused");
		print_text(p, "rule", v->rule);
		print_text(p, "reason", !v->applies || kept ? "" : told ?
		    result_sentence(v->result) : why_refused(c, v->result));
		told = told || (v->applies && !kept);
	}
	print_list_end(p);
}

/* The rules ticked or refused; what would be free; what WHOIS would say. */
static int
show_dry_run(struct context *c, enum result result, const struct seen *seen)
{
	struct print p;

	if (result == RESULT_COUNT)
		return c->status;
	print_begin(&p, c);
	print_text(&p, "block", result == RESULT_OK ?
	    say_prefix(c, &seen->in->prefix) : "");
	print_verdicts(c, &p);
	print_list(&p, "free");
	print_sizes(&p, seen->sizes, seen->size_count);
	print_list_end(&p);
	if (c->json)
		print_text(&p, "whois", seen->whois ? seen->whois : "");
	else if (seen->whois != NULL)
		fprintf(c->out, "\n%s", seen->whois);
	print_end(&p);
	return context_refuse(c, result);
}

/* --- The command ------------------------------------------------------- */

static int
say_done(struct context *c, enum result result, const struct subassign *in)
{
	struct print p;

	if (!context_wrote(c, result))
		return c->status;
	if (!c->json) {
		fprintf(c->out, "%s %s to %s\n", say_prefix(c, &in->prefix),
		    status_words[in->status], in->ownerid_out);
		return 0;
	}
	print_begin(&p, c);
	print_prefix(&p, "block", &in->prefix);
	print_text(&p, "status", status_words[in->status]);
	print_text(&p, "ownerid", in->ownerid_out);
	print_prefix(&p, "parent", &in->up);
	print_end(&p);
	return 0;
}

int
command_subassign(struct context *c, int argc, char **argv)
{
	const struct options *o = &c->options;
	struct organisation_add created = new_organisation(o);
	struct subassign in = {
		.in = o->in, .size = o->size, .use = o->use,
		.label = o->label, .tech = o->tech, .abuse = o->abuse,
		.new_organisation = o->new_org != NULL ? &created : NULL,
	};
	struct seen seen = { .in = &in };
	enum result result;

	if (!read_operands(c, argc, argv, &in))
		return EX_USAGE;
	c->preview = look;
	c->preview_argument = &seen;
	result = OPERATE(c, subassign, &in);
	if (o->dry_run)
		return show_dry_run(c, result, &seen);
	return say_done(c, result, &in);
}
