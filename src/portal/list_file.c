/* SPDX-License-Identifier: ISC */
/* What is filtered on a page, all pages of it, as CSV and JSON. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "portal/list_file.h"

#define STEP 500		/* rows at once */
#define STEP_BYTES (8u << 20)	/* of which each is 16 KiB at most */

/* UTF-8's mark: without it spreadsheets read each accent as two letters. */
#define MARK "\xEF\xBB\xBF"

typedef void put_fn(struct text *, const struct list_file *, int kind,
    const struct view_row *, int offset_s);

/* It grows on disk, so that its length is no matter, and is sent when it is
   whole: what fails half-way fails with an error, not with half a file. */
struct writing {
	const struct list_file *in;
	FILE *file;
	struct text text;		/* of the step */
	put_fn *put_row;
	const char *between;		/* two rows */
	bool some;			/* rows, so far */
};

/* "2026-03-01" of the registry's day; "" for an unknown one. */
static const char *
day_words(int64_t moment, int offset_s, char out[TIME_TEXT_MAX])
{
	char day[TIME_TEXT_MAX];

	out[0] = '\0';
	if (moment != 0) {
		time_day(moment, offset_s, day);
		snprintf(out, TIME_TEXT_MAX, "%.4s-%.2s-%.2s", day, day + 4,
		    day + 6);
	}
	return out;
}

static const char *
thing_words(const struct view_row *row, char out[PREFIX_TEXT_MAX])
{
	return row->is_asn ? asn_range_text(&row->asns, out) :
	    prefix_text(&row->prefix, out);
}

static const char *
up_words(const struct view_row *row, char out[PREFIX_TEXT_MAX])
{
	out[0] = '\0';
	return row->up.length == 0 ? out : prefix_text(&row->up, out);
}

static const char *
use_of(const struct list_file *in, const struct view_row *row)
{
	return in->uses ? block_use_words[row->use_for] : "";
}

static const char *
label_of(const struct list_file *in, const struct view_row *row)
{
	return in->labels && row->label != NULL ? row->label : "";
}

static const char *
kind_word(const struct list_file *in, int kind, const struct view_row *row)
{
	return row->is_free ? "free" : in->kinds[kind];
}

static const char *
status_word(const struct view_row *row)
{
	return row->is_free ? "" : status_words[row->status];
}

static const char *
text_or_none(const char *s)
{
	return s == NULL ? "" : s;
}

/* --- CSV (RFC 4180) ------------------------------------------------------- */

/* What a spreadsheet would take for a formula gets an apostrophe. */
static void
put_cell(struct text *out, const char *s, const char *end)
{
	bool quoted = strpbrk(s, "\",\r\n") != NULL;
	bool formula = s[0] != '\0' && strchr("=+-@\t\r", s[0]) != NULL;

	if (quoted)
		text_put_char(out, '"');
	if (formula)
		text_put_char(out, '\'');
	for (; *s != '\0'; s++) {
		if (*s == '"')
			text_put_char(out, '"');
		text_put_char(out, *s);
	}
	if (quoted)
		text_put_char(out, '"');
	text_put(out, end);
}

static void
put_csv(struct text *out, const struct list_file *in, int kind,
    const struct view_row *row, int offset_s)
{
	char thing[PREFIX_TEXT_MAX], up[PREFIX_TEXT_MAX], day[TIME_TEXT_MAX];

	put_cell(out, kind_word(in, kind, row), ",");
	put_cell(out, thing_words(row, thing), ",");
	put_cell(out, status_word(row), ",");
	put_cell(out, text_or_none(row->ownerid), ",");
	put_cell(out, text_or_none(row->name), ",");
	put_cell(out, up_words(row, up), ",");
	put_cell(out, day_words(row->created, offset_s, day), ",");
	put_cell(out, use_of(in, row), ",");
	put_cell(out, label_of(in, row), ",");
	if (!row->is_asn)
		text_printf(out, "%" PRIu64 ",%" PRIu64 ",%" PRId64,
		    row->use.used, row->use.total, row->use.children);
	else
		text_put(out, ",,");
	text_put(out, "\r\n");
}

/* --- JSON ----------------------------------------------------------------- */

/* NULL or "" is null. */
static void
put_value(struct text *out, const char *value)
{
	if (value == NULL || value[0] == '\0')
		text_put(out, "null");
	else
		text_put_json(out, value);
}

static void
put_member(struct text *out, const char *name, const char *value)
{
	text_put_json(out, name);
	text_put_char(out, ':');
	put_value(out, value);
	text_put_char(out, ',');
}

