/* SPDX-License-Identifier: ISC */
/* What other registries delegate below our apexes, from their files. */
#include <ldns/ldns.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "rdns/private.h"
#include "rdns/record.h"

#define ZONELET_TTL 86400
#define TOLD_MOST 16			/* records that are left out */

/* A record, and the place in the tree that its owner is, or is below. */
struct handed {
	struct prefix place;
	bool exact;			/* the owner is that place */
	bool covers;			/* nobody finds what is below it */
	const char *rdata;		/* of a cut, as struct cut has it; or
					   NULL: another record */
	const char *other;		/* that, as struct cut has it */
	const char *line;
	size_t owner;			/* bytes of the line that name it */
	bool alias;
	bool clashes;			/* an alias has no other records */
	size_t file;
	enum zonelet_version version;
};
struct zonelets {
	struct arena *arena;
	struct zonelet_files files;
	struct hash key;		/* of what was settled */
	bool was_settled;
	bool unable;			/* to check: no room */
	struct handed *all;		/* both versions of each file */
	size_t all_count;
	struct handed *list;		/* those in use */
	size_t count;
};
struct reading {
	struct zonelets *zonelets;
	size_t file;
	enum zonelet_version version;
};

/* --- Reading ---------------------------------------------------------- */

/* Below a place, as RFC 2317 has it, is no place of its own. */
static bool
is_cut(const struct handed *record)
{
	return record->rdata != NULL && record->exact;
}

/* Of this class, and no delegation of whatever there may be (RFC 4592 4.2). */
static bool
may_stand(const ldns_rr *rr)
{
	return ldns_rr_get_class(rr) == LDNS_RR_CLASS_IN &&
	    !(ldns_dname_is_wildcard(ldns_rr_owner(rr)) &&
	    (ldns_rr_get_type(rr) == LDNS_RR_TYPE_NS ||
	    ldns_rr_get_type(rr) == LDNS_RR_TYPE_DNAME));
}

static void
take(void *reading, const ldns_rr *rr)
{
	struct reading *r = reading;
	struct zonelets *z = r->zonelets;
	struct handed record = { .rdata = record_rdata(z->arena, rr),
	    .file = r->file, .version = r->version }, *place;
	char *line;

	if (ldns_rr_get_type(rr) == LDNS_RR_TYPE_SOA ||
	    !record_place(rr, &record.place, &record.exact))
		return;
	if (!may_stand(rr)) {
		log_warning("zonelet %s: a record that no server would load "
		    "is passed over", z->files.list[r->file].name);
		return;
	}
	record.covers = record.exact && (record.rdata != NULL ||
	    ldns_rr_get_type(rr) == LDNS_RR_TYPE_DNAME);
	if (!is_cut(&record))
		record.other = record_other(z->arena, rr);
	line = ldns_rr2str(rr);
	if (line == NULL)
		die("out of memory");
	record.line = arena_strdup(z->arena, line);
	free(line);
	record.owner = strcspn(record.line, "\t");
	record.alias = ldns_rr_get_type(rr) == LDNS_RR_TYPE_CNAME;
	place = arena_grow(z->arena, &z->all, &z->all_count, sizeof(*place));
	*place = record;
}

/* All of it or nothing. */
static bool
read_version(struct zonelets *z, size_t file, enum zonelet_version version)
{
	struct reading r = { z, file, version };
	const char *path = arena_join(z->arena, version == ZONELET_KEPT ?
	    z->files.kept : z->files.folder, "/", z->files.list[file].name);
	size_t before = z->all_count;

	if (version == ZONELET_KEPT && access(path, F_OK) < 0)
		return false;
	if (records_read(path, ZONELET_TTL, take, &r))
		return true;
	z->all_count = before;
	return false;
}

/* --- Those in use ----------------------------------------------------- */

static int
by_owner(const void *a, const void *b)
{
	const struct handed *x = *(const struct handed *const *)a;
	const struct handed *y = *(const struct handed *const *)b;
	size_t shorter = x->owner < y->owner ? x->owner : y->owner;
	int order = strncasecmp(x->line, y->line, shorter);

	return order != 0 ? order : (x->owner > y->owner) -
	    (x->owner < y->owner);
}

/* Of what two hand over for one name an alias is left out: with it no name
   server would load the zone. */
static void
mark_clashes(struct zonelets *z)
{
	struct handed **list = arena_alloc(z->arena,
	    (z->count + 1) * sizeof(*list));
	size_t n;

	for (size_t i = 0; i < z->count; i++)
		list[i] = &z->list[i];
	qsort(list, z->count, sizeof(*list), by_owner);
	for (size_t i = 0; i < z->count; i += n) {
		for (n = 1; i + n < z->count &&
		    by_owner(&list[i], &list[i + n]) == 0; n++)
			;
		for (size_t k = i; k < i + n; k++)
			list[k]->clashes = n > 1 && list[k]->alias;
	}
}

