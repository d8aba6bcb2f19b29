/* SPDX-License-Identifier: ISC */
#include "base/test.h"

#include <stdio.h>

#include "model/limits.h"
#include "stats/stats.h"

#define HEADER "2.3|lacnic|20240208|2|19870101|20240208|-0300\n"

/* A whole file read from memory, step bytes at a time. */
static const struct stats_file *
read_steps(struct arena *a, const char *bytes, size_t length, size_t step)
{
	struct stats_reader *r = stats_reader_new(a);
	size_t n;

	for (; length > 0; bytes += n, length -= n) {
		n = length < step ? length : step;
		stats_reader_feed(r, bytes, n);
	}
	if (stats_reader_end(r) == NULL)
		assert_true(stats_reader_file(r)->errors.count > 0);
	return stats_reader_file(r);
}

static const struct stats_file *
read_text(struct arena *a, const char *text)
{
	return read_steps(a, text, strlen(text), SIZE_MAX);
}

/* The file must be refused, its first complaint be this one. */
static void
assert_refused(const char *text, uint32_t line, const char *reason)
{
	struct arena *a = arena_new();
	const struct stats_file *file = read_text(a, text);

	assert_int_equal(file->errors.count, 1);
	assert_string_equal(file->errors.items[0].text, reason);
	assert_int_equal(file->errors.items[0].line, line);
	arena_free(a);
}

static void
assert_record_refused(const char *record, const char *reason)
{
	char text[512];

	snprintf(text, sizeof(text), HEADER "%s\n", record);
	assert_refused(text, 2, reason);
}

static const char whole[] =
    "# a comment\r\n"
    "\r\n"
    "2.3|lacnic|20240208|6|19870101|20240208|-0300\r\n"
    "lacnic|*|ipv4|*|2|summary\r\n"
    "lacnic|*|ipv6|*|2|summary\r\n"
    "lacnic|*|asn|*|2|summary\r\n"
    "lacnic|BR|ipv4|24.152.0.0|768|20200310|allocated|310248\r\n"
    "lacnic|ZZ|ipv4|24.152.4.0|1024||reserved|\r\n"
    "lacnic|AR|ipv6|2800:a0::|32|00000000|assigned|310248\r\n"
    "lacnic||ipv6|2801:80::|26||available\r\n"
    "lacnic|UY|asn|278|1|19900101|allocated|9a\r\n"
    "lacnic||asn|61440|10||available";

static void
assert_whole(const struct stats_file *file)
{
	const struct stats_record *r = file->records;
	struct address last;

	assert_int_equal(file->errors.count, 0);
	assert_int_equal(file->warnings.count, 0);
	assert_int_equal(file->count, 6);
	assert_int_equal(file->id_count, 2);
	assert_string_equal(file->header.registry, "lacnic");
	assert_int_equal(r[0].status, STATUS_ALLOCATED);
	assert_string_equal(r[0].country, "BR");
	last = stats_record_last(&r[0]);
	assert_int_equal(ipv4_number(&last), 0x189802ff);
	assert_string_equal(file->ids[r[0].holder], "310248");
	assert_string_equal(r[1].country, "");
	assert_int_equal(r[1].holder, STATS_NOBODY);
	assert_int_equal(r[2].holder, r[0].holder);
	assert_int_equal(r[2].date, 0);
	assert_int_equal(r[4].line, 11);
	assert_int_equal(r[5].asn, 61440);
	assert_int_equal(r[5].value, 10);
}

TEST(a_file_is_read_whole)
{
	struct arena *a = arena_new();

	assert_whole(read_text(a, whole));
	arena_free(a);
}

TEST(it_does_not_matter_in_which_pieces_a_file_comes)
{
	struct arena *a;
	size_t step;

	for (step = 1; step < 40; step++) {
		a = arena_new();
		assert_whole(read_steps(a, whole, strlen(whole), step));
		arena_free(a);
	}
}

TEST(records_of_seven_fields_have_no_known_holder)
{
	struct arena *a = arena_new();
	const struct stats_file *file;

	file = read_text(a, "2|lacnic|20190910|1|19870101|20190910|-0300\n"
	    "lacnic|AR|ipv4|24.232.0.0|65536|19970602|allocated\n");
	assert_int_equal(file->errors.count, 0);
	assert_int_equal(file->records[0].holder, STATS_NOBODY);
	arena_free(a);
}

TEST(the_whole_of_a_space_is_one_record)
{
	struct arena *a = arena_new();
	const struct stats_file *file;

	file = read_text(a, HEADER
	    "lacnic||ipv4|0.0.0.0|4294967296||reserved|\n"
	    "lacnic||asn|0|4294967296||reserved|\n");
	assert_int_equal(file->errors.count, 0);
	assert_int_equal(file->count, 2);
	arena_free(a);
}

