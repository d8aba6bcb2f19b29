#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""A second factor, with a real authenticator (oathtool): who must have one,
the second step of logging in, what asks again, devices and their end."""

import contextlib
import re
import sys

import parcela
from authenticator import App, add, codes_of, scan
from parcela import HOLDER, Report
from portal_server import PASSWORD, Browser, Server, at_once

NEW = "siete nubes comen pan"
HERE = "/profile/security"
CONTACTS = f"/organizations/{HOLDER}/contacts"
WRONG_CODE = "This code is not right, or was used already."
AGAIN = 'action="/again"'


def later(minutes, seconds=0):
    return f"2026-03-01T{12 + minutes // 60:02}:{minutes % 60:02}:" \
           f"{seconds:02}Z"


def make_register(path):
    register = parcela.make_isp(path, 2)
    register.env["PARCELA_MAILS"] = "show"
    register.script([parcela.user_add("HOS1", "--hostmaster"),
                     parcela.user_add("NON1")])
    for handle in "ISP1", "CUS1", "CUS2", "HOS1", "NON1":
        set_password(register, handle)
    return register


def set_password(register, handle, password=PASSWORD):
    register.must("user", "passwd", handle, stdin=password + "\n")


def sql(register, statement):
    with register.open_sql() as db:
        db.execute(statement)


def settle(register):
    """As time does: codes may be used again, nobody is slowed."""
    sql(register, "UPDATE authenticator SET step = 0")
    sql(register, "DELETE FROM throttle")


def english(browser):
    browser.post("/language", dict(language="en", path="/"))
    return browser


def user(server, handle, address="127.0.0.1", app=None, **proof):
    """Logged in; with an app, by its code."""
    browser = english(Browser(server, address))
    page = browser.log_in(handle)
    if app or proof:
        page = browser.second_step(page, **(proof or dict(code=app.code())))
    if not browser.is_logged_in():
        raise RuntimeError(f"{handle} is not let in: {page.status}")
    return browser


def half(server, handle, address="127.0.0.1", password=PASSWORD):
    """A browser before its second step, and the page that asks."""
    browser = english(Browser(server, address))
    return browser, browser.log_in(handle, password)


def mails_of(server):
    return Browser(server).get("/mails").text


def is_demanded(browser):
    return browser.get("/").location == HERE


# --- Setting up --------------------------------------------------------------

def test_who_must(report, register):
    wanted = {"hostmasters": ("HOS1",), "managers": ("HOS1", "ISP1"),
              "everybody": ("HOS1", "ISP1", "NON1"), "nobody": ()}
    for word, must in wanted.items():
        with Server(register, f"[login]\nsecond_factor = {word}\n") as server:
            for handle in "HOS1", "ISP1", "NON1":
                browser = Browser(server)
                browser.log_in(handle)
                report.check(is_demanded(browser) == (handle in must),
                             f"{word}: {handle}")
                if not must:
                    report.check(f'href="{HERE}"' in browser.get("/").text,
                                 f"{handle} is urged at home")


def test_address_too(report, server, register):
    """Whose mails come back sets up the second factor first."""
    with contextlib.closing(register.open_sql()) as sql:
        sql.execute("UPDATE account SET bounced = 1 WHERE person = "
                    "(SELECT id FROM person WHERE handle = 'HOS1')")
    browser = user(server, "HOS1")
    report.check(browser.get("/").location == HERE and
                 browser.get(HERE).status == 200, "it can be set up")
    browser.post(HERE, dict(action="begin"))
    app = App.of_page(browser.get(HERE))
    page = browser.post(HERE, dict(action="add", name="phone",
                                   code=app.code()))
    report.check(page.status == 200 and browser.get("/").location ==
                 "/profile/email" and browser.get("/profile/email").status ==
                 200, f"and then the address is asked: {page.status}")
    register.must("user", "second-factor", "HOS1", "--reset")


def test_demanded(report, server):
    browser = user(server, "HOS1")
    page = browser.get(HERE)
    report.check(page.status == 200 and "asks a second factor" in page.text,
                 "the page says what is asked")
    for path in "/profile", "/search?q=x", f"/organizations/{HOLDER}", CONTACTS:
        report.check(browser.get(path).location == HERE, f"not {path}")
    page = browser.post(CONTACTS, dict(member="NON1", action="save"))
    report.check(page.location == HERE, "nor a form")
    report.check({browser.get(path).status for path in
                  ("/help", "/lookup", "/mails")} == {200} and
                 browser.post("/logout", {}).location == "/login",
                 "help, look-up, language and log-out remain")


def test_add(report, server, register):
    """The app of ISP1, and its recovery codes."""
    mine, other = user(server, "ISP1"), user(server, "ISP1", "127.0.0.2")
    page = mine.get(HERE)
    report.check(App.of_page(page) is None and not codes_of(page),
                 "nothing is there before one begins")
    mine.post(HERE, dict(action="begin"))
    page = mine.get(HERE)
    app = App.of_page(page)
    uri = (f"otpauth://totp/LACNIC:ISP1?secret={app.secret}&issuer=LACNIC"
           "&algorithm=SHA1&digits=6&period=30")
    report.check(scan(page) == uri, f"a reader sees {scan(page)}")
    report.check(len(app.secret) == 32, "160 bits")
    report.check(App.of_page(other.get(HERE)) is None,
                 "another session of the same user does not see it")
    for field, form in (("code", dict(name="p", code="000000")),
                        ("code", dict(name="p", code="")),
                        ("code", dict(name="p", code=app.code(-2))),
                        ("code", dict(name="p", code=app.code(2))),
                        ("name", dict(name=" ", code=app.code())),
                        ("name", dict(name="x" * 41, code=app.code())),
                        ("name", dict(name="a\u202eb", code=app.code()))):
        answer = mine.post(HERE, dict(form, action="add"))
        report.check(answer.status == 400 and f'id="{field}-wrong"' in
                     answer.text and App.of_page(answer).secret == app.secret
                     and f'value="{form["name"].strip()}"' in answer.text,
                     f"{field} of {form}: {answer.status}")
    answer = other.post(HERE, dict(action="add", name="p", code=app.code()))
    report.check(answer.status == 400 and "no such" in answer.text,
                 "another session does not add it")
    report.check(other.is_logged_in(), "nothing has happened")
    form = dict(action="add", name="My <phone>", code=app.code(-1))
    csrf = page.csrf
    pages = at_once(20, lambda n: mine.ask("POST", HERE,
                                           dict(form, csrf=csrf)))
    done = [page for page in pages if page.status == 200]
    report.check(len(done) == 1 and len(pages) == 20, "twenty at once add one")
    codes = codes_of(done[0])
    report.check(len(set(codes)) == 10 and all(
        f"%0A{code}%0A" in done[0].text for code in codes),
        f"ten codes, also as a file: {codes}")
    report.check(not other.is_logged_in() and mine.is_logged_in(),
                 "whoever got in by the password alone is out")
    page = mine.get(HERE)
    report.check("My &lt;phone&gt;" in page.text and "10 codes are left" in
                 page.text and not codes_of(page) and
                 app.secret not in page.text.replace(" ", ""),
                 "they are shown once")
    report.check("«My &lt;phone&gt;»" in mails_of(server),
                 "the user is told")
    raw = b"".join(path.read_bytes() for path in register.path.parent.glob(
        register.path.name + "*") if path.is_file())
    report.check(not any(text.encode() in raw for text in
                         (app.secret, *codes, *(code.replace("-", "")
                                                for code in codes))),
                 "the store has none of them in clear")
    return app, codes


def test_new_device_ends(report, server, register):
    """What must cancel a device that is being added."""
    browser = user(server, "CUS2")
    for what in "cancelled", "another begun", "ended", "password":
        browser = browser if browser.is_logged_in() else user(server, "CUS2")
        browser.post(HERE, dict(action="begin"))
        app = App.of_page(browser.get(HERE))
        if what == "cancelled":
            browser.post(HERE, dict(action="cancel"))
        elif what == "another begun":
            browser.post(HERE, dict(action="begin"))
        elif what == "ended":
            browser.post("/logout", {})
            browser = user(server, "CUS2")
        else:
            browser.post("/profile/password", dict(
                old=PASSWORD, password=NEW, again=NEW))
        page = browser.post(HERE, dict(action="add", name="p",
                                       code=app.code()))
        report.check(page.status == 400 and
                     not register.rows("SELECT 1 FROM authenticator a JOIN "
                                       "person p ON p.id = a.person WHERE "
                                       "handle = 'CUS2'"),
                     f"{what}: {page.status}")
    set_password(register, "CUS2")


def test_late_device(report, register):
    with Server(register) as server:
        browser = user(server, "CUS2")
        browser.post(HERE, dict(action="begin"))
        app, cookies = App.of_page(browser.get(HERE)), browser.cookies
    for clock, shown in (later(9, 59), True), (later(14, 59), True), \
            (later(15), False):
        with Server(register, clock=clock) as server:
            browser = Browser(server)
            browser.cookies = dict(cookies)
            found = App.of_page(browser.get(HERE))
            report.check((found is not None) == shown and (
                not found or found.secret == app.secret), f"at {clock}")


# --- The second step ---------------------------------------------------------

def opens_nothing(report, server, cookie, what):
    """A half session is none, under whichever name."""
    thief = Browser(server)
    for name in "parcela", "parcela-half", "parcela-guest":
        thief.cookies = {name: cookie}
        for path in "/", "/profile", HERE, CONTACTS:
            report.check(thief.get(path).location.startswith("/login"),
                         f"{what}: {name} at {path}")


def test_way(report, server, register, app):
    browser, page = half(server, "ISP1")
    report.check(page.status == 200 and 'action="/login/code"' in page.text
                 and 'autocomplete="one-time-code"' in page.text
                 and 'inputmode="numeric"' in page.text and
                 "parcela" not in browser.cookies, "a code is asked for")
    token = browser.cookies["parcela-half"]
    opens_nothing(report, server, token, "a half session")
    raw = b"".join(path.read_bytes() for path in register.path.parent.glob(
        register.path.name + "*") if path.is_file())
    report.check(token.encode() not in raw and bytes.fromhex(token)
                 not in raw, "the store does not have it")
    report.check('action="/login/code"' in browser.get("/login/code").text,
                 "the page can be come back to")
    stranger = english(Browser(server))
    answer = stranger.post("/login/code", dict(code=app.code()))
    report.check(answer.status == 403 and 'action="/login"' in answer.text,
                 f"not without the cookie: {answer.status}")
    for code in "", "000000", app.code(-2), app.code(2):
        answer = browser.second_step(page, code=code)
        report.check(answer.status == 403 and WRONG_CODE in answer.text and
                     "parcela" not in browser.cookies,
                     f"not with {code!r}: {answer.status}")
    settle(register)
    code = app.code()
    answer = browser.second_step(page, "/help", code=f" {code[:3]} {code[3:]} ")
    report.check(answer.status == 303 and answer.location == "/help" and
                 browser.is_logged_in() and "parcela-half" not in
                 browser.cookies, f"but with the code: {answer.status}")
    browser, page = half(server, "ISP1")
    for steps, what in (0, "the same"), (-1, "one before it"):
        answer = browser.second_step(page, code=app.code(steps))
        report.check(answer.status == 403, f"{what} does not count again")
    report.check(browser.second_step(page, code=app.code(1)).status == 303,
                 "the next one does")


def test_recovery(report, server, register, codes):
    typed = codes[0].lower().replace("-", " ")
    browser, page = half(server, "ISP1")
    report.check(browser.second_step(page, recovery="AAAA-BBBB-CCCC-DDDD")
                 .status == 403, "not any code")
    report.check(browser.second_step(page, recovery=typed).status == 303 and
                 "9 codes are left" in browser.get(HERE).text,
                 "small letters and blanks are fine, and it is counted")
    text = mails_of(server)
    report.check("a recovery code of ISP1 was used" in text or
                 "se usó un código de recuperación de ISP1" in text,
                 "the user is told")


def test_another(report, server, register):
    """Nobody removes another's device."""
    browser = user(server, "CUS1")
    theirs, _ = add(browser)
    settle(register)
    browser = user(server, "CUS1", app=theirs)
    device = register.rows("SELECT a.id FROM authenticator a JOIN person p "
                           "ON p.id = a.person WHERE handle = 'ISP1'")[0][0]
    for given in device, "", "x":
        page = browser.post(HERE, dict(action="remove", id=given))
        report.check(page.status == 400, f"not another's device {given[:4]}")
    report.check(len(register.rows("SELECT 1 FROM authenticator")) == 2,
                 "both stay")
    return theirs


