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

static enum whois_kind
kind_of(const char *s, size_t length, struct whois_query *q)
{
	struct address address;

	if (address_parse(s, length, &address) == INET_OK) {
		q->prefix = prefix_host(&address);
		return WHOIS_PREFIX;
	}
	if (prefix_parse(s, length, &q->prefix) == INET_OK)
		return WHOIS_PREFIX;
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
