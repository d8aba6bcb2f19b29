/* SPDX-License-Identifier: ISC */
/* The map of a block as SVG. */
#include <string.h>

#include "portal/map.h"

/* --- Where things are ---------------------------------------------------- */

/* Bits of an address, from one on to before another; at most 32 count. */
static uint32_t
bits_between(const struct address *a, int from, int to)
{
	uint32_t bits = 0;

	for (int i = from; i < to; i++)
		bits = bits << 1 | (a->bytes[i / 8] >> (7 - i % 8) & 1);
	return bits;
}

void
map_lengths(const struct prefix *under, uint8_t *row, uint8_t *cell)
{
	int length = prefix_length(under);
	int r = length >= 24 ? length : length >= 20 ? 24 : length + 4;
	int c = length >= 20 ? r + 5 : r + 4;

	*row = (uint8_t)(IPV4_BITS + r);
	*cell = (uint8_t)(IPV4_BITS + (c > 32 ? 32 : c));
}

int
map_rows(const struct map_band *band)
{
	return 1 << (band->row - band->under.length);
}

struct map_place
map_place(const struct map_band *band, const struct prefix *p)
{
	struct map_place place = { .x = 0, .width = 1, .height = 1 };

	place.y = (int)bits_between(&p->first, band->under.length, band->row);
	if (p->length <= band->row) {
		place.height = 1 << (band->row - p->length);
		return place;
	}
	for (int i = band->row; i < p->length; i++) {
		place.width /= 2;
		if (bits_between(&p->first, i, i + 1) != 0)
			place.x += place.width;
	}
	return place;
}

int
map_unit(uint64_t a, uint64_t b)
{
	for (int unit = 48; unit < 64; unit += 8)
		if ((a | b) % (UINT64_C(1) << (64 - unit)) == 0)
			return unit;
	return 64;
}

/* --- Shapes -------------------------------------------------------------- */

static const char *const state_classes[] = {
	[MAP_FREE] = "free", [MAP_SUB] = "sub", [MAP_OWN] = "own",
	[MAP_RESERVED] = "reserved", [MAP_PART] = "free",
};

static const char *const state_names[] = {
	[MAP_FREE] = N_("free"), [MAP_SUB] = N_("sub-assigned"),
	[MAP_OWN] = N_("own infrastructure"), [MAP_RESERVED] = N_("reserved"),
	[MAP_PART] = N_("partly used"),
};

static const char *
state_name(const struct markup *m, enum map_state state)
{
	return language_say(m->language, state_names[state]);
}

static void
put_used(struct markup *m, const struct map_shape *s)
{
	int unit = map_unit(s->used, s->total);
	uint64_t size = UINT64_C(1) << (64 - unit);

	if (prefix_family(&s->prefix) == FAMILY_IPV4)
		put_said(m, say(m, "%d of %d addresses"), SAID(s->used),
		    SAID(s->total));
	else
		put_said(m, say(m, "%d of %d networks of /%d"),
		    SAID(s->used / size), SAID(s->total / size), SAID(unit));
}

static void
put_description(struct markup *m, const struct map_shape *s)
{
	put(m, &s->prefix);
	put_raw(m, " · ");
	put(m, state_name(m, s->state));
	if (s->total != 0) {
		put_raw(m, " · ");
		put_used(m, s);
	}
	if (s->ownerid != NULL && s->ownerid[0] != '\0') {
		put_raw(m, " · ");
		put(m, s->ownerid);
		put_raw(m, " ");
		put(m, s->name);
	}
	if (s->since != 0) {
		put_raw(m, " · ");
		put_day_text(m, s->since);
	}
	if (s->lame) {
		put_raw(m, " · ");
		put(m, say(m, "reverse DNS does not answer"));
	}
}

/* Text of this many letters is read in a shape so many pixels wide. */
static bool
fits(size_t letters, double width)
{
	return letters > 0 && (double)letters * 6.6 + 9 < width;
}

#define LABEL "<text x=\"5\" y=\"18\">"

static void
put_label(struct markup *m, const char *text)
{
	put_raw(m, LABEL);
	put(m, text);
	put_raw(m, "</text>");
}

static size_t
digits_of(uint64_t n)
{
	size_t count = 1;

	for (; n >= 10; n /= 10)
		count++;
	return count;
}

/* Small, below the first line. */
static bool
fits_below(size_t letters, double width)
{
	return (double)letters * 5.5 + 2 < width;
}

