/* SPDX-License-Identifier: ISC */
/* What would be: the dry run, and how refusals and WHOIS are told. */
#include <limits.h>
#include <string.h>

#include "portal/map.h"
#include "portal/subassign.h"

const char *
prefix_words(struct request *r, const struct prefix *prefix)
{
	char text[PREFIX_TEXT_MAX];

	return arena_strdup(r->arena, prefix_text(prefix, text));
}

const char *
asns_words(struct request *r, const struct asn_range *range)
{
	char text[PREFIX_TEXT_MAX];

	return arena_strdup(r->arena, asn_range_text(range, text));
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
whois_of(struct request *r, const char *query)
{
	const char *lines = NULL;
	struct text out;

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
taken_text(struct request *r, const char *detail)
{
	struct index_block found;
	struct prefix prefix;

	if (prefix_parse(detail, strcspn(detail, " "), &prefix) != INET_OK ||
	    index_block_some(r->index, &prefix, 0, &found) != INDEX_HELD ||
	    !prefix_equal(&found.block.prefix, &prefix))
		return NULL;
	return arena_printf(r->arena, say(r->m, "%s is held by %s (%s)."),
	    prefix_words(r, &prefix), found.holder.ownerid,
	    found.holder.name);
}

/* Which delegation is missing, and the ways out: the detail is the range. */
static const char *
reverse_text(struct request *r, const char *detail)
{
	struct prefix prefix, zone;

	if (prefix_parse(detail, strlen(detail), &prefix) != INET_OK)
		return NULL;
	zone = prefix_of(&prefix.first, RULE_IPV4_REVERSE_LENGTH);
	if (registry_delegated(r->registry, &zone))
		return arena_printf(r->arena, say(r->m, "An IPv4 part longer "
		    "than /24 needs working reverse DNS: that of %s is "
		    "delegated, but none of its name servers answers. Choose "
		    "/24 or shorter, or have the delegation mended first."),
		    prefix_words(r, &zone));
	return arena_printf(r->arena, say(r->m, "An IPv4 part longer than /24 "
	    "needs working reverse DNS: that of %s is not delegated. Choose "
	    "/24 or shorter, or have it delegated first."),
	    prefix_words(r, &zone));
}

const char *
refusal_text(struct request *r, enum result result, const char *detail)
{
	const char *held = result == RESULT_TAKEN ? taken_text(r, detail) :
	    NULL;
	const char *missing = result == RESULT_REVERSE_FIRST ?
	    reverse_text(r, detail) : NULL;
	uint64_t most;
	const char *sentence = language_translate(r->language,
	    result_sentence(result));

	if (result == RESULT_TEXT_TOO_LONG && parse_number(detail, INT_MAX,
	    &most))
		return arena_printf(r->arena, say_plural(r->m,
		    "At most %d character.", "At most %d characters.",
		    (int64_t)most), (int)most);
	if (missing != NULL)
		return missing;
	return held == NULL ? sentence : arena_printf(r->arena, "%s %s",
	    sentence, held);
}

/* --- The map ------------------------------------------------------------- */

/* What was asked to be looked into, else where the range is. */
static struct prefix
part_shown(struct wish *w, const struct prefix *range)
{
	const char *zoom = typed_text(w->r, "zoom");
	struct prefix part;

	if (prefix_parse(zoom, strlen(zoom), &part) == INET_OK &&
	    prefix_covers(&w->block.prefix, &part))
		return part;
	return map_part(&w->block.prefix, range);
}

static void
draw_map(struct wish *w, const struct prefix *range)
{
	struct map_source source = {
		.r = w->r, .block = &w->block, .chosen = *range,
		.parts = (uint64_t)w->left.children, .may_subassign = true,
		.piece = (uint8_t)(w->in.size + (w->ipv4 ? IPV4_BITS : 0)),
	};

	w->at = source.at = part_shown(w, range);
	w->map = map_of(&source);
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
	draw_map(w, &trial->in.prefix);
	w->whois = whois_of(r, prefix_words(r, &trial->in.prefix));
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
look_away(void *unused)
{
	(void)unused;
}

static void
name_recipient(struct wish *w)
{
	struct organisation found;
	struct person contacts[3];

	w->ownerid = "";
	w->name = w->creates ? w->add.name : "";
	if (w->creates || !index_organisation(w->r->index, w->in.ownerid,
	    &found, contacts))
		return;
	w->ownerid = found.ownerid;
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

/* Nothing would be: how it is now, and the range that was thought of. */
static void
look_at_now(struct wish *w)
{
	w->would = false;
	name_recipient(w);
	registry_use(w->r->registry, &w->block, &w->left);
	draw_map(w, w->prefix.length > 0 ? &w->prefix :
	    w->wanted.length > 0 ? &w->wanted : &w->best);
}

/* What of the recipient is not enough to look for, in words for who types. */
static const char *
said_of(const struct wish *w, const struct refusal *refusal)
{
	if (refusal->result == RESULT_NO_ORGANISATION && !w->creates &&
	    w->in.ownerid[0] == '\0')
		return say(w->r->m, "Say who receives it: an OrgID, or the "
		    "beginning of a name.");
	if (refusal->result == RESULT_MISSING && w->creates &&
	    strcmp(refusal->field, "name") == 0 && w->add.name[0] != '\0')
		return say(w->r->m, "A name needs a letter or a digit.");
	return refusal_text(w->r, refusal->result, refusal->detail);
}

static bool
is_of_range(const struct refusal *refusal)
{
	return refusal->field[0] == '\0' ||
	    strcmp(refusal->field, "prefix") == 0;
}

static void
note_refusals(struct wish *w, bool of_range)
{
	const struct refusal *refusals;
	size_t count = registry_refusals(w->r->registry, &refusals);

	for (size_t i = 0; i < count; i++)
		if (!is_unasked(w, refusals[i].result) && (of_range ||
		    !is_of_range(&refusals[i])))
			wish_wrong(w, refusals[i].field,
			    said_of(w, &refusals[i]));
}

void
wish_refused(struct wish *w)
{
	w->was_refused = true;
	note_refusals(w, true);
}

/* What was typed of the range or size is wrong: the rest is asked about with
   another one, so that all that is wrong is told; no rule is, nor a result. */
static void
try_rest(struct wish *w)
{
	struct registry *registry = w->r->registry;
	struct subassign in = w->in;

	in.prefix = (struct prefix){ .length = 0 };
	registry_preview(registry, look_away, NULL);
	if (registry_subassign(registry, &in) != RESULT_OK)
		note_refusals(w, false);
	registry_preview(registry, NULL, NULL);
	w->verdict_count = registry_verdicts(registry, w->verdicts);
	for (size_t i = 0; i < w->verdict_count; i++)
		w->verdicts[i].applies = false;
}

enum result
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
		wish_refused(w);
	} else if (w->was_refused) {
		w->verdict_count = registry_verdicts(registry, w->verdicts);
	} else {
		try_rest(w);
	}
	if (!registry_best_fit(registry, &w->block.prefix, w->in.size,
	    &w->best))
		w->best = (struct prefix){ .length = 0 };
	if (result != RESULT_OK || !asks)
		look_at_now(w);
	return result;
}
