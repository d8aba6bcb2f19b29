/* SPDX-License-Identifier: ISC */
#include "mail/mail.h"

#include <stdlib.h>

#include "base/test.h"

#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define HEAD "Return-Path: <>\r\nContent-Type: multipart/report;\r\n" \
	"\treport-type=delivery-status; boundary=\"=_b 1\"\r\n\r\n" \
	"This is for you.\r\n"
#define NOTE "--=_b 1\r\nContent-Type: text/plain\r\n\r\nNobody.\r\n"
#define STATUS(action, code) "--=_b 1\r\n" \
	"Content-Type: message/delivery-status\r\n\r\n" \
	"Reporting-MTA: dns; mail.example\r\n\r\n" \
	"Final-Recipient: rfc822; a@b.example\r\n" \
	"Action: " action "\r\nStatus: " code "\r\n"
#define ORIGINAL(type, id) "--=_b 1\r\nContent-Type: " type "\r\n\r\n" \
	"From: registry@registry.example\r\n" \
	"Message-ID: <" id "@registry.example>\r\nSubject: x\r\n\r\nText\r\n"
#define END "--=_b 1--\r\n"
#define FAILED STATUS("failed", "5.1.1")
#define HEADERS ORIGINAL("text/rfc822-headers", ID)

static bool
reads(const char *text)
{
	char id[TOKEN_TEXT_MAX];
	bool read = bounce_read(text, strlen(text), id);

	assert_string_equal(id, read ? ID : "");
	return read;
}

TEST(a_report_of_a_failure_tells_the_id_of_the_mail)
{
	assert_true(reads(HEAD NOTE FAILED HEADERS END));
	assert_true(reads(HEAD NOTE FAILED ORIGINAL("message/rfc822", ID)
	    END));
	assert_true(reads("Content-Type: Multipart/Report; boundary=b\n\n--b\n"
	    "content-type: MESSAGE/DELIVERY-STATUS\n\naction: Failed\n"
	    "status: 5.1.10\n--b \nContent-Type: message/global-headers\n\n"
	    "message-id:\n <" ID "@x>\n"));
}

TEST(what_did_not_fail_for_good_tells_nothing)
{
	assert_false(reads(HEAD NOTE STATUS("delayed", "4.4.1") HEADERS END));
	assert_false(reads(HEAD NOTE STATUS("failed", "4.4.7") HEADERS END));
	assert_false(reads(HEAD NOTE STATUS("delivered", "2.0.0") HEADERS
	    END));
	assert_false(reads(HEAD NOTE HEADERS END));
}

TEST(a_policy_of_the_server_is_not_the_fault_of_the_address)
{
	assert_false(reads(HEAD NOTE STATUS("failed", "5.7.1") HEADERS END));
	assert_true(mail_status_is_policy("5.7.26 not authenticated"));
	assert_false(mail_status_is_policy("5.1.1"));
	assert_false(mail_status_is_policy(""));
}

TEST(one_recipient_of_several_who_was_reached_is_enough)
{
	assert_false(reads(HEAD NOTE STATUS("failed", "5.1.1")
	    "\r\nFinal-Recipient: rfc822; c@d.example\r\n"
	    "Action: relayed\r\nStatus: 2.0.0\r\n" HEADERS END));
}

TEST(what_is_no_report_or_not_about_a_mail_of_ours_tells_nothing)
{
	static const char *const texts[] = {
		"", "\n", "--b\n", "Subject: I am on holiday\n\nBye\n",
		"Content-Type: multipart/report\n\n" FAILED HEADERS END,
		"Content-Type: multipart/report; boundary=\n\n--\n--\n",
		"Content-Type: multipart/mixed; boundary=\"=_b 1\"\n\n"
		FAILED HEADERS END,
		HEAD NOTE FAILED END,
		HEAD NOTE FAILED ORIGINAL("message/rfc822", "x") END,
		HEAD NOTE FAILED ORIGINAL("message/rfc822", ID "0") END,
		HEAD NOTE FAILED ORIGINAL("text/plain", ID) END,
		/* In the text of what was sent, or a report in a report. */
		HEAD NOTE FAILED "--=_b 1\r\nContent-Type: message/rfc822\r\n"
		"\r\nSubject: x\r\n\r\nMessage-ID: <" ID "@x>\r\n" END,
		HEAD NOTE "--=_b 1\r\nContent-Type: message/rfc822\r\n\r\n"
		"Content-Type: multipart/report; boundary=c\r\n\r\n--c\r\n"
		"Content-Type: message/delivery-status\r\n\r\n"
		"Action: failed\r\nStatus: 5.1.1\r\n" END,
	};

	for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
		assert_false(reads(texts[i]));
}

TEST(a_report_that_was_cut_tells_what_it_has)
{
	static const char whole[] = HEAD NOTE FAILED HEADERS END;
	char id[TOKEN_TEXT_MAX], *copy;
	size_t told = 0;

	for (size_t n = 0; n < sizeof(whole); n++) {
		copy = memory_alloc(n + 1);	/* its end is watched */
		memcpy(copy, whole, n);
		told += bounce_read(copy, n, id);
		free(copy);
	}
	assert_in_range(told, 1, sizeof(whole) - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_report_of_a_failure_tells_the_id_of_the_mail),
		cmocka_unit_test(what_did_not_fail_for_good_tells_nothing),
		cmocka_unit_test(
		    a_policy_of_the_server_is_not_the_fault_of_the_address),
		cmocka_unit_test(
		    one_recipient_of_several_who_was_reached_is_enough),
		cmocka_unit_test(
		what_is_no_report_or_not_about_a_mail_of_ours_tells_nothing),
		cmocka_unit_test(a_report_that_was_cut_tells_what_it_has),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
