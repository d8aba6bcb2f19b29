/* SPDX-License-Identifier: ISC */
/*
 * What a name server sends, of any bytes: it is read or refused, what is read
 * fits where it is kept, and it answers no other question.  The first byte
 * says which question was asked; the id is set right, or nearly everything
 * would be refused at once.
 */
#include <stdlib.h>

#include "probe/private.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const enum dns_type types[] = { DNS_SOA, DNS_NS, DNS_A, DNS_AAAA,
    DNS_DNSKEY };

static const struct probe_ds ds = { .tag = 23476, .algorithm = 13,
    .digest_type = 2, .length = 32 };

static void
check(const struct answer *a)
{
	struct probe_server server = { .line_count = 1 };
	bool changed[1];
	char text[DNS_NAME_TEXT_MAX];

	assert(a->host_count <= ANSWER_HOSTS_MAX);
	assert(a->address_count <= PROBE_ADDRESSES_MAX);
	for (size_t i = 0; i < a->host_count; i++)
		assert(strlen(dns_name_text(&a->hosts[i], text)) <
		    sizeof(text));
	server.lines[0] = (struct check_line){ .question = QUESTION_SOA,
	    .finding = judge_answer(OUTCOME_ANSWER, a, QUESTION_SOA),
	    .serial = a->has_soa ? a->serial : -1 };
	judge_serials(&server, 1, changed);
	assert(!changed[0]);
	assert(judge_server(&server) != NS_NOT_SYNC);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct dns_question question = { .ds = &ds, .ds_count = 1 };
	struct answer answer;
	uint8_t packet[ANSWER_BYTES_MAX];
	bool known;

	if (length < 3 || length - 1 > sizeof(packet))
		return 0;
	known = dns_name_parse("117.5.45.in-addr.arpa", &question.name);
	assert(known);
	question.type = types[bytes[0] % ARRAY_LENGTH(types)];
	memcpy(packet, bytes + 1, length - 1);
	question.id = (uint16_t)(packet[0] << 8 | packet[1]);
	if (answer_read(&question, packet, length - 1, &answer) == ANSWER_READ)
		check(&answer);
	question.id ^= 1;
	if (answer_read(&question, packet, length - 1, &answer) !=
	    ANSWER_OTHER)
		abort();
	return 0;
}
