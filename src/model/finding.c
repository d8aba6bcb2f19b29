/* SPDX-License-Identifier: ISC */
/* What was found by asking, in words. */
#include <stdio.h>

#include "model/model.h"

#define PORT_TEXT_MAX 16

const char *const finding_words[FINDING_COUNT] = {
#define FINDING(name, state, sentence) [FINDING_##name] = #name,
#include "model/finding.def"
#undef FINDING
};

const char *const question_words[QUESTION_COUNT] = {
	[QUESTION_HOST] = "HOST",
	[QUESTION_SOA] = "SOA",
	[QUESTION_NS] = "NS",
	[QUESTION_DNSKEY] = "DNSKEY",
};

enum ns_state
finding_state(enum finding finding)
{
	static const enum ns_state states[FINDING_COUNT] = {
#define FINDING(name, state, sentence) [FINDING_##name] = NS_##state,
#include "model/finding.def"
#undef FINDING
	};

	return states[finding];
}

const char *
finding_sentence(enum finding finding)
{
	static const char *const sentences[FINDING_COUNT] = {
#define FINDING(name, state, sentence) [FINDING_##name] = sentence,
#include "model/finding.def"
#undef FINDING
	};

	return sentences[finding];
}

/* What a server lacks in TCP, or says beyond its state, is told and counts
   for nothing. */
bool
check_line_warns(const struct check_line *line)
{
	return line->finding == FINDING_OTHER_SERVERS ||
	    line->finding == FINDING_SPARE_DS ||
	    line->finding == FINDING_MORE_ADDRESSES ||
	    (line->tcp && line->finding != FINDING_FINE);
}

bool
check_line_counts(const struct check_line *line)
{
	return !line->tcp && finding_state(line->finding) != NS_UNCHECKED;
}

/* " -p 5300" when the address is asked there. */
static void
put_port(const struct address *address, const struct test_servers *tests,
    char out[PORT_TEXT_MAX])
{
	out[0] = '\0';
	for (size_t i = 0; tests->port != 0 && i < tests->count; i++)
		if (prefix_contains(&tests->ranges[i], address))
			snprintf(out, PORT_TEXT_MAX, " -p %u", tests->port);
}

char *
check_line_dig(const struct check_line *line, const char *host,
    const char *zone, const struct test_servers *tests,
    char out[DIG_TEXT_MAX])
{
	char at[PREFIX_TEXT_MAX], port[PORT_TEXT_MAX];

	put_port(&line->address, tests, port);

	if (line->question == QUESTION_HOST)
		snprintf(out, DIG_TEXT_MAX, "dig %s %s", host,
		    line->finding == FINDING_NO_ADDRESS ? "ANY" : "A");
	else
		snprintf(out, DIG_TEXT_MAX, "dig +norec%s @%s%s %s %s",
		    line->tcp ? " +tcp" : "", address_text(&line->address, at),
		    port, zone, question_words[line->question]);
	return out;
}
