-- SPDX-License-Identifier: ISC

-- one journal_last() -> (int serial, int time, text hash)
SELECT serial, time, hash FROM journal ORDER BY serial DESC LIMIT 1

-- The newest row at or before a moment.
-- one journal_serial_at(int time) -> (int serial)
SELECT serial FROM journal WHERE time <= $time
ORDER BY time DESC, serial DESC LIMIT 1

-- one journal_row(int serial) -> journal_row
SELECT serial, time, actor, source, requester, reason, ticket, operation,
object, before, after, personal, hash FROM journal WHERE serial = $serial

-- many journal_all() -> journal_row
SELECT serial, time, actor, source, requester, reason, ticket, operation,
object, before, after, personal, hash FROM journal ORDER BY serial

-- one journal_person(int serial) -> (text salt, text json)
SELECT salt, json FROM journal_person WHERE serial = $serial

-- do journal_insert(int serial, int time, text actor, text source, text requester, text reason, text ticket, text operation, text object, text before, text after, text personal, text hash)
INSERT INTO journal (serial, time, actor, source, requester, reason, ticket,
operation, object, before, after, personal, hash)
VALUES ($serial, $time, $actor, $source, $requester, $reason, $ticket,
$operation, $object, $before, $after, $personal, $hash)

-- do journal_person_insert(int serial, text salt, text json)
INSERT INTO journal_person (serial, salt, json) VALUES ($serial, $salt, $json)

-- do touched_insert(blob key, int serial)
INSERT INTO touched (key, serial) VALUES ($key, $serial)

-- The rows that touched a thing, newest first, at or below a serial.
-- many touched(blob key, int at_most) -> (int serial)
SELECT serial FROM touched WHERE key = $key AND serial <= $at_most
ORDER BY serial DESC

-- The same without what they changed, which may be long.
-- many touched_brief(blob key, int at_most, int most) -> (int serial, int time, text actor, text reason, text ticket, text operation, text object)
SELECT j.serial, j.time, j.actor, j.reason, j.ticket, j.operation, j.object
FROM touched t JOIN journal j ON j.serial = t.serial
WHERE t.key = $key AND t.serial <= $at_most
ORDER BY t.serial DESC LIMIT $most

-- many touched_all() -> (blob key, int serial)
SELECT key, serial FROM touched ORDER BY serial, key
