/* SPDX-License-Identifier: ISC */
#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Under AddressSanitizer every allocation is a chunk of its own, of exactly
 * the size that was asked for, so that running over one is caught.
 */
#if defined(__SANITIZE_ADDRESS__)
#define EXACT 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define EXACT 1
#endif
#endif

#ifdef EXACT
#define CHUNK_SIZE ((size_t)0)
#define GRAIN ((size_t)1)
#else
#define CHUNK_SIZE ((size_t)16384)
#define GRAIN ((size_t)16)
#endif

#define ALLOC_MAX (SIZE_MAX / 4)
#define GROW_FIRST 8
#define PRINTED_MOST 256		/* longer texts are printed twice */

struct chunk {
	struct chunk *next;
	size_t size;
	size_t used;
	_Alignas(16) uint8_t bytes[];
};

struct deferred {
	struct deferred *next;
	void (*fn)(void *);
	void *argument;
};

/* The first chunk is the one being filled and always of CHUNK_SIZE. */
struct arena {
	struct chunk *chunks;
	struct deferred *deferred;
};

static struct chunk *
chunk_new(size_t size, struct chunk *next)
{
	struct chunk *c = memory_realloc(NULL, sizeof(*c) + size);

	c->size = size;
	c->used = 0;
	c->next = next;
	return c;
}

static void
chunks_free(struct chunk *c)
{
	struct chunk *next;

	for (; c != NULL; c = next) {
		next = c->next;
		free(c);
	}
}

struct arena *
arena_new(void)
{
	struct arena *a = memory_alloc(sizeof(*a));

	a->chunks = chunk_new(CHUNK_SIZE, NULL);
	return a;
}

/* A deferred call may use the arena's memory, and may defer another. */
static void
run_deferred(struct arena *a)
{
	struct deferred *d;

	while ((d = a->deferred) != NULL) {
		a->deferred = d->next;
		d->fn(d->argument);
	}
}

void
arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	run_deferred(a);
	chunks_free(a->chunks);
	free(a);
}

void
arena_clear(struct arena *a)
{
	struct chunk *first;

	run_deferred(a);
	first = a->chunks;
	chunks_free(first->next);
	first->next = NULL;
	first->used = 0;
}

/*
 * Big requests get a chunk behind the first, so that what is left of the
 * first is not wasted.
 */
static struct chunk *
chunk_with(struct arena *a, size_t room)
{
	struct chunk *first = a->chunks;

	if (first->size - first->used >= room)
		return first;
	if (room > CHUNK_SIZE / 4)
		return first->next = chunk_new(room, first->next);
	return a->chunks = chunk_new(CHUNK_SIZE, first);
}

/* Room for what is written at once. */
static void *
arena_room(struct arena *a, size_t size)
{
	struct chunk *c;
	size_t room;
	void *p;

	assert(size < ALLOC_MAX);
	room = (size + GRAIN - 1) & ~(GRAIN - 1);
	if (room == 0)
		room = GRAIN;
	c = chunk_with(a, room);
	p = c->bytes + c->used;
	c->used += room;
	return p;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	return memset(arena_room(a, size), 0, size);
}

void *
arena_memdup(struct arena *a, const void *bytes, size_t size)
{
	void *p = arena_room(a, size);

	if (size > 0)
		memcpy(p, bytes, size);
	return p;
}

char *
arena_text(struct arena *a, const void *bytes, size_t length)
{
	char *copy = arena_room(a, length + 1);

	memcpy(copy, bytes, length);
	copy[length] = '\0';
	return copy;
}

char *
arena_strndup(struct arena *a, const char *s, size_t length)
{
	return arena_text(a, s, strnlen(s, length));
}

char *
arena_strdup(struct arena *a, const char *s)
{
	return arena_memdup(a, s, strlen(s) + 1);
}

char *
arena_join(struct arena *a, const char *x, const char *y, const char *z)
{
	const char *const parts[] = { x, y, z };
	size_t lengths[ARRAY_LENGTH(parts)], length = 0;
	char *joined, *p;

	for (size_t i = 0; i < ARRAY_LENGTH(parts); i++)
		length += lengths[i] = parts[i] ? strlen(parts[i]) : 0;
	p = joined = arena_room(a, length + 1);
	for (size_t i = 0; i < ARRAY_LENGTH(parts); i++) {
		if (lengths[i] > 0)
			memcpy(p, parts[i], lengths[i]);
		p += lengths[i];
	}
	*p = '\0';
	return joined;
}

char *
arena_vprintf(struct arena *a, const char *format, va_list args)
{
	char most[PRINTED_MOST];
	va_list again;
	char *s;
	int n;

	va_copy(again, args);
	n = vsnprintf(most, sizeof(most), format, args);
	assert(n >= 0);
	s = arena_room(a, (size_t)n + 1);
	if ((size_t)n < sizeof(most))
		memcpy(s, most, (size_t)n + 1);
	else
		vsnprintf(s, (size_t)n + 1, format, again);
	va_end(again);
	return s;
}

char *
arena_printf(struct arena *a, const char *format, ...)
{
	va_list args;
	char *s;

	va_start(args, format);
	s = arena_vprintf(a, format, args);
	va_end(args);
	return s;
}

void
arena_defer(struct arena *a, void (*fn)(void *), void *argument)
{
	struct deferred *d = arena_alloc(a, sizeof(*d));

	d->fn = fn;
	d->argument = argument;
	d->next = a->deferred;
	a->deferred = d;
}

/* The capacity is not kept: it is the power of two that holds the count. */
static bool
is_full(size_t count)
{
	return count == 0 ||
	    (count >= GROW_FIRST && (count & (count - 1)) == 0);
}

void *
arena_grow(struct arena *a, void *array, size_t *count, size_t size)
{
	size_t capacity;
	char *items, *more;

	memcpy(&items, array, sizeof(items));
	if (is_full(*count)) {
		capacity = *count == 0 ? GROW_FIRST : *count * 2;
		assert(size > 0 && capacity < ALLOC_MAX / size);
		more = arena_room(a, capacity * size);
		if (*count > 0)
			memcpy(more, items, *count * size);
		items = more;
		memcpy(array, &items, sizeof(items));
	}
	return memset(items + (*count)++ * size, 0, size);
}
