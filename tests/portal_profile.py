#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""One's own account: language, password, sessions, data, e-mail address; and
what happens when mails come back."""

import contextlib
import html
import re
import sys
import time

import parcela
from mailbox import Mailbox, config_of, link_of, text_of
from parcela import Report
from portal_mail import ask as ask_password
from portal_server import Browser, Server

USER, OLD, NEW = "ABC12", "nueve ranas leen mapas", "siete nubes comen pan"


def user(server, handle=USER, password=OLD, address="127.0.0.1"):
    browser = Browser(server, address)
    browser.log_in(handle, password)
    return browser


def test_language(report, server):
    browser = user(server)
    page = browser.get("/profile")
    report.check("Perfil" in page.text and USER in page.text and
                 'value="es" checked' in page.text, "it begins in Spanish")
    for language, word in ("pt", "O idioma foi"), ("en", "The language is"):
        answer = browser.post("/profile/language", dict(language=language),
                              page.csrf)
        page = browser.get(answer.location)
        report.check(answer.status == 303 and word in page.text and
                     f'value="{language}" checked' in page.text,
                     f"{language}: at once")
        report.check(f'lang="{language}' in user(server).get("/").text,
                     f"{language}: after the next log-in")
    browser.post("/language", dict(language="es", path="/"), page.csrf)
    report.check('value="en" checked' in browser.get("/profile").text,
                 "the buttons above change it for the moment")
    del browser.cookies["parcela"]
    browser.log_in(USER, OLD)
    report.check('lang="es' in browser.get("/").text,
                 "also in the session that follows one that expired")
    browser.post("/logout", {})
    browser.log_in(USER, OLD)
    report.check('lang="en' in browser.get("/").text,
                 "but not after log-out")
    for language in "", "xx", "EN", "pt-BR", "<b>":
        report.check(browser.post("/profile/language", dict(
            language=language)).status == 400, f"not {language!r}")
    browser.post("/profile/language", dict(language="en"))


def test_password(report, server):
    mine, other = user(server), user(server, address="127.0.0.2")
    for field, form in (
            ("old", dict(old="wrong", password=NEW, again=NEW)),
            ("old", dict(old="", password=NEW, again=NEW)),
            ("password", dict(old=OLD, password="short", again="short")),
            ("password", dict(old=OLD, password="AnaPerezAbc12",
                              again="AnaPerezAbc12")),
            ("password", dict(old=OLD, password=OLD, again=OLD)),
            ("again", dict(old=OLD, password=NEW, again="x"))):
        page = mine.post("/profile/password", form)
        report.check(page.status == 400 and f'id="{field}-wrong"' in
                     page.text and NEW not in page.text,
                     f"{field} of {form}: {page.status}")
    report.check(other.is_logged_in(), "nothing has happened")
    page = mine.post("/profile/password", dict(old=OLD, password=NEW,
                                               again=NEW))
    report.check(page.status == 303 and mine.is_logged_in() and
                 not other.is_logged_in(), "this session alone goes on")
    report.check(not user(server).is_logged_in() and
                 user(server, USER, NEW, "127.0.0.9").is_logged_in(),
                 "the new one counts")
    report.check("password of ABC12 was changed" in
                 Browser(server).get("/mails").text, "the user is told")
    guess = [mine.post("/profile/password", dict(
        old=f"wrong {n}", password=OLD, again=OLD)) for n in range(8)]
    report.check("Too many attempts" in guess[-1].text,
                 "guessing the old one is slowed")


def test_expired(report, server, register):
    """What is secret is not kept in the page that asks to log in."""
    browser = user(server, USER, NEW, "127.0.0.8")
    csrf = browser.get("/profile").csrf
    browser.cookies.clear()
    page = browser.post("/profile/password", dict(
        old="the old secret", password="the new secret",
        again="the new secret"), csrf)
    report.check(page.status == 403 and 'action="/login"' in page.text and
                 "secret" not in page.text, "no password in a page")


def test_sessions(report, server):
    mine = user(server, "ROQ7")
    others = [user(server, "ROQ7", address=f"127.0.0.{n}")
              for n in (3, 4, 5)]
    page = mine.get("/profile")
    ids = re.findall(r'name="id" value="([0-9a-f]{64})"', page.text)
    report.check(len(ids) == 3 and all(f"127.0.0.{n}<" in page.text
                                       for n in (3, 4, 5)),
                 f"all are listed: {ids}")
    report.check(mine.post("/profile/sessions", dict(id=ids[0])).status ==
                 303 and sum(o.is_logged_in() for o in others) == 2,
                 "one is ended")
    foreign = user(server, "INS9")
    for given in ids[1], "", "x", "0" * 64:
        page = foreign.post("/profile/sessions", dict(id=given))
        report.check(page.status == 401 and
                     sum(o.is_logged_in() for o in others) == 2,
                     f"another's is none of mine: {page.status}")
    stranger = Browser(server)
    stranger.cookies["parcela"] = ids[1]
    report.check(not stranger.is_logged_in(), "an id is no session")
    report.check(mine.post("/profile/sessions", {}).status == 303 and
                 not any(o.is_logged_in() for o in others) and
                 mine.is_logged_in(), "all others are ended")


# --- Data --------------------------------------------------------------------

def data_of(page):
    """What stands in the form's fields."""
    return {name: html.unescape(value) for name, value in re.findall(
        r'<input id="[a-z]+" name="([a-z]+)" value="([^"]*)"', page.text)}


