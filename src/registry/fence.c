/* SPDX-License-Identifier: ISC */
/*
 * The fence around every operation: who acts, one transaction, one row of
 * the journal, all or nothing.
 */
#include "registry/private.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "model/limits.h"
#include "store/read.h"
#include "store/write.h"

enum who { HOSTMASTER, OBJECT, ANYBODY };
enum journaled { JOURNALED, SILENT };

static void
scratch_free(void *arena)
{
	arena_free(arena);
}

struct registry *
registry_new(struct store *store, struct arena *arena, struct clock *clock)
{
	struct registry *r = arena_alloc(arena, sizeof(*r));

	r->db = store;
	r->arena = arena;
	r->clock = clock;
	r->scratch = arena_new();
	arena_defer(arena, scratch_free, r->scratch);
	store_use_arena(store, arena);
	return r;
}

static const char *
keep(struct registry *r, const char *s)
{
	return s == NULL ? "" : arena_strdup(r->arena, s);
}

static bool
find_me(struct registry *r, const struct registry_actor *who)
{
	return who->person != 0 ? q_person_by_id(r->db, who->person, &r->me) :
	    q_person_by_handle(r->db, who->user, &r->me);
}

enum result
registry_act_as(struct registry *r, const struct registry_actor *who)
{
	bool is_local = who->user == NULL && who->person == 0;

	r->may_act = false;
	r->who = (struct registry_actor){
		.user = who->user == NULL ? NULL : keep(r, who->user),
		.local = keep(r, who->local), .source = keep(r, who->source),
		.requester = keep(r, who->requester),
		.reason = keep(r, who->reason), .ticket = keep(r, who->ticket),
	};
	r->me = (struct person){ 0 };
	r->account = (struct account){ 0 };
	r->actor = (struct rule_actor){ .hostmaster = is_local };
	if (!is_local) {
		if (!find_me(r, who) ||
		    !q_account(r->db, r->me.id, &r->account))
			return refuse(r, RESULT_NO_USER, "as", "%s",
			    who->user == NULL ? "" : who->user);
		if (r->who.user == NULL)
			r->who.user = keep(r, r->me.handle);
		if (r->account.disabled)
			return refuse(r, RESULT_DISABLED, "as", "%s",
			    r->who.user);
		r->actor.person = r->me.id;
		r->actor.hostmaster = r->account.hostmaster;
	}
	r->may_act = true;
	return RESULT_OK;
}

const struct person *
registry_me(const struct registry *r)
{
	return &r->me;
}

const struct account *
registry_my_account(const struct registry *r)
{
	return &r->account;
}

enum result
refuse(struct registry *r, enum result result, const char *field,
    const char *format, ...)
{
	va_list ap;

	snprintf(r->field, sizeof(r->field), "%s", field);
	va_start(ap, format);
	vsnprintf(r->detail, sizeof(r->detail), format, ap);
	va_end(ap);
	if (r->refusal_count < REFUSALS_MAX) {
		struct refusal *refusal = &r->refusals[r->refusal_count++];

		refusal->result = result;
		memcpy(refusal->field, r->field, sizeof(r->field));
		memcpy(refusal->detail, r->detail, sizeof(r->detail));
	}
	return result;
}

void
also(enum result *first, enum result next)
{
	if (*first == RESULT_OK)
		*first = next;
}

/* Brings to the front the one that is told. */
static void
tell_refusal(struct registry *r, enum result result)
{
	struct refusal *front = r->refusals, told;
	size_t i = 0;

	while (i < r->refusal_count && front[i].result != result)
		i++;
	if (i >= r->refusal_count)
		return;
	told = front[i];
	memmove(&front[1], front, i * sizeof(*front));
	front[0] = told;
	memcpy(r->field, told.field, sizeof(r->field));
	memcpy(r->detail, told.detail, sizeof(r->detail));
}

size_t
registry_refusals(const struct registry *r, const struct refusal **out)
{
	*out = r->refusals;
	return r->refusal_count;
}

const char *
registry_detail(const struct registry *r)
{
	return r->detail;
}

const char *
registry_field(const struct registry *r)
{
	return r->field;
}

struct store *
registry_store(struct registry *r)
{
	return r->db;
}

const char *
registry_name(struct registry *r)
{
	struct q_setting setting;

	if (r->name == NULL && q_setting(r->db, "registry", &setting))
		r->name = arena_strdup(r->arena, setting.value);
	return r->name == NULL ? "" : r->name;
}

const char *
registry_suffix(struct registry *r)
{
	char *suffix;

	if (r->suffix == NULL && registry_name(r)[0] != '\0') {
		suffix = arena_strdup(r->arena, registry_name(r));
		for (char *c = suffix; *c != '\0'; c++)
			*c = (char)toupper((unsigned char)*c);
		r->suffix = suffix;
	}
	return r->suffix == NULL ? "" : r->suffix;
}

void
registry_preview(struct registry *r, void (*preview)(void *), void *argument)
{
	r->preview = preview;
	r->preview_argument = argument;
}

size_t
registry_verdicts(struct registry *r, struct verdict out[VERDICT_MAX])
{
	for (size_t i = 0; i < r->verdict_count; i++)
		out[i] = r->verdicts[i];
	return r->verdict_count;
}

