/* SPDX-License-Identifier: ISC */
/* The records in order, for statistics. */
#include <stdlib.h>
#include <string.h>

#include "index/private.h"
#include "store/read.h"

/* A row as the store has it: one block, or one row of AS numbers. */
struct part {
	int64_t record;
	struct address last;
	struct index_record public;
};

struct index_records {
	struct index *index;
	enum record_kind kind;
	struct cursor cursor;
	bool has_next;
	struct part next;
};

/* Where a kind's addresses begin and end. */
static void
kind_bounds(enum record_kind kind, struct address *lowest,
    struct address *highest)
{
	memset(lowest, 0, sizeof(*lowest));
	memset(highest, 0xff, sizeof(*highest));
	if (kind == RECORD_IPV4) {
		*lowest = ipv4_address(0);
		*highest = ipv4_address(UINT32_MAX);
	} else {
		lowest->bytes[0] = 0x20;
	}
}

static bool
read_block(struct index_records *in, struct part *out)
{
	struct q_public_block_records row;
	struct index_record *r = &out->public;

	if (!q_public_block_records_next(&in->cursor, &row))
		return false;
	out->record = row.record;
	out->last = prefix_last(&row.p);
	r->first = row.p.first;
	r->value = in->kind == RECORD_IPV4 ? prefix_size(&row.p) :
	    (uint64_t)prefix_length(&row.p);
	r->status = known_word(status_words, STATUS_COUNT, row.status);
	r->country = row.country;
	r->date = row.date;
	r->opaque = row.opaque;
	return true;
}

static bool
read_asn(struct index_records *in, struct part *out)
{
	struct q_public_asn_records row;
	struct index_record *r = &out->public;

	if (!q_public_asn_records_next(&in->cursor, &row))
		return false;
	out->record = row.record;
	r->asn = (uint32_t)row.first;
	r->value = (uint64_t)(row.last - row.first) + 1;
	r->status = known_word(status_words, STATUS_COUNT, row.status);
	r->country = row.country;
	r->date = row.date;
	r->opaque = row.opaque;
	return true;
}

static bool
read_part(struct index_records *in, struct part *out)
{
	memset(out, 0, sizeof(*out));
	out->public.kind = in->kind;
	return in->kind == RECORD_ASN ? read_asn(in, out) :
	    read_block(in, out);
}

/* An IPv6 record is one prefix: its value could not say more. */
static bool
continues(const struct part *a, const struct part *b)
{
	struct address after;

	if (a->record == 0 || a->record != b->record ||
	    a->public.status != b->public.status)
		return false;
	switch (a->public.kind) {
	case RECORD_IPV4:
		return address_after(&a->last, &after) &&
		    address_equal(&after, &b->public.first);
	case RECORD_ASN:
		return a->public.asn + a->public.value == b->public.asn;
	default:
		return false;
	}
}

struct index_records *
index_records_open(struct index *ix, enum record_kind kind)
{
	struct index_records *in = memory_alloc(sizeof(*in));
	struct address lowest, highest;

	in->index = ix;
	in->kind = kind;
	kind_bounds(kind, &lowest, &highest);
	if (kind == RECORD_ASN)
		q_public_asn_records_open(ix->store, &in->cursor);
	else
		q_public_block_records_open(ix->store, &lowest, &highest,
		    &in->cursor);
	in->has_next = read_part(in, &in->next);
	return in;
}

bool
index_records_next(struct index_records *in, struct index_record *out)
{
	struct part whole;

	if (!in->has_next)
		return false;
	whole = in->next;
	while ((in->has_next = read_part(in, &in->next)) &&
	    continues(&whole, &in->next)) {
		whole.public.value += in->next.public.value;
		whole.last = in->next.last;
	}
	*out = whole.public;
	return true;
}

void
index_records_close(struct index_records *in)
{
	cursor_close(&in->cursor);
	free(in);
}
