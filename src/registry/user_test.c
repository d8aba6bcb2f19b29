/* SPDX-License-Identifier: ISC */
/* What persons do with their own data and address, and how one registers. */
#include "registry/world_test.h"

#define DAY (24 * 60 * 60)

static int
setup(void **state)
{
	struct world *w = world_open();

	registry_mails_on(w->r);
	w->admin = add_person(w, "Juana Ejemplo");	/* JUE */
	w->other = add_person(w, "Pedro Otro");		/* PEO */
	*state = w;
	return 0;
}

static struct person *
person(struct world *w, const char *handle)
{
	struct person *found = arena_alloc(w->arena, sizeof(*found));

	assert_true(registry_person(w->r, handle, found));
	return found;
}

static int64_t
marked(struct world *w, const char *handle)
{
	struct account account;

	assert_true(registry_account(w->r, person(w, handle)->id, &account));
	return account.bounced;
}

/* The mails of a kind that wait; the last one in out. */
static size_t
mails(struct world *w, const char *kind, struct mail_row *out)
{
	struct mail_row found[32];
	int64_t next;
	size_t all = registry_mails(w->r, INT64_MAX, found, 32, &next);
	size_t count = 0;

	for (size_t i = 0; i < all; i++)
		if (strcmp(found[i].kind, kind) == 0) {
			*out = found[i];
			count++;
		}
	return count;
}

/* --- Data ----------------------------------------------------------------- */

TEST(a_person_edits_their_data_and_nobody_elses)
{
	struct world *w = *state;
	struct person_edit in = { .handle = w->admin, .name = "Ana Nueva",
	    .postal = { .country = "BR", .city = "Recife" },
	    .seen = person(w, w->admin) };
	struct person found[4];

	act_as(w, w->other);
	assert_int_equal(registry_person_edit(w->r, &in), RESULT_FORBIDDEN);
	act_as(w, w->admin);
	OK(registry_person_edit(w->r, &in));
	assert_string_equal(person(w, w->admin)->city, "Recife");
	assert_string_equal(person(w, w->admin)->email, "a@example.invalid");
	assert_int_equal(registry_find_persons(w->r, "nueva", FIND_USERS,
	    found, 4), 1);
	assert_int_equal(registry_find_persons(w->r, "ejemplo", FIND_USERS,
	    found, 4), 0);
	assert_int_equal(registry_person_edit(w->r, &in), RESULT_CHANGED);
	in.seen = NULL;
	act_as(w, NULL);
	in.name = "Juana Ejemplo";
	OK(registry_person_edit(w->r, &in));
	in.handle = "ZZZ9";
	assert_int_equal(registry_person_edit(w->r, &in), RESULT_NO_PERSON);
}

TEST(what_was_given_is_not_taken_away)
{
	struct world *w = *state;
	struct person_edit in = { .handle = w->admin, .postal = {
	    .street = "", .city = "Salto", .phone = "1" } };

	OK(registry_person_edit(w->r, &in));
	in.postal.city = in.postal.phone = in.name = " ";
	assert_int_equal(registry_person_edit(w->r, &in), RESULT_MISSING);
	assert_int_equal(registry_refusals(w->r, &(const struct refusal *)
	    { NULL }), 3);
}

TEST(a_telephone_is_stored_as_it_is_dialled)
{
	struct world *w = *state;
	struct person_edit in = { .handle = w->admin, .postal = {
	    .ddi = " +598 ", .ddd = "(02)", .phone = " 2604  00-00 ",
	    .extension = "44.01" } };
	const struct person *now;

	OK(registry_person_edit(w->r, &in));
	now = person(w, w->admin);
	assert_string_equal(now->ddi, "598");
	assert_string_equal(now->ddd, "(02)");
	assert_string_equal(now->phone, "2604 00-00");
	assert_string_equal(now->extension, "44.01");
	in.postal = (struct postal){ .ddi = "", .extension = "  " };
	OK(registry_person_edit(w->r, &in));
	now = person(w, w->admin);
	assert_string_equal(now->ddi, "");
	assert_string_equal(now->extension, "");
}

static enum result
edit_postal(struct world *w, struct postal postal)
{
	struct person_edit in = { .handle = w->admin, .postal = postal };

	return registry_person_edit(w->r, &in);
}

