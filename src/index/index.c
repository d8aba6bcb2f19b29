/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "index/private.h"
#include "store/read.h"

struct index *
index_open(struct store *store)
{
	struct index *ix = memory_alloc(sizeof(*ix));

	ix->store = store;
	return ix;
}

void
index_close(struct index *ix)
{
	if (ix == NULL)
		return;
	free(ix->registry);
	free(ix);
}

struct store *
index_store(struct index *ix)
{
	return ix->store;
}

/* The name never changes, so it outlives the arena it was read into. */
const char *
index_registry(struct index *ix)
{
	struct q_setting setting;

	if (ix->registry == NULL &&
	    q_setting(ix->store, "registry", &setting)) {
		ix->registry = memory_alloc(strlen(setting.value) + 1);
		memcpy(ix->registry, setting.value,
		    strlen(setting.value) + 1);
	}
	return ix->registry == NULL ? "" : ix->registry;
}

void
find_person(struct index *ix, int64_t id, struct person *person)
{
	if (id != 0 && q_person_by_id(ix->store, id, person))
		return;
	memset(person, 0, sizeof(*person));
	fact_complete(FACT_person, person);
}

void
find_organisation(struct index *ix, int64_t id, struct organisation *org)
{
	if (id != 0 && q_organisation_by_id(ix->store, id, org))
		return;
	memset(org, 0, sizeof(*org));
	fact_complete(FACT_organisation, org);
}

const char *
find_country(struct index *ix, int64_t id)
{
	struct record record;

	if (id == 0 || !q_record_by_id(ix->store, id, &record))
		return "";
	return record.country;
}

int
known_word(const char *const *words, int count, const char *word)
{
	int value = word_value(words, count, word);

	return value < 0 ? 0 : value;
}
