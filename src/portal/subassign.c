/* SPDX-License-Identifier: ISC */
/* Sub-assign: from what was typed to what the registry is asked. */
#include "portal/subassign.h"

#include <ctype.h>
#include <string.h>

/* --- What was typed ------------------------------------------------------ */

const char *
typed_text(struct request *r, const char *name)
{
	const char *value = request_text(r, name);
	size_t length;

	value += strspn(value, " \t\r\n");
	length = strlen(value);
	while (length > 0 && strchr(" \t\r\n", value[length - 1]) != NULL)
		length--;
	return arena_strndup(r->arena, value, length);
}

const char *
typed_name(struct request *r, const char *name)
{
	char *copy = arena_strdup(r->arena, typed_text(r, name));

	for (char *c = copy; *c != '\0'; c++)
		*c = (char)toupper((unsigned char)*c);
	return copy;
}

void
wish_wrong(struct wish *w, const char *field, const char *text)
{
	if (w->wrong_count < WRONGS_MAX && wish_wrong_of(w, field) == NULL)
		w->wrongs[w->wrong_count++] = (struct wrong){
			field[0] == '\0' ? "range" :
			arena_strdup(w->r->arena, field), text };
}

const char *
wish_wrong_of(const struct wish *w, const char *field)
{
	for (size_t i = 0; i < w->wrong_count; i++)
		if (strcmp(w->wrongs[i].field, field) == 0)
			return w->wrongs[i].text;
	return NULL;
}

static int
typed_size(struct request *r, const char *name)
{
	uint64_t size;

	return parse_number(typed_text(r, name), 128, &size) ? (int)size : 0;
}

/* --- Size ---------------------------------------------------------------- */

static int
usual_size(const struct wish *w)
{
	int length = prefix_length(&w->block.prefix);

	if (w->ipv4)
		return length < 24 ? 24 : length < 32 ? length + 1 : 32;
	if (length < 48)
		return 48;
	return length < 56 ? 56 : 64;
}

/* The shortest range with so many addresses, or networks of /64. */
static int
size_for(const struct wish *w, uint64_t need)
{
	int longest = w->ipv4 ? 32 : 64, bits = 0;

	while (bits < longest - 1 && UINT64_C(1) << bits < need)
		bits++;
	return longest - bits;
}

/* What was changed last counts: the size, or how many are needed. */
static void
read_size(struct wish *w)
{
	int size = typed_size(w->r, "size");
	int shown = typed_size(w->r, "shown_size");
	uint64_t need;

	w->need = typed_text(w->r, "need");
	w->in.size = size > 0 ? size : usual_size(w);
	if (w->need[0] == '\0')
		return;
	if (size > 0 && size != shown) {
		w->need = "";
		return;
	}
	if (parse_number(w->need, UINT32_MAX, &need) && need > 0)
		w->in.size = size_for(w, need);
	else
		wish_wrong(w, "need", say(w->r->m,
		    "Write a number greater than 0, without signs."));
}

/* --- Range --------------------------------------------------------------- */

static uint8_t
whole_length(const struct wish *w, int size)
{
	return (uint8_t)(size + (w->ipv4 ? IPV4_BITS : 0));
}

/* A prefix, or an address that the chosen size begins at. */
static void
read_prefix(struct wish *w, const char *text)
{
	struct address address;
	enum inet_error error;

	error = prefix_parse(text, strlen(text), &w->wanted);
	if (error != INET_OK && address_parse(text, strlen(text), &address) ==
	    INET_OK && w->in.size <= (w->ipv4 ? 32 : 128)) {
		w->wanted = prefix_of(&address, whole_length(w, w->in.size));
		error = address_equal(&address, &w->wanted.first) ? INET_OK :
		    INET_HOST_BITS;
	}
	if (error == INET_OK && w->wanted.length > 0) {
		w->in.size = prefix_length(&w->wanted);
		return;
	}
	w->wanted = (struct prefix){ .length = 0 };
	wish_wrong(w, "prefix", error == INET_HOST_BITS ? say(w->r->m,
	    "A range of this length does not begin at this address.") :
	    say(w->r->m, "Write a range such as 198.51.100.0/26 or "
	    "2001:db8:40::/48."));
}

/* The range that was shown as the best fit when this was confirmed. */
static void
read_shown(struct wish *w)
{
	const char *text = typed_text(w->r, "shown");
	struct prefix shown;

	if (strcmp(request_text(w->r, "action"), "confirm") == 0 &&
	    prefix_parse(text, strlen(text), &shown) == INET_OK &&
	    shown.length == whole_length(w, w->in.size))
		w->wanted = shown;
}

static void
read_range(struct wish *w)
{
	const char *range = typed_text(w->r, "range");
	const char *prefix = typed_text(w->r, "prefix");
	const char *shown = request_value(w->r, "shown_prefix");
	int shown_size = typed_size(w->r, "shown_size");

	w->how = strcmp(range, "typed") == 0 ? RANGE_TYPED :
	    range[0] == '\0' || strcmp(range, "best") == 0 ? RANGE_BEST :
	    RANGE_FREE;
	if (w->how == RANGE_FREE && shown_size != 0 &&
	    shown_size != w->in.size)
		w->how = RANGE_BEST;	/* the size was changed since */
	if (prefix[0] != '\0' && (range[0] == '\0' || (shown != NULL &&
	    strcmp(prefix, shown) != 0)))
		w->how = RANGE_TYPED;	/* typed without choosing it */
	if (w->how == RANGE_BEST)
		read_shown(w);
	else
		read_prefix(w, w->how == RANGE_FREE ? range : prefix);
}

