/* SPDX-License-Identifier: ISC */
#include "model/model.h"

#include <assert.h>
#include <string.h>

#include "base/base.h"

#define PLAIN(fact, field, type) \
	{ #field, type, offsetof(struct fact, field), NULL, 0 },

#define FACT(name) static const struct field name##_fields[] = {
#define INTEGER(fact, field) PLAIN(fact, field, FIELD_INTEGER)
#define OPTIONAL(fact, field) PLAIN(fact, field, FIELD_OPTIONAL)
#define TEXT(fact, field) PLAIN(fact, field, FIELD_TEXT)
#define PERSONAL(fact, field) PLAIN(fact, field, FIELD_PERSONAL)
#define WORD(fact, field, type) \
	{ #field, FIELD_WORD, offsetof(struct fact, field), \
	    type##_words, ARRAY_LENGTH(type##_words) },
#define PREFIX(fact, field) PLAIN(fact, field, FIELD_PREFIX)
#define FACT_END(name) };
#include "model/fact.def"
#include "model/fact_undef.h"

const struct fact facts[FACT_COUNT] = {
#define FACT(name) { #name, sizeof(struct name), name##_fields, \
	    ARRAY_LENGTH(name##_fields) },
#include "model/fact_only.h"
#include "model/fact.def"
#include "model/fact_undef.h"
};

#define FACT(name) \
	static_assert(sizeof(struct name) <= FACT_SIZE_MAX, #name); \
	static_assert(offsetof(struct name, id) == 0, #name);
#include "model/fact_only.h"
#include "model/fact.def"
#include "model/fact_undef.h"

/* Every WORD is read as an int, whatever its enum. */
static_assert(sizeof(enum status) == sizeof(int), "enums are ints");

int64_t
fact_id(enum fact_kind kind, const void *row)
{
	int64_t id;

	assert(kind < FACT_COUNT);
	memcpy(&id, row, sizeof(id));
	return id;
}

static bool
text_field_equal(const void *a, const void *b)
{
	const char *s, *t;

	memcpy(&s, a, sizeof(s));
	memcpy(&t, b, sizeof(t));
	return text_equal(s, t);
}

static bool
prefix_field_equal(const void *a, const void *b)
{
	struct prefix p, q;

	memcpy(&p, a, sizeof(p));
	memcpy(&q, b, sizeof(q));
	return prefix_equal(&p, &q);
}

static bool
field_equal(const struct field *f, const void *row_a, const void *row_b)
{
	const char *a = (const char *)row_a + f->offset;
	const char *b = (const char *)row_b + f->offset;

	switch (f->type) {
	case FIELD_INTEGER:
	case FIELD_OPTIONAL:
		return memcmp(a, b, sizeof(int64_t)) == 0;
	case FIELD_TEXT:
	case FIELD_PERSONAL:
		return text_field_equal(a, b);
	case FIELD_WORD:
		return memcmp(a, b, sizeof(int)) == 0;
	case FIELD_PREFIX:
		return prefix_field_equal(a, b);
	}
	return false;
}

const char *
fact_difference(enum fact_kind kind, const void *a, const void *b)
{
	const struct fact *fact = &facts[kind];
	size_t i;

	assert(kind < FACT_COUNT);
	for (i = 0; i < fact->field_count; i++) {
		if (!field_equal(&fact->fields[i], a, b))
			return fact->fields[i].name;
	}
	return NULL;
}

bool
fact_equal(enum fact_kind kind, const void *a, const void *b)
{
	return fact_difference(kind, a, b) == NULL;
}

static void
complete_text(void *place)
{
	const char *s;

	memcpy(&s, place, sizeof(s));
	if (s == NULL)
		s = "";
	memcpy(place, &s, sizeof(s));
}

void
fact_complete(enum fact_kind kind, void *row)
{
	const struct fact *fact = &facts[kind];
	const struct field *f;
	size_t i;

	assert(kind < FACT_COUNT);
	for (i = 0; i < fact->field_count; i++) {
		f = &fact->fields[i];
		if (f->type == FIELD_TEXT || f->type == FIELD_PERSONAL)
			complete_text((char *)row + f->offset);
	}
}
