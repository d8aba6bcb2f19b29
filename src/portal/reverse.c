/* SPDX-License-Identifier: ISC */
/* Delegating reverse DNS: which blocks, which name servers. */
#include <string.h>

#include "portal/reverse.h"

#define HOSTS_SHOWN 4			/* inputs, at least */
#define OTHERS_MAX 24			/* blocks that are offered */

static const char between[] = " \t\r\n,;";

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

/* --- What was typed: blocks ---------------------------------------------- */

static void
add_block(struct reverse *v, const struct prefix *prefix)
{
	struct request *r = v->r;

	for (size_t i = 0; i < v->count; i++) {
		const struct prefix *other = &v->parts[i].prefix;
		bool inside = prefix_covers(other, prefix);

		if (prefix_equal(other, prefix))
			return;
		if (inside || prefix_covers(prefix, other))
			v->wrong_blocks = arena_printf(r->arena, say(r->m,
			    "%s is part of %s: name one of them."),
			    prefix_words(r, inside ? prefix : other),
			    prefix_words(r, inside ? other : prefix));
	}
	if (v->count == REVERSE_BLOCKS_MAX)
		v->wrong_blocks = arena_printf(r->arena, say(r->m,
		    "At most %d blocks at once."), REVERSE_BLOCKS_MAX);
	else
		v->parts[v->count++].prefix = *prefix;
}

static void
read_blocks(struct reverse *v)
{
	const char *typed = v->blocks = request_text(v->r, "blocks");
	struct prefix prefix;
	size_t n;

	for (typed += strspn(typed, between); *typed != '\0';
	    typed += n, typed += strspn(typed, between)) {
		n = strcspn(typed, between);
		if (prefix_parse(typed, n, &prefix) == INET_OK)
			add_block(v, &prefix);
		else
			v->wrong_blocks = arena_printf(v->r->arena,
			    say(v->r->m, "%s is not a prefix."),
			    arena_strndup(v->r->arena, typed, n));
	}
}

/* What else the user manages and could delegate. */
static size_t
other_blocks(struct reverse *v, struct prefix out[OTHERS_MAX])
{
	struct view_page view = { .most = OTHERS_MAX };
	struct view_row rows[OTHERS_MAX];
	size_t count = registry_home(v->r->registry, v->r->me.id, VIEW_ALL,
	    &view, rows);
	size_t found = 0;

	for (size_t i = 0; i < count; i++)
		if (!rows[i].is_asn &&
		    reverse_zone_count(&rows[i].prefix) > 0 &&
		    !prefix_equal(&rows[i].prefix, &v->block.prefix))
			out[found++] = rows[i].prefix;
	return found;
}

static bool
is_ticked(struct request *r, const struct prefix *prefix)
{
	return request_value(r, arena_printf(r->arena, "with-%s",
	    prefix_words(r, prefix))) != NULL;
}

static void
read_others(struct reverse *v)
{
	struct prefix others[OTHERS_MAX];
	size_t count = other_blocks(v, others);

	for (size_t i = 0; i < count; i++)
		if (is_ticked(v->r, &others[i]))
			add_block(v, &others[i]);
	if (v->count == 0 && v->wrong_blocks == NULL)
		v->wrong_blocks = say(v->r->m, "Which block?");
}

/* --- What was typed: name servers ---------------------------------------- */

static const char *
host_field(struct request *r, size_t i)
{
	return arena_printf(r->arena, "host%zu", i + 1);
}

static void
read_hosts(struct reverse *v)
{
	const char **hosts = arena_alloc(v->r->arena,
	    LIMIT_NAMESERVERS * sizeof(*hosts));
	size_t count = 0;

	for (size_t i = 0; i < LIMIT_NAMESERVERS; i++) {
		v->hosts[i] = typed_text(v->r, host_field(v->r, i));
		if (v->hosts[i][0] != '\0')
			hosts[count++] = v->hosts[i];
	}
	for (size_t i = 0; i < v->count; i++) {
		v->parts[i].hosts = hosts;
		v->parts[i].host_count = count;
	}
}

/* A refusal begins its detail with the host; the last one of that name is
   told, as the one that is named twice. */
static void
wrong_host(struct reverse *v, const char *detail, const char *text)
{
	size_t at = 0;

	for (size_t i = 0; i < LIMIT_NAMESERVERS; i++)
		if (v->hosts[i][0] != '\0' && detail[0] != '\0' &&
		    strncmp(v->hosts[i], detail, strlen(detail)) == 0)
			at = i;
	if (v->wrong_host[at] == NULL)
		v->wrong_host[at] = text;
}

/* --- What was typed: DS records ------------------------------------------ */

