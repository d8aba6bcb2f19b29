/* SPDX-License-Identifier: ISC */
/* Codes of authenticator apps (RFC 6238: SHA-1, six digits, 30 seconds, which
   is what every app knows), and how a secret gets into one. */
#ifndef PORTAL_TOTP_H
#define PORTAL_TOTP_H

#include "base/base.h"
#include "portal/markup.h"

#define TOTP_SECRET_SIZE 20		/* bytes: RFC 4226, 4 (R6) */
#define TOTP_STEP_S 30
#define TOTP_DIGITS 6

/*
 * The step of time that this code is of: the one now, or the one before or
 * behind it, as clocks differ; after the step last, as each counts once.
 * 0: the code is none of them.  Blanks in it do not matter.
 */
int64_t totp_step(const uint8_t secret[TOTP_SECRET_SIZE], const char *typed,
    int64_t now, int64_t last);

/* The secret in base32, in groups of four to be typed. */
const char *totp_groups(struct arena *, const uint8_t[TOTP_SECRET_SIZE]);
/* "otpauth://totp/LACNIC:ABC12?secret=…", as apps read it from a QR code. */
const char *totp_uri(struct arena *, const uint8_t[TOTP_SECRET_SIZE],
    const char *registry, const char *handle);

/* A QR code as SVG: dark modules are one path on a white ground. */
void qr_draw(struct markup *, const char *text, const char *label);

#endif
