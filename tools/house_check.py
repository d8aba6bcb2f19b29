#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Hold the house style: sizes of functions and files, 80 columns, banned
calls, a licence on top, no loose ends.  Prints FILE:LINE: what is wrong."""

import pathlib
import re
import statistics
import sys

import source

MEDIAN, P95, LONGEST, FILE_LINES, COLUMNS = 15, 50, 70, 800, 80
MAKEFILE_LINES = 200
BANNED = re.compile(r"\b(strcpy|strcat|sprintf|vsprintf|atoi|atol|strtok|"
                    r"system|popen|gets)\s*\(")
LOOSE_END = re.compile(r"\b(TO" r"DO|FIX" r"ME)\b")
LICENCE = "SPDX-License-Identifier: ISC"
WIDE = ("src/", "bench/", "fuzz/")


def check_lines(name, text):
    lines = text.split("\n")
    if not any(LICENCE in line for line in lines[:3]):
        yield 1, "no licence line on top"
    most = MAKEFILE_LINES if name == "GNUmakefile" else FILE_LINES
    if len(lines) - 1 > most:
        yield most, f"{len(lines) - 1} lines, at most {most}"
    for number, line in enumerate(lines, 1):
        if name.startswith(WIDE) and source.is_c(name) \
                and len(line.expandtabs(8)) > COLUMNS:
            yield number, f"{len(line.expandtabs(8))} columns"
        if LOOSE_END.search(line):
            yield number, "a loose end: decide it or write an issue"


def check_c(text, lengths):
    functions, complaints = source.functions_of(text)
    yield from complaints
    for function in functions:
        lengths.append(function.lines)
        if function.lines > LONGEST:
            yield function.line, (f"{function.name} has {function.lines} "
                                  f"lines, at most {LONGEST}")
    for number, line in enumerate(source.code_of(text).split("\n"), 1):
        for call in BANNED.finditer(line):
            yield number, f"{call.group(1)} is banned"


def check_file(name, text, lengths):
    yield from check_lines(name, text)
    if source.is_c(name):
        yield from check_c(text, lengths)


def percentile(values, part):
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def check_sizes(lengths):
    median = statistics.median(lengths)
    p95 = percentile(lengths, 0.95)
    print(f"{len(lengths)} functions: median {median:g} lines, 95 % within "
          f"{p95}, longest {max(lengths)}")
    if median > MEDIAN:
        yield f"median function has {median:g} lines, at most {MEDIAN}"
    if p95 > P95:
        yield f"95th percentile is {p95} lines, at most {P95}"


def self_test():
    """A sample with one of each fault: every one must be found."""
    body = "".join(f"\tx({n});\n" for n in range(80))
    sample = ("int\nlong_one(void)\n{\n" + body + "}\n"
              "int cramped(void) {\n}\n"
              "\tstr" "cpy(a, b);\n"
              "/* TO" "DO */\n" + "x" * 81 + "\n" + "\n" * FILE_LINES)
    found = " ".join(what for _, what in
                     check_file("src/sample.c", sample, []))
    wanted = ("no licence", "lines, at most 800", "long_one has 83", "of its "
              "own", "strcpy is banned", "loose end", "81 columns")
    missed = [w for w in wanted if w not in found]
    clean = ("/* " + LICENCE + " */\n/* system(x) */\nint\nfine(void)\n{\n"
             "\treturn put(\"gets(\");\n}\n")
    missed += [w for _, w in check_file("src/clean.c", clean, [])]
    for what in missed:
        print(f"self-test: {what}")
    return not missed


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    passed, failed, lengths = int(self_test()), 0, []
    failed += 1 - passed
    for name in filter(source.is_source, source.tracked_files(root)):
        text = (root / name).read_text(encoding="utf-8")
        wrong = list(check_file(name, text, lengths))
        for number, what in wrong:
            print(f"{name}:{number}: {what}")
        passed, failed = passed + (not wrong), failed + bool(wrong)
    wrong = list(check_sizes(lengths))
    for what in wrong:
        print(what)
    passed, failed = passed + (not wrong), failed + bool(wrong)
    print(f"{passed} passed, {failed} failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
