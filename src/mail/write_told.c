/* SPDX-License-Identifier: ISC */
/* Mails about what an operation did: registry/told.h. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "mail/write.h"
#include "registry/told.h"

/* --- One piece of news ---------------------------------------------------- */

static void
put_held(struct writer *w, const struct news *n)
{
	if (n->kind == NEWS_SUBASSIGNED)
		text_printf(w->body, say(w, "%s, part of %s, was "
		    "sub-assigned to %s (%s)."), n->thing, n->of, n->to.id,
		    n->to.name);
	else if (n->kind == NEWS_RELEASED)
		text_printf(w->body, say(w, "%s, part of %s, is no longer "
		    "sub-assigned to %s (%s)."), n->thing, n->of, n->from.id,
		    n->from.name);
	else if (n->kind == NEWS_MOVED)
		text_printf(w->body, say(w, "%s passed from %s (%s) to %s "
		    "(%s)."), n->thing, n->from.id, n->from.name, n->to.id,
		    n->to.name);
	else if (n->kind == NEWS_REGISTERED)
		text_printf(w->body, say(w, "%s was registered to %s (%s)."),
		    n->thing, n->to.id, n->to.name);
	else
		text_printf(w->body, say(w, "%s is no longer registered to "
		    "%s (%s)."), n->thing, n->from.id, n->from.name);
}

/* Nobody was it before. */
static void
put_first(struct writer *w, const struct news *n)
{
	text_printf(w->body, n->kind == NEWS_ADMIN ?
	    say(w, "%s (%s) is now the administrative contact of %s.") :
	    n->kind == NEWS_BILLING ?
	    say(w, "%s (%s) is now the billing contact of %s.") :
	    n->kind == NEWS_MEMBER ?
	    say(w, "%s (%s) is now the membership contact of %s.") :
	    n->kind == NEWS_TECH ?
	    say(w, "%s (%s) is now the technical contact of %s.") :
	    n->kind == NEWS_ROUTING ?
	    say(w, "%s (%s) is now the routing contact of %s.") :
	    say(w, "%s (%s) is now the abuse contact of %s."),
	    n->to.id, n->to.name, n->thing);
}

/* Of an organisation. */
static void
put_point(struct writer *w, const struct news *n)
{
	text_printf(w->body, n->kind == NEWS_ADMIN ?
	    say(w, "The administrative contact of %s (%s) was %s (%s) and is "
	    "now %s (%s).") : n->kind == NEWS_BILLING ?
	    say(w, "The billing contact of %s (%s) was %s (%s) and is now %s "
	    "(%s).") :
	    say(w, "The membership contact of %s (%s) was %s (%s) and is now "
	    "%s (%s)."),
	    n->thing, n->of, n->from.id, n->from.name, n->to.id, n->to.name);
}

/* Of a block or ASN. */
static void
put_role(struct writer *w, const struct news *n)
{
	text_printf(w->body, n->kind == NEWS_TECH ?
	    say(w, "The technical contact of %s was %s (%s) and is now %s "
	    "(%s).") : n->kind == NEWS_ROUTING ?
	    say(w, "The routing contact of %s was %s (%s) and is now %s "
	    "(%s).") :
	    say(w, "The abuse contact of %s was %s (%s) and is now %s (%s)."),
	    n->thing, n->from.id, n->from.name, n->to.id, n->to.name);
}

static void
put_contact(struct writer *w, const struct news *n)
{
	if (n->from.id[0] == '\0')
		put_first(w, n);
	else if (n->to.id[0] == '\0')
		text_printf(w->body, say(w, "%s has no abuse contact of its "
		    "own any more; it was %s (%s)."), n->thing, n->from.id,
		    n->from.name);
	else if (n->kind == NEWS_ADMIN || n->kind == NEWS_BILLING ||
	    n->kind == NEWS_MEMBER)
		put_point(w, n);
	else
		put_role(w, n);
}

static void
put_news(struct writer *w, const struct news *n)
{
	text_put(w->body, "* ");
	if (n->kind == NEWS_CHANGED)
		text_printf(w->body, say(w, "What the register says of %s was "
		    "changed."), n->thing);
	else if (n->kind < NEWS_ADMIN)
		put_held(w, n);
	else
		put_contact(w, n);
	text_put_char(w->body, '\n');
}

/* --- When, by whom, where ------------------------------------------------- */

static const char *const months[12] = {
	N_("January"), N_("February"), N_("March"), N_("April"), N_("May"),
	N_("June"), N_("July"), N_("August"), N_("September"), N_("October"),
	N_("November"), N_("December"),
};

#define DATE_MAX 96

static void
write_date(struct writer *w, char out[DATE_MAX])
{
	int year = 0, month = 1, day = 0;
	char iso[TIME_TEXT_MAX], time[8];

	time_iso(w->mail->created, iso);
	if (sscanf(iso, "%d-%d-%dT%5s", &year, &month, &day, time) != 4 ||
	    month < 1 || month > 12)
		die("%s is no time", iso);
	snprintf(out, DATE_MAX, say(w, "%s %d, %d, %s UTC"),
	    say(w, months[month - 1]), day, year, time);
}

/* Does the mail go to who did it? */
static bool
is_own(const struct writer *w, const struct mail_told *told)
{
	return strcmp(w->mail->handle, told->by) == 0;
}

