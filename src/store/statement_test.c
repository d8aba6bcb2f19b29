/* SPDX-License-Identifier: ISC */
/* Rows go in and come back; failures stick. */
#include "store/testing.h"

#define ROWS 40				/* a row for every number below */

/*
 * A row whose fields all differ.  Numbers are places of fields, so those
 * that refer to other rows find them among the first ROWS.
 */
static void
fill(struct arena *arena, enum fact_kind kind, int64_t id, char *row)
{
	const struct fact *fact = &facts[kind];
	struct address address = ipv4_address(0xc6336400 + (uint32_t)id);

	memset(row, 0, fact->size);
	for (size_t i = 0; i < fact->field_count; i++) {
		const struct field *field = &fact->fields[i];
		char *at = row + field->offset;

		switch (field->type) {
		case FIELD_INTEGER:
		case FIELD_OPTIONAL:
			*(int64_t *)at = i == 0 ? id : (int64_t)i + 1;
			break;
		case FIELD_TEXT:
		case FIELD_PERSONAL:
			*(const char **)at = arena_printf(arena,
			    "Ñandú 網 %s '%" PRId64 "\"", field->name, id);
			break;
		case FIELD_WORD:
			*(int *)at = (int)((id + (int64_t)i) %
			    field->word_count);
			break;
		case FIELD_PREFIX:
			*(struct prefix *)at = prefix_host(&address);
			break;
		}
	}
}

/* Rows that others must not collide with are told apart by their numbers. */
static void
make_distinct(enum fact_kind kind, int64_t id, void *row)
{
	if (kind == FACT_asn)
		((struct asn *)row)->first = id;
	if (kind == FACT_origin)
		((struct origin *)row)->number = 4200000000 + id;
}

static void
fill_store(struct fixture *fixture, struct store *store)
{
	char row[FACT_SIZE_MAX];

	assert_true(store_begin(store));
	raw(store, "PRAGMA defer_foreign_keys = ON");
	for (int kind = 0; kind < FACT_COUNT; kind++) {
		for (int64_t id = 1; id <= ROWS; id++) {
			fill(fixture->arena, kind, id, row);
			make_distinct(kind, id, row);
			assert_int_equal(w_fact_insert(store, kind, row), 1);
		}
	}
	assert_null(store_error(store));
	assert_int_equal(store_commit(store), STORE_COMMITTED);
}

static void
every_fact_comes_back_as_it_went(void **state)
{
	struct fixture *fixture = *state;
	struct store *store = create(fixture);
	char sent[FACT_SIZE_MAX], got[FACT_SIZE_MAX];

	fill_store(fixture, store);
	store_close(store);
	store = open_as(fixture, "sqlite:register", STORE_READ);
	for (int kind = 0; kind < FACT_COUNT; kind++) {
		for (int64_t id = 1; id <= ROWS; id++) {
			fill(fixture->arena, kind, id, sent);
			make_distinct(kind, id, sent);
			assert_true(q_fact_by_id(store, kind, id, got));
			assert_null(fact_difference(kind, sent, got));
		}
		assert_false(q_fact_by_id(store, kind, ROWS + 1, got));
	}
	assert_null(store_error(store));
	store_close(store);
}

static void
all_rows_come_in_the_order_of_their_ids(void **state)
{
	struct fixture *fixture = *state;
	struct store *store = create(fixture);
	char row[FACT_SIZE_MAX];
	struct cursor cursor;
	int64_t id;

	fill_store(fixture, store);
	for (int kind = 0; kind < FACT_COUNT; kind++) {
		q_fact_all_open(store, kind, &cursor);
		for (id = 1; q_fact_all_next(kind, &cursor, row); id++)
			assert_int_equal(fact_id(kind, row), id);
		assert_int_equal(id, ROWS + 1);
		assert_false(q_fact_all_next(kind, &cursor, row));
	}
	store_close(store);
}

static void
what_is_absent_is_null_and_comes_back_as_nought(void **state)
{
	struct store *store = create(*state);
	const struct organisation sent = {
		.id = 7, .ownerid = "UY-TIEN-LACNIC",
	};
	struct organisation row = sent;
	int64_t nulls;

	fact_complete(FACT_organisation, &row);
	assert_true(store_begin(store));
	assert_int_equal(w_organisation_insert(store, &row), 1);
	assert_int_equal(store_commit(store), STORE_COMMITTED);
	assert_true(store_query_int(store, "SELECT count(*) FROM organisation "
	    "WHERE admin IS NULL AND billing IS NULL AND member IS NULL "
	    "AND creator IS NULL AND legacy = 0", &nulls));
	assert_int_equal(nulls, 1);
	memset(&row, 0xff, sizeof(row));
	assert_true(q_organisation_by_id(store, 7, &row));
	assert_int_equal(row.admin, 0);
	assert_int_equal(row.creator, 0);
	assert_string_equal(row.name, "");
	assert_string_equal(row.ownerid, "UY-TIEN-LACNIC");
	store_close(store);
}

