#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Delegating reverse DNS by the portal: the three steps with real name servers
in a network of our own, until a real primary serves it; and every way in which
it must not go on."""

import contextlib
import html
import re
import time
from urllib.parse import quote, unquote

import name_servers
import parcela
from name_servers import CONFIG, GOOD, World, host
from own_servers import Nsd, records, until
from parcela import HOLDER, Report, customer
from portal_server import PASSWORD, Browser, Server

BLOCK, PART, OTHER = "45.5.112.0/20", "45.5.114.0/24", "200.7.0.0/22"
WHOLE, SIX = "45.4.0.0/16", "2801:4::/32"
SERVERS = [*GOOD, "old", "notcp", "refuses", "parent"]
ZONES = "45.in-addr.arpa", "4.0.0.0.1.0.8.2.ip6.arpa"
PATIENCE = 60
GOOD_HOSTS = [host(name) for name in GOOD]


def make_register(path):
    register = parcela.make_isp(path, 1)
    register.script([
        ["undelegate", WHOLE],
        ["move-in", BLOCK, HOLDER, "--status", "allocated"],
        ["move-in", OTHER, customer(1), "--status", "allocated"]])
    for user in "ISP1", "CUS1":
        register.must("user", "passwd", user, stdin=PASSWORD + "\n")
    del register.env["PARCELA_CLOCK"]
    return register


def config_of(files, nsd):
    return CONFIG + "\n".join([
        "primary = ns.registry.example",
        "mailbox = hostmaster@registry.example",
        "nserver = ns.registry.example",
        *(f"zone = {zone}" for zone in ZONES), f"files = {files}",
        f"reload = {nsd.reload}", f"server = 127.0.0.1:{nsd.port}"]) + "\n"


def log_in(server, handle):
    browser = Browser(server)
    browser.log_in(handle)
    browser.post("/language", dict(language="en", path="/"))
    return browser


# --- What a member does -----------------------------------------------------------

def path_of(block):
    return f"/blocks/{block}/reverse"


def form_of(blocks, hosts, **more):
    return {"action": "check", "blocks": blocks, **{
        f"host{n}": h for n, h in enumerate(hosts, 1)}, **more}


def is_wrong(page, field):
    return f'id="{field}-wrong"' in page.text and \
        f'href="#{field}"' in page.text


def follow(browser, path):
    """The page, as it is when nothing more is asked."""
    end = time.monotonic() + PATIENCE
    page = browser.get(path)
    while 'data-again="' in page.text and time.monotonic() < end:
        time.sleep(0.05)
        page = browser.get(path)
    return page


def check(browser, block, blocks, hosts, **more):
    page = browser.post(path_of(block), form_of(blocks, hosts, **more))
    return page if page.status != 303 else follow(browser, page.location)


def next_of(page):
    link = re.search(r'<a class="button primary" href="([^"]*)">Next', page.text)
    return html.unescape(link[1]) if link else None


def confirm(browser, block, page):
    return browser.post(path_of(block), dict(
        action="confirm", step="summary", checks=page.hidden("checks"),
        now=page.hidden("now") or ""))


# --- The whole way ----------------------------------------------------------------

def test_way(report, register, browser, nsd, block, blocks, zones):
    page = check(browser, block, blocks, GOOD_HOSTS)
    report.check(page.status == 200 and next_of(page) and
                 page.text.count("✓ Authoritative") >= len(blocks.split()) and
                 "fd00:53::1" in page.text, f"{blocks}: all are authoritative")
    summary = browser.get(next_of(page) or "/")
    for zone in zones:
        report.check(all(f"{zone}. NS {h}." in summary.text
                         for h in GOOD_HOSTS), f"{zone} is in the summary")
    for one in blocks.split():
        report.check(f"inetrev:     {one}" in html.unescape(summary.text) and
                     "not delegated" in summary.text, f"{one} in WHOIS")
    report.check(not any(f"inetrev:     {one}" in register.must(
        "whois", one).out for one in blocks.split()), "nothing is done yet")
    done = confirm(browser, block, summary)
    begun = time.monotonic()
    report.check(done.status == 303 and "live=" in done.location,
                 f"{blocks}: confirmed: {done.status}")
    said = register.must("whois", block).out
    report.check(said.count("nserver:") == said.count("nsstat:") ==
                 said.count("nslastaa:") > 0 and " AA" in said,
                 f"WHOIS says at once what the check found: {said}")
    for zone in zones:
        wanted = {h + "." for h in GOOD_HOSTS}
        took = until(lambda z=zone: records(nsd.port, z, "NS") == wanted)
        report.check(took is not None and time.monotonic() - begun < 60,
                     f"the primary serves {zone}")
    live = follow(browser, done.location)
    report.check(live.text.count("✓ live") == len(blocks.split()) and
                 "own name server answers so since" in live.text,
                 f"{blocks}: the page says that it is live")
    print(f"{blocks}: live {time.monotonic() - begun:.1f} s after Confirm")
    for one in blocks.split():
        said = register.must("whois", one).out
        report.check(f"inetrev:     {one}" in said and all(
            h.upper() in said for h in GOOD_HOSTS), f"{one}: WHOIS")


def test_shown(report, browser):
    """The block's page has the states, and leads on."""
    def page_has(text):
        return text in browser.get(f"/blocks/{BLOCK}").text
    report.check(until(lambda: page_has("✓ AA")) is not None,
                 "the block's page shows what servers say")
    report.check(page_has(f"{path_of(BLOCK)}?prefix={PART}") and
                 page_has(f"{path_of(BLOCK)}?remove={PART}"),
                 "and leads to change and removal")
    page = browser.get(f"{path_of(BLOCK)}?prefix={PART}")
    report.check(all(f'value="{h}"' in page.text for h in GOOD_HOSTS) and
                 f">{PART}</textarea>" in page.text,
                 "what is registered stands in the form")


