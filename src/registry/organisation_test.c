/* SPDX-License-Identifier: ISC */
/* Replacing contacts with all that they are, and editing an organisation. */
#include "registry/world_test.h"

static struct resource
resource_of(const char *text)
{
	struct resource resource = { .is_asn = strchr(text, '/') == NULL };

	if (!resource.is_asn)
		resource.prefix = prefix(text);
	else
		assert_int_equal(asn_range_parse(text, strlen(text),
		    &resource.asns), INET_OK);
	return resource;
}

static void
give(struct world *w, const char *what, const char *ownerid, const char *tech,
    const char *abuse)
{
	struct move_in in = { .resource = resource_of(what),
	    .ownerid = ownerid, .status = STATUS_ALLOCATED };
	struct contacts contacts = { .resource = in.resource, .tech = tech,
	    .abuse = abuse };

	OK(registry_move_in(w->r, &in));
	OK(registry_contacts(w->r, &contacts));
}

static void
part(struct world *w, const char *what, const char *ownerid, const char *abuse)
{
	struct subassign in = { .prefix = prefix(what), .ownerid = ownerid,
	    .tech = w->admin, .abuse = abuse };

	OK(registry_subassign(w->r, &in));
}

static int
setup(void **state)
{
	struct world *w = world_open();

	w->admin = add_person(w, "Juana Ejemplo");	/* JUE */
	w->tech = add_person(w, "Teo Cnico");		/* TEC */
	w->other = add_person(w, "Pedro Otro");		/* PEO */
	w->isp = add_organisation(w, "Cooperativa Ejemplo", w->admin);
	w->customer = add_organisation(w, "Tienda Ejemplo", w->other);
	give(w, "198.48.0.0/16", w->isp, w->admin, w->admin);
	give(w, "203.0.0.0/20", w->isp, w->tech, w->admin);
	give(w, "2001:db8::/32", w->isp, w->admin, w->tech);
	give(w, "AS64500-AS64510", w->isp, w->admin, w->admin);
	give(w, "AS64600", w->isp, w->tech, w->admin);
	give(w, "45.4.0.0/16", w->customer, w->admin, w->admin);
	part(w, "198.48.0.0/20", w->isp, w->admin);
	part(w, "198.48.16.0/24", w->isp, NULL);
	part(w, "198.48.32.0/23", w->customer, w->admin);
	part(w, "198.48.32.0/24", w->customer, w->admin);
	*state = w;
	return 0;
}

/* --- What somebody is, as one text --------------------------------------- */

static const struct organisation *
organisation(struct world *w, const char *ownerid)
{
	struct organisation *o = arena_alloc(w->arena, sizeof(*o));
	struct view_rights rights;

	act_as(w, NULL);
	OK(registry_see_organisation(w->r, ownerid, o, &rights));
	return o;
}

static const char *
role_text(struct world *w, const struct resource_role *role)
{
	char text[PREFIX_TEXT_MAX];

	return arena_printf(w->arena, "%s%s ", role->abuse ? "!" : "",
	    role->resource.is_asn ?
	    asn_range_text(&role->resource.asns, text) :
	    prefix_text(&role->resource.prefix, text));
}

/* By pages of so many; "!" stands before abuse-c. */
static const char *
roles_by(struct world *w, const char *handle, size_t most)
{
	struct view_page page = { .most = most };
	struct resource_role *found = arena_alloc(w->arena,
	    most * sizeof(*found));
	char after[VIEW_KEY_MAX] = "";
	const char *all = "";
	struct person person;

	assert_true(registry_person(w->r, handle, &person));
	do {
		page.after = after;
		size_t count = registry_roles(w->r,
		    organisation(w, w->isp)->id, person.id, &page, found);

		assert_in_range(count, 0, most);
		for (size_t i = 0; i < count; i++)
			all = arena_printf(w->arena, "%s%s", all,
			    role_text(w, &found[i]));
		memcpy(after, page.next, sizeof(after));
	} while (after[0] != '\0');
	return all;
}

static const char *
roles(struct world *w, const char *handle)
{
	const char *all = roles_by(w, handle, 100);

	for (size_t most = 1; most < 12; most++)
		assert_string_equal(roles_by(w, handle, most), all);
	return all;
}

#define ALL "198.48.0.0/16 2001:db8::/32 198.48.0.0/20 198.48.16.0/24 " \
    "198.48.32.0/23 !198.48.0.0/16 !203.0.0.0/20 !198.48.0.0/20 " \
    "!198.48.32.0/23 AS64500-AS64510 !AS64500-AS64510 !AS64600 "
