# SPDX-License-Identifier: ISC
"""A reference model of the register: what src/registry/registry.h and the
policy promise, as plainly as Python can say it.

Each method is an operation under the name of its command; it is given who
acts (None: the local operator), the operands and the options as texts.  It
either changes the model or raises Refused with the name of the result."""

from dataclasses import dataclass, replace
from ipaddress import ip_network
from itertools import islice

from reference_keys import covers, gaps, kind_of, overlap, rest_of
from reverse_zones import (Zone, can_delegate, ds_of, of_whole_16s,
                           split_zones, zone_like, zones_alike, zones_of)

ROOTS = ip_network("0.0.0.0/0"), ip_network("2000::/3")
STOCK = {"available", "reserved"}
DIRECT = {"allocated", "assigned"}
INSIDE = {"allocated": "reallocated", "reallocated": "reallocated",
          "assigned": "reassigned", "reassigned": "reassigned"}
SUFFIX = "LACNIC"
POINTS = "admin", "billing", "member"


class Refused(Exception):
    """The name of a result of result.def; USAGE: the command line itself."""


class Counted(Refused):
    """What was tried stays counted."""


@dataclass
class Record:
    kind: str
    country: str
    date: int


@dataclass
class Held:
    """A block, or a range of AS numbers, that is in the register."""
    key: object                 # a network, or (first, last)
    parent: object
    status: str
    record: Record = None
    owner: str = None
    tech: str = None
    abuse: str = None
    use: str = "none"
    label: str = ""
    origins: frozenset = frozenset()


@dataclass
class Organisation:
    name: str
    country: str
    admin: str
    billing: str
    member: str
    legacy: bool = False


@dataclass
class OneTime:
    """The password by which a user takes a legacy organisation over."""
    user: str
    issued: int
    wrong: int = 0


WEEK, TRIES = 7 * 86400, 5


def key_of(text):
    """A network, or the (first, last) of AS numbers."""
    if "/" in text:
        return ip_network(text)
    ends = [int(end.removeprefix("AS")) for end in text.split("-")]
    need(ends[-1] <= 4294967295, "USAGE")
    return ends[0], ends[-1]


def need(condition, kind):
    if not condition:
        raise Refused(kind)


