/* SPDX-License-Identifier: ISC */
/* IP/ASN of an organisation: its blocks, ASNs and sub-assignments. */
#include <string.h>

#include "portal/list_file.h"
#include "portal/subassign.h"

#define PAGE_ROWS 50		/* of a kind, where all kinds are shown */
#define ALONE_ROWS 200		/* of the only kind that is shown */
#define COUNT_STEP 250
#define COUNT_MAX 1000		/* rows are counted so far */

struct resources {
	struct organisation organisation;
	bool manages;			/* the user, all of it */
	bool reads;			/* the user, more than WHOIS shows */
	int only;			/* a kind of rows; -1: all */
	const char *filter;		/* "" for none */
};

static const char *const view_what_words[VIEW_WHAT_COUNT] = {
	[VIEW_BLOCKS] = "blocks",
	[VIEW_ASNS] = "asns",
	[VIEW_SUBASSIGNMENTS] = "subassignments",
};

/* The organisation of the path and the filter of the query; false: answered
   not found. */
static bool
resources_read(struct request *r, struct resources *in)
{
	struct view_rights rights;

	if (!request_organisation(r, &in->organisation, &rights))
		return false;
	in->manages = rights.manages;
	in->reads = rights.manages ||
	    in->organisation.billing == r->me.id ||
	    in->organisation.member == r->me.id;
	in->only = word_value(view_what_words, VIEW_WHAT_COUNT,
	    request_text(r, "show"));
	in->filter = typed_text(r, "filter");
	return true;
}

/* --- Rows ----------------------------------------------------------------- */

static bool
may_see(struct request *r, const struct view_row *row)
{
	struct view_rights rights;
	struct block block;
	struct asn asn;

	if (row->is_asn)
		return registry_see_asn(r->registry, row->asns.first, &asn,
		    &rights) == RESULT_OK;
	return registry_see_block(r->registry, &row->prefix, &block,
	    &rights) == RESULT_OK;
}

const char *
path_of_row(struct request *r, const struct view_row *row)
{
	char text[PREFIX_TEXT_MAX];

	if (may_see(r, row))
		return row->is_asn ? path_of_asn(r, row->asns.first, NULL) :
		    path_of_block(r, &row->prefix, NULL);
	if (row->is_asn)
		return path_of_lookup(r, arena_printf(r->arena, "AS%u",
		    row->asns.first));
	return path_of_lookup(r, prefix_text(&row->prefix, text));
}

typedef struct page_resources_sections section;
typedef struct page_resources_sections_rows line;

static void
add_block(struct request *r, const struct resources *in,
    const struct view_row *from, line *to)
{
	struct use_shown use = use_shown(&from->prefix, &from->use);

	to->thing = prefix_words(r, &from->prefix);
	if (from->up.length != 0)
		to->up = prefix_words(r, &from->up);
	to->percent = use.percent;
	to->children = from->use.children;
	if (in->reads && from->use_for > USE_CUSTOMER)
		to->use_for = language_translate(r->language,
		    use_names[from->use_for]);
	to->label = in->manages ? from->label : "";
}

static void
add_row(struct request *r, const struct resources *in,
    const struct view_row *from, section *s)
{
	line *to = arena_grow(r->arena, &s->rows, &s->rows_count,
	    sizeof(*to));
	char text[PREFIX_TEXT_MAX];

	to->path = path_of_row(r, from);
	to->status = status_words[from->status];
	to->ownerid = from->ownerid;
	to->name = from->name;
	to->since = from->created;
	if (from->is_asn)
		to->thing = arena_strdup(r->arena,
		    asn_range_text(&from->asns, text));
	else
		add_block(r, in, from, to);
}

/* --- Sections ------------------------------------------------------------- */

/* How many the filter lets through; over: more than are counted. */
static void
count_rows(struct request *r, const struct resources *in,
    enum view_what what, section *s)
{
	struct view_row *rows = arena_alloc(r->arena,
	    COUNT_STEP * sizeof(*rows));
	struct view_page view = { .most = COUNT_STEP };
	int steps = 0;

	do {
		steps++;
		view.after = arena_strdup(r->arena, view.next);
		s->count += (int64_t)registry_resources(r->registry,
		    in->organisation.id, what, in->filter, &view, rows);
	} while (view.next[0] != '\0' && steps < COUNT_MAX / COUNT_STEP);
	s->over = view.next[0] != '\0';
}

static const char *
path_with(struct request *r, const struct resources *in, const char *file,
    enum view_what what, const char *after)
{
	const char *path = arena_printf(r->arena,
	    "/organizations/%s/resources%s", url_value(r->arena,
	    in->organisation.ownerid), file);
	const char *sign = "?";

