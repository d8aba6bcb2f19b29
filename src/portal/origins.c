/* SPDX-License-Identifier: ISC */
/* The ASNs that announce a block: before and after, then done. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "portal/entry.h"

#define SHOWN_MAX 24			/* bytes of what is no ASN */

struct announced {
	struct request *r;
	struct prefix prefix;
	struct index_block before;
	struct entry list;
	uint32_t numbers[LIMIT_ORIGINS];	/* ascending, each once */
	size_t count;
	const char *wrong;		/* NULL: what was typed is a list */
	const char *whois;		/* as it would be */
};

/* --- What was typed ------------------------------------------------------ */

static bool
is_listed(const uint32_t *numbers, size_t count, uint32_t number)
{
	for (size_t i = 0; i < count; i++)
		if (numbers[i] == number)
			return true;
	return false;
}

static void
add_number(struct announced *a, uint32_t number)
{
	size_t i;

	if (is_listed(a->numbers, a->count, number))
		return;
	if (a->count == LIMIT_ORIGINS) {
		a->wrong = arena_printf(a->r->arena, say(a->r->m,
		    "A block has at most %d origin ASNs."), LIMIT_ORIGINS);
		return;
	}
	for (i = a->count++; i > 0 && a->numbers[i - 1] > number; i--)
		a->numbers[i] = a->numbers[i - 1];
	a->numbers[i] = number;
}

static const char *
no_asn(struct request *r, const char *typed, size_t length)
{
	const char *what = arena_strndup(r->arena, typed, length);

	if (!text_is_clean(what, SHOWN_MAX))
		return say(r->m, "Write ASNs such as AS64500, between blanks "
		    "or commas.");
	return arena_printf(r->arena, say(r->m, "%s is no ASN: write numbers "
	    "such as AS64500."), what);
}

static const char between[] = " \t\r\n,;";

/* "AS 64500" is one number. */
static bool
is_apart(const char *typed, size_t length)
{
	return length == 2 && strncasecmp(typed, "AS", 2) == 0 &&
	    isdigit((unsigned char)typed[2 + strspn(typed + 2, between)]);
}

static void
read_list(struct announced *a, const char *typed)
{
	uint32_t number;
	size_t n;

	for (typed += strspn(typed, between); *typed != '\0' &&
	    a->wrong == NULL; typed += n, typed += strspn(typed, between)) {
		n = strcspn(typed, between);
		if (asn_parse(typed, n, &number) == INET_OK)
			add_number(a, number);
		else if (!is_apart(typed, n))
			a->wrong = no_asn(a->r, typed, n);
	}
}

static const char *
list_words(struct request *r, const uint32_t *numbers, size_t count)
{
	const char *all = "";

	for (size_t i = 0; i < count; i++)
		all = arena_printf(r->arena, "%s%sAS%u", all,
		    i > 0 ? " " : "", numbers[i]);
	return all;
}

static const char *
typed_list(struct request *r, const char *name)
{
	struct announced a = { .r = r };

	read_list(&a, typed_text(r, name));
	return a.wrong != NULL ? typed_text(r, name) :
	    list_words(r, a.numbers, a.count);
}

/* As it was written, or as another changed it. */
static const char *
list_shown(const struct announced *a)
{
	return request_value(a->r, "origins") != NULL &&
	    strcmp(typed_list(a->r, "origins"), a->list.typed) == 0 ?
	    request_text(a->r, "origins") : a->list.typed;
}

/* --- The page ------------------------------------------------------------ */

/* Whose it is, where this registry gave it. */
static void
add_change(struct announced *a, struct page_origins *page, uint32_t number,
    bool before, bool after)
{
	struct page_origins_changes *row = arena_grow(a->r->arena,
	    &page->changes, &page->changes_count, sizeof(*row));
	struct index_asn found;

	row->asn = arena_printf(a->r->arena, "AS%u", number);
	row->before = before;
	row->after = after;
	if (index_asn_at(a->r->index, number, &found) == INDEX_HELD) {
		row->ownerid = found.holder.ownerid;
		row->name = found.holder.name;
	}
	page->changed |= before != after;
}

/* All that are named before or after, ascending. */
static void
add_changes(struct announced *a, struct page_origins *page)
{
	const uint32_t *old = a->before.origins, *new = a->numbers;
	size_t i = 0, j = 0;

	while (i < a->before.origin_count || j < a->count) {
		bool before = i < a->before.origin_count &&
		    (j == a->count || old[i] <= new[j]);
		bool after = j < a->count &&
		    (i == a->before.origin_count || new[j] <= old[i]);

		add_change(a, page, before ? old[i] : new[j], before, after);
		i += before;
		j += after;
	}
}

