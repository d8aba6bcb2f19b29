# SPDX-License-Identifier: ISC
"""A store read as a reference model, and the two compared."""

import contextlib
from datetime import datetime, timezone

from parcela import shown_prefix
from reference import (DIRECT, INSIDE, STOCK, Held, Model, OneTime,
                       Organisation, Record, Zone, kind_of)


def read_model(register, now):
    """The model that stands in a store."""
    with contextlib.closing(register.open_sql("ro")) as db:
        db.execute("BEGIN")
        return model_of_rows(lambda sql: db.execute(sql).fetchall(), now)


def model_of_rows(rows, now):
    model = Model(now)
    handles = dict(rows("SELECT id, handle FROM person"))
    accounts = {row[0]: [bool(row[1]), bool(row[2])] for row in
                rows("SELECT person, hostmaster, disabled FROM account")}
    model.people = {handle: accounts.get(number)
                    for number, handle in handles.items()}
    owners = {None: None}
    for number, ownerid, name, country, legacy, *people in rows(
            "SELECT id, ownerid, name, country, legacy, admin, billing,"
            " member FROM organisation"):
        owners[number] = ownerid
        model.organisations[ownerid] = Organisation(
            name, country, *(handles.get(person) for person in people),
            bool(legacy))
    model.one_time = {owners[number]: OneTime(handles[person], *row)
                      for number, person, *row in rows(
        "SELECT organisation, person, issued, wrong FROM legacy_password")}
    records = {number: Record(*row) for number, *row in
               rows("SELECT id, kind, country, date FROM record")}
    handles[None] = records[None] = None
    keys = read_blocks(rows, model, owners, handles, records)
    for first, last, status, record, owner, *people in rows(
            "SELECT first, last, status, record, organisation, routing, abuse"
            " FROM asn"):
        model.held[first, last] = Held(
            (first, last), None, status, records[record], owners[owner],
            *(handles[person] for person in people))
    read_zones(rows, model, keys)
    return model


def read_blocks(rows, model, owners, handles, records):
    keys = {None: None}
    blocks = rows(
        "SELECT id, parent, first, length, status, record, organisation,"
        " tech, abuse, use, label FROM block ORDER BY length")
    for number, _, first, length, *_ in blocks:
        keys[number] = shown_prefix(first, length)
    for (number, parent, _, _, status, record, owner, tech, abuse, use,
         label) in blocks:
        model.held[keys[number]] = Held(
            keys[number], keys.get(parent), status, records.get(record),
            owners.get(owner), handles.get(tech), handles.get(abuse), use,
            label)
    for block, number in rows("SELECT block, number FROM origin"):
        model.held[keys[block]].origins |= {number}
    return keys


def read_zones(rows, model, keys):
    for first, length, block, host, state, withdrawn in rows(
            "SELECT d.first, d.length, d.block, n.host, n.state, n.withdrawn"
            " FROM delegation d JOIN nameserver n ON n.delegation = d.id"
            " ORDER BY d.id, n.position"):
        zone = model.zones.setdefault(shown_prefix(first, length),
                                      Zone(keys[block], {}))
        zone.hosts[host] = state, bool(withdrawn)
    for first, length, at, bits, *data in rows(
            "SELECT d.first, d.length, s.first, s.length, s.tag, s.algorithm,"
            " s.digest_type, s.digest FROM ds s"
            " JOIN delegation d ON d.id = s.delegation"):
        model.zones[shown_prefix(first, length)].ds |= {
            (shown_prefix(at, bits), " ".join(map(str, data)))}


def view(model):
    """A model as texts by name, to be compared and shown."""
    seen = {f"person {handle}": account
            for handle, account in model.people.items()}
    seen.update((f"organisation {ownerid}", vars(row))
                for ownerid, row in model.organisations.items())
    seen.update((f"one-time password of {owner}", vars(row))
                for owner, row in model.one_time.items())
    seen.update((f"zone {key}", (zone.block, list(zone.hosts.items()),
                                 sorted(zone.ds, key=str)))
                for key, zone in model.zones.items())
    records = {}
    for held in model.held.values():
        records.setdefault(id(held.record), []).append(str(held.key))
    for key, held in model.held.items():
        row = dict(vars(held))
        if held.record is not None:
            row["record"] = vars(held.record), sorted(records[id(held.record)])
        row["use"] = held.use if held.status in INSIDE.values() else "none"
        seen[f"held {key}"] = row
    return seen


def differences(expected, found):
    lines = []
    for name in sorted(set(expected) | set(found)):
        one, two = expected.get(name), found.get(name)
        if isinstance(one, dict) and isinstance(two, dict):
            lines += [f"{name}, {field}: expected {one[field]}, found "
                      f"{two[field]}" for field in one
                      if one[field] != two[field]]
        elif one != two:
            lines.append(f"{name}: expected {one}, found {two}")
    return lines


def stored_free(register):
    """Free ranges by divided block, as they stand in the store."""
    free = {}
    for row in register.rows(
            "SELECT b.first, b.length, f.first, f.length FROM free f"
            " JOIN block b ON b.id = f.block ORDER BY f.first"):
        free.setdefault(f"free in {shown_prefix(*row[:2])}", []).append(
            shown_prefix(*row[2:]))
    ranges = register.rows("SELECT first, last FROM asn_free ORDER BY first")
    free["free AS numbers"] = ranges
    return free


def expected_free(model):
    free = {f"free in {key}": model.free(key) for key in model.held
            if not isinstance(key, tuple) and model.children(key)}
    free = {name: gaps for name, gaps in free.items() if gaps}
    ranges, at = [], 0
    for first, last in sorted(key for key in model.held
                              if isinstance(key, tuple)):
        if at < first:
            ranges.append((at, first - 1))
        at = last + 1
    if at < 2**32:
        ranges.append((at, 2**32 - 1))
    free["free AS numbers"] = ranges
    return free


def statistics(model, opaques):
    """The lines that the statistics file must have, but for their order."""
    lines = set()
    for held in model.held.values():
        if held.status not in DIRECT | STOCK:
            continue
        first, value = line_range(model, held)
        if first is None:
            continue
        record = held.record
        day = datetime.fromtimestamp(record.date, timezone.utc).strftime(
            "%Y%m%d") if record.date else ""
        tail = {"available": "", "reserved": "|"}.get(
            held.status, f"|{opaques.get(held.owner)}")
        lines.add(f"lacnic|{record.country}|{record.kind}|{first}|{value}|"
                  f"{day}|{held.status}{tail}")
    return lines


def line_range(model, held):
    """Start and value of the line of a block, None when another starts it."""
    if kind_of(held.key) == "asn":
        return held.key[0], held.key[1] - held.key[0] + 1
    if held.key.version == 6:
        return held.key[0], held.key.prefixlen
    ends = {int(other.key[-1]) + 1 for other in model.members(held)}
    if int(held.key[0]) in ends:
        return None, None
    size, at = 0, int(held.key[0])
    for other in model.members(held):
        if int(other.key[0]) == at:
            size, at = size + other.key.num_addresses, int(other.key[-1]) + 1
    return held.key[0], size
