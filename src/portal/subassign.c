/* SPDX-License-Identifier: ISC */
/* Sub-assign: from what was typed to what the registry is asked. */
#include "portal/subassign.h"

#include <ctype.h>
#include <sodium.h>
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
capitals(struct request *r, const char *s)
{
	char *copy = arena_strdup(r->arena, s);

	for (char *c = copy; *c != '\0'; c++)
		*c = (char)toupper((unsigned char)*c);
	return copy;
}

const char *
typed_name(struct request *r, const char *name)
{
	return capitals(r, typed_text(r, name));
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

/* 0: none that a part of the block could have. */
static int
typed_size(const struct wish *w, const char *name)
{
	uint64_t size;

	return parse_number(typed_text(w->r, name), w->ipv4 ? 32 : 128,
	    &size) ? (int)size : 0;
}

/* --- Size ---------------------------------------------------------------- */

static int
largest_usual_size(const struct wish *w)
{
	int length = prefix_length(&w->block.prefix);

	if (w->ipv4)
		return length < 24 ? 24 : length < 32 ? length + 1 : 32;
	if (length < 48)
		return 48;
	return length < 56 ? 56 : 64;
}

/* Where none of that size is left, the next one that is. */
static int
usual_size(const struct wish *w)
{
	int first = largest_usual_size(w), longest = w->ipv4 ? 32 : 64;
	struct prefix unused;

	for (int size = first; size <= longest; size++)
		if (registry_best_fit(w->r->registry, &w->block.prefix, size,
		    &unused))
			return size;
	return first;
}

/* The shortest range with so many addresses, or networks of /64; 0: only the
   whole block has them, or not even that. */
static int
size_for(const struct wish *w, uint64_t need)
{
	int size = w->ipv4 ? 32 : 64;

	while (size > prefix_length(&w->block.prefix) &&
	    UINT64_C(1) << ((w->ipv4 ? 32 : 64) - size) < need)
		size--;
	return size > prefix_length(&w->block.prefix) ? size : 0;
}

/* Between groups of three, as people and this portal write them; of several
   bytes: spaces of Unicode. */
static size_t
separator_length(const char *s)
{
	static const char *const separators[] = { " ", ".", ",", "'",
	    "\302\240", "\342\200\211", "\342\200\257" };

	for (size_t i = 0; i < ARRAY_LENGTH(separators); i++)
		if (strncmp(s, separators[i], strlen(separators[i])) == 0)
			return strlen(separators[i]);
	return 0;
}

/* "1024", "1 024", "1.024": a number without what stands between its groups;
   "" when it is none. */
static const char *
without_groups(struct arena *arena, const char *s)
{
	char *digits = arena_alloc(arena, strlen(s) + 1), *to = digits;
	size_t run, gap;

	for (bool first = true;; first = false, s += gap) {
		run = strspn(s, "0123456789");
		memcpy(to, s, run);
		to += run;
		s += run;
		*to = '\0';
		gap = separator_length(s);
		if (*s == '\0' && (first || run == 3))
			return digits;
		if (gap == 0 || run == 0 || run > 3 || (!first && run != 3))
			return "";
	}
}

static void
read_need(struct wish *w)
{
	const char *digits = without_groups(w->r->arena, w->need);
	uint64_t need;
	int size;

	if (digits[0] == '\0' || strspn(digits, "0") == strlen(digits)) {
		wish_wrong(w, "need", say(w->r->m,
		    "Write a whole number greater than 0."));
		return;
	}
	size = parse_number(digits, UINT64_MAX, &need) ? size_for(w, need) :
	    0;
	if (size == 0) {
		wish_wrong(w, "need", say(w->r->m,
		    "No part of this block has so many."));
		return;
	}
	w->needed = need;
	w->in.size = size;
}

/* What was changed last counts: the size, or how many are needed. */
static void
read_size(struct wish *w)
{
	int size = typed_size(w, "size");
	int shown = typed_size(w, "shown_size");
	bool sized = size > 0 && shown > 0 && size != shown;

	w->need = typed_text(w->r, "need");
	w->size_last = sized || (request_value(w->r, "shown_need") != NULL &&
	    strcmp(w->need, typed_text(w->r, "shown_need")) != 0);
	w->in.size = size > 0 ? size : usual_size(w);
	if (size == 0 && typed_text(w->r, "size")[0] != '\0')
		wish_wrong(w, "size", say(w->r->m, "Choose a size, or say how "
		    "many addresses are needed."));
	if (sized)
		w->need = "";
	if (w->need[0] != '\0')
		read_need(w);
}

/* --- Range --------------------------------------------------------------- */

static bool
is_other_family(const struct wish *w, const struct prefix *range)
{
	return prefix_family(range) != prefix_family(&w->block.prefix);
}

static uint8_t
whole_length(const struct wish *w, int size)
{
	return (uint8_t)(size + (w->ipv4 ? IPV4_BITS : 0));
}

/* A prefix, or an address that the chosen size begins at; one of the other
   family has no size that could be one of this block. */
static enum inet_error
parse_range(const struct wish *w, const char *text, struct prefix *range)
{
	struct address address;
	enum inet_error error = prefix_parse(text, strlen(text), range);

	if (error == INET_OK || address_parse(text, strlen(text), &address) !=
	    INET_OK)
		return error;
	*range = prefix_host(&address);
	if (is_other_family(w, range))
		return INET_OK;
	*range = prefix_of(&address, whole_length(w, w->in.size));
	return address_equal(&address, &range->first) ? INET_OK :
	    INET_HOST_BITS;
}

static void
read_prefix(struct wish *w, const char *text)
{
	enum inet_error error = parse_range(w, text, &w->wanted);
	bool other = error == INET_OK && is_other_family(w, &w->wanted);

	if (error == INET_OK && !other && w->wanted.length > 0) {
		w->in.size = prefix_length(&w->wanted);
		return;
	}
	w->wanted = (struct prefix){ .length = 0 };
	wish_wrong(w, "prefix", other ? refusal_text(w->r, RESULT_OUTSIDE,
	    "") : error == INET_HOST_BITS ? say(w->r->m,
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
	    prefix_parse(text, strcspn(text, " "), &shown) == INET_OK &&
	    shown.length == whole_length(w, w->in.size))
		w->wanted = shown;
}

/* A range that was typed or chosen on the map before the size was changed: as
   one of those that were free. */
static bool
is_outdated(const struct wish *w, bool typed_now)
{
	if (w->how == RANGE_FREE)
		return typed_size(w, "shown_size") != 0 &&
		    typed_size(w, "shown_size") != w->in.size;
	return w->how == RANGE_TYPED && !typed_now && w->size_last &&
	    (w->typed[0] == '\0' || strchr(w->typed, '/') != NULL);
}

/* Who typed a range after they said how many they need, needs what it has. */
static void
judge_need(struct wish *w, bool typed_now)
{
	if (w->needed == 0 || w->wanted.length == 0 ||
	    prefix_size(&w->wanted) >= w->needed)
		return;
	if (w->size_last || !typed_now)
		wish_wrong(w, "prefix", say(w->r->m,
		    "This range has fewer than are needed."));
	else
		w->need = "";
}

static void
read_range(struct wish *w)
{
	const char *range = typed_text(w->r, "range");
	const char *chosen = typed_text(w->r, "choose");
	const char *prefix = chosen[0] != '\0' ? chosen :
	    typed_text(w->r, "prefix");
	const char *shown = request_value(w->r, "shown_prefix");
	bool typed_now = chosen[0] != '\0' || (prefix[0] != '\0' &&
	    (range[0] == '\0' || (shown != NULL &&
	    strcmp(prefix, shown) != 0)));

	w->typed = prefix;
	w->how = typed_now || strcmp(range, "typed") == 0 ? RANGE_TYPED :
	    range[0] == '\0' || strcmp(range, "best") == 0 ? RANGE_BEST :
	    RANGE_FREE;
	if (is_outdated(w, typed_now)) {
		w->how = RANGE_BEST;
		w->typed = "";
	}
	if (w->how == RANGE_BEST)
		read_shown(w);
	else
		read_prefix(w, w->how == RANGE_FREE ? range : prefix);
	judge_need(w, typed_now);
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
	w->in.ownerid = pick_typed(w->r, PICK_ORGANISATION, "ownerid");
	if (w->in.ownerid[0] == '\0' && is_for_holder(w) &&
	    registry_organisation_by_id(w->r->registry,
	    w->block.organisation, &holder))
		w->in.ownerid = holder.ownerid;
	w->fresh = w->in.ownerid[0] == '\0';
}

static void
read_reason(struct wish *w)
{
	struct request *r = w->r;

	/* Once it was missed it is asked for as one types, too. */
	if ((strcmp(request_text(r, "action"), "confirm") != 0 &&
	    request_text(r, "missed")[0] == '\0') || reason_is_given(r))
		return;
	if (r->reason_wrong != NULL)
		wish_wrong(w, "reason", r->reason_wrong);
	if (r->ticket_wrong != NULL)
		wish_wrong(w, "ticket", r->ticket_wrong);
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
	w->in.tech = pick_typed(r, PICK_PERSON, "tech");
	w->in.abuse = pick_typed(r, PICK_PERSON, "abuse");
	read_size(w);
	read_range(w);
	read_recipient(w);
	read_reason(w);
	w->in.prefix = w->wanted;
}

/* --- What was shown ------------------------------------------------------ */

const char *
wish_shown(struct wish *w, const struct prefix *prefix)
{
	const char *range = prefix_words(w->r, prefix), *parts[] = { range,
	    w->creates ? "" : w->in.ownerid, w->add.name,
	    w->add.responsible, w->add.postal.street, w->add.postal.number,
	    w->add.postal.complement, w->add.postal.city,
	    w->add.postal.state, w->add.postal.postcode,
	    w->add.postal.country, w->add.postal.ddi, w->add.postal.ddd,
	    w->add.postal.phone, block_use_words[w->in.use], w->in.label,
	    w->in.tech, w->in.abuse };
	struct hash_part hashed[ARRAY_LENGTH(parts)];
	char hex[HASH_SIZE * 2 + 1];
	struct hash hash;

	for (size_t i = 0; i < ARRAY_LENGTH(parts); i++) {
		hashed[i].bytes = parts[i] == NULL ? "" : parts[i];
		hashed[i].length = strlen(hashed[i].bytes);
	}
	hash = hash_parts(hashed, ARRAY_LENGTH(hashed));
	return arena_join(w->r->arena, range, " ", sodium_bin2hex(hex,
	    sizeof(hex), hash.bytes, HASH_SIZE));
}

/* Nobody confirms what was not shown: the result that stood beside the form
   says of what it was. */
static bool
is_seen(struct wish *w)
{
	return w->wanted.length > 0 && strcmp(request_text(w->r, "shown"),
	    wish_shown(w, &w->wanted)) == 0;
}

/* --- The pages ----------------------------------------------------------- */

static bool
may_subassign(struct request *r, struct wish *w)
{
	w->r = r;
	if (!request_block(r, &w->block, NULL))
		return false;
	if (status_inside(w->block.status) != STATUS_COUNT)
		return true;
	answer_problem(r, 0, RESULT_NOT_DIVISIBLE, NULL);
	return false;
}

void
page_subassign(struct request *r)
{
	struct wish w = { 0 };

	if (!may_subassign(r, &w) || (request_value(r, "done") != NULL &&
	    subassign_show_done(r, &w.block)))
		return;
	wish_read(&w);
	wish_try(&w);
	wish_show(&w, 200);
}

static void
refuse_wish(struct wish *w, enum result result)
{
	int status = result_http_status(result);

	wish_show(w, status == 404 ? 400 : status);
}

static void
confirm(struct wish *w)
{
	struct request *r = w->r;
	struct subassign in = w->in;
	enum result result = registry_subassign(r->registry, &in);

	if (result == RESULT_OK) {
		subassign_lead_to_done(w, &in.prefix, NULL);
	} else if (result == RESULT_TAKEN && wish_is_done(w)) {
		subassign_lead_to_done(w, &w->wanted, say(r->m, "You had done "
		    "this already: it was not done again."));
	} else {
		w->prefix = in.prefix;
		wish_refused(w);
		wish_try(w);
		refuse_wish(w, result);
	}
}

/* Nothing is done, and what would be is shown. */
static void
look_first(struct wish *w)
{
	enum result result = wish_try(w);

	if (!w->would) {
		refuse_wish(w, result == RESULT_OK ? RESULT_MALFORMED :
		    result);
		return;
	}
	w->r->message = say(w->r->m, "Nothing is done yet. Look at the "
	    "result and confirm.");
	w->r->message_taken = true;
	wish_show(w, 409);
}

void
page_subassign_post(struct request *r)
{
	struct wish w = { 0 };
	bool confirms;

	if (!may_subassign(r, &w))
		return;
	wish_read(&w);
	confirms = strcmp(request_text(r, "action"), "confirm") == 0;
	if (confirms && w.wrong_count == 0 && is_seen(&w)) {
		confirm(&w);
	} else if (confirms) {
		look_first(&w);
	} else {
		wish_try(&w);
		wish_show(&w, w.wrong_count > 0 ? 400 : 200);
	}
}
