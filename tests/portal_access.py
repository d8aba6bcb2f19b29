#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Who may do what: every route of route.def, by everybody whom the policy
names, on what is theirs, what is another's, what is not there and what is
not even written as it must be; against the letters of who.def."""

import html
import re
import sys
import urllib.parse

import parcela
from parcela import Report
from portal_roles import (ALL, BLOCK, ELSEWHERE, HOLDER, LABEL, ROLES,
                          SOME, WHY, Watch, answer_of, good_form, letters, log_in,
                          mail_link, make_register, put_back,
                          restore_passwords, routes)
from portal_server import Server

FORBIDDEN = "This user may not do that."
UNKNOWN = dict(
    organizations=("UY-NADA-LACNIC", "uy-nada-lacnic", "UY-HOLD", "x",
                   "UY-HOLD-LACNIC-", "U" * 300, "%27%3B--", "%C3%A9"),
    blocks=("192.0.2.0/24", "45.4.9.0/24", "200.7.4.0/24", "0.0.0.0/0",
            "2000::/3", "45.0.0.0/8", "2801:4::/32", "45.4.8.1/22",
            "999.1.2.3/33", "45.4.8.0/99999999999999999999", "45.4.8.0/-1",
            "45.4.8/22", "045.4.8.0/22", "45.4.8.0/022", "x/y",
            "::ffff:45.4.8.0/118", "%20/x", "45.4.8.0/22%20"),
    asns=("65123", "as65123", "abc", "4294967296", "99999999999999999999", "-1", "0x10",
          "64000-64001", "64000x", "64000.0", "%D9%A1", "64000%20"),
    assets=("nothing.css", "x" * 300), help=("nothing", "x" * 300))
GUIDE = "language"
MANAGERS = "admin", "tech", "hostmaster"
READERS = "admin", "billing", "member", "hostmaster"
QUERIES = "done", "at", "prefix", "zoom", "q", "address", "after", "filter"
NOWHERE = "200.8.0.0/16"                # as long as ELSEWHERE
OTHERS_METHODS = "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"


class Seat:
    """A person of one role at a browser."""

    def __init__(self, server, register, role):
        self.server, self.register, self.role = server, register, role
        self.sit()
        if role.name == "disabled":
            register.must("user", "disable", role.handle)
            self.settle()

    def sit(self):
        self.browser = log_in(self.server, self.role.handle)
        self.settle()

    def settle(self):
        self.csrf = self.browser.get("/help").csrf
        self.cookies = dict(self.browser.cookies)

    def again(self):
        """As it was, after a form that changes the session itself."""
        if self.role.name in ("nobody", "disabled"):
            self.browser.cookies = dict(self.cookies)
        else:
            restore_passwords(self.register)
            self.sit()

    def ask(self, route, thing="", method=None, form=None):
        method = method or route.method
        if method == "POST":
            form = dict(form or {}, csrf=self.csrf)
        return self.browser.ask(method, route.path(thing), form)

    def sees(self, kind):
        return {self.role.own.get(kind), *self.role.also}


def same(page):
    """All of an answer but the path that was typed, where it says where to
    come back to, the id of the request and the session's token."""
    said = re.findall(r'<span class="mono">(\w{16})</span></p>\s*</footer>',
                      page.text)
    text = page.text.replace(said[0], "ID") if said else page.text
    text = text.replace(page.csrf, "CSRF") if said else text
    text = text.replace(f'name="path" value="{html.escape(page.path)}"',
                        'name="path" value="TYPED"')
    back = "/login?path=" + urllib.parse.quote(page.path, safe="-._~/")
    headers = sorted((name, "TYPED" if value == back else value)
                     for name, value in page.headers.items()
                     if name not in ("Date", "Content-Length"))
    return page.status, headers, text


def length_is_right(page):
    return page.headers["Content-Length"] == str(len(page.body))


def otherwise(route, thing):
    """What names the same, but is not how its path is written."""
    if route.method != "GET" or route.kind not in ALL:
        return ()
    if route.kind == "asns":
        return f"AS{thing}", f"as{thing}"
    return (thing.lower(),) if thing.lower() != thing else ()


