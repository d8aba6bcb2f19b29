#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Reverse zones as real name servers serve them: NSD by files, Knot by signed
updates; the worker killed at random; zones of random states, of the real
registry, and beside what other registries hand over.

  rdns_publish.py [--times 100] [--states 500]"""

import os
import random
import signal
import subprocess
import sys
import time
from ipaddress import ip_network

import parcela
from mail_crash import role_of
from own_servers import (Knot, Nsd, check_zone, dig, records,
                          records_of_file, transferred, until)
from parcela import Report, user_add
from portal_server import Server
from real_files import DATA, NEWEST, read_file
from reverse_zones import key_of_name, name_of, zones_of
from stored import read_model

ZONES = "45.in-addr.arpa", "8.b.d.0.1.0.0.2.ip6.arpa"
BLOCKS = "45.4.0.0/14", "45.60.0.0/20", "45.61.0.0/22", "2001:db8::/32"
DIGEST = "AB" * 32


def config_of(zones, files, *more):
    lines = ["[rdns]", "primary = ns.registry.example",
             "mailbox = hostmaster@registry.example",
             "nserver = ns.registry.example, ns2.registry.example"]
    lines += [f"zone = {zone}" for zone in zones]
    if files:
        lines.append(f"files = {files}")
    return "\n".join([*lines, *more]) + "\n"


def by_update(server, *more):
    """The registry's zones at a primary of updates."""
    return config_of(ZONES, None, f"update = 127.0.0.1:{server.port}",
                     f"key_file = {server.folder}/key", *more)


def make_register(path):
    register = parcela.Register(path).init()
    del register.env["PARCELA_CLOCK"]
    register.script([
        user_add("ISP1"),
        ["org", "add", "Isp", "--ownerid", "UY-ISPX-LACNIC", "--country", "UY",
         "--admin", "ISP1"],
        *(["move-in", block, "UY-ISPX-LACNIC", "--status", "allocated"]
          for block in BLOCKS)])
    return register


def write_config(register, text):
    path = register.path.with_suffix(".rdns.conf")
    path.write_text(text)
    return path


def verify(register, config):
    return register.run("-c", config, "rdns", "verify")


# --- What must be in the zones, by the reference model ----------------------

def expected(register, apex):
    """{(owner, type, data)} below an apex, from the rows of the store."""
    return expected_of(read_model(register, 0).zones, apex)


def expected_of(zones, apex):
    top, wanted = key_of_name(apex), set()
    for network, zone in zones.items():
        if network.version != top.version or not network.overlaps(top):
            continue
        hosts = [host for host, (_, withdrawn) in zone.hosts.items()
                 if not withdrawn]
        for one in zones_of(network):
            if not hosts or not one.subnet_of(top):
                continue
            wanted |= {(name_of(one), "NS", host) for host in hosts}
            wanted |= {(name_of(one), "DS", data.lower())
                       for at, data in zone.ds if at == one}
    return wanted


class Changes:
    """Random changes of delegations, as commands that succeed."""

    def __init__(self, register, rng):
        self.register, self.rng = register, rng

    def part(self):
        block = ip_network(self.rng.choice(BLOCKS))
        most = 16 if block.prefixlen < 16 else 24 if block.version == 4 else 52
        length = self.rng.randint(block.prefixlen, most)
        return ip_network((int(block[0]) | self.rng.randrange(
            1 << (length - block.prefixlen)) << (
                block.max_prefixlen - length), length))

    def command(self):
        zones = list(read_model(self.register, 0).zones)
        kind = self.rng.random()
        if zones and kind < 0.3:
            return ["undelegate", self.rng.choice(zones)]
        if zones and kind < 0.4:
            return ["nsstate", self.rng.choice(zones), "ns1.example.net",
                    "TIMEOUT", "--withdrawn"]
        part = self.part()
        words = ["delegate", part, *self.rng.sample(
            ["ns1.example.net", "ns2.example.net", "ns.mañana.example"],
            self.rng.randint(1, 3))]
        if self.rng.random() < 0.3:
            zone = name_of(self.rng.choice(zones_of(part)))
            words += ["--ds", f"{zone}. DS 1 13 2 {DIGEST}"]
        return words

    def make(self, count):
        """Some of them are refused, which is fine."""
        for _ in range(count):
            self.register.run(*self.command())


# --- The tests ----------------------------------------------------------------

