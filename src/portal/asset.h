/* SPDX-License-Identifier: ISC */
/*
 * What assets/ holds, embedded.  The name has a hash of the content in it
 * ("parcela.3f2a91c04b7d5e68.css"), so an answer may be cached for ever; pages
 * write it with {% asset "parcela.css" %}.
 */
#ifndef PORTAL_ASSET_H
#define PORTAL_ASSET_H

#include <stddef.h>

struct asset {
	const char *source;		/* "parcela.css": its path in assets/ */
	const char *name;		/* that it is asked for by */
	const char *type;		/* "text/css; charset=utf-8" */
	const unsigned char *bytes;
	size_t length;
};

extern const struct asset assets[];
extern const size_t asset_count;

#endif
