#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Publication when something is not as it should be: a name server that hangs,
is strict, or was put back to what it was; long answers; other zones in the
configuration.  What does not depend on it is served, and known to be."""

import shutil
import signal

import parcela
from own_servers import Bind, Knot, Nsd, records, until
from parcela import Report
from portal_server import Server
from rdns_publish import (DIGEST, ZONES, by_update, config_of, is_live,
                          make_register, verify, write_config)

ONE, TWO, THREE = (f"{n}.60.45.in-addr.arpa" for n in (1, 2, 3))


def served_by(server, *more):
    """It is asked, too, what it serves."""
    return by_update(server, f"server = 127.0.0.1:{server.port}", *more)


def comes(server, zone):
    return until(lambda: records(server.port, zone, "NS")) is not None


def comes_live(register, zone=ZONES[0]):
    return until(lambda: is_live(register, zone)) is not None


def test_strict(report, path):
    """BIND takes no name with an underscore, nor a digest of a wrong length:
    that zonelets have some keeps nobody else's delegation back."""
    register = make_register(path / "strict.db")
    zonelets = path / "odd"
    zonelets.mkdir()
    with Bind(path / "bind", ZONES) as bind, Server(register, served_by(
            bind, f"zonelets = {zonelets}")) as server:
        for n, odd in enumerate(("NS ns_1.example.", "DS 7 13 2 ABCD"), 1):
            (zonelets / "odd").write_text(
                f"77.45.in-addr.arpa. {odd}\n"
                "78.45.in-addr.arpa. NS ns.other.example.\n")
            register.must("delegate", f"45.60.{n}.0/24", "ns1.example.net")
            report.check(comes(bind, f"{n}.60.45.in-addr.arpa") and
                         comes(bind, "78.45.in-addr.arpa"),
                         f"beside {odd}: {server.said()[-500:]}")
            report.check(comes_live(register), f"and live, beside {odd}")


def test_hanging(report, path):
    """A name server that does not read its files keeps no update back."""
    register = make_register(path / "hanging.db")
    files = path / "files"
    files.mkdir()
    with Nsd(path / "nsd", files, ZONES) as nsd, \
            Knot(path / "knot", ZONES) as knot, Server(
                register, served_by(knot, f"files = {files}",
                                    f"reload = {nsd.reload}")):
        report.check(comes_live(register), "at first both do")
        nsd.signal(signal.SIGSTOP)
        for n, zone in enumerate((ONE, TWO), 1):
            register.must("delegate", f"45.60.{n}.0/24", "ns1.example.net")
            report.check(comes(knot, zone) and comes_live(register),
                         f"{zone} is served, and known to be")
        nsd.signal(signal.SIGCONT)
        report.check(comes(nsd, TWO), "then by the other as well")


def test_put_back(report, path):
    """A primary that was put back to an older state is made whole by the next
    change."""
    register = make_register(path / "back.db")
    with Knot(path / "put-back", ZONES) as knot, \
            Server(register, served_by(knot)):
        register.must("delegate", "45.60.1.0/24", "ns1.example.net")
        report.check(comes_live(register), "the first is live")
        knot.process.kill()
        knot.process.wait()
        shutil.copytree(knot.folder, path / "saved",
                        ignore=shutil.ignore_patterns("*.sock"))
        knot.start()
        register.must("delegate", "45.60.2.0/24", "ns1.example.net")
        report.check(comes_live(register), "the second is live")
        knot.process.kill()
        knot.process.wait()
        shutil.rmtree(knot.folder)
        shutil.copytree(path / "saved", knot.folder)
        knot.start()
        report.check(not records(knot.port, TWO, "NS"), "it is put back")
        register.must("delegate", "45.60.3.0/24", "ns1.example.net")
        report.check(comes(knot, THREE) and comes(knot, TWO),
                     "what it lacked comes with the next change")


def test_long(report, path):
    """A referral that fits no datagram is seen to be served."""
    register = make_register(path / "long.db")
    files = path / "long"
    files.mkdir()
    hosts = [f"{chr(97 + n) * 60}.{chr(109 + n) * 60}.example"
             for n in range(12)]
    with Nsd(path / "long-nsd", files, ZONES) as nsd, Server(
            register, config_of(ZONES, files, f"reload = {nsd.reload}",
                                f"server = 127.0.0.1:{nsd.port}")):
        report.check(comes_live(register), "the zone is live")
        register.must("delegate", "45.60.1.0/24", *hosts)
        report.check(comes_live(register), "so are twelve long names")
        report.check(len(records(nsd.port, ONE, "NS")) == 12, "all of them")


def test_other_zones(report, path):
    """What was published of a zone that is configured no more is not taken for
    the one that has its place."""
    register = make_register(path / "other.db")
    files = path / "other"
    files.mkdir()
    part = "60.45.in-addr.arpa"
    with Nsd(path / "other-nsd", files, (part, ZONES[0])) as nsd:
        more = (f"reload = {nsd.reload}", f"server = 127.0.0.1:{nsd.port}")
        for zones in ((part,), (ZONES[0],)):
            with Server(register, config_of(zones, files, *more)):
                register.must("delegate", "45.60.1.0/24", "ns1.example.net")
                report.check(comes_live(register, zones[0]),
                             f"{zones[0]} is live")
            count = register.rows("SELECT count(*) FROM publication")
            report.check(count == [(1,)], f"and nothing else: {count}")


def test_no_fault(report, path):
    """The same on a BIND where all is well: DS and all."""
    register = make_register(path / "well.db")
    with Bind(path / "well", ZONES) as bind:
        text = served_by(bind)
        with Server(register, text):
            register.must("delegate", "45.60.1.0/24", "ns1.example.net",
                          "--ds", f"1 13 2 {DIGEST}")
            report.check(comes(bind, ONE) and comes_live(register),
                         "BIND serves a delegation")
            report.check(records(bind.port, ONE, "DS"), "with its DS record")
            register.must("undelegate", "45.60.1.0/24")
            report.check(until(lambda: not records(bind.port, ONE, "NS"))
                         is not None, "and then no more")
        answer = verify(register, write_config(register, text))
        report.check(answer.code == 0, f"all is there: {answer.text}")


def main():
    parcela.options(__doc__).parse_args()
    report = Report()
    with parcela.folder() as path:
        for test in (test_no_fault, test_strict, test_hanging, test_put_back,
                     test_long, test_other_zones):
            test(report, path)
    report.finish()


if __name__ == "__main__":
    main()
