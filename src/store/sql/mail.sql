-- SPDX-License-Identifier: ISC
-- Links that were mailed, and mails to be sent.

-- one token(blob hash, text purpose) -> (int person, int expires)
SELECT person, expires FROM token WHERE hash = $hash AND purpose = $purpose

-- do token_insert(blob hash, text purpose, int person, int expires)
INSERT INTO token (hash, purpose, person, expires)
VALUES ($hash, $purpose, $person, $expires)

-- do token_delete_of(int person)
DELETE FROM token WHERE person = $person

-- do token_delete(blob hash)
DELETE FROM token WHERE hash = $hash

-- do token_expire(int now)
DELETE FROM token WHERE expires <= $now

-- one new_address(blob hash) -> (int person, text address, int expires)
SELECT person, address, expires FROM new_address WHERE hash = $hash

-- one new_address_of(int person) -> (text address, int expires)
SELECT address, expires FROM new_address WHERE person = $person

-- do new_address_insert(int person, blob hash, text address, int expires)
INSERT INTO new_address (person, hash, address, expires)
VALUES ($person, $hash, $address, $expires)

-- do new_address_delete_of(int person)
DELETE FROM new_address WHERE person = $person

-- do new_address_expire(int now)
DELETE FROM new_address WHERE expires <= $now

-- one registration(blob hash) -> (blob address, text plain, text personal, text language, int expires)
SELECT address, plain, personal, language, expires FROM registration
WHERE hash = $hash

-- do registration_insert(blob hash, blob address, text plain, text personal, text language, int expires)
INSERT INTO registration (hash, address, plain, personal, language, expires)
VALUES ($hash, $address, $plain, $personal, $language, $expires)

-- do registration_delete_to(blob address)
DELETE FROM registration WHERE address = $address

-- do registration_expire(int now)
DELETE FROM registration WHERE expires <= $now

-- The first to be sent first; what was given up is not among them.
-- many outbox_due(int most) -> (text id, text kind, text handle, text name, text address, text language, text detail, text secret, int created, int due, int tries)
SELECT id, kind, handle, name, address, language, detail, secret, created,
due, tries FROM outbox WHERE due IS NOT NULL ORDER BY due, id LIMIT $most

-- many outbox_newest(int most) -> (text id, text kind, text handle, text name, text address, text language, text detail, text secret, int created, int due, int tries)
SELECT id, kind, handle, name, address, language, detail, secret, created,
due, tries FROM outbox WHERE due IS NOT NULL ORDER BY due DESC, id DESC
LIMIT $most

-- one outbox_of(text id) -> (text handle, text address, int created, int tries)
SELECT handle, address, created, tries FROM outbox WHERE id = $id

-- do outbox_insert(text id, text kind, text handle, text name, text address, text language, text detail, text secret, int now)
INSERT INTO outbox (id, kind, handle, name, address, language, detail, secret,
created, due, tries, said)
VALUES ($id, $kind, $handle, $name, $address, $language, $detail, $secret,
$now, $now, 0, '')

-- do outbox_delete(text id)
DELETE FROM outbox WHERE id = $id

-- do outbox_postpone(text id, int due, text said)
UPDATE outbox SET due = $due, tries = tries + 1, said = $said WHERE id = $id

-- do outbox_give_up(text id, text said)
UPDATE outbox SET due = NULL, secret = '', said = $said WHERE id = $id

-- one sent(blob hash) -> (text handle, blob address)
SELECT handle, address FROM sent WHERE hash = $hash

-- do sent_insert(blob hash, text handle, blob address, int now)
INSERT INTO sent (hash, handle, address, time)
VALUES ($hash, $handle, $address, $now)

-- do sent_delete(blob hash)
DELETE FROM sent WHERE hash = $hash

-- do sent_delete_of(text handle)
DELETE FROM sent WHERE handle = $handle

-- do sent_expire(int before)
DELETE FROM sent WHERE time < $before
