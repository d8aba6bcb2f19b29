/* SPDX-License-Identifier: ISC */
#include "main/context.h"
#include "store/read.h"

#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include <utf8proc.h>

#include "main/config.h"

#define QUOTE_MAX 60			/* code points of a quoted argument */

/* One code point of a message, made harmless for a terminal. */
static size_t
put_harmless(struct text *out, const char *s)
{
	char letter[8] = "";
	utf8proc_int32_t code;
	utf8proc_ssize_t n;

	n = utf8proc_iterate((const uint8_t *)s, -1, &code);
	if (n <= 0) {
		text_printf(out, "\\x%02x", (unsigned char)*s);
		return 1;
	}
	memcpy(letter, s, (size_t)n);
	if (code == '"' || code == '\\')
		text_printf(out, "\\%c", (int)code);
	else if (text_is_clean(letter, sizeof(letter)))
		text_put(out, letter);
	else
		text_printf(out, "\\u%04x", (unsigned)code);
	return (size_t)n;
}

static const char *
harmless(struct context *c, const char *s, int most)
{
	struct text out;
	const char *copy;

	text_init(&out, 4096);
	for (; *s != '\0' && most > 0; most--)
		s += put_harmless(&out, s);
	if (*s != '\0')
		text_put(&out, "...");
	copy = arena_strndup(c->arena, out.bytes, out.length);
	text_release(&out);
	return copy;
}

const char *
context_quote(struct context *c, const char *s)
{
	return arena_printf(c->arena, "\"%s\"", harmless(c, s, QUOTE_MAX));
}

/* One line, whatever the texts from outside in it are. */
static void
put_line(FILE *out, const char *s)
{
	for (; *s != '\0'; s++)
		fputc((unsigned char)*s < ' ' || *s == 0x7f ? ' ' : *s, out);
	fputc('\n', out);
}

int
context_fail(struct context *c, int status, const char *format, ...)
{
	struct text line;
	va_list arguments;

	fflush(c->out);
	text_init(&line, 1 << 16);
	text_put(&line, "parcela: ");
	va_start(arguments, format);
	text_vprintf(&line, format, arguments);
	va_end(arguments);
	put_line(stderr, line.bytes);
	text_release(&line);
	return status;
}

static int
status_of(enum result result)
{
	switch (result) {
	case RESULT_OK:
		return 0;
	case RESULT_MALFORMED:
	case RESULT_UNCLEAN:
	case RESULT_MISSING:
	case RESULT_NO_COUNTRY:
	case RESULT_NO_COUNTRY_CODE:
	case RESULT_NO_PHONE:
	case RESULT_TEXT_TOO_LONG:
	case RESULT_EMAIL_MALFORMED:
	case RESULT_HOST_MALFORMED:
	case RESULT_HOST_ADDRESS:
	case RESULT_HOST_INSIDE:
	case RESULT_HOST_TWICE:
	case RESULT_DS_MALFORMED:
	case RESULT_DS_CROWDED:
	case RESULT_DS_ZONE:
		return EX_USAGE;
	case RESULT_STORE_FAILED:
		return EX_IOERR;
	case RESULT_OUTCOME_UNKNOWN:
		return EX_TEMPFAIL;
	default:
		return 1;
	}
}

int
context_refuse(struct context *c, enum result result)
{
	const char *detail = "", *field = "";
	int status = status_of(result);

	if (status == 0)
		return 0;
	if (c->registry != NULL) {
		detail = registry_detail(c->registry);
		field = registry_field(c->registry);
	}
	if (status != EX_USAGE)		/* elsewhere the detail says it all */
		field = "";
	return context_fail(c, status, "refused: %s%s%s%s%s%s",
	    result_sentence(result), *field ? " (" : "", field,
	    *field ? ")" : "", *detail ? " " : "",
	    harmless(c, detail, 1000));
}

int
context_configure(struct context *c, struct arena *lasting, const char *store)
{
	char why[512] = "";

	c->config = arena_alloc(lasting, sizeof(*c->config));
	if (c->config_path != NULL && access(c->config_path, R_OK) != 0)
		return context_fail(c, EX_NOINPUT, "%s: %s",
		    context_quote(c, c->config_path), strerror(errno));
	if (!config_load(c->config, c->config_path, lasting, why,
	    sizeof(why)))
		return context_fail(c, EX_CONFIG, "%s", why);
	c->store_url = store != NULL ? store : c->config->store_url;
	return 0;
}

/* --- Opening ----------------------------------------------------------- */

static int
open_status(enum store_open_result result)
{
	switch (result) {
	case STORE_OPENED:
		return 0;
	case STORE_MISSING:
		return EX_NOINPUT;
	case STORE_EXISTS:
		return EX_CANTCREAT;
	case STORE_UNSUPPORTED:
		return EX_UNAVAILABLE;
	case STORE_MALFORMED:
		return EX_USAGE;
	case STORE_FAILED:
		break;
	}
	return EX_IOERR;
}

/* What is open already is enough to read, or was opened to write. */
static bool
is_open(const struct context *c, enum store_mode mode)
{
	if (c->store == NULL || mode == STORE_CREATE)
		return false;
	return mode == STORE_READ || c->mode != STORE_READ;
}

void
context_close_store(struct context *c)
{
	c->registry = NULL;
	c->acting = false;
	if (c->index != NULL)
		index_close(c->index);
	c->index = NULL;
	store_close(c->store);
	c->store = NULL;
}

/* Was `init` killed between making the file and its first row? */
static bool
is_unfinished(struct context *c)
{
	struct q_journal_last last;
	struct q_setting setting;

	store_use_arena(c->store, c->arena);
	return !q_setting(c->store, "registry", &setting) &&
	    !q_journal_last(c->store, &last) && store_error(c->store) == NULL;
}