TEST(what_nobody_can_dial_is_no_telephone)
{
	static const char *const codes[] = { "+", "++598", "5980", "abc",
	    "5 98", "<b>", "-1" };
	static const char *const numbers[] = { "abc", "<b>", "-", "()",
	    "+598 1", "1;2", "\xd9\xa1" };
	struct world *w = *state;

	for (size_t i = 0; i < ARRAY_LENGTH(codes); i++)
		assert_int_equal(edit_postal(w, (struct postal){
		    .ddi = codes[i] }), RESULT_NO_COUNTRY_CODE);
	for (size_t i = 0; i < ARRAY_LENGTH(numbers); i++) {
		assert_int_equal(edit_postal(w, (struct postal){
		    .ddd = numbers[i] }), RESULT_NO_PHONE);
		assert_int_equal(edit_postal(w, (struct postal){
		    .phone = numbers[i] }), RESULT_NO_PHONE);
		assert_int_equal(edit_postal(w, (struct postal){
		    .extension = numbers[i] }), RESULT_NO_PHONE);
	}
}

TEST(people_live_in_countries_of_iso_3166)
{
	static const char *const others[] = { "ZZ", "EU", "AP", "XX", "uy",
	    "" };
	struct world *w = *state;

	for (size_t i = 0; i < ARRAY_LENGTH(others); i++)
		assert_int_equal(edit_postal(w, (struct postal){
		    .country = others[i] }), RESULT_NO_COUNTRY);
	OK(edit_postal(w, (struct postal){ .country = "SX" }));
}

TEST(a_name_has_a_letter_or_a_digit)
{
	static const char *const blank[] = { "", " ", "\xc2\xa0",
	    "\xe3\x80\x80 ", "-.", "\xe2\x80\x94" };
	struct world *w = *state;
	struct organisation_add in = { .admin = w->admin,
	    .postal.country = "UY" };

	for (size_t i = 0; i < ARRAY_LENGTH(blank); i++) {
		in.name = blank[i];
		assert_int_equal(registry_organisation_add(w->r, &in),
		    RESULT_MISSING);
	}
	in.name = "3 \xe6\xa0\xaa";
	OK(registry_organisation_add(w->r, &in));
}

/* --- The address ---------------------------------------------------------- */

static enum result
ask(struct world *w, const char *email, const char *token)
{
	struct address_ask in = { .email = email, .address = "192.0.2.1",
	    .token = token, .sealed = "sealed" };

	return registry_address_ask(w->r, &in);
}

static enum result
follow(struct world *w, const char *token)
{
	struct address_confirm in = { .token = token,
	    .address = "192.0.2.1" };

	return registry_address_confirm(w->r, &in);
}

TEST(an_address_counts_when_its_link_is_followed)
{
	struct world *w = *state;
	struct mail_row mail;

	act_as(w, w->admin);
	OK(ask(w, "new@example.invalid", "one"));
	assert_int_equal(mails(w, "address_asked", &mail), 1);
	assert_string_equal(mail.address, "a@example.invalid");
	assert_int_equal(mails(w, "address_link", &mail), 1);
	assert_string_equal(mail.address, "new@example.invalid");
	OK(ask(w, "new@example.invalid", "two"));
	assert_int_equal(mails(w, "address_asked", &mail), 1);
	assert_int_equal(follow(w, "one"), RESULT_NO_LINK);
	assert_string_equal(person(w, w->admin)->email, "a@example.invalid");
	OK(follow(w, "two"));
	assert_string_equal(person(w, w->admin)->email,
	    "new@example.invalid");
	assert_int_equal(mails(w, "address_changed", &mail), 2);
	assert_int_equal(follow(w, "two"), RESULT_NO_LINK);
	act_as(w, w->admin);
	assert_int_equal(ask(w, "new@example.invalid", "three"),
	    RESULT_SAME_ADDRESS);
}

TEST(a_link_to_an_address_is_void_late_and_by_a_new_password)
{
	struct world *w = *state;
	struct account_password password = { w->admin, "sealed" };
	struct address_cancel cancel = { false };

	act_as(w, w->admin);
	OK(ask(w, "new@example.invalid", "one"));
	w->clock.fixed += DAY;
	assert_int_equal(follow(w, "one"), RESULT_NO_LINK);
	OK(ask(w, "new@example.invalid", "two"));
	act_as(w, NULL);
	OK(registry_account_password(w->r, &password));
	assert_int_equal(follow(w, "two"), RESULT_NO_LINK);
	act_as(w, w->admin);
	OK(ask(w, "new@example.invalid", "three"));
	OK(registry_address_cancel(w->r, &cancel));
	assert_true(cancel.was_asked);
	assert_int_equal(follow(w, "three"), RESULT_NO_LINK);
}

