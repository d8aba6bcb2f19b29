/* SPDX-License-Identifier: ISC */
/* The proof of the register, step by step; see registry.h. */
#include "registry/verify.h"

#include <stdio.h>

#include "store/read.h"

bool
verify_fail(struct verify *v, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(v->report->detail, sizeof(v->report->detail), format, ap);
	va_end(ap);
	return false;
}

bool
verify_is_legacy(struct verify *v, int64_t organisation)
{
	struct organisation o;

	return organisation != 0 &&
	    q_organisation_by_id(v->db, organisation, &o) && o.legacy;
}

static bool
verify_file(struct verify *v)
{
	return store_check_file(v->db, v->report->detail,
	    sizeof(v->report->detail));
}

static bool
verify_references(struct verify *v)
{
	return store_check_references(v->db, v->report->detail,
	    sizeof(v->report->detail));
}

/* The register has a name, and the journal begins with giving it. */
static bool
verify_beginning(struct verify *v)
{
	struct q_setting setting;
	struct journal_row row;

	if (!q_setting(v->db, "registry", &setting))
		return verify_fail(v, "setting registry is missing");
	if (!q_journal_row(v->db, 1, &row))
		return verify_fail(v, "journal row 1 is missing");
	return text_equal(setting.value, row.object) ||
	    verify_fail(v, "setting registry is %s, the journal began as %s",
	    setting.value, row.object);
}

static const struct {
	const char *name;
	bool (*step)(struct verify *);
} steps[] = {
	{ "file", verify_file },
	{ "beginning", verify_beginning },
	{ "journal", verify_journal },
	{ "replay", verify_facts },
	{ "tree", verify_tree },
	{ "tiling", verify_tiling },
	{ "AS numbers", verify_asns },
	{ "references", verify_references },
	{ "records", verify_records },
	{ "words", verify_names },
};

static bool
run_steps(struct verify *v, void (*progress)(const char *))
{
	for (size_t i = 0; i < ARRAY_LENGTH(steps); i++) {
		if (progress != NULL)
			progress(steps[i].name);
		if (!steps[i].step(v))
			return false;
		if (store_error(v->db) != NULL)
			return verify_fail(v, "%s", store_error(v->db));
		arena_clear(v->scratch);
	}
	return true;
}

bool
registry_verify(struct store *store, struct verify_report *report,
    void (*progress)(const char *step))
{
	struct verify v = { .db = store, .report = report,
	    .kept = arena_new(), .scratch = arena_new() };
	struct arena *callers = store_arena(store);
	bool right;

	*report = (struct verify_report){ 0 };
	v.replay = replay_new(v.kept);
	store_use_arena(store, v.scratch);
	store_snapshot(store);
	right = run_steps(&v, progress);
	if (!right && report->detail[0] == '\0')
		verify_fail(&v, "%s", store_error(store) != NULL ?
		    store_error(store) : "damaged");
	store_end(store);
	store_use_arena(store, callers);
	arena_free(v.scratch);
	arena_free(v.kept);
	return right;
}
