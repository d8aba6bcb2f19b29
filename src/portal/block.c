/* SPDX-License-Identifier: ISC */
/* The page of a block: what it is, how full, what is in it. */
#include <string.h>

#include "portal/list_file.h"
#include "portal/map.h"
#include "portal/subassign.h"

#define ROWS_SHOWN 20
#define ZONES_SHOWN 16
#define ZONES_READ 256		/* the /24s of a /16 */

struct view_of {
	struct request *r;
	struct block block;
	struct view_rights rights;
	struct index_block found;	/* holder id 0: nobody's */
	struct prefix at;		/* what the map shows */
	struct prefix *lame;		/* delegations */
	size_t lame_count;
	uint64_t zones_from;		/* the first that is listed */
	uint64_t parts;			/* children and free ranges */
	struct page_block page;
};

const char *
path_of_holder(struct request *r, const struct organisation *holder)
{
	struct view_rights rights;

	if (registry_sees_organisation(r->registry, holder, &rights) !=
	    RESULT_OK)
		return NULL;
	return arena_join(r->arena, "/organizations/", url_value(r->arena,
	    holder->ownerid), "/resources");
}

static const char *
use_word(const struct view_of *v, enum block_use use)
{
	return use == USE_NONE || use == USE_CUSTOMER ? NULL :
	    language_translate(v->r->language, use_names[use]);
}

/* --- What it is ---------------------------------------------------------- */

static void
add_holder(struct view_of *v)
{
	struct page_block *page = &v->page;
	struct view_rights rights;
	struct block up;

	if (index_block_told(v->r->index, &v->block, ZONES_READ,
	    &v->found) != INDEX_HELD) {
		v->found = (struct index_block){ 0 };
		return;
	}
	page->holder = v->found.holder.ownerid;
	page->name = v->found.holder.name;
	page->holder_path = path_of_holder(v->r, &v->found.holder);
	page->country = v->found.country;
	page->tech = v->found.tech.handle;
	page->tech_name = v->found.tech.name;
	page->abuse = v->found.abuse.handle;
	page->abuse_name = v->found.abuse.name;
	if (!v->found.passed_on)
		return;
	page->up = prefix_words(v->r, &v->found.up);
	if (registry_see_block(v->r->registry, &v->found.up, &up, &rights) ==
	    RESULT_OK)
		page->up_path = path_of_block(v->r, &v->found.up, NULL);
}

static void
add_facts(struct view_of *v)
{
	struct page_block *page = &v->page;

	page->prefix = prefix_words(v->r, &v->block.prefix);
	page->ipv4 = prefix_family(&v->block.prefix) == FAMILY_IPV4;
	page->status = status_words[v->block.status];
	page->use = use_word(v, v->block.use);
	page->since = v->block.created;
	page->here = path_of_block(v->r, &v->block.prefix, NULL);
	if (v->rights.manages_parent)
		page->label = v->block.label;
	add_holder(v);
}

static void
add_actions(struct view_of *v)
{
	const struct prefix *p = &v->block.prefix;
	struct page_block *page = &v->page;

	page->tiled = status_inside(v->block.status) != STATUS_COUNT;
	if (page->tiled && v->rights.manages)
		page->subassign = path_of_block(v->r, p, "/subassign");
	if (!status_is_stock(v->block.status) && (v->rights.manages ||
	    v->rights.manages_parent))
		page->contacts = path_of_block(v->r, p, "/contacts");
	if (!status_is_stock(v->block.status) && v->rights.manages)
		page->edit_origins = path_of_block(v->r, p, "/origins");
	if (!status_is_stock(v->block.status) && v->rights.manages &&
	    reverse_zone_count(p) > 0)
		page->reverse = path_of_block(v->r, p, "/reverse");
	if (status_is_passed_on(v->block.status) && v->rights.manages_parent)
		page->release = path_of_block(v->r, p, "/release");
}

