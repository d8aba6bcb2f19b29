/* SPDX-License-Identifier: ISC */
#include "portal/map.h"

#include <string.h>

#include "base/test.h"

static struct prefix
prefix(const char *s)
{
	struct prefix p;

	assert_int_equal(prefix_parse(s, strlen(s), &p), INET_OK);
	return p;
}

static struct map_band
band_of(const char *under)
{
	struct map_band band = { .under = prefix(under) };
	uint8_t cell;

	map_lengths(&band.under, &band.row, &cell);
	return band;
}

static void
assert_lengths(const char *under, int row, int cell)
{
	struct prefix p = prefix(under);
	uint8_t r, c;

	map_lengths(&p, &r, &c);
	assert_int_equal(r - IPV4_BITS, row);
	assert_int_equal(c - IPV4_BITS, cell);
}

static void
assert_place(const struct map_band *band, const char *s, double x,
    double width, int y, int height)
{
	struct prefix p = prefix(s);
	struct map_place place = map_place(band, &p);

	assert_true(place.x == x && place.width == width);
	assert_int_equal(place.y, y);
	assert_int_equal(place.height, height);
}

TEST(rows_are_24_or_a_sixteenth_of_the_block)
{
	assert_lengths("198.18.112.0/20", 24, 29);
	assert_lengths("198.18.112.0/22", 24, 29);
	assert_lengths("198.18.112.0/24", 24, 29);
	assert_lengths("198.18.112.0/26", 26, 31);
	assert_lengths("198.18.112.0/30", 30, 32);
	assert_lengths("198.18.0.0/16", 20, 24);
	assert_lengths("10.0.0.0/8", 12, 16);
}

TEST(a_shape_lies_where_its_addresses_are)
{
	struct map_band band = band_of("198.18.112.0/20");

	assert_int_equal(map_rows(&band), 16);
	assert_place(&band, "198.18.112.0/20", 0, 1, 0, 16);
	assert_place(&band, "198.18.116.0/22", 0, 1, 4, 4);
	assert_place(&band, "198.18.113.128/25", 0.5, 0.5, 1, 1);
	assert_place(&band, "198.18.127.248/29", 31.0 / 32, 1.0 / 32, 15, 1);
}

TEST(a_large_block_has_sixteen_rows)
{
	struct map_band band = band_of("198.18.0.0/16");

	assert_int_equal(map_rows(&band), 16);
	assert_place(&band, "198.18.255.0/24", 15.0 / 16, 1.0 / 16, 15, 1);
}

TEST(a_rung_of_the_ladder_is_one_row)
{
	struct map_band band = { .under = prefix("2001:db8::/32"), .row = 32 };

	assert_int_equal(map_rows(&band), 1);
	assert_place(&band, "2001:db8:f000::/36", 15.0 / 16, 1.0 / 16, 0, 1);
	assert_place(&band, "2001:db8:8000::/33", 0.5, 0.5, 0, 1);
}

TEST(the_unit_is_the_largest_that_divides)
{
	assert_int_equal(map_unit(1u << 16, 1ull << 32), 48);
	assert_int_equal(map_unit(256, 1u << 16), 56);
	assert_int_equal(map_unit(257, 1u << 16), 64);
	assert_int_equal(map_unit(0, 1u << 16), 48);
}

static void
draw(struct markup *m, struct map_shape *shapes, size_t count)
{
	struct map_band band = band_of("198.18.112.0/22");
	struct map map = { .bands = &band, .band_count = 1, .label = "<map>" };

	band.shapes = shapes;
	band.count = count;
	markup_init(m, 1 << 16, LANGUAGE_EN, 0);
	map_draw(m, &map);
	assert_false(m->text.overflow);
}

TEST(each_shape_is_a_link_with_a_title)
{
	struct map_shape shapes[] = {
		{ .prefix = prefix("198.18.112.0/24"), .state = MAP_SUB,
		    .ownerid = "UY-A", .name = "<b>&", .path = "/blocks/x" },
		{ .prefix = prefix("198.18.113.0/24"), .state = MAP_FREE },
		{ .prefix = prefix("198.18.114.0/29"), .state = MAP_PART,
		    .used = 3, .total = 8, .path = "/blocks/y?at=z#map" },
	};
	struct markup m;

	draw(&m, shapes, ARRAY_LENGTH(shapes));
	assert_non_null(strstr(m.text.bytes, "<a href=\"/blocks/x\"><title>"
	    "198.18.112.0/24 · sub-assigned · UY-A &lt;b&gt;&amp;</title>"));
	assert_non_null(strstr(m.text.bytes, "<g><title>198.18.113.0/24 · "
	    "free</title><svg x=\"0%\" y=\"28\" width=\"100%\" "));
	assert_non_null(strstr(m.text.bytes, "3 of 8 addresses"));
	assert_non_null(strstr(m.text.bytes, "aria-label=\"&lt;map&gt;\""));
	assert_non_null(strstr(m.text.bytes, ">UY-A</text>"));
	assert_null(strstr(m.text.bytes, "<b>"));
	markup_release(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_24_or_a_sixteenth_of_the_block),
		cmocka_unit_test(a_shape_lies_where_its_addresses_are),
		cmocka_unit_test(a_large_block_has_sixteen_rows),
		cmocka_unit_test(a_rung_of_the_ladder_is_one_row),
		cmocka_unit_test(the_unit_is_the_largest_that_divides),
		cmocka_unit_test(each_shape_is_a_link_with_a_title),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
