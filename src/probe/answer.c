/* SPDX-License-Identifier: ISC */
/* Queries as they are sent, and answers of any bytes, by ldns. */
#include <ldns/ldns.h>

#include "probe/private.h"

#define KEY_OF_ZONE 0x0100
#define KEY_REVOKED 0x0080
#define KEY_PROTOCOL 3

static ldns_rdf *
rdf_of(const struct dns_name *name)
{
	return ldns_rdf_new_frm_data(LDNS_RDF_TYPE_DNAME, name->length,
	    name->bytes);
}

size_t
query_write(const struct dns_question *question, bool recursive,
    uint8_t out[QUERY_BYTES_MAX])
{
	ldns_pkt *packet = ldns_pkt_query_new(rdf_of(&question->name),
	    (ldns_rr_type)question->type, LDNS_RR_CLASS_IN,
	    recursive ? LDNS_RD : 0);
	uint8_t *bytes = NULL;
	size_t n = 0;

	if (packet == NULL)
		die("no query is made");
	ldns_pkt_set_id(packet, question->id);
	if (ldns_pkt2wire(&bytes, packet, &n) != LDNS_STATUS_OK ||
	    n > QUERY_BYTES_MAX)
		die("a query does not fit");
	memcpy(out, bytes, n);
	LDNS_FREE(bytes);
	ldns_pkt_free(packet);
	return n;
}

/* --- Reading -------------------------------------------------------------- */

static bool
name_is(const ldns_rdf *rdf, const struct dns_name *name)
{
	ldns_rdf *wanted;
	bool same;

	if (rdf == NULL)
		return false;
	if (ldns_rdf_size(rdf) == name->length && memcmp(ldns_rdf_data(rdf),
	    name->bytes, name->length) == 0)
		return true;		/* as most are */
	wanted = rdf_of(name);
	same = ldns_dname_compare(rdf, wanted) == 0;
	ldns_rdf_deep_free(wanted);
	return same;
}

/* Is it the answer to this question, as far as its head says? */
static bool
answers(const ldns_pkt *packet, const struct dns_question *question)
{
	const ldns_rr_list *asked = ldns_pkt_question(packet);
	const ldns_rr *one;

	if (!ldns_pkt_qr(packet) || ldns_pkt_id(packet) != question->id ||
	    ldns_pkt_get_opcode(packet) != LDNS_PACKET_QUERY)
		return false;
	if (ldns_rr_list_rr_count(asked) == 0)	/* some errors repeat none */
		return ldns_pkt_get_rcode(packet) != LDNS_RCODE_NOERROR;
	if (ldns_rr_list_rr_count(asked) != 1)
		return false;
	one = ldns_rr_list_rr(asked, 0);
	return ldns_rr_get_type(one) == (ldns_rr_type)question->type &&
	    ldns_rr_get_class(one) == LDNS_RR_CLASS_IN &&
	    name_is(ldns_rr_owner(one), &question->name);
}

static void
take_host(const ldns_rr *rr, struct answer *out)
{
	const ldns_rdf *rdf = ldns_rr_rdf(rr, 0);
	struct dns_name *host;

	if (rdf == NULL || ldns_rdf_size(rdf) > sizeof(host->bytes))
		return;
	if (out->host_count == ANSWER_HOSTS_MAX) {
		out->more_hosts = true;
		return;
	}
	host = &out->hosts[out->host_count++];
	host->length = (uint8_t)ldns_rdf_size(rdf);
	memcpy(host->bytes, ldns_rdf_data(rdf), host->length);
}

