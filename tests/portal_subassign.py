#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Sub-assigning through the portal: from log-in to the answer of WHOIS, every
refusal beside its field, hostile strings."""

import html
import re
import sys
from ipaddress import ip_network

import parcela
from parcela import Report
from portal_server import Browser, Server, shown

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
    """As one who looks at the result before."""
    page = browser.post(form_path(block), dict(form, action="preview"), csrf)
    return browser.post(form_path(block), dict(
        form, action="confirm", shown=page.hidden("shown")), csrf)


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
    seen = page.hidden("shown")
    page = browser.post(form_path(block), dict(
        asked, action="confirm", shown=seen), page.csrf)
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
    page = browser.post(form_path(block), dict(
        asked, action="confirm", shown=seen))
    report.check(page.status == 303 and page.location == done.path and
                 f"inetnum:     {prefix}" in browser.get(page.location).text,
                 f"{language}: sent again: it is done, and once")
    other = user(server, "HEG1")
    page = other.post(form_path(block), dict(
        asked, action="confirm", shown=seen, reason="As was agreed"))
    report.check(page.status == 409, f"{language}: not by another user")
    page = browser.post(form_path(block), dict(
        asked, ownerid="PE-CLIN-LACNIC", action="confirm", shown=shown(
            dict(asked, ownerid="PE-CLIN-LACNIC"))))
    report.check(page.status == 409, f"{language}: nor to another recipient")
    for other in (dict(label="B"), dict(tech="ROQ7"), dict(abuse="ABC12"),
                  dict(use="private", label="B")):
        page = browser.post(form_path(block), dict(
            asked, **other, action="confirm", shown=shown(
                dict(asked, **other))))
        report.check(page.status == 409 and all(
            name == "use" or value_of(page, name) == value
            for name, value in other.items()),
            f"{language}: nor with {other}: {page.status}")
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


REVERSE = {"es": ("no está delegado", "ninguno de sus servidores"),
           "en": ("is not delegated", "none of its name servers"),
           "pt": ("não está delegado", "nenhum de seus servidores")}
NEED_NOT = {"es": "no tiene que registrarse", "en": "need not be registered",
            "pt": "não precisa ser registrada"}


def test_rules(report, server, register, language):
    """The rules are told where they bite, with the way out."""
    browser = user(server, "ABC12")
    browser.post("/language", dict(language=language, path="/"))
    missing, silent = REVERSE[language]
    zone = "198.18.126.0/24"
    form = dict(ownerid=CUSTOMER, range="typed", prefix="198.18.126.64/30")
    for says, command in (
            (missing, ["undelegate", zone]),
            (silent, ["delegate", zone, "ns1.example.net"])):
        register.must(*command)
        page = confirm(browser, BLOCK, **form)
        wrong = html.unescape(re.search(
            r'id="prefix-wrong">(.*?)</p>', page.text, re.S)[1])
        report.check(page.status == 409 and says in wrong and zone in wrong
                     and "/24" in wrong and 'href="/help/subassign"' in wrong,
                     f"{language}: which delegation is missing: {wrong}")
    register.must("nsstate", zone, "ns1.example.net", "AA")
    for block, prefix, stays_out in (
            (BLOCK, "198.18.126.0/24", False),
            (BLOCK, "198.18.126.64/30", True),
            (BLOCK6, "2001:db8:5678::/48", False),
            (BLOCK6, "2001:db8:5678:1000::/56", True)):
        page = browser.post(form_path(block), dict(
            form, prefix=prefix, action="preview"))
        aside = page.text.partition("<aside")[2]
        report.check(NEED_NOT[language] in page.text.partition("<aside")[0],
                     f"{language}: the form says what need not be")
        report.check((NEED_NOT[language] in aside) == stays_out,
                     f"{language}: {prefix} need not be registered: "
                     f"{stays_out}")
    rules = browser.get("/help/subassign").text
    report.check(all(size in rules for size in ("/24", "/29", "/48")),
                 f"{language}: its guide has the rules")


def pressed(page, name):
    """What the map of the form offers: to choose, or to zoom into."""
    return {ip_network(value) for value in re.findall(
        f'<button type="submit" name="{name}" value="([^"]*)" aria-label',
        page.text)}


def test_map(report, server):
    """The range is chosen on the map, and nothing typed is lost."""
    browser = user(server, "ABC12")
    form = dict(ownerid=CUSTOMER, size="26", label="mapa", range="best",
                action="preview")
    page = browser.post(form_path(BLOCK), form)
    free = [ip_network(n) for n in ("198.18.113.128/25", "198.18.114.128/25",
                                    "198.18.124.0/22")]
    whole = {n for f in free for n in f.subnets(new_prefix=26)}
    report.check(pressed(page, "choose") == whole,
                 f"every free /26 can be chosen: {pressed(page, 'choose')}")
    # Without the button's words; the browser sends the button alone.
    form.pop("action")
    page = browser.post(form_path(BLOCK), dict(form, choose="198.18.126.64/26"))
    report.check(page.status == 200 and value_of(page, "prefix") ==
                 "198.18.126.64/26" and value_of(page, "label") == "mapa" and
                 'value="typed" checked' in page.text and
                 "inetnum:     198.18.126.64/26" in page.text,
                 "what is chosen on the map is the range")
    report.check(ip_network("198.18.126.64/26") in pressed(page, "choose"),
                 "the chosen one is still on the map")
    page = browser.post(form_path(BLOCK), dict(form, size="30", zoom=BLOCK))
    report.check(ip_network("198.18.124.0/27") in pressed(page, "zoom") and
                 not pressed(page, "choose"),
                 "what is too small to be hit is zoomed into")
    page = browser.post(form_path(BLOCK), dict(form, size="30",
                                               zoom="198.18.124.0/27"))
    report.check(pressed(page, "choose") == set(ip_network(
        "198.18.124.0/27").subnets(new_prefix=30)) and
        f'name="zoom" value="{BLOCK}"' in page.text,
        f"and chosen there: {pressed(page, 'choose')}")
    page = browser.post(form_path(BLOCK6), dict(
        form, size="48", zoom="2001:db8:5670::/44"))
    report.check(set(ip_network("2001:db8:5670::/44").subnets(new_prefix=48))
                 <= pressed(page, "choose") and
                 ip_network("2001:db8:5000::/36") in pressed(page, "zoom"),
                 "the ladder leads down to each /48")
    page = browser.post(form_path(BLOCK6), dict(form, size="34"))
    report.check(pressed(page, "choose") == set(list(ip_network(
        BLOCK6).subnets(new_prefix=34))[1:3]), f"cells are joined: "
        f"{pressed(page, 'choose')}")


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
            ("ownerid", dict(KNOWN, use="infrastructure")),
            ("ownerid", dict(KNOWN, ownerid="")),
            ("ownerid", dict(KNOWN, ownerid="UY-NADA-LACNIC")),
            ("ownerid", dict(KNOWN, ownerid="cliente")),
            ("need", dict(KNOWN, need="many")),
            ("size", dict(KNOWN, size="nonsense")),
            ("tech", dict(KNOWN, tech="NOBODY9")),
            ("abuse", dict(KNOWN, abuse="NOBODY9")),
            ("name", dict(NEW, name="")),
            ("name", dict(NEW, name="-")),
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
    page = confirm(browser, BLOCK, **dict(
        NEW, name="", country="QQ", city="x" * 200, tech="NOBODY9",
        abuse="NOBODY8", prefix="198.18.113.0/24"))
    report.check(all(is_wrong(page, field) for field in (
        "name", "country", "city", "tech", "abuse", "prefix")),
        "all that is wrong is told at once")
    report.check("Indique quién lo recibe" in
                 confirm(browser, BLOCK, **dict(KNOWN, ownerid="")).text and
                 "necesita una letra" in
                 confirm(browser, BLOCK, **dict(NEW, name="-")).text,
                 "what is missing is told in words for who types")
    report.check(blocks_of(register) == before, "refused: nothing was done")
    page = browser.post(form_path(BLOCK), dict(ownerid="clienté",
                                               action="preview"))
    report.check(f'name="ownerid-found" value="{CUSTOMER}"' in page.text,
                 "a name finds organisations without script")
    page = browser.post(form_path(BLOCK), {
        "ownerid": "cliente", "ownerid-searched": "cliente",
        "ownerid-found": CUSTOMER, "need": "100", "action": "preview"})
    report.check(f"{CUSTOMER}</strong>" in page.text and
                 'value="25" checked' in page.text,
                 "the one chosen counts; 100 addresses are a /25")
    report.check(value_of(page, "ownerid") == CUSTOMER,
                 "and stands in its field, so that it can be confirmed")
    page = browser.get("/find/organizations?q=CLI%C3%89")
    report.check(f'<li role="option" data-value="{CUSTOMER}">' in page.text,
                 "found without accents and case")
    report.check(browser.get("/find/organizations?q=c").text.strip() == "",
                 "one letter finds nothing")
    page = browser.get(f"/find/organizations?q={CUSTOMER.lower()}")
    report.check("No se han encontrado" not in page.text, "an OrgID is one")
    page = browser.get("/find/organizations?q=zzzzqq")
    report.check("No se han encontrado" in page.text and "nueva" in page.text
                 and "data-value" not in page.text, "nobody is called so")
    page = browser.get("/find/people?q=zzzzqq")
    report.check("No se han encontrado" in page.text and "nueva" not in
                 page.text, "nor anybody")
    page = browser.post(form_path(BLOCK), dict(
        recipient="new", name="Nueva", action="preview"))
    told = page.text.partition('id="result-body"')[2]
    report.check('<a href="#country">País: ' in told.partition("<h3")[0],
                 "the result says what is missing")


def test_seen(report, server, register):
    """What is confirmed is what was shown, and what is shown is true."""
    browser = user(server, "ABC12")
    before = blocks_of(register)
    page = browser.post(form_path(BLOCK), dict(ownerid=CUSTOMER, size="24",
                                               range="best"))
    seen = dict(ownerid=CUSTOMER, size="24", shown_size="24", range="best",
                shown=page.hidden("shown"), action="confirm")
    report.check(" " in seen["shown"] and seen["shown"].split()[0].endswith(
        "/24"), f"{seen} is shown")
    made, own = (dict(form, action="confirm", shown=browser.post(
        form_path(BLOCK), dict(form, action="preview")).hidden("shown"))
        for form in (dict(NEW, tech="ROQ7"), dict(
            ownerid="UY-EJEM-LACNIC", use="infrastructure", range="typed",
            prefix="198.18.124.0/24")))
    for what, form in (
            ("nothing", dict(KNOWN, action="confirm")),
            ("no range", dict(ownerid=CUSTOMER, size="27", action="confirm")),
            ("another size", dict(seen, need="30")),
            ("another range", dict(seen, range="typed",
                                   prefix="198.18.113.128/25")),
            ("another recipient", dict(seen, ownerid="PE-CLIN-LACNIC")),
            ("another use", dict(own, use="reserved")),
            ("another contact", dict(seen, tech="ROQ7")),
            ("another abuse contact", dict(seen, abuse="ROQ7")),
            *((f"another {name}", dict(made, **{name: value}))
              for name, value in (("name", "Nueva SA"), ("country", "AR"),
                                  ("city", "Rocha"), ("phone", "124"))),
            ("another contact of a new one", dict(made, tech=""))):
        page = browser.post(form_path(BLOCK), form)
        report.check(page.status == 409 and "Todavía no se hizo nada" in
                     page.text and page.hidden("shown") not in
                     ("", form.get("shown")),
                     f"{what} was shown: {page.status}")
    report.check(blocks_of(register) == before, "and nothing was done")
    page = browser.post(form_path(BLOCK), dict(
        ownerid=CUSTOMER, size="25", range="typed", prefix="198.18.113.0/25"))
    report.check("Ninguna otra sub-asignación" not in page.text and
                 page.text.count("Estas direcciones no están libres") > 1,
                 "a rule that refuses says why")
    for prefix in "198.19.0.0/24", "2001:db8:1::/48", "10.0.0.0/24":
        page = browser.post(form_path(BLOCK), dict(
            ownerid=CUSTOMER, range="typed", prefix=prefix))
        report.check("no está dentro del bloque" in page.text and
                     is_wrong(page, "prefix"), f"{prefix} is outside")
    page = browser.post(form_path(BLOCK), dict(ownerid="clínica"))
    report.check("CLíNICA" not in page.text, "a name is no OrgID")
    sizes = re.findall(r'name="size" value="(\d+)"', page.text)
    report.check("21" not in sizes and "22" in sizes,
                 f"only sizes that are free are offered: {sizes}")


def chosen(page):
    return re.search(r'name="size" value="(\d+)" checked', page.text)[1]


def test_need(report, server, register):
    """How many are needed, as people write numbers; and what is not so."""
    browser = user(server, "ABC12")
    wide = "3fff:ff0::/28"
    for block, typed, size in (
            (BLOCK, "1", 32), (BLOCK, "2", 31), (BLOCK, "100", 25),
            (BLOCK, "1 024", 22), (BLOCK, "1.024", 22), (BLOCK, "1,024", 22),
            (BLOCK, "1\u202f000", 22), (BLOCK, "1\u00a0000", 22),
            (BLOCK, "2048", 21), (BLOCK6, "65 536", 48),
            (wide, "4294967296", 32), (wide, "4 294 967 297", 31),
            (wide, "17 179 869 184", 30), (wide, "34359738368", 29)):
        page = browser.post(form_path(block), dict(need=typed, size="",
                                                   action="preview"))
        report.check(not is_wrong(page, "need") and chosen(page) == str(size)
                     and value_of(page, "need") == typed,
                     f"{typed} in {block}: /{chosen(page)}")
    for block, typed, says in (
            (BLOCK, "2049", "tantas"), (BLOCK, "99999999999", "tantas"),
            (BLOCK, "9" * 30, "tantas"), (wide, "34359738369", "tantas"),
            (BLOCK, "30.5", "número entero"), (BLOCK, "0", "número entero"),
            (BLOCK, "1.02", "número entero"), (BLOCK, "-4", "número entero"),
            (BLOCK, "1 0000", "número entero"), (BLOCK, "000", "mayor que 0"),
            (BLOCK, "1..000", "entero"), (BLOCK, "1000 000", "entero")):
        page = browser.post(form_path(block), dict(need=typed,
                                                   action="preview"))
        report.check(is_wrong(page, "need") and says in page.text and
                     value_of(page, "need") == typed, f"{typed}: {says}")


def test_best(report, server, register):
    """What is proposed may be had: 198.18.114.128/25 fits better, but its
    reverse DNS does not work."""
    browser = user(server, "ABC12")
    register.must("subassign", "198.18.113.128/25", CUSTOMER)
    page = browser.post(form_path(BLOCK), dict(
        ownerid=CUSTOMER, size="25", range="best", action="preview"))
    report.check(page.status == 200 and
                 "198.18.124.0/25" in page.text and page.hidden("shown"),
                 f"the best fit that is allowed: {page.status}")
    register.must("release", "198.18.113.128/25")
    page = browser.post(form_path(BLOCK), dict(
        ownerid=CUSTOMER, range="typed", prefix="198.18.114.128/25",
        action="preview"))
    way = re.search(r'<a href="([^"]*/reverse[^"]*)"', page.text)
    report.check(way and 'name="blocks"' in (out := browser.get(
        html.unescape(way[1])).text) and "198.18.114.0/24</textarea>" in out,
        "from what is not allowed to where that is mended")


def as_shown(page, **form):
    """What the form keeps of what it showed."""
    return dict(form, **{name: page.hidden(name) for name in (
        "shown", "shown_size", "shown_need", "shown_prefix")},
        prefix=form.get("prefix", value_of(page, "prefix")))


def test_last(report, server, register):
    """What was changed last counts: the range, the size, how many."""
    browser, path = user(server, "ABC12"), form_path(BLOCK)
    before = blocks_of(register)
    for change, size in ((dict(size="25"), 25),
                         (dict(size="24", need="600"), 22)):
        form = dict(ownerid=CUSTOMER, size="24", range="typed")
        page = browser.post(path, dict(form, choose="198.18.125.0/24"))
        report.check(chosen(page) == "24", "a range is chosen")
        page = browser.post(path, dict(as_shown(page, **form | change),
                                       action="confirm"))
        report.check(page.status == 409 and chosen(page) == str(size) and
                     'value="best" checked' in page.text and
                     value_of(page, "prefix") == "",
                     f"then {change}: {page.status}, /{chosen(page)}")
    form = dict(ownerid=CUSTOMER, size="22", need="600", range="best")
    page = browser.post(path, dict(form, action="preview"))
    page = browser.post(path, dict(as_shown(page, **form),
                                   choose="198.18.125.0/24"))
    report.check(page.status == 200 and value_of(page, "need") == "" and
                 chosen(page) == "24" and page.hidden("shown"),
                 "a range chosen after that says how many are needed")
    page = browser.post(path, dict(
        ownerid=CUSTOMER, need="600", range="typed", shown_need="",
        shown_prefix="", prefix="198.18.125.0/24", action="confirm"))
    report.check(page.status == 400 and is_wrong(page, "prefix") and
                 value_of(page, "need") == "600",
                 f"both at once do not agree: {page.status}")
    report.check(blocks_of(register) == before, "nothing was done")


def test_other_family(report, server):
    """What can be no part of the block is refused, whatever its length."""
    browser = user(server, "ABC12")
    for block, ranges in ((BLOCK, ("2001:db8::/127", "2001:db8::", "::/128",
                                   "2001:db8::1/128", "::/0", "::/32")),
                          (BLOCK6, ("198.18.112.0/24", "198.18.112.0",
                                    "0.0.0.0/0", "10.0.0.1/32"))):
        for text in ranges:
            for form in (dict(size="30"), dict(need="9"), {}):
                page = browser.post(form_path(block), dict(
                    form, range="typed", prefix=text, action="preview"))
                report.check(page.status in (400, 409) and
                             is_wrong(page, "prefix") and
                             value_of(page, "prefix") == text,
                             f"{text} of {block}: {page.status}")
    for block, sizes in (BLOCK, ("33", "100", "128")), (BLOCK6, ("129",)):
        for size in sizes:
            page = browser.post(form_path(block), dict(
                size=size, action="preview"))
            report.check(page.status == 400 and is_wrong(page, "size"),
                         f"/{size} of {block}: {page.status}")
        page = browser.get(f"{form_path(block)}?prefix=2001:db8::/127&size=99")
        report.check(page.status == 200, f"by a link: {page.status}")


def test_begun(report, server):
    """What was typed of a new organization is seen, chosen or not."""
    browser = user(server, "ABC12")
    for form, is_open in ((dict(name="Nueva SA"), True), ({}, False),
                          (dict(recipient="new"), True)):
        page = browser.post(form_path(BLOCK), dict(form, action="preview"))
        report.check(("<details open>" in page.text.partition(
            'id="subassign"')[2]) == is_open, f"{form}: open: {is_open}")


def test_all_wrong(report, server):
    """What is wrong with the range hides nothing else that is."""
    browser = user(server, "ABC12")
    wrong = dict(ownerid="ZZ-NADA-LACNIC", tech="NOPE", abuse="NOPE")
    for range_of, fields in ((dict(need="x"), ["need"]),
                             (dict(range="typed", prefix="zzz"), ["prefix"]),
                             (dict(size="99"), ["size"]), ({}, [])):
        page = browser.post(form_path(BLOCK), dict(
            wrong, **range_of, action="preview"))
        report.check(page.status >= 400 and page.hidden("shown") == "" and
                     all(is_wrong(page, name) for name in
                         [*fields, *wrong]), f"{range_of}: {page.status}")


def test_usual(report, server, register):
    """A form begins with a size of which something is left."""
    browser = user(server, "ABC12")
    register.must("subassign", "198.18.124.0/22", CUSTOMER)
    page = browser.get(form_path(BLOCK))
    report.check(chosen(page) == "25" and "problems" not in page.text.replace(
        "problems-told", "") and 'class="chip bad"' not in page.text,
        f"no /24 is left: /{chosen(page)}")
    register.must("release", "198.18.124.0/22")


def test_sizes(report, server):
    """Each size that is free is offered, to the smallest, and no other."""
    browser = user(server, "ABC12")
    for block, sizes in ((BLOCK, range(22, 33)), (BLOCK6, range(34, 65)),
                         ("100.64.0.0/14", range(15, 33))):
        page = browser.get(form_path(block))
        offered = [int(size) for size in re.findall(
            r'name="size" value="(\d+)"', page.text)]
        report.check(offered == list(sizes), f"{block}: {offered}")


def test_new(report, server, register):
    browser = user(server, "ABC12")
    page = confirm(browser, BLOCK, **NEW)
    said = register.run("whois", NEW["prefix"]).out
    report.check(page.status == 303 and "owner:       Nueva Ltda" in said
                 and "owner-c:     ABC12" in said,
                 f"a new organisation gets it: {page.status}")
    for other, done in ((dict(), True), (dict(street="Otra calle 2"), False),
                        (dict(phone="99"), False)):
        form = dict(NEW, **other, action="confirm")
        page = browser.post(form_path(BLOCK), dict(form, shown=shown(form)))
        report.check((page.status == 303) == done,
                     f"the same once more, but {other}: {page.status}")
    path = f"/blocks/{NEW['prefix']}/contacts"
    page = browser.post(path, dict(tech="roq7", abuse="", action="preview"))
    report.check(page.status == 200 and "Rosa Quispe" in page.text and
                 "Ana Pérez" in page.text, "contacts: before and after")
    page = browser.post(path, dict(tech="NOBODY9", abuse="",
                                   action="confirm"))
    report.check(page.status == 400 and is_wrong(page, "tech") and
                 value_of(page, "tech") == "NOBODY9", "contacts: no such")
    page = browser.post(path, dict(tech="NOBODY9", abuse="NOBODY8",
                                   action="confirm"))
    report.check('id="tech-wrong"' in page.text and 'id="abuse-wrong"' in
                 page.text, "contacts: both are told")
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
            value = value_of(page, field)
            report.check(page.status in (200, 400, 409) and value in (
                text, text.replace("\r\n", "\n")),
                f"{field}={text[:20]!r}: {page.status} {value!r:.60}")
            report.check("<script>alert" not in page.text and
                         "<img src=x" not in page.text and
                         "<svg/onload" not in page.text,
                         f"{field}={text[:20]!r} is escaped")
    report.check(blocks_of(register) == before, "previews change nothing")


def main():
    report = Report()
    with parcela.folder() as path:
        register = parcela.Register(path / "registry.db")
        register.must("demo")
        with Server(register) as server:
            for language in WORDS:
                test_way(report, server, register, language, BLOCK,
                         "198.18.115.64/27")
                test_way(report, server, register, language, BLOCK6,
                         "2001:db8:7777::/48")
                test_rules(report, server, register, language)
            test_map(report, server)
            test_refusals(report, server, register)
            test_seen(report, server, register)
            test_need(report, server, register)
            test_best(report, server, register)
            test_last(report, server, register)
            test_other_family(report, server)
            test_begun(report, server)
            test_all_wrong(report, server)
            test_usual(report, server, register)
            test_sizes(report, server)
            test_new(report, server, register)
            test_hostile(report, server, register)
        parcela.check_verify(report, register, "after all")
    report.finish()


if __name__ == "__main__":
    sys.exit(main())
