-- SPDX-License-Identifier: ISC

-- The block that starts last at or before an address: it or one of the
-- blocks above it is the most specific one around that address.
-- one block_before(address at) -> block
SELECT @block FROM block WHERE first <= $at
ORDER BY first DESC, length DESC LIMIT 1

-- one block_by_prefix(prefix p) -> block
SELECT @block FROM block WHERE first = $p.first AND length = $p.length

-- The first child that ends behind an address: children are disjoint, so the
-- one that starts last at or before it, or the next.
-- one block_child_before(int parent, address at) -> block
SELECT @block FROM block WHERE parent = $parent AND first <= $at
ORDER BY first DESC LIMIT 1

-- one block_child_after(int parent, address at) -> block
SELECT @block FROM block WHERE parent = $parent AND first >= $at
ORDER BY first LIMIT 1

-- many block_children(int parent) -> block
SELECT @block FROM block WHERE parent = $parent ORDER BY first

-- many block_of_record(int record) -> block
SELECT @block FROM block WHERE record = $record ORDER BY first

-- Every block, parents before their children.
-- many block_tree() -> block
SELECT @block FROM block ORDER BY first, length

-- many origin_of_block(int block) -> origin
SELECT @origin FROM origin WHERE block = $block ORDER BY number
