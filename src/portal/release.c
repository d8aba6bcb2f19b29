/* SPDX-License-Identifier: ISC */
/* Release a sub-assignment: what goes, and the prefix typed to confirm. */
#include <string.h>

#include "portal/private.h"

static bool
may_release(struct request *r, struct block *block, struct block *up)
{
	if (!request_block(r, block, NULL))
		return false;
	if (status_is_passed_on(block->status) &&
	    registry_block_by_id(r->registry, block->parent, up))
		return true;
	answer_problem(r, 0, RESULT_NOT_SUBASSIGNED, NULL);
	return false;
}

static void
add_delegations(struct request *r, const struct block *block,
    struct page_release *page)
{
	struct page_release_delegations *row;
	struct index_block found;

	if (index_block_around(r->index, &block->prefix, &found) !=
	    INDEX_HELD)
		return;
	for (size_t i = 0; i < found.delegation_count; i++) {
		if (!prefix_covers(&block->prefix,
		    &found.delegations[i].prefix))
			continue;
		row = arena_grow(r->arena, &page->delegations,
		    &page->delegations_count, sizeof(*row));
		row->prefix = prefix_words(r, &found.delegations[i].prefix);
	}
}

static void
add_problems(struct request *r, struct page_release *page)
{
	problems_add(r, &page->problems, "prefix", NULL, page->retype.wrong);
	problems_add(r, &page->problems, "with_children", NULL,
	    page->wrong_children);
	problems_add_reason(r, &page->problems);
}

static void
show(struct request *r, struct page_release *page, const struct block *block,
    const struct block *up, int status)
{
	struct organisation holder;
	struct view_use use;

	page->frame = frame_of(r, say(r->m, "Release"));
	page->reason = reason_part(r);
	page->csrf = r->session.csrf;
	page->block = prefix_words(r, &block->prefix);
	page->action = path_of_block(r, &block->prefix, "/release");
	page->back = path_of_block(r, &block->prefix, NULL);
	page->up = prefix_words(r, &up->prefix);
	page->since = block->created;
	if (registry_organisation_by_id(r->registry, block->organisation,
	    &holder)) {
		page->ownerid = holder.ownerid;
		page->name = holder.name;
	}
	registry_use(r->registry, block, &use);
	page->children = use.children;
	page->with_children = request_text(r, "with_children")[0] != '\0';
	add_delegations(r, block, page);
	add_problems(r, page);
	frame_crumb(r, &page->frame, page->block, page->back);
	frame_crumb(r, &page->frame, page->frame.title, NULL);
	put_page_release(r->m, page);
	answer_form(r, status);
}

void
page_release(struct request *r)
{
	struct page_release page = { 0 };
	struct block block, up;

	if (!may_release(r, &block, &up))
		return;
	page.retype = retype_part(r, &block.prefix);
	show(r, &page, &block, &up, 200);
}

void
page_release_post(struct request *r)
{
	struct page_release page = { 0 };
	struct release in = { 0 };
	struct block block, up;
	enum result result;

	if (!may_release(r, &block, &up))
		return;
	page.retype = retype_part(r, &block.prefix);
	if (!retype_is_right(r, &block.prefix, &page.retype) ||
	    !reason_is_given(r)) {
		show(r, &page, &block, &up, 400);
		return;
	}
	in.prefix = block.prefix;
	in.with_children = request_text(r, "with_children")[0] != '\0';
	result = registry_release(r->registry, &in);
	if (result == RESULT_OK) {
		answer_redirect(r, path_of_block(r, &up.prefix, NULL),
		    say(r->m, "The sub-assignment was released."));
		return;
	}
	if (result == RESULT_NO_BLOCK) {
		answer_not_found(r);	/* it was released meanwhile */
		return;
	}
	if (result == RESULT_HAS_CHILDREN)
		page.wrong_children = refusal_text(r, result,
		    registry_detail(r->registry));
	else
		problems_add(r, &page.problems, NULL, NULL, refusal_text(r,
		    result, registry_detail(r->registry)));
	show(r, &page, &block, &up, result_http_status(result));
}
