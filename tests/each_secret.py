#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Each secret that lets somebody in, and all that must end it: one table.

A cell of TABLE says what a secret is worth after that:
  GONE              nothing;
  "lives: WHY"      as much as before, on purpose;
  "ONLY: WHY"       something, but only to who it is of;
  "-: WHY"          there is no such thing.
The first three are tried on a portal with a real mail server and a real
authenticator, each cell with a user of its own."""

import concurrent.futures
import itertools
import re
import sys
import threading
import time

import parcela
from authenticator import add, codes_of
from mailbox import PATIENCE, Mailbox, config_of, text_of
from parcela import NOW, Report, org_add
from portal_legacy import DATA, FORM
from portal_server import PASSWORD, Browser, Server, at_once

NEW = "siete nubes comen pan"
HERE = "/profile/security"
USERS = 160
CROWD = 20
TOGETHER = 4                    # cells

GONE = "GONE"
NO_USER = "-: there is no user yet"
IT_IS_USED = "-: it is used until it ends"
MAILBOX = "lives: it proves a mailbox, the second factor is asked after it"
FACTOR = "lives: who has a second factor does not lose it by that"
FACTOR_ONLY = "-: a second factor is asked then that is not there"
CLAIM = "lives: only its user, logged in, can use it"
MANY = "lives: a mail may come late; using one ends all"
TABLE = {
    "session": {
        "used twice": IT_IS_USED,
        "late": GONE,
        "by another": GONE,             # the id by which Profile lists it
        "twenty at once": IT_IS_USED,
        "newer one": "lives: a user works in several browsers",
        "twenty newer ones": GONE,
        "five wrong tries": "-: 256 bits are not tried",
        "revoked": GONE,
        "log-out": GONE,
        "password changed": GONE,
        "password reset": GONE,
        "password set": GONE,
        "address changed": "lives: the mailbox does not log anybody in",
        "address set": "lives: the mailbox does not log anybody in",
        "user disabled": GONE,
        "first device": GONE,           # it was opened by a password alone
        "another device": "lives: it was opened with a second factor",
        "last device removed": "lives: it was opened with more",
        "second factor reset": GONE,
    },
    "half session": {
        "used twice": GONE,
        "late": GONE,
        "by another": GONE,             # with the code of another user
        "twenty at once": GONE,
        "newer one": "lives: a user may log in in several browsers",
        "twenty newer ones": GONE,      # five are enough
        "five wrong tries": GONE,
        "revoked": "-: it is over in ten minutes",
        "log-out": "-: nobody is logged in with it",
        "password changed": GONE,
        "password reset": GONE,
        "password set": GONE,
        "address changed": GONE,
        "address set": GONE,
        "user disabled": GONE,
        "first device": "-: there is none without a device",
        "another device": "lives: the other one is as good",
        "last device removed": GONE,
        "second factor reset": GONE,
    },
    "authenticator code": {
        "used twice": GONE,
        "late": GONE,
        "by another": GONE,
        "twenty at once": GONE,
        "newer one": GONE,
        "twenty newer ones": "-: one is enough",
        "five wrong tries": "-: they end the half session, not the code",
        "revoked": "-: it is over in a minute; its device is removed below",
        "log-out": FACTOR,
        "password changed": FACTOR,
        "password reset": FACTOR,
        "password set": FACTOR,
        "address changed": FACTOR,
        "address set": FACTOR,
        "user disabled": GONE,
        "first device": "-: there is none without a device",
        "another device": "lives: each device has its own",
        "last device removed": GONE,
        "second factor reset": GONE,
    },
    "recovery code": {
        "used twice": GONE,
        "late": "-: it is kept for years",
        "by another": GONE,
        "twenty at once": GONE,
        "newer one": GONE,
        "twenty newer ones": "-: one is enough",
        "five wrong tries": "-: they end the half session, not the code",
        "revoked": "-: new ones take the place of the old",
        "log-out": FACTOR,
        "password changed": FACTOR,
        "password reset": FACTOR,
        "password set": FACTOR,
        "address changed": FACTOR,
        "address set": FACTOR,
        "user disabled": GONE,
        "first device": "-: there is none without a device",
        "another device": "lives: there are ten in all, not ten a device",
        "last device removed": GONE,
        "second factor reset": GONE,
    },
    "link to a password": {
        "used twice": GONE,
        "late": GONE,
        "by another": "ONLY: the user who forgot gets the password",
        "twenty at once": GONE,
        "newer one": MANY,
        "twenty newer ones": "-: five in an hour are mailed",
        "five wrong tries": "-: 256 bits are not tried",
        "revoked": "-: a new password, or address, is how",
        "log-out": "lives: who forgot it is not logged in",
        "password changed": GONE,
        "password reset": GONE,
        "password set": GONE,
        "address changed": GONE,
        "address set": GONE,
        "user disabled": GONE,
        "first device": MAILBOX,
        "another device": MAILBOX,
        "last device removed": MAILBOX,
        "second factor reset": GONE,
    },
    "link of a registration": {
        "used twice": GONE,
        "late": GONE,
        "by another": "ONLY: who registers is a user of their own",
        "twenty at once": GONE,
        "newer one": MANY,
        "twenty newer ones": "-: five in an hour are mailed",
        "five wrong tries": "-: 256 bits are not tried",
        "revoked": "-: nobody is there who could",
        **dict.fromkeys(
            ("log-out", "password changed", "password reset", "password set",
             "address changed", "address set", "user disabled",
             "first device", "another device", "last device removed",
             "second factor reset"), NO_USER),
    },
    "link to an address": {
        "used twice": GONE,
        "late": GONE,
        "by another": "ONLY: the user who asked gets the address",
        "twenty at once": GONE,
        "newer one": GONE,
        "twenty newer ones": "-: one is enough",
        "five wrong tries": "-: 256 bits are not tried",
        "revoked": GONE,
        "log-out": "lives: it may be opened elsewhere",
        "password changed": GONE,
        "password reset": GONE,
        "password set": GONE,
        "address changed": "-: that is a newer one",
        "address set": GONE,
        "user disabled": GONE,
        "first device": MAILBOX,
        "another device": MAILBOX,
        "last device removed": MAILBOX,
        "second factor reset": GONE,
    },
    "one-time password": {
        "used twice": GONE,
        "late": GONE,
        "by another": GONE,
        "twenty at once": GONE,
        "newer one": GONE,
        "twenty newer ones": "-: one is enough",
        "five wrong tries": GONE,
        "revoked": GONE,
        "log-out": CLAIM,
        "password changed": CLAIM,
        "password reset": CLAIM,
        "password set": CLAIM,
        "address changed": CLAIM,
        "address set": CLAIM,
        "user disabled": GONE,
        "first device": CLAIM,
        "another device": CLAIM,
        "last device removed": CLAIM,
        "second factor reset": CLAIM,
    },
}
WAYS = tuple(TABLE["session"])
WITH_DEVICE = ("another device", "last device removed", "second factor reset")


# --- A portal and its users --------------------------------------------------

def handle_of(number):
    return f"USR{number}"


def make_register(path):
    """Users with one password; it is hashed once."""
    register = parcela.Register(path).init()
    register.script([parcela.user_add(handle_of(n))
                     for n in range(1, USERS + 1)])
    register.must("user", "passwd", handle_of(1), stdin=PASSWORD + "\n")
    with register.open_sql() as sql:
        sql.execute("UPDATE account SET password = (SELECT max(password) "
                    "FROM account)")
    return register


class World:
    def __init__(self, report, register, mailbox, numbers):
        self.report, self.register, self.mailbox = report, register, mailbox
        self.numbers = numbers          # of users, and of all that is new
        self.server, self.clock = None, NOW
        self.mails, self.reading = [], threading.Lock()

    def number(self):
        return next(self.numbers)

    def browser(self):
        """From an address that nobody came from."""
        n = self.number()
        return Browser(self.server, f"127.{1 + (n >> 16)}.{n >> 8 & 255}."
                                    f"{n & 255}")

    def sql(self, statement, *parameters):
        with self.register.open_sql() as sql:
            sql.execute(statement, parameters)


    def mailed(self, address, words):
        """What matches these words in the mail that just went there."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with self.reading:
                self.mails += [(mail["To"], text_of(mail))
                               for mail in self.mailbox.unread()]
                for mail in self.mails:
                    found = mail[0] == address and re.search(words, mail[1])
                    if found:
                        self.mails.remove(mail)
                        return found[0]
            time.sleep(0.02)
        raise RuntimeError(f"no mail to {address} has {words}")

    def link(self, address, path):
        return self.mailed(address, rf"{path}\?token=\w+")


