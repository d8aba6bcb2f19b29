#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""The worker, or its courier, killed at random while mails go out through a
server that refuses, delays and drops: each mail arrives, none is lost.  None
arrives twice because of a killed worker; of a courier's end, at most the one
that it had in hand.

  mail_crash.py [--mails 1000] [--times 200]

Then the one moment that matters, without chance: the server has the mail, and
its answer is not there yet."""

import contextlib
import itertools
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter

import parcela
from mailbox import Mailbox, config_of
from parcela import Report
from portal_server import Server

CHAOS = 20                      # of 100 things that the server does
PATIENCE = 60


def await_that(happened):
    """What it returns when it is true, or what it returned last."""
    end = time.monotonic() + PATIENCE
    while not (found := happened()) and time.monotonic() < end:
        time.sleep(0.05)
    return found


def queue(register, first, count, user=""):
    """Mails as an operation leaves them."""
    with contextlib.closing(register.open_sql()) as sql:
        sql.execute("BEGIN")
        sql.executemany(
            "INSERT INTO outbox VALUES (?, 'password_changed', 'ABC12', 'Ana',"
            " ?, 'pt', '{}', '', ?, 1, 0, '')",
            [(f"{n:064x}", f"{user}{n}@x.example", int(time.time()))
             for n in range(first, first + count)])
        sql.execute("COMMIT")


def is_sent(register):
    """Is nothing left?  What was refused for now is due at once: the test
    does not wait for it."""
    left, last = register.rows("SELECT count(*), max(due) FROM outbox")[0]
    if last is not None and last > 1:
        with contextlib.closing(register.open_sql()) as sql:
            sql.execute("UPDATE outbox SET due = 1 WHERE due > 1")
    return left == 0


# --- Processes --------------------------------------------------------------

def processes():
    """pid -> parent and command line, of all that are no zombies."""
    found = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            with open(f"/proc/{pid}/stat", errors="replace") as file:
                state, parent = file.read().rpartition(")")[2].split()[:2]
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                words = file.read().split(b"\0")
            if state not in "ZX":
                found[int(pid)] = int(parent), words
    return found


def role_of(register, role):
    """The process of this register's role or courier, or None."""
    path = os.fsencode(register.url)
    for pid, (_, words) in processes().items():
        if path in words and role in words:
            return pid
    return None


class Worker:
    """The worker role alone, started again at once when it is killed; its
    supervisor would take up to five seconds."""

    def __init__(self, register, config):
        path = f"{register.path}.conf"
        with open(path, "w") as file:
            file.write(config)
        self.register = register
        self.words = register.command("-c", path, "serve", "--role", "worker")
        self.log = open(f"{register.path}.log", "ab")
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.words, env=self.register.env,
                                        stderr=self.log)

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.start()

    def close(self):
        self.process.terminate()
        code = self.process.wait(PATIENCE)
        await_that(lambda: role_of(self.register, b"courier") is None)
        self.log.close()
        with open(f"{self.register.path}.log", errors="replace") as file:
            said = file.read()
        if code != 0 or "Sanitizer" in said or "runtime error:" in said:
            raise RuntimeError(f"worker: exit {code}: {said[-4000:]}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


# --- At random --------------------------------------------------------------

def kill_worker(worker):
    worker.kill()
    return True


def kill_courier(worker):
    pid = role_of(worker.register, b"courier")
    if pid:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return bool(pid)


def kill_often(worker, mailbox, kill, options, rng):
    """Kills so often, each time when a mail more has come, while the mails
    are queued so that they last until the end.  How often it did."""
    register, queued, killed, seen = worker.register, 0, 0, 0
    end = time.monotonic() + PATIENCE + options.times * 10
    while killed < options.times and time.monotonic() < end:
        due = options.mails * (killed + 1) // options.times
        if queued < due:
            queue(register, queued, due - queued)
            queued = due
        await_that(lambda: mailbox.count() > seen or is_sent(register))
        time.sleep(rng.random() / 10)
        seen = mailbox.count()
        killed += kill(worker)
    return killed


def test_random(report, path, kill, options, rng):
    what = kill.__name__
    register = parcela.Register(path / f"{what}.db")
    register.must("demo")
    del register.env["PARCELA_CLOCK"]
    with Mailbox(path / what, CHAOS, rng.randrange(1 << 30)) as mailbox:
        with Worker(register, config_of(mailbox.url)) as worker:
            killed = kill_often(worker, mailbox, kill, options, rng)
            await_that(lambda: is_sent(register))
            waiting = register.rows("SELECT id, due, tries, said FROM outbox")
        came = Counter(mail["To"] for mail in mailbox.mails())
    lost = [n for n in range(options.mails) if f"{n}@x.example" not in came]
    twice = sum(count - 1 for count in came.values())
    allowed = killed if kill is kill_courier else 0
    report.check(not lost, f"{what}: lost: {lost[:5]} of {len(lost)}")
    report.check(not waiting, f"{what}: still waiting: {waiting[:5]}")
    report.check(twice <= allowed, f"{what}: twice: {twice}")
    report.check(killed == options.times, f"{what}: only {killed} times")
    print(f"{what}: {options.mails} mails, {killed} times: "
          f"{len(lost)} lost, {twice} twice")


# --- When the server has the mail, and holds its answer back -----------------

def end_worker(register, _):
    os.kill(role_of(register, b"worker"), signal.SIGKILL)


def end_supervisor(_, server):
    server.process.kill()
    server.process.wait()


def end_orderly(_, server):
    server.process.terminate()
    server.process.wait(PATIENCE)


def test_moment(report, register, mailbox, number, held, end):
    """held: what the server holds back: its answer to the mail, or to whom it
    is for."""
    what = f"{held}, {end.__name__}"
    mailbox.empty()
    mailbox.hold()
    queue(register, number, 1, held)
    server = Server(register, config_of(mailbox.url))
    report.check(await_that(mailbox.holds), f"{what}: the server holds it")
    courier = role_of(register, b"courier")
    end(register, server)
    if held == "answer":
        report.check(courier in processes(), f"{what}: its courier waits")
    else:
        report.check(await_that(lambda: courier not in processes()),
                     f"{what}: its courier gives it up")
    mailbox.release()
    report.check(await_that(lambda: courier not in processes()),
                 f"{what}: its courier ends")
    if server.process.returncode is None:
        report.check(await_that(lambda: is_sent(register)),
                     f"{what}: the next worker goes on")
        server.close()
    else:
        server.process.stdout.close()
        server.log.close()
        with Server(register, config_of(mailbox.url)):
            report.check(await_that(lambda: is_sent(register)),
                         f"{what}: the next server goes on")
    came = len(mailbox.mails())
    report.check(came == 1, f"{what}: it came {came} times")


def main():
    parser = parcela.options(__doc__, mails=30, times=6)
    options = parser.parse_args()
    report, rng = Report(), random.Random(options.seed)
    with parcela.folder() as path:
        test_random(report, path, kill_worker, options, rng)
        test_random(report, path, kill_courier, options, rng)
        register = parcela.Register(path / "registry.db")
        register.must("demo")
        del register.env["PARCELA_CLOCK"]
        with Mailbox(path / "held") as mailbox:
            for number, (held, end) in enumerate(itertools.product(
                    ("answer", "recipient"),
                    (end_worker, end_supervisor, end_orderly))):
                test_moment(report, register, mailbox, number, held, end)
    report.finish()


if __name__ == "__main__":
    sys.exit(main())
