/* SPDX-License-Identifier: ISC */
/* What a page costs does not grow with what it does not show. */
#include <stdio.h>

#include "model/limits.h"
#include "registry/world_test.h"
#include "store/cost_test.h"

#define FEW 100
#define MANY 3000
#define ROWS 10

/* A block of so many parts that the organisation gave to itself. */
static int
setup(void **state)
{
	struct world *w;

	cost_watch();
	w = world_open();
	w->admin = add_person(w, "Juana Ejemplo");
	w->tech = add_person(w, "Teo Cnico");
	w->isp = add_organisation(w, "Cooperativa Ejemplo", w->admin);
	w->customer = add_organisation(w, "Tienda Ejemplo", w->admin);
	*state = w;
	return 0;
}

static struct prefix
part(int number, int length)
{
	struct prefix p = prefix("10.0.0.0/8");

	p.length = (uint8_t)(IPV4_BITS + length);
	p.first.bytes[13] = (uint8_t)(number >> 7);
	p.first.bytes[14] = (uint8_t)(number << 1);
	return p;
}

static void
give(struct world *w, int number, int length, const char *ownerid)
{
	struct subassign in = { .prefix = part(number, length),
	    .ownerid = ownerid, .tech = w->tech };

	OK(registry_subassign(w->r, &in));
}

/* Parts from one number to another, given to itself; divided: to a customer,
   who gives a part of each back. */
static void
give_parts(struct world *w, int from, int to, bool divided)
{
	struct move_in in = { .ownerid = w->isp, .status = STATUS_ALLOCATED };

	OK(registry_bulk_begin(w->r));
	in.resource.prefix = prefix("10.0.0.0/8");
	if (from == 0)
		OK(registry_move_in(w->r, &in));
	for (int i = from; i < to; i++) {
		give(w, i, 23, divided ? w->customer : w->isp);
		if (divided)
			give(w, i, 24, w->isp);
	}
	OK(registry_bulk_end(w->r));
}

static int64_t
id_of(struct world *w, const char *ownerid)
{
	struct view_rights rights;
	struct organisation o;

	OK(registry_see_organisation(w->r, ownerid, &o, &rights));
	return o.id;
}

/* --- Lists --------------------------------------------------------------- */

/* The steps of a page that begins where this key says; its rows. */
static int64_t
resources(struct world *w, const char *ownerid, const char *filter,
    struct view_page *page, size_t *count)
{
	struct view_row rows[ROWS];
	int64_t id = id_of(w, ownerid);

	page->most = ROWS;
	cost_steps();
	*count = registry_resources(w->r, id, VIEW_SUBASSIGNMENTS, filter,
	    page, rows);
	return cost_steps();
}

/* The last page shows what is behind all the parts of the block: nothing.  A
   key ends in ".<address>" behind three numbers. */
static int64_t
last_page(struct world *w, int parts)
{
	struct view_page page = { .after = "" };
	char after[VIEW_KEY_MAX];
	struct prefix at = part(parts, 23);
	char text[PREFIX_TEXT_MAX];
	const char *dot = page.next;
	size_t count;

	resources(w, w->isp, "", &page, &count);
	assert_int_equal(count, ROWS);
	for (int i = 0; i < 3; i++)
		dot = strchr(dot, '.') + 1;
	snprintf(after, sizeof(after), "%.*s%s", (int)(dot - page.next),
	    page.next, address_text(&at.first, text));
	page.after = after;
	return resources(w, w->isp, "", &page, &count);
}

TEST(the_last_page_does_not_walk_undivided_parts)
{
	struct world *w = *state;
	int64_t few;

	give_parts(w, 0, FEW, false);
	few = last_page(w, FEW);
	give_parts(w, FEW, MANY, false);
	cost_is_alike(few, last_page(w, MANY));
}

TEST(a_place_is_found_among_many_divided_parts)
{
	struct world *w = *state;
	struct view_page page = { .after = "" };
	int64_t few;
	size_t count;

	give_parts(w, 0, FEW, true);
	few = resources(w, w->customer, "10.0.100.0/24", &page, &count);
	assert_int_equal(count, 1);
	give_parts(w, FEW, MANY, true);
	cost_is_alike(few, resources(w, w->customer, "10.0.100.0/24", &page,
	    &count));
	assert_int_equal(count, 1);
}

TEST(a_filter_that_drops_all_rests_and_goes_on)
{
	struct world *w = *state;
	struct view_page page = { .after = "" };
	char after[VIEW_KEY_MAX] = "";
	int64_t steps, first;
	int pages = 1;
	size_t count;

	give_parts(w, 0, MANY, true);
	first = resources(w, w->customer, "reassigned", &page, &count);
	for (; page.next[0] != '\0'; pages++) {
		memcpy(after, page.next, sizeof(after));
		page.after = after;
		steps = resources(w, w->customer, "reassigned", &page, &count);
		assert_int_equal(count, 0);
		assert_true(steps < first * 2);
		assert_true(pages < MANY);
	}
	assert_true(pages > 2);
}

/* --- A person ------------------------------------------------------------ */

static int64_t
menu(struct world *w, const char *handle)
{
	struct view_link links[LIMIT_MENU];
	struct person person;
	bool more;

	assert_true(registry_person(w->r, handle, &person));
	cost_steps();
	registry_menu(w->r, person.id, NULL, links, &more);
	return cost_steps();
}

static int64_t
organisations(struct world *w, const char *handle, const char *filter)
{
	struct view_page page = { .most = ROWS };
	struct view_link links[ROWS];
	struct person person;

	assert_true(registry_person(w->r, handle, &person));
	cost_steps();
	registry_linked(w->r, person.id, filter, &page, links);
	return cost_steps();
}

