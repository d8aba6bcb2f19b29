#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Registering, from the form over a real mail server to the first log-in; and
what nobody learns by it, or gets without the mail."""

import re
import sys

import parcela
from mailbox import Mailbox, config_of, link_of, text_of, token_of
from parcela import Report
from portal_server import Browser, Server, crowd_chooses, plain

SECRET = "siete nubes comen pan"
TAKEN = "ana@ejemplo.example"           # of ABC12


def form_of(address, **more):
    return {**dict(name="Nora Prado Silva", email=address, street="Rua Azul",
                   city="Recife", country="br", ddi="55", phone="5550100",
                   language="pt"), **more}


def ask(server, form, address="127.0.0.1", **headers):
    browser = Browser(server, address)
    csrf = browser.get("/register").csrf
    return browser.post("/register", form, csrf, **headers)


def confirm(server, link, browser=None, password=SECRET, again=None):
    return (browser or Browser(server)).choose_password(link, password, again)


def people(register):
    return register.rows("SELECT count(*) FROM person")[0][0]


def test_way(report, server, register, mailbox):
    before = people(register)
    browser = Browser(server)
    page = browser.post("/register", form_of("nora@prado.example"),
                        browser.get("/register").csrf)
    report.check(page.status == 200 and "nora@prado.example" in page.text and
                 'lang="pt' in page.text and "hostmaster@registry.test" in
                 page.text, f"a mail is promised: {page.status}")
    mail = mailbox.last_to("nora@prado.example")
    text = text_of(mail)
    report.check("confirme seu cadastro" in mail["Subject"] and
                 "http://portal.test:8080/register/confirm?token=" in text and
                 "Nora" not in text, f"the mail: {mail['Subject']} {text}")
    link = link_of(mail)
    page = Browser(server).get(link)
    report.check(page.status == 200 and "Nora Prado Silva" in page.text and
                 people(register) == before, "looking registers nobody")
    stored = " ".join(map(str, register.rows("SELECT * FROM registration") +
                          register.rows("SELECT * FROM outbox")))
    report.check(token_of(link) not in stored,
                 "the store has no secret in clear")
    test_password(report, server, register, link)
    other = Browser(server)
    page = confirm(server, link, other)
    report.check(page.status == 303 and page.location == "/login?user=NPS",
                 f"registered: {page.status} {page.location}")
    page = other.get(page.location)
    report.check("Seu ID de usuário é NPS" in page.text and
                 'value="NPS"' in page.text, "the user ID is shown")
    mail = mailbox.wait_for("seu ID de usuário é NPS")
    report.check(mail and "Nora Prado Silva:" in text_of(mail),
                 "and mailed")
    report.check(other.log_in("NPS", SECRET).status == 303 and
                 'lang="pt' in other.get("/").text, "it logs in")
    last = register.rows("SELECT actor, source, operation, object FROM "
                         "journal ORDER BY serial DESC LIMIT 1")[0]
    report.check(last == ("NPS", "127.0.0.1", "registration_confirm", "NPS"),
                 f"the journal: {last}")
    said = register.must("whois", "NPS").out
    report.check("Nora Prado Silva" in said and "nora@prado.example" in said
                 and "BR" in said, f"WHOIS knows them: {said}")
    report.check(confirm(server, link).status == 400 and
                 people(register) == before + 1, "the link worked once")


def test_refused(report, server, register):
    """Each with its error, beside its field; all else stays typed."""
    rows = register.rows("SELECT count(*) FROM registration")
    for field, value in (
            ("name", " "), ("name", "x" * 121), ("email", ""),
            ("email", "nobody"), ("email", "a@b@c.example"),
            ("email", "a b@c.example"), ("email", "a@b.example\r\nTo: x"),
            ("street", ""), ("city", " "), ("phone", ""), ("country", "XX"),
            ("country", ""), ("country", "URUGUAY"), ("city", "\u202e"),
            ("extension", "1" * 41)):
        page = ask(server, form_of("ok@prado.example", **{field: value}),
                   "127.0.1.1")
        report.check(page.status in (400, 413) and f'id="{field}-wrong"' in
                     page.text and 'id="problems"' in page.text and
                     ('value="Rua Azul"' in page.text or field == "street"),
                     f"{field} {value!r}: {page.status}")
    page = ask(server, form_of("ok@prado.example", language="xx"),
               "127.0.1.1")
    report.check(page.status == 400, "a language that is none")
    page = ask(server, {}, "127.0.1.1")
    report.check(page.status == 400 and all(
        f'id="{field}-wrong"' in page.text for field in
        ("name", "email", "street", "city", "phone", "country")), "all that is wrong is told at once")
    report.check(register.rows("SELECT count(*) FROM registration") == rows,
                 "nothing is kept of what was refused")


def test_known(report, server, mailbox):
    """A stranger cannot tell who is registered; who reads the mails of the
    address is reminded."""
    fresh = ask(server, form_of("nobody@fresh.example"), "127.0.2.1")
    known = ask(server, form_of(TAKEN), "127.0.2.2")
    report.check(fresh.status == known.status == 200 and
                 plain(fresh, "nobody@fresh.example") == plain(known, TAKEN),
                 "the same page")
    mail = mailbox.last_to(TAKEN)
    text = text_of(mail)
    report.check("confirme su registro" in mail["Subject"] and "Alguien" in
                 text, f"in the user's language: {mail['Subject']}")
    report.check("ABC12" in text and "/forgot" in text and
                 "/register/confirm?token=" in text,
                 f"the mail names the user ID: {text}")
    report.check("/forgot" not in
                 text_of(mailbox.last_to("nobody@fresh.example")),
                 "another has none")
    ask(server, form_of(TAKEN.upper().replace("EXAMPLE", "example")),
        "127.0.2.3")
    report.check("ABC12" in text_of(mailbox.last_to(TAKEN.upper().replace("EXAMPLE", "example"))),
        "however it is written")


def test_often(report, server):
    pages = [ask(server, form_of("much@x.example"), "127.0.3.1").status
             for _ in range(6)]
    report.check(pages == [200] * 5 + [429], f"one address: {pages}")
    page = ask(server, form_of("much@x.example"), "127.0.3.1")
    report.check('id="email-wrong"' in page.text and 'value="Rua Azul"' in
                 page.text, "it says so, and keeps what was typed")
    pages = [ask(server, form_of(f"m{n}@x.example"), "127.0.3.2").status
             for n in range(22)]
    report.check(pages == [200] * 20 + [429] * 2, f"many: {pages}")


def test_password(report, server, register, link):
    """Chosen behind the link, by the rules; before, there is nobody."""
    before = people(register)
    for password, again, field in (
            ("", "", "password"), ("short", "short", "password"),
            ("noraprado1234", "noraprado1234", "password"),
            ("SILVA.nóra.77", "SILVA.nóra.77", "password"),
            ("55-5550100-ok!", "55-5550100-ok!", "password"),
            ("nora@prado.EXAMPLE", "nora@prado.EXAMPLE", "password"),
            (SECRET, SECRET + "x", "again")):
        page = confirm(server, link, password=password, again=again)
        report.check(page.status == 400 and f'id="{field}-wrong"' in page.text
                     and SECRET not in page.text and
                     "nora@prado.example" in page.text and
                     people(register) == before,
                     f"{password!r}, {again!r}: {page.status}")
    page = Browser(server).post("/register/confirm",
                                dict(token=token_of(link)))
    report.check(page.status == 400 and people(register) == before,
                 "not without a password")


def test_hijack(report, server, register, mailbox):
    """Who registers with another's address never knows the password."""
    page = Browser(server).get("/register")
    report.check("password" not in re.findall(r'<input[^>]* name="([^"]*)"',
                                              page.text),
                 "the form asks for no password")
    ask(server, form_of("victim@x.example", name="Victor Mora",
                        password="chosen by the thief", again=
                        "chosen by the thief"), "127.0.7.1")
    page = confirm(server, link_of(mailbox.last_to("victim@x.example")))
    report.check(page.status == 303 and page.location == "/login?user=VIM",
                 f"registered: {page.status} {page.location}")
    report.check(Browser(server).log_in("VIM", "chosen by the thief").status
                 == 403 and Browser(server).log_in("VIM", SECRET).status ==
                 303, "the password is of who read the mail")


