/* SPDX-License-Identifier: ISC */
/* Names, addresses that may be asked, answers, serials, messages. */
#include <ldns/ldns.h>
#include <stdio.h>

#include "base/test.h"
#include "probe/private.h"

static struct dns_name
name(const char *text)
{
	struct dns_name out;

	assert_true(dns_name_parse(text, &out));
	return out;
}

static struct address
address(const char *text)
{
	struct address out;

	assert_int_equal(address_parse(text, strlen(text), &out), INET_OK);
	return out;
}

/* --- Names ---------------------------------------------------------------- */

TEST(a_name_is_labels_in_lower_case_and_back)
{
	struct dns_name n = name("NS1.Example.net.");
	char text[DNS_NAME_TEXT_MAX];

	assert_memory_equal(n.bytes, "\003ns1\007example\003net", 17);
	assert_int_equal(n.length, 17);
	assert_true(dns_name_is_whole(&n));
	assert_string_equal(dns_name_text(&n, text), "ns1.example.net");
}

TEST(what_is_no_name_is_refused)
{
	static const char *const wrong[] = { "", ".", "a..b", ".a", "a b",
	    "a\tb", "ñ.example", "a/b.example" };
	char longest[300];
	struct dns_name n;

	for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++)
		assert_false(dns_name_parse(wrong[i], &n));
	memset(longest, 'a', sizeof(longest));
	longest[64] = '\0';
	assert_false(dns_name_parse(longest, &n));
	longest[63] = '\0';
	assert_true(dns_name_parse(longest, &n));
	memset(longest, 'a', sizeof(longest));
	for (int i = 49; i < 299; i += 50)
		longest[i] = '.';
	longest[299] = '\0';
	assert_false(dns_name_parse(longest, &n));
}

TEST(bytes_that_are_no_name_are_not_whole)
{
	struct dns_name n = { .length = 4, .bytes = "\005ab" };

	assert_false(dns_name_is_whole(&n));
	n = (struct dns_name){ .length = 2, .bytes = "\300\014" };
	assert_false(dns_name_is_whole(&n));
	n = (struct dns_name){ .length = 0 };
	assert_false(dns_name_is_whole(&n));
}

/* --- Addresses ------------------------------------------------------------ */

TEST(only_public_addresses_are_asked)
{
	static const char *const refused[] = { "127.0.0.1", "10.1.2.3",
	    "172.31.0.1", "192.168.1.1", "100.64.0.1", "169.254.1.1",
	    "0.0.0.0", "224.0.0.1", "255.255.255.255", "198.18.0.1",
	    "203.0.113.9", "::1", "::", "fe80::1", "fc00::1", "fd12::1",
	    "ff02::1", "2001:db8::1", "2002:7f00:1::1", "64:ff9b::1" };
	static const char *const fine[] = { "200.3.14.10", "8.8.8.8",
	    "172.32.0.1", "100.128.0.1", "2001:13c7:7002::10", "2800::1" };
	const struct probe_config config = { .own_count = 0 };
	struct address a;

	for (size_t i = 0; i < ARRAY_LENGTH(refused); i++) {
		a = address(refused[i]);
		assert_false(probe_may_ask(&config, &a));
	}
	for (size_t i = 0; i < ARRAY_LENGTH(fine); i++) {
		a = address(fine[i]);
		assert_true(probe_may_ask(&config, &a));
	}
}

static struct probe_ranges
ranges(const char *text)
{
	struct probe_ranges ranges = { .count = 1 };

	assert_int_equal(prefix_parse(text, strlen(text), &ranges.list[0]),
	    INET_OK);
	return ranges;
}