static void
prefixes_of_both_families_come_back(void **state)
{
	static const char *const texts[] = {
		"0.0.0.0/0", "2000::/3", "198.51.100.0/24",
		"255.255.255.255/32", "2801:80::/28", "3fff:ffff::/128",
	};
	struct store *store = create(*state);
	struct block row = { .label = "" };
	char text[PREFIX_TEXT_MAX];

	assert_true(store_begin(store));
	for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
		row.id = (int64_t)i + 1;
		assert_int_equal(prefix_parse(texts[i], strlen(texts[i]),
		    &row.prefix), INET_OK);
		assert_int_equal(w_block_insert(store, &row), 1);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
		assert_true(q_block_by_id(store, (int64_t)i + 1, &row));
		assert_string_equal(prefix_text(&row.prefix, text), texts[i]);
	}
	assert_int_equal(store_commit(store), STORE_COMMITTED);
	store_close(store);
}

static void
update_and_delete_say_how_many_rows_they_changed(void **state)
{
	struct store *store = create(*state);
	struct record row = { .id = 3, .country = "BR", .date = 5,
	    .kind = RECORD_ASN };

	assert_true(store_begin(store));
	add_record(store, 3);
	assert_int_equal(w_record_update(store, &row), 1);
	row.id = 4;
	assert_int_equal(w_record_update(store, &row), 0);
	assert_true(q_record_by_id(store, 3, &row));
	assert_string_equal(row.country, "BR");
	assert_int_equal(row.date, 5);
	assert_int_equal(row.kind, RECORD_ASN);
	assert_int_equal(w_record_delete(store, 4), 0);
	assert_int_equal(w_record_delete(store, 3), 1);
	assert_false(has_record(store, 3));
	assert_int_equal(store_commit(store), STORE_COMMITTED);
	store_close(store);
}

static void
blobs_of_any_bytes_come_back(void **state)
{
	static const char keys[][4] = { "", "a\0b", "\xff\0\0" };
	struct fixture *fixture = *state;
	struct store *store = create(fixture);
	struct q_touched_all row;
	struct cursor cursor;

	assert_true(store_begin(store));
	assert_int_equal(w_journal_insert(store, 1, -5, "PEM3", "cli", "", "",
	    "", "found", "", "{}", "[\"ñ\"]", "", "00"), 1);
	for (size_t i = 0; i < ARRAY_LENGTH(keys); i++)
		assert_int_equal(w_touched_insert(store, keys[i], i ? 3 : 0,
		    1), 1);
	assert_int_equal(store_commit(store), STORE_COMMITTED);
	q_touched_all_open(store, &cursor);
	for (size_t i = 0; i < ARRAY_LENGTH(keys); i++) {
		assert_true(q_touched_all_next(&cursor, &row));
		assert_int_equal(row.serial, 1);
		assert_int_equal(row.key.length, i ? 3 : 0);
		assert_memory_equal(row.key.bytes, keys[i], row.key.length);
	}
	assert_false(q_touched_all_next(&cursor, &row));
	assert_null(store_error(store));
	store_close(store);
}

static void
plain_rows_come_back(void **state)
{
	struct store *store = create(*state);
	struct person person = { .id = 8, .handle = "PEM3" };
	struct journal_row row;
	struct account account;

	fact_complete(FACT_person, &person);
	assert_true(store_begin(store));
	assert_int_equal(w_person_insert(store, &person), 1);
	assert_int_equal(w_account_insert(store, 8, 1, "pt"), 1);
	assert_int_equal(w_journal_insert(store, 1, -5, "PEM3", "cli", "", "",
	    "", "found", "", "{}", "[\"ñ\"]", "", "00"), 1);
	assert_true(q_journal_row(store, 1, &row));
	assert_int_equal(row.time, -5);
	assert_string_equal(row.actor, "PEM3");
	assert_string_equal(row.after, "[\"ñ\"]");
	assert_string_equal(row.hash, "00");
	assert_false(q_journal_row(store, 2, &row));
	assert_true(q_account(store, 8, &account));
	assert_true(account.hostmaster);
	assert_false(account.disabled);
	assert_string_equal(account.language, "pt");
	assert_string_equal(account.password, "");
	assert_int_equal(store_commit(store), STORE_COMMITTED);
	store_close(store);
}