class Model:
    def __init__(self, now):
        self.now = now
        self.held = {}          # key -> Held
        self.organisations = {}
        self.people = {}        # handle -> None, or [hostmaster, disabled]
        self.zones = {}         # network -> Zone
        self.returned = {}      # key -> what it was before its return
        self.one_time = {}      # ownerid -> OneTime

    def copy(self):
        """Another that can be changed; records stay shared within it."""
        other = Model(self.now)
        records = {id(held.record): replace(held.record)
                   for held in self.held.values() if held.record}
        other.held = {key: replace(held, record=records.get(id(held.record)))
                      for key, held in self.held.items()}
        other.organisations = {owner: replace(row) for owner, row
                               in self.organisations.items()}
        other.people = {handle: account and list(account)
                        for handle, account in self.people.items()}
        other.zones = {key: Zone(zone.block, dict(zone.hosts), zone.ds)
                       for key, zone in self.zones.items()}
        other.returned = dict(self.returned)
        other.one_time = {owner: replace(row)
                          for owner, row in self.one_time.items()}
        return other

    # --- Looking ------------------------------------------------------------

    def children(self, key):
        return [held for held in self.held.values() if held.parent == key]

    def below(self, key):
        return [held for held in self.held.values()
                if held.key != key and covers(key, held.key)]

    def free(self, block):
        return gaps(block, [kid.key for kid in self.children(block)])

    def around(self, key):
        """The most specific thing around a block or range, or None."""
        found = [held for held in self.held.values() if covers(held.key, key)]
        return max(found, default=None, key=lambda held:
                   0 if isinstance(key, tuple) else held.key.prefixlen)

    def members(self, held):
        """All of its record, in order."""
        return sorted((other for other in self.held.values()
                       if other.record is held.record),
                      key=lambda other: other.key)

    # --- Who may ------------------------------------------------------------

    def act(self, me):
        """The fence: an account that is not disabled."""
        if me is not None:
            need(self.people.get(me), "NO_USER")
            need(not self.people[me][1], "DISABLED")

    def is_hostmaster(self, me):
        return me is None or self.people[me][0]

    def hostmaster(self, me):
        need(self.is_hostmaster(me), "FORBIDDEN")

    def manages(self, me, held):
        return self.is_hostmaster(me) or held.tech == me or (
            held.owner is not None and
            self.organisations[held.owner].admin == me)

    def manages_parent(self, me, held):
        if held.status not in INSIDE.values():
            return self.is_hostmaster(me)
        return self.manages(me, self.held[held.parent])

    def person(self, handle):
        """None, or a handle that must be known."""
        need(not handle or handle in self.people, "NO_PERSON")
        return handle or None

    # --- Sub-assignments ----------------------------------------------------

    def subassign(self, me, *operands, size=None, **more):
        inside = key_of(more["in"]) if "in" in more else None
        operands = list(operands)
        net = ip_network(operands.pop(0)) if size is None else \
            self.best_fit(me, inside, int(size))
        owner = operands[0] if operands else None
        parent = self.parent_for(me, net, inside)
        self.rules(me, net, parent, owner, more)
        if "new_org" in more:
            owner = self.found(me, more, me or self.organisations[
                parent.owner].admin)
        tech = self.person(more.get("tech")) or me or \
            self.organisations[owner].admin
        self.held[net] = Held(net, parent.key, INSIDE[parent.status], None,
                              owner, tech, self.person(more.get("abuse")),
                              more.get("use", "customer"),
                              more.get("label", ""))

    def best_fit(self, me, inside, size):
        need(inside is not None, "MISSING")
        need(inside in self.held, "NO_BLOCK")
        need(self.manages(me, self.held[inside]), "FORBIDDEN")
        need(size > inside.prefixlen, "WHOLE_BLOCK")
        need(size <= (32 if inside.version == 4 else 64), "TOO_LONG")
        fitting = [gap for gap in self.free(inside) if gap.prefixlen <= size]
        need(fitting, "NO_SPACE")
        fitting.sort(key=lambda gap: (-gap.prefixlen, int(gap[0])))
        best = next(fitting[0].subnets(new_prefix=size))
        if inside.version == 6 or size <= 24:
            return best
        return next(self.working(fitting, size), best)

    def working(self, gaps, size):
        """Where the /24 rule is kept; only so many /24s are looked at."""
        zones = (zone for gap in gaps for zone in (
            gap.subnets(new_prefix=24) if gap.prefixlen < 24 else [gap]))
        for zone in islice(zones, 64):
            if self.reverse_answers(zone):
                yield next(zone.subnets(new_prefix=size))

    def parent_for(self, me, net, inside):
        if inside is not None:
            need(inside in self.held and covers(inside, net), "NO_BLOCK")
            return self.held[inside]
        parent = self.around(net)
        need(parent, "NO_BLOCK")
        if not self.manages(me, parent):
            above = parent.parent
            while above is not None:
                need(not self.manages(me, self.held[above]), "TAKEN")
                above = self.held[above].parent
        if parent.key == net and parent.status in INSIDE.values():
            need(not self.manages_parent(me, parent), "TAKEN")
        return parent

    def rules(self, me, net, parent, owner, more):
        """Policy, in the order that registry.h tells."""
        use = more.get("use", "customer")
        need(self.manages(me, parent), "FORBIDDEN")
        need(net != parent.key, "WHOLE_BLOCK")
        need(net.prefixlen <= (32 if net.version == 4 else 64), "TOO_LONG")
        need(parent.status in INSIDE, "NOT_DIVISIBLE")
        if owner is None and "new_org" not in more:
            need(use != "customer", "MISSING")
            owner = parent.owner
        need("new_org" in more or owner in self.organisations,
             "NO_ORGANISATION")
        if use != "customer" or INSIDE[parent.status] == "reassigned":
            need(owner == parent.owner, "NOT_HOLDER")
        need(net.version == 6 or net.prefixlen <= 24 or
             self.reverse_answers(net), "REVERSE_FIRST")
        need(not any(net.overlaps(kid.key)
                     for kid in self.children(parent.key)), "TAKEN")

    def reverse_answers(self, net):
        return any(state == "AA" and not withdrawn
                   for key, zone in self.zones.items()
                   if covers(key, net.supernet(new_prefix=24))
                   for state, withdrawn in zone.hosts.values())

    def release(self, me, text, with_children=False, **_):
        key = key_of(text)
        around = self.around(key)
        if isinstance(key, tuple) or (around and around.status in STOCK):
            self.restock(me, key, "reserved", "NOT_RESERVED", "available")
            return
        need(key in self.held, "NO_BLOCK")
        held = self.held[key]
        need(self.manages_parent(me, held), "FORBIDDEN")
        need(held.status in INSIDE.values(), "NOT_SUBASSIGNED")
        need(with_children or not self.children(key), "HAS_CHILDREN")
        self.remove(held)

    def remove(self, held):
        """With all that is below it and hangs on it."""
        for other in [held] + self.below(held.key):
            del self.held[other.key]
            self.strip(other.key)

    def strip(self, block):
        """Its reverse delegations go."""
        self.zones = {key: zone for key, zone in self.zones.items()
                      if zone.block != block}

    def contacts(self, me, text, tech=None, abuse=None, with_others=False,
                 **_):
        key = key_of(text)
        held = self.around(key) if isinstance(key, tuple) \
            else self.held.get(key)
        need(held and held.owner,
             "NO_ASN" if isinstance(key, tuple) else "NO_BLOCK")
        need(self.manages(me, held) or self.manages_parent(me, held),
             "FORBIDDEN")
        tech = self.person(tech) or held.tech
        need(abuse != "" or held.status not in DIRECT, "NEEDS_ABUSE")
        abuse = None if abuse == "" else self.person(abuse) or held.abuse
        changed = {name: handle for name, handle in
                   (("tech", tech), ("abuse", abuse))
                   if handle != getattr(held, name)}
        if with_others:
            successors = {}
            for name, handle in changed.items():
                if handle and getattr(held, name):
                    successors.setdefault(getattr(held, name), handle)
            self.pass_roles(me, self.owner_around(me, held), successors)
        for name, handle in changed.items():
            setattr(held, name, handle)

    def owner_around(self, me, held):
        """Whose resources are meant by other roles of a contact."""
        above = self.held.get(held.parent)
        return above.owner if held.status in INSIDE.values() and \
            self.manages(me, above) else held.owner

    def can_originate(self, number):
        if number in (0, 23456, 65535, 4294967295):
            return False
        return not (64496 <= number <= 65551 or number >= 4200000000) or any(
            held.owner and covers(key, (number, number))
            for key, held in self.held.items())

    def origin(self, me, text, *numbers, **_):
        held = self.held.get(key_of(text))
        need(held and held.owner, "NO_BLOCK")
        need(self.manages(me, held), "FORBIDDEN")
        numbers = {key_of(number)[0] for number in numbers}
        need(all(self.can_originate(number)
                 for number in numbers - held.origins), "ORIGIN_REFUSED")
        held.origins = frozenset(numbers)

    # --- The life of a record -----------------------------------------------

    def find(self, key):
        """What is held directly, or stock, under exactly this name."""
        held = self.around(key)
        need(held and held.status != "root", "NOT_OURS")
        need(held.status not in INSIDE.values(), "NOT_DIRECT")
        need(held.key == key, "NOT_WHOLE")
        return held

    def find_direct(self, key):
        held = self.find(key)
        need(held.status in DIRECT, "NOT_DIRECT")
        return held

    def carve(self, key, status, otherwise):
        """Part of stock, or all of it, made a record of its own."""
        held = self.around(key)
        need(held and held.status != "root", "NOT_OURS")
        need(held.status not in INSIDE.values(), "NOT_DIRECT")
        need(held.status == status, otherwise)
        if held.key != key:
            self.cut(held, key)
        held = self.held[key]
        self.scatter(held)
        return held

    def scatter(self, held):
        """Every block of its record gets a record of its own."""
        for other in self.members(held):
            other.record = replace(other.record)

    def restock(self, me, key, status, otherwise, becomes):
        self.hostmaster(me)
        held = self.carve(key, status, otherwise)
        held.status, held.record.date = becomes, None

    def owner_named(self, owner):
        need(owner in self.organisations, "NO_ORGANISATION")
        return self.organisations[owner]

    def need_abuse(self, owner, abuse):
        """Of who came from another registry nobody may be known yet."""
        organisation = self.organisations[owner]
        need(abuse or organisation.admin or organisation.legacy,
             "NEEDS_ABUSE")

    def give(self, members, owner, status, country, date, tech, abuse):
        record = members[0].record
        record.country, record.date = country, date
        admin = self.organisations[owner].admin if owner else None
        for held in members:
            held.owner, held.status = owner, status
            held.tech, held.abuse = tech or admin, abuse or admin

    def register(self, me, text, owner, status="allocated", country=None,
                 date=None, tech=None, abuse=None, **_):
        self.hostmaster(me)
        need(status in DIRECT, "MALFORMED")
        holder = self.owner_named(owner)
        tech, abuse = self.person(tech), self.person(abuse)
        self.need_abuse(owner, abuse)
        held = self.carve(key_of(text), "available", "NOT_AVAILABLE")
        self.give([held], owner, status, country or holder.country,
                  date or self.now, tech, abuse)

    def transfer(self, me, text, owner, country=None, tech=None, abuse=None,
                 **_):
        self.hostmaster(me)
        held = self.find_direct(key_of(text))
        self.owner_named(owner)
        tech, abuse = self.person(tech), self.person(abuse)
        self.need_abuse(owner, abuse)
        need(owner != held.owner, "SAME_HOLDER")
        members, old = self.members(held), held.owner
        self.give(members, owner, held.status,
                  country or held.record.country, held.record.date, tech,
                  abuse)
        for member in members:
            self.pass_own_children(member, old, owner)

    def pass_own_children(self, parent, old, owner):
        """What the old holder registered for itself goes along."""
        for kid in self.children(parent.key):
            if kid.owner == old and (kid.use != "customer" or
                                     kid.status == "reassigned"):
                kid.owner, kid.tech, kid.abuse = owner, parent.tech, None
                self.pass_own_children(kid, old, owner)

    def split(self, me, text, **_):
        self.hostmaster(me)
        key = key_of(text)
        held = self.around(key)
        need(held and held.status != "root",
             "NO_ASN" if isinstance(key, tuple) else "NOT_OURS")
        need(held.status not in INSIDE.values(), "NOT_DIRECT")
        need(held.key != key, "WHOLE_BLOCK")
        self.cut(held, key)

    def cut(self, held, part):
        """A part and what remains around it, each a record of its own."""
        pieces = [part, *rest_of(held.key, part)]
        for kid in self.children(held.key):
            need(not any(covers(kid.key, piece) for piece in pieces),
                 "CUTS_CHILD")
        self.repiece([held], pieces)

    def repiece(self, old, keys):
        """Other pieces of the same addresses; children go along."""
        for held in old:
            self.scatter(held)
        origins = frozenset().union(*(held.origins for held in old))
        gone = [held.key for held in old]
        for key in gone:
            del self.held[key]
        for key in keys:
            self.held[key] = copied(old[0], key=key, origins=origins)
            for held in self.held.values():
                if held.parent in gone and covers(key, held.key):
                    held.parent = key
        for key in [key for key in self.zones
                    if self.zones[key].block in gone]:
            self.move_zone(key, keys)

    def move_zone(self, key, pieces):
        """To the piece around it, or to each that it is larger than."""
        zone = self.zones.pop(key)
        for piece in pieces:
            if covers(piece, key):
                self.zones[key] = Zone(piece, zone.hosts, zone.ds)
            elif covers(key, piece) and can_delegate(piece):
                self.zones[piece] = zone_like(zone, piece, piece)

    def join_zones(self, part, whole):
        """Halves that are delegated alike become one, up to the whole."""
        while part != whole:
            up = part.supernet()
            low, high = (self.zones.get(half) for half in up.subnets())
            if not low or not high or not can_delegate(up) or \
                    not zones_alike(low, high):
                return
            for half in up.subnets():
                del self.zones[half]
            low.hosts = {host: (state if high.hosts[host][0] == state
                                else "UNCHECKED", withdrawn)
                         for host, (state, withdrawn) in low.hosts.items()}
            low.ds |= high.ds
            self.zones[up] = zone_like(low, low.block, up)
            part = up

    def merge(self, me, text, date=None, **_):
        self.hostmaster(me)
        key = key_of(text)
        parts = self.filling(key)
        need(len({part.record.country for part in parts}) == 1, "NOT_ALIKE")
        self.repiece(parts, [key])
        if not isinstance(key, tuple):
            for part in parts:
                self.join_zones(part.key, key)
            need(not of_whole_16s(key) or not any(
                covers(key, zone) and zone.prefixlen > 16
                for zone in self.zones), "WHOLE_16S")
        if date:
            self.held[key].record.date = date

    def filling(self, key):
        """What fills a block or range, all alike."""
        top = sorted((held for held in self.held.values()
                      if overlap(key, held.key) and held.status != "root"
                      and held.status not in INSIDE.values()),
                     key=lambda held: held.key)
        is_asn = isinstance(key, tuple)
        at, end = key if is_asn else (int(key[0]), int(key[-1]))
        for held in top:
            first, last = held.key if is_asn else \
                (int(held.key[0]), int(held.key[-1]))
            need(first == at and last <= end and held.key != key,
                 "NOT_ADJACENT")
            need(is_asn or is_alike(top[0], held), "NOT_ALIKE")
            at = last + 1
        need(at == end + 1, "NOT_ADJACENT")
        need(all(is_alike(top[0], held) for held in top), "NOT_ALIKE")
        return top

    def empty(self, members, with_children):
        need(with_children or not any(self.children(held.key)
                                      for held in members), "HAS_CHILDREN")
        for held in members:
            for kid in self.children(held.key):
                self.remove(kid)
            self.strip(held.key)
            held.origins = frozenset()

    def return_(self, me, text, with_children=False, **_):
        self.hostmaster(me)
        members = self.members(self.find_direct(key_of(text)))
        was = [(copied(held), {key: zone for key, zone
                               in self.zones.items() if zone.block == held.key})
               for held in members]
        self.empty(members, with_children)
        self.returned.update((held.key, (held, zones)) for held, zones in was)
        self.give(members, None, "reserved", "", None, None, None)

    def reinstate(self, me, text, owner=None, status=None, country=None,
                  date=None, **_):
        self.hostmaster(me)
        held = self.find(key_of(text))
        need(held.status == "reserved", "NOT_RESERVED")
        was = self.returned.get(held.key, (None,))[0]
        need(was or owner, "NEVER_RETURNED")
        if owner is not None:
            self.owner_named(owner)
        need(status is None or status in DIRECT, "MALFORMED")
        members = self.members(held)
        keep = was and owner in (None, was.owner)
        country = country or (was.record.country if was else
                              self.organisations[owner].country)
        date = date or (was.record.date if was else self.now)
        self.give(members, owner or was.owner, status or
                  (was.status if was else "allocated"), country, date, None,
                  None)
        for member in members if keep else []:
            before, zones = self.returned[member.key]
            member.tech, member.abuse = before.tech, before.abuse
            member.origins = before.origins
            for key, zone in zones.items():
                self.zones[key] = Zone(member.key, dict.fromkeys(
                    zone.hosts, ("UNCHECKED", False)), zone.ds)

    def reserve(self, me, text, **_):
        self.restock(me, key_of(text), "available", "NOT_AVAILABLE",
                     "reserved")

    def move_in(self, me, text, owner=None, status=None, country=None,
                date=None, **_):
        self.hostmaster(me)
        status = status or ("allocated" if owner else "available")
        key = key_of(text)
        if owner is None:
            need(status in STOCK, "MISSING")
            record = Record(kind_of(key), "", None)
        else:
            need(status in DIRECT, "MALFORMED")
            record = Record(kind_of(key), self.owner_named(owner).country,
                            date or self.now)
            record.country = country or record.country
            self.need_abuse(owner, None)
        root = None
        if not isinstance(key, tuple):
            roots = [root for root in ROOTS if covers(root, key)]
            need(roots, "NOT_OURS")
            need(key not in roots, "WHOLE_BLOCK")
            root = roots[0]
        need(not any(overlap(held.key, key) for held in self.held.values()
                     if held.status != "root"), "TAKEN")
        held = self.held[key] = Held(key, root, status, record, owner)
        self.give([held], owner, status, record.country, record.date, None,
                  None)

    def move_out(self, me, text, with_children=False, **_):
        self.hostmaster(me)
        members = self.members(self.find(key_of(text)))
        self.empty(members, with_children)
        for held in members:
            self.remove(held)

    def correct(self, me, text, country=None, date=None, status=None, **_):
        self.hostmaster(me)
        held = self.find_direct(key_of(text))
        members = self.members(held)
        need(status is None or status in DIRECT, "MALFORMED")
        need(status in (None, held.status) or
             not any(self.children(other.key) for other in members),
             "HAS_CHILDREN")
        held.record.country = country or held.record.country
        held.record.date = date or held.record.date
        for other in members:
            other.status = status or other.status

    # --- Reverse DNS --------------------------------------------------------

    def delegate(self, me, text, *hosts, ds=None, checked=True, **_):
        zone = key_of(text)
        need(can_delegate(zone), "NOT_ZONE")
        block = self.may_delegate(me, zone)
        direct = self.direct(self.around(zone)).key
        need(not of_whole_16s(direct) or zone.prefixlen <= 16, "WHOLE_16S")
        need(not any(covers(zone, other) and zone != other
                     for other in self.zones), "OVERLAPS_DELEGATION")
        ds = None if ds is None else ds_of(ds)
        need(not ds or all(one in zones_of(zone) for one, _ in ds), "DS_ZONE")
        old = self.zones.get(zone, Zone(block, {}))
        checked = checked and (ds is not None or not old.ds)
        need(checked or self.is_hostmaster(me), "NOT_CHECKED")
        split_zones(self.zones, zone)
        self.zones[zone] = Zone(block, {
            host.lower(): ("AA", False) if checked and me else
            old.hosts.get(host.lower(), ("UNCHECKED", False))
            for host in hosts}, old.ds if ds is None else ds)

    def direct(self, held):
        while held.status not in DIRECT:
            held = self.held[held.parent]
        return held

    def may_delegate(self, me, zone):
        """The block that a delegation of it hangs on."""
        around, old = self.around(zone), self.zones.get(zone)
        need(around and around.owner, "NO_BLOCK")
        direct = self.direct(around)
        owner = direct if of_whole_16s(direct.key) else around
        if old and self.manages(me, self.held[old.block]):
            return old.block
        if not self.manages(me, owner):
            raise Refused("WHOLE_16S" if self.manages(me, around)
                          else "FORBIDDEN")
        return owner.key

    def undelegate(self, me, text, **_):
        need(key_of(text) in self.zones, "NO_DELEGATION")
        self.may_delegate(me, key_of(text))
        del self.zones[key_of(text)]

    def nsstate(self, me, text, host, state, withdrawn=False, **_):
        self.hostmaster(me)
        zone = self.zones.get(key_of(text))
        need(zone and host in zone.hosts, "NO_DELEGATION")
        zone.hosts[host] = state, withdrawn

    # --- Persons and organisations ------------------------------------------

    def user_add(self, me, name, handle, hostmaster=False, **_):
        self.hostmaster(me)
        need(handle not in self.people, "IN_USE")
        self.people[handle] = [hostmaster, False]

    def user_disable(self, me, handle, **_):
        self.set_disabled(me, handle, True)

    def user_enable(self, me, handle, **_):
        self.set_disabled(me, handle, False)

    def user_edit(self, me, handle, **_):
        """What a person is called is not of the model."""
        need(handle in self.people, "NO_PERSON")
        need(me == handle or self.is_hostmaster(me), "FORBIDDEN")

    def set_disabled(self, me, handle, disabled):
        self.hostmaster(me)
        need(handle in self.people, "NO_PERSON")
        need(self.people[handle], "NO_USER")
        self.people[handle][1] = disabled
        self.one_time = {owner: row for owner, row in self.one_time.items()
                         if row.user != handle}

    def org_add(self, me, name, **more):
        self.hostmaster(me)
        self.found(me, dict(more, new_org=name), None)

    def contact(self, me, handle, before=None):
        """An active user; a hostmaster may name one without an account."""
        if self.person(handle) and handle != before:
            account = self.people[handle]
            need(not account[1] if account else self.is_hostmaster(me),
                 "NOT_ACTIVE")
        return handle or None

    def found(self, me, more, admin):
        """A new organisation; its ownerid."""
        name, country = more["new_org"], more.get("country", "")
        need(len(country) == 2, "NO_COUNTRY")
        admin = self.contact(me, more.get("admin") or admin)
        billing = self.contact(me, more.get("billing"), admin) or admin
        member = self.contact(me, more.get("member"), admin) or admin
        owner = more.get("ownerid") or self.ownerid(name, country)
        need(owner.startswith(country), "MALFORMED")
        need(owner not in self.organisations, "IN_USE")
        self.organisations[owner] = Organisation(
            name, country, admin, billing, member, more.get("legacy", False))
        return owner

    def ownerid(self, name, country):
        """portal.md, Words: of one or two words."""
        words = name.upper().split()
        stem = words[0][:4] if len(words) == 1 else words[0][:2] + words[1][:2]
        counter = ""
        while f"{country}-{stem}{counter}-{SUFFIX}" in self.organisations:
            counter = (counter or 0) + 1
        return f"{country}-{stem}{counter}-{SUFFIX}"

    def administered(self, me, owner):
        organisation = self.owner_named(owner)
        need(self.is_hostmaster(me) or organisation.admin == me, "FORBIDDEN")
        return organisation

    def org_contacts(self, me, owner, with_others=False, **named):
        organisation = self.administered(me, owner)
        successors, stay = {}, []
        for name in POINTS:
            handle, before = named.get(name), getattr(organisation, name)
            need(handle != "", "MISSING")
            if self.contact(me, handle, before) and handle != before:
                setattr(organisation, name, handle)
                successors.setdefault(before, handle)
            else:
                stay.append(name)
        successors.pop(None, None)
        if with_others:
            self.pass_on(owner, successors, stay)

    def pass_on(self, owner, successors, points):
        """Who is replaced leaves all that they are of the organisation."""
        organisation = self.organisations[owner]
        for name in points:
            before = getattr(organisation, name)
            setattr(organisation, name, successors.get(before, before))
        self.pass_roles(None, owner, successors)

    def pass_roles(self, me, owner, successors):
        """On what it holds, and on parts of that; as far as one may."""
        for held in [held for held in self.held.values()
                     if owner in (held.owner, self.giver(held)) and
                     (self.manages(me, held) or
                      self.manages_parent(me, held))]:
            held.tech = successors.get(held.tech, held.tech)
            held.abuse = successors.get(held.abuse, held.abuse)

    def giver(self, held):
        return self.held[held.parent].owner \
            if held.status in INSIDE.values() else None

    def org_edit(self, me, owner, name=None, **_):
        organisation = self.administered(me, owner)
        need(name is None or self.is_hostmaster(me), "FORBIDDEN")
        organisation.name = name or organisation.name

    # --- Legacy resources ---------------------------------------------------

    def legacy_issue(self, me, owner, handle, **_):
        self.hostmaster(me)
        need(self.owner_named(owner).legacy, "NOT_LEGACY")
        need(handle in self.people, "NO_PERSON")
        need(self.people[handle], "NO_USER")
        need(not self.people[handle][1], "DISABLED")
        self.one_time[owner] = OneTime(handle, self.now)

    def legacy_revoke(self, me, owner, **_):
        self.hostmaster(me)
        self.owner_named(owner)
        need(self.one_time.pop(owner, None), "NO_ONE_TIME")

    def legacy_claim(self, me, owner, typed, street, **_):
        """typed: is it the right password?"""
        need(me is not None, "NO_SESSION")
        row = self.one_time.get(owner)
        if not (row and typed == "right" and row.user == me and
                row.wrong < TRIES and self.now < row.issued + WEEK):
            if row and row.user == me:
                row.wrong += 1
            raise Counted("WRONG_ONE_TIME")
        need(street, "MISSING")
        del self.one_time[owner]
        for name in POINTS:
            setattr(self.organisations[owner], name, me)
        for held in self.held.values():
            if held.owner == owner and held.status in DIRECT:
                held.tech, held.abuse = me, held.abuse or me


def is_alike(one, two):
    return (one.owner, one.status) == (two.owner, two.status)


def copied(held, **changes):
    """With a record of its own."""
    return replace(held, record=replace(held.record), **changes)
