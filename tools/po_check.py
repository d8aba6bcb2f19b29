#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Hold the translations complete: every string that the portal shows stands
in po/es.po and po/pt.po, translated, not fuzzy, with the same values in it,
and none stands there that is not shown.

  po_check.py                 what is wrong, as FILE:LINE: sentence
  po_check.py --missing es    what to add to po/es.po
"""

import pathlib
import re
import sys

import pagegen
import source

ROOT = pathlib.Path(__file__).resolve().parent.parent
LANGUAGES = ("es", "pt")
# What is the same word in that language; all else that is equal to the English
# has been forgotten.
SAME = {"es": ("IP/ASN", "%d ASN"),
        "pt": ("IP/ASN", "%d ASN", "%d ASNs", "ASNs", "Menu")}
STRINGS = r'((?:"(?:[^"\\\n]|\\.)*"\s*)+)'
# Where strings that are shown stand in C; the second is a plural.
IN_C = (re.compile(r"\bsay\s*\([^,;\"]*,\s*" + STRINGS + r"\)"),
        re.compile(r"\bN_\s*\(\s*" + STRINGS + r"\)"))
PLURAL_IN_C = re.compile(r"\bsay_plural\s*\([^,;\"]*,\s*" + STRINGS +
                         r",\s*" + STRINGS + ",")
RESULT = re.compile(r"\bRESULT\s*\(\s*\w+\s*,\s*\d+\s*,\s*" + STRINGS + r"\)")
FINDING = re.compile(r"\bFINDING\s*\(\s*\w+\s*,\s*\w+\s*,\s*" + STRINGS + r"\)")
RULE = re.compile(r"\{\s*" + STRINGS + r",")


def joined(literals):
    """The text of adjacent C or po string literals."""
    parts = re.findall(r'"((?:[^"\\\n]|\\.)*)"', literals)
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(
        m.group(1), m.group(1)), "".join(parts))


# --- What is shown --------------------------------------------------------------

def strings_of_c(name, text):
    """[(line, (sentence,) or (one, many))]."""
    code = source.code_of(text, strings=True)
    patterns = IN_C + ((RESULT,) if name.endswith("result.def") else ()) + \
        ((FINDING,) if name.endswith("finding.def") else ()) + \
        ((RULE,) if name.endswith("rules/rules.c") else ())
    found = []
    for pattern in patterns:
        for match in pattern.finditer(code):
            found.append((match.start(), (joined(match.group(1)),)))
    for match in PLURAL_IN_C.finditer(code):
        found.append((match.start(), tuple(map(joined, match.groups()))))
    return [(code.count("\n", 0, start) + 1, strings)
            for start, strings in found]


def strings_of_page(name, text):
    def walk(nodes):
        for node in nodes or ():
            if node.kind == "t":
                yield node.line, tuple(node.text)
            yield from walk(node.body)
            yield from walk(node.other)
    return walk(pagegen.Page(name, text).body)


def shown(root):
    """{strings: "FILE:LINE" of the first place}."""
    found = {}
    files = [*root.glob("src/portal/*.[ch]"), *root.glob("src/mail/*.[ch]"),
             root / "src/model/result.def",
             root / "src/model/finding.def", root / "src/rules/rules.c",
             *root.glob(pagegen.PAGES + "/*.html")]
    for path in sorted(files):
        name = str(path.relative_to(root))
        if name.endswith(("_test.c", "portal/markup.h")):
            continue
        read = strings_of_page if name.endswith(".html") else strings_of_c
        for line, strings in read(name, path.read_text(encoding="utf-8")):
            found.setdefault(strings, f"{name}:{line}")
    return found


# --- What is translated -----------------------------------------------------------

class Entry:
    def __init__(self, line, fuzzy):
        self.line, self.fuzzy, self.words = line, fuzzy, {}

    @property
    def strings(self):
        many = self.words.get("msgid_plural")
        return (self.words["msgid"],) + ((many,) if many is not None else ())

    @property
    def translations(self):
        return [text for word, text in sorted(self.words.items())
                if word.startswith("msgstr")]


def read_po(text):
    """The entries of a catalogue, without its header."""
    entries, entry, word, fuzzy = [], None, None, False
    for line, row in enumerate(text.split("\n"), 1):
        if row.startswith("#"):
            fuzzy |= row.startswith("#,") and "fuzzy" in row
            continue
        match = re.match(r'(msg\w+(?:\[\d\])?)\s+(".*")\s*$', row)
        if match:
            word = match.group(1)
            if word == "msgid":
                entry, fuzzy = Entry(line, fuzzy), False
                entries.append(entry)
            entry.words[word] = joined(match.group(2))
        elif row.startswith('"'):
            entry.words[word] += joined(row)
        elif row.strip():
            raise ValueError(f"{line}: not understood: {row}")
    return [e for e in entries if e.words["msgid"] != ""]


def places(sentence):
    return sorted(pagegen.places_of(sentence) or [])


def faults_of(entry, same):
    strings, translations = entry.strings, entry.translations
    if entry.fuzzy:
        yield "fuzzy"
    if not translations or not all(translations):
        yield "not translated"
        return
    if len(translations) != len(strings):
        yield f"{len(translations)} forms, {len(strings)} wanted"
    for english, text in zip(strings, translations):
        if (english == text) != (english in same):
            yield f"{'' if english == text else 'not '}as in English: {text}"
        if "%" in strings[-1] + text and places(text) != places(strings[-1]):
            yield f"other values than in English: {text}"
        for end in (text[:1].isspace(), text[-1:].isspace()):
            if end and not strings[0] != strings[0].strip():
                yield f"a blank at an end: {text!r}"
        if strings[0].endswith(".") != text.endswith("."):
            yield f"a full stop in one language only: {text}"


def check(name, text, wanted, same=()):
    """What is wrong with a catalogue."""
    known = {}
    for entry in read_po(text):
        if entry.strings in known:
            yield f"{name}:{entry.line}: twice: {entry.strings[0]}"
        known[entry.strings] = entry
        if entry.strings not in wanted:
            yield f"{name}:{entry.line}: not shown: {entry.strings[0]}"
        for fault in faults_of(entry, same):
            yield f"{name}:{entry.line}: {fault}: {entry.strings[0]}"
    for strings, where in wanted.items():
        if strings not in known:
            yield f"{where}: not in {name}: {strings[0]}"


def quoted(text):
    return '"' + re.sub(r'[\\"]', r"\\\g<0>", text).replace("\n", "\\n") + '"'


def print_missing(language):
    known = {e.strings for e in read_po(
        (ROOT / f"po/{language}.po").read_text(encoding="utf-8"))}
    for strings, where in shown(ROOT).items():
        if strings in known:
            continue
        print(f"\n#: {where.partition(':')[0]}\nmsgid {quoted(strings[0])}")
        if len(strings) == 2:
            print(f"msgid_plural {quoted(strings[1])}\nmsgstr[0] \"\"\n"
                  'msgstr[1] ""')
        else:
            print('msgstr ""')


def self_test():
    """A catalogue and sources with one of each fault."""
    c = ('f(say(r->m, "A" /* x */\n "b %s"));\n x = say_plural(m, "%d c",\n'
         ' "%d cs", n);\nN_("d\\"")')
    wanted = {s: "x.c:1" for _, s in strings_of_c("x.c", c)}
    missed = [] if set(wanted) == {("Ab %s",), ("%d c", "%d cs"), ('d"',)} \
        else [f"strings of C: {sorted(wanted)}"]
    page = '<!-- page x\nint n\n-->\n<p>{% if n %}{% t "e" %}{% end %}</p>\n'
    missed += [] if list(strings_of_page("x.html", page)) == [(4, ("e",))] \
        else ["strings of a page"]
    po = ('msgid ""\nmsgstr "Language: x\\n"\n\nmsgid "Ab %s"\nmsgstr "A"\n\n'
          '#, fuzzy\nmsgid "%d c"\nmsgid_plural "%d cs"\nmsgstr[0] "%d"\n'
          'msgstr[1] ""\n\nmsgid "z"\nmsgstr "z."\n\n'
          'msgid "y"\nmsgstr "y"\n')
    said = "\n".join(check("x.po", po, wanted))
    for words in ("x.po:4: other values", "x.po:8: fuzzy",
                  "x.po:8: not translated", "x.po:13: not shown",
                  "x.po:16: as in English",
                  'x.c:1: not in x.po: d"', "x.po:13: a full stop"):
        missed += [] if words in said else [f"no {words!r} in:\n{said}"]
    for what in missed:
        print(f"self-test: {what}")
    return not missed


def main():
    if sys.argv[1:2] == ["--missing"]:
        print_missing(sys.argv[2])
        return 0
    failed = int(not self_test())
    passed = 1 - failed
    wanted = shown(ROOT)
    for language in LANGUAGES:
        name = f"po/{language}.po"
        wrong = list(check(name, (ROOT / name).read_text(encoding="utf-8"),
                           wanted, SAME[language]))
        for what in wrong:
            print(what)
        passed += len(wanted) * (not wrong)
        failed += len(wrong)
    print(f"{passed} passed, {failed} failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
