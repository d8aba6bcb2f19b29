-- SPDX-License-Identifier: ISC

-- one delegation_by_prefix(prefix p) -> delegation
SELECT @delegation FROM delegation
WHERE first = $p.first AND length = $p.length

-- Delegations are disjoint: the one that starts last at or before an address
-- is the only one that can hold it.
-- one delegation_before(address at) -> delegation
SELECT @delegation FROM delegation WHERE first <= $at
ORDER BY first DESC LIMIT 1

-- one delegation_after(address at) -> delegation
SELECT @delegation FROM delegation WHERE first >= $at
ORDER BY first LIMIT 1

-- many delegation_of_block(int block) -> delegation
SELECT @delegation FROM delegation WHERE block = $block ORDER BY first

-- many nameserver_of(int delegation) -> nameserver
SELECT @nameserver FROM nameserver WHERE delegation = $delegation
ORDER BY position

-- many ds_of(int delegation) -> ds
SELECT @ds FROM ds WHERE delegation = $delegation ORDER BY first

-- A delegation that begins in a range and is longer than so many bits.
-- one delegation_longer(address lowest, address highest, int bits) -> delegation
SELECT @delegation FROM delegation WHERE first >= $lowest AND first <= $highest
AND length > $bits ORDER BY first LIMIT 1

-- one nameserver_check(int nameserver) -> (int checked, opt answered)
SELECT checked, answered FROM nameserver_check WHERE nameserver = $nameserver

-- do nameserver_check_set(int nameserver, int checked, opt answered)
INSERT INTO nameserver_check (nameserver, checked, answered)
VALUES ($nameserver, $checked, $answered)
ON CONFLICT (nameserver) DO UPDATE
SET checked = excluded.checked, answered = excluded.answered

-- do nameserver_check_drop(int nameserver)
DELETE FROM nameserver_check WHERE nameserver = $nameserver

-- The published zone that an address lies in: they are disjoint.
-- one publication_before(address at) -> (prefix zone, int soa, int journal, int published, int live, opt seen)
SELECT first, length, soa, journal, published, live, seen FROM publication
WHERE first <= $at ORDER BY first DESC LIMIT 1

-- do at_primary_insert(prefix zone)
INSERT INTO at_primary (first, length) VALUES ($zone.first, $zone.length)
ON CONFLICT DO NOTHING

-- do at_primary_delete(prefix zone)
DELETE FROM at_primary WHERE first = $zone.first AND length = $zone.length

-- many publications() -> (prefix zone)
SELECT first, length FROM publication ORDER BY first, length

-- do publication_delete(prefix zone)
DELETE FROM publication WHERE first = $zone.first AND length = $zone.length

-- do publication_set(prefix zone, int soa, int journal, int published, int live, opt seen)
INSERT INTO publication (first, length, soa, journal, published, live, seen)
VALUES ($zone.first, $zone.length, $soa, $journal, $published, $live, $seen)
ON CONFLICT (first, length) DO UPDATE
SET soa = excluded.soa, journal = excluded.journal,
published = excluded.published, live = excluded.live, seen = excluded.seen