# --- What is refused --------------------------------------------------------------

def test_refused(report, browser, register):
    before = register.rows("SELECT count(*) FROM zone_check")
    for name, typed, told in (
            ("an address", "192.0.2.1", "not as its address"),
            ("an IPv6 address", "2001:db8::1", "not as its address"),
            ("one label", "localhost", "full name"),
            ("blanks", "ns1 example.net", "full name"),
            ("twice", host("good1").upper() + ".", "named twice"),
            ("reverse", "ns.114.5.45.in-addr.arpa", "reverse"),
            ("markup", "<script>alert(1)</script>", "full name")):
        page = check(browser, BLOCK, PART, [host("good1"), typed])
        report.check(400 <= page.status < 500 and is_wrong(page, "host2") and
                     told in page.text and html.escape(typed) in page.text and
                     f'value="{host("good1")}"' in page.text and
                     "<script>alert" not in page.text,
                     f"{name}: beside its field, all is kept: {page.status}")
    page = check(browser, BLOCK, PART, [])
    report.check(page.status == 400 and is_wrong(page, "host1"), "no server")
    page = check(browser, BLOCK, PART, ["ns1", "ns1.example.net"])
    report.check(is_wrong(page, "host1") and not is_wrong(page, "host2"),
                 "which of two that begin alike")
    for blocks, told in (("", "Which block?"), ("45.5.114.0/25", "zones"),
                         ("nonsense", "not a prefix"),
                         (OTHER, "may not do that"),
                         ("192.0.2.0/24", "no such block"),
                         (f"{PART} {BLOCK}", "name one of them"),
                         (" ".join(f"45.5.{n}.0/24" for n in range(112, 128)) +
                          " 2801:4::/48", "At most 16"),
                         ("45.4.9.0/24", "whole /16s")):
        page = check(browser, BLOCK, blocks, GOOD_HOSTS)
        report.check(400 <= page.status < 500 and is_wrong(page, "blocks") and
                     told in page.text and f">{blocks}</textarea>" in page.text
                     and all(f'value="{h}"' in page.text for h in GOOD_HOSTS),
                     f"{blocks[:40]}: beside its field: {page.status}")
    record = "1 13 2 " + "AB" * 32
    for blocks, ds in ((PART, "nonsense"), (PART, "1 13 2 AB"),
                       (f"{PART} 45.5.115.0/24", record),
                       (PART, f"113.5.45.in-addr.arpa. IN DS {record}")):
        page = check(browser, BLOCK, blocks, GOOD_HOSTS, ds=ds)
        report.check(page.status == 400 and is_wrong(page, "ds") and
                     f">{ds}</textarea>" in page.text, f"DS {ds[:30]}")
    page = browser.post(path_of(BLOCK), form_of(PART, GOOD_HOSTS, ds=record,
                                                action="more"))
    report.check(page.status == 200 and 'id="host5"' in page.text and
                 all(f'value="{h}"' in page.text for h in GOOD_HOSTS) and
                 record in page.text, "more inputs, and nothing is lost")
    report.check(register.rows("SELECT count(*) FROM zone_check") == before,
                 "nobody was asked")


