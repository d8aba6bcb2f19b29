#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""The pages of blocks and ASNs: what they say to whom, the map, the walk of a
block's parts, who held an address."""

import csv
import html
import io
import ipaddress
import json
import re
import sys
import urllib.parse

import parcela
from parcela import Register, Report
from portal_server import Browser, Server

DEMO_PASSWORD = "parcela-demo-2026"
MINE = "/blocks/198.18.112.0/20"
MINE_6 = "/blocks/2001:db8::/32"
PART = "/blocks/198.18.113.0/25"
SHAPES_MAX = 1024
CHILDREN = 700                  # of the full block: more than the map draws
FULL = "198.18.124.0/22"


def log_in(server, user):
    browser = Browser(server)
    browser.log_in(user, DEMO_PASSWORD)
    browser.post("/language", {"language": "en", "path": "/help"})
    return browser


def map_of(page):
    found = re.search(r'<section class="card" id="map".*?</section>',
                      page.text, re.S)
    return found[0] if found else ""


def shapes_of(page):
    """The prefix of each shape, as its title begins."""
    return [title.split(" ")[0] for title in
            re.findall(r"<title>(.*?)</title>", map_of(page))]


def rows_of(page):
    """(prefix, free?) of each row of the table."""
    table = re.search(r'<table class="list">.*?</table>', page.text, re.S)
    rows = re.findall(r'<tr[^>]*><th scope="row"(.*?)</th>', table[0], re.S) \
        if table else []
    return [(re.sub(r"<.*?>", "", row.split(">", 1)[1]), "<a" not in row)
            for row in rows]


def next_of(page):
    found = re.search(r'rel="next" href="([^"#]*)', page.text)
    return html.unescape(found[1]) if found else None


def walk(browser, path):
    """The rows of all pages, and how many pages there were."""
    rows, pages = [], 0
    while path and pages < 1000:
        page = browser.get(path)
        rows += rows_of(page)
        pages += 1
        path = next_of(page)
    return rows, pages


def covers_once(rows, block):
    """Do the rows tile the block, each address once, ascending?"""
    at = int(ipaddress.ip_network(block).network_address)
    for prefix, _ in rows:
        network = ipaddress.ip_network(prefix)
        if int(network.network_address) != at:
            return False
        at += network.num_addresses
    return at == int(ipaddress.ip_network(block).broadcast_address) + 1


def test_holder(report, server):
    browser = log_in(server, "ABC12")
    page = browser.get(MINE)
    report.check(page.status == 200, f"the holder's page: {page.status}")
    for wanted in ('<h1 class="mono">198.18.112.0/20</h1>', "allocated",
                   MINE + "/subassign", MINE + "/contacts", "AS64500",
                   "2011-05-19", "UY-EJEM-LACNIC", "1×/22  2×/25  1×/27",
                   "TIMEOUT", "/subassign?prefix=198.18.113.128/25"):
        report.check(wanted in page.text, f"it says {wanted}")
    report.check(MINE + "/release" not in page.text,
                 "a direct block is not released")
    report.check(page.text.count("<h1") == 1, "one h1")
    report.check("style=" not in page.text, "no style that is not allowed")
    shapes = shapes_of(page)
    report.check("198.18.115.0/26" in shapes and "198.18.124.0/22" in shapes
                 and len(shapes) == 36 + 4, f"the map: {len(shapes)} shapes")
    rows, _ = walk(browser, MINE)
    report.check(covers_once(rows, "198.18.112.0/20"), "its parts tile it")
    children, _ = walk(browser, MINE + "?free=no")
    report.check(children == [row for row in rows if not row[1]] and
                 len(children) == 37, f"without free: {len(children)}")
    page = browser.get(MINE + "?q=198.18.115")
    report.check([row[0] for row in rows_of(page)] == [
        "198.18.115.0/26", "198.18.115.64/27", "198.18.115.96/27",
        "198.18.115.128/25"], f"the start of an address: {rows_of(page)}")
    page = browser.get(MINE + "?q=198.18.115.70")
    report.check(rows_of(page) == [("198.18.115.64/27", True)],
                 f"the range around an address: {rows_of(page)}")
    page = browser.get(MINE + "?q=%3Cb%3Ex")
    report.check(page.status == 200 and 'value="&lt;b&gt;x"' in page.text and
                 not rows_of(page), "what finds nothing stays typed")
    page = browser.get(MINE + "?at=198.18.115.0/24")
    report.check([row[0] for row in rows_of(page)] == [
        "198.18.115.0/26", "198.18.115.64/27", "198.18.115.96/27",
        "198.18.115.128/25"], f"the part that the map shows: {rows_of(page)}")
    page = browser.get(MINE + "?q=10.0.0.0/8")
    report.check(not rows_of(page) and "No results" in page.text,
                 "nothing of another block")


