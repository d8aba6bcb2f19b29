/* SPDX-License-Identifier: ISC */
/* The organisations that a person is linked to: in the menu, and all. */
#include <stdio.h>
#include <string.h>

#include "registry/world_test.h"

static void
subassign(struct world *w, const char *text, const char *ownerid,
    const char *tech)
{
	struct subassign in = { .prefix = prefix(text), .ownerid = ownerid,
	    .tech = tech };

	OK(registry_subassign(w->r, &in));
}

/* The tech-c of a block is that of its parts, too: of a customer's, and of
   one that its holder gave to itself. */
static int
setup(void **state)
{
	struct world *w = world_open();
	struct move_in in = { .status = STATUS_ALLOCATED,
	    .resource.prefix = prefix("198.48.0.0/16") };
	struct contacts contacts = { .resource = in.resource };

	w->admin = add_person(w, "Juana Ejemplo");
	w->tech = add_person(w, "Teo Cnico");
	w->other = add_person(w, "Pedro Otro");
	w->isp = add_organisation(w, "Cooperativa Ejémplo de Ñandú",
	    w->admin);
	w->customer = add_organisation(w, "Tienda Ejemplo", w->other);
	in.ownerid = w->isp;
	OK(registry_move_in(w->r, &in));
	contacts.tech = w->tech;
	OK(registry_contacts(w->r, &contacts));
	subassign(w, "198.48.0.0/24", w->customer, w->tech);
	subassign(w, "198.48.2.0/23", w->isp, w->tech);
	*state = w;
	return 0;
}

static int64_t
person_id(struct world *w, const char *handle)
{
	struct person person;

	assert_true(registry_person(w->r, handle, &person));
	return person.id;
}

static size_t
menu_of(struct world *w, const char *handle, const char *here,
    struct view_link links[LIMIT_MENU], bool *more)
{
	return registry_menu(w->r, person_id(w, handle), here, links, more);
}

TEST(the_menu_has_whom_one_is_linked_to)
{
	struct world *w = *state;
	struct view_link links[LIMIT_MENU];
	bool more;

	assert_int_equal(menu_of(w, w->tech, NULL, links, &more), 1);
	assert_string_equal(links[0].ownerid, w->isp);
	assert_true(links[0].tech && !links[0].admin && links[0].direct);
	assert_int_equal(menu_of(w, w->admin, NULL, links, &more), 1);
	assert_true(links[0].admin && links[0].billing && links[0].member);
	assert_int_equal(menu_of(w, w->other, NULL, links, &more), 1);
	assert_string_equal(links[0].ownerid, w->customer);
	assert_false(more || links[0].direct);
}

#define CUSTOMERS 20

/* Organisations that hold nothing, before the isp's by ownerid. */
static void
add_customers(struct world *w, const char *names[CUSTOMERS])
{
	char name[40];

	for (int i = 0; i < CUSTOMERS; i++) {
		snprintf(name, sizeof(name), "A%02d Peluquería", i);
		names[i] = add_organisation(w, name, w->admin);
	}
}

TEST(the_menu_has_one_s_own_first_and_where_one_is)
{
	struct world *w = *state;
	const char *names[CUSTOMERS];
	struct view_link links[LIMIT_MENU];
	int here = 0;
	bool more;

	add_customers(w, names);
	assert_int_equal(menu_of(w, w->admin, NULL, links, &more), LIMIT_MENU);
	assert_true(more);
	assert_string_equal(links[0].ownerid, w->isp);
	for (int i = 1; i < LIMIT_MENU; i++) {
		assert_false(links[i].direct);
		assert_true(i == 1 || strcmp(links[i - 1].ownerid,
		    links[i].ownerid) < 0);
	}
	assert_int_equal(menu_of(w, w->admin, names[CUSTOMERS - 1], links,
	    &more), LIMIT_MENU);
	assert_string_equal(links[0].ownerid, w->isp);
	for (int i = 0; i < LIMIT_MENU; i++)
		here += strcmp(links[i].ownerid, names[CUSTOMERS - 1]) == 0;
	assert_int_equal(here, 1);
	act_as(w, w->admin);
	assert_int_equal(menu_of(w, w->admin, w->customer, links, &more),
	    LIMIT_MENU);
	for (int i = 0; i < LIMIT_MENU; i++)
		assert_string_not_equal(links[i].ownerid, w->customer);
}

/* How many organisations all pages of the list have, each once. */
static size_t
linked(struct world *w, const char *handle, const char *filter, size_t most)
{
	struct view_page page = { .after = "", .most = most };
	struct view_link links[9];
	char after[VIEW_KEY_MAX];
	size_t all = 0, count;
	int64_t last = 0;

	do {
		count = registry_linked(w->r, person_id(w, handle), filter,
		    &page, links);
		for (size_t i = 0; i < count; i++) {
			assert_true(links[i].id > last);
			last = links[i].id;
		}
		all += count;
		memcpy(after, page.next, sizeof(after));
		page.after = after;
	} while (page.next[0] != '\0' && all < 100);
	return all;
}

TEST(all_organisations_of_a_person_are_listed_once)
{
	struct world *w = *state;
	const char *names[CUSTOMERS];

	add_customers(w, names);
	for (size_t most = 1; most < 10; most++)
		assert_int_equal(linked(w, w->admin, "", most), CUSTOMERS + 1);
	assert_int_equal(linked(w, w->admin, "PELUQUERIA", 3), CUSTOMERS);
	assert_int_equal(linked(w, w->admin, "pel a07", 3), 1);
	assert_int_equal(linked(w, w->admin, w->isp, 3), 1);
	assert_int_equal(linked(w, w->admin, w->customer, 3), 0);
	assert_int_equal(linked(w, w->admin, "%", 3), 0);
	assert_int_equal(linked(w, w->tech, "", 3), 1);
	assert_int_equal(linked(w, w->other, "", 3), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define IN_WORLD(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		IN_WORLD(the_menu_has_whom_one_is_linked_to),
		IN_WORLD(the_menu_has_one_s_own_first_and_where_one_is),
		IN_WORLD(all_organisations_of_a_person_are_listed_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
