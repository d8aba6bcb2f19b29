-- SPDX-License-Identifier: ISC
-- Name servers that are asked: when, and what was found.

-- do delegation_watch_insert(int delegation, int block, int due)
INSERT INTO delegation_watch (delegation, block, due)
VALUES ($delegation, $block, $due)

-- do delegation_watch_move(int delegation, int block)
UPDATE delegation_watch SET block = $block WHERE delegation = $delegation

-- do delegation_watch_due(int delegation, int due)
UPDATE delegation_watch SET due = $due WHERE delegation = $delegation

-- do delegation_watch_note(int delegation, int due, opt since)
UPDATE delegation_watch SET due = $due, since = $since
WHERE delegation = $delegation

-- do delegation_watch_delete(int delegation)
DELETE FROM delegation_watch WHERE delegation = $delegation

-- one delegation_watch(int delegation) -> (int block, int due, opt since)
SELECT block, due, since FROM delegation_watch WHERE delegation = $delegation

-- many watch_due(int now, int most) -> (int delegation, int due)
SELECT delegation, due FROM delegation_watch WHERE due <= $now
ORDER BY due LIMIT $most

-- What a clock that was ahead has put off, by checks that are still to come.
-- do delegation_watch_back(int now, int latest)
UPDATE delegation_watch SET due = $now WHERE due > $latest AND EXISTS
(SELECT 1 FROM nameserver n JOIN nameserver_check c ON c.nameserver = n.id
WHERE n.delegation = delegation_watch.delegation AND c.checked > $now)

-- many watch_bad(int block, int most) -> (int delegation, int since)
SELECT delegation, since FROM delegation_watch
WHERE block = $block AND since IS NOT NULL ORDER BY since LIMIT $most

-- None is asked before then.
-- do delegation_watch_rest(int until)
UPDATE delegation_watch SET due = $until WHERE due < $until

-- one nameserver_watch(int nameserver) -> (int since, prefix zone, text finding, text at, int notices)
SELECT since, first, length, finding, at, notices FROM nameserver_watch
WHERE nameserver = $nameserver

-- do nameserver_watch_set(int nameserver, int since, prefix zone, text finding, text at, int notices)
INSERT INTO nameserver_watch (nameserver, since, first, length, finding, at,
notices)
VALUES ($nameserver, $since, $zone.first, $zone.length, $finding, $at, $notices)
ON CONFLICT (nameserver) DO UPDATE SET since = excluded.since,
first = excluded.first, length = excluded.length, finding = excluded.finding, at = excluded.at,
notices = excluded.notices

-- do nameserver_watch_drop(int nameserver)
DELETE FROM nameserver_watch WHERE nameserver = $nameserver

-- one lame_zone(int nameserver, prefix zone) -> (int nameserver)
SELECT nameserver FROM lame_zone
WHERE nameserver = $nameserver AND first = $zone.first
AND length = $zone.length

-- many lame_zones(int nameserver) -> (prefix zone)
SELECT first, length FROM lame_zone WHERE nameserver = $nameserver
ORDER BY first

-- do lame_zone_set(int nameserver, prefix zone)
INSERT INTO lame_zone (nameserver, first, length)
VALUES ($nameserver, $zone.first, $zone.length) ON CONFLICT DO NOTHING

-- do lame_zones_drop(int nameserver)
DELETE FROM lame_zone WHERE nameserver = $nameserver

-- do zone_check_insert(text id, int person, prefix p, text hosts, text ds, int asked)
INSERT INTO zone_check (id, person, number, first, length, hosts, ds, asked)
SELECT $id, $person, coalesce(max(number), 0) + 1, $p.first, $p.length, $hosts,
$ds, $asked FROM zone_check WHERE person = $person

-- one zone_check(text id) -> (int person, prefix p, text hosts, text ds, int asked, opt done)
SELECT person, first, length, hosts, ds, asked, done FROM zone_check
WHERE id = $id

-- many zone_check_recent(int person, int since) -> (text id, opt done)
SELECT id, done FROM zone_check WHERE person = $person AND asked > $since

-- many zone_check_of(int person, int since, prefix p) -> (text id)
SELECT id FROM zone_check WHERE person = $person AND asked > $since
AND first = $p.first AND length = $p.length AND done IS NOT NULL
ORDER BY number DESC

-- many zone_check_open(int most) -> (text id, prefix p, text hosts, text ds)
SELECT id, first, length, hosts, ds FROM
(SELECT id, first, length, hosts, ds, asked, row_number() OVER
(PARTITION BY person ORDER BY asked, id) AS turn
FROM zone_check WHERE done IS NULL) AS waiting
ORDER BY turn, asked, id LIMIT $most

-- do zone_check_done(text id, int done)
UPDATE zone_check SET done = $done WHERE id = $id

-- many zone_check_old(int before, int most) -> (text id)
SELECT id FROM zone_check WHERE asked <= $before LIMIT $most

-- do zone_check_delete(text id)
DELETE FROM zone_check WHERE id = $id

-- do zone_check_server_set(text id, int zone, int host, text state, text lines)
INSERT INTO zone_check_server (zone_check, zone, host, state, lines)
VALUES ($id, $zone, $host, $state, $lines)
ON CONFLICT (zone_check, zone, host) DO UPDATE
SET state = excluded.state, lines = excluded.lines

-- many zone_check_servers(text id) -> (int zone, int host, text state, text lines)
SELECT zone, host, state, lines FROM zone_check_server
WHERE zone_check = $id ORDER BY zone, host

-- do zone_check_server_delete(text id)
DELETE FROM zone_check_server WHERE zone_check = $id