class Matrix:
    def __init__(self, report, register, watch, seat):
        self.report, self.register = report, register
        self.watch, self.seat = watch, seat

    def check(self, good, route, thing, page):
        self.report.check(good, f"{self.seat.role.name}: {route.method} "
                          f"{route.path(thing)}: {page.status} "
                          f"{page.location}")

    def untouched(self, route, thing, page, good):
        self.check(good and not self.watch.changed(), route, thing, page)

    # --- On what is theirs ---

    def done(self, route, thing, page, before):
        """A form that is granted does it, in this user's name."""
        now = self.watch.last()
        why = tuple(WHY.values()) if self.is_office(route) else ("", "")
        journaled = now[0] == before[0] + 1 and now[1:] == (
            self.seat.role.handle, route.operation, *why)
        self.check(page.status == answer_of(route) and
                   "/login?path=" not in page.location and
                   (journaled or not route.kind), route, thing, page)
        if route.kind:
            put_back(self.register, thing)
        else:
            self.seat.again()
        self.seat.browser.get("/help")      # takes the message of success
        self.watch.changed()

    def is_office(self, route):
        """Does this role do it by being hostmaster alone?"""
        return self.seat.role.name == "hostmaster" and route.kind and \
            route.method == "POST"

    def says_why(self, route, thing, form):
        """Nothing is done before it is said why; what was typed stays."""
        for name, text in (("reason", ""), ("reason", " \u00a0"),
                           ("reason", "a\u202eb"), ("ticket", "x" * 1001)):
            page = self.seat.ask(route, thing, form={**form, name: text})
            self.untouched(route, thing, page, page.status == 400 and
                           f'id="{name}-wrong"' in page.text and
                           f'href="#{name}"' in page.text and
                           f'value="{WHY["ticket"]}"' in page.text or
                           name == "ticket" and page.status == 400)

    def own(self, route, thing, letter):
        before = self.watch.last()
        mail_link(self.register, self.seat.role.handle)
        self.watch.changed()
        form = good_form(route.name, thing) if route.method == "POST" else {}
        page = None if self.is_office(route) else self.seat.ask(
            route, thing, form=form)
        if letter == "y" and route.method == "POST":
            if self.is_office(route):
                self.says_why(route, thing, form)
                page = self.seat.ask(route, thing, form=form)
            self.done(route, thing, page, before)
        elif letter == "y":
            self.untouched(route, thing, page,
                           page.status == answer_of(route) or (
                route.name in ("login", "code") and page.location == "/"))
            self.head(route, thing, page)
            self.elsewhere(route, thing)
            self.labels(route, thing, page)
            if route.kind in ALL:
                self.in_query(route, thing)
        elif letter == "f":
            self.untouched(route, thing, page, page.status == 403 and
                           FORBIDDEN in page.text)
        elif letter == "l":
            self.untouched(route, thing, page, self.asks_to_log_in(page))
        else:
            self.untouched(route, thing, page, page.status == 404)

    @staticmethod
    def asks_to_log_in(page):
        return page.location.startswith("/login") if page.status == 303 \
            else page.status == 403 and 'action="/login"' in page.text

    def head(self, route, thing, page):
        """HEAD says what GET says, and no more."""
        head = self.seat.ask(route, thing, "HEAD")
        self.check(not head.body and head.status == page.status and
                   same(head)[1] == same(page)[1], route, thing, head)

    def elsewhere(self, route, thing):
        """Otherwise written it is the same page, where it always is."""
        for spelt in otherwise(route, thing):
            page = self.seat.browser.get(f"{route.path(spelt)}?q=1%2F2&at=x")
            self.untouched(route, spelt, page, page.status == 301 and
                           page.location ==
                           f"{route.path(thing)}?q=1%2F2&at=x")

    def in_query(self, route, thing):
        """On a page of theirs, another's block is named in vain."""
        for name in QUERIES:
            pages = []
            for typed in ELSEWHERE, NOWHERE:
                query = urllib.parse.urlencode({name: typed})
                page = self.seat.browser.get(f"{route.path(thing)}?{query}")
                status, _, text = same(page)
                pages.append((status, text.replace(typed[:5], "TYPED")))
            self.check(pages[0] == pages[1] or self.seat.role.name ==
                       "hostmaster", route, f"{thing}?{name}", page)

    def labels(self, route, thing, page):
        """The internal label of a part is for who manages the block."""
        manages = self.seat.role.name in MANAGERS
        shown = LABEL in page.text
        self.check(shown == manages if route.name == "block" and thing ==
                   BLOCK else manages or not shown, route, thing, page)
        if route.name == "resources_csv" and thing == HOLDER:
            self.check((",private," in page.text) ==
                       (self.seat.role.name in READERS), route, thing, page)

    # --- On what is not ---

    def not_theirs(self, route):
        """Another's is answered as what does not exist, byte for byte."""
        wanted = None
        others = [spelt for thing in ALL.get(route.kind, ())
                  if thing not in self.seat.sees(route.kind)
                  for spelt in (thing, *otherwise(route, thing))]
        for thing in (*UNKNOWN[route.kind], *others):
            if route.method == "POST" and "%" in thing:
                continue        # a decoded path is not one to come back to
            page = self.seat.ask(route, thing, form=self.form(route, thing))
            wanted = wanted or same(page)
            good = page.status == 404 or (self.asks_to_log_in(page) and
                                          self.seat.role.name in
                                          ("nobody", "disabled"))
            self.untouched(route, thing, page, good and same(page) == wanted
                           and length_is_right(page))
            if route.method == "GET":
                self.head(route, thing, page)

    def form(self, route, thing):
        """Would do something, did the thing exist and were it theirs."""
        if route.method != "POST":
            return {}
        real = thing in ALL[route.kind] and self.seat.role.name not in (
            "nobody", "disabled")       # to whom it is shown again
        return good_form(route.name, thing if real else SOME[route.kind])

    def other_methods(self, route, methods):
        """Are refused before it is looked what the path names."""
        things = [*ALL.get(route.kind, ()), *UNKNOWN.get(route.kind, ())] \
            if route.kind else [""]
        things = [thing for thing in things if "%" not in thing]
        known = {"GET", "HEAD", "POST"} - methods
        for method in (*OTHERS_METHODS, *sorted(known)):
            wanted = None
            for thing in things:
                page = self.seat.ask(route, thing, method)
                wanted = wanted or same(page)
                allowed = page.headers["Allow"].split(", ")
                self.untouched(route, thing, page, page.status == 405 and
                               same(page) == wanted and
                               methods <= set(allowed) and
                               (method not in known or
                                methods == set(allowed)))

    # --- All of it ---

    def walk(self, table, asset):
        of_pattern = {}
        for route in routes():
            of_pattern.setdefault(route.pattern, []).append(route)
            letter = table[route.who][self.seat.role.name]
            thing = {"assets": asset, "help": GUIDE}.get(route.kind) or \
                self.seat.role.own.get(route.kind, "")
            if thing or not (route.kind and route.kind in ALL):
                self.own(route, thing, letter)
            if route.kind in UNKNOWN and "*" in route.pattern:
                self.not_theirs(route)
        if self.seat.role.name in ("nobody", "none", "admin"):
            for some in of_pattern.values():
                methods = {route.method for route in some}
                self.other_methods(some[0], methods | (
                    {"HEAD"} if "GET" in methods else set()))


def check_tables(report, table):
    used = {route.who for route in routes()}
    report.check(used == set(table), f"each line of who.def is used: {used}")
    names = [route.name for route in routes()]
    report.check(len(names) == len(set(names)), "each route has its handler")
    for who, row in table.items():
        report.check(set(row.values()) <= set("yf-l"), f"letters of {who}")


def main():
    parcela.options(__doc__).parse_args()
    report = Report()
    table = letters()
    check_tables(report, table)
    with parcela.folder() as where:
        register = make_register(where / "registry.db")
        with Server(register) as server:
            asset = re.search(r'href="/assets/([^"]+)"', log_in(
                server, None).get("/help").text)[1]
            watch = Watch(register)
            for role in ROLES:
                seat = Seat(server, register, role)
                watch.changed()
                Matrix(report, register, watch, seat).walk(table, asset)
            watch.close()
        parcela.check_verify(report, register, "after all")
    report.finish()


if __name__ == "__main__":
    sys.exit(main())
