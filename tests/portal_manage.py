#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Managing a block or an ASN through the portal: contacts, found by name or
e-mail address; origin ASNs; the blocks that name an ASN."""

import html
import re
import sys
from urllib.parse import quote

import parcela
from parcela import Report
from portal_server import Browser, Server

PASSWORD = "parcela-demo-2026"
BLOCK, PART, ASN = "198.18.112.0/20", "198.18.113.0/25", "64500"
CONTACTS, ORIGINS = f"/blocks/{BLOCK}/contacts", f"/blocks/{BLOCK}/origins"
ASN_CONTACTS = f"/asns/{ASN}/contacts"
HOSTILE = ("<script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>",
           "</textarea><svg/onload=1>", "\u202e64500", "AS1\u202e", "%s%n%d",
           "a\r\nSet-Cookie: x=y", "x" * 3000, "AS" * 400, "1 " * 500 + "x",
           "🦜" * 10, "${7*7}", "AS-1", "18446744073709551617", "1.10")
MANY = 130                      # blocks that name one ASN: several pages


def log_in(server, user, language="en"):
    browser = Browser(server)
    if browser.log_in(user, PASSWORD).status != 303:
        raise RuntimeError(f"{user} is not let in")
    browser.post("/language", dict(language=language, path="/help"))
    return browser


def whois(register, thing, field):
    return re.findall(rf"^{field}: +([^\r\n]*)",
                      register.run("whois", thing).out, re.M)


def is_wrong(page, name):
    """Marked beside the field, and in the summary with a link to it."""
    return f'id="{name}-wrong"' in page.text and \
        f'<a href="#{name}">' in page.text


def typed_in(page, name):
    """What stands in an input, or a text area."""
    found = re.search(rf'<input id="{name}"[^>]* value="([^"]*)"', page.text) \
        or re.search(rf'<textarea [^>]*id="{name}"[^>]*>([^<]*)<', page.text)
    return html.unescape(found[1]) if found else None


def offered(page, name):
    """Who is asked for: "Which of these?"."""
    return re.findall(f'name="{name}-found" value="([^"]*)"', page.text)


def found(browser, typed, what="people"):
    """(id, all that is said of it) of each option while one types."""
    page = browser.get(f"/find/{what}?q={quote(typed)}")
    return [(one, html.unescape(re.sub("<.*?>", "", text))) for one, text in
            re.findall('<li role="option" data-value="([^"]*)">(.*?)</li>',
                       page.text)]


# --- Finding people ----------------------------------------------------------

def test_find(report, server, register):
    browser = log_in(server, "ABC12")
    register.must("user", "add", "Ñandú Pérez", "--handle", "NAP77", "--email",
                  "Otra.Cosa@ejemplo.example", "--country", "UY")
    register.must("user", "add", "Ñandú Pérez", "--handle", "NAP78", "--email",
                  "tercera@ejemplo.example", "--country", "UY")
    register.must("user", "disable", "NAP78")
    for typed in ("nandu", "ÑANDÚ", "pere ñan", "nap77", "otra.cosa",
                  "OTRA.COSA@EJEMPLO", "cosa"):
        report.check([one for one, _ in found(browser, typed)] == ["NAP77"],
                     f"{typed} finds the active one: {found(browser, typed)}")
    report.check([one for one, _ in found(browser, "abuso")] == ["CSI3"],
                 "who has no account can be a contact too")
    said = found(browser, "nandu")[0][1]
    report.check("Ñandú Pérez" in said and "O…@ejemplo.example" in said and
                 "Otra.Cosa" not in said, f"to choose by, not to write: {said}")
    report.check(found(browser, "n") == [] == found(browser, "  ") ==
                 found(browser, "") == found(browser, " ñ "),
                 "one letter finds nobody")
    most = max(len(found(browser, a + b)) for a in "aejm" for b in "aeou")
    report.check(most == 8, f"never more than eight: {most}")
    report.check(found(browser, "%") == found(browser, "__") ==
                 found(browser, "@ejemplo") == [], "nothing stands for all")
    for text in HOSTILE:
        page = browser.get(f"/find/people?q={quote(text)}")
        report.check(page.status == 200 and "<script" not in page.text,
                     f"{text[:20]!r}: {page.status}")
    page = Browser(server).get("/find/people?q=nandu")
    report.check(page.status == 303 and "NAP77" not in page.text,
                 "strangers are asked to log in")
    page = browser.get("/search?q=pere%20nandu")
    report.check("NAP77" in page.text and "NAP78" in page.text and
                 "Cosa@" not in page.text, "the search box finds people")


# --- Contacts ----------------------------------------------------------------

def test_contacts(report, server, register, path, thing, field):
    """Of a block or an ASN: by name, without script."""
    browser = log_in(server, "ABC12")
    before = whois(register, thing, field)
    page = browser.get(path)
    report.check(page.status == 200 and page.text.count(
        'data-find="/find/people"') == 2 and not offered(page, "tech"),
        f"{thing}: both are searched for")
    form = dict(tech="roq7", abuse="csi3", action="preview")
    page = browser.post(path, form)
    report.check(page.status == 200 and f"{field}: " in page.text and
                 re.search(rf"{field}: +ROQ7", page.text) and
                 whois(register, thing, field) == before,
                 f"{thing}: WHOIS as it would be, nothing is done")
    asked = browser.post(path, dict(form, tech="rosa", action="confirm"))
    report.check(asked.status == 400 and is_wrong(asked, "tech") and
                 "ROQ7" in offered(asked, "tech") and
                 typed_in(asked, "tech") == "rosa" and
                 not offered(asked, "abuse"), f"{thing}: which Rosa?")
    chosen = dict(form, tech="rosa", **{"tech-searched": "rosa",
                                        "tech-found": "ROQ7"})
    page = browser.post(path, chosen)
    report.check(page.status == 200 and typed_in(page, "tech") == "ROQ7" and
                 not offered(page, "tech") and "Rosa Quispe" in page.text,
                 f"{thing}: the one chosen stands in the field")
    page = browser.post(path, dict(chosen, tech="zzzzqq"))
    report.check(page.status == 400 and is_wrong(page, "tech") and
                 not offered(page, "tech"),
                 f"{thing}: a choice is of the name that stands there")
    page = browser.post(path, dict(form, tech="", action="confirm"))
    report.check(page.status == 400 and is_wrong(page, "tech"),
                 f"{thing}: it can be replaced, not removed")
    page = browser.post(path, dict(form, abuse="", action="confirm"))
    report.check(page.status == 409 and is_wrong(page, "abuse"),
                 f"{thing}: what is direct needs an abuse contact")
    for text in HOSTILE:
        page = browser.post(path, dict(form, tech=text, abuse=text))
        report.check(400 <= page.status < 500 and "<script>alert" not in
                     page.text and "<img src=x" not in page.text,
                     f"{thing}: {text[:20]!r}: {page.status}")
    report.check(whois(register, thing, field) == before,
                 f"{thing}: refused: nothing was done")
    page = browser.post(path, dict(form, tech="roq7", action="confirm"))
    report.check(page.status == 303 and whois(register, thing, field) ==
                 ["ROQ7"] and whois(register, thing, "abuse-c") == ["CSI3"],
                 f"{thing}: changed: {page.status}")
    report.check("The contacts were changed." in
                 browser.get(page.location).text, f"{thing}: told so")
    test_resigning(report, server, register, path, thing, field)


def warns(page):
    return 'name="resign"' in page.text


def test_resigning(report, server, register, path, thing, field):
    """Who gives their own authority away is warned and has to know it; who
    keeps it, as the holder's administrative contact, is not."""
    back = dict(tech="ABC12", abuse="CSI3", action="preview")
    browser = log_in(server, "ROQ7")
    page = browser.post(path, dict(back, tech="ROQ7", abuse="ABC12"))
    report.check(page.status == 200 and not warns(page) and
                 not warns(browser.get(path)),
                 f"{thing}: no warning before it is given away")
    page = browser.post(path, back)
    report.check(page.status == 200 and warns(page) and
                 "You give away your own authority" in page.text,
                 f"{thing}: warned: {page.status}")
    page = browser.post(path, dict(back, action="confirm"))
    report.check(page.status == 400 and is_wrong(page, "resign") and
                 whois(register, thing, field) == ["ROQ7"],
                 f"{thing}: not unknowingly: {page.status}")
    page = browser.post(path, dict(back, action="confirm", resign="1"))
    report.check(page.status == 303 and whois(register, thing, field) ==
                 ["ABC12"], f"{thing}: the new one may, and gives it back")
    report.check(page.location == "/" and "The contacts were changed." in
                 browser.get("/").text and browser.get(path).status == 404,
                 f"{thing}: and may no longer: {page.location}")
    page = log_in(server, "ABC12").post(path, dict(back, tech="ROQ7"))
    report.check(page.status == 200 and not warns(page),
                 f"{thing}: the administrative contact stays able")
    page = log_in(server, "HEG1").post(path, dict(back, tech="ROQ7"))
    report.check(page.status == 200 and not warns(page),
                 f"{thing}: so does hostmaster")


