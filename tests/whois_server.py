#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""What strangers may do to port 43, and what must not come of it.

Time only ever bounds how long a test waits before it calls something lost.
"""

import contextlib
import os
import re
import resource
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

import parcela
from parcela import BINARY, HOLDER, Report

PATIENCE = 60                   # seconds until an answer counts as lost
CLOSING = (b"\r\n% whois.lacnic.net accepts only direct match queries.\r\n"
           b"% Types of queries are: POCs, ownerid, CIDR blocks, IP\r\n"
           b"% and AS numbers.\r\n\r\n")
BLOCK = b"inetnum:     45.4.0.0/16\r\n"
LISTENING = re.compile(r"whois: listening on (\S+):(\d+)$")


class Server:
    """`parcela serve`, from its ready line to its end."""

    complaints = []             # logs in which a program found itself wrong

    def __init__(self, register, whois="127.0.0.1:0", config=""):
        self.register = register
        self.register.env["PARCELA_WHOIS"] = whois
        words = ["serve"]
        if config:
            path = Path(f"{register.path}.conf")
            path.write_text(config)
            words = ["-c", path, *words]
        self.log = open(f"{register.path}.log", "w+b")
        self.process = register.start(*words, stdout=subprocess.PIPE,
                                      stderr=self.log)
        self.places = [self.read_place() for _ in whois.split(",")]

    def read_place(self):
        line = self.process.stdout.readline().decode().rstrip("\n")
        found = LISTENING.match(line)
        if not found:
            raise RuntimeError(f"no ready line but {line!r}: {self.said()}")
        return found[1].strip("[]"), int(found[2])

    def said(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def connect(self, place=0, receive_buffer=0):
        host, port = self.places[place]
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        client = socket.socket(family, socket.SOCK_STREAM)
        if receive_buffer:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF,
                              receive_buffer)
        client.settimeout(PATIENCE)
        client.connect((host, port))
        return client

    def ask(self, line, place=0, half_close=False):
        """The answer to these bytes, until the server closes."""
        with self.connect(place) as client:
            with contextlib.suppress(ConnectionError):
                client.sendall(line)
                if half_close:
                    client.shutdown(socket.SHUT_WR)
            return read_all(client)

    def roles(self):
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}"
                        "/children")
        return [int(pid) for pid in children.read_text().split()]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            parcela.kill_group(self.process)
        self.process.stdout.close()
        if re.search("Sanitizer|runtime error|fatal:", self.said()):
            Server.complaints.append(self.said())
        self.log.close()


def read_all(client):
    """What comes until the end; None when it ended in a reset or never."""
    parts = []
    try:
        while part := client.recv(65536):
            parts.append(part)
    except (TimeoutError, ConnectionError):
        return None
    return b"".join(parts)


def is_whole(answer):
    """Begun, ended and of nothing but text in lines."""
    return (answer is not None and answer.startswith(b"% IP Client: ")
            and answer.endswith(CLOSING)
            and answer.count(b"\n") == answer.count(b"\r\n")
            and not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", answer))


def eventually(question):
    """Ask until it is so."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if question():
            return True
        time.sleep(0.05)
    return False


