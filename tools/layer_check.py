#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Hold the order of the modules: each may include only what stands below it,
and of another module only its face.  Prints FILE:LINE: what is wrong."""

import pathlib
import re
import sys

import source

# What each module may include besides itself.
BELOW = {
    "base": "",
    "net": "base",
    "inet": "base",
    "model": "base inet",
    "probe": "base net inet model",
    "rules": "base inet model",
    "store": "base inet model",
    "registry": "base inet model rules store",
    "index": "base inet model store",
    "whois": "base net inet model store index",
    "rdap": "base net inet model store index",
    "stats": "base inet model store index",
    "rdns": "base net inet model store index",
    "mail": "base net inet model store registry",
    "watch": "base net inet model store registry probe",
    "portal": "base net inet model rules store registry index whois mail",
    "api": "base net inet model rules store registry index whois rdap mail",
    "main": "base net inet model rules store registry index whois rdap stats "
            "rdns portal api mail probe watch",
}
LOOKING = ("index", "whois", "rdap", "stats", "rdns")

# Besides <module>/<module>.h; *.def are tables for everybody above.
FACES = {"base/language.h", "base/sealed.h", "model/limits.h",
         "model/fact_only.h", "model/fact_undef.h", "store/read.h",
         "store/write.h", "net/http.h", "registry/told.h",
         "registry/watch.h"}
TESTS_ONLY = {"base/test.h", "index/world_test.h", "store/cost_test.h"}
READS = {"registry", "index", "store", "main"}  # may include store/read.h
WRITES = {"registry", "store"}                  # may include store/write.h

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"')


def module_of(name):
    return name.split("/")[1] if name.startswith("src/") else None


def is_face(header):
    module, _, rest = header.partition("/")
    return header in FACES or rest == module + ".h" or rest.endswith(".def")


def complaint(name, header):
    """What is wrong with this file's including that header, or None."""
    module, is_test = module_of(name), name.endswith(("_test.c", "_test.h"))
    other = header.partition("/")[0]
    if module is None:                  # bench, fuzz: on top of everything
        module, is_test = "main", True
        if "/" not in header:
            return None
    if "/" not in header:
        return "include from the root: module/header.h"
    if other not in BELOW:
        return f"no module {other}"
    if module not in BELOW:
        return f"module {module} has no place in tools/layer_check.py"
    if other != module and other not in BELOW[module].split():
        return f"{module} stands not above {other}"
    if other != module and not is_face(header) and not (
            is_test and header in TESTS_ONLY) and not name.startswith(
            "fuzz/"):
        return f"{header} is private to {other}"
    if header == "store/write.h" and module not in WRITES and not is_test:
        return "only registry writes"
    if header == "store/read.h" and module not in READS and not is_test:
        return f"{module} looks through index/index.h"
    return None


def check_text(name, text):
    for number, line in enumerate(
            source.code_of(text, strings=True).split("\n"), 1):
        include = INCLUDE.match(line)
        wrong = include and complaint(name, include.group(1))
        if wrong:
            yield number, wrong


def self_test():
    """Includes that must be refused, and such that must not be."""
    wrong = [("src/rules/a.c", "store/store.h"),
             ("src/store/a.c", "rules/rules.h"),
             ("src/whois/a.c", "registry/registry.h"),
             ("src/stats/a.c", "store/write.h"),
             ("src/index/a.c", "store/write.h"),
             ("src/index/a.c", "registry/registry.h"),
             ("src/registry/a.c", "index/index.h"),
             ("src/main/a.c", "store/write.h"),
             ("src/whois/a.c", "store/read.h"),
             ("src/base/a.c", "net/net.h"),
             ("src/main/a.c", "registry/private.h"),
             ("src/inet/a.c", "inet.h"),
             ("src/other/a.c", "base/base.h"),
             ("bench/a.c", "store/private.h")]
    right = [("src/registry/a.c", "store/write.h"),
             ("src/registry/a.c", "registry/private.h"),
             ("src/main/a.c", "registry/operation.def"),
             ("src/index/a_test.c", "store/write.h"),
             ("src/whois/a.c", "index/index.h"),
             ("fuzz/fuzz_a.c", "main/options.h"),
             ("bench/a.c", "bench.h"),
             ("bench/a.c", "registry/registry.h")]
    missed = [f"{name} may include {header}" for name, header in wrong
              if not list(check_text(name, f'/* x */\n#include "{header}"\n'))]
    missed += [f"{name} may not include {header}" for name, header in right
               if list(check_text(name, f'#include "{header}"\n'))]
    missed += [f"{looking} may include registry" for looking in LOOKING
               if "registry" in BELOW[looking].split()]
    for what in missed:
        print(f"self-test: {what}")
    return not missed


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    passed = int(self_test())
    failed = 1 - passed
    for name in source.tracked_files(root):
        if not source.is_c(name):
            continue
        text = (root / name).read_text(encoding="utf-8")
        wrong = list(check_text(name, text))
        for number, what in wrong:
            print(f"{name}:{number}: {what}")
        passed, failed = passed + (not wrong), failed + bool(wrong)
    print(f"{passed} passed, {failed} failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