class User:
    """A user whom nothing has happened to."""
    users = itertools.count(1)

    def __init__(self, world, device=False):
        self.world, self.handle = world, handle_of(next(User.users))
        self.password, self.app, self.codes = PASSWORD, None, []
        self.address = f"{self.handle.lower()}@example.invalid"
        self.inside = None
        if device:
            self.app, page = add(self.browser(), clock=world.clock)
            self.codes = codes_of(page)
            self.settle()

    def settle(self):
        """As time does: a code counts anew, nobody is slowed."""
        self.world.sql("UPDATE authenticator SET step = 0 WHERE person = "
                       "(SELECT id FROM person WHERE handle = ?)",
                       self.handle)
        self.world.sql("DELETE FROM throttle")

    def code(self, steps=0):
        return self.app.code(steps, self.world.clock)

    def half(self):
        """A browser before its second step, and the page that asks."""
        browser = self.world.browser()
        return browser, browser.log_in(self.handle, self.password)

    def log_in(self):
        browser, page = self.half()
        if self.app:
            browser.second_step(page, code=self.code())
            self.settle()
        if not browser.is_logged_in():
            raise RuntimeError(f"{self.handle} is not let in: {page.status}")
        return browser

    def browser(self):
        """Logged in, in the same session as long as it lasts."""
        if not self.inside or not self.inside.is_logged_in():
            self.inside = self.log_in()
        return self.inside

    def row(self, column, table="person"):
        return self.world.register.rows(
            f"SELECT {column} FROM person LEFT JOIN account ON account.person "
            "= person.id WHERE handle = ?", self.handle)[0][0]


