/* SPDX-License-Identifier: ISC */
/* Inside portal: what a page handler is given. */
#ifndef PORTAL_PRIVATE_H
#define PORTAL_PRIVATE_H

#include "index/index.h"
#include "net/http.h"
#include "portal/portal.h"
#include "registry/registry.h"
#include "portal/markup.h"
#include "portal/page.h"		/* generated */

enum who { EVERYBODY, USER, HOLDER, MEMBER };

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
	const struct portal *portal;
	const struct route *route;
	struct registry *registry;	/* acting as the user, when there is one */
	struct store *store;
	struct index *index;
	struct markup *m;		/* the page; becomes the body */
	enum language language;
	bool logged_in;
	struct session session;		/* of registry.h: person, csrf, … */
	struct person me;
	bool hostmaster;
	const char *parameter[PARAMETERS_MAX];	/* what the stars matched */
	bool permitted;			/* the handler asked; checked after */
};

/* --- How a handler ends; each sets status and body ------------------------ */

void answer_page(struct request *);	/* 200 with what is in m */
void answer_not_found(struct request *);	/* also for "not yours" */
void answer_problem(struct request *, int status, enum result,
    const char *detail);
/* 303 to a path of ours, with a message shown once there (or NULL). */
void answer_redirect(struct request *, const char *path, const char *message);

/* --- The object of a route ------------------------------------------------- */

/* The block or ASN of the path, when the user manages it or its parent;
   else answers not found and returns false. */
bool request_block(struct request *, struct block *);
bool request_asn(struct request *, struct asn *);
bool request_organisation(struct request *, struct organisation *);

/* The frame around every page: menu, languages, user, title. */
struct part_frame frame_of(struct request *, const char *title);

#define ROUTE(method, pattern, name, who) void page_##name(struct request *);
#include "portal/route.def"
#undef ROUTE

#endif
