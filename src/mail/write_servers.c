/* SPDX-License-Identifier: ISC */
/* Mails about name servers that do not answer as they should. */
#include "mail/write.h"

#define VALUE_MAX 300

/* What the registry's watch noted (registry/watch.c). */
struct detail {
	const char *prefix, *host, *zone;
	enum finding finding;
	char since[TIME_TEXT_MAX], until[TIME_TEXT_MAX];
};

static const char *
value(struct writer *w, const char *key)
{
	const char *text = mail_detail(w, key);

	w->malformed |= text[0] == '\0' || !text_is_clean(text, VALUE_MAX);
	return text;
}

static void
day(const struct writer *w, const char *key, char out[TIME_TEXT_MAX])
{
	time_iso(json_integer_value(json_object_get(w->detail, key)), out);
	out[10] = '\0';			/* its date */
}

static void
read_detail(struct writer *w, struct detail *d)
{
	int known = word_value(finding_words, FINDING_COUNT,
	    value(w, "finding"));

	d->prefix = value(w, "prefix");
	d->host = value(w, "host");
	d->zone = value(w, "zone");
	d->finding = known < 0 ? FINDING_FINE : (enum finding)known;
	day(w, "since", d->since);
	day(w, "until", d->until);
	w->malformed |= known < 0;
}

/* Which block, and what is wrong. */
static void
put_finding(struct writer *w, const struct detail *d)
{
	text_put(w->body, "\n\n");
	text_printf(w->body, say(w, "Block: %s"), d->prefix);
	text_put(w->body, "\n");
	text_printf(w->body, say(w, "Zone: %s"), d->zone);
	text_put(w->body, "\n");
	text_printf(w->body, say(w, "What was found: %s"),
	    say(w, finding_sentence(d->finding)));
	text_put(w->body, "\n\n");
}

#define put_subject(w, d, english)					\
	text_printf((w)->subject, say(w, english), (w)->profile->name,	\
	    (d)->host)

static void
put_lame(struct writer *w, const struct detail *d)
{
	put_subject(w, d, N_("%s: the name server %s does not answer as it "
	    "should"));
	text_printf(w->body, say(w, "Since %s the name server %s, to which "
	    "reverse DNS of yours is delegated, has not answered as it should. "
	    "It may be so in other zones too."), d->since, d->host);
	put_finding(w, d);
	text_printf(w->body, say(w, "Please mend it, or delegate to another "
	    "server. If it is still so on %s, the registry will no longer "
	    "publish this server for the zone."), d->until);
}

static void
put_withdrawn(struct writer *w, const struct detail *d)
{
	put_subject(w, d, N_("%s: the name server %s is no longer published"));
	text_printf(w->body, say(w, "Since %s the name server %s has not "
	    "answered as it should, and the registry no longer publishes it "
	    "for this zone. It may be so in other zones too."), d->since,
	    d->host);
	put_finding(w, d);
	text_put(w->body, say(w, "The registry goes on asking it, and "
	    "publishes it again as soon as it answers."));
}

static void
put_back(struct writer *w, const struct detail *d)
{
	put_subject(w, d, N_("%s: the name server %s is published again"));
	text_printf(w->body, say(w, "The name server %s answers as it should, "
	    "and the registry publishes it again."), d->host);
	text_put(w->body, "\n\n");
	text_printf(w->body, say(w, "Block: %s"), d->prefix);
}

#define SERVER(kind)							\
void									\
write_server_##kind(struct writer *w)					\
{									\
	struct detail d;						\
									\
	read_detail(w, &d);						\
	put_##kind(w, &d);						\
	text_printf(w->body, "\n\n%s/blocks/%s",			\
	    w->profile->base_url, d.prefix);				\
}
SERVER(lame)
SERVER(withdrawn)
SERVER(back)
