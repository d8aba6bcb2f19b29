#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Real statistics files of three registries, in and out, equal; and WHOIS
answers 500 random records of the newest right, over TCP.

Skips when ../shared is not there (PARCELA_SHARED names another place).
"""

import random
import re
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import parcela  # noqa: E402
import real_files  # noqa: E402

FILES = [
    "lacnic/delegated-lacnic-20190910",
    "lacnic/delegated-lacnic-extended-20160129",
    "lacnic/delegated-lacnic-extended-20190910",
    "lacnic/delegated-lacnic-extended-20210405",
    "other-rirs/delegated-afrinic-extended-20260821",
    "other-rirs/delegated-apnic-20190912",
    "other-rirs/delegated-apnic-extended-20130417",
    "other-rirs/delegated-apnic-extended-20160131",
    "other-rirs/delegated-arin-extended-sample",
    "other-rirs/delegated-ripencc-20140803",
]


# --- In and out ---------------------------------------------------------------

def registry_of(name):
    return re.search(r"delegated-([a-z]+)-", name)[1]


def first_difference(real, ours):
    missing = sorted(set(real) - set(ours))[:3]
    beyond = sorted(set(ours) - set(real))[:3]
    return f"missing {missing}, not in the file {beyond}"


def kinds_in_order(lines):
    """Are they ipv4, ipv6, asn, each ascending?"""
    order = {"ipv4": 0, "ipv6": 1, "asn": 2}
    keys = [(order[r.kind], r.first) for r in map(real_files.record_of,
                                                  lines)]
    return keys == sorted(keys)


def check_head(report, name, text, records):
    """Header and summaries of an export count what is in it."""
    head = text.split("\n")[:4]
    fields = head[0].split("|")
    report.check(len(fields) == 7 and fields[1] == registry_of(name)
                 and int(fields[3]) == len(records), f"{name}: {head[0]}")
    summed = sum(int(line.split("|")[4]) for line in head[1:])
    report.check(summed == len(records), f"{name}: summaries {head[1:]}")


def check_round_trip(report, name, text, folder):
    """init, import, export, compare, verify; the register it made."""
    register = parcela.Register(folder / name.replace("/", "-"),
                                registry_of(name)).init()
    source = Path(f"{register.path}.txt")
    source.write_text(text)
    real = real_files.record_lines(text)
    began = time.monotonic()
    answer = register.run("import", "delegated", source)
    took = time.monotonic() - began
    if not report.check(answer.code == 0, f"{name}: {answer.text}"):
        return register
    report.check(answer.out.startswith(f"imported {len(real):,} records:"),
                 f"{name}: {answer.out}")
    plain = ["--plain"] if real[0].count("|") == 6 \
        and "extended" not in name else []
    register.must("export", "delegated", *plain, "-o", f"{source}.out")
    ours_text = Path(f"{source}.out").read_text()
    ours = real_files.record_lines(ours_text)
    report.check(sorted(real) == sorted(ours),
                 f"{name}: {first_difference(real, ours)}")
    report.check(kinds_in_order(ours), f"{name}: out of order")
    check_head(report, name, ours_text, ours)
    parcela.check_verify(report, register, name)
    print(f"{name}: {len(real):,} records in {took:.1f} s", flush=True)
    return register


def check_and_remove(report, name, text, folder):
    check_round_trip(report, name, text, folder).remove()


def check_plain_export(report, register, text):
    """The plain export of an extended file: held, without holders."""
    ours = register.must("export", "delegated", "--plain").out
    held = [line.rsplit("|", 1)[0] for line in real_files.record_lines(text)
            if not real_files.record_of(line).is_stock]
    report.check(sorted(real_files.record_lines(ours)) == sorted(held),
                 "plain export of the newest file")


def check_second_import(report, register, source):
    answer = register.run("import", "delegated", source)
    report.check(answer.kind == "NOT_EMPTY", f"import twice: {answer.text}")


# --- WHOIS over TCP -------------------------------------------------------------

def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """`parcela serve` on a loopback port of its own."""

    def __init__(self, register):
        self.port = free_port()
        register.env["PARCELA_WHOIS"] = f"127.0.0.1:{self.port}"
        self.process = register.start("serve",
                                      stderr=subprocess.DEVNULL)
        self.wait()

    def wait(self):
        for _ in range(200):
            try:
                self.ask("127.0.0.1")
                return
            except ConnectionError:
                time.sleep(0.05)
        raise RuntimeError("parcela serve does not answer")

    def ask(self, query):
        with socket.create_connection(("127.0.0.1", self.port), 10) as peer:
            peer.sendall(query.encode() + b"\r\n")
            parts = []
            while part := peer.recv(65536):
                parts.append(part)
        return b"".join(parts).decode()

    def stop(self):
        self.process.terminate()
        self.process.wait(10)


def answer_lines(text):
    """The lines of an answer's first paragraph with keys, and comments."""
    lines = text.split("\r\n")
    keys = [line for line in lines if re.match(r"[a-z-]+: ", line)]
    return keys, [line for line in lines if line.startswith("%")]


