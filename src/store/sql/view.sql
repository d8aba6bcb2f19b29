-- SPDX-License-Identifier: ISC
-- Lists for pages, each a page at a time along an index.  "..._after" finds
-- the next of what many rows share, without walking those rows.

-- many view_children(int parent, address lowest, address highest, int most) -> block
SELECT @block FROM block WHERE parent = $parent
AND first >= $lowest AND first <= $highest ORDER BY first LIMIT $most

-- The same with what a page says of each.
-- many view_children_told(int parent, address lowest, int most) -> (prefix p, text status, text use, text label, opt created, text ownerid, text name, int children, int used)
SELECT b.first, b.length, b.status, b.use, b.label, b.created,
COALESCE(o.ownerid, ''), COALESCE(o.name, ''), COALESCE(t.children, 0),
COALESCE(t.used, 0) FROM block b
LEFT JOIN organisation o ON o.id = b.organisation
LEFT JOIN tally t ON t.block = b.id
WHERE b.parent = $parent AND b.first >= $lowest ORDER BY b.first LIMIT $most

-- many view_cells(int block, int length, address lowest, address highest) -> (prefix p, int used)
SELECT first, length, used FROM cell WHERE block = $block
AND length = $length AND first >= $lowest AND first <= $highest ORDER BY first

-- one view_parent_after(int organisation, int after) -> (int parent)
SELECT parent FROM block WHERE organisation = $organisation
AND parent > $after ORDER BY parent LIMIT 1

-- many view_held(int organisation, int parent, address lowest, address highest, int most) -> block
SELECT @block FROM block WHERE organisation = $organisation
AND parent = $parent AND first >= $lowest AND first <= $highest
ORDER BY first LIMIT $most

-- The divided blocks of an organisation wherever they lie, from one on.
-- one view_divided_after(int organisation, address at, int length) -> block
SELECT @b.block FROM tally t JOIN block b ON b.id = t.block
WHERE t.organisation = $organisation
AND (t.first > $at OR (t.first = $at AND t.length > $length))
AND t.first >= $at ORDER BY t.first, t.length LIMIT 1

-- one view_tech_parent_after(int tech, int after) -> (int parent)
SELECT parent FROM block WHERE tech = $tech AND parent > $after
ORDER BY parent LIMIT 1

-- one view_tech_organisation_after(int tech, int parent, int after) -> (int organisation)
SELECT organisation FROM block WHERE tech = $tech AND parent = $parent
AND organisation > $after ORDER BY organisation LIMIT 1

-- many view_tech(int tech, int parent, int organisation, address lowest, int most) -> block
SELECT @block FROM block WHERE tech = $tech AND parent = $parent
AND organisation = $organisation AND first >= $lowest
ORDER BY first LIMIT $most

-- many view_asns(int organisation, int lowest, int most) -> asn
SELECT @asn FROM asn WHERE organisation = $organisation AND first >= $lowest
ORDER BY first LIMIT $most

-- one view_routing_after(int routing, int after) -> (int organisation)
SELECT organisation FROM asn WHERE routing = $routing
AND organisation > $after ORDER BY organisation LIMIT 1

-- many view_routing(int routing, int organisation, int lowest, int most) -> asn
SELECT @asn FROM asn WHERE routing = $routing
AND organisation = $organisation AND first >= $lowest
ORDER BY first LIMIT $most

-- one view_admin_after(int person, int after) -> (int id)
SELECT id FROM organisation WHERE admin = $person AND id > $after
ORDER BY id LIMIT 1

-- The organisations of which a person is one of the contacts.
-- many view_named_after(int person, int after) -> (int id)
SELECT id FROM organisation WHERE admin = $person AND id > $after
UNION SELECT id FROM organisation WHERE billing = $person AND id > $after
UNION SELECT id FROM organisation WHERE member = $person AND id > $after
ORDER BY id

-- one view_holder_after(int tech, int after) -> (int id)
SELECT organisation FROM block WHERE tech = $tech
AND organisation > $after ORDER BY organisation LIMIT 1

-- one view_holder_parent_after(int tech, int organisation, int after) -> (int parent)
SELECT parent FROM block WHERE tech = $tech
AND organisation = $organisation AND parent > $after
ORDER BY parent LIMIT 1

-- Direct: it holds something from the registry, a block below a root or ASNs,
-- or is to take that over.
-- one view_linked(int id) -> (text ownerid, text name, opt admin, opt billing, opt member, int direct)
SELECT o.ownerid, o.name, o.admin, o.billing, o.member,
CAST(CASE WHEN o.legacy <> 0
OR EXISTS (SELECT 1 FROM asn WHERE organisation = o.id)
OR EXISTS (SELECT 1 FROM block WHERE organisation = o.id
AND record IS NOT NULL) THEN 1 ELSE 0 END AS BIGINT)
FROM organisation o WHERE o.id = $id

-- What rows tell of others, without reading all of them.
-- one view_organisation(int id) -> (text ownerid, text name, opt admin)
SELECT ownerid, name, admin FROM organisation WHERE id = $id

-- one view_child_before(int parent, address at) -> (int id, prefix p)
SELECT id, first, length FROM block WHERE parent = $parent AND first <= $at
ORDER BY first DESC LIMIT 1

-- one view_prefix(int id) -> (prefix p)
SELECT first, length FROM block WHERE id = $id

-- The origins of some numbers, by number, then as the blocks were made.
-- many view_origins(int number, int block, int last, int most) -> origin
SELECT @origin FROM origin WHERE (number, block) >= ($number, $block)
AND number <= $last ORDER BY number, block LIMIT $most

-- How many there are, counted up to most.
-- one view_origin_count(int first, int last, int most) -> (int number)
SELECT count(*) FROM (SELECT 1 FROM origin WHERE number >= $first
AND number <= $last LIMIT $most) AS a

-- What one is abuse contact of, as for technical contacts above.
-- one view_abuse_parent_after(int abuse, int after) -> (int parent)
SELECT parent FROM block WHERE abuse = $abuse AND parent > $after
ORDER BY parent LIMIT 1

-- one view_abuse_organisation_after(int abuse, int parent, int after) -> (int organisation)
SELECT organisation FROM block WHERE abuse = $abuse AND parent = $parent
AND organisation > $after ORDER BY organisation LIMIT 1

-- many view_abuse(int abuse, int parent, int organisation, address lowest, int most) -> block
SELECT @block FROM block WHERE abuse = $abuse AND parent = $parent
AND organisation = $organisation AND first >= $lowest
ORDER BY first LIMIT $most

-- many view_asn_abuse(int abuse, int organisation, int lowest, int most) -> asn
SELECT @asn FROM asn WHERE abuse = $abuse
AND organisation = $organisation AND first >= $lowest
ORDER BY first LIMIT $most
