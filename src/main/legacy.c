/* SPDX-License-Identifier: ISC */
/* Holders from before the registry, and who takes them over. */
#include "main/command.h"
#include "main/operand.h"
#include "main/password.h"
#include "main/postal.h"
#include "main/print.h"
#include "store/read.h"

#include <string.h>

/* The password is made here, sealed for the mail, and forgotten. */
int
command_legacy_issue(struct context *c, int argc, char **argv)
{
	struct legacy_issue in = { .ownerid = argv[0], .handle = argv[1] };
	char password[TOKEN_TEXT_MAX], until[TIME_TEXT_MAX];
	enum result result = RESULT_COUNT;
	int status;

	(void)argc;
	if (!read_name(c, "OWNERID", argv[0], LIMIT_SHORT) ||
	    !read_name(c, "USER", argv[1], LIMIT_SHORT))
		return EX_USAGE;
	if ((status = context_registry(c)) != 0)
		return status;
	registry_one_time(password);
	in.password = password;
	if ((status = secret_sealed(c, password, &in.sealed)) == 0)
		result = OPERATE(c, legacy_issue, &in);
	explicit_bzero(password, sizeof(password));
	return status != 0 ? status : context_done(c, result, "%s: a one-time "
	    "password for %s goes to %s, valid until %s", in.ownerid,
	    in.handle, in.address, time_iso(in.expires, until));
}

static const char *
state_of(const struct context *c, const struct q_legacy_passwords_all *row)
{
	if (row->expires <= clock_now(&c->clock))
		return "late";
	return row->wrong >= LIMIT_LEGACY_TRIES ? "cancelled" : "open";
}

int
command_legacy_list(struct context *c, int argc, char **argv)
{
	struct q_legacy_passwords_all row;
	struct organisation organisation;
	struct person person;
	struct cursor cursor;
	struct print p;
	int status;

	(void)argc, (void)argv;
	if ((status = context_store(c, STORE_READ)) != 0)
		return status;
	print_begin_list(&p, c);
	q_legacy_passwords_all_open(c->store, &cursor);
	while (q_legacy_passwords_all_next(&cursor, &row)) {
		if (!q_organisation_by_id(c->store, row.organisation,
		    &organisation) || !q_person_by_id(c->store, row.person,
		    &person))
			continue;
		print_row(&p);
		print_text(&p, "ownerid", organisation.ownerid);
		print_text(&p, "user", person.handle);
		print_text(&p, "state", state_of(c, &row));
		print_number(&p, "wrong", row.wrong);
		print_time(&p, "issued", row.issued);
		print_time(&p, "expires", row.expires);
		print_text(&p, "name", organisation.name);
	}
	print_end(&p);
	return 0;
}

int
command_legacy_revoke(struct context *c, int argc, char **argv)
{
	struct legacy_revoke in = { argv[0] };

	(void)argc;
	if (!read_name(c, "OWNERID", argv[0], LIMIT_SHORT))
		return EX_USAGE;
	return context_done(c, OPERATE(c, legacy_revoke, &in),
	    "%s: its one-time password is void", in.ownerid);
}

/* A wrong try counts, as on the page; only a dry run changes nothing. */
static enum result
claim(struct context *c, struct legacy_claim *in)
{
	struct legacy_try try = { .ownerid = in->ownerid,
	    .password = in->password };
	enum result result = OPERATE(c, legacy_try, &try);

	return result != RESULT_OK ? result :
	    registry_legacy_claim(c->registry, in);
}

int
command_legacy_claim(struct context *c, int argc, char **argv)
{
	const struct options *o = &c->options;
	char password[LIMIT_PASSWORD_MAX + 2];
	struct legacy_claim in = {
		.ownerid = argv[0], .password = password,
		.responsible = o->responsible, .postal = postal_of(o),
	};
	enum result result;
	int status;

	(void)argc;
	if (!read_name(c, "OWNERID", argv[0], LIMIT_SHORT))
		return EX_USAGE;
	if ((status = password_read_given(c, password, sizeof(password))) !=
	    0)
		return status;
	result = claim(c, &in);
	explicit_bzero(password, sizeof(password));
	return context_done(c, result, "%s is taken over: %lld blocks, %lld "
	    "AS numbers", in.ownerid, (long long)in.blocks,
	    (long long)in.asns);
}
