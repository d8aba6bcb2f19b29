#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""kill -9 and SIGTERM of a portal that is at work.

Writers sub-assign, change contacts and release through the portal, each in a
territory of its own; visitors log in and out.  Then the whole server is
killed, or the portal alone, which its supervisor starts again; or it is told
to end.  What was answered is there after it, what was not is there whole or
not at all; who was let in is still in, who left stays out.  On SIGTERM what is
under way is finished and answered, and nothing else is done."""

import contextlib
import fcntl
import http.client
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from ipaddress import ip_network

import parcela
from crash import adopt_orphans, wait_for_orphans
from parcela import (Register, Report, check_verify, customer, kill_group,
                     shown_prefix, stored_prefix, user_add)
from portal_race import Shot
from portal_server import PASSWORD, PATIENCE, Browser, Server, shown

BLOCK = ip_network("45.4.0.0/16")
WRITERS, VISITORS = 4, 2
OPEN_MAX = 3                    # sessions of a visitor
TRIALS_PER_STORE = 8
UNDER_WAY = 20                  # requests when SIGTERM comes
HOSTMASTER = "HOS1"             # who may do everything everywhere
LOST = (OSError, http.client.HTTPException)


def name_of(owner):
    """Of customer(owner), as make_isp() called it."""
    return f"Firm {customer(owner)}"


# --- One who works ----------------------------------------------------------

class State:
    """{prefix: (parent, holder's name, tech-c)} and the names of the new
    organisations of one territory."""

    def __init__(self, blocks=(), names=()):
        self.blocks, self.names = dict(blocks), set(names)

    def __eq__(self, other):
        return self.blocks == other.blocks and self.names == other.names

    def minus(self, other):
        """What a message says of two that are not the same."""
        return (self.blocks.items() ^ other.blocks.items(),
                self.names ^ other.names)


class Writer:
    """Changes one territory and knows in which states it can be."""

    answers = 0                 # that any of them was given

    def __init__(self, browser, territory, generator):
        self.browser, self.territory = browser, territory
        self.random = generator
        self.possible = [State()]
        self.told = 0           # answers
        self.made = 0           # organisations, for their names
        self.problems = []

    def work(self, register, done, strict):
        """Until it is told to stop.  strict: what is not answered must not be
        done."""
        while not done.is_set():
            after = State(self.possible[0].blocks, self.possible[0].names)
            path, form = self.step(after)
            try:
                page = self.browser.post(path, dict(form, reason="crash"),
                                         self.browser.csrf)
            except LOST:
                if not strict:
                    self.possible.append(after)
                    self.settle(register)
                continue
            if page.status == 303:
                self.possible = [after]
                self.told += 1
                Writer.answers += 1
            else:
                self.problems.append(f"{path} {form}: {page.status}")
                return

    def settle(self, register):
        """Goes on from what is there.  The others stay possible until the
        next answer: a change that was on disk when its writer died may be
        found when the last process that has the store open is gone."""
        now = self.now(register)
        self.possible.sort(key=lambda state: state != now)

    def now(self, register):
        first, _ = stored_prefix(self.territory)
        last, _ = stored_prefix(ip_network((int(self.territory[-1]), 32)))
        rows = register.rows(
            "SELECT b.first, b.length, p.first, p.length, o.name, t.handle"
            " FROM block b JOIN block p ON p.id = b.parent"
            " JOIN organisation o ON o.id = b.organisation"
            " JOIN person t ON t.id = b.tech"
            " WHERE b.first BETWEEN ? AND ? AND b.length > 112", first, last)
        names = register.rows("SELECT name FROM organisation WHERE name"
                              " LIKE ?", f"New {self.territory} %")
        return State({shown_prefix(*row[:2]): (shown_prefix(*row[2:4]),
                                               *row[4:]) for row in rows},
                     (name for name, in names))

    def step(self, after):
        """One change, done to `after` too: a path and a form."""
        if after.blocks and self.random.random() < 0.5:
            net = self.random.choice(list(after.blocks))
            return self.random.choice((self.contacts, self.release,
                                       self.nest))(after, net)
        return self.give(after, BLOCK, self.territory)

    def contacts(self, after, net):
        parent, holder, _ = after.blocks[net]
        tech = f"CUS{self.random.randint(1, 4)}"
        after.blocks[net] = parent, holder, tech
        return f"/blocks/{net}/contacts", dict(tech=tech, abuse="",
                                               action="confirm")

    def release(self, after, net):
        for other in [kid for kid in after.blocks if kid.subnet_of(net)]:
            del after.blocks[other]
        return f"/blocks/{net}/release", dict(prefix=net, with_children="1")

    def nest(self, after, net):
        if after.blocks[net][0] == BLOCK and net.prefixlen < 29:
            return self.give(after, net, net)
        return self.contacts(after, net)

    def give(self, after, block, around):
        """A part that is free, for one who is known or new."""
        kids = [net for net, row in after.blocks.items() if row[0] == block]
        while True:
            length = self.random.randint(around.prefixlen + 1, 30)
            spot = self.random.getrandbits(length - around.prefixlen)
            net = ip_network((int(around.network_address) +
                              (spot << 32 - length), length))
            if not any(net.overlaps(kid) for kid in kids):
                break
            if len(kids) > 20 or self.random.random() < 0.2:
                return self.release(after, self.random.choice(kids))
        form = dict(range="typed", prefix=net, tech="CUS1", action="confirm")
        if self.random.random() < 0.3:
            self.made += 1
            name = f"New {self.territory} {self.made}"
            after.names.add(name)
            form.update(recipient="new", name=name, country="UY", city="Rocha",
                        street="1", phone="1")
        else:
            owner = self.random.randint(1, 4)
            name = name_of(owner)
            form.update(recipient="known", ownerid=customer(owner))
        after.blocks[net] = block, name, "CUS1"
        return f"/blocks/{block}/subassign", dict(form, shown=shown(form))

    def check(self, report, register, what):
        for problem in self.problems:
            report.check(False, f"{what}: {problem}")
        self.problems = []
        now = self.now(register)
        report.check(now in self.possible, f"{what}: {self.territory}: after "
                     f"{self.told} answers, expected and found differ in " +
                     " or ".join(str(now.minus(state))
                                 for state in self.possible))
        self.possible = [now]


class Visitor:
    """Comes and goes."""

    def __init__(self, handle, generator):
        self.handle, self.random = handle, generator
        self.inside, self.left = [], []         # browsers
        self.problems = []

    def work(self, server, done):
        while not done.is_set():
            with contextlib.suppress(*LOST):
                if len(self.inside) < OPEN_MAX:
                    self.enter(server)
                else:
                    self.leave()

    def enter(self, server):
        browser = Browser(server, "127.%d.%d.%d" % tuple(
            self.random.randint(1, 250) for _ in "123"))
        page = browser.log_in(self.handle)
        if page.status == 303:
            browser.csrf = None
            self.inside.append(browser)
        else:
            self.problems.append(f"log in: {page.status}")

    def leave(self):
        """Not answered: who knows."""
        browser = self.inside.pop(self.random.randrange(OPEN_MAX))
        kept = dict(browser.cookies)
        page = browser.post("/logout", {})
        browser.cookies = kept
        self.left.append(browser)
        if page.status != 303 or page.location != "/login":
            self.problems.append(f"log out: {page.status}")

    def check(self, report, server, what):
        for problem in self.problems:
            report.check(False, f"{what}: {self.handle}: {problem}")
        self.problems = []
        for browsers, is_in in (self.inside, True), (self.left, False):
            for browser in browsers:
                browser.server = server
                report.check(browser.is_logged_in() == is_in,
                             f"{what}: {self.handle}: logged in: {not is_in}")


# --- Deaths -----------------------------------------------------------------

def role_of(server, role):
    """The process of a role, or None while there is none."""
    pid = server.process.pid
    with open(f"/proc/{pid}/task/{pid}/children") as children:
        for child in children.read().split():
            with contextlib.suppress(FileNotFoundError):
                with open(f"/proc/{child}/cmdline") as words:
                    if role in words.read().split("\0"):
                        return int(child)
    return None


def kill_server(server):
    kill_group(server.process)
    server.process.stdout.close()
    server.log.close()
    wait_for_orphans()


class Crew:
    """Those who work on one store, through one server after the other."""

    def __init__(self, template, path, generator):
        self.register, self.random = template.copy(path), generator
        os.replace(f"{template.path}.key.copy", f"{path}.key")
        self.trials = 0
        self.visitors = [Visitor(f"CUS{n + 1}", random.Random(
            generator.random())) for n in range(VISITORS)]
        self.writers = []
        with Server(self.register) as server:
            for territory in list(BLOCK.subnets(new_prefix=20))[:WRITERS]:
                self.writers.append(Writer(
                    log_in(server), territory,
                    random.Random(generator.random())))

    def trial(self, report):
        self.trials += 1
        how = self.random.choice(("kill", "kill the portal", "end"))
        server = Server(self.register)
        self.check_sessions(report, server, f"before {how}")
        done = threading.Event()
        threads = self.start(server, done, how)
        if how == "kill the portal":
            self.kill_portal(report, server)
        else:
            time.sleep(self.random.uniform(0.02, 0.4))
        done.set()
        if how == "kill":
            kill_server(server)
        else:
            server.close()
        for thread in threads:
            thread.join(PATIENCE)
        report.check(not any(thread.is_alive() for thread in threads),
                     f"{how}: all were answered or sent away")
        for writer in self.writers:
            writer.check(report, self.register, how)
        check_verify(report, self.register, how)
        return how

    def start(self, server, done, how):
        for writer in self.writers:
            writer.browser.server = server
        threads = [threading.Thread(target=writer.work, args=(
            self.register, done, how == "end")) for writer in self.writers]
        threads += [threading.Thread(target=visitor.work,
                                     args=(server, done))
                    for visitor in self.visitors]
        for thread in threads:
            thread.start()
        return threads

    def kill_portal(self, report, server):
        """Twice; each time all are answered again."""
        for _ in "12":
            time.sleep(self.random.uniform(0.02, 0.3))
            portal = role_of(server, "portal")
            os.kill(portal, signal.SIGKILL)
            begun, told = time.monotonic(), self.told()
            # One may have been answered before and not have counted it yet.
            while time.monotonic() < begun + PATIENCE and not all(
                    now > before + 1
                    for now, before in zip(self.told(), told)):
                time.sleep(0.01)
            report.check(time.monotonic() < begun + PATIENCE and
                         role_of(server, "portal") not in (None, portal),
                         "the portal is started again, sessions go on")

    def told(self):
        return [writer.told for writer in self.writers]

    def check_sessions(self, report, server, what):
        for visitor in self.visitors:
            visitor.check(report, server, what)

    def finish(self, report):
        with Server(self.register) as server:
            self.check_sessions(report, server, "at last")
        self.register.remove()


def log_in(server):
    browser = Browser(server)
    page = browser.log_in(HOSTMASTER)
    if page.status != 303:
        raise RuntimeError(f"{HOSTMASTER} is not let in: {page.status}")
    browser.csrf = browser.get("/help").csrf
    return browser


# --- SIGTERM while they wait for the register -------------------------------

def waiting_for(file):
    """How many wait for a lock of this file."""
    number = f":{os.fstat(file.fileno()).st_ino} "
    with open("/proc/locks") as locks:
        return sum("->" in line and number in line for line in locks)


def check_end(report, register):
    """All of them are finished and answered, who comes later is not heard."""
    server = Server(register)
    browser = log_in(server)
    nets = list(ip_network("45.4.240.0/20").subnets(new_prefix=25))
    with open(f"{register.path}.lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        forms = [dict(ownerid=customer(1), range="typed", prefix=net,
                      action="confirm") for net in nets[:UNDER_WAY]]
        shots = [Shot(browser, f"/blocks/{BLOCK}/subassign",
                      dict(form, shown=shown(form))) for form in forms]
        threads = fire(shots)
        begun = time.monotonic()
        while waiting_for(lock) < UNDER_WAY and \
                time.monotonic() < begun + PATIENCE:
            time.sleep(0.01)
        report.check(waiting_for(lock) == UNDER_WAY, "all are under way")
        server.process.send_signal(signal.SIGTERM)
        while is_heard(server) and time.monotonic() < begun + PATIENCE:
            time.sleep(0.01)
    server.close()
    for thread in threads:
        thread.join()
    report.check(all(shot.status == 303 for shot in shots),
                 f"SIGTERM: all are answered: "
                 f"{Counter(shot.status for shot in shots)}")
    there = {row[0] for row in register.rows("SELECT first FROM block")}
    report.check(all(stored_prefix(net)[0] in there
                     for net in nets[:UNDER_WAY]), "SIGTERM: all are done")
    check_verify(report, register, "SIGTERM")


def is_heard(server):
    """Who is not heard any more waits where nobody comes."""
    connection = http.client.HTTPConnection(server.host, server.port,
                                            timeout=0.5)
    with contextlib.closing(connection), contextlib.suppress(*LOST):
        connection.request("GET", "/help", headers={"Connection": "close"})
        return connection.getresponse().status == 200
    return False


def fire(shots):
    gate = threading.Barrier(len(shots))
    threads = [threading.Thread(target=shot.fire, args=(gate,))
               for shot in shots]
    for thread in threads:
        thread.start()
    return threads


# --- The program ------------------------------------------------------------

def make_template(path):
    register = parcela.make_isp(path)
    register.script([user_add(HOSTMASTER, "--hostmaster")])
    for handle in (HOSTMASTER, "CUS1", "CUS2"):
        register.must("user", "passwd", handle, stdin=PASSWORD + "\n")
    return register


def fresh_crew(template, path, generator):
    Register(path).remove()
    key = template.path.with_name(template.path.name + ".key")
    key.with_name(key.name + ".copy").write_bytes(key.read_bytes())
    os.chmod(f"{key}.copy", 0o600)
    return Crew(template, path, generator)


def main():
    options = parcela.options(__doc__, times=12).parse_args()
    generator = random.Random(options.seed)
    report = Report()
    adopt_orphans()
    with parcela.folder(ram=False) as path:
        template = make_template(path / "template")
        crew, ends = None, Counter()
        for _ in range(options.times):
            if crew is None or crew.trials == TRIALS_PER_STORE:
                if crew is not None:
                    crew.finish(report)
                crew = fresh_crew(template, path / "store", generator)
            ends[crew.trial(report)] += 1
        crew.finish(report)
        check_end(report, template)
    print(f"{Writer.answers} changes were acknowledged; {dict(ends)}")
    report.finish()


if __name__ == "__main__":
    sys.exit(main())
