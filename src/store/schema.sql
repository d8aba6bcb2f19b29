-- SPDX-License-Identifier: ISC
-- The schema, one text for both engines.  tools/sqlgen.py maps the types:
--   INTEGER -> BIGINT, BLOB -> BYTEA on PostgreSQL; STRICT on SQLite only;
--   WITHOUT ROWID on SQLite only.
-- Migration 1.

CREATE TABLE setting (
	name TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
);

-- Register state: the facts of src/model/fact.def.

CREATE TABLE person (
	id INTEGER NOT NULL PRIMARY KEY,
	handle TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL, email TEXT NOT NULL,
	street TEXT NOT NULL, number TEXT NOT NULL, complement TEXT NOT NULL,
	postcode TEXT NOT NULL, city TEXT NOT NULL, state TEXT NOT NULL,
	country TEXT NOT NULL,
	ddi TEXT NOT NULL, ddd TEXT NOT NULL, phone TEXT NOT NULL,
	extension TEXT NOT NULL,
	created INTEGER NOT NULL, changed INTEGER NOT NULL
);

CREATE TABLE organisation (
	id INTEGER NOT NULL PRIMARY KEY,
	ownerid TEXT NOT NULL UNIQUE,
	opaque TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL, responsible TEXT NOT NULL,
	street TEXT NOT NULL, number TEXT NOT NULL, complement TEXT NOT NULL,
	postcode TEXT NOT NULL, city TEXT NOT NULL, state TEXT NOT NULL,
	country TEXT NOT NULL,
	ddi TEXT NOT NULL, ddd TEXT NOT NULL, phone TEXT NOT NULL,
	extension TEXT NOT NULL,
	admin INTEGER REFERENCES person(id),
	billing INTEGER REFERENCES person(id),
	member INTEGER REFERENCES person(id),
	creator INTEGER REFERENCES person(id),
	legacy INTEGER NOT NULL,
	created INTEGER NOT NULL, changed INTEGER NOT NULL
);
CREATE INDEX organisation_admin ON organisation(admin);
CREATE INDEX organisation_billing ON organisation(billing);
CREATE INDEX organisation_member ON organisation(member);

CREATE TABLE record (
	id INTEGER NOT NULL PRIMARY KEY,
	kind TEXT NOT NULL,
	country TEXT NOT NULL,
	date INTEGER
);

CREATE TABLE block (
	id INTEGER NOT NULL PRIMARY KEY,
	parent INTEGER REFERENCES block(id),
	first BLOB NOT NULL, length INTEGER NOT NULL,
	status TEXT NOT NULL,
	record INTEGER REFERENCES record(id),
	organisation INTEGER REFERENCES organisation(id),
	use TEXT NOT NULL, label TEXT NOT NULL,
	tech INTEGER REFERENCES person(id),
	abuse INTEGER REFERENCES person(id),
	created INTEGER, changed INTEGER NOT NULL,
	UNIQUE (first, length)
);
CREATE INDEX block_parent ON block(parent, first);
CREATE INDEX block_record ON block(record) WHERE record IS NOT NULL;
CREATE INDEX block_organisation ON block(organisation, parent, first)
	WHERE organisation IS NOT NULL;
CREATE INDEX block_organisation_order ON block(organisation, first, length)
	WHERE organisation IS NOT NULL;
CREATE INDEX block_tech ON block(tech, parent, organisation, first)
	WHERE tech IS NOT NULL;

CREATE TABLE asn (
	id INTEGER NOT NULL PRIMARY KEY,
	first INTEGER NOT NULL UNIQUE, last INTEGER NOT NULL,
	status TEXT NOT NULL,
	record INTEGER NOT NULL REFERENCES record(id),
	organisation INTEGER REFERENCES organisation(id),
	routing INTEGER REFERENCES person(id),
	abuse INTEGER REFERENCES person(id),
	created INTEGER, changed INTEGER NOT NULL
);
CREATE INDEX asn_organisation ON asn(organisation, first)
	WHERE organisation IS NOT NULL;
CREATE INDEX asn_routing ON asn(routing, organisation, first)
	WHERE routing IS NOT NULL;
CREATE INDEX asn_record ON asn(record);

CREATE TABLE origin (
	id INTEGER NOT NULL PRIMARY KEY,
	block INTEGER NOT NULL REFERENCES block(id),
	number INTEGER NOT NULL,
	UNIQUE (block, number)
);

CREATE TABLE delegation (
	id INTEGER NOT NULL PRIMARY KEY,
	block INTEGER NOT NULL REFERENCES block(id),
	first BLOB NOT NULL, length INTEGER NOT NULL,
	created INTEGER NOT NULL, changed INTEGER NOT NULL,
	UNIQUE (first, length)
);
CREATE INDEX delegation_block ON delegation(block, first);