def is_gone(pid):
    """Ended, even if nobody here will ever reap it."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1]
    except FileNotFoundError:
        return True
    return state.split()[0] in "ZX"


# --- What strangers send -----------------------------------------------------

def test_lines(report, server):
    for line in (b"45.4.1.2\r\n", b"45.4.1.2\n", b"  45.4.1.2 \t\r\n",
                 b"45.4.0.0/16\r\n", b"45.4.1.2\r\n45.4.1.3\r\n"):
        answer = server.ask(line)
        report.check(is_whole(answer) and BLOCK in answer,
                     f"{line!r} finds the block: {answer!r}")
    answer = server.ask(b"uy-ispx-lacnic\r\n")
    report.check(is_whole(answer) and b"\r\n\r\n" + BLOCK in answer,
                 f"the ownerid lists its blocks: {answer!r}")
    answer = server.ask(b"\r\n")
    report.check(is_whole(answer) and b'% No match for ""' in answer,
                 f"an empty line is answered: {answer!r}")
    answer = server.ask(b"45.4.1.2\r\n")
    report.check(answer and answer.startswith(b"% IP Client: 127.0.0.1\r\n"),
                 f"the client is named: {answer!r}")


def test_ipv6(report, server):
    answer = server.ask(b"as64000\n", place=1)
    report.check(is_whole(answer) and b"aut-num:     AS64000" in answer and
                 answer.startswith(b"% IP Client: ::1\r\n"),
                 f"IPv6 clients are answered: {answer!r}")


def test_half_close(report, server):
    for line in b"45.4.1.2\r\n", b"45.4.1.2":
        answer = server.ask(line, half_close=True)
        report.check(is_whole(answer) and BLOCK in answer,
                     f"{line!r} and the end is answered: {answer!r}")
    report.check(server.ask(b"", half_close=True) == b"",
                 "who asks nothing and ends is closed")


def test_malformed(report, server):
    for line in (b"AS1\0AS2\r\n", b"\0\r\n", b"caf\xe9\r\n", b"\xff\xfe\n",
                 b"\x1b[2J\r\n", b"a\rb\r\n", b"\xe2\x80\xae45.4.1.2\r\n",
                 b"x" * 256 + b"\r\n"):
        answer = server.ask(line)
        report.check(is_whole(answer) and b"% Malformed query." in answer and
                     line.strip() not in answer,
                     f"{line!r} is malformed: {answer!r}")
    answer = server.ask(b"x" * 255 + b"\r\n")
    report.check(is_whole(answer) and b"% No match for" in answer,
                 f"255 bytes are a query: {answer!r}")


def test_megabyte(report, server):
    answer = server.ask(b"x" * (1 << 20))
    report.check(is_whole(answer) and b"% Malformed query." in answer,
                 f"a megabyte without line end is refused: {answer!r}")
    answer = server.ask(b"x" * 1000)
    report.check(is_whole(answer) and b"% Malformed query." in answer,
                 f"so is a kilobyte, without more to come: {answer!r}")


def test_pipelined_garbage(report, server):
    for size in 10, 1000, 300000:
        answer = server.ask(b"45.4.1.2\r\n" + os.urandom(size))
        report.check(is_whole(answer) and BLOCK in answer,
                     f"{size} bytes behind a query do no harm: {answer!r}")


def test_resets(report, server):
    """Clients that vanish at every point."""
    for line in b"", b"45.4", b"45.4.1.2\r\n":
        for _ in range(20):
            client = server.connect()
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                              struct.pack("ii", 1, 0))
            client.sendall(line)
            client.close()
    report.check(is_whole(server.ask(b"45.4.1.2\r\n")),
                 "resets do not harm others")


def test_drip(report, server):
    with server.connect() as client:
        for byte in b"45.4.1.2\r\n":
            client.sendall(bytes([byte]))
        report.check(is_whole(read_all(client)), "a line may come in drips")


def test_parallel(report, server):
    answers = []

    def ask_some():
        answers.extend(server.ask(b"45.4.1.2\r\n") for _ in range(5))

    threads = [threading.Thread(target=ask_some) for _ in range(200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    good = sum(is_whole(a) and BLOCK in a for a in answers)
    report.check(good == 1000, f"200 clients at once: {good} of 1000 answers")


# --- Connections that say nothing -----------------------------------------------

def test_silent_thousand(report, server):
    with contextlib.ExitStack() as stack:
        silent = [stack.enter_context(server.connect()) for _ in range(1000)]
        good = sum(is_whole(server.ask(b"45.4.1.2\r\n")) for _ in range(50))
        report.check(good == 50,
                     f"among 1000 silent ones: {good} of 50 answers")
        silent[0].settimeout(PATIENCE)
        report.check(read_all(silent[0]) == b"",
                     "the silent one that came first had to go")
        silent[-1].sendall(b"45.4.1.2\r\n")
        report.check(is_whole(read_all(silent[-1])),
                     "the last one may still speak")


def test_idle_timeout(report, register):
    with Server(register, config="[whois]\nidle_timeout = 1\n") as server:
        with server.connect() as silent, server.connect() as slow:
            slow.sendall(b"45.4")
            report.check(read_all(silent) == b"", "who says nothing is closed")
            report.check(read_all(slow) is not None, "who stops is closed")


def test_all_seats_busy(report, register):
    """Only connections being answered are never asked to go."""
    config = "[whois]\nconnections = 3\nidle_timeout = 3600\n"
    with Server(register, config=config) as server:
        with contextlib.ExitStack() as stack:
            for _ in range(3):
                ask_without_reading(stack, server)
            answers = []
            report.check(
                eventually(lambda: refused(server, answers)),
                f"no seat, nobody idle: refused: {answers[-1:]!r}")
        report.check(eventually(lambda: BLOCK in
                                (server.ask(b"45.4.1.2\r\n") or b"")),
                     "when they have gone there is room")


def ask_without_reading(stack, server):
    client = stack.enter_context(server.connect(receive_buffer=4096))
    client.sendall(HOLDER.encode() + b"\r\n")
    client.recv(1)
    return client


def refused(server, answers):
    answers.append(server.ask(b"45.4.1.2\r\n"))
    return (answers[-1] is not None and is_whole(answers[-1]) and
            b"% Maximum concurrent connections limit exceeded\r\n"
            in answers[-1])


def test_slow_readers(report, register):
    config = "[whois]\nidle_timeout = 2\n"
    with Server(register, config=config) as server:
        whole = server.ask(HOLDER.encode() + b"\r\n")
        report.check(is_whole(whole) and len(whole) > 8 << 20,
                     f"a large answer comes whole: {len(whole or b'')} bytes")
        with contextlib.ExitStack() as stack:
            slow = [ask_without_reading(stack, server) for _ in range(10)]
            good = sum(is_whole(server.ask(b"45.4.1.2\r\n"))
                       for _ in range(20))
            report.check(good == 20, f"beside slow readers: {good} of 20")
            report.check(eventually(lambda: is_cut_off(server, slow[0])),
                         "who does not read is cut off")


def is_cut_off(server, client):
    """The server has no connection with this client's port any more."""
    port = f":{client.getsockname()[1]:04X}"
    ours = f":{server.places[0][1]:04X}"
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        local, remote, state, uid, inode = (
            line.split()[i] for i in (1, 2, 3, 7, 9))
        if local.endswith(ours) and remote.endswith(port) and inode != "0":
            return False
    return True


