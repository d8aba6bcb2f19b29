/* SPDX-License-Identifier: ISC */
/* Mails about a user's own second factor. */
#include "mail/write.h"

static int
codes_left(struct writer *w)
{
	json_t *left = json_object_get(w->detail, "left");

	w->malformed = !json_is_integer(left);
	return (int)json_integer_value(left);
}

/* The name that the user gave it. */
static const char *
device_of(struct writer *w)
{
	const char *name = mail_detail(w, "device");

	w->malformed = name[0] == '\0';
	return name;
}

void
write_second_factor_added(struct writer *w)
{
	put_subject_of_user(w, N_("%s: an authenticator app was added to %s"));
	text_printf(w->body, say(w, "The authenticator app \"%s\" was added "
	    "to the user ID %s: log-in asks for a code of it from now on."),
	    device_of(w), w->mail->handle);
	text_put(w->body, "\n\n");
	put_not_you(w);
}

void
write_second_factor_removed(struct writer *w)
{
	put_subject_of_user(w, N_("%s: an authenticator app of %s was "
	    "removed"));
	text_printf(w->body, say(w, "The authenticator app \"%s\" of the "
	    "user ID %s was removed: its codes do not count any more."),
	    device_of(w), w->mail->handle);
	text_put(w->body, "\n\n");
	put_not_you(w);
}

void
write_recovery_code_used(struct writer *w)
{
	put_subject_of_user(w, N_("%s: a recovery code of %s was used"));
	text_printf(w->body, say(w, "A recovery code took the place of the "
	    "authenticator app of the user ID %s. Codes that are left: %d."),
	    w->mail->handle, codes_left(w));
	text_put(w->body, "\n\n");
	put_not_you(w);
}

ABOUT_USER(recovery_codes_made, N_("%s: new recovery codes of %s"),
    N_("New recovery codes of the user ID %s were made; those before are "
    "void."), put_not_you)
ABOUT_USER(second_factor_reset, N_("%s: the second factor of %s was removed"),
    N_("The registry removed all authenticator apps and recovery codes of the "
    "user ID %s and ended its sessions. Log in with the password and set up a "
    "new one."), put_not_right)
