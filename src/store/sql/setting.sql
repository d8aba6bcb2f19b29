-- SPDX-License-Identifier: ISC

-- one setting(text name) -> (text value)
SELECT value FROM setting WHERE name = $name

-- do setting_insert(text name, text value)
INSERT INTO setting (name, value) VALUES ($name, $value)