def test_subassign(report, server):
    """The form of a sub-assignment asks in the same way, for all three."""
    browser = log_in(server, "ABC12")
    form = dict(ownerid="cliente", tech="rosa", abuse="contadur",
                range="typed", prefix="198.18.124.0/24", action="confirm")
    page = browser.post(f"/blocks/{BLOCK}/subassign", form)
    report.check(page.status == 400 and is_wrong(page, "ownerid") and
                 "PE-CLIE-LACNIC" in offered(page, "ownerid"),
                 "which organization?")
    form["ownerid"] = "pe-clie-lacnic"
    page = browser.post(f"/blocks/{BLOCK}/subassign", form)
    report.check(page.status == 400 and is_wrong(page, "tech") and
                 is_wrong(page, "abuse") and "ROQ7" in offered(page, "tech")
                 and "CON9" in offered(page, "abuse"), "which people?")
    form.update({"tech-searched": "rosa", "tech-found": "ROQ7",
                 "abuse-searched": "contadur", "abuse-found": "CON9"})
    page = browser.post(f"/blocks/{BLOCK}/subassign",
                        dict(form, action="preview"))
    report.check(page.status == 200 and typed_in(page, "tech") == "ROQ7" and
                 re.search("abuse-c: +CON9", page.text), "they are taken")