def test_guessing(report, server, register, app):
    settle(register)
    sql(register, "DELETE FROM known_browser")
    browser, page = half(server, "ISP1", "127.0.1.1")
    statuses = [browser.second_step(page, code=f"00000{n}").status
                for n in range(5)]
    report.check(statuses == [403] * 4 + [429], f"slowed: {statuses}")
    browser, page = half(server, "ISP1", "127.0.1.2")
    answer = browser.second_step(page, code=app.code())
    report.check(answer.status == 429 and int(answer.headers["Retry-After"])
                 > 0, "also from elsewhere, who has the password")
    settle(register)
    known = user(server, "ISP1", "127.0.1.3", app)
    settle(register)
    browser, page = half(server, "ISP1", "127.0.1.4")
    for n in range(5):
        browser.second_step(page, code=f"00000{n}")
    known.post("/logout", {})
    known.second_step(known.log_in("ISP1"), code=app.code(1))
    report.check(known.is_logged_in(),
                 "the user is not slowed where they were before")
    settle(register)
    browser, page = half(server, "ISP1")
    for n in range(5):
        browser.second_step(page, code=f"00000{n}")
        sql(register, "DELETE FROM throttle")
    answer = browser.second_step(page, code=app.code())
    report.check(answer.status == 403 and 'action="/login"' in answer.text,
                 "after five wrong ones the password is asked again")
    settle(register)


