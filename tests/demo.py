#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""The demo registry: the same every time, whole, and its guide tells the truth.

Types every command of `parcela demo --guide` and looks for the lines that it
promises.
"""

import re
import shlex
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import parcela  # noqa: E402

PERIOD = re.compile(r"^%  \d{4}-\d\d-\d\d .*$", re.M)

# At least so many of each, by what the statistics and the store say.
AT_LEAST = [
    ("organisations", "SELECT count(*) FROM organisation", 300),
    ("legacy entities", "SELECT count(*) FROM organisation WHERE legacy", 10),
    ("countries", "SELECT count(DISTINCT country) FROM organisation", 20),
    ("IPv4 sizes", "SELECT count(DISTINCT length) FROM block "
     "WHERE first >= x'00000000000000000000ffff00000000' AND first < "
     "x'00000000000000000001000000000000' AND status = 'allocated'", 14),
    ("IPv6 sizes", "SELECT count(DISTINCT length) FROM block "
     "WHERE first > x'20' AND status IN ('allocated', 'assigned')", 7),
    ("sub-assignments", "SELECT count(*) FROM block "
     "WHERE status IN ('reallocated', 'reassigned')", 500),
    ("parts of parts", "SELECT count(*) FROM block AS b JOIN block AS p "
     "ON p.id = b.parent WHERE p.status = 'reallocated'", 50),
    ("own uses", "SELECT count(DISTINCT use) FROM block", 5),
    ("ASNs held", "SELECT count(*) FROM asn WHERE organisation IS NOT NULL",
     150),
    ("origins", "SELECT count(*) FROM origin", 200),
    ("delegations", "SELECT count(*) FROM delegation", 200),
    ("states of name servers",
     "SELECT count(DISTINCT state) FROM nameserver", 9),
    ("withdrawn servers", "SELECT count(*) FROM nameserver WHERE withdrawn",
     1),
    ("kinds of operations", "SELECT count(DISTINCT operation) FROM journal",
     21),
    ("passwords", "SELECT count(*) FROM account WHERE password != ''", 4),
    ("hostmasters", "SELECT count(*) FROM account WHERE hostmaster", 1),
]


def make_demo(report, path):
    register = parcela.Register(path)
    answer = register.run("demo")
    report.check(answer.code == 0, f"demo: exit {answer.code}: {answer.text}")
    return register


def check_same(report, one, two):
    """Two demos are one: exports, WHOIS, journal."""
    same = one.must("export", "delegated").out \
        == two.must("export", "delegated").out
    report.check(same, "two demos export different statistics")
    for query in ("198.18.115.70", "UY-EJEM-LACNIC", "AS64500", "ROQ7",
                  "2001:db8:120:100::1"):
        answers = [PERIOD.sub("", register.must("whois", query).out)
                   for register in (one, two)]
        report.check(answers[0] == answers[1], f"whois {query} differs")
    last = "SELECT serial, hash FROM journal ORDER BY serial DESC LIMIT 1"
    report.check(one.rows(last) == two.rows(last), "the journals differ")


def check_contents(report, register):
    for what, sql, least in AT_LEAST:
        count = register.rows(sql)[0][0]
        report.check(count >= least, f"only {count} {what}, not {least}")
    statistics = register.must("export", "delegated").out
    for status in "allocated", "assigned", "available", "reserved":
        report.check(f"|{status}" in statistics, f"nothing is {status}")


def guide_steps(text):
    """(command, lines it must answer) of a guide."""
    steps = []
    for line in text.splitlines():
        if line.startswith("  $ "):
            steps.append((line[4:], []))
        elif line.startswith("        ") and steps:
            steps[-1][1].append(line.strip())
    return steps


def words_of(command):
    """What parcela is run with for a command of the guide."""
    words = shlex.split(command)
    if words[0] == "whois":
        return ["whois", words[-1]]
    if words[1] == "--store":
        return words[3:]
    raise RuntimeError(f"not understood: {command}")


def check_no_guide(report, folder):
    """Another register is not said to be made up."""
    other = parcela.Register(folder / "other.db").init()
    text = other.must("demo", "--guide").out
    report.check("made up" not in text and "parcela-demo" not in text, text)


def check_guide(report, register):
    register.env.pop("PARCELA_CLOCK")       # people have the day's date
    text = register.must("demo", "--guide").out
    steps = guide_steps(text)
    report.check(len(steps) >= 15, f"the guide has {len(steps)} steps")
    for command, promised in steps:
        answer = register.run(*words_of(command))
        report.check(answer.code == 0, f"{command}: {answer.text}")
        lines = [line.strip() for line in answer.out.splitlines()]
        for line in promised:
            if line.startswith("/"):        # one of several columns
                good = any(line in said for said in lines)
            else:
                good = line in lines
            report.check(good, f"{command}: no line {line!r}")
    report.check("parcela-demo-2026" in text, "the guide has no password")


def check_refusals(report, register):
    before = register.must("export", "delegated").out
    answer = register.run("demo")
    report.check(answer.code == 73, f"a second demo: exit {answer.code}")
    report.check(register.must("export", "delegated").out == before,
                 "a second demo changed something")
    report.check(register.run("demo", "x").code == 64, "demo x")
    answer = register.run("--store", "sqlite::memory:", "demo")
    report.check(answer.code == 64, f"demo in memory: exit {answer.code}")
    answer = register.run("--store", "sqlite:/nowhere/x", "demo")
    report.check(answer.code == 74, f"demo nowhere: exit {answer.code}")


def check_litter(report, path):
    names = {name.name for name in path.iterdir()}
    litter = {name for name in names if "making" in name or "tmp" in name}
    report.check(not litter, f"left behind: {litter}")


def main():
    report = parcela.Report()
    with parcela.folder() as path:
        one = make_demo(report, path / "one.db")
        two = make_demo(report, path / "two.db")
        check_same(report, one, two)
        check_contents(report, one)
        parcela.check_verify(report, one, "demo")
        check_refusals(report, one)
        check_guide(report, one)
        parcela.check_verify(report, one, "after the guide")
        check_litter(report, path)
        check_no_guide(report, path)
    report.finish()


if __name__ == "__main__":
    main()
