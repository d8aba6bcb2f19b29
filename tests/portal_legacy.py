#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Legacy resources: from the command that issues a one-time password, over a
real mail server, to the resources on the user's home page; and every way in
which such a password must not work, each answered with the same bytes."""

import contextlib
import re
import sys
import time

import parcela
from mailbox import Mailbox, config_of, text_of
from parcela import Report, org_add, user_add
from portal_server import PASSWORD, Browser, Server, at_once

ENTITY, BARE, OTHERS = "UY-LEGA-LACNIC", "UY-BARE-LACNIC", "UY-ANYX-LACNIC"
USER, OTHER = "USR1", "OTH1"
DATA = dict(responsible="Juana Ejemplo", street="Calle 1", city="Salto",
            ddi="598", phone="4730000")
FORM = re.compile(r"\b(?:[2-9A-HJ-NP-Z]{4}-){4}[2-9A-HJ-NP-Z]{4}\b")
WORDS = {"en": "one-time password", "es": "contraseña de actualización"}
LATE = "2026-03-09T12:00:00Z"
USERS = {USER: "en", OTHER: "es", "ADM1": "pt", "TEC1": "en", "CUS1": "es"}


def make_register(path):
    register = parcela.Register(path).init()
    register.script([
        *(user_add(handle, "--language", language)
          for handle, language in USERS.items()),
        ["person", "add", "Perla Rivas", "--handle", "PER1", "--email",
         "per1@example.invalid", "--country", "UY"],
        org_add(ENTITY, "ADM1", "--billing", "PER1", "--legacy"),
        ["org", "add", "Casa sin Nadie", "--ownerid", BARE, "--country",
         "UY", "--legacy"],
        org_add(OTHERS, "CUS1"),
        ["move-in", "45.4.0.0/16", ENTITY, "--status", "allocated"],
        ["move-in", "2801:4::/32", ENTITY, "--status", "assigned"],
        ["move-in", "AS64000-AS64003", ENTITY],
        ["contacts", "45.4.0.0/16", "--tech", "TEC1", "--abuse", "PER1"],
        ["subassign", "45.4.8.0/22", OTHERS, "--tech", "CUS1"],
        ["move-in", "45.5.0.0/16", BARE], ["move-in", "AS64010", BARE]])
    for handle in USERS:
        register.must("user", "passwd", handle, stdin=PASSWORD + "\n")
    return register


class World:
    """A portal, its mails, and addresses that nobody has tried from."""

    def __init__(self, report, register, server, mailbox):
        self.report, self.register = report, register
        self.server, self.mailbox = server, mailbox
        self.number = 0
        self.cookies = {}       # sessions, by user

    def check(self, good, what):
        return self.report.check(good, what)

    def browser(self, user):
        """Logged in, from an address of its own."""
        self.number += 1
        browser = Browser(self.server, f"127.1.{self.number >> 8}."
                          f"{self.number & 255}")
        if user not in self.cookies:
            browser.log_in(user)
            browser.post("/language", dict(language="en", path="/"))
            self.cookies[user] = dict(browser.cookies)
        browser.cookies = dict(self.cookies[user])
        return browser

    def issue(self, ownerid=ENTITY, user=USER):
        """The password, as it was mailed."""
        self.empty()
        said = self.register.must("legacy", "issue", ownerid, user)
        mail = self.mailbox.wait_for(WORDS[USERS[user]])
        password = FORM.search(text_of(mail))[0]
        self.check(password not in said.text, "the command does not tell it")
        return password

    def try_it(self, password, ownerid=ENTITY, user=USER, browser=None):
        browser = browser or self.browser(user)
        return browser.post("/legacy", dict(ownerid=ownerid,
                                            password=password))

    def claim(self, password, ownerid=ENTITY, user=USER, **more):
        return self.browser(user).post("/legacy/claim", dict(
            DATA, ownerid=ownerid, password=password, action="confirm",
            **more))

    def empty(self):
        """No mail is there, nor on its way."""
        end = time.monotonic() + 60
        while time.monotonic() < end and self.register.rows(
                "SELECT 1 FROM outbox LIMIT 1"):
            time.sleep(0.02)
        self.mailbox.empty()

    def forget(self):
        """As if a day had passed since the tries that failed."""
        with contextlib.closing(self.register.open_sql()) as db:
            db.execute("DELETE FROM throttle")

    def last(self):
        return self.register.rows("SELECT serial, operation FROM journal "
                                  "ORDER BY serial DESC LIMIT 1")[0]


def plain(page):
    """A page without what is its own: the request, the form, the OrgID that
    was typed."""
    text = re.sub(r'(class="mono">)[a-z0-9]{16}<', r"\1<", page.unspoken)
    text = re.sub(r'(id="ownerid" name="ownerid" value=")[^"]*', r"\1", text)
    return page.status, sorted(
        (name, value) for name, value in page.headers.items()
        if name not in ("Date", "Content-Length")), text.replace(
            page.csrf or "", "")


def roles(register, ownerid):
    """Who is what of an organization and what it holds directly."""
    found = register.rows(
        "SELECT p.handle FROM organisation o JOIN person p "
        "ON p.id IN (o.admin, o.billing, o.member) WHERE o.ownerid = ?",
        ownerid)
    for table, field in ("block", "tech"), ("asn", "routing"):
        found += register.rows(
            f"SELECT p.handle FROM {table} b JOIN organisation o ON "
            f"o.id = b.organisation JOIN person p ON p.id = b.{field} "
            "WHERE o.ownerid = ?", ownerid)
    return {handle for handle, in found}


# --- The whole way -----------------------------------------------------------

def test_mail(world):
    password = world.issue()
    mail = world.mailbox.mails()[0]
    text = text_of(mail)
    world.check(mail["To"] == "usr1@example.invalid" and
                mail["Subject"] == f"LACNIC: one-time password for {ENTITY}"
                and "http://portal.test:8080/legacy\n" in text and
                "until 2026-03-08 12:00 UTC" in text and
                "token" not in text, f"the mail: {text}")
    stored = b"".join(path.read_bytes() for path in
                      world.register.path.parent.glob("registry.db*")
                      if path.is_file())
    raw = password.replace("-", "").encode()
    world.check(raw not in stored and password.encode() not in stored,
                "the store and the log do not have it")
    listed = world.register.must("legacy", "list", "--json").out
    world.check('"state": "open"' in listed and password not in listed and
                ENTITY in listed, f"it is listed: {listed}")
    return password


def test_way(world):
    password = test_mail(world)
    browser = world.browser(USER)
    home = browser.get("/")
    world.check(home.text.count('href="/legacy"') >= 3, "home leads there")
    page = browser.get("/legacy")
    world.check(page.status == 200 and "hostmaster@registry.test" in
                page.text, "the page of the first step")
    for form in dict(), dict(ownerid=ENTITY), dict(password=password):
        world.check(browser.post("/legacy", form).status == 403,
                    "both are needed")
    before = world.last()
    page = world.try_it(f" {password.lower().replace('-', ' ')} ",
                        ENTITY.lower())
    world.check(page.status == 200 and world.last() == before and
                "45.4.0.0/16" in page.text and "2801:4::/32" in page.text
                and "AS64000-AS64003" in page.text and "45.4.8.0/22" not in
                page.text, f"what comes: {page.status}")
    world.check(not FORM.search(page.text) and password.replace("-", "")
                not in page.text.upper(), "no page has it in clear")
    kept = dict(ownerid=page.hidden("ownerid"), ticket=page.hidden("ticket"))
    browser = world.browser(USER)
    page = browser.post("/legacy/claim", {
        **DATA, **kept, "city": " ", "street": "x" * 121,
        "action": "confirm"})
    world.check(page.status in (400, 413) and 'id="city-wrong"' in page.text
                and 'id="street-wrong"' in page.text and 'value="4730000"' in
                page.text and world.last() == before,
                f"what is needed is asked: {page.status}")
    page = browser.post("/legacy/claim", {**DATA, **kept,
                                          "action": "preview"})
    world.check(page.status == 200 and 'value="confirm"' in page.text and
                re.search(r"owner-c: +USR1", page.text) and
                world.last() == before, "what will be is shown")
    page = browser.post("/legacy/claim", {
        **DATA, **kept, "street": "Otra", "action": "confirm",
        "previewed": page.hidden("previewed")})
    world.check(page.status == 200 and world.last() == before,
                "nothing is confirmed that was not shown")
    world.empty()
    page = browser.post("/legacy/claim", {
        **DATA, **kept, "street": "Otra", "action": "confirm",
        "previewed": page.hidden("previewed")})
    world.check(page.status == 303 and page.location == "/" and
                world.last() == (before[0] + 1, "legacy_claim"),
                f"confirmed: {page.status}")
    check_taken(world, browser.get("/"))
    check_told(world)
    return password


def check_taken(world, home):
    world.check(all(name in home.text for name in
                    ("45.4.0.0/16", "2801:4::/32", "AS64000-AS64003")) and
                f"The resources of {ENTITY} are yours to manage" in home.text,
                "they are on the home page, which names whose they are")
    world.check(roles(world.register, ENTITY) == {USER}, "all roles but one")
    rows = world.register.rows(
        "SELECT t.handle, a.handle FROM block b JOIN person t ON t.id = "
        "b.tech LEFT JOIN person a ON a.id = b.abuse WHERE b.length IN "
        "(112, 118) ORDER BY b.length")
    world.check(rows == [(USER, "PER1"), ("CUS1", None)],
                f"abuse-c stays, as do sub-assignments: {rows}")
    said = world.register.must("show", ENTITY).out
    world.check("Juana Ejemplo" in said and "Otra" in said and
                f"Firm {ENTITY}" in said, "the data are complete")


def check_told(world):
    mails = {mail["To"]: mail for mail in world.mailbox.wait(4)}
    world.check(set(mails) == {f"{user}@example.invalid" for user in
                               ("usr1", "adm1", "per1", "tec1")},
                f"all are told: {sorted(mails)}")
    for user, words in (("adm1", "tem novos contatos"),
                        ("per1", "tiene nuevos contactos"),
                        ("tec1", "has new contacts"),
                        ("usr1", "you manage")):
        mail = mails[f"{user}@example.invalid"]
        world.check(words in mail["Subject"] and ENTITY in text_of(mail) and
                    USER in text_of(mail) and not FORM.search(text_of(mail)),
                    f"{user} in their language: {mail['Subject']}")


def test_bare(world):
    """Nobody was known: abuse-c too is who comes."""
    password = world.issue(BARE)
    page = world.claim(password, BARE)
    world.check(page.status == 303 and roles(world.register, BARE) == {USER},
                f"an entity without contacts: {page.status}")
    empty = world.register.rows("SELECT count(*) FROM block WHERE "
                                "status = 'allocated' AND abuse IS NULL")
    world.check(empty == [(0,)], "abuse-c is filled")
    world.check(len(world.mailbox.wait(2)) == 2, "only the user is told")


def test_session(world):
    """A session that ends on the way loses nothing that was typed."""
    password = world.issue()
    page = world.try_it(password)
    browser = world.browser(USER)
    browser.cookies.clear()
    page = browser.ask("POST", "/legacy/claim", {
        **DATA, "city": "Artigas", "ownerid": ENTITY, "action": "confirm",
        "ticket": page.hidden("ticket"), "password": "x"})
    world.check(page.status == 403 and "kept.ticket" in page.kept and
                "kept.password" not in page.kept, "asks to log in")
    page = browser.post("/login", dict(
        user=USER, password=PASSWORD, path="/legacy/claim", **page.kept),
        page.csrf)
    world.check(page.status == 200 and 'value="Artigas"' in page.text and
                page.hidden("ticket"), f"and goes on: {page.status}")
    page = browser.post("/legacy/claim", {
        **DATA, "ownerid": ENTITY, "action": "confirm",
        "ticket": page.hidden("ticket")}, page.csrf)
    world.check(page.status == 303, f"to the end: {page.status}")


# --- What must not work ------------------------------------------------------

def wrong_ones(world, used):
    """(what, page, user, how it was sent) of each way."""
    tries, claims = world.try_it, world.claim
    good = world.issue()
    yield "too short", tries(good[:-1]), USER, tries
    yield "too long", tries(good + "A"), USER, tries
    yield "an unknown OWNER-ID", tries(good, "UY-NONE-LACNIC"), USER, tries
    yield "another organization", tries(good, BARE), USER, tries
    yield "one that is not legacy", tries(good, OTHERS), USER, tries
    yield "the wrong user", tries(good, user=OTHER), OTHER, tries
    yield "the wrong user confirms", claims(good, user=OTHER), OTHER, claims
    yield "used before", tries(used), USER, tries
    again = world.issue()
    yield "one that was replaced", tries(good), USER, tries
    page = tries(again)
    world.check(page.status == 200, "the new one is right")
    yield "replaced on the way", claims(good), USER, claims
    world.register.must("legacy", "revoke", ENTITY)
    yield "revoked", tries(again), USER, tries
    yield "revoked on the way", claims(
        "", ticket=page.hidden("ticket")), USER, claims
    yield "a forged ticket", claims(
        "", ticket=page.hidden("ticket")[:-4] + "AAAA"), USER, claims
    good = world.issue()
    for user in OTHER, "TEC1", "CUS1", "ADM1", OTHER, OTHER:
        tries("wrong", user=user)
    world.check(tries(good).status == 200, "nobody spoils another's")
    for _ in range(5):
        tries("wrong")
    world.check('"state": "cancelled"' in world.register.must(
        "legacy", "list", "--json").out, "five wrong tries are listed")
    yield "after five wrong tries", tries(good), USER, tries
    yield "the same, confirmed", claims(good), USER, claims
    good = world.issue(user=OTHER)
    world.register.must("user", "disable", OTHER)
    world.cookies.pop(OTHER)
    world.register.must("user", "enable", OTHER)
    yield "after the user was disabled", tries(good, user=OTHER), OTHER, tries
    good = world.issue()
    world.check(claims(good).status == 303, "claimed again")
    world.browser(USER).get("/")        # takes the message
    yield "after the entity was claimed", claims(good), USER, claims


def test_refused(world, used):
    """Each as one who knows nothing is answered."""
    count = 0
    for what, page, user, send in wrong_ones(world, used):
        world.forget()
        wanted = plain(send("AAAA-" * 4 + "AAAA", "UY-NONE-LACNIC", user))
        found = plain(page)
        count += 1
        world.check(found == wanted and page.status == 403,
                    f"{what}: {page.status}: {difference(found, wanted)}")
    world.check(count == 17, f"{count} ways")


def difference(one, two):
    one, two = str(one), str(two)
    at = next((n for n, pair in enumerate(zip(one, two))
               if pair[0] != pair[1]), 0)
    return one[max(0, at - 80):at + 80], two[max(0, at - 80):at + 80]


def test_often(world):
    """From one address, guessing is slowed; elsewhere it is not."""
    browser = world.browser("TEC1")
    pages = [world.try_it("wrong", user="TEC1", browser=browser)
             for _ in range(7)]
    world.check([page.status for page in pages] == [403] * 4 + [429] * 3 and
                pages[-1].headers["Retry-After"] and
                "Too many attempts" in pages[-1].text,
                f"slowed: {[page.status for page in pages]}")
    world.check(world.try_it("wrong", user="TEC1").status == 403,
                "not from elsewhere")


def test_late(report, register, config, mailbox, password):
    with Server(register, config, clock=LATE) as server:
        world = World(report, register, server, mailbox)
        late, unknown = world.try_it(password), world.try_it("wrong")
        report.check(plain(late) == plain(unknown) and late.status == 403,
                     "after eight days it is as an unknown one")


def main():
    parcela.options(__doc__).parse_args()
    report = Report()
    with parcela.folder() as path, Mailbox(path / "mails") as mailbox:
        register = make_register(path / "registry.db")
        config = config_of(mailbox.url)
        with Server(register, config) as server:
            world = World(report, register, server, mailbox)
            used = test_way(world)
            test_bare(world)
            test_session(world)
            test_refused(world, used)
            test_often(world)
            parcela.check_verify(report, register, "after all")
            password = world.issue()
        test_late(report, register, config, mailbox, password)
        parcela.check_verify(report, register, "late")
    report.finish()


if __name__ == "__main__":
    sys.exit(main())
