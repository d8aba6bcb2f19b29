/* SPDX-License-Identifier: ISC */
/* Inside rdns: records as libldns has them. */
#ifndef RDNS_RECORD_H
#define RDNS_RECORD_H

#include <ldns/ldns.h>
#include <stdio.h>

#include "rdns/private.h"

/* The deepest place of the tree that the owner is or is below; false: it is
   in no reverse tree. */
bool record_place(const ldns_rr *, struct prefix *, bool *exact);
/* Of NS and DS records as struct cut has it; NULL: another, or malformed. */
const char *record_rdata(struct arena *, const ldns_rr *);
/* Of any record, as struct cut has it. */
const char *record_other(struct arena *, const ldns_rr *);
/* Each record of a file in the form of RFC 1035 5; false after a line in the
   log. */
bool records_read(const char *path, uint32_t ttl,
    void (*take)(void *, const ldns_rr *), void *argument);
/* The same of one that is open. */
bool records_take(FILE *, const char *name, uint32_t ttl,
    void (*take)(void *, const ldns_rr *), void *argument);
/* Adds it to the list when it is below the apex. */
void record_add_cut(struct cuts *, const struct prefix *apex,
    const ldns_rr *);

#endif
