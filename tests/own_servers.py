# SPDX-License-Identifier: ISC
"""The name servers of the registry, real ones on loopback: NSD, which reads zone
files, Knot, which takes updates, and what dig and three checkers of zones say."""

import base64
import os
import re
import secrets
import socket
import subprocess
import time
from pathlib import Path

PATIENCE = 60                   # seconds until a server counts as dead
CHECKERS = (("/usr/bin/named-checkzone",), ("/usr/sbin/nsd-checkzone",),
            ("/usr/bin/kzonecheck", "-o"))


def free_port():
    """A port that is free for TCP and UDP now."""
    while True:
        with socket.socket() as tcp, \
                socket.socket(type=socket.SOCK_DGRAM) as udp:
            tcp.bind(("127.0.0.1", 0))
            try:
                udp.bind(tcp.getsockname())
            except OSError:
                continue
            return tcp.getsockname()[1]


def dig(port, name, kind, *more):
    """The records of an answer, any section, as (owner, type, data)."""
    done = subprocess.run(
        ["dig", "@127.0.0.1", "-p", str(port), "+norec", "+tries=1",
         "+time=2", "+noall", "+answer", "+authority", *more, name, kind],
        capture_output=True, text=True, check=False)
    return [(words[0].rstrip("."), words[3], words[4]) for words in
            (line.split(None, 4) for line in done.stdout.splitlines()
             if line and not line.startswith(";")) if len(words) == 5]


def records(port, name, kind):
    """What is at that very name."""
    return {data.lower() for owner, type_, data in dig(port, name, kind)
            if (owner, type_) == (name, kind)}


def transferred(server, zone):
    """{(owner, type, data)} of all that a primary has below a zone's apex."""
    done = subprocess.run(
        ["dig", "@127.0.0.1", "-p", str(server.port), "-y",
         f"hmac-sha256:parcela:{server.secret}", "+noall", "+answer",
         "+onesoa", "+nosplit", zone, "AXFR"], capture_output=True, text=True, check=False)
    rows = [line.split(None, 4) for line in done.stdout.splitlines()
            if line and not line.startswith(";")]
    return {(owner.rstrip("."), kind, data.rstrip(".").lower())
            for owner, _, _, kind, data in rows if owner != f"{zone}."}


def until(what, patience=PATIENCE):
    """Waits until what() is true; how long that took, or None: it is not."""
    begin = time.monotonic()
    while time.monotonic() < begin + patience:
        if what():
            return time.monotonic() - begin
        time.sleep(0.05)
    return None


class NameServer:
    """A server from its start to its end."""

    def __init__(self, folder, zones, command):
        self.folder = Path(folder)
        self.folder.mkdir()
        self.port = free_port()
        self.zones = zones
        self.configure()
        self.log = open(self.folder / "log", "w+b")
        self.command = [*command, str(self.folder / "conf")]
        self.start()

    def answers(self):
        done = subprocess.run(
            ["dig", "@127.0.0.1", "-p", str(self.port), "+tries=1",
             "+time=1", self.zones[0], "SOA"], capture_output=True,
            text=True, check=False)
        return "status:" in done.stdout

    def serial(self, zone):
        found = records(self.port, zone, "SOA")
        return int(found.pop().split()[2]) if found else None

    def signal(self, number):
        """To all its processes."""
        left = [self.process.pid]
        while left:
            pid = left.pop()
            children = Path(f"/proc/{pid}/task/{pid}/children")
            left += map(int, children.read_text().split())
            os.kill(pid, number)

    def start(self):
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.DEVNULL, stdout=self.log,
            stderr=self.log, cwd=self.folder)
        if until(self.answers) is None:
            self.close()
            raise RuntimeError((self.folder / "log").read_text())

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Nsd(NameServer):
    def __init__(self, folder, files, zones):
        self.files = files
        super().__init__(folder, zones, ["/usr/sbin/nsd", "-d", "-c"])

    def configure(self):
        at = self.folder.resolve()
        text = f"""server:
  ip-address: 127.0.0.1@{self.port}
  username: ""
  database: ""
  zonesdir: "{self.files}"
  pidfile: "{at}/pid"
  xfrdfile: "{at}/xfrd"
  zonelistfile: "{at}/zones"
  xfrdir: "{at}"
  server-count: 1
remote-control:
  control-enable: yes
  control-interface: "{at}/control"
"""
        text += "".join(f'zone:\n  name: "{zone}"\n  zonefile: "{zone}"\n'
                        for zone in self.zones)
        (self.folder / "conf").write_text(text)

    @property
    def reload(self):
        return (f"/usr/sbin/nsd-control -c {self.folder.resolve()}/conf "
                "reload")


