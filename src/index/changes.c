/* SPDX-License-Identifier: ISC */
/* What the journal says was changed of delegations. */
#include <jansson.h>
#include <string.h>

#include "index/private.h"
#include "store/read.h"

struct changes {
	struct index *index;
	struct prefix *list;
	size_t count;
};

static void
add(struct changes *c, const struct prefix *p)
{
	struct prefix *place = arena_grow(store_arena(c->index->store),
	    &c->list, &c->count, sizeof(*place));

	*place = *p;
}

/* A row of what hangs on a delegation names it by its id; when it is gone,
   its own row was changed, too. */
static void
add_of(struct changes *c, const json_t *object)
{
	struct delegation row;
	int64_t id = json_integer_value(json_object_get(object, "delegation"));

	if (q_delegation_by_id(c->index->store, id, &row))
		add(c, &row.prefix);
}

static void
add_fact(struct changes *c, const char *name, const json_t *object)
{
	const char *text;
	struct prefix p;

	if (strcmp(name, "nameserver") == 0 || strcmp(name, "ds") == 0) {
		add_of(c, object);
		return;
	}
	if (strcmp(name, "delegation") != 0)
		return;
	text = json_string_value(json_object_get(object, "prefix"));
	if (text != NULL && prefix_parse(text, strlen(text), &p) == INET_OK)
		add(c, &p);
}

static void
add_side(struct changes *c, const char *side)
{
	json_t *all, *pair;
	const char *name;
	size_t i;

	if (strstr(side, "[\"delegation\"") == NULL &&
	    strstr(side, "[\"nameserver\"") == NULL &&
	    strstr(side, "[\"ds\"") == NULL)
		return;
	all = json_loads(side, 0, NULL);
	json_array_foreach(all, i, pair) {
		name = json_string_value(json_array_get(pair, 0));
		if (name != NULL)
			add_fact(c, name, json_array_get(pair, 1));
	}
	json_decref(all);
}

size_t
index_changed_delegations(struct index *ix, int64_t after,
    struct prefix **list)
{
	struct changes c = { .index = ix };
	int64_t last = index_journal_last(ix);
	struct journal_row row;

	for (int64_t serial = after + 1; serial <= last; serial++) {
		if (!q_journal_row(ix->store, serial, &row))
			continue;
		add_side(&c, row.before);
		add_side(&c, row.after);
	}
	*list = c.list;
	return c.count;
}

int64_t
index_journal_last(struct index *ix)
{
	struct q_journal_last last;

	return q_journal_last(ix->store, &last) ? last.serial : 0;
}