CREATE TABLE nameserver (
	id INTEGER NOT NULL PRIMARY KEY,
	delegation INTEGER NOT NULL REFERENCES delegation(id),
	position INTEGER NOT NULL,
	host TEXT NOT NULL,
	state TEXT NOT NULL,
	withdrawn INTEGER NOT NULL,
	UNIQUE (delegation, host)
);

-- Derived from the facts, kept in the same transaction.  A block that is
-- not divided (no children) has no rows here: it is free as a whole.

CREATE TABLE free (
	block INTEGER NOT NULL REFERENCES block(id),
	first BLOB NOT NULL, length INTEGER NOT NULL,
	PRIMARY KEY (block, first)
) WITHOUT ROWID;
CREATE INDEX free_size ON free(block, length, first);

CREATE TABLE free_count (
	block INTEGER NOT NULL REFERENCES block(id),
	length INTEGER NOT NULL,
	number INTEGER NOT NULL,
	PRIMARY KEY (block, length)
) WITHOUT ROWID;

CREATE TABLE tally (
	block INTEGER NOT NULL PRIMARY KEY REFERENCES block(id),
	children INTEGER NOT NULL,
	used INTEGER NOT NULL
);

-- Used space per step of four bits below a block, for steps that are larger
-- than the child that uses them; what a child covers whole needs no row.
CREATE TABLE cell (
	block INTEGER NOT NULL REFERENCES block(id),
	first BLOB NOT NULL, length INTEGER NOT NULL,
	used INTEGER NOT NULL,
	PRIMARY KEY (block, length, first)
) WITHOUT ROWID;

-- The words of organisations' names and their ownerids, folded: accents and
-- case do not matter.  Bytes, so that both engines order them alike.
CREATE TABLE word (
	fold BLOB NOT NULL,
	organisation INTEGER NOT NULL REFERENCES organisation(id),
	PRIMARY KEY (fold, organisation)
) WITHOUT ROWID;
CREATE INDEX word_organisation ON word(organisation, fold);

-- AS numbers that are not ours.
CREATE TABLE asn_free (
	first INTEGER NOT NULL PRIMARY KEY,
	last INTEGER NOT NULL
);

-- The journal: rows are never changed or removed.

CREATE TABLE journal (
	serial INTEGER NOT NULL PRIMARY KEY,
	time INTEGER NOT NULL,
	actor TEXT NOT NULL,
	source TEXT NOT NULL,
	requester TEXT NOT NULL,
	reason TEXT NOT NULL,
	ticket TEXT NOT NULL,
	operation TEXT NOT NULL,
	object TEXT NOT NULL,
	before TEXT NOT NULL,
	after TEXT NOT NULL,
	personal TEXT NOT NULL,
	hash TEXT NOT NULL
);

CREATE INDEX journal_time ON journal(time, serial);

-- Personal fields of a journal row: erasing one leaves the chain whole.
CREATE TABLE journal_person (
	serial INTEGER NOT NULL PRIMARY KEY REFERENCES journal(serial),
	salt TEXT NOT NULL,
	json TEXT NOT NULL
);

-- Which rows touched a thing; the key is registry/touched.h's.
CREATE TABLE touched (
	key BLOB NOT NULL,
	serial INTEGER NOT NULL REFERENCES journal(serial),
	PRIMARY KEY (key, serial)
) WITHOUT ROWID;

-- Operational state: not journaled.

CREATE TABLE account (
	person INTEGER NOT NULL PRIMARY KEY REFERENCES person(id),
	hostmaster INTEGER NOT NULL,
	disabled INTEGER NOT NULL,
	language TEXT NOT NULL,
	password TEXT NOT NULL
);

CREATE TABLE nameserver_check (
	nameserver INTEGER NOT NULL PRIMARY KEY REFERENCES nameserver(id),
	checked INTEGER NOT NULL,
	answered INTEGER
);

-- Who is logged in: the hash of what their browser shows.
CREATE TABLE session (
	hash BLOB NOT NULL PRIMARY KEY,
	person INTEGER NOT NULL REFERENCES person(id),
	language TEXT NOT NULL,
	created INTEGER NOT NULL,
	seen INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX session_person ON session(person, created);
CREATE INDEX session_created ON session(created);
CREATE INDEX session_seen ON session(seen);

-- Log-ins that failed, by hashes of address, account, and both.
CREATE TABLE throttle (
	key BLOB NOT NULL PRIMARY KEY,
	failures INTEGER NOT NULL,
	seen INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX throttle_seen ON throttle(seen);

-- From where an account was logged in to: hashes of both.
CREATE TABLE known_address (
	key BLOB NOT NULL PRIMARY KEY,
	seen INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX known_address_seen ON known_address(seen);