def test_states(report, path, states, rng):
    """Files parsed back equal the store."""
    register = make_register(path / "states.db")
    (path / "export").mkdir()
    config = write_config(register, config_of(ZONES, None))
    changes = Changes(register, rng)
    for number in range(states):
        changes.make(4)
        register.must("-c", config, "rdns", "export", path / "export")
        for zone in ZONES:
            found = records_of_file(path / "export" / zone)
            wanted = expected(register, zone)
            report.check(found == wanted, f"state {number}, {zone}: missing "
                         f"{sorted(wanted - found)[:5]}, too many "
                         f"{sorted(found - wanted)[:5]}")
    for zone in ZONES:
        wrong = check_zone(zone, path / "export" / zone)
        report.check(not wrong, f"{zone}: {wrong}")
    (path / "handed").mkdir()
    (path / "handed" / "folder").mkdir()
    (path / "handed" / "other").write_text(
        f"77.{ZONES[0]}. 86400 IN NS ns.other.example.\n")
    config = write_config(register, config_of(ZONES, None,
                                              f"zonelets = {path / 'handed'}"))
    register.must("-c", config, "rdns", "export", path / "export")
    report.check((f"77.{ZONES[0]}", "NS", "ns.other.example") in
                 records_of_file(path / "export" / ZONES[0]),
                 "zonelets are exported as well")
    said = register.run("-c", config, "rdns", "export", path / "missing")
    report.check(said.code == 73 and "No such file" in said.err,
                 f"a folder that is not there is said: {said}")


def is_live(register, zone):
    """Has the worker seen the last row of the journal served?"""
    network = key_of_name(zone)
    first = network[0].packed if network.version == 6 else \
        b"\0" * 10 + b"\xff\xff" + network[0].packed
    rows = register.rows(
        "SELECT live >= (SELECT max(serial) FROM journal) FROM publication"
        " WHERE first = ?", first)
    return rows == [(1,)]


def is_gone(port, zone):
    """Does the server say that there is no such name in its zone?"""
    return any((owner, kind) == (ZONES[0], "SOA")
               for owner, kind, _ in dig(port, zone, "NS"))


def test_served(report, register, nsd, knot):
    """What is delegated is served by both, and what is not, is not."""
    zone = "3.60.45.in-addr.arpa"
    servers = {"nsd": nsd.port, "knot": knot.port}
    until(lambda: nsd.serial(ZONES[0]) and nsd.serial(ZONES[1]))
    serials = {name: server.serial(ZONES[0]) for name, server in
               (("nsd", nsd), ("knot", knot))}
    register.must("delegate", "45.60.3.0/24", "ns1.example.net",
                  "ns2.example.net", "--ds", f"1 13 2 {DIGEST}")
    wanted = {"ns1.example.net.", "ns2.example.net."}
    for name, port in servers.items():
        took = until(lambda p=port: records(p, zone, "NS") == wanted)
        report.check(took is not None, f"{name} serves {zone}")
        print(f"{name} serves a delegation after {took or 0:.1f} s")
        report.check(records(port, zone, "DS"), f"{name} serves its DS")
    report.check(until(lambda: is_live(register, ZONES[0])) is not None,
                 "that it is live is known")
    register.must("undelegate", "45.60.3.0/24")
    for name, port in servers.items():
        report.check(until(lambda p=port: is_gone(p, zone)) is not None,
                     f"{name} no longer serves {zone}")
        report.check(records(port, ZONES[0], "NS"), f"{name} has its apex")
    for name, server in (("nsd", nsd), ("knot", knot)):
        report.check(until(lambda n=name, s=server: s.serial(ZONES[0]) >
                           serials[n]) is not None,
                     f"the serial of {name} rises")


def by_hand(report, knot, *lines):
    """Another hand changes the first zone at the primary."""
    done = subprocess.run(
        ["knsupdate", "-y", f"hmac-sha256:parcela:{knot.secret}"],
        input="\n".join([f"server 127.0.0.1 {knot.port}",
                         f"zone {ZONES[0]}.", *lines, "send"]) + "\n",
        text=True, capture_output=True, check=False)
    report.check(done.returncode == 0, f"knsupdate: {done.stderr}")


FOREIGN = "9.9.45.in-addr.arpa"


def is_kept(knot):
    return records(knot.port, FOREIGN, "NS") == {"foreign.example."} and \
        records(knot.port, FOREIGN, "DS") and \
        records(knot.port, ZONES[0], "TXT")