static void
choose(struct zonelets *z)
{
	if (z->list == NULL)
		z->list = arena_alloc(z->arena, (z->all_count + 1) *
		    sizeof(*z->list));
	z->count = 0;
	for (size_t i = 0; i < z->all_count; i++)
		if (z->files.list[z->all[i].file].use == z->all[i].version)
			z->list[z->count++] = z->all[i];
	mark_clashes(z);
}

/* --- What a zone would not pass with ---------------------------------- */

static bool
is_below(const struct handed *record, const struct prefix *apex)
{
	return prefix_covers(apex, &record->place) && (!record->exact ||
	    !prefix_equal(apex, &record->place));
}

static bool
has_any(const struct zonelets *z, const struct prefix *apex)
{
	for (size_t i = 0; i < z->count; i++)
		if (is_below(&z->list[i], apex))
			return true;
	return false;
}

/* A zone of nothing else. */
static bool
passes_in(struct zonelets *z, const struct rdns_config *config,
    const struct prefix *apex)
{
	char path[] = P_tmpdir "/parcela.XXXXXX";
	struct zone_file file = { .path = path, .soa = 1 };
	int fd = mkstemp(path);
	bool written = fd >= 0 && zone_write(NULL, config, z, apex, &file);
	bool fine = written && files_check(config, apex, path);

	z->unable |= !written;
	if (fd >= 0) {
		close(fd);
		unlink(path);
	}
	return fine;
}

static bool
passes(struct zonelets *z, const struct rdns_config *config)
{
	if (config->check == NULL)
		return true;
	for (size_t i = 0; i < config->zone_count; i++)
		if (has_any(z, &config->zones[i]) &&
		    !passes_in(z, config, &config->zones[i]))
			return false;
	return true;
}

/* --- Which version of each counts ------------------------------------- */

/* All as they are handed over, or as copies of them are. */
static void
use_all(struct zonelets *z, bool handed)
{
	for (size_t i = 0; i < z->files.count; i++) {
		struct zonelet_file *file = &z->files.list[i];

		file->use = handed && file->is_read ? ZONELET_HANDED :
		    file->has_copy ? ZONELET_KEPT : ZONELET_NONE;
	}
	choose(z);
}

static void
use(struct zonelets *z, const struct rdns_config *config, size_t file,
    enum zonelet_version version)
{
	enum zonelet_version before = z->files.list[file].use;

	z->files.list[file].use = version;
	choose(z);
	if (!passes(z, config))
		z->files.list[file].use = before;
}

/*
 * What fails is found by beginning with the copies, and taking in one file
 * after the other.  The copies fail together only where the check, or what it
 * looks at, is another than when they were made.
 */
static void
settle(struct zonelets *z, const struct rdns_config *config)
{
	struct zonelet_file *list = z->files.list;

	use_all(z, true);
	if (passes(z, config))
		return;
	use_all(z, false);
	if (!passes(z, config)) {
		for (size_t i = 0; i < z->files.count; i++)
			list[i].use = ZONELET_NONE;
		for (size_t i = 0; i < z->files.count; i++)
			if (list[i].has_copy)
				use(z, config, i, ZONELET_KEPT);
	}
	for (size_t i = 0; i < z->files.count; i++)
		if (list[i].is_read && !zonelet_file_is_kept(&z->files, i))
			use(z, config, i, ZONELET_HANDED);
	choose(z);
}

static void
tell(const struct zonelets *z)
{
	for (size_t i = 0; i < z->files.count; i++) {
		const struct zonelet_file *file = &z->files.list[i];

		if (file->use == ZONELET_NONE)
			log_warning("zonelet %s: left out, it cannot be read "
			    "or no zone passes with it", file->name);
		else if (file->use == ZONELET_KEPT &&
		    !zonelet_file_is_kept(&z->files, i))
			log_warning("zonelet %s: taken as it was when it was "
			    "good last", file->name);
	}
}

static void
read_and_settle(struct zonelets *z, const struct rdns_config *config)
{
	for (size_t i = 0; i < z->files.count; i++)
		z->files.list[i].is_read = read_version(z, i, ZONELET_HANDED);
	z->list = NULL;			/* there are more */
	settle(z, config);
	if (z->unable) {		/* nothing is said of the files */
		use_all(z, false);
		z->was_settled = true;
	}
	tell(z);
}

