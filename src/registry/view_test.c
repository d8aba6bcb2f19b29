/* SPDX-License-Identifier: ISC */
/* Sessions, guessing, and the lists that pages show. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/limits.h"
#include "registry/world_test.h"

#define ROWS 1000

static void
move_in(struct world *w, const char *what, const char *holder)
{
	struct move_in in = { .ownerid = holder, .status = STATUS_ALLOCATED };

	in.resource.is_asn = strchr(what, '/') == NULL;
	if (in.resource.is_asn)
		assert_int_equal(asn_range_parse(what, strlen(what),
		    &in.resource.asns), INET_OK);
	else
		in.resource.prefix = prefix(what);
	OK(registry_move_in(w->r, &in));
}

static void
subassign(struct world *w, const char *text, const char *ownerid)
{
	struct subassign in = { .prefix = prefix(text), .ownerid = ownerid };

	OK(registry_subassign(w->r, &in));
}

static int
setup(void **state)
{
	struct world *w = world_open();
	struct contacts contacts;

	w->admin = add_person(w, "Juana Ejemplo");
	w->tech = add_person(w, "Teo Cnico");
	w->other = add_person(w, "Pedro Otro");
	w->isp = add_organisation(w, "Cooperativa Ejémplo de Ñandú",
	    w->admin);
	w->customer = add_organisation(w, "Tienda Ejemplo", w->other);
	move_in(w, "198.48.0.0/16", w->isp);
	move_in(w, "203.0.0.0/20", w->isp);
	move_in(w, "2001:db8::/32", w->isp);
	move_in(w, "AS64500-AS64510", w->isp);
	contacts = (struct contacts){ .tech = w->tech };
	contacts.resource.prefix = prefix("198.48.0.0/16");
	OK(registry_contacts(w->r, &contacts));
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

static struct block
block_of(struct world *w, const char *text)
{
	struct prefix p = prefix(text);
	struct view_rights rights;
	struct block block;

	act_as(w, NULL);
	OK(registry_see_block(w->r, &p, &block, &rights));
	return block;
}

static int64_t
organisation_id(struct world *w, const char *ownerid)
{
	struct organisation o;
	struct view_rights rights;

	act_as(w, NULL);
	OK(registry_see_organisation(w->r, ownerid, &o, &rights));
	return o.id;
}

/* --- All pages of a list, as one text ------------------------------------ */

typedef size_t list_fn(struct world *, struct view_page *, struct view_row *);

struct list {
	int64_t id;
	enum view_what what;
	const char *filter;
	struct block block;
	struct view_children children;
	struct asn_range asns;
	enum view_family family;
};
static struct list list;

static size_t
list_home(struct world *w, struct view_page *page, struct view_row *out)
{
	return registry_home(w->r, list.id, list.family, page, out);
}

static size_t
list_resources(struct world *w, struct view_page *page, struct view_row *out)
{
	return registry_resources(w->r, list.id, list.what, list.filter, page,
	    out);
}

static size_t
list_children(struct world *w, struct view_page *page, struct view_row *out)
{
	return registry_children(w->r, &list.block, &list.children, page,
	    out);
}

static void
put_row(struct text *out, const struct view_row *row)
{
	char text[PREFIX_TEXT_MAX];

	text_printf(out, "%s%s%s", out->length > 0 ? " " : "",
	    row->is_free ? "-" : "", row->is_asn ?
	    asn_range_text(&row->asns, text) :
	    prefix_text(&row->prefix, text));
}

/* The same in pages of every size: none twice, none left out. */
static const char *
listed(struct world *w, list_fn *fn)
{
	static struct view_row rows[ROWS];
	const char *first = NULL;

	for (size_t most = 1; most <= 5; most++) {
		struct view_page page = { .after = "", .most = most };
		char after[VIEW_KEY_MAX];
		struct text out;
		size_t count;

		text_init(&out, 1 << 16);
		do {
			count = fn(w, &page, rows);
			assert_true(count <= most);
			for (size_t i = 0; i < count; i++)
				put_row(&out, &rows[i]);
			assert_true(page.next[0] == '\0' || count == most);
			memcpy(after, page.next, sizeof(after));
			page.after = after;
		} while (after[0] != '\0');
		if (first != NULL)
			assert_string_equal(out.bytes, first);
		else
			first = arena_strdup(w->arena, out.bytes);
		text_release(&out);
	}
	return first;
}

