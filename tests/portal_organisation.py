#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Editing an organisation through the portal: its contacts with all their
other roles, its data; every refusal beside its field, two who edit at once,
and what a former administrative contact can still reach."""

import html
import re
import sys
import threading
from copy import copy

import parcela
from parcela import Report
from portal_roles import (ASN, BLOCK, HANDLES, HOLDER, PRIVATE, RECIPIENT,
                          WHY, Watch, log_in, make_register)
from portal_server import Server

INFORMATION = f"/organizations/{HOLDER}"
CONTACTS, EDIT = f"{INFORMATION}/contacts", f"{INFORMATION}/edit"
WORDS = {"es": ("Editar Contactos", "Contacto administrador", "Antes",
                "Guardar", "Descartar cambios", "Los contactos"),
         "en": ("Edit Contacts", "Administrative contact", "Before", "Save",
                "Discard changes", "The contacts were changed."),
         "pt": ("Editar contatos", "Contato administrativo", "Antes",
                "Salvar", "Descartar alterações", "Os contatos")}
HOSTILE = ("<script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>",
           "{{csrf}}", "%s%n%d", "'; DROP TABLE organisation; --",
           "\u202egnp.exe", "a\r\nSet-Cookie: x=y", "🦜" * 10, "x" * 3000)
PARTS = [f"45.4.{n}.0/24" for n in range(36, 127)]


# --- A form as a browser has it ------------------------------------------------

def attributes(tag):
    return {name: html.unescape(value) for name, value in
            re.findall(r' ([\w.-]+)="([^"]*)"', tag)}


def form_of(page):
    """[(name, value)] of the form about the organisation, as it stands."""
    body = page.text[page.text.index('<form class="card"'):]
    found = []
    for tag in re.findall(r"<input [^>]*>", body[:body.index("</form>")]):
        named = attributes(tag)
        if named.get("type") != "checkbox" or " checked" in tag:
            found.append((named["name"], named.get("value", "")))
    return found


def typed(page, **fields):
    """The form, with what was typed into it; None takes a tick away."""
    kept = [(n, v) for n, v in form_of(page) if n not in fields]
    return kept + [(n, v) for n, v in fields.items() if v is not None]


def send(browser, page, more=(), **fields):
    return browser.ask("POST", page.path, [*typed(page, **fields), *more])


def preview(browser, page, more=(), **fields):
    return send(browser, page, [*more, ("action", "preview")], **fields)


def save(browser, page, more=(), **fields):
    return send(browser, page, [*more, ("action", "save")], **fields)


def confirm(browser, page, more=(), **fields):
    return send(browser, page, [*more, ("action", "confirm")], **fields)


def value_of(page, name):
    return dict(form_of(page)).get(name)


def is_wrong(page, name):
    return f'id="{name}-wrong"' in page.text and \
        f'<a href="#{name}">' in page.text


def changes(page):
    """{what: (before, after)} of the table of what changes."""
    tables = re.findall(r"<table>.*?</table>", page.text, re.S)
    rows = re.findall(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td>'
                      r"<td>→ (.*?)</td></tr>", "".join(tables[:1]), re.S)
    return {html.unescape(name): tuple(
        html.unescape(re.sub("<[^>]*>", "", cell)).strip()
        for cell in cells) for name, *cells in rows}


def offered(page):
    """The other roles that are listed."""
    return [attributes(tag)["value"] for tag in
            re.findall(r'<input type="checkbox" name="role"[^>]*>',
                       page.text)]


def on(page, name):
    """The values of the buttons of this name."""
    return [html.unescape(value) for value in re.findall(
        f'<button type="submit" name="{name}" value="([^"]*)"', page.text)]


# --- The register --------------------------------------------------------------

class World:
    def __init__(self, report, register, server):
        self.report, self.register, self.server = report, register, server
        self.watch = Watch(register)
        self.check = report.check

    def user(self, handle, language="en"):
        return log_in(self.server, handle, language)

    def points(self):
        said = self.register.must("org", "show", HOLDER).out
        return [re.search(rf"^{name}: +(\w+)", said, re.M)[1]
                for name in ("admin", "billing", "member")]

    def put_back(self):
        self.register.must("org", "contacts", HOLDER, "--admin", "ADM1",
                           "--billing", "BIL1", "--member", "MEM1")
        self.watch.changed()

    def last(self):
        """(serial, who, what) of the newest row of the journal."""
        return self.watch.last()

    def roles(self, handle):
        """What somebody is of what the holder holds."""
        return {row[0] for row in self.register.rows(
            "SELECT 'tech ' || b.id FROM block b JOIN person p ON p.id = "
            "b.tech JOIN organisation o ON o.id = b.organisation WHERE "
            f"p.handle = '{handle}' AND o.ownerid = '{HOLDER}' UNION ALL "
            "SELECT 'abuse ' || b.id FROM block b JOIN person p ON p.id = "
            "b.abuse JOIN organisation o ON o.id = b.organisation WHERE "
            f"p.handle = '{handle}' AND o.ownerid = '{HOLDER}' UNION ALL "
            "SELECT 'routing ' || a.id FROM asn a JOIN person p ON p.id = "
            f"a.routing WHERE p.handle = '{handle}' UNION ALL "
            "SELECT 'asn abuse ' || a.id FROM asn a JOIN person p ON p.id = "
            f"a.abuse WHERE p.handle = '{handle}'")}


# --- Contacts ------------------------------------------------------------------

def test_way(world, language):
    title, admin, before, button, discard, done = WORDS[language]
    browser = world.user("ADM1", language)
    page = browser.get(INFORMATION)
    world.check(title in page.text and f'href="{CONTACTS}"' in page.text and
                f'href="{EDIT}"' in page.text, f"{language}: the buttons")
    page = browser.get(CONTACTS)
    world.check(page.status == 200 and admin in page.text and
                discard in page.text and value_of(page, "admin") == "ADM1" and
                before not in page.text, f"{language}: the form")
    world.watch.changed()
    page = preview(browser, page, member=" non1 ")
    world.check(page.status == 200 and before in page.text and
                [("MEM1", "NON1")] == [tuple(c.split()[0] for c in row) for
                                       row in changes(page).values()],
                f"{language}: before and after: {changes(page)}")
    world.check(button in page.text and f'href="{INFORMATION}"' in page.text
                and "owner-c:" not in page.text,
                f"{language}: to be saved, WHOIS says nothing of it")
    also = preview(browser, page, admin="NON1")
    world.check(re.search("owner-c: +NON1", also.text),
                f"{language}: what WHOIS will say")
    world.check(not world.watch.changed(), f"{language}: nothing was done")
    page = save(browser, page)
    world.check(page.status == 303 and page.location == INFORMATION and
                world.points() == ["ADM1", "BIL1", "NON1"] and
                world.last()[1:3] == ("ADM1", "organisation_contacts"),
                f"{language}: saved")
    page = browser.get(page.location)
    world.check(done in page.text and "NON1" in page.text,
                f"{language}: and shown")
    world.put_back()


def test_who(world):
    for handle, may in (("MEM1", 403), ("BIL1", 403), ("TEC1", 403),
                        ("ROU1", 403), ("ADM4", 404), ("NON1", 404),
                        ("HOS1", 200), ("ADM1", 200)):
        browser = world.user(handle)
        for path in CONTACTS, EDIT:
            world.check(browser.get(path).status == may, f"{handle} {path}")
        if may != 404:
            text = browser.get(INFORMATION).text
            world.check((f'href="{EDIT}"' in text) == (may == 200) ==
                        (f'href="{CONTACTS}"' in text),
                        f"{handle}: what is offered")


def test_refusals(world):
    """Each beside its field, all at once, nothing lost."""
    browser = world.user("ADM1")
    page = browser.get(CONTACTS)
    world.watch.changed()
    page = preview(browser, page, admin="NADA1", billing="", member="DIS1")
    world.check(page.status == 400 and all(
        is_wrong(page, name) for name in ("admin", "billing", "member")),
        f"all is told: {page.status}")
    world.check([value_of(page, n) for n in ("admin", "billing", "member")] ==
                ["NADA1", "", "DIS1"], "what was typed stays")
    world.check(not offered(page), "who is nobody takes nothing over")
    world.check("Contacts of an organization are active users." in page.text
                and "There is no person with this user ID." in page.text,
                "and why")
    page = save(browser, page)
    world.check(page.status == 400 and not world.watch.changed(),
                "saving does nothing either")
    page = preview(browser, browser.get(CONTACTS))
    world.check(page.status == 200 and not changes(page) and
                "Nothing: all is as it was." in page.text and
                not [b for b in on(page, "action") if b == "save"],
                "nothing changes: nothing to save")


def test_found(world):
    """A name is as good as a user ID, also without script."""
    browser = world.user("ADM1")
    name = world.register.rows(
        "SELECT name FROM person WHERE handle = 'NON1'")[0][0].lower()
    page = preview(browser, browser.get(CONTACTS), member=name)
    world.check(page.status == 400 and value_of(page, "member") == name and
                'name="member-found" value="NON1"' in page.text,
                f"the people of a name are offered: {page.status}")
    page = preview(browser, page, [("member-found", "NON1")])
    world.check(page.status == 200 and value_of(page, "member") == "NON1" and
                "Membership contact" in page.text and changes(page),
                "the one chosen counts")
    world.check('data-value="NON1"' in browser.get(
        "/find/users?q=non").text,
        "and found while one types")


def test_resigning(world):
    """One's own authority ends at once, and knowingly."""
    browser, heir = world.user("ADM1"), world.user("NON1")
    page = preview(browser, browser.get(CONTACTS), admin="NON1")
    world.check("You give away your own authority" in page.text,
                "it is said before")
    world.watch.changed()
    page = save(browser, page)
    world.check(page.status == 400 and is_wrong(page, "resign") and
                not world.watch.changed(), "a box must be ticked")
    world.check(heir.get(INFORMATION).status == 404, "the heir: not yet")
    stranger = browser.get("/organizations/UY-NADA-LACNIC")
    page = save(browser, page, resign="1")
    world.check(page.status == 303 and page.location == "/" and
                world.points()[0] == "NON1", "then it is done")
    world.check("The contacts were changed." in browser.get("/").text,
                "and said at home")
    for path in (INFORMATION, CONTACTS, EDIT, f"{INFORMATION}/resources",
                 f"/blocks/{BLOCK}", f"/asns/{ASN}",
                 f"/blocks/{BLOCK}/subassign"):
        world.check(browser.get(path).status == 404 == stranger.status,
                    f"the former contact: {path}")
    form = [("csrf", stranger.csrf), ("admin", "ADM1"), ("action", "save")]
    world.check(browser.ask("POST", CONTACTS, form).status == 404 and
                world.points()[0] == "NON1", "nor takes it back")
    world.check(heir.get(CONTACTS).status == 200 and
                heir.get(f"/blocks/{BLOCK}/subassign").status == 200,
                "the heir manages it")
    staff = world.user("HOS1")
    page = preview(staff, staff.get(CONTACTS), admin="ADM1")
    world.check("own authority" not in page.text, "hostmaster gives none away")
    world.watch.changed()
    page = save(staff, page, reason="  ")
    world.check(page.status == 400 and is_wrong(page, "reason") and
                not world.watch.changed(), "who has to say why")
    world.check(save(staff, page, **WHY).status == 303 and
                world.points()[0] == "ADM1" and
                world.last()[3:] == tuple(WHY.values()), "and puts it back")


