/* SPDX-License-Identifier: ISC */
/* What is done to a block that is held: release, contacts, origin, free. */
#include "main/command.h"
#include "main/operand.h"
#include "main/print.h"

#include <string.h>

/* Is it the registry's own stock?  AS numbers know no sub-assignment. */
static bool
is_stock(struct context *c, const struct resource *resource)
{
	struct index_block around;

	if (resource->is_asn)
		return true;
	return index_block_around(c->index, &resource->prefix, &around) ==
	    INDEX_STOCK;
}

/* One word for two operations: what it is about tells which is meant. */
int
command_release(struct context *c, int argc, char **argv)
{
	struct resource resource = { 0 };
	struct stock_release stock;
	struct release part;
	int status;

	(void)argc;
	if (!read_resource(c, argv[0], &resource))
		return EX_USAGE;
	if ((status = context_registry(c)) != 0 ||
	    (status = context_index(c)) != 0)
		return status;
	if (is_stock(c, &resource)) {
		stock.resource = resource;
		return context_done(c, OPERATE(c, stock_release, &stock),
		    "%s available", say_resource(c, &resource));
	}
	part = (struct release){ .prefix = resource.prefix,
	    .with_children = c->options.with_children };
	return context_done(c, OPERATE(c, release, &part), "%s released",
	    say_resource(c, &resource));
}

int
command_contacts(struct context *c, int argc, char **argv)
{
	struct contacts in = {
		.tech = c->options.tech, .abuse = c->options.abuse,
		.others.all = c->options.with_others,
	};
	enum result result;

	(void)argc;
	if (!read_resource(c, argv[0], &in.resource))
		return EX_USAGE;
	if (in.tech == NULL && in.abuse == NULL)
		return context_fail(c, EX_USAGE, "contacts: --tech or --abuse "
		    "is expected");
	if (in.tech != NULL && *in.tech == '\0')
		return context_fail(c, EX_USAGE, "--tech: \"\": a handle is "
		    "expected; it can be replaced, not removed");
	result = OPERATE(c, contacts, &in);
	return context_contacts(c, result, say_resource(c, &in.resource),
	    &in.others);
}

static bool
read_asns(struct context *c, int argc, char **argv, uint32_t *out)
{
	for (int i = 0; i < argc; i++) {
		enum inet_error error = asn_parse(argv[i], strlen(argv[i]),
		    &out[i]);

		if (error == INET_OK)
			continue;
		context_fail(c, EX_USAGE, "ASN: %s %s; an AS number like "
		    "AS64500 is expected", context_quote(c, argv[i]),
		    inet_error_text(error));
		return false;
	}
	return true;
}

int
command_origin(struct context *c, int argc, char **argv)
{
	uint32_t numbers[LIMIT_ORIGINS];
	struct origins in = {
		.numbers = numbers, .count = (size_t)argc - 1,
	};

	if (!read_prefix(c, "PREFIX", argv[0], &in.prefix))
		return EX_USAGE;
	if (in.count > LIMIT_ORIGINS)
		return context_fail(c, EX_USAGE, "ASN: at most %d AS numbers "
		    "are expected", LIMIT_ORIGINS);
	if (!read_asns(c, argc - 1, argv + 1, numbers))
		return EX_USAGE;
	return context_done(c, OPERATE(c, origins, &in),
	    "%s has its origins", say_prefix(c, &in.prefix));
}

/* --- What is free ------------------------------------------------------ */

#define RANGES_AT_ONCE 256

static void
print_ranges(struct context *c, const struct prefix *block)
{
	struct prefix ranges[RANGES_AT_ONCE];
	struct address from = block->first, last;
	struct print p;
	size_t n;

	print_begin_list(&p, c);
	do {
		n = registry_free_ranges(c->registry, block, &from, ranges,
		    RANGES_AT_ONCE);
		for (size_t i = 0; i < n; i++) {
			print_row(&p);
			print_prefix(&p, "free", &ranges[i]);
		}
		if (n > 0)
			last = prefix_last(&ranges[n - 1]);
	} while (n == RANGES_AT_ONCE && address_after(&last, &from));
	print_end(&p);
}

int
command_free(struct context *c, int argc, char **argv)
{
	struct free_of_size sizes[129];
	struct prefix block;
	struct print p;
	size_t count = 0;
	int status;

	(void)argc;
	if (!read_prefix(c, "BLOCK", argv[0], &block))
		return EX_USAGE;
	if ((status = context_looker(c)) != 0)
		return status;
	status = context_refuse(c, registry_free(c->registry, &block, sizes,
	    &count));
	if (status != 0)
		return status;
	if (c->options.list) {
		print_ranges(c, &block);
		return 0;
	}
	print_begin_list(&p, c);
	print_sizes(&p, sizes, count);
	print_end(&p);
	return 0;
}
