/* SPDX-License-Identifier: ISC */
/* The frame around every page, and what is the same for everybody. */
#include <string.h>

#include "portal/asset.h"
#include "portal/private.h"

static void
add_languages(struct request *r, struct part_frame *frame)
{
	struct part_frame_languages *row;

	for (int i = 0; i < LANGUAGE_COUNT; i++) {
		row = arena_grow(r->arena, &frame->languages,
		    &frame->languages_count, sizeof(*row));
		*row = (struct part_frame_languages){
			.code = language_code((enum language)i),
			.label = language_label((enum language)i),
			.tag = language_tag((enum language)i),
			.name = language_name((enum language)i),
			.here = r->language == (enum language)i,
		};
	}
}

static bool
is_at(const struct request *r, const char *name, const char *ownerid)
{
	return r->route != NULL && strcmp(r->route->name, name) == 0 &&
	    (ownerid == NULL || text_equal(r->parameter[0], ownerid));
}

/* The ownerid in the path, whoever's it is; or NULL. */
static const char *
organisation_here(const struct request *r)
{
	return r->route != NULL && strncmp(r->route->pattern,
	    "/organizations/*", 16) == 0 ? r->parameter[0] : NULL;
}

static void
add_menu(struct request *r, struct part_frame *frame)
{
	struct view_link links[LIMIT_MENU];
	size_t count = registry_menu(r->registry, r->me.id,
	    organisation_here(r), links, &frame->more_organisations);
	struct part_frame_organisations *row;

	for (size_t i = 0; i < count; i++) {
		row = arena_grow(r->arena, &frame->organisations,
		    &frame->organisations_count, sizeof(*row));
		row->ownerid = links[i].ownerid;
		row->name = links[i].name;
		row->at_information = is_at(r, "information", row->ownerid);
		row->at_resources = is_at(r, "resources", row->ownerid);
	}
	frame->at_organisations = is_at(r, "organisations", NULL);
}

/* What a change of language comes back to: a page, or the form on it that was
   answered. */
static struct part_kept
kept_here(struct request *r)
{
	bool posted = r->refilled || strcmp(r->method, "POST") == 0;

	if (r->http->status == 0 && posted && path_is_ours(r->path))
		return kept_form(r);
	return (struct part_kept){ .path = r->http->status == 0 &&
	    path_is_ours(r->target) ? r->target : path_is_ours(r->path) ?
	    r->path : "/" };
}

struct part_frame
frame_of(struct request *r, const char *title)
{
	struct part_frame frame = {
		.registry = r->config->name, .title = title,
		.tag = language_tag(r->language), .kept = kept_here(r),
		.csrf = r->session.csrf, .request = r->http->id,
		.version = PARCELA_VERSION, .at_home = is_at(r, "home", NULL),
		.at_help = is_at(r, "help", NULL) || is_at(r, "guide", NULL),
		.at_lookup = is_at(r, "lookup", NULL),
		.at_legacy = is_at(r, "legacy", NULL) ||
		    is_at(r, "legacy_post", NULL) ||
		    is_at(r, "legacy_claim_post", NULL),
	};

	add_languages(r, &frame);
	frame.guide = guide_of_route(r, &frame.guide_title);
	if (is_at(r, "search", NULL))
		frame.query = http_query(r->http, "q");
	if (!r->message_taken && r->store != NULL)
		r->message = message_take(r);
	r->message_taken = true;
	frame.message = r->message;
	if (r->logged_in) {
		frame.handle = r->me.handle;
		frame.user = r->me.name;
		add_menu(r, &frame);
	}
	return frame;
}

void
frame_crumb(struct request *r, struct part_frame *frame, const char *name,
    const char *path)
{
	struct part_frame_crumbs *row = arena_grow(r->arena, &frame->crumbs,
	    &frame->crumbs_count, sizeof(*row));

	row->name = name;
	row->path = path;
}

/* --- For everybody ------------------------------------------------------- */

const char *
asset_path(struct arena *arena, const char *source)
{
	for (size_t i = 0; i < asset_count; i++)
		if (strcmp(assets[i].source, source) == 0)
			return arena_printf(arena, "/assets/%s",
			    assets[i].name);
	return NULL;
}

static const struct asset *
find_asset(const char *name)
{
	for (size_t i = 0; i < asset_count; i++)
		if (strcmp(assets[i].name, name) == 0)
			return &assets[i];
	return NULL;
}

/* Its name has the hash of its bytes in it: it never changes. */
bool
answer_asset(struct request *r)
{
	const struct asset *asset = find_asset(r->parameter[0]);

	if (asset == NULL)
		return false;
	r->out->status = 200;
	r->out->type = asset->type;
	text_put_bytes(&r->out->body, asset->bytes, asset->length);
	r->lasting = true;
	r->answered = true;
	return true;
}

void
page_asset(struct request *r)
{
	if (!answer_asset(r))
		answer_not_found(r);
}

void
page_language(struct request *r)
{
	struct session_language in = { r->token, request_text(r, "language") };
	enum language language;

	if (!language_parse(in.language, &language)) {
		answer_problem(r, 400, RESULT_MALFORMED, NULL);
		return;
	}
	if (r->logged_in && registry_session_language(r->registry, &in) !=
	    RESULT_OK)
		log_warning("%s: the language is not kept", r->http->id);
	/* So that a session that expires is followed by one in it. */
	cookie_set(r, COOKIE_LANGUAGE, in.language);
	r->language = r->m->language = language;
	kept_go_on(r, NULL);
}
