/* SPDX-License-Identifier: ISC */
/* Delegating reverse DNS: which blocks, which name servers. */
#include <sodium.h>
#include <string.h>

#include "portal/reverse.h"

#define HOSTS_SHOWN 4			/* inputs, at least */

/* --- For all steps ------------------------------------------------------- */

struct part_frame
reverse_frame(struct reverse *v)
{
	struct request *r = v->r;
	struct part_frame frame = frame_of(r, say(r->m, "Reverse DNS"));

	frame_crumb(r, &frame, prefix_words(r, &v->block.prefix),
	    path_of_block(r, &v->block.prefix, NULL));
	frame_crumb(r, &frame, frame.title, NULL);
	return frame;
}

const char *
host_letters(struct request *r, const char *host)
{
	const char *letters = host_shown(r->arena, host);

	return strcmp(letters, host) == 0 ? NULL : letters;
}

const char *
reverse_names(struct reverse *v, const char *apart)
{
	const char *all = "";

	for (size_t i = 0; i < v->count; i++)
		all = arena_join(v->r->arena, all, i > 0 ? apart : "",
		    prefix_words(v->r, &v->parts[i].prefix));
	return all;
}

const char *
reverse_ids(struct reverse *v)
{
	const char *all = "";

	for (size_t i = 0; i < v->count; i++)
		all = arena_join(v->r->arena, all, i > 0 ? "." : "",
		    v->parts[i].id);
	return all;
}

bool
reverse_read_checks(struct reverse *v)
{
	const char *ids = request_text(v->r, "checks");
	size_t n;

	for (v->count = 0; *ids != '\0'; ids += n + (ids[n] == '.')) {
		struct reverse_part *part = &v->parts[v->count];

		n = strcspn(ids, ".");
		if (v->count == REVERSE_BLOCKS_MAX)
			return false;
		part->id = arena_strndup(v->r->arena, ids, n);
		if (!registry_zone_check(v->r->registry, part->id,
		    &part->check))
			return false;
		part->prefix = part->check.prefix;
		part->hosts = part->check.hosts;
		part->host_count = part->check.host_count;
		part->ds = part->check.ds;
		part->ds_count = part->check.ds_count;
		v->count++;
	}
	return v->count > 0;
}

const char *
reverse_ds_text(struct request *r, const struct reverse_part *part)
{
	char name[REVERSE_NAME_MAX];
	const char *all = "";

	for (size_t i = 0; i < part->ds_count; i++) {
		const struct check_ds *ds = &part->ds[i];

		if (reverse_name(&ds->zone, name))
			all = arena_printf(r->arena, "%s%s. DS %u %u %u %s\n",
			    all, name, ds->tag, ds->algorithm,
			    ds->digest_type, ds->digest);
	}
	return all;
}

const char *
reverse_stamp(struct reverse *v)
{
	struct arena *arena = v->r->arena;
	const char *all = "";
	char hex[HASH_SIZE * 2 + 1];
	struct hash hash;

	for (size_t i = 0; i < v->count; i++) {
		struct reverse_part old = { 0 };
		struct watched now;

		if (!registry_delegation_around(v->r->registry,
		    &v->parts[i].prefix, &now))
			continue;
		old.ds = now.ds;
		old.ds_count = now.ds_count;
		all = arena_join(arena, all, prefix_words(v->r,
		    &now.delegation.prefix), reverse_ds_text(v->r, &old));
		for (size_t j = 0; j < now.count; j++)
			all = arena_join(arena, all, " ",
			    now.servers[j].host);
	}
	hash = hash_parts(&(struct hash_part){ all, strlen(all) }, 1);
	sodium_bin2hex(hex, sizeof(hex), hash.bytes, HASH_SIZE);
	return arena_strdup(arena, hex);
}

enum result
reverse_do(struct reverse *v, const struct reverse_part *part,
    void (*look)(void *), void *argument)
{
	struct delegate in = { .prefix = part->prefix, .hosts = part->hosts,
	    .count = part->host_count, .ds = reverse_ds_text(v->r, part) };
	enum result result;

	registry_preview(v->r->registry, look, argument);
	result = registry_delegate(v->r->registry, &in);
	registry_preview(v->r->registry, NULL, NULL);
	return result;
}

static void
look_at_nothing(void *unused)
{
	(void)unused;
}

enum result
reverse_try(struct reverse *v, const struct reverse_part *part)
{
	return reverse_do(v, part, look_at_nothing, NULL);
}

/* --- The first step ------------------------------------------------------ */

static void
fill_hosts(struct reverse *v, const char *const *hosts, size_t count)
{
	for (size_t i = 0; i < LIMIT_NAMESERVERS; i++)
		v->hosts[i] = i < count ? hosts[i] : "";
}

static void
fill_from_checks(struct reverse *v)
{
	const char *ds = "";

	for (size_t i = 0; i < v->count; i++)
		ds = arena_join(v->r->arena, ds, "",
		    reverse_ds_text(v->r, &v->parts[i]));
	v->blocks = reverse_names(v, "\n");
	v->ds = ds;
	v->with_ds = v->blocks;
	fill_hosts(v, v->parts[0].hosts, v->parts[0].host_count);
}

