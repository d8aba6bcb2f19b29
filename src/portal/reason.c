/* SPDX-License-Identifier: ISC */
/* Why a hostmaster does what others could do: part_reason of their forms. */
#include <string.h>

#include "portal/private.h"

void
reason_take(struct request *r)
{
	struct registry_actor actor = { .user = r->me.handle,
	    .source = r->http->address };

	if (!r->office || strcmp(r->method, "POST") != 0)
		return;
	actor.reason = typed_text(r, "reason");
	actor.ticket = typed_text(r, "ticket");
	if (registry_act_as(r->registry, &actor) != RESULT_OK)
		log_warning("%s: %s acts no more", r->http->id, actor.user);
}

static const char *
problem_of(struct request *r, const char *name, bool needed)
{
	const char *text = typed_text(r, name);

	if (needed && !text_has_word(text))
		return say(r->m, "Say why you do this: it stands in the "
		    "journal.");
	if (text_characters(text) > LIMIT_REASON)
		return refusal_text(r, RESULT_TEXT_TOO_LONG, arena_printf(
		    r->arena, "%d", LIMIT_REASON));
	return text_is_clean(text, strlen(text)) ? NULL :
	    refusal_text(r, RESULT_UNCLEAN, "");
}

bool
reason_is_given(struct request *r)
{
	if (!r->office)
		return true;
	r->reason_wrong = problem_of(r, "reason", true);
	r->ticket_wrong = problem_of(r, "ticket", false);
	return r->reason_wrong == NULL && r->ticket_wrong == NULL;
}

struct part_reason
reason_part(struct request *r)
{
	return (struct part_reason){
		.asked = r->office,
		.reason = request_text(r, "reason"),
		.ticket = request_text(r, "ticket"),
		.wrong = r->reason_wrong, .wrong_ticket = r->ticket_wrong,
		.most = LIMIT_REASON,
	};
}
