# SPDX-License-Identifier: ISC
"""What the tests of who may do what share: the portal's routes, as its table
says them, and a register with a person in every role of the policy."""

import contextlib
import json
import re
import time
from dataclasses import dataclass, field
from ipaddress import ip_network

import parcela
from reverse_zones import note_check
from portal_server import PASSWORD, Browser, shown

PORTAL = parcela.ROOT / "src" / "portal"
ROUTE = re.compile(r'^ROUTE\((\w+), "([^"]+)", (\w+), (\w+)\)$', re.M)
WHO = re.compile(r'^WHO\((\w+),\s*"([^"]+)"\)', re.M)


@dataclass(frozen=True)
class Route:
    method: str
    pattern: str
    name: str
    who: str

    @property
    def kind(self):
        """Of its object: "blocks", "asns", …; None: it has none."""
        return self.pattern.split("/")[1] if "*" in self.pattern else None

    @property
    def operation(self):
        """What a form of it does, in the words of the journal."""
        return self.name.removesuffix("_post").removeprefix("asn_")

    def path(self, thing=""):
        """To an object: "45.4.0.0/16", "64000", "UY-ISPX-LACNIC"."""
        path = self.pattern
        for part in thing.split("/"):
            path = path.replace("*", part, 1)
        return path


def routes():
    table = (PORTAL / "route.def").read_text()
    found = [Route(*row) for row in ROUTE.findall(table)]
    if len(found) != len(re.findall("^ROUTE", table, re.M)):
        raise RuntimeError("a line of route.def is not understood")
    return found


def asks_again():
    """The names of again.def."""
    return set(re.findall(r"^AGAIN\((\w+)\)$",
                          (PORTAL / "again.def").read_text(), re.M))


def letters():
    """{who: {role: what who.def says of it}}."""
    table = (PORTAL / "who.def").read_text()
    return {who: dict(zip((role.name for role in ROLES),
                          row.replace(" ", ""), strict=True))
            for who, row in WHO.findall(table)}


# --- A register --------------------------------------------------------------

HOLDER, RECIPIENT, FURTHER, FOREIGN = (
    f"UY-{name}-LACNIC" for name in ("HOLD", "RECI", "FURT", "FORE"))
BLOCK, PART, BARE = "45.4.0.0/17", "45.4.8.0/22", "45.4.16.0/22"
INSIDE, ELSEWHERE = "45.4.8.0/24", "200.7.0.0/16"
PRIVATE, LABEL = "45.4.32.0/24", "casa-0077"     # of who manages BLOCK
ASN, OTHER_ASN = "64000", "64900"


@dataclass
class Role:
    """A person, by what they are to the objects that are theirs; also: what
    else this person sees."""
    name: str
    handle: str = None
    own: dict = field(default_factory=dict)     # kind -> object
    also: tuple = ()


def things(organisation=None, block=None, asn=None):
    named = dict(organizations=organisation, blocks=block, asns=asn)
    return {kind: thing for kind, thing in named.items() if thing}


# Whom "Who may do what" of the policy names, in the order of who.def.
ROLES = (
    Role("nobody"),
    Role("disabled", "DIS1", things(HOLDER, BLOCK, ASN)),
    Role("none", "NON1"),
    Role("admin", "ADM1", things(HOLDER, BLOCK, ASN), (PART, BARE)),
    Role("tech", "TEC1", things(HOLDER, BLOCK), (PART, BARE)),
    Role("routing", "ROU1", things(HOLDER, None, ASN)),
    Role("billing", "BIL1", things(HOLDER, BLOCK, ASN)),
    Role("member", "MEM1", things(HOLDER, BLOCK, ASN)),
    Role("abuse", "ABU1", things(None, BLOCK, ASN), (BARE,)),
    Role("recipient", "ADM2", things(RECIPIENT, PART), (BARE, INSIDE)),
    Role("recipient-tech", "TEC2", things(RECIPIENT, PART), (BARE, INSIDE)),
    Role("recipient-billing", "BIL2", things(RECIPIENT, PART), (BARE,)),
    Role("recipient-abuse", "ABU2", things(None, PART), (INSIDE,)),
    Role("parent", "ADM1", things(None, PART), (HOLDER, BLOCK, BARE, ASN)),
    Role("parent-tech", "TEC1", things(None, PART), (HOLDER, BLOCK, BARE)),
    Role("parent-abuse", "ABU1", things(None, BARE), (BLOCK, ASN)),
    Role("hostmaster", "HOS1", things(RECIPIENT, PART, ASN),
         (HOLDER, FURTHER, FOREIGN, BLOCK, BARE, INSIDE, ELSEWHERE,
          OTHER_ASN)),
)
ALL = dict(organizations=(HOLDER, RECIPIENT, FURTHER, FOREIGN),
           blocks=(BLOCK, PART, BARE, INSIDE, ELSEWHERE),
           asns=(ASN, OTHER_ASN))
