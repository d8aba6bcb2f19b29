/* SPDX-License-Identifier: ISC */
#include "base/base.h"

#include <string.h>
#include <utf8proc.h>

#define ZERO_WIDTH_NON_JOINER 0x200c
#define ZERO_WIDTH_JOINER 0x200d
#define DECOMPOSED_MAX 32		/* the longest of NFKD has 18 */

/*
 * Format characters steer the text around them (bidirectional controls,
 * tags, the byte order mark); only the two joiners, which some scripts are
 * spelt with, may stand in a name.
 */
static bool
is_clean(utf8proc_int32_t c)
{
	switch (utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_CF:
		return c == ZERO_WIDTH_NON_JOINER || c == ZERO_WIDTH_JOINER;
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_CN:
	case UTF8PROC_CATEGORY_CO:
	case UTF8PROC_CATEGORY_CS:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return false;
	default:
		return true;
	}
}

bool
text_is_clean(const char *s, size_t maximum)
{
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)s;
	size_t left = strlen(s);
	utf8proc_ssize_t n;
	utf8proc_int32_t c;

	if (left > maximum)
		return false;
	for (; left > 0; p += n, left -= (size_t)n) {
		n = utf8proc_iterate(p, (utf8proc_ssize_t)left, &c);
		if (n <= 0 || !is_clean(c))
			return false;
	}
	return true;
}

static bool
is_letter_or_digit(utf8proc_int32_t c)
{
	utf8proc_category_t category = utf8proc_category(c);

	return (category >= UTF8PROC_CATEGORY_LU &&
	    category <= UTF8PROC_CATEGORY_LO) ||
	    category == UTF8PROC_CATEGORY_ND ||
	    category == UTF8PROC_CATEGORY_NL;
}

size_t
text_characters(const char *s)
{
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)s;
	size_t left = strlen(s), count = 0;
	utf8proc_ssize_t n;
	utf8proc_int32_t c;

	for (; left > 0; p += n, left -= (size_t)n, count++) {
		n = utf8proc_iterate(p, (utf8proc_ssize_t)left, &c);
		n = n > 0 ? n : 1;
	}
	return count;
}

bool
text_has_word(const char *s)
{
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)s;
	size_t left = strlen(s);
	utf8proc_ssize_t n;
	utf8proc_int32_t c;

	for (; left > 0; p += n, left -= (size_t)n) {
		n = utf8proc_iterate(p, (utf8proc_ssize_t)left, &c);
		if (n > 0 && is_letter_or_digit(c))
			return true;
		n = n > 0 ? n : 1;
	}
	return false;
}

/* Letters that NFKD leaves whole, and how people write them in A-Z. */
static const struct {
	utf8proc_int32_t letter;
	const char *ascii;
} whole_letters[] = {
	{ 0x00df, "SS" }, { 0x1e9e, "SS" },	/* sharp s */
	{ 0x00e6, "AE" }, { 0x00c6, "AE" },
	{ 0x00f8, "O" },  { 0x00d8, "O" },
	{ 0x00f0, "D" },  { 0x00d0, "D" },	/* eth */
	{ 0x00fe, "TH" }, { 0x00de, "TH" },	/* thorn */
	{ 0x0111, "D" },  { 0x0110, "D" },
	{ 0x0127, "H" },  { 0x0126, "H" },
	{ 0x0131, "I" },			/* dotless i */
	{ 0x0142, "L" },  { 0x0141, "L" },
	{ 0x014b, "NG" }, { 0x014a, "NG" },
	{ 0x0153, "OE" }, { 0x0152, "OE" },
	{ 0x0167, "T" },  { 0x0166, "T" },
};

/* The words folded so far; a separator counts once a letter follows it, or
   is kept as it is. */
struct fold {
	struct text text;
	bool separated, keeps;
};

static void
fold_letters(struct fold *f, const char *ascii)
{
	if (f->separated && f->text.length > 0)
		text_put_char(&f->text, ' ');
	f->separated = false;
	text_put(&f->text, ascii);
}

static bool
is_mark(utf8proc_int32_t c)
{
	switch (utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ME:
		return true;
	default:
		return is_clean(c) &&
		    utf8proc_category(c) == UTF8PROC_CATEGORY_CF;
	}
}

