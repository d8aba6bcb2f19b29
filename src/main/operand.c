/* SPDX-License-Identifier: ISC */
#include "main/operand.h"

#include <ctype.h>
#include <string.h>

#define PREFIX_EXPECTED "a prefix like 198.51.100.0/24 or 2001:db8::/48"
#define ADDRESS_EXPECTED "an address like 198.51.100.1 or 2001:db8::1"
#define ASN_EXPECTED "an AS number like AS64500 or a range AS64500-AS64510"

static bool
accepted(struct context *c, enum inet_error error, const char *what,
    const char *s, const char *expected)
{
	if (error == INET_OK)
		return true;
	context_fail(c, EX_USAGE, "%s: %s %s; %s is expected", what,
	    context_quote(c, s), inet_error_text(error), expected);
	return false;
}

bool
read_prefix(struct context *c, const char *what, const char *s,
    struct prefix *out)
{
	return accepted(c, prefix_parse(s, strlen(s), out), what, s,
	    PREFIX_EXPECTED);
}

bool
read_address(struct context *c, const char *what, const char *s,
    struct address *out)
{
	return accepted(c, address_parse(s, strlen(s), out), what, s,
	    ADDRESS_EXPECTED);
}

bool
read_resource(struct context *c, const char *s, struct resource *out)
{
	out->is_asn = strpbrk(s, "/.:") == NULL;
	if (!out->is_asn)
		return read_prefix(c, "PREFIX", s, &out->prefix);
	return accepted(c, asn_range_parse(s, strlen(s), &out->asns),
	    "PREFIX|ASN", s, PREFIX_EXPECTED " or " ASN_EXPECTED);
}

bool
read_name(struct context *c, const char *what, const char *s, size_t maximum)
{
	const char *expected = NULL;

	if (*s == '\0')
		expected = "something";
	else if (text_characters(s) > maximum)
		expected = arena_printf(c->arena, "a text of at most %zu "
		    "characters", maximum);
	else if (!text_is_clean(s, strlen(s)))
		expected = "UTF-8 text without control, bidirectional or "
		    "unassigned characters";
	if (expected == NULL)
		return true;
	context_fail(c, EX_USAGE, "%s: %s: %s is expected", what,
	    context_quote(c, s), expected);
	return false;
}

/* --- Anything ---------------------------------------------------------- */

static bool
looks_like_asn(const char *s)
{
	if (strncasecmp(s, "AS", 2) == 0 && isdigit((unsigned char)s[2]))
		return true;
	return isdigit((unsigned char)*s);
}

static const char *
in_upper_case(struct context *c, const char *s)
{
	char *copy = arena_strdup(c->arena, s);

	for (char *p = copy; *p != '\0'; p++)
		if (*p >= 'a' && *p <= 'z')
			*p += 'A' - 'a';
	return copy;
}

static bool
read_space(struct context *c, const char *s, struct prefix *out)
{
	struct address address;

	if (strchr(s, '/') != NULL)
		return read_prefix(c, "BLOCK", s, out);
	if (!read_address(c, "ADDRESS", s, &address))
		return false;
	*out = prefix_host(&address);
	return true;
}

bool
read_thing(struct context *c, const char *s, struct thing *out)
{
	memset(out, 0, sizeof(*out));
	if (strpbrk(s, "/.:") != NULL) {
		out->kind = THING_BLOCK;
		out->is_address = strchr(s, '/') == NULL;
		return read_space(c, s, &out->resource.prefix);
	}
	if (looks_like_asn(s)) {
		out->kind = THING_ASN;
		out->resource.is_asn = true;
		return accepted(c, asn_range_parse(s, strlen(s),
		    &out->resource.asns), "ASN", s, ASN_EXPECTED);
	}
	if (!read_name(c, "OWNERID|HANDLE", s, LIMIT_SHORT))
		return false;
	out->kind = strchr(s, '-') != NULL ? THING_ORGANISATION : THING_PERSON;
	out->name = in_upper_case(c, s);
	return true;
}

/* --- Said again -------------------------------------------------------- */

const char *
say_prefix(struct context *c, const struct prefix *prefix)
{
	char text[PREFIX_TEXT_MAX];

	return arena_strdup(c->arena, prefix_text(prefix, text));
}

const char *
say_resource(struct context *c, const struct resource *resource)
{
	char text[PREFIX_TEXT_MAX];

	if (!resource->is_asn)
		return say_prefix(c, &resource->prefix);
	return arena_strdup(c->arena, asn_range_text(&resource->asns, text));
}
