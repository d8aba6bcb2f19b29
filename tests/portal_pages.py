#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Home, IP/ASN, Information, search and look-up, as each demo user sees them:
what is theirs, all of it, as page, CSV and JSON."""

import codecs
import csv
import html
import io
import ipaddress
import json
import re
import sys
import urllib.parse

import parcela
from parcela import Report
from portal_server import Browser, Server

PASSWORD = "parcela-demo-2026"
HOLDER = "/organizations/UY-EJEM-LACNIC"
CUSTOMER = "/organizations/PE-CLIE-LACNIC"
MANY = 600                      # sub-assignments: more than pages show
CUSTOMERS = 120                 # whom one user made: more than a menu shows
FORMULA = '=cmd|"/C calc"!A1, S.A.'


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


def cards(page):
    """What each card of home is of, in order, and how full."""
    return [(name, int(used) if used else -1) for name, used in re.findall(
        r'<section class="card" aria-label="([^"]*)".*?'
        r'(?:value="(\d+)".*?)?</section>', main_of(page), re.S)]


def sorting_key(name):
    family = 2 if name.startswith("AS") else ":" in name
    return family, int(name[2:].split("-")[0]) if family == 2 else \
        ipaddress.ip_network(name)


def test_home_filtered(report, server):
    browser = log_in(server, "ABC12")
    whole = cards(browser.get("/"))
    for show, is_of in (("ipv4", lambda name: "." in name),
                        ("ipv6", lambda name: ":" in name),
                        ("asn", lambda name: name.startswith("AS")),
                        ("all", bool), ("rubbish", bool)):
        part = [card for card in whole if is_of(card[0])]
        found = {order: cards(browser.get(f"/?show={show}&order={order}"))
                 for order in ("holder", "use", "prefix", "rubbish")}
        report.check(part and found["holder"] == found["rubbish"] == part,
                     f"home of {show}: {found['holder']}")
        report.check(sorted(found["prefix"]) == sorted(part) and
                     [name for name, _ in found["prefix"]] == sorted(
                         (name for name, _ in part), key=sorting_key),
                     f"home of {show} by prefix: {found['prefix']}")
        uses = [use for _, use in found["use"]]
        report.check(sorted(found["use"]) == sorted(part) and
                     uses == sorted(uses, reverse=True),
                     f"home of {show} by use: {found['use']}")
    page = browser.get("/?show=ipv6&order=use")
    for path, label in (("/?show=ipv6&amp;order=use", "IPv6"),
                        ("/?show=ipv6&amp;order=use", "by usage")):
        report.check(f'<a href="{path}" aria-current="true">{label}' in
                     page.text, f"{label} is marked")
    page = log_in(server, "ROQ7").get("/?show=asn")
    report.check(not cards(page) and "No results" in words(page) and
                 'href="/?show=ipv4&amp;order=holder"' in page.text,
                 "of nothing: the way to the rest")


def test_home_in_pages(report, server, register):
    register.script([["org", "add", "Larga", "--country", "UY", "--ownerid",
                      "UY-LARG-LACNIC", "--admin", "INS9"],
                     *(["move-in", f"179.{n}.0.0/24", "UY-LARG-LACNIC",
                        "--status", "allocated"] for n in range(60))])
    browser = log_in(server, "INS9")
    for query in ("", "?show=ipv4&order=use", "?show=all&order=prefix"):
        found, path = [], "/" + query
        while path:
            page = browser.get(path)
            found += [name for name, _ in cards(page)]
            following = re.search('rel="next" href="([^"]*)"', page.text)
            path = html.unescape(following[1]) if following else None
        report.check(len(found) == len(set(found)) == 60,
                     f"home {query} in pages: {len(found)}")


def test_staff(report, server):
    """A hostmaster without resources is told what they can do."""
    for language, wanted in (("en", "As hostmaster you reach every block"),
                             ("es", "Como personal del registro"),
                             ("pt", "Como equipe do registro")):
        page = log_in(server, "HEG1", language).get("/")
        report.check(wanted in words(page) and 'action="/lookup"' in
                     main_of(page) and "tech-c" not in words(page),
                     f"home of hostmaster, {language}")


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
                          ("pe-clin", "1 sub-assignment "),
                          ("CLINICA%20nor", "1 sub-assignment "),
                          ("2001:d", "1 block "),
                          ("198.18.113.200", "1 block "),
                          ("<zz>", "No results were found.")):
        page = browser.get(f"{HOLDER}/resources?filter={typed}")
        report.check(wanted in words(page) + " ", f"filter {typed}: {wanted}")
        shown = html.escape(urllib.parse.unquote(typed))
        report.check(f'value="{shown}"' in page.text, f"filter {typed} stays")


def read_csv(page):
    """As spreadsheets do: UTF-8 when its mark is there."""
    text = page.body.decode("utf-8-sig" if page.body.startswith(
        codecs.BOM_UTF8) else "cp1252")
    return list(csv.DictReader(io.StringIO(text, newline="")))


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
    everything = [row["resource"] for row in rows]
    for typed in ("198.18.1", "198.18.11", "100.64.2", "1", "2001:db"):
        found = [row["resource"] for row in read_csv(browser.get(
            f"{HOLDER}/resources.csv?filter={typed}"))]
        report.check(sorted(found) == sorted(
            one for one in everything if one.startswith(typed)),
            f"all that begins with {typed}: {len(found)}")
    page = browser.get(f"{HOLDER}/resources?show=asns&filter=AS6")
    for end in "csv", "json":
        path = html.unescape(re.search(
            rf'href="([^"]*resources\.{end}[^"]*)"', page.text)[1])
        found = browser.get(path)
        kinds = {row["kind"] for row in (
            read_csv(found) if end == "csv" else
            json.loads(found.text)["resources"])}
        report.check(kinds == {"asn"}, f"only what is shown: {path}: {kinds}")
    report.check("Clínica Norte" in names, f"accents are read: {names}")
    for typed in ("", "198.18.113", "AS64500", "PE-CLIN-LACNIC", "nothing",
                  "reallocated", "2001:db8::/32", "198.1", "pe-cl",
                  "clinica"):
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


def link_many(register):
    """Organizations without resources, whose user is that of the holder."""
    register.script([
        ["org", "add", f"Peluquería Ñandú {n}", "--country", "AR",
         "--ownerid", f"AR-PELU{n}-LACNIC", "--admin", "ABC12"]
        for n in range(1, CUSTOMERS + 1)])


def menus(page):
    """The ownerids of the menu, then those of the phone's two sheets."""
    parts = [page.text.partition('<nav class="menu"')[2].partition("</nav>")[0],
             *page.text.partition('<nav class="bar"')[2].split("<details")[1:]]
    return [(re.findall(r'"/organizations/([^"/]+)["/]', part),
             'href="/organizations"' in part) for part in parts]


