-- SPDX-License-Identifier: ISC
-- What the public sees: read by the index only.

-- The blocks of an organisation, given directly or sub-assigned.
-- many public_blocks_of(int organisation) -> (prefix p, text status)
SELECT first, length, status FROM block WHERE organisation = $organisation
ORDER BY first, length

-- many public_asns_of(int organisation) -> (int first, int last, text status)
SELECT first, last, status FROM asn WHERE organisation = $organisation
ORDER BY first

-- The delegations that hang on a block and begin within a range.
-- many public_delegations(int block, address lowest, address highest, int most) -> delegation
SELECT @delegation FROM delegation WHERE block = $block
AND first >= $lowest AND first <= $highest ORDER BY first LIMIT $most

-- many public_servers(int delegation) -> (text host, text state, int withdrawn, opt checked, opt answered)
SELECT n.host, n.state, n.withdrawn, c.checked, c.answered
FROM nameserver n LEFT JOIN nameserver_check c ON c.nameserver = n.id
WHERE n.delegation = $delegation ORDER BY n.position

-- What the registry gave or keeps itself, within a range of addresses.  The
-- roots have no record, sub-assignments stand inside their parents.
-- many public_block_records(address lowest, address highest) -> (prefix p, text status, int record, text country, opt date, text opaque)
SELECT b.first, b.length, b.status, COALESCE(b.record, 0),
COALESCE(r.country, ''), r.date, COALESCE(o.opaque, '')
FROM block b LEFT JOIN record r ON r.id = b.record
LEFT JOIN organisation o ON o.id = b.organisation
WHERE b.first >= $lowest AND b.first <= $highest
AND b.status IN ('available', 'reserved', 'allocated', 'assigned')
ORDER BY b.first, b.length

-- many public_asn_records() -> (int first, int last, text status, int record, text country, opt date, text opaque)
SELECT a.first, a.last, a.status, a.record, r.country, r.date,
COALESCE(o.opaque, '')
FROM asn a JOIN record r ON r.id = a.record
LEFT JOIN organisation o ON o.id = a.organisation ORDER BY a.first

-- --- Reverse zones --------------------------------------------------------

-- The name servers of the delegations that begin in a range.
-- many public_name_servers(address lowest, address highest) -> (prefix p, text host, int withdrawn)
SELECT d.first, d.length, n.host, n.withdrawn
FROM delegation d JOIN nameserver n ON n.delegation = d.id
WHERE d.first >= $lowest AND d.first <= $highest
ORDER BY d.first, d.length, n.host

-- many public_ds(address lowest, address highest) -> (prefix zone, int tag, int algorithm, int digest_type, text digest)
SELECT first, length, tag, algorithm, digest_type, digest FROM ds
WHERE first >= $lowest AND first <= $highest
ORDER BY first, length, tag, algorithm, digest_type, digest

-- many at_primary(address lowest, address highest) -> (prefix zone)
SELECT first, length FROM at_primary
WHERE first >= $lowest AND first <= $highest ORDER BY first, length

-- one at_primary_zone(prefix zone) -> (prefix at)
SELECT first, length FROM at_primary
WHERE first = $zone.first AND length = $zone.length

-- What of a zone is published, and served.
-- one publication(prefix zone) -> (int soa, int journal, int published, int live, opt seen)
SELECT soa, journal, published, live, seen FROM publication
WHERE first = $zone.first AND length = $zone.length