def form_of(browser, link, path, **typed):
    """What sends the form of a mailed link: (begin, send)."""
    csrf = browser.get(link).csrf
    form = dict(typed, token=link.partition("=")[2])
    return lambda: browser.post(path, form, csrf).status == 303


# --- The secrets -------------------------------------------------------------
# make() gets one; aim() brings it to the point where it counts, and answers
# what fires it: did it work?

class Session:
    def __init__(self, world, device):
        self.world, self.user = world, User(world, device)
        self.user.browser()
        self.held = self.user.log_in()

    def aim(self):
        self.held.server = self.world.server
        return self.held.is_logged_in

    def newer(self, times):
        self.world.sql("UPDATE session SET created = created - 1")
        for _ in range(times):
            self.user.log_in()

    def by_another(self):
        ids = self.user.browser().get("/profile").text.split(
            'name="id" value="')[1:]
        thief = self.world.browser()
        thief.cookies["parcela"] = ids[0][:64]
        return len(ids) == 1 and thief.is_logged_in()

    def revoke(self):
        self.user.browser().post("/profile/sessions", {})

    def log_out(self):
        copy = dict(self.held.cookies)
        self.held.post("/logout", {})
        self.held.cookies = copy


class Half:
    def __init__(self, world, _device):
        self.world, self.user = world, User(world, True)
        self.user.browser()
        self.app = self.user.app
        self.held, self.page = self.user.half()
        self.cookies = dict(self.held.cookies)

    def aim(self):
        """As whoever has its cookie."""
        self.user.settle()
        browser = self.world.browser()
        code = self.app.code(clock=self.world.clock)
        browser.cookies = dict(self.cookies)
        csrf = browser.get("/help").csrf
        return lambda: browser.post("/login/code", dict(code=code),
                                    csrf).status == 303

    def newer(self, times):
        if times > 1:
            self.world.sql("UPDATE half_session SET created = created - 1")
        for _ in range(times):
            self.user.half()

    def by_another(self):
        other = User(self.world, True)
        return self.held.second_step(self.page,
                                     code=other.code()).status == 303

    def wrong_tries(self):
        for n in range(5):
            self.held.second_step(self.page, code=f"00000{n}")
            self.world.sql("DELETE FROM throttle")


