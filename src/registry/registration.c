/* SPDX-License-Identifier: ISC */
/*
 * Registering.  Until its link is followed a registration is a row that
 * expires, with all that was typed; then there are a person and an account.
 */
#include "registry/private.h"

#include <jansson.h>
#include <string.h>
#include <strings.h>

#include "model/limits.h"
#include "store/read.h"
#include "store/write.h"

#define PURPOSE_REGISTRATION "registration"
#define PERSON_JSON (16u << 10)		/* all at their limits, escaped */

/* --- Asking --------------------------------------------------------------- */

static struct person
person_of(const struct person_add *in)
{
	const struct postal *p = &in->postal;
	struct person person = {
		.name = in->name, .email = in->email, .street = p->street,
		.number = p->number, .complement = p->complement,
		.postcode = p->postcode, .city = p->city, .state = p->state,
		.country = p->country, .ddi = p->ddi, .ddd = p->ddd,
		.phone = p->phone, .extension = p->extension,
	};

	fact_complete(FACT_person, &person);
	return person;
}

static const char *
json_of(struct registry *r, const struct person *person, bool personal)
{
	struct text text;
	const char *json;

	text_init(&text, PERSON_JSON);
	fact_put_json(&text, FACT_person, person, personal);
	assert(!text.overflow);
	json = arena_strdup(r->scratch, text.bytes);
	text_release(&text);
	return json;
}

/* The user IDs that have this address, for who reads its mails, and in the
   language of the first: who registers may be a stranger. */
static const char *
users_of(struct registry *r, const char *email, const char **language)
{
	struct account account;
	struct person found[LIMIT_NAMED_USERS];
	size_t count = registry_find_persons(r, email, FIND_USERS, found,
	    LIMIT_NAMED_USERS);
	const char *comma = "", *list = "{\"handles\":\"";

	for (size_t i = 0; i < count; i++) {
		if (strcasecmp(found[i].email, email) != 0)
			continue;
		if (*comma == '\0' && q_account(r->db, found[i].id, &account))
			*language = account.language;
		list = arena_printf(r->scratch, "%s%s%s", list, comma,
		    found[i].handle);
		comma = ", ";
	}
	return arena_printf(r->scratch, "%s\"}", list);
}

static enum result
check_registration(struct registry *r, struct registration_ask *in)
{
	struct postal *p = &in->person.postal;
	enum result result = check_name(r, "name", in->person.name);

	also(&result, check_email(r, in->person.email));
	also(&result, check_address(r, p));
	also(&result, check_reachable(r, p, NULL));
	if (!language_is_known(in->language))
		also(&result, refuse(r, RESULT_MALFORMED, "language",
		    "The languages are es, en and pt."));
	return result;
}

/* The name is a stranger's: no mail begins with it before its address is
   known to be theirs. */
static void
send_link(struct registry *r, const struct registration_ask *in)
{
	const struct person reader = { .handle = "", .name = "",
	    .email = in->person.email };
	const char *language = in->language;
	const char *users = users_of(r, in->person.email, &language);

	mail_queue(r, &reader, language, "registration", users, in->sealed);
}

enum result
do_registration_ask(struct registry *r, struct registration_ask *in)
{
	struct hash hash = token_hash(PURPOSE_REGISTRATION, in->token);
	enum result result = check_registration(r, in);
	struct person person;
	struct hash reader;

	if (result != RESULT_OK)
		return result;
	person = person_of(&in->person);
	if (!mail_may_be_asked(r, in->person.email, in->address))
		return refuse(r, RESULT_TOO_OFTEN, "email", "%s",
		    in->address);
	registration_expire(r);
	if (!mail_may_be_sent_to(r, in->person.email))
		return RESULT_OK;	/* as if one were sent */
	reader = address_hash(r, in->person.email);
	w_registration_insert(r->db, hash.bytes, HASH_SIZE, reader.bytes,
	    HASH_SIZE, json_of(r, &person, false), json_of(r, &person, true),
	    in->language, r->now + LIMIT_ADDRESS_LINK_S);
	send_link(r, in);
	return RESULT_OK;
}

void
registration_expire(struct registry *r)
{
	w_registration_expire(r->db, r->now);
}

/* --- Confirming ----------------------------------------------------------- */

static bool
read_person(struct registry *r, const char *json, struct person *person)
{
	json_t *object = json_loads(json, 0, NULL);
	bool read = object != NULL &&
	    fact_from_json(r->arena, FACT_person, object, person);

	json_decref(object);
	return read;
}

static bool
find(struct registry *r, const char *token, struct person *person,
    struct q_registration *row)
{
	struct hash hash = token_hash(PURPOSE_REGISTRATION, token);

	*person = (struct person){ 0 };
	return q_registration(r->db, hash.bytes, HASH_SIZE, row) &&
	    row->expires > clock_now(r->clock) &&
	    read_person(r, row->plain, person) &&
	    read_person(r, row->personal, person);
}

bool
registry_registration(struct registry *r, const char *token,
    struct person *person, const char **language)
{
	struct q_registration row;
	bool found = find(r, token, person, &row);

	*language = found ? row.language : "";
	return found;
}

static enum result
add_person(struct registry *r, const struct person *p, struct person *out)
{
	struct person_add in = {
		.name = p->name, .email = p->email,
		.postal = {
			.street = p->street, .number = p->number,
			.complement = p->complement, .postcode = p->postcode,
			.city = p->city, .state = p->state,
			.country = p->country, .ddi = p->ddi, .ddd = p->ddd,
			.phone = p->phone, .extension = p->extension,
		},
	};
	enum result result = do_person_add(r, &in);

	if (result == RESULT_OK && !q_person_by_id(r->db, in.id, out))
		result = RESULT_STORE_FAILED;
	return result;
}

enum result
do_registration_confirm(struct registry *r, struct registration_confirm *in)
{
	struct person typed, person;
	struct q_registration row;
	enum result result;

	if (!find(r, in->token, &typed, &row))
		return refuse(r, RESULT_NO_LINK, "token", "token");
	if ((result = add_person(r, &typed, &person)) != RESULT_OK)
		return result;
	act_by_link(r, &person, in->address);
	w_account_insert(r->db, person.id, 0, row.language);
	w_account_set_password(r->db, person.id, in->password);
	w_registration_delete_to(r->db, row.address.bytes,
	    row.address.length);
	mail_queue(r, &person, row.language, "registered", "{}", "");
	in->handle = arena_strdup(r->arena, person.handle);
	in->language = arena_strdup(r->arena, row.language);
	return RESULT_OK;
}
