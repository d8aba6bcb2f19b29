/* SPDX-License-Identifier: ISC */
#include "base/test.h"
#include "model/model.h"

static const struct field *
field_named(enum fact_kind kind, const char *name)
{
	size_t i;

	for (i = 0; i < facts[kind].field_count; i++) {
		if (text_equal(facts[kind].fields[i].name, name))
			return &facts[kind].fields[i];
	}
	fail_msg("no field %s", name);
	return NULL;
}

TEST(every_fact_starts_with_its_id)
{
	int kind;

	for (kind = 0; kind < FACT_COUNT; kind++) {
		assert_true(facts[kind].size <= FACT_SIZE_MAX);
		assert_true(facts[kind].field_count > 1);
		assert_string_equal(facts[kind].fields[0].name, "id");
		assert_int_equal(facts[kind].fields[0].offset, 0);
	}
	assert_string_equal(facts[FACT_nameserver].name, "nameserver");
}

TEST(a_field_knows_its_type_and_place)
{
	const struct field *f = field_named(FACT_block, "status");

	assert_int_equal(f->type, FIELD_WORD);
	assert_int_equal(f->offset, offsetof(struct block, status));
	assert_ptr_equal(f->words, status_words);
	assert_int_equal(f->word_count, STATUS_COUNT);
	f = field_named(FACT_block, "prefix");
	assert_int_equal(f->type, FIELD_PREFIX);
	assert_null(f->words);
	assert_int_equal(field_named(FACT_person, "email")->type,
	    FIELD_PERSONAL);
	assert_int_equal(field_named(FACT_person, "handle")->type, FIELD_TEXT);
	assert_int_equal(field_named(FACT_record, "date")->type,
	    FIELD_OPTIONAL);
}

/* Change the field a little, whatever it is. */
static void
disturb(const struct field *f, char *row)
{
	static const char *const other = "other";

	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_PERSONAL:
		memcpy(row + f->offset, &other, sizeof(other));
		break;
	default:
		row[f->offset] ^= 1;
	}
}

TEST(a_difference_is_found_in_every_field)
{
	_Alignas(16) char a[FACT_SIZE_MAX], b[FACT_SIZE_MAX];
	const struct field *f;
	int kind;
	size_t i;

	for (kind = 0; kind < FACT_COUNT; kind++) {
		for (i = 0; i < facts[kind].field_count; i++) {
			memset(a, 0, sizeof(a));
			fact_complete(kind, a);
			memcpy(b, a, sizeof(b));
			assert_true(fact_equal(kind, a, b));
			f = &facts[kind].fields[i];
			disturb(f, b);
			assert_string_equal(fact_difference(kind, a, b),
			    f->name);
			assert_false(fact_equal(kind, a, b));
		}
	}
}

TEST(texts_are_compared_by_what_they_say)
{
	char one[] = "same", two[] = "same";
	struct person a = { .handle = one }, b = { .handle = two };

	fact_complete(FACT_person, &a);
	fact_complete(FACT_person, &b);
	assert_true(fact_equal(FACT_person, &a, &b));
}

TEST(padding_makes_no_difference)
{
	struct nameserver a, b;

	memset(&a, 0x00, sizeof(a));
	memset(&b, 0xff, sizeof(b));
	a.id = b.id = 1;
	a.delegation = b.delegation = 2;
	a.position = b.position = 3;
	a.host = b.host = "ns.example.net";
	a.state = b.state = NS_AA;
	a.withdrawn = b.withdrawn = 0;
	assert_true(fact_equal(FACT_nameserver, &a, &b));
}

TEST(completing_leaves_what_is_there)
{
	struct person p = { .id = 7, .name = "Juana" };

	fact_complete(FACT_person, &p);
	assert_string_equal(p.name, "Juana");
	assert_string_equal(p.email, "");
	assert_int_equal(fact_id(FACT_person, &p), 7);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_fact_starts_with_its_id),
		cmocka_unit_test(a_field_knows_its_type_and_place),
		cmocka_unit_test(a_difference_is_found_in_every_field),
		cmocka_unit_test(texts_are_compared_by_what_they_say),
		cmocka_unit_test(padding_makes_no_difference),
		cmocka_unit_test(completing_leaves_what_is_there),
	};

	return cmocka_run_group_tests_name("model/fact", tests, NULL, NULL);
}
