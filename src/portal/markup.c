/* SPDX-License-Identifier: ISC */
#include "portal/markup.h"

#include <inttypes.h>
#include <stdio.h>
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

static void
put_bytes(struct markup *m, const char *s, size_t n)
{
	size_t plain = 0;

	for (size_t i = 0; i < n; i++) {
		if (strchr("&<>\"'", s[i]) == NULL)
			continue;
		text_put_bytes(&m->text, s + plain, i - plain);
		text_put(&m->text, entity(s[i]));
		plain = i + 1;
	}
	text_put_bytes(&m->text, s + plain, n - plain);
}

void
put_text(struct markup *m, const char *s)
{
	if (s != NULL)
		put_bytes(m, s, strlen(s));
}

void
put_unsigned(struct markup *m, uint64_t n)
{
	char digits[24];
	int length = snprintf(digits, sizeof(digits), "%" PRIu64, n);

	for (int i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			text_put(&m->text, GROUP);
		text_put_char(&m->text, digits[i]);
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

static bool
stands_in_url(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || strchr("-._~/:,@", c) != NULL;
}

void
put_url(struct markup *m, const char *s)
{
	if (s == NULL)
		return;
	for (; *s != '\0'; s++)
		if (stands_in_url(*s))
			text_put_char(&m->text, *s);
		else
			text_printf(&m->text, "%%%02X", (unsigned)(uint8_t)*s);
}

/* Browsers take "//" and "/\" for the start of another site, and drop tabs
   and line ends before they look. */
static bool
is_own_path(const char *s)
{
	if (s[0] != '/' || s[1] == '/' || s[1] == '\\')
		return false;
	for (; *s != '\0'; s++)
		if ((uint8_t)*s <= ' ' || *s == 0x7f)
			return false;
	return true;
}

void
put_path(struct markup *m, const char *s)
{
	put_text(m, s != NULL && is_own_path(s) ? s : "/");
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
	if (t == 0) {
		text_put(&m->text, DASH);
		return;
	}
	put_raw(m, "<time datetime=\"");
	put_day_text(m, t);
	put_raw(m, "\">");
	put_day_text(m, t);
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
	const char *percent;

	while ((percent = strchr(sentence, '%')) != NULL) {
		put_bytes(m, sentence, (size_t)(percent - sentence));
		sentence = placeholder(percent + 1, &next, &which);
		assert(which == SIZE_MAX || which < count);
		if (which == SIZE_MAX)
			put_raw(m, "%");
		else
			put_one_said(m, &said[which]);
	}
	put_text(m, sentence);
}
