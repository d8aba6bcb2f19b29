/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "whois/whois.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static void
trim(const char **line, size_t *length)
{
	while (*length > 0 && is_blank(**line)) {
		(*line)++;
		(*length)--;
	}
	while (*length > 0 && is_blank((*line)[*length - 1]))
		(*length)--;
}

static void
capitals(const char *in, char *out)
{
	for (; *in != '\0'; in++, out++)
		*out = *in >= 'a' && *in <= 'z' ? (char)(*in - 32) : *in;
	*out = '\0';
}

/* Nothing but an address has a colon, a slash, or a digit first and a dot. */
static bool
is_meant_as_address(const char *s, size_t length)
{
	return memchr(s, ':', length) != NULL ||
	    memchr(s, '/', length) != NULL || (length > 0 && s[0] >= '0' &&
	    s[0] <= '9' && memchr(s, '.', length) != NULL);
}

static enum whois_kind
kind_of(const char *s, size_t length, struct whois_query *q)
{
	struct address address = { { 0 } };
	enum inet_error error;

	if (memchr(s, '/', length) != NULL) {
		error = prefix_parse(s, length, &q->prefix);
	} else {
		error = address_parse(s, length, &address);
		q->prefix = prefix_host(&address);
	}
	if (error == INET_OK)
		return WHOIS_PREFIX;
	if (is_meant_as_address(s, length)) {
		q->why = inet_error_text(error);
		return WHOIS_MALFORMED;
	}
	if (asn_parse(s, length, &q->asn) == INET_OK)
		return WHOIS_ASN;
	return memchr(s, '-', length) != NULL ? WHOIS_OWNERID : WHOIS_HANDLE;
}

void
whois_query_parse(const char *line, size_t length, struct whois_query *q)
{
	memset(q, 0, sizeof(*q));
	trim(&line, &length);
	if (length > LIMIT_QUERY || memchr(line, '\0', length) != NULL)
		return;
	memcpy(q->text, line, length);
	if (!text_is_clean(q->text, LIMIT_QUERY)) {
		q->text[0] = '\0';
		return;
	}
	capitals(q->text, q->name);
	q->kind = kind_of(q->text, length, q);
}