TEST(own_addresses_are_not_asked_but_test_ranges_are)
{
	struct address a = address("200.3.14.10");
	struct probe_config config = { .own = &a, .own_count = 1 };

	assert_false(probe_may_ask(&config, &a));
	config.own_count = 0;
	assert_true(probe_may_ask(&config, &a));
	config.own_ranges = ranges("200.3.0.0/16");
	assert_false(probe_may_ask(&config, &a));
	config.test_ranges = ranges("127.0.0.0/8");
	a = address("127.0.1.1");
	assert_true(probe_may_ask(&config, &a));
	a = address("::1");
	assert_false(probe_may_ask(&config, &a));
}

/* --- Answers -------------------------------------------------------------- */

#define ZONE "\003114\0015\00245\007in-addr\004arpa"
#define QUESTION ZONE "\0\0\006\0\001"
#define SOA "\300\014\0\006\0\001\0\0\016\020\0\032\001m\0\001h\0" \
	"\0\0\0\007\0\0\0\001\0\0\0\001\0\0\0\001\0\0\0\001"

static const char good[] = "\022\064\204\0\0\001\0\001\0\0\0\0" QUESTION SOA;

static enum answer_is
read_bytes(const char *bytes, size_t n, struct answer *out)
{
	struct dns_question question = { .id = 0x1234, .type = DNS_SOA };

	question.name = name("114.5.45.in-addr.arpa");
	return answer_read(&question, (const uint8_t *)bytes, n, out);
}

TEST(an_answer_with_authority_has_a_serial)
{
	struct answer a;

	assert_int_equal(read_bytes(good, sizeof(good) - 1, &a), ANSWER_READ);
	assert_true(a.authoritative && a.has_soa && !a.alias && !a.truncated);
	assert_int_equal(a.serial, 7);
	assert_int_equal(judge_answer(OUTCOME_ANSWER, &a, QUESTION_SOA),
	    FINDING_FINE);
}

TEST(an_answer_that_is_cut_anywhere_is_broken)
{
	struct answer a;

	for (size_t n = 2; n < sizeof(good) - 1; n++)
		assert_int_equal(read_bytes(good, n, &a), ANSWER_BROKEN);
	assert_int_equal(read_bytes(good, 1, &a), ANSWER_OTHER);
}

TEST(an_answer_to_another_question_is_none)
{
	char other[sizeof(good)];
	struct answer a;

	memcpy(other, good, sizeof(good));
	other[1]++;			/* the id */
	assert_int_equal(read_bytes(other, sizeof(good) - 1, &a),
	    ANSWER_OTHER);
	memcpy(other, good, sizeof(good));
	other[13] = '2';		/* the name: 214 */
	assert_int_equal(read_bytes(other, sizeof(good) - 1, &a),
	    ANSWER_OTHER);
	memcpy(other, good, sizeof(good));
	other[2] &= 0x7f;		/* it is a question itself */
	assert_int_equal(read_bytes(other, sizeof(good) - 1, &a),
	    ANSWER_OTHER);
}

TEST(a_record_of_another_name_is_no_soa)
{
	static const char parent[] = "\022\064\204\0\0\001\0\001\0\0\0\0"
	    QUESTION "\300\020" "\0\006\0\001\0\0\016\020\0\032\001m\0\001h\0"
	    "\0\0\0\007\0\0\0\001\0\0\0\001\0\0\0\001\0\0\0\001";
	struct answer a;

	assert_int_equal(read_bytes(parent, sizeof(parent) - 1, &a),
	    ANSWER_READ);
	assert_false(a.has_soa);
	assert_int_equal(judge_answer(OUTCOME_ANSWER, &a, QUESTION_SOA),
	    FINDING_NO_SOA);
}

