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

-- one nameserver_check(int nameserver) -> (int checked, opt answered)
SELECT checked, answered FROM nameserver_check WHERE nameserver = $nameserver

-- do nameserver_check_set(int nameserver, int checked, opt answered)
INSERT INTO nameserver_check (nameserver, checked, answered)
VALUES ($nameserver, $checked, $answered)
ON CONFLICT (nameserver) DO UPDATE
SET checked = excluded.checked, answered = excluded.answered

-- do nameserver_check_drop(int nameserver)
DELETE FROM nameserver_check WHERE nameserver = $nameserver
