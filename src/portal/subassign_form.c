/* SPDX-License-Identifier: ISC */
/* The page of a sub-assignment: the form as it was typed, and the result. */
#include <string.h>

#include "portal/entry.h"
#include "portal/subassign.h"

/* --- Recipient and contacts ---------------------------------------------- */

/* What is wrong with it may be told better when something was found. */
static struct part_pick
pick_of(struct wish *w, enum pick kind, const char *name, const char *value)
{
	struct part_pick part = { .name = name, .value = value,
	    .wrong = wish_wrong_of(w, name) };

	pick_fill(w->r, kind, &part);
	for (size_t i = 0; i < w->wrong_count; i++)
		if (strcmp(w->wrongs[i].field, name) == 0)
			w->wrongs[i].text = part.wrong;
	return part;
}

static void
add_picks(struct wish *w, struct page_subassign *page)
{
	struct request *r = w->r;
	bool typed = w->creates || request_value(r, "ownerid") != NULL;

	page->pick_recipient = pick_of(w, PICK_ORGANISATION, "ownerid",
	    typed ? request_text(r, "ownerid") : w->in.ownerid);
	page->pick_recipient.label = say(r->m, "OrgID or name");
	page->pick_recipient.hint = say(r->m, "Type its OrgID, or the "
	    "beginning of its name: accents and case do not matter.");
	if (w->creates) {
		page->pick_recipient.found_count = 0;
		page->pick_recipient.who = NULL;
	}
	page->tech = pick_of(w, PICK_PERSON, "tech", request_text(r, "tech"));
	page->tech.label = say(r->m, "Technical contact");
	page->tech.hint = say(r->m, "A user ID, or the beginning of a name or "
	    "e-mail address; you, when it is empty.");
	page->abuse = pick_of(w, PICK_PERSON, "abuse",
	    request_text(r, "abuse"));
	page->abuse.label = say(r->m, "Abuse contact");
	page->abuse.hint = say(r->m, "A user ID, or the beginning of a name "
	    "or e-mail address; that of the block around it, when it is "
	    "empty.");
}

static const struct {
	const char *name, *label, *hint;
	int most;
} organisation_fields[] = {
	{ "name", N_("Organization name"), NULL, LIMIT_NAME },
	{ "responsible", N_("Responsible person"), NULL, LIMIT_NAME },
	{ "street", N_("Street"), NULL, LIMIT_NAME },
	{ "number", N_("Number"), NULL, LIMIT_SHORT },
	{ "complement", N_("Complement"), NULL, LIMIT_NAME },
	{ "city", N_("City"), NULL, LIMIT_NAME },
	{ "state", N_("State or province"), NULL, LIMIT_NAME },
	{ "postcode", N_("Postcode"), NULL, LIMIT_SHORT },
	{ "country", N_("Country"), N_("Two letters of ISO 3166-1, such as "
	    "UY."), 2 },
	{ "ddi", N_("Phone: country code"), NULL, LIMIT_SHORT },
	{ "ddd", N_("Phone: area code"), NULL, LIMIT_SHORT },
	{ "phone", N_("Phone: number"), NULL, LIMIT_SHORT },
};

static const char *
translated(const struct wish *w, const char *english)
{
	return english == NULL ? NULL : language_translate(w->r->language,
	    english);
}

static void
add_fields(struct wish *w, struct page_subassign *page)
{
	struct page_subassign_fields *row;

	for (size_t i = 0; i < ARRAY_LENGTH(organisation_fields); i++) {
		row = arena_grow(w->r->arena, &page->fields,
		    &page->fields_count, sizeof(*row));
		row->name = organisation_fields[i].name;
		row->label = translated(w, organisation_fields[i].label);
		row->hint = translated(w, organisation_fields[i].hint);
		row->value = request_text(w->r, row->name);
		row->wrong = wish_wrong_of(w, row->name);
		row->most = organisation_fields[i].most;
		page->begun |= w->creates || row->value[0] != '\0';
	}
}

const char *const use_names[USE_COUNT] = {
	[USE_NONE] = "",
	[USE_CUSTOMER] = N_("Customer"),
	[USE_INFRASTRUCTURE] = N_("Own infrastructure"),
	[USE_PRIVATE] = N_("Private (residential customer)"),
	[USE_RESERVED] = N_("Reserved for later"),
};

static void
add_uses(struct wish *w, struct page_subassign *page)
{
	struct page_subassign_uses *row;

	for (int use = USE_CUSTOMER; use < USE_COUNT; use++) {
		row = arena_grow(w->r->arena, &page->uses, &page->uses_count,
		    sizeof(*row));
		row->word = block_use_words[use];
		row->name = translated(w, use_names[use]);
		row->here = w->in.use == (enum block_use)use;
	}
}

/* --- Size and range ------------------------------------------------------ */