/* Where the journal stands; asked once per transaction. */
static void
journal_position(struct registry *r)
{
	struct q_journal_last last;

	r->serial = 0;
	r->last_time = 0;
	r->chain = (struct hash){ 0 };
	if (q_journal_last(r->db, &last)) {
		r->serial = last.serial;
		r->last_time = last.time;
		if (!hash_parse_hex(last.hash, &r->chain))
			die("the journal's last hash is not a hash");
	}
}

static enum result
store_refusal(struct registry *r)
{
	const char *why = store_error(r->db);

	return refuse(r, RESULT_STORE_FAILED, "", "%s", why ? why : "");
}

/* Nothing is under way, and the failure was told: reading may go on. */
static enum result
store_refusal_told(struct registry *r)
{
	enum result result = store_refusal(r);

	store_rollback(r->db);
	return result;
}

static enum result
finish(struct registry *r)
{
	switch (store_commit(r->db)) {
	case STORE_COMMITTED:
		return RESULT_OK;
	case STORE_ROLLED_BACK:
		return store_refusal_told(r);
	case STORE_UNKNOWN:
		break;
	}
	return refuse(r, RESULT_OUTCOME_UNKNOWN, "", "%s",
	    store_error(r->db) ? store_error(r->db) : "");
}

enum result
registry_bulk_begin(struct registry *r)
{
	assert(!r->bulk);
	if (!store_begin(r->db))
		return store_refusal_told(r);
	journal_position(r);
	r->bulk = true;
	return RESULT_OK;
}

enum result
registry_bulk_end(struct registry *r)
{
	assert(r->bulk);
	r->bulk = false;
	r->importing = false;
	return finish(r);
}

void
registry_bulk_abandon(struct registry *r)
{
	assert(r->bulk);
	r->bulk = false;
	r->importing = false;
	r->name = r->suffix = NULL;
	store_rollback(r->db);
}

/* Was the account disabled since registry_act_as()? */
static bool
still_active(struct registry *r)
{
	struct account account;

	if (r->me.id == 0)
		return true;
	return q_account(r->db, r->me.id, &account) && !account.disabled &&
	    account.hostmaster == r->actor.hostmaster;
}

static enum result
fence_enter(struct registry *r, const char *operation, enum who who)
{
	r->detail[0] = r->field[0] = '\0';
	r->refusal_count = 0;
	r->verdict_count = 0;
	r->permitted = who == ANYBODY;
	r->operation = operation;
	r->object = "";
	r->by_link = (struct registry_actor){ 0 };
	r->changes = NULL;
	r->slots = NULL;
	r->slot_count = 0;
	r->change_count = 0;
	r->created = 0;
	if ((!r->may_act && who != ANYBODY) ||
	    (who == HOSTMASTER && !r->actor.hostmaster))
		return refuse(r, RESULT_FORBIDDEN, "", "This takes a "
		    "hostmaster.");
	if (who == HOSTMASTER)
		r->permitted = true;
	if (!r->bulk) {
		if (!store_begin(r->db))
			return store_refusal_told(r);
		journal_position(r);
	}
	arena_clear(r->scratch);
	store_use_arena(r->db, r->scratch);
	if (!still_active(r)) {
		store_use_arena(r->db, r->arena);
		if (!r->bulk)
			store_rollback(r->db);
		return refuse(r, RESULT_DISABLED, "as", "%s", r->who.user);
	}
	r->serial++;
	r->now = clock_now(r->clock);
	if (r->now < r->last_time)
		r->now = r->last_time;	/* the journal's time never turns */
	return RESULT_OK;
}

/* The work is done and r->changes says what it was. */
static enum result
fence_leave(struct registry *r, enum result result, enum journaled journaled)
{
	bool preview = r->preview != NULL && !r->bulk;

	if (result == RESULT_OK && !r->permitted)
		die("%s asked nobody whether it may", r->operation);
	if (journaled == SILENT || r->change_count == 0)
		r->serial--;		/* no row takes this serial */
	else if (result == RESULT_OK &&
	    (r->created >= LIMIT_OBJECTS_PER_OPERATION || !journal_append(r)))
		result = refuse(r, RESULT_TOO_LARGE, "", "%zu changes",
		    r->change_count);
	else if (result == RESULT_OK)
		mails_tell(r);
	if (result == RESULT_OK && preview && store_error(r->db) == NULL)
		r->preview(r->preview_argument);
	if (store_error(r->db) != NULL && result != RESULT_OUTCOME_UNKNOWN)
		result = store_refusal(r);
	if (result != RESULT_OK)
		tell_refusal(r, result);
	store_use_arena(r->db, r->arena);
	if (r->bulk)
		return result;
	if (result == RESULT_OK && !preview)
		return finish(r);
	store_rollback(r->db);
	r->name = r->suffix = NULL;
	return result;
}

#define OPERATION(name, who, journaled)					\
enum result								\
registry_##name(struct registry *r, struct name *in)			\
{									\
	enum result result = fence_enter(r, #name, who);		\
									\
	if (result != RESULT_OK)					\
		return result;						\
	return fence_leave(r, do_##name(r, in), journaled);		\
}
#include "registry/operation.def"
#undef OPERATION
