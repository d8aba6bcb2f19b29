/* SPDX-License-Identifier: ISC */
/* What would be mailed, for a demonstration that has no mail server. */
#include <string.h>
#include <strings.h>

#include "mail/mail.h"
#include "net/net.h"
#include "portal/private.h"

#define MAILS_SHOWN 50
#define MAIL_BYTES (64u << 10)

static void
release(void *argument)
{
	text_release(argument);
}

static struct text *
text_of(struct request *r)
{
	struct text *text = arena_alloc(r->arena, sizeof(*text));

	text_init(text, MAIL_BYTES);
	arena_defer(r->arena, release, text);
	return text;
}

/* A stranger's page may have a name that is made to lead here, and would read
   what a page of its own name says: so the name must be this machine's. */
static bool
asks_this_machine(const struct request *r)
{
	const char *host = http_header(r->http, "Host");
	struct endpoint at;

	if (host == NULL)
		return false;
	if (strncasecmp(host, "localhost", 9) == 0)
		return host[9] == '\0' || host[9] == ':';
	return (endpoint_parse(host, &at) || endpoint_parse(arena_printf(
	    r->arena, "%s:80", host), &at)) && endpoint_is_loopback(&at);
}

/* There is no base_url: links lead to where this portal listens. */
static const char *
own_url(struct request *r)
{
	struct endpoint at = listener_endpoint(r->config->listeners[0]);
	char text[ENDPOINT_TEXT_MAX];

	return arena_printf(r->arena, "http://%s", endpoint_text(&at, text));
}

static void
add_mail(struct request *r, struct page_mails *page,
    const struct mail_row *mail, const struct mail_profile *profile)
{
	struct text *subject = text_of(r), *body = text_of(r);
	char secret[TOKEN_TEXT_MAX];
	struct page_mails_rows *row;

	if (!mail_secret(mail, r->portal->key, secret) ||
	    !mail_write(profile, mail, secret, subject, body))
		return;
	row = arena_grow(r->arena, &page->rows, &page->rows_count,
	    sizeof(*row));
	row->to = mail->address;
	row->time = mail->created;
	row->subject = subject->bytes;
	row->body = body->bytes;
	if (mail_link(mail->kind)[0] != '\0')
		row->link = arena_printf(r->arena, "%s?token=%s",
		    mail_link(mail->kind), secret);
}

void
page_mails(struct request *r)
{
	struct mail_profile profile = { .name = r->config->name,
	    .base_url = own_url(r), .contact = r->config->mail };
	struct mail_row mails[MAILS_SHOWN];
	struct page_mails page = { 0 };
	size_t count;

	if (!r->config->shows_mails || !asks_this_machine(r)) {
		answer_not_found(r);
		return;
	}
	count = registry_mails_newest(r->registry, mails, MAILS_SHOWN);
	for (size_t i = 0; i < count; i++)
		add_mail(r, &page, &mails[i], &profile);
	page.frame = frame_of(r, say(r->m, "Mails"));
	put_page_mails(r->m, &page);
	answer_page(r);
}