static const char *
home(struct world *w, const char *handle)
{
	list = (struct list){ .id = person_id(w, handle) };
	return listed(w, list_home);
}

static const char *
resources(struct world *w, const char *ownerid, enum view_what what,
    const char *filter)
{
	list = (struct list){ .id = organisation_id(w, ownerid),
	    .what = what, .filter = filter };
	return listed(w, list_resources);
}

static const char *
children(struct world *w, const char *block, const char *filter)
{
	list = (struct list){ .block = block_of(w, block),
	    .children.filter = filter };
	return listed(w, list_children);
}

/* --- Lists --------------------------------------------------------------- */

static void
pass_on(struct world *w)
{
	act_as(w, w->tech);
	subassign(w, "198.48.0.0/24", w->customer);
	subassign(w, "198.48.2.0/23", w->isp);
	subassign(w, "198.48.16.0/20", w->customer);
	act_as(w, w->admin);
	subassign(w, "2001:db8:8000::/48", w->customer);
	act_as(w, w->other);
	subassign(w, "198.48.17.0/24", w->customer);
}

TEST(home_leaves_out_parts_of_what_is_managed)
{
	struct world *w = *state;

	pass_on(w);
	assert_string_equal(home(w, w->admin), "198.48.0.0/16 203.0.0.0/20 "
	    "2001:db8::/32 AS64500-AS64510");
	list = (struct list){ .id = person_id(w, w->admin),
	    .family = VIEW_IPV4 };
	assert_string_equal(listed(w, list_home), "198.48.0.0/16 "
	    "203.0.0.0/20");
	list.family = VIEW_IPV6;
	assert_string_equal(listed(w, list_home), "2001:db8::/32");
	list.family = VIEW_ASN;
	assert_string_equal(listed(w, list_home), "AS64500-AS64510");
	list = (struct list){ .id = person_id(w, w->other),
	    .family = VIEW_IPV6 };
	assert_string_equal(listed(w, list_home), "2001:db8:8000::/48");
	list = (struct list){ .id = person_id(w, w->tech),
	    .family = VIEW_IPV6 };
	assert_string_equal(listed(w, list_home), "");
	assert_string_equal(home(w, w->tech), "198.48.0.0/16");
	assert_string_equal(home(w, w->other), "198.48.0.0/24 198.48.16.0/20 "
	    "2001:db8:8000::/48");
}

TEST(an_organisation_lists_what_it_holds_and_what_it_passed_on)
{
	struct world *w = *state;

	pass_on(w);
	assert_string_equal(resources(w, w->isp, VIEW_BLOCKS, ""),
	    "198.48.0.0/16 203.0.0.0/20 2001:db8::/32");
	assert_string_equal(resources(w, w->isp, VIEW_ASNS, ""),
	    "AS64500-AS64510");
	assert_string_equal(resources(w, w->isp, VIEW_SUBASSIGNMENTS, ""),
	    "198.48.0.0/24 198.48.2.0/23 198.48.16.0/20 2001:db8:8000::/48");
	assert_string_equal(resources(w, w->customer, VIEW_SUBASSIGNMENTS,
	    NULL), "198.48.17.0/24");
}