class Proof:
    """What is typed in the second step."""

    def __init__(self, world, _device):
        self.world, self.user = world, User(world, True)
        self.user.browser()
        self.halves = []
        self.proof = self.choose()

    def aim(self, user=None):
        """In one of at most four log-ins."""
        self.halves = self.halves[-3:] + [self.halves.pop(0) if
                                          len(self.halves) == 4 else
                                          (user or self.user).half()]
        browser, page = self.halves[-1]
        if not page.kept and 'action="/login/code"' not in page.text:
            return lambda: False        # it is not asked for
        return lambda: browser.second_step(page, **self.proof).status == 303

    def by_another(self):
        other = User(self.world, True)
        worked = self.aim(other)()
        self.halves.clear()
        return worked


class Code(Proof):
    def choose(self):
        return dict(code=self.user.code())

    def newer(self, _times):
        browser, page = self.user.half()
        browser.second_step(page, code=self.user.code(1))


class Recovery(Proof):
    def choose(self):
        return dict(recovery=self.user.codes[3])

    def newer(self, _times):
        self.user.browser().post(HERE, dict(action="codes"))


class Reset:
    def __init__(self, world, device):
        self.world, self.user = world, User(world, device)
        self.user.browser()
        self.held = ask_reset(self.user)

    def aim(self, browser=None):
        return form_of(browser or self.world.browser(), self.held,
                       "/password", password=NEW, again=NEW)

    def newer(self, _times):
        ask_reset(self.user)

    def by_another(self):
        other = User(self.world)
        worked = self.aim(other.browser())()
        self.user.password = NEW
        return worked and self.user.log_in() and other.log_in()


class Registration:
    def __init__(self, world, _device):
        self.world = world
        self.email = f"new{world.number()}@example.invalid"
        self.held = self.ask()

    def ask(self):
        browser = self.world.browser()
        browser.post("/register", dict(
            name="Nora Prado", email=self.email, street="Rua Azul",
            city="Recife", country="br", ddi="55", phone="5550100",
            language="pt"),
            browser.get("/register").csrf)
        return self.world.link(self.email, "/register/confirm")

    def aim(self, browser=None):
        return form_of(browser or self.world.browser(), self.held,
                       "/register/confirm", password=NEW, again=NEW)

    def newer(self, _times):
        self.ask()

    def by_another(self):
        other = User(self.world)
        worked = self.aim(other.browser())()
        made = self.world.register.rows(
            "SELECT handle FROM person WHERE email = ?", self.email)[0][0]
        actor = self.world.register.rows(
            "SELECT actor FROM journal WHERE object = ?", made)[0][0]
        return worked and made == actor != other.handle and \
            other.inside.is_logged_in()


class Address:
    def __init__(self, world, device):
        self.world, self.user = world, User(world, device)
        self.held = self.ask()

    def ask(self):
        email = f"new{self.world.number()}@example.invalid"
        self.user.browser().post("/profile/email", dict(
            email=email, action="ask"))
        return self.world.link(email, "/email")

    def aim(self, browser=None):
        return form_of(browser or self.world.browser(), self.held, "/email")

    def newer(self, _times):
        self.ask()

    def by_another(self):
        other = User(self.world)
        worked = self.aim(other.browser())()
        return worked and self.user.row("email") != self.user.address and \
            other.row("email") == other.address

    def revoke(self):
        self.user.browser().post("/profile/email", dict(action="cancel"))


