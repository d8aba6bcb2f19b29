/* SPDX-License-Identifier: ISC */
/* Inside portal: what a page handler is given. */
#ifndef PORTAL_PRIVATE_H
#define PORTAL_PRIVATE_H

#include "index/index.h"
#include "model/limits.h"
#include "net/http.h"
#include "portal/portal.h"
#include "registry/registry.h"
#include "portal/markup.h"
#include "portal/page.h"		/* generated */

enum who { EVERYBODY, USER, HOLDER, MEMBER };

struct portal;
struct request;

struct route {
	const char *method, *pattern, *name;
	enum who who;
	void (*page)(struct request *);
};
extern const struct route routes[];
extern const size_t route_count;

#define PARAMETERS_MAX 3

struct request {
	struct http_request *http;
	struct http_response *out;
	struct arena *arena;
	struct portal *portal;
	const struct portal_config *config;
	const struct route *route;
	struct registry *registry;	/* acting as the user, if any */
	struct store *store;		/* rows live in the arena */
	struct index *index;
	struct markup *m;		/* the page; becomes the body */
	enum language language;
	bool logged_in;
	struct session session;		/* csrf also without a user */
	const char *token;		/* of the cookie, "" for none */
	struct person me;
	bool hostmaster;
	const char *parameter[PARAMETERS_MAX];	/* what the stars matched */
	bool permitted;			/* the handler asked; checked after */
	bool answered;			/* one of answer_...() was called */
	bool snapshot;			/* GET: all reads see one moment */
	bool lasting;			/* may be kept by caches for ever */
	/* As sent, or of the page that is shown in place of it. */
	const char *method, *path, *target;
	bool refilled;			/* kept is what was typed */
	const struct http_pair *kept;	/* a form to fill again after log-in */
	size_t kept_count;
	const char *message;		/* to show once; NULL: none */
	bool message_taken;
};

/*
 * What the user typed into a form of this name, or NULL: of a POST its field,
 * of a GET its query, or what was typed before the session had expired.  So a
 * GET handler fills its form from request_value() and need not know why.
 */
const char *request_value(const struct request *, const char *name);
/* The same, "" for NULL. */
const char *request_text(const struct request *, const char *name);
/* Must be called before an operation in a GET (a dry run to show what would
   be): ends the snapshot that GET handlers read in. */
void request_writes(struct request *);

/* --- How a handler ends; each sets status and body ------------------------ */

void answer_page(struct request *);	/* 200 with what is in m */
/* The page of a form with what was wrong in it (m): 400, 409, … */
void answer_form(struct request *, int status);
void answer_not_found(struct request *);	/* also for "not yours" */
/* status 0: that of the result.  The detail is escaped. */
void answer_problem(struct request *, int status, enum result,
    const char *detail);
/* 303 to a path of ours, with a message shown once there (or NULL). */
void answer_redirect(struct request *, const char *path, const char *message);
/* A file to save: "text/csv; charset=utf-8"; name NULL: not to save but to
   read.  Takes the text's bytes. */
void answer_file(struct request *, const char *type, const char *name,
    struct text *);

/* --- The object of a route ------------------------------------------------ */

/*
 * The block or ASN of the path (the first parameters), when the user manages
 * it or its parent; else answers not found and returns false.  rights may be
 * NULL.  request_..._read() also for those who may only read it: billing and
 * membership contact, abuse-c.
 */
bool request_block(struct request *, struct block *, struct view_rights *);
bool request_block_read(struct request *, struct block *,
    struct view_rights *);
bool request_asn(struct request *, struct asn *, struct view_rights *);
bool request_asn_read(struct request *, struct asn *, struct view_rights *);
/* The organisation of the path, when the user is linked to it. */
bool request_organisation(struct request *, struct organisation *,
    struct view_rights *);

/* The frame around every page: menu, languages, user, title. */
struct part_frame frame_of(struct request *, const char *title);
/* One more crumb behind Home; path NULL: this page, the last. */
void frame_crumb(struct request *, struct part_frame *, const char *name,
    const char *path);
/* "/blocks/198.51.100.0/24", and with what comes behind ("/subassign"). */
const char *path_of_block(struct request *, const struct prefix *,
    const char *behind);
