/* SPDX-License-Identifier: ISC */
/* Mails about holders from before the registry, and who takes them over. */
#include <stdio.h>
#include <string.h>

#include "mail/write.h"

/* "2026-03-08T12:00:00Z" for people. */
static const char *
moment_of(const char *iso, char out[TIME_TEXT_MAX])
{
	snprintf(out, TIME_TEXT_MAX, "%.10s %.5s UTC", iso,
	    strlen(iso) > 11 ? iso + 11 : "");
	return out;
}

void
write_legacy_password(struct writer *w)
{
	const char *ownerid = mail_detail(w, "ownerid");
	char until[TIME_TEXT_MAX];

	text_printf(w->subject, say(w, "%s: one-time password for %s"),
	    w->profile->name, ownerid);
	text_printf(w->body, say(w, "The registry opened the legacy resources "
	    "of %s (%s) to the user ID %s. Log in with it, open Legacy "
	    "resources, and type the OrgID and this one-time password:"),
	    mail_detail(w, "organization"), ownerid, w->mail->handle);
	text_printf(w->body, "\n\n%s/legacy\n\nOrgID: %s\n%s\n\n",
	    w->profile->base_url, ownerid, w->secret);
	text_printf(w->body, say(w, "It works once, for this user ID only, "
	    "until %s. Capitals, blanks and hyphens do not matter."),
	    moment_of(mail_detail(w, "until"), until));
	text_put(w->body, "\n\n");
	put_not_right(w);
}

void
write_legacy_taken(struct writer *w)
{
	const char *ownerid = mail_detail(w, "ownerid");

	text_printf(w->subject, say(w, "%s: %s has new contacts"),
	    w->profile->name, ownerid);
	text_printf(w->body, say(w, "You were a contact of %s (%s) or of its "
	    "resources. The user ID %s (%s) now manages the organization, "
	    "with a one-time password of the registry."),
	    mail_detail(w, "organization"), ownerid,
	    mail_detail(w, "user"), mail_detail(w, "name"));
	text_put(w->body, "\n\n");
	put_not_right(w);
}

void
write_legacy_yours(struct writer *w)
{
	const char *ownerid = mail_detail(w, "ownerid");

	text_printf(w->subject, say(w, "%s: you manage %s"),
	    w->profile->name, ownerid);
	text_printf(w->body, say(w, "The user ID %s is now the administrative, "
	    "billing and membership contact of %s (%s), and the technical or "
	    "routing contact of its resources. They are on your home page:"),
	    w->mail->handle, mail_detail(w, "organization"), ownerid);
	text_printf(w->body, "\n\n%s/\n\n", w->profile->base_url);
	put_not_right(w);
}
