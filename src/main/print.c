/* SPDX-License-Identifier: ISC */
#include "main/print.h"

#include <string.h>

#define KEY_WIDTH 13			/* as in WHOIS */

static void
begin(struct print *p, struct context *c, bool array)
{
	memset(p, 0, sizeof(*p));
	p->out = c->out;
	p->arena = c->arena;
	p->json = c->json;
	p->array = array;
	if (p->json)
		fputc(array ? '[' : '{', p->out);
	if (array)
		p->list = "";
}

void
print_begin(struct print *p, struct context *c)
{
	begin(p, c, false);
}

void
print_begin_list(struct print *p, struct context *c)
{
	begin(p, c, true);
}

static void
put_json(struct print *p, const char *s)
{
	struct text text;

	text_init(&text, 7 * strlen(s) + 16);
	text_put_json(&text, s);
	fwrite(text.bytes, 1, text.length, p->out);
	text_release(&text);
}

static void
put_key(struct print *p, const char *key)
{
	if (p->json) {
		if (p->comma)
			fputs(", ", p->out);
		put_json(p, key);
		fputs(": ", p->out);
		p->comma = true;
	} else if (*key != '\0') {
		int n = fprintf(p->out, "%s:", key);

		fprintf(p->out, "%*s", n < KEY_WIDTH ? KEY_WIDTH - n : 1, "");
	}
}

/* --- Rows as text: held back until their widths are known -------------- */

/* Columns as wide as their widest cell; code points, near enough. */
static size_t
width(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += (*s & 0xc0) != 0x80;
	return n;
}

static size_t
column_width(const struct print *p, size_t column)
{
	size_t widest = 0;

	for (size_t i = 0; i < p->row_count; i++) {
		const char *cell = p->rows[i][column];

		if (cell != NULL && width(cell) > widest)
			widest = width(cell);
	}
	return widest;
}

static void
put_row(struct print *p, const char *const *row, const size_t *widths)
{
	size_t last = 0;

	for (size_t i = 0; i < PRINT_CELLS; i++)
		if (row[i] != NULL && *row[i] != '\0')
			last = i;
	put_key(p, p->list);
	for (size_t i = 0; i <= last; i++) {
		const char *cell = row[i] != NULL ? row[i] : "";

		fputs(cell, p->out);
		if (i < last)
			fprintf(p->out, "%*s", (int)(widths[i] - width(cell)) +
			    (widths[i] > 0 ? 2 : 0), "");
	}
	fputc('\n', p->out);
}

static void
put_rows(struct print *p)
{
	size_t widths[PRINT_CELLS];

	for (size_t i = 0; i < PRINT_CELLS; i++)
		widths[i] = column_width(p, i);
	for (size_t i = 0; i < p->row_count; i++)
		put_row(p, p->rows[i], widths);
	p->row_count = 0;
}

/* --- Structure --------------------------------------------------------- */

static void
end_row(struct print *p)
{
	if (p->in_row && p->json)
		fputc('}', p->out);
	p->in_row = false;
}

void
print_list(struct print *p, const char *key)
{
	if (p->json) {
		put_key(p, key);
		fputc('[', p->out);
	}
	p->comma = false;
	p->list = key;
}

void
print_row(struct print *p)
{
	bool first = !p->in_row;

	end_row(p);
	if (p->json)
		fputs(first ? "\n{" : ",\n{", p->out);
	if (!p->json && p->row_count == PRINT_ROWS)
		put_rows(p);
	if (!p->json)
		memset(p->rows[p->row_count++], 0, sizeof(p->rows[0]));
	p->comma = false;
	p->in_row = true;
	p->cells = 0;
}

void
print_list_end(struct print *p)
{
	end_row(p);
	if (p->json)
		fputc(']', p->out);
	else
		put_rows(p);
	p->comma = true;
	p->list = NULL;
}

void
print_end(struct print *p)
{
	if (p->array)
		print_list_end(p);
	else if (p->json)
		fputc('}', p->out);
	if (p->json)
		fputc('\n', p->out);
}

/* --- Values ------------------------------------------------------------ */

/* A value as text: a cell of a row, or a line. */
static void
put_text(struct print *p, const char *key, const char *value)
{
	if (p->in_row) {
		assert(p->cells < PRINT_CELLS);
		p->rows[p->row_count - 1][p->cells++] =
		    arena_strdup(p->arena, value);
	} else if (*value != '\0') {
		put_key(p, key);
		fprintf(p->out, "%s\n", value);
	}
}

void
print_text(struct print *p, const char *key, const char *value)
{
	if (!p->json) {
		put_text(p, key, value);
		return;
	}
	put_key(p, key);
	put_json(p, value);
}

void
print_number(struct print *p, const char *key, int64_t value)
{
	if (p->json) {
		put_key(p, key);
		fprintf(p->out, "%lld", (long long)value);
	} else {
		put_text(p, key, arena_printf(p->arena, "%lld",
		    (long long)value));
	}
}

void
print_time(struct print *p, const char *key, int64_t value)
{
	char text[TIME_TEXT_MAX];

	if (value != 0)
		print_text(p, key, time_iso(value, text));
	else
		print_json(p, key, "null");
}

void
print_flag(struct print *p, const char *key, bool value)
{
	if (p->json)
		print_json(p, key, value ? "true" : "false");
	else
		put_text(p, key, value ? key : "");
}

void
print_prefix(struct print *p, const char *key, const struct prefix *prefix)
{
	char text[PREFIX_TEXT_MAX];

	print_text(p, key, prefix_text(prefix, text));
}

void
print_json(struct print *p, const char *key, const char *json)
{
	if (!p->json) {
		if (p->in_row)
			put_text(p, key, "");
		return;
	}
	put_key(p, key);
	fputs(*json ? json : "null", p->out);
}

void
print_sizes(struct print *p, const struct free_of_size *sizes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		print_row(p);
		if (p->json)
			print_number(p, "length", sizes[i].length);
		else
			put_text(p, "length", arena_printf(p->arena, "/%d",
			    sizes[i].length));
		print_number(p, "count", sizes[i].count);
	}
}