static uint8_t
whole(const struct wish *w, int size)
{
	return (uint8_t)(size + (w->ipv4 ? IPV4_BITS : 0));
}

static void
add_size(struct wish *w, struct page_subassign *page, int size)
{
	struct prefix prefix = prefix_of(&w->block.prefix.first,
	    whole(w, size));
	struct page_subassign_sizes *row = arena_grow(w->r->arena,
	    &page->sizes, &page->sizes_count, sizeof(*row));

	row->size = arena_printf(w->r->arena, "%d", size);
	row->count = (int64_t)prefix_size(&prefix);
	row->here = size == w->in.size;
}

/* All from the largest that is free on: what has room for one has room for
   each smaller one. */
static void
add_sizes(struct wish *w, struct page_subassign *page)
{
	int longest = w->ipv4 ? 32 : 64;
	struct prefix unused;
	bool fits = false;

	page->size = arena_printf(w->r->arena, "%d", w->in.size);
	for (int size = 1; size <= longest; size++) {
		fits = fits || (size > prefix_length(&w->block.prefix) &&
		    registry_best_fit(w->r->registry, &w->block.prefix, size,
		    &unused));
		if (fits || size == w->in.size)
			add_size(w, page, size);
	}
}

#define RANGES_MAX 6
#define ROWS_MAX 256			/* of free space that are looked at */

static void
add_range(struct wish *w, struct page_subassign *page,
    const struct prefix *prefix)
{
	struct page_subassign_ranges *row;

	if (prefix_equal(prefix, &w->best))
		return;
	row = arena_grow(w->r->arena, &page->ranges, &page->ranges_count,
	    sizeof(*row));
	row->prefix = prefix_words(w->r, prefix);
	row->here = w->how == RANGE_FREE &&
	    prefix_equal(prefix, &w->wanted);
}

/* The ranges of the chosen size at the beginning of a free one. */
static void
add_parts(struct wish *w, struct page_subassign *page,
    const struct prefix *gap)
{
	struct prefix part = prefix_of(&gap->first, whole(w, w->in.size));
	struct address last, next;

	while (page->ranges_count < RANGES_MAX) {
		add_range(w, page, &part);
		last = prefix_last(&part);
		if (!address_after(&last, &next) ||
		    !prefix_contains(gap, &next))
			return;
		part = prefix_of(&next, part.length);
	}
}

static void
add_ranges(struct wish *w, struct page_subassign *page)
{
	struct prefix *gaps = arena_alloc(w->r->arena,
	    ROWS_MAX * sizeof(*gaps));
	size_t count = registry_free_ranges(w->r->registry, &w->block.prefix,
	    &w->block.prefix.first, gaps, ROWS_MAX);
	bool here = w->how == RANGE_TYPED;

	for (size_t i = 0; w->best.length > 0 && i < count; i++)
		if (gaps[i].length <= whole(w, w->in.size))
			add_parts(w, page, &gaps[i]);
	for (size_t i = 0; i < page->ranges_count; i++)
		here |= page->ranges[i].here;
	page->at_typed = w->how == RANGE_TYPED;
	page->at_best = !here;
	if (w->best.length > 0)
		page->best = prefix_words(w->r, &w->best);
}

/* --- Result -------------------------------------------------------------- */

/* Where reverse DNS of what is around the range is delegated, or mended. */
static void
add_way_out(struct wish *w, struct page_subassign_rules *row)
{
	const struct prefix *block = &w->block.prefix;
	struct prefix zone = prefix_of(&w->prefix.first, block->length <=
	    IPV4_BITS + 16 ? IPV4_BITS + 16 : IPV4_BITS + 24);

	if (!prefix_covers(block, &zone))
		return;
	row->zone = prefix_words(w->r, &zone);
	row->path = path_of_block(w->r, block, arena_printf(w->r->arena,
	    "/reverse?prefix=%s", url_value(w->r->arena, row->zone)));
}

static void
add_rules(struct wish *w, struct page_subassign *page)
{
	struct page_subassign_rules *row;
	const struct verdict *v;
	bool open;

	for (size_t i = 0; i < w->verdict_count; i++) {
		v = &w->verdicts[i];
		row = arena_grow(w->r->arena, &page->rules,
		    &page->rules_count, sizeof(*row));
		/* No recipient yet: nothing is refused for that. */
		open = !v->applies || (w->wrong_count == 0 && w->fresh &&
		    v->result == RESULT_NO_ORGANISATION);
		row->name = translated(w, v->rule);
		row->about = language_translate(w->r->language,
		    result_sentence(v->result));
		row->kept = !open && v->result == RESULT_OK;
		row->refused = !open && v->result != RESULT_OK;
		if (row->refused && v->result == RESULT_REVERSE_FIRST)
			add_way_out(w, row);
	}
}

