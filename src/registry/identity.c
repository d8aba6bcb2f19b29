/* SPDX-License-Identifier: ISC */
/* Persons, organisations and accounts; handles and ownerids. */
#include "registry/private.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "model/limits.h"
#include "store/read.h"
#include "store/write.h"

/* Is a name with this counter given out?  Names are never given out twice. */
typedef bool taken_fn(struct registry *, const void *stem, int64_t counter);

/*
 * A counter whose name is free: doubles until it finds one, then halves the
 * gap.  Names are given out in order, so it is the lowest but for gaps that
 * a hand-made name left.
 */
static int64_t
counter_free(struct registry *r, taken_fn *taken, const void *stem)
{
	int64_t low, high = 1;

	if (!taken(r, stem, 0))
		return 0;
	while (taken(r, stem, high))
		high *= 2;
	for (low = high / 2; high - low > 1;) {
		int64_t middle = low + (high - low) / 2;

		if (taken(r, stem, middle))
			low = middle;
		else
			high = middle;
	}
	return high;
}

static const char *
handle_text(struct registry *r, const char *stem, int64_t counter)
{
	return counter == 0 ? stem : arena_printf(r->scratch, "%s%lld", stem,
	    (long long)counter);
}

static bool
handle_taken(struct registry *r, const void *stem, int64_t counter)
{
	struct person person;

	return q_person_by_handle(r->db, handle_text(r, stem, counter),
	    &person);
}

const char *
handle_next(struct registry *r, const char *stem)
{
	return handle_text(r, stem, counter_free(r, handle_taken, stem));
}

struct ownerid_stem {
	const char *country, *letters;
};

static const char *
ownerid_counted(struct registry *r, const struct ownerid_stem *stem,
    int64_t counter)
{
	return ownerid_text(r->scratch, stem->country, stem->letters, counter,
	    registry_suffix(r));
}

static bool
ownerid_taken(struct registry *r, const void *stem, int64_t counter)
{
	struct organisation organisation;

	return q_organisation_by_ownerid(r->db,
	    ownerid_counted(r, stem, counter), &organisation);
}

const char *
ownerid_next(struct registry *r, const char *country, const char *letters)
{
	struct ownerid_stem stem = { country, letters };

	return ownerid_counted(r, &stem,
	    counter_free(r, ownerid_taken, &stem));
}

enum result
check_name(struct registry *r, const char *field, const char *name)
{
	const struct input input = { field, name, LIMIT_NAME };

	if (name == NULL || is_blank(name))
		return refuse(r, RESULT_MISSING, field, "%s", field);
	return check_inputs(r, &input, 1);
}

/* Good enough to send to: one @, a dot behind it, no blanks, and nothing that
   only few servers take: other letters than ASCII (RFC 6531), an address in
   brackets. */
static bool
email_is_plausible(const char *email)
{
	const char *at = strchr(email, '@');

	for (const char *c = email; *c != '\0'; c++)
		if (*c <= ' ' || *c > '~')
			return false;

	return strlen(email) <= LIMIT_EMAIL && at != NULL && at != email &&
	    strchr(at + 1, '@') == NULL &&
	    strchr(at, '.') != NULL && at[strlen(at) - 1] != '.' &&
	    strpbrk(email, "<>,;\"[]") == NULL;
}

enum result
check_email(struct registry *r, const char *email)
{
	const struct input input = { "email", email, LIMIT_EMAIL };

	if (email == NULL || !email_is_plausible(email))
		return refuse(r, RESULT_EMAIL_MALFORMED, "email", "%s", "");
	return check_inputs(r, &input, 1);
}

