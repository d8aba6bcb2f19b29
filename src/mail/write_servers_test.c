/* SPDX-License-Identifier: ISC */
#include "mail/mail.h"

#include "base/test.h"

#define DETAIL "{\"prefix\":\"45.5.114.0/24\",\"host\":\"ns1.example.net\"," \
	"\"zone\":\"114.5.45.in-addr.arpa\",\"at\":\"192.0.2.1\","	\
	"\"finding\":\"NO_ANSWER\",\"since\":1772366400,\"until\":1778155200}"

static bool
write_mail(const char *kind, const char *language, const char *detail,
    struct text *subject, struct text *body)
{
	const struct mail_profile profile = { "LACNIC",
	    "https://portal.example", NULL };
	const struct mail_row mail = { .id = "1", .kind = kind,
	    .handle = "ABC12", .name = "Ana", .address = "a@b.example",
	    .language = language, .detail = detail, .secret = "" };

	text_init(subject, 4096);
	text_init(body, 4096);
	return mail_write(&profile, &mail, "", subject, body);
}

static void
assert_written(const char *kind, const char *subject, const char *line)
{
	struct text s, b;

	assert_true(write_mail(kind, "en", DETAIL, &s, &b));
	assert_string_equal(s.bytes, subject);
	assert_non_null(strstr(b.bytes, line));
	assert_non_null(strstr(b.bytes, "45.5.114.0/24"));
	assert_non_null(strstr(b.bytes,
	    "\n\nhttps://portal.example/blocks/45.5.114.0/24"));
	text_release(&s);
	text_release(&b);
}

TEST(a_lame_server_is_told_with_what_was_found_and_until_when)
{
	assert_written("server_lame", "LACNIC: the name server "
	    "ns1.example.net does not answer as it should", "Since 2026-03-01 "
	    "the name server ns1.example.net");
	assert_written("server_lame", "LACNIC: the name server "
	    "ns1.example.net does not answer as it should", "\nWhat was found: "
	    "It did not answer in time.\n");
	assert_written("server_lame", "LACNIC: the name server "
	    "ns1.example.net does not answer as it should",
	    "still so on 2026-05-07,");
	assert_written("server_withdrawn", "LACNIC: the name server "
	    "ns1.example.net is no longer published", "no longer publishes");
	assert_written("server_back", "LACNIC: the name server "
	    "ns1.example.net is published again", "publishes it again.");
}

TEST(what_says_nothing_of_a_server_is_not_written)
{
	static const char *const kinds[] = { "server_lame",
	    "server_withdrawn", "server_back" };
	static const char *const wrong[] = { "", "{}", "[]",
	    "{\"prefix\":1,\"host\":\"a\",\"zone\":\"b\"}",
	    "{\"prefix\":\"a\",\"host\":\"b\",\"zone\":\"c\","
	    "\"finding\":\"NONSENSE\"}",
	    "{\"prefix\":\"a\\nb\",\"host\":\"b\",\"zone\":\"c\","
	    "\"finding\":\"FINE\"}" };
	struct text s, b;

	for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++)
		for (size_t j = 0; j < ARRAY_LENGTH(wrong); j++) {
			assert_false(write_mail(kinds[i], "es", wrong[j], &s,
			    &b));
			text_release(&s);
			text_release(&b);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_lame_server_is_told_with_what_was_found_and_until_when),
		cmocka_unit_test(
		    what_says_nothing_of_a_server_is_not_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