TEST(one_filter_knows_what_was_typed)
{
	struct world *w = *state;
	static const struct { const char *typed, *found; } cases[] = {
		{ "198.48.2", "198.48.2.0/23" },
		{ "198.48.2.", "198.48.2.0/23" },
		{ " 198.48 ", "198.48.0.0/24 198.48.2.0/23 198.48.16.0/20" },
		{ "198.48.3.7", "198.48.2.0/23" },
		{ "198.48.16.0/24", "198.48.16.0/20" },
		{ "2001:db8", "2001:db8:8000::/48" },
		{ "2001:db8::", "2001:db8:8000::/48" },
		{ "2001:db8:8000::1", "2001:db8:8000::/48" },
		{ "uy-tiej-lacnic", "198.48.0.0/24 198.48.16.0/20 "
		    "2001:db8:8000::/48" },
		{ "reallocated", "198.48.0.0/24 198.48.2.0/23 198.48.16.0/20 "
		    "2001:db8:8000::/48" },
		{ "reassigned", "" }, { "10", "" }, { "nonsense", "" },
		{ "198.48.", "198.48.0.0/24 198.48.2.0/23 198.48.16.0/20" },
		{ "999", "" }, { "%", "" }, { "2001:zz", "" },
		{ "198.48.1", "198.48.16.0/20" }, { "1", "198.48.0.0/24 "
		    "198.48.2.0/23 198.48.16.0/20" }, { "198.48.01", "" },
		{ "19", "198.48.0.0/24 198.48.2.0/23 198.48.16.0/20" },
		{ "198.4", "198.48.0.0/24 198.48.2.0/23 198.48.16.0/20" },
		{ "198.48.1.", "" }, { "198.8", "" }, { "8", "" },
		{ "2001:db", "2001:db8:8000::/48" }, { "2001:db:", "" },
		{ "2001:0d", "2001:db8:8000::/48" }, { "2001:d8", "" },
		{ "2001:db8:8", "2001:db8:8000::/48" }, { "2001:db8:08", "" },
		{ "2001", "2001:db8:8000::/48" }, { "2002", "" },
		{ "TIÉNDA ejem", "198.48.0.0/24 198.48.16.0/20 "
		    "2001:db8:8000::/48" }, { "tienda nandu", "" },
		{ "uy-ti", "198.48.0.0/24 198.48.16.0/20 2001:db8:8000::/48" },
		{ "nandu", "198.48.2.0/23" },
		{ "Ejem", "198.48.2.0/23 198.48.0.0/24 198.48.16.0/20 "
		    "2001:db8:8000::/48" },
	};

	pass_on(w);
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		assert_string_equal(resources(w, w->isp, VIEW_SUBASSIGNMENTS,
		    cases[i].typed), cases[i].found);
	assert_string_equal(resources(w, w->isp, VIEW_SUBASSIGNMENTS, w->isp),
	    "198.48.2.0/23");
	assert_string_equal(resources(w, w->isp, VIEW_BLOCKS, "203"),
	    "203.0.0.0/20");
	assert_string_equal(resources(w, w->isp, VIEW_BLOCKS, "203.0.1.1"),
	    "203.0.0.0/20");
	assert_string_equal(resources(w, w->isp, VIEW_ASNS, "as645"),
	    "AS64500-AS64510");
	assert_string_equal(resources(w, w->isp, VIEW_ASNS, "AS64505"),
	    "AS64500-AS64510");
	assert_string_equal(resources(w, w->isp, VIEW_ASNS, "AS64511"), "");
}

TEST(children_come_with_the_free_ranges_among_them)
{
	struct world *w = *state;

	assert_string_equal(children(w, "203.0.0.0/20", NULL),
	    "-203.0.0.0/20");
	pass_on(w);
	assert_string_equal(children(w, "198.48.0.0/16", NULL),
	    "198.48.0.0/24 -198.48.1.0/24 198.48.2.0/23 -198.48.4.0/22 "
	    "-198.48.8.0/21 198.48.16.0/20 -198.48.32.0/19 -198.48.64.0/18 "
	    "-198.48.128.0/17");
	assert_string_equal(children(w, "198.48.0.0/16", "198.48.3.0/24"),
	    "198.48.2.0/23");
	assert_string_equal(children(w, "198.48.0.0/16", "198.48.129.0/24"),
	    "-198.48.128.0/17");
	assert_string_equal(children(w, "198.48.0.0/16", "198.48.0.0/22"),
	    "198.48.0.0/24 -198.48.1.0/24 198.48.2.0/23");
	assert_string_equal(children(w, "198.48.0.0/16", "198.48.1"),
	    "-198.48.1.0/24 -198.48.8.0/21 198.48.16.0/20 -198.48.64.0/18 "
	    "-198.48.128.0/17");
	assert_string_equal(children(w, "203.0.0.0/20", "203.0.1"),
	    "-203.0.0.0/20");
	assert_string_equal(children(w, "198.48.0.0/16", "20"), "");
	assert_string_equal(children(w, "198.48.0.0/16", "tienda"),
	    "198.48.0.0/24 198.48.16.0/20");
	assert_string_equal(children(w, "198.48.0.0/16", "UY-"),
	    "198.48.2.0/23 198.48.0.0/24 198.48.16.0/20");
	assert_string_equal(children(w, "198.48.0.0/16", "reallocated"),
	    "198.48.0.0/24 198.48.2.0/23 198.48.16.0/20");
	assert_string_equal(children(w, "198.48.0.0/16", "AS1"), "");
	assert_string_equal(children(w, "198.48.0.0/16", "zzz"), "");
}

