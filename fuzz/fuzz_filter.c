/* SPDX-License-Identifier: ISC */
/*
 * The one filter of a list, as anybody types it, on the lists of a small
 * register: what it lets through stands there once, and in the whole list too;
 * blanks around it do not count; a place that it names is a prefix.
 */
#include <string.h>

#include "register.h"
#include "store/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

#define ROWS 100			/* more than any of the lists has */

static struct store *store;
static struct arena *lasting;
static struct clock moment = { .fixed = 1773831976 };
static struct organisation holder;
static struct view_row whole[VIEW_WHAT_COUNT][ROWS];
static size_t whole_count[VIEW_WHAT_COUNT];

static size_t
list(struct registry *r, enum view_what what, const char *filter,
    struct view_row rows[ROWS])
{
	struct view_page page = { .after = NULL, .most = ROWS };

	return registry_resources(r, holder.id, what, filter, &page, rows);
}

static void
begin(void)
{
	struct registry *r;
	bool found;

	store = register_open("sqlite::memory:");
	lasting = arena_new();
	r = registry_new(store, lasting, &moment);
	found = q_organisation_by_ownerid(store, REGISTER_HOLDER, &holder);
	assert(found);
	for (int i = 0; i < VIEW_WHAT_COUNT; i++) {
		whole_count[i] = list(r, (enum view_what)i, "", whole[i]);
		assert(whole_count[i] > 0 && whole_count[i] < ROWS);
	}
}

static bool
is_same(const struct view_row *a, const struct view_row *b)
{
	return a->is_asn == b->is_asn && (a->is_asn ?
	    a->asns.first == b->asns.first && a->asns.last == b->asns.last :
	    prefix_equal(&a->prefix, &b->prefix));
}

static size_t
times_in(const struct view_row *row, const struct view_row *rows, size_t count)
{
	size_t times = 0;

	for (size_t i = 0; i < count; i++)
		times += is_same(row, &rows[i]);
	return times;
}

static void
check_part(const struct view_row *rows, size_t count, enum view_what what)
{
	for (size_t i = 0; i < count; i++) {
		assert(times_in(&rows[i], rows, count) == 1);
		assert(times_in(&rows[i], whole[what],
		    whole_count[what]) == 1);
	}
}

static void
check_list(struct registry *r, enum view_what what, const char *filter,
    const char *blank)
{
	struct view_row rows[ROWS], others[ROWS];
	size_t count = list(r, what, filter, rows);
	size_t other_count = list(r, what, blank, others);

	check_part(rows, count, what);
	assert(count == other_count);
	for (size_t i = 0; i < count; i++)
		assert(is_same(&rows[i], &others[i]));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena *a = arena_new();
	char *filter = arena_strndup(a, (const char *)bytes, length);
	char *blank = arena_printf(a, " \t%s\r\n ", filter);
	struct registry *r;

	if (store == NULL)
		begin();
	r = registry_new(store, a, &moment);
	for (int i = 0; i < VIEW_WHAT_COUNT; i++)
		check_list(r, (enum view_what)i, filter, blank);
	assert(store_error(store) == NULL);
	arena_free(a);
	return 0;
}