/* Does a DS record made of such a key fit the zone's answer? */
static bool
fits(uint16_t flags, uint8_t protocol)
{
	static const char head[] = "\022\064\204\0\0\001\0\001\0\0\0\0" ZONE
	    "\0\0\060\0\001\300\014\0\060\0\001\0\0\016\020\0\044";
	uint8_t bytes[sizeof(head) - 1 + 36] = { 0 };
	struct probe_ds ds = { .algorithm = 15, .digest_type = 2,
	    .length = 32 };
	struct dns_question question = { .id = 0x1234, .type = DNS_DNSKEY,
	    .name = name("114.5.45.in-addr.arpa"), .ds = &ds, .ds_count = 1 };
	struct answer a;
	ldns_rr *key, *made;
	char text[160];

	snprintf(text, sizeof(text), "114.5.45.in-addr.arpa. 60 IN DNSKEY %u "
	    "%u 15 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", flags,
	    protocol);
	assert_int_equal(ldns_rr_new_frm_str(&key, text, 0, NULL, NULL),
	    LDNS_STATUS_OK);
	made = ldns_key_rr2ds(key, LDNS_SHA256);
	ds.tag = ldns_calc_keytag(key);
	memcpy(ds.digest, ldns_rdf_data(ldns_rr_rdf(made, 3)), ds.length);
	ldns_rr_free(made);
	ldns_rr_free(key);
	memcpy(bytes, head, sizeof(head) - 1);
	bytes[sizeof(head) - 1] = (uint8_t)(flags >> 8);
	bytes[sizeof(head)] = (uint8_t)flags;
	bytes[sizeof(head) + 1] = protocol;
	bytes[sizeof(head) + 2] = ds.algorithm;
	assert_int_equal(answer_read(&question, bytes, sizeof(bytes), &a),
	    ANSWER_READ);
	return a.ds_found == 1;
}

TEST(a_key_that_validates_nothing_fits_no_ds_record)
{
	assert_true(fits(256, 3) && fits(257, 3));
	assert_false(fits(1, 3));	/* no key of the zone */
	assert_false(fits(385, 3));	/* revoked */
	assert_false(fits(257, 2));
}

TEST(a_name_that_points_at_itself_is_broken)
{
	static const char loop[] = "\022\064\204\0\0\001\0\001\0\0\0\0"
	    QUESTION "\300\047" "\0\006\0\001\0\0\016\020\0\004"
	    "\300\047\300\047";
	struct answer a;

	assert_int_equal(read_bytes(loop, sizeof(loop) - 1, &a),
	    ANSWER_BROKEN);
}

TEST(garbage_behind_an_answer_changes_nothing)
{
	char more[sizeof(good) + 100];
	struct answer a;

	memset(more, 0xc0, sizeof(more));
	memcpy(more, good, sizeof(good) - 1);
	assert_int_equal(read_bytes(more, sizeof(more), &a), ANSWER_READ);
	assert_int_equal(a.serial, 7);
}

/* --- Serials -------------------------------------------------------------- */

static void
set_serial(struct probe_server *server, int64_t serial)
{
	*server = (struct probe_server){ .line_count = 1, .state = NS_AA };
	server->lines[0] = (struct check_line){ .question = QUESTION_SOA,
	    .finding = FINDING_FINE, .serial = serial };
}

TEST(the_older_serial_is_out_of_step_also_when_numbers_wrap)
{
	struct probe_server servers[3];
	bool changed[3];

	set_serial(&servers[0], 4294967295);
	set_serial(&servers[1], 2);
	set_serial(&servers[2], 2);
	judge_serials(servers, 3, changed);
	assert_true(changed[0] && !changed[1] && !changed[2]);
	assert_int_equal(servers[0].state, NS_NOT_SYNC);
	assert_int_equal(servers[1].state, NS_AA);
}

TEST(one_bad_address_makes_a_server_bad_but_not_our_fault)
{
	struct probe_server server;

	set_serial(&server, 1);
	server.line_count = 2;
	server.lines[1] = server.lines[0];
	server.lines[1].finding = FINDING_NO_NETWORK;
	assert_int_equal(judge_server(&server), NS_AA);
	server.lines[1].finding = FINDING_NOT_ASKED;
	assert_int_equal(judge_server(&server), NS_UNCHECKED);
	server.lines[0].finding = FINDING_PORT_CLOSED;
	assert_int_equal(judge_server(&server), NS_CREFUSED);
	server.lines[0].finding = FINDING_FINE;
	server.lines[1].finding = FINDING_PORT_CLOSED;
	assert_int_equal(judge_server(&server), NS_CREFUSED);
	server.lines[1].tcp = true;
	assert_int_equal(judge_server(&server), NS_AA);
	server.line_count = 0;
	assert_int_equal(judge_server(&server), NS_UNCHECKED);
}