TEST(keys_that_we_did_not_make_are_the_beginning)
{
	struct world *w = *state;
	static const char *const keys[] = { "x", "1.2", "9.9.9.::", "....",
	    "-1.0.0.::", "0.0.0.zz", "99999999999999999999999.0.0.::" };
	struct view_row rows[10];

	pass_on(w);
	for (size_t i = 0; i < ARRAY_LENGTH(keys); i++) {
		struct view_page page = { .after = keys[i], .most = 10 };

		assert_true(registry_home(w->r, person_id(w, w->admin),
		    VIEW_ALL, &page, rows) <= 10);
	}
}

TEST(the_map_counts_what_is_used)
{
	struct world *w = *state;
	struct view_cell cells[VIEW_CELLS_MAX];
	struct prefix under = prefix("198.48.0.0/16");
	struct view_rights rights;
	struct view_use use;
	struct block block;

	pass_on(w);
	act_as(w, w->tech);
	OK(registry_see_block(w->r, &under, &block, &rights));
	assert_int_equal(registry_cells(w->r, &block, &under, 1, cells), 16);
	assert_int_equal(cells[0].used, 256 + 512);
	assert_int_equal(cells[1].used, 4096);
	assert_non_null(cells[1].child);
	assert_int_equal(cells[2].used, 0);
	assert_int_equal(registry_cells(w->r, &block, &under, 2, cells), 256);
	assert_int_equal(cells[3].used, 256);
	under = prefix("198.48.0.0/20");
	assert_int_equal(registry_cells(w->r, &block, &under, 1, cells), 16);
	assert_int_equal(cells[0].used, 256);
	assert_int_equal(cells[1].used, 0);
	registry_use(w->r, &block, &use);
	assert_int_equal(use.children, 3);
	assert_int_equal(use.used, 256 + 512 + 4096);
	assert_int_equal(use.free_count, 6);
}

TEST(what_is_not_theirs_is_not_there)
{
	struct world *w = *state;
	struct prefix mine = prefix("198.48.0.0/24");
	struct prefix whole = prefix("198.48.0.0/16");
	struct prefix none = prefix("198.50.0.0/16");
	struct view_rights rights;
	struct organisation o;
	struct block block;
	struct asn asn;

	pass_on(w);
	act_as(w, w->other);
	OK(registry_see_block(w->r, &mine, &block, &rights));
	assert_true(rights.manages && !rights.manages_parent);
	assert_int_equal(registry_see_block(w->r, &whole, &block, &rights),
	    RESULT_NO_BLOCK);
	assert_int_equal(registry_see_block(w->r, &none, &block, &rights),
	    RESULT_NO_BLOCK);
	assert_int_equal(registry_see_asn(w->r, 64500, &asn, &rights),
	    RESULT_NO_ASN);
	assert_int_equal(registry_see_organisation(w->r, w->isp, &o, &rights),
	    RESULT_NO_ORGANISATION);
	act_as(w, w->tech);
	OK(registry_see_block(w->r, &mine, &block, &rights));
	assert_true(rights.manages && rights.manages_parent);
	OK(registry_see_organisation(w->r, w->isp, &o, &rights));
	assert_false(rights.manages);
	assert_int_equal(registry_see_organisation(w->r, w->customer, &o,
	    &rights), RESULT_NO_ORGANISATION);
}

