/* SPDX-License-Identifier: ISC */
/*
 * Delivery status notifications.  A multipart/report has a part that says
 * what happened to each recipient, and one with the headers of what was sent
 * (RFC 6522); both are read line by line, nothing is decoded or copied but
 * one header at a time.
 */
#include "mail/mail.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define BOUNDARY_MAX 70			/* RFC 2046, 5.1.1 */
#define HEADER_MAX 1000			/* of a header, unfolded */
#define ID_LENGTH (TOKEN_TEXT_MAX - 1)

/* What is left to be read. */
struct input { const char *at, *end; };
/* One header field: its name, and its value in one line. */
struct header { char name[64], value[HEADER_MAX]; };

bool
mail_status_is_policy(const char *status)
{
	return isdigit((unsigned char)status[0]) &&
	    strncmp(status + 1, ".7.", 3) == 0;
}

/* --- Lines and headers ---------------------------------------------------- */

/* Without its end; false: there is none. */
static bool
read_line(struct input *in, const char **line, size_t *length)
{
	const char *end;

	if (in->at == in->end)
		return false;
	*line = in->at;
	end = memchr(in->at, '\n', (size_t)(in->end - in->at));
	in->at = end == NULL ? in->end : end + 1;
	end = end == NULL ? in->end : end;
	*length = (size_t)(end - *line);
	if (*length > 0 && (*line)[*length - 1] == '\r')
		(*length)--;
	return true;
}

static bool
is_blank_of(char c)
{
	return c == ' ' || c == '\t';
}

/* What does not fit is cut: nothing that counts is so long. */
static void
append(char *out, size_t size, const char *bytes, size_t length)
{
	size_t have = strlen(out);

	for (; length > 0 && have + 1 < size; bytes++, length--)
		out[have++] = *bytes == '\0' ? ' ' : *bytes;
	out[have] = '\0';
}

static void
begin_header(struct header *header, const char *line, size_t length)
{
	const char *colon = memchr(line, ':', length);
	size_t name = colon == NULL ? length : (size_t)(colon - line);

	header->name[0] = header->value[0] = '\0';
	append(header->name, sizeof(header->name), line, name);
	if (colon == NULL)
		return;
	for (name++; name < length && is_blank_of(line[name]); name++)
		;
	append(header->value, sizeof(header->value), line + name,
	    length - name);
}

/* The next field of a block of headers; false at the empty line behind it. */
static bool
read_header(struct input *in, struct header *header)
{
	struct input next;
	const char *line;
	size_t length;

	if (!read_line(in, &line, &length) || length == 0)
		return false;
	begin_header(header, line, length);
	for (next = *in; read_line(&next, &line, &length) && length > 0 &&
	    is_blank_of(line[0]); *in = next)
		append(header->value, sizeof(header->value), line, length);
	return true;
}

static bool
is_named(const struct header *header, const char *name)
{
	return strcasecmp(header->name, name) == 0;
}

/* "text/plain; charset=…" is this type? */
static bool
is_type(const struct header *header, const char *type)
{
	size_t length = strlen(type);

	return is_named(header, "Content-Type") &&
	    strncasecmp(header->value, type, length) == 0 &&
	    strchr("; \t", header->value[length]) != NULL;
}

/* --- Its parts ------------------------------------------------------------ */

/* The parameter's value, with or without quotes; false: none that may be. */
static bool
read_boundary(const struct header *header, char out[BOUNDARY_MAX + 1])
{
	const char *at = strcasestr(header->value, "boundary=");
	size_t length;

	if (at == NULL)
		return false;
	at += strlen("boundary=");
	if (*at == '"')
		length = strcspn(++at, "\"");
	else
		length = strcspn(at, "; \t");
	if (length == 0 || length > BOUNDARY_MAX)
		return false;
	memcpy(out, at, length);
	out[length] = '\0';
	return true;
}

