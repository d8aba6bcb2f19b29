/* SPDX-License-Identifier: ISC */
#include "mail/mail.h"

#include <stdio.h>
#include <string.h>

#include "base/test.h"

static const struct mail_profile profile = {
	"LACNIC", "https://portal.example", "hostmaster@registry.example",
};

static void
assert_written_of(const char *kind, const char *detail, const char *language,
    const char *subject, const char *line)
{
	const struct mail_row mail = { .id = "1", .kind = kind,
	    .handle = "ABC12", .name = "Ana <b> %s", .address = "a@b.example",
	    .language = language, .detail = detail, .secret = "" };
	struct text s, b;

	text_init(&s, 4096);
	text_init(&b, 4096);
	assert_true(mail_write(&profile, &mail, "token", &s, &b));
	assert_string_equal(s.bytes, subject);
	assert_non_null(strstr(b.bytes, "Ana <b> %s:\n\n"));
	assert_non_null(strstr(b.bytes, line));
	assert_non_null(strstr(b.bytes, "\n\n-- \nLACNIC\n"
	    "https://portal.example\nhostmaster@registry.example\n"));
	text_release(&s);
	text_release(&b);
}

static void
assert_written(const char *kind, const char *language, const char *subject,
    const char *line)
{
	assert_written_of(kind, "{}", language, subject, line);
}

TEST(mails_about_an_address_name_it)
{
	assert_written_of("address_asked", "{\"email\":\"b@c.example\"}",
	    "en", "LACNIC: ABC12 asks for another e-mail address",
	    "is to be b@c.example, as soon");
	assert_written_of("address_changed", "{\"email\":\"b@c.example\"}",
	    "en", "LACNIC: the e-mail address of ABC12 was changed",
	    "is now b@c.example:");
	assert_written("address_link", "en",
	    "LACNIC: confirm the e-mail address of ABC12",
	    "\n\nhttps://portal.example/email?token=token\n\n");
}

TEST(only_an_address_with_users_is_told_of_them)
{
	assert_written_of("registration", "{\"handles\":\"ABC12, ANA7\"}",
	    "en", "LACNIC: confirm your registration",
	    "has one already: ABC12, ANA7. ");
	assert_written_of("registration", "{\"handles\":\"\"}", "en",
	    "LACNIC: confirm your registration",
	    "To get it, open this address within a day:\n\n"
	    "https://portal.example/register/confirm?token=token\n\n");
	assert_written("registered", "en", "LACNIC: your user ID is ABC12",
	    "https://portal.example/login\n");
}

TEST(who_is_not_known_yet_is_not_named)
{
	const struct mail_row mail = { .kind = "registration", .name = "",
	    .language = "en", .detail = "{}" };
	struct text s, b;

	text_init(&s, 4096);
	text_init(&b, 4096);
	assert_true(mail_write(&profile, &mail, "token", &s, &b));
	assert_int_equal(strncmp(b.bytes, "Good day:\n\n", 11), 0);
	text_release(&s);
	text_release(&b);
}

TEST(a_mail_has_its_link_and_who_sent_it)
{
	assert_written("password_forgot", "en",
	    "LACNIC: a new password for ABC12",
	    "\n\nhttps://portal.example/password?token=token\n\n");
	assert_written("password_changed", "en",
	    "LACNIC: the password of ABC12 was changed", "logged out");
	assert_written("password_set", "en", "LACNIC: the registry set the "
	    "password of ABC12", "If this is not right");
}

TEST(a_user_is_told_which_of_their_data_the_registry_changed)
{
	assert_written_of("data_changed", "{\"city\":[\"Rocha\",\"\"],"
	    "\"name\":[\"\",\"Ana\"]}", "en", "LACNIC: the registry changed "
	    "the data of ABC12",
	    "ABC12:\n\n* Name\n  Ana\n* City\n  - (before: "
	    "Rocha)\n\nIf this is not right");
}

TEST(whoever_gave_their_role_away_is_told_so)
{
	const struct mail_row mail = { .kind = "contacts", .handle = "PEM3",
	    .name = "Pedro", .language = "en", .detail = "{\"by\":\"PEM3\","
	    "\"by_name\":\"Pedro\",\"news\":[{\"what\":\"tech\",\"thing\":"
	    "\"AS1\",\"from\":\"PEM3\",\"to\":\"JUE\"}]}" };
	struct text s, b;

	text_init(&s, 4096);
	text_init(&b, 4096);
	assert_true(mail_write(&profile, &mail, "", &s, &b));
	assert_string_equal(s.bytes, "LACNIC: roles of yours were given away: "
	    "AS1");
	assert_non_null(strstr(b.bytes, "with your own user ID, PEM3."));
	assert_non_null(strstr(b.bytes, "\nIf it was not you, choose a new "
	    "password at once"));
	text_release(&s);
	text_release(&b);
}

static const char legacy[] = "{\"ownerid\":\"UY-LEGA-LACNIC\","
    "\"organization\":\"Casa %n\",\"user\":\"JUE\",\"name\":\"Juana\","
    "\"until\":\"2026-03-08T12:00:00Z\"}";

TEST(legacy_mails_name_the_holder_and_who_manages_it)
{
	assert_written_of("legacy_password", legacy, "en",
	    "LACNIC: one-time password for UY-LEGA-LACNIC",
	    "\n\nhttps://portal.example/legacy\n\n"
	    "OrgID: UY-LEGA-LACNIC\ntoken\n\n");
	assert_written_of("legacy_password", legacy, "en",
	    "LACNIC: one-time password for UY-LEGA-LACNIC",
	    "until 2026-03-08 12:00 UTC.");
	assert_written_of("legacy_taken", legacy, "en",
	    "LACNIC: UY-LEGA-LACNIC has new contacts",
	    "of Casa %n (UY-LEGA-LACNIC) or of its resources. "
	    "The user ID JUE (Juana) now");
	assert_written_of("legacy_yours", legacy, "en",
	    "LACNIC: you manage UY-LEGA-LACNIC", "The user ID ABC12 is now");
}

