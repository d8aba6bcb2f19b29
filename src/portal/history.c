/* SPDX-License-Identifier: ISC */
/* What was done to a thing, in words. */
#include <stdlib.h>
#include <string.h>

#include "portal/private.h"

#define HISTORY_ROWS 5
#define SERIAL_DIGITS 18		/* fit into an int64_t */

static const struct { const char *operation, *words; } operation_words[] = {
	{ "subassign", N_("Sub-assigned") },
	{ "release", N_("Sub-assignment released") },
	{ "contacts", N_("Contacts changed") },
	{ "origins", N_("Origin ASNs changed") },
	{ "person_add", N_("User registered") },
	{ "registration_confirm", N_("User registered") },
	{ "person_edit", N_("Data of the user changed") },
	{ "address_confirm", N_("E-mail address confirmed") },
	{ "organisation_add", N_("Organization registered") },
	{ "organisation_contacts", N_("Contacts of the organization "
	    "changed") },
	{ "organisation_edit", N_("Data of the organization changed") },
	{ "legacy_claim", N_("Taken over with a one-time password") },
	{ "enroll", N_("Given by the registry") },
	{ "transfer", N_("Transferred to another holder") },
	{ "split", N_("Record split") },
	{ "merge", N_("Records merged") },
	{ "give_back", N_("Returned to the registry") },
	{ "reinstate", N_("Held again after its return") },
	{ "stock_release", N_("Available to be given") },
	{ "stock_reserve", N_("Reserved by the registry") },
	{ "move_in", N_("Came from another registry") },
	{ "move_out", N_("Went to another registry") },
	{ "correct", N_("Record corrected") },
	{ "delegate", N_("Reverse DNS delegated") },
	{ "delegation_drop", N_("Reverse DNS delegation removed") },
	{ "server_state", N_("Name server checked") },
	{ "import_record", N_("Imported by the registry") },
};

static const char *
words_of(const struct request *r, const char *operation)
{
	for (size_t i = 0; i < ARRAY_LENGTH(operation_words); i++)
		if (strcmp(operation_words[i].operation, operation) == 0)
			return language_translate(r->language,
			    operation_words[i].words);
	return say(r->m, "Changed");
}

/* The staff who work on the registry's machine have no user ID there. */
struct told
told_row(struct request *r, const struct journal_row *row)
{
	return (struct told){
		.time = row->time, .object = row->object,
		.who = strncmp(row->actor, "local:", 6) == 0 ?
		    say(r->m, "the registry") : row->actor,
		.what = words_of(r, row->operation),
	};
}

/* The serial before which rows are asked for; 0: the newest. */
static int64_t
asked_before(struct request *r)
{
	const char *typed = request_text(r, "before");
	size_t length = strlen(typed);

	return length > 0 && length <= SERIAL_DIGITS &&
	    strspn(typed, "0123456789") == length ?
	    strtoll(typed, NULL, 10) : 0;
}

struct part_history
history_part(struct request *r, const struct history_of *of,
    const char *path)
{
	struct part_history part = { 0 };
	struct part_history_rows *row;
	struct history_of brief = *of;
	struct journal_row *rows;
	struct told told;
	size_t count;

	brief.brief = true;
	brief.before = asked_before(r);
	if (registry_history(r->registry, &brief, &rows, &count,
	    HISTORY_ROWS + 1) != RESULT_OK)
		return part;
	if (brief.before > 0)
		part.newest = path;
	if (count > HISTORY_ROWS)
		part.older = arena_printf(r->arena,
		    "%s?before=%lld#history-title", path,
		    (long long)rows[--count - 1].serial);
	for (size_t i = 0; i < count; i++) {
		told = told_row(r, &rows[i]);
		row = arena_grow(r->arena, &part.rows, &part.rows_count,
		    sizeof(*row));
		row->time = told.time;
		row->who = told.who;
		row->what = told.what;
		row->object = told.object;
		row->reason = r->hostmaster ? rows[i].reason : "";
		row->ticket = r->hostmaster ? rows[i].ticket : "";
	}
	return part;
}
