# SPDX-License-Identifier: ISC
"""Blocks, as networks, and ranges of AS numbers, as (first, last): what the
reference model asks of both."""


def kind_of(key):
    return "asn" if isinstance(key, tuple) else f"ipv{key.version}"


def covers(outer, inner):
    if kind_of(outer) != kind_of(inner):
        return False
    if isinstance(outer, tuple):
        return outer[0] <= inner[0] and inner[1] <= outer[1]
    return inner.subnet_of(outer)


def overlap(one, two):
    if kind_of(one) != kind_of(two):
        return False
    if isinstance(one, tuple):
        return one[0] <= two[1] and two[0] <= one[1]
    return one.overlaps(two)


def rest_of(whole, part):
    """What is left of a block or range around a part, as blocks, ranges."""
    if not isinstance(whole, tuple):
        return sorted(whole.address_exclude(part))
    sides = (whole[0], part[0] - 1), (part[1] + 1, whole[1])
    return [side for side in sides if side[0] <= side[1]]


def gaps(block, taken):
    """The maximal free CIDR blocks beside those taken, ascending."""
    if not taken:
        return [block]
    if block in taken:
        return []
    return [gap for half in block.subnets() for gap in
            gaps(half, [net for net in taken if net.subnet_of(half)])]
