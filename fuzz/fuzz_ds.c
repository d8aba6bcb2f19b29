/* SPDX-License-Identifier: ISC */
/*
 * Pasted DS records and typed name servers of any bytes: what is taken, is
 * the same when it is written again.
 */
#include <assert.h>
#include <string.h>

#include "base/base.h"
#include "model/model.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
put_record(struct text *out, const struct ds_text *ds)
{
	char zone[REVERSE_NAME_MAX];

	if (ds->has_zone && reverse_name(&ds->zone, zone))
		text_printf(out, "%s. IN DS ", zone);
	text_printf(out, "%u %u %u %s\n", ds->tag, ds->algorithm,
	    ds->digest_type, ds->digest);
}

static void
put_all(struct text *out, const struct ds_text *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		put_record(out, &list[i]);
	assert(!out->overflow);
}

static void
check_ds(struct arena *a, const char *bytes, size_t length)
{
	struct ds_text *list, *others;
	size_t count, other_count;
	struct text again, twice;
	enum result result;

	if (ds_parse(a, bytes, length, &list, &count) != RESULT_OK)
		return;
	text_init(&again, count * 256);
	text_init(&twice, count * 256);
	put_all(&again, list, count);
	result = ds_parse(a, again.bytes, again.length, &others,
	    &other_count);
	assert(result == RESULT_OK && other_count == count);
	put_all(&twice, others, other_count);
	assert(strcmp(again.bytes, twice.bytes) == 0);
	text_release(&again);
	text_release(&twice);
}

static void
check_host(struct arena *a, const char *typed)
{
	const char *host, *again;
	enum result result;

	if (host_parse(a, typed, &host) != RESULT_OK)
		return;
	result = host_parse(a, host, &again);
	assert(result == RESULT_OK && strcmp(host, again) == 0);
	assert(text_is_clean(host_shown(a, host), 4096));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena *a = arena_new();

	check_ds(a, (const char *)bytes, length);
	check_host(a, arena_strndup(a, (const char *)bytes, length));
	arena_free(a);
	return 0;
}