def test_not_told(report, server, register):
    """Without the right password nobody learns of a second factor."""
    pages = []
    for handle in "ISP1", "CUS2", "ZZZ9":
        guest = Browser(server, f"127.0.2.{len(pages) + 1}")
        guest.cookies["parcela-guest"] = "b" * 64
        page = guest.log_in(handle, "wrong horse battery")
        pages.append((page.status, sorted(page.headers), re.sub(
            r'<span class="mono">\w+</span>', "", page.text).replace(
            handle, "USER")))
        report.check("parcela-half" not in guest.cookies, f"{handle}: none")
    pages = [(status, [n for n in names if n != "Date"], text)
             for status, names, text in pages]
    report.check(pages[0] == pages[1] == pages[2] and pages[0][0] == 403,
                 "the same bytes with a second factor, without, unknown")
    settle(register)


def test_kept(report, server, register, app):
    """A form that was being filled survives both steps."""
    settle(register)
    browser = english(Browser(server))
    typed = {"city": "Salto <&>", "note": "line\r\nline"}
    path = f"/organizations/{HOLDER}/edit"
    page = browser.ask("POST", path, typed)
    page = browser.post("/login", dict(user="ISP1", password=PASSWORD,
                                       path=path, **page.kept), page.csrf)
    wanted = {f"kept.{name}": value for name, value in typed.items()}
    report.check(page.kept == wanted, f"after the password: {page.kept}")
    page = browser.second_step(page, path, code="000000")
    report.check(page.kept == wanted and "000000" not in page.text,
                 "after a wrong code")
    page = browser.second_step(page, path, code=app.code())
    report.check(page.status == 200 and 'value="Salto &lt;&amp;&gt;"' in
                 page.text, f"it is there after log-in: {page.status}")


