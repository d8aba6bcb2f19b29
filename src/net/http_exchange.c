/* SPDX-License-Identifier: ISC */
/* One request: its head and its body, read and judged. */
#include <string.h>
#include <strings.h>

#include "net/http_private.h"

#define ID_BYTES 10			/* 80 bits: 16 characters */
#define LOGGED_MAX 200			/* bytes of a path in the log */
#define METHOD_MAX 16

/* --- What handlers ask ------------------------------------------------ */

static const char *
first_value(const struct http_pair *pairs, size_t count, const char *name)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (strcmp(pairs[i].name, name) == 0)
			return pairs[i].value;
	}
	return NULL;
}

const char *
http_query(const struct http_request *r, const char *name)
{
	return first_value(r->query, r->query_count, name);
}

const char *
http_form(const struct http_request *r, const char *name)
{
	return first_value(r->form, r->form_count, name);
}

const char *
http_cookie(const struct http_request *r, const char *name)
{
	return first_value(r->cookies, r->cookie_count, name);
}

const char *
http_header(const struct http_request *r, const char *name)
{
	size_t i;

	for (i = 0; i < r->header_count; i++) {
		if (strcasecmp(r->headers[i].name, name) == 0)
			return r->headers[i].value;
	}
	return NULL;
}

void
http_add_header(struct http_request *r, struct http_response *out,
    const char *name, const char *value)
{
	struct http_pair *pair;

	assert(http_is_token(name));
	assert(*value != '\0' && strpbrk(value, "\r\n") == NULL);
	pair = arena_grow(r->arena, &out->headers, &out->header_count,
	    sizeof(*pair));
	pair->name = arena_strdup(r->arena, name);
	pair->value = arena_strdup(r->arena, value);
}

/* --- Beginning and end ------------------------------------------------ */

/* Letters and digits that are not taken for each other (Crockford's). */
static void
make_id(char id[HTTP_ID_MAX])
{
	static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";
	uint8_t bytes[ID_BYTES];
	struct clock clock = { 0 };
	unsigned bits = 0, have = 0;
	size_t i;

	clock_random(&clock, bytes, sizeof(bytes));
	for (i = 0; i < sizeof(bytes); i++) {
		bits = (bits & 0x1f) << 8 | bytes[i];
		for (have += 8; have >= 5; have -= 5)
			*id++ = letters[bits >> (have - 5) & 0x1f];
	}
	*id = '\0';
}

struct exchange *
exchange_new(struct http_server *server, struct visit *visit,
    const char *target)
{
	struct arena *a = arena_new();
	struct exchange *e = arena_alloc(a, sizeof(*e));

	e->server = server;
	e->visit = visit;
	/* libmicrohttpd will cut its own in pieces. */
	e->sent = target != NULL ? arena_strdup(a, target) : "";
	e->place = target;
	e->logged = "-";
	e->request.arena = a;
	e->request.method = "-";
	e->request.path = "/";
	e->request.target = "/";
	e->request.address = visit->address;
	make_id(e->request.id);
	text_init(&e->form, server->limits.body);
	text_init(&e->response.body, HTTP_ANSWER_MAX);
	return e;
}

void
exchange_drop_file(struct exchange *e)
{
	if (e->response.file != NULL)
		fclose(e->response.file);
	e->response.file = NULL;
}

void
exchange_free(struct exchange *e)
{
	text_release(&e->form);
	text_release(&e->response.body);
	exchange_drop_file(e);
	arena_free(e->request.arena);
}

/* --- The head --------------------------------------------------------- */

struct header_reading {
	struct http_request *request;
	size_t bytes;
	bool malformed;
};

static enum MHD_Result
read_header(void *argument, enum MHD_ValueKind kind, const char *name,
    size_t name_length, const char *value, size_t value_length)
{
	struct header_reading *h = argument;
	struct http_request *r = h->request;
	struct http_pair *pair;

	(void)kind;
	h->bytes += name_length + value_length;
	if (h->bytes > HTTP_HEADER_BYTES_MAX ||
	    r->header_count == HTTP_HEADERS_MAX) {
		h->bytes = SIZE_MAX;
		return MHD_NO;
	}
	pair = arena_grow(r->arena, &r->headers, &r->header_count,
	    sizeof(*pair));
	pair->name = arena_strndup(r->arena, name, name_length);
	pair->value = arena_strndup(r->arena, value, value_length);
	if (!http_is_token(pair->name) || !http_is_line(pair->value)) {
		h->malformed = true;
		r->header_count--;
	}
	return MHD_YES;
}

/* Those that can be read stay, so that the answer is in the language they
   ask for; nothing else is taken from them. */
static int
read_headers(struct exchange *e, struct MHD_Connection *connection)
{
	struct header_reading h = { .request = &e->request };

	MHD_get_connection_values_n(connection, MHD_HEADER_KIND, read_header,
	    &h);
	if (h.bytes != SIZE_MAX && !h.malformed)
		return 0;
	e->broken = true;
	return h.bytes == SIZE_MAX ? 431 : 400;
}

static size_t
count_header(const struct http_request *r, const char *name)
{
	size_t n = 0, i;

	for (i = 0; i < r->header_count; i++)
		n += strcasecmp(r->headers[i].name, name) == 0;
	return n;
}