/* Of the report; false: it is none. */
static bool
find_boundary(struct input *in, char out[BOUNDARY_MAX + 1])
{
	struct header header;
	bool found = false;

	while (read_header(in, &header))
		if (is_type(&header, "multipart/report"))
			found = read_boundary(&header, out);
	return found;
}

static bool
is_delimiter(const char *line, size_t length, const char *boundary)
{
	size_t n = strlen(boundary);

	if (length < n + 2 || memcmp(line, "--", 2) != 0 ||
	    memcmp(line + 2, boundary, n) != 0)
		return false;
	line += n + 2;
	length -= n + 2;
	if (length >= 2 && memcmp(line, "--", 2) == 0)
		return true;
	while (length > 0 && is_blank_of(*line))
		line++, length--;
	return length == 0;
}

/* What stands before the next delimiter, which is passed; false at the end. */
static bool
read_part(struct input *in, const char *boundary, struct input *part)
{
	const char *line;
	size_t length;

	if (in->at == in->end)
		return false;
	part->at = part->end = in->at;
	while (read_line(in, &line, &length)) {
		if (is_delimiter(line, length, boundary))
			return true;
		part->end = in->at;
	}
	return true;
}

/* --- What they say -------------------------------------------------------- */

struct report {
	bool failed;			/* of some recipient, for good */
	bool reached;			/* another got it, or may still */
	char id[TOKEN_TEXT_MAX];	/* of what was sent */
};

/* One recipient (or the fields about the message, which have no action). */
static void
judge(struct report *report, const char *action, const char *status)
{
	if (action[0] == '\0')
		return;
	if (strncasecmp(action, "failed", 6) != 0)
		report->reached = true;
	else if (status[0] == '5' && !mail_status_is_policy(status))
		report->failed = true;
}

static void
read_status(struct report *report, struct input in)
{
	struct header header;

	while (in.at != in.end) {
		char action[16] = "", status[16] = "";

		while (read_header(&in, &header)) {
			if (is_named(&header, "Action"))
				append(action, sizeof(action), header.value,
				    strlen(header.value));
			if (is_named(&header, "Status"))
				append(status, sizeof(status), header.value,
				    strlen(header.value));
		}
		judge(report, action, status);
	}
}

/* "<ID@registry.example>": ours are hex digits, all else is another's. */
static void
read_id(struct report *report, const char *value)
{
	value += strspn(value, " \t<");
	if (strspn(value, "0123456789abcdef") == ID_LENGTH &&
	    value[ID_LENGTH] == '@')
		memcpy(report->id, value, ID_LENGTH);
}

static void
read_original(struct report *report, struct input in)
{
	struct header header;

	while (read_header(&in, &header))
		if (is_named(&header, "Message-ID"))
			read_id(report, header.value);
}

static void
read_body(struct report *report, struct input in)
{
	bool status = false, original = false;
	struct header header;

	while (read_header(&in, &header)) {
		status |= is_type(&header, "message/delivery-status") ||
		    is_type(&header, "message/global-delivery-status");
		original |= is_type(&header, "message/rfc822") ||
		    is_type(&header, "text/rfc822-headers") ||
		    is_type(&header, "message/global") ||
		    is_type(&header, "message/global-headers");
	}
	if (status)
		read_status(report, in);
	else if (original)
		read_original(report, in);
}

bool
bounce_read(const char *bytes, size_t length, char id[TOKEN_TEXT_MAX])
{
	struct input in = { bytes, bytes + length }, part;
	char boundary[BOUNDARY_MAX + 1];
	struct report report = { 0 };

	memset(id, 0, TOKEN_TEXT_MAX);
	if (!find_boundary(&in, boundary) ||
	    !read_part(&in, boundary, &part))	/* the preamble */
		return false;
	while (read_part(&in, boundary, &part))
		read_body(&report, part);
	if (!report.failed || report.reached || report.id[0] == '\0')
		return false;
	memcpy(id, report.id, TOKEN_TEXT_MAX);
	return true;
}
