#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Logging in and out of the portal: what must work, what strangers try."""

import contextlib
import re
import statistics
import sys
import time

import parcela
from parcela import Report
from portal_server import PASSWORD, Browser, Server

CROWD = 2000                    # limits.h
LATER = "2026-03-01T12:{:02}:00Z"
BASE = "[http]\nbase_url = https://portal.example\n"


def make_register(path):
    register = parcela.make_isp(path)
    for handle in "ISP1", "CUS1", "CUS2":
        register.must("user", "passwd", handle, stdin=PASSWORD + "\n")
    return register


def without_id(page):
    """A page's bytes but for the id of the request."""
    return re.sub(rb'<p>[^<]*<span class="mono">\w+</span></p>', b"",
                  page.body)


def test_frame(report, server):
    page = Browser(server).get("/")
    report.check(page.status == 303 and page.location == "/login",
                 f"/ asks to log in: {page.status} {page.location}")
    page = Browser(server).get("/organizations/UY-X-Y?a=1&b=2")
    report.check(page.location == "/login?path=/organizations/UY-X-Y%3Fa%3D1"
                 "%26b%3D2", f"the page is remembered: {page.location}")
    page = Browser(server).get("/login")
    policy = page.headers["Content-Security-Policy"]
    for wanted in ("default-src 'none'", "style-src 'self'",
                   "script-src 'self'", "img-src 'self'",
                   "form-action 'self'", "base-uri 'none'",
                   "frame-ancestors 'none'"):
        report.check(wanted in policy, f"policy has {wanted}")
    report.check("unsafe" not in policy, "the policy has no exception")
    for name, value in (("X-Content-Type-Options", "nosniff"),
                        ("Referrer-Policy", "same-origin"),
                        ("Cache-Control", "no-store")):
        report.check(page.headers[name] == value, f"{name} is {value}")
    cookie = page.headers["Set-Cookie"]
    report.check("HttpOnly" in cookie and "SameSite=Lax" in cookie
                 and "Path=/" in cookie and "Secure" not in cookie,
                 f"a cookie over http: {cookie}")
    asset = re.search(r'href="(/assets/[^"]+)"', page.text)[1]
    answer = Browser(server).get(asset)
    report.check(answer.status == 200 and "immutable" in
                 answer.headers["Cache-Control"] and
                 not answer.headers.get_all("Set-Cookie"),
                 "an asset may be kept for ever")


def test_errors(report, server):
    page = Browser(server).get("/nothing/here")
    report.check(page.status == 404 and "<main" in page.text,
                 "what is not there looks like the portal")
    forged = "parcela-message=" + "a" * 64 + "aGVsbG8"
    for path in "/nothing", "/assets/nothing.css", "/help":
        page = Browser(server).get(path, Cookie=forged)
        report.check("hello" not in page.text and page.csrf,
                     f"a message that is not ours at {path}")
    page = Browser(server).ask("POST", "/help", {})
    report.check(page.status == 405 and page.headers["Allow"] == "GET, HEAD",
                 f"another method is said: {page.status}")
    for path, allowed in (("/help", "GET, HEAD"), ("/logout", "POST"),
                          ("/login", "GET, HEAD, POST")):
        page = Browser(server).ask("DELETE", path)
        report.check(page.status == 405 and page.headers["Allow"] == allowed
                     and "<main" in page.text, f"DELETE {path}: "
                     f"{page.status} {page.headers['Allow']}")
    for name, value, status in (("X-Long", "x" * 24000, 431),
                                ("X-Odd", "a\x01b", 400),
                                ("X-Longer", "x" * 200000, 431)):
        page = Browser(server).get("/login", **{
            "Accept-Language": "pt-BR", name: value})
        report.check(page.status == status and 'lang="pt-BR"' in page.text
                     and "<main" in page.text,
                     f"{name}: {page.status} in the language that was asked for")
        said = re.search(r'"mono">([0-9a-z]{16})<', page.text)
        report.check(said and said[1] in server.said(),
                     f"{name}: its id is in the log")
    page = Browser(server).ask("HEAD", "/login")
    report.check(page.status == 200 and not page.body, "HEAD has no body")
    page = Browser(server).get("/login", **{"Accept-Language": "pt"})
    report.check('lang="pt-BR"' in page.text, "the browser's language")
    browser = Browser(server)
    page = browser.post("/language", {"language": "en", "path": "/help"})
    report.check(page.location == "/help" and 'lang="en"' in
                 browser.get("/help").text, "a guest chooses the language")
    page = browser.post("/language", {"language": "en",
                                      "path": "//evil.example/"})
    report.check(page.location == "/", "nobody is sent elsewhere")


