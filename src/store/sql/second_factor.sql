-- SPDX-License-Identifier: ISC
-- Second factors: log-ins that await a code, devices, recovery codes.

-- one half_session(blob hash) -> (int person, int created, int tries)
SELECT person, created, tries FROM half_session WHERE hash = $hash

-- do half_session_insert(blob hash, int person, int now)
INSERT INTO half_session (hash, person, created, tries)
VALUES ($hash, $person, $now, 0)

-- do half_session_try(blob hash)
UPDATE half_session SET tries = tries + 1 WHERE hash = $hash

-- do half_session_delete(blob hash)
DELETE FROM half_session WHERE hash = $hash

-- do half_session_delete_of(int person)
DELETE FROM half_session WHERE person = $person

-- do half_session_expire(int before)
DELETE FROM half_session WHERE created < $before

-- The newest of a person stay.
-- do half_session_crowd(int person, int most)
DELETE FROM half_session WHERE person = $person AND hash IN (
SELECT hash FROM half_session WHERE person = $person
ORDER BY created DESC, hash LIMIT 1000 OFFSET $most)

-- many authenticators_of(int person, int most) -> (text id, text name, text secret, int step, int created, int used)
SELECT id, name, secret, step, created, used FROM authenticator
WHERE person = $person ORDER BY created, id LIMIT $most

-- one authenticator_any(int person) -> (text id)
SELECT id FROM authenticator WHERE person = $person LIMIT 1

-- one authenticator_of(text id, int person) -> (text name)
SELECT name FROM authenticator WHERE id = $id AND person = $person

-- do authenticator_insert(text id, int person, text name, text secret, int step, int now)
INSERT INTO authenticator (id, person, name, secret, step, created, used)
VALUES ($id, $person, $name, $secret, $step, $now, $now)

-- A step counts once, and none before it.
-- do authenticator_use(text id, int person, int step, int now)
UPDATE authenticator SET step = $step, used = $now
WHERE id = $id AND person = $person AND step < $step

-- do authenticator_delete(text id, int person)
DELETE FROM authenticator WHERE id = $id AND person = $person

-- do authenticator_delete_of(int person)
DELETE FROM authenticator WHERE person = $person

-- one authenticator_new_of(blob session, int person) -> (text secret, int created)
SELECT secret, created FROM authenticator_new
WHERE session = $session AND person = $person

-- do authenticator_new_put(blob session, int person, text secret, int now)
INSERT INTO authenticator_new (session, person, secret, created)
VALUES ($session, $person, $secret, $now)
ON CONFLICT (session) DO UPDATE SET person = excluded.person,
secret = excluded.secret, created = excluded.created

-- do authenticator_new_delete(blob session)
DELETE FROM authenticator_new WHERE session = $session

-- do authenticator_new_delete_of(int person)
DELETE FROM authenticator_new WHERE person = $person

-- do authenticator_new_expire(int before)
DELETE FROM authenticator_new WHERE created < $before

-- one recovery_code_count(int person) -> (int number)
SELECT count(*) FROM recovery_code WHERE person = $person

-- do recovery_code_insert(blob hash, int person)
INSERT INTO recovery_code (hash, person) VALUES ($hash, $person)

-- do recovery_code_use(blob hash, int person)
DELETE FROM recovery_code WHERE hash = $hash AND person = $person

-- do recovery_code_delete_of(int person)
DELETE FROM recovery_code WHERE person = $person

-- Who manages something: an organisation, a block or an ASN.
-- one manager(int person) -> (int person)
SELECT a.person FROM account AS a WHERE a.person = $person AND (
EXISTS (SELECT 1 FROM organisation AS o WHERE o.admin = $person) OR
EXISTS (SELECT 1 FROM block AS b WHERE b.tech = $person) OR
EXISTS (SELECT 1 FROM asn AS n WHERE n.routing = $person))
