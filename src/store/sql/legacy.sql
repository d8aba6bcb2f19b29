-- SPDX-License-Identifier: ISC
-- Holders from before the registry: their one-time passwords, what they hold.

-- one legacy_password(int organisation) -> (int person, blob hash, int issued, int expires, int wrong)
SELECT person, hash, issued, expires, wrong FROM legacy_password
WHERE organisation = $organisation

-- many legacy_passwords_all() -> (int organisation, int person, int issued, int expires, int wrong)
SELECT organisation, person, issued, expires, wrong FROM legacy_password
ORDER BY organisation

-- do legacy_password_set(int organisation, int person, blob hash, int issued, int expires)
INSERT INTO legacy_password (organisation, person, hash, issued, expires, wrong)
VALUES ($organisation, $person, $hash, $issued, $expires, 0)
ON CONFLICT (organisation) DO UPDATE SET person = excluded.person,
hash = excluded.hash, issued = excluded.issued, expires = excluded.expires,
wrong = 0

-- do legacy_password_wrong(int organisation, int person)
UPDATE legacy_password SET wrong = wrong + 1
WHERE organisation = $organisation AND person = $person

-- do legacy_password_delete(int organisation)
DELETE FROM legacy_password WHERE organisation = $organisation

-- do legacy_password_delete_of(int person)
DELETE FROM legacy_password WHERE person = $person

-- many legacy_blocks(int organisation) -> block
SELECT @block FROM block WHERE organisation = $organisation
ORDER BY first, length

-- many legacy_asns(int organisation) -> asn
SELECT @asn FROM asn WHERE organisation = $organisation ORDER BY first