TEST(who_manages_is_told_once_each)
{
	struct world *w = *state;
	struct view_manager managers[VIEW_MANAGERS_MAX];
	struct prefix p = prefix("198.48.0.0/24");
	struct view_rights rights;
	struct block block;

	pass_on(w);
	act_as(w, NULL);
	OK(registry_see_block(w->r, &p, &block, &rights));
	assert_int_equal(registry_managers(w->r, &block, managers), 3);
	assert_string_equal(managers[0].person.handle, w->tech);
	assert_true(managers[0].tech && !managers[0].parent);
	assert_string_equal(managers[1].person.handle, w->other);
	assert_true(managers[1].admin);
	assert_string_equal(managers[2].person.handle, w->admin);
	assert_true(managers[2].parent);
}

TEST(organisations_are_found_by_words_without_accents)
{
	struct world *w = *state;
	struct organisation found[5];
	static const struct { const char *typed; size_t count; } cases[] = {
		{ "ejemplo", 2 }, { "EJÉMPLO", 2 }, { "nandu", 1 },
		{ "coop nan", 1 }, { "nan coop", 1 }, { "tienda nan", 0 },
		{ "uy-", 2 }, { "UY-TI", 1 }, { "emplo", 0 }, { "", 0 },
		{ " \t ", 0 }, { "ejem de", 1 }, { "%", 0 }, { "_", 0 },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		assert_int_equal(registry_find_organisations(w->r,
		    cases[i].typed, found, 5), cases[i].count);
}

/* --- Origins ------------------------------------------------------------- */

static void
announce(struct world *w, const char *block, const uint32_t *numbers,
    size_t count)
{
	struct origins in = { .prefix = prefix(block), .numbers = numbers,
	    .count = count };

	OK(registry_origins(w->r, &in));
}

static size_t
list_originated(struct world *w, struct view_page *page, struct view_row *out)
{
	size_t count = registry_originated(w->r, &list.asns, page, out);

	for (size_t i = 0; i < count; i++)
		assert_true(out[i].asns.first >= list.asns.first &&
		    out[i].asns.last <= list.asns.last);
	return count;
}

static const char *
originated(struct world *w, uint32_t first, uint32_t last)
{
	list = (struct list){ .asns = { first, last } };
	return listed(w, list_originated);
}

TEST(an_asn_has_the_blocks_that_name_it)
{
	struct world *w = *state;
	const uint32_t two[] = { 64510, 64500 }, one[] = { 64505 };
	struct view_page odd = { .after = "0.99999.7.::", .most = 9 };
	struct view_row rows[9];

	pass_on(w);
	act_as(w, w->admin);
	announce(w, "203.0.0.0/20", two, 2);
	announce(w, "198.48.0.0/16", two, 2);
	act_as(w, w->other);
	announce(w, "198.48.16.0/20", one, 1);
	announce(w, "198.48.17.0/24", two, 2);
	assert_string_equal(originated(w, 64500, 64500),
	    "198.48.0.0/16 203.0.0.0/20 198.48.17.0/24");
	assert_string_equal(originated(w, 64500, 64510), "198.48.0.0/16 "
	    "203.0.0.0/20 198.48.17.0/24 198.48.16.0/20 198.48.0.0/16 "
	    "203.0.0.0/20 198.48.17.0/24");
	assert_string_equal(originated(w, 64501, 64504), "");
	assert_int_equal(registry_originated_count(w->r,
	    &(struct asn_range){ 64500, 64510 }, 100), 7);
	assert_int_equal(registry_originated_count(w->r,
	    &(struct asn_range){ 64500, 64510 }, 5), 5);
	list.asns = (struct asn_range){ 64500, 64500 };
	assert_int_equal(list_originated(w, &odd, rows), 0);
}

/* The handles of who is found. */
static const char *
persons(struct world *w, const char *typed, enum whom whom, size_t most)
{
	const char *all = "";
	struct person found[8];
	size_t count = registry_find_persons(w->r, typed, whom, found,
	    most);

	assert_true(count <= most);
	for (size_t i = 0; i < count; i++)
		all = arena_printf(w->arena, "%s%s%s", all, i > 0 ? " " : "",
		    found[i].handle);
	return all;
}

static void
add_anas(struct world *w)
{
	struct person_add in = { .name = "Ana María Núñez",
	    .email = "Contacto.Redes@Example.NET", .handle = "AMN",
	    .postal.country = "UY" };
	struct account_add account = { .handle = "AMN" };

	OK(registry_person_add(w->r, &in));
	OK(registry_account_add(w->r, &account));
	in.handle = "ANZ1";
	in.name = "Ana Zeta";
	in.email = "ana@example.org";
	OK(registry_person_add(w->r, &in));
	in.handle = "ANA";
	in.name = "Otra Persona";
	OK(registry_person_add(w->r, &in));
}

TEST(persons_are_found_by_name_handle_and_address)
{
	struct world *w = *state;
	static const struct { const char *typed, *active, *all; } cases[] = {
		{ "nunez", "AMN", "AMN" }, { "NÚÑ ana", "AMN", "AMN" },
		{ "amn", "AMN", "AMN" }, { "redes", "AMN", "AMN" },
		{ "contacto.redes@EXAMPLE.net", "AMN", "AMN" },
		{ "contacto.redes", "AMN", "AMN" },
		{ "contacto@", "", "" }, { "example", "", "" },
		{ "ana", "AMN", "ANA AMN ANZ1" }, { "anz", "", "ANZ1" },
		{ "ana zeta", "", "ANZ1" }, { "ana zeta nunez", "", "" },
		{ "unez", "", "" }, { "", "", "" }, { " \t", "", "" },
		{ "@", "", "" }, { "%", "", "" }, { "\xff", "", "" },
	};

	add_anas(w);
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		assert_string_equal(persons(w, cases[i].typed, FIND_USERS,
		    8),
		    cases[i].active);
		assert_string_equal(persons(w, cases[i].typed,
		    FIND_EVERYBODY, 8),
		    cases[i].all);
	}
	assert_string_equal(persons(w, "ana", FIND_EVERYBODY, 2), "ANA AMN");
	assert_string_equal(persons(w, "ana", FIND_EVERYBODY, 0), "");
	assert_string_equal(persons(w, "anz ana", FIND_CONTACTS, 8), "ANZ1");
	assert_string_equal(persons(w, "an", FIND_CONTACTS, 8), "AMN ANZ1 ANA");
	assert_string_equal(persons(w, "an", FIND_CONTACTS, 1), "AMN");
}

