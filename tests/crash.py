#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""kill -9 of every process at random moments.

Most trials kill several writers (`parcela batch`), a server and a verify over
one store.  Each writer has a territory of its own and a plan, so what must be
there is known: everything that it was told is done, at most the one command
in flight besides, and nothing by halves.  The other trials kill an import, an
init, a demo, a backup or a restore."""

import contextlib
import ctypes
import os
import random
import subprocess
import time
from ipaddress import ip_network
from pathlib import Path

from parcela import (Register, Report, batch_answers, check_verify,
                     customer, folder, kill_group, line_of, make_isp,
                     options, shown_prefix, stored_prefix)

WRITERS = 3
PLAN = 900                      # commands, more than a writer gets through
BLOCK = ip_network("45.4.0.0/16")
TRIALS_PER_STORE = 8
IMPORT_RECORDS = 4000


# --- A writer's plan --------------------------------------------------------

class Plan:
    """Commands that all succeed in this order, and the state after each.

    The state is {prefix: (parent, ownerid, tech-c, origins)}."""

    def __init__(self, territory, state, generator, stem):
        self.territory = territory
        self.random = generator
        self.stem = stem        # of the ownerids of new organisations
        self.commands, self.states = [], [dict(state)]
        while len(self.commands) < PLAN:
            step = generator.choice((self.give, self.give, self.give_new,
                                     self.nest, self.take_back,
                                     self.contact, self.announce))
            state = dict(self.states[-1])
            words = step(state)
            if words:
                self.commands.append(words)
                self.states.append(state)

    def part_of(self, state, block, around):
        """A prefix inside `around` that no child of block overlaps, or None."""
        length = self.random.randint(around.prefixlen + 1,
                                     min(around.prefixlen + 8, 30))
        spot = self.random.getrandbits(length - around.prefixlen)
        first = int(around.network_address) + (spot << (32 - length))
        net = ip_network((first, length))
        kids = [kid for kid, row in state.items() if row[0] == block]
        return None if any(net.overlaps(kid) for kid in kids) else net

    def give(self, state, block=BLOCK, around=None):
        net = self.part_of(state, block, around or self.territory)
        if net is None:
            return None
        owner = self.random.randint(1, 4)
        state[net] = (block, customer(owner), f"CUS{owner}", ())
        return ["subassign", "--in", block, net, customer(owner)]

    def give_new(self, state):
        words = self.give(state)
        if words is None:
            return None
        net = words[3]
        owner = f"UY-{self.stem}{len(self.commands) + 1}-LACNIC"
        state[net] = (BLOCK, owner, "ISP1", ())
        return words[:4] + ["--new-org", f"New {owner}", "--country", "UY",
                            "--as", "ISP1", "--ownerid", owner]

    def nest(self, state):
        if not state:
            return None
        block = self.random.choice(list(state))
        if block.prefixlen >= 30 or state[block][0] != BLOCK:
            return None
        return self.give(state, block, block)

    def take_back(self, state):
        if not state:
            return None
        net = self.random.choice(list(state))
        for other in [kid for kid in state if kid.subnet_of(net)]:
            del state[other]
        return ["release", net, "--with-children"]

    def contact(self, state):
        return self.change(state, 2, f"CUS{self.random.randint(1, 4)}",
                           lambda net, tech: ["contacts", net, "--tech", tech])

    def announce(self, state):
        return self.change(state, 3, (64000 + self.random.randint(0, 9),),
                           lambda net, asns: ["origin", net, *asns])

    def change(self, state, place, value, words):
        if not state:
            return None
        net = self.random.choice(list(state))
        row = list(state[net])
        row[place] = value
        state[net] = tuple(row)
        return words(net, value)


def stored_state(register, territory):
    """The state of a territory as it stands in the store."""
    first, _ = stored_prefix(territory)
    last, _ = stored_prefix(ip_network((int(territory[-1]), 32)))
    rows = register.rows(
        "SELECT b.first, b.length, p.first, p.length, o.ownerid, t.handle,"
        " (SELECT group_concat(number) FROM"
        "  (SELECT number FROM origin WHERE block = b.id ORDER BY number))"
        " FROM block b JOIN block p ON p.id = b.parent"
        " JOIN organisation o ON o.id = b.organisation"
        " JOIN person t ON t.id = b.tech"
        " WHERE b.first BETWEEN ? AND ? AND b.length > 112", first, last)
    return {shown_prefix(*row[:2]): (shown_prefix(*row[2:4]), row[4], row[5],
                                     tuple(map(int, (row[6] or "").split(",")
                                               if row[6] else ())))
            for row in rows}


def adopt_orphans():
    """What a killed server started becomes ours, so that we can wait for it
    (prctl(2), PR_SET_CHILD_SUBREAPER)."""
    ctypes.CDLL(None, use_errno=True).prctl(36, 1, 0, 0, 0)


def wait_for_orphans():
    """A reader that still lives can hide a change that was on disk before its
    writer died and that the next one to open the store finds."""
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


# --- Killing writers --------------------------------------------------------

class Writers:
    """A store with its territories, killed over and over."""

    answers = 0                 # that any writer was given

    def __init__(self, template, path, generator):
        self.register = template.copy(path)
        self.random = generator
        self.trials = 0
        self.states = dict.fromkeys(
            list(BLOCK.subnets(new_prefix=20))[:WRITERS], {})

    def trial(self, report):
        self.trials += 1
        plans = [Plan(territory, state, self.random,
                      f"NEW{'ABC'[index]}{self.trials}")
                 for index, (territory, state)
                 in enumerate(self.states.items())]
        outputs = [self.register.path.with_name(f"output-{index}")
                   for index in range(WRITERS)]
        self.kill_all([self.register.start(role, stdout=subprocess.DEVNULL,
                                           stderr=subprocess.DEVNULL)
                       for role in ("serve", "verify")] +
                      [self.start_writer(plan, output)
                       for plan, output in zip(plans, outputs)])
        for plan, output in zip(plans, outputs):
            self.check_plan(report, plan, batch_answers(
                output.read_text(errors="replace")))
        check_verify(report, self.register, "after killing writers")

    def start_writer(self, plan, output):
        script = output.with_suffix(".plan")
        script.write_text("".join(line_of(words) + "\n"
                                  for words in plan.commands))
        with open(script, "rb") as source, open(output, "wb") as sink:
            return self.register.start("batch", stdin=source, stdout=sink,
                                       stderr=sink)

    def kill_all(self, processes):
        """At one moment, or one after the other while the rest goes on."""
        moment = self.random.uniform(0, 0.3)
        spread = self.random.choice((0, 0.2))
        deaths = sorted(((moment + self.random.uniform(0, spread), index)
                         for index in range(len(processes))))
        begun = time.monotonic()
        for when, index in deaths:
            time.sleep(max(0, begun + when - time.monotonic()))
            kill_group(processes[index])
        wait_for_orphans()

    def check_plan(self, report, plan, answers):
        refused = [answer for answer in answers if answer.code != 0]
        report.check(not refused, f"{plan.territory}: refused: {refused[:1]}")
        told = len(answers)
        now = stored_state(self.register, plan.territory)
        wrong = [{net: (state.get(net), now.get(net))
                  for net in state.keys() | now.keys()
                  if state.get(net) != now.get(net)}
                 for state in plan.states[told:told + 2]]
        report.check({} in wrong, f"{plan.territory}: after {told} answers "
                     f"(expected, found): {wrong}")
        Writers.answers += told
        self.states[plan.territory] = now


# --- Killing what makes a store ---------------------------------------------

class Makers:
    """Commands that make or copy whole stores, and how long each takes."""

    def __init__(self, template, path, generator):
        self.template = template
        self.path = path
        self.random = generator
        self.seconds = {}
        self.file = path / "delegated"
        self.file.write_text(statistics_file(IMPORT_RECORDS))
        self.whole = self.import_whole()
        self.backup = path / "backup"
        template.must("backup", self.backup)

    def fresh(self):
        register = Register(self.path / "made")
        register.remove()
        return register

    def import_whole(self):
        register = self.fresh().init()
        register.must("import", "delegated", self.file)
        return register.rows("SELECT count(*) FROM block")

    def kill_sometime(self, register, *words):
        """Kills the command at a random moment of the time that it takes."""
        name = words[0]
        if name not in self.seconds:
            begun = time.monotonic()
            probe = Register(self.path / "probe")
            probe.remove()
            if name == "import":
                probe.init()
            target = [f"{word}.probe" if name == "backup" and word != name
                      else word for word in words]
            (self.template if name == "backup" else probe).must(*target)
            self.seconds[name] = time.monotonic() - begun
        process = register.start(*words, stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL)
        time.sleep(self.random.uniform(0, 1.1 * self.seconds[name]))
        kill_group(process)

    def trial_import(self, report):
        register = self.fresh().init()
        empty = register.rows("SELECT count(*) FROM block")
        self.kill_sometime(register, "import", "delegated", self.file)
        found = register.rows("SELECT count(*) FROM block")
        report.check(found in (empty, self.whole),
                     f"killed import left {found} blocks of {self.whole}")
        check_verify(report, register, "after a killed import")
        if found == empty:
            again = register.run("import", "delegated", self.file)
            report.check(again.code == 0, f"import again: {again.text}")

    def trial_init(self, report):
        register = self.fresh()
        self.kill_sometime(register, "init", "--registry", "lacnic")
        self.check_made(report, register, "init", "--registry", "lacnic")

    def trial_demo(self, report):
        register = self.fresh()
        self.kill_sometime(register, "demo")
        self.check_made(report, register, "demo")

    def trial_restore(self, report):
        register = self.fresh()
        self.kill_sometime(register, "restore", self.backup)
        self.check_made(report, register, "restore", self.backup)

    def check_made(self, report, register, *words):
        """The next command either finds a whole register or can make it."""
        proof = register.run("verify")
        report.check(proof.code == 0 or proof.err,
                     f"{words[0]}: verify {proof.code} says nothing")
        again = register.run(*words)
        report.check(again.code == 0 or (again.err and proof.code == 0),
                     f"killed {words[0]}: verify says {proof.code} "
                     f"{proof.text!r}, {words[0]} again {again.code} "
                     f"{again.text!r}")
        check_verify(report, register, f"after a killed {words[0]}")

    def trial_backup(self, report):
        target = self.path / "copy"
        Register(target).remove()
        self.kill_sometime(self.template, "backup", target)
        check_verify(report, self.template, "after a killed backup")
        if target.exists():
            report.check(self.is_whole_or_refused(target),
                         "a killed backup left half a file that restores")
        again = self.template.run("backup", target)
        report.check(again.code == 0 or (target.exists() and again.err),
                     f"backup again: {again.code} {again.text!r}")

    def is_whole_or_refused(self, target):
        register = self.fresh()
        answer = register.run("restore", target)
        if answer.code == 0:
            return register.run("verify").code == 0
        return bool(answer.err)


def statistics_file(records):
    lines = [f"lacnic|UY|ipv4|{ip_network((0x2D000000 + 1024 * n, 22))[0]}|"
             f"1024|20200101|allocated|holder{n % 500}"
             for n in range(records)]
    head = ["2.3|lacnic|20260301|%d|19870101|20260228|-0300" % records,
            "lacnic|*|ipv4|*|%d|summary" % records,
            "lacnic|*|ipv6|*|0|summary", "lacnic|*|asn|*|0|summary"]
    return "\n".join(head + lines) + "\n"


# --- The program ------------------------------------------------------------

def main():
    arguments = options(__doc__, times=25).parse_args()
    generator = random.Random(arguments.seed)
    report = Report()
    adopt_orphans()
    with folder(ram=False) as path:
        template = make_isp(path / "template")
        makers = Makers(template, path, generator)
        others = (makers.trial_import, makers.trial_init,
                  makers.trial_backup, makers.trial_restore,
                  makers.trial_demo)
        writers = None
        for trial in range(arguments.times):
            if trial % 3 == 2:
                others[trial // 3 % len(others)](report)
                continue
            if writers is None or writers.trials == TRIALS_PER_STORE:
                writers = fresh_writers(template, path, generator)
            writers.trial(report)
    print(f"{Writers.answers} changes were acknowledged")
    report.finish()


def fresh_writers(template, path, generator):
    Register(path / "store").remove()
    return Writers(template, Path(path / "store"), generator)


if __name__ == "__main__":
    main()