def test_data(report, server, register):
    mine = user(server, "ROQ7")
    page = mine.get("/profile/data")
    typed = data_of(page)
    was = {f"was.{name}": value for name, value in typed.items()}
    report.check(page.status == 200 and typed["name"] == "Rosa Quispe" and
                 "email" not in typed, f"filled: {typed}")
    page = mine.post("/profile/data", {**typed, **was, "name": "Rosa Núñez",
                                       "country": "br", "street": "Calle 9",
                                       "city": "Lima", "phone": "777"})
    report.check(page.status == 303 and page.location == "/profile",
                 f"saved: {page.status}")
    home = mine.get("/profile")
    report.check("Rosa Núñez" in home.text, "shown at once")
    said = register.must("whois", "ROQ7").out
    report.check("Rosa Núñez" in said and "Calle 9" in said and
                 "BR" in said and "777" in said, f"WHOIS says it: {said}")
    last = register.rows("SELECT actor, operation, object, after, personal "
                         "FROM journal ORDER BY serial DESC LIMIT 1")[0]
    report.check(last[:3] == ("ROQ7", "person_edit", "ROQ7") and
                 "Calle 9" not in last[3] and last[4] != "",
                 f"journaled, what is personal beside it: {last}")
    for field, value in (("name", ""), ("city", " "), ("street", ""),
                         ("phone", ""), ("country", "XX"), ("country", "EU"),
                         ("country", "ZZ"), ("name", "\u00a0"),
                         ("ddi", "++598"), ("phone", "<b>"), ("ddd", "x"),
                         ("extension", "4401a"),
                         ("state", "x" * 121), ("number", "\u202e")):
        page = mine.post("/profile/data", {field: value})
        report.check(page.status in (400, 413) and
                     f'id="{field}-wrong"' in page.text and
                     'id="problems"' in page.text, f"{field} {value[:9]!r}")
    for letter in "x", "é", "株":
        page = mine.post("/profile/data", dict(street=letter * 121))
        report.check(page.status == 400 and "120" in
                     re.search('id="street-wrong">([^<]*)', page.text)[1],
                     f"121 {letter}: the limit is said")
        page = mine.post("/profile/data", dict(street=letter * 120))
        report.check(page.status == 303, f"120 {letter}: {page.status}")
    report.check(mine.post("/profile/data", dict(
        complement="", email="evil@x.example", handle="ABC12"))
        .status == 303 and "evil" not in register.must("whois", "ROQ7").out,
        "what is not of the form is not taken")


def test_data_by_two(report, server):
    """What one did not touch follows the other; both on one is a clash."""
    one, two = user(server, "ROQ7"), user(server, "ROQ7", address="127.0.0.7")
    typed = data_of(one.get("/profile/data"))
    was = {f"was.{name}": value for name, value in typed.items()}
    one.post("/profile/data", {**typed, **was, "city": "Cusco"})
    page = two.post("/profile/data", {**typed, **was, "state": "Sur"})
    now = data_of(one.get("/profile/data"))
    report.check(page.status == 303 and now["city"] == "Cusco" and
                 now["state"] == "Sur", f"both count: {now}")
    page = two.post("/profile/data", {**typed, **was, "city": "Puno"})
    report.check(page.status == 409 and 'id="city-wrong"' in page.text and
                 'value="Puno"' in page.text and
                 data_of(one.get("/profile/data"))["city"] == "Cusco",
                 f"the same field: {page.status}")
    page = two.post("/profile/data", {
        **data_of(page), "was.city": page.hidden("was.city")})
    report.check(page.status == 303 and
                 data_of(one.get("/profile/data"))["city"] == "Puno",
                 "sent again, knowingly, it counts")


