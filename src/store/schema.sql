-- SPDX-License-Identifier: ISC
-- The schema, one text for both engines.  tools/sqlgen.py maps the types:
--   INTEGER -> BIGINT, BLOB -> BYTEA on PostgreSQL; STRICT on SQLite only;
--   WITHOUT ROWID on SQLite only.
-- Schema 4 (PRAGMA user_version); no register of another one was released.

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
-- With what lists of children tell, so that they read nothing else of block.
CREATE INDEX block_parent ON block(parent, first, length, status, organisation,
	use, label, created);
CREATE INDEX block_record ON block(record) WHERE record IS NOT NULL;
CREATE INDEX block_direct ON block(organisation, record)
	WHERE record IS NOT NULL;
CREATE INDEX block_organisation ON block(organisation, parent, first)
	WHERE organisation IS NOT NULL;
CREATE INDEX block_organisation_order ON block(organisation, first, length)
	WHERE organisation IS NOT NULL;
CREATE INDEX block_tech ON block(tech, parent, organisation, first)
	WHERE tech IS NOT NULL;
CREATE INDEX block_tech_holder ON block(tech, organisation, parent)
	WHERE tech IS NOT NULL;
CREATE INDEX block_abuse ON block(abuse, parent, organisation, first)
	WHERE abuse IS NOT NULL;

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
CREATE INDEX asn_abuse ON asn(abuse, organisation, first)
	WHERE abuse IS NOT NULL;
CREATE INDEX asn_record ON asn(record);

CREATE TABLE origin (
	id INTEGER NOT NULL PRIMARY KEY,
	block INTEGER NOT NULL REFERENCES block(id),
	number INTEGER NOT NULL,
	UNIQUE (block, number)
);
CREATE INDEX origin_number ON origin(number, block);

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

CREATE TABLE ds (
	id INTEGER NOT NULL PRIMARY KEY,
	delegation INTEGER NOT NULL REFERENCES delegation(id),
	first BLOB NOT NULL, length INTEGER NOT NULL,
	tag INTEGER NOT NULL,
	algorithm INTEGER NOT NULL,
	digest_type INTEGER NOT NULL,
	digest TEXT NOT NULL,
	UNIQUE (first, length, tag, algorithm, digest_type, digest)
);
CREATE INDEX ds_delegation ON ds(delegation, first);

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

-- Only divided blocks have a tally: with the block's organisation and prefix
-- beside it, those of an organisation are found among all it holds.
CREATE TABLE tally (
	block INTEGER NOT NULL PRIMARY KEY REFERENCES block(id),
	organisation INTEGER REFERENCES organisation(id),
	first BLOB NOT NULL, length INTEGER NOT NULL,
	children INTEGER NOT NULL,
	used INTEGER NOT NULL
);
CREATE INDEX tally_organisation ON tally(organisation, first, length)
	WHERE organisation IS NOT NULL;

-- Used space per step of four bits below a block, for steps that are larger
-- than the child that uses them; what a child covers whole needs no row.
CREATE TABLE cell (
	block INTEGER NOT NULL REFERENCES block(id),
	first BLOB NOT NULL, length INTEGER NOT NULL,
	used INTEGER NOT NULL,
	PRIMARY KEY (block, length, first)
) WITHOUT ROWID;

-- What things are found by: the words of organisations' names and their
-- ownerids (kind o), of persons' names, their handles and e-mail addresses
-- (kind p).  Folded: accents and case do not matter.  Bytes, so that both
-- engines order them alike.  An id is of one kind only.
CREATE TABLE word (
	kind TEXT NOT NULL,
	fold BLOB NOT NULL,
	thing INTEGER NOT NULL,
	PRIMARY KEY (kind, fold, thing)
) WITHOUT ROWID;
CREATE INDEX word_thing ON word(thing, fold);

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
	password TEXT NOT NULL,
	bounced INTEGER NOT NULL	-- when a mail came back; 0: none did
);

CREATE TABLE nameserver_check (
	nameserver INTEGER NOT NULL PRIMARY KEY REFERENCES nameserver(id),
	checked INTEGER NOT NULL,
	answered INTEGER
);