TEST(a_malformed_field_is_named_with_its_line)
{
	assert_record_refused("lacnic|BR|ipv4|10.0.0.300|256|20200310|"
	    "allocated|1", "start \"10.0.0.300\" is not an IPv4 address");
	assert_record_refused("lacnic|BR|ipv4|2800::|256|20200310|"
	    "allocated|1", "start \"2800::\" is not an IPv4 address");
	assert_record_refused("lacnic|BR|ipv6|10.0.0.0|32|20200310|"
	    "allocated|1", "start \"10.0.0.0\" is not an IPv6 address");
	assert_record_refused("lacnic|BR|ipv6|2800::1|32|20200310|"
	    "allocated|1", "value \"32\" is too short a prefix for its start: "
	    "bits are set behind it");
	assert_record_refused("lacnic|BR|ipv6|2800::|129|20200310|"
	    "allocated|1", "value \"129\" is not a prefix length");
	assert_record_refused("lacnic|BR|ipv4|255.255.255.0|257|20200310|"
	    "allocated|1", "value \"257\" goes beyond the last IPv4 address");
	assert_record_refused("lacnic|BR|asn|4294967295|2|20200310|"
	    "allocated|1", "value \"2\" goes beyond the last AS number");
	assert_record_refused("lacnic|BR|asn|1|0|20200310|allocated|1",
	    "value \"0\" is not a count");
	assert_record_refused("lacnic|BR|asn|01|1|20200310|allocated|1",
	    "start \"01\" is not an AS number");
	assert_record_refused("lacnic|br|asn|1|1|20200310|allocated|1",
	    "country \"br\" is not a country code of two capital letters");
	assert_record_refused("apnic|BR|asn|1|1|20200310|allocated|1",
	    "registry \"apnic\" is not the registry of the header");
	assert_record_refused("lacnic|BR|ipv5|1|1|20200310|allocated|1",
	    "type \"ipv5\" is not ipv4, ipv6 or asn");
}

TEST(a_malformed_end_of_a_record_is_named_too)
{
	assert_record_refused("lacnic|BR|asn|1|1|20230229|allocated|1",
	    "date \"20230229\" is not a date (YYYYMMDD)");
	assert_record_refused("lacnic|BR|asn|1|1|2023-02-28|allocated|1",
	    "date \"2023-02-28\" is not a date (YYYYMMDD)");
	assert_record_refused("lacnic|BR|asn|1|1|20230228|reallocated|1",
	    "status \"reallocated\" is not allocated, assigned, available or "
	    "reserved");
	assert_record_refused("lacnic|BR|asn|1|1|20230228|allocated|",
	    "opaque-id \"\" is missing");
	assert_record_refused("lacnic||asn|1|1||reserved|7",
	    "opaque-id \"7\" is a holder, which stock has not");
	assert_record_refused("lacnic|BR|asn|1|1|20230228|allocated|\033[2J",
	    "opaque-id \"\\x1b[2J\" is not an id of letters and digits");
	assert_record_refused("lacnic|BR|asn|1|1|20230228",
	    "6 fields, a record has 7 or 8");
	assert_record_refused("lacnic|BR|asn|1|1|20230228|allocated|1|x|y|z",
	    "at least 9 fields, a record has 7 or 8");
	assert_record_refused("lacnic|*|asn|*|x|summary",
	    "count \"x\" is not a number");
}

TEST(a_bad_header_is_named)
{
	assert_refused("", 0, "the file has no header");
	assert_refused("# only\n", 0, "the file has no header");
	assert_refused("hello\n", 1, "the header has 1 fields, it needs 7");
	assert_refused("3|lacnic|1|1|19870101|20240208|-0300\n", 1,
	    "version \"3\" is not a version that is understood (2 or 2.3)");
	assert_refused("2|lac nic|1|1|19870101|20240208|-0300\n", 1,
	    "registry \"lac nic\" is not the name of a registry");
	assert_refused("2|lacnic|1|1|19870101|20240208|local\n", 1,
	    "UTC offset \"local\" is not an offset from UTC");
}

TEST(every_bad_line_is_counted_and_the_first_are_kept)
{
	struct arena *a = arena_new();
	struct stats_reader *r = stats_reader_new(a);
	const struct stats_file *file = stats_reader_file(r);
	int i;

	stats_reader_feed(r, HEADER, strlen(HEADER));
	for (i = 0; i < 1000; i++)
		stats_reader_feed(r, "x\n", 2);
	assert_null(stats_reader_end(r));
	assert_int_equal(file->errors.count, 1000);
	assert_int_equal(file->errors.items[0].line, 2);
	assert_int_equal(file->errors.items[STATS_COMPLAINTS_MAX - 1].line,
	    STATS_COMPLAINTS_MAX + 1);
	arena_free(a);
}