const char *path_of_asn(struct request *, uint32_t);
/* A value for a query: all but letters, digits and -._~/ encoded. */
const char *url_value(struct arena *, const char *);

/* --- dispatch, login ------------------------------------------------------ */

/* The route's handler, and what must hold behind it. */
void request_run(struct request *, const struct route *);
/* The page at a path, its form filled with what was typed before. */
void request_refill(struct request *, const char *path,
    const struct http_pair *typed, size_t count, const char *message);
http_handler portal_handle;	/* over a struct portal */
bool path_is_ours(const char *path);	/* safe to be sent to */
/* The route of a method and path; NULL and whether another method has one. */
const struct route *route_find(const char *method, const char *path,
    struct arena *, const char *parameter[PARAMETERS_MAX], bool *other);
/* Becomes the user of a session; false: it is none. */
bool request_begin(struct request *, const char *token);
/* The log-in page, which comes back to this form with what was typed. */
void answer_login(struct request *);
const char *cookie_get(const struct request *, const char *name);
void cookie_set(struct request *, const char *name, const char *value);
void cookie_drop(struct request *, const char *name);
/* What was set as message by the page before; NULL: nothing. */
const char *message_take(struct request *);
void message_leave(struct request *, const char *text);

#define COOKIE_SESSION "parcela"
#define COOKIE_GUEST "parcela-guest"
#define COOKIE_LANGUAGE "parcela-language"
#define COOKIE_MESSAGE "parcela-message"

/* What all requests share. */
struct portal {
	const struct portal_config *config;
	const char *origin;		/* of base_url, or NULL */
	bool https;
	uint8_t key[PASSWORD_KEY_SIZE];
	struct pool *pool;
	const char *suffix;		/* of ownerids */
};

/* Connections to the store, one for each request under way. */
struct pool *pool_new(const char *url);
void pool_free(struct pool *);
struct store *pool_take(struct pool *);	/* NULL: it does not open */
void pool_give(struct pool *, struct store *);

#define ROUTE(method, pattern, name, who) void page_##name(struct request *);
#include "portal/route.def"
#undef ROUTE

/* --- subassign ------------------------------------------------------------ */

/* A prefix as text, in the arena. */
const char *prefix_words(struct request *, const struct prefix *);
/* The block of WHOIS's answer, without the lines about the server; NULL: the
   register cannot be read. */
const char *whois_of(struct request *, const struct prefix *);
/* Why an operation was refused, in the user's language, with who holds it. */
const char *refusal_text(struct request *, enum result);
/* What was typed without blanks around it; a handle, ownerid or country in
   capitals. */
const char *typed_text(struct request *, const char *name);
const char *typed_name(struct request *, const char *name);

/* --- block ---------------------------------------------------------------- */

/* "/organizations/UY-EJEM-LACNIC/resources" when the user is linked to it;
   else NULL. */
const char *path_of_holder(struct request *, const char *ownerid);
/* The rows of a history, newest first, in the user's language. */
struct told {
	int64_t time;
	const char *who, *what, *object;
};
size_t history_told(struct request *, const struct history_of *,
    struct told **);
struct told told_row(struct request *, const struct journal_row *);

/* --- looking -------------------------------------------------------------- */

/* How full a block is: in addresses, or in networks of /48 when it is
   shorter than that (wide), else of /64. */
struct use_shown {
	int percent;
	int64_t used, total;
	bool ipv4, wide;
};
struct use_shown use_shown(const struct prefix *, const struct view_use *);
/* "1×/22  2×/25  1×/27" */
const char *free_words(struct arena *, const struct view_use *);
/* The path of a block's, ASN's or organisation's page; where the user may not
   see it, of the public look-up. */
const char *path_of_row(struct request *, const struct view_row *);
const char *path_of_lookup(struct request *, const char *query);
/* Appends all that WHOIS says to a query, lines about the server too; false:
   the register cannot be read. */
bool whois_says(struct request *, const char *query, struct text *out);
/* Why a query is no query, in the user's language; NULL: it is one. */
struct whois_query;
const char *query_problem(struct request *, const struct whois_query *);

#endif
