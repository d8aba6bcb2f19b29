/* SPDX-License-Identifier: ISC */
#include "main/options.h"

#include <getopt.h>
#include <string.h>

#include "main/context.h"

enum type {
	TYPE_FLAG, TYPE_TEXT, TYPE_LINES, TYPE_NUMBER, TYPE_DATE, TYPE_BLOCK,
	TYPE_WORDS,
};

struct spec {
	const char *spelling;
	enum type type;
	size_t offset;			/* in struct options */
	unsigned limit;			/* bytes, largest number, words */
	const char *const *words;
	const char *what;		/* the value, for the usage */
	const char *help;
};

#define AT(name) offsetof(struct options, name)
#define FLAG(name, spelling, help) \
	{ spelling, TYPE_FLAG, AT(name), 0, NULL, "", help },
#define TEXT(name, spelling, limit, what, help) \
	{ spelling, TYPE_TEXT, AT(name), limit, NULL, what, help },
#define LINES(name, spelling, limit, what, help) \
	{ spelling, TYPE_LINES, AT(name), limit, NULL, what, help },
#define NUMBER(name, spelling, maximum, what, help) \
	{ spelling, TYPE_NUMBER, AT(name), maximum, NULL, what, help },
#define DATE(name, spelling, help) \
	{ spelling, TYPE_DATE, AT(name), 0, NULL, "DATE", help },
#define BLOCK(name, spelling, help) \
	{ spelling, TYPE_BLOCK, AT(name), 0, NULL, "PREFIX", help },
#define WORDS(name, spelling, type, words, count, what, help) \
	{ spelling, TYPE_WORDS, AT(name), count, words, what, help },
static const struct spec specs[OPTION_COUNT] = {
#include "main/option.def"
};

bool
option_given(const struct options *o, enum option_id option)
{
	return (o->given & UINT64_C(1) << option) != 0;
}

/* --- Values ------------------------------------------------------------ */

static int
refuse(struct context *c, const struct spec *spec, const char *value,
    const char *expected)
{
	return context_fail(c, EX_USAGE, "--%s: %s: %s is expected",
	    spec->spelling, context_quote(c, value), expected);
}

static int
read_text(struct context *c, const struct spec *spec, const char *value,
    const char **out)
{
	if (text_characters(value) > spec->limit)
		return refuse(c, spec, value, arena_printf(c->arena,
		    "a text of at most %u characters", spec->limit));
	if (!text_is_clean(value, strlen(value)))
		return refuse(c, spec, value, "UTF-8 text without control, "
		    "bidirectional or unassigned characters");
	*out = value;
	return 0;
}

/* As read_text(), but tabs and ends of lines may stand in it. */
static int
read_lines(struct context *c, const struct spec *spec, const char *value,
    const char **out)
{
	const char *checked;
	char *plain = arena_strdup(c->arena, value);
	int status;

	for (char *p = plain; *p != '\0'; p++)
		if (*p == '\t' || *p == '\r' || *p == '\n')
			*p = ' ';
	if ((status = read_text(c, spec, plain, &checked)) == 0)
		*out = value;
	return status;
}

static int
read_number(struct context *c, const struct spec *spec, const char *value,
    int *out)
{
	uint64_t number;

	if (!parse_number(value, spec->limit, &number) || number == 0)
		return refuse(c, spec, value, arena_printf(c->arena,
		    "a number from 1 to %u", spec->limit));
	*out = (int)number;
	return 0;
}

static int
read_block(struct context *c, const struct spec *spec, const char *value,
    struct prefix *out)
{
	enum inet_error error = prefix_parse(value, strlen(value), out);

	if (error == INET_OK)
		return 0;
	return context_fail(c, EX_USAGE, "--%s: %s %s; a prefix like "
	    "198.51.100.0/24 is expected", spec->spelling,
	    context_quote(c, value), inet_error_text(error));
}

static int
read_word(struct context *c, const struct spec *spec, const char *value,
    int *out)
{
	*out = word_value(spec->words, (int)spec->limit, value);
	if (*out < 0 || strstr(spec->what, value) == NULL)
		return refuse(c, spec, value, spec->what);
	return 0;
}

static int
read_value(struct context *c, const struct spec *spec, const char *value)
{
	void *place = (char *)&c->options + spec->offset;

	switch (spec->type) {
	case TYPE_FLAG:
		*(bool *)place = true;
		return 0;
	case TYPE_TEXT:
		return read_text(c, spec, value, place);
	case TYPE_LINES:
		return read_lines(c, spec, value, place);
	case TYPE_NUMBER:
		return read_number(c, spec, value, place);
	case TYPE_DATE:
		if (time_parse(value, place))
			return 0;
		return refuse(c, spec, value,
		    "2026-03-01, 20260301 or 2026-03-01T12:00:00Z");
	case TYPE_BLOCK:
		return read_block(c, spec, value, place);
	case TYPE_WORDS:
		return read_word(c, spec, value, place);
	}
	return EX_SOFTWARE;
}

/* --- The line ---------------------------------------------------------- */

#define VALUE_OF 256			/* above every character */

/* The options in allowed and --help, as getopt_long() wants them. */
static void
make_table(uint64_t allowed, struct option table[])
{
	size_t n = 0;

	for (int i = 0; i < OPTION_COUNT; i++) {
		if ((allowed & UINT64_C(1) << i) == 0)
			continue;
		table[n++] = (struct option){ specs[i].spelling,
		    specs[i].type == TYPE_FLAG ? no_argument :
		    required_argument, NULL, VALUE_OF + i };
	}
	table[n] = (struct option){ "help", no_argument, NULL, 'h' };
}

static int
complain(struct context *c, int letter, char **argv)
{
	const char *what = letter == ':' ? "this option needs a value" :
	    "there is no such option";

	return context_fail(c, EX_USAGE, "%s: %s: %s; see `parcela help %s`",
	    argv[0], context_quote(c, argv[optind - 1]), what, argv[0]);
}

int
options_parse(struct context *c, uint64_t allowed, int argc, char **argv,
    int *first)
{
	struct option table[OPTION_COUNT + 2] = { 0 };
	int letter, status;

	make_table(allowed, table);
	opterr = 0;
	optind = 0;			/* glibc: begin anew */
	while ((letter = getopt_long(argc, argv, ":h", table, NULL)) != -1) {
		if (letter == 'h')
			return OPTIONS_HELP;
		if (letter < VALUE_OF)
			return complain(c, letter, argv);
		letter -= VALUE_OF;
		status = read_value(c, &specs[letter], optarg);
		if (status != 0)
			return status;
		c->options.given |= UINT64_C(1) << letter;
	}
	*first = optind;
	return 0;
}

void
options_help(struct text *out, uint64_t allowed)
{
	for (int i = 0; i < OPTION_COUNT; i++) {
		const struct spec *s = &specs[i];
		size_t start = out->length;

		if ((allowed & UINT64_C(1) << i) == 0)
			continue;
		text_printf(out, "  --%s%s%s", s->spelling,
		    *s->what ? " " : "", s->what);
		if (out->length - start < 26)
			text_printf(out, "%*s", (int)(26 - (out->length -
			    start)), "");
		text_printf(out, "  %s\n", s->help);
	}
}
