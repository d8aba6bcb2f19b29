#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""How SQLite would find the rows of every statement: along an index, without
walking a table and without sorting.

A page, a WHOIS answer or an operation must not grow with the register, so
what reads or sorts a table as a whole is named below, with who may use it.
"""

import os
import re
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "tools"))
import sqlgen  # noqa: E402  (it stands beside the other tools)

WHOLE = re.compile(r"SCAN (?!CONSTANT ROW|[abc]$|\(subquery)|TEMP B-TREE")
# verify, import and the statistics read the whole register, in order.
READ_ALL = re.compile(r"(_all|_in_order|_tree|^accounts)$")
OTHERS = {
    "word_count": "verify",
    "public_asn_records": "statistics",
    "organisation_first": "one row: is there any?",
    "person_first": "one row: anybody",
    "journal_last": "one row",
    "publications": "a row for each zone of the configuration",
    "session_crowd": "sorts the few sessions of one person",
    "half_session_crowd": "the same, of half sessions",
    "public_servers": "sorts the few servers of one delegation",
    "nameserver_of": "the same",
    "zone_check_open": "the index has only those that are open",
    "block_of_record": "an operation on one record, as large as it",
    "asn_of_record": "the same",
}
# Read on pages that many ask for: what is found lies in the index itself.
COVERED = {
    "view_children_told": "b",
    "view_child_before": "block",
    "view_linked": "block",
    "view_named_after": "organisation",
}


def explain(database, statement):
    values = [sqlgen.EXAMPLE[sqlgen.POSTGRES[slot][0]]
              for slot, _ in statement.slots]
    return [row[3] for row in database.execute(
        f"EXPLAIN QUERY PLAN {statement.sql}", values)]


def what_is_wrong(database, statement):
    steps = explain(database, statement)
    whole = [step for step in steps if WHOLE.search(step)]
    if not READ_ALL.search(statement.name) and \
            bool(whole) != (statement.name in OTHERS):
        return "; ".join(whole) or "is no exception"
    search = f"SEARCH {COVERED.get(statement.name)} USING COVERING INDEX"
    if statement.name in COVERED and \
            not any(step.startswith(search) for step in steps):
        return "reads the table beside its index"
    return None


def main():
    paths = sqlgen.find_paths(os.path.join(os.path.dirname(__file__), ".."))
    _, statements = sqlgen.load(paths)
    database = sqlite3.connect(":memory:")
    for sql in sqlgen.sqlite_schema(paths["schema"]):
        database.execute(sql)
    failed = 0
    for statement in statements:
        wrong = what_is_wrong(database, statement)
        if wrong is not None:
            failed += 1
            print(f"{statement.path}:{statement.line}: {statement.name}: "
                  f"{wrong}")
    passed = len(statements) - failed
    names = {statement.name for statement in statements}
    for name in sorted((OTHERS.keys() | COVERED.keys()) - names):
        failed += 1
        print(f"{name}: there is no such statement")
    print(f"{passed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
