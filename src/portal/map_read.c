/* SPDX-License-Identifier: ISC */
/* What the map of a block shows: its children when they are few, else how
   full its parts are. */
#include "portal/map.h"

#define ROWS_MAX 512			/* children and free ranges drawn */
#define CUSTOMER_LENGTH 48		/* of IPv6 */

struct reader {
	const struct map_source *in;
	struct map *map;
	struct map_band *band;
	struct map_shape cell;		/* of small ones; total 0: none */
	const char *here;		/* path of the page, up to its part */
	bool ladder;			/* IPv6 */
};

/* --- Shapes -------------------------------------------------------------- */

static bool
is_lame(const struct reader *rd, const struct prefix *p)
{
	for (size_t i = 0; i < rd->band->mark_count; i++)
		if (prefix_overlaps(&rd->band->marks[i], p))
			return true;
	return false;
}

static struct map_shape *
add_shape(struct reader *rd, const struct map_shape *shape)
{
	struct map_shape *s = arena_grow(rd->in->r->arena, &rd->band->shapes,
	    &rd->band->count, sizeof(*s));

	*s = *shape;
	if (s->prefix.length < rd->band->under.length)
		s->prefix = rd->band->under;
	s->lame = is_lame(rd, &s->prefix);
	rd->map->part |= s->state == MAP_PART;
	return s;
}

static const char *
path_at(const struct reader *rd, const struct prefix *at)
{
	char text[PREFIX_TEXT_MAX];

	return arena_join(rd->in->r->arena, rd->here, url_value(
	    rd->in->r->arena, prefix_text(at, text)), "#map");
}

const char *
path_of_free(struct request *r, const struct prefix *block,
    const struct prefix *free)
{
	if (prefix_equal(block, free))
		return path_of_block(r, block, "/subassign");
	return path_of_block(r, block, arena_join(r->arena,
	    "/subassign?prefix=", url_value(r->arena, prefix_words(r, free)),
	    NULL));
}

/* A piece of free space in a form: of the wanted size, or to look into. */
static struct map_shape *
add_piece(struct reader *rd, const struct prefix *p)
{
	struct map_shape shape = { .prefix = *p, .state = MAP_FREE,
	    .press = p->length == rd->in->piece ? MAP_CHOOSE :
	    p->length < rd->in->piece ? MAP_ZOOM : MAP_LINK };

	return add_shape(rd, &shape);
}

/* So that a finger hits each: no more than so many bits behind a row's. */
#define PIECE_BITS 3

static void
add_pieces(struct reader *rd, const struct prefix *free)
{
	const struct prefix *under = &rd->band->under;
	const struct prefix *p = free->length < under->length ? under : free;
	uint8_t longest = (uint8_t)(rd->band->row + PIECE_BITS);
	uint8_t length = rd->in->piece < longest ? rd->in->piece : longest;
	struct prefix piece = prefix_of(&p->first,
	    length < p->length ? p->length : length);
	struct address next;

	for (;;) {
		add_piece(rd, &piece);
		next = prefix_last(&piece);
		if (!address_after(&next, &next) ||
		    !prefix_contains(p, &next))
			return;
		piece = prefix_of(&next, piece.length);
	}
}

static void
add_free(struct reader *rd, const struct prefix *p)
{
	struct map_shape shape = { .prefix = *p, .state = MAP_FREE };

	if (rd->in->piece > 0) {
		add_pieces(rd, p);
		return;
	}
	if (rd->in->may_subassign)
		shape.path = path_of_free(rd->in->r, &rd->in->block->prefix,
		    p);
	add_shape(rd, &shape);
}

static enum map_state
state_of(enum block_use use)
{
	return use == USE_INFRASTRUCTURE ? MAP_OWN :
	    use == USE_RESERVED ? MAP_RESERVED : MAP_SUB;
}

static void
add_child(struct reader *rd, const struct view_row *row)
{
	struct map_shape shape = {
		.prefix = row->prefix, .state = state_of(row->use_for),
		.ownerid = row->ownerid, .name = row->name,
		.since = row->created,
	};

	if (rd->in->piece == 0)
		shape.path = path_of_block(rd->in->r, &row->prefix, NULL);
	else if (prefix_equal(&row->prefix, &rd->in->chosen))
		shape.press = MAP_CHOOSE;
	add_shape(rd, &shape);
}

static struct map_shape *
add_part(struct reader *rd, const struct prefix *p, uint64_t used,
    uint64_t total)
{
	struct map_shape shape = {
		.prefix = *p, .state = used == total ? MAP_SUB : MAP_PART,
		.used = used, .total = total,
	};

	if (rd->in->piece == 0)
		shape.path = path_at(rd, p);
	else if (used < total)
		shape.press = MAP_ZOOM;
	return add_shape(rd, &shape);
}

