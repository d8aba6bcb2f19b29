/* SPDX-License-Identifier: ISC */
/* Delegating reverse DNS: what was typed in the first step. */
#include <string.h>

#include "portal/reverse.h"

static const char between[] = " \t\r\n,;";

/* --- Blocks -------------------------------------------------------------- */

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

size_t
reverse_others(struct reverse *v, struct prefix out[REVERSE_OTHERS_MAX])
{
	struct view_page view = { .most = REVERSE_OTHERS_MAX };
	struct view_row rows[REVERSE_OTHERS_MAX];
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

bool
reverse_is_ticked(struct request *r, const struct prefix *prefix)
{
	return request_value(r, arena_printf(r->arena, "with-%s",
	    prefix_words(r, prefix))) != NULL;
}

static void
read_others(struct reverse *v)
{
	struct prefix others[REVERSE_OTHERS_MAX];
	size_t count = reverse_others(v, others);

	for (size_t i = 0; i < count; i++)
		if (reverse_is_ticked(v->r, &others[i]))
			add_block(v, &others[i]);
	if (v->count == 0 && v->wrong_blocks == NULL)
		v->wrong_blocks = say(v->r->m, "Which block?");
}

/* --- Name servers -------------------------------------------------------- */

const char *
reverse_host_field(struct request *r, size_t i)
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
		v->hosts[i] = typed_text(v->r, reverse_host_field(v->r, i));
		if (v->hosts[i][0] != '\0')
			hosts[count++] = v->hosts[i];
	}
	for (size_t i = 0; i < v->count; i++) {
		v->parts[i].hosts = hosts;
		v->parts[i].host_count = count;
	}
}

/* --- DS records ---------------------------------------------------------- */

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

static bool
showed_ds(struct reverse *v, const struct prefix *prefix)
{
	const char *at = v->with_ds;
	struct prefix shown;
	size_t n;

	for (at += strspn(at, between); *at != '\0';
	    at += n, at += strspn(at, between)) {
		n = strcspn(at, between);
		if (prefix_parse(at, n, &shown) == INET_OK &&
		    prefix_equal(&shown, prefix))
			return true;
	}
	return false;
}

/* Records are removed only by who has seen them in the field. */
static void
keep_ds(struct reverse *v)
{
	struct watched now;

	v->with_ds = request_text(v->r, "with_ds");
	for (size_t i = 0; i < v->count; i++) {
		struct reverse_part *part = &v->parts[i];

		if (part->ds_count > 0 || showed_ds(v, &part->prefix) ||
		    !registry_delegation(v->r->registry,
		    &part->prefix, &now))
			continue;
		part->ds = now.ds;
		part->ds_count = now.ds_count;
	}
}

void
reverse_read_typed(struct reverse *v)
{
	read_blocks(v);
	read_others(v);
	read_hosts(v);
	read_ds(v);
	keep_ds(v);
}

/* --- What is refused of it ------------------------------------------------ */

/* A refusal's detail is the host, cut off when it is very long; the last one of
   that name is told, as the one that is named twice. */
static void
wrong_host(struct reverse *v, const char *detail, const char *text)
{
	size_t at = 0;

	for (size_t i = 0; i < LIMIT_NAMESERVERS; i++)
		if (v->hosts[i][0] != '\0' && strncmp(v->hosts[i], detail,
		    REFUSAL_DETAIL_MAX - 1) == 0)
			at = i;
	if (v->wrong_host[at] == NULL)
		v->wrong_host[at] = text;
}

/* "198.18.112.0/20: A delegation overlaps this one. (198.18.114.0/24)" */
static const char *
wrong_block(struct request *r, const struct reverse_part *part,
    const struct refusal *refusal, const char *text)
{
	const char *wrong = arena_printf(r->arena, "%s: %s",
	    prefix_words(r, &part->prefix), text);

	return refusal->result != RESULT_OVERLAPS_DELEGATION ? wrong :
	    arena_printf(r->arena, "%s (%s)", wrong, refusal->detail);
}

void
reverse_tell_refusals(struct reverse *v, const struct reverse_part *part)
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
			v->wrong_blocks = wrong_block(r, part, one, text);
		else if (strcmp(one->field, "prefix") != 0)
			v->problem = text;
	}
}