# --- Origins -----------------------------------------------------------------

def change(browser, typed, action="confirm"):
    return browser.post(ORIGINS, dict(origins=typed, action=action))


def test_origins(report, server, register):
    browser = log_in(server, "ABC12")
    page = browser.get(f"/blocks/{BLOCK}")
    report.check(f'href="{ORIGINS}"' in page.text and
                 f'href="/asns/{ASN}"' in page.text, "its page leads there")
    page = browser.get(ORIGINS)
    report.check(page.status == 200 and typed_in(page, "origins") == "AS64500",
                 "what is there is in the list")
    page = change(browser, "as64500, 131072;AS 3320\r\n262144", "preview")
    report.check(page.status == 200 and all(re.search(
        f"aut-num: +AS{n}$", page.text, re.M) for n in
        (3320, 64500, 131072, 262144)) and "UY-EJEM-LACNIC" in page.text and
        page.text.count("not of this registry") == 3,
        "before and after, whose, and WHOIS")
    report.check(whois(register, BLOCK, "aut-num") == ["AS64500"],
                 "looking changes nothing")
    for typed, named in (("AS65000", "AS65000"), ("64496 65551", "AS64496"),
                         ("0", "AS0"), ("AS23456", "AS23456"),
                         ("65535", "AS65535"), ("4200000000", "AS4200000000"),
                         ("nonsense", "nonsense"), ("AS", "AS"),
                         ("AS64500-AS64510", "AS64500-AS64510"),
                         ("4294967296", "4294967296"),
                         (" ".join(map(str, range(1, 18))), "16")):
        page = change(browser, typed)
        report.check(400 <= page.status < 500 and is_wrong(page, "origins") and
                     named in page.text and typed_in(page, "origins") == typed,
                     f"{typed[:40]}: refused beside the field: {page.status}")
    for text in HOSTILE:
        page = change(browser, text)
        report.check(400 <= page.status < 500 and is_wrong(page, "origins") and
                     "<script>alert" not in page.text and "<svg/" not in
                     page.text, f"{text[:20]!r}: {page.status}")
    report.check(whois(register, BLOCK, "aut-num") == ["AS64500"],
                 "refused: nothing was done")
    page = change(browser, "131072 AS64500 131072")
    report.check(page.status == 303 and whois(register, BLOCK, "aut-num") ==
                 ["AS64500", "AS131072"], f"added: {page.status}")
    page = browser.get(page.location)
    report.check("The origin ASNs were changed." in page.text and
                 "AS131072" in page.text and "Origin ASNs changed" in
                 page.text, "told, shown, and in its history")
    page = change(browser, "AS131072 64500", "preview")
    report.check("Nothing: all is as it was." in page.text and
                 'value="confirm"' not in page.text, "nothing to confirm")
    page = change(browser, "")
    report.check(page.status == 303 and whois(register, BLOCK, "aut-num") ==
                 ["N/A"], "all removed")
    change(browser, "64500")