	if (in->filter[0] != '\0') {
		path = arena_printf(r->arena, "%s?filter=%s", path,
		    url_value(r->arena, in->filter));
		sign = "&";
	}
	if (what == VIEW_WHAT_COUNT)
		return path;
	path = arena_printf(r->arena, "%s%sshow=%s", path, sign,
	    view_what_words[what]);
	return after == NULL ? path : arena_printf(r->arena, "%s&after=%s",
	    path, url_value(r->arena, after));
}

static void
add_section(struct request *r, const struct resources *in,
    enum view_what what, bool alone, struct page_resources *page)
{
	size_t most = alone ? ALONE_ROWS : PAGE_ROWS, count;
	struct view_row *rows = arena_alloc(r->arena, most * sizeof(*rows));
	struct view_page view = { .most = most,
	    .after = alone ? request_text(r, "after") : "" };
	section *s = arena_grow(r->arena, &page->sections,
	    &page->sections_count, sizeof(*s));

	s->word = view_what_words[what];
	s->is_blocks = what == VIEW_BLOCKS;
	s->is_asns = what == VIEW_ASNS;
	s->later = view.after[0] != '\0';
	count = registry_resources(r->registry, in->organisation.id, what,
	    in->filter, &view, rows);
	for (size_t i = 0; i < count; i++)
		add_row(r, in, &rows[i], s);
	s->count = (int64_t)count;
	s->first = path_with(r, in, "", what, NULL);
	if (view.next[0] != '\0')
		s->next = path_with(r, in, "", what, view.next);
	if (s->next != NULL || s->later) {
		s->count = 0;
		count_rows(r, in, what, s);
	}
	s->some = count > 0 || s->next != NULL;
	page->any |= s->some;
}

static void
add_sections(struct request *r, const struct resources *in,
    struct page_resources *page)
{
	page->alone = in->only >= 0;
	page->show = page->alone ? view_what_words[in->only] : NULL;
	for (int what = 0; what < VIEW_WHAT_COUNT; what++)
		if (!page->alone || what == in->only)
			add_section(r, in, (enum view_what)what, page->alone,
			    page);
}

void
page_resources(struct request *r)
{
	struct page_resources page = { 0 };
	struct resources in;
	enum view_what what;

	if (!resources_read(r, &in))
		return;
	what = in.only < 0 ? VIEW_WHAT_COUNT : (enum view_what)in.only;
	page.ownerid = in.organisation.ownerid;
	page.name = in.organisation.name;
	page.filter = in.filter;
	page.here = arena_printf(r->arena, "/organizations/%s/resources",
	    url_value(r->arena, page.ownerid));
	page.all = path_with(r, &in, "", VIEW_WHAT_COUNT, NULL);
	page.csv = path_with(r, &in, ".csv", what, NULL);
	page.json = path_with(r, &in, ".json", what, NULL);
	add_sections(r, &in, &page);
	page.frame = frame_of(r, arena_printf(r->arena, "%s · %s",
	    say(r->m, "IP/ASN"), page.ownerid));
	frame_crumb(r, &page.frame, page.ownerid, arena_printf(r->arena,
	    "/organizations/%s", url_value(r->arena, page.ownerid)));
	frame_crumb(r, &page.frame, say(r->m, "IP/ASN"), NULL);
	put_page_resources(r->m, &page);
	answer_page(r);
}

/* --- As files ------------------------------------------------------------- */

static const char *const kind_words[VIEW_WHAT_COUNT + 1] = {
	[VIEW_BLOCKS] = "block", [VIEW_ASNS] = "asn",
	[VIEW_SUBASSIGNMENTS] = "subassignment",
};

static size_t
read_kind(struct request *r, const struct list_file *list, int kind,
    struct view_page *page, struct view_row *out)
{
	const struct resources *in = list->of;

	if (in->only >= 0 && kind != in->only)
		return 0;
	return registry_resources(r->registry, in->organisation.id,
	    (enum view_what)kind, in->filter, page, out);
}

static struct list_file
file_of(const struct resources *in)
{
	return (struct list_file){
		.read = read_kind, .of = in, .kinds = kind_words,
		.what = "organization", .name = in->organisation.ownerid,
		.filter = in->filter, .uses = in->reads, .labels = in->manages,
	};
}

void
page_resources_csv(struct request *r)
{
	struct resources in;
	struct list_file file;

	if (!resources_read(r, &in))
		return;
	file = file_of(&in);
	answer_csv(r, &file);
}

void
page_resources_json(struct request *r)
{
	struct resources in;
	struct list_file file;

	if (!resources_read(r, &in))
		return;
	file = file_of(&in);
	answer_json(r, &file);
}
