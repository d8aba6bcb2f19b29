#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Build everything and run every test: one line a suite as it ends, what a
failing one printed, and as last line the sum, "N passed, N failed".

  check.py            all suites
  check.py NAME...    these, with the builds they need
  check.py --list     their names
"""

import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PYTHON = sys.executable
AT_ONCE = max(2, min(4, os.cpu_count() or 2))
LIMIT_S = 900                           # a command that takes longer hangs
COUNT = re.compile(r"^(\d+) passed, (\d+) failed\b", re.M)
CMOCKA_PASSED = re.compile(r"^\[  PASSED  \] (\d+) test", re.M)
CMOCKA_FAILED = re.compile(r"^\[  FAILED  \] (\d+) test", re.M)
SANITIZERS = {
    "ASAN_OPTIONS": "abort_on_error=1:detect_leaks=1",
    "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1",
}


class Suite:
    """Commands that are run one after the other; needs are names of suites
    that must have passed before; alone: nothing else runs meanwhile."""

    def __init__(self, name, commands, needs=(), env=None, counts=None,
                 alone=False):
        self.name, self.commands, self.needs = name, commands, set(needs)
        self.env, self.counts = env or {}, counts or counts_of_line
        self.alone = alone
        self.passed = self.failed = 0
        self.output = ""
        self.done = False


def counts_of_line(output, status):
    """What a test program says in its last "N passed, N failed"."""
    said = COUNT.findall(output)
    passed, failed = map(int, said[-1]) if said else (0, 0)
    if failed == 0 and (status != 0 or not said):
        failed = 1
    return passed, failed


def counts_of_cmocka(output, status):
    passed = sum(map(int, CMOCKA_PASSED.findall(output)))
    failed = sum(map(int, CMOCKA_FAILED.findall(output)))
    return passed, failed or int(status != 0 or passed == 0)


def counts_of_status(output, status):
    return int(status == 0), int(status != 0)


# --- What there is to run ---------------------------------------------------

def make(name, *arguments, needs=(), alone=False):
    jobs = os.cpu_count() or 2 if alone else 1
    command = ["make", "-s", "--no-print-directory", f"-j{jobs}", *arguments]
    return Suite(name, [command], needs, counts=counts_of_status, alone=alone)


def builds():
    yield make("build", "all", "unit-programs", alone=True)
    yield make("build-asan", "MODE=asan", "all", "unit-programs",
               needs=["build"])
    yield make("build-bench", "bench", needs=["build"])
    yield make("build-fuzz", "CC=clang", "MODE=fuzz", "fuzz",
               needs=["build"])
    yield make("build-browser", "browser")


def unit_suites():
    sources = sorted(ROOT.glob("src/*/*_test.c"))
    for mode, build in (("dev", "build"), ("asan", "build-asan")):
        programs = [[f"build/{mode}/{s.relative_to(ROOT).with_suffix('')}"]
                    for s in sources]
        name = "unit" if mode == "dev" else "unit-asan"
        yield Suite(name, programs, [build], counts=counts_of_cmocka,
                    env=SANITIZERS if mode == "asan" else {})


def with_binary(name, commands, mode, needs=()):
    build = "build-asan" if mode == "asan" else "build"
    return Suite(name, commands, [build, *needs],
                 {"PARCELA": str(ROOT / f"build/{mode}/parcela"),
                  **(SANITIZERS if mode == "asan" else {})})


def program(name, *arguments, mode="asan", suite=None):
    """A test program of tests/, with the binary of that mode to test."""
    return with_binary(
        suite or name.replace("_", "-"),
        [[PYTHON, f"tests/{name}.py", *arguments]], mode)


def browser_suite():
    """The portal in a real browser: every tests/browser/*_test.mjs."""
    commands = [["node", str(path.relative_to(ROOT))]
                for path in sorted(ROOT.glob("tests/browser/*_test.mjs"))]
    return with_binary("browser", commands, "asan", ["build-browser"])


def fuzz_suite():
    targets = sorted(ROOT.glob("fuzz/fuzz_*.c"))
    commands = []
    for target in targets:
        corpus = ROOT / "fuzz/corpus" / target.stem.removeprefix("fuzz_")
        commands.append([f"build/fuzz/{target.stem}", "-runs=0",
                         str(corpus.relative_to(ROOT))])
    if targets:
        yield Suite("fuzz-corpora", commands, ["build-fuzz"], SANITIZERS,
                    counts_of_status)


def texts():
    """Checks of what is not compiled: house, layers, scripts, manual pages."""
    yield Suite("house", [[PYTHON, "tools/house_check.py"]])
    yield Suite("layers", [[PYTHON, "tools/layer_check.py"]])
    yield Suite("pages", [[PYTHON, "tools/pagegen.py", "--self-test"]])
    yield Suite("languages", [[PYTHON, "tools/po_check.py"]])
    sources = [[PYTHON, "-c", "import sys; n = sys.argv[1]; "
                "compile(open(n, encoding='utf-8').read(), n, 'exec')",
                str(p.relative_to(ROOT))]
               for d in ("tools", "tests") for p in sorted(ROOT.glob(d + "/*.py"))]
    sources += [["sh", "-n", p] for p in ("run", "check", ".ci/run",
                                          "tools/install.sh", "bench/run")
                if (ROOT / p).exists()]
    sources += [["node", "--check", str(p.relative_to(ROOT))]
                for d in ("assets", "tests/browser")
                for p in sorted(ROOT.glob(d + "/*js"))]
    yield Suite("scripts", sources, counts=counts_of_status)
    pages = [["mandoc", "-T", "lint", "-W", "warning",
              str(p.relative_to(ROOT))]
             for p in sorted(ROOT.glob("doc/*.[1-9]"))]
    if pages:
        yield Suite("manuals", pages, counts=counts_of_status)


# What kills, races or reads a whole registry runs as it is shipped; all else
# under the sanitizers, once.
SHIPPED = ("crash", "race", "portal_race", "portal_crash", "inject",
           "mail_crash", "watch_crash", "rdns_publish", "rdns_faults",
           "postgres_prepare", "query_plans", "demo", "demo_dns", "portal_words")
SANITIZED = ("story", "cli", "whois_server", "zone_check", "name_watch",
             "portal_login", "portal_pages", "portal_values", "portal_block",
             "portal_subassign", "portal_mail", "portal_told",
             "portal_profile", "portal_register", "portal_legacy",
             "portal_second_factor", "each_secret", "portal_manage",
             "portal_organisation", "portal_reverse", "portal_language",
             "portal_forgery", "portal_access", "portal_disk", "damage",
             "statistics_file")


def all_suites():
    yield from builds()
    yield from texts()
    yield program("real_data", mode="dev")      # the longest first
    yield program("day_by_day", mode="dev")
    yield program("model", "--jobs", "1", "--sequences", "200", mode="dev")
    yield browser_suite()
    yield from unit_suites()
    yield program("model", "--jobs", "1", "--sequences", "60",
                  suite="model-asan")
    for name in SHIPPED:
        yield program(name, mode="dev")
    for name in SANITIZED:
        yield program(name)
    yield from fuzz_suite()


def forgotten(suites):
    """Programs of tests/ that no suite runs."""
    commands = " ".join(word for suite in suites
                        for command in suite.commands for word in command)
    return [path.name for path in sorted(ROOT.glob("tests/*.py"))
            if '__name__ == "__main__"' in path.read_text()
            and f"tests/{path.name}" not in commands]


# --- Running ----------------------------------------------------------------

started = set()                         # process groups that run now


def end_group(group):
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        pass


def run_command(command, env):
    """(output, status); the command and what it started are gone after."""
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=out,
            stderr=subprocess.STDOUT, start_new_session=True)
        started.add(process.pid)
        late = ""
        try:
            status = process.wait(LIMIT_S)
        except subprocess.TimeoutExpired:
            status, late = 1, f"\nstopped after {LIMIT_S} seconds\n"
        end_group(process.pid)
        process.wait()
        started.discard(process.pid)
        out.seek(0)
        return out.read().decode("utf-8", "replace") + late, status


def run_suite(suite):
    env = {**os.environ, **suite.env}
    began = time.monotonic()
    for command in suite.commands:
        try:
            output, status = run_command(command, env)
        except OSError as error:
            output, status = f"{error}\n", 127
        passed, failed = suite.counts(output, status)
        suite.passed += passed
        suite.failed += failed
        if failed:
            suite.output += f"$ {' '.join(command)}\n{output}"
    return time.monotonic() - began


class Runner:
    """Takes suites in their order, as soon as their needs have passed."""

    def __init__(self, suites):
        self.waiting, self.running = list(suites), []
        self.suites = {s.name: s for s in suites}
        self.change = threading.Condition()

    def next_suite(self):
        """The first suite that can start now; None when none can."""
        if any(s.alone for s in self.running):
            return None
        for suite in self.waiting:
            if suite.alone and self.running:
                continue
            if all(self.suites[n].done for n in suite.needs):
                return suite
        return None

    def work(self):
        while True:
            with self.change:
                while self.waiting and self.next_suite() is None:
                    self.change.wait()
                if not self.waiting:
                    return
                suite = self.next_suite()
                self.waiting.remove(suite)
                self.running.append(suite)
            broken = [n for n in suite.needs if self.suites[n].failed]
            if broken:
                suite.failed, seconds = 1, 0
                suite.output = f"not run: {' '.join(broken)} failed\n"
            else:
                seconds = run_suite(suite)
            with self.change:
                self.report(suite, seconds)
                self.running.remove(suite)
                suite.done = True
                self.change.notify_all()

    def report(self, suite, seconds):
        print(f"{suite.name:<20} {suite.passed:>7} passed {suite.failed:>4} "
              f"failed {seconds:>7.1f} s", flush=True)
        if suite.failed:
            print(suite.output.rstrip() + "\n", flush=True)


def chosen(suites, names):
    """The suites of these names and all that they need, in order."""
    known = {s.name: s for s in suites}
    for name in names:
        if name not in known:
            sys.exit(f"check: no suite {name}; ./check --list names them")
    wanted = set()
    while names:
        wanted.update(names)
        names = {n for w in names for n in known[w].needs} - wanted
    return [s for s in suites if s.name in wanted]


def main():
    suites = list(all_suites())
    if names := forgotten(suites):
        sys.exit(f"check: no suite runs {' '.join(names)}")
    if sys.argv[1:] == ["--list"]:
        print("\n".join(s.name for s in suites))
        return 0
    if sys.argv[1:]:
        suites = chosen(suites, set(sys.argv[1:]))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    runner = Runner(suites)
    threads = [threading.Thread(target=runner.work, daemon=True)
               for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            thread.join()
    except KeyboardInterrupt:
        for group in list(started):
            end_group(group)
        return 130
    passed = sum(s.passed for s in suites)
    failed = sum(s.failed for s in suites)
    print(f"{passed} passed, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
