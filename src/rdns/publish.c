/* SPDX-License-Identifier: ISC */
/* Following the journal: what changed is published, and seen to be served. */
#include <stdlib.h>
#include <string.h>

#include "net/net.h"
#include "rdns/private.h"

#define ROWS_MOST 10000			/* of the journal; behind more, all is
					   looked at */
#define PLACES_MOST 4096		/* likewise */
#define SHOWN_MOST 8			/* places that are asked for */
#define SILENT_MS 1500			/* who fails so late does not answer */

/* An apex: what is to be done for it. */
struct apex {
	struct prefix zone;
	bool all;			/* compare everything, not places */
	bool changed;
	bool done;			/* published, in this look */
	uint32_t file_soa, soa;		/* with these serials: of the file, and
					   of the way that is left to it */
	struct prefix *places;		/* zones that may have changed */
	size_t place_count;
	uint32_t asked;			/* serial that is waited for; 0 */
	uint32_t asked_file;		/* or this one, where both ways are */
	struct prefix shown[SHOWN_MOST];	/* some of what is in it */
	size_t shown_count;
	bool reload;			/* a file is new, and not told of */
};

struct rdns_publisher {
	const struct rdns_config *config;
	struct rdns_sink sink;
	struct arena *arena;		/* of one look */
	struct arena *places;		/* until they are published */
	struct apex *apexes;
	bool looked;			/* once at least */
	int64_t journal;		/* looked at up to this row */
	int64_t compared;		/* when all was */
	struct hash stamp;		/* of the zonelets */
	bool refused;			/* a zone, by the check, in this look */
	bool primary_is_silent;		/* in this look */
	struct index *index;		/* while looking */
	struct zonelets *zonelets;	/* of this look; NULL: not read yet */
};

struct rdns_publisher *
rdns_publisher_new(const struct rdns_config *config,
    const struct rdns_sink *sink)
{
	struct rdns_publisher *p = memory_alloc(sizeof(*p));

	p->config = config;
	p->sink = *sink;
	p->arena = arena_new();
	p->places = arena_new();
	p->apexes = memory_alloc((config->zone_count + 1) *
	    sizeof(*p->apexes));
	for (size_t i = 0; i < config->zone_count; i++)
		p->apexes[i].zone = config->zones[i];
	return p;
}

void
rdns_publisher_free(struct rdns_publisher *p)
{
	arena_free(p->arena);
	arena_free(p->places);
	free(p->apexes);
	free(p);
}

/* --- What changed ----------------------------------------------------- */

static void
mark_all(struct rdns_publisher *p)
{
	p->compared = clock_now(&p->config->clock);
	for (size_t i = 0; i < p->config->zone_count; i++)
		p->apexes[i].all = p->apexes[i].changed = true;
}

/* Another hand may have changed what is at the primary. */
static bool
is_comparison_due(const struct rdns_publisher *p)
{
	return p->config->update != NULL &&
	    clock_now(&p->config->clock) - p->compared >= p->config->compare;
}

static void
add_place(struct rdns_publisher *p, struct apex *apex,
    const struct prefix *place)
{
	if (place->length <= apex->zone.length)
		return;
	if (apex->place_count >= PLACES_MOST) {
		apex->all = true;
		return;
	}
	*(struct prefix *)arena_grow(p->places, &apex->places,
	    &apex->place_count, sizeof(*place)) = *place;
}

/* The zones of a range, and what others handed over there. */
static void
mark_range(struct rdns_publisher *p, struct apex *apex,
    const struct prefix *range)
{
	size_t count = reverse_zone_count(range), others;
	struct prefix *list;

	apex->changed = true;
	for (size_t i = 0; i < count; i++) {
		struct prefix place = reverse_zone(range, i);

		if (prefix_covers(&apex->zone, &place))
			add_place(p, apex, &place);
	}
	others = zonelets_touching(p->zonelets, range, p->arena, &list);
	for (size_t i = 0; i < others; i++)
		if (prefix_covers(&apex->zone, &list[i]))
			add_place(p, apex, &list[i]);
}

static void
mark_changed(struct rdns_publisher *p, int64_t last)
{
	struct prefix *ranges;
	size_t count;

	if (!p->looked || last < p->journal || last - p->journal >
	    ROWS_MOST || is_comparison_due(p)) {
		mark_all(p);
		return;
	}
	count = index_changed_delegations(p->index, p->journal, &ranges);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < p->config->zone_count; j++)
			if (prefix_overlaps(&p->apexes[j].zone, &ranges[i]))
				mark_range(p, &p->apexes[j], &ranges[i]);
}

