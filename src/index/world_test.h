/* SPDX-License-Identifier: ISC */
/*
 * A small register for tests of the services that look: written straight
 * into a store, so no operation stands between a test and what it says.
 *
 *	203.0.112.0/22	allocated to UY-COEJ-LACNIC, the spec's example
 *	  203.0.113.0/24	reallocated to UY-TIEN-LACNIC, without abuse-c
 *	    203.0.113.128/26	to itself for private use, with a label
 *	198.51.100.0/24	assigned to CR-NADA-LACNIC: imported, nothing known
 *	192.0.2.0/25, 192.0.2.128/26	one record of 192 addresses
 *	200.0.0.0/8	available
 *	2001:db8::/32	allocated; two origins, a server of every state
 *	AS64500		assigned; AS64510-AS64519 available
 */
#ifndef INDEX_WORLD_TEST_H
#define INDEX_WORLD_TEST_H

#include <string.h>

#include "index/index.h"
#include "store/write.h"

enum { JUE = 1, PEM3, TIM };
enum { COEJ = 1, TIEN, NADA };
enum {
	ROOT4 = 1, ROOT6, EXAMPLE, SHOP, FLAT, IMPORTED, LOWER, UPPER, SPARE,
	SIX,
};

struct world {
	struct store *store;
	struct index *index;
	struct arena *arena;
};

/* 12:00 UTC of a day. */
static inline int64_t
day(const char *text)
{
	int64_t time;
	bool known = time_parse(text, &time);

	assert(known);
	return time;
}

static inline struct prefix
prefix(const char *text)
{
	struct prefix p;
	enum inet_error error = prefix_parse(text, strlen(text), &p);

	assert(error == INET_OK);
	return p;
}

static inline void
world_people(struct store *s)
{
	w_person_insert(s, &(struct person){
		JUE, "JUE", "Juana Ejemplo", "juana@ejemplo.uy",
		"Av. de los Ejemplos", "6125", "Piso 2",
		"11400", "Montevideo", "Montevideo", "UY",
		"598", "", "26040000", "4401",
		day("20080125"), day("20260120"),
	});
	w_person_insert(s, &(struct person){
		PEM3, "PEM3", "Pedro Modelo", "noc@ejemplo.uy",
		"Av. de los Ejemplos", "6125", "",
		"11400", "Montevideo", "", "UY",
		"598", "2", "6040001", "", day("20110504"), day("20240229"),
	});
	w_person_insert(s, &(struct person){
		TIM, "TIM", "Tim\u00f3teo Mu\u00f1oz", "tim@tienda.uy",
		"18 de Julio", "1", "", "11100", "Montevideo", "", "UY",
		"598", "", "99123456", "", day("20250301"), day("20250301"),
	});
}

static inline void
world_organisations(struct store *s)
{
	w_organisation_insert(s, &(struct organisation){
		COEJ, "UY-COEJ-LACNIC", "1001", "Cooperativa Ejemplo Ltda",
		"Juana Ejemplo", "Av. de los Ejemplos", "6125", "Piso 2",
		"11400", "Montevideo", "Montevideo", "UY",
		"598", "", "26040000", "4401",
		.admin = JUE, .billing = JUE, .member = JUE,
		.created = day("20080125"), .changed = day("20260120"),
	});
	w_organisation_insert(s, &(struct organisation){
		TIEN, "UY-TIEN-LACNIC", "1002", "Tienda Mu\u00f1oz",
		"Tim\u00f3teo Mu\u00f1oz", "18 de Julio", "1", "",
		"11100", "Montevideo", "", "UY", "598", "", "99123456", "",
		.admin = TIM, .created = day("20250301"),
		.changed = day("20250301"),
	});
	w_organisation_insert(s, &(struct organisation){
		NADA, "CR-NADA-LACNIC", "1003", "1003", "", "", "", "",
		"", "", "", "CR", "", "", "", "",
		.created = day("20260101"), .changed = day("20260101"),
	});
}

static inline void
world_record(struct store *s, int64_t id, enum record_kind kind,
    const char *country, int64_t date)
{
	w_record_insert(s, &(struct record){ id, kind, country, date });
}

static inline void
world_block(struct store *s, int64_t id, const char *text, struct block b)
{
	b.id = id;
	b.prefix = prefix(text);
	if (b.label == NULL)
		b.label = "";
	if (b.changed == 0)
		b.changed = b.created == 0 ? day("20260101") : b.created;
	w_block_insert(s, &b);
}

