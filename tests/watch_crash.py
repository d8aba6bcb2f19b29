#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Probe and watch killed at random while they ask: what was asked for is
answered all the same, and the states are as if nobody had been killed.

  watch_crash.py [--times 100]"""

import os
import random
import signal
import time
from datetime import datetime

import name_servers
import parcela
from name_servers import CONFIG, World, host
from parcela import HOLDER, NOW, Report
from portal_server import Server
from zone_check import ask, role_of

NAMES = ["good1", "good2", "refuses", "old", "silent"]
STATES = {"good1": "AA", "good2": "AA", "refuses": "QREFUSED",
          "old": "NOT SYNC ZONE", "silent": "TIMEOUT"}
ZONES = (114, 115, 116)
PATIENCE = 60


def make_register(path):
    register = parcela.make_isp(path)
    register.script(
        [["undelegate", "45.4.0.0/16"],
         ["move-in", "45.5.112.0/20", HOLDER, "--status", "allocated"]] +
        [["delegate", f"45.5.{z}.0/24", *map(host, NAMES)] for z in ZONES])
    return register


def state_among(hosts, number):
    """The old one is behind nobody where there is no good one."""
    names = [one.split(".")[0] for one in hosts]
    alone = names[number] == "old" and not {"good1", "good2"} & set(names)
    return "AA" if alone else STATES[names[number]]


def waits(register):
    return register.rows(
        "SELECT (SELECT count(*) FROM delegation_watch WHERE due <= ?) + "
        "(SELECT count(*) FROM zone_check WHERE done IS NULL)",
        datetime.fromisoformat(NOW).timestamp())[0][0]


def make_due(register):
    with register.open_sql() as sql:
        sql.execute("UPDATE delegation_watch SET due = 0")


def kill_one(server, rng):
    """One of the two, when it runs; both are started again."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        pid = role_of(server, rng.choice(["probe", "watch"]))
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
            return True
        time.sleep(0.02)
    return False


def main():
    options = parcela.options(__doc__, times=8).parse_args()
    name_servers.enter_network()
    report, rng = Report(), random.Random(options.seed)
    with parcela.folder() as folder, World(folder / "servers", NAMES):
        register = make_register(folder / "r.db")
        with Server(register, CONFIG, clock=NOW) as server:
            for number in range(options.times):
                make_due(register)
                ask(register, f"45.5.{rng.choice(ZONES)}.0/24",
                    rng.sample(NAMES[:4], 2), number)
                time.sleep(rng.random() * 0.4)  # where it is hit is chance
                report.check(kill_one(server, rng), "there was one to kill")
            end = time.monotonic() + PATIENCE
            while waits(register) and time.monotonic() < end:
                time.sleep(0.05)
        report.check(waits(register) == 0, "all that was wanted was asked")
        states = register.rows("SELECT host, state FROM nameserver")
        report.check(all(STATES[name.split(".")[0]] == state
                         for name, state in states), f"states: {states}")
        found = register.rows("SELECT DISTINCT hosts, host, state FROM "
                              "zone_check_server JOIN zone_check ON id = "
                              "zone_check")
        report.check(found and all(
            state == state_among(hosts.split(), number)
            for hosts, number, state in found), f"found: {found}")
        count = register.rows("SELECT count(*) FROM zone_check_server")[0][0]
        report.check(count == 2 * options.times, f"{count} servers in checks")
        parcela.check_verify(report, register, "after the kills")
    report.finish()


if __name__ == "__main__":
    main()