/* One code point of the decomposed text. */
static void
fold_point(struct fold *f, utf8proc_int32_t c)
{
	char letter[2] = { '\0', '\0' };
	size_t i;

	if (c >= 'a' && c <= 'z')
		letter[0] = (char)(c - 'a' + 'A');
	else if (c >= 'A' && c <= 'Z')
		letter[0] = (char)c;
	if (letter[0] != '\0') {
		fold_letters(f, letter);
		return;
	}
	for (i = 0; i < ARRAY_LENGTH(whole_letters); i++) {
		if (whole_letters[i].letter == c) {
			fold_letters(f, whole_letters[i].ascii);
			return;
		}
	}
	if (!is_mark(c))
		f->separated = true;
}

/*
 * Marks are dropped, so the order in which they would stand does not
 * matter and each code point can be decomposed alone.
 */
static void
fold_decomposed(struct fold *f, utf8proc_int32_t c)
{
	utf8proc_int32_t points[DECOMPOSED_MAX];
	utf8proc_ssize_t n, i;
	int boundary = 0;

	n = utf8proc_decompose_char(c, points, DECOMPOSED_MAX,
	    UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, &boundary);
	assert(n >= 0 && n <= DECOMPOSED_MAX);
	for (i = 0; i < n; i++)
		fold_point(f, points[i]);
}

/* Each code point by itself; what is not UTF-8 separates words. */
static char *
fold_text(struct arena *a, const char *s,
    void (*fold)(struct fold *, utf8proc_int32_t))
{
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)s;
	size_t left = strlen(s);
	struct fold f = { .separated = false };
	utf8proc_int32_t c;
	utf8proc_ssize_t n;
	char *folded;

	text_init(&f.text, left * DECOMPOSED_MAX);
	for (; left > 0; p += n, left -= (size_t)n) {
		n = utf8proc_iterate(p, (utf8proc_ssize_t)left, &c);
		if (n <= 0) {
			n = 1;
			f.separated = true;
			continue;
		}
		fold(&f, c);
	}
	folded = arena_strdup(a, f.text.bytes);
	text_release(&f.text);
	return folded;
}

char *
text_fold_ascii(struct arena *a, const char *s)
{
	return fold_text(a, s, fold_decomposed);
}

static void
fold_searched(struct fold *f, utf8proc_int32_t c)
{
	utf8proc_uint8_t bytes[5] = { 0 };
	size_t i;

	utf8proc_encode_char(c, bytes);
	if (!is_letter_or_digit(c)) {
		if (f->keeps && !is_mark(c))
			text_put(&f->text, (const char *)bytes);
		f->separated |= !f->keeps && !is_mark(c);
		return;
	}
	for (i = 0; i < ARRAY_LENGTH(whole_letters); i++)
		if (whole_letters[i].letter == c)
			break;
	if (i < ARRAY_LENGTH(whole_letters)) {
		for (const char *a = whole_letters[i].ascii; *a != '\0'; a++)
			fold_letters(f, (char[]){ (char)(*a + 'a' - 'A'),
			    '\0' });
		return;
	}
	fold_letters(f, (const char *)bytes);
}

/* Decomposed and without case, one code point of the text. */
static void
fold_caseless(struct fold *f, utf8proc_int32_t c)
{
	utf8proc_int32_t points[DECOMPOSED_MAX];
	utf8proc_ssize_t n, i;
	int boundary = 0;

	n = utf8proc_decompose_char(c, points, DECOMPOSED_MAX,
	    UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD,
	    &boundary);
	assert(n >= 0 && n <= DECOMPOSED_MAX);
	for (i = 0; i < n; i++)
		fold_searched(f, points[i]);
}

char *
text_fold_words(struct arena *a, const char *s)
{
	return fold_text(a, s, fold_caseless);
}

static void
fold_kept(struct fold *f, utf8proc_int32_t c)
{
	f->keeps = true;
	fold_caseless(f, c);
}

char *
text_fold_case(struct arena *a, const char *s)
{
	return fold_text(a, s, fold_kept);
}
