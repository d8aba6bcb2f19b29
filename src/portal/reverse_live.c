/* SPDX-License-Identifier: ISC */
/* Reverse DNS that was changed: when it is live.  And removing it. */
#include <string.h>

#include "portal/reverse.h"

#define REFRESH_S 2
#define WAIT_S 600			/* then the page no longer follows */

/* --- When it is live ----------------------------------------------------- */

static void
add_row(struct reverse *v, const struct prefix *prefix,
    struct page_reverse_live *page)
{
	struct page_reverse_live_rows *row = arena_grow(v->r->arena,
	    &page->rows, &page->rows_count, sizeof(*row));
	struct view_publication now;
	struct watched watched;

	registry_publication(v->r->registry, prefix, &now);
	row->prefix = prefix_words(v->r, prefix);
	row->delegated = registry_delegation(v->r->registry, prefix,
	    &watched);
	row->known = now.known;
	row->published = now.published;
	row->live = now.live;
	row->at = now.at;
	row->seen = now.seen;
	page->pending |= !now.live;
}

static void
add_rows(struct reverse *v, struct page_reverse_live *page)
{
	const char *names = request_text(v->r, "live");
	struct prefix prefix;
	size_t n;

	for (; *names != '\0'; names += n + (names[n] == ' ')) {
		n = strcspn(names, " ");
		if (page->rows_count < REVERSE_BLOCKS_MAX &&
		    prefix_parse(names, n, &prefix) == INET_OK)
			add_row(v, &prefix, page);
	}
}

void
reverse_show_live(struct reverse *v)
{
	struct page_reverse_live page = { 0 };
	struct request *r = v->r;
	uint64_t since;

	if (!parse_number(request_text(r, "since"), INT64_MAX, &since))
		since = 0;
	add_rows(v, &page);
	page.follows = page.pending && clock_now(&r->config->clock) -
	    (int64_t)since < WAIT_S;
	page.frame = reverse_frame(v);
	page.block = prefix_words(r, &v->block.prefix);
	page.again = arena_printf(r->arena, "%s?live=%s&since=%lld", v->here,
	    url_value(r->arena, request_text(r, "live")), (long long)since);
	page.back = path_of_block(r, &v->block.prefix, NULL);
	page.more = v->here;
	if (page.follows)
		page.frame.refresh = REFRESH_S;
	put_page_reverse_live(r->m, &page);
	answer_page(r);
}

/* --- Removing ------------------------------------------------------------ */

/* The delegation that the form names, of this block. */
static bool
find(struct reverse *v, struct prefix *prefix, struct watched *out)
{
	const char *name = request_text(v->r, "remove");

	if (prefix_parse(name, strlen(name), prefix) == INET_OK &&
	    prefix_covers(&v->block.prefix, prefix) &&
	    registry_delegation(v->r->registry, prefix, out))
		return true;
	answer_problem(v->r, 0, RESULT_NO_DELEGATION, NULL);
	return false;
}

static void
show(struct reverse *v, const struct prefix *prefix,
    const struct watched *now, int status)
{
	struct page_reverse_remove page = { .retype = v->retype };
	struct page_reverse_remove_hosts *row;
	struct request *r = v->r;

	for (size_t i = 0; i < now->count; i++) {
		row = arena_grow(r->arena, &page.hosts, &page.hosts_count,
		    sizeof(*row));
		row->host = now->servers[i].host;
	}
	page.frame = reverse_frame(v);
	page.reason = reason_part(r);
	page.csrf = r->session.csrf;
	page.prefix = prefix_words(r, prefix);
	page.action = v->here;
	page.back = path_of_block(r, &v->block.prefix, NULL);
	problems_add(r, &page.problems, "prefix", NULL, page.retype.wrong);
	problems_add(r, &page.problems, NULL, NULL, v->problem);
	problems_add_reason(r, &page.problems);
	put_page_reverse_remove(r->m, &page);
	answer_form(r, status);
}

void
reverse_show_remove(struct reverse *v)
{
	struct prefix prefix;
	struct watched now;

	if (!find(v, &prefix, &now))
		return;
	v->retype = retype_part(v->r, &prefix);
	show(v, &prefix, &now, 200);
}

void
reverse_remove(struct reverse *v)
{
	struct delegation_drop in;
	enum result result;
	struct watched now;

	if (!find(v, &in.prefix, &now))
		return;
	v->retype = retype_part(v->r, &in.prefix);
	if (!retype_is_right(v->r, &in.prefix, &v->retype) ||
	    !reason_is_given(v->r)) {
		show(v, &in.prefix, &now, 400);
		return;
	}
	result = registry_delegation_drop(v->r->registry, &in);
	if (result == RESULT_OK) {
		answer_redirect(v->r, arena_printf(v->r->arena,
		    "%s?live=%s&since=%lld", v->here, url_value(v->r->arena,
		    prefix_words(v->r, &in.prefix)),
		    (long long)clock_now(&v->r->config->clock)),
		    say(v->r->m, "The delegation was removed."));
		return;
	}
	v->problem = refusal_text(v->r, result, "");
	show(v, &in.prefix, &now, result_http_status(result));
}
