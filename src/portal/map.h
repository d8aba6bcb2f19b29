/* SPDX-License-Identifier: ISC */
/*
 * Inside portal: the map of a block, drawn as SVG in reading order.  A map is
 * bands of rows; a shape is drawn where its addresses are.  What the register
 * says comes from map_read(); map_draw() knows only what is in the map.
 */
#ifndef PORTAL_MAP_H
#define PORTAL_MAP_H

#include "portal/private.h"

#define MAP_SHAPES_MAX 1024
#define MAP_MARKS_MAX 256		/* of lame delegations, beside them */
#define MAP_ROW_HEIGHT 28		/* as .scale in parcela.css */

enum map_state {
	MAP_FREE, MAP_SUB, MAP_OWN, MAP_RESERVED,
	MAP_PART,			/* many small ones: used of total */
};

/* What a shape is pressed for: a link is followed; in a form, a button sends
   the prefix as range to choose, or as part to look into. */
enum map_press { MAP_LINK, MAP_CHOOSE, MAP_ZOOM };

struct map_shape {
	struct prefix prefix;
	enum map_state state;
	enum map_press press;
	uint64_t used, total;		/* IPv4 addresses, IPv6 /64s */
	const char *ownerid, *name;	/* of the holder, or NULL */
	int64_t since;
	const char *path;		/* of a link; NULL: it leads nowhere */
	bool lame, here;		/* here: the next band shows it */
};

/* Rows of one length, from the first address of under on. */
struct map_band {
	struct prefix under;
	uint8_t row;			/* bits of the 128 */
	struct map_shape *shapes;
	size_t count;
	struct prefix *marks;		/* where reverse DNS is lame */
	size_t mark_count;
};

struct map {
	struct map_band *bands;
	size_t band_count;
	const char *label;		/* for readers who do not see it */
	int width;			/* of a row, at least, in pixels */
	struct prefix chosen;		/* outlined; length 0: none */
	bool lame, part;		/* occur: for the legend */
};

/* Where a shape is: x and width in parts of a row, y and height in rows. */
struct map_place {
	double x, width;
	int y, height;
};

/* The length of a row and of a cell of an IPv4 map (ui.md, section 4). */
void map_lengths(const struct prefix *under, uint8_t *row, uint8_t *cell);
struct map_place map_place(const struct map_band *, const struct prefix *);
int map_rows(const struct map_band *);
/* The largest unit of IPv6 networks, /48, /56 or /64, that both are whole
   numbers of. */
int map_unit(uint64_t a, uint64_t b);
void map_draw(struct markup *, const struct map *);

struct map_source {
	struct request *r;
	const struct block *block;
	struct prefix at;		/* the part of it to show */
	uint64_t parts;			/* of all: children, free ranges */
	bool may_subassign;
	/* In a form: free ranges are chosen in pieces of this length (of the
	   128 bits), and this one is; 0: the map of a page, with links. */
	uint8_t piece;
	struct prefix chosen;
	const struct prefix *lame;	/* delegations that do not answer */
	size_t lame_count;
};
void map_read(const struct map_source *, struct map *);
/* Read and drawn, for a page's field of type markup. */
const struct markup *map_of(const struct map_source *);
/* The part of a block to look into in order to see a range of it. */
struct prefix map_part(const struct prefix *block, const struct prefix *range);
/* Where a free range of a block is sub-assigned. */
const char *path_of_free(struct request *, const struct prefix *block,
    const struct prefix *range);

#endif
