/* SPDX-License-Identifier: ISC */
/*
 * A request of one who is logged in, of any bytes: the target on the first
 * line, then a form.  Every page of the portal over a small register: no
 * answer says that something went wrong here, none is not UTF-8, and no value
 * becomes markup.  Forms are sent that only show what would be, so that the
 * register stays as it is.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pairs.h"
#include "portal/private.h"
#include "register.h"

#define HOST "portal.example"

static char folder[] = "/tmp/parcela-fuzz-XXXXXX";
static char path[64], url[80];
static struct portal_config config = {
	.store_url = url, .name = "LACNIC", .whois_host = "whois.example",
	.clock = { .fixed = 1773831976 },
};
static struct portal portal = { .config = &config };
static char token[TOKEN_TEXT_MAX], csrf[HASH_SIZE * 2 + 1];

/* --- The register -------------------------------------------------------- */

static void
remove_files(void)
{
	static const char *const behind[] = { "", "-wal", "-shm", ".lock" };
	char name[80];

	pool_free(portal.pool);
	for (size_t i = 0; i < ARRAY_LENGTH(behind); i++) {
		snprintf(name, sizeof(name), "%s%s", path, behind[i]);
		unlink(name);
	}
	rmdir(folder);
}

static void
log_in(struct store *store)
{
	struct session_open in = { .handle = REGISTER_USER,
	    .address = "192.0.2.1", .language = "en" };
	struct arena *a = arena_new();
	struct registry *r = registry_new(store, a, &config.clock);

	if (registry_session_open(r, &in) != RESULT_OK)
		die("no session: %s", registry_detail(r));
	snprintf(token, sizeof(token), "%s", in.token);
	snprintf(csrf, sizeof(csrf), "%s", in.session.csrf);
	arena_free(a);
}

static void
begin(void)
{
	struct store *store;

	if (mkdtemp(folder) == NULL)
		die("no folder for the register");
	snprintf(path, sizeof(path), "%s/store", folder);
	snprintf(url, sizeof(url), "sqlite:%s", path);
	store = register_open(url);
	log_in(store);
	store_close(store);
	portal.pool = pool_new(url);
	atexit(remove_files);
}

/* --- The request --------------------------------------------------------- */

static void
add(struct arena *a, struct http_pair **pairs, size_t *count,
    const char *name, const char *value)
{
	struct http_pair *pair = arena_grow(a, pairs, count, sizeof(*pair));

	pair->name = name;
	pair->value = value;
}

static bool
ends_in(const char *s, const char *end)
{
	size_t length = strlen(s), n = strlen(end);

	return length >= n && strcmp(s + length - n, end) == 0;
}

/* False: no server would take it so far. */
static bool
read_request(struct http_request *r, const char *bytes, size_t length)
{
	const char *end = memchr(bytes, '\n', length);
	size_t line = end == NULL ? length : (size_t)(end - bytes);
	struct http_pair *typed;
	size_t count;

	r->target = arena_strndup(r->arena, bytes, line);
	if (strlen(r->target) > HTTP_TARGET_MAX ||
	    !http_parse_target(r->arena, r->target, &r->path, &r->query,
	    &r->query_count))
		return false;
	if (!ends_in(r->path, "/subassign") && !ends_in(r->path, "/contacts"))
		return true;
	if (end == NULL || !http_parse_form(r->arena, end + 1,
	    length - line - 1, &typed, &count))
		return end == NULL;
	r->method = "POST";
	add(r->arena, &r->form, &r->form_count, "csrf", csrf);
	add(r->arena, &r->form, &r->form_count, "action", "preview");
	for (size_t i = 0; i < count; i++)
		add(r->arena, &r->form, &r->form_count, typed[i].name,
		    typed[i].value);
	return true;
}

/* --- The answer ---------------------------------------------------------- */

/* From '<' to '>': attributes are quoted and none is a script. */
static const char *
check_tag(const char *s)
{
	bool quoted = false;

	assert(strncmp(s, "<script", 7) != 0 ||
	    strncmp(s, "<script type=\"module\" src=\"/assets/", 35) == 0);
	for (; quoted || *s != '>'; s++) {
		assert(*s != '\0');
		if (*s == '"')
			quoted = !quoted;
		assert(quoted || *s != ' ' || strncmp(s + 1, "on", 2) != 0);
		assert(quoted || s[1] != '<');
	}
	return s;
}

static void
check_answer(const struct http_response *out)
{
	const char *s = out->body.bytes;

	assert(out->status >= 200 && out->status < 500);
	assert(!out->body.overflow);
	assert(http_is_utf8(s, out->body.length));
	if (out->type == NULL || strncmp(out->type, "text/html", 9) != 0)
		return;
	for (s += strcspn(s, "<"); *s != '\0'; s += strcspn(s, "<"))
		s = check_tag(s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct http_pair cookies[] = { { COOKIE_SESSION, token } };
	struct http_pair headers[] = { { "Host", HOST } };
	struct http_request r = {
		.method = "GET", .cookies = cookies, .cookie_count = 1,
		.headers = headers, .header_count = 1, .id = "fuzz",
		.address = "192.0.2.1",
	};
	struct http_response out = { .status = 200 };

	if (portal.pool == NULL)
		begin();
	r.arena = arena_new();
	text_init(&out.body, LIMIT_ANSWER);
	if (read_request(&r, (const char *)bytes, length)) {
		portal_handle(&portal, &r, &out);
		check_answer(&out);
	}
	text_release(&out.body);
	arena_free(r.arena);
	return 0;
}
