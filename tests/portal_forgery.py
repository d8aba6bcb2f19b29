#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""No form is taken that is not of a page of this session: every POST route of
route.def, with every token but the right one, and from every other site."""

import html
import sys

import parcela
from parcela import Report
from portal_roles import (SOME, Watch, answer_of, asks_again, good_form,
                          log_in, mail_link, make_register, put_back, routes)
from portal_server import Browser, Server

STALE = "This form is not of the page you have open now."
WHO = "HOS1"
GUESTS = "login_post", "language"       # what also a guest may send
QUIET = "resign", "action", "password", "again", "code"    # not shown again
ALONE = "code_post",            # does nothing without what comes before it


def token(browser):
    return browser.get("/help").csrf


def ended_session(server, user):
    """The token of a session of this user that is over."""
    browser = log_in(server, user)
    old = token(browser)
    browser.post("/logout", {}, old)
    return old


def wrong_tokens(server, user, right):
    """{what it is: the form's field, or None}."""
    found = {"none": {}, "empty": {"csrf": ""}, "zeros": {"csrf": "0" * 64},
             "short": {"csrf": right[:-1]}, "long": {"csrf": right + "0"},
             "capitals": {"csrf": right.upper()},
             "another name": {"CSRF": right},
             "a guest's": {"csrf": token(Browser(server, "127.0.0.9"))},
             "another user's": {"csrf": token(log_in(server, "ADM4"))}}
    if user:
        found["another session's"] = {"csrf": token(log_in(server, user))}
        found["an earlier session's"] = {"csrf": ended_session(server, user)}
    return found


def foreign(server):
    """Headers of a browser that sends the form from another site."""
    ours = f"http://127.0.0.1:{server.port}"
    for origin in ("http://evil.example", "null", "", f"{ours}.evil.example",
                   f"http://127.0.0.1:{server.port + 1}", "http://127.0.0.1",
                   f"https://127.0.0.1:{server.port}", f"{ours}/", "*",
                   f"http://evil@127.0.0.1:{server.port}"):
        yield {"Origin": origin}
    for site in "cross-site", "same-site", "", "Same-Origin":
        yield {"Sec-Fetch-Site": site}
    yield {"Origin": ours, "Sec-Fetch-Site": "cross-site"}
    yield {"Origin": "null", "Sec-Fetch-Site": "same-origin"}


def is_shown(page, form):
    """All that was typed, but what is never shown again."""
    return all(f'value="{html.escape(value)}"' in page.text or
               f">{html.escape(value)}</textarea>" in page.text
               for name, value in form.items() if name not in QUIET)


class Attack:
    """One POST route, and what nobody may achieve on it."""

    def __init__(self, report, server, watch, route, user):
        self.report, self.watch, self.user = report, watch, user
        self.browser = log_in(server, user)
        self.right = token(self.browser)
        # At one moment of the clock, which is the oldest of too many is chance.
        self.browser.post("/profile/sessions", {}, self.right)
        self.thing = SOME.get(route.kind, "")
        self.path = route.path(self.thing)
        self.form = good_form(route.name, self.thing)
        self.answer = answer_of(route)
        self.has_page = any(r.method == "GET" and r.pattern == route.pattern
                            for r in routes())
        self.route = route.name
        self.name = f"{route.name} by {user}"

    def refused(self, page, what):
        """With 403, and nothing is done: no row, no cookie, no way on."""
        done = [line for line in page.headers.get_all("Set-Cookie", [])
                if not line.startswith("parcela-message=;")]
        return self.report.check(
            page.status == 403 and not page.location and not done and
            not self.watch.changed(),
            f"{self.name}: {what}: {page.status} {done}")

    def send(self, form, **headers):
        self.watch.changed()
        return self.browser.ask("POST", self.path, form, headers)

    def wrong_tokens(self, server):
        for what, extra in wrong_tokens(server, self.user,
                                        self.right).items():
            page = self.send({**self.form, **extra})
            self.refused(page, what)
            self.report.check(STALE in page.text, f"{self.name}: {what}: why")
            self.report.check(not self.has_page or is_shown(page, self.form),
                              f"{self.name}: {what}: what was typed is kept")
            self.report.check(f'name="csrf" value="{self.right}"' in
                              page.text, f"{self.name}: it can be sent again")
        page = self.browser.ask("POST", f"{self.path}?csrf={self.right}",
                                self.form)
        self.refused(page, "in the query")
        twice = [("csrf", "0" * 64), ("csrf", self.right)]
        self.refused(self.send([*self.form.items(), *twice]), "two tokens")

    def other_sites(self, server):
        for headers in foreign(server):
            page = self.send({**self.form, "csrf": self.right}, **headers)
            self.refused(page, str(headers))
            self.report.check("This is not allowed." in page.text,
                              f"{self.name}: {headers}: says so")

    def by_link(self):
        """What a link or a picture can make a browser send."""
        query = "&".join(f"{n}={v}" for n, v in
                         {**self.form, "csrf": self.right}.items())
        for method in "GET", "HEAD":
            self.watch.changed()
            page = self.browser.ask(method, f"{self.path}?{query}".replace(
                " ", "+"))
            wanted = page.status in (200, 303, 400) if self.has_page else \
                page.status == 405 and page.headers["Allow"] == "POST"
            self.report.check(wanted and not self.watch.changed(),
                              f"{self.name}: {method}: {page.status}")

    def right_one(self, server):
        """The same form, from our own page, is taken."""
        origin = f"http://127.0.0.1:{server.port}"
        page = self.send({**self.form, "csrf": self.right}, Origin=origin,
                         **{"Sec-Fetch-Site": "same-origin"})
        self.report.check(page.status == self.answer and (
            self.watch.changed() or not self.user or
            self.route in ALONE),
            f"{self.name}: our own form: {page.status}")

    def when_old(self, register):
        """A dangerous act is not done by who was proven long ago."""
        old = "UPDATE session SET proven = proven {} 600"
        with register.open_sql() as db:
            db.execute(old.format("-"))
        page = self.send({**self.form, "csrf": self.right})
        self.report.check(page.status == 403 and 'action="/again"' in
                          page.text and not self.watch.changed(),
                          f"{self.name}: asks again: {page.status}")
        with register.open_sql() as db:
            db.execute(old.format("+"))


def main():
    parcela.options(__doc__).parse_args()
    report = Report()
    posts = [route for route in routes() if route.method == "POST"]
    dangerous = asks_again()
    report.check(dangerous <= {route.name for route in posts},
                 f"again.def names POST routes: {dangerous}")
    with parcela.folder() as where:
        register = make_register(where / "registry.db")
        with Server(register) as server:
            watch = Watch(register)
            for route in posts:
                for user in (WHO, None) if route.name in GUESTS else (WHO,):
                    mail_link(register, user)
                    attack = Attack(report, server, watch, route, user)
                    attack.wrong_tokens(server)
                    attack.other_sites(server)
                    attack.by_link()
                    if route.name in dangerous:
                        attack.when_old(register)
                    attack.right_one(server)
                if route.kind:
                    put_back(register, attack.thing)
            watch.close()
        parcela.check_verify(report, register, "after all")
    report.finish()


if __name__ == "__main__":
    sys.exit(main())