/* "12/256"; where that is too long, in two lines, or "12". */
static void
put_count(struct markup *m, const struct map_shape *s, double width)
{
	int unit = prefix_family(&s->prefix) == FAMILY_IPV4 ? 64 :
	    map_unit(s->used, s->total);
	uint64_t used = s->used >> (64 - unit), total = s->total >> (64 - unit);

	bool one = fits(digits_of(used) + 1 + digits_of(total), width);
	bool two = !one && fits_below(1 + digits_of(total), width);

	if (!fits(digits_of(used), width) && !two)
		return;
	if (two)
		put_raw(m, "<text class=\"two\" x=\"2\" y=\"12\">");
	else
		put_raw(m, LABEL);
	text_put_int(&m->text, (int64_t)used);
	if (two)
		put_raw(m, "<tspan x=\"2\" y=\"23\">");
	if (one || two) {
		put_raw(m, "/");
		text_put_int(&m->text, (int64_t)total);
	}
	if (two)
		put_raw(m, "</tspan>");
	put_raw(m, "</text>");
}

static void
put_words(struct markup *m, const struct map_shape *s, double width)
{
	if (s->total != 0)
		put_count(m, s, width);
	else if (s->ownerid != NULL && fits(strlen(s->ownerid), width))
		put_label(m, s->ownerid);
}

/* A part of 100, as short as it goes; printf() of doubles is slow. */
static void
put_share(struct markup *m, double part)
{
	const int64_t whole = 100000;
	int64_t n = (int64_t)(part * (double)whole + 0.5), rest = n % whole;

	text_put_int(&m->text, n / whole);
	if (rest != 0)
		put_raw(m, ".");
	for (int64_t unit = whole / 10; rest != 0; rest %= unit, unit /= 10)
		text_put_char(&m->text, (char)('0' + rest / unit));
	put_raw(m, "%");
}

/* How much of it is used, from the bottom up. */
static void
put_level(struct markup *m, const struct map_shape *s)
{
	double part = s->total == 0 ? 0 :
	    100.0 * (double)s->used / (double)s->total;

	part = part < 8 ? 8 : part;
	put_raw(m, "<rect class=\"sub\" y=\"");
	put_share(m, 100 - part);
	put_raw(m, "\" width=\"100%\" height=\"");
	put_share(m, part);
	put_raw(m, "\"/>");
}

/* Over all of the shape; it says by itself what it is. */
static void
put_button(struct markup *m, const struct map_shape *s)
{
	put_raw(m, "<foreignObject width=\"100%\" height=\"100%\">"
	    "<button type=\"submit\" name=\"");
	text_put(&m->text, s->press == MAP_CHOOSE ? "choose" : "zoom");
	put_raw(m, "\" value=\"");
	put(m, &s->prefix);
	put_raw(m, "\" aria-label=\"");
	put_description(m, s);
	put_raw(m, "\"></button></foreignObject>");
}

static void
put_opening(struct markup *m, const struct map_shape *s)
{
	text_put(&m->text, s->path == NULL ? "<g" : "<a href=\"");
	if (s->path != NULL) {
		put_path(m, s->path);
		put_raw(m, "\"");
	}
	if (s->here)
		put_raw(m, " class=\"here\" aria-current=\"true\"");
	put_raw(m, "><title>");
	put_description(m, s);
	put_raw(m, "</title>");
}

static void
put_shape(struct markup *m, const struct map *map, const struct map_band *band,
    const struct map_shape *s, int y)
{
	struct map_place p = map_place(band, &s->prefix);

	put_opening(m, s);
	put_raw(m, "<svg x=\"");
	put_share(m, 100 * p.x);
	put_raw(m, "\" y=\"");
	text_put_int(&m->text, (y + p.y) * MAP_ROW_HEIGHT);
	put_raw(m, "\" width=\"");
	put_share(m, 100 * p.width);
	put_raw(m, "\" height=\"");
	text_put_int(&m->text, p.height * MAP_ROW_HEIGHT);
	put_raw(m, "\"><rect class=\"");
	text_put(&m->text, state_classes[s->state]);
	put_raw(m, "\" width=\"100%\" height=\"100%\"/>");
	if (s->state == MAP_PART)
		put_level(m, s);
	put_words(m, s, p.width * map->width);
	if (s->press != MAP_LINK)
		put_button(m, s);
	put_raw(m, "</svg>");
	text_put(&m->text, s->path == NULL ? "</g>\n" : "</a>\n");
}

static void
put_mark(struct markup *m, const struct map_band *band,
    const struct prefix *p, int y)
{
	struct map_place place = map_place(band, p);

	put_raw(m, "<svg class=\"mark\" x=\"");
	put_share(m, 100 * place.x);
	put_raw(m, "\" y=\"");
	text_put_int(&m->text, (y + place.y) * MAP_ROW_HEIGHT);
	put_raw(m, "\" width=\"10\" height=\"10\"><path class=\"lame\" "
	    "d=\"M0 0h10l-10 10z\"/></svg>\n");
}