def expected_lines(record, ownerids):
    """What WHOIS must say of a held record."""
    resource = f"aut-num:     {record.name}" if record.kind == "asn" \
        else f"inetnum:     {record.name}"
    lines = [resource, f"ownerid:     {ownerids[record.holder]}",
             f"country:     {record.country}",
             f"created:     {record.date}"]
    if record.kind != "asn":
        lines.append(f"status:      {record.status}")
    return lines


def check_answer(report, server, record, query, ownerids):
    keys, comments = answer_lines(server.ask(query))
    if record is None:
        report.check(f'% No match for "{query}"' in comments and not keys,
                     f"whois {query}: not ours: {keys[:3]}")
    elif record.is_stock:
        wanted = f"% Unallocated and unassigned in LACNIC block: {query}"
        report.check(wanted in comments and not keys,
                     f"whois {query}: {record}: {keys[:3]}")
    else:
        missing = [line for line in expected_lines(record, ownerids)
                   if line not in keys]
        report.check(not missing, f"whois {query}: no {missing}")


def query_of(dice, record):
    """An address, the prefix, or an AS number of a record."""
    number = dice.randint(record.first, record.last)
    if record.kind == "asn":
        return dice.choice(["AS", "as", ""]) + str(number)
    if dice.random() < 0.2:
        return record.name
    return record.address(number)


def foreign_queries(dice, records, count):
    """Addresses and ASNs that no record has."""
    spans = {"ipv4": (1 << 24, 223 << 24), "asn": (1, 400000),
             "ipv6": (0x2600 << 112, 0x2bff << 112)}
    queries = []
    while len(queries) < count:
        kind = dice.choice(list(spans))
        number = dice.randint(*spans[kind])
        if any(r.kind == kind and r.first <= number <= r.last
               for r in records):
            continue
        probe = real_files.Record(kind, number, number, "", "", "", "")
        queries.append(f"AS{number}" if kind == "asn"
                       else probe.address(number))
    return queries


def check_whois(report, register, text, seed, count):
    dice = random.Random(seed)
    records = list(map(real_files.record_of, real_files.record_lines(text)))
    ownerids = dict(register.rows("SELECT opaque, ownerid FROM organisation"))
    report.check(len(set(ownerids.values())) == len(ownerids),
                 "an ownerid was given out twice")
    server = Server(register)
    try:
        for record in dice.sample(records, count):
            check_answer(report, server, record, query_of(dice, record),
                         ownerids)
        for query in foreign_queries(dice, records, 30):
            check_answer(report, server, None, query, ownerids)
    finally:
        server.stop()


# --- All of it ------------------------------------------------------------------

def check_newest(report, arguments, folder):
    text = real_files.read_file(real_files.NEWEST)
    register = check_round_trip(report, real_files.NEWEST, text, folder)
    check_plain_export(report, register, text)
    check_second_import(report, register, f"{register.path}.txt")
    check_whois(report, register, text, arguments.seed, arguments.records)
    register.remove()


def main():
    arguments = parcela.options(__doc__, records=500, jobs=2).parse_args()
    real_files.skip_without_data()
    report = parcela.Report()
    work = [(name, real_files.read_file(name)) for name in FILES] \
        + real_files.read_week()
    with parcela.folder() as folder:
        check_newest(report, arguments, folder)
        with ThreadPoolExecutor(arguments.jobs) as pool:
            for done in [pool.submit(check_and_remove, report, *item, folder)
                         for item in work]:
                done.result()
    report.finish()


if __name__ == "__main__":
    main()
