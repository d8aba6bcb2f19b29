/* SPDX-License-Identifier: ISC */
/*
 * Holders from before the registry: hostmaster issues a one-time password,
 * the user whom it was mailed to takes over.  Whatever is wrong with a try,
 * the same statements run and the same is answered.
 */
#include "registry/private.h"

#include <ctype.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "model/limits.h"
#include "store/read.h"
#include "store/write.h"

#define PURPOSE "legacy"
#define SIGNS 20			/* of 32: 100 bits */
#define GROUP 4

/* --- The password --------------------------------------------------------- */

void
registry_one_time(char out[TOKEN_TEXT_MAX])
{
	static const char alphabet[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
	uint8_t bytes[SIGNS];
	char *p = out;

	if (sodium_init() < 0)
		die("libsodium does not start");
	randombytes_buf(bytes, sizeof(bytes));	/* never PARCELA_SEED's */
	memset(out, 0, TOKEN_TEXT_MAX);
	for (size_t i = 0; i < SIGNS; i++) {
		if (i > 0 && i % GROUP == 0)
			*p++ = '-';
		*p++ = alphabet[bytes[i] % 32];
	}
	explicit_bzero(bytes, sizeof(bytes));
}

/* Only letters and digits matter, and not whether they are capitals. */
static struct hash
hash_typed(const char *typed)
{
	char plain[SIGNS + 2] = "";	/* one more: too long is wrong */
	struct hash hash;
	size_t length = 0;

	for (; typed != NULL && *typed != '\0'; typed++)
		if (isalnum((unsigned char)*typed) && length <= SIGNS)
			plain[length++] = (char)toupper((unsigned char)*typed);
	hash = token_hash(PURPOSE, plain);
	explicit_bzero(plain, sizeof(plain));
	return hash;
}

/* Is this the actor's password for this holder, today?  Fills the holder as
   far as there is one. */
static bool
is_open(struct registry *r, const char *ownerid, const char *typed,
    struct organisation *o)
{
	struct hash hash = hash_typed(typed);
	struct q_legacy_password row;
	bool known = ownerid != NULL &&
	    q_organisation_by_ownerid(r->db, ownerid, o);

	if (!known)
		o->id = 0;
	return q_legacy_password(r->db, o->id, &row) &&
	    row.hash.length == HASH_SIZE &&
	    sodium_memcmp(row.hash.bytes, hash.bytes, HASH_SIZE) == 0 &&
	    row.person == r->me.id && row.wrong < LIMIT_LEGACY_TRIES &&
	    row.expires > clock_now(r->clock);
}

/* --- Telling -------------------------------------------------------------- */

struct said { const char *name, *value; };

static const char *
detail_of(struct registry *r, const struct said *said, size_t count)
{
	const char *detail;
	struct text text;

	text_init(&text, 4096);
	for (size_t i = 0; i < count; i++) {
		text_put(&text, i == 0 ? "{" : ",");
		text_put_json(&text, said[i].name);
		text_put_char(&text, ':');
		text_put_json(&text, said[i].value);
	}
	text_put_char(&text, '}');
	detail = arena_strdup(r->scratch, text.bytes);
	text_release(&text);
	return detail;
}

static void
tell(struct registry *r, int64_t id, const char *kind, const char *detail)
{
	struct person person;

	if (q_person_by_id(r->db, id, &person))
		mail_user(r, &person, kind, detail);
}

/* --- Issuing -------------------------------------------------------------- */

static enum result
find_user(struct registry *r, const char *handle, struct person *person,
    struct account *account)
{
	if (handle == NULL || !q_person_by_handle(r->db, handle, person))
		return refuse(r, RESULT_NO_PERSON, "user", "%s",
		    handle == NULL ? "" : handle);
	if (!q_account(r->db, person->id, account))
		return refuse(r, RESULT_NO_USER, "user", "%s", handle);
	if (account->disabled)
		return refuse(r, RESULT_DISABLED, "user", "%s", handle);
	if (person->email[0] == '\0')
		return refuse(r, RESULT_NOT_ACTIVE, "user",
		    "%s has no e-mail address.", handle);
	return RESULT_OK;
}

static enum result
find_legacy(struct registry *r, const char *ownerid, struct organisation *o)
{
	enum result result = organisation_named(r, ownerid, o);

	if (result == RESULT_OK && !o->legacy)
		return refuse(r, RESULT_NOT_LEGACY, "ownerid", "%s", ownerid);
	return result;
}

/* Somebody took it over before, or was named for it. */
static void
note_admin(struct registry *r, const struct organisation *o)
{
	struct person admin;

	if (o->admin != 0 && q_person_by_id(r->db, o->admin, &admin))
		refuse(r, RESULT_OK, "", "%s has an administrative contact, "
		    "%s; who uses the password takes it over from them.",
		    o->ownerid, admin.handle);
}

enum result
do_legacy_issue(struct registry *r, struct legacy_issue *in)
{
	struct hash hash = hash_typed(in->password);
	char until[TIME_TEXT_MAX];
	struct organisation o;
	struct account account;
	struct person person;
	enum result result = find_legacy(r, in->ownerid, &o);

	also(&result, find_user(r, in->handle, &person, &account));
	if (result != RESULT_OK)
		return result;
	note_admin(r, &o);
	in->expires = r->now + LIMIT_LEGACY_S;
	in->address = arena_strdup(r->arena, person.email);
	w_legacy_password_set(r->db, o.id, person.id, hash.bytes, HASH_SIZE,
	    r->now, in->expires);
	const struct said said[] = {
		{ "ownerid", o.ownerid }, { "organization", o.name },
		{ "until", time_iso(in->expires, until) },
	};

	mail_must(r, &person, account.language, "legacy_password",
	    detail_of(r, said, ARRAY_LENGTH(said)), in->sealed);
	return RESULT_OK;
}

enum result
do_legacy_revoke(struct registry *r, struct legacy_revoke *in)
{
	struct organisation o;
	enum result result = organisation_named(r, in->ownerid, &o);

	if (result == RESULT_OK && w_legacy_password_delete(r->db, o.id) == 0)
		return refuse(r, RESULT_NO_ONE_TIME, "ownerid", "%s",
		    in->ownerid);
	return result;
}

/* --- Trying --------------------------------------------------------------- */

enum result
do_legacy_try(struct registry *r, struct legacy_try *in)
{
	const struct attempt attempt = { PURPOSE, r->me.handle, in->address,
	    NULL };
	struct organisation o;

	if (r->me.id == 0)
		return refuse(r, RESULT_NO_SESSION, "", "%s", "");
	in->wait_s = in->address == NULL ? 0 : attempt_begin(r, &attempt);
	if (in->wait_s > 0)
		return refuse(r, RESULT_TOO_OFTEN, "password", "%lld",
		    (long long)in->wait_s);
	in->right = is_open(r, in->ownerid, in->password, &o);
	if (!in->right)
		w_legacy_password_wrong(r->db, o.id, r->me.id);
	else if (in->address != NULL)
		attempt_succeeded(r, &attempt);
	return RESULT_OK;
}

/* --- What is taken over --------------------------------------------------- */

/* What it has from the registry itself, not what others passed on to it. */
struct direct {
	struct block *blocks;
	size_t block_count;
	struct asn *asns;
	size_t asn_count;
};

static void
find_direct(struct registry *r, struct arena *arena, int64_t organisation,
    struct direct *d)
{
	struct cursor cursor;
	struct block block, *b;
	struct asn asn, *a;

	*d = (struct direct){ 0 };
	q_legacy_blocks_open(r->db, organisation, &cursor);
	while (q_legacy_blocks_next(&cursor, &block)) {
		if (!status_is_direct(block.status))
			continue;
		b = arena_grow(arena, &d->blocks, &d->block_count, sizeof(*b));
		*b = block;
	}
	q_legacy_asns_open(r->db, organisation, &cursor);
	while (q_legacy_asns_next(&cursor, &asn)) {
		a = arena_grow(arena, &d->asns, &d->asn_count, sizeof(*a));
		*a = asn;
	}
}

bool
registry_legacy(struct registry *r, const char *ownerid, const char *password,
    struct legacy_view *out)
{
	struct direct d;
	struct resource *to;

	if (r->me.id == 0 || !is_open(r, ownerid, password,
	    &out->organisation))
		return false;
	find_direct(r, r->arena, out->organisation.id, &d);
	out->block_count = d.block_count;
	out->count = d.block_count + d.asn_count;
	out->resources = to = arena_alloc(r->arena,
	    (out->count + 1) * sizeof(*to));
	for (size_t i = 0; i < d.block_count; i++)
		(to++)->prefix = d.blocks[i].prefix;
	for (size_t i = 0; i < d.asn_count; i++)
		*to++ = (struct resource){ .is_asn = true, .asns = {
		    (uint32_t)d.asns[i].first, (uint32_t)d.asns[i].last } };
	return true;
}

/* --- Taking over ---------------------------------------------------------- */

/* Who was a contact, each as often as they were. */
struct people { int64_t *ids; size_t count; };

static void
add_person(struct registry *r, struct people *people, int64_t id)
{
	int64_t *place;

	if (id == 0 || id == r->me.id)
		return;
	place = arena_grow(r->scratch, &people->ids, &people->count,
	    sizeof(*place));
	*place = id;
}

/* An abuse contact that is there stays: it answers to the world. */
static void
take_contacts(struct registry *r, int64_t *tech, int64_t *abuse,
    struct people *people)
{
	add_person(r, people, *tech);
	add_person(r, people, *abuse);
	*tech = r->me.id;
	if (*abuse == 0)
		*abuse = r->me.id;
}

static void
take_resources(struct registry *r, const struct direct *d,
    struct people *people)
{
	for (size_t i = 0; i < d->block_count; i++) {
		struct block after = d->blocks[i];

		take_contacts(r, &after.tech, &after.abuse, people);
		if (fact_equal(FACT_block, &d->blocks[i], &after))
			continue;
		after.changed = r->now;
		put_changed(r, FACT_block, &d->blocks[i], &after);
	}
	for (size_t i = 0; i < d->asn_count; i++) {
		struct asn after = d->asns[i];

		take_contacts(r, &after.routing, &after.abuse, people);
		if (fact_equal(FACT_asn, &d->asns[i], &after))
			continue;
		after.changed = r->now;
		put_changed(r, FACT_asn, &d->asns[i], &after);
	}
}

static int
compare_ids(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void
tell_all(struct registry *r, const struct organisation *o,
    const struct people *people)
{
	const struct said said[] = {
		{ "ownerid", o->ownerid }, { "organization", o->name },
		{ "user", r->me.handle }, { "name", r->me.name },
	};
	const char *detail = detail_of(r, said, ARRAY_LENGTH(said));

	if (people->count > 1)
		qsort(people->ids, people->count, sizeof(*people->ids),
		    compare_ids);
	for (size_t i = 0; i < people->count; i++)
		if (i == 0 || people->ids[i] != people->ids[i - 1])
			tell(r, people->ids[i], "legacy_taken", detail);
	tell(r, r->me.id, "legacy_yours", detail);
}

/* Whom letters reach, and calls. */
static enum result
check_complete(struct registry *r, const struct organisation *o)
{
	const struct said needed[] = {
		{ "responsible", o->responsible }, { "street", o->street },
		{ "city", o->city }, { "ddi", o->ddi }, { "phone", o->phone },
	};
	enum result result = RESULT_OK;

	for (size_t i = 0; i < ARRAY_LENGTH(needed); i++)
		if (is_blank(needed[i].value))
			also(&result, refuse(r, RESULT_MISSING,
			    needed[i].name, "%s", needed[i].name));
	return result;
}

static enum result
complete(struct registry *r, const struct legacy_claim *in,
    struct organisation *o)
{
	const struct input responsible = { "responsible", in->responsible,
	    LIMIT_NAME };
	struct postal postal = in->postal;
	enum result result = check_inputs(r, &responsible, 1);

	also(&result, check_postal(r, &postal));
	organisation_take(o, in->responsible, &postal);
	also(&result, check_complete(r, o));
	return result;
}

/* The password is what permits it. */
static bool
permit_claim(struct registry *r, const struct legacy_claim *in,
    struct organisation *o)
{
	r->permitted = true;
	return r->me.id != 0 && is_open(r, in->ownerid, in->password, o);
}

enum result
do_legacy_claim(struct registry *r, struct legacy_claim *in)
{
	struct organisation before, after;
	struct people people = { 0 };
	struct direct d;
	enum result result;

	if (!permit_claim(r, in, &before))
		return refuse(r, RESULT_WRONG_ONE_TIME, "password", "%s", "");
	r->object = before.ownerid;
	after = before;
	if ((result = complete(r, in, &after)) != RESULT_OK)
		return result;
	add_person(r, &people, before.admin);
	add_person(r, &people, before.billing);
	add_person(r, &people, before.member);
	after.admin = after.billing = after.member = r->me.id;
	organisation_keep(r, &before, &after);
	find_direct(r, r->scratch, before.id, &d);
	take_resources(r, &d, &people);
	w_legacy_password_delete(r->db, before.id);
	tell_all(r, &before, &people);
	in->blocks = (int64_t)d.block_count;
	in->asns = (int64_t)d.asn_count;
	return RESULT_OK;
}
