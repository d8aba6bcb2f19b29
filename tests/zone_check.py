#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Asking name servers: real ones of every kind, in a network of our own."""

import contextlib
import json
import os
import socket
import subprocess
import threading
import time

import name_servers
import parcela
from name_servers import CONFIG, World, host
from parcela import HOLDER, NOW, Report
from portal_server import Server

# What each host is said to be, in the zones 114, 115 and 116.
STATES = {
    "good1": "AA", "good2": "AA", "good3": "AA", "silent": "TIMEOUT",
    "refuses": "QREFUSED", "closed": "CREFUSED", "old": "NOT SYNC ZONE",
    "notcp": "AA", "fails": "FAIL", "cuts": "AA",
    "private": "UH",
    "parent": ("UDN", "UDN", "CNAME"),
}
FEW = {"half": "CREFUSED", "alias": "CNAME", "nosuch": "UH", "plain": "UH"}
NOT_ASKED = "The address is not a public one, or one of the registry's own."
PATIENCE = 60


class Checks:
    """`parcela check`, several at once."""

    def __init__(self, register, config):
        self.register = register
        self.path = register.path.with_suffix(".conf")
        self.path.write_text(config)

    def begin(self, prefix, *hosts):
        return self.register.start(
            "-c", self.path, "check", "--json", prefix,
            *(h if "." in h else host(h) for h in hosts),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    @staticmethod
    def end(process):
        out, said = process.communicate(timeout=PATIENCE)
        return process.returncode, json.loads(out) if out else [], said

    def run(self, prefix, *hosts):
        return self.end(self.begin(prefix, *hosts))


def state_of(lines, name):
    """As the check judges: the first UDP line that is not AA."""
    states = [line["state"] for line in lines if line["host"] == host(name)
              and line["transport"] == "UDP"]
    return next((s for s in states if s != "AA"), states[0] if states else "")


def finding(lines, name, **wanted):
    return [line["finding"] for line in lines if line["host"] == host(name)
            and all(line[k] == v for k, v in wanted.items())]


# --- The command ------------------------------------------------------------------

def test_states(report, checks):
    """Every word, each by a real server."""
    begun = [checks.begin(f"45.5.{n}.0/24", *STATES) for n in (114, 115, 116)]
    few = checks.begin("45.5.114.0/24", *FEW)
    for number, process in enumerate(begun):
        code, lines, said = checks.end(process)
        report.check(code == 1, f"a check with bad servers: exit {code} {said}")
        for name, state in STATES.items():
            wanted = state[number] if isinstance(state, tuple) else state
            seen = state_of(lines, name)
            report.check(seen == wanted, f"{name} in zone {number}: {seen}")
        if number == 0:
            test_lines(report, lines)
    _, lines, _ = checks.end(few)
    for name, wanted in FEW.items():
        seen = state_of(lines, name)
        report.check(seen == wanted, f"{name}: {seen}")


def test_many_addresses(report, checks):
    """Of a host with more addresses than are asked it is told."""
    code, lines, _ = checks.run("45.5.114.0/24", "many")
    report.check(code == 1 and len({line["address"] for line in lines
                                    if line["address"]}) == 8 and
                 "The host has more than eight addresses: the others were "
                 "not asked." in finding(lines, "many"), f"many: {lines}")


def test_lines(report, lines):
    """Each question is told, with the command that shows the same."""
    at = [line for line in lines if line["host"] == host("good1")]
    report.check({(a["address"], a["question"], a["transport"]) for a in at} ==
                 {(a, q, t) for a in name_servers.ADDRESSES["good1"]
                  for q, t in (("SOA", "UDP"), ("SOA", "TCP"), ("NS", "UDP"))},
                 f"what good1 was asked: {at}")
    report.check(finding(lines, "notcp", transport="TCP") ==
                 ["It did not answer in time."], "no TCP is told")
    report.check(finding(lines, "cuts", transport="TCP") ==
                 ["It closes the connection without an answer."],
                 "a connection that is cut is told")
    report.check("again" not in finding(lines, "private") and
                 finding(lines, "private") == [NOT_ASKED],
                 "a private address is not asked")
    for line in at[:3]:
        words = line["dig"].split()
        out = subprocess.run(words, capture_output=True, text=True,
                             check=False).stdout
        report.check("status: NOERROR" in out and " aa" in out,
                     f"{line['dig']} shows the same: {out}")


class Counter:
    """Counts what comes to an address, and answers nothing; or by datagrams
    that what there is to say does not fit."""

    def __init__(self, address, cuts, late=0):
        self.late = late                # seconds; connections end at once
        self.cuts, self.datagrams, self.connections = cuts, 0, []
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind((address, 53))
        self.tcp = socket.create_server((address, 53))
        self.threads = [threading.Thread(target=listen) for listen in
                        (self.hear, self.accept)]
        for thread in self.threads:
            thread.start()

    def hear(self):
        with contextlib.suppress(OSError):
            while True:
                query, visitor = self.udp.recvfrom(512)
                if not query:
                    break
                self.datagrams += 1
                time.sleep(self.late)
                if self.cuts:
                    self.udp.sendto(query[:2] + bytes([0x86, 0]) + query[4:],
                                    visitor)

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                self.connections.append(self.tcp.accept()[0])
                if self.late:
                    self.connections[-1].shutdown(socket.SHUT_RDWR)

    def close(self):
        for one in (self.udp, self.tcp, *self.connections):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)      # who waits wakes up
            one.close()
        for thread in self.threads:
            thread.join()


