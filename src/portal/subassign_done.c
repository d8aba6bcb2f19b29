/* SPDX-License-Identifier: ISC */
/* A sub-assignment that was done: what it became, and whether a form that comes
   again is that one. */
#include <string.h>

#include "portal/organisation.h"
#include "portal/subassign.h"

/* --- What it became ------------------------------------------------------- */

/* What the next one can keep of this one, as a query. */
static const char *
query_kept(struct request *r, const char *size)
{
	return arena_printf(r->arena, "size=%s&use=%s&tech=%s&abuse=%s",
	    url_value(r->arena, size),
	    url_value(r->arena, request_text(r, "use")),
	    url_value(r->arena, pick_typed(r, PICK_PERSON, "tech")),
	    url_value(r->arena, pick_typed(r, PICK_PERSON, "abuse")));
}

bool
subassign_show_done(struct request *r, const struct block *block)
{
	const char *text = typed_text(r, "done");
	struct page_subassigned page = { 0 };
	struct view_rights rights;
	struct organisation holder;
	struct prefix prefix;
	struct block done;

	if (prefix_parse(text, strlen(text), &prefix) != INET_OK ||
	    registry_see_block(r->registry, &prefix, &done, &rights) !=
	    RESULT_OK || done.parent != block->id ||
	    !registry_organisation_by_id(r->registry, done.organisation,
	    &holder))
		return false;
	page.frame = frame_of(r, say(r->m, "Sub-assigned"));
	page.prefix = prefix_words(r, &prefix);
	page.ownerid = holder.ownerid;
	page.name = holder.name;
	page.whois = whois_of(r, page.prefix);
	page.path = path_of_block(r, &prefix, NULL);
	page.another = path_of_block(r, &block->prefix, arena_printf(r->arena,
	    "/subassign?%s", query_kept(r, request_text(r, "size"))));
	page.up = path_of_block(r, &block->prefix, NULL);
	page.up_prefix = prefix_words(r, &block->prefix);
	frame_crumb(r, &page.frame, page.up_prefix, page.up);
	frame_crumb(r, &page.frame, page.prefix, NULL);
	put_page_subassigned(r->m, &page);
	answer_page(r);
	return true;
}

void
subassign_lead_to_done(struct wish *w, const struct prefix *prefix,
    const char *message)
{
	struct request *r = w->r;
	const char *done = prefix_words(r, prefix);
	const char *size = strchr(done, '/') + 1;

	answer_redirect(r, path_of_block(r, &w->block.prefix,
	    arena_printf(r->arena, "/subassign?done=%s&%s",
	    url_value(r->arena, done), query_kept(r, size))), message);
}

/* --- The same once more --------------------------------------------------- */

/* Whoever sends a form again, by Back or a second press, did it already. */
#define AGAIN_S (60 * 60)

/* The journal row that made a thing (model/limits.h). */
static int64_t
made_by(int64_t id)
{
	return id / (LIMIT_OBJECTS_PER_OPERATION + 1);
}

/* Does a text of the recipient stand there as it was typed? */
static bool
is_as_typed(struct request *r, const struct data_field *field,
    const struct organisation *holder)
{
	const char *typed = request_value(r, field->name) == NULL ? "" :
	    typed_text(r, field->name);
	const char *stands = data_of(holder, field);

	if (strcmp(field->name, "ddi") == 0)
		typed += typed[0] == '+';
	return strcmp(typed, stands) == 0 || (typed[0] == '\0' &&
	    strcmp(field->name, "responsible") == 0);
}

static bool
is_created(const struct wish *w, const struct block *block,
    const struct organisation *holder)
{
	for (size_t i = 0; i < DATA_FIELDS; i++)
		if (!is_as_typed(w->r, &data_fields[i], holder))
			return false;
	return made_by(holder->id) == made_by(block->id) &&
	    strcmp(holder->country, w->add.postal.country) == 0;
}

static bool
is_recipient(const struct wish *w, const struct block *block)
{
	struct organisation holder;

	if (!registry_organisation_by_id(w->r->registry, block->organisation,
	    &holder))
		return false;
	return w->creates ? is_created(w, block, &holder) :
	    strcmp(holder.ownerid, w->in.ownerid) == 0;
}

static bool
is_contact(struct request *r, int64_t id, const char *typed, int64_t usual)
{
	struct person person;

	return typed[0] == '\0' ? id == usual :
	    registry_person_by_id(r->registry, id, &person) &&
	    strcmp(person.handle, typed) == 0;
}

static bool
is_exactly(const struct wish *w, const struct block *block)
{
	struct request *r = w->r;

	return block->parent == w->block.id && block->use == w->in.use &&
	    strcmp(block->label, w->in.label) == 0 &&
	    is_contact(r, block->tech, w->in.tech, r->me.id) &&
	    is_contact(r, block->abuse, w->in.abuse, 0) &&
	    is_recipient(w, block);
}

bool
wish_is_done(struct wish *w)
{
	struct request *r = w->r;
	struct history_of of = { .resource = { .prefix = w->wanted },
	    .brief = true };
	struct journal_row *rows;
	struct view_rights rights;
	struct block block;
	size_t count;

	return registry_see_block(r->registry, &w->wanted, &block, &rights) ==
	    RESULT_OK && is_exactly(w, &block) &&
	    registry_history(r->registry, &of, &rows, &count, 1) ==
	    RESULT_OK && count == 1 && strcmp(rows[0].actor, r->me.handle) ==
	    0 && rows[0].serial == made_by(block.id) &&
	    clock_now(&r->config->clock) - rows[0].time <= AGAIN_S;
}