/* Creating also takes over a file that nothing was ever written to. */
static enum store_open_result
create_or_finish(struct context *c, char *why, size_t why_size)
{
	enum store_open_result result = store_open(c->store_url,
	    STORE_CREATE, &c->store, why, why_size);
	char ignored[512];

	if (result != STORE_EXISTS || store_open(c->store_url, STORE_WRITE,
	    &c->store, ignored, sizeof(ignored)) != STORE_OPENED)
		return result;
	if (is_unfinished(c))
		return STORE_OPENED;
	context_close_store(c);
	return STORE_EXISTS;
}

int
context_store(struct context *c, enum store_mode mode)
{
	enum store_open_result result;
	char why[512] = "";

	if (is_open(c, mode))
		return 0;
	context_close_store(c);
	result = mode == STORE_CREATE ?
	    create_or_finish(c, why, sizeof(why)) :
	    store_open(c->store_url, mode, &c->store, why, sizeof(why));
	if (result != STORE_OPENED)
		return context_fail(c, open_status(result), "%s%s", why,
		    result == STORE_MISSING ?
		    " (`parcela init` makes a register)" : "");
	c->mode = mode;
	store_use_arena(c->store, c->arena);
	if (mode == STORE_CREATE || !is_unfinished(c))
		return 0;
	context_close_store(c);
	return context_fail(c, EX_NOINPUT, "%s has no register in it yet: "
	    "`parcela init` makes one", c->store_url);
}

static const char *
operator_name(struct context *c)
{
	const struct passwd *who = getpwuid(getuid());

	if (who != NULL && text_is_clean(who->pw_name, LIMIT_SHORT))
		return arena_strdup(c->arena, who->pw_name);
	return arena_printf(c->arena, "%ld", (long)getuid());
}

static void
preview(void *argument)
{
	struct context *c = argument;

	if (c->preview != NULL)
		c->preview(c, c->preview_argument);
}

int
context_looker(struct context *c)
{
	int status;

	if (c->registry != NULL)
		return 0;
	if ((status = context_store(c, STORE_READ)) != 0)
		return status;
	c->registry = registry_new(c->store, c->arena, &c->clock);
	return 0;
}

bool
context_is_demo(struct context *c)
{
	struct journal_row first;

	return q_journal_row(c->store, 1, &first) &&
	    strcmp(first.actor, "local:demo") == 0;
}

/* Is there who would send or show them?  Commands for a demonstration are
   typed where the environment of its portal is not. */
static bool
sends_mails(struct context *c)
{
	return !c->in_batch && (c->config->mail_server != NULL ||
	    c->config->shows_mails || context_is_demo(c));
}

int
context_registry(struct context *c)
{
	const struct options *o = &c->options;
	struct registry_actor actor = {
		.user = o->as, .local = operator_name(c), .source = "cli",
		.requester = o->requester, .reason = o->reason,
		.ticket = o->ticket,
	};
	int status;

	if (c->acting)
		return 0;
	if ((status = context_store(c, STORE_WRITE)) != 0 ||
	    (status = context_looker(c)) != 0)
		return status;
	if (sends_mails(c))
		registry_mails_on(c->registry);
	if (o->dry_run)
		registry_preview(c->registry, preview, c);
	status = context_refuse(c, registry_act_as(c->registry, &actor));
	c->acting = status == 0;
	return status;
}

int
context_index(struct context *c)
{
	int status;

	if (c->index != NULL)
		return 0;
	if ((status = context_store(c, STORE_READ)) != 0)
		return status;
	c->index = index_open(c->store);
	return 0;
}

void
context_next(struct context *c)
{
	c->registry = NULL;
	c->acting = false;
	if (c->index != NULL)
		index_close(c->index);
	c->index = NULL;
	c->preview = NULL;
	c->status = 0;
	memset(&c->options, 0, sizeof(c->options));
	arena_clear(c->arena);
}

void
context_close(struct context *c)
{
	context_close_store(c);
	context_next(c);
}

int
context_finish(struct context *c, int status)
{
	const char *error = NULL;

	if (c->store != NULL)
		error = store_error(c->store);
	if (error != NULL && status == 0)
		status = context_fail(c, EX_IOERR, "%s", error);
	if (error != NULL || status == EX_TEMPFAIL)
		context_close_store(c);	/* it cannot be trusted now */
	if ((fflush(c->out) != 0 || ferror(c->out)) && status == 0)
		status = context_fail(c, EX_IOERR,
		    "the answer could not be written");
	return status;
}

bool
context_wrote(struct context *c, enum result result)
{
	if (result == RESULT_COUNT)	/* the registry could not be opened */
		return false;
	c->status = context_refuse(c, result);
	return c->status == 0;
}

int
context_done(struct context *c, enum result result, const char *format, ...)
{
	va_list arguments;

	if (!context_wrote(c, result))
		return c->status;
	if (c->options.dry_run)
		fputs("dry run: ", c->out);
	va_start(arguments, format);
	vfprintf(c->out, format, arguments);
	va_end(arguments);
	if (registry_detail(c->registry)[0] != '\0')
		fprintf(c->out, " (%s)", registry_detail(c->registry));
	fputc('\n', c->out);
	return 0;
}

int
context_contacts(struct context *c, enum result result, const char *of,
    const struct other_roles *others)
{
	return others->passed_on == 0 ? context_done(c, result,
	    "%s has its contacts", of) : context_done(c, result,
	    "%s has its contacts, %lld roles on resources passed on", of,
	    (long long)others->passed_on);
}