SOME = dict(organizations=RECIPIENT, blocks=PART, asns=ASN)
HANDLES = sorted({role.handle for role in ROLES if role.handle} |
                 {"ADM3", "TEC3", "ADM4"})


# From before the registry: whoever has the one-time password takes it over.
LEGACY, ONE_TIME = "UY-LEGA-LACNIC", "AAAA-BBBB-CCCC-DDDD-EEEE"


def organisations():
    yield parcela.org_add(HOLDER, "ADM1", "--billing", "BIL1", "--member",
                          "MEM1")
    yield parcela.org_add(RECIPIENT, "ADM2", "--billing", "BIL2")
    yield parcela.org_add(FURTHER, "ADM3")
    yield parcela.org_add(FOREIGN, "ADM4")
    yield ["org", "add", "Casa sin Nadie", "--ownerid", LEGACY, "--country",
           "UY", "--legacy"]


def resources():
    for thing, holder in ((BLOCK, HOLDER), (f"AS{ASN}", HOLDER),
                          (ELSEWHERE, FOREIGN), (f"AS{OTHER_ASN}", FOREIGN)):
        yield ["move-in", thing, holder, "--status", "allocated"]
    yield ["contacts", BLOCK, "--tech", "TEC1", "--abuse", "ABU1"]
    yield ["contacts", f"AS{ASN}", "--tech", "ROU1", "--abuse", "ABU1"]
    yield ["subassign", PRIVATE, HOLDER, "--use", "private", "--label", LABEL]
    yield from parts()


def parts():
    """What is sub-assigned."""
    yield ["subassign", PART, RECIPIENT, "--tech", "TEC2", "--abuse", "ABU2"]
    yield ["subassign", BARE, RECIPIENT, "--tech", "TEC2"]
    yield ["subassign", INSIDE, FURTHER, "--tech", "TEC3"]


def make_register(path):
    register = parcela.Register(path).init()
    register.env["PARCELA_MAILS"] = "show"
    users = [parcela.user_add(handle, *(["--hostmaster"] if
                                        handle == "HOS1" else []))
             for handle in HANDLES]
    register.script([*users, *organisations(), *resources()])
    for handle in HANDLES:
        register.must("user", "passwd", handle, stdin=PASSWORD + "\n")
    with contextlib.closing(register.open_sql("ro")) as db:
        register.passwords = db.execute(
            "SELECT password, person FROM account").fetchall()
    return register


def restore_passwords(register):
    """As they were before a form changed one."""
    with contextlib.closing(register.open_sql()) as db:
        db.executemany("UPDATE account SET password = ? WHERE person = ?",
                       register.passwords)


def log_in(server, handle, language="en"):
    """A browser of this user, or of nobody, who reads English."""
    number = HANDLES.index(handle) + 2 if handle else 1
    browser = Browser(server, f"127.0.3.{number}")
    if handle and browser.log_in(handle).status != 303:
        raise RuntimeError(f"{handle} is not let in")
    browser.post("/language", dict(language=language, path="/"))
    return browser


def put_back(register, thing):
    """What a permitted form did to an object is as before."""
    if thing == ASN:
        register.must("contacts", f"AS{ASN}", "--tech", "ROU1", "--abuse",
                      "ABU1")
        return
    if thing in ALL["organizations"]:
        points = {HOLDER: ("ADM1", "BIL1", "MEM1"),
                  RECIPIENT: ("ADM2", "BIL2", "ADM2")}[thing]
        register.must("org", "contacts", thing, *(
            word for pair in zip(("--admin", "--billing", "--member"), points)
            for word in pair))
        register.must("org", "edit", thing, "--city", "")
        return
    if thing == BLOCK:
        register.run("release", good_form("subassign_post", BLOCK)["prefix"])
        register.must("origin", BLOCK)
        register.run("undelegate", BLOCK)
        register.must("contacts", BLOCK, "--tech", "TEC1", "--abuse", "ABU1")
        return
    register.run("release", thing, "--with-children")
    for words in parts():
        register.run(*words)


# --- What its forms are sent with ----------------------------------------

WHY = dict(reason="As was agreed", ticket="4711")


def good_form(name, thing):
    """What the form of a POST route does something with; csrf is added.  Of
    one about an object also why a hostmaster does it."""
    form = form_of(name, thing)
    return {**form, **WHY} if thing else form


