/* SPDX-License-Identifier: ISC */
/*
 * A whole statistics file into an empty register, in one transaction.  The
 * free space of the roots is computed once, at the end: taking 90,000 ranges
 * out one by one would write each free row many times over.
 */
#include "registry/private.h"

#include <stdio.h>
#include <string.h>

#include "store/read.h"
#include "store/write.h"

static bool
root_of(struct store *db, enum record_kind kind, struct block *root)
{
	struct prefix prefix = { .length = 3 };

	if (kind == RECORD_IPV4) {
		prefix.first = ipv4_address(0);
		prefix.length = IPV4_BITS;
	} else {
		prefix.first.bytes[0] = 0x20;
	}
	return q_block_by_prefix(db, &prefix, root);
}

static bool
is_empty(struct store *db)
{
	struct q_organisation_first organisation;
	struct block root;
	struct asn asn;

	return !q_organisation_first(db, &organisation) &&
	    !q_asn_before(db, UINT32_MAX, &asn) &&
	    root_of(db, RECORD_IPV4, &root) &&
	    !block_has_children(db, &root) &&
	    root_of(db, RECORD_IPV6, &root) && !block_has_children(db, &root);
}

enum result
registry_import_begin(struct registry *r)
{
	assert(r->bulk);
	if (!is_empty(r->db))
		return refuse(r, RESULT_NOT_EMPTY, "", "An import needs an "
		    "empty registry.");
	if (!root_of(r->db, RECORD_IPV4, &r->roots[0]) ||
	    !root_of(r->db, RECORD_IPV6, &r->roots[1]))
		die("the register has no roots");
	r->importing = true;
	r->import_count = 0;
	return RESULT_OK;
}

static enum result
rebuild_root(struct registry *r, const struct block *root)
{
	struct prefix where;

	if (!tiling_rebuild(r->db, root, &where))
		return refuse(r, RESULT_TAKEN, "", "%s overlaps another "
		    "record, or lies outside unicast space.",
		    said(r, &where));
	return RESULT_OK;
}

enum result
registry_import_end(struct registry *r)
{
	enum result result;
	uint32_t where;

	assert(r->importing);
	if ((result = rebuild_root(r, &r->roots[0])) != RESULT_OK ||
	    (result = rebuild_root(r, &r->roots[1])) != RESULT_OK)
		return result;
	if (!asn_space_rebuild(r->db, &where))
		return refuse(r, RESULT_TAKEN, "", "AS%u is in two records.",
		    where);
	return RESULT_OK;
}

/* A word of letters that counts: AAAA, AAAB, ... as long as it must be. */
static void
letters_of(int64_t number, int least, char out[16])
{
	int length = least;
	int64_t rest;

	for (rest = number; length < 14; length++) {
		int64_t all = 1;

		for (int i = 0; i < length; i++)
			all *= 26;
		if (rest < all)
			break;
		rest -= all;
	}
	for (int i = length; i-- > 0; rest /= 26)
		out[i] = (char)('A' + rest % 26);
	out[length] = '\0';
}

/*
 * Handles are three letters and a counter, ownerids four: the number of the
 * holder makes both without asking the store.
 */
static const char *
made_handle(struct registry *r, int64_t number)
{
	char letters[16];

	letters_of(number % 17576, 3, letters);
	return number < 17576 ? arena_strdup(r->scratch, letters) :
	    arena_printf(r->scratch, "%s%lld", letters,
	    (long long)(number / 17576));
}

static const char *
made_ownerid(struct registry *r, const char *country, int64_t number)
{
	char letters[16];

	letters_of(number % 456976, 4, letters);
	return ownerid_text(r->scratch, country, letters, number / 456976,
	    registry_suffix(r));
}

static void
make_person(struct registry *r, const struct import_record *in,
    int64_t number, struct person *person)
{
	*person = (struct person){
		.handle = made_handle(r, number),
		.name = arena_printf(r->scratch, "Contact %lld",
		    (long long)number),
		.country = in->country, .city = "Example City",
		.street = "Example Street",
		.number = arena_printf(r->scratch, "%lld", (long long)number),
		.created = in->date != 0 ? in->date : r->now,
		.changed = r->now,
	};
	person->email = arena_printf(r->scratch, "%s@example.invalid",
	    person->handle);
	put_new(r, FACT_person, person);
}

