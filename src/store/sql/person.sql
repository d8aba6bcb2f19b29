-- SPDX-License-Identifier: ISC

-- one person_by_handle(text handle) -> person
SELECT @person FROM person WHERE handle = $handle

-- one person_first() -> (int id)
SELECT id FROM person ORDER BY id LIMIT 1

-- one account(int person) -> account
SELECT person, hostmaster, disabled, language, password, bounced FROM account
WHERE person = $person

-- many accounts() -> account
SELECT person, hostmaster, disabled, language, password, bounced FROM account
ORDER BY person

-- do account_insert(int person, int hostmaster, text language)
INSERT INTO account (person, hostmaster, disabled, language, password, bounced)
VALUES ($person, $hostmaster, 0, $language, '', 0)

-- do account_set_password(int person, text password)
UPDATE account SET password = $password WHERE person = $person

-- do account_set_language(int person, text language)
UPDATE account SET language = $language WHERE person = $person

-- do account_set_disabled(int person, int disabled)
UPDATE account SET disabled = $disabled WHERE person = $person

-- do account_set_bounced(int person, int bounced)
UPDATE account SET bounced = $bounced WHERE person = $person