/* --- One apex --------------------------------------------------------- */

static bool
publish_file(struct rdns_publisher *p, struct apex *apex)
{
	struct index_publication known = { 0 };
	struct file_published file = { 0 };
	bool fine;

	if (!index_publication(p->index, &apex->zone, &known))
		known.soa = 0;
	fine = files_publish(p->index, p->config, p->zonelets, &apex->zone,
	    known.soa, &file);
	p->refused |= file.refused;
	if (fine) {
		apex->soa = apex->file_soa = file.soa;
		apex->reload |= file.changed || file.soa != known.soa;
	}
	return fine;
}

/* A primary that was put back to what it was before lacks more than what
   changes now. */
static bool
went_back(struct rdns_publisher *p, const struct apex *apex, uint32_t serial)
{
	struct index_publication known;

	return index_publication(p->index, &apex->zone, &known) &&
	    rdns_serial_is_newer(known.soa, serial);
}

static bool
update(struct rdns_publisher *p, struct apex *apex)
{
	const struct primary primary = { p->config, &p->sink, p->index,
	    p->zonelets, p->arena, &apex->zone };
	bool fine;

	if (!dns_serial(p->config->update, &apex->zone, &apex->soa))
		return false;		/* nor would it take anything */
	apex->all |= went_back(p, apex, apex->soa);
	fine = apex->all ? primary_update_all(&primary) :
	    primary_update(&primary, apex->places, &apex->place_count);
	if (!fine)
		apex->all = true;	/* what of it arrived is not known */
	return fine && dns_serial(p->config->update, &apex->zone, &apex->soa);
}

static bool
publish_update(struct rdns_publisher *p, struct apex *apex)
{
	int64_t begun = monotonic_ms();
	bool fine = !p->primary_is_silent && update(p, apex);

	p->primary_is_silent |= !fine && monotonic_ms() - begun >= SILENT_MS;
	return fine;
}

/* -1: nothing is to be told, or it cannot be. */
static pid_t
begin_reload(struct rdns_publisher *p, bool *wanted)
{
	*wanted = false;
	for (size_t i = 0; i < p->config->zone_count; i++)
		*wanted |= p->apexes[i].reload;
	*wanted &= p->config->reload != NULL;
	return *wanted ? files_reload_begin(p->config) : -1;
}

static bool
end_reload(struct rdns_publisher *p, pid_t pid, bool wanted)
{
	if (wanted && !files_reload_end(p->config, pid))
		return false;
	for (size_t i = 0; i < p->config->zone_count; i++)
		p->apexes[i].reload = false;
	return true;
}

/* What was published; some of it is to be seen at the server. */
static void
forget(struct apex *apex)
{
	apex->shown_count = apex->all ? 0 : apex->place_count < SHOWN_MOST ?
	    apex->place_count : SHOWN_MOST;
	for (size_t i = 0; i < apex->shown_count; i++)
		apex->shown[i] = apex->places[i];
	apex->all = apex->changed = false;
	apex->places = NULL;
	apex->place_count = 0;
}

static bool
is_done(const struct rdns_publisher *p)
{
	for (size_t i = 0; i < p->config->zone_count; i++)
		if (p->apexes[i].changed && !p->apexes[i].done)
			return false;
	return true;
}

static bool
note_published(struct rdns_publisher *p, int64_t last)
{
	bool fine = true;

	for (size_t i = 0; i < p->config->zone_count; i++) {
		struct apex *apex = &p->apexes[i];

		if (apex->changed) {
			apex->asked = apex->done ? apex->soa : 0;
			apex->asked_file = apex->file_soa;
		}
		if (!apex->done)
			continue;
		if (p->sink.published(p->sink.argument, &apex->zone,
		    apex->soa, last))
			forget(apex);
		else
			fine = false;
	}
	return fine;
}

/*
 * Both ways, each also when the other fails or does not answer.  The serial is
 * that of updates, if there are.  What was published is noted after the servers
 * were told: who is killed before, does both again.
 */
static bool
publish_changed(struct rdns_publisher *p, int64_t last)
{
	bool wanted, told, all;
	pid_t reload;

	for (size_t i = 0; i < p->config->zone_count; i++) {
		struct apex *apex = &p->apexes[i];

		apex->done = apex->changed && (p->config->files == NULL ||
		    publish_file(p, apex));
	}
	reload = begin_reload(p, &wanted);
	for (size_t i = 0; i < p->config->zone_count; i++) {
		struct apex *apex = &p->apexes[i];

		if (apex->changed && p->config->update != NULL &&
		    !publish_update(p, apex))
			apex->done = false;
	}
	all = is_done(p);
	if (p->config->update != NULL)
		all &= note_published(p, last);
	told = end_reload(p, reload, wanted);
	if (p->config->update == NULL && told)
		all &= note_published(p, last);
	return told && all;
}