def test_twice(report, server, register, mailbox):
    """Pressed twice, one user ID comes of it; another may be asked for
    later."""
    links = []
    for address in "twice@x.example", "Twice@x.example":
        ask(server, form_of(address, name="Dora Sanz"), "127.0.7.2")
        links.append(link_of(mailbox.last_to(address)))
    report.check(links[0] != links[1] and all(
        Browser(server).get(link).status == 200 for link in links),
        "each mail has a link")
    done = [confirm(server, link).status for link in links]
    report.check(done == [303, 400], f"one of them counts: {done}")
    mailbox.empty()
    ask(server, form_of("twice@x.example", name="Dora Sanz"), "127.0.7.2")
    mail = mailbox.last_to("twice@x.example", "confirme")
    link = re.search(r"/register/confirm\?token=\w+", text_of(mail))[0]
    page = confirm(server, link)
    report.check("DOS" in text_of(mail) and page.location ==
                 "/login?user=DOS1", f"one more, later: {page.location}")


def test_no_link(report, server):
    for token in "", "x", "0" * 64, "%s", "a" * 5000, "%C3%A9":
        page = Browser(server).get(f"/register/confirm?token={token}")
        report.check(page.status == 400, f"no token: {token[:9]!r}")


def test_late(report, register, mailbox):
    day = "2026-03-01T12:00:00Z", "2026-03-02T12:00:00Z"
    config = config_of(mailbox.url)
    with Server(register, config, clock=day[0]) as server:
        ask(server, form_of("late@x.example"))
        Browser(server).log_in("ROQ7", "parcela-demo-2026")
    with Server(register, config, clock=day[1]) as server:
        Browser(server).log_in("ROQ7", "parcela-demo-2026")
        rows = register.rows("SELECT * FROM registration")
        report.check(rows == [], f"what was typed is dropped: {rows}")