static int64_t
home(struct world *w, const char *handle)
{
	struct view_page page = { .most = ROWS };
	struct view_row rows[ROWS];
	struct person person;

	assert_true(registry_person(w->r, handle, &person));
	cost_steps();
	registry_home(w->r, person.id, VIEW_ALL, &page, rows);
	return cost_steps();
}

TEST(home_and_menu_cost_what_they_show)
{
	struct world *w = *state;
	int64_t few, few_at_home;

	give_parts(w, 0, FEW, false);
	few = menu(w, w->tech) + menu(w, w->admin);
	few_at_home = home(w, w->tech) + home(w, w->admin);
	give_parts(w, FEW, MANY, false);
	cost_is_alike(few, menu(w, w->tech) + menu(w, w->admin));
	cost_is_alike(few_at_home, home(w, w->tech) + home(w, w->admin));
}

/* Each part is a parent of one more of which the person is technical
   contact: they are passed over one by one, but not without end. */
TEST(home_and_menu_pass_over_only_so_many)
{
	struct world *w = *state;
	int64_t some, some_at_home;

	give_parts(w, 0, MANY / 2, true);
	some = menu(w, w->tech);
	some_at_home = home(w, w->admin);
	give_parts(w, MANY / 2, MANY, true);
	cost_is_alike(some, menu(w, w->tech));
	cost_is_alike(some_at_home, home(w, w->admin));
}

static void
add_customers(struct world *w, int count)
{
	char name[40];

	for (int i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "Cliente %d", i);
		add_organisation(w, name, w->admin);
	}
}

TEST(a_menu_looks_at_only_so_many_organisations)
{
	struct world *w = *state;
	int64_t some, listed, none;

	add_customers(w, MANY / 3 + 100);
	some = menu(w, w->admin);
	listed = organisations(w, w->admin, "");
	none = organisations(w, w->admin, "zzz");
	add_customers(w, MANY / 3);
	cost_is_alike(some, menu(w, w->admin));
	cost_is_alike(listed, organisations(w, w->admin, ""));
	cost_is_alike(none, organisations(w, w->admin, "zzz"));
}

/* --- A block ------------------------------------------------------------- */

/* --- To whom ------------------------------------------------------------- */

/* One part is another's, the last one; so many are called alike who hold
   nothing here. */
static const char *
give_last(struct world *w, int namesakes)
{
	char name[40];
	const char *last = add_organisation(w, "Última Botica", w->admin);

	for (int i = 0; i < namesakes; i++) {
		snprintf(name, sizeof(name), "Botica %d", i);
		add_organisation(w, name, w->admin);
	}
	give(w, 1 << 14, 24, last);
	return last;
}

static int64_t
find_by_words(struct world *w, const char *typed)
{
	struct prefix p = prefix("10.0.0.0/8");
	struct view_page page = { .most = ROWS };
	struct view_children in = { .filter = typed };
	struct view_row rows[ROWS];
	struct view_rights rights;
	struct block block;
	int64_t steps;
	size_t count;

	OK(registry_see_block(w->r, &p, &block, &rights));
	steps = resources(w, w->isp, typed, &page, &count);
	assert_int_equal(count, 1);
	cost_steps();
	assert_int_equal(registry_children(w->r, &block, &in, &page, rows),
	    1);
	assert_string_equal(rows[0].name, "Última Botica");
	return steps + cost_steps();
}

TEST(a_recipient_is_found_by_name_among_many_parts)
{
	struct world *w = *state;
	int64_t by_name, by_id;
	const char *last;

	give_parts(w, 0, FEW, false);
	last = give_last(w, 0);
	by_name = find_by_words(w, "botica ULTIMA");
	by_id = find_by_words(w, last);
	give_parts(w, FEW, MANY, false);
	cost_is_alike(by_name, find_by_words(w, "botica ULTIMA"));
	cost_is_alike(by_id, find_by_words(w, last));
}

/* More are called so than one page looks at: the parts are looked at. */
TEST(a_recipient_is_found_among_many_of_that_name)
{
	struct world *w = *state;
	int64_t some;

	give_parts(w, 0, FEW, false);
	give_last(w, 1100);
	some = find_by_words(w, "botica");
	add_customers(w, 1100);
	cost_is_alike(some, find_by_words(w, "botica"));
}

static int64_t
block_page(struct world *w)
{
	struct prefix p = prefix("10.0.0.0/8");
	struct view_children in = { .within.length = 0 };
	struct view_page page = { .most = ROWS };
	struct view_row rows[ROWS];
	struct view_rights rights;
	struct view_use use;
	struct block block;

	OK(registry_see_block(w->r, &p, &block, &rights));
	cost_steps();
	assert_int_equal(registry_children(w->r, &block, &in, &page, rows),
	    ROWS);
	registry_use(w->r, &block, &use);
	return cost_steps();
}

TEST(children_and_use_cost_what_they_show)
{
	struct world *w = *state;
	int64_t few;

	give_parts(w, 0, FEW, false);
	few = block_page(w);
	give_parts(w, FEW, MANY, false);
	cost_is_alike(few, block_page(w));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define IN_WORLD(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		IN_WORLD(the_last_page_does_not_walk_undivided_parts),
		IN_WORLD(a_place_is_found_among_many_divided_parts),
		IN_WORLD(a_filter_that_drops_all_rests_and_goes_on),
		IN_WORLD(a_recipient_is_found_by_name_among_many_parts),
		IN_WORLD(a_recipient_is_found_among_many_of_that_name),
		IN_WORLD(home_and_menu_cost_what_they_show),
		IN_WORLD(home_and_menu_pass_over_only_so_many),
		IN_WORLD(a_menu_looks_at_only_so_many_organisations),
		IN_WORLD(children_and_use_cost_what_they_show),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
