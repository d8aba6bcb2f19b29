/* SPDX-License-Identifier: ISC */
#include "portal/markup.h"

#include <inttypes.h>
#include <string.h>

#define GROUP "\u202f"		/* a thin space at which no line breaks */
#define DASH "\u2014"

void
markup_init(struct markup *m, size_t maximum, enum language language,
    int utc_offset_s)
{
	text_init(&m->text, maximum);
	m->language = language;
	m->utc_offset_s = utc_offset_s;
}

void
markup_release(struct markup *m)
{
	text_release(&m->text);
}

void
put_markup(struct markup *m, const struct markup *other)
{
	if (other == NULL)
		return;
	text_put_bytes(&m->text, other->text.bytes, other->text.length);
	m->text.overflow |= other->text.overflow;
}

static const char *
entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	default:
		return "&#39;";
	}
}

/* What a byte is; most are nothing of this. */
enum {
	BLANK = 1,			/* or control: not in a path */
	ENCODED = 2,			/* in a URL */
	END = 4,
	SPECIAL = 8,			/* not in markup as it is */
	PLACE = 16,			/* where a value stands */
};
static uint8_t kinds[256];

static bool
stands_in_url(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') ||
	    (c != '\0' && strchr("-._~/:,@", c) != NULL);
}

__attribute__((constructor)) static void
fill_kinds(void)
{
	for (int c = 0; c < 256; c++) {
		if (c <= ' ' || c == 0x7f)
			kinds[c] |= BLANK;
		if (!stands_in_url((char)c))
			kinds[c] |= ENCODED;
		if (c != '\0' && strchr("&<>\"'", c) != NULL)
			kinds[c] |= SPECIAL;
	}
	kinds['%'] |= PLACE;
	kinds[0] |= END;
}

/* How many bytes from s on are nothing of these. */
static size_t
span_without(const char *s, unsigned what)
{
	const char *p = s;

	while ((kinds[(uint8_t)*p] & what) == 0)
		p++;
	return (size_t)(p - s);
}

/* Writes up to one of these, END or PLACE; returns where that is. */
static const char *
put_until(struct markup *m, const char *s, unsigned what)
{
	size_t plain;

	for (;; s += plain + 1) {
		plain = span_without(s, SPECIAL | what);
		text_put_bytes(&m->text, s, plain);
		if ((kinds[(uint8_t)s[plain]] & what) != 0)
			return s + plain;
		text_put(&m->text, entity(s[plain]));
	}
}

void
put_text(struct markup *m, const char *s)
{
	if (s != NULL)
		put_until(m, s, END);
}

void
put_unsigned(struct markup *m, uint64_t n)
{
	char digits[24];
	size_t at = sizeof(digits), first;

	do
		digits[--at] = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	first = (sizeof(digits) - at - 1) % 3 + 1;
	text_put_bytes(&m->text, digits + at, first);
	for (at += first; at < sizeof(digits); at += 3) {
		text_put(&m->text, GROUP);
		text_put_bytes(&m->text, digits + at, 3);
	}
}

void
put_int(struct markup *m, int64_t n)
{
	if (n < 0)
		text_put(&m->text, "\u2212");
	put_unsigned(m, n < 0 ? -(uint64_t)n : (uint64_t)n);
}

void
put_plain_int(struct markup *m, int64_t n)
{
	text_put_int(&m->text, n);
}

/* Spanish sets the sign apart; English and Brazilian Portuguese do not. */
void
put_percent(struct markup *m, int64_t n)
{
	put_int(m, n);
	if (m->language == LANGUAGE_ES)
		text_put(&m->text, GROUP);
	text_put_char(&m->text, '%');
}

void
put_prefix(struct markup *m, const struct prefix *p)
{
	char out[PREFIX_TEXT_MAX];

	put_text(m, prefix_text(p, out));
}

void
put_address(struct markup *m, const struct address *a)
{
	char out[PREFIX_TEXT_MAX];

	put_text(m, address_text(a, out));
}

/* --- URLs ------------------------------------------------------------- */

void
put_url(struct markup *m, const char *s)
{
	static const char hex[] = "0123456789ABCDEF";
	char escape[3] = "%";
	size_t plain;

	for (; s != NULL; s += plain + 1) {
		plain = span_without(s, ENCODED | END);
		text_put_bytes(&m->text, s, plain);
		if (s[plain] == '\0')
			return;
		escape[1] = hex[(uint8_t)s[plain] >> 4];
		escape[2] = hex[(uint8_t)s[plain] & 15];
		text_put_bytes(&m->text, escape, sizeof(escape));
	}
}

/* Browsers take "//" and "/\" for the start of another site, and drop tabs
   and line ends before they look. */