static const char device[] = "{\"device\":\"my \\\"phone\\\"\","
    "\"left\":9}";

TEST(whoever_changed_a_second_factor_its_user_is_told)
{
	assert_written_of("second_factor_added", device, "en",
	    "LACNIC: an authenticator "
	    "app was added to ABC12", "The authenticator app \"my "
	    "\"phone\"\" was added");
	assert_written_of("second_factor_removed", device, "en", "LACNIC: an "
	    "authenticator app of ABC12 was removed", "my \"phone\"");
	assert_written_of("second_factor_reset", device, "en",
	    "LACNIC: the second factor "
	    "of ABC12 was removed", "If this is not right, write to the "
	    "registry: hostmaster@registry.example");
	assert_written_of("recovery_code_used", device, "en",
	    "LACNIC: a recovery code of "
	    "ABC12 was used", "left: 9.");
	assert_written_of("recovery_codes_made", device, "en",
	    "LACNIC: new recovery "
	    "codes of ABC12", "If it was not you");
}

TEST(an_unknown_kind_is_not_written)
{
	const struct mail_row mail = { .kind = "x", .language = "en" };
	struct text s, b;

	text_init(&s, 4096);
	text_init(&b, 4096);
	assert_false(mail_write(&profile, &mail, "", &s, &b));
	text_release(&s);
	text_release(&b);
}

#define TOLD "{\"more\":%s,\"registry\":false,\"account\":true,"	\
	"\"last\":%s,\"by\":\"PEM3\",\"by_name\":\"Pedro\","		\
	"\"news\":[{"							\
	"\"what\":\"%s\",\"thing\":\"AS64500-AS64510\",\"from\":\"UY-A\"," \
	"\"from_name\":\"A\\r\\nB\",\"to\":\"UY-B\",\"to_name\":\"B\"}]}"

static bool
write_told_mail(const char *what, const char *more, const char *last,
    struct text *s, struct text *b)
{
	char detail[512];
	const struct mail_row mail = { .id = "1", .kind = "moved",
	    .handle = "JUE", .name = "Ana", .language = "en", .detail = detail,
	    .created = 1770000000, .secret = "" };

	snprintf(detail, sizeof(detail), TOLD, more, last, what);
	text_init(s, 4096);
	text_init(b, 4096);
	return mail_write(&profile, &mail, "", s, b);
}

TEST(what_an_operation_did_is_told_with_when_by_whom_and_where)
{
	struct text s, b;

	assert_true(write_told_mail("moved", "0", "false", &s, &b));
	assert_string_equal(s.bytes, "LACNIC: AS64500-AS64510 passed to UY-B");
	assert_non_null(strstr(b.bytes, "On February 2, 2026, 02:40 UTC, PEM3 "
	    "(Pedro) made this change:\n"));
	assert_non_null(strstr(b.bytes,
	    "\nhttps://portal.example/search?q=AS64500\n"));
	assert_non_null(strstr(b.bytes, "ask Pedro, or write to the "
	    "registry: hostmaster@registry.example"));
	assert_null(strstr(b.bytes, " more."));
	text_release(&s);
	text_release(&b);
}

TEST(a_mail_says_how_many_more_and_that_it_is_the_last_today)
{
	struct text s, b;

	assert_true(write_told_mail("moved", "1", "true", &s, &b));
	assert_string_equal(s.bytes, "LACNIC: 2 resources passed to UY-B");
	assert_non_null(strstr(b.bytes, "\nThere is 1 more.\n"));
	assert_non_null(strstr(b.bytes, "until tomorrow (UTC)"));
	text_release(&s);
	text_release(&b);
	assert_true(write_told_mail("moved", "7", "false", &s, &b));
	assert_non_null(strstr(b.bytes, "\nThere are 7 more.\n"));
	text_release(&s);
	text_release(&b);
}

TEST(a_value_is_one_line)
{
	struct text s, b;

	assert_true(write_told_mail("moved", "0", "false", &s, &b));
	assert_null(strchr(s.bytes, '\n'));
	assert_null(strchr(b.bytes, '\r'));
	assert_non_null(strstr(b.bytes, "(A  B)"));
	text_release(&s);
	text_release(&b);
}

TEST(a_detail_that_says_nothing_is_not_written)
{
	struct text s, b;

	assert_false(write_told_mail("nonsense", "0", "false", &s, &b));
	text_release(&s);
	text_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mail_has_its_link_and_who_sent_it),
		cmocka_unit_test(mails_about_an_address_name_it),
		cmocka_unit_test(only_an_address_with_users_is_told_of_them),
		cmocka_unit_test(who_is_not_known_yet_is_not_named),
		cmocka_unit_test(
		    legacy_mails_name_the_holder_and_who_manages_it),
		cmocka_unit_test(
		    whoever_changed_a_second_factor_its_user_is_told),
		cmocka_unit_test(
		    a_user_is_told_which_of_their_data_the_registry_changed),
		cmocka_unit_test(whoever_gave_their_role_away_is_told_so),
		cmocka_unit_test(an_unknown_kind_is_not_written),
		cmocka_unit_test(
		    what_an_operation_did_is_told_with_when_by_whom_and_where),
		cmocka_unit_test(
		    a_mail_says_how_many_more_and_that_it_is_the_last_today),
		cmocka_unit_test(a_value_is_one_line),
		cmocka_unit_test(a_detail_that_says_nothing_is_not_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