/* Each where it begins in the band. */
static void
add_marks(struct reader *rd)
{
	struct map_band *band = rd->band;
	struct prefix *mark;

	for (size_t i = 0; i < rd->in->lame_count; i++) {
		if (!prefix_overlaps(&rd->in->lame[i], &band->under) ||
		    band->mark_count == MAP_MARKS_MAX)
			continue;
		mark = arena_grow(rd->in->r->arena, &band->marks,
		    &band->mark_count, sizeof(*mark));
		*mark = rd->in->lame[i].length < band->under.length ?
		    band->under : rd->in->lame[i];
		rd->map->lame = true;
	}
}

static void
add_band(struct reader *rd, const struct prefix *under, uint8_t row)
{
	rd->band = arena_grow(rd->in->r->arena, &rd->map->bands,
	    &rd->map->band_count, sizeof(*rd->band));
	rd->band->under = *under;
	rd->band->row = row;
	add_marks(rd);
}

/* --- Children, when they are few ----------------------------------------- */

static void
end_cell(struct reader *rd)
{
	if (rd->cell.total != 0)
		add_part(rd, &rd->cell.prefix, rd->cell.used, rd->cell.total);
	rd->cell.total = 0;
}

/* Too small to be seen: counted in its cell. */
static void
add_to_cell(struct reader *rd, const struct view_row *row, uint8_t length)
{
	struct prefix cell = prefix_of(&row->prefix.first, length);

	if (rd->cell.total == 0 || !prefix_equal(&cell, &rd->cell.prefix)) {
		end_cell(rd);
		rd->cell = (struct map_shape){ .prefix = cell,
		    .total = prefix_size(&cell) };
	}
	if (!row->is_free)
		rd->cell.used += prefix_size(&row->prefix);
}

static void
add_rows(struct reader *rd, const struct view_row *rows, size_t count,
    uint8_t cell)
{
	for (size_t i = 0; i < count; i++) {
		if (rows[i].prefix.length > cell) {
			add_to_cell(rd, &rows[i], cell);
			continue;
		}
		end_cell(rd);
		if (rows[i].is_free)
			add_free(rd, &rows[i].prefix);
		else
			add_child(rd, &rows[i]);
	}
	end_cell(rd);
}

static bool
read_children(struct reader *rd)
{
	struct request *r = rd->in->r;
	struct view_children in = { .within = rd->in->at };
	struct view_page page = { .most = ROWS_MAX };
	struct view_row *rows = arena_alloc(r->arena,
	    ROWS_MAX * sizeof(*rows));
	uint8_t row, cell;
	size_t count;

	if (prefix_equal(&rd->in->at, &rd->in->block->prefix) &&
	    rd->in->parts > ROWS_MAX)
		return false;		/* known without looking */
	count = registry_children(r->registry, rd->in->block, &in, &page,
	    rows);
	if (page.next[0] != '\0')
		return false;
	map_lengths(&rd->in->at, &row, &cell);
	add_band(rd, &rd->in->at, row);
	add_rows(rd, rows, count, cell);
	return true;
}

/* --- Cells --------------------------------------------------------------- */

static void
add_covering(struct reader *rd, const struct block *child)
{
	struct organisation holder = { .ownerid = "", .name = "" };
	struct view_row row = {
		.prefix = child->prefix, .use_for = child->use,
		.created = child->created,
	};

	if (registry_organisation_by_id(rd->in->r->registry,
	    child->organisation, &holder)) {
		row.ownerid = holder.ownerid;
		row.name = holder.name;
	}
	add_child(rd, &row);
}

/* Cells from here on that are free, as few ranges; how many. */
static size_t
add_free_run(struct reader *rd, const struct view_cell *cells, size_t count)
{
	struct address at = cells[0].prefix.first, last;
	struct prefix range;
	size_t n = 0;

	while (n < count && cells[n].used == 0)
		n++;
	last = prefix_last(&cells[n - 1].prefix);
	do {
		range = range_head(&at, &last);
		add_free(rd, &range);
		at = prefix_last(&range);
	} while (address_after(&at, &at) && address_compare(&at, &last) <= 0);
	return n;
}

/* A free cell of the ladder: down to the size of a customer, then to be
   sub-assigned. */
static struct map_shape *
add_rung(struct reader *rd, const struct view_cell *cell)
{
	struct map_shape shape = {
		.prefix = cell->prefix, .state = MAP_FREE,
	};

	if (rd->in->piece > 0)
		return add_piece(rd, &cell->prefix);
	shape.path = path_at(rd, &cell->prefix);
	if (cell->prefix.length >= CUSTOMER_LENGTH)
		shape.path = !rd->in->may_subassign ? NULL :
		    path_of_free(rd->in->r, &rd->in->block->prefix,
		    &cell->prefix);
	return add_shape(rd, &shape);
}

/* In a form, free cells of the ladder that make a piece together, or none:
   how many were added. */
static size_t
add_joined(struct reader *rd, const struct view_cell *cells, size_t count)
{
	uint8_t length = cells[0].prefix.length, piece = rd->in->piece;
	size_t n = 0, wanted = (size_t)1 << (length - piece);
	struct prefix joined = prefix_of(&cells[0].prefix.first, piece);

	if (!address_equal(&joined.first, &cells[0].prefix.first))
		return 0;
	while (n < wanted && n < count && cells[n].used == 0)
		n++;
	if (n < wanted)
		return 0;
	add_piece(rd, &joined);
	return n;
}