static void
add_use(struct view_of *v)
{
	struct page_block *page = &v->page;
	struct use_shown shown;
	struct view_use use;

	if (!page->tiled)
		return;
	registry_use(v->r->registry, &v->block, &use);
	shown = use_shown(&v->block.prefix, &use);
	page->percent = shown.percent;
	page->used = shown.used;
	page->total = shown.total;
	page->unit = shown.wide ? "/48" : "/64";
	page->children = use.children;
	page->free = free_words(v->r->arena, &use);
	v->parts = (uint64_t)use.children;
	for (size_t i = 0; i < use.free_count; i++)
		v->parts += (uint64_t)use.free[i].count;
}

/* --- People, reverse DNS ------------------------------------------------- */

static const char *
why_manages(const struct view_of *v, const struct view_manager *m)
{
	if (m->parent)
		return say(v->r->m, "manages the block around it");
	if (m->tech && m->admin)
		return say(v->r->m, "technical contact, and administrative "
		    "contact of the holder");
	return m->tech ? say(v->r->m, "technical contact") :
	    say(v->r->m, "administrative contact of the holder");
}

static void
add_managers(struct view_of *v)
{
	struct view_manager managers[VIEW_MANAGERS_MAX];
	size_t count = registry_managers(v->r->registry, &v->block, managers);
	struct page_block_managers *row;

	for (size_t i = 0; i < count; i++) {
		row = arena_grow(v->r->arena, &v->page.managers,
		    &v->page.managers_count, sizeof(*row));
		row->handle = managers[i].person.handle;
		row->name = managers[i].person.name;
		row->why = why_manages(v, &managers[i]);
	}
}

static void
add_origins(struct view_of *v)
{
	struct page_block_origins *row;

	for (size_t i = 0; i < v->found.origin_count; i++) {
		row = arena_grow(v->r->arena, &v->page.origins,
		    &v->page.origins_count, sizeof(*row));
		row->number = arena_printf(v->r->arena, "AS%u",
		    v->found.origins[i]);
		row->path = path_of_number(v->r, v->found.origins[i]);
	}
}

static bool
server_is_well(const struct index_server *s)
{
	return !s->withdrawn && (s->state == NS_AA ||
	    s->state == NS_UNCHECKED);
}

static bool
delegation_is_lame(const struct index_delegation *d)
{
	for (size_t i = 0; i < d->server_count; i++)
		if (!server_is_well(&d->servers[i]))
			return true;
	return false;
}

static void
add_servers(struct view_of *v, const struct index_delegation *d,
    struct page_block_zones *zone)
{
	struct page_block_zones_servers *row;

	for (size_t i = 0; i < d->server_count; i++) {
		row = arena_grow(v->r->arena, &zone->servers,
		    &zone->servers_count, sizeof(*row));
		row->host = d->servers[i].host;
		row->letters = host_letters(v->r, row->host);
		row->well = server_is_well(&d->servers[i]);
		row->unknown = row->well &&
		    d->servers[i].state == NS_UNCHECKED;
		row->state = d->servers[i].withdrawn ?
		    say(v->r->m, "withdrawn") :
		    d->servers[i].state == NS_UNCHECKED ?
		    say(v->r->m, "not asked yet") :
		    ns_state_words[d->servers[i].state];
		row->answered = row->well ? 0 : d->servers[i].answered;
	}
}

static void
add_links(struct view_of *v, const struct prefix *prefix,
    struct page_block_zones *zone)
{
	const char *path = v->page.reverse, *name = url_value(v->r->arena,
	    zone->prefix);

	if (path == NULL || !prefix_covers(&v->block.prefix, prefix))
		return;
	zone->edit = arena_printf(v->r->arena, "%s?prefix=%s", path, name);
	zone->remove = arena_printf(v->r->arena, "%s?remove=%s", path, name);
}