def test_forgotten(report, server, register, app):
    """A new password by mail is no way around the second factor."""
    settle(register)
    before = user(server, "ISP1", app=app)
    Browser(server).post("/forgot", dict(user="ISP1"))
    link = re.findall(r'href="(/password\?token=[0-9a-f]{64})"',
                      mails_of(server))[0]
    waiting, page = half(server, "ISP1")
    reset = Browser(server)
    reset.post("/password", dict(token=link.partition("=")[2], password=NEW,
                                 again=NEW))
    report.check(not before.is_logged_in(), "all sessions end")
    settle(register)
    report.check(waiting.second_step(page, code=app.code()).status == 403,
                 "half ones too")
    browser, page = half(server, "ISP1", password=NEW)
    report.check(not browser.is_logged_in() and 'action="/login/code"' in
                 page.text, "the code is asked all the same")
    report.check(browser.second_step(page, code=app.code()).status == 303,
                 "and lets in")
    set_password(register, "ISP1")
    settle(register)


# --- Dangerous acts ----------------------------------------------------------

def test_again(report, register, app):
    settle(register)
    with Server(register) as server:
        fresh = user(server, "ISP1", app=app)
        cookies = fresh.cookies
        plain = user(server, "CUS2").cookies
    settle(register)
    form = dict(member="NON1", action="save")
    with Server(register, clock=later(9, 59)) as server:
        browser = Browser(server)
        browser.cookies = dict(cookies)
        page = browser.post(CONTACTS, dict(form, action="preview"))
        report.check(page.status == 200 and AGAIN not in page.text,
                     "not within ten minutes of the log-in")
    with Server(register, clock=later(10)) as server:
        browser = Browser(server)
        browser.cookies = dict(cookies)
        test_asked(report, server, register, browser, app)
        without = Browser(server)
        without.cookies = dict(plain)
        page = without.post(HERE, dict(action="begin"))
        report.check(AGAIN in page.text and 'id="code"' not in page.text,
                     "without a second factor the password is enough")
        page = prove(without, page, HERE, password=PASSWORD)
        report.check(page.status == 200 and 'action="/profile/security"' in
                     page.text, "which goes on")