-- Zones as they are published: the serial of their SOA, up to which row of the
-- journal they have everything (live: and served by the registry's own name
-- server, since when).
CREATE TABLE publication (
	first BLOB NOT NULL, length INTEGER NOT NULL,
	soa INTEGER NOT NULL,
	journal INTEGER NOT NULL,
	published INTEGER NOT NULL,
	live INTEGER NOT NULL,
	seen INTEGER,
	PRIMARY KEY (first, length)
) WITHOUT ROWID;

-- Zones that updates may have put at the primary of [rdns]: what else is
-- delegated there is others'.
CREATE TABLE at_primary (
	first BLOB NOT NULL, length INTEGER NOT NULL,
	PRIMARY KEY (first, length)
) WITHOUT ROWID;

-- When the servers of a delegation are asked next; since when one of them is
-- not as it should be.
CREATE TABLE delegation_watch (
	delegation INTEGER NOT NULL PRIMARY KEY REFERENCES delegation(id),
	block INTEGER NOT NULL REFERENCES block(id),
	due INTEGER NOT NULL,
	since INTEGER
);
CREATE INDEX delegation_watch_due ON delegation_watch(due);
CREATE INDEX delegation_watch_bad ON delegation_watch(block, since)
	WHERE since IS NOT NULL;

-- A server that is not: since when, in which zone, what was found at which
-- address, and how often its contacts were told.
CREATE TABLE nameserver_watch (
	nameserver INTEGER NOT NULL PRIMARY KEY REFERENCES nameserver(id),
	since INTEGER NOT NULL,
	first BLOB NOT NULL, length INTEGER NOT NULL,
	finding TEXT NOT NULL,
	at TEXT NOT NULL,
	notices INTEGER NOT NULL
);

-- The zones that such a server is bad in.
CREATE TABLE lame_zone (
	nameserver INTEGER NOT NULL REFERENCES nameserver(id),
	first BLOB NOT NULL, length INTEGER NOT NULL,
	PRIMARY KEY (nameserver, first, length)
) WITHOUT ROWID;

-- Checks that somebody asked for, and what they found: kept for an hour.
CREATE TABLE zone_check (
	id TEXT NOT NULL PRIMARY KEY,
	person INTEGER NOT NULL,
	number INTEGER NOT NULL,	-- the person's, in the order of asking
	first BLOB NOT NULL, length INTEGER NOT NULL,
	hosts TEXT NOT NULL,
	ds TEXT NOT NULL,
	asked INTEGER NOT NULL,
	done INTEGER
) WITHOUT ROWID;
CREATE UNIQUE INDEX zone_check_person ON zone_check(person, number);
CREATE INDEX zone_check_asked ON zone_check(asked);
CREATE INDEX zone_check_open ON zone_check(asked, id) WHERE done IS NULL;

CREATE TABLE zone_check_server (
	zone_check TEXT NOT NULL REFERENCES zone_check(id),
	zone INTEGER NOT NULL,
	host INTEGER NOT NULL,
	state TEXT NOT NULL,
	lines TEXT NOT NULL,
	PRIMARY KEY (zone_check, zone, host)
) WITHOUT ROWID;