/* What does not answer comes first. */
static void
add_zones(struct view_of *v, bool lame)
{
	struct page_block_zones *zone;
	const struct index_delegation *d;
	struct prefix *place;

	for (size_t i = 0; i < v->found.delegation_count; i++) {
		d = &v->found.delegations[i];
		if (delegation_is_lame(d) != lame)
			continue;
		v->page.delegated++;
		if (lame) {
			place = arena_grow(v->r->arena, &v->lame,
			    &v->lame_count, sizeof(*place));
			*place = d->prefix;
		}
		if ((uint64_t)v->page.delegated <= v->zones_from)
			continue;
		if (v->page.zones_count == ZONES_SHOWN) {
			v->page.zones_more++;
			continue;
		}
		zone = arena_grow(v->r->arena, &v->page.zones,
		    &v->page.zones_count, sizeof(*zone));
		zone->prefix = prefix_words(v->r, &d->prefix);
		add_servers(v, d, zone);
		add_links(v, &d->prefix, zone);
	}
}

/* In pages. */
static void
add_all_zones(struct view_of *v)
{
	struct page_block *page = &v->page;

	if (!parse_number(request_text(v->r, "zones"), ZONES_READ,
	    &v->zones_from) || v->zones_from >= v->found.delegation_count)
		v->zones_from = 0;
	add_zones(v, true);
	add_zones(v, false);
	page->lame = (int64_t)v->lame_count;
	page->zones_over = v->found.delegations_more;
	page->zones_first = v->zones_from == 0 ? NULL :
	    arena_printf(v->r->arena, "%s#reverse", page->here);
	if (page->zones_more > 0)
		page->zones_next = arena_printf(v->r->arena,
		    "%s?zones=%d#reverse", page->here,
		    (int)v->zones_from + ZONES_SHOWN);
}

static void
add_history(struct view_of *v)
{
	struct history_of of = { .resource = { .prefix = v->block.prefix } };

	v->page.history = history_part(v->r, &of,
	    path_of_block(v->r, &v->block.prefix, NULL));
	v->page.history.held = path_of_block(v->r, &v->block.prefix, "/held");
}

/* --- The map ------------------------------------------------------------- */

static void
choose_at(struct view_of *v)
{
	const char *typed = typed_text(v->r, "at");

	if (prefix_parse(typed, strlen(typed), &v->at) != INET_OK ||
	    !prefix_covers(&v->block.prefix, &v->at))
		v->at = v->block.prefix;
}

static void
add_step(struct view_of *v, const struct prefix *p)
{
	struct page_block_steps *row = arena_grow(v->r->arena,
	    &v->page.steps, &v->page.steps_count, sizeof(*row));

	row->name = prefix_words(v->r, p);
	if (prefix_equal(p, &v->at))
		return;
	row->path = prefix_equal(p, &v->block.prefix) ?
	    arena_printf(v->r->arena, "%s#map", v->page.here) :
	    arena_printf(v->r->arena, "%s?at=%s#map", v->page.here,
	    url_value(v->r->arena, row->name));
}

/* The way from the block down to what is shown, as text. */
static void
add_steps(struct view_of *v)
{
	struct prefix p = v->block.prefix;

	if (prefix_equal(&v->at, &p))
		return;
	add_step(v, &p);
	if (!v->page.ipv4)
		for (int n = (p.length / 4 + 1) * 4; n < v->at.length; n += 4) {
			p = prefix_of(&v->at.first, (uint8_t)n);
			add_step(v, &p);
		}
	add_step(v, &v->at);
}

static void
add_map(struct view_of *v)
{
	struct map_source source = {
		.r = v->r, .block = &v->block, .parts = v->parts,
		.may_subassign = v->page.subassign != NULL,
		.lame = v->lame, .lame_count = v->lame_count,
	};

	if (!v->page.tiled)
		return;
	choose_at(v);
	add_steps(v);
	source.at = v->at;
	v->page.map = map_of(&source);
}

/* --- What is in it ------------------------------------------------------- */

static void
add_row(struct view_of *v, const struct view_row *in)
{
	struct page_block_rows *row = arena_grow(v->r->arena, &v->page.rows,
	    &v->page.rows_count, sizeof(*row));

	row->prefix = prefix_words(v->r, &in->prefix);
	row->is_free = in->is_free;
	row->is_all = prefix_equal(&in->prefix, &v->block.prefix);
	if (in->is_free)
		return;
	row->status = status_words[in->status];
	row->use = use_word(v, in->use_for);
	row->label = v->rights.manages ? in->label : NULL;
	row->ownerid = in->ownerid;
	row->name = in->name;
	row->since = in->created;
	row->percent = use_shown(&in->prefix, &in->use).percent;
}

