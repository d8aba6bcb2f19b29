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
assert_part(const char *block, const char *range, const char *part)
{
	struct prefix b = prefix(block), r = prefix(range), p = prefix(part);
	struct prefix found = map_part(&b, &r);

	assert_true(prefix_equal(&found, &p));
}

TEST(a_range_is_seen_in_a_part_of_its_block)
{
	assert_part("198.18.112.0/20", "198.18.113.64/29", "198.18.112.0/20");
	assert_part("198.18.112.0/20", "198.18.113.64/30", "198.18.113.64/27");
	assert_part("198.18.0.0/16", "198.18.113.64/27", "198.18.112.0/20");
	assert_part("198.18.112.0/20", "198.18.0.0/15", "198.18.112.0/20");
	assert_part("2001:db8::/32", "2001:db8:5678::/48",
	    "2001:db8:5670::/44");
	assert_part("2001:db8::/32", "2001:db8:8000::/34", "2001:db8::/32");
}

static void
draw(struct markup *m, struct map_shape *shapes, size_t count)
{
	struct map_band band = band_of("198.18.112.0/22");
	struct map map = { .bands = &band, .band_count = 1, .label = "<map>",
	    .width = 480 };

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

/* In two lines where one is too long; a full one says so as well. */
TEST(a_cell_of_many_says_used_of_total)
{
	struct map_shape shapes[] = {
		{ .prefix = prefix("198.18.112.0/24"), .state = MAP_PART,
		    .used = 3, .total = 256 },
		{ .prefix = prefix("198.18.113.0/28"), .state = MAP_PART,
		    .used = 257, .total = 4096 },
		{ .prefix = prefix("198.18.113.16/28"), .state = MAP_SUB,
		    .used = 4096, .total = 4096 },
		{ .prefix = prefix("198.18.113.32/28"), .state = MAP_PART,
		    .used = 7, .total = 10000000 },
	};
	struct markup m;

	draw(&m, shapes, ARRAY_LENGTH(shapes));
	assert_non_null(strstr(m.text.bytes, "y=\"18\">3/256</text>"));
	assert_non_null(strstr(m.text.bytes,
	    "y=\"12\">257<tspan x=\"2\" y=\"23\">/4096</tspan></text>"));
	assert_non_null(strstr(m.text.bytes, "y=\"12\">4096<tspan "));
	assert_non_null(strstr(m.text.bytes, "y=\"18\">7</text>"));
	markup_release(&m);
}

TEST(a_shape_of_a_form_is_a_button)
{
	struct map_shape shapes[] = {
		{ .prefix = prefix("198.18.112.0/24"), .press = MAP_CHOOSE },
		{ .prefix = prefix("198.18.113.0/24"), .press = MAP_ZOOM },
	};
	struct markup m;

	draw(&m, shapes, ARRAY_LENGTH(shapes));
	assert_non_null(strstr(m.text.bytes, "<button type=\"submit\" "
	    "name=\"choose\" value=\"198.18.112.0/24\" "
	    "aria-label=\"198.18.112.0/24 · free\"></button>"));
	assert_non_null(strstr(m.text.bytes, "name=\"zoom\" "
	    "value=\"198.18.113.0/24\""));
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
		cmocka_unit_test(a_range_is_seen_in_a_part_of_its_block),
		cmocka_unit_test(each_shape_is_a_link_with_a_title),
		cmocka_unit_test(a_cell_of_many_says_used_of_total),
		cmocka_unit_test(a_shape_of_a_form_is_a_button),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
