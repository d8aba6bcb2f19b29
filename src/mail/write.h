/* SPDX-License-Identifier: ISC */
/*
 * Inside mail: how a mail is written.  A kind writes the subject, one line
 * that begins with the registry's name, and what stands between greeting and
 * signature; values are one line each.
 */
#ifndef MAIL_WRITE_H
#define MAIL_WRITE_H

#include <jansson.h>

#include "base/language.h"
#include "mail/mail.h"

struct writer {
	const struct mail_profile *profile;
	const struct mail_row *mail;
	const char *secret;
	json_t *detail;			/* the mail's; NULL: malformed */
	enum language language;
	struct text *subject, *body;
	bool malformed;			/* the mail's detail: set by a kind */
};

/* tools/po_check.py looks for these names. */
#define say(w, english) language_translate((w)->language, (english))
#define say_plural(w, one, many, n) \
	language_translate_plural((w)->language, one, many, n)
/* Marks a string that say() gets later, out of a table. */
#define N_(english) english

/* A text of the mail's detail, "" for none. */
const char *mail_detail(const struct writer *, const char *name);
/* The link of the mail, on a line of its own. */
void put_link(struct writer *);
/* What to do when it was not the reader who did it with their user ID. */
void put_not_you(struct writer *);
/* What to do when another should not have done it. */
void put_not_right(struct writer *);

/* The subject of most: "%s: … %s", of the registry and a user ID. */
#define put_subject_of_user(w, english)					\
	text_printf((w)->subject, say(w, english), (w)->profile->name,	\
	    (w)->mail->handle)
/* A whole mail that says one sentence of a user ID, and then an end. */
#define ABOUT_USER(kind, subject_english, english, put_end)		\
void									\
write_##kind(struct writer *w)						\
{									\
	put_subject_of_user(w, subject_english);			\
	text_printf(w->body, say(w, english), w->mail->handle);		\
	text_put(w->body, "\n\n");					\
	put_end(w);							\
}

#define KIND(name, link) void write_##name(struct writer *);
#include "mail/kind.def"
#undef KIND

#endif
