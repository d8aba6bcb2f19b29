/* SPDX-License-Identifier: ISC */
/* Delegating reverse DNS: what it comes to, and doing it. */
#include <string.h>

#include "portal/reverse.h"

#define ZONES_SHOWN 16

struct summary {
	struct reverse *v;
	const struct reverse_part *part;
	struct page_reverse_confirm_blocks *out;
};

/* --- What will be -------------------------------------------------------- */

static const char *
zone_lines(struct request *r, const struct reverse_part *part,
    const struct prefix *zone, const char *name)
{
	const char *all = "";

	for (size_t i = 0; i < part->host_count; i++)
		all = arena_printf(r->arena, "%s%s. NS %s.\n", all, name,
		    part->hosts[i]);
	for (size_t i = 0; i < part->ds_count; i++)
		if (prefix_equal(&part->ds[i].zone, zone))
			all = arena_printf(r->arena, "%s%s. DS %u %u %u %s\n",
			    all, name, part->ds[i].tag,
			    part->ds[i].algorithm, part->ds[i].digest_type,
			    part->ds[i].digest);
	return all;
}

static void
add_zones(struct summary *s)
{
	size_t count = reverse_zone_count(&s->part->prefix);
	struct request *r = s->v->r;
	char name[REVERSE_NAME_MAX];

	s->out->zones = "";
	for (size_t i = 0; i < count && i < ZONES_SHOWN; i++) {
		struct prefix zone = reverse_zone(&s->part->prefix, i);

		if (reverse_name(&zone, name))
			s->out->zones = arena_join(r->arena, s->out->zones,
			    "", zone_lines(r, s->part, &zone, name));
	}
	if (count > ZONES_SHOWN)
		s->out->more = (int64_t)(count - ZONES_SHOWN);
}

static bool
has_ds(const struct reverse_part *part, const struct check_ds *ds)
{
	for (size_t i = 0; i < part->ds_count; i++) {
		const struct check_ds *other = &part->ds[i];

		if (prefix_equal(&other->zone, &ds->zone) &&
		    other->tag == ds->tag &&
		    other->algorithm == ds->algorithm &&
		    other->digest_type == ds->digest_type &&
		    strcmp(other->digest, ds->digest) == 0)
			return true;
	}
	return false;
}

/* DS records that there are no more: not named again, or of a zone that becomes
   smaller ones. */
static void
add_gone(struct summary *s, const struct watched *now)
{
	struct request *r = s->v->r;
	struct reverse_part gone = { .ds_count = 0 };

	for (size_t i = 0; i < now->ds_count; i++)
		if (!has_ds(s->part, &now->ds[i]) && (s->out->left > 0 ||
		    prefix_overlaps(&now->ds[i].zone, &s->part->prefix)))
			*(struct check_ds *)arena_grow(r->arena, &gone.ds,
			    &gone.ds_count, sizeof(*gone.ds)) = now->ds[i];
	if (gone.ds_count > 0)
		s->out->gone = reverse_ds_text(r, &gone);
}

static void
add_before(struct summary *s)
{
	struct request *r = s->v->r;
	struct watched now;
	const char *all = "";

	if (!registry_delegation_around(r->registry, &s->part->prefix, &now))
		return;
	if (!prefix_equal(&now.delegation.prefix, &s->part->prefix))
		s->out->part_of = prefix_words(r, &now.delegation.prefix);
	s->out->left = (int64_t)registry_zones_left(&now.delegation,
	    &s->part->prefix);
	for (size_t i = 0; i < now.count; i++)
		all = arena_join(r->arena, all, i > 0 ? " " : "",
		    now.servers[i].host);
	s->out->before = all;
	add_gone(s, &now);
}

static void
add_hosts(struct summary *s)
{
	struct page_reverse_confirm_blocks_hosts *row;

	for (size_t i = 0; i < s->part->host_count; i++) {
		row = arena_grow(s->v->r->arena, &s->out->hosts,
		    &s->out->hosts_count, sizeof(*row));
		row->host = s->part->hosts[i];
		row->letters = host_letters(s->v->r, row->host);
	}
}

/* As it would be, seen inside the transaction. */
static void
look(void *argument)
{
	struct summary *s = argument;
	struct request *r = s->v->r;

	store_use_arena(r->store, r->arena);
	s->out->whois = whois_of(r, prefix_words(r, &s->part->prefix));
}

static void
refused(struct reverse *v, const struct reverse_part *part,
    enum result result)
{
	v->problem = arena_printf(v->r->arena, "%s: %s", prefix_words(v->r,
	    &part->prefix), refusal_text(v->r, result, ""));
}

