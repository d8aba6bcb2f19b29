#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""./run as somebody who sees it first: what its guide says of reverse DNS is
true, and its name servers end with it."""

import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import name_servers  # noqa: E402
import parcela  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent


def start(path, port=None, whois=4343):
    """./run in a folder; its process, and what it said until it listened."""
    process = subprocess.Popen(
        [ROOT / "run"], stdout=subprocess.PIPE, text=True, cwd=ROOT,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PARCELA_STORE": f"sqlite:{path}/registry.db",
             "PARCELA_DNS": f"{path}/dns", "PARCELA_HTTP": "127.0.0.1:0",
             "PARCELA_WHOIS": f"127.0.0.1:{whois}",
             **({"PARCELA_DNS_PORT": str(port)} if port else {})})
    said = []
    for line in process.stdout:
        said.append(line)
        if line.startswith("portal: listening"):
            break
    return process, "".join(said)


def steps(guide):
    """(command, lines it must answer), from where it speaks of DNS."""
    found = []
    for line in guide[guide.index("Reverse DNS:"):].splitlines():
        if line.startswith("  $ "):
            found.append((line[4:], []))
        elif line.startswith("        ") and found:
            found[-1][1].append(line.strip())
    return found


def answers(command, promised):
    """What it says; asked again for as long as a delegation may take."""
    end = time.monotonic() + 60
    while True:
        done = subprocess.run(shlex.split(command), cwd=ROOT, text=True,
                              capture_output=True, timeout=60)
        lines = [line.strip() for line in done.stdout.splitlines()]
        if done.returncode == 0 and set(promised) <= set(lines):
            return True, lines
        if not promised or time.monotonic() > end:
            return done.returncode == 0 and not promised, \
                lines + done.stderr.splitlines()
        time.sleep(0.2)


def servers(path):
    """The name servers that run on configurations in a folder."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if b"nsd\0" in words and str(path).encode() in words:
            found.append(entry.name)
    return found


def test_beside(report, path):
    """A second demo while the first one has the port."""
    process, said = start(path, whois=4344)
    report.check("PARCELA_DNS_PORT=5301" in said and
                 "portal: listening" in said and
                 "Reverse DNS: as" not in said,
                 f"a second demo serves, and says what it lacks: {said}")
    process.terminate()
    process.wait(30)
    process, said = start(path, port=5301, whois=4344)
    report.check("did not begin" not in said and "-p 5301" in said and
                 len(servers(path)) >= 2,
                 f"and has all of it on another port: {said[-900:]}")
    process.terminate()
    process.wait(30)


def main():
    name_servers.enter_network()
    report = parcela.Report()
    with parcela.folder() as path:
        process, said = start(path)
        report.check(process.poll() is None, f"it serves: {said[-500:]}")
        report.check(len(servers(path)) >= 2, "with name servers")
        typed = steps(said)
        report.check(len(typed) == 4, f"steps of the guide: {typed}")
        for command, promised in typed:
            good, lines = answers(command, promised)
            report.check(good, f"{command}: {lines}")
        command = typed[0][0].replace("ns2.", "lame.")
        _, lines = answers(command, [])
        report.check(sum(" AA " in line for line in lines) == 4 * 3,
                     f"a lame one is told from a good one: {lines}")
        with parcela.folder() as other:
            test_beside(report, other)
        process.terminate()
        process.wait(30)
        end = time.monotonic() + 10
        while servers(path) and time.monotonic() < end:
            time.sleep(0.1)
        report.check(not servers(path), "which end when it does")
    report.finish()


if __name__ == "__main__":
    main()
