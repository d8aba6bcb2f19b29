/* SPDX-License-Identifier: ISC */
#include "rdns/record.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool
name_of_rdf(struct name *n, const ldns_rdf *rdf)
{
	return rdf != NULL && ldns_rdf_get_type(rdf) == LDNS_RDF_TYPE_DNAME &&
	    name_of_wire(n, ldns_rdf_data(rdf), ldns_rdf_size(rdf));
}

bool
record_place(const ldns_rr *rr, struct prefix *place, bool *exact)
{
	char text[NAME_TEXT_MAX];
	struct name name;
	const char *at = text, *dot;

	if (!name_of_rdf(&name, ldns_rr_owner(rr)))
		return false;
	name_text(&name, text);
	while (!reverse_parse(at, strlen(at), place)) {
		if ((dot = strchr(at, '.')) == NULL)
			return false;
		at = dot + 1;
	}
	*exact = at == text;
	return true;
}

static const char *
ds_rdata(struct arena *arena, const ldns_rr *rr)
{
	const ldns_rdf *digest = ldns_rr_rdf(rr, 3);
	struct text hex;
	const char *rdata;

	if (ldns_rr_rd_count(rr) != 4 || ldns_rdf_size(digest) == 0 ||
	    ldns_rdf_size(digest) > UINT8_MAX)
		return NULL;
	text_init(&hex, 2 * UINT8_MAX);
	for (size_t i = 0; i < ldns_rdf_size(digest); i++)
		text_printf(&hex, "%02X", ldns_rdf_data(digest)[i]);
	rdata = arena_printf(arena, "DS %u %u %u %s",
	    ldns_rdf2native_int16(ldns_rr_rdf(rr, 0)),
	    ldns_rdf2native_int8(ldns_rr_rdf(rr, 1)),
	    ldns_rdf2native_int8(ldns_rr_rdf(rr, 2)), hex.bytes);
	text_release(&hex);
	return rdata;
}

const char *
record_rdata(struct arena *arena, const ldns_rr *rr)
{
	char text[NAME_TEXT_MAX];
	struct name name;

	if (ldns_rr_get_type(rr) == LDNS_RR_TYPE_DS)
		return ds_rdata(arena, rr);
	if (ldns_rr_get_type(rr) != LDNS_RR_TYPE_NS ||
	    !name_of_rdf(&name, ldns_rr_rdf(rr, 0)))
		return NULL;
	name_text(&name, text);
	return arena_join(arena, "NS ", text, NULL);
}

/* What a signer adds by itself. */
static bool
is_of_signer(ldns_rr_type type)
{
	return type == LDNS_RR_TYPE_RRSIG || type == LDNS_RR_TYPE_NSEC ||
	    type == LDNS_RR_TYPE_NSEC3;
}

const char *
record_other(struct arena *arena, const ldns_rr *rr)
{
	ldns_rr *copy = ldns_rr_clone(rr);
	const char *other;
	char *line;

	if (copy == NULL)
		die("out of memory");
	ldns_rr2canonical(copy);
	ldns_rr_set_ttl(copy, 0);
	line = ldns_rr2str(copy);
	if (line == NULL)
		die("out of memory");
	line[strcspn(line, "\n")] = '\0';
	other = arena_join(arena, CUT_OTHER, line, NULL);
	free(line);
	ldns_rr_free(copy);
	return other;
}

void
record_add_cut(struct cuts *cuts, const struct prefix *apex,
    const ldns_rr *rr)
{
	const char *rdata = NULL;
	struct prefix place;
	bool exact;

	if (!record_place(rr, &place, &exact) ||
	    place.length <= apex->length || !prefix_covers(apex, &place) ||
	    is_of_signer(ldns_rr_get_type(rr)))
		return;
	if (exact)
		rdata = record_rdata(cuts->arena, rr);
	cuts_add(cuts, &place, rdata != NULL ? rdata :
	    record_other(cuts->arena, rr));
}

bool
records_take(FILE *file, const char *name, uint32_t ttl,
    void (*take)(void *, const ldns_rr *), void *argument)
{
	ldns_rdf *origin = NULL, *previous = NULL;
	ldns_status status = LDNS_STATUS_OK;
	ldns_rr *rr;
	int line = 0;

	while (!feof(file) && !ferror(file) && status == LDNS_STATUS_OK) {
		status = ldns_rr_new_frm_fp_l(&rr, file, &ttl, &origin,
		    &previous, &line);
		if (status == LDNS_STATUS_OK) {
			take(argument, rr);
			ldns_rr_free(rr);
		} else if (status == LDNS_STATUS_SYNTAX_EMPTY ||
		    status == LDNS_STATUS_SYNTAX_TTL ||
		    status == LDNS_STATUS_SYNTAX_ORIGIN) {
			status = LDNS_STATUS_OK;
		}
	}
	ldns_rdf_deep_free(origin);
	ldns_rdf_deep_free(previous);
	if (status != LDNS_STATUS_OK)
		log_warning("%s: line %d: %s", name, line,
		    ldns_get_errorstr_by_id(status));
	else if (ferror(file))
		log_warning("%s: cannot be read", name);
	return status == LDNS_STATUS_OK && !ferror(file);
}

bool
records_read(const char *path, uint32_t ttl,
    void (*take)(void *, const ldns_rr *), void *argument)
{
	FILE *file = fopen(path, "re");
	bool fine;

	if (file == NULL) {
		log_warning("%s: %s", path, strerror(errno));
		return false;
	}
	fine = records_take(file, path, ttl, take, argument);
	fclose(file);
	return fine;
}
