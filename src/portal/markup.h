/* SPDX-License-Identifier: ISC */
/*
 * markup: HTML being written, a text that knows its language.  Only what we
 * wrote ourselves gets in unescaped: put_raw() takes a string literal and
 * nothing else; put() escapes by the type of the value.  What pages say in
 * C goes through say(), so that po_check.py finds it.
 */
#ifndef PORTAL_MARKUP_H
#define PORTAL_MARKUP_H

#include "base/base.h"
#include "inet/inet.h"
#include "base/language.h"

struct markup {
	struct text text;		/* look at text.overflow at the end */
	enum language language;
	int utc_offset_s;		/* of the dates and times it shows */
};

void markup_init(struct markup *, size_t maximum, enum language,
    int utc_offset_s);
void markup_release(struct markup *);

/* --- Writing ---------------------------------------------------------- */

/* A string literal, as it is. */
#define put_raw(m, literal) \
	text_put_bytes(&(m)->text, "" literal, sizeof("" literal) - 1)

/* Other markup, as it is; NULL writes nothing. */
void put_markup(struct markup *, const struct markup *);

/* A value: escaped for text and for quoted attributes; numbers in groups of
   three ("65 536", with U+202F); a NULL text writes nothing. */
#define put(m, value) _Generic((value), \
	char *: put_text, const char *: put_text, \
	int: put_int, long: put_int, long long: put_int, \
	unsigned: put_unsigned, unsigned long: put_unsigned, \
	unsigned long long: put_unsigned, \
	struct prefix *: put_prefix, const struct prefix *: put_prefix, \
	struct address *: put_address, const struct address *: put_address \
	)(m, value)

void put_text(struct markup *, const char *);
void put_int(struct markup *, int64_t);
void put_unsigned(struct markup *, uint64_t);
void put_prefix(struct markup *, const struct prefix *);
void put_address(struct markup *, const struct address *);
void put_plain_int(struct markup *, int64_t);	/* "65536" */
void put_percent(struct markup *, int64_t);	/* "68 %" or "68%" */

/* A value inside a URL: all but letters, digits and -._~/:,@ is encoded. */
void put_url(struct markup *, const char *);
/* A whole URL of our own ("/blocks/…", encoded already); of any other site
   or kind, "/" is written instead. */
void put_path(struct markup *, const char *);

/* Moments, as <time>; 0 is an unknown one, written as a dash. */
void put_day(struct markup *, int64_t);		/* 2026-03-01 */
void put_time(struct markup *, int64_t);	/* 2026-03-01 09:02 */
/* The same for attributes. */
void put_day_text(struct markup *, int64_t);
void put_time_text(struct markup *, int64_t);
void put_iso(struct markup *, int64_t);		/* 2026-03-01T12:02:00Z */

/* --- Saying ----------------------------------------------------------- */

/* The translation of an English string literal; a plain text, not escaped. */
#define say(m, english) language_say((m)->language, "" english)
/* "%d block" or "%d blocks", by the language's rule for n. */
#define say_plural(m, one, many, n) \
	language_translate_plural((m)->language, one, many, n)
/* Marks a string that say() gets later, out of a table. */
#define N_(english) english

/* What takes the place of a %s or %d, made by SAID(value). */
struct said {
	enum { SAID_TEXT, SAID_INT, SAID_UNSIGNED, SAID_MARKUP, SAID_DAY,
	    SAID_TIME } kind;
	union {
		const char *text;
		int64_t number;
		uint64_t count;
		const struct markup *markup;
	};
};

#define SAID(value) _Generic((value), \
	char *: said_text, const char *: said_text, \
	int: said_int, long: said_int, long long: said_int, \
	unsigned: said_unsigned, unsigned long: said_unsigned, \
	unsigned long long: said_unsigned, \
	struct markup *: said_markup, const struct markup *: said_markup \
	)(value)

struct said said_text(const char *);
struct said said_int(int64_t);
struct said said_unsigned(uint64_t);
struct said said_markup(const struct markup *);
struct said said_day(int64_t);
struct said said_time(int64_t);

/*
 * A translated sentence, escaped, with values for its %s and %d ("%2$s" is
 * the second; "%%" a percent sign), each written as put() would:
 *
 *	put_said(m, say(m, "%s is held by %s"), SAID(prefix), SAID(holder));
 */
#define put_said(m, sentence, ...) \
	put_said_all(m, sentence, (const struct said[]){ __VA_ARGS__ }, \
	    ARRAY_LENGTH(((const struct said[]){ __VA_ARGS__ })))
void put_said_all(struct markup *, const char *sentence, const struct said *,
    size_t count);

#endif
