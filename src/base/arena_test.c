/* SPDX-License-Identifier: ISC */
#include "base/test.h"

struct order {
	char calls[8];
	size_t count;
	struct arena *arena;
};

struct call {
	struct order *order;
	char letter;
};

static void
note(void *argument)
{
	struct call *c = argument;

	c->order->calls[c->order->count++] = c->letter;
}

static void
note_and_defer(void *argument)
{
	struct call *c = argument;
	struct call *more = arena_alloc(c->order->arena, sizeof(*more));

	note(c);
	more->order = c->order;
	more->letter = 'z';
	arena_defer(c->order->arena, note, more);
}

static void
fill(void *p, size_t size)
{
	memset(p, 0xaa, size);
}

static bool
is_zero(const char *p, size_t size)
{
	for (; size > 0; size--, p++) {
		if (*p != 0)
			return false;
	}
	return true;
}

TEST(texts_are_joined_but_those_that_are_none)
{
	struct arena *a = arena_new();

	assert_string_equal(arena_join(a, "/blocks", NULL, "/24"),
	    "/blocks/24");
	assert_string_equal(arena_join(a, NULL, "", NULL), "");
	arena_free(a);
}

TEST(memory_is_aligned_and_zeroed)
{
	static const size_t sizes[] = { 0, 1, 7, 16, 17, 5000, 100000 };
	struct arena *a = arena_new();
	size_t i;
	char *p;

	for (i = 0; i < 50 * ARRAY_LENGTH(sizes); i++) {
		p = arena_alloc(a, sizes[i % ARRAY_LENGTH(sizes)]);
		assert_int_equal((uintptr_t)p % 16, 0);
		assert_true(is_zero(p, sizes[i % ARRAY_LENGTH(sizes)]));
		fill(p, sizes[i % ARRAY_LENGTH(sizes)]);
	}
	arena_free(a);
}

TEST(memory_is_zeroed_again_after_a_clear)
{
	struct arena *a = arena_new();
	char *p;
	int i;

	for (i = 0; i < 3; i++) {
		p = arena_alloc(a, 1000);
		assert_true(is_zero(p, 1000));
		fill(p, 1000);
		fill(arena_alloc(a, 50000), 50000);
		arena_clear(a);
	}
	arena_free(a);
}

TEST(a_big_block_leaves_small_ones_where_they_were)
{
	struct arena *a = arena_new();
	char *small = arena_strdup(a, "small");
	char *big = arena_alloc(a, 1 << 20);
	char *other = arena_strdup(a, "other");

	fill(big, 1 << 20);
	assert_string_equal(small, "small");
	assert_string_equal(other, "other");
	arena_free(a);
}

TEST(deferred_calls_run_last_first)
{
	struct order o = { .count = 0 };
	struct arena *a = arena_new();
	struct call one = { &o, '1' }, two = { &o, '2' };

	arena_defer(a, note, &one);
	arena_defer(a, note, &two);
	arena_clear(a);
	assert_memory_equal(o.calls, "21", 2);
	arena_defer(a, note, &one);
	arena_free(a);
	assert_memory_equal(o.calls, "211", 3);
	assert_int_equal(o.count, 3);
}

TEST(a_deferred_call_may_defer_another)
{
	struct order o = { .arena = arena_new() };
	struct call one = { &o, '1' };

	arena_defer(o.arena, note_and_defer, &one);
	arena_free(o.arena);
	assert_memory_equal(o.calls, "1z", 2);
}

TEST(an_array_grows_and_keeps_what_it_had)
{
	struct arena *a = arena_new();
	int64_t *items = NULL, *place;
	size_t count = 0;
	int64_t i;

	for (i = 0; i < 1000; i++) {
		place = arena_grow(a, &items, &count, sizeof(*place));
		assert_ptr_equal(place, &items[i]);
		assert_int_equal(*place, 0);
		*place = i;
	}
	assert_int_equal(count, 1000);
	for (i = 0; i < 1000; i++)
		assert_int_equal(items[i], i);
	arena_free(a);
}

TEST(strings_are_copied_and_ended)
{
	struct arena *a = arena_new();

	assert_string_equal(arena_strdup(a, ""), "");
	assert_string_equal(arena_strndup(a, "abcdef", 3), "abc");
	assert_string_equal(arena_strndup(a, "ab", 3), "ab");
	assert_memory_equal(arena_memdup(a, "a\0b", 3), "a\0b", 3);
	assert_string_equal(arena_printf(a, "%s-%d", "AS", 5), "AS-5");
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_aligned_and_zeroed),
		cmocka_unit_test(memory_is_zeroed_again_after_a_clear),
		cmocka_unit_test(a_big_block_leaves_small_ones_where_they_were),
		cmocka_unit_test(deferred_calls_run_last_first),
		cmocka_unit_test(a_deferred_call_may_defer_another),
		cmocka_unit_test(an_array_grows_and_keeps_what_it_had),
		cmocka_unit_test(strings_are_copied_and_ended),
		cmocka_unit_test(texts_are_joined_but_those_that_are_none),
	};

	return cmocka_run_group_tests_name("base/arena", tests, NULL, NULL);
}
