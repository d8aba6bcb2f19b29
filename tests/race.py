#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Sixty-four processes race for overlapping ranges: exactly disjoint winners
exist, every loser is told who holds what it wanted.  Likewise for --size:
nobody is refused while there is room, nobody gets what another got."""

import os
import random
import re
import subprocess
from ipaddress import ip_network

from parcela import (Answer, Report, check_verify, customer, folder,
                     make_isp, options, shown_prefix, stored_prefix)

RACERS = 64
ORGANISATIONS = 8
V4, V6 = ip_network("45.4.0.0/16"), ip_network("2801:4::/32")


def race(register, commands):
    """All commands at one moment, each a process; their answers in order."""
    gate, opened = os.pipe()
    wait = ["/bin/sh", "-c", 'read _; exec "$@" </dev/null', "racer"]
    racers = [subprocess.Popen(wait + register.command(*words), stdin=gate,
                               stdout=subprocess.PIPE, env=register.env,
                               stderr=subprocess.PIPE, text=True)
              for words in commands]
    os.close(gate)
    os.close(opened)
    said = [racer.communicate() for racer in racers]
    return [Answer(racer.returncode, *texts)
            for racer, texts in zip(racers, said)]


def subassign(block, *what):
    return ["subassign", "--as", "ISP1", "--in", block, *what]


def stored_children(register, block):
    """ownerid by prefix of what stands in the store below a block."""
    rows = register.rows(
        "SELECT b.first, b.length, o.ownerid FROM block b"
        " JOIN block p ON p.id = b.parent"
        " JOIN organisation o ON o.id = b.organisation"
        " WHERE p.first = ? AND p.length = ?", *stored_prefix(block))
    return {shown_prefix(first, length): ownerid
            for first, length, ownerid in rows}


def wishes(block, lengths, generator, count=RACERS):
    """Overlapping parts of one eighth of the block, so that all meet."""
    eighth = next(block.subnets(new_prefix=block.prefixlen + 3))
    for _ in range(count):
        length = generator.choice(lengths)
        spot = generator.getrandbits(length - eighth.prefixlen)
        size = 1 << (block.max_prefixlen - length)
        first = int(eighth.network_address) + spot * size
        yield ip_network((first, length)) if block.version == 6 \
            else ip_network((first.to_bytes(4, "big"), length))


def loser_is_told(answer, wanted, held):
    """Names ranges that overlap the wanted one, with their holders, only."""
    overlapping = {net for net in held if net.overlaps(wanted)}
    shown = {ip_network(text) for text in
             re.findall(r"[0-9a-f.:]+/\d+", answer.text)} - {wanted}
    if wanted in overlapping and str(wanted) in answer.text:
        shown.add(wanted)
    return bool(shown) and shown <= overlapping and all(
        held[net] in answer.text for net in shown)


def check_overlaps(report, register, block, lengths, generator):
    wanted = list(wishes(block, lengths, generator))
    owners = [customer(1 + index % ORGANISATIONS) for index in range(RACERS)]
    answers = race(register, [subassign(block, net, owner)
                              for net, owner in zip(wanted, owners)])
    won = {net: owner for net, owner, answer in zip(wanted, owners, answers)
           if answer.code == 0}
    held = stored_children(register, block)
    report.check(won and won == held, f"winners {won} are not held {held}")
    nets = sorted(held)
    report.check(not any(one.overlaps(two) for one, two in
                         zip(nets, nets[1:])), f"winners overlap: {nets}")
    for net, answer in zip(wanted, answers):
        if answer.code == 0:
            continue
        report.check(answer.code == 1 and answer.kind == "TAKEN",
                     f"{net}: exit {answer.code}: {answer.text}")
        report.check(loser_is_told(answer, net, held),
                     f"{net}: loser told {answer.text!r}, held {held}")
    return held


def check_sizes(report, register, block, size, room):
    """Sixty-four of one size where `room` of them fit."""
    answers = race(register, [subassign(block, "--size", size, customer(1))
                              for _ in range(RACERS)])
    held = stored_children(register, block)
    won = [answer for answer in answers if answer.code == 0]
    expected = min(room, RACERS)
    report.check(len(won) == len(held) == expected,
                 f"{len(won)} won, {len(held)} held, expected {expected}")
    report.check(all(net.prefixlen == size for net in held),
                 f"not all of /{size}: {sorted(held)}")
    for answer in answers:
        if answer.code != 0:
            report.check(answer.code == 1 and answer.kind == "NO_SPACE",
                         f"size: exit {answer.code}: {answer.text}")
    return held


def emptied(register, block):
    """The block without children again, for the next round."""
    register.script([["release", net, "--with-children"]
                     for net in stored_children(register, block)])


def play(report, register, generator):
    for block, lengths in ((V4, range(20, 29)), (V6, range(36, 57, 2))):
        check_overlaps(report, register, block, lengths, generator)
        check_verify(report, register, f"race in {block}")
        emptied(register, block)
    for block, size, room in ((V4, 22, 64), (V4, 21, 32), (V6, 38, 64)):
        check_sizes(report, register, block, size, room)
        check_verify(report, register, f"race for /{size} of {block}")
        emptied(register, block)


def main():
    arguments = options(__doc__, rounds=2).parse_args()
    generator = random.Random(arguments.seed)
    report = Report()
    with folder() as path:
        register = make_isp(path / "store", ORGANISATIONS)
        for _ in range(arguments.rounds):
            play(report, register, generator)
    report.finish()


if __name__ == "__main__":
    main()
