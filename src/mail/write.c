/* SPDX-License-Identifier: ISC */
/* What mails say: the frame of each, and which kinds there are. */
#include <jansson.h>
#include <string.h>

#include "mail/write.h"

static const struct kind {
	const char *name, *link;
	void (*write)(struct writer *);
} kinds[] = {
#define KIND(name, link) { #name, link, write_##name },
#include "mail/kind.def"
#undef KIND
};

static const struct kind *
kind_named(const char *name)
{
	for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

const char *
mail_link(const char *name)
{
	const struct kind *kind = kind_named(name);

	return kind == NULL ? "" : kind->link;
}

const char *
mail_detail(const struct writer *w, const char *name)
{
	const char *value = json_string_value(json_object_get(w->detail,
	    name));

	return value == NULL ? "" : value;
}

void
put_link(struct writer *w)
{
	text_printf(w->body, "\n\n%s%s?token=%s\n\n", w->profile->base_url,
	    mail_link(w->mail->kind), w->secret);
}

void
put_not_you(struct writer *w)
{
	if (w->profile->contact == NULL)
		text_put(w->body, say(w, "If it was not you, choose a new "
		    "password at once with \"Forgot your password?\" on the "
		    "log-in page, and tell the registry."));
	else
		text_printf(w->body, say(w, "If it was not you, choose a new "
		    "password at once with \"Forgot your password?\" on the "
		    "log-in page, and write to the registry: %s"),
		    w->profile->contact);
}

void
put_not_right(struct writer *w)
{
	if (w->profile->contact == NULL)
		text_put(w->body, say(w, "If this is not right, tell the "
		    "registry."));
	else
		text_printf(w->body, say(w, "If this is not right, write to "
		    "the registry: %s"), w->profile->contact);
}

static void
write_greeting(struct writer *w)
{
	if (w->mail->name[0] == '\0')
		text_put(w->body, say(w, "Good day:"));
	else
		text_printf(w->body, say(w, "Dear %s:"), w->mail->name);
	text_put(w->body, "\n\n");
}

static void
write_signature(struct writer *w)
{
	text_printf(w->body, "\n\n-- \n%s\n%s\n", w->profile->name,
	    w->profile->base_url);
	if (w->profile->contact != NULL)
		text_printf(w->body, "%s\n", w->profile->contact);
}

bool
mail_write(const struct mail_profile *profile, const struct mail_row *mail,
    const char *secret, struct text *subject, struct text *body)
{
	const struct kind *kind = kind_named(mail->kind);
	struct writer w = { .profile = profile, .mail = mail,
	    .secret = secret, .subject = subject, .body = body };

	if (kind == NULL)
		return false;
	if (!language_parse(mail->language, &w.language))
		w.language = LANGUAGE_ES;
	w.detail = json_loads(mail->detail, 0, NULL);
	write_greeting(&w);
	kind->write(&w);
	write_signature(&w);
	json_decref(w.detail);
	return !w.malformed;
}

bool
mail_secret(const struct mail_row *mail, const uint8_t key[SEALED_KEY_SIZE],
    char out[TOKEN_TEXT_MAX])
{
	memset(out, 0, TOKEN_TEXT_MAX);
	return mail->secret[0] == '\0' || unseal(mail->secret, key, out,
	    TOKEN_TEXT_MAX);
}