static void
show(struct announced *a, struct page_origins *page, int status)
{
	struct request *r = a->r;

	page->frame = frame_of(r, say(r->m, "Origin ASNs"));
	page->reason = reason_part(r);
	page->csrf = r->session.csrf;
	page->block = prefix_words(r, &a->prefix);
	page->action = path_of_block(r, &a->prefix, "/origins");
	page->back = path_of_block(r, &a->prefix, NULL);
	page->typed = list_shown(a);
	page->was = page->tried ? a->list.now : a->list.was;
	page->previewed = entries_digest(r, &a->list, 1);
	page->wrong = a->wrong;
	problems_add(r, &page->problems, "origins", NULL, a->wrong);
	problems_add_reason(r, &page->problems);
	page->whois = page->changed ? a->whois : NULL;
	frame_crumb(r, &page->frame, page->block, page->back);
	frame_crumb(r, &page->frame, page->frame.title, NULL);
	put_page_origins(r->m, page);
	answer_form(r, status);
}

static bool
begin(struct request *r, struct announced *a)
{
	struct block block;

	if (!request_block(r, &block, NULL))
		return false;
	*a = (struct announced){ .r = r, .prefix = block.prefix };
	if (index_block_around(r->index, &block.prefix, &a->before) !=
	    INDEX_HELD)
		a->before = (struct index_block){ 0 };
	a->list.field = "origins";
	entry_read(r, &a->list, list_words(r, a->before.origins,
	    a->before.origin_count), typed_list);
	return true;
}

void
page_origins(struct request *r)
{
	struct page_origins page = { 0 };
	struct announced a;

	if (begin(r, &a))
		show(&a, &page, 200);
}

/* --- Doing it ------------------------------------------------------------ */

/* As it would be, seen inside the transaction. */
static void
look(void *argument)
{
	struct announced *a = argument;

	store_use_arena(a->r->store, a->r->arena);
	a->whois = whois_of(a->r, prefix_words(a->r, &a->prefix));
}

/* Which of them, and why not. */
static void
refuse(struct announced *a, enum result result)
{
	const struct refusal *refusals;
	size_t count = registry_refusals(a->r->registry, &refusals);
	const char *which = "";

	for (size_t i = 0; i < count; i++)
		if (refusals[i].result == RESULT_ORIGIN_REFUSED)
			which = arena_printf(a->r->arena, "%s%s%s", which,
			    which[0] != '\0' ? ", " : "",
			    refusals[i].detail);
	a->wrong = refusal_text(a->r, result, "");
	if (which[0] != '\0')
		a->wrong = arena_printf(a->r->arena, "%s: %s", which,
		    a->wrong);
}

static enum result
change(struct announced *a, bool confirmed)
{
	struct origins in = { .prefix = a->prefix, .numbers = a->numbers,
	    .count = a->count };
	enum result result;

	if (!confirmed)
		registry_preview(a->r->registry, look, a);
	result = registry_origins(a->r->registry, &in);
	registry_preview(a->r->registry, NULL, NULL);
	if (result != RESULT_OK)
		refuse(a, result);
	return result;
}

/* Is it to be done: confirmed as it was shown, and nobody was before? */
static bool
is_confirmed(struct announced *a)
{
	return strcmp(request_text(a->r, "action"), "confirm") == 0 &&
	    reason_is_given(a->r) && !a->list.clash &&
	    entries_previewed(a->r, entries_digest(a->r, &a->list, 1));
}

static void
preview(struct announced *a)
{
	struct page_origins page = { .tried = true };

	add_changes(a, &page);
	if (a->list.clash)
		a->wrong = refusal_text(a->r, RESULT_CHANGED, "");
	show(a, &page, result_http_status(a->list.clash ? RESULT_CHANGED :
	    RESULT_OK));
}

void
page_origins_post(struct request *r)
{
	enum result result = RESULT_MALFORMED;
	struct page_origins page = { 0 };
	struct announced a;
	bool confirmed;

	if (!begin(r, &a))
		return;
	confirmed = is_confirmed(&a);
	read_list(&a, a.list.typed);
	if (a.wrong == NULL)
		result = change(&a, confirmed);
	if (result == RESULT_NO_BLOCK)
		answer_not_found(r);	/* it was released meanwhile */
	else if (result != RESULT_OK)
		show(&a, &page, result_http_status(result));
	else if (confirmed)
		answer_redirect(r, path_of_block(r, &a.prefix, NULL),
		    say(r->m, "The origin ASNs were changed."));
	else
		preview(&a);
}