#define OF_TECH "203.0.0.0/20 !2001:db8::/32 AS64600 "

TEST(roles_are_those_on_what_is_held_and_on_parts)
{
	struct world *w = *state;

	assert_string_equal(roles(w, w->admin), ALL);
	assert_string_equal(roles(w, w->tech), OF_TECH);
	assert_string_equal(roles(w, w->other), "");
}

/* --- Replacing ------------------------------------------------------------ */

static struct organisation_contacts
replace(struct world *w, const char *admin, bool with_others)
{
	return (struct organisation_contacts){ .ownerid = w->isp,
	    .admin = admin, .others.all = with_others };
}

static int64_t
id_of(struct world *w, const char *handle)
{
	struct person person;

	assert_true(registry_person(w->r, handle, &person));
	return person.id;
}

TEST(all_other_roles_pass_on_in_one_row_of_the_journal)
{
	struct world *w = *state;
	struct organisation_contacts in = replace(w, w->other, true);
	const struct history_of block = { .resource = resource_of(
	    "198.48.0.0/20") }, of = { .name = w->isp };
	struct journal_row *row, *same;
	size_t count;

	act_as(w, w->admin);
	OK(registry_organisation_contacts(w->r, &in));
	assert_int_equal(in.others.passed_on, 12);
	assert_string_equal(roles(w, w->admin), "");
	assert_string_equal(roles(w, w->other), ALL);
	assert_string_equal(roles(w, w->tech), OF_TECH);
	assert_int_equal(organisation(w, w->isp)->billing,
	    id_of(w, w->other));
	OK(registry_history(w->r, &block, &same, &count, 1));
	OK(registry_history(w->r, &of, &row, &count, 1));
	assert_int_equal(row->serial, same->serial);
	assert_string_equal(row->operation, "organisation_contacts");
	assert_string_equal(row->object, w->isp);
	act_as(w, w->admin);
	assert_int_equal(registry_organisation_contacts(w->r, &in),
	    RESULT_FORBIDDEN);
}

TEST(without_others_only_the_contact_is_replaced)
{
	struct world *w = *state;
	struct organisation_contacts in = replace(w, w->other, false);

	act_as(w, w->admin);
	OK(registry_organisation_contacts(w->r, &in));
	assert_string_equal(roles(w, w->admin), ALL);
	assert_int_equal(organisation(w, w->isp)->billing,
	    id_of(w, w->admin));
}

TEST(chosen_roles_pass_on_and_others_stay)
{
	struct world *w = *state;
	const struct resource_role chosen[] = {
		{ resource_of("198.48.0.0/16"), true },
		{ resource_of("AS64500-AS64510"), false },
	};
	struct organisation_contacts in = replace(w, w->other, false);

	in.others.roles = chosen;
	in.others.count = ARRAY_LENGTH(chosen);
	act_as(w, w->admin);
	OK(registry_organisation_contacts(w->r, &in));
	assert_int_equal(in.others.passed_on, 2);
	assert_string_equal(roles(w, w->other),
	    "!198.48.0.0/16 AS64500-AS64510 ");
}

TEST(two_take_each_others_place_with_all_they_have)
{
	struct world *w = *state;
	struct organisation_contacts in = { .ownerid = w->isp,
	    .billing = w->tech };

	OK(registry_organisation_contacts(w->r, &in));
	in = (struct organisation_contacts){ .ownerid = w->isp,
	    .admin = w->tech, .billing = w->admin, .others.all = true };
	OK(registry_organisation_contacts(w->r, &in));
	assert_string_equal(roles(w, w->tech), ALL);
	assert_string_equal(roles(w, w->admin), OF_TECH);
	assert_int_equal(organisation(w, w->isp)->member, id_of(w, w->tech));
}

static void
refused(struct world *w, const struct resource_role *role, enum result result)
{
	struct organisation_contacts in = replace(w, w->other, false);

	in.others.roles = role;
	in.others.count = 1;
	assert_int_equal(registry_organisation_contacts(w->r, &in), result);
	assert_string_equal(registry_field(w->r), "roles");
	assert_string_equal(roles(w, w->admin), ALL);
	assert_string_equal(roles(w, w->other), "");
}