def test_without_mail(report, register):
    with Server(register) as server:
        browser = Browser(server)
        report.check(browser.get("/register").status == 404 and
                     browser.post("/register", form_of("a@b.example"))
                     .status == 404 and "/register" not in
                     browser.get("/login").text + browser.get("/help").text,
                     "without mail there is no form")


def test_shown(report, register):
    register.env["PARCELA_MAILS"] = "show"
    with Server(register) as server:
        page = ask(server, form_of("demo@x.example"))
        report.check('href="/mails"' in page.text, "the demo leads to it")
        mails = Browser(server).get("/mails").text
        found = re.search(r'href="(/register/confirm\?token=[0-9a-f]{64})"',
                          mails)
        report.check(found and confirm(server, found[1]).status == 303,
                     "the mail is shown, its link works")


def main():
    parcela.options(__doc__).parse_args()
    report = Report()
    with parcela.folder() as path, Mailbox(path / "mails") as mailbox:
        register = parcela.Register(path / "registry.db")
        register.must("demo")
        test_late(report, register, mailbox)
        del register.env["PARCELA_CLOCK"]       # mails wait for real
        with Server(register, config_of(mailbox.url)) as server:
            mailbox.empty()
            test_way(report, server, register, mailbox)
            test_refused(report, server, register)
            test_known(report, server, mailbox)
            test_hijack(report, server, register, mailbox)
            test_twice(report, server, register, mailbox)
            test_often(report, server)
            test_no_link(report, server)
        test_without_mail(report, register)
        test_shown(report, register)
        parcela.check_verify(report, register, "after all")
    report.finish()


if __name__ == "__main__":
    sys.exit(main())