def prove(browser, page, path, **typed):
    return browser.ask("POST", "/again", dict(typed, csrf=page.csrf,
                                              path=path, **page.kept))


def test_asked(report, server, register, browser, app):
    clock, path = later(10), f"/organizations/{HOLDER}/contacts"
    before = register.rows("SELECT * FROM organisation")
    form = dict(member="NON1", action="save", csrf="x", password="secret")
    page = browser.post(path, form)
    report.check(page.status == 403 and AGAIN in page.text and page.kept ==
                 {"kept.member": "NON1", "kept.action": "save"} and
                 "secret" not in page.text, f"it asks: {page.status}")
    for typed in (dict(password="wrong", code=app.code(clock=clock)),
                  dict(password=PASSWORD, code="000000"),
                  dict(password=PASSWORD)):
        answer = prove(browser, page, path, **typed)
        report.check(answer.status == 403 and answer.kept == page.kept and
                     "kept.code" not in answer.text, f"not by {typed}")
    settle(register)
    answer = browser.post(path, form)
    report.check(AGAIN in answer.text, "nothing is proven by that")
    answer = prove(browser, page, path, password=PASSWORD,
                   code=app.code(clock=clock))
    report.check(answer.status == 200 and 'value="NON1"' in answer.text and
                 register.rows("SELECT * FROM organisation") == before,
                 f"the form is there, to be sent: {answer.status}")
    answer = browser.post(path, form)
    report.check(answer.status == 303 and register.rows(
        "SELECT * FROM organisation") != before, "and is taken")
    settle(register)
    other = user(server, "ISP1", "127.0.0.7", code=app.code(clock=clock))
    sql(register, "UPDATE session SET proven = proven - 600 "
        "WHERE address = '127.0.0.7'")
    report.check(AGAIN in other.post(path, form).text and
                 AGAIN not in browser.post(path, form).text,
                 "what one session proved is not another's")
    page = other.post(path, form)
    other.cookies.pop("parcela")
    lost = prove(other, page, path, password=PASSWORD, code="1")
    report.check('action="/login"' in lost.text, "it may end meanwhile")
    settle(register)
    step = other.post("/login", dict(user="ISP1", password=PASSWORD,
                                     path="/again", **lost.kept), lost.csrf)
    done = other.second_step(step, "/again", code=app.code(clock=clock))
    report.check(done.status == 200 and 'value="NON1"' in done.text,
                 f"and the form is there after log-in: {done.status}")
    report.check(prove(other, done, "//evil.example", password=PASSWORD,
                       code=app.code(1, clock)).location in ("/", ""),
                 "nobody is sent elsewhere")
    settle(register)


# --- Several devices, and their end ------------------------------------------

