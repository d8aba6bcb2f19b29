/* SPDX-License-Identifier: ISC */
/* Organisations and the persons who act for them. */
#include "main/command.h"
#include "main/operand.h"
#include "main/postal.h"
#include "main/print.h"
#include "store/read.h"

int
command_org_add(struct context *c, int argc, char **argv)
{
	const struct options *o = &c->options;
	struct organisation_add in = {
		.name = argv[0], .responsible = o->responsible,
		.ownerid = o->ownerid, .opaque = o->opaque,
		.postal = postal_of(o), .admin = o->admin,
		.billing = o->billing, .member = o->member,
		.legacy = o->legacy,
	};
	enum result result;

	(void)argc;
	if (!read_name(c, "NAME", argv[0], LIMIT_NAME))
		return EX_USAGE;
	result = OPERATE(c, organisation_add, &in);
	return context_done(c, result, "%s", in.ownerid_out);
}

int
command_org_list(struct context *c, int argc, char **argv)
{
	struct organisation row;
	struct cursor cursor;
	struct print p;
	int status;

	(void)argc, (void)argv;
	if ((status = context_store(c, STORE_READ)) != 0)
		return status;
	print_begin_list(&p, c);
	q_organisation_all_open(c->store, &cursor);
	while (q_organisation_all_next(&cursor, &row)) {
		print_row(&p);
		print_text(&p, "ownerid", row.ownerid);
		print_text(&p, "country", row.country);
		print_text(&p, "name", row.name);
	}
	print_end(&p);
	return 0;
}

int
command_org_show(struct context *c, int argc, char **argv)
{
	return command_show(c, argc, argv);
}

int
command_org_contacts(struct context *c, int argc, char **argv)
{
	const struct options *o = &c->options;
	struct organisation_contacts in = {
		.ownerid = argv[0], .admin = o->admin, .billing = o->billing,
		.member = o->member, .others.all = o->with_others,
	};
	enum result result;

	(void)argc;
	if (!read_name(c, "OWNERID", argv[0], LIMIT_SHORT))
		return EX_USAGE;
	if (in.admin == NULL && in.billing == NULL && in.member == NULL)
		return context_fail(c, EX_USAGE, "org contacts: --admin, "
		    "--billing or --member is expected");
	result = OPERATE(c, organisation_contacts, &in);
	return context_contacts(c, result, in.ownerid, &in.others);
}

int
command_org_edit(struct context *c, int argc, char **argv)
{
	const struct options *o = &c->options;
	struct organisation_edit in = {
		.ownerid = argv[0], .name = o->name,
		.responsible = o->responsible, .postal = postal_of(o),
	};

	(void)argc;
	if (!read_name(c, "OWNERID", argv[0], LIMIT_SHORT))
		return EX_USAGE;
	if (o->name == NULL && o->responsible == NULL && !postal_is_given(o))
		return context_fail(c, EX_USAGE, "org edit: what to change is "
		    "expected, such as --phone");
	return context_done(c, OPERATE(c, organisation_edit, &in),
	    "%s has its data", in.ownerid);
}

int
command_person_add(struct context *c, int argc, char **argv)
{
	const struct options *o = &c->options;
	struct person_add in = {
		.name = argv[0], .email = o->email, .handle = o->handle,
		.postal = postal_of(o),
	};
	enum result result;

	(void)argc;
	if (!read_name(c, "NAME", argv[0], LIMIT_NAME))
		return EX_USAGE;
	result = OPERATE(c, person_add, &in);
	return context_done(c, result, "%s", in.handle_out);
}