/* Three letters and an optional counter (portal.md, Words). */
static bool
handle_is_well_formed(const char *handle)
{
	size_t letters = strspn(handle, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
	size_t digits = strspn(handle + letters, "0123456789");

	return letters == 3 && digits <= 9 &&
	    handle[letters + digits] == '\0' && handle[letters] != '0';
}

static enum result
choose_handle(struct registry *r, struct person_add *in, const char **out)
{
	if (in->handle == NULL || in->handle[0] == '\0') {
		*out = handle_next(r, handle_stem(r->scratch, in->name));
		return RESULT_OK;
	}
	if (!handle_is_well_formed(in->handle))
		return refuse(r, RESULT_MALFORMED, "handle", "A user ID is "
		    "three letters and a counter, such as JUE or PEM3.");
	if (handle_taken(r, in->handle, 0))
		return refuse(r, RESULT_IN_USE, "handle", "%s", in->handle);
	*out = in->handle;
	return RESULT_OK;
}

enum result
do_person_add(struct registry *r, struct person_add *in)
{
	struct postal *p = &in->postal;
	struct person person;
	enum result result;

	result = check_name(r, "name", in->name);
	also(&result, check_email(r, in->email));
	also(&result, check_address(r, p));
	if (result != RESULT_OK)
		return result;
	person = (struct person){
		.name = in->name, .email = in->email, .street = p->street,
		.number = p->number, .complement = p->complement,
		.postcode = p->postcode, .city = p->city, .state = p->state,
		.country = p->country, .ddi = p->ddi, .ddd = p->ddd,
		.phone = p->phone, .extension = p->extension,
		.created = r->now, .changed = r->now,
	};
	if ((result = choose_handle(r, in, &person.handle)) != RESULT_OK)
		return result;
	put_new(r, FACT_person, &person);
	r->object = person.handle;
	in->handle_out = arena_strdup(r->arena, person.handle);
	in->id = person.id;
	return RESULT_OK;
}

static bool
ownerid_is_well_formed(struct registry *r, const char *ownerid,
    const char *country)
{
	const char *suffix = registry_suffix(r);
	size_t length = strlen(ownerid), tail = strlen(suffix);
	const char *stem = ownerid + 3;
	size_t letters, digits;

	if (length < 3 + 4 + 1 + tail || strncmp(ownerid, country, 2) != 0 ||
	    ownerid[2] != '-')
		return false;
	letters = strspn(stem, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
	digits = strspn(stem + letters, "0123456789");
	return letters == 4 && digits <= 9 && stem[letters] != '0' &&
	    stem[letters + digits] == '-' &&
	    strcmp(stem + letters + digits + 1, suffix) == 0;
}

static enum result
choose_ownerid(struct registry *r, struct organisation_add *in,
    const char **out)
{
	struct organisation taken;
	const char *country = in->postal.country;

	if (in->ownerid == NULL || in->ownerid[0] == '\0') {
		*out = ownerid_next(r, country,
		    ownerid_stem(r->scratch, in->name));
		return RESULT_OK;
	}
	if (!ownerid_is_well_formed(r, in->ownerid, country))
		return refuse(r, RESULT_MALFORMED, "ownerid", "An ownerid "
		    "looks like %s-ABCD1-%s.", country, registry_suffix(r));
	if (q_organisation_by_ownerid(r->db, in->ownerid, &taken))
		return refuse(r, RESULT_IN_USE, "ownerid", "%s", in->ownerid);
	*out = in->ownerid;
	return RESULT_OK;
}

/* The opaque-id: as given, or the row's serial, stepping over taken ones. */
static enum result
choose_opaque(struct registry *r, const char *given, const char **out)
{
	const struct input input = { "opaque", given, LIMIT_SHORT };
	struct organisation taken;
	int64_t number = r->serial;

	if (given != NULL && given[0] != '\0') {
		*out = given;
		if (strspn(given, "0123456789abcdefABCDEF-") != strlen(given))
			return refuse(r, RESULT_MALFORMED, "opaque",
			    "An opaque-id is digits and letters a to f.");
		if (q_organisation_by_opaque(r->db, given, &taken))
			return refuse(r, RESULT_IN_USE, "opaque", "%s is %s.",
			    given, taken.ownerid);
		return check_inputs(r, &input, 1);
	}
	do
		*out = arena_printf(r->scratch, "%lld", (long long)number++);
	while (q_organisation_by_opaque(r->db, *out, &taken));
	return RESULT_OK;
}

/*
 * A contact is an active user (policy.md, Contacts).  Hostmaster may also
 * name a person who has no account yet (design: persons and accounts).
 */
enum result
contact_named(struct registry *r, const char *field, const char *handle,
    int64_t *id)
{
	struct account account;
	int64_t before = *id;
	enum result result = person_named(r, field, handle, id);

	if (result != RESULT_OK || *id == before)
		return result;
	if (q_account(r->db, *id, &account) ? account.disabled :
	    !r->actor.hostmaster)
		return refuse(r, RESULT_NOT_ACTIVE, field, "%s", handle);
	return RESULT_OK;
}

/* Its three contacts; billing and membership default to administrative. */
static enum result
choose_contacts(struct registry *r, const struct organisation_add *in,
    struct organisation *o)
{
	enum result result;

	if ((result = contact_named(r, "admin", in->admin, &o->admin)) !=
	    RESULT_OK)
		return result;
	o->billing = o->member = o->admin;
	if ((result = contact_named(r, "billing", in->billing, &o->billing)) !=
	    RESULT_OK)
		return result;
	return contact_named(r, "member", in->member, &o->member);
}

static const char *
responsible_of(struct registry *r, const char *given, int64_t admin)
{
	struct person person;

	if (given != NULL && given[0] != '\0')
		return given;
	return admin != 0 && q_person_by_id(r->db, admin, &person) ?
	    person.name : "";
}

enum result
check_organisation(struct registry *r, struct organisation_add *in)
{
	const struct input responsible = { "responsible", in->responsible,
	    LIMIT_NAME };
	enum result result = check_name(r, "name", in->name);

	also(&result, check_inputs(r, &responsible, 1));
	also(&result, check_address(r, &in->postal));
	return result;
}

enum result
organisation_create(struct registry *r, struct organisation_add *in,
    struct organisation *out)
{
	const struct postal *p = &in->postal;
	enum result result = check_organisation(r, in);

	if (result != RESULT_OK)
		return result;
	*out = (struct organisation){
		.name = in->name, .street = p->street, .number = p->number,
		.complement = p->complement, .postcode = p->postcode,
		.city = p->city, .state = p->state, .country = p->country,
		.ddi = p->ddi, .ddd = p->ddd, .phone = p->phone,
		.extension = p->extension, .creator = r->me.id,
		.legacy = in->legacy, .created = r->now, .changed = r->now,
	};
	if ((result = choose_contacts(r, in, out)) != RESULT_OK ||
	    (result = choose_ownerid(r, in, &out->ownerid)) != RESULT_OK ||
	    (result = choose_opaque(r, in->opaque, &out->opaque)) != RESULT_OK)
		return result;
	out->responsible = responsible_of(r, in->responsible, out->admin);
	put_new(r, FACT_organisation, out);
	in->ownerid_out = arena_strdup(r->arena, out->ownerid);
	in->id = out->id;
	return RESULT_OK;
}

enum result
do_organisation_add(struct registry *r, struct organisation_add *in)
{
	struct organisation organisation;
	enum result result = organisation_create(r, in, &organisation);

	if (result == RESULT_OK)
		r->object = organisation.ownerid;
	return result;
}

