# SPDX-License-Identifier: ISC
"""Walks all that a portal shows to a user: every link, every form, sent as it
is, empty, and with bad values in each field."""

import re
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

PAGES_OF_A_SHAPE, FORMS_OF_A_SHAPE = 8, 1
# They would end the walk, or go on with it in another language or under a name
# that is nonsense; the last is the same for everybody, and long.
NOT_SENT = "/logout", "/language", "/profile/language", "/profile/data", \
    "/register"
BAD = ("nonsense", "\u202e", "x" * 400, "-1", "QQ", "10.0.0.0/8",
       "198.18.112.1/20", "198.18.113.0/24", "99", "2020-13-01", "NOBODY9")
SHOWN = ("title", "alt", "placeholder", "label", "data-label", "aria-label",
         "aria-description", "aria-roledescription", "aria-valuetext")
# pre: WHOIS's answer, to the byte; code: a key, to the letter
NOT_WORDS = {"script", "style", "pre", "code"}
VOID = "meta", "link", "input", "br", "img", "hr"


class Form:
    """base: what is sent untouched; texts: fields to type into; choices:
    buttons, and what can be ticked."""

    def __init__(self, attributes):
        self.action = attributes.get("action") or ""
        self.method = (attributes.get("method") or "get").upper()
        self.base, self.texts, self.choices = {}, [], []

    def add(self, tag, attributes):
        kind, name = attributes.get("type", "text"), attributes.get("name")
        value = attributes.get("value") or ""
        if not name:
            return
        if tag == "button" or kind in ("radio", "checkbox", "submit"):
            self.choices.append((name, value or "on"))
            if "checked" in attributes:
                self.base[name] = value or "on"
            return
        self.base[name] = value
        if kind != "hidden":
            self.texts.append(name)

    @property
    def fields(self):
        return tuple(sorted({*self.base, *(n for n, _ in self.choices)}))

    def changes(self):
        yield {}
        yield {name: "" for name in self.texts}
        for name, value in self.choices:
            yield {name: value}
        for name in self.texts:
            for value in ("", *BAD):
                yield {name: value}


class Reading(HTMLParser):
    """What people read on a page, as (place, text), its links, its forms."""

    def __init__(self, text):
        super().__init__()
        self.texts, self.links, self.forms, self.open = [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.open += [] if tag in VOID else [tag]
        self.texts += [(f"{tag} {name}", attributes[name]) for name in SHOWN
                       if attributes.get(name)]
        if tag == "input" and attributes.get("type") in ("submit", "button"):
            self.texts.append(("button", attributes.get("value") or ""))
        if tag == "a" and attributes.get("href"):
            self.links.append(attributes["href"])
        if tag == "form":
            self.forms.append(Form(attributes))
        elif tag in ("input", "button", "select", "textarea") and self.forms:
            self.forms[-1].add(tag, attributes)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        while tag in self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        if data.strip() and not NOT_WORDS & set(self.open):
            self.texts.append((" ".join(self.open[-2:]), data))


def shape(path):
    """Paths that differ in what they name have one shape."""
    parts = urlsplit(path)
    segments = ["*" if re.search(r"\d|[A-Z]{2}-", segment) else segment
                for segment in parts.path.split("/")]
    keys = sorted({pair.split("=")[0] for pair in parts.query.split("&")})
    return "/".join(segments) + "?" + "&".join(keys)


class Walk:
    """seen(page, reading, what, typed) is called for every page."""

    def __init__(self, browser, seen):
        self.browser, self.seen = browser, seen
        self.pages, self.forms = Counter(), Counter()
        self.waiting, self.visited = [], set()

    def read(self, page, what, typed=()):
        """A page, or that to which it leads; None: it is no page."""
        if page.status == 303:
            return self.read(self.browser.get(page.location),
                             f"{what} -> {page.location}", typed)
        if not page.headers["Content-Type"].startswith("text/html"):
            return None
        reading = Reading(page.text)
        self.seen(page, reading, what, typed)
        return reading

    def look(self, path):
        reading = self.read(self.browser.get(path), path)
        if reading is None:
            return
        self.waiting += [urljoin(path, link) for link in reading.links]
        for form in reading.forms:
            self.try_form(path, form)

    def try_form(self, path, form):
        action = (urljoin(path, form.action) or path).partition("#")[0]
        key = form.method, shape(action), form.fields
        self.forms[key] += 1
        if urlsplit(action).path in NOT_SENT or \
                self.forms[key] > FORMS_OF_A_SHAPE:
            return
        for change in form.changes():
            self.send(form.method, action, {**form.base, **change},
                      form.texts)

    def send(self, method, path, form, fields):
        """fields: those that are typed into."""
        typed = {text for name in fields if (value := form.get(name))
                 for text in (value, value.strip(), value.upper())}
        if method == "GET":
            page = self.browser.get(
                f"{path.partition('?')[0]}?{urlencode(form)}")
        else:
            page = self.browser.ask("POST", path, form)
        return self.read(page, f"{method} {path} {form}", typed)

    def everything(self, beginnings):
        """These, and some of each shape that they lead to."""
        for path in beginnings:
            self.visited.add(path)
            self.look(path)
        while self.waiting:
            path = self.waiting.pop(0).partition("#")[0]
            key = shape(path)
            if path in self.visited or not path.startswith("/") or \
                    self.pages[key] >= PAGES_OF_A_SHAPE:
                continue
            self.visited.add(path)
            self.pages[key] += 1
            self.look(path)
