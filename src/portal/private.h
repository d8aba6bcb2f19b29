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

enum who {
#define WHO(name, roles) name,
#include "portal/who.def"
#undef WHO
};

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
	bool office;			/* may what the route is for only as
					   hostmaster: says why */
	const char *reason_wrong, *ticket_wrong;	/* or NULL */
	bool bounced;			/* mails to their address come back */
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
/* The other way: all reads from here on see one moment. */
void request_reads(struct request *);

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
/* 301 to where the same page always is. */
void answer_moved(struct request *, const char *path);
/* A file to save: "text/csv; charset=utf-8"; it is closed when it was sent. */
void answer_file(struct request *, const char *type, const char *name, FILE *);

/* The file of assets/ that the path names, to anybody; false: none. */
bool answer_asset(struct request *);

/* --- The object of a route ------------------------------------------------ */

/*
 * The block, ASN or organisation of the path (its first parameters), when the
 * user may do with it what the route is for (who.def).  Else answers and
 * returns false: not found when they may not see it, forbidden when they may.
 * rights may be NULL.
 */
bool request_block(struct request *, struct block *, struct view_rights *);
bool request_asn(struct request *, struct asn *, struct view_rights *);
bool request_organisation(struct request *, struct organisation *,
    struct view_rights *);

/* --- Why hostmaster acts (reason.c) --------------------------------------- */

/*
 * Every form that changes the register has a part_reason, which shows nothing
 * but to a hostmaster who acts on what is not theirs by another right; what
 * they say there stands in the journal.  Before it is done, not only tried,
 * its handler asks reason_is_given(): false is answered with the form.
 */
bool reason_is_given(struct request *);
struct part_reason reason_part(struct request *);
/* Behind permission: whatever is done now is done for this reason. */
void reason_take(struct request *);

/*
 * One more thing that is wrong with a form; text NULL: nothing.  field NULL: it
 * is no field's; name is of the field, NULL where the text says it.
 */
void problems_add(struct request *, struct part_problems *,
    const char *field, const char *name, const char *text);
/* What reason_is_given() found. */
void problems_add_reason(struct request *, struct part_problems *);

/*
 * What goes for good is typed once more, a prefix in the field of that name;
 * before it goes its handler asks retype_is_right(): false is answered with the
 * form, which says so.
 */
struct part_retype retype_part(struct request *, const struct prefix *);
bool retype_is_right(struct request *, const struct prefix *,
    struct part_retype *);

/*
 * Who gives away their own authority over a thing ticks that they know it;
 * thing NULL: they keep it.  Before it is done its handler asks
 * resign_is_ticked(): false is answered with the form, which says so.
 */
struct part_resign resign_part(struct request *, const char *thing);
bool resign_is_ticked(struct request *, struct part_resign *);

/*
 * Forms that are previewed show a part_changes, tried when they were: a row for
 * each contact who becomes another, nobody being one without handle; what the
 * names are names of, and WHOIS as it would be.  Where there are problems it is
 * not said that nothing changes.
 */
void changes_add(struct request *, struct part_changes *, const char *name,
    const struct person *before, const struct person *after);
void changes_end(struct part_changes *, const struct part_problems *,
    const char *what, const char *whois);

/* The frame around every page: menu, languages, user, title. */
struct part_frame frame_of(struct request *, const char *title);
/* One more crumb behind Home; path NULL: this page, the last. */
void frame_crumb(struct request *, struct part_frame *, const char *name,
    const char *path);
/* "/blocks/198.51.100.0/24", and with what comes behind ("/subassign"). */
const char *path_of_block(struct request *, const struct prefix *,
    const char *behind);
const char *path_of_asn(struct request *, uint32_t, const char *behind);
/* A value for a query: all but letters, digits and -._~/ encoded. */
const char *url_value(struct arena *, const char *);

/* The guide to the page that is asked for, and its title in the user's
   language; NULL: there is none. */