def test_not_allowed(report, server, register):
    for user in "ROQ7", "INS9":
        page = log_in(server, user).get(ORIGINS)
        report.check(page.status == 404, f"{user}: {page.status}")
    browser = log_in(server, "ABC12")
    register.must("contacts", PART, "--tech", "ROQ7")
    page = browser.get(f"/blocks/{PART}")
    report.check(f"/blocks/{PART}/origins" not in page.text and
                 browser.get(f"/blocks/{PART}/origins").status == 403,
                 "who manages the block around it does not announce it")
    page = log_in(server, "ROQ7").get(f"/blocks/{PART}")
    report.check(f'href="/blocks/{PART}/origins"' in page.text,
                 "the customer does")


# --- Two at once -------------------------------------------------------------

def test_two_at_once(report, server, register):
    """What another changed after the preview is not undone by a Confirm."""
    browser = log_in(server, "ABC12")
    for path, thing, field in ((CONTACTS, BLOCK, "tech-c"), (
            ASN_CONTACTS, f"AS{ASN}", "routing-c")):
        before = whois(register, thing, field)
        page = browser.post(path, dict(tech="ABC12", abuse="CSI3",
                                       action="preview"))
        form = {name: page.hidden(name) for name in
                ("previewed", "was.tech", "was.abuse")}
        page = browser.post(path, dict(form, tech="ROQ7", abuse="CSI3",
                                       action="confirm"))
        report.check(page.status == 200 and re.search(f"{field}: +ROQ7",
                     page.text) and whois(register, thing, field) == before,
                     f"{thing}: what was not shown is shown first")
        form["previewed"] = page.hidden("previewed")
        register.must("contacts", thing, "--abuse", "ROQ7")
        page = browser.post(path, dict(form, tech="ROQ7", abuse="CSI3",
                                       action="confirm"))
        report.check(page.status == 200 and typed_in(page, "abuse") == "ROQ7"
                     and whois(register, thing, field) == before,
                     f"{thing}: what nobody touched follows: {page.status}")
        register.must("contacts", thing, "--tech", "INS9")
        page = browser.post(path, dict(
            {name: page.hidden(name) for name in form}, tech="ROQ7",
            abuse="ROQ7", action="confirm"))
        report.check(page.status == 409 and is_wrong(page, "tech") and
                     "Somebody else changed this meanwhile." in page.text and
                     whois(register, thing, field) == ["INS9"],
                     f"{thing}: what both changed is asked: {page.status}")
        page = browser.post(path, dict(
            {name: page.hidden(name) for name in form}, tech="ABC12",
            abuse="CSI3", action="preview"))
        page = browser.post(path, dict(
            {name: page.hidden(name) for name in form}, tech="ABC12",
            abuse="CSI3", action="confirm"))
        report.check(page.status == 303 and whois(register, thing, field) ==
                     ["ABC12"] and whois(register, thing, "abuse-c") ==
                     ["CSI3"], f"{thing}: and done: {page.status}")
    page = browser.post(ORIGINS, dict(origins="64500 3320", action="preview"))
    form = {name: page.hidden(name) for name in ("previewed", "was.origins")}
    page = browser.post(ORIGINS, dict(form, origins="64500 3321",
                                      action="confirm"))
    report.check(page.status == 200 and "AS3321" in page.text and
                 whois(register, BLOCK, "aut-num") == ["AS64500"],
                 "another list is shown first")
    register.must("origin", BLOCK, "AS64500", "AS131072")
    page = browser.post(ORIGINS, dict(form, origins="64500 3320",
                                      action="confirm"))
    report.check(page.status == 409 and is_wrong(page, "origins") and
                 "AS131072" in page.text and typed_in(page, "origins") ==
                 "64500 3320" and whois(register, BLOCK, "aut-num") ==
                 ["AS64500", "AS131072"],
                 f"what another named stays: {page.status}")
    form = {name: page.hidden(name) for name in form}
    page = browser.post(ORIGINS, dict(form, origins="64500",
                                      action="preview"))
    form = {name: page.hidden(name) for name in form}
    page = browser.post(ORIGINS, dict(form, origins="64500",
                                      action="confirm"))
    report.check(page.status == 303 and whois(register, BLOCK, "aut-num") ==
                 ["AS64500"], f"until it is known: {page.status}")


