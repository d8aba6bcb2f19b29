#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Damage of many kinds done to copies of a store: `parcela verify` must find
each and name the row that is wrong."""

import contextlib
import os
import random
import re
from ipaddress import ip_network

from parcela import (Report, check_verify, customer, folder, make_isp,
                     options, stored_prefix)

CHILD, NESTED, LONE = "45.4.16.0/20", "45.4.17.0/24", "45.4.64.0/24"
V6_CHILD = "2801:4:100::/40"


def template_register(path):
    """An ISP with sub-assignments at two levels and something of each kind."""
    register = make_isp(path)
    register.script([
        ["subassign", CHILD, customer(1), "--tech", "CUS1"],
        ["subassign", "--in", CHILD, NESTED, customer(2)],
        ["subassign", "--in", CHILD, "45.4.18.0/26", customer(3)],
        ["subassign", LONE, customer(3)],
        ["subassign", V6_CHILD, customer(4)],
        ["origin", LONE, "64000"],
        ["contacts", LONE, "--abuse", "CUS3"],
        ["move-in", "AS64100-AS64109", "--status", "available"],
        ["move-in", "198.18.0.0/15", "--status", "reserved"],
        ["release", "45.4.18.0/26"]])
    return register


def block_id(db, text):
    first, length = stored_prefix(ip_network(text))
    return db.execute("SELECT id FROM block WHERE first = ? AND length = ?",
                      (first, length)).fetchone()[0]


def same_opaque(db):
    """What a UNIQUE column would not let happen: a table made anew."""
    text = db.execute("SELECT sql FROM sqlite_master WHERE name ="
                      " 'organisation' AND type = 'table'").fetchone()[0]
    plain = text.replace("opaque TEXT NOT NULL UNIQUE",
                         "opaque TEXT NOT NULL").replace(
        "CREATE TABLE organisation", "CREATE TABLE other")
    db.execute(plain)
    db.execute("INSERT INTO other SELECT * FROM organisation")
    db.execute("DROP TABLE organisation")
    db.execute("PRAGMA legacy_alter_table = ON")
    db.execute("ALTER TABLE other RENAME TO organisation")
    db.execute("UPDATE organisation SET opaque = (SELECT opaque FROM"
               " organisation LIMIT 1)")


def swap_journal(db):
    """The last two rows change places."""
    last = db.execute("SELECT max(serial) FROM journal").fetchone()[0]
    for old, new in ((last, 0), (last - 1, last), (0, last - 1)):
        db.execute("UPDATE journal SET serial = ? WHERE serial = ?",
                   (new, old))


# --- The damages ------------------------------------------------------------
#
# Each is (what, statement, statements or function, pattern of what verify must
# name).  In statements :child, :nested, :lone are ids of blocks, :isp of the
# block around them; :at_X and :len_X the prefix X as it is stored.  In
# patterns {lone} is the id.

CHAIN = r"journal|serial"

SQL_DAMAGES = [
    ("a block inserted over another",
     "INSERT INTO block SELECT 99000001, parent, first, length + 1, status,"
     " record, organisation, use, label, tech, abuse, created, changed"
     " FROM block WHERE id = :lone", r"45\.4\.64\.0/2[45]"),
    ("a block that sticks out of its parent",
     "UPDATE block SET length = length - 8 WHERE id = :nested",
     r"45\.4\.1[67]\.0/|45\.4\.17\.0/16|block"),
    ("a block's length changed",
     "UPDATE block SET length = length + 1 WHERE id = :lone",
     r"45\.4\.64\.0/2[45]|45\.4\.0\.0/16"),
    ("a block moved to another parent",
     "UPDATE block SET parent = :isp WHERE id = :nested",
     r"45\.4\.17\.0/24|45\.4\.16\.0/20|45\.4\.0\.0/16"),
    ("a block that is its own parent",
     "UPDATE block SET parent = :child WHERE id = :child",
     r"45\.4\.16\.0/20|45\.4\.0\.0/16"),
    ("a block without parent",
     "UPDATE block SET parent = NULL WHERE id = :lone",
     r"45\.4\.64\.0/24|45\.4\.0\.0/16"),
    ("a block removed", "DELETE FROM block WHERE id = :nested",
     r"45\.4\.17\.0/24|45\.4\.16\.0/20|delegation|free"),
    ("a status word wrong for the parent",
     "UPDATE block SET status = 'reassigned' WHERE id = :lone",
     r"45\.4\.64\.0/24"),
    ("a status that does not exist",
     "UPDATE block SET status = 'lent' WHERE id = :lone",
     r"45\.4\.64\.0/24|{lone}|lent"),
    ("the holder of a block changed",
     "UPDATE block SET organisation = (SELECT id FROM organisation"
     " WHERE ownerid = 'UY-CUSX4-LACNIC') WHERE id = :lone",
     r"45\.4\.64\.0/24"),
    ("a holder that does not exist",
     "UPDATE block SET organisation = 424242 WHERE id = :lone",
     r"45\.4\.64\.0/24|{lone}"),
    ("a sub-assignment without holder",
     "UPDATE block SET organisation = NULL WHERE id = :lone",
     r"45\.4\.64\.0/24"),
    ("a technical contact that does not exist",
     "UPDATE block SET tech = 424242 WHERE id = :lone",
     r"45\.4\.64\.0/24|{lone}"),
    ("a technical contact changed",
     "UPDATE block SET tech = (SELECT id FROM person WHERE handle = 'CUS4')"
     " WHERE id = :lone", r"45\.4\.64\.0/24"),
    ("a free row removed",
     "DELETE FROM free WHERE block = :child AND first ="
     " (SELECT max(first) FROM free WHERE block = :child)",
     r"free|45\.4\.(16|24)\.0/2[01]"),
    ("a free row added", "INSERT INTO free VALUES (:child, :at_nested,"
     " :len_nested)", r"free|45\.4\.1[67]\.0/2[04]"),
    ("a free row moved to another block",
     "UPDATE free SET block = :isp WHERE block = :child AND first ="
     " (SELECT max(first) FROM free WHERE block = :child)",
     r"free|45\.4\.(16|24|0)\.0/"),
    ("buddies not joined",
     "UPDATE free SET length = length + 1 WHERE block = :child AND first ="
     " (SELECT max(first) FROM free WHERE block = :child)",
     r"free|45\.4\.(16|24)\.0/2[012]"),
    ("a count of free ranges off by one",
     "UPDATE free_count SET number = number + 1 WHERE block = :child",
     r"free|45\.4\.16\.0/20"),
    ("a count of free ranges removed",
     "DELETE FROM free_count WHERE block = :child", r"free|45\.4\.16\.0/20"),
    ("a count of children off by one",
     "UPDATE tally SET children = children + 1 WHERE block = :child",
     r"tally|45\.4\.16\.0/20|children"),
    ("used space off by one",
     "UPDATE tally SET used = used - 1 WHERE block = :isp",
     r"tally|45\.4\.0\.0/16|used"),
    ("a counter row of nobody", "UPDATE tally SET organisation = NULL"
     " WHERE block = :isp", r"tally|45\.4\.0\.0/16|holder"),
    ("a counter row removed", "DELETE FROM tally WHERE block = :child",
     r"tally|45\.4\.16\.0/20"),
    ("the map's use of a cell off",
     "UPDATE cell SET used = used + 1 WHERE (block, length, first) ="
     " (SELECT block, length, first FROM cell LIMIT 1)", r"cell|map|45\.4\."),
    ("a cell added", "INSERT INTO cell VALUES (:isp, :at_lone, :len_lone, 7)",
     r"cell|map|45\.4\."),
    ("a record's country changed",
     "UPDATE record SET country = 'AR' WHERE id ="
     " (SELECT record FROM block WHERE id = :isp)", r"record|45\.4\.0\.0/16"),
    ("a record's date changed",
     "UPDATE record SET date = date + 86400 WHERE id ="
     " (SELECT record FROM block WHERE id = :isp)", r"record|45\.4\.0\.0/16"),
    ("a record that belongs to nothing",
     "INSERT INTO record VALUES (99000002, 'ipv4', 'UY', NULL)", r"record"),
    ("a block of another kind than its record",
     "UPDATE record SET kind = 'ipv6' WHERE id ="
     " (SELECT record FROM block WHERE id = :isp)", r"record|45\.4\.0\.0/16"),
    ("the administrative contact of an organisation changed",
     "UPDATE organisation SET admin = (SELECT id FROM person"
     " WHERE handle = 'CUS2') WHERE ownerid = 'UY-CUSX1-LACNIC'",
     r"UY-CUSX1-LACNIC|organi[sz]ation"),
    ("an opaque-id given to two", same_opaque,
     r"opaque|organi[sz]ation|UY-|index"),
    ("an AS number range that overlaps another",
     "INSERT INTO asn SELECT 99000003, first + 1, last, status, record,"
     " organisation, routing, abuse, created, changed FROM asn"
     " WHERE first = 64100", r"[aA][sS][nN]?\s?6410[01]|asn"),
    ("an AS number range cut short",
     "UPDATE asn SET last = last - 1 WHERE first = 64100",
     r"[aA][sS][nN]?\s?641\d\d|asn"),
    ("a gap in the AS numbers that are not ours",
     "UPDATE asn_free SET last = last - 1 WHERE first = 0",
     r"[aA][sS][nN]?|6399\d"),
    ("a row of the journal removed", "DELETE FROM journal WHERE serial ="
     " (SELECT max(serial) - 2 FROM journal)", CHAIN),
    ("the last row of the journal removed", "DELETE FROM journal WHERE"
     " serial = (SELECT max(serial) FROM journal)", CHAIN + "|touched|45"),
    ("a row of the journal changed",
     "UPDATE journal SET after = replace(after, '{', '{ ') WHERE serial ="
     " (SELECT max(serial) - 2 FROM journal)", CHAIN),
    ("the actor of a row of the journal changed",
     "UPDATE journal SET actor = 'EVE' WHERE serial ="
     " (SELECT max(serial) - 2 FROM journal)", CHAIN),
    ("a row of the journal removed with all that hangs on it",
     ["DELETE FROM touched WHERE serial = 24",
      "DELETE FROM journal WHERE serial = 24"], CHAIN),
    ("the last row of the journal removed with all that hangs on it",
     ["DELETE FROM touched WHERE serial = (SELECT max(serial) FROM journal)",
      "DELETE FROM journal WHERE serial = (SELECT max(serial) FROM journal)"],
     CHAIN + r"|45\.4\.18\.0/26"),
    ("the registry's name changed",
     "UPDATE setting SET value = 'afrinic' WHERE name = 'registry'",
     r"setting|afrinic"),
    ("two rows of the journal swapped", swap_journal, CHAIN),
    ("a hash of the journal changed",
     "UPDATE journal SET hash = replace(hash, substr(hash, 1, 1), 'x')"
     " WHERE serial = (SELECT max(serial) - 2 FROM journal)", CHAIN),
    ("the hash of the last row changed",
     "UPDATE journal SET hash = (SELECT hash FROM journal WHERE serial ="
     " (SELECT max(serial) - 1 FROM journal)) WHERE serial ="
     " (SELECT max(serial) FROM journal)", CHAIN),
    ("personal fields in the journal changed",
     "UPDATE journal_person SET json = replace(json, 'CUS1', 'EVE')"
     " WHERE json LIKE '%CUS1%'", CHAIN + "|personal"),
    ("a mark of what a change touched removed",
     "DELETE FROM touched WHERE serial ="
     " (SELECT max(serial) FROM touched)", r"touched|journal|serial"),
    ("a mark of what a change touched added",
     "INSERT INTO touched VALUES (x'50FF', 3)", r"touched|journal|serial"),
    ("a person's e-mail changed",
     "UPDATE person SET email = 'eve@example.invalid'"
     " WHERE handle = 'CUS1'", r"CUS1|person"),
    ("a person removed", "DELETE FROM person WHERE handle = 'CUS4'",
     r"CUS4|person|UY-CUSX4|account"),
    ("a delegation's length changed",
     "UPDATE delegation SET length = length + 1", r"delegation|45\.4\.0\.0/"),
    ("a delegation removed", "DELETE FROM delegation",
     r"delegation|nameserver|45\.4\.0\.0/16"),
    ("a DS record's digest changed", "UPDATE ds SET digest = 'AB'",
     r"ds|45\.4\.0\.0/16"),
    ("a DS record of another zone", "UPDATE ds SET first = "
     "x'00000000000000000000ffff2d050000'", r"ds|45\.4\.0\.0/16"),
    ("a DS record removed", "DELETE FROM ds", r"ds|45\.4\.0\.0/16"),
    ("what a name server said changed",
     "UPDATE nameserver SET state = 'FAIL'",
     r"nameserver|ns\.example\.org|45\.4"),
    ("a name server withdrawn", "UPDATE nameserver SET withdrawn = 1",
     r"nameserver|ns\.example\.org|45\.4"),
    ("a word of a person's name removed", "DELETE FROM word WHERE kind = 'p'"
     " AND fold = (SELECT max(fold) FROM word WHERE kind = 'p')",
     r"person .*its words"),
    ("a word that is nobody's", "INSERT INTO word VALUES ('p', x'7878', 7)",
     r"words"),
    ("a word of another kind", "UPDATE word SET kind = 'p' WHERE thing ="
     " (SELECT max(id) FROM organisation)", r"organisation .*its words"),
    ("an origin removed", "DELETE FROM origin", r"origin|45\.4\.64\.0/24"),
    ("an origin changed", "UPDATE origin SET number = 65000",
     r"origin|45\.4\.64\.0/24"),
]


def prepare(db):
    """The ids and prefixes that the statements name."""
    names = {}
    for name, text in (("isp", "45.4.0.0/16"), ("child", CHILD),
                       ("nested", NESTED), ("lone", LONE)):
        names[name] = block_id(db, text)
        names[f"at_{name}"], names[f"len_{name}"] = \
            stored_prefix(ip_network(text))
    return names


def damage_rows(register, statement):
    """Was anything changed?"""
    with contextlib.closing(register.open_sql()) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        if callable(statement):
            statement(db)
            return True
        names = prepare(db)
        statements = statement if isinstance(statement, list) else [statement]
        return all([run_named(db, text, names) > 0 for text in statements])


def run_named(db, statement, names):
    used = {name: names[name] for name in re.findall(r":(\w+)", statement)}
    return db.execute(statement, used).rowcount


# --- Damage to the file itself ----------------------------------------------

def flip_page(register, generator):
    """Turns bytes at the start of the page where the blocks begin."""
    page = register.rows("SELECT rootpage FROM sqlite_master"
                         " WHERE name = 'block'")[0][0]
    size = register.rows("PRAGMA page_size")[0][0]
    with open(register.path, "r+b") as file:
        file.seek((page - 1) * size)
        file.write(generator.randbytes(64))


def cut_file(register, _):
    os.truncate(register.path, os.path.getsize(register.path) // 2)


def empty_file(register, _):
    os.truncate(register.path, 0)


def no_database(register, _):
    register.path.write_text("not a database\n" * 1000)


def zero_header(register, _):
    with open(register.path, "r+b") as file:
        file.write(bytes(16))


FILE_DAMAGES = [("bytes of a page turned", flip_page),
                ("the file cut in half", cut_file),
                ("the file emptied", empty_file),
                ("another file in its place", no_database),
                ("the header zeroed", zero_header)]


# --- The program ------------------------------------------------------------

def settled(register):
    """Everything in the one file, none in the write-ahead log."""
    with contextlib.closing(register.open_sql()) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return register


def check_found(report, register, what, pattern, codes):
    answer = register.run("verify")
    said = answer.text.replace(str(register.path), "STORE")
    report.check(answer.code in codes and not answer.crashed and
                 re.search(pattern, said),
                 f"{what}: exit {answer.code}: {answer.text!r}")


def damage_each(report, template, path, generator):
    with contextlib.closing(template.open_sql()) as db:
        ids = {name: value for name, value in prepare(db).items()
               if isinstance(value, int)}
    for what, statement, pattern in SQL_DAMAGES:
        copy = template.copy(path / "copy")
        report.check(damage_rows(copy, statement),
                     f"{what}: the test did no damage")
        check_found(report, copy, what, pattern.format(**ids)
                    if "{" in pattern else pattern, {1})
        copy.remove()
    for what, harm in FILE_DAMAGES:
        copy = template.copy(path / "copy")
        harm(copy, generator)
        check_found(report, copy, what, r"\w", {1, 74})
        copy.remove()


def check_undamaged(report, copy):
    """Whole at first, and when what was personal has been erased."""
    check_verify(report, copy, "the undamaged copy")
    report.check(damage_rows(copy, "DELETE FROM journal_person"),
                 "nothing personal to erase")
    check_verify(report, copy, "after the erasure of personal fields")
    copy.remove()


def main():
    arguments = options(__doc__).parse_args()
    report = Report()
    with folder() as path:
        template = settled(template_register(path / "template"))
        check_undamaged(report, template.copy(path / "copy"))
        damage_each(report, template, path, random.Random(arguments.seed))
    report.finish()


if __name__ == "__main__":
    main()
