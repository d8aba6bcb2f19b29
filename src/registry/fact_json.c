/* SPDX-License-Identifier: ISC */
/* Facts as canonical JSON: fields in the order of fact.def, no blanks. */
#include "registry/private.h"

#include <jansson.h>
#include <string.h>

static const void *
at(const void *row, const struct field *field)
{
	return (const char *)row + field->offset;
}

bool
fact_has_personal(enum fact_kind kind, const void *row)
{
	const struct fact *fact = &facts[kind];

	const char *const *text;

	for (size_t i = 0; i < fact->field_count; i++) {
		text = at(row, &fact->fields[i]);
		if (fact->fields[i].type == FIELD_PERSONAL &&
		    (*text)[0] != '\0')
			return true;
	}
	return false;
}

static void
put_value(struct text *out, const struct field *field, const void *value)
{
	char buffer[PREFIX_TEXT_MAX];
	int64_t number;

	switch (field->type) {
	case FIELD_INTEGER:
	case FIELD_OPTIONAL:
		number = *(const int64_t *)value;
		if (field->type == FIELD_OPTIONAL && number == 0)
			text_put(out, "null");
		else
			text_put_int(out, number);
		break;
	case FIELD_TEXT:
	case FIELD_PERSONAL:
		text_put_json(out, *(const char *const *)value);
		break;
	case FIELD_WORD:
		text_put_json(out, field->words[*(const unsigned *)value]);
		break;
	case FIELD_PREFIX:
		text_put_json(out, prefix_text(value, buffer));
		break;
	}
}

void
fact_put_json(struct text *out, enum fact_kind kind, const void *row,
    bool personal)
{
	const struct fact *fact = &facts[kind];
	const char *comma = "";

	text_put_char(out, '{');
	for (size_t i = 0; i < fact->field_count; i++) {
		const struct field *field = &fact->fields[i];

		if ((field->type == FIELD_PERSONAL) != personal)
			continue;
		text_put(out, comma);
		text_put_json(out, field->name);
		text_put_char(out, ':');
		put_value(out, field, at(row, field));
		comma = ",";
	}
	text_put_char(out, '}');
}

static bool
read_word(const struct field *field, json_t *value, void *out)
{
	int word = json_is_string(value) ? word_value(field->words,
	    field->word_count, json_string_value(value)) : -1;

	if (word < 0)
		return false;
	*(unsigned *)out = (unsigned)word;
	return true;
}

static bool
read_value(struct arena *arena, const struct field *field, json_t *value,
    void *out)
{
	switch (field->type) {
	case FIELD_INTEGER:
	case FIELD_OPTIONAL:
		*(int64_t *)out = json_integer_value(value);
		return json_is_integer(value) ||
		    (field->type == FIELD_OPTIONAL && json_is_null(value));
	case FIELD_TEXT:
	case FIELD_PERSONAL:
		if (!json_is_string(value))
			return false;
		*(const char **)out = arena_strdup(arena,
		    json_string_value(value));
		return true;
	case FIELD_WORD:
		return read_word(field, value, out);
	case FIELD_PREFIX:
		return json_is_string(value) && prefix_parse(
		    json_string_value(value), json_string_length(value), out) ==
		    INET_OK;
	}
	return false;
}

/* Fields that the object does not have stay as they are in the row. */
bool
fact_from_json(struct arena *arena, enum fact_kind kind, json_t *object,
    void *row)
{
	const struct fact *fact = &facts[kind];
	json_t *value;

	for (size_t i = 0; i < fact->field_count; i++) {
		const struct field *field = &fact->fields[i];

		value = json_object_get(object, field->name);
		if (value != NULL && !read_value(arena, field, value,
		    (char *)row + field->offset))
			return false;
	}
	return true;
}
