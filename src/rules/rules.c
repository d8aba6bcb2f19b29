/* SPDX-License-Identifier: ISC */
#include "rules/rules.h"

#include "base/base.h"

bool
rule_administers(const struct rule_actor *actor,
    const struct organisation *organisation)
{
	return actor->hostmaster || (actor->person != 0 &&
	    organisation->admin == actor->person);
}

bool
rule_manages(const struct rule_actor *actor, const struct block *block,
    const struct organisation *holder)
{
	return rule_administers(actor, holder) ||
	    (actor->person != 0 && block->tech == actor->person);
}

bool
rule_manages_asn(const struct rule_actor *actor, const struct asn *asn,
    const struct organisation *holder)
{
	return rule_administers(actor, holder) ||
	    (actor->person != 0 && asn->routing == actor->person);
}

bool
rule_needs_reverse(const struct prefix *prefix)
{
	return prefix_family(prefix) == FAMILY_IPV4 &&
	    prefix->length > RULE_IPV4_REVERSE_LENGTH;
}

bool
rule_can_delegate(const struct prefix *prefix)
{
	if (prefix_family(prefix) == FAMILY_IPV4)
		return prefix->length >= IPV4_BITS + 8 &&
		    prefix->length <= RULE_IPV4_REVERSE_LENGTH;
	return prefix->length <= RULE_IPV6_LONGEST;
}

static bool
is_short_enough(const struct prefix *prefix)
{
	return prefix->length <= (prefix_family(prefix) == FAMILY_IPV4 ?
	    RULE_IPV4_LONGEST : RULE_IPV6_LONGEST);
}

/* End users pass nothing on, and own uses are the holder's own. */
static bool
holder_only(const struct subassign_facts *f)
{
	return f->use != USE_CUSTOMER ||
	    status_inside(f->parent.status) == STATUS_REASSIGNED;
}

static enum result
kept(bool is_kept, enum result refusal)
{
	return is_kept ? RESULT_OK : refusal;
}

size_t
rules_subassign(const struct subassign_facts *f,
    struct verdict out[VERDICT_MAX])
{
	const struct verdict all[] = {
		{ "managed by this user", true,
		    kept(f->manages, RESULT_FORBIDDEN) },
		{ "part of the block", true,
		    kept(!prefix_equal(&f->prefix, &f->parent.prefix),
		    RESULT_WHOLE_BLOCK) },
		{ "not too long", true,
		    kept(is_short_enough(&f->prefix), RESULT_TOO_LONG) },
		{ "inside a held block", true,
		    kept(status_is_direct(f->parent.status) ||
		    status_is_passed_on(f->parent.status),
		    RESULT_NOT_DIVISIBLE) },
		{ "recipient known", true,
		    kept(f->recipient_known, RESULT_NO_ORGANISATION) },
		{ "recipient is the holder", holder_only(f),
		    kept(f->recipient_is_holder || !holder_only(f),
		    RESULT_NOT_HOLDER) },
		{ "reverse DNS of the /24 first",
		    rule_needs_reverse(&f->prefix),
		    kept(f->reverse_answers || !rule_needs_reverse(&f->prefix),
		    RESULT_REVERSE_FIRST) },
		{ "free", true, kept(f->free, RESULT_TAKEN) },
	};
	static_assert(ARRAY_LENGTH(all) <= VERDICT_MAX, "room for all rules");

	for (size_t i = 0; i < ARRAY_LENGTH(all); i++)
		out[i] = all[i];
	return ARRAY_LENGTH(all);
}

enum result
rule_subassign(const struct subassign_facts *f)
{
	struct verdict verdicts[VERDICT_MAX];
	size_t count = rules_subassign(f, verdicts);

	for (size_t i = 0; i < count; i++)
		if (verdicts[i].result != RESULT_OK)
			return verdicts[i].result;
	return RESULT_OK;
}
