/* SPDX-License-Identifier: ISC */
/* Ejemplo S.A., whose blocks the guide shows, and the people around it. */
#include "main/demo.h"

#define DOMAIN "ejemplo.example"
#define HOLDER "UY-EJEM-LACNIC"
#define HOLDER_BLOCK "198.18.112.0/20"
#define HOUR_S 3600

struct story_person {
	const char *handle, *name, *email, *postcode, *city, *country, *ddi;
	const char *language;
	bool account, hostmaster;
};

static const struct story_person persons[] = {
	{ "ABC12", "Ana Pérez", "ana@" DOMAIN, "11400",
	    "Montevideo", "UY", "598", "es", true, false },
	{ "JUA3", "Juan Soto", "juan@" DOMAIN, "11400",
	    "Montevideo", "UY", "598", "es", true, false },
	{ "CON9", "Contaduría de Ejemplo", "contaduria@" DOMAIN, "11400",
	    "Montevideo", "UY", "598", "es", false, false },
	{ "CSI3", "CSIRT de Ejemplo", "abuso@" DOMAIN, "11400",
	    "Montevideo", "UY", "598", "es", false, false },
	{ "ANA7", "Ana Gómez", "gomez@" DOMAIN, "50000",
	    "Salto", "UY", "598", "es", true, false },
	{ "INS9", "Inés Sin Bloques", "ines@sinbloques.example", "27000",
	    "Rocha", "UY", "598", "es", true, false },
	{ "HEG1", "Hernán Guardia", "hernan@registro.example", "11400",
	    "Montevideo", "UY", "598", "es", true, true },
	{ "ROQ7", "Rosa Quispe", "rosa@cliente.example", "15001",
	    "Lima", "PE", "51", "es", true, false },
	{ "NOI2", "Norma Inca", "norma@clinicanorte.example", "08001",
	    "Cusco", "PE", "51", "es", true, false },
	{ "TIM4", "Tito Mamani", "tito@tienda24.example", "15001",
	    "Lima", "PE", "51", "es", true, false },
	{ "JOF2", "Joana Falcão", "joana@fibradosul.example", "90010-150",
	    "Porto Alegre", "BR", "55", "pt", true, false },
	{ "CAN5", "Camila Núñez", "camila@nuevared.example", "5090000",
	    "Valdivia", "CL", "56", "es", true, false },
};

static const struct story_organisation {
	const char *ownerid, *name, *admin, *city, *postcode, *ddi;
} customers[] = {
	{ "PE-CLIE-LACNIC", "Cliente SAC", "ROQ7", "Lima", "15001", "51" },
	{ "PE-CLIN-LACNIC", "Clínica Norte", "NOI2", "Cusco", "08001", "51" },
	{ "PE-TIEN-LACNIC", "Tienda 24", "TIM4", "Lima", "15034", "51" },
	{ "BR-FIBR-LACNIC", "Fibra do Sul Ltda", "JOF2", "Porto Alegre",
	    "90010-150", "55" },
	{ "CL-NUEV-LACNIC", "Nueva Red SpA", "CAN5", "Valdivia", "5090000",
	    "56" },
};

static void
add_person(struct demo *d, const struct story_person *p)
{
	struct person_add in = {
		.handle = p->handle, .name = p->name, .email = p->email,
		.postal = {
			.street = "Av. de los Ejemplos", .number = "6125",
			.complement = "Piso 2", .postcode = p->postcode,
			.city = p->city, .state = p->city,
			.country = p->country, .ddi = p->ddi,
			.phone = "26040000", .extension = "4401",
		},
	};
	struct account_add account = {
		.handle = p->handle, .hostmaster = p->hostmaster,
		.language = p->language,
	};

	DEMO_DO(d, person_add, &in);
	if (p->account)
		DEMO_DO(d, account_add, &account);
}

