#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Values that fields of one kind take, in fields of another: addresses of the
other family, lengths that no block has, numbers at their ends, names of what
is not there, by every route, as query and as form.  The portal answers each,
and is the same process in the end.

  portal_values.py [--requests 60] [--seed N]"""

import html
import random
import re
import sys
import urllib.parse

import parcela
from parcela import Report
from portal_crash import role_of
from portal_race import log_in
from portal_roles import PORTAL
from portal_server import PASSWORD, Server

ROUTE = re.compile(r'^ROUTE\((GET|POST), "([^"]*)"', re.M)
FIELD = re.compile(
    r'(?:request_(?:text|value)\([^,()]+(?:->\w+)?|typed_\w+\([^,()]+'
    r'(?:->\w+)?|pick_typed\([^,]+, \w+), "([a-z_.]+)"')
PLACES = "45.4.0.0/16", "45.4.9.0/24", "2801:4::/32", "10.0.0.0/8"
ADDRESSES = ("45.4.0.0", "2001:db8::", "::", "0.0.0.0", "255.255.255.255",
             "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::ffff:45.4.0.0")
LENGTHS = (0, 1, 8, 16, 23, 24, 25, 31, 32, 33, 48, 64, 65, 96, 112, 120, 125,
           126, 127, 128, 129)
WORDS = ("", "0", "1", "-1", "24", "32", "33", "96", "100", "127", "128",
         "129", "255", "4294967295", "4294967296", "18446744073709551615",
         "18446744073709551616", "9" * 60, "AS0", "AS64000", "AS4294967295",
         "AS1-AS4294967295", "ISP1", "CUS1", "UY-ISPX-LACNIC", "best", "typed",
         "new", "known", "confirm", "preview", "save", "again", "next",
         "summary", "servers", "zone", "blocks", "asns", "subassignments",
         "0:", "1:0.0.0.::", "2:9.9.9.9", "0.0.0.255.255.255.255",
         "1.2.3.ffff::", "99.99.99.99.99", "1 13 2 " + "AB" * 32, "x" * 500,
         "%", "\u202e", "a b", "1\n2", "ns1.example.net\nns1.example.net")


def fields():
    """All that handlers ask for."""
    return sorted({name for path in PORTAL.glob("*.c")
                   for name in FIELD.findall(path.read_text())} |
                  {"host", "blocks", "role", "data", "ownerid-found",
                   "tech-found"})


def value(rng):
    kind = rng.random()
    if kind < 0.4:
        return f"{rng.choice(ADDRESSES)}/{rng.choice(LENGTHS)}"
    if kind < 0.5:
        return rng.choice(ADDRESSES)
    if kind < 0.6:
        return rng.choice(PLACES)
    return rng.choice(WORDS)


def paths_of(pattern, rng):
    """With what is there, what is not the user's, and anything."""
    if pattern.startswith("/blocks/*/*"):
        things = [*PLACES, f"{rng.choice(ADDRESSES)}/{rng.choice(LENGTHS)}"]
        return [pattern.replace("*/*", thing) for thing in things]
    if "*" not in pattern:
        return [pattern]
    return [pattern.replace("*", thing) for thing in
            ("UY-ISPX-LACNIC", "64000", "subassign", "4294967296")]


def fields_of(page, names):
    """Those of the forms of a page, and some of all that are asked for."""
    return sorted({html.unescape(name) for name in re.findall(
        r'<(?:input|select|textarea|button)[^>]* name="([^"]*)"', page.text)}
        - {"csrf"}) or names


def forms_of(names, rng):
    """A form of what fits together, with few values that do not."""
    form = {name: value(rng) for name in
            rng.sample(names, rng.randint(1, min(4, len(names))))}
    if rng.random() < 0.5:
        form["action"] = rng.choice(("preview", "confirm", "save", "next"))
    if "prefix" in names and rng.random() < 0.5:
        form |= {"range": "typed", "prefix": value(rng)}
    return form


def test_page(report, browser, method, path, names, requests, rng):
    page = ask(browser, "GET", path, {})
    own = names if page is None else fields_of(page, names)
    for _ in range(requests):
        form = forms_of(own if rng.random() < 0.9 else names, rng)
        answer = ask(browser, method, path, form)
        report.check(answer is not None and answer.status != 500,
                     f"{method} {path} {form}: {answer and answer.status}")


def main():
    options = parcela.options(__doc__, requests=60).parse_args()
    report, rng = Report(), random.Random(options.seed)
    with parcela.folder() as where:
        register = parcela.make_isp(where / "registry.db", 4)
        for handle in "ISP1", "CUS1":
            register.must("user", "passwd", handle, stdin=PASSWORD + "\n")
        register.must("subassign", "45.4.9.0/24", "UY-CUSX1-LACNIC")
        routes = [route for route in ROUTE.findall(
            (PORTAL / "route.def").read_text()) if route[1] != "/logout"]
        names = fields()
        report.check(len(names) > 40, f"what handlers ask for: {names}")
        with Server(register) as server:
            browser = log_in(server, "ISP1", 1)
            portal = role_of(server, "portal")
            for method, pattern in routes:
                for path in paths_of(pattern, rng):
                    test_page(report, browser, method, path, names,
                              options.requests, rng)
            report.check(role_of(server, "portal") == portal,
                         "the portal did not die")
        parcela.check_verify(report, register, "after all")
    report.finish()


def ask(browser, method, path, form):
    try:
        if method == "POST":
            return browser.post(path, form)
        return browser.get(path + query(form))
    except (OSError, ValueError):
        return None


def query(form):
    return "" if not form else "?" + urllib.parse.urlencode(form)


if __name__ == "__main__":
    sys.exit(main())