def test_strangers(report, server, browser):
    """What is not theirs does not exist; nor does the check of another."""
    page = browser.post(path_of(BLOCK), form_of(PART, GOOD_HOSTS))
    other = log_in(server, "CUS1")
    for path in path_of(BLOCK), page.location:
        report.check(other.get(path).status == 404, f"{path}: 404")
    report.check(other.post(path_of(BLOCK), form_of(
        PART, GOOD_HOSTS)).status == 404, "nor can it be asked")
    query = page.location.partition("?")[2]
    seen = other.get(f"{path_of(OTHER)}?{query}")
    report.check(seen.status == 404 and "no longer known" in seen.text and
                 PART not in seen.text, "another's check is not shown")
    seen = other.post(path_of(OTHER), dict(
        action="confirm", checks=query.partition("=")[2]))
    report.check(seen.status == 404, "nor confirmed")
    follow(browser, page.location)


# --- The check --------------------------------------------------------------------

def test_wrong(report, browser, register):
    """What each server says is told in words, with the command."""
    hosts = [host("good1"), host("refuses"), host("alias"), host("nosuch"),
             host("notcp"), host("half"), "ns.mañana.example"]
    begun = browser.post(path_of(BLOCK), form_of("45.5.116.0/24", hosts))
    page = browser.get(begun.location)
    if 'data-again="' in page.text:     # it may be done already
        report.check('<noscript><meta http-equiv="refresh" content="2">' in
                     page.text and "Refresh</a>" in page.text,
                     "without script the page comes again by itself")
    page = follow(browser, begun.location)
    text = html.unescape(page.text)
    for told in ("It refuses to answer (REFUSED).", "is an alias (CNAME)",
                 "There is no such host.", "It did not answer in time.",
                 "dig +norec @127.0.1.6 116.5.45.in-addr.arpa SOA",
                 "Unknown host", "DNS error", "ns.mañana.example",
                 "ns.xn--maana-pta.example"):
        report.check(told in text, f"told: {told}")
    rows = {address: row for row in re.findall("<tr>.*?</tr>", text)
            if host("half") in row for address in name_servers.ADDRESSES["half"]
            if f">{address}<" in row}
    report.check("✓ Authoritative" in rows["127.0.1.1"] and
                 "CREFUSED" in rows["127.0.1.7"],
                 f"each address says what it is itself: {rows}")
    report.check('http-equiv="refresh"' not in page.text and
                 not next_of(page), "all is told, and one cannot go on")
    forced = browser.get(begun.location + "&step=summary")
    report.check("Confirm</button>" not in forced.text, "nor by the path")
    count = register.rows("SELECT count(*) FROM delegation")
    done = browser.post(path_of(BLOCK), dict(
        action="confirm", checks=page.hidden("checks")))
    report.check(done.status == 409 and "Check again" in done.text and
                 register.rows("SELECT count(*) FROM delegation") == count,
                 f"nor by the form: {done.status}")
    back = browser.get(begun.location + "&step=servers")
    report.check(all(f'value="{html.escape(h)}"' in back.text
                     for h in hosts[:5]), "back to what was typed")
    page = check(browser, BLOCK, "45.5.116.0/24", [*GOOD_HOSTS, host("notcp")])
    report.check(next_of(page) and "▲" in page.text and
                 "names other name servers" in page.text,
                 "TCP and other NS records warn, and do not block")


def test_repaired(report, browser, world):
    """A server that is mended between two checks."""
    zone, hosts = world.ZONES[1], [host("good1"), host("old")]
    page = check(browser, BLOCK, "45.5.115.0/24", hosts)
    report.check(not next_of(page) and "NOT SYNC ZONE" in page.text,
                 "one is out of step")
    world.servers["old"].write(zone, world.zone(zone))
    world.servers["old"].reload()
    end = time.monotonic() + PATIENCE
    while not next_of(page) and time.monotonic() < end:
        again = browser.post(path_of(BLOCK), dict(
            action="again", checks=page.hidden("checks")))
        page = follow(browser, again.location)
    report.check(next_of(page), "mended, and seen by Check again")
    return page


