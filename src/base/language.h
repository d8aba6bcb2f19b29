/* SPDX-License-Identifier: ISC */
/*
 * The languages of pages and mails.  English stands in the source; the others
 * are po/LANGUAGE.po, compiled to LOCALE/C/LC_MESSAGES/parcela-LANGUAGE.mo.
 */
#ifndef BASE_LANGUAGE_H
#define BASE_LANGUAGE_H

#include "base/base.h"

enum language { LANGUAGE_ES, LANGUAGE_EN, LANGUAGE_PT };
#define LANGUAGE_COUNT 3

/*
 * Once, at the start of the process, before it has threads or a sandbox.
 * The directory of the .mo files; NULL: locale/ beside the binary, or
 * ../share/locale/ where it is installed.  False: some are missing, and
 * their language will show English.
 */
bool language_start(const char *directory);

const char *language_code(enum language);	/* "es" */
const char *language_tag(enum language);	/* for lang="": "pt-BR" */
const char *language_label(enum language);	/* "ES" */
const char *language_name(enum language);	/* "Español" */
/* "es", "en" or "pt", as accounts, forms and cookies have it; NULL: no. */
bool language_parse(const char *code, enum language *out) MUST_CHECK;
/* What an Accept-Language (or NULL) likes best, else otherwise.
   (RFC 9110, 12.5.4) */
enum language language_negotiate(const char *accept, enum language otherwise);

/* Of a string that never changes nor goes away, a literal: remembered by its
   address.  In C, translate with say() of markup.h: po_check.py looks for that
   name. */
const char *language_say(enum language, const char *english)
    __attribute__((format_arg(2)));
/* Of any string. */
const char *language_translate(enum language, const char *english)
    __attribute__((format_arg(2)));
const char *language_translate_plural(enum language, const char *one,
    const char *many, uint64_t n) __attribute__((format_arg(2)));

#endif