const char *guide_of_route(struct request *, const char **title);
/* Where a file of assets/ is ("guide/legacy-es.png"); NULL: it is not. */
const char *asset_path(struct arena *, const char *source);

/* --- dispatch, login ------------------------------------------------------ */

/* The route's handler, and what must hold behind it. */
void request_run(struct request *, const struct route *);
/* The page at a path, its form filled with what was typed before. */
void request_refill(struct request *, const char *path,
    const struct http_pair *typed, size_t count, const char *message);
http_handler portal_handle;	/* over a struct portal */
#define PATH_LONGEST 8000		/* bytes; net takes a little more */
bool path_is_ours(const char *path);	/* safe to be sent to */
/* Forms may be sent to where no page is. */
bool path_has_page(struct request *, const char *path);
/* The route of a method and path; NULL and whether another method has one. */
const struct route *route_find(const char *method, const char *path,
    struct arena *, const char *parameter[PARAMETERS_MAX], bool *other);
/* Becomes the user of a session; false: it is none. */
bool request_begin(struct request *, const char *token);
/* Becomes nobody, whose forms carry another token. */
void request_leave(struct request *);
/* The log-in page, which comes back to this form with what was typed. */
void answer_login(struct request *);
void answer_login_page(struct request *, int status, const char *problem,
    const char *user, const struct part_kept *);
/* Opens a session, sets its cookie and goes on with what waits; any other
   result than OK has answered nothing. */
enum result login_open(struct request *, struct session_open *) MUST_CHECK;
/* After the right password: the page that asks for the code. */
enum result answer_code(struct request *, const char *handle) MUST_CHECK;
/* The proof that was typed into part_code; false: no device of this person
   made such a code. */
bool second_factor_typed(struct request *, int64_t person,
    struct second_factor *) MUST_CHECK;
/* Retry-After, and what the page says of it. */
const char *answer_wait(struct request *, int64_t wait_s);

/* --- kept ----------------------------------------------------------------- */

/* The form that was sent here, or is shown filled, to wait in a page that asks
   who one is or for a language. */
struct part_kept kept_form(struct request *);
/* One more field of it. */
void kept_add(struct request *, struct part_kept *, const char *name,
    const char *value);
/* What waits in the form that was sent, in that which follows it. */
struct part_kept kept_along(struct request *);
/* Shows the form that waits, filled; or goes to its path, if it is none. */
void kept_go_on(struct request *, const char *message);

/* --- again, security ------------------------------------------------------ */

/* Is this a dangerous act (again.def), and the last proof too old? */
bool route_asks_again(const struct request *, const struct route *);
/* Asks for password and code, and keeps what was typed. */
void answer_again(struct request *);
/* Must the user have a second factor, and has none? */
bool second_factor_is_due(struct request *);
/* Must they set it up before this? */
bool route_waits(struct request *, const struct route *);
void answer_set_up(struct request *);

/* --- Cookies -------------------------------------------------------------- */

const char *cookie_get(const struct request *, const char *name);
void cookie_set(struct request *, const char *name, const char *value);
void cookie_drop(struct request *, const char *name);
/* The token by which a browser is known to accounts that were logged in to
   with it, or NULL; and the same, made and kept. */
const char *browser_token(const struct request *);
const char *browser_keep(struct request *);
/* What was set as message by the page before; NULL: nothing. */
const char *message_take(struct request *);
void message_leave(struct request *, const char *text);

#define COOKIE_SESSION "parcela"
#define COOKIE_HALF "parcela-half"
#define COOKIE_GUEST "parcela-guest"
#define COOKIE_BROWSER "parcela-browser"
#define COOKIE_LANGUAGE "parcela-language"
#define COOKIE_MESSAGE "parcela-message"

/* Must the user first give an address that works?  Then this page is not
   shown: answered. */
bool address_is_asked(struct request *, const struct route *);

/* Is what was typed into the part, of this person, a new password?  Else the
   part says why not. */
bool new_password_is_good(struct request *, const struct person *,
    struct part_new_password *);