class Legacy:
    def __init__(self, world, device):
        self.world, self.user = world, User(world, device)
        self.ownerid = f"UY-LEGA{world.number()}-LACNIC"
        world.register.must(*org_add(self.ownerid, handle_of(1), "--legacy"))
        self.held = self.issue()

    def issue(self):
        self.world.register.must("-c", f"{self.world.register.path}.conf",
                                 "legacy", "issue", self.ownerid,
                                 self.user.handle)
        return self.world.mailed(self.user.address, FORM.pattern)

    def aim(self, user=None):
        self.world.sql("DELETE FROM throttle")
        browser = self.world.browser()
        browser.cookies = dict((user or self.user).browser().cookies)
        csrf = browser.get("/help").csrf
        return lambda: browser.post("/legacy/claim", dict(
            DATA, ownerid=self.ownerid, password=self.held,
            action="confirm"), csrf).status == 303

    def newer(self, _times):
        self.issue()

    def by_another(self):
        return self.aim(User(self.world))()

    def wrong_tries(self):
        browser = self.user.browser()
        for _ in range(5):
            self.world.sql("DELETE FROM throttle")
            browser.post("/legacy", dict(ownerid=self.ownerid,
                                         password="wrong"))

    def revoke(self):
        self.world.register.must("legacy", "revoke", self.ownerid)


KINDS = {"session": Session, "half session": Half, "authenticator code": Code,
         "recovery code": Recovery, "link to a password": Reset,
         "link of a registration": Registration,
         "link to an address": Address, "one-time password": Legacy}


# --- What happens to a user --------------------------------------------------

def ask_reset(user):
    browser = user.world.browser()
    browser.post("/forgot", dict(user=user.handle),
                 browser.get("/forgot").csrf)
    return user.world.link(user.row("email"), "/password")


def password_changed(user):
    page = user.browser().post("/profile/password", dict(
        old=user.password, password=NEW, again=NEW))
    user.password = NEW
    return page.status == 303


def password_reset(user):
    other = "nueve ranas leen mapas"
    done = form_of(user.world.browser(), ask_reset(user), "/password",
                   password=other, again=other)()
    user.password = other
    return done


def password_set(user):
    user.password = "nueve ranas leen mapas"
    return user.world.register.must("user", "passwd", user.handle,
                                    stdin=user.password + "\n")


def address_changed(user):
    address = f"moved{user.world.number()}@example.invalid"
    user.browser().post("/profile/email", dict(email=address, action="ask"))
    return form_of(user.world.browser(), user.world.link(address, "/email"),
                   "/email")()


def address_set(user):
    return user.world.register.must("user", "edit", user.handle, "--email",
                                    "set@example.invalid")


def user_disabled(user):
    """And enabled again: what was void then stays void."""
    user.world.register.must("user", "disable", user.handle)
    user.app = None
    return user.world.register.must("user", "enable", user.handle)


def device_added(user):
    app, page = add(user.browser(), f"device {user.world.number()}",
                    clock=user.world.clock)
    user.app = user.app or app
    return page.status in (200, 303)


def last_device_removed(user):
    device = user.world.register.rows(
        "SELECT a.id FROM authenticator a JOIN person p ON p.id = a.person "
        "WHERE handle = ?", user.handle)[0][0]
    user.app = None
    return user.inside.post(HERE, dict(action="remove",
                                       id=device)).status == 303


def second_factor_reset(user):
    user.app = None
    return user.world.register.must("user", "second-factor", user.handle,
                                    "--reset")


EVENTS = {
    "password changed": password_changed, "password reset": password_reset,
    "password set": password_set, "address changed": address_changed,
    "address set": address_set, "user disabled": user_disabled,
    "first device": device_added, "another device": device_added,
    "last device removed": last_device_removed,
    "second factor reset": second_factor_reset,
}


# --- The cells ---------------------------------------------------------------

def log_out(secret):
    """All that is open; or as the secret knows better."""
    if hasattr(secret, "log_out"):
        return secret.log_out()
    return secret.user.browser().post("/logout", {})


