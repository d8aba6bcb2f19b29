/* SPDX-License-Identifier: ISC */
#ifndef REGISTRY_TOLD_H
#define REGISTRY_TOLD_H

#include "registry/registry.h"

/*
 * What a mail tells of an operation: subassigned and released, moved, contacts
 * and changed, as its kind says.  One for each reader, however much it did: the
 * first LIMIT_MAIL_NEWS pieces of news, and how many more.  Who did it (by)
 * reads only which roles of their own were given away.  Of sub-assigned and
 * released, nobody gets more than LIMIT_MAILS_TOLD in a day; the last one says
 * so.
 */
enum news_kind {
#define NEWS(name, word) NEWS_##name,
#include "registry/news.def"
#undef NEWS
	NEWS_KIND_COUNT,
};
struct news_who { const char *id, *name; };	/* "" for nobody */
struct news {				/* see news.def */
	enum news_kind kind;
	const char *thing;		/* "198.51.100.0/26", an ownerid */
	const char *of;
	struct news_who from, to;
};
struct mail_told {
	const char *by, *by_name;	/* "" : the registry's operator */
	bool by_registry;
	bool has_account;		/* the reader: can log in */
	bool last;			/* today */
	struct news *news;
	size_t count;
	int64_t more;
};
/* Of the detail of such a mail; false: it is none. */
bool registry_mail_told(struct arena *, const char *detail, struct mail_told *)
    MUST_CHECK;

#endif
