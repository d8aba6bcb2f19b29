#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Random sequences of all operations, valid and invalid ones mixed, by many
users, against the reference model: same answers, same state, and `verify`
after each.  A sequence that fails is printed as the shortest list of commands
that still does."""

import contextlib
import random
import re
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from ipaddress import ip_network
from pathlib import Path

from chooser import Chooser, moment
from parcela import (NOW, Batch, Register, Report, folder, line_of, options,
                     org_add, proof, user_add)
from reverse_zones import can_delegate, note_check
from stored import (differences, expected_free, read_model, statistics,
                    stored_free, view)

USAGE_KINDS = {"USAGE", "MALFORMED", "UNCLEAN", "MISSING",
               "NO_COUNTRY", "DS_ZONE"}
NOW_SECONDS = int(datetime.fromisoformat(NOW).timestamp())

STATISTICS = """2.3|lacnic|20260301|14|19870101|20260228|-0300
lacnic|*|ipv4|*|7|summary
lacnic|*|ipv6|*|4|summary
lacnic|*|asn|*|3|summary
lacnic|UY|ipv4|45.4.0.0|65536|20150101|allocated|a1
lacnic|UY|ipv4|45.6.0.0|1792|20160101|allocated|b2
lacnic|AR|ipv4|45.7.4.0|512|20170101|assigned|c3
lacnic|AR|ipv4|45.7.6.0|512|20170101|assigned|c3
lacnic||ipv4|45.8.0.0|65536||available
lacnic||ipv4|45.9.0.0|3072||reserved|
lacnic|BR|ipv4|45.10.0.0|4096||allocated|a1
lacnic|UY|ipv6|2801:4::|32|20150101|allocated|a1
lacnic|AR|ipv6|2801:10::|48|20170101|assigned|c3
lacnic||ipv6|2801:20::|32||available
lacnic||ipv6|2801:30::|29||reserved|
lacnic|UY|asn|64100|10|20150101|allocated|b2
lacnic||asn|64200|16||available
lacnic||asn|64300|8||reserved|
"""
ONE_TIME = "AAAABBBBCCCCDDDDEEEE"
NEXT_DAY = None                 # among commands


# --- Playing a sequence -----------------------------------------------------

class Play:
    """Commands run through `parcela batch` and the model, side by side.

    Once in a while a day passes: the next commands run in another process,
    and how everything was that day is remembered for `held --at`."""

    def __init__(self, template, model, path):
        self.register = template.copy(path)
        self.model = model
        self.batch = Batch(self.register)
        self.commands = []
        self.kinds = Counter()
        self.days = []          # models, as they were

    def next_day(self):
        self.commands.append(NEXT_DAY)
        self.batch.close()
        self.days.append(self.model)
        self.model = self.model.copy()
        self.model.now += 86400
        self.register.env["PARCELA_CLOCK"] = moment(self.model.now)
        self.batch = Batch(self.register)

    def step(self, command):
        """Runs one; what was wrong, or None."""
        kind, after = command.apply(self.model)
        if command.name == "delegate" and kind != "USAGE":
            self.check_servers(command)
        answer = self.batch.run(*command.words, typed=self.password(command))
        if command.name == "legacy issue" and kind == "OK":
            self.know_password(command.operands[0])
        self.commands.append(command)
        self.kinds[kind] += 1
        self.model = after
        code = 0 if kind == "OK" else 64 if kind in USAGE_KINDS else 1
        if answer.code != code or kind not in ("USAGE", answer.kind):
            return (f"expected {kind} (exit {code}), answered exit "
                    f"{answer.code}: {answer.text.strip()}")
        return None

    def check_servers(self, command):
        """The only check that there is says that all is well."""
        with contextlib.closing(self.register.open_sql()) as db:
            db.executescript("DELETE FROM zone_check_server; "
                             "DELETE FROM zone_check")
            zone = ip_network(command.operands[0])
            if command.checked and can_delegate(zone):
                note_check(db, command.me, zone, command.operands[1:],
                           self.model.now, command.more.get("ds", ""))

    def password(self, command):
        return command.typed and {"right": ONE_TIME, "wrong": "AAAA"}[
            command.typed]

    def know_password(self, owner):
        """The one that was mailed is another: nobody here reads mail."""
        with contextlib.closing(self.register.open_sql()) as db:
            db.execute("UPDATE legacy_password SET hash = ? WHERE "
                       "organisation = (SELECT id FROM organisation WHERE "
                       "ownerid = ?)", (proof("legacy", ONE_TIME), owner))

    def compare(self):
        """What differs between store and model, or None."""
        wrong = differences(view(self.model), view(
            read_model(self.register, self.model.now)))
        wrong += differences(expected_free(self.model),
                             stored_free(self.register))
        return "\n  ".join(wrong) or None

    def ask(self, generator):
        """`free` and `held` of something, as commands answer."""
        held = generator.choice([held for held in self.model.held.values()
                                 if not isinstance(held.key, tuple)])
        answer = self.batch.run("free", held.key, "--list")
        found = [ip_network(word) for word in
                 re.findall(r"[0-9a-f.:]+/\d+", answer.out)]
        if answer.code != 0 or found != self.model.free(held.key):
            return (f"free {held.key} --list: expected "
                    f"{self.model.free(held.key)}, answered {answer.text}")
        return self.ask_held(self.part_end(held.key, generator))

    def part_end(self, key, generator):
        return key[0] if generator.random() < 0.5 else key[-1]

    def ask_held(self, address):
        """Who held it on each of the days; the last one is today."""
        for model in self.days + [self.model]:
            held = model.around(ip_network(address))
            words = ["held", address, "--at", moment(model.now)]
            answer = self.batch.run(*words)
            if held.status == "root":
                right = answer.code == 1 and "not in the register" in \
                    answer.text
            else:
                right = answer.code == 0 and all(
                    re.search(rf"^{key}: +{re.escape(str(value))}$",
                              answer.out, re.M)
                    for key, value in (("block", held.key),
                                       ("status", held.status),
                                       ("ownerid", held.owner))
                    if value is not None)
            if not right:
                return (f"{line_of(words)}: expected {held.key} {held.status}"
                        f" of {held.owner}, answered {answer.text}")
        return None

    def finish(self):
        """The end of a sequence: export and verify."""
        answer = self.batch.run("export", "delegated")
        found = {line for line in answer.out.splitlines()
                 if re.match(r"lacnic\|[A-Z]*\|(ipv4|ipv6|asn)\|", line)}
        opaques = dict(self.register.rows(
            "SELECT ownerid, opaque FROM organisation"))
        expected = statistics(self.model, opaques)
        if found != expected:
            return (f"export: missing {sorted(expected - found)}, "
                    f"too many {sorted(found - expected)}")
        if self.batch.close() < 0:
            return "batch died"
        answer = self.register.run("verify")
        return None if answer.code == 0 else f"verify: {answer.text.strip()}"

    def close(self):
        self.batch.close()
        self.register.remove()


def length_of_sequence(generator):
    """Some are long: what they find needs a past."""
    if generator.random() < 0.03:
        return generator.randint(150, 250)
    return generator.randint(20, 30)


def play_sequence(template, model, path, seed):
    """One sequence; what was wrong (None), its commands, results counted."""
    generator = random.Random(seed)
    play = Play(template, model, path)
    try:
        for _ in range(length_of_sequence(generator)):
            command = Chooser(play.model, generator).command()
            wrong = play.step(command)
            if not wrong and generator.random() < 0.1:
                wrong = play.compare() or play.ask(generator)
            if generator.random() < 0.05:
                play.next_day()
            if wrong:
                break
        wrong = wrong or play.compare() or play.finish()
        return wrong, play.commands, play.kinds
    finally:
        play.close()


def replay(template, model, path, commands):
    """Those commands alone; what was wrong, or None."""
    play = Play(template, model, path)
    try:
        for command in commands:
            if command is NEXT_DAY:
                play.next_day()
                continue
            wrong = play.step(command)
            if wrong:
                return wrong
        return play.compare() or play.finish()
    finally:
        play.close()


def shrink(template, model, path, commands):
    """The commands without those that do not matter, and what is wrong."""
    wrong = replay(template, model, path, commands)
    if wrong is None:
        return commands, "only wrong at times, or in `free` or `held`"
    for index in reversed(range(len(commands))):
        fewer = commands[:index] + commands[index + 1:]
        still = replay(template, model, path, fewer)
        if still is not None:
            commands, wrong = fewer, still
    return commands, wrong


# --- The registers to start from --------------------------------------------

def make_template(path):
    """A small registry: a statistics file, its people, their customers."""
    register = Register(path).init()
    register.must("import", "delegated", "-", stdin=STATISTICS)
    script = template_script(register)
    register.script(script)
    return register, script


def template_script(register):
    script = [user_add("HMA", "--hostmaster"), user_add("TEC1"),
              user_add("STR1"), user_add("DIS1"),
              ["user", "disable", "DIS1"],
              ["person", "add", "No Account", "--handle", "PER1", "--email",
               "per1@example.invalid", "--country", "UY"]]
    for ownerid, contact in register.rows(
            "SELECT o.ownerid, p.handle FROM organisation o"
            " JOIN person p ON p.id = o.admin ORDER BY o.id"):
        script += [["user", "add", "--handle", contact],
                   user_add(f"ADM{len(script)}"),
                   ["org", "contacts", ownerid, "--admin",
                    f"ADM{len(script)}"]]
    for number in 1, 2:
        script += [user_add(f"CUS{number}"),
                   org_add(f"UY-CUSX{number}-LACNIC", f"CUS{number}")]
    script += [["org", "add", "Casa Sola", "--ownerid", "UY-LEGA-LACNIC",
                "--country", "UY", "--legacy"],
               ["move-in", "45.12.0.0/16", "UY-LEGA-LACNIC"],
               ["move-in", "AS64400-AS64409", "UY-LEGA-LACNIC"],
               ["contacts", "45.4.0.0/16", "--tech", "TEC1"],
               ["subassign", "45.4.16.0/20", "UY-CUSX1-LACNIC"],
               ["delegate", "45.4.0.0/16", "ns1.example.net"],
               ["nsstate", "45.4.0.0/16", "ns1.example.net", "AA"],
               ["delegate", "45.10.0.0/20", "ns2.example.net"],
               ["nsstate", "45.10.0.0/20", "ns2.example.net", "AA"]]
    return script


def explain(path, script, commands, wrong):
    """How anyone can see it again."""
    lines = [line_of(words) for words in script]
    lines += ["# a day later" if command is NEXT_DAY
              else line_of(command.words) for command in commands]
    return (f"{wrong}\n# parcela init --registry lacnic; parcela import "
            f"delegated - with the STATISTICS of {Path(__file__).name}; "
            "then, with PARCELA_CLOCK=" + NOW + " parcela batch:\n" +
            "\n".join(lines))


def play_many(seeds):
    """The sequences of these seeds: failures, count of results."""
    failures, kinds = [], Counter()
    with folder() as path:
        template, script = make_template(path / "template")
        model = read_model(template, NOW_SECONDS)
        for seed in seeds:
            wrong, commands, seen = play_sequence(template, model,
                                                  path / "store", seed)
            kinds += seen
            if wrong:
                commands, still = shrink(template, model, path / "store",
                                         commands)
                failures.append(f"sequence {seed}: {wrong}\n" + explain(
                    path, script, commands, still))
            if len(failures) == 5:
                break
    return len(seeds), failures, kinds


def main():
    arguments = options(__doc__, sequences=300, jobs=2).parse_args()
    seeds = range(arguments.seed, arguments.seed + arguments.sequences)
    shares = [seeds[at:at + 50] for at in range(0, len(seeds), 50)]
    report, kinds = Report(), Counter()
    with ProcessPoolExecutor(arguments.jobs) as pool:
        for count, failures, seen in pool.map(play_many, shares):
            kinds += seen
            report.passed += count - len(failures)
            for failure in failures:
                report.check(False, failure)
    print(", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))
    report.finish()


if __name__ == "__main__":
    main()
