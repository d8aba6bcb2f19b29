/* SPDX-License-Identifier: ISC */
/* whois, inside: the paragraphs of an answer. */
#ifndef WHOIS_PRIVATE_H
#define WHOIS_PRIVATE_H

#include "whois/whois.h"

#define CRLF "\r\n"

/* What every paragraph is written to, and how days are counted in it. */
struct page {
	struct text *out;
	int utc_offset_s;
};

/* A value from the register: no byte of it can begin a line of its own. */
void put_value(struct text *, const char *);

/* Each ends with its last line, without an empty one. */
void put_block(struct page *, const struct index_block *);
void put_asn(struct page *, const struct index_asn *);
void put_organisation(struct page *, const struct organisation *,
    const struct person *owner);
void put_holding(struct page *, const struct index_holding *);
void put_person(struct page *, const struct person *);

#endif