def test_menu(report, server, register):
    browser = log_in(server, "ABC12")
    (own, more), *_ = menus(browser.get("/"))
    report.check(not more and "UY-EJEM-LACNIC" in own and len(own) < 8 * 2,
                 f"the menu of few: {own}")
    link_many(register)
    last = f"AR-PELU{CUSTOMERS}-LACNIC"
    for path, here in (("/", None), (f"/organizations/{last}", last),
                       (f"/organizations/{last}/resources", last),
                       (HOLDER, "UY-EJEM-LACNIC")):
        page = browser.get(path)
        for ids, more in menus(page):
            once = list(dict.fromkeys(ids))
            report.check(len(once) == 8 and once[0] == "UY-EJEM-LACNIC" and
                         more and (here is None or here in once),
                         f"{path}: own first, eight, and a way to all: {once}")
        report.check(len(menus(page)) == 3, "menu and two sheets")
    other = log_in(server, "ROQ7").get(f"/organizations/{last}")
    report.check(other.status == 404 and last not in menus(other)[0][0],
                 "what is not theirs is not in the menu")


def all_pages(browser, path):
    found, pages = [], 0
    while path:
        page = browser.get(path)
        found += re.findall(r'row"><a class="mono" href="/organizations/'
                            r'([^"]+)"', main_of(page))
        following = re.search('rel="next" href="([^"]*)"', page.text)
        path = html.unescape(following[1]) if following else None
        pages += 1
    return found, pages


def test_organisations(report, server):
    browser = log_in(server, "ABC12")
    found, pages = all_pages(browser, "/organizations")
    made = {f"AR-PELU{n}-LACNIC" for n in range(1, CUSTOMERS + 1)}
    report.check(len(found) == len(set(found)) and pages > 2 and
                 set(found) >= made | {"UY-EJEM-LACNIC"},
                 f"all on {pages} pages, each once: {len(found)}")
    for typed, wanted in (("nandu%20117", {"AR-PELU117-LACNIC"}),
                          ("PELUQUER%C3%8DA", made),
                          ("ar-pelu11", {f"AR-PELU11{n}-LACNIC" for n in
                                         ("", *range(10))}),
                          ("UY-EJEM-LACNIC", {"UY-EJEM-LACNIC"}),
                          ("PE-CLIN-LACNIC", set()), ("zzzzz", set())):
        found, _ = all_pages(browser, f"/organizations?filter={typed}")
        report.check(set(found) == wanted and len(found) == len(wanted),
                     f"filter {typed}: {len(found)}")
    page = browser.get("/organizations?filter=%3Cb%3E")
    report.check('value="&lt;b&gt;"' in page.text and "No results" in
                 words(page), "what was typed stays, and does nothing")
    page = browser.get("/organizations?filter=nandu%20117")
    report.check("Administrative contact" in words(page) and
                 "Technical contact" not in words(page), "what one is of it")
    for link in links(page):
        report.check(browser.get(link).status == 200, f"{link} is there")
    page = browser.get("/organizations?after=rubbish")
    report.check(page.status == 200 and "UY-EJEM-LACNIC" in words(page),
                 "a key of nobody's is the beginning")
    page = log_in(server, "INS9").get("/organizations")
    report.check("No organization is linked" in words(page), "nobody's")


