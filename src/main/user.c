/* SPDX-License-Identifier: ISC */
/* Accounts: who can act. */
#include "main/command.h"
#include "main/operand.h"
#include "main/password.h"
#include "main/postal.h"
#include "main/print.h"
#include "store/read.h"

#include <string.h>

/* Both in one transaction, so that no person is left without the account. */
static enum result
add_person(struct context *c, struct person_add *person,
    struct account_add *account)
{
	enum result result = registry_person_add(c->registry, person);

	if (result != RESULT_OK)
		return result;
	account->handle = person->handle_out;
	return registry_account_add(c->registry, account);
}

/*
 * A preview would undo the person before the account is made, so a dry run
 * is a bulk that is abandoned.
 */
static enum result
add_both(struct context *c, struct person_add *person,
    struct account_add *account)
{
	enum result result = registry_bulk_begin(c->registry);

	if (result != RESULT_OK)
		return result;
	result = add_person(c, person, account);
	if (result == RESULT_OK && !c->options.dry_run)
		return registry_bulk_end(c->registry);
	registry_bulk_abandon(c->registry);
	return result;
}

int
command_user_add(struct context *c, int argc, char **argv)
{
	const struct options *o = &c->options;
	struct account_add account = {
		.handle = o->handle, .hostmaster = o->hostmaster,
		.language = o->language,
	};
	struct person_add person = {
		.email = o->email, .handle = o->handle,
		.postal = postal_of(o),
	};
	enum result result;

	if (argc == 0 && o->handle == NULL)
		return context_fail(c, EX_USAGE, "user add: NAME (or --handle "
		    "of a person) is expected");
	if (argc == 0)
		return context_done(c, OPERATE(c, account_add, &account), "%s",
		    account.handle);
	if (!read_name(c, "NAME", argv[0], LIMIT_NAME))
		return EX_USAGE;
	person.name = argv[0];
	if ((c->status = context_registry(c)) != 0)
		return c->status;
	registry_preview(c->registry, NULL, NULL);
	result = add_both(c, &person, &account);
	return context_done(c, result, "%s", account.handle);
}

int
command_user_list(struct context *c, int argc, char **argv)
{
	struct account account;
	struct person person;
	struct cursor cursor;
	struct print p;
	int status;

	(void)argc, (void)argv;
	if ((status = context_store(c, STORE_READ)) != 0)
		return status;
	print_begin_list(&p, c);
	q_accounts_open(c->store, &cursor);
	while (q_accounts_next(&cursor, &account)) {
		if (!q_person_by_id(c->store, account.person, &person))
			continue;
		print_row(&p);
		print_text(&p, "handle", person.handle);
		print_text(&p, "name", person.name);
		print_text(&p, "email", person.email);
		print_text(&p, "language", account.language);
		print_flag(&p, "hostmaster", account.hostmaster);
		print_flag(&p, "disabled", account.disabled);
		print_flag(&p, "password", *account.password != '\0');
		print_flag(&p, "bounced", account.bounced != 0);
	}
	print_end(&p);
	return 0;
}

int
command_user_passwd(struct context *c, int argc, char **argv)
{
	struct account_password in = { .handle = argv[0] };
	char password[LIMIT_PASSWORD_MAX + 2];
	int status;

	(void)argc;
	if (!read_name(c, "HANDLE", argv[0], LIMIT_SHORT))
		return EX_USAGE;
	if ((status = context_registry(c)) != 0)
		return status;
	status = password_read(c, password, sizeof(password));
	if (status == 0)
		status = password_check(c, in.handle, password);
	if (status == 0)
		status = password_sealed(c, password, &in.sealed);
	explicit_bzero(password, sizeof(password));
	if (status != 0)
		return status;
	return context_done(c, OPERATE(c, account_password, &in),
	    "%s has a new password", in.handle);
}

static int
set_disabled(struct context *c, const char *handle, bool disabled)
{
	struct account_disable in = { .handle = handle, .disabled = disabled };

	if (!read_name(c, "HANDLE", handle, LIMIT_SHORT))
		return EX_USAGE;
	return context_done(c, OPERATE(c, account_disable, &in), "%s %s",
	    handle, disabled ? "disabled" : "enabled");
}

int
command_user_disable(struct context *c, int argc, char **argv)
{
	(void)argc;
	return set_disabled(c, argv[0], true);
}

int
command_user_enable(struct context *c, int argc, char **argv)
{
	(void)argc;
	return set_disabled(c, argv[0], false);
}

int
command_user_edit(struct context *c, int argc, char **argv)
{
	const struct options *o = &c->options;
	struct person_edit in = { .handle = argv[0], .name = o->name,
	    .email = o->email, .postal = postal_of(o) };

	(void)argc;
	if (!read_name(c, "HANDLE", argv[0], LIMIT_SHORT))
		return EX_USAGE;
	if (o->name == NULL && o->email == NULL && !postal_is_given(o))
		return context_fail(c, EX_USAGE, "user edit: what to change "
		    "is expected, such as --phone");
	return context_done(c, OPERATE(c, person_edit, &in),
	    "%s has their data", in.handle);
}

int
command_user_second_factor(struct context *c, int argc, char **argv)
{
	struct second_factor_reset in = { .handle = argv[0] };

	(void)argc;
	if (!read_name(c, "HANDLE", argv[0], LIMIT_SHORT))
		return EX_USAGE;
	if (!c->options.reset)
		return context_fail(c, EX_USAGE, "user second-factor: --reset "
		    "is expected");
	return context_done(c, OPERATE(c, second_factor_reset, &in),
	    "%s has no second factor now", in.handle);
}