TEST(who_is_disabled_is_not_found_to_be_a_contact)
{
	struct world *w = *state;
	struct account_disable in = { .handle = "AMN", .disabled = true };

	add_anas(w);
	OK(registry_account_disable(w->r, &in));
	assert_string_equal(persons(w, "nunez", FIND_USERS, 8), "");
	assert_string_equal(persons(w, "amn", FIND_CONTACTS, 8), "");
	assert_string_equal(persons(w, "an", FIND_CONTACTS, 8), "ANZ1 ANA");
	assert_string_equal(persons(w, "nunez", FIND_EVERYBODY, 8), "AMN");
}

/* --- Sessions ------------------------------------------------------------ */

static struct session_open
log_in(struct world *w, const char *handle, const char *address)
{
	struct session_open in = { .handle = handle, .address = address };

	OK(registry_session_open(w->r, &in));
	return in;
}

TEST(a_session_ends_when_idle_and_when_old)
{
	struct world *w = *state;
	struct session_open in = log_in(w, w->admin, "192.0.2.1");
	struct session_touch touch = { in.token };
	struct session session;
	int64_t begin = w->clock.fixed;

	assert_true(registry_session(w->r, in.token, &session));
	assert_int_equal(session.person, person_id(w, w->admin));
	assert_string_equal(session.csrf, in.session.csrf);
	assert_string_not_equal(session.csrf, in.token);
	w->clock.fixed += LIMIT_SESSION_IDLE_S;
	assert_false(registry_session(w->r, in.token, &session));
	w->clock.fixed--;
	assert_true(registry_session(w->r, in.token, &session));
	while (w->clock.fixed - begin < LIMIT_SESSION_S - 1000) {
		OK(registry_session_touch(w->r, &touch));
		w->clock.fixed += 1000;
		assert_true(registry_session(w->r, in.token, &session));
	}
	OK(registry_session_touch(w->r, &touch));
	w->clock.fixed = begin + LIMIT_SESSION_S;
	assert_false(registry_session(w->r, in.token, &session));
	assert_false(registry_session(w->r, "", &session));
	assert_false(registry_session(w->r, NULL, &session));
	assert_false(registry_session(w->r, "zz", &session));
}