/* The range that is chosen, where it is in the band or around it. */
static void
put_chosen(struct markup *m, const struct map_band *band,
    const struct prefix *chosen, int y)
{
	struct map_place place;

	if (!prefix_overlaps(&band->under, chosen))
		return;
	place = map_place(band, chosen->length < band->under.length ?
	    &band->under : chosen);
	text_printf(&m->text, "<rect class=\"chosen\" x=\"%.7g%%\" y=\"%d\" "
	    "width=\"%.7g%%\" height=\"%d\"/>\n", 100 * place.x,
	    (y + place.y) * MAP_ROW_HEIGHT, 100 * place.width,
	    place.height * MAP_ROW_HEIGHT);
}

/* --- Around them --------------------------------------------------------- */

static void
put_patterns(struct markup *m)
{
	put_raw(m, "<defs><pattern id=\"map-own\" width=\"6\" height=\"6\" "
	    "patternUnits=\"userSpaceOnUse\"><path d=\"M-1 7l8-8M-1 1l2-2M5 "
	    "7l2-2\"/></pattern><pattern id=\"map-reserved\" width=\"6\" "
	    "height=\"6\" patternUnits=\"userSpaceOnUse\"><path d=\"M0 0l6 6"
	    "M6 0l-6 6\"/></pattern></defs>\n");
}

/* The rungs of IPv6 begin alike: they are told apart by their length. */
static void
put_row_name(struct markup *m, const struct prefix *row)
{
	put_raw(m, "<li>");
	if (prefix_family(row) == FAMILY_IPV4)
		put(m, &row->first);
	else
		put(m, row);
	put_raw(m, "</li>\n");
}

/* The start of each row: a reader of the shapes hears them there. */
static void
put_scale(struct markup *m, const struct map *map)
{
	put_raw(m, "<ol class=\"scale\" aria-hidden=\"true\">\n");
	for (size_t i = 0; i < map->band_count; i++) {
		const struct map_band *band = &map->bands[i];
		struct prefix row = prefix_of(&band->under.first, band->row);
		struct address next;

		for (int n = map_rows(band); n > 0; n--) {
			struct address last = prefix_last(&row);

			put_row_name(m, &row);
			if (address_after(&last, &next))
				row = prefix_of(&next, band->row);
		}
	}
	put_raw(m, "</ol>\n");
}

static void
put_sign(struct markup *m, enum map_state state)
{
	put_raw(m, "<li><svg class=\"map\" aria-hidden=\"true\" width=\"16\" "
	    "height=\"16\"><rect class=\"");
	text_put(&m->text, state_classes[state]);
	put_raw(m, "\" width=\"16\" height=\"16\"/>");
	if (state == MAP_PART)
		put_raw(m, "<rect class=\"sub\" y=\"9\" width=\"16\" "
		    "height=\"7\"/>");
	put_raw(m, "</svg> ");
	put(m, state_name(m, state));
	put_raw(m, "</li>\n");
}

static void
put_legend(struct markup *m, const struct map *map)
{
	put_raw(m, "<ul class=\"legend\">\n");
	for (int i = 0; i <= (map->part ? MAP_PART : MAP_RESERVED); i++)
		put_sign(m, (enum map_state)i);
	if (map->lame) {
		put_raw(m, "<li><svg class=\"map\" aria-hidden=\"true\" "
		    "width=\"16\" height=\"16\"><path class=\"lame\" "
		    "d=\"M0 0h14l-14 14z\"/></svg> ");
		put(m, say(m, "reverse DNS does not answer"));
		put_raw(m, "</li>\n");
	}
	put_raw(m, "</ul>\n");
}

void
map_draw(struct markup *m, const struct map *map)
{
	int rows = 0;

	for (size_t i = 0; i < map->band_count; i++)
		rows += map_rows(&map->bands[i]);
	put_raw(m, "<div class=\"mapped\">\n");
	put_scale(m, map);
	put_raw(m, "<svg class=\"map\" role=\"group\" aria-label=\"");
	put(m, map->label);
	text_printf(&m->text, "\" width=\"100%%\" height=\"%d\">\n",
	    rows * MAP_ROW_HEIGHT);
	put_patterns(m);
	rows = 0;
	for (size_t i = 0; i < map->band_count; i++) {
		const struct map_band *band = &map->bands[i];

		for (size_t k = 0; k < band->count; k++)
			put_shape(m, map, band, &band->shapes[k], rows);
		for (size_t k = 0; k < band->mark_count; k++)
			put_mark(m, band, &band->marks[k], rows);
		if (map->chosen.length > 0)
			put_chosen(m, band, &map->chosen, rows);
		rows += map_rows(band);
	}
	put_raw(m, "</svg>\n</div>\n");
	put_legend(m, map);
}
