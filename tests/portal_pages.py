#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Home, IP/ASN, Information, search and look-up, as each demo user sees them:
what is theirs, all of it, as page, CSV and JSON; what is not theirs does not
exist."""

import csv
import html
import io
import json
import re
import sys

import parcela
from parcela import Report
from portal_server import Browser, Server

PASSWORD = "parcela-demo-2026"
HOLDER = "/organizations/UY-EJEM-LACNIC"
CUSTOMER = "/organizations/PE-CLIE-LACNIC"
MANY = 600                      # sub-assignments: more than pages show
FORMULA = '=cmd|"/C calc"!A1, S.A.'
PARTS = ("", "/resources", "/resources.csv", "/resources.json")


def make_register(path):
    register = parcela.Register(path)
    register.must("demo")
    register.must("org", "add", "--country", "UY", "--admin", "ROQ7",
                  "--ownerid", "UY-FORM-LACNIC", FORMULA)
    lines = [f"subassign --as ABC12 100.{64 + n // 256}.{n % 256}.0/24 "
             "UY-FORM-LACNIC" for n in range(MANY)]
    batch = path.parent / "many.batch"
    batch.write_text("\n".join(lines) + "\n")
    register.must("batch", batch)
    return register


def log_in(server, user, language="en"):
    browser = Browser(server)
    browser.log_in(user, PASSWORD)
    browser.post("/language", {"language": language, "path": "/"})
    return browser


def main_of(page):
    return page.text.partition("<main")[2].partition("<footer")[0]


def words(page):
    """What people read in <main>."""
    return html.unescape(" ".join(re.sub("<[^>]+>", " ",
                                         main_of(page)).split()))


def links(page):
    return [html.unescape(path) for path in
            re.findall(r'href="(/[^"]*)"', main_of(page))]


def test_home(report, server):
    said = words(log_in(server, "ABC12").get("/"))
    for wanted in ("12 resources", "198.18.112.0/20", "2001:db8::/32",
                   "AS64500", "1×/22 2×/25 1×/27", "of 4 096 addresses",
                   "Sub-assign", "allocated", "UY-EJEM-LACNIC"):
        report.check(wanted in said, f"home of ABC12 has {wanted}")
    report.check("198.18.113.0/25" not in said,
                 "parts of what one manages are not repeated")
    page = log_in(server, "ROQ7").get("/")
    report.check("198.18.113.0/25" in words(page) and
                 "198.18.112.0/20" not in links(page), "home of a customer")
    for language, wanted in (("en", "tech-c"), ("es", "bajo otro usuario"),
                             ("pt", "com outro usuário")):
        page = log_in(server, "INS9", language).get("/")
        report.check(wanted in words(page) and 'action="/lookup"' in
                     main_of(page) and "<meter" not in page.text,
                     f"home without resources tells where to look: {language}")


def test_resources(report, server):
    browser = log_in(server, "ABC12")
    page = browser.get(HOLDER + "/resources")
    said = words(page)
    for wanted in ("9 blocks", "3 ASNs", f"{MANY + 41} sub-assignments",
                   "198.18.112.0/20", "AS65540", FORMULA):
        report.check(wanted in said, f"IP/ASN has {wanted}")
    seen, path, pages = [], HOLDER + "/resources?show=subassignments", 0
    while path:
        page = browser.get(path)
        seen += [link for link in links(page)
                 if link.startswith("/blocks/")]
        following = re.search('rel="next" href="([^"]*)"', page.text)
        path = html.unescape(following[1]) if following else None
        pages += 1
    report.check(len(seen) == len(set(seen)) == MANY + 41 and pages > 2,
                 f"all on {pages} pages, each once: {len(seen)}")
    page = browser.get(HOLDER + "/resources?show=subassignments&after=rubbish")
    report.check(page.status == 200, "a key of nobody's is the beginning")
    for typed, wanted in (("198.18.113", "1 sub-assignment "),
                          ("AS64500", "1 ASN "), ("assigned", "1 block "),
                          ("PE-CLIN-LACNIC", "1 sub-assignment "),
                          ("198.18.113.200", "1 block "),
                          ("<b>", "No results were found.")):
        page = browser.get(f"{HOLDER}/resources?filter={typed}")
        report.check(wanted in words(page) + " ", f"filter {typed}: {wanted}")
        report.check(f'value="{html.escape(typed)}"' in page.text,
                     f"filter {typed} stays")


def read_csv(page):
    return list(csv.DictReader(io.StringIO(page.text, newline="")))


def test_files(report, server):
    browser = log_in(server, "ABC12")
    page = browser.get(HOLDER + "/resources.csv")
    rows = read_csv(page)
    report.check(page.headers["Content-Type"] == "text/csv; charset=utf-8" and
                 "UY-EJEM-LACNIC.csv" in page.headers["Content-Disposition"],
                 "a CSV file to save")
    report.check(len(rows) == 9 + 3 + MANY + 41, f"all rows: {len(rows)}")
    report.check(all(None not in row and None not in row.values()
                     for row in rows), "each with all columns")
    names = {row["name"] for row in rows}
    report.check("'" + FORMULA in names and not any(
        cell[:1] in tuple("=+-@") for row in rows for cell in row.values()
        if cell), "no cell is a formula")
    report.check(page.body.count(b"\n") == page.body.count(b"\r\n"),
                 "lines end as RFC 4180 says")
    block = next(row for row in rows if row["resource"] == "198.18.112.0/20")
    report.check(block["total"] == "4096" and block["since"] == "2011-05-19"
                 and block["subassignments"] == "37", f"a row: {block}")
    for typed in ("", "198.18.113", "AS64500", "PE-CLIN-LACNIC", "nothing",
                  "reallocated", "2001:db8::/32"):
        rows = read_csv(browser.get(f"{HOLDER}/resources.csv?filter={typed}"))
        page = browser.get(f"{HOLDER}/resources.json?filter={typed}")
        found = json.loads(page.text)
        report.check([row["resource"] for row in rows] ==
                     [one["resource"] for one in found["resources"]] and
                     (found["filter"] or "") == typed,
                     f"CSV and JSON of {typed!r} are the same")
        shown = {link for link in links(browser.get(
            f"{HOLDER}/resources?filter={typed}")) if
            link.startswith(("/blocks/", "/asns/"))}
        if len(rows) < 50:
            report.check(len(shown) == len(rows), f"and the page: {typed!r}")


def without_names(page, ownerid):
    """A page but for the id of the request and what was asked for."""
    body = page.body.replace(ownerid.encode(), b"OWNERID")
    return re.sub(rb"\b[a-z0-9]{16}\b", b"ID", body)


def test_of_others(report, server):
    for user in "ROQ7", "INS9":
        browser = log_in(server, user)
        for part in PARTS:
            other = browser.get(HOLDER + part)
            none = browser.get("/organizations/UY-NADA-LACNIC" + part)
            report.check(other.status == none.status == 404 and
                         without_names(other, "UY-EJEM-LACNIC") ==
                         without_names(none, "UY-NADA-LACNIC"),
                         f"{user}: {part} of others is as what is not there")
    own = log_in(server, "ROQ7")
    for user, path in (("ROQ7", CUSTOMER), ("HEG1", HOLDER)):
        browser = own if user == "ROQ7" else log_in(server, user)
        for part in PARTS:
            page = browser.get(path + part)
            report.check(page.status == 200, f"{user} sees {path}{part}")
    page = Browser(server).get(HOLDER + "/resources.csv")
    report.check(page.status == 303 and page.location.startswith("/login"),
                 "nobody without a session")
    browser = log_in(server, "ROQ7")
    for link in links(browser.get(CUSTOMER + "/resources")):
        report.check(browser.get(link).status == 200, f"{link} is there")


def test_information(report, server):
    for language, billing in (("en", "BIL"), ("es", "FAC"), ("pt", "COB")):
        said = words(log_in(server, "ABC12", language).get(HOLDER))
        for wanted in ("Ejemplo S.A.", "UY-EJEM-LACNIC", "ADM", billing,
                       "MEM", "ABC12", "CON9", "JUA3", "2011-05-19"):
            report.check(wanted in said, f"Information has {wanted}")


def test_search(report, server):
    holder, customer = log_in(server, "ABC12"), log_in(server, "ROQ7")
    for browser, typed, wanted in (
            (holder, "198.18.115.70", "/blocks/198.18.112.0/20"),
            (holder, "%20198.18.113.5%20", "/blocks/198.18.113.0/27"),
            (holder, "2001:db8::/48", "/blocks/2001:db8::/48"),
            (holder, "as64500", "/asns/64500"),
            (holder, "uy-ejem-lacnic", HOLDER + "/resources"),
            (holder, "PE-CLIE-LACNIC", "/lookup?q=PE-CLIE-LACNIC"),
            (holder, "EJEMPLO", HOLDER + "/resources"),
            (holder, "ROQ7", "/lookup?q=ROQ7"),
            (holder, "203.0.113.7", "/lookup?q=203.0.113.7"),
            (customer, "198.18.115.70", "/lookup?q=198.18.115.70"),
            (customer, "64500", "/lookup?q=64500"),
            (customer, "UY-EJEM-LACNIC", "/lookup?q=UY-EJEM-LACNIC")):
        page = browser.get(f"/search?q={typed}")
        report.check(page.status == 303 and page.location == wanted,
                     f"search {typed}: {page.status} {page.location}")
        report.check(browser.get(page.location).status == 200,
                     f"{page.location} is there")
    page = holder.get("/search?q=clinica")
    report.check(page.status == 200 and "PE-CLIN-LACNIC" in words(page) and
                 "results" in words(page), "names give a list")
    page = holder.get("/search?q=%3Cscript%3Ezz")
    report.check("No results" in words(page) and "<script>zz" not in
                 page.text and 'value="&lt;script&gt;zz"' in page.text,
                 "what was typed stays, and does nothing")
    for typed in ("198.18.112.1/20", "1.2.3.4/99", "300.1.1.1", "%01",
                  "x" * 400):
        page = holder.get(f"/search?q={typed}")
        report.check(page.status == 400 and 'href="#q"' in page.text and
                     'aria-invalid' in page.text, f"search {typed[:20]}")
    report.check(holder.get("/search").status == 200, "the page of searching")


def test_lookup(report, server, register):
    guest = Browser(server)
    guest.post("/language", {"language": "en", "path": "/"})
    for typed, wanted in (("198.18.113.5", ("198.18.113.0/27", "tech-c",
                                            "ROQ7", "TIM4",
                                            "198.18.113.0/25")),
                          ("AS64500", ("AS64500", "routing-c", "ABC12")),
                          ("uy-ejem-lacnic", ("Ejemplo S.A.", "owner-c")),
                          ("ROQ7", ("Rosa Quispe",)),
                          ("203.0.113.7", ("nobody holds it",)),
                          ("192.168.0.1", ("No results were found.",))):
        page = guest.get(f"/lookup?q={typed}")
        said = words(page)
        report.check(page.status == 200 and all(w in said for w in wanted),
                     f"look up {typed}")
        answer = register.must("whois", typed).out
        lines = {line for line in answer.replace("\r", "").split("\n")
                 if line and line[0] not in "%"}
        shown = html.unescape(page.text)
        report.check(all(line in shown for line in lines),
                     f"WHOIS text of {typed}")
    report.check(guest.get("/lookup").status == 200, "the empty page")
    page = guest.get("/lookup?q=198.18.112.1/20")
    report.check(page.status == 400 and 'value="198.18.112.1/20"' in
                 page.text, "host bits are said")
    report.check("/blocks/" not in guest.get("/lookup?q=198.18.112.1").text,
                 "a guest is led to no block's page")
    page = log_in(server, "ABC12").get("/lookup?q=198.18.112.1")
    report.check("/blocks/198.18.112.0/24" in links(page),
                 "who manages it is")


def main():
    parcela.options(__doc__).parse_args()
    report = Report()
    with parcela.folder() as where:
        register = make_register(where / "registry.db")
        with Server(register) as server:
            for test in (test_home, test_resources, test_files,
                         test_of_others, test_information, test_search):
                test(report, server)
            test_lookup(report, server, register)
    report.finish()


if __name__ == "__main__":
    sys.exit(main())
