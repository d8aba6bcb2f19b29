/* SPDX-License-Identifier: ISC */
#include "model/model.h"

#include <assert.h>

static const struct {
	const char *name;
	int http_status;
	const char *sentence;
} results[RESULT_COUNT] = {
#define RESULT(name, http, sentence) { #name, http, sentence },
#include "model/result.def"
#undef RESULT
};

const char *
result_sentence(enum result r)
{
	assert(r < RESULT_COUNT);
	return results[r].sentence;
}

const char *
result_name(enum result r)
{
	assert(r < RESULT_COUNT);
	return results[r].name;
}

int
result_http_status(enum result r)
{
	assert(r < RESULT_COUNT);
	return results[r].http_status;
}
