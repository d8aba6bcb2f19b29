/* SPDX-License-Identifier: ISC */
#include "base/language.h"

#include <libintl.h>
#include <limits.h>
#include <locale.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define KEPT_PLACES 4096		/* several times what pages say */
#define KEPT_TRIES 8

/* English has no domain: it stands in the source. */
static const struct {
	const char *code, *tag, *label, *name, *domain;
} languages[LANGUAGE_COUNT] = {
	[LANGUAGE_ES] = { "es", "es", "ES", "Español", "parcela-es" },
	[LANGUAGE_EN] = { "en", "en", "EN", "English", NULL },
	[LANGUAGE_PT] = { "pt", "pt-BR", "PT", "Português", "parcela-pt" },
};

/* The directory of the running binary, with what is added to it. */
static void
beside_binary(char out[PATH_MAX], const char *added)
{
	ssize_t length = readlink("/proc/self/exe", out, PATH_MAX - 1);
	char *slash;

	out[length > 0 ? length : 0] = '\0';
	slash = strrchr(out, '/');
	if (slash == NULL)
		slash = out;
	snprintf(slash, (size_t)(out + PATH_MAX - slash), "%s", added);
}

/* Loads a domain by asking it for something; a sandbox may come after. */
static bool
domain_load(const char *domain, const char *directory)
{
	if (bindtextdomain(domain, directory) == NULL ||
	    bind_textdomain_codeset(domain, "UTF-8") == NULL)
		die("out of memory");
	return *dgettext(domain, "") != '\0';
}

bool
language_start(const char *directory)
{
	char beside[PATH_MAX];
	bool all = true;

	/* In the locale "C" gettext would not look anything up, and LANGUAGE
	   would have a say in what it looks up. */
	if (setlocale(LC_ALL, "C.UTF-8") == NULL)
		die("no locale C.UTF-8");
	unsetenv("LANGUAGE");
	if (directory == NULL) {
		beside_binary(beside, "/locale");
		if (access(beside, R_OK) != 0)
			beside_binary(beside, "/../share/locale");
		directory = beside;
	}
	for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
		if (languages[i].domain == NULL ||
		    domain_load(languages[i].domain, directory))
			continue;
		log_warning("no %s.mo in %s", languages[i].domain, directory);
		all = false;
	}
	return all;
}

const char *
language_code(enum language language)
{
	return languages[language].code;
}

const char *
language_tag(enum language language)
{
	return languages[language].tag;
}

const char *
language_label(enum language language)
{
	return languages[language].label;
}

const char *
language_name(enum language language)
{
	return languages[language].name;
}

bool
language_parse(const char *code, enum language *out)
{
	for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
		if (!text_equal(code, languages[i].code))
			continue;
		*out = (enum language)i;
		return true;
	}
	return false;
}

/* The quality of one part of an Accept-Language ("es-UY;q=0.8") in
   thousandths; what is malformed counts nothing. */
static int
quality(const char *part, size_t length)
{
	const char *q = memmem(part, length, "q=", 2);
	int value, unit = 100;

	if (memchr(part, ';', length) == NULL)
		return 1000;
	if (q == NULL || (q[2] != '0' && q[2] != '1'))
		return 0;
	value = q[2] == '1' ? 1000 : 0;
	if (q[3] != '.')
		return value;
	for (q += 4; *q >= '0' && *q <= '9' && unit > 0; q++, unit /= 10)
		value += (*q - '0') * unit;
	return value > 1000 ? 1000 : value;
}

/* Is this the language of a part: "pt", "pt-BR", "PT-PT;q=0.5". */
static bool
part_names(const char *part, size_t length, const char *code)
{
	size_t n = strlen(code);

	return length >= n && strncasecmp(part, code, n) == 0 &&
	    (length == n || strchr("-; \t", part[n]) != NULL);
}

enum language
language_negotiate(const char *accept, enum language otherwise)
{
	enum language best = otherwise;
	int best_quality = 0, q;
	size_t length;

	for (; accept != NULL && *accept != '\0'; accept += length) {
		accept += strspn(accept, ", \t");
		length = strcspn(accept, ",");
		q = quality(accept, length);
		for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
			if (q <= best_quality ||
			    !part_names(accept, length, languages[i].code))
				continue;
			best = (enum language)i;
			best_quality = q;
		}
	}
	return best;
}

const char *
language_translate(enum language language, const char *english)
{
	const char *domain = languages[language].domain;

	return domain == NULL ? english : dgettext(domain, english);
}

/*
 * gettext() searches under a lock that all threads share, and a long page
 * says a thousand things.  What a literal was translated to is kept: an entry
 * is written once, before it can be found, and never changes.
 */
struct kept {
	const char *english, *translated;
};
static _Atomic(const struct kept *) kept[LANGUAGE_COUNT][KEPT_PLACES];

static _Atomic(const struct kept *) *
place_of(enum language language, const char *english, size_t tried)
{
	size_t n = (size_t)((uintptr_t)english * UINT64_C(0x9e3779b97f4a7c15)
	    >> 40);

	return &kept[language][(n + tried) % KEPT_PLACES];
}

static const char *
keep(enum language language, const char *english, size_t tried)
{
	const char *translated = language_translate(language, english);
	const struct kept *none = NULL;
	struct kept *made;

	if (tried == KEPT_TRIES)
		return translated;
	made = memory_alloc(sizeof(*made));
	*made = (struct kept){ english, translated };
	if (!atomic_compare_exchange_strong(place_of(language, english,
	    tried), &none, made))
		free(made);
	return translated;
}

const char *
language_say(enum language language, const char *english)
{
	const struct kept *k;
	size_t tried;

	if (languages[language].domain == NULL)
		return english;
	for (tried = 0; tried < KEPT_TRIES; tried++) {
		k = atomic_load_explicit(place_of(language, english, tried),
		    memory_order_acquire);
		if (k == NULL)
			break;
		if (k->english == english)
			return k->translated;
	}
	return keep(language, english, tried);
}

const char *
language_translate_plural(enum language language, const char *one,
    const char *many, uint64_t n)
{
	const char *domain = languages[language].domain;

	if (domain == NULL)
		return n == 1 ? one : many;
	return dngettext(domain, one, many, n);
}