TEST(a_person_has_only_so_many_sessions)
{
	struct world *w = *state;
	struct session_open first = log_in(w, w->admin, "192.0.2.1");
	struct session_open other = log_in(w, w->other, "192.0.2.1");
	struct session session;

	for (int i = 0; i < LIMIT_SESSIONS_PER_PERSON; i++) {
		w->clock.fixed++;
		log_in(w, w->admin, "192.0.2.1");
	}
	assert_false(registry_session(w->r, first.token, &session));
	assert_true(registry_session(w->r, other.token, &session));
	/* Within one second the last is still the newest. */
	for (int i = 0; i < 3 * LIMIT_SESSIONS_PER_PERSON; i++) {
		first = log_in(w, w->admin, "192.0.2.1");
		assert_true(registry_session(w->r, first.token, &session));
	}
}

TEST(a_session_speaks_a_language_and_is_closed)
{
	struct world *w = *state;
	struct session_open in = log_in(w, w->admin, "192.0.2.1");
	struct session_language pt = { in.token, "pt" };
	struct session_language xx = { in.token, "xx" };
	struct session_close close = { in.token };
	struct session session;

	OK(registry_session_language(w->r, &pt));
	assert_int_equal(registry_session_language(w->r, &xx),
	    RESULT_MALFORMED);
	assert_true(registry_session(w->r, in.token, &session));
	assert_string_equal(session.language, "pt");
	OK(registry_session_close(w->r, &close));
	OK(registry_session_close(w->r, &close));
	assert_false(registry_session(w->r, in.token, &session));
	assert_int_equal(registry_session_language(w->r, &pt),
	    RESULT_NO_SESSION);
}

/* How many of these attempts are looked at. */
static int
attempts(struct world *w, const char *handle, const char *address, int count)
{
	struct login_attempt in = { .handle = handle, .address = address };
	int looked_at = 0;

	for (int i = 0; i < count; i++)
		looked_at += registry_login_attempt(w->r, &in) == RESULT_OK;
	return looked_at;
}

static enum result
attempt_with(struct world *w, const char *browser, const char *address)
{
	struct login_attempt in = { .handle = w->admin, .address = address,
	    .browser = browser };

	return registry_login_attempt(w->r, &in);
}

TEST(guessing_is_slowed_by_address)
{
	struct world *w = *state;
	struct login_attempt in = { .handle = "JUE",
	    .address = "2001:db8:1:2::9" };

	assert_int_equal(attempts(w, "JUE", "192.0.2.66", 50),
	    LIMIT_LOGIN_FREE);
	assert_int_equal(attempts(w, "JUE", "192.0.2.1", 1), 1);
	assert_int_equal(attempts(w, "ZZZ", "2001:db8:1:2::1", 4), 4);
	assert_int_equal(attempts(w, "ZZZ", "2001:db8:1:2::2", 4), 0);
	assert_int_equal(registry_login_attempt(w->r, &in), RESULT_OK);
	assert_int_equal(attempts(w, "ZZZ", "2001:db8:1:3::1", 1), 1);
	w->clock.fixed += LIMIT_LOGIN_FORGET_S + 1;
	assert_int_equal(attempts(w, "JUE", "192.0.2.66", 50),
	    LIMIT_LOGIN_FREE);
}