def test_rate(report, register):
    config = "[whois]\nrate_per_minute = 3\n"
    with Server(register, config=config) as server:
        answers = [server.ask(b"45.4.1.2\r\n") for _ in range(6)]
        report.check(all(map(is_whole, answers)) and
                     all(BLOCK in a for a in answers[:3]),
                     "three a minute are answered")
        report.check(b"% Query rate limit exceeded\r\n" in answers[-1],
                     f"the rest is refused: {answers[-1]!r}")


# --- Processes --------------------------------------------------------------------

def test_restart(report, server):
    for _ in range(2):
        [query] = server.roles()
        os.kill(query, signal.SIGKILL)
        while query in server.roles():  # a dying one may still accept
            time.sleep(0.01)
        report.check(is_whole(server.ask(b"45.4.1.2\r\n")),
                     "who asks while the role restarts is answered")
        report.check(server.roles() not in ([], [query]),
                     "the role is another process now")
    report.check(eventually(lambda: "query works again" in server.said()),
                 f"the log tells of it: {server.said()!r}")


def test_stop(report, register):
    with Server(register) as server:
        roles = server.roles()
        process, log = server.process, server.said
        process.send_signal(signal.SIGTERM)
        report.check(process.wait(PATIENCE) == 0, "SIGTERM is a good end")
        report.check(all(map(is_gone, roles)), "and the role's, too")
        report.check("killed" not in log().lower(), f"orderly: {log()!r}")


def test_orphan(report, register):
    with Server(register) as server:
        [query] = server.roles()
        server.process.kill()
        server.process.wait()
        report.check(eventually(lambda: is_gone(query)),
                     "a role dies with its supervisor")