static inline void
world_blocks(struct store *s)
{
	int64_t date = day("20080902"), later = day("20250301");

	world_block(s, ROOT4, "0.0.0.0/0", (struct block){ 0 });
	world_block(s, ROOT6, "2000::/3", (struct block){ 0 });
	world_block(s, EXAMPLE, "203.0.112.0/22", (struct block){
		.parent = ROOT4, .status = STATUS_ALLOCATED, .record = 1,
		.organisation = COEJ, .tech = PEM3, .abuse = PEM3,
		.created = date });
	world_block(s, SHOP, "203.0.113.0/24", (struct block){
		.parent = EXAMPLE, .status = STATUS_REALLOCATED,
		.organisation = TIEN, .use = USE_CUSTOMER, .tech = TIM,
		.created = later });
	world_block(s, FLAT, "203.0.113.128/26", (struct block){
		.parent = SHOP, .status = STATUS_REALLOCATED,
		.organisation = TIEN, .use = USE_PRIVATE,
		.label = "Flat 4B, Smith", .tech = TIM, .created = later });
	world_block(s, IMPORTED, "198.51.100.0/24", (struct block){
		.parent = ROOT4, .status = STATUS_ASSIGNED, .record = 2,
		.organisation = NADA });
	world_block(s, LOWER, "192.0.2.0/25", (struct block){
		.parent = ROOT4, .status = STATUS_ASSIGNED, .record = 3,
		.organisation = COEJ, .created = date });
	world_block(s, UPPER, "192.0.2.128/26", (struct block){
		.parent = ROOT4, .status = STATUS_ASSIGNED, .record = 3,
		.organisation = COEJ, .created = date });
	world_block(s, SPARE, "200.0.0.0/8", (struct block){
		.parent = ROOT4, .status = STATUS_AVAILABLE, .record = 4 });
	world_block(s, SIX, "2001:db8::/32", (struct block){
		.parent = ROOT6, .status = STATUS_ALLOCATED, .record = 5,
		.organisation = COEJ, .tech = PEM3, .abuse = JUE,
		.created = date });
}

static inline void
world_asns(struct store *s)
{
	w_asn_insert(s, &(struct asn){ 1, 64500, 64500, STATUS_ASSIGNED, 6,
	    COEJ, PEM3, PEM3, day("20080902"), day("20210101") });
	w_asn_insert(s, &(struct asn){ 2, 64510, 64519, STATUS_AVAILABLE, 7,
	    .changed = day("20080902") });
	w_origin_insert(s, &(struct origin){ 1, EXAMPLE, 64500 });
	w_origin_insert(s, &(struct origin){ 2, SIX, 64501 });
	w_origin_insert(s, &(struct origin){ 3, SIX, 64500 });
}

static inline void
world_server(struct store *s, int64_t id, int64_t delegation,
    const char *host, enum ns_state state, const char *answered)
{
	w_nameserver_insert(s, &(struct nameserver){ id, delegation, id, host,
	    state, state == NS_NOT_SYNC });
	if (state != NS_UNCHECKED)
		w_nameserver_check_set(s, id, day("20260318"),
		    answered == NULL ? 0 : day(answered));
}

static inline void
world_delegation(struct store *s, int64_t id, int64_t block, const char *text)
{
	w_delegation_insert(s, &(struct delegation){ id, block, prefix(text),
	    day("20250101"), day("20250101") });
}

static inline void
world_reverse(struct store *s)
{
	world_delegation(s, 1, EXAMPLE, "203.0.112.0/22");
	world_server(s, 1, 1, "ns.ejemplo.uy", NS_AA, "20260318");
	world_server(s, 2, 1, "ns2.ejemplo.uy", NS_UH, "20260301");
	world_delegation(s, 2, SIX, "2001:db8::/33");
	world_server(s, 3, 2, "ns.ejemplo.uy", NS_UNCHECKED, NULL);
	world_server(s, 4, 2, "ns2.ejemplo.uy", NS_NOT_SYNC, "20250101");
	world_server(s, 5, 2, "ns3.ejemplo.uy", NS_TIMEOUT, NULL);
	world_delegation(s, 3, SIX, "2001:db8:8000::/48");
	world_server(s, 6, 3, "ns.otro.example", NS_CREFUSED, "20260101");
}

/* The delegation of the example, with its servers. */
static inline void
world_drop_reverse(struct store *s)
{
	int64_t server;

	for (server = 1; server <= 2; server++) {
		w_nameserver_check_drop(s, server);
		w_nameserver_delete(s, server);
	}
	w_delegation_delete(s, 1);
}

static inline void
world_write(struct store *s)
{
	w_setting_insert(s, "registry", "lacnic");
	world_people(s);
	world_organisations(s);
	world_record(s, 1, RECORD_IPV4, "UY", day("20080902"));
	world_record(s, 2, RECORD_IPV4, "CR", 0);
	world_record(s, 3, RECORD_IPV4, "UY", day("20080902"));
	world_record(s, 4, RECORD_IPV4, "", 0);
	world_record(s, 5, RECORD_IPV6, "UY", day("20080902"));
	world_record(s, 6, RECORD_ASN, "UY", day("20080902"));
	world_record(s, 7, RECORD_ASN, "", 0);
	world_blocks(s);
	world_asns(s);
	world_reverse(s);
}

static inline void
world_init(struct world *w, const char *url)
{
	char why[256] = "";
	enum store_open_result opened;
	enum store_commit committed;
	bool begun;

	opened = store_open(url, STORE_CREATE, &w->store, why, sizeof(why));
	if (opened != STORE_OPENED)
		die("no world: %s", why);
	w->arena = arena_new();
	store_use_arena(w->store, w->arena);
	begun = store_begin(w->store);
	assert(begun);
	world_write(w->store);
	committed = store_commit(w->store);
	if (committed != STORE_COMMITTED)
		die("no world: %s", store_error(w->store));
	w->index = index_open(w->store);
}

static inline void
world_release(struct world *w)
{
	index_close(w->index);
	store_close(w->store);
	arena_free(w->arena);
}

#endif
