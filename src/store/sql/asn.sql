-- SPDX-License-Identifier: ISC

-- The range that starts last at or before a number.
-- one asn_before(int number) -> asn
SELECT @asn FROM asn WHERE first <= $number ORDER BY first DESC LIMIT 1

-- many asn_within(int first, int last) -> asn
SELECT @asn FROM asn WHERE first >= $first AND first <= $last ORDER BY first

-- many asn_in_order() -> asn
SELECT @asn FROM asn ORDER BY first

-- many asn_of_record(int record) -> asn
SELECT @asn FROM asn WHERE record = $record ORDER BY first

-- one asn_free_before(int number) -> (int first, int last)
SELECT first, last FROM asn_free WHERE first <= $number
ORDER BY first DESC LIMIT 1

-- many asn_free_all() -> (int first, int last)
SELECT first, last FROM asn_free ORDER BY first

-- do asn_free_insert(int first, int last)
INSERT INTO asn_free (first, last) VALUES ($first, $last)

-- do asn_free_delete(int first)
DELETE FROM asn_free WHERE first = $first

-- do asn_free_clear()
DELETE FROM asn_free
