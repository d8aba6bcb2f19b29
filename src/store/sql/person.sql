-- SPDX-License-Identifier: ISC

-- one person_by_handle(text handle) -> person
SELECT @person FROM person WHERE handle = $handle

-- one account(int person) -> account
SELECT person, hostmaster, disabled, language, password FROM account
WHERE person = $person

-- many accounts() -> account
SELECT person, hostmaster, disabled, language, password FROM account
ORDER BY person

-- do account_insert(int person, int hostmaster, text language)
INSERT INTO account (person, hostmaster, disabled, language, password)
VALUES ($person, $hostmaster, 0, $language, '')

-- do account_set_password(int person, text password)
UPDATE account SET password = $password WHERE person = $person

-- do account_set_disabled(int person, int disabled)
UPDATE account SET disabled = $disabled WHERE person = $person