static void
add_holder(struct demo *d)
{
	struct organisation_add in = {
		.ownerid = HOLDER, .name = "Ejemplo S.A.", .admin = "ABC12",
		.billing = "CON9", .member = "JUA3",
		.postal = {
			.street = "Av. de los Ejemplos", .number = "6125",
			.complement = "Piso 2", .postcode = "11400",
			.city = "Montevideo", .state = "Montevideo",
			.country = "UY", .ddi = "598", .phone = "26040000",
			.extension = "4401",
		},
	};

	DEMO_DO(d, organisation_add, &in);
}

static void
enroll(struct demo *d, struct resource what, enum status status,
    const char *day)
{
	struct enroll in = {
		.resource = what, .ownerid = HOLDER, .status = status,
		.date = demo_time(day), .tech = "ABC12", .abuse = "CSI3",
	};

	DEMO_DO(d, enroll, &in);
}

static void
enroll_holdings(struct demo *d)
{
	static const struct { const char *prefix, *day; enum status status; }
	    blocks[] = {
		{ HOLDER_BLOCK, "20110519", STATUS_ALLOCATED },
		{ "100.64.0.0/14", "20060904", STATUS_ALLOCATED },
		{ "100.72.0.0/16", "20081120", STATUS_ALLOCATED },
		{ "198.18.32.0/21", "20090316", STATUS_ALLOCATED },
		{ "198.18.48.0/22", "20100701", STATUS_ALLOCATED },
		{ "198.19.0.0/24", "20100701", STATUS_ASSIGNED },
		{ "10.191.252.0/22", "20110301", STATUS_ALLOCATED },
		{ "2001:db8::/32", "20110519", STATUS_ALLOCATED },
		{ "3fff:ff0::/28", "20110519", STATUS_ALLOCATED },
	};
	static const uint32_t asns[] = { 64500, 65540, 4200000150 };
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(blocks); i++)
		enroll(d, (struct resource){
		    .prefix = demo_prefix(blocks[i].prefix) },
		    blocks[i].status, blocks[i].day);
	for (i = 0; i < ARRAY_LENGTH(asns); i++)
		enroll(d, (struct resource){ .is_asn = true,
		    .asns = { asns[i], asns[i] } }, STATUS_ALLOCATED,
		    "20060904");
}

static void
announce(struct demo *d, const char *prefix, uint32_t asn)
{
	struct origins in = {
		.prefix = demo_prefix(prefix), .numbers = &asn, .count = 1,
	};

	DEMO_DO(d, origins, &in);
}

/* The first eight together are the /20: 14 zones that answer and two that
   will not. */
static const char *const delegations[] = {
	"198.18.112.0/23", "198.18.114.0/24", "198.18.115.0/24",
	"198.18.116.0/22", "198.18.120.0/22", "198.18.124.0/23",
	"198.18.126.0/24", "198.18.127.0/24", "198.19.0.0/24",
	"2001:db8::/32",
};
static const char *const lame[] = { "198.18.114.0/24", "198.18.127.0/24" };

void
demo_story_holder(struct demo *d)
{
	struct prefix p;
	size_t i;

	demo_day(d, "20110519");
	for (i = 0; i < ARRAY_LENGTH(persons); i++)
		add_person(d, &persons[i]);
	add_holder(d);
	demo_later(d, HOUR_S);
	enroll_holdings(d);
	announce(d, HOLDER_BLOCK, 64500);
	announce(d, "2001:db8::/32", 64500);
	for (i = 0; i < ARRAY_LENGTH(delegations); i++) {
		p = demo_prefix(delegations[i]);
		demo_delegate(d, &p, DOMAIN);
	}
}

void
demo_story_customers(struct demo *d)
{
	const struct story_organisation *o;
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(customers); i++) {
		struct organisation_add in = { 0 };

		o = &customers[i];
		in.ownerid = o->ownerid;
		in.name = o->name;
		in.admin = o->admin;
		in.postal = (struct postal){
			.street = "Calle del Faro", .number = "100",
			.postcode = o->postcode, .city = o->city,
			.state = o->city,
			.country = arena_strndup(d->arena, o->ownerid, 2),
			.ddi = o->ddi, .phone = "5550100",
		};
		DEMO_DO(d, organisation_add, &in);
	}
}