/* --- Messages ------------------------------------------------------------- */

TEST(a_message_comes_as_it_was_written)
{
	static struct probe_message m, back;
	uint8_t bytes[PROBE_MESSAGE_MAX];
	size_t n;

	m = (struct probe_message){ .kind = PROBE_ASK };
	m.request.id = 77;
	m.request.whole = true;
	m.request.zone = name("114.5.45.in-addr.arpa");
	m.request.host_count = LIMIT_NAMESERVERS;
	for (size_t i = 0; i < LIMIT_NAMESERVERS; i++)
		m.request.hosts[i] = name("ns.example.net");
	m.request.ds_count = 1;
	m.request.ds[0] = (struct probe_ds){ 65535, 13, 2, 2, { 1, 2 } };
	n = probe_message_write(&m, bytes);
	assert_true(probe_message_read(bytes, n, &back));
	assert_int_equal(back.request.id, 77);
	assert_memory_equal(&back.request.ds, &m.request.ds,
	    sizeof(m.request.ds));
	assert_memory_equal(&back.request.hosts, &m.request.hosts,
	    sizeof(m.request.hosts));
	for (size_t cut = 0; cut < n; cut++)
		assert_false(probe_message_read(bytes, cut, &back));
	bytes[n] = 0;
	assert_false(probe_message_read(bytes, n + 1, &back));
}

TEST(the_largest_message_fits)
{
	static struct probe_message m, back;
	uint8_t bytes[PROBE_MESSAGE_MAX];
	size_t n;

	m = (struct probe_message){ .kind = PROBE_SERVER };
	m.server.host = LIMIT_NAMESERVERS - 1;
	m.server.state = NS_NOT_SYNC;
	m.server.line_count = PROBE_LINES_MAX;
	for (size_t i = 0; i < PROBE_LINES_MAX; i++)
		m.server.lines[i] = (struct check_line){ .serial =
		    (int64_t)UINT32_MAX - (int64_t)i, .finding =
		    FINDING_COUNT - 1, .host = LIMIT_NAMESERVERS - 1 };
	n = probe_message_write(&m, bytes);
	assert_true(probe_message_read(bytes, n, &back));
	assert_memory_equal(&back.server, &m.server, sizeof(m.server));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_is_labels_in_lower_case_and_back),
		cmocka_unit_test(what_is_no_name_is_refused),
		cmocka_unit_test(bytes_that_are_no_name_are_not_whole),
		cmocka_unit_test(only_public_addresses_are_asked),
		cmocka_unit_test(
		    own_addresses_are_not_asked_but_test_ranges_are),
		cmocka_unit_test(an_answer_with_authority_has_a_serial),
		cmocka_unit_test(an_answer_that_is_cut_anywhere_is_broken),
		cmocka_unit_test(an_answer_to_another_question_is_none),
		cmocka_unit_test(a_record_of_another_name_is_no_soa),
		cmocka_unit_test(
		    a_key_that_validates_nothing_fits_no_ds_record),
		cmocka_unit_test(a_name_that_points_at_itself_is_broken),
		cmocka_unit_test(garbage_behind_an_answer_changes_nothing),
		cmocka_unit_test(
		    the_older_serial_is_out_of_step_also_when_numbers_wrap),
		cmocka_unit_test(
		    one_bad_address_makes_a_server_bad_but_not_our_fault),
		cmocka_unit_test(a_message_comes_as_it_was_written),
		cmocka_unit_test(the_largest_message_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
