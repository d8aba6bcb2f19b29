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
-- many public_delegations(int block, address lowest, address highest) -> delegation
SELECT @delegation FROM delegation WHERE block = $block
AND first >= $lowest AND first <= $highest ORDER BY first

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