# --- The address -------------------------------------------------------------

def address_of(register, handle):
    return register.rows("SELECT email FROM person WHERE handle = ?",
                         handle)[0][0]


def ask(browser, address, action="ask"):
    return browser.post("/profile/email", dict(email=address, action=action))


def follow(server, link, browser=None):
    browser = browser or Browser(server)
    return browser.post("/email", dict(token=link.partition("=")[2]),
                        browser.get(link).csrf)


def test_address(report, server, register, mailbox):
    mine, old = user(server, "TIM4"), address_of(register, "TIM4")
    new = "timo@nuevo.example"
    page = ask(mine, new)
    report.check(page.status == 303 and page.location == "/profile/email",
                 f"asked for: {page.status}")
    page = mine.get("/profile/email")
    report.check(new in page.text and old in page.text and
                 'value="resend"' in page.text and 'value="cancel"' in
                 page.text, "the page shows what is to be confirmed")
    mail, told = mailbox.last_to(new), mailbox.last_to(old)
    report.check(new in text_of(told) and link_of(told) and
                 "token" not in text_of(told), "the old one is told")
    first = link_of(mail)
    report.check(first.startswith("/email?token=") and
                 address_of(register, "TIM4") == old, "nothing has happened")
    mailbox.empty()
    ask(mine, "", "resend")
    link = link_of(mailbox.last_to(new))
    report.check(link != first and follow(server, first).status == 400 and
                 mailbox.last_to(old, "", 0) is None,
                 "resent: the link before is void, the old one not told anew")
    page = Browser(server).get(link)
    report.check(page.status == 200 and new in page.text and
                 address_of(register, "TIM4") == old, "looking does nothing")
    stored = str(register.rows("SELECT * FROM new_address") +
                 register.rows("SELECT * FROM outbox"))
    report.check(link.partition("=")[2] not in stored, "no token in clear")
    ask_password(server, "TIM4", "127.0.7.1")
    reset = link_of(mailbox.last_to(old, "contraseña"))
    page = follow(server, link)
    report.check(page.status == 303 and page.location ==
                 "/login?user=TIM4" and address_of(register, "TIM4") == new,
                 f"confirmed, logged in or not: {page.status}")
    report.check(Browser(server).get(reset).status == 400,
                 "links to choose a password are void")
    report.check(all(mailbox.last_to(address, "se cambió") for address in
                     (old, new)), "both are told")
    last = register.rows("SELECT actor, operation, after FROM journal "
                         "ORDER BY serial DESC LIMIT 1")[0]
    report.check(last[:2] == ("TIM4", "address_confirm") and new not in
                 last[2] and new in register.must("whois", "TIM4").out,
                 f"journaled, and in WHOIS: {last}")
    report.check(follow(server, link).status == 400 and mine.is_logged_in(),
                 "the link worked once")


def test_address_refused(report, server, register, mailbox):
    mine = user(server, "TIM4", address="127.0.7.2")
    own = address_of(register, "TIM4")
    for typed in "", "nobody", "a@b@c.example", "a b@c.example", own, \
            "a@b.example\r\nBcc: x@y.example", "x" * 260 + "@b.example":
        page = ask(mine, typed)
        report.check(page.status in (400, 409, 413) and
                     'id="email-wrong"' in page.text, f"{typed[:20]!r}")
    report.check(ask(mine, "", "resend").status == 400 and
                 ask(mine, own, "again").status == 409,
                 "nothing to send again")
    ask(mine, "other@x.example")
    link = link_of(mailbox.last_to("other@x.example"))
    page = ask(mine, "", "cancel")
    report.check(page.status == 303 and "other@x.example" not in
                 mine.get("/profile/email").text.replace("message", "") and
                 follow(server, link).status == 400, "cancelled")
    for token in "", "x", "0" * 64, "%s", "a" * 5000, "%C3%A9":
        report.check(Browser(server).get(f"/email?token={token}").status ==
                     400, f"no token: {token[:9]!r}")
    pages = [ask(mine, "much@x.example").status for _ in range(6)]
    report.check(pages[-1] == 429, f"not too often: {pages}")