def test_filter(report, server):
    """By recipient, by a part of an octet; and files of just that."""
    browser = log_in(server, "ABC12")
    for typed, wanted in (("pe-clie", ["198.18.113.0/25"]),
                          ("NORTE%20clinica", ["198.18.115.0/26"]),
                          ("198.18.12", None), ("", None),
                          ("198.18.112.70", ["198.18.112.0/24"]),
                          ("nobody", [])):
        for free in ("", "&free=no"):
            rows, pages = walk(browser, f"{MINE}?q={typed}{free}")
            found = [prefix for prefix, _ in rows]
            report.check(found and wanted is None or found == wanted,
                         f"{typed}{free} on {pages} pages: {found}")
            page = browser.get(f"{MINE}/parts.csv?q={typed}{free}")
            table = list(csv.DictReader(io.StringIO(
                page.body.decode("utf-8-sig"), newline="")))
            report.check([row["resource"] for row in table] == found and
                         page.headers["Content-Disposition"].endswith(
                             '"198.18.112.0_20.csv"'),
                         f"CSV of {typed}{free}")
            report.check([row["kind"] == "free" for row in table] ==
                         [free for _, free in rows], f"free of {typed}{free}")
            page = browser.get(f"{MINE}/parts.json?q={typed}{free}")
            listed = json.loads(page.text)
            report.check([one["resource"] for one in listed["resources"]] ==
                         found and listed["block"] == "198.18.112.0/20" and
                         {one["part_of"] for one in listed["resources"]} <=
                         {"198.18.112.0/20"}, f"JSON of {typed}{free}")
    page = browser.get(MINE + "?q=pe-clie&free=no")
    for link in re.findall(r'href="([^"]*parts[.][^"]*)"', page.text):
        answer = browser.get(html.unescape(link))
        report.check(answer.status == 200 and "198.18.113.0/25" in answer.text
                     and "198.18.112.0/24" not in answer.text, link)


def test_ipv6(report, server):
    browser = log_in(server, "ABC12")
    page = browser.get(MINE_6)
    shapes = shapes_of(page)
    report.check(len(shapes) == 16 and shapes[0] == "2001:db8::/36",
                 f"sixteen cells: {shapes[:2]}")
    at = MINE_6
    for depth in range(2, 5):
        link = re.findall(r'<a href="([^"]*[?]at=[^"#]*)#map"',
                          map_of(page))[-1]
        page = browser.get(html.unescape(link))
        report.check(len(shapes_of(page)) in range(16, 16 * depth + 1) and
                     page.status == 200 and link != at,
                     f"{depth} rungs: {len(shapes_of(page))}")
        at = link
    page = browser.get(MINE_6 + "?at=2001:db8:fff0::/44")
    report.check("2001:db8:f000::/36</a>" in map_of(page) and
                 "<strong" in map_of(page), "the path is text")
    for odd in ("x", "10.0.0.0/8", "2001:db9::/36", "2001:db8::1/128",
                "2001:db8::/33"):
        page = browser.get(MINE_6 + "?at=" + urllib.parse.quote(odd))
        report.check(page.status == 200 and
                     16 <= len(shapes_of(page)) <= SHAPES_MAX, f"at={odd}")
    rows, _ = walk(browser, MINE_6)
    report.check(covers_once(rows, "2001:db8::/32"), "its parts tile it")


def test_customer(report, server, register):
    browser = log_in(server, "ROQ7")
    page = browser.get(PART)
    report.check(page.status == 200 and PART + "/subassign" in page.text and
                 PART + "/contacts" in page.text, "the customer's own")
    report.check(PART + "/release" not in page.text and
                 f'href="{MINE}"' not in page.text,
                 "not its release, nor the block around it")
    holder = log_in(server, "ABC12").get(PART)
    report.check(PART + "/release" in holder.text and
                 f'href="{MINE}"' in holder.text, "which its parent has")
    report.check("residencial-0001" not in page.text, "no label of others")
    part, csv = "198.18.126.0/27", "/resources.csv"
    register.must("subassign", "--as", "ABC12", part, "PE-CLIE-LACNIC",
                  "--label", "nota-9")
    giver = log_in(server, "ABC12")
    for mine, theirs in (
            (f"/blocks/{part}", f"/blocks/{part}"),
            (f"/organizations/UY-EJEM-LACNIC{csv}",
             f"/organizations/PE-CLIE-LACNIC{csv}")):
        page = browser.get(theirs)
        report.check("nota-9" in giver.get(mine).body.decode() and
                     page.status == 200 and part in page.body.decode() and
                     "nota-9" not in page.body.decode(),
                     f"a label is for who wrote it: {theirs}")
    register.must("release", "--as", "ABC12", part)


def test_asn(report, server):
    browser = log_in(server, "ABC12")
    page = browser.get("/asns/64500")
    report.check(page.status == 200 and "UY-EJEM-LACNIC" in page.text and
                 "Routing contact" in page.text and
                 "Given by the registry" in page.text, "an ASN's page")
    for path, wanted in (("/asns/AS64500", "/asns/64500"),
                         ("/blocks/2001:DB8:0::/32?q=%C3%A1", MINE_6 +
                          "?q=%C3%A1"),
                         ("/blocks/2001:0db8::/32/held", MINE_6 + "/held")):
        page = browser.get(path)
        report.check(page.status == 301 and page.location == wanted and
                     browser.get(wanted).status == 200,
                     f"{path}: {page.status} {page.location}")


