/* SPDX-License-Identifier: ISC */
#include "model/model.h"

#include "base/base.h"

const char *const status_words[STATUS_COUNT] = {
	[STATUS_ROOT] = "root",
	[STATUS_AVAILABLE] = "available",
	[STATUS_RESERVED] = "reserved",
	[STATUS_ALLOCATED] = "allocated",
	[STATUS_ASSIGNED] = "assigned",
	[STATUS_REALLOCATED] = "reallocated",
	[STATUS_REASSIGNED] = "reassigned",
};

const char *const record_kind_words[RECORD_KIND_COUNT] = {
	[RECORD_IPV4] = "ipv4",
	[RECORD_IPV6] = "ipv6",
	[RECORD_ASN] = "asn",
};

const char *const block_use_words[USE_COUNT] = {
	[USE_NONE] = "none",
	[USE_CUSTOMER] = "customer",
	[USE_INFRASTRUCTURE] = "infrastructure",
	[USE_PRIVATE] = "private",
	[USE_RESERVED] = "reserved",
};

const char *const ns_state_words[NS_STATE_COUNT] = {
	[NS_UNCHECKED] = "UNCHECKED",
	[NS_AA] = "AA",
	[NS_TIMEOUT] = "TIMEOUT",
	[NS_UDN] = "UDN",
	[NS_UH] = "UH",
	[NS_FAIL] = "FAIL",
	[NS_QREFUSED] = "QREFUSED",
	[NS_CREFUSED] = "CREFUSED",
	[NS_CNAME] = "CNAME",
	[NS_NOT_SYNC] = "NOT SYNC ZONE",
};

int
word_value(const char *const *words, int count, const char *word)
{
	int i;

	for (i = 0; i < count; i++) {
		if (text_equal(words[i], word))
			return i;
	}
	return -1;
}

bool
status_is_stock(enum status s)
{
	return s == STATUS_AVAILABLE || s == STATUS_RESERVED;
}

bool
status_is_direct(enum status s)
{
	return s == STATUS_ALLOCATED || s == STATUS_ASSIGNED;
}

bool
status_is_passed_on(enum status s)
{
	return s == STATUS_REALLOCATED || s == STATUS_REASSIGNED;
}

enum status
status_inside(enum status parent)
{
	switch (parent) {
	case STATUS_ALLOCATED:
	case STATUS_REALLOCATED:
		return STATUS_REALLOCATED;
	case STATUS_ASSIGNED:
	case STATUS_REASSIGNED:
		return STATUS_REASSIGNED;
	default:
		return STATUS_COUNT;
	}
}