/* --- Recipient ----------------------------------------------------------- */

static void
read_organisation(struct wish *w)
{
	struct request *r = w->r;

	w->add = (struct organisation_add){
		.name = typed_text(r, "name"),
		.responsible = typed_text(r, "responsible"),
		.postal = {
			.street = typed_text(r, "street"),
			.number = typed_text(r, "number"),
			.complement = typed_text(r, "complement"),
			.city = typed_text(r, "city"),
			.state = typed_text(r, "state"),
			.postcode = typed_text(r, "postcode"),
			.country = typed_name(r, "country"),
			.ddi = typed_text(r, "ddi"),
			.ddd = typed_text(r, "ddd"),
			.phone = typed_text(r, "phone"),
		},
	};
	w->in.new_organisation = &w->add;
	w->fresh = false;
}

/* One of those that were found by the name that still stands there. */
static const char *
typed_ownerid(struct request *r)
{
	const char *found = typed_name(r, "found");
	const char *searched = request_text(r, "searched");

	if (found[0] != '\0' && strcmp(searched, request_text(r, "ownerid")) ==
	    0)
		return found;
	return typed_name(r, "ownerid");
}

/* Whoever gets nothing on has no choice; own uses are the holder's. */
static bool
is_for_holder(const struct wish *w)
{
	return w->in.use > USE_CUSTOMER ||
	    status_inside(w->block.status) == STATUS_REASSIGNED;
}

static void
read_recipient(struct wish *w)
{
	struct organisation holder;

	w->creates = strcmp(request_text(w->r, "recipient"), "new") == 0;
	if (w->creates) {
		read_organisation(w);
		return;
	}
	w->in.ownerid = typed_ownerid(w->r);
	if (w->in.ownerid[0] == '\0' && is_for_holder(w) &&
	    registry_organisation_by_id(w->r->registry,
	    w->block.organisation, &holder))
		w->in.ownerid = holder.ownerid;
	w->fresh = w->in.ownerid[0] == '\0';
}

void
wish_read(struct wish *w)
{
	struct request *r = w->r;
	int use = word_value(block_use_words, USE_COUNT,
	    request_text(r, "use"));

	w->ipv4 = prefix_family(&w->block.prefix) == FAMILY_IPV4;
	w->ownerid = w->name = "";
	w->in.in = w->block.prefix;
	w->in.use = use > USE_NONE ? (enum block_use)use : USE_CUSTOMER;
	w->in.label = typed_text(r, "label");
	w->in.tech = typed_name(r, "tech");
	w->in.abuse = typed_name(r, "abuse");
	read_size(w);
	read_range(w);
	read_recipient(w);
	w->in.prefix = w->wanted;
}

/* --- The pages ----------------------------------------------------------- */

static bool
may_subassign(struct request *r, struct wish *w)
{
	struct view_rights rights;

	w->r = r;
	if (!request_block(r, &w->block, &rights))
		return false;
	if (!rights.manages)
		answer_problem(r, 0, RESULT_FORBIDDEN, NULL);
	else if (status_inside(w->block.status) == STATUS_COUNT)
		answer_problem(r, 0, RESULT_NOT_DIVISIBLE, NULL);
	else
		return true;
	return false;
}

/* What the next one can keep of this one, as a query. */
static const char *
query_kept(struct request *r, const char *size)
{
	return arena_printf(r->arena, "size=%s&use=%s&tech=%s&abuse=%s",
	    url_value(r->arena, size),
	    url_value(r->arena, request_text(r, "use")),
	    url_value(r->arena, typed_name(r, "tech")),
	    url_value(r->arena, typed_name(r, "abuse")));
}

/* It was done: what WHOIS says of it, and what comes next. */
static bool
show_done(struct request *r, const struct block *block)
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
	page.whois = whois_of(r, &prefix);
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
page_subassign(struct request *r)
{
	struct wish w = { 0 };

	if (!may_subassign(r, &w) || (request_value(r, "done") != NULL &&
	    show_done(r, &w.block)))
		return;
	wish_read(&w);
	wish_try(&w);
	wish_show(&w, 200);
}

static void
refuse_wish(struct wish *w, enum result result)
{
	wish_wrong(w, registry_field(w->r->registry),
	    refusal_text(w->r, result));
	wish_try(w);
	wish_show(w, result_http_status(result) == 403 ? 403 :
	    result_http_status(result) == 404 ? 400 :
	    result_http_status(result));
}

static void
confirm(struct wish *w)
{
	struct request *r = w->r;
	struct subassign in = w->in;
	enum result result = registry_subassign(r->registry, &in);
	const char *done, *size;

	if (result != RESULT_OK) {
		w->prefix = in.prefix;
		refuse_wish(w, result);
		return;
	}
	done = prefix_words(r, &in.prefix);
	size = strchr(done, '/') + 1;
	answer_redirect(r, path_of_block(r, &w->block.prefix,
	    arena_printf(r->arena, "/subassign?done=%s&%s",
	    url_value(r->arena, done), query_kept(r, size))), NULL);
}

void
page_subassign_post(struct request *r)
{
	struct wish w = { 0 };

	if (!may_subassign(r, &w))
		return;
	wish_read(&w);
	if (strcmp(request_text(r, "action"), "confirm") == 0 &&
	    w.wrong_count == 0) {
		confirm(&w);
		return;
	}
	wish_try(&w);
	wish_show(&w, w.wrong_count > 0 ? 400 : 200);
}
