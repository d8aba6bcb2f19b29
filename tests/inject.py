#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""A disk that fails: ENOSPC and EIO at every call of one sub-assignment that
writes or syncs, once and from there on.  The answer must be an error and
nothing changed, "outcome unknown", or success; never a lie.  And an init that is killed at any
of its calls can be finished by the next."""

import argparse
import os
import re
import shutil
import subprocess
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from parcela import (UNKNOWN, Answer, Register, Report, check_verify,
                     customer, folder, make_isp)

CALLS = ("write", "writev", "pwrite64", "pwritev", "fsync", "fdatasync",
         "ftruncate", "fallocate")
ERRORS = "ENOSPC", "EIO"
WANTED = "45.4.16.0/24"
NOTHING_CHANGED = "nothing was changed"


def traced(register, log, *inject):
    """The sub-assignment under strace."""
    words = register.command("subassign", WANTED, customer(1))
    strace = ["strace", "-f", "-qq", "-o", log, "-e",
              "trace=" + ",".join(CALLS), *inject]
    env = dict(register.env, ASAN_OPTIONS="detect_leaks=0")  # nor may LSan
    done = subprocess.run(strace + words, env=env, capture_output=True,
                          text=True, errors="replace", check=False)
    return Answer(done.returncode, done.stdout, done.stderr)


def calls_made(template, path):
    """How often an undisturbed sub-assignment makes each call."""
    register = template.copy(path / "count")
    answer = traced(register, path / "log")
    if answer.code != 0:
        raise RuntimeError(f"undisturbed: {answer.code} {answer.text}")
    names = re.findall(r"^\d+ +(\w+)\(", (path / "log").read_text(), re.M)
    register.remove()
    return Counter(names)


def state(register):
    """What is registered, as one value that can be compared."""
    return [register.rows(f"SELECT * FROM {table} ORDER BY 1, 2")
            for table in ("block", "record", "free", "free_count", "tally",
                          "cell", "journal")]


def is_there(register):
    return bool(register.rows(
        "SELECT 1 FROM block b JOIN organisation o ON o.id = b.organisation"
        " WHERE o.ownerid = ?", customer(1)))


def told_output_failed(log):
    """The call that failed was one that writes to the user."""
    failed = [line for line in log.read_text().splitlines()
              if line.endswith("(INJECTED)")]
    return all(re.match(r"\d+ +writev?\([12],", line) for line in failed)


def one_failure(template, path, spec):
    """Runs one injection; how it ended, what was wrong as sentences."""
    name = re.sub(r"\W", "-", spec)
    register = template.copy(path / name)
    log = path / f"{name}.log"
    before = state(register)
    answer = traced(register, log, "-e", f"inject={spec}")
    wrong = [f"{spec}: {what}: exit {answer.code}: {answer.text.strip()}"
             for what in lies(register, answer, before, log)]
    proof = register.run("verify")
    if proof.code != 0:
        wrong.append(f"{spec}: verify afterwards: {proof.text}")
    after = register.run("subassign", "45.4.17.0/24", customer(2))
    if after.code != 0:
        wrong.append(f"{spec}: the next one: {after.text}")
    register.remove()
    return answer.code, wrong


def lies(register, answer, before, log):
    there = is_there(register)
    if answer.code < 0 or answer.crashed:
        yield "died"
    elif answer.code == 0 and not there:
        yield "says done, is not there"
    elif answer.code not in (0, UNKNOWN):
        if NOTHING_CHANGED in answer.text or not told_output_failed(log):
            if there or state(register) != before:
                yield "says refused, is there"
        elif not answer.err and "2" not in log.read_text():
            yield "fails and says nothing"


def specifications(counts):
    for call, count in sorted(counts.items()):
        for number in range(1, count + 1):
            for error in ERRORS:
                for more in "", "+":
                    yield f"{call}:error={error}:when={number}{more}"


def killed_init(path, call, number):
    """Killed at a call of init: the next init makes it whole, or it is.
    Answers False when init makes fewer such calls."""
    register = Register(path / f"init-{call}-{number}")
    init = register.command("init", "--registry", "lacnic")
    died = subprocess.run(
        ["strace", "-f", "-qq", "-o", os.devnull, "-e", f"trace={call}", "-e",
         f"inject={call}:signal=KILL:when={number}", *init],
        env=dict(register.env, ASAN_OPTIONS="detect_leaks=0"),
        capture_output=True, check=False)
    register.run("init", "--registry", "lacnic")
    proof = register.run("verify")
    register.remove()
    return died.returncode != 0, proof


def check_killed_init(report, path):
    for call in "openat", "pwrite64", "fdatasync", "ftruncate", "unlink":
        for number in range(1, 60):
            died, proof = killed_init(path, call, number)
            if not died:
                break
            report.check(proof.code == 0,
                         f"init killed at {call} {number}: {proof.text}")


def can_trace():
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-qq", "-o", os.devnull, "true"],
                          capture_output=True, check=False).returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    report = Report()
    if not can_trace():
        print("skipped: strace cannot trace here")
        report.finish()
    with folder() as path, ThreadPoolExecutor(arguments.jobs) as pool:
        template = make_isp(path / "template")
        specs = list(specifications(calls_made(template, path)))
        ends = Counter()
        for code, wrong in pool.map(lambda spec: one_failure(
                template, path, spec), specs):
            ends[code] += 1
            report.check(not wrong, "; ".join(wrong))
        print(f"{len(specs)} ways to fail: " + ", ".join(
            f"exit {code} {count} times" for code, count in ends.items()))
        check_verify(report, template, "the register all were copied from")
        check_killed_init(report, path)
    report.finish()


if __name__ == "__main__":
    main()
