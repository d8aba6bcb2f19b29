# SPDX-License-Identifier: ISC
"""The real statistics files of ../shared, and what their lines say.

They are public, but not part of this repository: tests that need them skip
when they are not there.
"""

import io
import lzma
import os
import sys
import tarfile
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from pathlib import Path

import parcela

SHARED = Path(os.environ.get("PARCELA_SHARED") or parcela.ROOT / ".."
              / "shared").resolve()
DATA = SHARED / "data"
NEWEST = "lacnic/delegated-lacnic-extended-20240208"
WEEK = DATA / "lacnic" / "delegated-lacnic-extended-2023-03-week.tar.xz"


def skip_without_data():
    """Ends the program, having passed, when there is no real data."""
    if DATA.is_dir():
        return
    print(f"skipped: there is no {DATA}")
    print("0 passed, 0 failed")
    sys.exit(0)


def read_file(name):
    """The text of DATA/NAME.xz."""
    return lzma.decompress((DATA / f"{name}.xz").read_bytes()).decode()


def read_week():
    """(name, text) of the eight days, in order."""
    with lzma.open(WEEK) as packed:
        archive = tarfile.open(fileobj=io.BytesIO(packed.read()))
    days = []
    for member in archive.getmembers():
        if member.isfile():
            text = archive.extractfile(member).read()
            if member.name.endswith(".xz"):
                text = lzma.decompress(text)
            days.append((os.path.basename(member.name), text.decode()))
    return sorted(days)


def record_lines(text):
    """The lines that are records, as they stand but for CR."""
    lines = (line.rstrip("\r") for line in text.split("\n"))
    return [line for line in lines
            if line and line[0] != "#" and line.count("|") >= 6
            and not line[0].isdigit()]


@dataclass(frozen=True)
class Record:
    """A line taken apart; first and last are numbers, last included."""
    kind: str
    first: int
    last: int
    country: str
    date: str
    status: str
    holder: str

    @property
    def is_stock(self):
        return self.status in ("available", "reserved")

    def address(self, number):
        return str(ip_address(number) if self.kind == "ipv4"
                   else ip_address(number.to_bytes(16, "big")))

    @property
    def name(self):
        """As parcela's commands want it: one CIDR block or ASNs."""
        if self.kind == "asn":
            return f"AS{self.first}" if self.first == self.last \
                else f"AS{self.first}-AS{self.last}"
        return str(self.network)

    @property
    def network(self):
        bits = 32 if self.kind == "ipv4" else 128
        length = bits - (self.last - self.first).bit_length()
        packed = self.first.to_bytes(bits // 8, "big")
        return ip_network((packed, length))


def record_of(line):
    fields = line.split("|") + [""]
    _, country, kind, start, value, date, status, holder = fields[:8]
    if kind == "asn":
        first, count = int(start), int(value)
    else:
        first = int(ip_address(start))
        count = int(value) if kind == "ipv4" else 1 << (128 - int(value))
    return Record(kind, first, first + count - 1,
                  "" if country == "ZZ" else country,
                  "" if date == "00000000" else date, status, holder)