/* What is registered of the block that the query names, else of this one. */
static void
fill_from_register(struct reverse *v)
{
	const char *typed = typed_text(v->r, "prefix");
	const char *hosts[LIMIT_NAMESERVERS];
	struct reverse_part part = { 0 };
	struct watched now;

	if (prefix_parse(typed, strlen(typed), &part.prefix) != INET_OK)
		part.prefix = v->block.prefix;
	v->blocks = prefix_words(v->r, &part.prefix);
	v->ds = "";
	fill_hosts(v, NULL, 0);
	if (!registry_delegation(v->r->registry, &part.prefix, &now))
		return;
	v->remove = arena_printf(v->r->arena, "%s?remove=%s", v->here,
	    url_value(v->r->arena, v->blocks));
	for (size_t i = 0; i < now.count; i++)
		hosts[i] = now.servers[i].host;
	fill_hosts(v, hosts, now.count);
	part.ds = now.ds;
	part.ds_count = now.ds_count;
	v->ds = reverse_ds_text(v->r, &part);
	v->with_ds = v->blocks;
}

/* As it was typed, was checked, or is registered. */
static void
fill(struct reverse *v)
{
	if (v->blocks != NULL)
		return;
	if (request_value(v->r, "blocks") != NULL) {
		reverse_read_typed(v);
		v->wrong_blocks = v->wrong_ds = NULL;
	} else if (reverse_read_checks(v)) {
		fill_from_checks(v);
	} else {
		fill_from_register(v);
	}
}

static void
add_hosts(struct reverse *v, struct page_reverse *page)
{
	bool more = strcmp(request_text(v->r, "action"), "more") == 0;
	struct page_reverse_hosts *row;
	size_t shown = HOSTS_SHOWN;

	for (size_t i = 0; i < LIMIT_NAMESERVERS; i++)
		if (v->hosts[i][0] != '\0' && i + 1 + more * 2 > shown)
			shown = i + 1 + more * 2;
	if (more && shown == HOSTS_SHOWN)
		shown += 2;
	for (size_t i = 0; i < shown && i < LIMIT_NAMESERVERS; i++) {
		row = arena_grow(v->r->arena, &page->hosts, &page->hosts_count,
		    sizeof(*row));
		row->number = (int64_t)i + 1;
		row->field = reverse_host_field(v->r, i);
		row->typed = v->hosts[i];
		row->wrong = v->wrong_host[i];
	}
	page->more = shown < LIMIT_NAMESERVERS;
}

static void
add_others(struct reverse *v, struct page_reverse *page)
{
	struct prefix others[REVERSE_OTHERS_MAX];
	size_t count = reverse_others(v, others);
	struct page_reverse_others *row;

	for (size_t i = 0; i < count; i++) {
		row = arena_grow(v->r->arena, &page->others,
		    &page->others_count, sizeof(*row));
		row->prefix = prefix_words(v->r, &others[i]);
		row->ticked = reverse_is_ticked(v->r, &others[i]);
	}
}

/* Where nobody asks, no check would ever end; NULL: somebody does. */
static const char *
nobody_asks(const struct reverse *v)
{
	const struct request *r = v->r;

	if (r->config->asks_servers)
		return NULL;
	return r->config->mail == NULL ? say(r->m, "The registry asks no "
	    "name servers at the moment, and without that nothing is "
	    "delegated here.") : arena_printf(r->arena, say(r->m, "The "
	    "registry asks no name servers at the moment, and without that "
	    "nothing is delegated here. Write to %s."), r->config->mail);
}

static void
add_problems(struct reverse *v, struct page_reverse *page)
{
	struct part_problems *problems = &page->problems;
	struct request *r = v->r;

	problems_add(r, problems, NULL, NULL, v->problem != NULL ?
	    v->problem : nobody_asks(v));
	problems_add(r, problems, "blocks", NULL, v->wrong_blocks);
	for (size_t i = 0; i < page->hosts_count; i++)
		problems_add(r, problems, page->hosts[i].field, arena_printf(
		    r->arena, say(r->m, "Name server %d"), (int)i + 1),
		    page->hosts[i].wrong);
	problems_add(r, problems, "ds", NULL, v->wrong_ds);
}

void
reverse_show_first(struct reverse *v, int status)
{
	struct page_reverse page = { .way.first = true };
	struct request *r = v->r;

	fill(v);
	page.frame = reverse_frame(v);
	page.csrf = r->session.csrf;
	page.action = v->here;
	page.block = prefix_words(r, &v->block.prefix);
	page.back = path_of_block(r, &v->block.prefix, NULL);
	page.none = reverse_zone_count(&v->block.prefix) == 0;
	page.blocks = v->blocks;
	page.wrong_blocks = v->wrong_blocks;
	page.ds = v->ds;
	page.with_ds = v->with_ds;
	page.remove = v->remove;
	page.wrong_ds = v->wrong_ds;
	page.most = LIMIT_DS_TEXT;
	add_others(v, &page);
	add_hosts(v, &page);
	add_problems(v, &page);
	put_page_reverse(r->m, &page);
	answer_form(r, status);
}