def test_address_late(report, register, mailbox):
    config = config_of(mailbox.url)
    with Server(register, config, clock="2026-03-01T12:00:00Z") as server:
        ask(user(server, "JUA3", OLD), "late@x.example")
        mailbox.last_to("late@x.example")
    with Server(register, config, clock="2026-03-02T12:00:00Z") as server:
        report.check("late@x.example" not in user(server, "JUA3", OLD).get(
            "/profile/email").text, "what was asked for is not shown for ever")


# --- Mails that come back ----------------------------------------------------

REPORT = """\
Return-Path: <>
From: MAILER-DAEMON@mail.test
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4F1B2.1764110000/mail.test"

This is a MIME-encapsulated message.

--4F1B2.1764110000/mail.test
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.
--4F1B2.1764110000/mail.test
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.test

Final-Recipient: rfc822; {to}
Action: {action}
Status: {status}

--4F1B2.1764110000/mail.test
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

{headers}
--4F1B2.1764110000/mail.test--
"""


def report_of(mail, action="failed", status="5.1.1"):
    """As Postfix writes one (RFC 3464) about a mail of ours."""
    headers = mail.as_bytes().decode().replace("\r\n", "\n").split("\n\n")[0]
    return REPORT.format(to=mail["To"], action=action, status=status,
                         headers=headers)


def is_marked(register, handle):
    return register.rows(
        "SELECT bounced <> 0 FROM account JOIN person ON id = person "
        "WHERE handle = ?", handle)[0][0] == 1


def mail_for(server, mailbox, handle, address):
    """Any mail to the user's own address."""
    mailbox.empty()
    ask_password(server, handle, address)
    return mailbox.wait_for(handle)


def test_bounce(report, server, register, mailbox):
    mail = mail_for(server, mailbox, "JUA3", "127.0.9.1")
    for name, text in (
            ("a delay", report_of(mail, "delayed", "4.4.1")),
            ("a delivery", report_of(mail, "delivered", "2.0.0")),
            ("a policy", report_of(mail, "failed", "5.7.1")),
            ("a holiday", "Subject: I am away\n\nSee you\n"),
            ("nothing", ""), ("a lot", "x" * (3 << 20)),
            ("another's id", report_of(mail).replace(
                mail["Message-ID"][:9], "<deadbeef"))):
        answer = register.run("bounce", stdin=text)
        report.check(answer.code == 0 and "ignored" in answer.out and
                     not is_marked(register, "JUA3"),
                     f"{name} marks nobody: {answer.text}")
    inside = user(server, "JUA3", OLD, "127.0.9.2")
    answer = register.run("bounce", stdin=report_of(mail))
    report.check(answer.code == 0 and "JUA3" in answer.out and
                 is_marked(register, "JUA3"), f"marked: {answer.text}")
    answer = register.run("bounce", stdin=report_of(mail))
    report.check("ignored" in answer.out, "a report counts once")
    return inside


def test_marked(report, server, register, mailbox, inside):
    """Every page leads to the one that asks for an address."""
    fresh = user(server, "JUA3", OLD, "127.0.9.3")
    for browser in inside, fresh:
        for path in "/", "/profile", "/search", "/profile/data":
            page = browser.get(path)
            report.check(page.status == 303 and page.location ==
                         "/profile/email", f"{path}: {page.location}")
    page = fresh.get("/profile/email")
    report.check('role="alert"' in page.text and 'value="again"' in page.text,
                 "it says why, and what to do")
    report.check(fresh.post("/language", dict(language="en", path="/"))
                 .status == 303 and fresh.get("/help").status == 200 and
                 fresh.post("/logout", {}).status == 303,
                 "language, help and log-out are as ever")
    page = inside.post("/profile/password", dict(old="x", password="x",
                                                 again="x"))
    report.check(page.status == 400, "a form that is sent is not lost")
    mailbox.empty()
    ask(inside, "juan@otro.example")
    own = address_of(register, "JUA3")
    report.check(mailbox.last_to("juan@otro.example") and
                 mailbox.last_to(own, "", 1) is None,
                 "nothing but links goes to a marked address")
    ask(inside, "", "again")
    report.check(follow(server, link_of(mailbox.last_to(own))).status == 303
                 and not is_marked(register, "JUA3") and
                 inside.get("/").status == 200 and
                 address_of(register, "JUA3") == own,
                 "the link that arrives there clears it")