TEST(what_is_not_theirs_does_not_pass_on)
{
	struct world *w = *state;
	const struct resource_role of_another = { resource_of("45.4.0.0/16"),
	    false }, below = { resource_of("198.48.32.0/24"), false },
	    of_tech = { resource_of("203.0.0.0/20"), false },
	    none = { resource_of("198.48.16.0/24"), true },
	    nowhere = { resource_of("10.0.0.0/8"), false },
	    a_part = { resource_of("AS64500"), false };

	refused(w, &of_another, RESULT_NO_BLOCK);
	refused(w, &below, RESULT_NO_BLOCK);
	refused(w, &nowhere, RESULT_NO_BLOCK);
	refused(w, &a_part, RESULT_NO_ASN);
	refused(w, &of_tech, RESULT_OTHER_CONTACT);
	refused(w, &none, RESULT_OTHER_CONTACT);
}

TEST(all_that_is_wrong_with_contacts_is_told_at_once)
{
	struct world *w = *state;
	struct account_disable disable = { .handle = w->other,
	    .disabled = true };
	struct organisation_contacts in = { .ownerid = w->isp,
	    .admin = "NOBODY", .billing = "", .member = w->other };
	const struct refusal *refusals;

	OK(registry_account_disable(w->r, &disable));
	assert_int_equal(registry_organisation_contacts(w->r, &in),
	    RESULT_NO_PERSON);
	assert_int_equal(registry_refusals(w->r, &refusals), 3);
	assert_string_equal(refusals[0].field, "admin");
	assert_int_equal(refusals[1].result, RESULT_MISSING);
	assert_string_equal(refusals[1].field, "billing");
	assert_int_equal(refusals[2].result, RESULT_NOT_ACTIVE);
	assert_string_equal(refusals[2].field, "member");
}

TEST(contacts_that_changed_meanwhile_are_not_replaced)
{
	struct world *w = *state;
	struct organisation_contacts in = { .ownerid = w->isp,
	    .billing = w->tech, .seen = organisation(w, w->isp) };

	OK(registry_organisation_contacts(w->r, &in));
	in.billing = NULL;
	in.member = w->tech;
	assert_int_equal(registry_organisation_contacts(w->r, &in),
	    RESULT_CHANGED);
	in.seen = organisation(w, w->isp);
	OK(registry_organisation_contacts(w->r, &in));
}

/* --- From the contacts of a block ------------------------------------ */

static struct contacts
replace_tech(struct world *w, const char *what, bool with_others)
{
	return (struct contacts){ .resource = resource_of(what),
	    .tech = w->other, .others.all = with_others };
}

TEST(who_leaves_a_block_passes_on_all_else_there)
{
	struct world *w = *state;
	struct contacts in = replace_tech(w, "198.48.0.0/16", true);

	act_as(w, w->admin);
	OK(registry_contacts(w->r, &in));
	assert_int_equal(in.others.passed_on, 11);
	assert_string_equal(roles(w, w->admin), "");
	assert_string_equal(roles(w, w->other), ALL);
}

TEST(without_others_only_the_contact_of_the_block_is_replaced)
{
	struct world *w = *state;
	struct contacts in = replace_tech(w, "203.0.0.0/20", false);

	act_as(w, w->tech);
	OK(registry_contacts(w->r, &in));
	assert_int_equal(in.others.passed_on, 0);
	assert_string_equal(roles(w, w->other), "203.0.0.0/20 ");
}

/* The abuse contact of a block does not manage it. */
TEST(what_the_actor_does_not_manage_does_not_pass_on)
{
	struct world *w = *state;
	const struct resource_role abuse = { resource_of("2001:db8::/32"),
	    true };
	struct contacts in = replace_tech(w, "203.0.0.0/20", false);

	in.others.roles = &abuse;
	in.others.count = 1;
	act_as(w, w->tech);
	assert_int_equal(registry_contacts(w->r, &in), RESULT_FORBIDDEN);
	assert_string_equal(registry_field(w->r), "roles");
	assert_string_equal(roles(w, w->tech), OF_TECH);
	in = replace_tech(w, "203.0.0.0/20", true);
	act_as(w, w->tech);
	OK(registry_contacts(w->r, &in));
	assert_int_equal(in.others.passed_on, 1);
	assert_string_equal(roles(w, w->tech), "!2001:db8::/32 ");
	assert_string_equal(roles(w, w->other), "203.0.0.0/20 AS64600 ");
}

/* For who manages the block around it a part is one of theirs; for who does
   not, one of the recipient's. */
