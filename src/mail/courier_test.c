/* SPDX-License-Identifier: ISC */
#include "mail/courier.h"

#include <stdlib.h>

#include "base/test.h"

#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const struct letter letter = { ID, "ana@x.example", "¡Hola!",
    "One\nTwo\n", 1772366400 };

static struct text
packed(const struct letter *l)
{
	struct text message;

	text_init(&message, COURIER_BYTES);
	assert_true(letter_pack(l, &message));
	return message;
}

TEST(a_letter_comes_as_it_was_handed_over)
{
	struct text message = packed(&letter);
	struct letter got;

	assert_true(letter_unpack(message.bytes, message.length, &got));
	assert_string_equal(got.id, letter.id);
	assert_string_equal(got.to, letter.to);
	assert_string_equal(got.subject, letter.subject);
	assert_string_equal(got.body, letter.body);
	assert_int_equal(got.created, letter.created);
	text_release(&message);
}

TEST(what_was_cut_or_has_more_is_no_letter)
{
	struct text message = packed(&letter);
	struct letter got;
	char *copy;

	for (size_t n = 0; n < message.length; n++) {
		copy = memory_alloc(n + 1);	/* its end is watched */
		memcpy(copy, message.bytes, n);
		assert_false(letter_unpack(copy, n, &got));
		free(copy);
	}
	text_put_char(&message, '\0');
	assert_false(letter_unpack(message.bytes, message.length, &got));
	text_release(&message);
}

TEST(a_letter_without_the_id_of_a_mail_is_none)
{
	static const char *const ids[] = { "", "1", (ID "0"),
	    ("../" ID) };

	for (size_t i = 0; i < ARRAY_LENGTH(ids); i++) {
		struct letter wrong = letter, got;
		struct text message;

		wrong.id = ids[i];
		message = packed(&wrong);
		assert_false(letter_unpack(message.bytes, message.length,
		    &got));
		text_release(&message);
	}
}

TEST(a_letter_that_the_socket_does_not_take_is_not_packed)
{
	struct letter long_one = letter;
	struct text message;
	char *body = memory_alloc(COURIER_BYTES + 1);

	memset(body, 'x', COURIER_BYTES);
	long_one.body = body;
	text_init(&message, COURIER_BYTES);
	assert_false(letter_pack(&long_one, &message));
	text_release(&message);
	free(body);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_letter_comes_as_it_was_handed_over),
		cmocka_unit_test(what_was_cut_or_has_more_is_no_letter),
		cmocka_unit_test(a_letter_without_the_id_of_a_mail_is_none),
		cmocka_unit_test(
		    a_letter_that_the_socket_does_not_take_is_not_packed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
