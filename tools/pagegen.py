#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Compile src/portal/page/*.html into typed C (see src/portal/README.md) and
embed assets/.

  pagegen.py --output DIR     page.h, page.c and assets.c
  pagegen.py --self-test      of the language and of what it refuses

What is wrong with a page is an error of the build: FILE:LINE: sentence.
"""

import argparse
import dataclasses
import hashlib
import pathlib
import re
import sys

from pagehtml import Complaint, Context, TEXT

PAGES, ASSETS = "src/portal/page", "assets"
SCALARS = {"text": "const char *", "int": "int64_t ", "bool": "bool ",
           "day": "int64_t ", "time": "int64_t ",
           "markup": "const struct markup *"}
ASSET_TYPES = {".css": "text/css; charset=utf-8",
               ".js": "text/javascript; charset=utf-8",
               ".svg": "image/svg+xml", ".png": "image/png"}
C_KEYWORDS = set(
    "auto break case char const continue default do double else enum extern "
    "float for goto if inline int long register restrict return short signed "
    "sizeof static struct switch typedef union unsigned void volatile while "
    "bool true false asm typeof in m".split())

NAME = r"[a-z][a-z0-9_]*"
DOTTED = re.compile(rf"{NAME}(?:\.{NAME})*$")
HEADER = re.compile(rf"(?:<!-- SPDX[^\n]*-->\n)?<!-- (page|part) ({NAME})\n"
                    r"(.*?)^-->\n", re.S | re.M)
FIELD = re.compile(rf"(\s*)({NAME})\s+({NAME})\s*$")
TOKEN = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}|\{#.*?#\}", re.S)
ALONE = re.compile(r"^[ \t]*(\{%\s*(?:if|else|end|for|part|inside|content)\b"
                   r"[^%]*%\}|\{#.*?#\})[ \t]*\n", re.M | re.S)
STRING = re.compile(r'\s*"((?:[^"\\]|\\.)*)"')
PLACEHOLDER = re.compile(r"%(?:(\d)\$)?(.)", re.S)


# --- What a page is given -----------------------------------------------------

@dataclasses.dataclass
class Field:
    type: str                   # a scalar, "list" or the name of a part
    name: str
    line: int
    fields: dict = None         # of a list


@dataclasses.dataclass
class Node:
    kind: str                   # literal value if for t part inside …
    line: int
    words: list = None
    text: str = ""
    body: list = None
    other: list = None


class Page:
    """One file: its kind, name, fields and the tree of its body."""

    def __init__(self, path, text):
        self.path = path
        header = HEADER.match(text)
        if not header:
            raise Complaint(path, 1, 'begins with "<!-- page NAME", its '
                            'fields, and "-->"')
        self.kind, self.name = header.group(1), header.group(2)
        stem = pathlib.Path(path).stem
        if stem != ("part_" if self.kind == "part" else "") + self.name:
            raise Complaint(path, 1, f"this is {self.kind} {self.name}: "
                            "name the file so")
        first = text[:header.start(3)].count("\n") + 1
        self.fields = self.read_fields(header.group(3), first)
        body_line = text[:header.end()].count("\n") + 1
        self.body = Parser(path, text[header.end():], body_line).tree()
        self.wraps = any(n.kind == "content" for n in self.body)

    @property
    def struct(self):
        return f"{self.kind}_{self.name}"

    def read_fields(self, text, first):
        root = {}
        levels = [(-1, root)]
        for line, row in enumerate(text.split("\n")[:-1], first):
            row = row.split("#")[0].rstrip().expandtabs(8)
            if not row:
                continue
            match = FIELD.match(row)
            if not match:
                raise Complaint(self.path, line, f'not "TYPE NAME": {row}')
            indent, kind, name = len(match.group(1)), *match.group(2, 3)
            while levels[-1][0] >= indent:
                levels.pop()
            if levels[0][0] == -1 and len(levels) == 1 and indent:
                raise Complaint(self.path, line, "indented under no list")
            fields = levels[-1][1]
            if name in fields or name in C_KEYWORDS:
                raise Complaint(self.path, line, f"{name} is taken")
            field = fields[name] = Field(kind, name, line)
            if kind == "list":
                field.fields = {}
                levels.append((indent, field.fields))
        return root


# --- The language --------------------------------------------------------------

class Parser:
    """The body of a page to a tree of nodes."""

    def __init__(self, path, text, line):
        self.path, self.open = path, []
        self.root = self.now = []
        text = self.keep_lines(text)
        place = 0
        for token in TOKEN.finditer(text):
            self.literal(text[place:token.start()], line)
            line += text[place:token.start()].count("\n")
            if token.group(1) is not None:
                self.value(token.group(1).strip(), line)
            elif token.group(2) is not None:
                self.tag(token.group(2).strip(), line)
            line += token.group().count("\n") + token.group().count("\0")
            place = token.end()
        self.literal(text[place:], line)
        if self.open:
            node = self.open[-1][0]
            raise Complaint(path, node.line, f"{node.kind} is not ended")

    @staticmethod
    def keep_lines(text):
        """A tag alone on its line takes the line with it: a NUL inside it
        stands for the line end that went."""
        def drop(match):
            tag = match.group(1)
            return tag[:-2] + "\0" + tag[-2:]
        return ALONE.sub(drop, text)

    def tree(self):
        return self.root

    def complain(self, line, sentence):
        raise Complaint(self.path, line, sentence)

    def literal(self, text, line):
        for stray in re.finditer(r"\{\{|\}\}|\{%|%\}|\{#|#\}", text):
            self.complain(line + text[:stray.start()].count("\n"),
                          f"{stray.group()} without its other half")
        if text:
            self.now.append(Node("literal", line, text=text))

    def value(self, inside, line):
        raw = inside.startswith("!")
        name, _, how = inside.lstrip("!").partition("|")
        name, how = name.strip(), how.strip()
        if not DOTTED.match(name):
            self.complain(line, f"no name of a field: {inside}")
        if how not in ("", "raw", "path", "percent"):
            self.complain(line, f"no way to write: |{how}")
        self.now.append(Node("value", line, [name], "markup" if raw else how))

    def tag(self, inside, line):
        inside = inside.replace("\0", "").strip()
        word, _, rest = inside.partition(" ")
        method = getattr(self, "tag_" + word, None)
        if method is None:
            self.complain(line, f"no such tag: {word}")
        method(rest.strip(), line)

    def start(self, node):
        self.now.append(node)
        node.body = []
        self.open.append((node, self.now))
        self.now = node.body

    def name_of(self, rest, line):
        if not DOTTED.match(rest):
            self.complain(line, f"no name of a field: {rest}")
        return rest

    def tag_if(self, rest, line):
        negated = rest.startswith("not ")
        name = self.name_of(rest[4:].strip() if negated else rest, line)
        self.start(Node("if", line, [name], "not" if negated else ""))

    def tag_else(self, rest, line):
        if not self.open or self.open[-1][0].kind != "if" \
                or self.open[-1][0].other is not None or rest:
            self.complain(line, "else without its if")
        node = self.open[-1][0]
        node.other = self.now = []

    def tag_for(self, rest, line):
        match = re.match(rf"({NAME}) in (\S+)$", rest)
        if not match:
            self.complain(line, "for NAME in LIST")
        self.start(Node("for", line, [match.group(1),
                                      self.name_of(match.group(2), line)]))

    def tag_part(self, rest, line):
        self.now.append(Node("part", line, [self.name_of(rest, line)]))

    def tag_inside(self, rest, line):
        self.start(Node("inside", line, [self.name_of(rest, line)]))

    def tag_end(self, rest, line):
        if not self.open or rest:
            self.complain(line, "end of nothing")
        _, self.now = self.open.pop()

    def tag_content(self, rest, line):
        if self.open or any(n.kind == "content" for n in self.root):
            self.complain(line, "content stands once, in nothing else")
        self.now.append(Node("content", line))

    def tag_asset(self, rest, line):
        match = STRING.fullmatch(rest)
        if not match:
            self.complain(line, 'asset "NAME"')
        self.now.append(Node("asset", line, text=match.group(1)))

    def tag_t(self, rest, line):
        strings, place = [], 0
        while (match := STRING.match(rest, place)):
            strings.append(unescape(match.group(1)))
            place = match.end()
        names = rest[place:].split()
        if not 1 <= len(strings) <= 2 or not strings[0]:
            self.complain(line, 't "sentence" or t "one" "many"')
        for name in names:
            self.name_of(name, line)
        self.check_places(strings, names, line)
        self.now.append(Node("t", line, names, strings))

    def check_places(self, strings, names, line):
        for string in strings:
            if places_of(string) is None:
                self.complain(line, f"only %s, %d and %%: {string}")
            if sorted(n for n, _ in places_of(string)) != \
                    list(range(len(names))):
                self.complain(line, f"{len(names)} values for: {string}")


def unescape(string):
    return re.sub(r"\\(.)", lambda m: {"n": "\n"}.get(*m.groups() * 2),
                  string)


def places_of(sentence):
    """[(which value, "s" or "d")] of a sentence; None: malformed."""
    places, following = [], 0
    for number, letter in PLACEHOLDER.findall(sentence + "\0"):
        if letter == "%" and not number:
            continue
        if letter not in "sd":
            return None
        places.append((int(number) - 1 if number else following, letter))
        following += not number
    return places


# --- C --------------------------------------------------------------------------

def c_string(text):
    escaped = re.sub(r'[\\"]', lambda m: "\\" + m.group(), text)
    lines = escaped.replace("\t", "\\t").split("\n")
    rows = [line + "\\n" for line in lines[:-1]] + lines[-1:]
    return "\n\t    ".join(f'"{row}"' for row in rows if row) or '""'


class Writer:
    """One page to C: follows the markup and resolves the names."""

    def __init__(self, page, parts, asset_names):
        self.page, self.parts = page, parts
        self.asset_names = asset_names
        self.context = Context(page.path)
        self.scopes = [(page.fields, "in->")]
        self.lines, self.loops = [], 0

    def complain(self, line, sentence):
        raise Complaint(self.page.path, line, sentence)

    def out(self, line, code):
        self.lines.append(f'#line {line} "{self.page.path}"')
        self.lines.append("\t" + code)

    def look_up(self, name, line):
        """The C expression and the field of a dotted name."""
        first, *rest = name.split(".")
        for fields, before in reversed(self.scopes):
            if first in fields:
                break
        else:
            self.complain(line, f"no field {first}")
        field, code = fields[first], before + first
        if field.type == "loop":
            code = field.name
        for part in rest:
            inner = self.fields_of(field)
            if inner is None or part not in inner:
                self.complain(line, f"{name}: no field {part}")
            field = inner[part]
            code += ("->" if code.startswith("each_") and "." not in code
                     and "->" not in code else ".") + part
        return code, field

    def fields_of(self, field):
        if field.type == "loop":
            return field.fields
        return self.parts[field.type].fields if field.type in self.parts \
            else None

    def run(self):
        self.write(self.page.body)
        context = self.context
        if context.mode != TEXT:
            context.complain("the file ends inside a tag")
        if context.elements:
            context.complain(f"<{context.elements[-1][0]}> is not closed",
                             context.elements[-1][1])
        return self.lines

    def write(self, nodes):
        for node in nodes:
            getattr(self, "write_" + node.kind)(node)

    def write_literal(self, node):
        self.context.feed(node.text, node.line)
        self.out(node.line, f"put_raw(m, {c_string(node.text)});")

    def write_value(self, node):
        context, how = self.context, node.text
        context.check_value(node.line)
        code, field = self.look_up(node.words[0], node.line)
        if field.type not in SCALARS or field.type == "bool":
            self.complain(node.line, f"{node.words[0]} is a {field.type}, no "
                          "value")
        if (field.type == "markup") != (how == "markup"):
            self.complain(node.line, "{{!name}} is for markup, and markup "
                          "for it")
        if how == "markup" and not context.is_text():
            self.complain(node.line, "markup inside a tag")
        self.out(node.line, f"{self.function(node, field, how)}(m, {code});")
        context.put()

    def function(self, node, field, how):
        """What writes a value of this type at this place."""
        context = self.context
        wanted = {"path": "text", "raw": "int", "percent": "int"}.get(how)
        if wanted and field.type != wanted:
            self.complain(node.line, f"|{how} is for {wanted}")
        if how == "path" and (not context.is_url() or context.value):
            self.complain(node.line, "|path is for a whole URL")
        if context.is_url() and how != "path":
            if not context.url_has_begun():
                self.complain(node.line, "a value at the start of "
                              f"{context.attribute}")
            if field.type == "text":
                return "put_url"
        if how in ("path", "percent", "markup"):
            return "put_" + how
        if field.type in ("day", "time"):
            return "put_" + (field.type if context.is_text() else
                             "iso" if context.is_machine() else
                             field.type + "_text")
        if field.type == "int" and (how == "raw" or context.is_machine()):
            return "put_plain_int"
        return "put_" + field.type

    def write_asset(self, node):
        if node.text not in self.asset_names:
            self.complain(node.line, f"no asset {node.text}")
        if not self.context.is_url() or self.context.value:
            self.complain(node.line, "an asset is a whole URL")
        self.out(node.line,
                 f'put_raw(m, "/assets/{self.asset_names[node.text]}");')
        self.context.put()

    def write_t(self, node):
        context, line = self.context, node.line
        context.check_value(line)
        if context.is_url():
            self.complain(line, "a sentence in a URL")
        values, count = [], None
        for name, letter in self.arguments(node):
            code, field = self.look_up(name, line)
            values.append(self.said(name, code, field, letter, line))
            if letter == "d" and count is None:
                count = code
        if len(node.text) == 2 and count is None:
            self.complain(line, "a plural counts with %d")
        strings = ", ".join(c_string(s) for s in node.text)
        sentence = f"say(m, {strings})" if len(node.text) == 1 else \
            f"say_plural(m, {strings}, (uint64_t){count})"
        self.out(line, f"put_said(m, {sentence}, {', '.join(values)});"
                 if values else f"put_said_all(m, {sentence}, NULL, 0);"
                 if "%" in strings else f"put_text(m, {sentence});")
        context.put()

    def arguments(self, node):
        """The values in their order, each with the letter of its place."""
        letters = dict(places_of(node.text[-1]))
        return [(name, letters[n]) for n, name in enumerate(node.words)]

    def said(self, name, code, field, letter, line):
        if field.type not in SCALARS or field.type == "bool":
            self.complain(line, f"{name} is a {field.type}, no value")
        if letter == "d" and field.type != "int":
            self.complain(line, f"%d of {name}, a {field.type}")
        if field.type in ("markup", "day", "time") and \
                not self.context.is_text():
            self.complain(line, f"{name}, a {field.type}, in an attribute")
        return f"said_{field.type}({code})"

    def write_if(self, node):
        code, field = self.look_up(node.words[0], node.line)
        test = {"text": f"{code} != NULL && *{code} != '\\0'",
                "markup": f"{code} != NULL && {code}->text.length > 0",
                "list": f"{code}_count > 0",
                "bool": code}.get(field.type, f"{code} != 0")
        if field.type not in SCALARS and field.type != "list":
            self.complain(node.line, f"{node.words[0]} is a {field.type}")
        self.out(node.line, f"if (!({test})) {{" if node.text else
                 f"if ({test}) {{")
        self.context.settle()
        before = self.context.copy()
        self.write(node.body)
        after, self.context = self.context, before
        if node.other:
            self.out(node.other[0].line, "} else {")
            self.write(node.other)
        self.context.same_as(after, node.line, "this if")
        self.lines.append("\t}")

    def write_for(self, node):
        name, list_name = node.words
        code, field = self.look_up(list_name, node.line)
        if field.type != "list":
            self.complain(node.line, f"{list_name} is a {field.type}, no "
                          "list")
        self.loops += 1
        index, each = f"i{self.loops}", f"each_{name}_{self.loops}"
        self.out(node.line, f"for (size_t {index} = 0; {index} < "
                 f"{code}_count; {index}++) {{")
        self.lines.append(
            f"\tconst __typeof__(*{code}) *{each} __attribute__((unused)) = "
            f"&{code}[{index}];")
        loop = Field("loop", each, node.line, field.fields)
        self.scopes.append(({name: loop}, ""))
        self.context.settle()
        before = self.context.copy()
        self.write(node.body)
        self.context.same_as(before, node.line, "this for")
        self.scopes.pop()
        self.lines.append("\t}")

    def part(self, node, wraps):
        code, field = self.look_up(node.words[0], node.line)
        part = self.parts.get(field.type)
        if part is None:
            self.complain(node.line, f"{node.words[0]} is no part")
        if part.wraps != wraps:
            self.complain(node.line, f"write {{% inside {field.name} %}} … "
                          "{% end %}" if part.wraps else
                          f"part {part.name} has no content")
        if not self.context.is_text():
            self.complain(node.line, "a part inside a tag")
        return f"put_{part.struct}", f"(m, &{code});"

    def write_part(self, node):
        function, call = self.part(node, False)
        self.out(node.line, function + call)

    def write_inside(self, node):
        function, call = self.part(node, True)
        before = self.context.elements
        self.out(node.line, function + "_begin" + call)
        self.write(node.body)
        if self.context.elements != before:
            self.complain(node.line, "the elements inside are not closed")
        self.out(node.line, function + "_end" + call)

    def write_content(self, node):
        if self.page.kind != "part" or not self.context.is_text():
            self.complain(node.line, "content stands in a part, in text")
        self.lines.append(None)         # here begins the second function


# --- The whole ------------------------------------------------------------------

def check_types(page, parts, fields=None):
    for field in (page.fields if fields is None else fields).values():
        if field.type == "list":
            check_types(page, parts, field.fields)
        elif field.type not in SCALARS and field.type not in parts:
            raise Complaint(page.path, field.line, f"no type {field.type}")


def in_order(pages):
    """Parts before what has them as fields."""
    parts = {p.name: p for p in pages if p.kind == "part"}
    done, order = set(), []

    def needs(fields):
        for field in fields.values():
            yield from needs(field.fields) if field.fields is not None else \
                [field.type] if field.type in parts else []

    def take(page, above):
        if page.path in above:
            raise Complaint(page.path, 1, "a part inside itself")
        if page.path not in done:
            for name in needs(page.fields):
                take(parts[name], above | {page.path})
            done.add(page.path)
            order.append(page)

    for page in pages:
        take(page, frozenset())
    return order, parts


def struct_lines(name, fields):
    """The structs of a page, those of its lists first."""
    inner, own = [], []
    for field in fields.values():
        if field.type == "list":
            inner += struct_lines(f"{name}_{field.name}", field.fields)
            own += [f"\tstruct {name}_{field.name} *{field.name};",
                    f"\tsize_t {field.name}_count;"]
        else:
            own.append(f"\t{SCALARS.get(field.type, '')}{field.name};"
                       if field.type in SCALARS else
                       f"\tstruct part_{field.type} {field.name};")
    return inner + [f"struct {name} {{"] + (own or ["\tchar nothing;"]) + \
        ["};"]


def declarations(page):
    return [f"void put_{page.struct}{end}(struct markup *,\n"
            f"    const struct {page.struct} *);"
            for end in (("_begin", "_end") if page.wraps else ("",))]


def header_of(pages):
    lines = ["/* Generated by tools/pagegen.py. */", "#ifndef PORTAL_PAGE_H",
             "#define PORTAL_PAGE_H", "", '#include "portal/markup.h"']
    for page in pages:
        lines += ["", f"/* {page.path} */",
                  *struct_lines(page.struct, page.fields),
                  *declarations(page)]
    return "\n".join(lines + ["", "#endif", ""])


def source_of(pages, parts, asset_names):
    lines = ["/* Generated by tools/pagegen.py. */", '#include "portal/page.h"']

    def begin(page, end):
        lines.append("")
        lines.append(f'#line {len(lines) + 2} "page.c"')
        lines.extend(["void", f"put_{page.struct}{end}(struct markup *m,",
                      f"    const struct {page.struct} *in)", "{",
                      "\t(void)m, (void)in;"])

    for page in pages:
        begin(page, "_begin" if page.wraps else "")
        for line in Writer(page, parts, asset_names).run():
            if line is None:
                lines.append("}")
                begin(page, "_end")
            else:
                lines.extend(line.split("\n"))
        lines.append("}")
    return "\n".join(lines + [""])


def compile_pages(texts, asset_names=()):
    """{path: text} to (page.h, page.c)."""
    pages = [Page(path, text) for path, text in sorted(texts.items())]
    parts = {p.name: p for p in pages if p.kind == "part"}
    for page in pages:
        check_types(page, parts)
    pages, parts = in_order(pages)
    return header_of(pages), source_of(pages, parts, dict(asset_names))


def read_assets(directory):
    """[(name, name with its hash, bytes)]; a folder is part of the name."""
    found = []
    for path in sorted(directory.rglob("*")):
        if path.suffix not in ASSET_TYPES:
            continue
        content = path.read_bytes()
        mark = hashlib.sha256(content).hexdigest()[:16]
        name = str(path.relative_to(directory))
        stem = name.removesuffix(path.suffix).replace("/", "-")
        found.append((name, f"{stem}.{mark}{path.suffix}", content))
    return found


def assets_source(assets):
    lines = ["/* Generated by tools/pagegen.py. */", '#include '
             '"portal/asset.h"', "", "const struct asset assets[] = {"]
    for name, hashed, content in assets:
        rows = "\n\t".join(
            "".join(f"\\x{byte:02x}" for byte in content[at:at + 16])
            .join('""') for at in range(0, len(content), 16))
        lines.append(f'\t{{ "{name}", "{hashed}", "{ASSET_TYPES[pathlib.Path(name).suffix]}",'
                     f'\n\t(const unsigned char *)\n\t{rows or chr(34) * 2},'
                     f' {len(content)} }},')
    lines += ["};", f"const size_t asset_count = {len(assets)};", ""]
    return "\n".join(lines)


def read_pages(root):
    return {str(p.relative_to(root)): p.read_text(encoding="utf-8")
            for p in (root / PAGES).glob("*.html")}


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--output", type=pathlib.Path)
    options.add_argument("--self-test", action="store_true")
    options = options.parse_args()
    root = pathlib.Path(__file__).resolve().parent.parent
    if options.self_test:
        import pagegen_test
        return pagegen_test.main()
    try:
        assets = read_assets(root / ASSETS)
        header, source = compile_pages(
            read_pages(root), [(name, hashed) for name, hashed, _ in assets])
    except Complaint as complaint:
        sys.exit(str(complaint))
    options.output.mkdir(parents=True, exist_ok=True)
    for name, text in (("page.h", header), ("page.c", source),
                       ("assets.c", assets_source(assets))):
        (options.output / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