def test_links(report, server):
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
            (holder, "EJEMPLO%20s.a", HOLDER + "/resources"),
            (holder, "ROQ7", "/lookup?q=ROQ7"),
            (holder, "203.0.113.7", "/lookup?q=203.0.113.7"),
            (customer, "198.18.115.70", "/lookup?q=198.18.115.70"),
            (customer, "64500", "/lookup?q=AS64500"),
            (customer, "UY-EJEM-LACNIC", "/lookup?q=UY-EJEM-LACNIC")):
        page = browser.get(f"/search?q={typed}")
        report.check(page.status == 303 and page.location == wanted,
                     f"search {typed}: {page.status} {page.location}")
        report.check(browser.get(page.location).status == 200,
                     f"{page.location} is there")
    page = holder.get("/search?q=clinica")
    report.check(page.status == 200 and "PE-CLIN-LACNIC" in words(page) and
                 "results" in words(page), "names give a list")
    for typed in "EJEMPLO", "abuso@ej", "csirt%20ejem":
        page = holder.get(f"/search?q={typed}")
        report.check(page.location == "/lookup?q=CSI3" or
                     "CSI3" in words(page), f"{typed} finds a person")
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


GUIDES = {
    "language": "/profile", "profile": "/profile/data", "legacy": "/legacy",
    "manage": "/asns/64500/contacts", "resources": "/lookup",
    "contacts": f"{HOLDER}/contacts", "password": "/forgot",
    "register": "/register", "subassign": "/blocks/198.18.112.0/20",
    "reverse": "/blocks/198.18.112.0/20/reverse",
}                               # each with a page that it is about
ANY = "language",               # is about what stands on every page


def guides_of(browser):
    return {path.rpartition("/")[2]: browser.get(path) for path in
            links(browser.get("/help")) if path.startswith("/help/")}


def test_guides(report, server):
    """A chapter for each thing members can do, with a picture of it."""
    seen = set()
    for language in "es", "en", "pt":
        browser = log_in(server, "ABC12", language)
        found = guides_of(browser)
        report.check(set(found) == set(GUIDES) - {"password", "register"},
                     f"without mails, what needs none: {set(found)}")
        for name, page in found.items():
            picture = re.search(r'<img src="(/assets/[^"]*)"', page.text)
            shown = picture and browser.get(picture[1])
            report.check(shown and shown.headers["Content-Type"] ==
                         "image/png" and picture[1] not in seen,
                         f"{name} has a picture in {language}")
            said = re.search(r'<img [^>]* alt="([^"]{30,})"', page.text)
            report.check(said and said[1] not in seen,
                         f"{name}: what is on it is said in {language}")
            seen.add(said and said[1])
            report.check(page.text.count("<li>") > 5, f"{name}: its steps")
            seen.add(picture and picture[1])
            about = browser.get(GUIDES[name])
            report.check(name in ANY or f'href="/help/{name}"' in about.text,
                         f"{GUIDES[name]} leads to its guide")
    report.check(browser.get("/help/nothing").status == 404, "no such guide")


def test_guides_of_mails(report, server):
    guest = Browser(server)
    report.check(set(guides_of(guest)) == set(GUIDES), "all guides")
    for name in "password", "register":
        report.check(f'href="/help/{name}"' in
                     guest.get(GUIDES[name]).text, f"{name}: led to it")


def test_rate(report, register):
    """Strangers look up as often as they may ask WHOIS; users do not wait."""
    with Server(register, "[whois]\nrate_per_minute = 3\n") as server:
        stranger = Browser(server, "127.0.0.31")
        stranger.cookies["parcela-language"] = "pt"
        pages = [stranger.get("/lookup?q=198.18.112.5") for _ in range(6)]
        report.check([page.status for page in pages[:3]] == [200] * 3 and
                     pages[5].status == 429, "three a minute are answered")
        report.check(pages[5].headers["Retry-After"] == "20" and
                     "Tentativas demais" in pages[5].text and
                     "Ejemplo" not in main_of(pages[5]), "and told to wait")
        report.check(stranger.get("/lookup").status == 200 and
                     stranger.get("/help").status == 200, "all else is open")
        other = Browser(server, "127.0.0.32")
        report.check(other.get("/lookup?q=198.18.112.5").status == 200,
                     "an address does not pay for another")
        user = log_in(server, "INS9")
        report.check({user.get("/lookup?q=198.18.112.5").status
                      for _ in range(9)} == {200}, "nor do users")


def main():
    parcela.options(__doc__).parse_args()
    report = Report()
    with parcela.folder() as where:
        register = make_register(where / "registry.db")
        with Server(register) as server:
            for test in (test_home, test_home_filtered, test_staff, test_resources, test_files,
                         test_links, test_information, test_search,
                         test_guides):
                test(report, server)
            test_lookup(report, server, register)
            test_menu(report, server, register)
            test_organisations(report, server)
            test_home_in_pages(report, server, register)
        register.env["PARCELA_MAILS"] = "show"
        with Server(register) as server:
            test_guides_of_mails(report, server)
        test_rate(report, register)
    report.finish()


if __name__ == "__main__":
    sys.exit(main())