def test_seen_first(world):
    """What was typed after the preview is shown before it is saved."""
    browser = world.user("ADM1")
    page = preview(browser, browser.get(CONTACTS), member="NON1")
    world.watch.changed()
    page = save(browser, page, member="TEC2")
    world.check(page.status == 200 and not world.watch.changed() and
                list(changes(page).values())[0][1].startswith("TEC2"),
                "shown anew")
    world.check(save(browser, page).status == 303 and
                world.points()[2] == "TEC2", "then saved")
    world.put_back()


def test_together(world):
    """Two who edit at once lose nothing of each other."""
    one, two = world.user("ADM1"), world.user("HOS1")
    page, other = one.get(CONTACTS), two.get(CONTACTS)
    save(two, preview(two, other, billing="TEC2"), **WHY)
    page = preview(one, page, member="NON1")
    world.check(len(changes(page)) == 1 and value_of(page, "billing") ==
                "TEC2", "what the other changed is taken over")
    save(one, page)
    world.check(world.points() == ["ADM1", "TEC2", "NON1"], "both stay")
    page, other = one.get(CONTACTS), two.get(CONTACTS)
    save(two, preview(two, other, billing="NON1"), **WHY)
    world.watch.changed()
    page = save(one, page, billing="BIL2")
    world.check(page.status == 409 and is_wrong(page, "billing") and
                "Somebody else changed this meanwhile." in page.text and
                not world.watch.changed() and
                value_of(page, "billing") == "BIL2", "the same field: told")
    page = save(one, page)
    world.check(page.status == 303 and world.points()[1] == "BIL2",
                "and done when sent again")
    world.put_back()