/* It, sealed; false: it cannot be now, and that was answered. */
bool new_password_seal(struct request *, char sealed[SEALED_MAX]) MUST_CHECK;
/* Is it the person's password already? */
bool password_is_kept(struct request *, const char *password,
    int64_t person) MUST_CHECK;

/* What all requests share. */
struct portal {
	const struct portal_config *config;
	const char *origin;		/* of base_url, or NULL */
	bool https;
	uint8_t key[SEALED_KEY_SIZE];
	struct pool *pool;
	struct rates *lookups;		/* NULL: any rate */
	const char *suffix;		/* of ownerids */
};

/* Connections to the store, one for each request under way. */
struct pool *pool_new(const char *url);
void pool_free(struct pool *);
/* For the request of this id; NULL: it does not open. */
struct store *pool_take(struct pool *, const char *id);
void pool_give(struct pool *, struct store *);

#define ROUTE(method, pattern, name, who) void page_##name(struct request *);
#include "portal/route.def"
#undef ROUTE

/* --- subassign ------------------------------------------------------------ */

/* A prefix, a range of AS numbers as text, in the arena. */
const char *prefix_words(struct request *, const struct prefix *);
const char *asns_words(struct request *, const struct asn_range *);
/* A host as letters, where these are others (IDN); else NULL. */
const char *host_letters(struct request *, const char *host);
/* WHOIS's answer to a query, without the lines about the server; NULL: the
   register cannot be read. */
const char *whois_of(struct request *, const char *query);
/* Why an operation was refused, in the user's language, with who holds it. */
const char *refusal_text(struct request *, enum result, const char *detail);
/* What was typed without blanks around it; a handle, ownerid or country in
   capitals. */
const char *capitals(struct request *, const char *);	/* as these are */
const char *typed_text(struct request *, const char *name);
const char *typed_name(struct request *, const char *name);

/* --- pick ----------------------------------------------------------------- */

/* PERSON: also who has no account; USER: only who can log in. */
enum pick { PICK_ORGANISATION, PICK_PERSON, PICK_USER };
/* The OrgID or user ID that was typed into the input of this name, or chosen
   of those found by the name that still stands there; in capitals.  What may
   as well be a name comes as it was typed, which is nobody's id. */
const char *pick_typed(struct request *, enum pick, const char *name);
/*
 * The input that name, label, hint, value, wrong and needed tell of.  When
 * what was typed is no id, those of that name are offered, and wrong (if it
 * is set) asks to choose; the one chosen becomes the value.  Who was
 * understood is said by id and name.
 */
void pick_fill(struct request *, enum pick, struct part_pick *);

/* What is offered while one types, as an option of the list: the id that
   takes the place of what is typed.  Or why there is none, or not all. */
struct found { const char *id, *name, *more; };
void put_option(struct markup *, const struct found *);
void put_no_option(struct markup *, const char *why);

/* What is shorter finds nothing: it would list everybody. */
#define LETTERS_MIN 2
size_t letters_of(const char *);

/* --- block ---------------------------------------------------------------- */

/* "/organizations/UY-EJEM-LACNIC/resources" when the user is linked to it;
   else NULL. */
const char *path_of_holder(struct request *, const struct organisation *);
/* What was done, newest first, in the user's language. */
struct told {
	int64_t time;
	const char *who, *what, *object;
};
/* path is that of the page, which leads to the rows before. */
struct part_history history_part(struct request *, const struct history_of *,
    const char *path);
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
const char *path_of_number(struct request *, uint32_t asn);
/* Blocks that name an ASN are counted as far as this. */
#define ORIGINATED_MOST 1000
/* Appends all that WHOIS says to a query, lines about the server too; false:
   the register cannot be read. */
bool whois_says(struct request *, const char *query, struct text *out);
/* Why a query is no query, in the user's language; NULL: it is one. */
struct whois_query;
const char *query_problem(struct request *, const struct whois_query *);

#endif