def test_held(report, register, server):
    browser = log_in(server, "ABC12")
    page = browser.get(MINE + "/held")
    report.check(page.status == 200 and 'value="198.18.112.0"' in page.text,
                 "who held: the form")
    page = browser.get(MINE + "/held?address=198.18.113.5&at=2025-08-20")
    report.check("PE-CLIE-LACNIC" in page.text and "198.18.113.0/25" in
                 page.text, "who held it that day")
    page = browser.get(MINE + "/held?address=198.18.113.5&at=1990-01-01")
    report.check(page.status == 200 and "was not in this registry" in
                 page.text, "before the registry")
    page = browser.get(MINE + "/held?address=198.18.113.5&at=2030-01-01")
    report.check(page.status == 400 and "still to come" in page.text,
                 "nobody holds it on a day to come")
    part = "198.18.124.0/24"
    register.must("subassign", "--as", "ABC12", part, "PE-CLIE-LACNIC")
    register.must("release", "--as", "ABC12", part)
    day = parcela.NOW[:10]
    page = browser.get(f"{MINE}/held?address=198.18.124.9&at={day}")
    report.check(page.text.count("UY-EJEM-LACNIC") >= 2 and
                 "PE-CLIE-LACNIC" in page.text, "all holders of a busy day")
    page = browser.get(MINE)
    report.check(page.text.count(f'<span class="mono">{part}</span>') == 2,
                 "the block remembers a part that is released")
    older = re.search(r'href="([^"#]*[?]before=[0-9]+)', page.text)
    report.check(older and "Newest" in browser.get(older[1]).text,
                 "the history goes on")
    for query in ("address=10.0.0.1&at=2025-08-20", "address=x&at=2025-08-20",
                  "address=198.18.113.5&at=%3Cb%3E"):
        page = browser.get(f"{MINE}/held?{query}")
        report.check(page.status == 400 and "<b>" not in page.text and
                     'aria-invalid="true"' in page.text, f"refused: {query}")


def test_hostmaster(report, server):
    browser = log_in(server, "HEG1")
    for path in (MINE, MINE_6, PART, "/asns/64500", "/blocks/10.0.0.0/11"):
        page = browser.get(path)
        report.check(page.status == 200 and len(shapes_of(page)) <=
                     SHAPES_MAX, f"hostmaster at {path}: {page.status}")
    done = browser.post(f"{MINE_6}/contacts", dict(
        tech="JUA3", abuse="CSI3", action="confirm", reason="Pidió <b>Ana</b>",
        ticket="N-77"))
    mine = log_in(server, "ABC12").get(MINE_6)
    page = browser.get(MINE_6)
    report.check("Pidió &lt;b&gt;Ana&lt;/b&gt;" in page.text and
                 "N-77" in page.text, f"hostmaster reads why {done.status}")
    report.check(mine.status == 200 and "Pidió" not in mine.text and
                 "N-77" not in mine.text, f"nobody else {mine.status}")


def test_languages(report, server):
    browser = log_in(server, "ABC12")
    for code, words in (("es", ("Espacio libre", "Sub-asignar aquí")),
                        ("pt", ("Espaço livre", "Subdesignar aqui"))):
        browser.post("/language", {"language": code, "path": "/help"})
        page = browser.get(MINE)
        report.check(all(word in page.text for word in words) and
                     "Free space" not in page.text, f"in {code}")


def test_many(report, register, server):
    """More parts than the map draws: cells instead, and a walk of pages."""
    browser = log_in(server, "ABC12")
    first = int(ipaddress.ip_address("198.18.124.0"))
    for number in range(0, CHILDREN):
        prefix = f"{ipaddress.ip_address(first + number)}/32"
        answer = register.run("subassign", "--as", "ABC12", prefix,
                              "PE-CLIE-LACNIC")
        if answer.code != 0:
            report.check(False, f"subassign {prefix}: {answer.text}")
            return
    page = browser.get(MINE)
    report.check(0 < len(shapes_of(page)) <= 256,
                 f"cells: {len(shapes_of(page))} shapes")
    link = re.search(r'href="([^"]*[?]at=198.18.124.0/28)#map"', map_of(page))
    report.check(link, "a full cell leads into it")
    page = browser.get(link[1] if link else MINE)
    report.check(len(shapes_of(page)) == 16, "where each is seen")
    rows, pages = walk(browser, MINE)
    report.check(covers_once(rows, "198.18.112.0/20") and
                 len([row for row in rows if not row[1]]) == CHILDREN + 37,
                 f"{len(rows)} rows on {pages} pages, each once")


def main():
    parcela.options(__doc__).parse_args()
    report = Report()
    with parcela.folder() as where:
        register = Register(where / "demo.db")
        register.must("demo")
        with Server(register) as server:
            for test in (test_holder, test_filter, test_ipv6, test_asn,
                         test_hostmaster, test_languages):
                test(report, server)
            test_customer(report, server, register)
            test_held(report, register, server)
            test_many(report, register, server)
        parcela.check_verify(report, register, "after all")
    report.finish()


if __name__ == "__main__":
    sys.exit(main())