# --- Other roles ---------------------------------------------------------------

def give_roles(world):
    """The administrative contact has many, more than a page."""
    world.register.script([
        ["contacts", f"AS{ASN}", "--tech", "ADM1", "--abuse", "ADM1"],
        ["org", "contacts", HOLDER, "--member", "ADM1"],
        *(["subassign", part, HOLDER, "--use", "infrastructure", "--tech",
           "ADM1"] for part in PARTS)])


def test_listing(world):
    browser = world.user("ADM1")
    page = preview(browser, browser.get(CONTACTS), admin="NON1")
    first = offered(page)
    world.check(first[0] == "member" and first[1:] == PARTS[:len(first) - 1]
                and "BIL1" not in page.text.partition('id="others"')[2]
                .partition("</fieldset>")[0], f"other roles: {first[:3]}")
    pages = [first]
    while on(page, "after") and on(page, "after")[-1]:
        page = send(browser, page, [("after", on(page, "after")[-1])])
        pages.append(offered(page))
        if len(pages) > 9:
            break
    every = [value for some in pages for value in some]
    world.check(every == ["member", *PARTS, f"AS{ASN}", f"!AS{ASN}"] and
                len(pages) == 2, f"all of them, by pages: {len(every)}")
    page = send(browser, page, [("after", "")])
    world.check(offered(page) == first, "and back to the first")
    for key in "x", "9:", "1:zz", "2:9999.1.1.::", "0:" + "9" * 200, "0:":
        page = send(browser, page, [("after", key)])
        world.check(page.status == 200, f"a key that is none: {key[:9]}")


