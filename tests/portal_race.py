#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Two hundred people press the button of the portal at one moment.

Each has a session and a connection of their own; all are members of one
office behind one address.  Of overlapping ranges exactly disjoint ones are
given, to organisations that exist and to new ones; each loser has the form
again with all that they typed, and is told who holds what they wanted.  Who
presses twice has it once, and is told so twice.  Contacts and release of one sub-assignment come in
some order.  Nobody is told that the portal is busy."""

import contextlib
import http.client
import random
import re
import socket
import sys
import threading
import time
import urllib.parse
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import parcela
from parcela import Report, check_verify, customer, org_add, user_add
from portal_server import PASSWORD, PATIENCE, Browser, Page, Server, shown
from portal_subassign import WORDS, form_path, is_wrong, value_of
from race import V4, V6, stored_children, wishes

CLIENTS = 200
SESSIONS = 20                   # of one person; the oldest would go
ORGANISATIONS = 8
PAIRS = 12                      # forms that are sent twice
LANGUAGES = tuple(WORDS)
TECH = "TEC1"                   # of the blocks; ISP1 administers their holder


# --- One moment -------------------------------------------------------------

class Shot:
    """A form that is sent but for its last byte."""

    def __init__(self, browser, path, form):
        self.path, self.page, self.problem = path, None, None
        body = urllib.parse.urlencode(dict(
            form, csrf=browser.csrf, reason="race")).encode()
        self.connection = http.client.HTTPConnection(
            browser.server.host, browser.server.port, timeout=PATIENCE)
        self.connection.putrequest("POST", path)
        for name, value in (
                ("Cookie", "; ".join(f"{n}={v}" for n, v in
                                     browser.cookies.items())),
                ("Content-Type", "application/x-www-form-urlencoded"),
                ("Content-Length", str(len(body)))):
            self.connection.putheader(name, value)
        self.connection.endheaders(body[:-1])
        self.last = body[-1:]

    def fire(self, gate):
        with contextlib.closing(self.connection):
            gate.wait(PATIENCE)
            begun = time.monotonic()
            try:
                self.connection.send(self.last)
                self.page = Page(self.connection.getresponse(), self.path)
            except (OSError, http.client.HTTPException) as problem:
                self.problem = repr(problem)
            self.seconds = time.monotonic() - begun

    @property
    def status(self):
        return self.page.status if self.page else self.problem


def volley(shots):
    """Fires all at one moment; answered when the last has its answer."""
    gate = threading.Barrier(len(shots))
    threads = [threading.Thread(target=shot.fire, args=(gate,))
               for shot in shots]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return shots


def check_answered(report, shots, what, allowed=(303, 409)):
    """Every one of them, and none by "busy" or "went wrong"."""
    statuses = Counter(shot.status for shot in shots)
    slowest = max(shot.seconds for shot in shots)
    print(f"{what}: {dict(statuses)}, the slowest in {slowest:.1f} s")
    return report.check(set(statuses) <= set(allowed),
                        f"{what}: {dict(statuses)}")


# --- Who races --------------------------------------------------------------

def make_register(path, people):
    register = parcela.make_isp(path, ORGANISATIONS)
    managers = [TECH, *(f"HOS{n}" for n in range(1, people - 1))]
    register.script(
        [user_add(handle, *(["--hostmaster"] if handle != TECH else []))
         for handle in managers] +
        [["contacts", block, "--tech", TECH, "--abuse", "ISP1"]
         for block in (V4, V6)])
    for handle in ("ISP1", *managers):
        register.must("user", "passwd", handle, stdin=PASSWORD + "\n")
    return register, ["ISP1", *managers]


def log_in(server, handle, number):
    """From an address of their own, since log-ins of one address at the same
    moment are taken for guessing."""
    language = LANGUAGES[number % len(LANGUAGES)]
    browser = Browser(server, f"127.0.{4 + number // 250}.{number % 250 + 1}")
    browser.cookies["parcela-language"] = language
    page = browser.log_in(handle)
    if page.status != 303:
        raise RuntimeError(f"{handle} is not let in: {page.status}")
    browser.csrf = browser.get("/help").csrf
    browser.handle, browser.language = handle, language
    return browser


def log_in_all(server, handles, count):
    begun = time.monotonic()
    with ThreadPoolExecutor(16) as pool:
        browsers = list(pool.map(lambda n: log_in(
            server, handles[n % len(handles)], n), range(count)))
    print(f"{count} sessions in {time.monotonic() - begun:.1f} s")
    return browsers


# --- What they want ---------------------------------------------------------

def wanted_form(number, net):
    """Every other one is for a new organisation."""
    form = dict(range="typed", prefix=str(net), size=str(net.prefixlen),
                use="customer", tech="cus1", abuse="",
                label=f"wish {number}", action="confirm")
    if number % 2:
        form.update(recipient="known",
                    ownerid=customer(1 + number % ORGANISATIONS))
    else:
        form.update(recipient="new", name=f"Nueva {net} {number}",
                    responsible="Ñandú & Cía", street="Calle \"1\"",
                    number="7 <bis>", complement="2º", city="Salto",
                    state="Salto", postcode="50000", country="UY", ddi="598",
                    ddd="4", phone="123", ownerid="")
    return dict(form, shown=shown(form))


def lost(page, form):
    """What was typed and is not in the form any more."""
    typed = [name for name, value in form.items()
             if name not in ("recipient", "range", "use", "action", "size",
                             "shown")
             and value_of(page, name) != value]
    chosen = [name for name in ("recipient", "range")
              if not re.search(f'name="{name}" value="{form[name]}" checked',
                               page.text)]
    return typed + chosen + [
        name for name, mark in (
            ("use", f'<option value="{form["use"]}" selected>'),
            ("size", f'name="size" value="{form["size"]}" checked'))
        if mark not in page.text]


def check_loser(report, shot, browser, form, net, held):
    """Told of a range that it overlaps, and of no other, with its holder."""
    said = WORDS[browser.language][1]
    told = set(re.findall(rf"([0-9a-f.:]+/\d+):? {said} (\S+) \(",
                          shot.page.text))
    true = {(str(other), owner) for other, owner in held.items()
            if other.overlaps(net)}
    report.check(told and told <= true and is_wrong(shot.page, "prefix"),
                 f"{net}: told {told} of {true}")
    report.check(not value_of(shot.page, "shown"), f"{net}: not to confirm")
    report.check(re.search(r'value="best"> <span>[^<]* <span class="mono">',
                           shot.page.text), f"{net}: the next is proposed")
    gone = lost(shot.page, form)
    report.check(not gone, f"{net}: lost {gone} of what was typed")


def check_winners(report, register, server, browsers, forms, shots, nets,
                  held):
    """One winner of each range; a second answer of success is for the same
    person who sent the same form, as if they had pressed twice."""
    won = {(net, browser.handle, form["recipient"],
            form["ownerid"] or form["name"])
           for net, shot, browser, form in zip(nets, shots, browsers, forms)
           if shot.status == 303}
    report.check(sorted(net for net, *_ in won) == sorted(held),
                 f"done is what was said to be: {won}, {held}")
    ordered = sorted(held)
    report.check(not any(one.overlaps(two) for one, two in
                         zip(ordered, ordered[1:])), f"disjoint: {ordered}")
    names = organisations(register)
    for form, shot, net in zip(forms, shots, nets):
        if form["recipient"] == "new":
            report.check((form["name"] in names) == (shot.status == 303) and
                         names[form["name"]] <= 1,
                         f"{net}: its organisation is there once, or not")
        if shot.status == 303:
            line = f"inetnum:     {net}"
            report.check(line in ask(server, net).splitlines(),
                         f"{net}: WHOIS shows it")
            report.check(line in register.run("whois", net).out.splitlines(),
                         f"{net}: the command shows it")


def organisations(register):
    return Counter(row[0] for row in
                   register.rows("SELECT name FROM organisation"))


def ask(server, query):
    """WHOIS, as anybody asks it."""
    with socket.create_connection(server.whois, PATIENCE) as connection:
        connection.sendall(f"{query}\r\n".encode())
        with connection.makefile("rb") as answer:
            return answer.read().decode()


def race(report, register, server, browsers, block, lengths, generator):
    nets = list(wishes(block, lengths, generator, len(browsers)))
    forms = [wanted_form(n, net) for n, net in enumerate(nets)]
    shots = volley([Shot(browser, form_path(block), form)
                    for browser, form in zip(browsers, forms)])
    if not check_answered(report, shots, f"a race in {block}"):
        return
    held = stored_children(register, block)
    check_winners(report, register, server, browsers, forms, shots, nets,
                  held)
    for shot, browser, form, net in zip(shots, browsers, forms, nets):
        if shot.status == 409:
            check_loser(report, shot, browser, form, net, held)
    check_verify(report, register, f"a race in {block}")


# --- Pressed twice ----------------------------------------------------------

def press_twice(report, register, browsers, block, nets, of_page):
    """Each form is sent twice by one browser; of_page: with the best fit as
    the page showed it, in place of a range that was typed."""
    before = organisations(register)
    forms = [wanted_form(n, net) for n, net in enumerate(nets)]
    if of_page:
        forms = [dict(forms[0], range="best", prefix="", shown_prefix="",
                      shown_size=forms[0]["size"])]
    pairs = list(zip(browsers, forms))
    shots = volley([Shot(browser, form_path(block), form)
                    for browser, form in pairs for _ in "12"])
    what = f"{'proposed' if of_page else 'typed'}, pressed twice"
    if not check_answered(report, shots, what):
        return
    held = stored_children(register, block)
    for number in range(len(pairs)):
        two = shots[2 * number:2 * number + 2]
        report.check([(shot.status, nets[number] in held) for shot in two] ==
                     [(303, True)] * 2 and two[0].page.location ==
                     two[1].page.location, f"{what}: both are told it is done:"
                     f" {[shot.status for shot in two]}")
    after = organisations(register)
    after.subtract(before)
    report.check(after == Counter({form["name"]: 1 for form in forms
                                   if form["recipient"] == "new"}),
                 f"{what}: each organisation was made once: {after}")
    check_verify(report, register, what)


# --- One sub-assignment -----------------------------------------------------

def change_and_release(report, register, browsers, net, holder):
    """Most change its contacts, one in ten releases it."""
    register.must("subassign", net, holder)
    first = last_serial(register)
    forms = [("contacts", dict(tech=f"cus{1 + n % ORGANISATIONS}", abuse="",
                               action="confirm")) if n % 10 else
             ("release", dict(prefix=str(net)))
             for n in range(len(browsers))]
    shots = volley([Shot(browser, f"/blocks/{net}/{what}", form)
                    for browser, (what, form) in zip(browsers, forms)])
    if not check_answered(report, shots, f"contacts and release of {net}",
                          (303, 404)):
        return
    ends = Counter((what, shot.status)
                   for shot, (what, _) in zip(shots, forms))
    done = Counter(row[0] for row in register.rows(
        "SELECT operation FROM journal WHERE serial > ?", first))
    report.check(ends["release", 303] == done["release"] == 1,
                 f"released once: {ends}, {done}")
    report.check(done["contacts"] <= ends["contacts", 303] and
                 set(done) <= {"release", "contacts"},
                 f"no change but what was answered: {ends}, {done}")
    last = register.rows("SELECT operation FROM journal"
                         " ORDER BY serial DESC LIMIT 1")[0][0]
    report.check(last == "release", f"nothing comes after release: {last}")
    check_verify(report, register, f"contacts and release of {net}")


def last_serial(register):
    return register.rows("SELECT max(serial) FROM journal")[0][0]


# --- The program ------------------------------------------------------------

def emptied(register, block):
    register.script([["release", net, "--with-children"]
                     for net in stored_children(register, block)])


def play(report, register, server, browsers, generator):
    for block, lengths in ((V4, range(20, 29)), (V6, range(36, 57, 2))):
        race(report, register, server, browsers, block, lengths, generator)
        emptied(register, block)
    nets = list(V4.subnets(new_prefix=24))
    press_twice(report, register, browsers, V4, nets[:PAIRS], False)
    emptied(register, V4)
    press_twice(report, register, browsers, V4, nets[:1], True)
    emptied(register, V4)
    change_and_release(report, register, browsers, nets[5], customer(1))


def main():
    options = parcela.options(__doc__, rounds=1, clients=CLIENTS).parse_args()
    generator = random.Random(options.seed)
    report = Report()
    with parcela.folder() as path:
        people = -(-options.clients // SESSIONS)
        register, handles = make_register(path / "store", max(people, 2))
        with Server(register) as server:
            browsers = log_in_all(server, handles, options.clients)
            for _ in range(options.rounds):
                play(report, register, server, browsers, generator)
            report.check(all(browser.is_logged_in() for browser in browsers),
                         "all are still logged in")
    report.finish()


if __name__ == "__main__":
    sys.exit(main())