/* Two that differ would be read as one by us, as the other by a proxy. */
static bool
is_repeated(const struct http_request *r)
{
	static const char *const once[] = { "Host", "Content-Length",
	    "Content-Type", "Cookie", "Transfer-Encoding", "Authorization" };
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(once); i++) {
		if (count_header(r, once[i]) > 1)
			return true;
	}
	return false;
}

static bool
is_host(const char *s)
{
	return *s != '\0' && s[strspn(s, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:[]")] == '\0';
}

/* 1.0 and 1.1 only; 1.1 must say to whom it speaks (RFC 9112 3.2). */
static int
judge_version(struct exchange *e, const char *version)
{
	const char *host = http_header(&e->request, "Host");
	bool is_old = strcmp(version, "HTTP/1.0") == 0;

	if (!is_old && strcmp(version, "HTTP/1.1") != 0)
		return 505;
	if (host == NULL ? !is_old : !is_host(host))
		return 400;
	return 0;
}

/* Where the body ends must be said in one way. */
static int
judge_framing(struct exchange *e)
{
	const char *length = http_header(&e->request, "Content-Length");
	const char *coding = http_header(&e->request, "Transfer-Encoding");
	uint64_t bytes = 0;

	e->broken = true;
	if (is_repeated(&e->request))
		return 400;
	if (coding != NULL &&
	    (length != NULL || strcasecmp(coding, "chunked") != 0))
		return 400;
	if (length != NULL && !parse_number(length, INT64_MAX, &bytes))
		return 400;
	e->has_body = coding != NULL || bytes > 0;
	e->broken = bytes > HTTP_DRAIN_MAX;
	if (bytes <= e->server->limits.body)
		return 0;
	/* Who asked first has not sent it yet. */
	e->broken |= http_header(&e->request, "Expect") != NULL;
	return 413;
}

/*
 * libmicrohttpd ends the target at a NUL and goes on; only where the version
 * begins shows that there was one.
 */
static bool
has_nul(const struct exchange *e, const char *version)
{
	return e->place == NULL ||
	    e->place + strlen(e->sent) + 1 != version;
}

static void
remember_path(struct exchange *e)
{
	size_t length = strcspn(e->request.target, "?");

	if (length > LOGGED_MAX)
		length = LOGGED_MAX;
	e->logged = arena_strndup(e->request.arena, e->request.target, length);
}

static int
judge_target(struct exchange *e, const char *version)
{
	struct http_request *r = &e->request;
	const char *path = NULL;

	if (has_nul(e, version))
		return 400;
	if (strlen(e->sent) > HTTP_TARGET_MAX)
		return 414;
	if (!http_parse_target(r->arena, e->sent, &path, &r->query,
	    &r->query_count)) {
		r->query_count = 0;
		return 400;
	}
	r->path = path;
	r->target = e->sent;
	remember_path(e);
	return 0;
}

static void
read_cookies(struct http_request *r)
{
	const char *cookies = http_header(r, "Cookie");

	if (cookies != NULL)
		http_parse_cookies(r->arena, cookies, &r->cookies,
		    &r->cookie_count);
}

static bool
is_form(const char *type)
{
	static const char wanted[] = "application/x-www-form-urlencoded";
	size_t length = strlen(wanted);

	return type != NULL && strncasecmp(type, wanted, length) == 0 &&
	    (type[length] == '\0' || strchr("; \t", type[length]) != NULL);
}

static int
judge_method(struct exchange *e)
{
	const char *method = e->request.method;

	if (strcmp(method, "POST") == 0) {
		if (!e->has_body)
			return 0;
		return is_form(http_header(&e->request, "Content-Type")) ?
		    0 : 415;
	}
	if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
		return 405;
	return e->has_body ? 400 : 0;
}

static void
keep_first(int *status, int other)
{
	if (*status == 0)
		*status = other;
}

void
exchange_judge_head(struct exchange *e, struct MHD_Connection *connection,
    const char *method, const char *version)
{
	struct http_request *r = &e->request;

	if (http_is_token(method) && strlen(method) <= METHOD_MAX)
		r->method = arena_strdup(r->arena, method);
	if (e->visit->turned_away) {
		e->broken = true;
		r->status = 503;
	}
	keep_first(&r->status, judge_target(e, version));
	keep_first(&r->status, read_headers(e, connection));
	if (e->broken)
		return;
	r->address = http_client(r, &e->server->limits, e->visit->address);
	read_cookies(r);
	/* All are asked, so that the handler has what can be had. */
	keep_first(&r->status, judge_framing(e));
	keep_first(&r->status, judge_version(e, version));
	keep_first(&r->status, judge_method(e));
}

/* --- The body --------------------------------------------------------- */

void
exchange_take_body(struct exchange *e, const char *bytes, size_t length)
{
	e->received += length;
	if (e->request.status != 0)
		return;
	text_put_bytes(&e->form, bytes, length);
	if (e->form.overflow)
		e->request.status = 413;
}

void
exchange_judge_body(struct exchange *e)
{
	struct http_request *r = &e->request;

	if (r->status != 0 || e->form.length == 0)
		return;
	if (http_parse_form(r->arena, e->form.bytes, e->form.length, &r->form,
	    &r->form_count))
		return;
	r->form_count = 0;
	r->status = 400;
}