def test_repaired(report, register, knot, config):
    """What another hand changed of ours at the primary is found, and repaired;
    what it delegates itself is kept."""
    register.must("delegate", "45.61.0.0/24", "ns1.example.net")
    until(lambda: records(knot.port, "0.61.45.in-addr.arpa", "NS"))
    by_hand(report, knot, "del 0.61.45.in-addr.arpa. NS",
            "add 61.45.in-addr.arpa. 60 NS above.example.",
            f"add {FOREIGN}. 60 NS foreign.example.",
            f"add {FOREIGN}. 60 DS 1 13 2 {DIGEST}",
            f"add {ZONES[0]}. 60 TXT kept")
    answer = verify(register, config)
    report.check(answer.code == 1 and
                 "+0.61.45.in-addr.arpa. NS ns1.example.net." in answer.out
                 and "-61.45.in-addr.arpa. NS above.example." in answer.out
                 and "foreign" not in answer.out,
                 f"verify tells what differs: {answer.text}")
    register.must("-c", config, "rdns", "publish")
    report.check(verify(register, config).code == 0, "it is repaired")
    report.check(is_kept(knot), "what others have there is kept")


def test_foreign(report, register, knot, config):
    """Above what is newly delegated nobody else may stand; and what was ours is
    known to be, though the worker was not there when it went."""
    by_hand(report, knot, "add 60.45.in-addr.arpa. 60 NS above.example.")
    register.must("delegate", "45.60.9.0/24", "ns1.example.net")
    report.check(until(lambda: records(
        knot.port, "9.60.45.in-addr.arpa", "NS") == {"ns1.example.net."})
        is not None, "a cut above a new delegation goes")
    if pid := role_of(register, b"worker"):
        os.kill(pid, signal.SIGKILL)
    register.must("undelegate", "45.60.9.0/24")
    report.check(until(lambda: is_gone(knot.port, "9.60.45.in-addr.arpa"))
                 is not None, "what was ours is taken away")
    report.check(until(lambda: verify(register, config).code == 0) is not None
                 and is_kept(knot), "what others have there is kept")


def test_not_ours(report, register, knot, config):
    """What the registry never published at a place, it does not remove: not
    when a delegation came and went unseen, nor when a withdrawn one goes."""
    publish = "-c", config, "rdns", "publish"
    register.must(*publish)
    report.check(until(lambda: is_live(register, ZONES[0])) is not None,
                 "nothing is waited for")
    foreign = {"foreign.example."}
    one, two = "11.60.45.in-addr.arpa", "12.60.45.in-addr.arpa"
    for change in (["delegate", "45.60.12.0/24", "ns1.example.net"],
                   ["nsstate", "45.60.12.0/24", "ns1.example.net", "TIMEOUT",
                    "--withdrawn"]):
        register.must(*change)
        report.check(until(lambda: is_live(register, ZONES[0])) is not None,
                     f"{change[0]} is live")
    by_hand(report, knot, *(f"add {zone}. 60 NS foreign.example."
                            for zone in (one, two)))
    register.must("batch", "-", stdin="delegate 45.60.11.0/24 ns1.example.net\n"
                  "undelegate 45.60.11.0/24\nundelegate 45.60.12.0/24\n")
    report.check(until(lambda: is_live(register, ZONES[0])) is not None,
                 "what changed is live")
    report.check(all(records(knot.port, zone, "NS") == foreign
                     for zone in (one, two)), "what others put there is kept")
    by_hand(report, knot, "add 13.60.45.in-addr.arpa. 60 CNAME a.example.")
    register.must("delegate", "45.60.13.0/24", "ns1.example.net")
    report.check(until(lambda: is_live(register, ZONES[0])) is not None and
                 records(knot.port, "13.60.45.in-addr.arpa", "NS") ==
                 {"ns1.example.net."}, "nor does an alias stand in its way")
    register.must("undelegate", "45.60.13.0/24")
    register.must("delegate", "45.60.12.0/24", "ns1.example.net")
    report.check(until(lambda: records(knot.port, two, "NS") ==
                       {"ns1.example.net."}) is not None,
                 "where one is delegated, it stands alone")


def test_compared(report, register, knot, text):
    """What another hand did to ours is found without a change or a restart."""
    zone = "14.60.45.in-addr.arpa"
    register.run("undelegate", "45.60.14.0/24")     # as it may have become
    register.must("delegate", "45.60.14.0/24", "ns1.example.net")
    with Server(register, text + "compare = 3\n"):
        report.check(until(lambda: is_live(register, ZONES[0])) is not None,
                     "it is live")
        by_hand(report, knot, f"del {zone}. NS",
                f"add {zone}. 60 CNAME a.example.")
        report.check(until(lambda: records(knot.port, zone, "NS") ==
                           {"ns1.example.net."}) is not None,
                     "what was changed is repaired in time")