TEST(a_line_may_be_long_but_not_longer)
{
	struct arena *a = arena_new();
	char line[LIMIT_FILE_LINE + 3];
	const struct stats_file *file;

	memset(line, '#', sizeof(line));
	memcpy(line + LIMIT_FILE_LINE, "\r\n", 2);
	file = read_steps(a, line, LIMIT_FILE_LINE + 2, 100);
	assert_string_equal(file->errors.items[0].text,
	    "the file has no header");
	memcpy(line + LIMIT_FILE_LINE, "#\n", 2);
	file = read_steps(a, line, LIMIT_FILE_LINE + 2, 100);
	assert_string_equal(file->errors.items[0].text,
	    "the line is too long");
	file = read_steps(a, line, LIMIT_FILE_LINE + 1, 100);
	assert_string_equal(file->errors.items[0].text,
	    "the line is too long");
	arena_free(a);
}

TEST(a_line_must_be_text)
{
	struct arena *a = arena_new();
	const struct stats_file *file;

	file = read_steps(a, HEADER "#\0\n", strlen(HEADER) + 3, 7);
	assert_string_equal(file->errors.items[0].text,
	    "the line has a NUL");
	assert_int_equal(file->errors.items[0].line, 2);
	assert_refused(HEADER "# caf\351\n", 2, "the line is not UTF-8");
	arena_free(a);
}

TEST(records_that_overlap_are_refused_with_both_lines)
{
	assert_refused(HEADER
	    "lacnic||ipv4|10.1.0.0|256||reserved|\n"
	    "lacnic||ipv4|10.0.0.0|131072||reserved|\n", 3,
	    "overlaps line 2");
	assert_refused(HEADER
	    "lacnic||ipv6|2800::|16||reserved|\n"
	    "lacnic||ipv6|2800::|16||reserved|\n", 3,
	    "the same as line 2");
}

TEST(an_overlap_is_found_behind_a_smaller_one)
{
	struct arena *a = arena_new();
	const struct stats_file *file;

	file = read_text(a, HEADER
	    "lacnic||asn|20|1||reserved|\n"
	    "lacnic||asn|10|10||reserved|\n"
	    "lacnic||asn|12|1||reserved|\n"
	    "lacnic||asn|19|1||reserved|\n");
	assert_int_equal(file->errors.count, 2);
	assert_int_equal(file->errors.items[0].line, 4);
	assert_string_equal(file->errors.items[0].text, "overlaps line 3");
	assert_int_equal(file->errors.items[1].line, 5);
	assert_string_equal(file->errors.items[1].text, "overlaps line 3");
	arena_free(a);
}

TEST(a_wrong_count_is_only_a_warning)
{
	struct arena *a = arena_new();
	const struct stats_file *file;

	file = read_text(a, HEADER
	    "lacnic|*|asn|*|3|summary\n"
	    "lacnic||asn|10|10||reserved|\n");
	assert_int_equal(file->errors.count, 0);
	assert_int_equal(file->warnings.count, 2);
	assert_string_equal(file->warnings.items[0].text,
	    "the header promises 2 records, there are 1");
	assert_string_equal(file->warnings.items[1].text,
	    "the summary promises 3 asn records, there are 1");
	arena_free(a);
}

TEST(a_hundred_thousand_ids_are_each_kept_once)
{
	struct arena *a = arena_new();
	struct stats_reader *r = stats_reader_new(a);
	char line[100];
	int i, n;

	stats_reader_feed(r, HEADER, strlen(HEADER));
	for (i = 0; i < 200000; i++) {
		n = snprintf(line, sizeof(line),
		    "lacnic|BR|asn|%d|1|20200101|allocated|%x\n", i,
		    i % 100000);
		stats_reader_feed(r, line, (size_t)n);
	}
	assert_non_null(stats_reader_end(r));
	assert_int_equal(stats_reader_file(r)->id_count, 100000);
	assert_string_equal(stats_reader_file(r)->ids[255], "ff");
	assert_int_equal(stats_reader_file(r)->records[100255].holder, 255);
	arena_free(a);
}

TEST(an_unknown_registry_writes_as_lacnic_does)
{
	assert_string_equal(stats_profile_of("example")->registry, "lacnic");
	assert_string_equal(stats_profile_of("afrinic")->stock_country, "ZZ");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_read_whole),
		cmocka_unit_test(
		    it_does_not_matter_in_which_pieces_a_file_comes),
		cmocka_unit_test(records_of_seven_fields_have_no_known_holder),
		cmocka_unit_test(the_whole_of_a_space_is_one_record),
		cmocka_unit_test(a_malformed_field_is_named_with_its_line),
		cmocka_unit_test(a_malformed_end_of_a_record_is_named_too),
		cmocka_unit_test(a_bad_header_is_named),
		cmocka_unit_test(
		    every_bad_line_is_counted_and_the_first_are_kept),
		cmocka_unit_test(a_line_may_be_long_but_not_longer),
		cmocka_unit_test(a_line_must_be_text),
		cmocka_unit_test(
		    records_that_overlap_are_refused_with_both_lines),
		cmocka_unit_test(an_overlap_is_found_behind_a_smaller_one),
		cmocka_unit_test(a_wrong_count_is_only_a_warning),
		cmocka_unit_test(a_hundred_thousand_ids_are_each_kept_once),
		cmocka_unit_test(an_unknown_registry_writes_as_lacnic_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
