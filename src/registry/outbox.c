/* SPDX-License-Identifier: ISC */
/*
 * Mails on their way out.  A row is written by the operation that it tells
 * of, and removed when a server has taken the mail; it holds what the mail
 * says, not how.
 */
#include "registry/private.h"

#include <string.h>

#include "model/limits.h"
#include "store/read.h"
#include "store/write.h"

static bool
is_marked(struct registry *r, const struct person *to)
{
	struct account account;
	struct person now;

	return q_account(r->db, to->id, &account) && account.bounced != 0 &&
	    q_person_by_id(r->db, to->id, &now) &&
	    text_equal(now.email, to->email);
}

void
registry_mails_on(struct registry *r)
{
	r->mails = true;
}

bool
mails_are_wanted(const struct registry *r)
{
	return r->mails && !r->bulk && r->preview == NULL;
}

void
mail_must(struct registry *r, const struct person *to, const char *language,
    const char *kind, const char *detail, const char *sealed)
{
	char id[TOKEN_TEXT_MAX];

	registry_token(id);
	w_outbox_insert(r->db, id, kind, to->handle, to->name, to->email,
	    language, detail, sealed, r->now);
}

void
mail_queue(struct registry *r, const struct person *to, const char *language,
    const char *kind, const char *detail, const char *sealed)
{
	if (mails_are_wanted(r) && to->email != NULL &&
	    to->email[0] != '\0' && (sealed[0] != '\0' || !is_marked(r, to)))
		mail_must(r, to, language, kind, detail, sealed);
}

void
mail_user(struct registry *r, const struct person *to, const char *kind,
    const char *detail)
{
	struct account account;
	const char *language = q_account(r->db, to->id, &account) ?
	    account.language : country_language(to->country);

	mail_queue(r, to, language, kind, detail, "");
}

void
mail_pretend(struct registry *r, const char *handle, const char *sealed)
{
	char id[TOKEN_TEXT_MAX];

	if (!mails_are_wanted(r))
		return;
	registry_token(id);
	w_outbox_insert(r->db, id, "", handle, handle, "nobody@invalid", "es",
	    "{}", sealed, r->now);
	w_outbox_delete(r->db, id);
}

size_t
registry_mails(struct registry *r, int64_t now, struct mail_row *out,
    size_t most, int64_t *next)
{
	struct q_outbox_due row;
	struct cursor cursor;
	size_t count = 0;

	*next = 0;
	q_outbox_due_open(r->db, (int64_t)most, &cursor);
	while (q_outbox_due_next(&cursor, &row)) {
		if (row.due > now) {
			*next = row.due;
			break;
		}
		out[count++] = (struct mail_row){ row.id, row.kind,
		    row.handle, row.name, row.address, row.language,
		    row.detail, row.secret, row.created, row.tries };
	}
	cursor_close(&cursor);
	return count;
}

size_t
registry_mails_newest(struct registry *r, struct mail_row *out, size_t most)
{
	struct q_outbox_newest row;
	struct cursor cursor;
	size_t count = 0;

	q_outbox_newest_open(r->db, (int64_t)most, &cursor);
	while (q_outbox_newest_next(&cursor, &row))
		out[count++] = (struct mail_row){ row.id, row.kind,
		    row.handle, row.name, row.address, row.language,
		    row.detail, row.secret, row.created, row.tries };
	cursor_close(&cursor);
	return count;
}

/* Twice as long each time, an hour at most. */
static int64_t
pause_after(int64_t tries)
{
	return tries >= 10 ? 3600 : INT64_C(5) << tries;
}

/* It stays to be looked at; but not the address of who never registered. */
static void
give_up(struct registry *r, struct mail_unsent *in,
    const struct q_outbox_of *row)
{
	in->given_up = true;
	if (row->handle[0] == '\0')
		w_outbox_delete(r->db, in->id);
	else
		w_outbox_give_up(r->db, in->id, in->said);
}

enum result
do_mail_unsent(struct registry *r, struct mail_unsent *in)
{
	struct q_outbox_of row;
	struct hash address;

	if (!q_outbox_of(r->db, in->id, &row))
		return RESULT_OK;
	address = address_hash(r, row.address);
	if (in->nobody)
		address_mark(r, row.handle, &address);
	if (in->refused || r->now - row.created > LIMIT_MAIL_S) {
		give_up(r, in, &row);
	} else {
		in->due = r->now + pause_after(row.tries);
		w_outbox_postpone(r->db, in->id, in->due, in->said);
	}
	return RESULT_OK;
}