static bool
is_joined(const struct reader *rd, const struct view_cell *cell)
{
	return rd->ladder && cell->used == 0 &&
	    rd->in->piece > rd->band->under.length &&
	    rd->in->piece < cell->prefix.length;
}

static size_t
add_cell(struct reader *rd, const struct view_cell *cells, size_t count,
    const struct prefix *here)
{
	const struct block *child = cells[0].child;
	struct map_shape *shape;
	size_t n;

	if (child != NULL) {
		for (n = 1; n < count && cells[n].child != NULL &&
		    cells[n].child->id == child->id;)
			n++;
		add_covering(rd, child);
		return n;
	}
	if (cells[0].used == 0 && !rd->ladder)
		return add_free_run(rd, cells, count);
	if (is_joined(rd, &cells[0]) && (n = add_joined(rd, cells, count)) > 0)
		return n;
	shape = cells[0].used == 0 ? add_rung(rd, &cells[0]) :
	    add_part(rd, &cells[0].prefix, cells[0].used, cells[0].total);
	shape->here = here != NULL && prefix_equal(here, &shape->prefix);
	return 1;
}

static void
add_cells(struct reader *rd, const struct view_cell *cells, size_t count,
    const struct prefix *here)
{
	for (size_t i = 0; i < count;)
		i += add_cell(rd, &cells[i], count - i, here);
}

static uint8_t
next_nibble(const struct prefix *p)
{
	return (uint8_t)((p->length / 4 + 1) * 4);
}

static void
read_cells(struct reader *rd)
{
	struct view_cell cells[VIEW_CELLS_MAX];
	size_t count = registry_cells(rd->in->r->registry, rd->in->block,
	    &rd->in->at, 2, cells);

	add_band(rd, &rd->in->at, next_nibble(&rd->in->at));
	add_cells(rd, cells, count, NULL);
}

/* --- IPv6: nibble by nibble ---------------------------------------------- */

static void
read_ladder(struct reader *rd)
{
	struct prefix under = rd->in->block->prefix, here;
	struct view_cell cells[VIEW_CELLS_MAX];
	size_t count;

	rd->ladder = true;
	for (;; under = here) {
		uint8_t length = next_nibble(&under);
		bool deeper = rd->in->at.length >= length;

		if (length > 64)
			return;
		here = prefix_of(&rd->in->at.first, length);
		add_band(rd, &under, under.length);
		count = registry_cells(rd->in->r->registry, rd->in->block,
		    &under, 1, cells);
		add_cells(rd, cells, count, deeper ? &here : NULL);
		if (!deeper)
			return;
	}
}

/* --- All of it ----------------------------------------------------------- */

struct prefix
map_part(const struct prefix *block, const struct prefix *range)
{
	struct prefix part = *block;
	uint8_t row, cell;

	if (range->length <= block->length)
		return part;
	if (prefix_family(block) == FAMILY_IPV6) {
		cell = (uint8_t)((range->length - 1) / 4 * 4);
		return cell <= block->length ? part :
		    prefix_of(&range->first, cell > 60 ? 60 : cell);
	}
	for (map_lengths(&part, &row, &cell); range->length > cell;
	    map_lengths(&part, &row, &cell))
		part = prefix_of(&range->first, row > part.length ? row :
		    (uint8_t)(row + PIECE_BITS));
	return part;
}

/* A block without parts of its own that could be drawn. */
static void
read_whole(struct reader *rd)
{
	add_band(rd, &rd->in->block->prefix, rd->in->block->prefix.length);
	add_free(rd, &rd->in->block->prefix);
}

void
map_read(const struct map_source *in, struct map *map)
{
	struct reader rd = { .in = in, .map = map,
	    .here = path_of_block(in->r, &in->block->prefix, "?at=") };

	*map = (struct map){ .label = say(in->r->m, "Map"),
	    .width = in->piece == 0 ? 480 : 220, .chosen = in->chosen };
	if (prefix_family(&in->block->prefix) == FAMILY_IPV6)
		read_ladder(&rd);
	else if (!read_children(&rd))
		read_cells(&rd);
	if (map->band_count == 0)
		read_whole(&rd);
}

/* --- For a page ---------------------------------------------------------- */

#define MAP_BYTES (1u << 20)

static void
release_markup(void *argument)
{
	markup_release(argument);
}

const struct markup *
map_of(const struct map_source *in)
{
	struct request *r = in->r;
	struct markup *drawn = arena_alloc(r->arena, sizeof(*drawn));
	struct map map;

	map_read(in, &map);
	markup_init(drawn, MAP_BYTES, r->language, r->m->utc_offset_s);
	arena_defer(r->arena, release_markup, drawn);
	map_draw(drawn, &map);
	return drawn;
}