static bool
is_own_path(const char *s)
{
	return s[0] == '/' && s[1] != '/' && s[1] != '\\' &&
	    s[span_without(s, BLANK | END)] == '\0';
}

void
put_path(struct markup *m, const char *s)
{
	if (s != NULL && is_own_path(s))
		put_text(m, s);
	else
		put_raw(m, "/");
}

/* --- Moments ---------------------------------------------------------- */

void
put_iso(struct markup *m, int64_t t)
{
	char out[TIME_TEXT_MAX];

	if (t != 0)
		text_put(&m->text, time_iso(t, out));
}

void
put_day_text(struct markup *m, int64_t t)
{
	char out[TIME_TEXT_MAX];

	if (t == 0) {
		text_put(&m->text, DASH);
		return;
	}
	time_iso(t + m->utc_offset_s, out);
	text_put_bytes(&m->text, out, strlen("2026-03-01"));
}

void
put_time_text(struct markup *m, int64_t t)
{
	char out[TIME_TEXT_MAX];

	put_day_text(m, t);
	if (t == 0)
		return;
	time_iso(t + m->utc_offset_s, out);
	text_put_char(&m->text, ' ');
	text_put_bytes(&m->text, strchr(out, 'T') + 1, strlen("09:02"));
}

void
put_day(struct markup *m, int64_t t)
{
	char out[TIME_TEXT_MAX];

	if (t == 0) {
		text_put(&m->text, DASH);
		return;
	}
	time_iso(t + m->utc_offset_s, out);
	put_raw(m, "<time datetime=\"");
	text_put_bytes(&m->text, out, strlen("2026-03-01"));
	put_raw(m, "\">");
	text_put_bytes(&m->text, out, strlen("2026-03-01"));
	put_raw(m, "</time>");
}

void
put_time(struct markup *m, int64_t t)
{
	char out[TIME_TEXT_MAX];

	if (t == 0) {
		text_put(&m->text, DASH);
		return;
	}
	time_iso(t, out);
	put_raw(m, "<time datetime=\"");
	text_put(&m->text, out);
	put_raw(m, "\" title=\"");
	text_put_bytes(&m->text, out, strlen("2026-03-01"));
	put_raw(m, " ");
	text_put_bytes(&m->text, strchr(out, 'T') + 1, strlen("09:02"));
	put_raw(m, " UTC\">");
	put_time_text(m, t);
	put_raw(m, "</time>");
}

/* --- Saying ----------------------------------------------------------- */

struct said
said_text(const char *text)
{
	return (struct said){ .kind = SAID_TEXT, .text = text };
}

struct said
said_int(int64_t n)
{
	return (struct said){ .kind = SAID_INT, .number = n };
}

struct said
said_unsigned(uint64_t n)
{
	return (struct said){ .kind = SAID_UNSIGNED, .count = n };
}

struct said
said_markup(const struct markup *markup)
{
	return (struct said){ .kind = SAID_MARKUP, .markup = markup };
}

struct said
said_day(int64_t t)
{
	return (struct said){ .kind = SAID_DAY, .number = t };
}

struct said
said_time(int64_t t)
{
	return (struct said){ .kind = SAID_TIME, .number = t };
}

static void
put_one_said(struct markup *m, const struct said *said)
{
	switch (said->kind) {
	case SAID_TEXT:
		put_text(m, said->text);
		break;
	case SAID_INT:
		put_int(m, said->number);
		break;
	case SAID_UNSIGNED:
		put_unsigned(m, said->count);
		break;
	case SAID_MARKUP:
		put_markup(m, said->markup);
		break;
	case SAID_DAY:
		put_day(m, said->number);
		break;
	case SAID_TIME:
		put_time(m, said->number);
		break;
	}
}

/* What stands behind a percent sign: which value it asks for (*which), or
   SIZE_MAX for a percent sign itself.  Returns where it ends. */
static const char *
placeholder(const char *s, size_t *next, size_t *which)
{
	*which = SIZE_MAX;
	if (*s == '%')
		return s + 1;
	if (s[0] >= '1' && s[0] <= '9' && s[1] == '$') {
		*which = (size_t)(s[0] - '1');
		s += 2;
	} else {
		*which = (*next)++;
	}
	assert(*s == 's' || *s == 'd');
	return s + 1;
}

void
put_said_all(struct markup *m, const char *sentence, const struct said *said,
    size_t count)
{
	size_t next = 0, which;

	while (*(sentence = put_until(m, sentence, END | PLACE)) != '\0') {
		sentence = placeholder(sentence + 1, &next, &which);
		assert(which == SIZE_MAX || which < count);
		if (which == SIZE_MAX)
			put_raw(m, "%");
		else
			put_one_said(m, &said[which]);
	}
}