static void
put_who(struct writer *w, const struct mail_told *told)
{
	char date[DATE_MAX];

	write_date(w, date);
	if (is_own(w, told))
		text_printf(w->body, say(w, "On %s, roles of yours were given "
		    "away with your own user ID, %s. You do not have them any "
		    "more, nor what you managed by them alone:"), date,
		    told->by);
	else if (told->by[0] == '\0')
		text_printf(w->body, say(w, "On %s, the registry made this "
		    "change:"), date);
	else if (told->by_registry)
		text_printf(w->body, say(w, "On %s, %s (%s), of the "
		    "registry's staff, made this change:"), date, told->by,
		    told->by_name);
	else
		text_printf(w->body, say(w, "On %s, %s (%s) made this "
		    "change:"), date, told->by, told->by_name);
	text_put(w->body, "\n\n");
}

/* Who can log in comes to the page of it that they may see. */
static void
put_where(struct writer *w, const struct mail_told *told)
{
	const char *thing = told->news[0].thing;
	size_t length = strlen(thing);

	if (strncmp(thing, "AS", 2) == 0 && isdigit((unsigned char)thing[2]))
		length = strcspn(thing, "-");
	text_put_char(w->body, '\n');
	text_put(w->body, say(w, "What the register says now:"));
	text_printf(w->body, "\n\n%s/%s?q=%.*s\n\n", w->profile->base_url,
	    told->has_account ? "search" : "lookup", (int)length, thing);
}

static void
put_remedy(struct writer *w, const struct mail_told *told)
{
	const char *contact = w->profile->contact;

	if (is_own(w, told))
		put_not_you(w);
	else if (told->by_registry)
		put_not_right(w);
	else if (contact == NULL)
		text_printf(w->body, say(w, "If this is not right, ask %s, or "
		    "tell the registry."), told->by_name);
	else
		text_printf(w->body, say(w, "If this is not right, ask %s, or "
		    "write to the registry: %s"), told->by_name, contact);
}

static void
put_told(struct writer *w, const struct mail_told *told)
{
	put_who(w, told);
	for (size_t i = 0; i < told->count; i++)
		put_news(w, &told->news[i]);
	if (told->more > 0) {
		text_printf(w->body, say_plural(w, "There is %d more.",
		    "There are %d more.", (uint64_t)told->more),
		    (int)told->more);
		text_put_char(w->body, '\n');
	}
	put_where(w, told);
	put_remedy(w, told);
	if (told->last) {
		text_put(w->body, "\n\n");
		text_put(w->body, say(w, "There were many such changes today: "
		    "no more of them are mailed to you until tomorrow (UTC). "
		    "The portal shows all."));
	}
}

/* --- The kinds ------------------------------------------------------------ */

/* How many the mail is about, also those that it does not list. */
static int
count_of(const struct mail_told *told)
{
	return (int)told->count + (int)told->more;
}

static void
head_subassigned(struct writer *w, const struct mail_told *told)
{
	text_printf(w->subject, say(w, "%s: %s was sub-assigned to %s"),
	    w->profile->name, told->news[0].thing, told->news[0].to.id);
}

static void
head_released(struct writer *w, const struct mail_told *told)
{
	int count = count_of(told);

	if (count == 1)
		text_printf(w->subject, say(w, "%s: %s was released"),
		    w->profile->name, told->news[0].thing);
	else
		text_printf(w->subject, say_plural(w,
		    "%s: %d sub-assignment was released",
		    "%s: %d sub-assignments were released", (uint64_t)count),
		    w->profile->name, count);
}

static void
head_moved(struct writer *w, const struct mail_told *told)
{
	int count = count_of(told);

	if (count == 1)
		text_printf(w->subject, say(w, "%s: %s passed to %s"),
		    w->profile->name, told->news[0].thing,
		    told->news[0].to.id);
	else
		text_printf(w->subject, say_plural(w,
		    "%s: %d resource passed to %s",
		    "%s: %d resources passed to %s", (uint64_t)count),
		    w->profile->name, count, told->news[0].to.id);
}

static void
head_contacts(struct writer *w, const struct mail_told *told)
{
	text_printf(w->subject, is_own(w, told) ?
	    say(w, "%s: roles of yours were given away: %s") :
	    say(w, "%s: contacts of %s were replaced"),
	    w->profile->name, told->news[0].thing);
}

static void
head_changed(struct writer *w, const struct mail_told *told)
{
	text_printf(w->subject, say(w, "%s: a change by the registry: %s"),
	    w->profile->name, told->news[0].thing);
}

static void
write_told(struct writer *w, void (*put_head)(struct writer *,
    const struct mail_told *))
{
	struct arena *arena = arena_new();
	struct mail_told told;

	if (registry_mail_told(arena, w->mail->detail, &told)) {
		put_head(w, &told);
		put_told(w, &told);
	} else {
		w->malformed = true;
	}
	arena_free(arena);
}

#define TOLD(kind)							\
void									\
write_##kind(struct writer *w)						\
{									\
	write_told(w, head_##kind);					\
}
TOLD(subassigned)
TOLD(released)
TOLD(moved)
TOLD(contacts)
TOLD(changed)
