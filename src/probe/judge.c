/* SPDX-License-Identifier: ISC */
/* What answers say of a server. */
#include <ldns/ldns.h>

#include "probe/private.h"

static enum finding
judge_error(int rcode)
{
	switch (rcode) {
	case LDNS_RCODE_REFUSED:
		return FINDING_QUERY_REFUSED;
	case LDNS_RCODE_NXDOMAIN:
		return FINDING_NO_ZONE;
	case LDNS_RCODE_SERVFAIL:
		return FINDING_SERVER_FAILED;
	default:
		return FINDING_OTHER_ERROR;
	}
}

static enum finding
judge_silence(enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_PORT_CLOSED:
		return FINDING_PORT_CLOSED;
	case OUTCOME_NO_WAY:
		return FINDING_NO_WAY;
	case OUTCOME_NOT_ASKED:
		return FINDING_NOT_ASKED;
	case OUTCOME_NO_NETWORK:
		return FINDING_NO_NETWORK;
	case OUTCOME_BROKEN:
		return FINDING_NOT_DNS;
	case OUTCOME_CUT_OFF:
		return FINDING_CUT_OFF;
	default:
		return FINDING_NO_ANSWER;
	}
}

enum finding
judge_answer(enum outcome outcome, const struct answer *answer,
    enum check_question question)
{
	if (outcome != OUTCOME_ANSWER)
		return judge_silence(outcome);
	if (answer->rcode != LDNS_RCODE_NOERROR)
		return judge_error(answer->rcode);
	if (answer->alias)
		return FINDING_ALIAS;
	if (!answer->authoritative)
		return FINDING_NO_AUTHORITY;
	if (question == QUESTION_SOA && !answer->has_soa)
		return FINDING_NO_SOA;
	return FINDING_FINE;
}

/* --- Serials -------------------------------------------------------------- */

static bool
has_serial(const struct check_line *line)
{
	return line->question == QUESTION_SOA && line->serial >= 0 &&
	    check_line_counts(line);
}

/* RFC 1982: what is behind by less than half of all numbers is older. */
static bool
is_older(int64_t serial, int64_t than)
{
	return (int32_t)((uint32_t)serial - (uint32_t)than) < 0;
}

static int64_t
newest_serial(const struct probe_server *servers, size_t count)
{
	int64_t newest = -1;

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < servers[i].line_count; j++) {
			const struct check_line *line = &servers[i].lines[j];

			if (has_serial(line) && (newest < 0 ||
			    is_older(newest, line->serial)))
				newest = line->serial;
		}
	return newest;
}

static bool
mark_older(struct probe_server *server, int64_t newest)
{
	bool changed = false;

	for (size_t j = 0; j < server->line_count; j++) {
		struct check_line *line = &server->lines[j];

		if (has_serial(line) && line->finding == FINDING_FINE &&
		    is_older(line->serial, newest)) {
			line->finding = FINDING_OLD_SERIAL;
			changed = true;
		}
	}
	return changed;
}

void
judge_serials(struct probe_server *servers, size_t count, bool changed[])
{
	int64_t newest = newest_serial(servers, count);

	for (size_t i = 0; i < count; i++) {
		changed[i] = mark_older(&servers[i], newest);
		if (changed[i])
			servers[i].state = judge_server(&servers[i]);
	}
}

/*
 * Resolvers try every address, so every address that could be asked has to be
 * good: the first that is not says what the server is.  With one that was not
 * asked it is not known to be good.
 */
enum ns_state
judge_server(const struct probe_server *server)
{
	enum ns_state state = NS_UNCHECKED;
	bool all = true;

	for (size_t i = 0; i < server->line_count; i++) {
		const struct check_line *line = &server->lines[i];

		all &= line->finding != FINDING_NOT_ASKED;
		if (!check_line_counts(line))
			continue;
		state = finding_state(line->finding);
		if (state != NS_AA)
			return state;
	}
	return all ? state : NS_UNCHECKED;
}
