-- SPDX-License-Identifier: ISC
-- Lists for pages, each a page at a time along an index.  "..._after" finds
-- the next of what many rows share, without walking those rows.

-- many view_children(int parent, address lowest, address highest, int most) -> block
SELECT @block FROM block WHERE parent = $parent
AND first >= $lowest AND first <= $highest ORDER BY first LIMIT $most

-- many view_free(int block, address lowest, address highest, int most) -> (prefix p)
SELECT first, length FROM free WHERE block = $block
AND first >= $lowest AND first <= $highest ORDER BY first LIMIT $most

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

-- The blocks of an organisation wherever they lie, from one on.
-- one view_held_after(int organisation, address at, int length) -> block
SELECT @block FROM block WHERE organisation = $organisation
AND (first > $at OR (first = $at AND length > $length)) AND first >= $at
ORDER BY first, length LIMIT 1

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

-- one view_admin_after(int person, int after) -> organisation
SELECT @organisation FROM organisation WHERE admin = $person AND id > $after
ORDER BY id LIMIT 1

-- one view_billing_after(int person, int after) -> organisation
SELECT @organisation FROM organisation WHERE billing = $person AND id > $after
ORDER BY id LIMIT 1

-- one view_member_after(int person, int after) -> organisation
SELECT @organisation FROM organisation WHERE member = $person AND id > $after
ORDER BY id LIMIT 1