def test_handed_by_update(report, path):
    """Zonelets reach a primary of updates byte by byte: names that are no
    hosts, and digests of any length."""
    register = make_register(path / "handed.db")
    zonelets = path / "handed-by-update"
    zonelets.mkdir()
    (zonelets / "odd").write_text(
        "200.45.in-addr.arpa. NS ns_1.example.\n"
        "200.45.in-addr.arpa. NS a/b\\.c.example.\n"
        f"200.45.in-addr.arpa. DS 7 250 250 {'0F' * 64}\n"
        f"200.45.in-addr.arpa. DS 7 13 2 {DIGEST}\n")
    with Knot(path / "taking", ZONES) as knot:
        config = write_config(register, by_update(
            knot, f"zonelets = {zonelets}"))
        until(lambda: knot.serial(ZONES[0]))
        register.must("-c", config, "rdns", "publish")
        answer = verify(register, config)
        report.check(answer.code == 0, f"verify agrees: {answer.text}")
        found = records(knot.port, "200.45.in-addr.arpa", "NS")
        report.check(found == {"ns_1.example.", "a/b\\.c.example."}, f"{found}")
        found = " ".join(records(knot.port, "200.45.in-addr.arpa", "DS"))
        found = found.replace(" ", "").upper()
        report.check("0F" * 64 in found and DIGEST in found, f"{found}")


def test_others_by_update(report, path):
    """So do their other records: names of RFC 2317, their aliases, and addresses
    of name servers; they go when they are handed over no more, and beneath
    what is delegated, and come back."""
    register = make_register(path / "others.db")
    zonelets = path / "others-by-update"
    zonelets.mkdir()
    text = ("0/25.9.61.45.in-addr.arpa. NS ns.other.example.\n"
            "0/25.9.61.45.in-addr.arpa. NS ns2.Other.example.\n"
            "1.9.61.45.in-addr.arpa. CNAME 1.0/25.9.61.45.in-addr.arpa.\n"
            "86.45.in-addr.arpa. NS ns.86.45.in-addr.arpa.\n"
            "ns.86.45.in-addr.arpa. A 192.0.2.1\n")
    whole = {
        ("0/25.9.61.45.in-addr.arpa", "NS", "ns.other.example"),
        ("0/25.9.61.45.in-addr.arpa", "NS", "ns2.other.example"),
        ("1.9.61.45.in-addr.arpa", "CNAME", "1.0/25.9.61.45.in-addr.arpa"),
        ("86.45.in-addr.arpa", "NS", "ns.86.45.in-addr.arpa"),
        ("ns.86.45.in-addr.arpa", "A", "192.0.2.1")}
    foreign = {("85.45.in-addr.arpa", "TXT", '"other"'),
               ("61.45.in-addr.arpa", "TXT", '"above"')}
    ours = {("9.61.45.in-addr.arpa", "NS", "ns1.example.net")}
    register.must("move-in", "45.61.8.0/22", "UY-ISPX-LACNIC", "--status",
                  "allocated")
    with Knot(path / "whole", ZONES) as knot:
        config = write_config(register, by_update(
            knot, f"zonelets = {zonelets}"))
        until(lambda: knot.serial(ZONES[0]))
        by_hand(report, knot, "add 85.45.in-addr.arpa. 60 TXT other",
                "add 61.45.in-addr.arpa. 60 TXT above")

        def publish(*command):
            if command:
                register.must(*command)
            register.must("-c", config, "rdns", "publish")
            answer = verify(register, config)
            report.check(answer.code == 0, f"verify agrees: {answer.text}")
            found = transferred(knot, ZONES[0])
            report.check(foreign <= found, f"others' are kept: {found}")
            return found - foreign

        (zonelets / "more").write_text(text)
        report.check(publish() == whole, "all is there")
        found = publish("delegate", "45.61.9.0/24", "ns1.example.net")
        report.check(found == {one for one in whole if "9.61.45" not in one[0]}
                     | ours, f"but not beneath what is delegated: {found}")
        report.check(publish("undelegate", "45.61.9.0/24") == whole,
                     "then it is back")
        (zonelets / "more").write_text(text.replace("192.0.2.1", "192.0.2.7"))
        found = publish() - whole
        report.check(found == {("ns.86.45.in-addr.arpa", "A", "192.0.2.7")},
                     f"another address: {found}")
        (zonelets / "more").write_text("")
        report.check(publish() == set(), "what is gone is gone")


