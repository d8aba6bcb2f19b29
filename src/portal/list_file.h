/* SPDX-License-Identifier: ISC */
/* Inside portal: lists of blocks and ASNs as files to save. */
#ifndef PORTAL_LIST_FILE_H
#define PORTAL_LIST_FILE_H

#include "portal/private.h"

/* A page of the rows of one kind. */
struct list_file;
typedef size_t list_read(struct request *, const struct list_file *, int kind,
    struct view_page *, struct view_row *out);

/* All pages of all kinds of rows that are filtered on a page. */
struct list_file {
	list_read *read;
	const void *of;			/* read's own */
	const char *const *kinds;	/* their words, ended by NULL */
	const char *what, *name;	/* JSON: whose list it is */
	const char *filter;		/* "" for none */
	bool uses, labels;		/* the user may read them */
};

/* The file is called as the list, "/" and ":" as "_". */
void answer_csv(struct request *, const struct list_file *);
void answer_json(struct request *, const struct list_file *);

#endif
