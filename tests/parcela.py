# SPDX-License-Identifier: ISC
"""What the test programs share: a register to run parcela on, its answers,
a count of what passed.

A Register is one store in a folder of its own.  Its clock is fixed, so that
the same test gives the same rows.
"""

import argparse
import contextlib
import hashlib
import os
import re
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BINARY = os.path.abspath(os.environ.get("PARCELA")
                         or ROOT / "build" / "dev" / "parcela")
NOW = "2026-03-01T12:00:00Z"
UNKNOWN = 75                    # exit status of "outcome unknown"


def result_sentences():
    """Sentence -> name, from the table that the program is made from."""
    table = (ROOT / "src" / "model" / "result.def").read_text()
    line = re.compile(r'^RESULT\((\w+), \d+, ((?:"[^"]*"\s*)+)\)', re.M)
    return {"".join(re.findall(r'"([^"]*)"', text)): name
            for name, text in line.findall(table)}


SENTENCES = result_sentences()


@dataclass
class Answer:
    """How one command ended.  code < 0: it died of a signal."""
    code: int
    out: str
    err: str

    @property
    def text(self):
        return self.out + self.err

    @property
    def kind(self):
        """The result's name: "OK", "TAKEN", ...; "" when it says none."""
        if self.code == 0:
            return "OK"
        found = [name for sentence, name in SENTENCES.items()
                 if f"refused: {sentence}" in self.text]
        return found[0] if found else ""

    @property
    def crashed(self):
        """Died of a signal or of a sanitizer."""
        return self.code < 0 or "Sanitizer" in self.text \
            or "runtime error:" in self.text


class Register:
    """A store, and parcela run over it."""

    def __init__(self, path, registry="lacnic"):
        self.path = Path(path)
        self.registry = registry
        self.env = dict(os.environ, PARCELA_STORE=self.url,
                        PARCELA_CLOCK=NOW, PARCELA_SEED="1",
                        PARCELA_WHOIS="127.0.0.1:0")
        self.env.pop("PARCELA", None)

    @property
    def url(self):
        return f"sqlite:{self.path}"

    def command(self, *words):
        return [BINARY, *(str(word) for word in words)]

    def start(self, *words, **more):
        """A process of its own group, so that kill_group() gets it all."""
        return subprocess.Popen(self.command(*words), env=self.env,
                                start_new_session=True, **more)

    def run(self, *words, stdin=""):
        done = subprocess.run(self.command(*words), env=self.env,
                              input=stdin.encode(), capture_output=True,
                              check=False)
        return Answer(done.returncode, done.stdout.decode(errors="replace"),
                      done.stderr.decode(errors="replace"))

    def must(self, *words, stdin=""):
        answer = self.run(*words, stdin=stdin)
        if answer.code != 0:
            raise RuntimeError(f"parcela {shlex.join(map(str, words))}: "
                               f"exit {answer.code}: {answer.text}")
        return answer

    def script(self, commands):
        """Run commands, lists of words, that must all succeed."""
        lines = "".join(line_of(words) + "\n" for words in commands)
        done = self.run("batch", stdin=lines)
        answers = batch_answers(done.out)
        for words, answer in zip(commands, answers):
            if answer.code != 0:
                raise RuntimeError(f"parcela {shlex.join(map(str, words))}: "
                                   f"{answer.text}{done.err}")
        if len(answers) != len(commands):
            raise RuntimeError(f"batch ended early: {done.text[-500:]}")

    def init(self):
        self.must("init", "--registry", self.registry)
        return self

    def copy(self, path):
        """A copy of the store; nobody may be writing."""
        for suffix in "", "-wal", ".key":
            if os.path.exists(f"{self.path}{suffix}"):
                shutil.copyfile(f"{self.path}{suffix}", f"{path}{suffix}")
        return Register(path, self.registry)

    def remove(self):
        for suffix in "", "-wal", "-shm", ".lock", ".key":
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)

    def rows(self, sql, *parameters):
        """What stands in the store, past parcela."""
        with contextlib.closing(self.open_sql("ro")) as db:
            return db.execute(sql, parameters).fetchall()

    def open_sql(self, mode="rw"):
        db = sqlite3.connect(f"file:{self.path}?mode={mode}", uri=True,
                             timeout=60, isolation_level=None)
        db.text_factory = lambda raw: raw.decode(errors="replace")
        return db


