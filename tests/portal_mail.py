#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""A forgotten password, from the form over a real mail server to the log-in
with the new one; and every way in which such a link must not work."""

import re
import sys
import time

import parcela
from mailbox import Mailbox, config_of, link_of, text_of, token_of
from parcela import Report
from portal_server import Browser, Server, crowd_chooses, plain

OLD, NEW = "nueve ranas leen mapas", "siete nubes comen pan"
WEAK = ("", "short", "password1234", "123456789012", "qwertyuiopasdf",
        "aaaaaaaaaaaaaaa", "anaperez1234", "abc12abc12abc12",
        "lacnic123456", "x" * 200,
        # What is known of the user: name, user ID, address, phone,
        # organisation, registry; in parts, however written.
        "Ana Pérez Ana Pérez", "ANA-PEREZ-2026!", "P.é.r.e.z+Ana+77",
        "PérezPérez2026#q", "abc12-ABC12-kq7", "ana@ejemplo.example",
        "Ejemplo/Example/1", "598-2604-0000-ok", "26040000kwq!",
        "Ejemplo S.A. x7!", "uy-ejem-lacnic-9", "LACNIC parcela 4x",
        "PARCELÁparcelá!9", "bienvenido2026", "peru peru peru",
        "correct horse battery staple")
USER, ADDRESS, OTHER = "ABC12", "ana@ejemplo.example", "ROQ7"


def ask(server, user, address="127.0.0.1", **headers):
    browser = Browser(server, address)
    return browser.post("/forgot", dict(user=user),
                        browser.get("/forgot").csrf, **headers)


def link_for(server, mailbox, user, address="127.0.0.1"):
    mailbox.empty()
    ask(server, user, address)
    return link_of(mailbox.wait_for(f"nueva contraseña para {user}"))


def choose(server, link, password, again=None):
    return Browser(server).choose_password(link, password, again)


def test_way(report, server, mailbox):
    logged_in = Browser(server)
    logged_in.log_in(USER, OLD)
    page = ask(server, USER.lower())
    report.check(page.status == 200 and USER in page.text and
                 "hostmaster@registry.test" in page.text,
                 f"a mail is promised: {page.status}")
    mails = mailbox.wait(1)
    report.check(len(mails) == 1, f"one mail: {len(mails)}")
    mail = mails[0]
    report.check(mail["To"] == ADDRESS and
                 mail["From"] == "registry@registry.test" and
                 mail["Auto-Submitted"] == "auto-generated" and
                 mail["Message-ID"].endswith("@registry.test>") and
                 mail["Date"] and mail["Subject"] ==
                 "LACNIC: una nueva contraseña para ABC12",
                 f"its head: {mail.items()}")
    text = text_of(mail)
    report.check("http://portal.test:8080/password?token=" in text and
                 "Estimado/a Ana Pérez:" in text and max(map(
                     len, mail.as_bytes().splitlines())) < 999,
                 f"its text: {text}")
    link = link_of(mail)
    page = Browser(server).get(link)
    report.check(page.status == 200 and USER in page.text,
                 f"the link opens: {page.status}")
    for password in WEAK:
        page = choose(server, link, password)
        report.check(page.status == 400 and 'id="password-wrong"' in
                     page.text, f"too weak: {password[:20]}: {page.status}")
    page = choose(server, link, OLD)
    report.check(page.status == 400 and "Esta ya es su contraseña." in
                 page.text, f"not the one there is: {page.status}")
    page = choose(server, link, NEW, NEW + "x")
    report.check(page.status == 400 and 'id="again-wrong"' in page.text,
                 "typed twice the same")
    report.check(logged_in.is_logged_in(), "nothing is changed yet")
    page = choose(server, link, NEW)
    report.check(page.status == 303 and page.location ==
                 f"/login?user={USER}", f"changed: {page.status}")
    report.check(not logged_in.is_logged_in(), "older sessions ended")
    report.check(Browser(server).log_in(USER, OLD).status == 403,
                 "the old password is none")
    report.check(Browser(server).log_in(USER, NEW).status == 303,
                 "the new one is")
    mails = mailbox.wait(2)
    report.check(len(mails) == 2 and "se cambió la contraseña" in
                 mails[1]["Subject"] and link_of(mails[1]) is None,
                 "the user is told")
    report.check(choose(server, link, NEW).status == 400,
                 "the link worked once")


def test_nobody(report, server, mailbox):
    mailbox.empty()
    known = ask(server, OTHER, "127.0.2.1")
    for user in "ZZZ99", "UY-EJEM-LACNIC", "x" * 300, "<b>", "ABC12\r\nTo: x":
        page = ask(server, user, "127.0.2.2")
        report.check(page.status == known.status == 200,
                     f"{user[:20]!r}: the same status")
    page = ask(server, "ZZZ99", "127.0.2.3")
    report.check(plain(page, "ZZZ99") == plain(known, OTHER),
                 "the same page for an unknown user")
    report.check(ask(server, " ", "127.0.2.3").status == 400,
                 "no user at all is told")
    time.sleep(1)
    report.check(len(mailbox.mails()) == 1, "only the known one got a mail")


def test_often(report, server, mailbox):
    mailbox.empty()
    pages = [ask(server, OTHER, "127.0.3.1").status for _ in range(6)]
    report.check(pages == [200] * 5 + [429], f"too often: {pages}")
    report.check(ask(server, "TIM4", "127.0.3.1").status == 200,
                 "others behind that address may")
    report.check(ask(server, OTHER, "127.0.3.2").status == 200,
                 "the user may from elsewhere")
    pages = [ask(server, f"AAA{n}", "127.0.3.3").status for n in range(25)]
    report.check(pages[:20] == [200] * 20 and set(pages[20:]) == {429},
                 "an address does not ask for everybody")


def drained(register):
    """Nothing is on its way any more."""
    for _ in range(600):
        if register.rows("SELECT count(*) FROM outbox")[0][0] == 0:
            return
        time.sleep(0.1)


def test_no_link(report, server, register, mailbox):
    """What is no link; who is disabled gets none."""
    drained(register)
    link = link_for(server, mailbox, OTHER, "127.0.4.2")
    register.must("user", "disable", OTHER)
    report.check(ask(server, OTHER, "127.0.4.3").status == 200 and
                 sum("nueva contraseña" in mail["Subject"] for mail in
                     mailbox.wait(3, 2)) == 1, "who is disabled gets none")
    register.must("user", "enable", OTHER)
    for token in "", "x", "0" * 64, "%s", "a" * 5000, "é":
        page = Browser(server).get(f"/password?token={token and token[:99]}"
                                   .replace("é", "%C3%A9"))
        report.check(page.status == 400, f"no token: {token[:9]!r}")
    stored = " ".join(map(str, register.rows("SELECT * FROM outbox") +
                          register.rows("SELECT hash FROM token")))
    report.check(token_of(link) not in stored,
                 "the store has no token in clear")


def set_address(register, handle, address):
    with register.open_sql() as sql:
        sql.execute("UPDATE person SET email = ? WHERE handle = ?",
                    (address, handle))


def test_server(report, register, server, mailbox):
    """A host that is asked for decides nothing; a mail server that is away,
    or does not want, loses nothing."""
    mailbox.empty()
    page = ask(server, "TIM4", "127.0.6.1", Host="evil.example")
    report.check(page.status == 200 and "evil" not in
                 text_of(mailbox.wait(1)[0]), "links begin as configured")
    drained(register)
    mailbox.close()
    mailbox.empty()
    ask(server, "TIM4", "127.0.6.2")
    time.sleep(1.5)
    report.check(register.rows("SELECT count(*) FROM outbox")[0][0] == 1,
                 "it waits while the server is away")
    mailbox.open()
    report.check(len(mailbox.wait(1)) == 1, "it comes when it is back")
    own = register.rows("SELECT email FROM person WHERE handle = 'TIM4'")[0][0]
    for address, tries in ("refused@x.example", 0), ("later@x.example", 1):
        set_address(register, "TIM4", address)
        mailbox.empty()
        ask(server, "TIM4", "127.0.6.3")
        if tries:
            report.check(len(mailbox.wait(1)) == 1, "a second try arrives")
            continue
        for _ in range(100):
            rows = register.rows("SELECT secret, said FROM outbox "
                                 "WHERE due IS NULL")
            if rows:
                break
            time.sleep(0.05)
        report.check(len(rows) == 1 and rows[0][0] == "" and
                     "550" in rows[0][1], f"a refused one is noted: {rows}")
    set_address(register, "TIM4", own)


def seen_at(server, host):
    """The status of the page of mails for who asks by this name."""
    return Browser(server).get("/mails", Host=host).status


def test_names(report, server):
    """A name of another machine that leads here is not answered."""
    port = server.port
    for host in (f"127.0.0.1:{port}", f"localhost:{port}", "LOCALHOST",
                 "127.0.0.1", f"[::1]:{port}", "[::1]", "127.9.9.9:80"):
        report.check(seen_at(server, host) == 200, f"asked as {host}")
    for host in ("evil.example", f"evil.example:{port}", "10.0.0.1", "",
                 f"127.0.0.1.evil.example:{port}", "localhost.evil.example",
                 "localhosts", "evil.example:127.0.0.1", "[::2]:80", "::1",
                 "127.0.0.1@evil.example", "localhost evil.example"):
        report.check(seen_at(server, host) in (400, 404),
                     f"not asked as {host!r}")


def test_commands(report, register, server):
    """What commands would mail is shown, too; they need not be told so."""
    shows = register.env.pop("PARCELA_MAILS")
    register.must("user", "passwd", OTHER, stdin=NEW + "\n")
    register.must("legacy", "issue", "UY-OPGA-LACNIC", "INS9")
    register.env["PARCELA_MAILS"] = shows
    text = Browser(server).get("/mails").text
    report.check(f"la contraseña de {OTHER}" in text and
                 re.search(r"\b(?:[2-9A-Z]{4}-){4}[2-9A-Z]{4}\b", text),
                 "mails of commands are shown")


def test_shown(report, register):
    """A demonstration shows its mails, to this machine alone."""
    register.env["PARCELA_MAILS"] = "show"
    with Server(register) as server:
        page = ask(server, USER)
        report.check("hostmaster@registro.example" in page.text,
                     "there is somebody to write to")
        page = Browser(server).get("/mails")
        found = re.search(r'href="(/password\?token=[0-9a-f]{64})"',
                          page.text)
        report.check(page.status == 200 and found and
                     Browser(server).get(found[1]).status == 200,
                     "the mail is shown, its link works")
        test_names(report, server)
        test_commands(report, register, server)
    with Server(register, config_of("smtp://127.0.0.1:9")) as server:
        report.check(Browser(server).get("/mails").status == 404 and
                     "/mails" not in ask(server, USER).text,
                     "nothing is shown where mails are sent")
    register.env["PARCELA_HTTP"] = "0.0.0.0:0"
    answer = register.run("serve")
    report.check(answer.code == 78 and "loopback only" in answer.err,
                 f"not to others: {answer.code} {answer.err}")
    del register.env["PARCELA_MAILS"], register.env["PARCELA_HTTP"]
    with Server(register) as server:
        browser = Browser(server)
        report.check({browser.get(path).status for path in
                      ("/mails", "/forgot")} == {404} and
                     "/forgot" not in browser.get("/login").text,
                     "without mail nobody is promised one")


def main():
    parcela.options(__doc__).parse_args()
    report = Report()
    with parcela.folder() as path, Mailbox(path / "mails") as mailbox:
        register = parcela.Register(path / "registry.db")
        register.must("demo")
        register.must("user", "passwd", USER, stdin=OLD + "\n")
        del register.env["PARCELA_CLOCK"]       # mails wait for real
        with Server(register, config_of(mailbox.url)) as server:
            mailbox.wait_for("el registro fijó la contraseña")
            mailbox.empty()
            test_way(report, server, mailbox)
            test_nobody(report, server, mailbox)
            test_often(report, server, mailbox)
            test_no_link(report, server, register, mailbox)
            test_server(report, register, server, mailbox)
        test_shown(report, register)
        parcela.check_verify(report, register, "after all")
    report.finish()


if __name__ == "__main__":
    sys.exit(main())
