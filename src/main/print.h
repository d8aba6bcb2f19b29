/* SPDX-License-Identifier: ISC */
/*
 * print: what is listed or shown, as text for people or JSON for programs,
 * from the same calls.
 *
 *	print_begin(&p, c);		{
 *	print_text(&p, "block", "...");	  "block": "...",
 *	print_list(&p, "free");		  "free": [
 *	print_row(&p);			    {
 *	print_number(&p, "length", 25);	      "length": 25 }
 *	print_list_end(&p);		  ]
 *	print_end(&p);			}
 *
 * As text a value stands behind its key, in the columns of WHOIS; a row of a
 * list is one line, its cells aligned.  Text leaves out what is empty, JSON
 * has every key always.  A list of its own (print_begin_list, print_row...,
 * print_end) is a JSON array.
 */
#ifndef MAIN_PRINT_H
#define MAIN_PRINT_H

#include "main/context.h"

#define PRINT_CELLS 12			/* in a row */
#define PRINT_ROWS 256			/* aligned together */

struct print {
	FILE *out;
	struct arena *arena;
	bool json;
	bool comma;			/* something stands before */
	bool array;			/* print_begin_list() */
	const char *list;		/* key of the list we are in, or NULL */
	bool in_row;
	size_t row_count;		/* of rows held back, and their cells */
	const char *rows[PRINT_ROWS][PRINT_CELLS];
	size_t cells;
};

void print_begin(struct print *, struct context *);
void print_begin_list(struct print *, struct context *);
void print_end(struct print *);

void print_list(struct print *, const char *key);
void print_row(struct print *);
void print_list_end(struct print *);

void print_text(struct print *, const char *key, const char *value);
void print_number(struct print *, const char *key, int64_t value);
/* ISO 8601 in UTC; 0 is empty, null in JSON. */
void print_time(struct print *, const char *key, int64_t value);
/* As text the key itself, when true. */
void print_flag(struct print *, const char *key, bool value);
void print_prefix(struct print *, const char *key, const struct prefix *);
/* A text that is JSON itself: kept so in JSON, left out as text. */
void print_json(struct print *, const char *key, const char *json);
/* Rows of what is free: {"length": 26, "count": 3}; "/26  3". */
void print_sizes(struct print *, const struct free_of_size *, size_t count);

#endif