TEST(a_new_address_makes_links_for_passwords_void)
{
	struct world *w = *state;
	struct password_forgot forgot = { w->admin, "192.0.2.1", "reset",
	    "sealed" };
	struct person found;

	OK(registry_password_forgot(w->r, &forgot));
	assert_true(registry_password_link(w->r, "reset", &found));
	act_as(w, w->admin);
	OK(ask(w, "new@example.invalid", "one"));
	OK(follow(w, "one"));
	assert_false(registry_password_link(w->r, "reset", &found));
}

/* --- What comes back ------------------------------------------------------ */

/* A mail to the user was taken by a server; its id. */
static const char *
sent_to(struct world *w, const char *handle, const char *token)
{
	struct password_forgot forgot = { handle, "192.0.2.1", token,
	    "sealed" };
	struct mail_row mail;
	struct mail_sent sent;

	OK(registry_password_forgot(w->r, &forgot));
	assert_int_equal(mails(w, "password_forgot", &mail), 1);
	sent.id = mail.id;
	act_as(w, NULL);
	OK(registry_mail_sent(w->r, &sent));
	return mail.id;
}

TEST(a_mail_that_comes_back_marks_the_address_it_went_to)
{
	struct world *w = *state;
	struct mail_bounced in = { .id = "nothing of ours" };

	OK(registry_mail_bounced(w->r, &in));
	assert_string_equal(in.handle, "");
	in.id = sent_to(w, w->admin, "one");
	OK(registry_mail_bounced(w->r, &in));
	assert_string_equal(in.handle, w->admin);
	assert_true(marked(w, w->admin) > 0);
	assert_int_equal(marked(w, w->other), 0);
	OK(registry_mail_bounced(w->r, &in));
	assert_string_equal(in.handle, "");	/* it counts once */
}

TEST(only_links_go_to_a_marked_address_and_clear_it)
{
	struct world *w = *state;
	struct mail_bounced in = { .id = sent_to(w, w->admin, "one") };
	struct mail_row mail;

	OK(registry_mail_bounced(w->r, &in));
	act_as(w, w->admin);
	OK(ask(w, "new@example.invalid", "two"));
	assert_int_equal(mails(w, "address_asked", &mail), 0);
	OK(ask(w, "a@example.invalid", "three"));
	assert_int_equal(mails(w, "address_link", &mail), 2);
	in.id = sent_to(w, w->admin, "four");
	OK(follow(w, "three"));
	assert_int_equal(marked(w, w->admin), 0);
	assert_int_equal(mails(w, "address_changed", &mail), 0);
	act_as(w, NULL);
	OK(registry_mail_bounced(w->r, &in));	/* from before */
	assert_int_equal(marked(w, w->admin), 0);
}

TEST(a_refused_recipient_is_marked_if_it_is_still_theirs)
{
	struct world *w = *state;
	struct password_forgot forgot = { w->admin, "192.0.2.1", "one",
	    "sealed" };
	struct mail_row mail;
	struct mail_unsent in = { .refused = true, .nobody = true,
	    .said = "550" };

	OK(registry_password_forgot(w->r, &forgot));
	assert_int_equal(mails(w, "password_forgot", &mail), 1);
	act_as(w, w->admin);
	OK(ask(w, "new@example.invalid", "two"));
	OK(follow(w, "two"));
	act_as(w, NULL);
	in.id = mail.id;
	OK(registry_mail_unsent(w->r, &in));
	assert_int_equal(marked(w, w->admin), 0);
	forgot.token = "three";
	OK(registry_password_forgot(w->r, &forgot));
	assert_int_equal(mails(w, "password_forgot", &mail), 1);
	in.id = mail.id;
	act_as(w, NULL);
	OK(registry_mail_unsent(w->r, &in));
	assert_true(marked(w, w->admin) > 0);
}

/* --- Registering ---------------------------------------------------------- */

static struct registration_ask
registration(const char *email, const char *token)
{
	return (struct registration_ask){
		.person = { .name = "Nora Prado Silva", .email = email,
		    .postal = { .street = "Rua \"Azul\"", .city = "Recife",
			.country = "BR", .phone = "5550100" } },
		.language = "pt",
		.address = "192.0.2.1", .token = token, .sealed = "sealed",
	};
}