/* --- What it passed on --------------------------------------------------- */

/*
 * The /20 as ui.md draws it: 37 parts, 2,784 of 4,096 addresses, free are a
 * /22, two /25 and a /27.  An ownerid of "" is anybody of the crowd.
 */
static const struct part {
	const char *day, *by, *prefix, *ownerid;
	enum block_use use;
	const char *label;
} parts[] = {
	{ "20240302", "ABC12", "198.18.112.0/24", "BR-FIBR-LACNIC" },
	{ "20240304", "ABC12", "198.18.116.0/23", "" },
	{ "20240305", "ABC12", "198.18.118.0/24", "" },
	{ "20240306", "ABC12", "198.18.119.0/25", "" },
	{ "20240306", "ABC12", "198.18.119.128/25", "" },
	{ "20240408", "ABC12", "198.18.120.0/26", "" },
	{ "20240408", "ABC12", "198.18.120.64/26", "" },
	{ "20240410", "ABC12", "198.18.120.128/26", "" },
	{ "20240410", "ABC12", "198.18.120.192/26", "" },
	{ "20240520", "ABC12", "198.18.121.0/27", "" },
	{ "20240520", "ABC12", "198.18.121.32/27", "" },
	{ "20240611", "ABC12", "198.18.121.64/27", "" },
	{ "20240611", "ABC12", "198.18.121.96/27", "" },
	{ "20240702", "ABC12", "198.18.121.128/27", "" },
	{ "20240702", "ABC12", "198.18.121.160/27", "" },
	{ "20240819", "ABC12", "198.18.121.192/27", "" },
	{ "20240819", "ABC12", "198.18.121.224/27", "" },
	{ "20240903", "ABC12", "198.18.122.0/27", "" },
	{ "20240904", "ABC12", "198.18.122.32/27", "" },
	{ "20240904", "ABC12", "198.18.122.64/27", "" },
	{ "20240905", "ABC12", "198.18.122.96/27", "" },
	{ "20240905", "ABC12", "198.18.122.128/27", "" },
	{ "20240906", "ABC12", "198.18.122.160/27", "" },
	{ "20240906", "ABC12", "198.18.122.192/27", "" },
	{ "20240906", "ABC12", "198.18.122.224/27", "" },
	{ "20250210", "ABC12", "198.18.123.0/25", "CL-NUEV-LACNIC" },
	{ "20250210", "ABC12", "198.18.123.128/26", "" },
	{ "20250211", "ABC12", "198.18.123.192/27", "" },
	{ "20250211", "ABC12", "198.18.123.224/28", "" },
	{ "20250212", "ABC12", "198.18.123.240/29", "" },
	{ "20250212", "ABC12", "198.18.123.248/30", NULL, USE_PRIVATE,
	    "residencial-0001" },
	{ "20250212", "ABC12", "198.18.123.252/30", NULL, USE_PRIVATE,
	    "residencial-0002" },
	{ "20250811", "ABC12", "198.18.113.0/25", "PE-CLIE-LACNIC" },
	{ "20250901", "ROQ7", "198.18.113.0/27", "PE-TIEN-LACNIC" },
	{ "20250902", "ROQ7", "198.18.113.32/28", "PE-CLIN-LACNIC" },
	{ "20250915", "ABC12", "198.18.114.0/25", NULL, USE_INFRASTRUCTURE },
	{ "20250916", "ABC12", "198.18.115.0/26", "PE-CLIN-LACNIC" },
	{ "20250916", "ABC12", "198.18.115.96/27", "PE-TIEN-LACNIC" },
	{ "20250917", "ABC12", "198.18.115.128/25", NULL, USE_RESERVED },
	{ "20250918", "ABC12", "2001:db8:100::/40", "BR-FIBR-LACNIC" },
	{ "20250919", "JOF2", "2001:db8:120::/48", "PE-CLIE-LACNIC" },
	{ "20250922", "ROQ7", "2001:db8:120:100::/56", "PE-TIEN-LACNIC" },
	{ "20250922", "ABC12", "2001:db8:113::/48", "PE-CLIE-LACNIC" },
	{ "20250923", "ABC12", "2001:db8::/48", NULL, USE_INFRASTRUCTURE },
	{ "20250923", "ABC12", "2001:db8:fff0::/44", NULL, USE_RESERVED },
	{ "20250924", "ABC12", "198.19.0.0/25", NULL, USE_INFRASTRUCTURE },
};

