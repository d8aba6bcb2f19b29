/* SPDX-License-Identifier: ISC */
/*
 * What another registry hands over, of any bytes: each record that is read has
 * a place in a reverse tree or none, and what it says is a name server or a
 * DS record, or nothing that is updated.
 */
#include <stdlib.h>
#include <string.h>

#include "rdns/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
take(void *arena, const ldns_rr *rr)
{
	const char *rdata = record_rdata(arena, rr);
	struct prefix place;
	bool exact;

	if (rdata != NULL)
		assert(strncmp(rdata, "NS ", 3) == 0 ||
		    strncmp(rdata, "DS ", 3) == 0);
	if (record_place(rr, &place, &exact) && exact)
		assert(reverse_name(&place, (char [REVERSE_NAME_MAX]){ 0 }));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena *arena = arena_new();
	FILE *file = length == 0 ? NULL : fmemopen((void *)bytes, length, "r");

	if (file != NULL) {
		records_take(file, "zonelet", 86400, take, arena);
		fclose(file);
	}
	arena_free(arena);
	return 0;
}