static void
make_holder(struct registry *r, const struct import_record *in,
    const char *opaque, struct organisation *out)
{
	int64_t number = r->import_count++;
	struct person person;

	make_person(r, in, number, &person);
	*out = (struct organisation){
		.ownerid = made_ownerid(r, in->country, number),
		.opaque = opaque, .country = in->country,
		.name = arena_printf(r->scratch, "Organization %lld",
		    (long long)number),
		.responsible = person.name, .street = person.street,
		.number = person.number, .city = person.city,
		.admin = person.id, .billing = person.id, .member = person.id,
		.created = person.created, .changed = r->now,
	};
	put_new(r, FACT_organisation, out);
}

/* Files without opaque-ids do not say which records share a holder: each
   gets one of its own. */
static void
find_holder(struct registry *r, const struct import_record *in,
    struct organisation *out)
{
	const char *opaque = in->opaque;

	*out = (struct organisation){ 0 };
	if (status_is_stock(in->status))
		return;
	if (opaque == NULL || opaque[0] == '\0')
		opaque = arena_printf(r->scratch, "%lld",
		    (long long)r->import_count + 1);
	else if (q_organisation_by_opaque(r->db, opaque, out))
		return;
	make_holder(r, in, opaque, out);
}

static void
import_asns(struct registry *r, const struct import_record *in,
    const struct record *record, const struct organisation *holder)
{
	struct asn asn = {
		.first = in->asns.first, .last = in->asns.last,
		.status = in->status, .record = record->id,
		.organisation = holder->id, .routing = holder->admin,
		.abuse = holder->admin, .created = in->date,
		.changed = in->date,
	};

	put_new(r, FACT_asn, &asn);
}

static enum result
import_blocks(struct registry *r, const struct import_record *in,
    const struct record *record, const struct organisation *holder)
{
	const struct block *root = &r->roots[in->kind == RECORD_IPV6];
	struct address at = in->first, last;
	struct block block;

	do {
		block = (struct block){
			.parent = root->id, .status = in->status,
			.prefix = range_head(&at, &in->last),
			.record = record->id, .organisation = holder->id,
			.tech = holder->admin, .abuse = holder->admin,
			.created = in->date, .changed = in->date,
		};
		if (!prefix_covers(&root->prefix, &block.prefix) ||
		    prefix_equal(&root->prefix, &block.prefix))
			return refuse(r, RESULT_NOT_OURS, "", "%s",
			    said(r, &block.prefix));
		put_new(r, FACT_block, &block);
		last = prefix_last(&block.prefix);
	} while (address_after(&last, &at) &&
	    address_compare(&at, &in->last) <= 0);
	return RESULT_OK;
}

enum result
do_import_record(struct registry *r, struct import_record *in)
{
	struct resource resource = { .is_asn = in->kind == RECORD_ASN,
	    .asns = in->asns };
	struct record record = { .kind = in->kind, .country = in->country,
	    .date = in->date };
	struct organisation holder;

	assert(r->importing);
	if (!resource.is_asn)
		resource.prefix = range_head(&in->first, &in->last);
	r->object = said_resource(r, &resource);
	find_holder(r, in, &holder);
	put_new(r, FACT_record, &record);
	if (resource.is_asn) {
		import_asns(r, in, &record, &holder);
		return RESULT_OK;
	}
	return import_blocks(r, in, &record, &holder);
}

static bool
registry_name_is_well_formed(const char *name)
{
	size_t length = name == NULL ? 0 : strlen(name);

	return length > 0 && length <= 20 && name[0] >= 'a' && name[0] <= 'z' &&
	    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

enum result
do_init(struct registry *r, struct init *in)
{
	struct block ipv4 = { .prefix = { ipv4_address(0), IPV4_BITS },
	    .status = STATUS_ROOT, .changed = r->now };
	struct block ipv6 = { .prefix = { .length = 3 },
	    .status = STATUS_ROOT, .changed = r->now };
	struct q_setting setting;

	if (!registry_name_is_well_formed(in->registry))
		return refuse(r, RESULT_MALFORMED, "registry", "A registry's "
		    "name is letters a to z, digits and hyphens, such as "
		    "lacnic.");
	if (q_setting(r->db, "registry", &setting))
		return refuse(r, RESULT_NOT_EMPTY, "registry",
		    "This is already %s.", setting.value);
	ipv6.prefix.first.bytes[0] = 0x20;
	w_setting_insert(r->db, "registry", in->registry);
	put_new(r, FACT_block, &ipv4);
	put_new(r, FACT_block, &ipv6);
	w_asn_free_insert(r->db, 0, UINT32_MAX);
	r->object = arena_strdup(r->scratch, in->registry);
	return RESULT_OK;
}