def test_good_way(report, server):
    browser = Browser(server)
    page = browser.log_in("isp1")
    report.check(page.status == 303 and page.location == "/",
                 f"log in: {page.status} {page.location}")
    first = browser.cookies.get("parcela", "")
    report.check(len(first) == 64, "256 bits in the cookie")
    raw = b"".join(path.read_bytes() for path in server.register.path.parent
                   .glob(server.register.path.name + "*") if path.is_file())
    report.check(first.encode() not in raw and bytes.fromhex(first)
                 not in raw, "the store does not have them")
    page = browser.get("/help")
    report.check('>ISP1<' in page.text and "Person ISP1" in page.text,
                 "the user's name is shown")
    old = Browser(server)
    old.cookies = dict(browser.cookies)
    page = browser.post("/logout", {})
    report.check(page.status == 303 and "parcela" not in browser.cookies,
                 "log out")
    report.check(not old.is_logged_in(), "the old cookie is worth nothing")
    for token in page.csrf or "", "old":
        page = browser.post("/logout", {}, token)
        report.check(page.status == 303 and page.location == "/login",
                     f"log out once more: {page.status} {page.location}")
    page = browser.post("/profile/language", dict(language="pt"), "old")
    report.check(page.status == 403 and page.hidden("path") == "/" and
                 not page.kept, "a form without a page leads home")
    page = browser.post("/login", dict(user="ISP1", password=PASSWORD,
                                       path="/"), page.csrf)
    report.check(page.status == 303 and page.location == "/", "by log-in")
    report.check(browser.cookies["parcela"] != first, "a new id each time")
    page = Browser(server).log_in("ISP1", path="/asns/AS64000")
    report.check(page.location == "/asns/AS64000", "back to what was asked")
    for letters, goes_on in ((200, True), (780, True), (1300, False)):
        path = "/search?q=" + "%C3%A1" * letters
        page = Browser(server).get(path)
        report.check(page.status == 303 and page.location.startswith(
            "/login?path=") == goes_on, f"{len(path)} bytes: {page.status}")
    for path in ("//evil.example/", "https://evil.example/", "/\\evil",
                 "/login", "javascript:alert(1)"):
        page = Browser(server).log_in("ISP1", path=path)
        report.check(page.location == "/", f"but not to {path}")


def test_fixation(report, server):
    browser = Browser(server)
    browser.cookies["parcela"] = "a" * 64
    browser.log_in("ISP1")
    report.check(browser.cookies["parcela"] != "a" * 64,
                 "an id that a stranger chose is not taken")
    mine = Browser(server)
    mine.log_in("CUS1")
    victim = Browser(server)
    victim.cookies["parcela"] = mine.cookies["parcela"]
    page = victim.get("/help")
    victim.post("/login", {"user": "ISP1", "password": PASSWORD}, page.csrf)
    report.check(not mine.is_logged_in() and victim.is_logged_in(),
                 "the stranger's session ends where another begins")


def test_unknown_user(report, server):
    guests = Browser(server, "127.0.0.40"), Browser(server, "127.0.0.41")
    pages = []
    for browser, user in zip(guests, ("CUS2", "ZZZ9")):
        browser.cookies["parcela-guest"] = "b" * 64
        page = browser.log_in(user, "wrong horse battery")
        pages.append((page.status, without_id(page).replace(
            user.encode(), b"USER"), sorted(
                name for name in page.headers if name != "Date")))
    report.check(pages[0] == pages[1] and pages[0][0] == 403,
                 f"an unknown user is answered alike: {pages[0][0]}")
    times = {"CUS2": [], "ZZZ9": []}
    for number in range(2, 12):
        for user, taken in times.items():
            browser = Browser(server, f"127.0.{number}.{len(user) + 40}")
            csrf = browser.get("/login").csrf
            begin = time.monotonic()
            browser.post("/login", {"user": user, "password": "x" * 12}, csrf)
            taken.append(time.monotonic() - begin)
    known, unknown = map(statistics.median, times.values())
    report.check(abs(known - unknown) < 0.4 * known,
                 f"and as fast: {known:.3f} s, {unknown:.3f} s")


def test_throttle(report, server):
    stranger = Browser(server, "127.0.0.66")
    statuses = [stranger.log_in("CUS1", f"wrong {n} horse battery").status
                for n in range(8)]
    report.check(statuses[:4] == [403] * 4 and statuses[-1] == 429,
                 f"guessing is slowed: {statuses}")
    page = stranger.log_in("CUS1")
    report.check(page.status == 429 and int(page.headers["Retry-After"]) > 0,
                 "also when the guess is right")
    report.check(stranger.log_in("ISP1").status == 303,
                 "another account from there is not slowed yet")
    owner = Browser(server, "127.0.0.67")
    report.check(owner.log_in("CUS1").status == 303,
                 "the user is not locked out elsewhere")
    def crowd(first, last):
        return [Browser(server, f"127.0.1.{n}").log_in("CUS1", "x" * 12).status
                for n in range(first, last)]

    report.check(set(crowd(1, 41)) == {403},
                 "nor by strangers of many addresses")
    with contextlib.closing(server.register.open_sql("rw")) as db, db:
        # So many were there before that all but the first have to wait.
        db.execute("UPDATE throttle SET failures = ?"
                   " WHERE failures >= 40", (CROWD - 1,))
    report.check(crowd(41, 44) == [403, 429, 429],
                 "very many strangers, each once, have to take turns")
    page = Browser(server, "127.0.0.68").log_in("CUS1")
    report.check(page.status == 429 and re.search(
        rf">[^<]*\b{page.headers['Retry-After']}\b[^<]*<", page.text),
                 "the page says how long to wait")
    report.check("por &quot;¿Olvidó su contraseña?&quot; le permite entrar"
                 in page.text and 'href="/forgot"' in page.text,
                 "and the way in at once")
    owner.address = "127.0.0.66"
    report.check(owner.log_in("CUS1").status == 303,
                 "a browser that was logged in before is not slowed by them, "
                 "wherever it is")
    statuses = [Browser(server, "127.0.0.69").log_in(f"QQQ{n}", "x" * 12)
                .status for n in range(1, 30)]
    report.check(statuses[-1] == 429, "one address that tries many users")
    kept = server.register.rows("SELECT count(*) FROM throttle")[0][0]
    report.check(kept < 500, f"what is noted stays small: {kept}")


