/* SPDX-License-Identifier: ISC */
#include "portal/totp.h"

#include <string.h>

#include "base/test.h"

/* RFC 6238, appendix B: its SHA-1 secret, the last six digits of its codes. */
static const uint8_t secret[TOTP_SECRET_SIZE + 1] = "12345678901234567890";
static const struct { int64_t time; const char *code; } given[] = {
	{ 59, "287082" }, { 1111111109, "081804" }, { 1111111111, "050471" },
	{ 1234567890, "005924" }, { 2000000000, "279037" },
	{ 20000000000, "353130" },
};

TEST(the_codes_of_the_rfc_are_right)
{
	for (size_t i = 0; i < ARRAY_LENGTH(given); i++)
		assert_int_equal(totp_step(secret, given[i].code,
		    given[i].time, 0), given[i].time / TOTP_STEP_S);
}

TEST(clocks_may_differ_by_one_step)
{
	int64_t time = given[1].time, step = time / TOTP_STEP_S;

	for (int64_t off = -3; off <= 3; off++)
		assert_int_equal(totp_step(secret, given[1].code, time + off *
		    TOTP_STEP_S, 0), off >= -1 && off <= 1 ? step : 0);
}

TEST(a_step_counts_once_and_none_before_it)
{
	int64_t time = given[1].time, step = time / TOTP_STEP_S;

	assert_int_equal(totp_step(secret, "081804", time, step - 1), step);
	assert_int_equal(totp_step(secret, "081804", time, step), 0);
	assert_int_equal(totp_step(secret, "081804", time, step + 1), 0);
}

TEST(a_code_is_six_digits_with_or_without_blanks)
{
	static const char *const wrong[] = { "", " ", "08180", "0818044",
		"81804", "08180a", "-81804", "+81804", "081-804", "081804\n",
		"0x1804", "081805", "999999" };

	assert_true(totp_step(secret, " 081 804 ", given[1].time, 0) != 0);
	for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++)
		assert_int_equal(totp_step(secret, wrong[i], given[1].time,
		    0), 0);
}

TEST(another_secret_has_other_codes)
{
	uint8_t other[TOTP_SECRET_SIZE];

	memcpy(other, secret, sizeof(other));
	other[19] ^= 1;
	assert_int_equal(totp_step(other, "081804", given[1].time, 0), 0);
}

TEST(a_secret_is_told_to_people_and_to_apps)
{
	struct arena *arena = arena_new();

	assert_string_equal(totp_groups(arena, secret),
	    "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
	assert_string_equal(totp_uri(arena, secret, "Registro & Co", "ABC12"),
	    "otpauth://totp/Registro%20%26%20Co:ABC12?secret="
	    "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Registro%20%26%20Co"
	    "&algorithm=SHA1&digits=6&period=30");
	arena_free(arena);
}

TEST(a_code_to_read_is_one_path)
{
	struct markup m;

	markup_init(&m, 1 << 20, LANGUAGE_EN, 0);
	qr_draw(&m, "otpauth://totp/x", "\"label\"");
	assert_non_null(strstr(m.text.bytes, "aria-label=\"&quot;label&quot;"));
	assert_non_null(strstr(m.text.bytes, "<path d=\"M4 4h7v1h-7z"));
	markup_release(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_codes_of_the_rfc_are_right),
		cmocka_unit_test(clocks_may_differ_by_one_step),
		cmocka_unit_test(a_step_counts_once_and_none_before_it),
		cmocka_unit_test(a_code_is_six_digits_with_or_without_blanks),
		cmocka_unit_test(another_secret_has_other_codes),
		cmocka_unit_test(a_secret_is_told_to_people_and_to_apps),
		cmocka_unit_test(a_code_to_read_is_one_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