/* Each guess from an address of its own: the account lets in one by one. */
TEST(guessing_is_slowed_by_account_and_locks_nobody_out)
{
	struct world *w = *state;
	struct session_open in = { .handle = w->admin,
	    .address = "192.0.2.1", .browser = "of the user" };
	char address[32];
	int looked_at = 0;

	OK(registry_session_open(w->r, &in));
	for (int i = 0; i < LIMIT_LOGIN_CROWD + 100; i++) {
		snprintf(address, sizeof(address), "10.0.%d.%d", i / 250,
		    i % 250);
		looked_at += attempt_with(w, NULL, address) == RESULT_OK;
	}
	assert_int_equal(looked_at, LIMIT_LOGIN_CROWD);
	assert_int_equal(attempt_with(w, "of a stranger", "10.1.0.1"),
	    RESULT_TOO_OFTEN);
	assert_int_equal(attempt_with(w, "of the user", "10.0.0.1"),
	    RESULT_OK);
	w->clock.fixed += LIMIT_LOGIN_CROWD_S;
	assert_int_equal(attempt_with(w, NULL, "10.1.0.1"), RESULT_OK);
	assert_int_equal(attempt_with(w, NULL, "10.1.0.2"), RESULT_TOO_OFTEN);
}

TEST(a_stranger_of_many_addresses_locks_nobody_out)
{
	struct world *w = *state;
	char address[32];

	for (int second = 0; second < 600; second++, w->clock.fixed++)
		for (int i = 1; i <= 12; i++) {
			snprintf(address, sizeof(address), "10.0.0.%d", i);
			attempt_with(w, NULL, address);
		}
	assert_int_equal(attempt_with(w, NULL, "10.1.0.1"), RESULT_OK);
}

TEST(a_stranger_at_the_same_address_locks_nobody_out)
{
	struct world *w = *state;
	struct session_open in = { .handle = w->admin,
	    .address = "192.0.2.1", .browser = "of the user" };

	OK(registry_session_open(w->r, &in));
	assert_int_equal(attempts(w, w->admin, "192.0.2.1", 9),
	    LIMIT_LOGIN_FREE);
	for (int i = 0; i < LIMIT_LOGIN_FREE; i++)
		assert_int_equal(attempt_with(w, "of the user", "192.0.2.1"),
		    RESULT_OK);
	assert_int_equal(attempt_with(w, "of the user", "192.0.2.1"),
	    RESULT_TOO_OFTEN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define IN_WORLD(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		IN_WORLD(home_leaves_out_parts_of_what_is_managed),
		IN_WORLD(
		    an_organisation_lists_what_it_holds_and_what_it_passed_on),
		IN_WORLD(one_filter_knows_what_was_typed),
		IN_WORLD(children_come_with_the_free_ranges_among_them),
		IN_WORLD(keys_that_we_did_not_make_are_the_beginning),
		IN_WORLD(the_map_counts_what_is_used),
		IN_WORLD(what_is_not_theirs_is_not_there),
		IN_WORLD(who_manages_is_told_once_each),
		IN_WORLD(organisations_are_found_by_words_without_accents),
		IN_WORLD(an_asn_has_the_blocks_that_name_it),
		IN_WORLD(persons_are_found_by_name_handle_and_address),
		IN_WORLD(who_is_disabled_is_not_found_to_be_a_contact),
		IN_WORLD(a_session_ends_when_idle_and_when_old),
		IN_WORLD(a_person_has_only_so_many_sessions),
		IN_WORLD(a_session_speaks_a_language_and_is_closed),
		IN_WORLD(guessing_is_slowed_by_address),
		IN_WORLD(guessing_is_slowed_by_account_and_locks_nobody_out),
		IN_WORLD(a_stranger_of_many_addresses_locks_nobody_out),
		IN_WORLD(a_stranger_at_the_same_address_locks_nobody_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
