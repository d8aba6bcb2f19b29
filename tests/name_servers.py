# SPDX-License-Identifier: ISC
"""Real name servers (NSD, Knot, BIND) on port 53 of addresses of a network of
our own: enter_network() begins this program anew inside it, so that nothing
collides with what listens on this machine, and nothing leaves it."""

import contextlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time

INSIDE = "PARCELA_NETWORK"
ADDRESSES_6 = ("fd00:53::1", "fd00:53::2")


def enter_network():
    """Returns inside; ends the program, as skipped, where that is impossible."""
    if os.environ.get(INSIDE) == "1":
        lines = ["link set lo up"]
        lines += [f"address add {a}/128 dev lo nodad" for a in ADDRESSES_6]
        lines += [f"address add 127.0.1.{n}/8 dev lo" for n in range(1, 64)]
        subprocess.run(["ip", "-batch", "-"], input="\n".join(lines),
                       text=True, check=True)
        return
    way = ["unshare", "--net"] if os.geteuid() == 0 else \
        ["unshare", "--map-root-user", "--net"]
    try:
        subprocess.run([*way, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        print("no network of our own can be made here\n0 passed, 0 failed")
        sys.exit(0)
    os.environ[INSIDE] = "1"
    os.execvp(way[0], [*way, sys.executable, *sys.argv])


def zone_text(origin, serial, servers, more=""):
    """A zone file with an SOA and NS records of full host names."""
    lines = [f"$ORIGIN {origin}.", "$TTL 3600",
             f"@ SOA {servers[0]}. hostmaster.example.net. {serial} 7200 3600 "
             "1209600 3600"]
    lines += [f"@ NS {s}." for s in servers]
    return "\n".join(lines) + "\n" + more


def answers(address, tcp=False):
    """Does something answer there, whatever?"""
    query = bytes.fromhex("123400000001000000000000") + b"\0\0\x06\0\x01"
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM if tcp else
                           socket.SOCK_DGRAM) as s:
            s.settimeout(1)
            s.connect((address, 53))
            s.send((len(query).to_bytes(2, "big") if tcp else b"") + query)
            return bool(s.recv(600))
    except OSError:
        return False


class Server:
    """A process that serves; started where its class says how."""

    def __init__(self, folder, addresses, zones, **options):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.addresses = addresses
        self.zones = {}
        self.options = options
        for origin, text in zones.items():
            self.write(origin, text)
        self.process = None

    def write(self, origin, text):
        path = self.folder / (origin + ".zone")
        path.write_text(text, encoding="ascii")
        self.zones[origin] = path

    def begin(self):
        log = (self.folder / "log").open("ab")
        self.process = subprocess.Popen(self.command(), stdout=log, stderr=log,
                                        cwd=self.folder)

    def start(self):
        self.begin()
        return self.wait()

    def wait(self):
        end = time.monotonic() + 60
        while not all(answers(a) for a in self.addresses):
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{self.addresses}: " +
                    (self.folder / "log").read_text(errors="replace"))
            time.sleep(0.02)
        return self

    def ask_to_stop(self):
        if self.process is not None and self.process.poll() is None:
            self.resume()
            self.process.terminate()

    def stop(self):
        self.ask_to_stop()
        if self.process is not None:
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None

    def pause(self):
        """Silent, as a machine is that is down: all its processes stop."""
        self.signal(signal.SIGSTOP)

    def resume(self):
        self.signal(signal.SIGCONT)

    def signal(self, number):
        """To each of its processes that has not ended meanwhile."""
        for pid in self.pids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def pids(self):
        found, todo = [], [self.process.pid]
        while todo:
            pid = todo.pop()
            found.append(pid)
            try:
                todo += map(int, pathlib.Path(
                    f"/proc/{pid}/task/{pid}/children").read_text().split())
            except OSError:
                pass
        return found