class FailingResolver:
    """Knows one address of good1, and fails at all else."""

    ADDRESS = "127.0.1.99"

    def __init__(self):
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind((self.ADDRESS, 53))
        self.thread = threading.Thread(target=self.hear)
        self.thread.start()

    def hear(self):
        while True:
            query, visitor = self.udp.recvfrom(512)
            if not query:
                return
            end = query.index(b"\0", 12) + 5
            known = query[12:18] == b"\5good1" and query[end - 3] == 1
            self.udp.sendto(
                query[:2] + bytes([0x81, 0x80 if known else 0x82, 0, 1,
                                   0, known, 0, 0, 0, 0]) + query[12:end] +
                (b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4" + socket.inet_aton(
                    name_servers.ADDRESSES["good1"][0]) if known else b""),
                visitor)

    def close(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
            end.sendto(b"", (self.ADDRESS, 53))
        self.thread.join()
        self.udp.close()


def test_lookup_fails(report, register):
    """A host whose domain fails in part is known by the rest; wholly, it is
    told apart from one that does not exist."""
    checks = Checks(register, CONFIG.replace(name_servers.RESOLVER,
                                             FailingResolver.ADDRESS))
    with contextlib.closing(FailingResolver()):
        code, lines, said = checks.run("45.5.114.0/24", "good1", "good2")
    report.check(code == 1 and state_of(lines, "good1") == "AA",
                 f"AAAA fails, A is answered: {code} {said} {lines}")
    report.check(finding(lines, "good2") == [
        "The host could not be looked up: the name servers of its domain "
        "fail."] and state_of(lines, "good2") == "UH", f"both fail: {lines}")


def test_names(report, checks):
    """Hosts are written as the portal takes them."""
    code, lines, said = checks.run("45.5.114.0/24", "ñandú.example.net")
    report.check(code == 1 and {line["host"] for line in lines} ==
                 {"xn--and-6ma2c.example.net"}, f"letters: {code} {said}")
    for name in "127.0.1.1", "ns1.", "a..example.net":
        code, _, said = checks.run("45.5.114.0/24", name)
        report.check(code == 64 and "HOST: " in said, f"{name}: {said}")


def test_once(report, checks):
    """An address is asked each question once: two datagrams at most and one
    connection, whatever names it has and whatever fits into a datagram."""
    for cuts, datagrams, late in (False, 2, 0), (True, 1, 0), (True, 1, 1):
        with contextlib.closing(Counter("127.0.1.12", cuts, late)) as counter:
            code, lines, _ = checks.run("45.5.114.0/24", "good1", "twin1",
                                        "twin2")
        states = [state_of(lines, name) for name in ("twin1", "twin2")]
        report.check(code == 1 and states == ["FAIL" if late else "TIMEOUT"]
                     * 2,
                     f"both names have the same state: {states}")
        report.check((counter.datagrams, len(counter.connections)) ==
                     (datagrams, 1), f"{counter.datagrams} datagrams, "
                     f"{len(counter.connections)} connections")


def test_good(report, checks, world):
    code, lines, said = checks.run("45.5.114.0/24", *name_servers.GOOD)
    report.check(code == 0, f"good servers: exit {code} {said}")
    report.check(all(line["finding"] == "It answers with authority."
                     for line in lines), f"good servers: {lines}")
    code, lines, _ = checks.run("45.5.114.0/24", "good1", "good2")
    report.check(code == 0 and "The zone names other name servers (NS) than "
                 "the delegation." in finding(lines, "good1", question="NS"),
                 "another NS set is told, and does not count")
    code, _, _ = checks.run("45.5.114.0/24", "good1", "good3", "cuts", "notcp")
    report.check(code == 0, "TCP that fails does not count")
    code, lines, _ = checks.run("45.4.0.0/16")
    report.check(code == 1 and [a["host"] for a in lines] ==
                 ["ns.example.org"], f"the hosts of a delegation: {lines}")
    code, lines, _ = checks.run("2801:4::/48", *name_servers.GOOD)
    report.check(code == 0 and lines[0]["zone"] == world.SIX,
                 f"an IPv6 zone: {code} {lines}")


def test_as(report, register, checks, world):
    """A check that a user made, and found all well, lets that user delegate."""
    def run(command, *words):
        return register.run("-c", checks.path, command, "--as", "ISP1",
                            "2801:4::/48", *words)
    good, few = ([host(n) for n in names] for names in
                 (name_servers.GOOD, ("good1", "refuses")))
    report.check(run("check", *few).code == 1 and
                 "authoritative for all zones" in run("delegate", *few).text,
                 "a check that found a bad server lets nobody delegate")
    report.check(run("delegate", *good).code == 1, "nor one of others")
    report.check(run("check", *good).code == 0 and
                 register.run("delegate", "--as", "CUS1", "2801:4::/48",
                              *good).code == 1 and
                 run("delegate", *good).code == 0, "one that found all well")
    report.check(run("check", *good, "--ds", "1 13 2 " + "AB" * 32).code == 1,
                 "DS records that fit no key")
    register.must("undelegate", "2801:4::/48")
    test_spare_ds(report, register, checks, world)
    prefix = "45.5.117.0/24"
    ds = world.servers["good2"].ds(world.SIGNED)[0]
    for text, code in ((ds, 0), (f"{world.SIGNED}. DS {ds}", 0),
                       (f"9.{world.SIGNED}. DS {ds}", 64),
                       (f"{ds[:-1]}{'0' if ds[-1] != '0' else '1'}", 1),
                       ("nonsense", 64)):
        answer = register.run("-c", checks.path, "check", prefix,
                              host("good2"), "--ds", text)
        report.check(answer.code == code, f"--ds {text}: {answer.text}")
    for text, code in (f"{ds[:-1]}{'0' if ds[-1] != '0' else '1'}", 1), (ds, 0):
        register.must("delegate", prefix, host("good2"), "--ds", text)
        said = [register.run("-c", checks.path, command, "--as", "ISP1",
                             prefix, host("good2"))
                for command in ("check", "delegate")]
        report.check([one.code for one in said] == [code, code],
                     f"DS records that stay are compared: {said[1].text}")
    register.must("undelegate", prefix)


def test_spare_ds(report, register, checks, world):
    """Of two DS records that were checked, the one that fits no key is not
    registered alone."""
    prefix = "45.5.117.0/24"
    good = world.servers["good2"].ds(world.SIGNED)[0]
    bad = f"{good[:-1]}{'0' if good[-1] != '0' else '1'}"
    register.must("move-in", prefix, HOLDER, "--status", "assigned")
    codes = [register.run("-c", checks.path, *words, "--as", "ISP1", prefix,
                          host("good2"), "--ds", ds).code
             for words, ds in ((["check"], f"{bad}\n{good}"),
                               (["delegate"], bad),
                               (["delegate"], f"{good}\n{bad}"))]
    report.check(codes == [0, 1, 0], f"DS records as they were checked: {codes}")
    register.must("undelegate", prefix)


def test_repaired(report, checks, world):
    """What is mended between two checks is seen by the second."""
    zone = world.ZONES[0]
    world.servers["old"].write(zone, world.zone(zone))
    world.servers["old"].reload()
    end = time.monotonic() + PATIENCE
    code = 1
    while code != 0 and time.monotonic() < end:
        code, _, _ = checks.run("45.5.114.0/24", "good1", "old")
    report.check(code == 0, "a server that caught up is good")


def test_refused(report, register):
    """Without test ranges nothing here is asked."""
    checks = Checks(register, f"[rdns]\nresolver = {name_servers.RESOLVER}\n")
    code, lines, said = checks.run("45.5.114.0/24", "good1", "private")
    report.check(code == 1 and {line["state"] for line in lines} == {"UH"},
                 f"loopback and fd00::/8 are not asked: {lines} {said}")
    for what in ("[mail]\nserver = smtp://{}:587\nfrom = a@b.example\n"
                 "[http]\nbase_url = https://b.example\n[rdns]\n",
                 "[rdns]\nzone = 45.in-addr.arpa\nmailbox = a@b.example\n"
                 "primary = a.registry.example\nnserver = {}\n"):
        checks = Checks(register, what.format(host("ours")) + "resolver = "
                        f"{name_servers.RESOLVER}\n")
        _, lines, said = checks.run("45.5.114.0/24", "ours")
        report.check(finding(lines, "ours") == [NOT_ASKED],
                     f"{what}: {lines} {said}")
    mail = "[mail]\nserver = smtp://200.3.14.10{}\nfrom = a@b.example\n" \
        "[http]\nbase_url = https://b.example"
    for what in (mail.format(""), mail.format(":587"),
                 "[http]\nproxy = 200.3.14.10"):
        checks = Checks(register, f"{what}\n[rdns]\nresolver = "
                        f"{name_servers.RESOLVER}\n")
        _, lines, _ = checks.run("45.5.114.0/24", "ours")
        report.check(finding(lines, "ours") == [NOT_ASKED], f"{what}: {lines}")
    for what in ("server = 200.3.14.10:53", "own_ranges = 200.3.14.0/24",
                 f"resolver = {name_servers.RESOLVER}, 200.3.14.10"):
        checks = Checks(register, f"[rdns]\n{what}\n" + (
            "" if "resolver" in what else
            f"resolver = {name_servers.RESOLVER}\n"))
        _, lines, _ = checks.run("45.5.114.0/24", "ours")
        report.check(finding(lines, "ours") == [NOT_ASKED] and
                     lines[0]["state"] == "UH", f"{what}: {lines}")
    checks = Checks(register, "")
    code, _, said = checks.run("45.5.114.0/24", "good1")
    report.check(code == 78 and "[rdns]" in said,
                 f"without a resolver: exit {code} {said}")
    checks = Checks(register, "[rdns]\nresolver = 127.0.1.7\n")
    code, lines, _ = checks.run("45.5.114.0/24", "good1")
    report.check(code == 1 and lines[0]["state"] == "UNCHECKED",
                 f"a resolver that is down says nothing of a server: {lines}")


# --- The roles --------------------------------------------------------------------

def role_of(server, role):
    """The process of a role, or None while there is none."""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/stat", encoding="ascii") as file:
                parent = int(file.read().rpartition(")")[2].split()[1])
            with open(f"/proc/{pid}/cmdline", encoding="utf-8") as file:
                words = file.read().split("\0")
        except (OSError, IndexError):
            continue
        if parent == server.process.pid and role in words:
            return int(pid)
    return None


def test_cage(report, server):
    pid = role_of(server, "probe")
    opened = [os.readlink(f"/proc/{pid}/fd/{n}")
              for n in os.listdir(f"/proc/{pid}/fd") if int(n) > 2]
    report.check(opened and all(o.startswith(("socket:", "anon_inode:"))
                                for o in opened), f"the probe has {opened}")
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        status = file.read()
    report.check("NoNewPrivs:\t1" in status, "the probe may gain privileges")
    with open(f"/proc/{pid}/cmdline", encoding="utf-8") as file:
        report.check("--store" not in file.read(),
                     "the probe is told where the store is")


def ask(register, prefix, hosts, number, ds=()):
    """As registry_zone_check_ask() leaves it."""
    name = f"{number:064x}"
    with register.open_sql() as sql:
        sql.execute("INSERT INTO zone_check SELECT ?, 0, coalesce(max(number),"
                    " 0) + 1, ?, ?, ?, ?, ?, NULL FROM zone_check "
                    "WHERE person = 0", (name, *parcela.stored_prefix(
                        parcela.ip_network(prefix)),
                        " ".join(map(host, hosts)),
                        "".join(f"{prefix} {d}\n" for d in ds),
                        int(time.time())))
    return name


def wait_done(register, name):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        rows = register.rows("SELECT done FROM zone_check WHERE id = ?", name)
        if rows and rows[0][0] is not None:
            return True
        time.sleep(0.01)
    return False


def test_asked(report, register):
    begun = time.monotonic()
    name = ask(register, "45.5.114.0/24", ["good1", "good2"], 1)
    report.check(wait_done(register, name), "a check ends")
    took = time.monotonic() - begun
    report.check(took < 1, f"a check of good servers took {took:.2f} s")
    rows = register.rows("SELECT host, state, lines FROM zone_check_server "
                         "WHERE zone_check = ? ORDER BY host", name)
    report.check([r[:2] for r in rows] == [(0, "AA"), (1, "AA")] and
                 "SOA TCP 127.0.1.2 FINE 7" in rows[1][2], f"it found {rows}")
    name = ask(register, "45.5.112.0/22", ["good1"], 2)
    report.check(wait_done(register, name), "a check of four zones ends")
    rows = register.rows("SELECT zone, state FROM zone_check_server "
                         "WHERE zone_check = ? ORDER BY zone", name)
    report.check(rows == [(0, "QREFUSED"), (1, "QREFUSED"), (2, "AA"),
                          (3, "AA")], f"zone by zone: {rows}")


def test_keys(report, register, world):
    """DS records are compared with the keys of a zone that Knot signs."""
    fits = world.servers["good2"].ds(world.SIGNED)
    tag, rest = fits[0].split(" ", 1)
    wrong = f"{tag} {rest[:-1]}{'0' if rest[-1] != '0' else '1'}"
    for number, (ds, state, told) in enumerate([
            (fits, "AA", "FINE"), ([wrong], "FAIL", "NO_KEY"),
            ([wrong, fits[0]], "AA", "SPARE_DS")]):
        name = ask(register, "45.5.117.0/24", ["good2"], 100 + number, ds)
        report.check(wait_done(register, name), "a check of keys ends")
        rows = register.rows("SELECT state, lines FROM zone_check_server "
                             "WHERE zone_check = ?", name)
        report.check(rows and rows[0][0] == state and
                     f"DNSKEY UDP 127.0.1.2 {told} " in rows[0][1],
                     f"{ds}: {rows}")


def main():
    name_servers.enter_network()
    report = Report()
    with parcela.folder() as folder, World(folder / "servers") as world:
        register = parcela.make_isp(folder / "r.db")
        checks = Checks(register, CONFIG)
        test_states(report, checks)
        test_once(report, checks)
        test_names(report, checks)
        test_many_addresses(report, checks)
        test_good(report, checks, world)
        test_as(report, register, checks, world)
        test_repaired(report, checks, world)
        test_refused(report, register)
        test_lookup_fails(report, register)
        server = Server(register, CONFIG, clock=NOW)
        test_cage(report, server)
        test_asked(report, register)
        test_keys(report, register, world)
        report.check("died" not in server.said(), server.said())
        server.close()
    report.finish()


if __name__ == "__main__":
    main()