def worked_after(secret, way):
    """Does it work when that has happened?"""
    if way in EVENTS:
        secret.world.report.check(EVENTS[way](secret.user),
                                  f"{type(secret).__name__}: {way}")
    elif way == "newer one":
        secret.newer(1)
    elif way == "twenty newer ones":
        secret.newer(CROWD)
    elif way == "five wrong tries":
        secret.wrong_tries()
    elif way == "revoked":
        secret.revoke()
    elif way == "log-out":
        log_out(secret)
    else:
        raise ValueError(way)
    return secret.aim()()


def try_cell(world, name, way, cell):
    secret = KINDS[name](world, way in WITH_DEVICE)
    check = world.report.check
    if way == "twenty at once":
        aimed = [secret.aim() for _ in range(CROWD)]
        won = at_once(CROWD, lambda n: aimed[n]())
        check(sum(map(bool, won)) == 1, f"{name}: {way}: {won}")
    elif way == "used twice":
        check(secret.aim()(), f"{name}: it works")
        check(not secret.aim()(), f"{name}: {way}")
    elif way == "by another":
        check(bool(secret.by_another()) == (cell != GONE),
              f"{name}: {way}: {cell}")
        if cell == GONE:
            check(secret.aim()(), f"{name}: its own user can")
    else:
        check(worked_after(secret, way) == (cell != GONE),
              f"{name}: {way}: {cell}")


def test_cells(world):
    cells = []
    for name, row in TABLE.items():
        world.report.check(tuple(row) == WAYS, f"{name}: a cell for each way")
        cells += [(name, way, cell) for way, cell in row.items()
                  if way != "late" and not cell.startswith("-")]
    with concurrent.futures.ThreadPoolExecutor(TOGETHER) as pool:
        for done in [pool.submit(try_cell, world, *cell) for cell in cells]:
            done.result()


# --- Late: the last moment, and the next -------------------------------------

LASTS = {                       # the last second, and the first too late
    "authenticator code": ("2026-03-01T12:00:59Z", "2026-03-01T12:01:00Z"),
    "half session": ("2026-03-01T12:09:59Z", "2026-03-01T12:10:00Z"),
    "session": ("2026-03-01T12:29:59Z", "2026-03-01T12:30:00Z"),
    "link to a password": ("2026-03-01T12:59:59Z", "2026-03-01T13:00:00Z"),
    "link of a registration": ("2026-03-02T11:59:59Z",
                               "2026-03-02T12:00:00Z"),
    "link to an address": ("2026-03-02T11:59:59Z", "2026-03-02T12:00:00Z"),
    "one-time password": ("2026-03-08T11:59:59Z", "2026-03-08T12:00:00Z"),
}


def at(world, config, clock, act):
    world.clock = clock
    with Server(world.register, config, clock=clock) as world.server:
        return act()


def test_late(world, config):
    report = world.report
    report.check({name for name, row in TABLE.items() if row["late"] == GONE}
                 == set(LASTS), "each that ends has a last second")
    secrets = at(world, config, NOW, lambda: {
        name: (KINDS[name](world, False), KINDS[name](world, False))
        for name in LASTS})
    moments = sorted((clock, name, n) for name, clocks in LASTS.items()
                     for n, clock in enumerate(clocks))
    for clock, name, n in moments:      # no register goes back in time
        report.check(at(world, config, clock, lambda: secrets[name][n].aim()()) ==
                     (n == 0), f"{name}: at {clock}")


def main():
    parcela.options(__doc__).parse_args()
    report = Report()
    with parcela.folder() as path, Mailbox(path / "mails") as mailbox:
        register = make_register(path / "registry.db")
        world = World(report, register, mailbox, itertools.count(1))
        config = config_of(mailbox.url)
        at(world, config, NOW, lambda: test_cells(world))
        test_late(world, config)
        parcela.check_verify(report, register, "after all")
    report.finish()


if __name__ == "__main__":
    sys.exit(main())
