/* SPDX-License-Identifier: ISC */
#include "base/base.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define TEXT_FIRST 240			/* bytes that a new text has room for */

void
text_init(struct text *t, size_t maximum)
{
	assert(maximum < SIZE_MAX / 4);
	memset(t, 0, sizeof(*t));
	t->maximum = maximum;
	t->capacity = maximum < TEXT_FIRST ? maximum : TEXT_FIRST;
	t->bytes = memory_alloc(t->capacity + 1);
}

void
text_release(struct text *t)
{
	free(t->bytes);
	memset(t, 0, sizeof(*t));
}

void
text_clear(struct text *t)
{
	t->length = 0;
	t->bytes[0] = '\0';
	t->overflow = false;
}

/* How many of n bytes may be written; they have room then. */
static size_t
text_reserve(struct text *t, size_t n)
{
	size_t capacity = t->capacity;

	if (t->overflow)
		return 0;
	if (n > t->maximum - t->length) {
		t->overflow = true;
		n = t->maximum - t->length;
	}
	if (n <= t->capacity - t->length)
		return n;
	while (capacity - t->length < n)
		capacity = capacity * 2 + 1;
	if (capacity > t->maximum)
		capacity = t->maximum;
	t->bytes = memory_realloc(t->bytes, capacity + 1);
	t->capacity = capacity;
	return n;
}

void
text_put_much(struct text *t, const void *bytes, size_t n)
{
	n = text_reserve(t, n);
	if (n == 0)
		return;
	memcpy(t->bytes + t->length, bytes, n);
	t->length += n;
	t->bytes[t->length] = '\0';
}

void
text_put(struct text *t, const char *s)
{
	text_put_bytes(t, s, strlen(s));
}

void
text_put_char(struct text *t, char c)
{
	text_put_bytes(t, &c, 1);
}

void
text_put_int(struct text *t, int64_t n)
{
	char digits[24];
	char *p = digits + sizeof(digits);
	uint64_t rest = n < 0 ? -(uint64_t)n : (uint64_t)n;

	do {
		*--p = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (n < 0)
		*--p = '-';
	text_put_bytes(t, p, (size_t)(digits + sizeof(digits) - p));
}

void
text_put_hex(struct text *t, const void *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *b = bytes;
	char pair[2];

	for (; n > 0; n--, b++) {
		pair[0] = digits[*b >> 4];
		pair[1] = digits[*b & 15];
		text_put_bytes(t, pair, sizeof(pair));
	}
}

void
text_vprintf(struct text *t, const char *format, va_list args)
{
	size_t room = t->capacity - t->length;
	va_list again;
	size_t need;
	int n;

	if (t->overflow)
		return;
	va_copy(again, args);
	n = vsnprintf(t->bytes + t->length, room + 1, format, args);
	assert(n >= 0);
	need = text_reserve(t, (size_t)n);
	if (need > room)
		vsnprintf(t->bytes + t->length, need + 1, format, again);
	va_end(again);
	t->length += need;
	t->bytes[t->length] = '\0';
}

void
text_printf(struct text *t, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text_vprintf(t, format, args);
	va_end(args);
}

/* The letter of a two-character escape, or 0. */
static char
json_escape(char c)
{
	switch (c) {
	case '"':
	case '\\':
		return c;
	case '\b':
		return 'b';
	case '\f':
		return 'f';
	case '\n':
		return 'n';
	case '\r':
		return 'r';
	case '\t':
		return 't';
	default:
		return '\0';
	}
}

/* How many bytes from s on may stand in a JSON string as they are. */
static size_t
json_plain(const char *s, size_t n)
{
	const utf8proc_uint8_t *b = (const utf8proc_uint8_t *)s;
	utf8proc_int32_t c;
	utf8proc_ssize_t step;
	size_t i = 0;

	while (i < n && b[i] != '"' && b[i] != '\\' && b[i] >= ' ') {
		if (b[i] < 0x80) {
			i++;
			continue;
		}
		step = utf8proc_iterate(b + i, (utf8proc_ssize_t)(n - i), &c);
		if (step <= 0)
			break;
		i += (size_t)step;
	}
	return i;
}

static void
json_put_special(struct text *t, char c)
{
	char letter = json_escape(c);

	if (letter != '\0') {
		text_put_char(t, '\\');
		text_put_char(t, letter);
	} else if ((uint8_t)c < ' ') {
		text_printf(t, "\\u%04x", (unsigned)(uint8_t)c);
	} else {
		text_put(t, "\\ufffd");	/* a byte that is not UTF-8 */
	}
}

void
text_put_json_bytes(struct text *t, const char *s, size_t n)
{
	size_t plain;

	text_put_char(t, '"');
	while (n > 0) {
		plain = json_plain(s, n);
		text_put_bytes(t, s, plain);
		s += plain;
		n -= plain;
		if (n == 0)
			break;
		json_put_special(t, *s);
		s++;
		n--;
	}
	text_put_char(t, '"');
}

void
text_put_json(struct text *t, const char *s)
{
	text_put_json_bytes(t, s, strlen(s));
}

bool
text_equal(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return strcmp(a, b) == 0;
}

bool
parse_number(const char *s, uint64_t maximum, uint64_t *out)
{
	uint64_t n = 0;
	unsigned digit;

	if (s[0] == '\0' || (s[0] == '0' && s[1] != '\0'))
		return false;
	for (; *s != '\0'; s++) {
		if (*s < '0' || *s > '9')
			return false;
		digit = (unsigned)(*s - '0');
		if (digit > maximum || n > (maximum - digit) / 10)
			return false;
		n = n * 10 + digit;
	}
	*out = n;
	return true;
}