def test_refusals_to_start(report, register, path):
    with Server(register) as server:
        taken = f"127.0.0.1:{server.places[0][1]}"
        register.env["PARCELA_WHOIS"] = taken
        answer = register.run("serve")
        report.check(answer.code == 71 and taken in answer.err,
                     f"an address that is taken is named: {answer}")
    register.env["PARCELA_WHOIS"] = "127.0.0.1:0"
    answer = parcela.Register(path / "missing.db").run("serve")
    report.check(answer.code == 66 and "missing.db" in answer.err,
                 f"no store, no service: {answer}")
    config = path / "wrong.conf"
    config.write_text("[whois]\nlisten = somewhere\n")
    answer = register.run("-c", config, "serve")
    report.check(answer.code != 0 and "wrong.conf: line 2" in answer.err,
                 f"a wrong configuration names its line: {answer}")


# --- The store behind it ------------------------------------------------------------

def test_news(report, register, server):
    register.must("subassign", "45.4.7.0/24", parcela.customer(1), "--as",
                  "ISP1")
    answer = server.ask(b"45.4.7.9\r\n")
    report.check(answer and b"inetnum:     45.4.7.0/24\r\n" in answer and
                 b"inetnum-up:  45.4.0.0/16\r\n" in answer,
                 f"what was committed is seen at once: {answer!r}")


def test_damaged_store(report, register, path):
    """Another file in its place, a broken one, and the good one again."""
    aside = path / "aside.db"
    with Server(register) as server:
        roles = server.roles()
        broken = path / "broken.db"
        broken.write_bytes(b"This is no register." * 1000)
        os.rename(register.path, aside)
        os.rename(broken, register.path)
        report.check(eventually(lambda: b"% Temporarily unable to answer, "
                                b"please try again.\r\n"
                                in (server.ask(b"45.4.1.2\r\n") or b"")),
                     "a broken store asks to try again")
        os.rename(aside, register.path)
        report.check(eventually(lambda: BLOCK in
                                (server.ask(b"45.4.1.2\r\n") or b"")),
                     "it is read again when it is whole")
        report.check(server.roles() == roles, "by the same process")


# --- All of it ------------------------------------------------------------------------

def make_large(register, path):
    """The same register with 200,000 rows more for HOLDER: past the
    operations, since only the length of the answer counts here."""
    large = register.copy(path / "large.db")
    with contextlib.closing(large.open_sql()) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("BEGIN")
        last, = db.execute("SELECT MAX(id) FROM block").fetchone()
        parent, holder = db.execute(
            "SELECT b.id, b.organisation FROM block b JOIN organisation o "
            "ON o.id = b.organisation WHERE o.ownerid = ? ORDER BY b.first "
            "LIMIT 1", (HOLDER,)).fetchone()
        db.executemany(
            "INSERT INTO block (id, parent, first, length, status, "
            "organisation, use, label, changed) "
            "VALUES (?, ?, ?, 128, 'reallocated', ?, 'customer', '', 0)",
            ((last + 1 + i, parent, bytes(10) + b"\xff\xff" +
              struct.pack("!I", (46 << 24) + i), holder)
             for i in range(200000)))
        db.execute("COMMIT")
    return large


def run(report, path):
    register = parcela.make_isp(path / "registry.db")
    large = make_large(register, path)
    with Server(register, "127.0.0.1:0,[::1]:0" if has_ipv6() else
                "127.0.0.1:0") as server:
        for test in (test_lines, test_half_close, test_malformed,
                     test_megabyte, test_pipelined_garbage, test_resets,
                     test_drip, test_parallel, test_silent_thousand,
                     test_restart):
            test(report, server)
        if has_ipv6():
            test_ipv6(report, server)
        test_news(report, register, server)
        report.check(server.stop() == 0, "it ends well")
    for test in test_idle_timeout, test_rate, test_stop, test_orphan:
        test(report, register)
    test_refusals_to_start(report, register, path)
    test_damaged_store(report, register, path)
    test_all_seats_busy(report, large)
    test_slow_readers(report, large)
    report.check(not Server.complaints, f"{Server.complaints}")


def has_ipv6():
    with contextlib.suppress(OSError), \
            socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
        probe.bind(("::1", 0))
        return True
    return False


def main():
    report = Report()
    if not os.path.exists(BINARY):
        sys.exit(f"{BINARY}: not built")
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with parcela.folder() as path:
        run(report, path)
    report.finish()


if __name__ == "__main__":
    main()
