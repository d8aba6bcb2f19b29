# SPDX-License-Identifier: ISC
"""Where in HTML a place is: follows literal markup letter by letter, so that
pagegen.py knows what may stand there and how it is written."""

import re

TEXT, OPENING, TAG, NAME, AFTER_NAME, BEFORE_VALUE, UNQUOTED, QUOTED, CLOSING, \
    COMMENT, RAW = ("text", "opening", "tag", "name", "after name",
                    "before value", "unquoted", "quoted", "closing", "comment",
                    "raw")
VOID = set("area base br col embed hr img input link meta source track "
           "wbr".split())
URLS = set("href src action formaction poster cite data xlink:href ping "
           "background manifest icon".split())
# What people read; elsewhere a number is written for machines.
HUMAN = set("title alt placeholder label aria-label aria-description "
            "aria-valuetext aria-roledescription content".split())
REFUSED = {"style": "a style attribute: the content policy ignores it",
           "srcdoc": "srcdoc"}
# A URL that begins like this stays on this site, or on the one named, or is
# nothing but text.
OWN_URL = re.compile(r"/[^/\\\0]|[?#]|https://[^/\0]+/|mailto:|"
                     r"data:text/plain;charset=utf-8,")
BLANK = " \t\n\f\r"


class Complaint(Exception):
    """What is wrong with the input, as FILE:LINE: sentence."""

    def __init__(self, path, line, sentence):
        super().__init__(f"{path}:{line}: {sentence}")


class Context:
    """The place: mode, tag, attribute, what its value began with, and the
    elements that are open."""

    def __init__(self, path):
        self.path, self.line = path, 1
        self.mode, self.tag, self.attribute = TEXT, "", ""
        self.value, self.quote = "", ""
        self.elements = ()              # of (name, line)

    def copy(self):
        other = Context(self.path)
        other.__dict__.update(self.__dict__)
        return other

    def complain(self, sentence, line=None):
        raise Complaint(self.path, line or self.line, sentence)

    # --- Following -------------------------------------------------------

    def feed(self, text, line):
        self.line, place = line, 0
        while place < len(text):
            place += self.step(text, place)

    def step(self, text, place):
        """Takes what comes next; returns how many letters that was."""
        letter = text[place]
        if letter == "\n":
            self.line += 1
        if self.mode == TEXT:
            return self.step_text(text, place)
        if self.mode == COMMENT:
            if text.startswith("-->", place):
                self.mode = TEXT
                return 3
        elif self.mode == RAW:
            return self.step_raw(text, place)
        elif self.mode in (QUOTED, BEFORE_VALUE, UNQUOTED):
            self.step_value(letter)
        else:
            self.step_tag(letter)
        return 1

    def step_text(self, text, place):
        if text.startswith("<!--", place):
            self.mode = COMMENT
            return 4
        if text[place] == "<":
            if re.match(r"</?[a-zA-Z]|<!doctype", text[place:], re.I):
                self.mode, self.tag = OPENING, ""
            else:
                self.complain("a < that begins nothing: write &lt;")
        return 1

    def step_raw(self, text, place):
        if text.startswith(f"</{self.tag}", place):
            self.mode, self.tag = OPENING, ""
        elif text[place] not in BLANK:
            self.complain(f"inline <{self.tag}>: the content policy ignores "
                          "it")
        return 1

    def step_value(self, letter):
        if self.mode == BEFORE_VALUE:
            if letter in "\"'":
                self.mode, self.quote = QUOTED, letter
            elif letter not in BLANK:
                self.complain(f"quote the value of {self.attribute}")
        elif letter == self.quote:
            self.mode = TAG
        else:
            self.value += letter

    def step_tag(self, letter):
        if letter == ">":
            self.end_tag()
        elif self.mode == OPENING:
            if letter in BLANK:
                self.mode = TAG
            else:
                self.tag += letter.lower()
        elif letter == "=":
            self.mode, self.value = BEFORE_VALUE, ""
        elif letter in BLANK:
            if self.mode == NAME:
                self.mode = AFTER_NAME
        elif self.mode == NAME:
            self.attribute += letter.lower()
            self.check_attribute()
        else:
            self.mode, self.attribute = NAME, letter.lower()

    def check_attribute(self):
        if self.attribute in REFUSED:
            self.complain(REFUSED[self.attribute])
        if self.attribute.startswith("on") and len(self.attribute) > 2:
            self.complain("an on… attribute: the content policy ignores it")

    def end_tag(self):
        name = self.tag.rstrip("/")
        self_closing = self.tag.endswith("/") or self.mode == NAME and \
            self.attribute.endswith("/") or self.attribute == "/"
        self.mode, self.attribute = TEXT, ""
        if name.startswith("/"):
            self.close_element(name[1:])
        elif name in VOID or name.startswith("!") or self_closing:
            pass
        else:
            self.elements += ((name, self.line),)
            if name in ("script", "style"):
                self.mode, self.tag = RAW, name

    def close_element(self, name):
        if not self.elements or self.elements[-1][0] != name:
            inner = self.elements[-1] if self.elements else None
            self.complain(f"</{name}> where " + (
                f"<{inner[0]}> of line {inner[1]} is open" if inner
                else "nothing is open"))
        self.elements = self.elements[:-1]

    # --- Branches ----------------------------------------------------------

    def settle(self):
        """Where a branch begins or ends: attributes are whole."""
        if self.mode in (NAME, AFTER_NAME) or \
                self.mode == OPENING and self.tag:
            self.mode, self.attribute = TAG, ""
        return self

    def same_as(self, other, line, what):
        """Both ways must come out at the same place."""
        self.settle()
        other.settle()
        names = [tuple(n for n, _ in c.elements) for c in (self, other)]
        if names[0] != names[1]:
            more = max(self.elements, other.elements, key=len)[-1:]
            self.complain(f"{what} opens or closes <{more[0][0]}> on one "
                          "way only" if more else f"{what} opens elements",
                          line)
        if (self.mode, self.quote if self.mode == QUOTED else "") != \
                (other.mode, other.quote if other.mode == QUOTED else ""):
            self.complain(f"{what} ends elsewhere in the markup than its "
                          "other way", line)
        if OWN_URL.match(self.value):
            self.value = other.value

    # --- What may stand here -------------------------------------------------

    def check_value(self, line):
        """A value: refused where escaping would not hold it."""
        if self.mode in (BEFORE_VALUE, UNQUOTED):
            self.complain("a value in an unquoted attribute", line)
        if self.mode == RAW:
            self.complain(f"a value inside <{self.tag}>", line)
        if self.mode == COMMENT:
            self.complain("a value inside a comment", line)
        if self.mode not in (TEXT, QUOTED):
            self.complain("a value inside a tag, outside quotes", line)

    def is_text(self):
        return self.mode == TEXT

    def is_url(self):
        return self.mode == QUOTED and self.attribute in URLS

    def is_machine(self):
        return self.mode == QUOTED and self.attribute not in HUMAN

    def url_has_begun(self):
        return bool(OWN_URL.match(self.value))

    def put(self):
        """A value has been written here."""
        if self.mode == QUOTED:
            self.value += "\0"
