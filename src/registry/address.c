/* SPDX-License-Identifier: ISC */
/*
 * The address of a user.  A new one counts when the link that was mailed to
 * it is followed; one from which mails come back is marked, until a link that
 * went there, or to another, is followed.
 */
#include "registry/private.h"

#include <string.h>

#include "model/limits.h"
#include "store/read.h"
#include "store/write.h"

#define PURPOSE_ADDRESS "address"
#define PURPOSE_SENT "sent"

void
links_void(struct registry *r, int64_t person)
{
	w_token_delete_of(r->db, person);
	w_new_address_delete_of(r->db, person);
}

void
act_by_link(struct registry *r, const struct person *person,
    const char *address)
{
	r->by_link = (struct registry_actor){ .user = person->handle,
	    .source = address == NULL ? "" : address,
	    .local = "", .requester = "", .reason = "", .ticket = "" };
}

/* --- What comes back ------------------------------------------------------ */

void
address_mark(struct registry *r, const char *handle,
    const struct hash *address)
{
	struct account account;
	struct person person;
	struct hash now;

	if (!q_person_by_handle(r->db, handle, &person) ||
	    !q_account(r->db, person.id, &account) || account.bounced != 0)
		return;
	now = address_hash(r, person.email);
	if (memcmp(now.bytes, address->bytes, HASH_SIZE) == 0)
		w_account_set_bounced(r->db, person.id, r->now);
}

void
address_clear(struct registry *r, const struct person *person)
{
	w_account_set_bounced(r->db, person->id, 0);
	w_sent_delete_of(r->db, person->handle);
}

enum result
do_mail_bounced(struct registry *r, struct mail_bounced *in)
{
	struct hash id = token_hash(PURPOSE_SENT, in->id), address;
	struct q_sent row;

	in->handle = "";
	w_sent_expire(r->db, r->now - LIMIT_BOUNCE_S);
	if (!q_sent(r->db, id.bytes, HASH_SIZE, &row) ||
	    row.address.length != HASH_SIZE)
		return RESULT_OK;
	memcpy(address.bytes, row.address.bytes, HASH_SIZE);
	in->handle = arena_strdup(r->arena, row.handle);
	address_mark(r, in->handle, &address);
	w_sent_delete(r->db, id.bytes, HASH_SIZE);
	return RESULT_OK;
}

enum result
do_mail_sent(struct registry *r, struct mail_sent *in)
{
	struct hash id = token_hash(PURPOSE_SENT, in->id), address;
	struct q_outbox_of row;

	w_sent_expire(r->db, r->now - LIMIT_BOUNCE_S);
	if (!q_outbox_of(r->db, in->id, &row))
		return RESULT_OK;
	address = address_hash(r, row.address);
	w_sent_insert(r->db, id.bytes, HASH_SIZE, row.handle, address.bytes,
	    HASH_SIZE, r->now);
	w_outbox_delete(r->db, in->id);
	return RESULT_OK;
}

/* --- A new one ------------------------------------------------------------ */

bool
registry_new_address(struct registry *r, int64_t person,
    struct new_address *out)
{
	struct q_new_address_of row;

	if (!q_new_address_of(r->db, person, &row) ||
	    row.expires <= clock_now(r->clock))
		return false;
	*out = (struct new_address){ row.address, row.expires };
	return true;
}

static const char *
detail_of(struct registry *r, const char *email)
{
	struct text text;
	const char *detail;

	text_init(&text, LIMIT_REASON);
	text_put(&text, "{\"email\":");
	text_put_json(&text, email);
	text_put_char(&text, '}');
	detail = arena_strdup(r->scratch, text.bytes);
	text_release(&text);
	return detail;
}

/* To an address that is not that of the register, or not any more. */
static void
tell(struct registry *r, const struct person *person, const char *email,
    const char *kind, const char *about)
{
	struct person reader = *person;

	reader.email = email;
	mail_user(r, &reader, kind, detail_of(r, about));
}

