#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Run the stories: what people do with parcela, readable by a policy officer.

    tests/story.py [FILE...]      all of tests/stories without arguments

PARCELA names the binary (default build/dev/parcela).  A story is a file of
lines; words are parted as in a shell, \\u{202e} is a code point, \\x{ff} a
byte.

    story "..."           begins one; a file may hold several
    clock TIME            "now", until the next clock
    world NAME            begin with the registry of tests/worlds/NAME.world
    as USER               writing commands act as USER; `as operator` ends it
    run COMMAND...        parcela COMMAND
    checked PREFIX HOST... the user had these servers checked: all were AA
    input "..."           one line of standard input of the next run
    whois QUERY           run whois QUERY
    expect exit N         without it: 0
    expect line "..."     the answer has this line
    expect no line "..."
    expect in answer "..." ... has this somewhere
    expect stderr "..."   the complaint has this somewhere
    damage FILE OFFSET    overwrite 64 bytes of a file
    file NAME "..."...    make a file of these lines
    expect file NAME / expect no file NAME

Also held, without being written: a command (but batch) that ends with another
status than 0, or has --dry-run, leaves every row of the store as it was; what
it complains of is one line of printable text; `verify` passes at the end.
"""

import concurrent.futures
import contextlib
import hashlib
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from datetime import datetime
from ipaddress import ip_network
from pathlib import Path

from reverse_zones import note_check

HERE = Path(__file__).resolve().parent
PARCELA = os.environ.get("PARCELA", HERE.parent / "build/dev/parcela")
PARCELA = str(Path(PARCELA).resolve())
STORE = "registry.db"


class Failed(Exception):
    pass


def unescape(word):
    word = re.sub(r"\\u\{([0-9a-f]+)\}",
                  lambda m: chr(int(m.group(1), 16)), word)
    return re.sub(r"\\x\{([0-9a-f]{2})\}",
                  lambda m: chr(0xdc00 + int(m.group(1), 16)), word)


def words_of(line):
    return [unescape(w) for w in shlex.split(line, comments=True)]


def call(folder, arguments, now="", data=""):
    environment = {
        "PATH": os.environ["PATH"], "PARCELA_STORE": "sqlite:" + STORE,
        "PARCELA_SEED": "1", "LC_ALL": "C.UTF-8",
    }
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
        if name in os.environ:
            environment[name] = os.environ[name]
    if now:
        environment["PARCELA_CLOCK"] = now
    return subprocess.run(
        [os.fsencode(PARCELA)] + [os.fsencode(a) for a in arguments],
        cwd=folder, env=environment, timeout=120, capture_output=True,
        input=data.encode("utf-8", "surrogateescape"))


def digest(folder):
    """A hash of every row of the store, or of its absence."""
    path = folder / STORE
    if not path.exists():
        return "none"
    total = hashlib.sha256()
    db = sqlite3.connect(path)
    db.text_factory = bytes
    for (table,) in db.execute("SELECT name FROM sqlite_schema "
                               "WHERE type = 'table' ORDER BY name"):
        total.update(table)
        for row in db.execute(f"SELECT * FROM {table.decode()}"):
            total.update(repr(row).encode())
    db.close()
    return total.hexdigest()


def copy_store(source, target):
    with sqlite3.connect(source) as a, sqlite3.connect(target) as b:
        a.backup(b)
    a.close()
    b.close()


class Worlds:
    """Each world is built once, by its commands, and copied."""

    def __init__(self, folder):
        self.folder = folder

    def build(self, name):
        folder = self.folder / name
        folder.mkdir()
        path = HERE / "worlds" / (name + ".world")
        first = path.read_text().splitlines()[1]
        made = call(folder, ["batch", "--stop-on-error", str(path)],
                    first.removeprefix("# clock "))
        if made.returncode != 0:
            raise SystemExit(f"{path}: {made.stdout.decode()}"
                             f"{made.stderr.decode()}")

    def build_all(self):
        for path in sorted((HERE / "worlds").glob("*.world")):
            self.build(path.stem)

    def copy(self, name, folder):
        source = self.folder / name / STORE
        if not source.exists():
            raise Failed(f"there is no world {name}")
        copy_store(source, folder / STORE)


class Story:
    """One story in a folder of its own."""

    takes_as = {}

    def __init__(self, name, steps, folder, worlds):
        self.name, self.steps = name, steps
        self.folder, self.worlds = folder, worlds
        self.now, self.user, self.data = "", "", ""
        self.last, self.expected, self.before = None, 0, ""

    def tell(self):
        for number, line in self.steps:
            try:
                self.step(words_of(line))
            except Failed as failure:
                raise Failed(f"line {number}: {line}\n    {failure}")
        self.settle()
        self.verify()

    def step(self, words):
        verb, rest = words[0], words[1:]
        getattr(self, "do_" + verb, self.unknown)(rest)

    def unknown(self, rest):
        raise Failed("no such step")

    def do_clock(self, rest):
        self.now = rest[0]

    def do_world(self, rest):
        self.worlds.copy(rest[0], self.folder)

    def do_as(self, rest):
        self.user = "" if rest[0] == "operator" else rest[0]

    def do_checked(self, rest):
        self.settle()
        with contextlib.closing(sqlite3.connect(self.folder / STORE)) as db, db:
            note_check(db, self.user, ip_network(rest[0]), rest[1:], int(
                datetime.fromisoformat(self.now).timestamp()))

    def do_input(self, rest):
        self.data += rest[0] + "\n"

    def do_file(self, rest):
        (self.folder / rest[0]).write_text("\n".join(rest[1:]) + "\n")

    def do_damage(self, rest):
        with open(self.folder / rest[0], "r+b") as file:
            file.seek(int(rest[1]))
            file.write(b"\xa5" * 64)

    def do_whois(self, rest):
        self.do_run(["whois"] + rest)

    def do_run(self, rest):
        self.settle()
        self.before = digest(self.folder)
        if self.user and self.acts(rest):
            rest = rest + ["--as", self.user]
        self.arguments = rest
        self.last = call(self.folder, rest, self.now, self.data)
        self.answer = self.last.stdout.decode("utf-8", "replace")
        self.complaint = self.last.stderr.decode("utf-8", "replace")
        self.expected, self.data = 0, ""

    def acts(self, arguments):
        for n in (2, 1):
            key = tuple(arguments[:n])
            if key not in self.takes_as:
                help_text = call(self.folder, ["help", *key]).stdout
                self.takes_as[key] = b"--as" in help_text
            if self.takes_as[key]:
                return "--as" not in arguments
        return False

    def settle(self):
        """The end of a run: what holds without being said."""
        if self.last is None:
            return
        self.compare("exit", self.expected, self.last.returncode)
        if self.arguments[:1] == ["batch"]:
            pass                # what one line changed stays
        elif self.expected != 0 or "--dry-run" in self.arguments:
            self.compare("store changed", False,
                         self.before != digest(self.folder))
            if self.expected != 0:
                self.check_complaint()
        self.last = None

    def check_complaint(self):
        if not re.fullmatch(r"parcela: [^\n]*\n", self.complaint) or \
                not self.complaint[:-1].isprintable():
            raise Failed(f"no line of complaint: {self.complaint!r}")

    def compare(self, what, expected, actual):
        if expected != actual:
            raise Failed(f"{what}: expected {expected!r}, got {actual!r}\n"
                         f"    stdout: {self.answer[:2000]!r}\n"
                         f"    stderr: {self.complaint[:500]!r}")

    def lines(self):
        return [line.rstrip("\r") for line in self.answer.split("\n")]

    def do_expect(self, rest):
        if self.last is None and rest[-2] != "file":
            raise Failed("nothing was run")
        match rest:
            case ["exit", number]:
                self.expected = int(number)
            case ["line", text]:
                self.compare(f"line {text!r}", True, text in self.lines())
            case ["no", "line", text]:
                self.compare(f"line {text!r}", False, text in self.lines())
            case ["in", "answer", text]:
                self.compare(f"{text!r}", True, text in self.answer)
            case ["stderr", text]:
                self.compare(f"complaint {text!r}", True,
                             text in self.complaint)
            case ["no", "file", name]:
                self.compare(name, False, (self.folder / name).exists())
            case ["file", name]:
                self.compare(name, True, (self.folder / name).exists())
            case _:
                raise Failed("no such expectation")

    def verify(self):
        if not (self.folder / STORE).exists():
            return
        end = call(self.folder, ["verify"], self.now)
        if end.returncode != 0:
            raise Failed(f"verify at the end: {end.stderr.decode()}")


def stories_in(path):
    """(name, steps) of each story of a file."""
    found = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if line.startswith("story "):
            found.append((words_of(line)[1], []))
        else:
            found[-1][1].append((number, line.strip()))
    return found


def tell(path, name, steps, base, worlds):
    folder = Path(tempfile.mkdtemp(dir=base))
    try:
        Story(name, steps, folder, worlds).tell()
        return ""
    except (Failed, subprocess.TimeoutExpired) as failure:
        return f"FAILED {path.name}: {name}\n    {failure}"
    finally:
        shutil.rmtree(folder)


def main(arguments):
    paths = [Path(a) for a in arguments] or \
        sorted((HERE / "stories").glob("*.story"))
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="story.") as base, \
            concurrent.futures.ThreadPoolExecutor(2) as pool:
        folder = Path(base) / "worlds"
        folder.mkdir()
        worlds = Worlds(folder)
        worlds.build_all()
        jobs = [pool.submit(tell, path, name, steps, base, worlds)
                for path in paths for name, steps in stories_in(path)]
        for job in jobs:
            if job.result():
                print(job.result(), flush=True)
                failed += 1
            else:
                passed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