TEST(other_roles_are_those_around_a_part)
{
	struct world *w = *state;
	struct contacts in = replace_tech(w, "198.48.32.0/23", true);

	act_as(w, w->other);
	OK(registry_contacts(w->r, &in));
	assert_int_equal(in.others.passed_on, 5);
	in.resource = resource_of("198.48.16.0/24");
	act_as(w, w->admin);
	OK(registry_contacts(w->r, &in));
	assert_string_equal(roles(w, w->admin), "");
	assert_string_equal(roles(w, w->other), ALL);
}

/* --- Editing -------------------------------------------------------------- */

TEST(data_is_edited_and_the_rest_stays)
{
	struct world *w = *state;
	const struct organisation *before = organisation(w, w->isp), *after;
	struct organisation_edit in = { .ownerid = w->isp,
	    .responsible = "Ana Nueva", .postal.city = "Salto",
	    .postal.phone = "", .seen = before };

	w->clock.fixed += 86400;
	act_as(w, w->admin);
	OK(registry_organisation_edit(w->r, &in));
	after = organisation(w, w->isp);
	assert_string_equal(after->responsible, "Ana Nueva");
	assert_string_equal(after->city, "Salto");
	assert_string_equal(after->name, before->name);
	assert_string_equal(after->country, "UY");
	assert_int_equal(after->changed, before->changed + 86400);
	act_as(w, w->admin);
	assert_int_equal(registry_organisation_edit(w->r, &in),
	    RESULT_CHANGED);
	in.seen = NULL;
	act_as(w, w->tech);
	assert_int_equal(registry_organisation_edit(w->r, &in),
	    RESULT_FORBIDDEN);
}

TEST(a_name_is_changed_by_hostmaster_and_then_found)
{
	struct world *w = *state;
	struct organisation_edit in = { .ownerid = w->isp,
	    .name = "Federación Nueva" };
	struct organisation found[4];

	act_as(w, w->admin);
	assert_int_equal(registry_organisation_edit(w->r, &in),
	    RESULT_FORBIDDEN);
	assert_string_equal(registry_field(w->r), "name");
	act_as(w, NULL);
	OK(registry_organisation_edit(w->r, &in));
	assert_int_equal(registry_find_organisations(w->r, "federacion",
	    found, 4), 1);
	assert_string_equal(found[0].ownerid, w->isp);
	assert_int_equal(registry_find_organisations(w->r, "cooperativa",
	    found, 4), 0);
	in.name = " ";
	in.responsible = "";
	in.postal.city = "a\x01";
	assert_int_equal(registry_organisation_edit(w->r, &in),
	    RESULT_MISSING);
	assert_int_equal(registry_refusals(w->r, &(const struct refusal *)
	    { NULL }), 3);
}

TEST(who_is_called_so_is_found_before_who_is_called_likewise)
{
	struct world *w = *state;
	struct organisation found[2];

	add_organisation(w, "Hospital das Clínicas do Norte", w->admin);
	add_organisation(w, "Clínicas Unidas del Norte", w->admin);
	add_organisation(w, "Clínica Norte", w->admin);
	assert_int_equal(registry_find_organisations(w->r, "clinica NOR",
	    found, 2), 2);
	assert_string_equal(found[0].name, "Clínica Norte");
	assert_int_equal(registry_find_organisations(w->r, "norte clinica",
	    found, 2), 2);
}

int
main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(roles_are_those_on_what_is_held_and_on_parts),
		CASE(all_other_roles_pass_on_in_one_row_of_the_journal),
		CASE(without_others_only_the_contact_is_replaced),
		CASE(chosen_roles_pass_on_and_others_stay),
		CASE(two_take_each_others_place_with_all_they_have),
		CASE(what_is_not_theirs_does_not_pass_on),
		CASE(all_that_is_wrong_with_contacts_is_told_at_once),
		CASE(contacts_that_changed_meanwhile_are_not_replaced),
		CASE(who_leaves_a_block_passes_on_all_else_there),
		CASE(without_others_only_the_contact_of_the_block_is_replaced),
		CASE(what_the_actor_does_not_manage_does_not_pass_on),
		CASE(other_roles_are_those_around_a_part),
		CASE(data_is_edited_and_the_rest_stays),
		CASE(a_name_is_changed_by_hostmaster_and_then_found),
		CASE(who_is_called_so_is_found_before_who_is_called_likewise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