static void
read_zonelets(struct rdns_publisher *p)
{
	struct hash stamp = zonelets_stamp(p->config->zonelets);

	p->zonelets = zonelets_read(p->arena, p->config,
	    index_store(p->index));
	if (p->looked && hash_equal(&stamp, &p->stamp))
		return;
	zonelets_keep(p->zonelets);
	mark_all(p);
	p->stamp = stamp;
}

/* A zone that is refused may be so for zonelets that passed another check. */
static bool
publish_what_passes(struct rdns_publisher *p, int64_t last)
{
	bool fine;

	p->refused = false;
	fine = publish_changed(p, last);
	if (!p->refused || !zonelets_settle_again(p->zonelets, p->config))
		return fine;
	zonelets_keep(p->zonelets);
	mark_all(p);
	return publish_changed(p, last);
}

/* --- What is served --------------------------------------------------- */

/* A serial alone tells little where files and updates have their own, or a
   primary leaves something out without a word. */
static bool
is_served(struct rdns_publisher *p, const struct apex *apex, uint32_t serial)
{
	if (serial != apex->asked && serial != apex->asked_file &&
	    !rdns_serial_is_newer(serial, apex->asked))
		return false;
	if (apex->shown_count > 0 && p->zonelets == NULL)
		read_zonelets(p);
	for (size_t i = 0; i < apex->shown_count; i++) {
		struct cuts wanted = { .arena = p->arena };

		cuts_wanted_at(&wanted, p->index, p->zonelets,
		    &apex->shown[i]);
		if (!dns_refers(p->config->server, &apex->zone,
		    &apex->shown[i], &wanted))
			return false;
	}
	return true;
}

static bool
ask_served(struct rdns_publisher *p)
{
	int64_t begun = monotonic_ms();
	uint32_t serial;
	bool fine = true;

	for (size_t i = 0; i < p->config->zone_count; i++) {
		struct apex *apex = &p->apexes[i];

		if (p->config->server == NULL || apex->asked == 0)
			continue;
		if (!fine && monotonic_ms() - begun >= SILENT_MS)
			break;		/* nor would it answer the others */
		if (!dns_serial(p->config->server, &apex->zone, &serial))
			fine = false;
		else if (is_served(p, apex, serial) && p->sink.live(
		    p->sink.argument, &apex->zone, apex->asked))
			apex->asked = 0;
	}
	return fine;
}

/* --- One look --------------------------------------------------------- */

static bool
anything_to_do(struct rdns_publisher *p, int64_t last)
{
	struct hash stamp;

	for (size_t i = 0; i < p->config->zone_count; i++)
		if (p->apexes[i].changed || p->apexes[i].reload)
			return true;
	stamp = zonelets_stamp(p->config->zonelets);
	return !p->looked || last != p->journal || is_comparison_due(p) ||
	    !hash_equal(&stamp, &p->stamp);
}

static bool
look(struct rdns_publisher *p)
{
	int64_t last = index_journal_last(p->index);
	bool fine = true;

	if (anything_to_do(p, last)) {
		read_zonelets(p);
		mark_changed(p, last);
		p->looked = true;
		p->journal = last;
		fine = publish_what_passes(p, last);
	}
	return ask_served(p) && fine;
}

static bool
any_places(const struct rdns_publisher *p)
{
	for (size_t i = 0; i < p->config->zone_count; i++)
		if (p->apexes[i].place_count > 0)
			return true;
	return false;
}

/* The store is open for one look only: one that is replaced is followed. */
bool
rdns_publish(struct rdns_publisher *p)
{
	struct store *store;
	char why[512];
	bool fine;

	arena_clear(p->arena);
	p->zonelets = NULL;
	p->primary_is_silent = false;
	if (!any_places(p))
		arena_clear(p->places);
	if (store_open(p->config->store_url, STORE_READ, &store, why,
	    sizeof(why)) != STORE_OPENED) {
		log_warning("%s", why);
		return false;
	}
	store_use_arena(store, p->arena);
	p->index = index_open(store);
	store_snapshot(store);
	fine = look(p);
	if (store_error(store) != NULL) {
		log_warning("%s", store_error(store));
		fine = false;
	}
	store_end(store);
	index_close(p->index);
	store_close(store);
	return fine;
}
