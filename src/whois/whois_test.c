/* SPDX-License-Identifier: ISC */
/*
 * Answers against tests/golden/whois, byte for byte.  With GOLDEN_UPDATE=1 in
 * the environment the files are written anew instead; look at the difference.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/test.h"
#include "index/world_test.h"
#include "whois/whois.h"

#define GOLDEN "tests/golden/whois/%s.txt"

static const struct {
	const char *file;
	const char *query;
} answers[] = {
	{ "example", "203.0.112.9" },
	{ "prefix", " 203.0.112.0/23\t" },
	{ "subassignment", "203.0.113.5" },
	{ "private", "203.0.113.130" },
	{ "unknown-holder", "198.51.100.0/24" },
	{ "ipv6", "2001:DB8::1" },
	{ "asn", "as64500" },
	{ "asn-number", "64500" },
	{ "ownerid", "uy-coej-lacnic" },
	{ "ownerid-imported", "CR-NADA-LACNIC" },
	{ "person", "tim" },
	{ "stock", "200.1.2.0/24" },
	{ "stock-asn", "AS64511" },
	{ "nothing", "8.8.8.8" },
	{ "nothing-asn", "AS1" },
	{ "nothing-ownerid", "XX-NADA-LACNIC" },
	{ "nothing-name", "Tim\u00f3teo Mu\u00f1oz" },
	{ "malformed-host-bits", "203.0.112.9/22" },
	{ "malformed-length", "203.0.112.0/33" },
	{ "malformed-short", "203.0" },
	{ "empty", "" },
	{ "malformed-control", "203.0.112.9\x1b[2J" },
	{ "malformed-utf8", "caf\xe9" },
	{ "malformed-bidi", "\u202e9.211.0.302" },
};

struct place {
	struct world world;
	struct whois_profile profile;
	struct text out;
	int64_t now;
};

static int
setup(void **state)
{
	static struct place p = { .profile.utc_offset_s = -3 * 3600 };
	bool known = time_parse("2026-03-18T11:06:16Z", &p.now);

	assert_true(known);
	world_init(&p.world, "sqlite::memory:");
	whois_profile_complete(&p.profile, index_registry(p.world.index),
	    p.world.arena);
	text_init(&p.out, LIMIT_ANSWER);
	*state = &p;
	return 0;
}

static int
teardown(void **state)
{
	struct place *p = *state;

	text_release(&p->out);
	world_release(&p->world);
	return 0;
}

static const char *
answer(struct place *p, const char *query, size_t length)
{
	text_clear(&p->out);
	assert_true(whois_answer(&p->out, p->world.index, &p->profile, query,
	    length, "192.0.2.48", p->now));
	return p->out.bytes;
}

static void
write_golden(const char *path, const struct text *out)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(out->bytes, 1, out->length, file),
	    out->length);
	assert_int_equal(fclose(file), 0);
}

static void
compare_golden(const char *name, const struct text *out)
{
	char path[128], golden[16384] = "";
	FILE *file;

	snprintf(path, sizeof(path), GOLDEN, name);
	if (getenv("GOLDEN_UPDATE") != NULL)
		write_golden(path, out);
	file = fopen(path, "rb");
	if (file == NULL)
		fail_msg("there is no %s", path);
	golden[fread(golden, 1, sizeof(golden) - 1, file)] = '\0';
	fclose(file);
	if (strcmp(out->bytes, golden) != 0)
		fail_msg("%s differs from\n%s", path, out->bytes);
}

TEST(every_answer_is_as_in_its_golden_file)
{
	struct place *p = *state;
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(answers); i++) {
		answer(p, answers[i].query, strlen(answers[i].query));
		compare_golden(answers[i].file, &p->out);
	}
}

TEST(every_refusal_is_as_in_its_golden_file)
{
	static const char *const files[] = {
		[WHOIS_NOT_ONE_LINE] = "refused-not-one-line",
		[WHOIS_RATE] = "refused-rate",
		[WHOIS_CONNECTIONS] = "refused-connections",
		[WHOIS_TEMPORARY] = "refused-temporary",
		[WHOIS_TOO_LARGE] = "refused-too-large",
	};
	struct place *p = *state;
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(files); i++) {
		text_clear(&p->out);
		whois_refuse(&p->out, &p->profile, (enum whois_refusal)i,
		    "2001:db8::7");
		compare_golden(files[i], &p->out);
	}
}

TEST(what_is_malformed_is_not_repeated)
{
	struct place *p = *state;
	char line[LIMIT_QUERY + 2];

	memset(line, 'x', sizeof(line));
	assert_non_null(strstr(answer(p, line, LIMIT_QUERY), "No match"));
	assert_non_null(strstr(answer(p, line, LIMIT_QUERY + 1),
	    "% Malformed query.\r\n"));
	assert_null(strstr(p->out.bytes, "xxx"));
	assert_non_null(strstr(answer(p, "AS1\0AS2", 7), "Malformed"));
}

TEST(a_private_label_is_never_printed)
{
	struct place *p = *state;

	answer(p, "203.0.113.130", strlen("203.0.113.130"));
	assert_non_null(strstr(p->out.bytes, "inetnum-up:  203.0.113.0/24"));
	assert_null(strstr(p->out.bytes, "Smith"));
}

TEST(an_answer_that_does_not_fit_says_so)
{
	struct place *p = *state;
	struct text small;

	text_init(&small, 1000);
	assert_true(whois_answer(&small, p->world.index, &p->profile,
	    "203.0.112.9", 11, "192.0.2.48", p->now));
	assert_non_null(strstr(small.bytes, "% The answer is too large."));
	assert_false(small.overflow);
	text_release(&small);
}

TEST(zones_other_than_whole_hours_are_written_out)
{
	struct place *p = *state;
	struct whois_profile there = p->profile;

	there.utc_offset_s = 5 * 3600 + 45 * 60;
	text_clear(&p->out);
	assert_true(whois_answer(&p->out, p->world.index, &there, "AS64500",
	    7, "192.0.2.48", p->now));
	assert_non_null(strstr(p->out.bytes,
	    "%  2026-03-18 16:51:16 (+0545 +05:45)\r\n"));
}

TEST(a_registry_is_called_by_its_name)
{
	struct place *p = *state;
	struct whois_profile ours = { .web_host = "registry.example" };

	whois_profile_complete(&ours, "prueba", p->world.arena);
	text_clear(&p->out);
	assert_true(whois_answer(&p->out, p->world.index, &ours, "200.0.0.1",
	    9, "192.0.2.48", p->now));
	assert_non_null(strstr(p->out.bytes,
	    "% PRUEBA resource: whois.prueba.net\r\n"));
	assert_non_null(strstr(p->out.bytes,
	    "% Copyright PRUEBA registry.example\r\n"));
	assert_non_null(strstr(p->out.bytes,
	    "% Unallocated and unassigned in PRUEBA block: 200.0.0.1\r\n"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_answer_is_as_in_its_golden_file),
		cmocka_unit_test(every_refusal_is_as_in_its_golden_file),
		cmocka_unit_test(what_is_malformed_is_not_repeated),
		cmocka_unit_test(a_private_label_is_never_printed),
		cmocka_unit_test(an_answer_that_does_not_fit_says_so),
		cmocka_unit_test(zones_other_than_whole_hours_are_written_out),
		cmocka_unit_test(a_registry_is_called_by_its_name),
	};

	return cmocka_run_group_tests_name("whois", tests, setup, teardown);
}