def form_of(name, thing):
    if name == "subassign_post":
        free = list(ip_network(thing).subnets(new_prefix=24))[-1]
        form = dict(ownerid=FURTHER, range="typed", action="confirm",
                    prefix=str(free))
        return dict(form, shown=shown(form))
    return {
        "login_post": dict(user="NON1", password=PASSWORD),
        "code_post": dict(code="123456"),
        "again_post": dict(password=PASSWORD, path="/profile"),
        "security_post": dict(action="begin"),
        "forgot_post": dict(user="NON1"),
        "password_post": dict(token=LINK, password=OTHER_PASSWORD,
                              again=OTHER_PASSWORD),
        "register_post": dict(
            name="Nora Prado", email="nora@example.org", street="Rua Azul",
            city="Recife", country="BR", phone="5550100", language="en"),
        "registered_post": dict(token=LINK, password=OTHER_PASSWORD,
                                again=OTHER_PASSWORD),
        "email_post": dict(token=LINK),
        "legacy_post": dict(ownerid=LEGACY, password=ONE_TIME),
        "legacy_claim_post": dict(
            ownerid=LEGACY, password=ONE_TIME, responsible="Ana", ddi="598",
            street="Calle 1", city="Salto", phone="123", action="confirm"),
        "logout": {},
        "profile_data_post": dict(city="Salto"),
        "profile_email_post": dict(email="new@example.org", action="ask"),
        "profile_language": dict(language="en"),
        "profile_password": dict(old=PASSWORD, password=OTHER_PASSWORD,
                                 again=OTHER_PASSWORD),
        "profile_sessions": {},
        "language": dict(language="pt", path="/help"),
        "contacts_post": dict(tech="NON1", abuse="ADM4", resign="1",
                              action="confirm"),
        "asn_contacts_post": dict(tech="NON1", abuse="ADM4", resign="1",
                                  action="confirm"),
        "origins_post": dict(origins="AS64000, 131072", action="confirm"),
        "organisation_contacts_post": dict(member="NON1", action="save"),
        "organisation_edit_post": dict(city="Salto", action="save"),
        "delegate_post": dict(action="confirm", step="summary",
                              checks=CHECKS.get(thing, "")),
        "release_post": dict(prefix=thing, with_children="1"),
    }[name]


# What is granted answers 200 to GET, 303 to POST; but for these: pages that
# need the link of a mail, a step after the password, what only goes on.
ANSWERS = {"forgot_post": 200, "register_post": 200, "password": 400,
           "registered": 400, "email": 400, "legacy_post": 200,
           "code_post": 403, "again": 303}
LINK, OTHER_PASSWORD = "0" * 64, "siete nubes comen pan"
# Of name servers, all of which answered with authority.
CHECKS = {BLOCK: "1" * 64, PART: "2" * 64}


def mail_link(register, handle):
    """As if this user had just found the name servers of BLOCK and PART
    authoritative; as if the user TEC3 had asked for a new password and for another
    address, and somebody for a user ID: the same link is good for each; and
    as if this one had been mailed the one-time password of LEGACY."""
    typed = {name: "" for name in ("street number complement postcode city "
                                   "state ddi ddd phone extension").split()}
    restore_passwords(register)
    with contextlib.closing(register.open_sql()) as db:
        for thing, name in CHECKS.items():
            note_check(db, handle, ip_network(thing), ["ns1.example.net"],
                       int(time.time()), name=name)
        db.execute("INSERT OR REPLACE INTO token SELECT ?, 'password', id, "
                   "9999999999 FROM person WHERE handle = 'TEC3'",
                   (parcela.proof("password", LINK),))
        db.execute("INSERT OR REPLACE INTO new_address SELECT id, ?, "
                   "'tec3@example.org', 9999999999 FROM person "
                   "WHERE handle = 'TEC3'", (parcela.proof("address", LINK),))
        db.execute("INSERT OR REPLACE INTO registration VALUES "
                   "(?, ?, ?, ?, 'en', 9999999999)",
                   (parcela.proof("registration", LINK), b"address",
                    '{"country":"BR"}',
                    json.dumps(dict(typed, name="Nora Prado",
                                    email="nora@example.org"))))
        db.execute("INSERT OR REPLACE INTO legacy_password SELECT o.id, p.id,"
                   " ?, 0, 9999999999, 0 FROM organisation o, person p "
                   "WHERE ownerid = ? AND handle = ?",
                   (parcela.proof("legacy", ONE_TIME.replace("-", "")), LEGACY,
                    handle))


def answer_of(route):
    return ANSWERS.get(route.name, 200 if route.method == "GET" else 303)


class Watch:
    """Was anything written?  Asks the store itself, past parcela."""

    def __init__(self, register):
        self.db = register.open_sql("ro")
        self.changed()

    def changed(self):
        """Since it was asked last."""
        before = getattr(self, "version", None)
        self.version = self.db.execute("PRAGMA data_version").fetchone()[0]
        return self.version != before

    def last(self):
        """(serial, who, what, reason, ticket) of the journal's newest row."""
        return self.db.execute(
            "SELECT serial, actor, operation, reason, ticket FROM journal "
            "ORDER BY serial DESC LIMIT 1").fetchone()

    def close(self):
        self.db.close()
