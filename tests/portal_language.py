#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""ES, EN, PT on every page: what was typed stays, what was reached too, and
nobody gets by it to what is not theirs.  Without script."""

import html
import re
import sys

import parcela
from parcela import Report
from portal_server import Browser, Server

PASSWORD = "parcela-demo-2026"
BLOCK, HOLDER, LEGACY = "198.18.112.0/20", "UY-EJEM-LACNIC", "UY-OPGA-LACNIC"
TAGS = {"es": "es", "en": "en", "pt": "pt-BR"}
TYPED = 'Café "Nº 7" <&>'

# path, what is sent, what stands in the page of it then
FORMS = [
    (f"/blocks/{BLOCK}/contacts", dict(tech="zzz9", abuse="rosa"),
     ("zzz9", "rosa")),
    (f"/blocks/{BLOCK}/contacts", dict(tech="roq7", abuse="csi3",
                                       action="preview"), ("roq7", "csi3")),
    (f"/blocks/{BLOCK}/origins", dict(origins="AS64500, 3320 x"),
     ("AS64500, 3320 x",)),
    (f"/blocks/{BLOCK}/origins", dict(origins="3320, 64500",
                                      action="preview"), ("3320, 64500",)),
    (f"/blocks/{BLOCK}/subassign", dict(
        recipient="new", name=TYPED, range="typed", prefix="10.0.0.0/8",
        label=TYPED, action="preview"), (TYPED, "10.0.0.0/8")),
    (f"/blocks/{BLOCK}/reverse", dict(
        blocks=f"{BLOCK} x", host1="ns1.ejemplo.example", host2="192.0.2.1",
        action="check"), (f"{BLOCK} x", "ns1.ejemplo.example", "192.0.2.1")),
    (f"/organizations/{HOLDER}/contacts", dict(
        admin="ABC12", billing="zzz9", member="ana", action="preview"),
     ("zzz9", "ana")),
    (f"/organizations/{HOLDER}/edit", dict(
        responsible=TYPED, street="", action="preview"), (TYPED,)),
    ("/profile/data", dict(name=TYPED, street="", city=TYPED), (TYPED,)),
    ("/profile/email", dict(email="nobody at all"), ("nobody at all",)),
]
GUEST_FORMS = [
    ("/login", dict(user="ZZZ99", password="no such user"), ("ZZZ99",)),
    ("/register", dict(name=TYPED, email="x", city=TYPED, country="BR"),
     (TYPED, "x")),
]


def is_in(page, language):
    return f'<html lang="{TAGS[language]}"' in page.text


def stands(page, typed):
    """In a field of the page, not only in what its languages keep."""
    return html.escape(typed, quote=True).replace("&#x27;", "&#39;") in \
        page.unspoken


def log_in(server, user):
    browser = Browser(server)
    if browser.log_in(user, PASSWORD).status != 303:
        raise RuntimeError(f"{user} is not let in")
    return browser


def test_forms(report, browser, forms):
    for path, form, typed in forms:
        page = browser.post(path, form)
        report.check(page.status in (200, 400, 403, 404, 409),
                     f"{path}: {page.status}")
        for language in "pt", "en", "es":
            page = page.speak(browser, language)
            lost = [text for text in typed if not stands(page, text)]
            report.check(page.status in (200, 400) and is_in(page, language)
                         and not lost, f"{path}: {language}: {page.status} "
                         f"{lost}")
    for path in "/help", f"/lookup?q={BLOCK}":
        page = browser.get(path).speak(browser, "pt")
        report.check(page.path == path and is_in(page, "pt"), path)


def test_reset(report, server):
    """The link of a forgotten password is still good."""
    browser = Browser(server)
    browser.post("/forgot", dict(user="ROQ7"))
    link = re.search(r'href="(/password\?token=[0-9a-f]{64})"',
                     browser.get("/mails").text)[1]
    page = browser.get(link).speak(browser, "pt")
    report.check(is_in(page, "pt") and page.hidden("token"), "as opened")
    page = browser.post("/password", dict(token=link.partition("=")[2],
                                          password="short", again="other"))
    report.check(page.status == 400, "refused")
    page = page.speak(browser, "en")
    report.check(page.status == 200 and is_in(page, "en"), "in English")
    page = browser.post("/password", dict(
        token=page.hidden("token"), password="una nueva clave 2026",
        again="una nueva clave 2026"))
    report.check(page.status == 303, f"and chosen: {page.status}")


def test_legacy(report, server, register):
    """The second step of a claim stays what it is."""
    register.must("legacy", "issue", LEGACY, "INS9")
    browser = log_in(server, "INS9")
    password = re.search("(?:[2-9A-Z]{4}-){4}[2-9A-Z]{4}",
                         browser.get("/mails").text)[0]
    page = browser.post("/legacy", dict(ownerid=LEGACY, password=password))
    for language in "pt", "en":
        page = page.speak(browser, language)
        report.check(page.status == 200 and is_in(page, language) and
                     page.hidden("ticket"), f"the data: {language}")
    page = browser.post("/legacy/claim", dict(
        ownerid=LEGACY, ticket=page.hidden("ticket"), city=TYPED, street=""))
    page = page.speak(browser, "es")
    report.check(is_in(page, "es") and page.hidden("ticket") and
                 stands(page, TYPED), f"refused: {page.status}")


def test_guest(report, server):
    """What is kept opens nothing."""
    for path in "/", "/profile/data", f"/blocks/{BLOCK}/contacts":
        page = Browser(server).post("/language", {
            "language": "pt", "path": path, "kept.tech": "ROQ7"})
        report.check(page.status == 303 and page.location.startswith("/login")
                     and "Ejemplo" not in page.text, f"{path}: {page.status}")
    page = log_in(server, "INS9").post("/language", {
        "language": "pt", "path": f"/blocks/{BLOCK}/contacts",
        "kept.tech": "ROQ7"})
    report.check(page.status == 404, f"not theirs: {page.status}")
    for path in "//evil.example/", "https://evil.example/", "/nothing":
        page = Browser(server).post("/language", {
            "language": "pt", "path": path, "kept.x": "1"})
        report.check(page.status == 303 and page.location in ("/", "/login"),
                     f"{path}: {page.status} {page.location}")


def main():
    parcela.options(__doc__).parse_args()
    report = Report()
    with parcela.folder() as where:
        register = parcela.Register(where / "registry.db")
        register.must("demo")
        register.env["PARCELA_MAILS"] = "show"
        with Server(register) as server:
            test_forms(report, Browser(server), GUEST_FORMS)
            test_forms(report, log_in(server, "ABC12"), FORMS)
            test_reset(report, server)
            test_legacy(report, server, register)
            test_guest(report, server)
        parcela.check_verify(report, register, "after all")
    report.finish()


if __name__ == "__main__":
    sys.exit(main())
