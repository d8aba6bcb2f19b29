#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Eight real days of March 2023: day N is turned into day N+1 by parcela's own
operations, exported, and must equal the real N+1.

The difference between two days is worked out here, from the files alone, and
becomes commands: register, transfer, split, merge, return, reinstate, reserve,
release, move-in, move-out, correct, and org add for new holders.  Then the
same backwards, which takes what no week of a real registry does: merging
stock, moving in, releasing at once.

Skips when ../shared is not there (PARCELA_SHARED names another place).
"""

import collections
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import parcela  # noqa: E402
import real_files  # noqa: E402


# --- What changed ---------------------------------------------------------------

def clusters(old, new):
    """Records that went and came, in lists that overlap one another."""
    rows = sorted([(r.kind, r.first, r.last, 0, r) for r in old - new]
                  + [(r.kind, r.first, r.last, 1, r) for r in new - old],
                  key=lambda row: row[:4])
    found, kind, reach = [], None, -1
    for row in rows:
        if row[0] != kind or row[1] > reach:
            found.append(([], []))
            reach = -1
        kind, reach = row[0], max(reach, row[2])
        found[-1][row[3]].append(row[4])
    return found


def overlap(a, b):
    """The part that two records share, as (first, last), or None."""
    first, last = max(a.first, b.first), min(a.last, b.last)
    return (first, last) if first <= last else None


def with_range(record, first, last):
    return real_files.Record(record.kind, first, last, record.country,
                             record.date, record.status, record.holder)


class Pieces:
    """What an old record is cut into so far, as parcela would do it."""

    def __init__(self, record):
        self.kind = record.kind
        self.ranges = {(record.first, record.last)}

    def cut(self, first, last):
        """Cuts the range out; False when it is a piece already."""
        if (first, last) in self.ranges:
            return False
        around = next(r for r in self.ranges if r[0] <= first and
                      last <= r[1])
        self.ranges.remove(around)
        self.ranges.add((first, last))
        for rest in ((around[0], first - 1), (last + 1, around[1])):
            self.ranges.update(self.blocks(*rest))
        return True

    def blocks(self, first, last):
        """A range as CIDR blocks; of ASNs, as it is."""
        if self.kind == "asn" and first <= last:
            yield first, last
            return
        while first <= last:
            size = first & -first or 1 << 128
            while first + size - 1 > last:
                size >>= 1
            yield first, first + size - 1
            first += size


class Planner:
    """The commands that turn one day's records into the next's."""

    def __init__(self, ownerids):
        self.ownerids = ownerids        # by opaque-id
        self.commands = []
        self.counts = collections.Counter()

    def say(self, *words):
        self.commands.append(list(words))
        self.counts[words[0]] += 1

    def owner(self, record):
        """A word that run() replaces by the ownerid, made if it is new."""
        if record.holder not in self.ownerids:
            self.ownerids[record.holder] = None
            self.say("org", record.holder, record.country)
        return ("holder", record.holder)

    def plan(self, old, new):
        pieces = {record: Pieces(record) for record in old}
        for record in new:
            sources = [(o, overlap(o, record)) for o in old
                       if overlap(o, record)]
            if not sources:
                self.move_in(record)
            for source, part in sources:
                self.turn(pieces[source], source,
                          with_range(record, *part), len(sources) > 1)
            if len(sources) > 1:
                self.merge(record)
        for record in old:
            if not any(overlap(record, n) for n in new):
                self.say("move-out", record.name)

    def merge(self, record):
        date = [] if record.is_stock else ["--date", record.date]
        self.say("merge", record.name, *date)

    def move_in(self, record):
        if record.is_stock:
            self.say("move-in", record.name, "--status", record.status)
        else:
            self.say("move-in", record.name, self.owner(record),
                     *self.details(record))

    @staticmethod
    def details(record):
        return ["--status", record.status, "--date", record.date,
                "--country", record.country]

    def turn(self, pieces, source, part, is_merged):
        """A part of an old record becomes (a part of) a new one."""
        if source.status == "available":
            pieces.cut(part.first, part.last)   # the operation does it
            self.turn_available(part)
            return
        if pieces.cut(part.first, part.last):
            self.say("split", part.name)
        if source.status == "reserved":
            self.turn_reserved(part)
        elif part.is_stock:
            self.say("return", part.name)
            if part.status == "available":
                self.say("release", part.name)
        else:
            self.turn_held(source, part, is_merged)

    def turn_available(self, part):
        if part.status == "reserved":
            self.say("reserve", part.name)
        elif not part.is_stock:
            self.say("register", part.name, self.owner(part),
                     *self.details(part))

    def turn_reserved(self, part):
        if part.status == "available":
            self.say("release", part.name)
        elif not part.is_stock:
            self.say("reinstate", part.name, self.owner(part),
                     *self.details(part))

    def turn_held(self, source, part, is_merged):
        if source.holder != part.holder:
            self.say("transfer", part.name, self.owner(part), "--country",
                     part.country)
        elif source.country != part.country:
            self.say("correct", part.name, "--country", part.country)
        if source.date != part.date and not is_merged:
            self.say("correct", part.name, "--date", part.date)
        if source.status != part.status:
            self.say("correct", part.name, "--status", part.status)


# --- Doing it -------------------------------------------------------------------

class Day:
    """Runs planned commands in one `parcela batch`."""

    def __init__(self, report, register, ownerids):
        self.report, self.ownerids = report, ownerids
        self.batch = parcela.Batch(register)

    def must(self, *words):
        answer = self.batch.run(*words)
        self.report.check(answer.code == 0,
                          f"{' '.join(words)}: {answer.text}")
        return answer.out.strip()

    def make_holder(self, opaque, country):
        person = self.must("person", "add", f"Contact {opaque}", "--email",
                           f"c{opaque}@example.invalid", "--country", country)
        name = f"Holder {opaque}"
        answer = self.must("org", "add", name, "--country", country,
                           "--admin", person.split()[-1], "--opaque", opaque)
        self.ownerids[opaque] = answer.split()[-1]

    def run(self, commands):
        for words in commands:
            if words[0] == "org":
                self.make_holder(*words[1:])
                continue
            self.must(*[self.ownerids[word[1]] if isinstance(word, tuple)
                        else word for word in words])
        self.batch.close()


def records_of(text):
    return set(map(real_files.record_of, real_files.record_lines(text)))


def check_day(report, register, ownerids, before, after, name):
    planner = Planner(ownerids)
    for old, new in clusters(records_of(before), records_of(after)):
        planner.plan(old, new)
    Day(report, register, ownerids).run(planner.commands)
    ours = register.must("export", "delegated").out
    differs = set(real_files.record_lines(ours)) \
        ^ set(real_files.record_lines(after))
    report.check(not differs, f"{name}: {sorted(differs)[:6]}")
    parcela.check_verify(report, register, name)
    print(f"{name}: " + ", ".join(f"{count} {what}" for what, count
                                  in sorted(planner.counts.items())),
          flush=True)


def main():
    parcela.options(__doc__).parse_args()
    real_files.skip_without_data()
    report = parcela.Report()
    days = real_files.read_week()
    with parcela.folder() as folder:
        register = parcela.Register(folder / "register").init()
        register.must("import", "delegated", "-", stdin=days[0][1])
        ownerids = dict(register.rows(
            "SELECT opaque, ownerid FROM organisation"))
        back = days[::-1]
        for (_, before), (name, after) in (*zip(days, days[1:]),
                                           *zip(back, back[1:])):
            check_day(report, register, ownerids, before, after, name)
    report.finish()


if __name__ == "__main__":
    main()