def test_bounce_before(report, server, register, mailbox):
    """What came back before an address was seen to work says nothing; nor
    what went to an address that is another by now."""
    mail = mail_for(server, mailbox, "JUA3", "127.0.9.4")
    mine = user(server, "JUA3", OLD, "127.0.9.4")
    ask(mine, "juan@tercero.example")
    follow(server, link_of(mailbox.last_to("juan@tercero.example")))
    answer = register.run("bounce", stdin=report_of(mail))
    report.check(answer.code == 0 and not is_marked(register, "JUA3"),
                 f"the old address: {answer.text}")
    mail = mail_for(server, mailbox, "JUA3", "127.0.9.5")
    register.must("bounce", stdin=report_of(mail))
    mailbox.empty()
    ask_password(server, "JUA3", "127.0.9.6")
    mail = mailbox.last_to("juan@tercero.example", "contraseña")
    page = Browser(server).get(link_of(mail))
    Browser(server).post("/password", dict(
        token=page.hidden("token"), password=NEW, again=NEW))
    report.check(not is_marked(register, "JUA3"),
                 "a password chosen by a link that arrived clears it too")


def test_recipient_refused(report, server, register, mailbox):
    """The mail server knows at once that there is nobody."""
    own = address_of(register, "ANA7")
    for address, marked in (("refused@x.example", True),
                            ("policy@x.example", False)):
        with contextlib.closing(register.open_sql()) as sql:
            sql.execute("UPDATE person SET email = ? WHERE handle = 'ANA7'",
                        (address,))
        ask_password(server, "ANA7", "127.0.9.7")
        for _ in range(600):
            said = register.rows("SELECT said FROM outbox WHERE address = ? "
                                 "AND due IS NULL", address)
            if said:
                break
            time.sleep(0.05)
        report.check(said and is_marked(register, "ANA7") == marked,
                     f"{address}: {said}")
        with contextlib.closing(register.open_sql()) as sql:
            sql.execute("UPDATE account SET bounced = 0")
            sql.execute("UPDATE person SET email = ? WHERE handle = 'ANA7'",
                        (own,))


def test_without_mail(report, register):
    with Server(register) as server:
        mine = user(server, "ROQ7")
        page = mine.get("/profile/email")
        report.check(page.status == 200 and 'name="email"' not in page.text
                     and ask(mine, "a@b.example").status == 404,
                     "without mail no address is changed here")
        with contextlib.closing(register.open_sql()) as sql:
            sql.execute("UPDATE account SET bounced = 1")
        report.check(mine.get("/").status == 200, "and nobody is kept out")
        with contextlib.closing(register.open_sql()) as sql:
            sql.execute("UPDATE account SET bounced = 0")


def test_mails(report, path):
    """With a mail server and mailboxes."""
    with Mailbox(path / "mails") as mailbox:
        register = parcela.Register(path / "mailed.db")
        register.must("demo")
        for handle in "JUA3", "INS9", "TIM4", "ANA7", "ROQ7":
            register.must("user", "passwd", handle, stdin=OLD + "\n")
        test_address_late(report, register, mailbox)
        del register.env["PARCELA_CLOCK"]       # mails wait for real
        with Server(register, config_of(mailbox.url)) as server:
            mailbox.empty()
            test_data(report, server, register)
            test_data_by_two(report, server)
            test_address(report, server, register, mailbox)
            test_address_refused(report, server, register, mailbox)
            inside = test_bounce(report, server, register, mailbox)
            test_marked(report, server, register, mailbox, inside)
            test_bounce_before(report, server, register, mailbox)
            test_recipient_refused(report, server, register, mailbox)
        test_without_mail(report, register)
        parcela.check_verify(report, register, "after mails")


def main():
    parcela.options(__doc__).parse_args()
    report = Report()
    with parcela.folder() as path:
        register = parcela.Register(path / "registry.db")
        register.env["PARCELA_MAILS"] = "show"
        register.must("demo")
        for handle in USER, "ROQ7", "INS9":
            register.must("user", "passwd", handle, stdin=OLD + "\n")
        with Server(register) as server:
            test_language(report, server)
            test_password(report, server)
            test_expired(report, server, register)
            test_sessions(report, server)
        parcela.check_verify(report, register, "after all")
        test_mails(report, path)
    report.finish()


if __name__ == "__main__":
    sys.exit(main())