def test_stale(report, browser, register, page):
    """A check lets one delegate for ten minutes."""
    with contextlib.closing(register.open_sql()) as db:
        db.execute("UPDATE zone_check SET asked = asked - 600")
    seen = browser.get(next_of(page))
    report.check(seen.status == 409 and "last ten minutes" in seen.text and
                 "Confirm</button>" not in seen.text, "too old: told")
    done = confirm(browser, BLOCK, page)
    report.check(done.status == 409 and "last ten minutes" in done.text,
                 f"too old: refused: {done.status}")
    again = browser.post(path_of(BLOCK), dict(
        action="again", checks=done.hidden("checks")))
    page = follow(browser, again.location)
    report.check(next_of(page) and confirm(browser, BLOCK, page).status == 303,
                 "checked again it is granted")


def test_ds(report, browser, register, world):
    """DS records that fit go all the way; others stop at the check."""
    fits = world.servers["good2"].ds(world.SIGNED)[0]
    wrong = f"{fits[:-1]}{'0' if fits[-1] != '0' else '1'}"
    page = check(browser, BLOCK, "45.5.117.0/24", [host("good2")], ds=wrong)
    report.check(not next_of(page) and "No DS record fits" in page.text,
                 "a DS record that fits no key")
    page = check(browser, BLOCK, "45.5.117.0/24", [host("good2")], ds=fits)
    summary = browser.get(next_of(page) or "/")
    report.check(f"{world.SIGNED}. DS {fits.upper()}" in summary.text,
                 "one that does is in the summary")
    confirm(browser, BLOCK, summary)
    report.check(fits.split()[-1].upper() in register.must(
        "show", "45.5.117.0/24").out, "and registered")
    page = browser.get(f"{path_of(BLOCK)}?prefix=45.5.117.0/24")
    report.check(fits.upper() in page.text, "and in the form of its change")
    shown = page.hidden("with_ds")
    registered = lambda: register.must("show", "45.5.117.0/24").out
    page = check(browser, BLOCK, "45.5.117.0/24", [host("good2")])
    summary = browser.get(next_of(page) or "/")
    report.check("These DS records end" not in summary.text,
                 "who typed none, and saw none, removes none")
    confirm(browser, BLOCK, summary)
    report.check(fits.split()[-1].upper() in registered(), "and it stays")
    page = check(browser, BLOCK, "45.5.117.0/24", [host("good2")],
                 with_ds=shown)
    summary = browser.get(next_of(page) or "/")
    report.check("These DS records end" in summary.text and
                 fits.upper() in summary.text,
                 "who emptied the field is told what goes")
    test_meanwhile(report, browser, register, summary, registered)


def test_meanwhile(report, browser, register, summary, registered):
    """What is confirmed is what was shown, not what somebody made of it."""
    register.must("delegate", "45.5.117.0/24", host("good2"), host("good1"))
    done = confirm(browser, BLOCK, summary)
    report.check(done.status == 409 and "Somebody changed" in done.text and
                 host("good1") in done.text, f"it is told: {done.status}")
    other = f"45.5.117.0/24  {host('good1')}"
    report.check(other in registered(), "and nothing was changed")
    told = done
    done = confirm(browser, BLOCK, told)
    rows = register.rows("SELECT count(*) FROM journal")
    again = confirm(browser, BLOCK, told)
    report.check(again.status == 303 and
                 register.rows("SELECT count(*) FROM journal") == rows,
                 f"confirmed twice, it is done once: {again.status}")
    report.check(done.status == 303 and other not in registered() and
                 "ds-rdata" not in registered(), "who confirms it all the "
                 f"same has it: {done.status} {registered()}")


def test_many(report, browser, register):
    """Each delegation of a block can be reached from its page, with links to
    change and to remove it."""
    six = {f"2801:4:{n:x}::/48" for n in range(16, 40)}
    register.script([["delegate", name, "ns1.example.net"]
                     for name in sorted(six)])
    found, path = [], f"/blocks/{SIX}"
    while path and len(found) < 60:
        page = browser.get(path)
        found += re.findall(r'\?remove=([^"]*)"', page.text)
        more = re.search(r'href="([^"]*)" rel="next">and ', page.text)
        path = html.unescape(more[1]).partition("#")[0] if more else None
    found = [unquote(html.unescape(one)) for one in found]
    report.check(len(found) == len(set(found)) and six <= set(found),
                 f"all delegations are listed once: {found}")
    page = browser.get(f"{path_of(SIX)}?prefix={sorted(six)[0]}")
    report.check("?remove=" in page.text, "the form of a change removes, too")
    register.script([["undelegate", name] for name in sorted(six)])


