/* SPDX-License-Identifier: ISC */
#include <stdio.h>

#include "base/test.h"
#include "base/base.h"
#include "model/limits.h"
#include "model/model.h"

#define SHA1 "2BB183AF5F22588179A53B0A98631FAD1A292118"
#define SHA256 "e2d3c916f6deeac73294e8268fb5885044a833fc5459588f4a9184cf" \
	"c41a5766"
#define SHA256_UPPER "E2D3C916F6DEEAC73294E8268FB5885044A833FC5459588F4A91" \
	"84CFC41A5766"

static struct arena *arena;
static struct ds_text *list;
static size_t count;

static enum result
parse(const char *text)
{
	return ds_parse(arena, text, strlen(text), &list, &count);
}

static void
assert_one(const char *text, bool has_zone)
{
	char name[REVERSE_NAME_MAX];

	assert_int_equal(parse(text), RESULT_OK);
	assert_int_equal(count, 1);
	assert_int_equal(list->has_zone, has_zone);
	assert_int_equal(list->tag, 60485);
	assert_int_equal(list->algorithm, 8);
	assert_int_equal(list->digest_type, 2);
	assert_string_equal(list->digest, SHA256_UPPER);
	if (has_zone) {
		assert_true(reverse_name(&list->zone, name));
		assert_string_equal(name, "2.0.192.in-addr.arpa");
	}
}

TEST(a_record_may_lack_what_is_not_needed)
{
	assert_one("60485 8 2 " SHA256, false);
	assert_one("DS 60485 8 2 " SHA256, false);
	assert_one("IN DS 60485 RSASHA256 2 " SHA256 "\n", false);
	assert_one("2.0.192.in-addr.arpa. 86400 IN DS 60485 8 2 " SHA256,
	    true);
	assert_one("2.0.192.in-addr.arpa. 60485 8 2 " SHA256, true);
	assert_one("2.0.192.IN-ADDR.arpa in 1d ds 60485 8 2 " SHA256, true);
	assert_one("3600\tIN\tDS\t60485\t8\t2\t" SHA256 " ; comment", false);
}

TEST(a_record_may_have_several_lines)
{
	assert_one("; of dnssec-dsfromkey\n\n"
	    "2.0.192.in-addr.arpa. IN DS 60485 8 2 ( ; sha-256\r\n"
	    "  e2d3c916f6deeac73294e8268fb58850\r\n"
	    "  44a833fc5459588f4a9184cfc41a5766 )\r\n", true);
	assert_int_equal(parse("1 13 2 " SHA256 "\n2 5 1 " SHA1 "\n\n"),
	    RESULT_OK);
	assert_int_equal(count, 2);
	assert_int_equal(list[1].tag, 2);
	assert_string_equal(list[1].digest, SHA1);
}

TEST(nothing_is_no_record)
{
	assert_int_equal(parse(""), RESULT_OK);
	assert_int_equal(count, 0);
	assert_int_equal(parse(" \n; nothing\n"), RESULT_OK);
	assert_int_equal(count, 0);
}

TEST(what_cannot_be_a_record_is_refused)
{
	static const char *const bad[] = {
	    "60485 8 2", "x 8 2 " SHA256, "65536 8 2 " SHA256,
	    "1 3 1 " SHA1, "1 0 1 " SHA1, "1 8 0 " SHA1, "1 8 3 " SHA256,
	    "1 8 1 " SHA256, "1 8 2 " SHA1, "1 8 2 " SHA256 "00",
	    "1 8 2 " SHA256 "0", "1 8 2 z" SHA1 SHA1,
	    "example.net. IN DS 1 8 2 " SHA256, "IN DNSKEY 257 3 8 AAAA",
	    "2.0.192.in-addr.arpa. IN 1 8 2 " SHA256,
	    "2.0.192.in-addr.arpa. 1 2 IN DS 1 8 2 " SHA256,
	    "1 8 2 ( " SHA256, "1 8 2 " SHA256 " )", "DS", "(", "DS DS DS DS",
	    "1 8 2 " SHA1 "\x01" };

	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		assert_int_equal(parse(bad[i]), RESULT_DS_MALFORMED);
	assert_int_equal(ds_parse(arena, "1 8\0", 4, &list, &count),
	    RESULT_DS_MALFORMED);
}

/* One that names no zone is of the only one. */
TEST(a_zone_has_so_many_records)
{
	char text[4096] = "";
	size_t n = 0;

	for (int i = 0; i < LIMIT_DS_ZONE; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%d 8 1 "
		    SHA1 "\n", i % 2 == 0 ? "" :
		    "2.0.192.in-addr.arpa. IN DS ", i + 1);
	assert_int_equal(parse(text), RESULT_OK);
	assert_int_equal(count, LIMIT_DS_ZONE);
	snprintf(text + n, sizeof(text) - n, "99 8 1 " SHA1 "\n");
	assert_int_equal(parse(text), RESULT_DS_CROWDED);
}

static int
set_up(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_may_lack_what_is_not_needed),
		cmocka_unit_test(a_record_may_have_several_lines),
		cmocka_unit_test(nothing_is_no_record),
		cmocka_unit_test(what_cannot_be_a_record_is_refused),
		cmocka_unit_test(a_zone_has_so_many_records),
	};

	return cmocka_run_group_tests_name("model/ds", tests, set_up,
	    tear_down);
}
