/* SPDX-License-Identifier: ISC */
/* The page of a sub-assignment: the form as it was typed, and the result. */
#include <string.h>

#include "portal/subassign.h"

/* --- Recipient ----------------------------------------------------------- */

#define FOUND_MAX 8

static void
add_found(struct wish *w, struct page_subassign *page)
{
	struct organisation found[FOUND_MAX];
	const char *typed = typed_text(w->r, "ownerid");
	struct page_subassign_found *row;
	struct person contacts[3];
	size_t count;

	page->searched = request_text(w->r, "ownerid");
	if (w->creates || typed[0] == '\0' || index_organisation(w->r->index,
	    w->in.ownerid, &found[0], contacts))
		return;
	count = registry_find_organisations(w->r->registry, typed, found,
	    FOUND_MAX);
	for (size_t i = 0; i < w->wrong_count && count > 0; i++)
		if (strcmp(w->wrongs[i].field, "ownerid") == 0)
			w->wrongs[i].text = say(w->r->m, "Choose one of the "
			    "organizations found by this name.");
	for (size_t i = 0; i < count; i++) {
		row = arena_grow(w->r->arena, &page->found,
		    &page->found_count, sizeof(*row));
		row->ownerid = found[i].ownerid;
		row->name = found[i].name;
		row->city = found[i].city;
	}
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
}, option_fields[] = {
	{ "label", N_("Internal label"), N_("Of a private sub-assignment; it "
	    "is not published."), LIMIT_NAME },
	{ "tech", N_("Technical contact"), N_("A user ID; you, when it is "
	    "empty."), 24 },
	{ "abuse", N_("Abuse contact"), N_("A user ID; that of the block "
	    "around it, when it is empty."), 24 },
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
	}
}

static void
add_options(struct wish *w, struct page_subassign *page)
{
	struct page_subassign_options *row;

	for (size_t i = 0; i < ARRAY_LENGTH(option_fields); i++) {
		row = arena_grow(w->r->arena, &page->options,
		    &page->options_count, sizeof(*row));
		row->name = option_fields[i].name;
		row->label = translated(w, option_fields[i].label);
		row->hint = translated(w, option_fields[i].hint);
		row->value = request_text(w->r, row->name);
		row->wrong = wish_wrong_of(w, row->name);
		row->most = option_fields[i].most;
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

static bool
is_sensible(const struct wish *w, int size)
{
	int length = prefix_length(&w->block.prefix);

	if (size == w->in.size)
		return true;
	if (size <= length)
		return false;
	if (!w->ipv4)
		return size % 4 == 0;
	return size < 24 ? size - length <= 2 : size <= 29 || length >= 27;
}

static void
add_sizes(struct wish *w, struct page_subassign *page)
{
	int longest = w->ipv4 ? 32 : 64;

	page->size = arena_printf(w->r->arena, "%d", w->in.size);
	for (int size = 1; size <= longest; size++)
		if (is_sensible(w, size))
			add_size(w, page, size);
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

/* What each rule asks, in the words of policy.md. */
static const struct { const char *rule, *about; } abouts[] = {
	{ "managed by this user", N_("Only who manages a block passes parts "
	    "of it on.") },
	{ "part of the block", N_("A block is sub-assigned in parts, not "
	    "whole.") },
	{ "not too long", N_("The longest sub-assignment is /32 in IPv4 and "
	    "/64 in IPv6.") },
	{ "inside a held block", N_("The block around it has a holder.") },
	{ "recipient known", N_("The recipient has an OrgID, or gets one "
	    "now.") },
	{ "recipient is the holder", N_("Own infrastructure, private and "
	    "reserved parts, and those of end users, stay with the "
	    "holder.") },
	{ "reverse DNS of the /24 first", N_("An IPv4 part longer than /24 "
	    "needs reverse DNS of the /24 around it, delegated and "
	    "answering.") },
	{ "free", N_("No other sub-assignment has any of these "
	    "addresses.") },
};

static const char *
about_of(const struct wish *w, const char *rule)
{
	for (size_t i = 0; i < ARRAY_LENGTH(abouts); i++)
		if (strcmp(abouts[i].rule, rule) == 0)
			return translated(w, abouts[i].about);
	return "";
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
		row->about = about_of(w, v->rule);
		row->kept = !open && v->result == RESULT_OK;
		row->refused = !open && v->result != RESULT_OK;
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
	page->recipient = w->ownerid;
	page->recipient_name = w->name;
	page->status = w->would ? status_words[w->status] : NULL;
	if (w->prefix.length == 0)
		return;
	end = prefix_last(&w->prefix);
	page->result = prefix_words(w->r, &w->prefix);
	page->addresses = (int64_t)prefix_size(&w->prefix);
	page->first = arena_strdup(w->r->arena,
	    address_text(&w->prefix.first, first));
	page->last = arena_strdup(w->r->arena, address_text(&end, last));
	if (w->wrong_count > 0 && w->best.length > 0 &&
	    !prefix_equal(&w->best, &w->prefix))
		page->next = page->best;
}

/* --- The page ------------------------------------------------------------ */

static void
add_problems(struct wish *w, struct page_subassign *page)
{
	struct page_subassign_problems *row;

	for (size_t i = 0; i < w->wrong_count; i++) {
		row = arena_grow(w->r->arena, &page->problems,
		    &page->problems_count, sizeof(*row));
		row->field = w->wrongs[i].field;
		row->text = w->wrongs[i].text;
	}
	page->wrong_recipient = wish_wrong_of(w, "ownerid");
	page->wrong_size = wish_wrong_of(w, "size");
	page->wrong_need = wish_wrong_of(w, "need");
	page->wrong_range = wish_wrong_of(w, "range");
	page->wrong_prefix = wish_wrong_of(w, "prefix");
	page->wrong_use = wish_wrong_of(w, "use");
}

void
wish_show(struct wish *w, int status)
{
	struct request *r = w->r;
	struct page_subassign page = { 0 };

	page.frame = frame_of(r, say(r->m, "Sub-assign"));
	page.csrf = r->session.csrf;
	page.block = prefix_words(r, &w->block.prefix);
	page.action = path_of_block(r, &w->block.prefix, "/subassign");
	page.ownerid = w->creates || request_value(r, "ownerid") != NULL ?
	    request_text(r, "ownerid") : w->in.ownerid;
	page.creates = w->creates;
	page.need = w->need;
	page.ipv4 = w->ipv4;
	page.prefix = request_text(r, "prefix");
	add_found(w, &page);
	add_fields(w, &page);
	add_sizes(w, &page);
	add_ranges(w, &page);
	add_uses(w, &page);
	add_options(w, &page);
	add_problems(w, &page);
	add_result(w, &page);
	frame_crumb(r, &page.frame, page.block, path_of_block(r,
	    &w->block.prefix, NULL));
	frame_crumb(r, &page.frame, page.frame.title, NULL);
	put_page_subassign(r->m, &page);
	answer_form(r, status);
}