def test_end_of_account(report, server):
    server.register.must("user", "disable", "CUS2")
    report.check(Browser(server, "127.0.0.50").log_in("CUS2").status == 403,
                 "a disabled user cannot log in")
    server.register.must("user", "enable", "CUS2")


def test_expiry(report, register):
    with Server(register) as server:
        browser = Browser(server)
        browser.log_in("ISP1")
        cookies = dict(browser.cookies)

    def later(minutes):
        clock = f"2026-03-{1 + (720 + minutes) // 1440:02}T" \
                f"{(720 + minutes) // 60 % 24:02}:{minutes % 60:02}:00Z"
        return Server(register, clock=clock)

    for minutes in range(25, 12 * 60, 25):
        with later(minutes) as server:
            browser = Browser(server)
            browser.cookies = dict(cookies)
            if not report.check(browser.is_logged_in(),
                                f"in use for {minutes} minutes"):
                break
    with later(12 * 60) as server:
        browser = Browser(server)
        browser.cookies = dict(cookies)
        report.check(not browser.is_logged_in(), "over after twelve hours")
        browser.cookies.clear()
        browser.log_in("ISP1")
        cookies = dict(browser.cookies)
    with later(12 * 60 + 30) as server:
        browser = Browser(server)
        browser.cookies = dict(cookies)
        report.check(not browser.is_logged_in(), "over when left alone")
        test_kept_form(report, browser)
        count = register.rows("SELECT count(*) FROM session")[0][0]
        report.check(count == 1, f"what expired is removed: {count}")


def test_kept_form(report, browser):
    path = "/blocks/45.4.0.0/16/subassign"
    typed = {"ownerid": 'UY-"<&>', "label": "más  blancos ", "csrf": "old",
             "new": "line\r\nline", "password": "secret"}
    page = browser.ask("POST", path, typed)
    wanted = {"kept.ownerid": typed["ownerid"], "kept.label": typed["label"],
              "kept.new": typed["new"]}
    report.check(page.status == 403 and page.kept == wanted and
                 page.hidden("path") == path and "secret" not in page.text,
                 f"an expired form is kept: {page.status} {page.kept}")
    again = browser.post("/login", dict(user="ISP1", password="wrong" * 3,
                                        path=path, **page.kept), page.csrf)
    report.check(again.kept == wanted, "also after a wrong password")
    done = browser.post("/login", dict(user="ISP1", password=PASSWORD,
                                       path=path, **again.kept), again.csrf)
    report.check(done.status in (200, 404) and ">ISP1<" in done.text,
                 f"the form is there after log-in: {done.status}")


def test_https(report, register):
    with Server(register, BASE) as server:
        browser = Browser(server)
        page = browser.get("/login")
        cookie = page.headers["Set-Cookie"]
        report.check(cookie.startswith("__Host-parcela-guest=") and
                     "Secure" in cookie and "Domain" not in cookie,
                     f"a cookie over https: {cookie}")
        report.check("Strict-Transport-Security" in page.headers,
                     "https stays https")
        form = {"user": "ISP1", "password": PASSWORD}
        page = browser.post("/login", form,
                            Origin=f"http://127.0.0.1:{server.port}")
        report.check(page.status == 403, "only the base URL's forms")
        page = browser.post("/login", form, Origin="https://portal.example")
        report.check(page.status == 303 and "__Host-parcela" in
                     browser.cookies, "which log in")


def main():
    parcela.options(__doc__).parse_args()
    report = Report()
    with parcela.folder() as where:
        register = make_register(where / "registry.db")
        register.env["PARCELA_MAILS"] = "show"
        with Server(register) as server:
            for test in (test_frame, test_errors, test_good_way, test_fixation,
                         test_unknown_user,
                         test_end_of_account, test_throttle):
                test(report, server)
        del register.env["PARCELA_MAILS"]
        test_https(report, register)
        fresh = make_register(where / "expiry.db")
        test_expiry(report, fresh)
        parcela.check_verify(report, register, "after all")
    report.finish()


if __name__ == "__main__":
    sys.exit(main())
