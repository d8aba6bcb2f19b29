-- SPDX-License-Identifier: ISC
-- The words by which organisations and persons are found.

-- do word_insert(text kind, blob fold, int thing)
INSERT INTO word (kind, fold, thing) VALUES ($kind, $fold, $thing)

-- do word_delete_of(int thing)
DELETE FROM word WHERE thing = $thing

-- many word_of(int thing) -> (text kind, blob fold)
SELECT kind, fold FROM word WHERE thing = $thing ORDER BY fold

-- one word_count() -> (int number)
SELECT count(*) FROM word

-- The words that begin so: from it on, and before what no word reaches.
-- many word_from(text kind, blob lowest, blob beyond, int most) -> (int thing)
SELECT thing FROM word WHERE kind = $kind AND fold >= $lowest
AND fold < $beyond ORDER BY fold, thing LIMIT $most

-- The same one at a time, each the next one.
-- one word_after(text kind, blob fold, int thing, blob beyond) -> (blob fold, int thing)
SELECT fold, thing FROM word WHERE kind = $kind
AND (fold, thing) > ($fold, $thing) AND fold < $beyond
ORDER BY fold, thing LIMIT 1

-- one word_begins(int thing, blob lowest, blob beyond) -> (blob fold)
SELECT fold FROM word WHERE thing = $thing
AND fold >= $lowest AND fold < $beyond ORDER BY fold LIMIT 1