/* The old one hears of it once, however often the link is sent. */
static void
tell_asked(struct registry *r, const struct person *me, const char *email)
{
	struct new_address pending;

	if (strcmp(me->email, email) != 0 &&
	    (!registry_new_address(r, me->id, &pending) ||
	    strcmp(pending.email, email) != 0))
		tell(r, me, me->email, "address_asked", email);
}

static enum result
check_wanted(struct registry *r, const struct person *me, const char *email)
{
	struct account account;
	enum result result = check_email(r, email);

	if (result != RESULT_OK)
		return result;
	if (strcmp(me->email, email) == 0 &&
	    (!q_account(r->db, me->id, &account) || account.bounced == 0))
		return refuse(r, RESULT_SAME_ADDRESS, "email", "%s", email);
	return RESULT_OK;
}

static void
send_link(struct registry *r, const struct person *me,
    const struct address_ask *in)
{
	struct person reader = *me;
	struct account account = { .language = "es" };

	(void)q_account(r->db, me->id, &account);
	reader.email = in->email;
	mail_queue(r, &reader, account.language, "address_link",
	    detail_of(r, in->email), in->sealed);
}

enum result
do_address_ask(struct registry *r, struct address_ask *in)
{
	struct hash hash = token_hash(PURPOSE_ADDRESS, in->token);
	struct person me;
	enum result result;

	if (r->me.id == 0 || !q_person_by_id(r->db, r->me.id, &me))
		return refuse(r, RESULT_NO_SESSION, "", "%s", "");
	if ((result = check_wanted(r, &me, in->email)) != RESULT_OK)
		return result;
	if (!mail_may_be_asked(r, me.handle, in->address) ||
	    !mail_may_be_sent_to(r, in->email))
		return refuse(r, RESULT_TOO_OFTEN, "email", "%s", in->email);
	tell_asked(r, &me, in->email);
	w_new_address_expire(r->db, r->now);
	w_new_address_delete_of(r->db, me.id);
	w_new_address_insert(r->db, me.id, hash.bytes, HASH_SIZE, in->email,
	    r->now + LIMIT_ADDRESS_LINK_S);
	send_link(r, &me, in);
	return RESULT_OK;
}

enum result
do_address_cancel(struct registry *r, struct address_cancel *in)
{
	if (r->me.id == 0)
		return refuse(r, RESULT_NO_SESSION, "", "%s", "");
	in->was_asked = w_new_address_delete_of(r->db, r->me.id) > 0;
	return RESULT_OK;
}

bool
registry_address_link(struct registry *r, const char *token,
    struct person *person, const char **email)
{
	struct hash hash = token_hash(PURPOSE_ADDRESS, token);
	struct account account;
	struct q_new_address row;

	if (!q_new_address(r->db, hash.bytes, HASH_SIZE, &row) ||
	    row.expires <= clock_now(r->clock) ||
	    !q_person_by_id(r->db, row.person, person) ||
	    !q_account(r->db, person->id, &account) || account.disabled)
		return false;
	*email = row.address;
	return true;
}

void
address_replaced(struct registry *r, const struct person *before,
    const struct person *after, const char *kind)
{
	tell(r, before, before->email, kind, after->email);
	address_clear(r, after);
	tell(r, after, after->email, kind, after->email);
}

static void
replace(struct registry *r, const struct person *before, const char *email)
{
	struct person after = *before;

	after.email = email;
	after.changed = r->now;
	put_changed(r, FACT_person, before, &after);
	address_replaced(r, before, &after, "address_changed");
}

enum result
do_address_confirm(struct registry *r, struct address_confirm *in)
{
	struct person before;
	const char *email;

	if (!registry_address_link(r, in->token, &before, &email))
		return refuse(r, RESULT_NO_LINK, "token", "token");
	act_by_link(r, &before, in->address);
	secrets_void(r, &before);
	r->object = before.handle;
	if (strcmp(before.email, email) == 0)
		address_clear(r, &before);
	else
		replace(r, &before, email);
	in->handle = arena_strdup(r->arena, before.handle);
	in->email = arena_strdup(r->arena, email);
	return RESULT_OK;
}