static void
one_statement_can_be_walked_twice_at_a_time(void **state)
{
	struct store *store = create(*state);
	struct cursor outer, inner, unread;
	struct record row, other;
	int pairs = 0;

	assert_true(store_begin(store));
	for (int id = 1; id <= 5; id++)
		add_record(store, id);
	assert_int_equal(store_commit(store), STORE_COMMITTED);
	q_record_all_open(store, &unread);
	q_record_all_open(store, &outer);
	while (q_record_all_next(&outer, &row)) {
		q_record_all_open(store, &inner);
		while (q_record_all_next(&inner, &other) && other.id < row.id)
			pairs++;
		cursor_close(&inner);
		cursor_close(&inner);
	}
	assert_int_equal(pairs, 10);
	assert_true(q_record_all_next(&unread, &row));
	assert_int_equal(row.id, 1);
	cursor_close(&unread);
	store_close(store);
}

/* --- Failures ------------------------------------------------------------ */

static void
the_first_failure_sticks_until_the_rollback(void **state)
{
	struct store *store = create(*state);
	const struct record row = { .id = 9, .country = "UY" };
	struct cursor cursor;
	struct record got;
	char *first;

	commit_record(store, 9);
	assert_true(store_begin(store));
	add_record(store, 10);
	q_record_all_open(store, &cursor);
	assert_int_equal(w_record_insert(store, &row), 0);
	assert_non_null(store_error(store));
	first = strdup(store_error(store));
	assert_non_null(strstr(first, "record.id"));
	assert_false(q_record_all_next(&cursor, &got));
	assert_false(has_record(store, 9));
	assert_int_equal(w_record_delete(store, 9), 0);
	q_record_all_open(store, &cursor);
	assert_false(q_record_all_next(&cursor, &got));
	assert_int_equal(store_commit(store), STORE_ROLLED_BACK);
	assert_string_equal(store_error(store), first);
	assert_false(store_begin(store));
	store_rollback(store);
	assert_null(store_error(store));
	assert_true(has_record(store, 9));
	assert_false(has_record(store, 10));
	commit_record(store, 10);
	free(first);
	store_close(store);
}

static void
a_reference_to_nothing_is_refused(void **state)
{
	struct store *store = create(*state);
	const struct origin row = { 1, 77, 64500 };

	assert_true(store_begin(store));
	assert_int_equal(w_origin_insert(store, &row), 0);
	assert_non_null(strstr(store_error(store), "FOREIGN KEY"));
	assert_int_equal(store_commit(store), STORE_ROLLED_BACK);
	store_close(store);
}

static void
damaged_rows_are_failures_not_surprises(void **state)
{
	static const char *const damages[] = {
		"UPDATE block SET status = 'xyzzy' WHERE id = 1",
		"UPDATE block SET first = x'00112233' WHERE id = 1",
		"UPDATE block SET length = 129 WHERE id = 1",
		"UPDATE block SET length = -1 WHERE id = 1",
		"UPDATE block SET length = 100 WHERE id = 1",
		"UPDATE block SET label = 'a' || char(0) || 'b' WHERE id = 1",
	};
	struct fixture *fixture = *state;
	struct store *store = create(fixture);
	struct cursor cursor;
	struct block row;

	fill_store(fixture, store);
	for (size_t i = 0; i < ARRAY_LENGTH(damages); i++) {
		assert_true(store_begin(store));
		raw(store, damages[i]);
		assert_false(q_block_by_id(store, 1, &row));
		assert_non_null(strstr(store_error(store), "damaged"));
		store_rollback(store);
		assert_true(store_begin(store));
		raw(store, damages[i]);
		q_block_all_open(store, &cursor);
		assert_false(q_block_all_next(&cursor, &row));
		assert_non_null(strstr(store_error(store), "damaged"));
		store_rollback(store);
	}
	assert_true(q_block_by_id(store, 1, &row));
	store_close(store);
}

static void
a_reader_cannot_write(void **state)
{
	struct fixture *fixture = *state;
	struct store *store;

	store_close(create(fixture));
	store = open_as(fixture, "sqlite:register", STORE_READ);
	assert_false(store_begin(store));
	assert_non_null(strstr(store_error(store), "reading only"));
	store_end(store);
	assert_false(store_run(store, "DELETE FROM record"));
	store_end(store);
	assert_null(store_error(store));
	assert_false(has_record(store, 1));
	store_close(store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_fact_comes_back_as_it_went),
		TEST(all_rows_come_in_the_order_of_their_ids),
		TEST(what_is_absent_is_null_and_comes_back_as_nought),
		TEST(prefixes_of_both_families_come_back),
		TEST(update_and_delete_say_how_many_rows_they_changed),
		TEST(blobs_of_any_bytes_come_back),
		TEST(plain_rows_come_back),
		TEST(one_statement_can_be_walked_twice_at_a_time),
		TEST(the_first_failure_sticks_until_the_rollback),
		TEST(a_reference_to_nothing_is_refused),
		TEST(damaged_rows_are_failures_not_surprises),
		TEST(a_reader_cannot_write),
	};

	return cmocka_run_group_tests_name("statement", tests, NULL, NULL);
}
