# SPDX-License-Identifier: ISC
"""Random commands that fit a reference model, mostly."""

from dataclasses import dataclass, field
from datetime import datetime, timezone
from ipaddress import ip_address, ip_network

from parcela import user_add
from reference import (DIRECT, INSIDE, STOCK, Counted, Refused, key_of,
                       kind_of)
from reverse_zones import can_delegate, name_of, zones_of

BAD_SPACE = ("10.0.0.0/33", "10.0.0.1/24", "010.0.0.0/8", "10.0.0.0/08",
             "200.10/16", "0x0a000000/8", "fe80::1%eth0/64", "10.0.0.0",
             "::ffff:10.0.0.0/104", "2001:db8::/129", "AS4294967296",
             "AS1.5", "AS9-AS3", "AS", "45.4.0.0/-1", "45.4.0.0/16 ")

EDGES = ("0.0.0.0/0", "0.0.0.0/1", "0.0.0.0/32", "128.0.0.0/1",
         "255.255.255.255/32", "254.0.0.0/7", "::/0", "2000::/3", "2000::/64",
         "3000::/4", "3fff:ffff:ffff:ffff::/64", "4000::/32", "1fff::/16",
         "AS0", "AS0-AS4", "AS4294967295", "AS4294967290-AS4294967295",
         "AS0-AS4294967295")


@dataclass
class Command:
    name: str                   # of the command line: "move-in"
    me: str                     # None: the local operator
    operands: tuple = ()
    more: dict = field(default_factory=dict)
    typed: str = None           # a password: "right", "wrong"
    checked: bool = None        # of a delegation: all servers were AA

    @property
    def words(self):
        words = self.name.split()
        if self.me is not None:
            words += ["--as", self.me]
        for name, value in self.more.items():
            words.append("--" + name.replace("_", "-"))
            if value is not True:
                words.append(str(value))
        return words + [str(operand) for operand in self.operands]

    def apply(self, model):
        """What is expected: the result's name, the model afterwards."""
        after = model.copy()
        more = dict(self.more)
        dry_run = more.pop("dry_run", False)
        if "date" in more:
            more["date"] = noon(more["date"])
        method = self.name.replace(" ", "_").replace("-", "_")
        try:
            operands = [str(operand) for operand in self.operands]
            if set(operands) & set(BAD_SPACE) or (
                    self.name in ("contacts", "correct") and not more):
                raise Refused("USAGE")
            after.act(self.me)
            getattr(after, {"return": "return_"}.get(method, method))(
                self.me, *operands, **more,
                **{name: value for name, value in
                   (("typed", self.typed), ("checked", self.checked))
                   if value is not None})
        except Counted as refused:
            return str(refused), model if dry_run else after
        except Refused as refused:
            return str(refused), model
        return "OK", model if dry_run else after


def noon(day):
    return int(datetime.fromisoformat(day + "T12:00:00+00:00").timestamp())


def moment(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc).strftime(
        "%Y-%m-%dT%H:%M:%SZ")


