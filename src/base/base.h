/* SPDX-License-Identifier: ISC */
/*
 * base: memory, text, time, chance and the log.
 *
 * A broken contract or missing memory ends the process (the supervisor
 * starts it anew), so nothing here returns "out of memory".
 */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define ARRAY_LENGTH(a) (sizeof(a) / sizeof((a)[0]))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))
#define MUST_CHECK __attribute__((warn_unused_result))

/* --- Arena: everything made for one request dies with it ------------- */

/*
 * An arena hands out memory that is released all at once.  Memory is
 * zeroed and aligned for any type.  An arena belongs to one thread.
 */
struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *);	/* runs what was deferred, last first */
void arena_clear(struct arena *);	/* the same, but keeps the arena */
void *arena_alloc(struct arena *, size_t size);
char *arena_strdup(struct arena *, const char *);
char *arena_strndup(struct arena *, const char *, size_t length);
char *arena_text(struct arena *, const void *, size_t length);	/* of so many
								   bytes */
char *arena_printf(struct arena *, const char *format, ...) PRINTF_LIKE(2, 3);
char *arena_vprintf(struct arena *, const char *format, va_list)
    PRINTF_LIKE(2, 0);
/* The texts one behind the other; each may be NULL. */
char *arena_join(struct arena *, const char *, const char *, const char *);
void *arena_memdup(struct arena *, const void *, size_t);

/* Have fn(argument) called when the arena is cleared or freed. */
void arena_defer(struct arena *, void (*fn)(void *), void *argument);

/*
 * An array in an arena that grows by one element of size bytes, zeroed, and
 * returns its place.  array is the address of the pointer to the array, which
 * starts as NULL with *count 0 and may move:
 *
 *	item = arena_grow(a, &items, &count, sizeof(*item));
 */
void *arena_grow(struct arena *, void *array, size_t *count, size_t size);

/* --- Text: a growing buffer with a maximum and a sticky overflow ------ */

/*
 * bytes is NUL-terminated at bytes[length] at all times.  Writing beyond
 * the maximum sets overflow and drops the rest; callers look once, at the end.
 */
struct text {
	char *bytes;
	size_t length;
	size_t capacity;
	size_t maximum;
	bool overflow;
};

void text_init(struct text *, size_t maximum);	/* length limit in bytes */
void text_release(struct text *);
void text_clear(struct text *);			/* empty again, memory kept */
void text_put(struct text *, const char *);
void text_put_much(struct text *, const void *, size_t);

/* Here, as pages are made of a thousand short pieces. */
static inline void
text_put_bytes(struct text *t, const void *bytes, size_t n)
{
	if (n > t->capacity - t->length || t->overflow) {
		text_put_much(t, bytes, n);
		return;
	}
	if (n > 0)
		memcpy(t->bytes + t->length, bytes, n);
	t->length += n;
	t->bytes[t->length] = '\0';
}

void text_put_char(struct text *, char);
void text_put_int(struct text *, int64_t);
void text_put_hex(struct text *, const void *, size_t);
void text_printf(struct text *, const char *format, ...) PRINTF_LIKE(2, 3);
void text_vprintf(struct text *, const char *format, va_list)
    PRINTF_LIKE(2, 0);

/* A JSON string with its quotes, escaped as RFC 8259 asks. */
void text_put_json(struct text *, const char *);
void text_put_json_bytes(struct text *, const char *, size_t);

/* --- Strings ---------------------------------------------------------- */

bool text_equal(const char *, const char *);	/* NULL equals only NULL */

/*
 * Is this text fit to be a name: valid UTF-8 of at most maximum bytes, with
 * no control, no bidirectional formatting, no line or paragraph separator,
 * no unassigned or private code point?  (Unicode TR 36, RFC 8264.)
 */
bool text_is_clean(const char *, size_t maximum);

/* How many characters (code points); a byte that is not UTF-8 is one. */
size_t text_characters(const char *);

/* Has it a letter or a digit of any script?  Else it says nothing. */
bool text_has_word(const char *);

/* The letters of s folded (NFKD) to A-Z and blanks; for handles, ownerids. */
char *text_fold_ascii(struct arena *, const char *s);

/* s as words for searching: compatibility forms undone, without case and
   marks; all but letters and digits is one blank.  Bytes that are not UTF-8
   separate. */
char *text_fold_words(struct arena *, const char *s);

/* Only compatibility forms, case and marks are undone. */
char *text_fold_case(struct arena *, const char *s);

/* A decimal number without sign or leading zeros, at most maximum. */
bool parse_number(const char *s, uint64_t maximum, uint64_t *out) MUST_CHECK;

/* --- Time: integer seconds since 1970-01-01T00:00:00Z ------------------ */

/* Where "now" and random bytes come from; tests fix both. */
struct clock {
	int64_t fixed;		/* 0: the system's clock */
	uint64_t seed;		/* 0: the system's randomness */
};

int64_t clock_now(const struct clock *);
void clock_random(struct clock *, void *, size_t);	/* advances the seed */

/* "2026-03-01", "20260301" (both as 12:00 UTC) or "2026-03-01T12:00:00Z". */
bool time_parse(const char *, int64_t *out) MUST_CHECK;

#define TIME_TEXT_MAX 32
char *time_iso(int64_t, char out[TIME_TEXT_MAX]);	/* ...T12:00:00Z */
/* YYYYMMDD of that moment at a fixed offset from UTC, in seconds. */
char *time_day(int64_t, int offset_s, char out[TIME_TEXT_MAX]);

/* --- Hash: BLAKE2b-256 -------------------------------------------------- */

#define HASH_SIZE 32
struct hash { uint8_t bytes[HASH_SIZE]; };
struct hash_part { const void *bytes; size_t length; };

/* The hash of the parts, each preceded by its length (8 bytes, big-endian). */
struct hash hash_parts(const struct hash_part *, size_t count);
bool hash_equal(const struct hash *, const struct hash *);
bool hash_parse_hex(const char *, struct hash *out) MUST_CHECK;

/* --- Log: one line an event on standard error --------------------------- */

void log_name(const char *role);	/* printed before each line */
void log_info(const char *format, ...) PRINTF_LIKE(1, 2);
void log_warning(const char *format, ...) PRINTF_LIKE(1, 2);
_Noreturn void die(const char *format, ...) PRINTF_LIKE(1, 2);	/* aborts */

void *memory_alloc(size_t);		/* malloc or abort, zeroed */
void *memory_realloc(void *, size_t);

#endif