def test_chosen(world):
    """Ticks of several pages, in one row of the journal."""
    browser = world.user("ADM1")
    page = preview(browser, browser.get(CONTACTS), admin="NON1")
    before = world.last()[0]
    page = send(browser, page, [("role", PARTS[3]), ("role", "member"),
                                ("after", on(page, "after")[-1])])
    page = send(browser, page, [("role", PARTS[60]),
                                ("after", on(page, "after")[-1])])
    page = preview(browser, page, [("role", f"!AS{ASN}")])
    world.check("3 other roles on resources pass on too." in page.text and
                len(changes(page)) == 2 and
                len([v for n, v in form_of(page) if n == "role"]) == 2,
                f"what passes on: {changes(page)}")
    page = save(browser, page, resign="1")
    world.check(page.status == 303 and world.points() ==
                ["NON1", "BIL1", "NON1"] and len(world.roles("NON1")) == 3
                and world.last()[0] == before + 1, "chosen ones, one row")
    world.check(browser.get(INFORMATION).status == 200,
                "who keeps some is still led to it")
    world.check(browser.get(CONTACTS).status == 403, "but manages it no more")
    world.register.script([
        ["org", "contacts", HOLDER, "--admin", "ADM1", "--with-others"]])


def test_all(world):
    browser = world.user("ADM1")
    had = len(world.roles("ADM1"))
    page = preview(browser, browser.get(CONTACTS), admin="NON1", all="1")
    world.check(f"{had} other roles on resources pass on too." in page.text
                and len(changes(page)) == 2, f"all {had} are counted")
    before = world.last()[0]
    page = save(browser, page, resign="1")
    world.check(page.status == 303 and not world.roles("ADM1") and
                len(world.roles("NON1")) == had and
                world.last()[0] == before + 1 and
                world.points() == ["NON1", "BIL1", "NON1"], "all at once")
    world.check(browser.get(INFORMATION).status == 404 and
                browser.get(f"/blocks/{PARTS[0]}").status == 404,
                "and nothing is left")
    said = world.register.must("whois", PARTS[5]).out
    world.check("tech-c:      NON1" in said, "WHOIS says so")
    world.register.script([["org", "contacts", HOLDER, "--admin", "ADM1",
                            "--with-others"]])