# --- Afterwards -------------------------------------------------------------------

def test_removed(report, browser, register, nsd):
    path = f"{path_of(BLOCK)}?remove={quote(PART)}"
    page = browser.get(path)
    report.check(page.status == 200 and GOOD_HOSTS[0] in page.text,
                 "what goes is shown")
    form = dict(action="remove", remove=PART, prefix="45.5.115.0/24")
    page = browser.post(path_of(BLOCK), form)
    report.check(page.status == 400 and is_wrong(page, "prefix") and
                 records(nsd.port, "114.5.45.in-addr.arpa", "NS"),
                 "its prefix must be typed")
    page = browser.post(path_of(BLOCK), dict(form, prefix=PART))
    live = follow(browser, page.location)
    report.check("✓ live" in live.text and "not delegated" in live.text and
                 not records(nsd.port, "114.5.45.in-addr.arpa", "NS"),
                 "and it is gone from the primary")
    report.check(browser.get(path).status == 404 and browser.post(
        path_of(BLOCK), dict(form, prefix=PART)).status == 404,
                 "there is none any more")


def test_home(report, browser, register):
    """Home says what is wrong and since when, and leads to the wizard."""
    report.check("Needs your attention" not in browser.get("/").text,
                 "nothing is wrong")
    register.must("delegate", "45.5.118.0/23", host("refuses"))
    took = until(lambda: "Needs your attention" in browser.get("/").text)
    page = browser.get("/")
    report.check(took is not None and "✗ QREFUSED" in page.text and
                 "It refuses to answer (REFUSED)." in page.text and
                 f"{path_of(BLOCK)}?prefix=45.5.118.0/23" in page.text and
                 page.text.count("<time") >= 2, "Home tells what is wrong")
    report.check(re.search("<code>11[89].5.45.in-addr.arpa</code>: ",
                           page.text), "and in which zone")


def walk(report, server, register, nsd, world):
    browser = log_in(server, "ISP1")
    test_way(report, register, browser, nsd, BLOCK, PART,
             ["114.5.45.in-addr.arpa"])
    test_way(report, register, browser, nsd, WHOLE, WHOLE,
             ["4.45.in-addr.arpa"])
    test_way(report, register, browser, nsd, SIX, "2801:4::/48", [world.SIX])
    test_shown(report, browser)
    test_refused(report, browser, register)
    test_strangers(report, server, browser)
    test_wrong(report, browser, register)
    page = test_repaired(report, browser, world)
    test_stale(report, browser, register, page)
    test_ds(report, browser, register, world)
    test_removed(report, browser, register, nsd)
    register.must("undelegate", "2801:4::/48")
    test_way(report, register, browser, nsd, BLOCK, f"{PART} 2801:4::/48",
             ["114.5.45.in-addr.arpa", world.SIX])
    test_home(report, browser, register)
    test_many(report, browser, register)


def test_nobody_asks(report, register):
    """A register without resolver: told at once, and nothing hangs."""
    with Server(register) as server:
        browser = log_in(server, "ISP1")
        page = browser.get(path_of(BLOCK))
        report.check("asks no name servers at the moment" in page.text,
                     "the form says that nobody asks")
        page = browser.post(path_of(BLOCK), form_of(PART, GOOD_HOSTS))
        report.check(page.status == 409 and "asks no name servers" in
                     page.text and all(name in page.text for name in
                                     GOOD_HOSTS),
                     f"so does its answer, and keeps it: {page.status}")


def main():
    parcela.options(__doc__).parse_args()
    name_servers.enter_network()
    report = Report()
    with parcela.folder() as folder:
        world = World(folder / "servers", SERVERS)
        for name in GOOD:
            world.servers[name].write("4.45.in-addr.arpa", world.zone(
                "4.45.in-addr.arpa"))
        files = folder / "zones"
        files.mkdir()
        register = make_register(folder / "r.db")
        with world, Nsd(folder / "own", files, ZONES) as nsd, \
                Server(register, config_of(files, nsd)) as server:
            walk(report, server, register, nsd, world)
        test_nobody_asks(report, register)
        parcela.check_verify(report, register, "after all")
    report.finish()


if __name__ == "__main__":
    main()
