/* SPDX-License-Identifier: ISC */
/* What would be: the dry run, and how refusals and WHOIS are told. */
#include <string.h>

#include "portal/subassign.h"

const char *
prefix_words(struct request *r, const struct prefix *prefix)
{
	char text[PREFIX_TEXT_MAX];

	return arena_strdup(r->arena, prefix_text(prefix, text));
}

/* --- WHOIS --------------------------------------------------------------- */

/* Without the lines about the server, and what is empty around the rest. */
static const char *
whois_body(struct arena *arena, const struct text *answer)
{
	char *lines = arena_alloc(arena, answer->length + 1), *to = lines;
	const char *at = answer->bytes, *end;
	size_t length;

	for (; *at != '\0'; at = *end == '\0' ? end : end + 1) {
		end = at + strcspn(at, "\n");
		length = (size_t)(end - at);
		if (*at == '%' || (to == lines && strspn(at, " \r") >= length))
			continue;
		for (; at < end; at++)
			if (*at != '\r')
				*to++ = *at;
		*to++ = '\n';
	}
	while (to > lines && to[-1] == '\n')
		to--;
	*to = '\0';
	return lines;
}

const char *
whois_of(struct request *r, const struct prefix *prefix)
{
	char query[PREFIX_TEXT_MAX];
	const char *lines = NULL;
	struct text out;

	prefix_text(prefix, query);
	text_init(&out, LIMIT_ANSWER);
	if (whois_says(r, query, &out) && !out.overflow)
		lines = whois_body(r->arena, &out);
	text_release(&out);
	return lines;
}

/* --- Refusals ------------------------------------------------------------ */

/* "198.51.100.0/26 is held by UY-TIEN-LACNIC (Tienda 24)." in the language
   of the user: the detail begins with the block in the way. */
static const char *
taken_text(struct request *r)
{
	const char *detail = registry_detail(r->registry);
	struct index_block found;
	struct prefix prefix;

	if (prefix_parse(detail, strcspn(detail, " "), &prefix) != INET_OK ||
	    index_block_around(r->index, &prefix, &found) != INDEX_HELD ||
	    !prefix_equal(&found.block.prefix, &prefix))
		return NULL;
	return arena_printf(r->arena, say(r->m, "%s is held by %s (%s)."),
	    prefix_words(r, &prefix), found.holder.ownerid,
	    found.holder.name);
}

const char *
refusal_text(struct request *r, enum result result)
{
	const char *held = result == RESULT_TAKEN ? taken_text(r) : NULL;
	const char *sentence = language_translate(r->language,
	    result_sentence(result));

	return held == NULL ? sentence : arena_printf(r->arena, "%s %s",
	    sentence, held);
}

/* --- The dry run --------------------------------------------------------- */

struct trial {
	struct wish *w;
	struct subassign in;
};

/* Inside the transaction, where all can be seen as it would be. */
static void
look(void *argument)
{
	struct trial *trial = argument;
	struct wish *w = trial->w;
	struct request *r = w->r;
	struct organisation holder;
	struct block block;

	store_use_arena(r->store, r->arena);	/* outlives the operation */
	w->would = true;
	w->status = trial->in.status;
	registry_use(r->registry, &w->block, &w->left);
	w->whois = whois_of(r, &trial->in.prefix);
	if (!registry_block_by_id(r->registry, trial->in.id, &block))
		return;
	w->manager_count = registry_managers(r->registry, &block,
	    w->managers);
	if (registry_organisation_by_id(r->registry, block.organisation,
	    &holder)) {
		w->ownerid = holder.ownerid;
		w->name = holder.name;
	}
}

static void
nothing(void *argument)
{
	(void)argument;
}

/* The registry names the range before it asks for the recipient. */
static void
find_best(struct wish *w)
{
	struct subassign in = { .in = w->block.prefix, .size = w->in.size };

	registry_preview(w->r->registry, nothing, NULL);
	if (registry_subassign(w->r->registry, &in) != RESULT_STORE_FAILED)
		w->best = in.prefix;
	registry_preview(w->r->registry, NULL, NULL);
}

static void
name_recipient(struct wish *w)
{
	struct organisation found;
	struct person contacts[3];

	w->ownerid = w->creates ? "" : w->in.ownerid;
	w->name = w->creates ? w->add.name : "";
	if (!w->creates && index_organisation(w->r->index, w->in.ownerid,
	    &found, contacts))
		w->name = found.name;
}

/* Not yet given is no error; what is missing for the rest of it is. */
static bool
is_unasked(const struct wish *w, enum result result)
{
	return w->fresh && (result == RESULT_NO_ORGANISATION ||
	    result == RESULT_MISSING) &&
	    strcmp(request_text(w->r, "action"), "confirm") != 0;
}

void
wish_try(struct wish *w)
{
	struct registry *registry = w->r->registry;
	struct trial trial = { .w = w, .in = w->in };
	bool asks = w->wrong_count == 0;
	enum result result = RESULT_OK;

	request_writes(w->r);
	if (asks) {
		registry_preview(registry, look, &trial);
		result = registry_subassign(registry, &trial.in);
		registry_preview(registry, NULL, NULL);
		w->verdict_count = registry_verdicts(registry, w->verdicts);
		w->prefix = trial.in.prefix;
		if (result != RESULT_OK && !is_unasked(w, result))
			wish_wrong(w, registry_field(registry),
			    refusal_text(w->r, result));
	} else {
		w->verdict_count = registry_verdicts(registry, w->verdicts);
	}
	if (result != RESULT_OK || !asks) {
		w->would = false;
		name_recipient(w);
		registry_use(registry, &w->block, &w->left);
	}
	find_best(w);
}