class Nsd(Server):
    def command(self):
        d, o = self.folder, self.options
        text = [f'server:\n  zonesdir: "{d}"\n  database: ""\n'
                f'  pidfile: "{d}/pid"\n  xfrdfile: "{d}/xfrd"\n'
                f'  zonelistfile: "{d}/zones"\n  username: ""\n  chroot: ""\n'
                f'  server-count: 1\n  tcp-count: {o.get("tcp_count", 100)}\n'
                '  rrl-ratelimit: 0\n  minimal-responses: yes\n' +
                o.get("server", "")]
        text += [f"  ip-address: {a}\n" for a in self.addresses]
        text += ["remote-control:\n  control-enable: no\n"]
        for origin, path in self.zones.items():
            text += [f"zone:\n  name: {origin}\n  zonefile: {path}\n"]
        for origin in o.get("never_transferred", ()):
            text += [f"zone:\n  name: {origin}\n  zonefile: {d}/none\n"
                     "  request-xfr: AXFR 127.9.9.9 NOKEY\n"]
        (d / "nsd.conf").write_text("".join(text), encoding="ascii")
        return [shutil.which("nsd") or "/usr/sbin/nsd", "-d", "-c",
                str(d / "nsd.conf")]

    def reload(self):
        """Zone files are read anew."""
        self.process.send_signal(signal.SIGHUP)


class Knot(Server):
    def command(self):
        d = self.folder
        (d / "db").mkdir(exist_ok=True)
        text = [f"server:\n  rundir: {d}\n  udp-workers: 1\n  tcp-workers: 1\n"
                "  background-workers: 1\n" + self.options.get("server", "")]
        text += [f"  listen: {a}@53\n" for a in self.addresses]
        text += [f"database:\n  storage: {d}/db\n"
                 f"policy:\n  - id: one\n    single-type-signing: on\n"
                 f"template:\n  - id: default\n    storage: {d}\n"
                 "zone:\n"]
        for origin, path in self.zones.items():
            text += [f"  - domain: {origin}\n    file: {path}\n"]
            if origin in self.options.get("signed", ()):
                text += ["    dnssec-signing: on\n    dnssec-policy: one\n"]
        (d / "knot.conf").write_text("".join(text), encoding="ascii")
        return ["/usr/sbin/knotd", "-c", str(d / "knot.conf")]

    def ds(self, origin):
        """["tag algorithm type digest", ...] of a signed zone."""
        out = subprocess.run(["keymgr", "-c", str(self.folder / "knot.conf"),
                              origin, "ds"], check=True, stdout=subprocess.PIPE,
                             text=True).stdout
        return [line.split(" DS ")[1] for line in out.splitlines()
                if " DS " in line]


class Bind(Server):
    def command(self):
        d = self.folder
        listen = " ".join(f"{a};" for a in self.addresses if ":" not in a)
        listen6 = " ".join(f"{a};" for a in self.addresses if ":" in a)
        text = [f'options {{ directory "{d}"; pid-file "{d}/pid"; '
                f'session-keyfile "{d}/key"; recursion no; '
                'dnssec-validation no; notify no; '
                f'listen-on {{ {listen} }}; listen-on-v6 {{ {listen6} }}; '
                f'{self.options.get("options", "")} }};\ncontrols {{ }};\n']
        for origin, path in self.zones.items():
            text += [f'zone "{origin}" {{ type primary; file "{path}"; }};\n']
        (d / "named.conf").write_text("".join(text), encoding="ascii")
        return ["/usr/sbin/named", "-g", "-n", "1", "-c",
                str(d / "named.conf")]


# --- A world of them -------------------------------------------------------------

RESOLVER = "127.0.1.53"
GOOD = ("good1", "good2", "good3")      # NSD, Knot, BIND
ADDRESSES = {
    "good1": ("127.0.1.1", ADDRESSES_6[0]), "good2": ("127.0.1.2",),
    "good3": ("127.0.1.3",), "silent": ("127.0.1.4",),
    "parent": ("127.0.1.5",), "refuses": ("127.0.1.6",),
    "closed": ("127.0.1.7",), "old": ("127.0.1.8",),
    "notcp": ("127.0.1.9",), "fails": ("127.0.1.10",),
    "cuts": ("127.0.1.11",), "twin1": ("127.0.1.12",),
    "twin2": ("127.0.1.12",), "private": ("10.1.2.3",), "ours": ("200.3.14.10",),
    "many": tuple(f"127.0.2.{n}" for n in range(1, 10)), "half": (
        "127.0.1.1", "127.0.1.7"),
}
CONFIG = f"[rdns]\nresolver = {RESOLVER}\n" \
    "test_ranges = 127.0.0.0/8, fd00::/8\n"


