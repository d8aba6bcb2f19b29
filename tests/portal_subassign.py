#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Sub-assigning through the portal: from log-in to the answer of WHOIS, every
refusal beside its field, races, hostile strings, strangers."""

import html
import random
import re
import sys
import threading
from ipaddress import ip_network

import parcela
from parcela import Report
from portal_server import Browser, Server

PASSWORD = "parcela-demo-2026"
BLOCK, BLOCK6 = "198.18.112.0/20", "2001:db8::/32"
CUSTOMER = "PE-CLIE-LACNIC"
WORDS = {"es": ("Sub-asignar de", "su titular es", "Receptor"),
         "en": ("Sub-assign from", "is held by", "Recipient"),
         "pt": ("Subdesignar de", "o titular é", "Receptor")}
HOSTILE = ("<script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>",
           "&lt;b&gt;", "{{csrf}}", "%s%n%d", "'; DROP TABLE block; --",
           "\u202egnp.exe", "a\r\nSet-Cookie: x=y", "</textarea><svg/onload=1>",
           "${7*7}", "🦜" * 10, "x" * 3000)
FIELDS = ("ownerid", "name", "responsible", "street", "number", "complement",
          "city", "state", "postcode", "country", "ddi", "ddd", "phone",
          "need", "prefix", "label", "tech", "abuse")


def form_path(block):
    return f"/blocks/{block}/subassign"


def value_of(page, name):
    """What stands in an input."""
    for tag in re.findall(r"<input [^>]*>", page.text):
        if f' name="{name}"' in tag and "radio" not in tag:
            found = re.search(r' value="([^"]*)"', tag)
            return html.unescape(found[1]) if found else ""
    return None


def is_wrong(page, name):
    """Marked beside the field, and in the summary with a link to it."""
    return f'id="{name}-wrong"' in page.text and \
        f'<a href="#{name}">' in page.text


def user(server, handle, address="127.0.0.1"):
    browser = Browser(server, address)
    if browser.log_in(handle, PASSWORD).status != 303:
        raise RuntimeError(f"{handle} is not let in")
    return browser


def confirm(browser, block, csrf=None, **form):
    return browser.post(form_path(block), dict(form, action="confirm"), csrf)


def blocks_of(register):
    return {row[0] for row in register.rows("SELECT id FROM block")}


def test_way(report, server, register, language, block, prefix):
    """From log-in to WHOIS, as a page without script has it."""
    browser = user(server, "ABC12")
    browser.post("/language", dict(language=language, path="/"))
    page = browser.get(form_path(block))
    title, _, recipient = WORDS[language]
    report.check(page.status == 200 and title in page.text
                 and recipient in page.text, f"{language}: the form")
    size = prefix.partition("/")[2]
    asked = dict(ownerid=CUSTOMER.lower(), range="typed", prefix=prefix,
                 size=size)
    page = browser.post(form_path(block), dict(asked, action="preview"))
    report.check(page.status == 200 and f"inetnum:     {prefix}" in page.text
                 and "Rosa Quispe" in page.text and "reallocated" in page.text,
                 f"{language}: {prefix}: what would be is shown")
    report.check("No match" in register.run("whois", prefix).out or
                 f"inetnum:     {prefix}" not in
                 register.run("whois", prefix).out,
                 f"{language}: looking changes nothing")
    page = confirm(browser, block, page.csrf, **asked)
    report.check(page.status == 303, f"{language}: done: {page.status}")
    done = browser.get(page.location)
    report.check(done.status == 200 and f"inetnum:     {prefix}" in done.text,
                 f"{language}: the done page has the text of WHOIS")
    another = html.unescape(re.search(r'href="([^"]*subassign\?size[^"]*)"',
                                      done.text)[1])
    report.check(re.search(f'value="{size}" checked',
                           browser.get(another).text),
                 f"{language}: another keeps the size")
    said = register.run("whois", prefix).out
    report.check(f"inetnum:     {prefix}" in said and CUSTOMER in said,
                 f"{language}: WHOIS says {prefix}")
    page = confirm(browser, block, **asked)
    report.check(page.status == 409 and WORDS[language][1] in page.text
                 and is_wrong(page, "prefix")
                 and value_of(page, "prefix") == prefix,
                 f"{language}: taken: who holds it, nothing lost")
    page = browser.post(f"/blocks/{prefix}/release", dict(prefix="x"))
    report.check(page.status == 400 and 'id="prefix-wrong"' in page.text,
                 f"{language}: release asks for the prefix")
    page = browser.post(f"/blocks/{prefix}/release", dict(prefix=prefix))
    report.check(page.status == 303 and f"inetnum:     {prefix}" not in
                 register.run("whois", prefix).out, f"{language}: released")


NEW = dict(recipient="new", name="Nueva Ltda", country="UY", street="Calle 1",
           city="Salto", phone="123", range="typed", prefix="198.18.124.0/24")
KNOWN = dict(ownerid=CUSTOMER, range="typed", prefix="198.18.124.0/24")


def test_refusals(report, server, register):
    browser = user(server, "ABC12")
    before = blocks_of(register)
    for field, form in (
            ("prefix", dict(KNOWN, prefix="198.18.124.1/24")),
            ("prefix", dict(KNOWN, prefix="nonsense")),
            ("prefix", dict(KNOWN, prefix="10.0.0.0/24")),
            ("prefix", dict(KNOWN, prefix=BLOCK)),
            ("prefix", dict(KNOWN, prefix="198.18.113.0/24")),
            ("prefix", dict(KNOWN, prefix="198.18.114.128/27")),
            ("prefix", dict(KNOWN, use="infrastructure")),
            ("ownerid", dict(KNOWN, ownerid="")),
            ("ownerid", dict(KNOWN, ownerid="UY-NADA-LACNIC")),
            ("ownerid", dict(KNOWN, ownerid="cliente")),
            ("need", dict(KNOWN, need="many")),
            ("tech", dict(KNOWN, tech="NOBODY9")),
            ("abuse", dict(KNOWN, abuse="NOBODY9")),
            ("name", dict(NEW, name="")),
            ("name", dict(NEW, name="x\u202ey")),
            ("country", dict(NEW, country="QQ")),
            ("city", dict(NEW, city="x" * 200)),
            ("phone", dict(NEW, phone="1" * 60)),
            ("label", dict(KNOWN, label="\u202e", use="customer"))):
        page = confirm(browser, BLOCK, **form)
        what = f"{field} of {form}: {page.status}"
        report.check(400 <= page.status < 500 and is_wrong(page, field), what)
        lost = [n for n, v in form.items() if n in FIELDS and
                value_of(page, n) != v]
        report.check(not lost, f"{what}: lost {lost}")
    report.check(blocks_of(register) == before, "refused: nothing was done")
    page = browser.post(form_path(BLOCK), dict(ownerid="clienté", searched="",
                                               action="preview"))
    report.check(f'name="found" value="{CUSTOMER}"' in page.text,
                 "a name finds organisations without script")
    page = browser.post(form_path(BLOCK), dict(
        ownerid="cliente", searched="cliente", found=CUSTOMER, need="100",
        action="preview"))
    report.check(f"{CUSTOMER}</strong>" in page.text and
                 'value="25" checked' in page.text,
                 "the one chosen counts; 100 addresses are a /25")
    page = browser.get("/find/organizations?q=CLI%C3%89")
    report.check(f'<li role="option" data-value="{CUSTOMER}">' in page.text,
                 "found without accents and case")
    report.check(browser.get("/find/organizations?q=c").text.strip() == "",
                 "one letter finds nothing")


def test_new(report, server, register):
    browser = user(server, "ABC12")
    page = confirm(browser, BLOCK, **NEW)
    said = register.run("whois", NEW["prefix"]).out
    report.check(page.status == 303 and "owner:       Nueva Ltda" in said
                 and "owner-c:     ABC12" in said,
                 f"a new organisation gets it: {page.status}")
    path = f"/blocks/{NEW['prefix']}/contacts"
    page = browser.post(path, dict(tech="roq7", abuse="", action="preview"))
    report.check(page.status == 200 and "Rosa Quispe" in page.text and
                 "Ana Pérez" in page.text, "contacts: before and after")
    page = browser.post(path, dict(tech="NOBODY9", abuse="",
                                   action="confirm"))
    report.check(page.status == 400 and is_wrong(page, "tech") and
                 value_of(page, "tech") == "NOBODY9", "contacts: no such")
    page = browser.post(path, dict(tech="roq7", abuse="csi3",
                                   action="confirm"))
    said = register.run("whois", NEW["prefix"]).out
    report.check(page.status == 303 and "tech-c:      ROQ7" in said and
                 "abuse-c:     CSI3" in said, "contacts: changed")
    page = browser.get("/blocks/198.18.113.0/25/release")
    report.check('name="with_children"' in page.text, "children are told")
    page = browser.post("/blocks/198.18.113.0/25/release",
                        dict(prefix="198.18.113.0/25"))
    report.check(page.status == 409 and 'id="children-wrong"' in page.text,
                 "children must be ticked")
    page = browser.get(f"/blocks/{NEW['prefix']}/release")
    report.check('name="with_children"' not in page.text,
                 "no box without children")


def test_hostile(report, server, register):
    browser = user(server, "ABC12")
    csrf = browser.get(form_path(BLOCK)).csrf
    before = blocks_of(register)
    for text in HOSTILE:
        for field in FIELDS:
            form = dict(KNOWN, recipient="new" if field in FIELDS[1:13]
                        else "known", action="preview")
            form[field] = text
            page = browser.post(form_path(BLOCK), form, csrf)
            shown = value_of(page, field)
            report.check(page.status in (200, 400, 409) and shown in (
                text, text.replace("\r\n", "\n")),
                f"{field}={text[:20]!r}: {page.status} {shown!r:.60}")
            report.check("<script>alert" not in page.text and
                         "<img src=x" not in page.text and
                         "<svg/onload" not in page.text,
                         f"{field}={text[:20]!r} is escaped")
    report.check(blocks_of(register) == before, "previews change nothing")


def test_strangers(report, server, register):
    before = blocks_of(register)
    owner, stranger = user(server, "ABC12"), user(server, "INS9")
    for behind in "subassign", "contacts", "release":
        for block in BLOCK, "198.18.113.0/25":
            path = f"/blocks/{block}/{behind}"
            unknown = f"/blocks/192.0.2.0/24/{behind}"
            report.check(stranger.get(path).status == 404 ==
                         stranger.get(unknown).status,
                         f"a stranger's {path} is not found")
            report.check(stranger.post(path, KNOWN).status == 404,
                         f"a stranger posts {path}: not found")
            answer = owner.ask("POST", path, dict(
                KNOWN, action="confirm", prefix=block))
            # The form again, filled: status 403 is dispatch's to say.
            report.check(answer.status in (200, 403, 409) and
                         not answer.location,
                         f"no csrf at {path}: {answer.status}")
    recipient = user(server, "ROQ7")
    answer = recipient.post("/blocks/198.18.113.0/25/release",
                            dict(prefix="198.18.113.0/25", with_children=1))
    report.check(answer.status == 403, "the recipient does not release")
    report.check(blocks_of(register) == before, "strangers change nothing")


def test_race(report, server, register, threads, seed):
    """All at once, of overlapping sizes: the disjoint ones win."""
    rng = random.Random(seed)
    space = ip_network("2001:db8:4000::/40")
    wanted = [rng.choice(list(space.subnets(new_prefix=size)))
              for size in rng.choices((41, 42, 43, 44), k=threads)]
    browser = user(server, "ABC12")
    csrf = browser.get(form_path(BLOCK6)).csrf
    start, pages = threading.Barrier(threads), [None] * threads

    def run(n):
        mine = Browser(server, f"127.0.1.{n % 250 + 1}")
        mine.cookies = dict(browser.cookies)
        start.wait()
        pages[n] = confirm(mine, BLOCK6, csrf, ownerid=CUSTOMER,
                           range="typed", prefix=str(wanted[n]))

    workers = [threading.Thread(target=run, args=(n,))
               for n in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    won = [net for net, page in zip(wanted, pages) if page.status == 303]
    report.check(len(won) > 0 and not any(
        a.overlaps(b) for i, a in enumerate(won) for b in won[:i]),
        f"the winners are disjoint: {won}")
    for net, page in zip(wanted, pages):
        if page.status == 303:
            continue
        holders = [str(w) for w in won if w.overlaps(net)]
        report.check(page.status == 409 and any(
            f"{w}: su titular es {CUSTOMER}" in page.text for w in holders),
            f"{net} lost to one of {holders}: {page.status}")
        report.check(value_of(page, "prefix") == str(net) and
                     value_of(page, "ownerid") == CUSTOMER and
                     value_of(page, "shown"),
                     f"{net}: what was typed is kept, the next is proposed")
    for net in won:
        report.check(f"inetnum:     {net}" in
                     register.run("whois", net).out, f"{net} exists")


def main():
    options = parcela.options(__doc__, threads=64).parse_args()
    report = Report()
    with parcela.folder() as path:
        register = parcela.Register(path / "registry.db")
        register.must("demo")
        with Server(register, "[http]\nconnections_per_address = 512\n") \
                as server:
            for language in WORDS:
                test_way(report, server, register, language, BLOCK,
                         "198.18.115.64/27")
                test_way(report, server, register, language, BLOCK6,
                         "2001:db8:7777::/48")
            test_refusals(report, server, register)
            test_new(report, server, register)
            test_hostile(report, server, register)
            test_strangers(report, server, register)
            test_race(report, server, register, options.threads,
                      options.seed)
        parcela.check_verify(report, register, "after all")
    report.finish()


if __name__ == "__main__":
    sys.exit(main())
