/* SPDX-License-Identifier: ISC */
/* What a mail tells, as JSON in outbox, and back. */
#include "registry/private.h"

#include <jansson.h>

#include "model/limits.h"

static const char *const news_words[NEWS_KIND_COUNT] = {
#define NEWS(name, word) [NEWS_##name] = word,
#include "registry/news.def"
#undef NEWS
};

/* --- Writing -------------------------------------------------------------- */

static void
put(struct text *out, const char *name, const char *value)
{
	if (value == NULL || value[0] == '\0')
		return;
	text_printf(out, ",\"%s\":", name);
	text_put_json(out, value);
}

static void
put_news(struct text *out, const struct news *news)
{
	text_put(out, "{\"what\":");
	text_put_json(out, news_words[news->kind]);
	put(out, "thing", news->thing);
	put(out, "of", news->of);
	put(out, "from", news->from.id);
	put(out, "from_name", news->from.name);
	put(out, "to", news->to.id);
	put(out, "to_name", news->to.name);
	text_put_char(out, '}');
}

const char *
told_text(struct registry *r, const struct mail_told *told)
{
	const char *copy;
	struct text out;

	text_init(&out, LIMIT_MAIL_DETAIL);
	text_printf(&out, "{\"more\":%lld,\"registry\":%s,\"account\":%s,"
	    "\"last\":%s", (long long)told->more,
	    told->by_registry ? "true" : "false",
	    told->has_account ? "true" : "false",
	    told->last ? "true" : "false");
	put(&out, "by", told->by);
	put(&out, "by_name", told->by_name);
	text_put(&out, ",\"news\":[");
	for (size_t i = 0; i < told->count; i++) {
		text_put(&out, i > 0 ? "," : "");
		put_news(&out, &told->news[i]);
	}
	text_put(&out, "]}");
	if (out.overflow)
		die("a mail is longer than any can be");
	copy = arena_strndup(r->scratch, out.bytes, out.length);
	text_release(&out);
	return copy;
}

/* --- Reading -------------------------------------------------------------- */

/* On one line, whatever the register holds. */
static const char *
read_text(struct arena *arena, json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));
	char *line = arena_strdup(arena, text == NULL ? "" : text);

	for (char *c = line; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = ' ';
	return line;
}

static struct news_who
read_who(struct arena *arena, json_t *object, const char *id,
    const char *name)
{
	return (struct news_who){ read_text(arena, object, id),
	    read_text(arena, object, name) };
}

static bool
read_news(struct arena *arena, json_t *object, struct news *news)
{
	int kind = word_value(news_words, NEWS_KIND_COUNT,
	    read_text(arena, object, "what"));

	if (kind < 0)
		return false;
	*news = (struct news){
		.kind = (enum news_kind)kind,
		.thing = read_text(arena, object, "thing"),
		.of = read_text(arena, object, "of"),
		.from = read_who(arena, object, "from", "from_name"),
		.to = read_who(arena, object, "to", "to_name"),
	};
	return true;
}

static bool
read_list(struct arena *arena, json_t *list, struct mail_told *told)
{
	struct news *news;
	json_t *object;
	size_t i;

	json_array_foreach(list, i, object) {
		news = arena_grow(arena, &told->news, &told->count,
		    sizeof(*news));
		if (!read_news(arena, object, news))
			return false;
	}
	return told->count > 0;
}

bool
registry_mail_told(struct arena *arena, const char *detail,
    struct mail_told *out)
{
	json_t *root = json_loads(detail, JSON_REJECT_DUPLICATES, NULL);
	bool fine;

	*out = (struct mail_told){ 0 };
	if (root == NULL)
		return false;
	out->by = read_text(arena, root, "by");
	out->by_name = read_text(arena, root, "by_name");
	out->by_registry = json_is_true(json_object_get(root, "registry"));
	out->has_account = json_is_true(json_object_get(root, "account"));
	out->last = json_is_true(json_object_get(root, "last"));
	out->more = json_integer_value(json_object_get(root, "more"));
	fine = read_list(arena, json_object_get(root, "news"), out);
	json_decref(root);
	return fine;
}