def host(name):
    return name + ".example.net"


def hosts_zone():
    """Where the hosts have their addresses, and some have none."""
    lines = ["plain TXT hello", "alias CNAME good1", f"@ A {RESOLVER}"]
    for name, addresses in ADDRESSES.items():
        lines += [f"{name} {'AAAA' if ':' in a else 'A'} {a}"
                  for a in addresses]
    return zone_text("example.net", 1, ["example.net"],
                     "\n".join(lines) + "\n")


class World:
    """Name servers of every kind for some zones; a with block ends them."""

    ZONES = tuple(f"{n}.5.45.in-addr.arpa" for n in (114, 115, 116))
    SIGNED = "117.5.45.in-addr.arpa"
    SIX = "0.0.0.0.4.0.0.0.1.0.8.2.ip6.arpa"

    def __init__(self, folder, names=None):
        self.folder = pathlib.Path(folder)
        self.taken = []
        names = names or [n for n in ADDRESSES
                          if n not in ("closed", "private", "half")]
        zones = {z: self.zone(z) for z in (*self.ZONES, self.SIX)}
        signed = {self.SIGNED: self.zone(self.SIGNED)}
        old = {z: self.zone(z, serial=6) for z in zones}
        parent = {"5.45.in-addr.arpa": zone_text(
            "5.45.in-addr.arpa", 1, [host("parent")],
            "114 NS ns.elsewhere.example.\n116 CNAME elsewhere.example.\n"
            "115.z TXT below\n")}
        kinds = {
            "good1": (Nsd, zones, {}), "old": (Nsd, old, {}),
            "good2": (Knot, {**zones, **signed}, {"signed": [self.SIGNED]}),
            "good3": (Bind, zones, {}), "silent": (Nsd, zones, {}),
            "parent": (Nsd, parent, {}),
            "notcp": (Nsd, zones, {"tcp_count": 1}),
            "refuses": (Knot, {"example.org": self.zone("example.org")}, {}),
            "cuts": (Nsd, zones, {"tcp_count": 1, "server":
                                  "  tcp-reject-overflow: yes\n"}),
            "fails": (Nsd, {}, {"never_transferred": self.ZONES}),
        }
        self.resolver = Nsd(self.folder / "resolver", [RESOLVER],
                            {"example.net": hosts_zone()})
        self.servers = {n: kinds[n][0](self.folder / n, ADDRESSES[n],
                                       kinds[n][1], **kinds[n][2])
                        for n in names if n in kinds}

    def zone(self, origin, serial=7, servers=GOOD):
        return zone_text(origin, serial, [host(n) for n in servers])

    def __enter__(self):
        try:
            everyone = [self.resolver, *self.servers.values()]
            for server in everyone:
                server.begin()
            for server in everyone:
                server.wait()
        except BaseException:
            self.__exit__()
            raise
        if "silent" in self.servers:
            self.servers["silent"].pause()
        # The only TCP connection that these take is taken.
        for name in {"notcp", "cuts"} & set(self.servers):
            self.taken.append(socket.create_connection(
                (ADDRESSES[name][0], 53)))
        return self

    def __exit__(self, *unused):
        for connection in self.taken:
            connection.close()
        for server in (*self.servers.values(), self.resolver):
            server.ask_to_stop()
        for server in (*self.servers.values(), self.resolver):
            server.stop()


# --- For tests that are not written in Python ------------------------------------

class Other(World):
    """The same for these zones."""

    def __init__(self, folder, names, zones):
        self.ZONES = tuple(zones)
        super().__init__(folder, names)


def main(folder, names, zones):
    """Tells the servers' words of [rdns] once all answer; then mends, for each
    line that names a zone, what is old there; until there is no more line."""
    enter_network()
    with Other(folder, names.split(","), zones.split(",")) as world:
        print(CONFIG.replace("\n", ";"), flush=True)
        for zone in map(str.strip, sys.stdin):
            world.servers["old"].write(zone, world.zone(zone))
            world.servers["old"].reload()
            print("mended", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
