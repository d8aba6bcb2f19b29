/* SPDX-License-Identifier: ISC */
/* How requests end. */
#include <stdio.h>
#include <string.h>

#include "portal/private.h"

static void
answer_body(struct request *r, int status)
{
	struct text before = r->out->body;

	if (r->m->text.overflow) {
		answer_problem(r, 503, RESULT_TOO_LARGE, NULL);
		return;
	}
	r->out->status = status;
	r->out->type = "text/html; charset=utf-8";
	r->out->body = r->m->text;
	r->m->text = before;
	text_clear(&r->m->text);
	r->answered = true;
}

void
answer_page(struct request *r)
{
	answer_body(r, 200);
}

void
answer_form(struct request *r, int status)
{
	bool wrong = r->reason_wrong != NULL || r->ticket_wrong != NULL;

	answer_body(r, status == 200 && wrong ? 400 : status);
}

/* What a status says where no result says more. */
static const struct {
	int status;
	const char *sentence;
} sentences[] = {
	{ 400, N_("This request is not understood.") },
	{ 403, N_("This is not allowed.") },
	{ 404, N_("There is nothing here.") },
	{ 405, N_("This address does not take that kind of request.") },
	{ 408, N_("The request took too long.") },
	{ 413, N_("This is more than the portal takes at once.") },
	{ 414, N_("This address is too long.") },
	{ 431, N_("The browser sent more than the portal takes.") },
	{ 500, N_("Something went wrong here.") },
	{ 503, N_("The portal is busy.") },
	{ 505, N_("This request is not understood.") },
};

static const char *
sentence_of(const struct request *r, int status, enum result result)
{
	if (result != RESULT_OK)
		return language_translate(r->language,
		    result_sentence(result));
	for (size_t i = 0; i < ARRAY_LENGTH(sentences); i++)
		if (sentences[i].status == status)
			return language_translate(r->language,
			    sentences[i].sentence);
	return sentence_of(r, status < 500 ? 400 : 500, RESULT_OK);
}

void
answer_problem(struct request *r, int status, enum result result,
    const char *detail)
{
	struct page_problem page;

	if (status == 0)
		status = result_http_status(result);
	page = (struct page_problem){
		.status = status,
		.sentence = sentence_of(r, status, result),
		.detail = detail, .request = r->http->id,
		.missing = status == 404, .server = status >= 500,
	};
	page.frame = frame_of(r, page.sentence);
	page.frame.kept.fields_count = 0;	/* no form stands here */
	text_clear(&r->m->text);
	r->m->language = r->language;
	put_page_problem(r->m, &page);
	answer_body(r, status);
}

void
answer_not_found(struct request *r)
{
	answer_problem(r, 404, RESULT_OK, NULL);
}

const char *
answer_wait(struct request *r, int64_t wait_s)
{
	http_add_header(r->http, r->out, "Retry-After",
	    arena_printf(r->arena, "%lld", (long long)wait_s));
	return arena_printf(r->arena, say_plural(r->m,
	    "Too many attempts. Try again in %d second.",
	    "Too many attempts. Try again in %d seconds.", (uint64_t)wait_s),
	    (int)wait_s);
}

/* Ours: a path on this host, which a browser cannot read as another's. */
bool
path_is_ours(const char *path)
{
	return path != NULL && path[0] == '/' && path[1] != '/' &&
	    path[1] != '\\' && strlen(path) <= PATH_LONGEST &&
	    strpbrk(path, "\r\n\t \\\"<>") == NULL;
}

static void
redirect(struct request *r, int status, const char *path)
{
	if (!path_is_ours(path)) {
		log_warning("%s: led home, not to a path that is not ours",
		    r->http->id);
		path = "/";
	}
	r->out->status = status;
	r->out->type = "text/plain; charset=utf-8";
	text_clear(&r->out->body);
	http_add_header(r->http, r->out, "Location", path);
	r->answered = true;
}

void
answer_redirect(struct request *r, const char *path, const char *message)
{
	if (message != NULL)
		message_leave(r, message);
	redirect(r, 303, path);
}

void
answer_moved(struct request *r, const char *path)
{
	redirect(r, 301, path);
}

void
answer_file(struct request *r, const char *type, const char *name,
    FILE *file)
{
	r->out->status = 200;
	r->out->type = type;
	r->out->file = file;
	http_add_header(r->http, r->out, "Content-Disposition",
	    arena_printf(r->arena, "attachment; filename=\"%s\"", name));
	r->answered = true;
}
