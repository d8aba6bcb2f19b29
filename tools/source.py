# SPDX-License-Identifier: ISC
"""What the checks of the house share: the files of the tree, C without its
comments and strings, the functions of a C file."""

import dataclasses
import re
import subprocess

C_SUFFIXES = (".c", ".h", ".def")
SOURCE_SUFFIXES = C_SUFFIXES + (".sql", ".py", ".sh", ".mjs")
SOURCE_NAMES = ("run", "check", ".ci/run", "bench/run", "GNUmakefile")


@dataclasses.dataclass
class Function:
    name: str
    line: int
    lines: int


def tracked_files(root):
    """Every file of the tree that git knows or would take."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others",
         "--exclude-standard"], cwd=root, check=True, capture_output=True)
    names = {n for n in listed.stdout.decode().split("\0") if n}
    return sorted(n for n in names if (root / n).is_file())


def is_c(name):
    return name.endswith(C_SUFFIXES)


def is_source(name):
    return name.endswith(SOURCE_SUFFIXES) or name in SOURCE_NAMES


TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'',
    re.DOTALL)


def code_of(text, strings=False):
    """C text with comments blanked, and strings too unless asked to keep
    them; line numbers stay."""
    def blank(match):
        token = match.group()
        if strings and token[0] in "\"'":
            return token
        if token[0] in "\"'":
            return token[0] * 2
        return "\n" * token.count("\n") or " "
    return TOKEN.sub(blank, text)


HEAD = re.compile(r"([A-Za-z_]\w*)\s*\(")
CRAMPED = re.compile(r"[A-Za-z_].*\)\s*\{\s*$")


def functions_of(text):
    """(functions, complaints) of a C file in the house's form: the name in
    the first column, braces of the body alone in theirs.  A function of
    another form is a complaint, since it could not be measured."""
    found, complaints = [], []
    lines = code_of(text).split("\n")
    start = head = name = None
    for number, line in enumerate(lines, 1):
        if start is None and HEAD.match(line):
            head, name = number, HEAD.match(line).group(1)
        if start is None and CRAMPED.match(line) and "=" not in line \
                and not line.startswith(("struct", "enum", "union")):
            complaints.append((number, "brace of a function not on a line "
                               "of its own"))
        if line.rstrip() == "{" and start is None:
            if head is None:
                complaints.append((number, "function whose name is not in "
                                   "the first column"))
            start = number
        elif line.startswith("}") and start is not None:
            if head is not None:
                found.append(Function(name, head, number - head + 1))
            start = head = name = None
        elif line.startswith("}"):
            head = name = None
    return found, complaints