/* --- Asking -------------------------------------------------------------- */

/* All that is wrong with it, but that nobody asked the servers yet. */
static enum result
try_parts(struct reverse *v)
{
	enum result all = RESULT_OK, result;

	for (size_t i = 0; i < v->count; i++) {
		result = reverse_try(v, &v->parts[i]);
		if (result == RESULT_OK || result == RESULT_NOT_CHECKED)
			continue;
		reverse_tell_refusals(v, &v->parts[i]);
		all = result;
	}
	return all;
}

static enum result
ask_part(struct reverse *v, struct reverse_part *part)
{
	const char *hosts[LIMIT_NAMESERVERS];
	struct zone_check_ask in = { .prefix = part->prefix, .hosts = hosts,
	    .count = part->host_count, .ds = part->ds,
	    .ds_count = part->ds_count };
	enum result result = RESULT_OK;

	for (size_t i = 0; i < part->host_count && result == RESULT_OK; i++)
		result = host_parse(v->r->arena, part->hosts[i], &hosts[i]);
	if (result == RESULT_OK)
		result = registry_zone_check_ask(v->r->registry, &in);
	part->id = in.id;
	if (result != RESULT_OK)
		v->problem = refusal_text(v->r, result, "");
	return result;
}

enum result
reverse_ask(struct reverse *v)
{
	enum result result = nobody_asks(v) == NULL ? RESULT_OK :
	    RESULT_NOT_CHECKED;

	for (size_t i = 0; i < v->count && result == RESULT_OK; i++)
		result = ask_part(v, &v->parts[i]);
	return result;
}

void
reverse_go_check(struct reverse *v)
{
	answer_redirect(v->r, arena_printf(v->r->arena, "%s?checks=%s",
	    v->here, reverse_ids(v)), NULL);
}

static void
begin_check(struct reverse *v)
{
	enum result result = RESULT_MALFORMED;

	reverse_read_typed(v);
	if (v->count > 0)
		result = try_parts(v);
	if (v->wrong_blocks != NULL || v->wrong_ds != NULL)
		result = RESULT_MALFORMED;
	if (result == RESULT_OK)
		result = reverse_ask(v);
	if (result == RESULT_OK)
		reverse_go_check(v);
	else
		reverse_show_first(v, result_http_status(result));
}

/* --- All steps ----------------------------------------------------------- */

static bool
begin(struct request *r, struct reverse *v)
{
	*v = (struct reverse){ .r = r };
	if (!request_block(r, &v->block, NULL))
		return false;
	v->here = path_of_block(r, &v->block.prefix, "/reverse");
	return true;
}

static bool
all_good(const struct reverse *v)
{
	for (size_t i = 0; i < v->count; i++)
		if (!v->parts[i].check.good)
			return false;
	return true;
}

static void
lost_checks(struct reverse *v)
{
	v->problem = say(v->r->m, "What was checked is no longer known. "
	    "Write it once more.");
	reverse_show_first(v, 404);
}

void
page_delegate(struct request *r)
{
	const char *step = request_text(r, "step");
	struct reverse v;

	if (!begin(r, &v))
		return;
	if (request_text(r, "live")[0] != '\0')
		reverse_show_live(&v);
	else if (request_text(r, "remove")[0] != '\0')
		reverse_show_remove(&v);
	else if (request_text(r, "checks")[0] == '\0' ||
	    strcmp(step, "servers") == 0)
		reverse_show_first(&v, 200);
	else if (!reverse_read_checks(&v))
		lost_checks(&v);
	else if (strcmp(step, "summary") == 0 && all_good(&v))
		reverse_show_confirm(&v, 200);
	else
		reverse_show_check(&v);
}

/* The step that goes on from checks. */
static void
go_on(struct reverse *v, bool confirmed)
{
	enum result result;

	if (!reverse_read_checks(v)) {
		lost_checks(v);
		return;
	}
	if (confirmed) {
		reverse_confirm(v);
		return;
	}
	result = reverse_ask(v);
	if (result == RESULT_OK) {
		reverse_go_check(v);
		return;
	}
	fill_from_checks(v);
	reverse_show_first(v, result_http_status(result));
}

void
page_delegate_post(struct request *r)
{
	const char *action = request_text(r, "action");
	struct reverse v;

	if (!begin(r, &v))
		return;
	if (strcmp(action, "confirm") == 0 || strcmp(action, "again") == 0)
		go_on(&v, action[0] == 'c');
	else if (strcmp(action, "remove") == 0)
		reverse_remove(&v);
	else if (strcmp(action, "more") == 0)
		reverse_show_first(&v, 200);
	else
		begin_check(&v);
}