static enum result
add_part(struct reverse *v, const struct reverse_part *part,
    struct page_reverse_confirm *page)
{
	struct summary s = { .v = v, .part = part };
	enum result result;

	s.out = arena_grow(v->r->arena, &page->blocks, &page->blocks_count,
	    sizeof(*s.out));
	s.out->prefix = prefix_words(v->r, &part->prefix);
	add_before(&s);
	add_hosts(&s);
	add_zones(&s);
	result = reverse_do(v, part, look, &s);
	if (result == RESULT_NOT_CHECKED)
		page->stale = true;
	if (result != RESULT_OK && v->problem == NULL)
		refused(v, part, result);
	return result;
}

void
reverse_show_confirm(struct reverse *v, int status)
{
	struct page_reverse_confirm page = { .way.third = true };
	struct request *r = v->r;

	request_writes(r);
	for (size_t i = 0; i < v->count; i++) {
		enum result result = add_part(v, &v->parts[i], &page);

		if (result != RESULT_OK && status == 200)
			status = result_http_status(result);
	}
	page.frame = reverse_frame(v);
	page.reason = reason_part(r);
	page.csrf = r->session.csrf;
	page.action = v->here;
	page.block = prefix_words(r, &v->block.prefix);
	problems_add(r, &page.problems, NULL, NULL, v->problem);
	problems_add_reason(r, &page.problems);
	page.checks = reverse_ids(v);
	page.now = reverse_stamp(v);
	page.back = arena_printf(r->arena, "%s?checks=%s", v->here,
	    page.checks);
	put_page_reverse_confirm(r->m, &page);
	answer_form(r, status);
}

/* --- Doing it ------------------------------------------------------------ */

/* All of them, or at the first that is refused the status of that. */
static int
do_parts(struct reverse *v, bool really)
{
	for (size_t i = 0; i < v->count; i++) {
		enum result result = really ? reverse_do(v, &v->parts[i],
		    NULL, NULL) : reverse_try(v, &v->parts[i]);

		if (result == RESULT_OK)
			continue;
		refused(v, &v->parts[i], result);
		return result_http_status(result);
	}
	return 200;
}

static bool
has_host(const struct reverse_part *part, const char *host)
{
	for (size_t i = 0; i < part->host_count; i++)
		if (strcmp(part->hosts[i], host) == 0)
			return true;
	return false;
}

static bool
is_registered(struct request *r, const struct reverse_part *part)
{
	struct watched now;

	if (!registry_delegation(r->registry, &part->prefix, &now) ||
	    now.count != part->host_count || now.ds_count != part->ds_count)
		return false;
	for (size_t i = 0; i < now.count; i++)
		if (!has_host(part, now.servers[i].host) ||
		    now.servers[i].withdrawn ||
		    now.servers[i].state != NS_AA)
			return false;
	for (size_t i = 0; i < now.ds_count; i++)
		if (!has_ds(part, &now.ds[i]))
			return false;
	return true;
}

/* Confirmed twice, it is done once. */
static bool
are_registered(struct reverse *v)
{
	for (size_t i = 0; i < v->count; i++)
		if (!is_registered(v->r, &v->parts[i]))
			return false;
	return true;
}

/* Since the summary was shown that is confirmed now. */
static bool
was_changed(struct reverse *v)
{
	const char *seen = request_text(v->r, "now");

	if (seen[0] == '\0' || strcmp(seen, reverse_stamp(v)) == 0)
		return false;
	v->problem = say(v->r->m, "Somebody changed what is delegated here "
	    "while you looked at it. This is how it is now.");
	return true;
}

/* All or none, in one transaction. */
static int
do_all(struct reverse *v)
{
	struct registry *registry = v->r->registry;
	enum result result = registry_bulk_begin(registry);
	int status = result_http_status(result);

	if (result != RESULT_OK)
		return status;
	if (are_registered(v)) {
		registry_bulk_abandon(registry);
		return 200;
	}
	status = was_changed(v) ? 409 : do_parts(v, true);
	if (status != 200) {
		registry_bulk_abandon(registry);
		return status;
	}
	return result_http_status(registry_bulk_end(registry));
}

/* What is wrong is told before anything is done. */
void
reverse_confirm(struct reverse *v)
{
	struct request *r = v->r;
	int status = reason_is_given(r) ? do_parts(v, false) : 400;

	if (status == 200)
		status = do_all(v);
	if (status != 200) {
		reverse_show_confirm(v, status);
		return;
	}
	answer_redirect(r, arena_printf(r->arena, "%s?live=%s&since=%lld",
	    v->here, url_value(r->arena, reverse_names(v, " ")),
	    (long long)clock_now(&r->config->clock)),
	    say(r->m, "The delegation is registered."));
}
