/* SPDX-License-Identifier: ISC */
#include "stats/stats.h"

#include <string.h>
#include <utf8proc.h>

#include "stats/private.h"

/* The five registries' files together have 600,000; 32 bits count lines. */
#define LINES_MAX 10000000u

static void
complain(struct stats_reader *r, struct stats_complaints *list, uint32_t line,
    const char *text)
{
	if (list->count < STATS_COMPLAINTS_MAX) {
		list->items[list->count].line = line;
		list->items[list->count].text = arena_strdup(r->arena, text);
	}
	list->count++;
}

void
stats_complain(struct stats_reader *r, struct stats_complaints *list,
    uint32_t line, const char *format, ...)
{
	struct text t;
	va_list args;

	if (list->count >= STATS_COMPLAINTS_MAX) {
		list->count++;
		return;
	}
	text_init(&t, 8 * SHOWN_MAX);
	va_start(args, format);
	text_vprintf(&t, format, args);
	va_end(args);
	complain(r, list, line, t.bytes);
	text_release(&t);
}

/* A value of the file, fit for a terminal: no control characters, short. */
static void
put_shown(struct text *t, const char *value)
{
	size_t i;

	text_put_char(t, '"');
	for (i = 0; value[i] != '\0' && i < SHOWN_MAX; i++) {
		if (value[i] >= ' ' && value[i] <= '~')
			text_put_char(t, value[i]);
		else
			text_printf(t, "\\x%02x", (uint8_t)value[i]);
	}
	text_put(t, value[i] == '\0' ? "\"" : "...\"");
}

void
stats_complain_field(struct stats_reader *r, const struct line *line,
    const char *name, const char *value, const char *reason)
{
	struct text shown;

	text_init(&shown, 8 * SHOWN_MAX);
	put_shown(&shown, value);
	stats_complain(r, &r->file.errors, line->number, "%s %s %s", name,
	    shown.bytes, reason);
	text_release(&shown);
}

static bool
is_utf8(const char *s, size_t n)
{
	utf8proc_int32_t point;
	utf8proc_ssize_t step;

	while (n > 0) {
		step = utf8proc_iterate((const utf8proc_uint8_t *)s,
		    (utf8proc_ssize_t)n, &point);
		if (step <= 0)
			return false;
		s += step;
		n -= (size_t)step;
	}
	return true;
}

static void
split_fields(struct line *line, char *rest)
{
	line->count = 0;
	while (rest != NULL && line->count < FIELDS_MAX)
		line->field[line->count++] = strsep(&rest, "|");
}

/* What is wrong with the line as such, or NULL. */
static const char *
line_fault(const struct stats_reader *r)
{
	if (r->line >= LINES_MAX)
		return "the file has too many lines";
	if (r->too_long)
		return "the line is too long";
	if (memchr(r->buffer, '\0', r->length) != NULL)
		return "the line has a NUL";
	if (!is_utf8(r->buffer, r->length))
		return "the line is not UTF-8";
	return NULL;
}

/*
 * A summary has a star for its country, which no record has.  The first line
 * that is neither comment nor blank is the header, whatever it looks like.
 */
static void
take_fields(struct stats_reader *r, const struct line *line)
{
	if (!r->file.has_header)
		stats_take_header(r, line);
	else if (line->count > 1 && strcmp(line->field[1], "*") == 0)
		stats_take_summary(r, line);
	else
		stats_take_record(r, line);
}

static void
take_line(struct stats_reader *r)
{
	struct line line = { .number = r->line + 1 };
	const char *fault;

	if (r->length > 0 && r->buffer[r->length - 1] == '\r')
		r->length--;
	r->buffer[r->length] = '\0';
	if (r->length > LIMIT_FILE_LINE)
		r->too_long = true;
	if ((fault = line_fault(r)) != NULL) {
		stats_complain(r, &r->file.errors, line.number, "%s", fault);
	} else if (r->length > 0 && r->buffer[0] != '#') {
		split_fields(&line, r->buffer);
		take_fields(r, &line);
	}
	if (r->line < LINES_MAX)
		r->line++;
	r->length = 0;
	r->too_long = false;
}

/* Bytes without a line end; what does not fit is dropped. */
static void
take_bytes(struct stats_reader *r, const char *bytes, size_t n)
{
	size_t room = sizeof(r->buffer) - 1 - r->length;

	if (n > room) {
		r->too_long = true;
		n = room;
	}
	memcpy(r->buffer + r->length, bytes, n);
	r->length += n;
}

struct stats_reader *
stats_reader_new(struct arena *a)
{
	struct stats_reader *r = arena_alloc(a, sizeof(*r));

	r->arena = a;
	ids_init(&r->ids, a);
	return r;
}

void
stats_reader_feed(struct stats_reader *r, const void *data, size_t n)
{
	const char *bytes = data, *end;
	size_t piece;

	while (n > 0) {
		end = memchr(bytes, '\n', n);
		piece = end == NULL ? n : (size_t)(end - bytes);
		take_bytes(r, bytes, piece);
		if (end == NULL)
			return;
		take_line(r);
		bytes += piece + 1;
		n -= piece + 1;
	}
}

const struct stats_file *
stats_reader_file(const struct stats_reader *r)
{
	return &r->file;
}

const struct stats_file *
stats_reader_end(struct stats_reader *r)
{
	if (r->length > 0 || r->too_long)
		take_line(r);
	if (!r->file.has_header && r->file.errors.count == 0)
		stats_complain(r, &r->file.errors, 0, "the file has no header");
	r->file.ids = r->ids.names;
	r->file.id_count = r->ids.count;
	if (r->file.errors.count == 0)
		stats_check_overlaps(r);
	if (r->file.errors.count > 0)
		return NULL;
	stats_check_promises(r);
	return &r->file;
}