def test_crowd(world):
    """So many ticks as fit into a form cost no more than they are."""
    browser = world.user("ADM1")
    page = preview(browser, browser.get(CONTACTS), admin="NON1")
    page = preview(browser, page, chosen="x " * 300000)
    world.check(page.status == 200 and not
                dict(form_of(page))["chosen"].strip("x "),
                f"many that are none: {page.status}")


def test_not_theirs(world):
    """Roles that are not of who is replaced, or not of its resources."""
    browser = world.user("ADM1")
    page = preview(browser, browser.get(CONTACTS), member="NON1")
    for role, status in ((BLOCK, 409), ("200.7.0.0/16", 400),
                         ("10.0.0.0/8", 400), ("AS64900", 400),
                         ("AS65000", 400), ("!" + PARTS[0], 409)):
        world.watch.changed()
        answer = save(browser, page, [("role", role), ("resign", "1")])
        world.check(answer.status == status and "problems" in answer.text and
                    not world.watch.changed(), f"{role}: {answer.status}")
    answer = save(browser, page, [("role", "<script>")], member="TEC2")
    world.check(answer.status == 200 and "<script>" not in answer.text,
                "what is no role is none")
    page = preview(browser, browser.get(CONTACTS), admin="NON1")
    page = preview(browser, page, [("role", PARTS[0])])
    world.register.must("contacts", PARTS[0], "--tech", "TEC2")
    world.watch.changed()
    page = save(browser, page, resign="1")
    world.check(page.status == 409 and not world.watch.changed() and
                "This role is not of a contact who is replaced." in page.text
                and PARTS[0] not in dict(form_of(page))["chosen"],
                f"who lost a role meanwhile: {page.status}")
    world.register.must("contacts", PARTS[0], "--tech", "ADM1")


def test_parts_of_others(world):
    """What was sub-assigned to another is a role too, and names whose it
    is."""
    part = "45.4.20.0/24"
    world.register.must("subassign", part, RECIPIENT, "--tech", "ADM1")
    browser = world.user("ADM1")
    page = preview(browser, browser.get(CONTACTS), admin="NON1")
    page = send(browser, page, [("after", on(page, "after")[-1])])
    world.check(part in offered(page) and
                re.search(f"{part}<.*>{RECIPIENT}<", page.text),
                f"a part of another: {offered(page)}")
    page = preview(browser, page, [("role", part)])
    world.check("1 other role on a resource passes on too." in page.text,
                "it passes on")
    page = save(browser, page, resign="1")
    said = world.register.must("whois", part).out
    world.check(page.status == 303 and "tech-c:      NON1" in said,
                f"it has passed on: {page.status}")
    world.register.must("org", "contacts", HOLDER, "--admin", "ADM1")
    world.register.must("release", part)