class Primary(NameServer):
    """One that takes updates signed with its key."""

    def __init__(self, folder, zones, command):
        self.secret = base64.b64encode(secrets.token_bytes(32)).decode()
        super().__init__(folder, zones, command)

    def write_zones(self):
        for zone in self.zones:
            (self.folder / zone).write_text(
                f"{zone}. 3600 SOA ns.own.example. h.own.example. 1 7200"
                f" 900 1209600 900\n{zone}. 3600 NS ns.own.example.\n")
        (self.folder / "key").write_text(
            f"hmac-sha256:parcela:{self.secret}\n")
        os.chmod(self.folder / "key", 0o600)


class Knot(Primary):
    def __init__(self, folder, zones):
        super().__init__(folder, zones, ["/usr/sbin/knotd", "-c"])

    def configure(self):
        at = self.folder.resolve()
        self.write_zones()
        (at / "conf").write_text(f"""server:
  rundir: "{at}"
  listen: 127.0.0.1@{self.port}
log:
  - target: stderr
    any: info
database:
  storage: "{at}"
key:
  - id: parcela
    algorithm: hmac-sha256
    secret: "{self.secret}"
acl:
  - id: registry
    address: 127.0.0.0/8
    key: parcela
    action: [update, transfer]
template:
  - id: default
    storage: "{at}"
    file: "%s"
    acl: registry
    semantic-checks: off
    zonefile-load: difference
    journal-content: all
zone:
""" + "".join(f"  - domain: {zone}\n" for zone in self.zones))


class Bind(Primary):
    """A primary that is strict in what it takes."""

    def __init__(self, folder, zones):
        super().__init__(folder, zones, ["/usr/sbin/named", "-g", "-c"])

    def configure(self):
        at = self.folder.resolve()
        self.write_zones()
        (at / "conf").write_text(f"""options {{
  directory "{at}"; pid-file "{at}/pid"; session-keyfile none;
  listen-on port {self.port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }};
  recursion no; notify no;
}};
controls {{ }};
key parcela {{ algorithm hmac-sha256; secret "{self.secret}"; }};
""" + "".join(f"""zone "{zone}" {{
  type primary; file "{at}/{zone}";
  allow-update {{ key parcela; }}; allow-transfer {{ key parcela; }};
}};
""" for zone in self.zones))


def check_zone(zone, path):
    """What a checker has against a zone file; "" when it loads in all."""
    wrong = []
    for words in CHECKERS:
        command = [*words, zone, str(path)]
        done = subprocess.run(command, capture_output=True, text=True,
                              check=False)
        if done.returncode != 0:
            wrong.append(f"{words[0]}: {done.stdout[-500:]}"
                         f"{done.stderr[-500:]}")
    return "\n".join(wrong)


def records_of_file(path):
    """{(owner, type, data)} of the cuts in a zone file, read independently."""
    found, apex = set(), None
    for line in Path(path).read_text().splitlines():
        line = re.sub(r";.*", "", line)
        if not line or line.startswith("$"):
            continue
        owner, *_, kind, data = line.split("\t")
        apex = apex or owner
        if owner != apex:
            found.add((owner.rstrip("."), kind, data.rstrip(".").lower()))
    return found