TEST(who_follows_the_link_has_a_handle_and_an_account)
{
	struct world *w = *state;
	struct registration_ask in = registration("n@example.invalid", "one");
	struct registration_confirm link = { .token = "one",
	    .password = "sealed too", .address = "192.0.2.1" };
	struct account account;
	struct mail_row mail;
	struct person nobody;

	OK(registry_registration_ask(w->r, &in));
	assert_false(registry_person(w->r, "NPS", &nobody));
	assert_int_equal(mails(w, "registration", &mail), 1);
	assert_string_equal(mail.detail, "{\"handles\":\"\"}");
	assert_string_equal(mail.name, "");
	OK(registry_registration_confirm(w->r, &link));
	assert_string_equal(link.handle, "NPS");
	assert_string_equal(person(w, "NPS")->street, "Rua \"Azul\"");
	assert_true(registry_account(w->r, person(w, "NPS")->id, &account));
	assert_string_equal(account.language, "pt");
	assert_string_equal(account.password, "sealed too");
	assert_false(account.hostmaster);
	assert_int_equal(mails(w, "registered", &mail), 1);
	assert_int_equal(registry_registration_confirm(w->r, &link),
	    RESULT_NO_LINK);
}

TEST(an_address_with_users_is_told_of_them_and_nobody_else_is)
{
	struct world *w = *state;
	struct registration_ask in = registration("A@example.invalid", "one");
	struct mail_row mail;

	OK(registry_registration_ask(w->r, &in));
	assert_int_equal(mails(w, "registration", &mail), 1);
	assert_non_null(strstr(mail.detail, w->admin));
	assert_non_null(strstr(mail.detail, w->other));
}

TEST(all_that_is_wrong_with_a_registration_is_told_at_once)
{
	struct world *w = *state;
	struct registration_ask in = { .language = "xx", .token = "one",
	    .sealed = "" };
	struct mail_row mail;

	assert_int_equal(registry_registration_ask(w->r, &in),
	    RESULT_MISSING);
	assert_int_equal(registry_refusals(w->r, &(const struct refusal *)
	    { NULL }), 7);
	assert_int_equal(mails(w, "registration", &mail), 0);
}

TEST(a_registration_is_good_for_a_day)
{
	struct world *w = *state;
	struct registration_ask in = registration("n@example.invalid", "one");
	struct registration_confirm link = { .token = "one",
	    .password = "sealed too" };

	OK(registry_registration_ask(w->r, &in));
	w->clock.fixed += DAY;
	assert_int_equal(registry_registration_confirm(w->r, &link),
	    RESULT_NO_LINK);
}

TEST(who_asks_twice_gets_one_user_id_and_another_later)
{
	struct world *w = *state;
	struct registration_ask in = registration("n@example.invalid", "one");
	struct registration_confirm link = { .token = "two",
	    .password = "sealed too" };

	OK(registry_registration_ask(w->r, &in));
	in = registration("N@Example.invalid", "two");
	OK(registry_registration_ask(w->r, &in));
	in = registration("o@example.invalid", "three");
	OK(registry_registration_ask(w->r, &in));
	OK(registry_registration_confirm(w->r, &link));
	link.token = "one";
	assert_int_equal(registry_registration_confirm(w->r, &link),
	    RESULT_NO_LINK);
	link.token = "three";
	OK(registry_registration_confirm(w->r, &link));
	in = registration("n@example.invalid", "four");
	OK(registry_registration_ask(w->r, &in));
	link.token = "four";
	OK(registry_registration_confirm(w->r, &link));
	assert_string_equal(link.handle, "NPS2");
}

int
main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(a_person_edits_their_data_and_nobody_elses),
		CASE(what_was_given_is_not_taken_away),
		CASE(a_telephone_is_stored_as_it_is_dialled),
		CASE(what_nobody_can_dial_is_no_telephone),
		CASE(people_live_in_countries_of_iso_3166),
		CASE(a_name_has_a_letter_or_a_digit),
		CASE(an_address_counts_when_its_link_is_followed),
		CASE(a_link_to_an_address_is_void_late_and_by_a_new_password),
		CASE(a_new_address_makes_links_for_passwords_void),
		CASE(a_mail_that_comes_back_marks_the_address_it_went_to),
		CASE(only_links_go_to_a_marked_address_and_clear_it),
		CASE(a_refused_recipient_is_marked_if_it_is_still_theirs),
		CASE(who_follows_the_link_has_a_handle_and_an_account),
		CASE(an_address_with_users_is_told_of_them_and_nobody_else_is),
		CASE(all_that_is_wrong_with_a_registration_is_told_at_once),
		CASE(a_registration_is_good_for_a_day),
		CASE(who_asks_twice_gets_one_user_id_and_another_later),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