# --- The blocks of an ASN ----------------------------------------------------

def rows_of(page):
    table = page.text.partition('id="blocks"')[2].partition("</section>")[0]
    return [(re.sub("<.*?>", "", path_and_text[1]), path_and_text[0])
            for path_and_text in re.findall(
                r'<th scope="row"><a class="mono" href="([^"]*)">(.*?)</a>',
                table)]


def next_of(page):
    link = re.search(r'rel="next" href="([^"#]*)', page.text)
    return html.unescape(link[1]) if link else None


def test_blocks_of_asn(report, server, register):
    browser = log_in(server, "ABC12")
    page = browser.get(f"/asns/{ASN}")
    report.check(f'href="{ASN_CONTACTS}"' in page.text and
                 (BLOCK, f"/blocks/{BLOCK}") in rows_of(page),
                 f"its page lists them: {rows_of(page)}")
    count = len(rows_of(page))
    report.check(f"{count} blocks name it as origin" in
                 browser.get("/").text, f"home counts {count}")
    lines = [f"subassign --as ABC12 100.64.{n}.0/24 PE-CLIE-LACNIC\n"
             f"origin --as ROQ7 100.64.{n}.0/24 65540\n" for n in range(MANY)]
    register.must("batch", stdin="".join(lines))
    seen, path, pages = [], "/asns/65540", 0
    while path:
        page = browser.get(path)
        seen += rows_of(page)
        path, pages = next_of(page), pages + 1
    report.check([prefix for prefix, _ in seen] ==
                 [f"100.64.{n}.0/24" for n in range(MANY)] and pages == 3,
                 f"each once, in pages: {len(seen)} on {pages}")
    report.check(browser.get("/asns/65540?after=nonsense").text.count(
        '<th scope="row">') == 50, "an odd place is the beginning")


def main():
    parcela.options(__doc__).parse_args()
    report = Report()
    with parcela.folder() as path:
        register = parcela.Register(path / "registry.db")
        register.must("demo")
        with Server(register) as server:
            test_find(report, server, register)
            test_contacts(report, server, register, CONTACTS, BLOCK, "tech-c")
            test_contacts(report, server, register, ASN_CONTACTS,
                          f"AS{ASN}", "routing-c")
            test_subassign(report, server)
            test_origins(report, server, register)
            test_two_at_once(report, server, register)
            test_not_allowed(report, server, register)
            test_blocks_of_asn(report, server, register)
        parcela.check_verify(report, register, "after all")
    report.finish()


if __name__ == "__main__":
    sys.exit(main())