static void
put_json(struct text *out, const struct list_file *in, int kind,
    const struct view_row *row, int offset_s)
{
	char thing[PREFIX_TEXT_MAX], up[PREFIX_TEXT_MAX], day[TIME_TEXT_MAX];

	text_put(out, "\n{");
	put_member(out, "kind", kind_word(in, kind, row));
	put_member(out, "resource", thing_words(row, thing));
	put_member(out, "ownerid", row->ownerid);
	put_member(out, "name", row->name);
	put_member(out, "part_of", up_words(row, up));
	put_member(out, "since", day_words(row->created, offset_s, day));
	put_member(out, "use", use_of(in, row));
	put_member(out, "label", label_of(in, row));
	if (!row->is_asn)
		text_printf(out, "\"used\":%" PRIu64 ",\"total\":%" PRIu64
		    ",\"subassignments\":%" PRId64 ",", row->use.used,
		    row->use.total, row->use.children);
	text_put(out, "\"status\":");
	put_value(out, status_word(row));
	text_put_char(out, '}');
}

/* --- All pages of it ------------------------------------------------------ */

/* False: there is no room for it, or a row is longer than any can be. */
static bool
write_step(struct writing *w)
{
	size_t length = w->text.length;
	bool fine = !w->text.overflow &&
	    fwrite(w->text.bytes, 1, length, w->file) == length;

	text_clear(&w->text);
	return fine;
}

static void
put_rows(struct request *r, struct writing *w, int kind,
    const struct view_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (w->some)
			text_put(&w->text, w->between);
		w->some = true;
		w->put_row(&w->text, w->in, kind, &rows[i],
		    r->config->utc_offset_s);
	}
}

/* What rows need lives for one step only: there may be very many. */
static bool
write_kind(struct request *r, struct writing *w, int kind)
{
	struct view_row *rows = arena_alloc(r->arena, STEP * sizeof(*rows));
	struct view_page view = { .most = STEP };
	struct arena *step = arena_new();
	char after[VIEW_KEY_MAX] = "";
	bool fine;

	store_use_arena(r->store, step);
	do {
		memcpy(after, view.next, sizeof(after));
		view.after = after;
		put_rows(r, w, kind, rows, w->in->read(r, w->in, kind, &view,
		    rows));
		fine = write_step(w);
		arena_clear(step);
	} while (fine && view.next[0] != '\0');
	store_use_arena(r->store, r->arena);
	arena_free(step);
	return fine;
}

static bool
write_all(struct request *r, struct writing *w, const char *end)
{
	for (int kind = 0; w->in->kinds[kind] != NULL; kind++)
		if (!write_kind(r, w, kind))
			return false;
	text_put(&w->text, end);
	return write_step(w) && fflush(w->file) == 0;
}

static const char *
file_name(struct request *r, const struct list_file *in, const char *end)
{
	char *name = arena_printf(r->arena, "%s.%s", in->name, end);

	for (char *c = name; *c != '\0'; c++)
		if (*c == '/' || *c == ':')
			*c = '_';
	return name;
}

/* Half a list is none: what fails is answered instead. */
static void
answer_unwritten(struct request *r, int error)
{
	if (store_error(r->store) != NULL)
		return;			/* answered where the page is run */
	log_warning("%s: a file to send: %s", r->http->id, strerror(error));
	answer_problem(r, 0, RESULT_FILE_FAILED, NULL);
}

/* The text has what comes before the rows. */
static void
answer_list(struct request *r, struct writing *w, const char *end,
    const char *type, const char *suffix)
{
	bool fine;

	w->file = tmpfile();
	fine = w->file != NULL && write_all(r, w, end) &&
	    store_error(r->store) == NULL;
	if (fine)
		answer_file(r, type, file_name(r, w->in, suffix), w->file);
	else
		answer_unwritten(r, errno);
	if (!fine && w->file != NULL)
		fclose(w->file);
	text_release(&w->text);
}

void
answer_csv(struct request *r, const struct list_file *in)
{
	struct writing w = { .in = in, .put_row = put_csv, .between = "" };

	text_init(&w.text, STEP_BYTES);
	text_put(&w.text, MARK "kind,resource,status,ownerid,name,part_of,"
	    "since,use,label,used,total,subassignments\r\n");
	answer_list(r, &w, "", "text/csv; charset=utf-8", "csv");
}

void
answer_json(struct request *r, const struct list_file *in)
{
	struct writing w = { .in = in, .put_row = put_json, .between = "," };

	text_init(&w.text, STEP_BYTES);
	text_put(&w.text, "{");
	put_member(&w.text, in->what, in->name);
	put_member(&w.text, "filter", in->filter);
	text_put(&w.text, "\"resources\":[");
	answer_list(r, &w, "\n]}\n", "application/json", "json");
}
