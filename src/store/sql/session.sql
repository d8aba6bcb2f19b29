-- SPDX-License-Identifier: ISC
-- Who is logged in, and who failed to.

-- one session_of(blob hash) -> (int person, text language, int created, int seen, int proven)
SELECT person, language, created, seen, proven FROM session WHERE hash = $hash

-- many sessions_of(int person, int most) -> (blob hash, text address, int created, int seen)
SELECT hash, address, created, seen FROM session WHERE person = $person
ORDER BY created DESC, hash DESC LIMIT $most

-- do session_insert(blob hash, int person, text language, text address, int now)
INSERT INTO session (hash, person, language, address, created, seen, proven)
VALUES ($hash, $person, $language, $address, $now, $now, $now)

-- do session_proven(blob hash, int person, int now)
UPDATE session SET proven = $now WHERE hash = $hash AND person = $person

-- do session_seen(blob hash, int now)
UPDATE session SET seen = $now WHERE hash = $hash

-- do session_speaks(blob hash, text language)
UPDATE session SET language = $language WHERE hash = $hash

-- do session_delete(blob hash)
DELETE FROM session WHERE hash = $hash

-- do session_delete_of(int person)
DELETE FROM session WHERE person = $person

-- do session_delete_others(int person, blob hash)
DELETE FROM session WHERE person = $person AND hash <> $hash

-- do session_expire_idle(int before)
DELETE FROM session WHERE seen < $before

-- do session_expire_old(int before)
DELETE FROM session WHERE created < $before

-- The newest sessions of a person stay.
-- do session_crowd(int person, int most)
DELETE FROM session WHERE person = $person AND hash IN (
SELECT hash FROM session WHERE person = $person
ORDER BY created DESC, seen DESC, hash LIMIT 1000 OFFSET $most)

-- one throttle_of(blob key) -> (int failures, int seen)
SELECT failures, seen FROM throttle WHERE key = $key

-- do throttle_fail(blob key, int now)
INSERT INTO throttle (key, failures, seen) VALUES ($key, 1, $now)
ON CONFLICT (key)
DO UPDATE SET failures = throttle.failures + 1, seen = excluded.seen

-- do throttle_forgive(blob key)
UPDATE throttle SET failures = failures - 1 WHERE key = $key AND failures > 0

-- do throttle_clear(blob key)
DELETE FROM throttle WHERE key = $key

-- do throttle_expire(int before)
DELETE FROM throttle WHERE seen < $before

-- one known_browser_of(blob key) -> (int seen)
SELECT seen FROM known_browser WHERE key = $key

-- do known_browser_note(blob key, int now)
INSERT INTO known_browser (key, seen) VALUES ($key, $now)
ON CONFLICT (key) DO UPDATE SET seen = excluded.seen

-- do known_browser_expire(int before)
DELETE FROM known_browser WHERE seen < $before