def test_from_a_block(world):
    """Replacing the contact of a block offers their other roles."""
    browser = world.user("ADM1")
    path = f"/blocks/{PARTS[0]}/contacts"
    page = browser.get(path)
    world.check(not offered(page), "nothing before somebody is replaced")
    page = preview(browser, page, tech="NON1")
    first = offered(page)
    world.check(first[0] == PARTS[1] and PARTS[0] not in first and
                on(page, "after"), f"other roles: {first[:3]}")
    before = world.last()[0]
    page = send(browser, page, [("role", PARTS[3]),
                                ("after", on(page, "after")[-1])])
    page = preview(browser, page, [("role", f"AS{ASN}")])
    world.check("2 other roles on resources pass on too." in page.text,
                "what passes on")
    world.watch.changed()
    page = confirm(browser, page)
    world.check(page.status == 303 and len(world.roles("NON1")) == 3 and
                world.last()[0] == before + 1, f"chosen ones: {page.status}")
    page = browser.get(f"/blocks/{PARTS[1]}/contacts")
    page = preview(browser, page, tech="NON1", all="1")
    had = len(world.roles("ADM1"))
    world.check(f"{had - 1} other roles on resources pass on too." in
                page.text, f"all {had} but itself")
    page = confirm(browser, page)
    world.check(page.status == 303 and not world.roles("ADM1") and
                world.points()[0] == "ADM1", "all, but no point of contact")
    test_not_from_a_block(world, browser)
    world.register.must("contacts", PARTS[0], "--tech", "ADM1",
                        "--with-others")


def test_not_from_a_block(world, browser):
    """Of who is not replaced, elsewhere, or not the user's to change."""
    for user, thing, role, status in (
            ("ADM1", PARTS[0], BLOCK, 409),
            ("ADM1", PARTS[0], "200.7.0.0/16", 400),
            ("TEC1", BLOCK, f"!AS{ASN}", 403)):
        browser = world.user(user)
        page = preview(browser, browser.get(f"/blocks/{thing}/contacts"),
                       tech="TEC2", abuse="NON1")
        world.watch.changed()
        page = confirm(browser, page, [("role", role)], resign="1")
        world.check(page.status == status and "problems" in page.text and
                    not world.watch.changed(),
                    f"{user}: {role}: {page.status}")


# --- Data ----------------------------------------------------------------------

def test_edit(world):
    browser = world.user("ADM1")
    page = browser.get(EDIT)
    world.check(page.status == 200 and value_of(page, "name") is None and
                value_of(page, "country") is None and
                "Only the registry changes the name." in page.text,
                "the form has neither name nor country")
    page = preview(browser, page, responsible="Rosa Nuñez", city="Salto",
                   ddi="598", phone="4732 1000")
    world.check(changes(page)["City"] == ("—", "Salto") and
                len(changes(page)) == 4 and
                "responsible: Rosa Nuñez" in page.text and
                "Salto" not in world.register.run("whois", BLOCK).out,
                f"before and after: {changes(page)}")
    page = save(browser, page)
    said = world.register.run("whois", HOLDER).out
    world.check(page.status == 303 and world.last()[1:3] ==
                ("ADM1", "organisation_edit") and "Rosa Nuñez" in said and
                re.search("address: .*Salto", said), "WHOIS says so")
    page = browser.get(EDIT)
    world.watch.changed()
    answer = save(browser, page, name="Otra", country="BR", previewed=page.
                  hidden("previewed"), city="Rocha")
    world.check(answer.status == 200 and not world.watch.changed() and
                "Otra" not in answer.unspoken, "a name cannot be smuggled in")
    page = save(browser, answer)
    world.check(page.status == 303 and "country:     UY" in
                world.register.run("whois", HOLDER).out, "nor a country")