/* The block of whose zones it is one. */
static struct reverse_part *
part_of_ds(struct reverse *v, struct ds_text *ds)
{
	struct reverse_part *first = &v->parts[0];

	if (!ds->has_zone && v->count == 1 &&
	    reverse_zone_count(&first->prefix) == 1) {
		ds->zone = reverse_zone(&first->prefix, 0);
		return first;
	}
	for (size_t i = 0; i < v->count && ds->has_zone; i++)
		if (reverse_zone_is_of(&ds->zone, &v->parts[i].prefix))
			return &v->parts[i];
	return NULL;
}

static void
read_ds(struct reverse *v)
{
	struct request *r = v->r;
	struct ds_text *texts;
	size_t count = 0;
	enum result result;

	v->ds = request_text(r, "ds");
	result = ds_parse(r->arena, v->ds, strlen(v->ds), &texts, &count);
	if (result != RESULT_OK)
		v->wrong_ds = refusal_text(r, result, "");
	for (size_t i = 0; result == RESULT_OK && i < count; i++) {
		struct reverse_part *part = part_of_ds(v, &texts[i]);
		struct check_ds *place;

		if (part == NULL) {
			v->wrong_ds = refusal_text(r, RESULT_DS_ZONE, "");
			continue;
		}
		place = arena_grow(r->arena, &part->ds, &part->ds_count,
		    sizeof(*place));
		*place = (struct check_ds){ texts[i].zone, texts[i].tag,
		    texts[i].algorithm, texts[i].digest_type,
		    texts[i].digest };
	}
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
	for (size_t i = 0; i < now.count; i++)
		hosts[i] = now.servers[i].host;
	fill_hosts(v, hosts, now.count);
	part.ds = now.ds;
	part.ds_count = now.ds_count;
	v->ds = reverse_ds_text(v->r, &part);
}

/* As it was typed, was checked, or is registered. */
static void
fill(struct reverse *v)
{
	if (v->blocks != NULL)
		return;
	if (request_value(v->r, "blocks") != NULL) {
		read_blocks(v);
		read_hosts(v);
		v->ds = request_text(v->r, "ds");
		v->wrong_blocks = NULL;
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
		row->field = host_field(v->r, i);
		row->typed = v->hosts[i];
		row->wrong = v->wrong_host[i];
	}
	page->more = shown < LIMIT_NAMESERVERS;
}

static void
add_others(struct reverse *v, struct page_reverse *page)
{
	struct prefix others[OTHERS_MAX];
	size_t count = other_blocks(v, others);
	struct page_reverse_others *row;

	for (size_t i = 0; i < count; i++) {
		row = arena_grow(v->r->arena, &page->others,
		    &page->others_count, sizeof(*row));
		row->prefix = prefix_words(v->r, &others[i]);
		row->ticked = is_ticked(v->r, &others[i]);
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
	page.problem = v->problem != NULL ? v->problem : nobody_asks(v);
	page.blocks = v->blocks;
	page.wrong_blocks = v->wrong_blocks;
	page.ds = v->ds;
	page.wrong_ds = v->wrong_ds;
	page.most = LIMIT_DS_TEXT;
	add_others(v, &page);
	add_hosts(v, &page);
	put_page_reverse(r->m, &page);
	answer_form(r, status);
}

/* --- Asking -------------------------------------------------------------- */

static void
tell_refusals(struct reverse *v, const struct reverse_part *part)
{
	struct request *r = v->r;
	const struct refusal *refusals;
	size_t count = registry_refusals(r->registry, &refusals);

	for (size_t i = 0; i < count; i++) {
		const struct refusal *one = &refusals[i];
		const char *text = refusal_text(r, one->result, one->detail);

		if (one->result == RESULT_NOT_CHECKED)
			continue;
		if (strcmp(one->field, "host") == 0)
			wrong_host(v, one->detail, text);
		else if (strcmp(one->field, "prefix") == 0 &&
		    v->wrong_blocks == NULL)
			v->wrong_blocks = arena_printf(r->arena, "%s: %s",
			    prefix_words(r, &part->prefix), text);
		else if (strcmp(one->field, "prefix") != 0)
			v->problem = text;
	}
}

/* All that is wrong with it, but that nobody asked the servers yet. */
static enum result
try_parts(struct reverse *v)
{
	enum result all = RESULT_OK, result;

	for (size_t i = 0; i < v->count; i++) {
		result = reverse_try(v, &v->parts[i]);
		if (result == RESULT_OK || result == RESULT_NOT_CHECKED)
			continue;
		tell_refusals(v, &v->parts[i]);
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

	read_blocks(v);
	read_others(v);
	read_hosts(v);
	read_ds(v);
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
