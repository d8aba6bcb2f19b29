/* SPDX-License-Identifier: ISC */
/*
 * Is a new password too easy to guess?  What everybody knows of its user does
 * not count: a password that has such words must be a good one without them.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <zxcvbn.h>

#include "portal/private.h"

#define GUESSES_BITS 30.0		/* as zxcvbn reckons them */
#define WORD_MIN 3			/* shorter ones stand in anything */
#define ORGANISATIONS_MAX 50

/* Besides what zxcvbn knows, which is English. */
static const char *const usual[] = {
	"parcela", "registro", "administrador", "administrator", "hostmaster",
	"contrasena", "clave", "senha", "usuario", "internet", "america",
	"latina", "caribe", "lacnic", "bienvenido", "bienvenida", "bienvenidos",
	"bemvindo", "bemvinda", "acceso", "acesso", "secreto", "segredo",
	"seguro", "segura", "sistema", "empresa", "prueba", "teste",
	"correcthorsebatterystaple", "argentina", "bolivia", "brasil", "chile",
	"colombia", "costarica", "cuba", "dominicana", "ecuador", "equador",
	"guatemala", "guayana", "haiti", "honduras", "mexico", "nicaragua",
	"panama", "paraguay", "paraguai", "peru", "salvador", "suriname",
	"trinidad", "uruguay", "uruguai", "venezuela",
};

struct words {
	struct arena *arena;
	const char **list;		/* folded */
	size_t count;
};

/* --- What is known -------------------------------------------------------- */

static void
add_word(struct words *w, const char *word)
{
	if (strlen(word) >= WORD_MIN)
		*(const char **)arena_grow(w->arena, &w->list, &w->count,
		    sizeof(*w->list)) = word;
}

/* Each word, and all as one: of "Li Xu" only that is long enough. */
static void
add_text(struct words *w, const char *text)
{
	char *rest = text_fold_words(w->arena, text == NULL ? "" : text);
	char *all = arena_strdup(w->arena, ""), *word;

	while ((word = strsep(&rest, " ")) != NULL) {
		add_word(w, word);
		all = arena_join(w->arena, all, word, NULL);
	}
	add_word(w, all);
}

static void
add_organisations(struct words *w, struct registry *r, int64_t person)
{
	struct view_page page = { .most = ORGANISATIONS_MAX };
	struct view_link found[ORGANISATIONS_MAX];
	size_t count = registry_linked(r, person, "", &page, found);

	for (size_t i = 0; i < count; i++) {
		add_text(w, found[i].ownerid);
		add_text(w, found[i].name);
	}
}

static void
add_person(struct words *w, struct registry *r, const struct person *person)
{
	const char *const phone[] = { person->ddi, person->ddd,
	    person->phone };
	const char *const home[] = { person->street, person->city,
	    person->state, person->postcode };
	const char *digits = "";

	add_text(w, person->handle);
	add_text(w, person->name);
	add_text(w, person->email);
	for (size_t i = 0; i < ARRAY_LENGTH(phone); i++) {
		add_text(w, phone[i]);
		digits = arena_join(w->arena, digits, phone[i] == NULL ? "" :
		    phone[i], NULL);
	}
	add_text(w, digits);
	for (size_t i = 0; i < ARRAY_LENGTH(home); i++)
		add_text(w, home[i]);
	if (person->id != 0)
		add_organisations(w, r, person->id);
}

static int
longer_first(const void *a, const void *b)
{
	size_t x = strlen(*(const char *const *)a);
	size_t y = strlen(*(const char *const *)b);

	return (x < y) - (x > y);
}

/* --- What is left without it ---------------------------------------------- */

static bool
separates(char c)
{
	return (unsigned char)c < 0x80 && !isalnum((unsigned char)c);
}

/* Where a word ends that begins here, whatever stands between its letters;
   NULL: it does not. */
static const char *
end_of(const char *at, const char *word)
{
	for (bool first = true; *word != '\0'; word++, first = false) {
		while (!first && *at != '\0' && separates(*at))
			at++;
		if (*at++ != *word)
			return NULL;
	}
	return at;
}

/* Takes the word out wherever it stands. */
static bool
strike(char *password, const char *word)
{
	const char *from = password, *end;
	char *to = password;
	bool struck = false;

	while (*from != '\0') {
		end = end_of(from, word);
		if (end == NULL)
			*to++ = *from++;
		else
			from = end;
		struck |= end != NULL;
	}
	*to = '\0';
	return struck;
}

static bool
is_guessed(const char *password, struct words *w)
{
	return password[0] == '\0' ||
	    ZxcvbnMatch(password, w->list, NULL) < GUESSES_BITS;
}

static bool
lives_on_words(const char *password, struct words *w)
{
	char *rest = text_fold_case(w->arena, password);
	bool struck = false, weak;

	for (size_t i = 0; w->list[i] != NULL; i++)
		struck |= strike(rest, w->list[i]);
	weak = struck && (strlen(rest) < LIMIT_PASSWORD_MIN ||
	    is_guessed(rest, w));
	explicit_bzero(rest, strlen(rest));
	return weak;
}

const char *
password_weakness(struct registry *r, struct arena *arena,
    const char *registry_name, const struct person *person,
    const char *password)
{
	struct words w = { .arena = arena };

	if (strlen(password) < LIMIT_PASSWORD_MIN)
		return N_("A password has at least 12 characters.");
	if (strlen(password) > LIMIT_PASSWORD_MAX)
		return N_("A password has at most 128 bytes.");
	add_person(&w, r, person);
	add_text(&w, registry_name);
	for (size_t i = 0; i < ARRAY_LENGTH(usual); i++)
		add_word(&w, usual[i]);
	qsort(w.list, w.count, sizeof(*w.list), longer_first);
	*(const char **)arena_grow(arena, &w.list, &w.count,
	    sizeof(*w.list)) = NULL;
	if (is_guessed(password, &w))
		return N_("This password is easily guessed: common words, your "
		    "name, rows of keys or years do not protect it. Several "
		    "words that have nothing to do with each other do.");
	if (lives_on_words(password, &w))
		return N_("This password is easily guessed: what is known of "
		    "you, such as your name, user ID, address, phone or "
		    "organization, and the name of the registry do not "
		    "protect it, and too little is left without them.");
	return NULL;
}

bool
new_password_is_good(struct request *r, const struct person *person,
    struct part_new_password *part)
{
	const char *password = request_text(r, "password"), *weakness;

	weakness = password_weakness(r->registry, r->arena, r->config->name,
	    person, password);
	part->wrong = weakness == NULL ? NULL :
	    language_translate(r->language, weakness);
	if (part->wrong == NULL &&
	    strcmp(password, request_text(r, "again")) != 0)
		part->wrong_again = say(r->m, "The two are not the same.");
	return part->wrong == NULL && part->wrong_again == NULL;
}

bool
new_password_seal(struct request *r, char sealed[SEALED_MAX])
{
	bool done = password_seal(request_text(r, "password"),
	    r->portal->key, sealed);

	if (!done)
		answer_problem(r, 503, RESULT_OK, NULL);
	return done;
}

bool
password_is_kept(struct request *r, const char *password, int64_t person)
{
	struct account account;

	return registry_account(r->registry, person, &account) &&
	    password_is(password, account.password, r->portal->key);
}