static void
take_address(const ldns_rr *rr, struct answer *out)
{
	const ldns_rdf *rdf = ldns_rr_rdf(rr, 0);
	struct address *to = &out->addresses[out->address_count];
	const uint8_t *b;

	if (rdf == NULL)
		return;
	if (out->address_count == PROBE_ADDRESSES_MAX) {
		out->more_addresses = true;
		return;
	}
	b = ldns_rdf_data(rdf);
	if (ldns_rdf_size(rdf) == sizeof(to->bytes))
		memcpy(to->bytes, b, sizeof(to->bytes));
	else if (ldns_rdf_size(rdf) == 4)
		*to = ipv4_address((uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
		    (uint32_t)b[2] << 8 | b[3]);
	else
		return;
	out->address_count++;
}

static bool
key_fits(const ldns_rr *key, const struct probe_ds *ds)
{
	ldns_rr *made;
	const ldns_rdf *digest;
	bool fits;

	if (ldns_calc_keytag(key) != ds->tag)
		return false;
	made = ldns_key_rr2ds(key, (ldns_hash)ds->digest_type);
	if (made == NULL)
		return false;
	digest = ldns_rr_rdf(made, 3);
	fits = ldns_rdf2native_int8(ldns_rr_rdf(made, 1)) == ds->algorithm &&
	    ldns_rdf_size(digest) == ds->length &&
	    memcmp(ldns_rdf_data(digest), ds->digest, ds->length) == 0;
	ldns_rr_free(made);
	return fits;
}

/* A key of the zone (RFC 4034 2.1, 5.2) that is not revoked (RFC 5011 2.1). */
static bool
may_validate(const ldns_rr *key)
{
	uint16_t flags = ldns_rdf2native_int16(ldns_rr_rdf(key, 0));

	return (flags & KEY_OF_ZONE) != 0 && (flags & KEY_REVOKED) == 0 &&
	    ldns_rdf2native_int8(ldns_rr_rdf(key, 1)) == KEY_PROTOCOL;
}

static void
take_key(const ldns_rr *rr, const struct dns_question *question,
    struct answer *out)
{
	if (ldns_rr_rd_count(rr) != 4 || !may_validate(rr))
		return;
	for (size_t i = 0; i < question->ds_count; i++)
		if (key_fits(rr, &question->ds[i]))
			out->ds_found |= UINT32_C(1) << i;
}

static void
take_serial(const ldns_rr *rr, struct answer *out)
{
	if (ldns_rr_rd_count(rr) != 7)
		return;
	out->has_soa = true;
	out->serial = ldns_rdf2native_int32(ldns_rr_rdf(rr, 2));
}

static void
take_record(const ldns_rr *rr, const struct dns_question *question,
    struct answer *out)
{
	if (ldns_rr_get_class(rr) != LDNS_RR_CLASS_IN ||
	    !name_is(ldns_rr_owner(rr), &question->name))
		return;
	if (ldns_rr_get_type(rr) == LDNS_RR_TYPE_CNAME)
		out->alias = true;
	if (ldns_rr_get_type(rr) != (ldns_rr_type)question->type)
		return;
	if (question->type == DNS_SOA)
		take_serial(rr, out);
	else if (question->type == DNS_NS)
		take_host(rr, out);
	else if (question->type == DNS_DNSKEY)
		take_key(rr, question, out);
	else
		take_address(rr, out);
}

/* A packet that says it has more records than its bytes could hold would be
   read for long before that shows. */
static bool
is_plausible(const uint8_t *bytes, size_t n)
{
	size_t questions, records = 0;

	if (n < LDNS_HEADER_SIZE)
		return false;
	questions = (size_t)(bytes[4] << 8 | bytes[5]);
	for (int i = 6; i < LDNS_HEADER_SIZE; i += 2)
		records += (size_t)(bytes[i] << 8 | bytes[i + 1]);
	return questions * 5 + records * 11 + LDNS_HEADER_SIZE <= n;
}

enum answer_is
answer_read(const struct dns_question *question, const uint8_t *bytes,
    size_t n, struct answer *out)
{
	enum answer_is is = ANSWER_OTHER;
	ldns_pkt *packet = NULL;

	memset(out, 0, sizeof(*out));
	if (n < 2 || (bytes[0] << 8 | bytes[1]) != question->id)
		return ANSWER_OTHER;
	if (!is_plausible(bytes, n) ||
	    ldns_wire2pkt(&packet, bytes, n) != LDNS_STATUS_OK)
		return ANSWER_BROKEN;
	if (answers(packet, question)) {
		const ldns_rr_list *records = ldns_pkt_answer(packet);

		is = ANSWER_READ;
		out->rcode = (int)ldns_pkt_get_rcode(packet);
		out->authoritative = ldns_pkt_aa(packet);
		out->truncated = ldns_pkt_tc(packet);
		for (size_t i = 0; i < ldns_rr_list_rr_count(records); i++)
			take_record(ldns_rr_list_rr(records, i), question,
			    out);
	}
	ldns_pkt_free(packet);
	return is;
}