static const char *
anybody(struct demo *d)
{
	const struct demo_organisation *o;

	do
		o = &d->all[demo_pick(d, (uint32_t)d->count)];
	while (o->trade != TRADE_CUSTOMER);
	return o->ownerid;
}

static void
pass_on(struct demo *d, const struct part *part)
{
	struct subassign in = {
		.prefix = demo_prefix(part->prefix), .use = part->use,
		.label = part->label, .ownerid = part->ownerid,
	};

	if (in.ownerid != NULL && in.ownerid[0] == '\0')
		in.ownerid = anybody(d);
	demo_day(d, part->day);
	demo_user_acts(d, part->by);
	DEMO_DO(d, subassign, &in);
}

/* A part that was passed on in error, for an hour. */
static void
think_again(struct demo *d)
{
	const struct part slip = {
		"20250925", "ABC12", "198.18.124.0/25", "CL-NUEV-LACNIC",
	};
	struct release in = { .prefix = demo_prefix(slip.prefix) };

	pass_on(d, &slip);
	demo_later(d, HOUR_S);
	DEMO_DO(d, release, &in);
}

void
demo_story_blocks(struct demo *d)
{
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(parts); i++)
		pass_on(d, &parts[i]);
	think_again(d);
	demo_operator_acts(d);
}

void
demo_story_recheck(struct demo *d)
{
	struct prefix p;
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(delegations); i++) {
		p = demo_prefix(delegations[i]);
		demo_recheck(d, &p, DOMAIN);
	}
}

void
demo_story_lame(struct demo *d)
{
	struct prefix p;
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(lame); i++) {
		p = demo_prefix(lame[i]);
		demo_server_lame(d, &p, "ns1." DOMAIN, NS_TIMEOUT);
		demo_server_lame(d, &p, "ns2." DOMAIN, NS_QREFUSED);
	}
}

/* --- From another registry ------------------------------------------------ */

#define LEGACY "UY-OPGA-LACNIC"

/* Nobody has taken it over yet; whom its records name has no account. */
void
demo_story_legacy(struct demo *d)
{
	static const struct story_person last = {
		"ELF1", "Elsa Faro", "elsa@observatorio.example", "27000",
		"Rocha", "UY", "598", "es", false, false };
	const struct resource resources[] = {
		{ .prefix = demo_prefix("10.253.8.0/22") },
		{ .prefix = demo_prefix("10.254.0.0/16") },
		{ .is_asn = true, .asns = { 65100, 65100 } },
	};
	struct organisation_add o = {
		.ownerid = LEGACY, .name = "Observatorio de Punta Gaviota",
		.admin = "ELF1", .legacy = true,
		.postal = { .city = "Rocha", .country = "UY", .ddi = "598" },
	};
	size_t i;

	add_person(d, &last);
	DEMO_DO(d, organisation_add, &o);
	for (i = 0; i < ARRAY_LENGTH(resources); i++) {
		struct move_in in = { .resource = resources[i],
		    .status = STATUS_ASSIGNED, .ownerid = LEGACY,
		    .date = demo_time("19930614") };

		DEMO_DO(d, move_in, &in);
	}
}

/* --- Who may log in ------------------------------------------------------ */

void
demo_story_passwords(struct demo *d, const char *sealed)
{
	static const char *const handles[] = {
		"ABC12", "ROQ7", "INS9", "HEG1",
	};
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(handles); i++) {
		struct account_password in = {
			.handle = handles[i], .sealed = sealed,
		};

		DEMO_DO(d, account_password, &in);
	}
}