static const char *
why_manages(const struct wish *w, const struct view_manager *m)
{
	if (m->parent)
		return say(w->r->m, "manages the block around it");
	if (m->tech && m->admin)
		return say(w->r->m, "technical contact, and administrative "
		    "contact of the recipient");
	return m->tech ? say(w->r->m, "technical contact") : say(w->r->m,
	    "administrative contact of the recipient");
}

static void
add_managers(struct wish *w, struct page_subassign *page)
{
	struct page_subassign_managers *row;

	for (size_t i = 0; i < w->manager_count; i++) {
		row = arena_grow(w->r->arena, &page->managers,
		    &page->managers_count, sizeof(*row));
		row->handle = w->managers[i].person.handle;
		row->name = w->managers[i].person.name;
		row->why = why_manages(w, &w->managers[i]);
	}
}

static void
add_result(struct wish *w, struct page_subassign *page)
{
	char first[PREFIX_TEXT_MAX], last[PREFIX_TEXT_MAX];
	struct address end;

	add_rules(w, page);
	add_managers(w, page);
	page->free = free_words(w->r->arena, &w->left);
	page->would = w->would;
	page->whois = w->whois;
	page->map = w->map;
	if (!prefix_equal(&w->at, &w->block.prefix))
		page->part = prefix_words(w->r, &w->at);
	page->recipient = w->ownerid;
	page->recipient_name = w->name;
	page->status = w->would ? status_words[w->status] : NULL;
	if (w->prefix.length == 0)
		return;
	end = prefix_last(&w->prefix);
	page->result = prefix_words(w->r, &w->prefix);
	page->addresses = (int64_t)prefix_size(&w->prefix);
	page->may_stay_out = !rule_must_register(&w->prefix);
	page->first = arena_strdup(w->r->arena,
	    address_text(&w->prefix.first, first));
	page->last = arena_strdup(w->r->arena, address_text(&end, last));
	if (w->would)
		page->shown = wish_shown(w, &w->prefix);
	if (w->wrong_count > 0 && w->best.length > 0 &&
	    !prefix_equal(&w->best, &w->prefix))
		page->next = page->best;
}

/* --- The page ------------------------------------------------------------ */

/* Of what stands beside others that could be meant as well; or NULL. */
static const char *
name_of(const struct wish *w, const struct page_subassign *page,
    const char *field)
{
	const struct part_pick *picks[] = { &page->pick_recipient,
	    &page->tech, &page->abuse };

	for (size_t i = 0; i < page->fields_count; i++)
		if (strcmp(page->fields[i].name, field) == 0)
			return page->fields[i].label;
	for (size_t i = 0; i < ARRAY_LENGTH(picks); i++)
		if (strcmp(picks[i]->name, field) == 0)
			return picks[i]->label;
	if (strcmp(field, "reason") == 0 || strcmp(field, "ticket") == 0)
		return field[0] == 'r' ? say(w->r->m, "Reason") :
		    say(w->r->m, "Ticket");
	return strcmp(field, "label") == 0 ? say(w->r->m, "Internal label") :
	    NULL;
}

static void
add_problems(struct wish *w, struct page_subassign *page)
{
	for (size_t i = 0; i < w->wrong_count; i++) {
		const char *field = w->wrongs[i].field;

		problems_add(w->r, &page->problems, field,
		    name_of(w, page, field), w->wrongs[i].text);
	}
	page->wrong_size = wish_wrong_of(w, "size");
	page->wrong_need = wish_wrong_of(w, "need");
	page->wrong_range = wish_wrong_of(w, "range");
	page->wrong_prefix = wish_wrong_of(w, "prefix");
	page->wrong_use = wish_wrong_of(w, "use");
	page->wrong_label = wish_wrong_of(w, "label");
}

void
wish_show(struct wish *w, int status)
{
	struct request *r = w->r;
	struct page_subassign page = { 0 };

	page.frame = frame_of(r, say(r->m, "Sub-assign"));
	page.reason = reason_part(r);
	page.csrf = r->session.csrf;
	page.block = prefix_words(r, &w->block.prefix);
	page.action = path_of_block(r, &w->block.prefix, "/subassign");
	page.creates = w->creates;
	page.need = w->need;
	page.ipv4 = w->ipv4;
	page.prefix = w->typed;
	page.label = request_text(r, "label");
	add_picks(w, &page);
	add_fields(w, &page);
	add_sizes(w, &page);
	add_ranges(w, &page);
	add_uses(w, &page);
	add_problems(w, &page);
	add_result(w, &page);
	frame_crumb(r, &page.frame, page.block, path_of_block(r,
	    &w->block.prefix, NULL));
	frame_crumb(r, &page.frame, page.frame.title, NULL);
	put_page_subassign(r->m, &page);
	answer_form(r, status);
}
