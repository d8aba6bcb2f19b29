/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "rdns/private.h"

#define LABEL_MAX 63

static bool
add_label(struct name *n, const char *label, size_t length)
{
	if (length == 0 || length > LABEL_MAX ||
	    n->length + length + 1 >= NAME_MAX_BYTES)
		return false;
	n->bytes[n->length++] = (uint8_t)length;
	memcpy(n->bytes + n->length, label, length);
	n->length = (uint8_t)(n->length + length);
	return true;
}

static void
add_number(struct name *n, unsigned byte)
{
	char digits[3];
	size_t count = 0;

	if (byte >= 100)
		digits[count++] = (char)('0' + byte / 100);
	if (byte >= 10)
		digits[count++] = (char)('0' + byte / 10 % 10);
	digits[count++] = (char)('0' + byte % 10);
	if (!add_label(n, digits, count))
		die("a reverse name is too long");
}

static void
add_root(struct name *n)
{
	n->bytes[n->length++] = 0;
}

void
name_of_zone(struct name *n, const struct prefix *p)
{
	static const char four[] = "\7in-addr\4arpa", six[] = "\3ip6\4arpa";
	bool is_four = prefix_family(p) == FAMILY_IPV4;
	const char *tree = is_four ? four : six;
	size_t length = strlen(tree);
	unsigned byte;

	n->length = 0;
	for (int i = p->length / 8 - 1; is_four && i >= IPV4_BITS / 8; i--)
		add_number(n, p->first.bytes[i]);
	for (int i = p->length / 4 - 1; !is_four && i >= 0; i--) {
		byte = p->first.bytes[i / 2];
		add_label(n, &"0123456789abcdef"[i % 2 == 0 ? byte >> 4 :
		    byte & 15], 1);
	}
	memcpy(n->bytes + n->length, tree, length);
	n->length = (uint8_t)(n->length + length);
	add_root(n);
}

static bool
is_of_host(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

/* Letters, digits, hyphens: what the register has let in. */
static bool
add_host(struct name *n, const char *host)
{
	const char *label = host, *end;

	for (;; label = end + 1) {
		for (end = label; is_of_host(*end); end++)
			;
		if ((*end != '.' && *end != '\0') ||
		    !add_label(n, label, (size_t)(end - label)))
			return false;
		if (*end == '\0')
			break;
	}
	add_root(n);
	return true;
}

bool
name_of_host(struct name *n, const char *host)
{
	n->length = 0;
	return add_host(n, host);
}

bool
name_of_mailbox(struct name *n, const char *mailbox)
{
	const char *at = strchr(mailbox, '@');

	n->length = 0;
	return at != NULL && add_label(n, mailbox, (size_t)(at - mailbox)) &&
	    add_host(n, at + 1);
}

bool
name_of_wire(struct name *n, const uint8_t *wire, size_t size)
{
	size_t at = 0;

	if (size == 0 || size > NAME_MAX_BYTES)
		return false;
	while (at < size && wire[at] != 0 && wire[at] <= LABEL_MAX)
		at += (size_t)wire[at] + 1;
	if (at != size - 1 || wire[at] != 0)
		return false;
	n->length = (uint8_t)size;
	for (size_t i = 0; i < size; i++)	/* lengths are below 'A' */
		n->bytes[i] = wire[i] >= 'A' && wire[i] <= 'Z' ?
		    (uint8_t)(wire[i] + 32) : wire[i];
	return true;
}

/* What stands for itself in a zone file (RFC 1035 5.1). */
static const bool is_plain[256] = {
	['0'...'9'] = true, ['A'...'Z'] = true, ['a'...'z'] = true,
	['-'] = true, ['_'] = true,
};

size_t
name_text(const struct name *n, char out[NAME_TEXT_MAX])
{
	size_t length = 0, at = 0;

	while (n->bytes[at] != 0) {
		size_t end = at + n->bytes[at] + 1;

		for (at++; at < end; at++) {
			uint8_t c = n->bytes[at];

			if (is_plain[c]) {
				out[length++] = (char)c;
				continue;
			}
			out[length++] = '\\';
			out[length++] = (char)('0' + c / 100);
			out[length++] = (char)('0' + c / 10 % 10);
			out[length++] = (char)('0' + c % 10);
		}
		out[length++] = '.';
	}
	if (length == 0)
		out[length++] = '.';
	out[length] = '\0';
	return length;
}