/* This page (or a file of it), with what is filtered. */
static const char *
path_filtered(struct view_of *v, const char *file)
{
	return arena_printf(v->r->arena, "%s%s?q=%s%s", v->page.here, file,
	    url_value(v->r->arena, v->page.query),
	    v->page.without_free ? "&free=no" : "");
}

static struct view_children
block_filter(struct request *r)
{
	return (struct view_children){ .filter = typed_text(r, "q"),
	    .without_free = strcmp(request_text(r, "free"), "no") == 0 };
}

static void
add_rows(struct view_of *v)
{
	struct view_children in = block_filter(v->r);
	struct view_page page = {
		.after = request_value(v->r, "after"), .most = ROWS_SHOWN,
	};
	struct view_row rows[ROWS_SHOWN];
	size_t count;

	/* The table is of what the map shows. */
	if (in.filter[0] == '\0' && !prefix_equal(&v->at, &v->block.prefix))
		in.filter = prefix_words(v->r, &v->at);
	v->page.query = in.filter;
	v->page.without_free = in.without_free;
	if (!v->page.tiled)
		return;
	v->page.later = page.after != NULL && page.after[0] != '\0';
	count = registry_children(v->r->registry, &v->block, &in, &page, rows);
	for (size_t i = 0; i < count; i++)
		add_row(v, &rows[i]);
	if (page.next[0] != '\0')
		v->page.next = arena_printf(v->r->arena, "%s&after=%s#parts",
		    path_filtered(v, ""), url_value(v->r->arena, page.next));
	v->page.csv = path_filtered(v, "/parts.csv");
	v->page.json = path_filtered(v, "/parts.json");
}

void
page_block(struct request *r)
{
	struct view_of v = { .r = r };

	if (!request_block(r, &v.block, &v.rights))
		return;
	add_facts(&v);
	v.page.frame = frame_of(r, v.page.prefix);
	add_actions(&v);
	add_use(&v);
	add_all_zones(&v);
	add_managers(&v);
	add_origins(&v);
	add_history(&v);
	add_map(&v);
	add_rows(&v);
	if (v.page.holder_path != NULL)
		frame_crumb(r, &v.page.frame, v.page.holder,
		    v.page.holder_path);
	if (v.page.up_path != NULL)
		frame_crumb(r, &v.page.frame, v.page.up, v.page.up_path);
	frame_crumb(r, &v.page.frame, v.page.prefix, NULL);
	put_page_block(r->m, &v.page);
	answer_page(r);
}

/* --- What is in it, as files ---------------------------------------------- */

struct parts {
	struct block block;
	struct view_children in;
};

static size_t
read_parts(struct request *r, const struct list_file *list, int kind,
    struct view_page *page, struct view_row *out)
{
	const struct parts *parts = list->of;
	size_t count = registry_children(r->registry, &parts->block,
	    &parts->in, page, out);

	(void)kind;
	for (size_t i = 0; i < count; i++)
		out[i].up = parts->block.prefix;
	return count;
}

static void
answer_parts(struct request *r, void (*answer)(struct request *,
    const struct list_file *))
{
	static const char *const kinds[] = { "subassignment", NULL };
	struct parts parts = { .in = block_filter(r) };
	struct view_rights rights;
	struct list_file file = {
		.read = read_parts, .of = &parts, .kinds = kinds,
		.what = "block", .filter = parts.in.filter,
	};

	if (!request_block(r, &parts.block, &rights))
		return;
	if (status_inside(parts.block.status) == STATUS_COUNT)
		file.kinds = &kinds[1];	/* it can have none */
	file.name = prefix_words(r, &parts.block.prefix);
	file.uses = true;
	file.labels = rights.manages;
	answer(r, &file);
}

void
page_block_csv(struct request *r)
{
	answer_parts(r, answer_csv);
}

void
page_block_json(struct request *r)
{
	answer_parts(r, answer_json);
}