def test_edit_refusals(world):
    browser = world.user("ADM1")
    page = browser.get(EDIT)
    world.watch.changed()
    page = preview(browser, page, responsible=" ", street="x" * 121,
                   phone="1" * 41, city="a\x01b")
    world.check(page.status == 400 and all(is_wrong(page, name) for name in (
        "responsible", "street", "phone", "city")) and
        value_of(page, "street") == "x" * 121 and
        not world.watch.changed(), f"all is told: {page.status}")
    for text in HOSTILE:
        page = preview(browser, browser.get(EDIT), street=text)
        world.check(page.status in (200, 400, 413) and text[:8] not in
                    page.text.replace(html.escape(text[:8]), "") or
                    html.escape(text) == text, f"{text[:20]!r} stays text")
        if page.status == 200:
            save(browser, page)
            shown = browser.get(INFORMATION).text
            world.check("<script>alert" not in shown and
                        "<img src=x" not in shown, f"{text[:20]!r} is inert")
    one, two = browser.get(EDIT), browser.get(EDIT)
    save(browser, preview(browser, one, city="Colonia"))
    page = preview(browser, two, state="Colonia")
    world.check(value_of(page, "city") == "Colonia" and
                len(changes(page)) == 1, "two who edit at once")


def test_rename(world):
    browser = world.user("HOS1")
    page = preview(browser, browser.get(EDIT), name="Federación Ñandú")
    world.check(len(changes(page)) == 1, "hostmaster sees the name")
    page = save(browser, page, **WHY)
    found = browser.get("/find/organizations?q=nandu").text
    world.check(page.status == 303 and HOLDER in found, "and it is found")
    page = preview(browser, browser.get(EDIT), name="  ")
    world.check(page.status == 400 and is_wrong(page, "name"), "not blank")


def test_race(world, threads):
    """Many who save the same form: one wins, and the others are told."""
    one = world.user("ADM1")
    browsers = [copy(one) for _ in range(threads)]
    for browser in browsers:
        browser.cookies = dict(one.cookies)
    page = browsers[0].get(CONTACTS)
    heirs = [HANDLES[n % len(HANDLES)] for n in range(threads)]
    answers = [None] * threads
    before = world.last()[0]

    def run(n):
        answers[n] = browsers[n].ask("POST", CONTACTS, typed(
            page, member=heirs[n], previewed=None, action="save"))

    workers = [threading.Thread(target=run, args=(n,))
               for n in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    now = world.points()[2]
    statuses = sorted({answer.status for answer in answers})
    world.check(set(statuses) <= {303, 409} and world.last()[0] == before + 1,
                f"one row: {statuses}, {world.last()[0] - before}")
    world.check(all(answer.status == (303 if heir == now else 409) or
                    heir == "ADM1" for answer, heir in zip(answers, heirs)),
                f"{now} won, the others are told")


def main():
    options = parcela.options(__doc__, threads=24).parse_args()
    report = Report()
    with parcela.folder() as where:
        register = make_register(where / "registry.db")
        register.must("user", "disable", "DIS1")
        register.must("contacts", PRIVATE, "--tech", "TEC1")
        with Server(register, "[http]\nconnections_per_address = 512\n") \
                as server:
            world = World(report, register, server)
            for language in WORDS:
                test_way(world, language)
            for test in (test_who, test_refusals, test_found, test_resigning,
                         test_seen_first, test_together):
                test(world)
            give_roles(world)
            for test in (test_listing, test_chosen, test_all,
                         test_crowd, test_not_theirs, test_parts_of_others,
                         test_from_a_block, test_edit, test_edit_refusals,
                         test_rename):
                test(world)
            test_race(world, options.threads)
            world.watch.close()
        parcela.check_verify(report, register, "after all")
    report.finish()


if __name__ == "__main__":
    sys.exit(main())
