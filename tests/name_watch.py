#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""The watch of delegated zones: real name servers asked over months, whose
states WHOIS prints; a lame one is told of and withdrawn, and comes back."""

import json
import time
from datetime import datetime, timedelta

import name_servers
import parcela
from name_servers import CONFIG, Nsd, World, host
from parcela import HOLDER, Report, user_add
from portal_server import Server

BEGIN = datetime(2026, 3, 1, 12)
MAIL = "[http]\nbase_url = http://127.0.0.1\n[mail]\n" \
    "server = smtp://127.0.0.1:9\nfrom = registry@example.net\n"
PATIENCE = 60
SERVERS = ["good1", "good2", "refuses", "old"]


def make_register(path):
    """45.5.114.0/24 has good servers, of 45.5.115.0/24 one refuses, one is
    behind."""
    register = parcela.make_isp(path)
    register.script([
        user_add("BIL1"), user_add("MEM1"),
        ["org", "contacts", HOLDER, "--billing", "BIL1", "--member", "MEM1"],
        ["undelegate", "45.4.0.0/16"],
        ["move-in", "45.5.112.0/20", HOLDER, "--status", "allocated"],
        ["delegate", "45.5.114.0/24", host("good1"), host("good2")],
        ["delegate", "45.5.115.0/24", host("good1"), host("refuses")],
        ["delegate", "45.5.116.0/24", host("good1"), host("old")]])
    return register


class Days:
    """The server on days of our choice, until it has asked what was due."""

    def __init__(self, register, report):
        self.register, self.report = register, report

    def stamp(self, day):
        now = BEGIN + timedelta(days=day) - datetime(1970, 1, 1)
        return int(now.total_seconds())

    def is_ahead(self, stamp):
        return self.register.rows(
            "SELECT * FROM nameserver_check WHERE checked > ?", stamp)

    def run(self, day, back=False):
        """Back: the clock was ahead before."""
        now = BEGIN + timedelta(days=day)
        stamp = self.stamp(day)
        with Server(self.register, CONFIG + MAIL,
                    clock=now.strftime("%Y-%m-%dT%H:%M:%SZ")):
            end = time.monotonic() + PATIENCE
            while (self.due(stamp) or back and self.is_ahead(stamp)) and \
                    time.monotonic() < end:
                time.sleep(0.02)
            self.report.check(not back or not self.is_ahead(stamp),
                              "all is asked after a clock was ahead")
            self.report.check(not self.due(stamp), f"day {day}: all was asked")

    def due(self, stamp):
        return self.register.rows(
            "SELECT delegation FROM delegation_watch WHERE due <= ?", stamp)

    def states(self):
        return {(f"{parcela.shown_prefix(*row[:2])}", row[2].split(".")[0]):
                row[3:] for row in self.register.rows(
                    "SELECT d.first, d.length, host, state, withdrawn "
                    "FROM nameserver n JOIN delegation d ON d.id = "
                    "n.delegation")}

    def mails(self):
        """(kind, handle, host), and what is waiting is taken away."""
        rows = self.register.rows(
            "SELECT kind, handle, detail FROM outbox ORDER BY kind, handle")
        with self.register.open_sql() as sql:
            sql.execute("DELETE FROM outbox")
        return [(kind, handle, json.loads(detail)["host"].split(".")[0])
                for kind, handle, detail in rows]

    def journaled(self):
        return self.register.rows("SELECT count(*) FROM journal "
                                  "WHERE operation = 'server_states'")[0][0]


def whois(register, prefix, name):
    """What stands below that server: [nserver, nsstat, nslastaa]."""
    lines = register.must("whois", prefix).out.splitlines()
    at = next(i for i, line in enumerate(lines)
              if line.lower().startswith("nserver:") and
              host(name) in line.lower())
    return [line.partition(":")[2].strip() for line in lines[at:at + 3]]


def test_first(report, register, days):
    days.run(0)
    states = days.states()
    report.check(states == {
        ("45.5.114.0/24", "good1"): ("AA", 0),
        ("45.5.114.0/24", "good2"): ("AA", 0),
        ("45.5.115.0/24", "good1"): ("AA", 0),
        ("45.5.115.0/24", "refuses"): ("QREFUSED", 0),
        ("45.5.116.0/24", "good1"): ("AA", 0),
        ("45.5.116.0/24", "old"): ("NOT SYNC ZONE", 0)}, f"{states}")
    seen = whois(register, "45.5.112.0/20", "refuses")
    report.check(seen[1].endswith("QREFUSED"), f"WHOIS: {seen}")
    report.check(days.journaled() == 3, "states that change are journaled")
    report.check(days.mails() == [], "nobody is told on the first day")


def test_spread(report, register, days):
    """Good ones are asked within 7 days, bad ones within 2, and what stays as
    it was is not journaled."""
    for day in (2, 7):
        before = days.journaled()
        due = len(days.due(days.stamp(day)))
        report.check(due >= (2 if day == 2 else 3), f"day {day}: {due} due")
        days.run(day)
        report.check(days.journaled() == before, "nothing changed")
    checked = register.rows("SELECT DISTINCT checked FROM nameserver_check")
    report.check(len(checked) == 1, f"all were asked on day 7: {checked}")


def test_lame(report, register, days):
    lame = [("server_lame", "ISP1", "old"), ("server_lame", "ISP1", "refuses")]
    report.check(sorted(days.mails()) == lame,
                 "who is technical and administrative contact is told once")
    days.run(8.5)
    report.check(days.mails() == [], "and not again the day after")
    days.run(22)
    report.check(sorted(days.mails()) == lame, "but 15 days later")
    for day in (37, 52):
        days.run(day)
        told = days.mails()
        report.check({t[1] for t in told} == {"ISP1", "BIL1", "MEM1"} and
                     len(told) == 6, f"day {day}: the others too: {told}")


def test_withdrawn(report, register, days):
    days.run(66.9)
    report.check(not any(w for _, w in days.states().values()),
                 "nothing is withdrawn before its time")
    days.mails()
    days.run(67)
    states = days.states()
    report.check(states["45.5.115.0/24", "refuses"] == ("QREFUSED", 1) and
                 states["45.5.116.0/24", "old"] == ("NOT SYNC ZONE", 1) and
                 states["45.5.115.0/24", "good1"] == ("AA", 0),
                 f"after 60 days it is withdrawn: {states}")
    seen = whois(register, "45.5.112.0/20", "refuses")
    report.check(seen[0].endswith("[lame - not published]"), f"WHOIS: {seen}")
    told = days.mails()
    report.check(len(told) == 6 and {t[0] for t in told} ==
                 {"server_withdrawn"}, f"all contacts are told: {told}")


def test_pause(report, path):
    """Days on which nobody asked do not count, so that nobody is withdrawn who
    was not told; and a clock that was years ahead stops nothing."""
    register = make_register(path)
    days = Days(register, report)
    days.run(0)
    days.run(70)
    lame = days.states()["45.5.115.0/24", "refuses"]
    report.check(lame == ("QREFUSED", 0) and days.mails() == [],
                 f"a pause of 70 days withdraws nobody: {lame}")
    days.run(77.5)
    report.check(("server_lame", "ISP1", "refuses") in days.mails(),
                 "a week later they are told")
    days.run(1200)
    report.check(days.states()["45.5.115.0/24", "refuses"] == ("QREFUSED", 0),
                 "nor does a clock that is years ahead")
    days.run(78, back=True)
    report.check(days.states()["45.5.115.0/24", "refuses"] == ("QREFUSED", 0),
                 "nor when it is right again")
    since = register.rows("SELECT max(since) FROM nameserver_watch")[0][0]
    report.check(since == days.stamp(78), "what is to come is not counted")


def test_back(report, register, days, world):
    """Both are mended, and asked within two days."""
    world.servers["refuses"].stop()
    world.servers["refuses"] = Nsd(
        world.folder / "mended", name_servers.ADDRESSES["refuses"],
        {z: world.zone(z) for z in world.ZONES}).start()
    old = world.servers["old"]
    old.stop()
    for zone in world.ZONES:
        old.write(zone, world.zone(zone))
    old.start()
    days.run(69)
    states = set(days.states().values())
    report.check(states == {("AA", 0)}, f"all are good again: {states}")
    seen = whois(register, "45.5.112.0/20", "refuses")
    report.check("[lame" not in seen[0] and seen[2] == "20260509",
                 f"WHOIS: {seen}")
    told = days.mails()
    report.check(len(told) == 6 and {t[0] for t in told} == {"server_back"},
                 f"all contacts are told: {told}")
    report.check(register.rows("SELECT * FROM nameserver_watch") == [] and
                 register.rows("SELECT since FROM delegation_watch WHERE "
                               "since IS NOT NULL") == [],
                 "nothing is wrong any more")


def test_keys(report, register, days, world):
    """DS records are compared with the keys at each watch."""
    fits = world.servers["good2"].ds(world.SIGNED)[0]
    wrong = f"{fits[:-1]}{'0' if fits[-1] != '0' else '1'}"
    zone = "45.5.117.0/24"
    for day, ds, state in ((70, wrong, "FAIL"), (73, fits, "AA")):
        register.must("delegate", zone, host("good2"), "--ds", ds)
        days.run(day)
        seen = days.states()[zone, "good2"]
        report.check(seen == (state, 0), f"{ds}: {seen}")


def test_zones(report, register, days, world):
    """A server is withdrawn from the zone that it does not serve alone."""
    register.must("delegate", "2801:4::/47", host("good1"))
    days.run(80)
    report.check(days.states()["2801:4::/47", "good1"] == ("QREFUSED", 0),
                 f"bad in one of two zones: {days.states()}")
    for day in (94, 108, 122, 136, 148):
        days.run(day)
    states = days.states()
    report.check(states.get(("2801:4::/48", "good1")) == ("AA", 0) and
                 states.get(("2801:4:1::/48", "good1")) == ("QREFUSED", 1)
                 and ("2801:4::/47", "good1") not in states,
                 f"withdrawn from that one: {states}")
    told = {json.loads(detail)["prefix"] for detail, in register.rows(
        "SELECT detail FROM outbox WHERE kind = 'server_withdrawn'")}
    report.check(told == {"2801:4:1::/48"}, f"which the mails name: {told}")
    world.servers["good1"].stop()
    other = "1" + world.SIX[1:]
    world.servers["good1"] = Nsd(
        world.folder / "more", name_servers.ADDRESSES["good1"],
        {z: world.zone(z) for z in (*world.ZONES, world.SIX, other)}).start()
    days.run(151)
    states = {key: state for key, state in days.states().items()
              if key[0].startswith("2801")}
    report.check(states == {("2801:4::/47", "good1"): ("AA", 0)} or
                 states == {("2801:4::/47", "good1"): ("UNCHECKED", 0)},
                 f"it is back, and one delegation again: {states}")


def main():
    name_servers.enter_network()
    report = Report()
    with parcela.folder() as folder, \
            World(folder / "servers", SERVERS) as world:
        register = make_register(folder / "r.db")
        days = Days(register, report)
        test_first(report, register, days)
        test_spread(report, register, days)
        test_lame(report, register, days)
        test_withdrawn(report, register, days)
        test_pause(report, folder / "pause.db")
        test_back(report, register, days, world)
        test_keys(report, register, days, world)
        test_zones(report, register, days, world)
        parcela.check_verify(report, register, "after the watch")
    report.finish()


if __name__ == "__main__":
    main()