struct zonelets *
zonelets_read(struct arena *arena, const struct rdns_config *config,
    const struct store *store)
{
	struct zonelets *z = arena_alloc(arena, sizeof(*z));

	z->arena = arena;
	zonelet_files_list(arena, config->zonelets, store_path(store),
	    &z->files);
	z->key = zonelet_files_key(&z->files, config);
	z->was_settled = !z->files.is_listed || zonelet_files_are_settled(
	    &z->files, &z->key);
	for (size_t i = 0; i < z->files.count; i++)
		z->files.list[i].has_copy = read_version(z, i, ZONELET_KEPT);
	use_all(z, false);
	if (z->was_settled)
		tell(z);
	else
		read_and_settle(z, config);
	return z;
}

bool
zonelets_settle_again(struct zonelets *z, const struct rdns_config *config)
{
	bool differs = false;

	if (!z->was_settled || !z->files.is_listed)
		return false;
	z->was_settled = false;
	read_and_settle(z, config);
	for (size_t i = 0; i < z->files.count; i++) {
		const struct zonelet_file *file = &z->files.list[i];

		differs |= file->use == ZONELET_NONE ? file->has_copy :
		    file->use == ZONELET_HANDED && !zonelet_file_is_kept(
		    &z->files, i);
	}
	return differs;
}

void
zonelets_keep(const struct zonelets *z)
{
	if (!z->was_settled)
		zonelet_files_keep(&z->files, &z->key);
}

/* --- Beside ours ------------------------------------------------------ */

/*
 * Ours at or above it hides it; a cut or DNAME of theirs above one of ours
 * would hide ours.
 */
static bool
stands(const struct handed *record, struct index *ix)
{
	return !index_is_inside_delegation(ix, &record->place) &&
	    !(record->covers && index_is_delegated(ix, &record->place));
}

size_t
zonelets_put(const struct zonelets *z, struct index *ix,
    const struct prefix *apex, struct text *out)
{
	size_t count = 0, left_out = 0;

	for (size_t i = 0; i < z->count; i++) {
		const struct handed *record = &z->list[i];

		if (!is_below(record, apex))
			continue;
		if ((ix == NULL || stands(record, ix)) && !record->clashes) {
			text_put(out, record->line);
			count++;
		} else if (ix != NULL && ++left_out <= TOLD_MOST) {
			log_warning("zonelet: left out, since %s: %.200s",
			    record->clashes ? "it is an alias beside other "
			    "records" : "this is registered here",
			    record->line);
		}
	}
	if (left_out > TOLD_MOST)
		log_warning("zonelet: left out, and %zu more",
		    left_out - TOLD_MOST);
	return count;
}

static void
want(struct cuts *c, struct index *ix, const struct handed *record)
{
	if (stands(record, ix) && !record->clashes)
		cuts_add_handed(c, &record->place, is_cut(record) ?
		    record->rdata : record->other);
}

/* Within an apex, or at a place.  A name that is directly below an apex and in
   no reverse tree is only in files. */
void
cuts_wanted(struct cuts *c, struct index *ix, const struct zonelets *z,
    const struct prefix *apex)
{
	struct index_zones *zones = index_zones_open(ix, apex);
	struct index_zone zone;

	while (index_zones_next(zones, &zone))
		if (zone.zone.length > apex->length)
			cuts_add_zone(c, &zone);
	index_zones_close(zones);
	for (size_t i = 0; i < z->count; i++)
		if (is_below(&z->list[i], apex) &&
		    z->list[i].place.length > apex->length)
			want(c, ix, &z->list[i]);
	cuts_sort(c);
}

void
cuts_wanted_at(struct cuts *c, struct index *ix, const struct zonelets *z,
    const struct prefix *place)
{
	struct index_zone zone;

	if (index_zone_at(ix, place, &zone))
		cuts_add_zone(c, &zone);
	for (size_t i = 0; i < z->count; i++)
		if (prefix_equal(&z->list[i].place, place))
			want(c, ix, &z->list[i]);
}

void
zonelets_others_at(const struct zonelets *z, const struct prefix *place,
    struct cuts *out)
{
	for (size_t i = 0; i < z->count; i++)
		if (!is_cut(&z->list[i]) &&
		    prefix_equal(&z->list[i].place, place))
			cuts_add_handed(out, place, z->list[i].other);
}

bool
zonelets_hand(const struct zonelets *z, const struct cut *other)
{
	for (size_t i = 0; i < z->count; i++)
		if (!is_cut(&z->list[i]) && prefix_equal(&z->list[i].place,
		    &other->zone) && strcmp(z->list[i].other,
		    other->rdata) == 0)
			return true;
	return false;
}

size_t
zonelets_touching(const struct zonelets *z, const struct prefix *range,
    struct arena *arena, struct prefix **list)
{
	size_t count = 0;

	*list = NULL;
	for (size_t i = 0; i < z->count; i++)
		if (prefix_overlaps(&z->list[i].place, range))
			*(struct prefix *)arena_grow(arena, list, &count,
			    sizeof(**list)) = z->list[i].place;
	return count;
}
