-- SPDX-License-Identifier: ISC
-- The words of organisations' names.

-- do word_insert(blob fold, int organisation)
INSERT INTO word (fold, organisation) VALUES ($fold, $organisation)

-- do word_delete_of(int organisation)
DELETE FROM word WHERE organisation = $organisation

-- many word_of(int organisation) -> (blob fold)
SELECT fold FROM word WHERE organisation = $organisation ORDER BY fold

-- one word_count() -> (int number)
SELECT count(*) FROM word

-- The words that begin so: from it on, and before what no word reaches.
-- many word_from(blob lowest, blob beyond, int most) -> (int organisation)
SELECT organisation FROM word WHERE fold >= $lowest AND fold < $beyond
ORDER BY fold, organisation LIMIT $most

-- one word_begins(int organisation, blob lowest, blob beyond) -> (blob fold)
SELECT fold FROM word WHERE organisation = $organisation
AND fold >= $lowest AND fold < $beyond ORDER BY fold LIMIT 1