-- Who is logged in: the hash of what their browser shows.
CREATE TABLE session (
	hash BLOB NOT NULL PRIMARY KEY,
	person INTEGER NOT NULL REFERENCES person(id),
	language TEXT NOT NULL,
	address TEXT NOT NULL,
	created INTEGER NOT NULL,
	seen INTEGER NOT NULL,
	proven INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX session_person ON session(person, created);
CREATE INDEX session_created ON session(created);
CREATE INDEX session_seen ON session(seen);

-- Whose password was right, and whose code is still awaited: the hash of what
-- their browser shows.
CREATE TABLE half_session (
	hash BLOB NOT NULL PRIMARY KEY,
	person INTEGER NOT NULL REFERENCES person(id),
	created INTEGER NOT NULL,
	tries INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX half_session_person ON half_session(person, created);
CREATE INDEX half_session_created ON half_session(created);

-- Devices that make codes: the secret is sealed, step is the last one that a
-- code was taken for.
CREATE TABLE authenticator (
	id TEXT NOT NULL PRIMARY KEY,
	person INTEGER NOT NULL REFERENCES person(id),
	name TEXT NOT NULL,
	secret TEXT NOT NULL,
	step INTEGER NOT NULL,
	created INTEGER NOT NULL,
	used INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX authenticator_person ON authenticator(person, created);

-- A device that is being added, by the session that adds it.
CREATE TABLE authenticator_new (
	session BLOB NOT NULL PRIMARY KEY,
	person INTEGER NOT NULL REFERENCES person(id),
	secret TEXT NOT NULL,
	created INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX authenticator_new_person ON authenticator_new(person);
CREATE INDEX authenticator_new_created ON authenticator_new(created);

-- Codes that each replace a device once: their hashes.
CREATE TABLE recovery_code (
	hash BLOB NOT NULL PRIMARY KEY,
	person INTEGER NOT NULL REFERENCES person(id)
) WITHOUT ROWID;
CREATE INDEX recovery_code_person ON recovery_code(person);

-- Log-ins that failed, by hashes of address, account, and both.
CREATE TABLE throttle (
	key BLOB NOT NULL PRIMARY KEY,
	failures INTEGER NOT NULL,
	seen INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX throttle_seen ON throttle(seen);

-- Browsers with which an account was logged in to: hashes of both.
CREATE TABLE known_browser (
	key BLOB NOT NULL PRIMARY KEY,
	seen INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX known_browser_seen ON known_browser(seen);

-- What a mailed link proves: the hash of what stands in it.
CREATE TABLE token (
	hash BLOB NOT NULL PRIMARY KEY,
	purpose TEXT NOT NULL,
	person INTEGER NOT NULL REFERENCES person(id),
	expires INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX token_person ON token(person);
CREATE INDEX token_expires ON token(expires);

-- Addresses that users want: theirs when the link in the mail is followed.
CREATE TABLE new_address (
	person INTEGER NOT NULL PRIMARY KEY REFERENCES person(id),
	hash BLOB NOT NULL UNIQUE,
	address TEXT NOT NULL,
	expires INTEGER NOT NULL
);
CREATE INDEX new_address_expires ON new_address(expires);

-- Who wants to register, until the link in the mail is followed: a person,
-- as the journal writes one, the language of the account that will be theirs,
-- and the hash of the address that the link went to.
CREATE TABLE registration (
	hash BLOB NOT NULL PRIMARY KEY,
	address BLOB NOT NULL,
	plain TEXT NOT NULL,
	personal TEXT NOT NULL,
	language TEXT NOT NULL,
	expires INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX registration_address ON registration(address);
CREATE INDEX registration_expires ON registration(expires);

-- One-time passwords for holders from before the registry: who may take one
-- over, the hash of what was mailed, and how often something else was typed.
CREATE TABLE legacy_password (
	organisation INTEGER NOT NULL PRIMARY KEY REFERENCES organisation(id),
	person INTEGER NOT NULL REFERENCES person(id),
	hash BLOB NOT NULL,
	issued INTEGER NOT NULL,
	expires INTEGER NOT NULL,
	wrong INTEGER NOT NULL
);
CREATE INDEX legacy_password_person ON legacy_password(person);

-- Mails that no server has taken yet; due NULL: given up.
CREATE TABLE outbox (
	id TEXT NOT NULL PRIMARY KEY,
	kind TEXT NOT NULL,
	handle TEXT NOT NULL,
	name TEXT NOT NULL,
	address TEXT NOT NULL,
	language TEXT NOT NULL,
	detail TEXT NOT NULL,
	secret TEXT NOT NULL,
	created INTEGER NOT NULL,
	due INTEGER,
	tries INTEGER NOT NULL,
	said TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX outbox_due ON outbox(due);

-- Mails that a server took: what comes back is believed when it names one of
-- them.  Hashes of its id and of the address it went to.
CREATE TABLE sent (
	hash BLOB NOT NULL PRIMARY KEY,
	handle TEXT NOT NULL,
	address BLOB NOT NULL,
	time INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX sent_handle ON sent(handle);
CREATE INDEX sent_time ON sent(time);
