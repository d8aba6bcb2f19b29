# SPDX-License-Identifier: ISC
"""Reverse zones as the policy says, beside the reference model."""

import secrets
from dataclasses import dataclass
from ipaddress import ip_network

from parcela import stored_prefix


@dataclass
class Zone:
    """A reverse delegation and the block that it hangs on."""
    block: object
    hosts: dict                 # host -> (state, withdrawn), in order
    ds: frozenset = frozenset() # (network of a zone, "tag alg type digest")


def can_delegate(zone):
    if zone.version == 4:
        return 8 <= zone.prefixlen <= 24
    return zone.prefixlen <= 64


def of_whole_16s(direct):
    """Of such a block its holder delegates whole /16s, and nobody else."""
    return direct.version == 4 and direct.prefixlen <= 16


def zones_of(network):
    """policy.md: the zones that a delegated block becomes."""
    if network.version == 6:
        length = -(-network.prefixlen // 4) * 4
    else:
        length = 16 if network.prefixlen <= 16 else 24
    return list(network.subnets(new_prefix=length))


def zone_like(zone, block, key):
    """The same for another range, with the DS records of its zones."""
    kept = frozenset(one for one in zone.ds if one[0] in zones_of(key))
    return Zone(block, dict(zone.hosts), kept)


def divides(outer, part):
    """Is the part less than a zone of what is delegated around it?"""
    return outer.version == part.version and outer.supernet_of(part) and \
        zones_of(outer)[0].prefixlen < zones_of(part)[0].prefixlen


def zone_left(zone, outer, key):
    """What is left of it; nobody has asked its servers for smaller zones."""
    left = zone_like(zone, zone.block, key)
    if divides(outer, key):
        left.hosts = {host: ("UNCHECKED", withdrawn)
                      for host, (_, withdrawn) in left.hosts.items()}
    return left


def split_zones(zones, part):
    """Those around it become what is left of them."""
    for outer in [one for one in zones if one != part and
                  one.version == part.version and one.supernet_of(part)]:
        rest = zones.pop(outer)
        for piece in outer.address_exclude(part):
            zones[piece] = zone_left(rest, outer, piece)


def zones_alike(one, two):
    return one.block == two.block and [
        (host, withdrawn) for host, (_, withdrawn) in one.hosts.items()] == [
        (host, withdrawn) for host, (_, withdrawn) in two.hosts.items()]


def name_of(network):
    """A zone's name, from Python's own idea of it."""
    step = 8 if network.version == 4 else 4
    labels = network[0].reverse_pointer.split(".")
    return ".".join(labels[(network.max_prefixlen - network.prefixlen) //
                           step:])


def key_of_name(name):
    labels = name.rstrip(".").split(".")[:-2][::-1]
    if name.rstrip(".").endswith("ip6.arpa"):
        return ip_network((int("".join(labels).ljust(32, "0"), 16),
                           4 * len(labels)))
    return ip_network(".".join((labels + ["0"] * 4)[:4]) +
                      f"/{8 * len(labels)}")


def ds_of(text):
    """(network of a zone, "tag alg type digest") of such lines."""
    return frozenset((key_of_name(words[0]), " ".join(words[3:]))
                     for words in map(str.split, text.splitlines()))


def note_check(db, handle, network, hosts, now, ds="", name=None):
    """As the watch leaves a check that this user asked for: all servers of
    all zones are AA."""
    name = name or secrets.token_hex(32)
    lines = "".join(f"{zone} {data}\n" for zone, data in ds_of(ds))
    db.execute("INSERT OR REPLACE INTO zone_check "
               "SELECT ?, id, (SELECT coalesce(max(number), 0) + 1 FROM "
               "zone_check c WHERE c.person = person.id), ?, ?, ?, ?, ?, ? "
               "FROM person WHERE handle = ?",
               (name, *stored_prefix(network), " ".join(hosts).lower(), lines,
                now, now, handle))
    db.executemany("INSERT OR REPLACE INTO zone_check_server SELECT id, ?, "
                   "?, 'AA', '' FROM zone_check WHERE id = ?", [
                       (zone, host, name)
                       for zone in range(len(zones_of(network)))
                       for host in range(len(hosts))])
