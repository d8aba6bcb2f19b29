/* SPDX-License-Identifier: ISC */
/* What was done to a thing, in words. */
#include <string.h>

#include "portal/private.h"

#define HISTORY_ROWS 20

static const struct { const char *operation, *words; } operation_words[] = {
	{ "subassign", N_("Sub-assigned") },
	{ "release", N_("Sub-assignment released") },
	{ "contacts", N_("Contacts changed") },
	{ "origins", N_("Origin ASNs changed") },
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

size_t
history_told(struct request *r, const struct history_of *of,
    struct told **out)
{
	struct journal_row *rows;
	size_t count;

	if (registry_history(r->registry, of, &rows, &count, HISTORY_ROWS) !=
	    RESULT_OK)
		return 0;
	*out = arena_alloc(r->arena, (count + 1) * sizeof(**out));
	for (size_t i = 0; i < count; i++)
		(*out)[i] = told_row(r, &rows[i]);
	return count;
}