def test_killed(report, register, knot, config, times, rng):
    """After each kill the zones are the register's again, by what is said of
    them and by what a transfer has."""
    changes = Changes(register, rng)
    longest = 0
    for number in range(times):
        changes.make(rng.randint(1, 4))
        time.sleep(rng.random() / 2)
        if pid := role_of(register, b"worker"):
            os.kill(pid, signal.SIGKILL)
        took = until(lambda: verify(register, config).code == 0)
        report.check(took is not None, f"kill {number}: zones differ: "
                     f"{verify(register, config).text[:500]}")
        wanted = set().union(*(expected(register, zone) for zone in ZONES))
        found = set().union(*(transferred(knot, zone) for zone in ZONES))
        foreign = {one for one in found if "foreign" in one[2] or
                   one[0] == FOREIGN}
        report.check(found - foreign == wanted,
                     f"kill {number}: {sorted(found ^ wanted)[:5]}")
        longest = max(longest, took or 60)
    print(f"the worker killed {times} times; zones were right after at most "
          f"{longest:.1f} s")


def test_apart(report, register, knot, text):
    """Files that do not pass keep no update back."""
    config = write_config(register, text.replace(
        "/usr/bin/named-checkzone", "/bin/false"))
    register.run("undelegate", "45.60.7.0/24")
    register.must("delegate", "45.60.7.0/24", "ns1.example.net")
    report.check(register.run("-c", config, "rdns", "publish").code == 1,
                 "what did not pass is told")
    report.check(records(knot.port, "7.60.45.in-addr.arpa", "NS"),
                 "and the update is made")


def test_servers(report, path, times, rng):
    files = path / "zones"
    files.mkdir()
    register = make_register(path / "served.db")
    with Nsd(path / "nsd", files, ZONES) as nsd, \
            Knot(path / "knot", ZONES) as knot:
        text = config_of(
            ZONES, files, "check = /usr/bin/named-checkzone",
            f"reload = {nsd.reload}", f"update = 127.0.0.1:{knot.port}",
            f"key_file = {knot.folder}/key",
            f"server = 127.0.0.1:{knot.port}")
        config = write_config(register, text)
        with Server(register, text) as server:
            test_served(report, register, nsd, knot)
            test_repaired(report, register, knot, config)
            test_foreign(report, register, knot, config)
            test_not_ours(report, register, knot, config)
            test_killed(report, register, knot, config, times, rng)
            report.check(is_kept(knot), "others' records outlive all that")
        test_compared(report, register, knot, text)
        test_silent(report, register, nsd, knot, config)
        test_apart(report, register, knot, text)


def test_silent(report, register, nsd, knot, config):
    """A primary that does not answer keeps no file back."""
    zone = "8.60.45.in-addr.arpa"
    register.run("undelegate", "45.60.8.0/24")
    register.must("delegate", "45.60.8.0/24", "ns1.example.net")
    knot.process.send_signal(signal.SIGSTOP)
    with register.start("-c", config, "rdns", "publish",
                        stderr=subprocess.PIPE, text=True) as publishing:
        report.check(until(lambda: records(nsd.port, zone, "NS")) is not None
                     and publishing.poll() is None,
                     "the file is served while the primary is waited for")
        said = publishing.stderr.read()
    report.check(publishing.returncode == 1 and
                 said.count("does not serve") == 1,
                 f"who is silent is asked once: {said}")
    knot.process.send_signal(signal.SIGCONT)
    register.must("-c", config, "rdns", "publish")
    report.check(records(knot.port, zone, "NS"), "then it is updated")


def test_not_signed(report, path):
    """A primary that takes no updates from us is told, and nothing noted."""
    register = make_register(path / "unsigned.db")
    with Knot(path / "refusing", ZONES) as knot:
        config = write_config(register, config_of(
            ZONES, None, f"update = 127.0.0.1:{knot.port}"))
        register.must("delegate", "45.61.0.0/24", "ns1.example.net")
        answer = register.run("-c", config, "rdns", "publish")
        report.check(answer.code == 1, "unsigned updates are refused")
        report.check(not register.rows("SELECT * FROM publication"),
                     "and nothing is noted")


