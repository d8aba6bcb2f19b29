/* SPDX-License-Identifier: ISC */
#include "portal/totp.h"

#include <liboath/oath.h>
#include <pthread.h>
#include <qrcodegen/qrcodegen.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define WINDOW 1			/* steps to each side */
#define GROUP 4
#define QUIET 4				/* modules around a QR code */
#define QR_VERSION_MAX 15		/* 412 bytes at medium correction */

static void
begin(void)
{
	if (oath_init() != OATH_OK)
		die("liboath does not start");
}

static void
begin_once(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, begin);
}

/* --- Codes ---------------------------------------------------------------- */

static bool
read_digits(const char *typed, char out[TOTP_DIGITS + 1])
{
	size_t count = 0;

	for (; *typed != '\0'; typed++) {
		if (*typed == ' ')
			continue;
		if (*typed < '0' || *typed > '9' || count == TOTP_DIGITS)
			return false;
		out[count++] = *typed;
	}
	out[count] = '\0';
	return count == TOTP_DIGITS;
}

int64_t
totp_step(const uint8_t secret[TOTP_SECRET_SIZE], const char *typed,
    int64_t now, int64_t last)
{
	char given[TOTP_DIGITS + 1], right[TOTP_DIGITS + 1];
	int64_t at = now / TOTP_STEP_S;

	if (!read_digits(typed, given))
		return 0;
	begin_once();
	for (int64_t step = at - WINDOW; step <= at + WINDOW; step++) {
		if (step <= last || step <= 0)
			continue;
		if (oath_totp_generate((const char *)secret, TOTP_SECRET_SIZE,
		    (time_t)(step * TOTP_STEP_S), TOTP_STEP_S, 0, TOTP_DIGITS,
		    right) != OATH_OK)
			die("liboath makes no code");
		if (sodium_memcmp(given, right, sizeof(right)) == 0)
			return step;
	}
	return 0;
}

/* --- Into an app ---------------------------------------------------------- */

static const char *
base32(struct arena *arena, const uint8_t secret[TOTP_SECRET_SIZE])
{
	char *encoded, *kept;
	size_t length;

	begin_once();
	if (oath_base32_encode((const char *)secret, TOTP_SECRET_SIZE,
	    &encoded, &length) != OATH_OK)
		die("liboath makes no base32");
	kept = arena_strndup(arena, encoded, length);
	explicit_bzero(encoded, length);
	free(encoded);
	return kept;
}

const char *
totp_groups(struct arena *arena, const uint8_t secret[TOTP_SECRET_SIZE])
{
	const char *from = base32(arena, secret);
	char *out = arena_alloc(arena, strlen(from) * 2), *to = out;

	for (size_t i = 0; from[i] != '\0'; i++) {
		if (i > 0 && i % GROUP == 0)
			*to++ = ' ';
		*to++ = from[i];
	}
	*to = '\0';
	return out;
}

static void
put_encoded(struct text *t, const char *s)
{
	for (; *s != '\0'; s++)
		if ((*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') ||
		    (*s >= '0' && *s <= '9'))
			text_put_char(t, *s);
		else
			text_printf(t, "%%%02X", (unsigned char)*s);
}

const char *
totp_uri(struct arena *arena, const uint8_t secret[TOTP_SECRET_SIZE],
    const char *registry, const char *handle)
{
	struct text t;
	const char *uri;

	text_init(&t, 4096);
	text_put(&t, "otpauth://totp/");
	put_encoded(&t, registry);
	text_put_char(&t, ':');
	put_encoded(&t, handle);
	text_printf(&t, "?secret=%s&issuer=", base32(arena, secret));
	put_encoded(&t, registry);
	text_printf(&t, "&algorithm=SHA1&digits=%d&period=%d", TOTP_DIGITS,
	    TOTP_STEP_S);
	uri = arena_strdup(arena, t.bytes);
	text_release(&t);
	return uri;
}

/* --- QR ------------------------------------------------------------------- */

/* Dark modules of a row that touch are one rectangle. */
static void
put_row(struct markup *m, const uint8_t *qr, int y)
{
	int size = qrcodegen_getSize(qr), end;

	for (int x = 0; x < size; x = end + 1) {
		for (end = x; end < size && qrcodegen_getModule(qr, end, y);)
			end++;
		if (end > x)
			text_printf(&m->text, "M%d %dh%dv1h-%dz", x + QUIET,
			    y + QUIET, end - x, end - x);
	}
}

void
qr_draw(struct markup *m, const char *text, const char *label)
{
	uint8_t qr[qrcodegen_BUFFER_LEN_FOR_VERSION(QR_VERSION_MAX)];
	uint8_t work[sizeof(qr)];
	int size;

	if (!qrcodegen_encodeText(text, work, qr, qrcodegen_Ecc_MEDIUM, 1,
	    QR_VERSION_MAX, qrcodegen_Mask_AUTO, true))
		return;
	size = qrcodegen_getSize(qr) + 2 * QUIET;
	put_raw(m, "<svg class=\"qr\" role=\"img\" aria-label=\"");
	put(m, label);
	text_printf(&m->text, "\" viewBox=\"0 0 %d %d\" "
	    "shape-rendering=\"crispEdges\"><path d=\"", size, size);
	for (int y = 0; y < qrcodegen_getSize(qr); y++)
		put_row(m, qr, y);
	put_raw(m, "\"/></svg>\n");
}
