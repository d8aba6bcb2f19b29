-- SPDX-License-Identifier: ISC
-- What is derived from the blocks: free space and counters.

-- The free row that starts last at or before an address.
-- one free_before(int block, address at) -> (prefix p)
SELECT first, length FROM free WHERE block = $block AND first <= $at
ORDER BY first DESC LIMIT 1

-- many free_of_block(int block, address from, int most) -> (prefix p)
SELECT first, length FROM free WHERE block = $block AND first >= $from
ORDER BY first LIMIT $most

-- The lowest free rows of one length.
-- many free_of_length(int block, int length, int most) -> (prefix p)
SELECT first, length FROM free WHERE block = $block AND length = $length
ORDER BY first LIMIT $most

-- The best fit: the shortest row that still holds the length.
-- one free_length_for(int block, int length) -> (int length)
SELECT length FROM free_count WHERE block = $block AND length <= $length
ORDER BY length DESC LIMIT 1

-- do free_insert(int block, prefix p)
INSERT INTO free (block, first, length) VALUES ($block, $p.first, $p.length)

-- do free_delete(int block, prefix p)
DELETE FROM free WHERE block = $block AND first = $p.first
AND length = $p.length

-- many free_all() -> (int block, prefix p)
SELECT block, first, length FROM free ORDER BY block, first

-- many free_count_of_block(int block) -> (int length, int number)
SELECT length, number FROM free_count WHERE block = $block ORDER BY length

-- many free_count_all() -> (int block, int length, int number)
SELECT block, length, number FROM free_count ORDER BY block, length

-- do free_count_add(int block, int length, int more)
INSERT INTO free_count (block, length, number) VALUES ($block, $length, $more)
ON CONFLICT (block, length)
DO UPDATE SET number = free_count.number + excluded.number

-- do free_count_prune(int block, int length)
DELETE FROM free_count WHERE block = $block AND length = $length
AND number = 0

-- one tally(int block) -> (int children, int used)
SELECT children, used FROM tally WHERE block = $block

-- many tally_all() -> (int block, opt organisation, prefix p, int children, int used)
SELECT block, organisation, first, length, children, used FROM tally
ORDER BY block

-- do tally_insert(int block, opt organisation, prefix p, int children, int used)
INSERT INTO tally (block, organisation, first, length, children, used)
VALUES ($block, $organisation, $p.first, $p.length, $children, $used)

-- What it repeats of its block.
-- do tally_follow(int block, opt organisation, prefix p)
UPDATE tally SET organisation = $organisation, first = $p.first,
length = $p.length WHERE block = $block

-- do tally_add(int block, int children, int used)
UPDATE tally SET children = children + $children, used = used + $used
WHERE block = $block

-- do cell_add(int block, prefix p, int used)
INSERT INTO cell (block, first, length, used)
VALUES ($block, $p.first, $p.length, $used)
ON CONFLICT (block, length, first)
DO UPDATE SET used = cell.used + excluded.used

-- do cell_prune(int block, prefix p)
DELETE FROM cell WHERE block = $block AND length = $p.length
AND first = $p.first AND used = 0

-- many cell_all() -> (int block, prefix p, int used)
SELECT block, first, length, used FROM cell ORDER BY block, length, first

-- do free_clear(int block)
DELETE FROM free WHERE block = $block

-- do free_count_clear(int block)
DELETE FROM free_count WHERE block = $block

-- do tally_clear(int block)
DELETE FROM tally WHERE block = $block

-- do cell_clear(int block)
DELETE FROM cell WHERE block = $block