def test_zonelets(report, path):
    """Others' records are kept beside ours, and never above or below."""
    register = make_register(path / "zonelets.db")
    zonelets, out = path / "zonelets", path / "merged"
    zonelets.mkdir()
    out.mkdir()
    (zonelets / "45-other").write_text(
        "200.45.in-addr.arpa. 86400 IN NS ns.other.example.\n"
        "3.60.45.in-addr.arpa. 86400 IN NS ns.other.example.\n"
        "60.45.in-addr.arpa. 86400 IN NS ns.other.example.\n"
        "7.4.45.in-addr.arpa. 86400 IN NS ns.other.example.\n"
        "60.45.in-addr.arpa. 86400 IN TXT \"beside\"\n"
        "60.45.in-addr.arpa. 86400 IN DNAME evil.example.\n"
        "0/25.9.61.45.in-addr.arpa. 86400 IN NS ns.other.example.\n"
        "200.45.IN-ADDR.arpa. 86400 IN CNAME elsewhere.example.\n"
        "1.9.61.45.in-addr.arpa. 86400 IN CNAME 1.0/25.9.61.45.in-addr.arpa.\n"
        "9.9.9.9.in-addr.arpa. 86400 IN NS elsewhere.example.\n"
        "201.45.in-addr.arpa. 86400 CH NS elsewhere.example.\n"
        "*.202.45.in-addr.arpa. 86400 IN NS elsewhere.example.\n"
        ". 86400 IN NS elsewhere.example.\n")
    config = write_config(register, config_of(
        ZONES, out, f"zonelets = {zonelets}"))
    register.must("delegate", "45.60.3.0/24", "ns1.example.net")
    register.must("delegate", "45.4.0.0/16", "ns1.example.net")
    answer = register.must("-c", config, "rdns", "publish")
    found = {(owner, kind) + (data,) for owner, kind, data in
             records_of_file(out / ZONES[0])}
    report.check(found == {
        ("200.45.in-addr.arpa", "NS", "ns.other.example"),
        ("3.60.45.in-addr.arpa", "NS", "ns1.example.net"),
        ("4.45.in-addr.arpa", "NS", "ns1.example.net"),
        ("0/25.9.61.45.in-addr.arpa", "NS", "ns.other.example"),
        ("1.9.61.45.in-addr.arpa", "CNAME", "1.0/25.9.61.45.in-addr.arpa"),
        ("60.45.in-addr.arpa", "TXT", '"beside"')}, f"merged: {found}")
    report.check(answer.err.count("left out") == 5 and
                 answer.err.count("passed over") == 2,
                 f"what is left out is told: {answer.err}")
    report.check(not check_zone(ZONES[0], out / ZONES[0]), "it loads")
    report.check(verify(register, config).code == 0, "verify knows them")
    test_broken_zonelets(report, register, config, zonelets, out)


def test_broken_zonelets(report, register, config, zonelets, out):
    """What cannot be read counts as it was when it could be read last."""
    def published():
        register.must("-c", config, "rdns", "publish")
        report.check(verify(register, config).code == 0, "verify agrees")
        return {owner for owner, kind, _ in records_of_file(out / ZONES[0])
                if kind == "NS"}

    good = (zonelets / "45-other").read_text()
    (zonelets / "45-other").write_text("9.45.in-addr.arpa. IN NS ns.half.\n"
                                       "200.45.in-addr.arpa. NS (\n")
    (zonelets / "new").write_text("201.45.in-addr.arpa. NS (\n")
    register.must("undelegate", "45.60.3.0/24")
    found = published()
    report.check(found == {"200.45.in-addr.arpa", "60.45.in-addr.arpa",
                           "3.60.45.in-addr.arpa", "4.45.in-addr.arpa",
                           "0/25.9.61.45.in-addr.arpa"},
                 "a change is published beside what was there, and nothing "
                 f"of half a file: {found}")
    said = register.must("-c", config, "rdns", "verify").err
    report.check("45-other: taken as it was" in said and
                 "new: left out" in said, f"which is told: {said}")
    zonelets.rename(zonelets.with_name("away"))
    report.check(published() == found, "nor a folder that is gone")
    zonelets.with_name("away").rename(zonelets)
    (zonelets / "45-other").write_text(good.replace("ns.other", "ns.more"))
    (zonelets / "new").unlink()
    report.check(published() == found, "what is mended counts again")
    (zonelets / "45-other").unlink()
    report.check(published() == {"4.45.in-addr.arpa"},
                 "and what is no longer handed over does not")
    (zonelets / "45-other").write_text("200.45.in-addr.arpa. NS (\n")
    report.check(published() == {"4.45.in-addr.arpa"}, "nor comes back")