class Chooser:
    """Makes commands that fit the model, mostly."""

    OPERATIONS = {
        "subassign": 30, "release": 9, "contacts": 5, "origin": 4,
        "register": 6, "transfer": 4, "split": 5, "merge": 5, "return": 5,
        "reinstate": 5, "reserve": 3, "move-in": 5, "move-out": 2,
        "correct": 3, "delegate": 4, "undelegate": 2, "nsstate": 4,
        "user add": 1, "user disable": 1, "user enable": 1, "user edit": 1,
        "org add": 2, "org contacts": 3, "org edit": 1, "legacy issue": 4,
        "legacy revoke": 1, "legacy claim": 4}

    def __init__(self, model, generator):
        self.model = model
        self.random = generator

    def command(self):
        name = self.random.choices(list(self.OPERATIONS),
                                   self.OPERATIONS.values())[0]
        made = getattr(self, name.replace(" ", "_").replace("-", "_"),
                       None) or self.plain
        command = made(name)
        if self.chance(0.04):
            command.more["dry_run"] = True
        if self.chance(0.02) and " " not in name and "size" not in \
                command.more:
            command.operands = (self.random.choice(BAD_SPACE),
                                *command.operands[1:])
        return command

    def chance(self, probability):
        return self.random.random() < probability

    # --- Parts of commands

    def staff(self):
        """Who does what takes a hostmaster."""
        if self.chance(0.06):
            return self.anybody()
        return self.random.choice((None, None, "HMA"))

    def anybody(self):
        return self.random.choice([*self.model.people, "NOB1"])

    def manager(self, held):
        """Somebody who may, mostly."""
        admin = held.owner and self.model.organisations[held.owner].admin
        return self.random.choices((admin, held.tech, self.staff(),
                                    self.anybody()), (5, 3, 4, 1))[0]

    def some(self, *statuses, kinds=("ipv4", "ipv6", "asn")):
        """Something held of these statuses; anything when there is none."""
        held = [held for held in self.model.held.values()
                if kind_of(held.key) in kinds]
        fitting = [one for one in held if one.status in statuses]
        if self.chance(0.07) or not fitting:
            return self.random.choice(held)
        return self.random.choice(fitting)

    def part(self, key, most=6):
        """A smaller part of a block or range, or itself when it has none."""
        if isinstance(key, tuple):
            first = self.random.randint(*key)
            return first, self.random.randint(first, key[1])
        length = min(key.prefixlen + self.random.randint(1, most),
                     key.prefixlen + self.random.randint(1, most),
                     key.max_prefixlen)
        size = 1 << (key.max_prefixlen - length)
        spot = self.random.randrange(
            max(1, key.num_addresses // size))
        return ip_network((ip_address(int(key[0]) + spot * size)
                           if key.version == 4 else
                           ip_address((int(key[0]) + spot * size).to_bytes(
                               16, "big")), length))

    def up(self, key):
        """Something larger around it."""
        if isinstance(key, tuple):
            return key[0], key[1] + self.random.randint(1, 8)
        return key.supernet() if key.prefixlen else key

    def free_space(self):
        """Space that is not in the register, mostly."""
        if self.chance(0.15):
            return key_of(self.random.choice(EDGES))
        if self.chance(0.2):
            first = self.random.randint(64000, 64500)
            return first, first + self.random.randint(0, 9)
        root = self.random.choice(("45.0.0.0/9", "2801::/26"))
        return self.part(ip_network(root), 16)

    def name_of(self, key):
        if not isinstance(key, tuple):
            return str(key)
        return f"AS{key[0]}" if key[0] == key[1] else f"AS{key[0]}-AS{key[1]}"

    def owner(self):
        if self.chance(0.03):
            return "UY-NONE-LACNIC"
        return self.random.choice(list(self.model.organisations))

    def person(self):
        if self.chance(0.03):
            return "ZZZ9"
        return self.random.choice(list(self.model.people))

    def maybe(self, probability, **more):
        """Options, each there or not; their values are made when needed."""
        return {name: make() for name, make in more.items()
                if self.chance(probability)}

    def day(self):
        year, month = self.random.randint(10, 25), self.random.randint(1, 9)
        return f"20{year}-0{month}-15"

    def country(self):
        return self.random.choice(("UY", "AR", "BR", "CL"))

    def children(self):
        return {"with_children": True} if self.chance(0.5) else {}

    # --- Commands

    def subassign(self, name):
        parent = self.some(*INSIDE, kinds=("ipv4", "ipv6"))
        me = self.manager(parent)
        more = self.maybe(0.1, tech=self.person, abuse=self.person,
                          label=lambda: "home 7", use=lambda:
                          self.random.choice(("customer", "infrastructure",
                                              "private", "reserved")))
        operands = []
        if self.chance(0.35):
            more["in"] = str(parent.key)
            more["size"] = self.size_in(parent.key)
        else:
            operands.append(str(self.part(parent.key, 5)))
            if self.chance(0.3):
                more["in"] = str(parent.key)
        own = "assigned" in parent.status or more.get("use")
        if self.chance(0.1):
            more.update(new_org=self.new_name(), country=self.country())
        elif own and parent.owner and self.chance(0.8):
            operands.append(parent.owner)
        else:
            operands.append(self.owner())
        return Command(name, me, tuple(operands), more)

    def size_in(self, key):
        return max(1, min(key.prefixlen + self.random.randint(0, 6),
                          key.max_prefixlen))

    def new_name(self):
        words = self.random.sample(("Alfa", "Beta", "Gamma", "Delta"),
                                   self.random.randint(1, 2))
        return " ".join(words)

    def release(self, name):
        held = self.some(*INSIDE.values()) if self.chance(0.7) else \
            self.some("reserved")
        key, me = held.key, self.staff()
        if held.status in STOCK:
            key = self.part(key) if self.chance(0.6) else key
        elif held.parent:
            me = self.manager(self.model.held[held.parent])
        return Command(name, me, (self.name_of(key),), self.children())

    def contacts(self, name):
        held = self.some(*INSIDE)
        around = self.model.held.get(held.parent, held)
        more = self.maybe(0.6, tech=self.person, abuse=lambda:
                          "" if self.chance(0.2) else self.person())
        if more and self.chance(0.3):
            more["with_others"] = True
        return Command(name, self.manager(
            around if self.chance(0.3) else held),
            (self.name_of(held.key),), more)

    def origin(self, name):
        held = self.some(*INSIDE, kinds=("ipv4", "ipv6"))
        numbers = self.random.sample(range(64100, 64110),
                                     self.random.randint(0, 3))
        if self.chance(0.05):
            numbers.append(23456)
        if self.chance(0.3):            # of private use: given, or not
            numbers.append(self.random.choice(
                [64512, 4200000001, *(held.key[0] for held in
                                      self.model.held.values()
                                      if kind_of(held.key) == "asn")]))
        return Command(name, self.manager(held), (
            str(held.key), *(f"AS{number}" for number in numbers)))

    def register(self, name):
        key = self.some("available").key
        if self.chance(0.8):
            key = self.part(key)
        more = self.maybe(0.3, date=self.day, country=self.country,
                          tech=self.person, abuse=self.person,
                          status=self.direct_status)
        return Command(name, self.staff(), (self.name_of(key), self.owner()),
                       more)

    def direct_status(self):
        return self.random.choices((*DIRECT, "available"), (8, 8, 1))[0]

    def transfer(self, name):
        held = self.some(*DIRECT)
        return Command(name, self.staff(), (self.name_of(held.key),
                                            self.owner()),
                       self.maybe(0.2, country=self.country,
                                  tech=self.person, abuse=self.person))

    def split(self, name):
        held = self.some(*DIRECT, *STOCK)
        return Command(name, self.staff(), (self.name_of(
            self.part(held.key, 4)),))

    def merge(self, name):
        alike = [(one, two) for one in self.model.held.values()
                 for two in self.model.held.values()
                 if one is not two and one.status == two.status and
                 one.owner == two.owner and self.joined(one.key, two.key)]
        if not alike or self.chance(0.2):
            key = self.up(self.some(*DIRECT, *STOCK).key)
        else:
            key = self.joined(*(held.key for held in
                                self.random.choice(alike)))
        return Command(name, self.staff(), (self.name_of(key),),
                       self.maybe(0.3, date=self.day))

    def joined(self, one, two):
        """What two neighbours are together, or None."""
        if kind_of(one) != kind_of(two):
            return None
        if isinstance(one, tuple):
            return (one[0], two[1]) if one[1] + 1 == two[0] else None
        if one.prefixlen and one != two and one.supernet() == two.supernet():
            return one.supernet()
        return None

    def reinstate(self, name):
        reserved = self.some("reserved").key
        returned = [key for key, held in self.model.held.items()
                    if key in self.model.returned
                    and held.status == "reserved"]
        key = self.random.choice(returned) \
            if returned and self.chance(0.7) else reserved
        operands = [self.name_of(key)]
        if self.chance(0.4):
            operands.append(self.owner())
        return Command(name, self.staff(), tuple(operands),
                       self.maybe(0.2, date=self.day, country=self.country,
                                  status=self.direct_status))

    def reserve(self, name):
        key = self.some("available").key
        return Command(name, self.staff(), (self.name_of(
            self.part(key) if self.chance(0.7) else key),))

    def move_in(self, name):
        key = self.free_space() if self.chance(0.8) else self.some().key
        operands = [self.name_of(key)]
        if self.chance(0.5):
            operands.append(self.owner())
        more = self.maybe(0.3, date=self.day, country=self.country)
        if self.chance(0.4):
            more["status"] = self.random.choice([*DIRECT, *STOCK])
        return Command(name, self.staff(), tuple(operands), more)

    def correct(self, name):
        held = self.some(*DIRECT)
        return Command(name, self.staff(), (self.name_of(held.key),),
                       self.maybe(0.5, date=self.day, country=self.country,
                                  status=self.direct_status))

    def delegate(self, name):
        held = self.some(*INSIDE, kinds=("ipv4", "ipv6"))
        key = held.key if self.chance(0.5) else self.part(held.key)
        if self.chance(0.2) and self.model.zones:
            key = self.random.choice(list(self.model.zones))
        hosts = self.random.sample(("ns1.example.net", "ns2.example.net",
                                    "NS3.Example.NET"),
                                   self.random.randint(1, 2))
        more = {"ds": self.ds(key)} if self.chance(0.3) else {}
        return Command(name, self.manager(held), (str(key), *hosts), more,
                       checked=self.chance(0.8))

    def ds(self, key):
        """A DS record of one of its zones, now and then of another; or none."""
        zone = self.random.choice(zones_of(key) if can_delegate(key) else
                                  [key])
        if self.chance(0.05):
            zone = ip_network("192.0.2.0/24")
        if self.chance(0.2):
            return ""
        return (f"{name_of(zone)}. IN DS {self.random.randint(1, 3)} 13 2 "
                + "AB" * 32)

    def undelegate(self, name):
        return Command(name, self.anybody() if self.chance(0.2) else
                       self.staff(), (self.zone(),))

    def zone(self):
        zones = list(self.model.zones)
        if not zones or self.chance(0.1):
            return str(self.some(*DIRECT, kinds=("ipv4", "ipv6")).key)
        return str(self.random.choice(zones))

    def nsstate(self, name):
        host = self.random.choice(("ns1.example.net", "ns2.example.net",
                                   "ns3.example.net"))
        state = self.random.choice(("AA", "AA", "AA", "TIMEOUT", "FAIL",
                                    "NOT SYNC ZONE"))
        return Command(name, self.staff(), (self.zone(), host, state),
                       {"withdrawn": True} if self.chance(0.1) else {})

    def plain(self, name):
        """return, move-out: a record as it is."""
        held = self.some(*DIRECT, *(STOCK if name == "move-out" else ()))
        key = held.key if self.chance(0.95) else self.part(held.key)
        return Command(name, self.staff(), (self.name_of(key),),
                       self.children())

    def user_add(self, name):
        handle = f"NEW{self.random.randint(1, 9)}"
        _, _, person, *_, = user_add(handle)
        more = {"handle": handle, "email": f"{handle}@example.invalid",
                "country": "UY"}
        if self.chance(0.2):
            more["hostmaster"] = True
        return Command(name, self.staff(), (person,), more)

    def user_disable(self, name):
        return Command(name, self.staff(), (self.person(),))

    user_enable = user_disable

    def user_edit(self, name):
        handle = self.person()
        return Command(name, handle if self.chance(0.5) else self.staff(),
                       (handle,), dict(phone="26040000", **self.maybe(
                           0.5, name=self.new_name)))

    def org_add(self, name):
        known = dict(legacy=True) if self.chance(0.3) else \
            dict(admin=self.person())
        return Command(name, self.staff(), (self.new_name(),), dict(
            known, country=self.country(),
            **self.maybe(0.2, billing=self.person, member=self.person,
                         ownerid=self.owner)))

    def org_contacts(self, name):
        owner = self.owner()
        admin = getattr(self.model.organisations.get(owner), "admin", None)
        more = self.maybe(0.4, billing=self.person, member=self.person,
                          with_others=lambda: True)
        return Command(name, admin if self.chance(0.4) else self.staff(),
                       (owner,), dict(more, admin=self.person()))

    def org_edit(self, name):
        owner = self.owner()
        admin = getattr(self.model.organisations.get(owner), "admin", None)
        return Command(name, admin if self.chance(0.4) else self.staff(),
                       (owner,), dict(phone="26040000", **self.maybe(
                           0.5, name=self.new_name)))

    # --- Legacy resources

    def legacy_owner(self):
        legacy = [owner for owner, row in self.model.organisations.items()
                  if row.legacy]
        return self.random.choice(legacy) if self.chance(0.9) else \
            self.owner()

    def legacy_issue(self, name):
        return Command(name, self.staff(), (self.legacy_owner(),
                                            self.person()))

    def legacy_revoke(self, name):
        return Command(name, self.staff(), (self.legacy_owner(),))

    def legacy_claim(self, name):
        open_ones = list(self.model.one_time)
        owner = self.random.choice(open_ones) if open_ones and \
            self.chance(0.9) else self.legacy_owner()
        row = self.model.one_time.get(owner)
        me = row.user if row and self.chance(0.8) else self.anybody()
        return Command(name, me, (owner,), dict(
            responsible="Ana", city="Salto", ddi="598", phone="1",
            street="" if self.chance(0.1) else "Calle 1"),
            "right" if self.chance(0.7) else "wrong")
