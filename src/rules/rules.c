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
rule_renames(const struct rule_actor *actor)
{
	return actor->hostmaster;
}

int64_t
rule_successor(const struct organisation *before,
    const struct organisation *after, int64_t person)
{
	const int64_t old[] = { before->admin, before->billing,
	    before->member };
	const int64_t new[] = { after->admin, after->billing, after->member };

	for (size_t i = 0; i < ARRAY_LENGTH(old) && person != 0; i++)
		if (old[i] == person && new[i] != person)
			return new[i];
	return 0;
}

bool
rule_resigns(const struct rule_actor *actor, const struct organisation *before,
    const struct organisation *after)
{
	return rule_administers(actor, before) &&
	    !rule_administers(actor, after);
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
rule_must_register(const struct prefix *prefix)
{
	return prefix->length <= (prefix_family(prefix) == FAMILY_IPV4 ?
	    RULE_IPV4_REGISTERED : RULE_IPV6_REGISTERED);
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

bool
rule_holder_delegates(const struct prefix *direct)
{
	return prefix_family(direct) == FAMILY_IPV4 &&
	    direct->length <= RULE_IPV4_WHOLE_LENGTH;
}

enum result
rule_delegate(const struct prefix *direct, const struct prefix *part)
{
	if (!rule_can_delegate(part))
		return RESULT_NOT_ZONE;
	return rule_holder_delegates(direct) &&
	    part->length > RULE_IPV4_WHOLE_LENGTH ? RESULT_WHOLE_16S :
	    RESULT_OK;
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

static bool
is_private_or_documentation(uint32_t number)
{
	return (number >= 64496 && number <= 65534) ||
	    (number >= 65536 && number <= 65551) || number >= 4200000000;
}

bool
rule_can_originate(uint32_t number, bool held)
{
	if (number == 0 || number == 23456 || number == UINT16_MAX ||
	    number == UINT32_MAX)
		return false;
	return held || !is_private_or_documentation(number);
}