def test_devices(report, register, app):
    settle(register)
    with Server(register, "[login]\nsecond_factor = managers\n") as server:
        browser = user(server, "ISP1", app=app)
        second, page = add(browser, "tablet")
        report.check(page.location == HERE and not codes_of(page),
                     f"a second one: {page.status}")
        settle(register)
        for device in app, second:
            user(server, "ISP1", app=device)
        for n in range(3):
            add(browser, f"more {n}")
        page = browser.post(HERE, dict(action="begin"))
        report.check(page.status == 409 and "remove one first" in page.text,
                     f"five are enough: {page.status}")
        old = register.rows("SELECT hash FROM recovery_code")
        page = browser.post(HERE, dict(action="codes"))
        fresh = codes_of(page)
        report.check(len(fresh) == 10 and not set(old) & set(register.rows(
            "SELECT hash FROM recovery_code r JOIN person p ON p.id = "
            "r.person WHERE handle = 'ISP1'")), "new codes void the old")
        ids = re.findall(r'name="id" value="(\w{64})"',
                         browser.get(HERE).text)
        for device in ids[1:]:
            report.check(browser.post(HERE, dict(
                action="remove", id=device)).status == 303, "one is removed")
        settle(register)
        out, page = half(server, "ISP1")
        report.check(out.second_step(page, code=second.code()).status == 403,
                     "its codes do not count")
        page = browser.post(HERE, dict(action="remove", id=ids[0]))
        report.check(page.status == 409 and "must have" in page.text,
                     "who must have one keeps the last")
    settle(register)
    with Server(register) as server:
        browser = user(server, "ISP1", app=app)
        report.check(browser.post(HERE, dict(action="remove", id=ids[0]))
                     .status == 303 and user(server, "ISP1").is_logged_in()
                     and not codes_left(register, "ISP1"),
                     "who need not removes it, and its codes go")
        text = mails_of(server)
        report.check("my phone" in text.lower() or "&lt;phone&gt;" in text,
                     "the user is told")
        page = browser.post(HERE, dict(action="codes"))
        report.check(page.status == 400, "no codes without a device")


def codes_left(register, handle):
    return register.rows("SELECT count(*) FROM recovery_code r JOIN person p "
                         "ON p.id = r.person WHERE handle = ?", handle)[0][0]


def test_reset(report, server, register):
    """By hostmaster, for who lost all; and with a disabled account."""
    settle(register)
    browser = user(server, "ISP1")
    app, _ = add(browser)
    waiting, page = half(server, "ISP1")
    answer = register.run("user", "second-factor", "ISP1")
    report.check(answer.code == 64, f"--reset is asked for: {answer.code}")
    answer = register.run("user", "second-factor", "ISP1", "--reset",
                          "--as", "NON1")
    report.check(answer.kind == "FORBIDDEN", f"not by others: {answer.text}")
    register.must("user", "second-factor", "ISP1", "--reset")
    report.check(not browser.is_logged_in() and codes_left(
        register, "ISP1") == 0 and waiting.second_step(
        page, code=app.code()).status == 403, "sessions and codes end")
    report.check(user(server, "ISP1").is_logged_in(),
                 "the password lets in again")
    report.check("se quitó el segundo factor de ISP1" in mails_of(server),
                 "the user is told")
    answer = register.run("user", "second-factor", "ISP1", "--reset")
    report.check(answer.kind == "NO_AUTHENTICATOR", "once is enough")
    browser = user(server, "ISP1")
    app, _ = add(browser)
    register.must("user", "enable", "ISP1")
    report.check(codes_left(register, "ISP1") == 10,
                 "to enable who is enabled changes nothing")
    waiting, page = half(server, "ISP1")
    register.must("user", "disable", "ISP1")
    register.must("user", "enable", "ISP1")
    answer = waiting.second_step(page, code=app.code())
    report.check(answer.status == 403 and codes_left(register, "ISP1") == 0
                 and user(server, "ISP1").is_logged_in(),
                 "a disabled account loses what it had")


def main():
    parcela.options(__doc__).parse_args()
    report = Report()
    with parcela.folder() as path:
        register = make_register(path / "registry.db")
        test_who_must(report, register)
        with Server(register, "[login]\nsecond_factor = hostmasters\n") as \
                server:
            test_demanded(report, server)
            test_address_too(report, server, register)
        with Server(register) as server:
            app, codes = test_add(report, server, register)
            test_new_device_ends(report, server, register)
            test_way(report, server, register, app)
            settle(register)
            test_recovery(report, server, register, codes)
            test_another(report, server, register)
            test_guessing(report, server, register, app)
            test_not_told(report, server, register)
            test_kept(report, server, register, app)
            test_forgotten(report, server, register, app)
        test_late_device(report, register)
        test_again(report, register, app)
        test_devices(report, register, app)
        with Server(register) as server:
            test_reset(report, server, register)
        parcela.check_verify(report, register, "after all")
    report.finish()


if __name__ == "__main__":
    sys.exit(main())