def test_refused_zonelets(report, path):
    """A file with which a zone does not pass holds up neither members' changes
    nor other files."""
    register = make_register(path / "refused.db")
    zonelets, out = path / "refused", path / "passing"
    zonelets.mkdir()
    out.mkdir()
    config = write_config(register, config_of(
        ZONES, out, f"zonelets = {zonelets}",
        "check = /usr/sbin/nsd-checkzone"))

    def published(*command):
        register.must(*command)
        said = register.must("-c", config, "rdns", "publish").err
        report.check(verify(register, config).code == 0, "verify agrees")
        return said, {(owner, data) for owner, kind, data in
                      records_of_file(out / ZONES[0]) if owner != ZONES[0]}

    twice = "".join(f"{{0}}.45.in-addr.arpa. 60 IN DNAME {to}.example.\n"
                    for to in "ab")
    (zonelets / "bad").write_text(twice.format(201))
    (zonelets / "good").write_text("200.45.in-addr.arpa. NS ns.other.example.\n")
    ours = ("0.61.45.in-addr.arpa", "ns1.example.net")
    good = ("200.45.in-addr.arpa", "ns.other.example")
    said, found = published("delegate", "45.61.0.0/24", ours[1])
    report.check(found == {ours, good} and "zonelet bad: left out" in said,
                 f"what does not pass is left out: {found} {said}")
    (zonelets / "bad").write_text("201.45.in-addr.arpa. NS ns.more.example.\n")
    said, found = published("delegate", "45.61.1.0/24", ours[1])
    more = ("201.45.in-addr.arpa", "ns.more.example")
    report.check(more in found and "zonelet" not in said,
                 f"mended it counts: {found} {said}")
    (zonelets / "bad").write_text(twice.format(202))
    said, found = published("undelegate", "45.61.1.0/24")
    report.check(found == {ours, good, more} and
                 "zonelet bad: taken as it was" in said,
                 f"then what it was last: {found} {said}")
    (zonelets / "bad").unlink()
    (zonelets / "after").write_text("1.203.45.in-addr.arpa. NS ns.b.example.\n")
    said, found = published("delegate", "45.61.1.0/24", ours[1])
    after = ("1.203.45.in-addr.arpa", "ns.b.example")
    (zonelets / "add").write_text("203.45.in-addr.arpa. 60 IN DNAME a.example.\n")
    said, found = published("undelegate", "45.61.1.0/24")
    report.check(found == {ours, good, after} and
                 "zonelet add: left out" in said,
                 f"a new one does not put out one that was there: {said}")
    os.mkfifo(zonelets / "pipe")
    (zonelets / "gone").symlink_to("/nowhere")
    said, found = published("delegate", "45.61.1.0/24", ours[1])
    report.check(good in found and "zonelet gone: left out" in said,
                 f"nor do pipes and links to nowhere hold it up: {said}")


def test_check_changed(report, path):
    """A file that passed another check, or none, is looked at again."""
    register = make_register(path / "changed.db")
    zonelets, out = path / "handed-before", path / "checked-after"
    zonelets.mkdir()
    out.mkdir()
    (zonelets / "bad").write_text("".join(
        f"201.45.in-addr.arpa. 60 IN DNAME {to}.example.\n" for to in "ab"))
    (zonelets / "good").write_text("200.45.in-addr.arpa. NS ns.good.example.\n")
    checker = path / "checker"

    def published(*more):
        config = write_config(register, config_of(
            ZONES, out, f"zonelets = {zonelets}", *more))
        said = register.must("-c", config, "rdns", "publish").err
        report.check(verify(register, config).code == 0, "verify agrees")
        return said, {data for owner, _, data in
                      records_of_file(out / ZONES[0]) if owner != ZONES[0]}

    def check(condition):
        checker.write_text(f"#!/bin/sh\n{condition} && "
                           'exec /usr/sbin/nsd-checkzone "$@"\n')
        checker.chmod(0o755)

    said, found = published()
    report.check({"a.example", "b.example"} <= found, "without a check all is")
    said, found = published("check = /usr/sbin/nsd-checkzone")
    report.check(found == {"ns.good.example"} and "bad: left out" in said,
                 f"a check that is set is heard: {found} {said}")
    (zonelets / "bad").write_text("201.45.in-addr.arpa. NS ns.bad.example.\n")
    check("true")
    said, found = published(f"check = {checker}")
    report.check(found == {"ns.good.example", "ns.bad.example"},
                 f"mended it counts: {found} {said}")
    check('! grep -q ns.bad.example "$2"')
    register.must("delegate", "45.61.0.0/24", "ns1.example.net")
    said, found = published(f"check = {checker}")
    report.check(found == {"ns.good.example", "ns1.example.net"} and
                 "bad: left out" in said,
                 f"so is a check that became another: {found} {said}")
    check('! grep -q ns1.example.net "$2"')
    config = write_config(register, config_of(
        ZONES, out, f"zonelets = {zonelets}", f"check = {checker}"))
    register.must("delegate", "45.61.1.0/24", "ns1.example.net")
    answer = register.run("-c", config, "rdns", "publish")
    report.check(answer.code == 1 and "zonelet good" not in answer.err,
                 f"what is not for a file puts out none: {answer.err}")


