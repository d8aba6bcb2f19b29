/* SPDX-License-Identifier: ISC */
#include "stats/stats.h"

#include <string.h>

#include "stats/private.h"

#define HEADER_FIELDS 7
#define SUMMARY_FIELDS 6
#define RECORD_FIELDS 7			/* without opaque-id */
#define DATE_DIGITS 8

bool
stats_is_digits(const char *s)
{
	return s[0] != '\0' && s[strspn(s, "0123456789")] == '\0';
}

bool
stats_parse_date(const char *s, int64_t *out)
{
	*out = 0;
	if (s[strspn(s, "0")] == '\0')
		return s[0] == '\0' || strlen(s) == DATE_DIGITS;
	return strlen(s) == DATE_DIGITS && stats_is_digits(s) &&
	    time_parse(s, out);
}

/* --- The header ---------------------------------------------------------- */

static bool
keep_word(char out[STATS_WORD_MAX], const char *value)
{
	size_t n = strlen(value);

	if (n == 0 || n >= STATS_WORD_MAX)
		return false;
	memcpy(out, value, n + 1);
	return true;
}

static const char *
header_version(struct stats_header *h, const char *value)
{
	if (strcmp(value, "2") != 0 && strcmp(value, "2.3") != 0)
		return "is not a version that is understood (2 or 2.3)";
	return keep_word(h->version, value) ? NULL : "is too long";
}

static const char *
header_registry(struct stats_header *h, const char *value)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

	if (value[strspn(value, letters)] != '\0' ||
	    !keep_word(h->registry, value))
		return "is not the name of a registry";
	return NULL;
}

static const char *
header_serial(struct stats_header *h, const char *value)
{
	if (!stats_is_digits(value) || !keep_word(h->serial, value))
		return "is not a serial number";
	return NULL;
}

static const char *
header_records(struct stats_header *h, const char *value)
{
	return parse_number(value, UINT32_MAX, &h->records) ? NULL :
	    "is not a number of records";
}

static const char *
header_date(struct stats_header *h, const char *value)
{
	int64_t date;

	(void)h;
	return stats_parse_date(value, &date) ? NULL : "is not a date";
}

/* "-0300", "+1000"; AFRINIC writes "00000". */
static const char *
header_offset(struct stats_header *h, const char *value)
{
	(void)h;
	if (value[0] == '+' || value[0] == '-')
		value++;
	return stats_is_digits(value) && strlen(value) <= 5 ? NULL :
	    "is not an offset from UTC";
}

static const struct header_field {
	const char *name;
	const char *(*take)(struct stats_header *, const char *);
} header_fields[HEADER_FIELDS] = {
	{ "version", header_version },
	{ "registry", header_registry },
	{ "serial", header_serial },
	{ "records", header_records },
	{ "start date", header_date },
	{ "end date", header_date },
	{ "UTC offset", header_offset },
};

void
stats_take_header(struct stats_reader *r, const struct line *line)
{
	const char *reason;
	size_t i;

	r->file.has_header = true;	/* also a bad one: it is named once */
	if (line->count != HEADER_FIELDS) {
		stats_complain(r, &r->file.errors, line->number,
		    "the header has %zu fields, it needs 7", line->count);
		return;
	}
	for (i = 0; i < HEADER_FIELDS; i++) {
		reason = header_fields[i].take(&r->file.header, line->field[i]);
		if (reason == NULL)
			continue;
		stats_complain_field(r, line, header_fields[i].name,
		    line->field[i], reason);
		return;
	}
}

/* --- Summaries ----------------------------------------------------------- */

void
stats_take_summary(struct stats_reader *r, const struct line *line)
{
	int kind;
	uint64_t promised;

	if (line->count != SUMMARY_FIELDS ||
	    strcmp(line->field[5], "summary") != 0) {
		stats_complain(r, &r->file.errors, line->number,
		    "a summary is registry|*|type|*|count|summary");
		return;
	}
	kind = word_value(record_kind_words, RECORD_KIND_COUNT, line->field[2]);
	if (kind < 0) {
		stats_complain_field(r, line, "type", line->field[2],
		    "is not ipv4, ipv6 or asn");
	} else if (!parse_number(line->field[4], UINT32_MAX, &promised)) {
		stats_complain_field(r, line, "count", line->field[4],
		    "is not a number");
	} else {
		r->promised[kind] = promised;
		r->has_promise[kind] = true;
	}
}

/* --- Records ------------------------------------------------------------- */

static const char *
record_registry(struct stats_reader *r, struct stats_record *rec,
    const char *value)
{
	(void)rec;
	return strcmp(value, r->file.header.registry) == 0 ? NULL :
	    "is not the registry of the header";
}

static const char *
record_country(struct stats_reader *r, struct stats_record *rec,
    const char *value)
{
	(void)r;
	if (value[0] == '\0')
		return NULL;
	if (strlen(value) != 2 || value[0] < 'A' || value[0] > 'Z' ||
	    value[1] < 'A' || value[1] > 'Z')
		return "is not a country code of two capital letters";
	memcpy(rec->country, value, sizeof(rec->country));
	return NULL;
}