class Batch:
    """`parcela batch`, one command at a time."""

    def __init__(self, register):
        self.process = register.start(
            "batch", stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors="replace")

    def run(self, *words, typed=None):
        """typed: a line that the command reads."""
        said = []
        try:
            self.process.stdin.write(line_of(words) + "\n")
            self.process.stdin.write(typed + "\n" if typed else "")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        for line in self.process.stdout:
            if line.startswith("exit "):
                return Answer(int(line[5:]), "".join(said), "")
            said.append(line)
        return Answer(self.process.wait() or -1, "".join(said), "")

    def close(self):
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        self.process.stdout.close()
        return self.process.wait()


def line_of(words):
    """Words as a line that batch takes apart again."""
    return shlex.join(str(word) for word in words)


def batch_answers(out):
    """The answers in what `parcela batch` printed, one per `exit N`."""
    answers, said = [], []
    for line in out.splitlines(keepends=True):
        if line.startswith("exit ") and line.endswith("\n"):
            answers.append(Answer(int(line[5:]), "".join(said), ""))
            said = []
        else:
            said.append(line)
    return answers


def kill_group(process):
    """kill -9 a process that start() started, and all that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


# --- Prefixes as they are stored: 16 bytes, IPv4 mapped ---------------------

def stored_prefix(net):
    if net.version == 4:
        mapped = bytes(10) + b"\xff\xff" + net.network_address.packed
        return mapped, net.prefixlen + 96
    return net.network_address.packed, net.prefixlen


def shown_prefix(first, length):
    if first.startswith(bytes(10) + b"\xff\xff"):
        return ip_network((first[12:], length - 96))
    return ip_network((first, length))


# --- Secrets as they are stored ----------------------------------------------

def proof(purpose, secret):
    """The hash that the store has of a link or a one-time password."""
    parts = purpose.encode(), secret.encode()
    return hashlib.blake2b(b"".join(len(part).to_bytes(8, "big") + part
                                    for part in parts),
                           digest_size=32).digest()


# --- Registers to begin with ------------------------------------------------

HOLDER = "UY-ISPX-LACNIC"


def user_add(handle, *more):
    return ["user", "add", f"Person {handle}", "--handle", handle, "--email",
            f"{handle.lower()}@example.invalid", "--country", "UY", *more]


def org_add(ownerid, admin, *more):
    return ["org", "add", f"Firm {ownerid}", "--ownerid", ownerid,
            "--country", ownerid[:2], "--admin", admin, *more]


def make_isp(path, customers=4):
    """ISP1 manages HOLDER, which holds 45.4.0.0/16, 2801:4::/32 and AS64000;
    the reverse DNS of 45.4.0.0/16 answers.  CUS1... manage customer(1)..."""
    register = Register(path).init()
    script = [user_add("ISP1"), org_add(HOLDER, "ISP1")]
    for number in range(1, customers + 1):
        script += [user_add(f"CUS{number}"),
                   org_add(customer(number), f"CUS{number}")]
    for resource in "45.4.0.0/16", "2801:4::/32", "AS64000":
        script.append(["move-in", resource, HOLDER, "--status", "allocated"])
    script += [["delegate", "45.4.0.0/16", "ns.example.org", "--ds",
                "60485 13 2 " + "AB" * 32],
               ["nsstate", "45.4.0.0/16", "ns.example.org", "AA"]]
    register.script(script)
    return register


def customer(number):
    return f"UY-CUSX{number}-LACNIC"


# --- The frame of a test program --------------------------------------------

class Report:
    """Counts what passed; its last line is `N passed, N failed`."""

    def __init__(self):
        self.passed = self.failed = 0

    def check(self, good, what):
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED: {what}", flush=True)
        return good

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed else 0)


def options(description, **numbers):
    """--name N for each keyword, and --seed."""
    parser = argparse.ArgumentParser(description=description)
    for name, default in dict(numbers, seed=20260301).items():
        parser.add_argument(f"--{name}", type=int, default=default)
    return parser


@contextlib.contextmanager
def folder(ram=True):
    """A folder that goes with the test; in memory when there is room."""
    where = "/dev/shm" if ram and os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="parcela-", dir=where) as path:
        yield Path(path)


def check_verify(report, register, what):
    """parcela's own proof of the register must hold."""
    answer = register.run("verify")
    return report.check(answer.code == 0,
                        f"{what}: verify: exit {answer.code}: {answer.text}")
