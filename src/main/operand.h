/* SPDX-License-Identifier: ISC */
/*
 * operand: what commands are about, read from the line with the one parser.
 *
 * Each function answers false after saying on stderr which operand is wrong,
 * why, and what is expected; the command then returns EX_USAGE.  what names
 * the operand as in the usage line: "PREFIX".
 */
#ifndef MAIN_OPERAND_H
#define MAIN_OPERAND_H

#include "main/context.h"

bool read_prefix(struct context *, const char *what, const char *,
    struct prefix *) MUST_CHECK;
bool read_address(struct context *, const char *what, const char *,
    struct address *) MUST_CHECK;
/* A prefix, an AS number or a range of those. */
bool read_resource(struct context *, const char *, struct resource *)
    MUST_CHECK;
/* A name, ownerid, handle or host: clean text of 1 to maximum bytes. */
bool read_name(struct context *, const char *what, const char *,
    size_t maximum) MUST_CHECK;

enum thing_kind { THING_BLOCK, THING_ASN, THING_ORGANISATION, THING_PERSON };

struct thing {
	enum thing_kind kind;
	bool is_address;		/* a block was named without length */
	struct resource resource;	/* of a block (an address is its /32
					   or /128) or AS numbers */
	const char *name;		/* of an organisation, a person; in
					   upper case */
};
/* Anything that can be shown. */
bool read_thing(struct context *, const char *, struct thing *) MUST_CHECK;

/* In the arena. */
const char *say_prefix(struct context *, const struct prefix *);
const char *say_resource(struct context *, const struct resource *);

#endif
