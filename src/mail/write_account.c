/* SPDX-License-Identifier: ISC */
/* Mails about an account: registering, passwords, address, data. */
#include <string.h>

#include "mail/write.h"

/* --- Passwords ------------------------------------------------------------ */

/* One with the link that its reader asked for. */
#define LINK_OF_USER(kind, subject_english, english, end_english)	\
void									\
write_##kind(struct writer *w)						\
{									\
	put_subject_of_user(w, subject_english);			\
	text_printf(w->body, say(w, english), w->mail->handle);		\
	put_link(w);							\
	text_put(w->body, say(w, end_english));				\
}

LINK_OF_USER(password_forgot, N_("%s: a new password for %s"),
    N_("Somebody, probably you, asked for a new password for the user ID %s. "
    "To choose it, open this address within an hour:"),
    N_("It works once. If it was not you, there is nothing to do: your "
    "password is as it was."))
ABOUT_USER(password_changed, N_("%s: the password of %s was changed"),
    N_("The password of the user ID %s was changed, and whoever was logged in "
    "with the old one is logged out."), put_not_you)
ABOUT_USER(password_set, N_("%s: the registry set the password of %s"),
    N_("The registry set a new password for the user ID %s, and whoever was "
    "logged in with the old one is logged out."), put_not_right)

/* --- Registering ---------------------------------------------------------- */

/* Whose address it is may have a user ID, or not; nobody else is told. */
void
write_registration(struct writer *w)
{
	const char *handles = mail_detail(w, "handles");

	text_printf(w->subject, say(w, "%s: confirm your registration"),
	    w->profile->name);
	if (handles[0] != '\0') {
		text_printf(w->body, say(w, "Somebody, probably you, asked for "
		    "a user ID with this address, which has one already: %s. "
		    "If its password is forgotten, open this address:"),
		    handles);
		text_printf(w->body, "\n\n%s/forgot\n\n",
		    w->profile->base_url);
		text_put(w->body, say(w, "To get one more user ID, open this "
		    "address within a day:"));
	} else {
		text_put(w->body, say(w, "Somebody, probably you, asked for a "
		    "user ID with this address. To get it, open this address "
		    "within a day:"));
	}
	put_link(w);
	text_put(w->body, say(w, "It works once. If it was not you, there is "
	    "nothing to do: nobody is registered without it."));
}

static void
put_log_in(struct writer *w)
{
	text_printf(w->body, "%s/login", w->profile->base_url);
}

ABOUT_USER(registered, N_("%s: your user ID is %s"),
    N_("You are registered. Your user ID is %s: with it you log in, and others "
    "name you as a contact."), put_log_in)
ABOUT_USER(user_disabled, N_("%s: the registry disabled the user ID %s"),
    N_("The registry disabled the user ID %s: nobody can log in with it, its "
    "second factor is removed, and the mailed links are void."), put_not_right)
ABOUT_USER(user_enabled, N_("%s: the registry enabled the user ID %s"),
    N_("The registry enabled the user ID %s again: it can log in with its "
    "password."), put_log_in)

/* --- The address ---------------------------------------------------------- */

LINK_OF_USER(address_link, N_("%s: confirm the e-mail address of %s"),
    N_("This is to be the e-mail address of the user ID %s. To confirm that "
    "mails arrive here, open this address within a day:"),
    N_("It works once. If it was not you, there is nothing to do: nothing is "
    "changed without it."))

void
write_address_asked(struct writer *w)
{
	put_subject_of_user(w, N_("%s: %s asks for another e-mail address"));
	text_printf(w->body, say(w, "The e-mail address of the user ID %s is "
	    "to be %s, as soon as the link that was sent there is opened."),
	    w->mail->handle, mail_detail(w, "email"));
	text_put(w->body, "\n\n");
	text_put(w->body, say(w, "If it was not you, log in, cancel it under "
	    "Profile and choose a new password."));
	text_printf(w->body, "\n\n%s/profile/email", w->profile->base_url);
}

static void
put_new_address(struct writer *w)
{
	text_printf(w->body, say(w, "The e-mail address of the user ID %s is "
	    "now %s: mails go there from now on."), w->mail->handle,
	    mail_detail(w, "email"));
	text_put(w->body, "\n\n");
	put_not_right(w);
}

void
write_address_changed(struct writer *w)
{
	put_subject_of_user(w, N_("%s: the e-mail address of %s was changed"));
	put_new_address(w);
}

void
write_address_set(struct writer *w)
{
	put_subject_of_user(w, N_("%s: the registry changed the e-mail "
	    "address of %s"));
	put_new_address(w);
}

/* --- Data ----------------------------------------------------------------- */

static const struct { const char *name, *label; } fields[] = {
	{ "name", N_("Name") }, { "street", N_("Street") },
	{ "number", N_("Number") }, { "complement", N_("Complement") },
	{ "city", N_("City") }, { "state", N_("State or province") },
	{ "postcode", N_("Postcode") }, { "country", N_("Country") },
	{ "ddi", N_("Phone: country code") }, { "ddd", N_("Phone: area code") },
	{ "phone", N_("Phone: number") },
	{ "extension", N_("Phone: extension") },
};

static void
put_field(struct writer *w, const char *label, json_t *values)
{
	const char *before = json_string_value(json_array_get(values, 0));
	const char *after = json_string_value(json_array_get(values, 1));

	if (before == NULL || after == NULL) {
		w->malformed = true;
		return;
	}
	text_printf(w->body, "* %s\n  ", say(w, label));
	if (before[0] == '\0')
		text_put(w->body, after);
	else
		text_printf(w->body, say(w, "%s (before: %s)"),
		    after[0] == '\0' ? "-" : after, before);
	text_put_char(w->body, '\n');
}

void
write_data_changed(struct writer *w)
{
	put_subject_of_user(w, N_("%s: the registry changed the data of %s"));
	text_printf(w->body, say(w, "The registry changed what the register "
	    "says of the user ID %s:"), w->mail->handle);
	text_put(w->body, "\n\n");
	w->malformed = json_object_size(w->detail) == 0;
	for (size_t i = 0; i < ARRAY_LENGTH(fields); i++) {
		json_t *values = json_object_get(w->detail, fields[i].name);

		if (values != NULL)
			put_field(w, fields[i].label, values);
	}
	text_put_char(w->body, '\n');
	put_not_right(w);
}