static const char *
record_type(struct stats_reader *r, struct stats_record *rec, const char *value)
{
	int kind = word_value(record_kind_words, RECORD_KIND_COUNT, value);

	(void)r;
	if (kind < 0)
		return "is not ipv4, ipv6 or asn";
	rec->kind = (uint8_t)kind;
	return NULL;
}

static const char *
record_start(struct stats_reader *r, struct stats_record *rec,
    const char *value)
{
	uint64_t number;
	enum inet_error error;

	(void)r;
	if (rec->kind == RECORD_ASN) {
		if (!parse_number(value, UINT32_MAX, &number))
			return "is not an AS number";
		rec->asn = (uint32_t)number;
		return NULL;
	}
	error = address_parse(value, strlen(value), &rec->first);
	if (error != INET_OK || address_family(&rec->first) !=
	    (rec->kind == RECORD_IPV4 ? FAMILY_IPV4 : FAMILY_IPV6))
		return rec->kind == RECORD_IPV4 ? "is not an IPv4 address" :
		    "is not an IPv6 address";
	return NULL;
}

static const char *
ipv6_fault(const struct stats_record *rec)
{
	struct prefix p = prefix_of(&rec->first, (uint8_t)rec->value);

	return address_equal(&p.first, &rec->first) ? NULL :
	    "is too short a prefix for its start: bits are set behind it";
}

static const char *
record_value(struct stats_reader *r, struct stats_record *rec,
    const char *value)
{
	static const uint64_t most[RECORD_KIND_COUNT] = {
		[RECORD_IPV4] = UINT64_C(1) << 32,
		[RECORD_IPV6] = 128,
		[RECORD_ASN] = UINT64_C(1) << 32,
	};
	struct address last;

	(void)r;
	if (!parse_number(value, most[rec->kind], &rec->value) ||
	    rec->value == 0)
		return rec->kind == RECORD_IPV6 ? "is not a prefix length" :
		    "is not a count";
	if (rec->kind == RECORD_IPV6)
		return ipv6_fault(rec);
	if (rec->kind == RECORD_ASN)
		return rec->value - 1 <= UINT32_MAX - rec->asn ? NULL :
		    "goes beyond the last AS number";
	return ipv4_range_last(&rec->first, rec->value, &last) ? NULL :
	    "goes beyond the last IPv4 address";
}

static const char *
record_date(struct stats_reader *r, struct stats_record *rec, const char *value)
{
	(void)r;
	return stats_parse_date(value, &rec->date) ? NULL :
	    "is not a date (YYYYMMDD)";
}

static const char *
record_status(struct stats_reader *r, struct stats_record *rec,
    const char *value)
{
	int status = word_value(status_words, STATUS_COUNT, value);

	(void)r;
	if (status < 0 || (!status_is_stock((enum status)status) &&
	    !status_is_direct((enum status)status)))
		return "is not allocated, assigned, available or reserved";
	rec->status = (uint8_t)status;
	if (status_is_stock((enum status)status) &&
	    strcmp(rec->country, "ZZ") == 0)
		rec->country[0] = '\0';
	return NULL;
}

static const char *
record_opaque(struct stats_reader *r, struct stats_record *rec,
    const char *value)
{
	static const char letters[] = "0123456789-_.abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

	if (status_is_stock((enum status)rec->status))
		return value[0] == '\0' ? NULL :
		    "is a holder, which stock has not";
	if (value[0] == '\0')
		return "is missing";
	if (strlen(value) > LIMIT_SHORT || value[strspn(value, letters)] !=
	    '\0')
		return "is not an id of letters and digits";
	rec->holder = ids_place(&r->ids, value);
	return NULL;
}

static const struct record_field {
	const char *name;
	const char *(*take)(struct stats_reader *, struct stats_record *,
	    const char *);
} record_fields[RECORD_FIELDS + 1] = {
	{ "registry", record_registry },
	{ "country", record_country },
	{ "type", record_type },
	{ "start", record_start },
	{ "value", record_value },
	{ "date", record_date },
	{ "status", record_status },
	{ "opaque-id", record_opaque },
};

void
stats_take_record(struct stats_reader *r, const struct line *line)
{
	struct stats_record rec = {
		.line = line->number, .holder = STATS_NOBODY,
	};
	struct stats_file *file = &r->file;
	const char *reason;
	struct stats_record *place;
	size_t i;

	if (line->count < RECORD_FIELDS || line->count > RECORD_FIELDS + 1) {
		stats_complain(r, &file->errors, line->number,
		    "%s%zu fields, a record has 7 or 8",
		    line->count == FIELDS_MAX ? "at least " : "", line->count);
		return;
	}
	for (i = 0; i < line->count; i++) {
		reason = record_fields[i].take(r, &rec, line->field[i]);
		if (reason == NULL)
			continue;
		stats_complain_field(r, line, record_fields[i].name,
		    line->field[i], reason);
		return;
	}
	place = arena_grow(r->arena, &file->records, &file->count,
	    sizeof(*place));
	*place = rec;
	file->count_of[rec.kind]++;
}