def test_check(report, path):
    """What a checker refuses never takes the place of what it passed."""
    register = make_register(path / "checked.db")
    out = path / "checked"
    out.mkdir()
    config = write_config(register, config_of(ZONES, out))
    register.must("-c", config, "rdns", "publish")
    before = {zone: (out / zone).read_bytes() for zone in ZONES}
    register.must("-c", config, "rdns", "publish")
    report.check(all((out / zone).read_bytes() == before[zone]
                     for zone in ZONES), "the same is not published twice")
    text = before[ZONES[0]].decode()
    (out / ZONES[0]).write_text(text.replace("; parcela", "9.45.in-addr.arpa."
                                             "\tNS\tns.by.hand.\n; parcela"))
    register.must("-c", config, "rdns", "publish")
    after = (out / ZONES[0]).read_text()
    report.check("by.hand" not in after and after != text,
                 f"what another hand wrote is written anew: {after}")
    before[ZONES[0]] = (out / ZONES[0]).read_bytes()
    register.must("delegate", "45.61.0.0/24", "ns1.example.net")
    write_config(register, config_of(ZONES, out, "check = /bin/false"))
    report.check(register.run("-c", config, "rdns", "publish").code == 1,
                 "publish says that it was not")
    report.check({zone: (out / zone).read_bytes() for zone in ZONES}
                 == before, "the files stay")
    report.check(sorted(os.listdir(out)) == sorted(ZONES),
                 "nothing is left beside them")


def test_real(report, path):
    """The whole real registry, a delegation for each block that may have
    one, in three checkers."""
    if not DATA.is_dir():
        print(f"the real registry is skipped: there is no {DATA}")
        return
    register = parcela.Register(path / "real.db")
    register.must("init", "--registry", "lacnic")
    register.must("import", "delegated", "-", stdin=read_file(NEWEST))
    tops = set()
    with register.open_sql() as sql:
        sql.execute("BEGIN")
        number = 1 << 60
        for block, first, length in sql.execute(
                "SELECT id, CAST(hex(first) AS TEXT), length FROM block WHERE"
                " status IN ('allocated', 'assigned') AND (length <= 120 AND"
                " first < x'00000000000000000000ffffffffffff' OR length <= 64)"
                ).fetchall():
            raw = bytes.fromhex(first)
            is_four = raw.startswith(bytes(10))
            tops.add(f"{raw[12]}.in-addr.arpa" if is_four else ".".join(
                reversed(first[:3].lower())) + ".ip6.arpa")
            number += 10
            sql.execute("INSERT INTO delegation VALUES (?, ?, ?, ?, 1, 1)",
                        (number, block, raw, length))
            sql.executemany(
                "INSERT INTO nameserver VALUES (?, ?, ?, ?, 'AA', 0)",
                [(number + n, number, n, f"ns{n}.h{number % 997}.example")
                 for n in (1, 2)])
        sql.execute("COMMIT")
    zones = sorted(tops)
    config = write_config(register, config_of(zones, None))
    out = path / "real"
    out.mkdir()
    said = register.must("-c", config, "rdns", "export", out).out
    held = read_model(register, 0).zones
    report.check(len(held) > 10000, f"{len(held)} delegations")
    for zone in zones:
        wrong = check_zone(zone, out / zone)
        report.check(not wrong, f"{zone}: {wrong}")
        report.check(records_of_file(out / zone) == expected_of(held, zone),
                     f"{zone} is the store's")
    print(f"the real registry: {said.strip()}")


def main():
    parser = parcela.options(__doc__, times=4, states=8)
    options = parser.parse_args()
    report, rng = Report(), random.Random(options.seed)
    with parcela.folder() as path:
        test_states(report, path, options.states, rng)
        test_check(report, path)
        test_zonelets(report, path)
        test_refused_zonelets(report, path)
        test_check_changed(report, path)
        test_not_signed(report, path)
        test_handed_by_update(report, path)
        test_others_by_update(report, path)
        test_servers(report, path, options.times, rng)
        test_real(report, path)
    report.finish()


if __name__ == "__main__":
    sys.exit(main())
