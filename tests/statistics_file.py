#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""import and export of made-up statistics files: what each registry writes,
what is refused and why, and that a refusal or a full disk changes nothing.
"""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import parcela  # noqa: E402

LACNIC = """\
2.3|lacnic|20240208|9|19870101|20240208|-0300
lacnic|*|ipv4|*|4|summary
lacnic|*|ipv6|*|3|summary
lacnic|*|asn|*|2|summary
lacnic||ipv4|198.18.0.0|32768||available
lacnic|BR|ipv4|198.51.100.0|128|20200310|allocated|310248
lacnic|GF|ipv4|198.51.100.128|128|20200310|assigned|310248
lacnic||ipv4|203.0.113.0|256||reserved|
lacnic|AR|ipv6|2001:db8::|48|20200101|assigned|2
lacnic|UY|ipv6|2001:db8:1::|48||allocated|3
lacnic||ipv6|2001:db8:8000::|33||available
lacnic|UY|asn|64500|1|19870101|allocated|310248
lacnic||asn|64501|10||available
"""

AFRINIC = """\
2|afrinic|20240208|5|20010101|20240208|-0300
afrinic|*|ipv4|*|3|summary
afrinic|*|ipv6|*|0|summary
afrinic|*|asn|*|2|summary
afrinic|ZA|ipv4|10.0.0.0|768|20010101|allocated|F36B9F4B
afrinic|MU|ipv4|10.0.3.128|1280|20010102|assigned|F36B9F4B
afrinic|ZZ|ipv4|10.1.0.0|1536||available|
afrinic|ZA|asn|1228|1|00000000|allocated|F36B9F4B
afrinic|ZZ|asn|64512|3||reserved|
"""

APNIC_PLAIN = """\
2|apnic|20240208|3|19950101|20240208|-0300
apnic|*|ipv4|*|1|summary
apnic|*|ipv6|*|1|summary
apnic|*|asn|*|1|summary
apnic|AU|ipv4|10.0.0.0|65536|19950101|allocated
apnic|JP|ipv6|2001:db8::|32|20000101|allocated
apnic|AP|asn|173|2|20020801|allocated
"""

HEAD = "2.3|lacnic|20240208|1|19870101|20240208|-0300\n"
GOOD = "lacnic|BR|ipv4|10.0.0.0|256|20200310|allocated|1\n"

# What is refused, its exit status, and what must be said.
REFUSED = [
    (AFRINIC, 1, ["afrinic", "lacnic"]),
    ("", 65, ["no header"]),
    (HEAD + GOOD + "lacnic|BR|ipv4|10.0.1.300|256|20200310|allocated|1\n",
     65, ["line 3: ", "start", "10.0.1.300"]),
    (HEAD + "\n# x\nlacnic|BR|ipv4|10.0.1.0|0|20200310|allocated|1\n" + GOOD
     + "lacnic|BR|ipv6|2001:db8::1|32|20200310|allocated|1\n",
     65, ["line 4: ", "value \"0\"", "line 6: "]),
    (HEAD + GOOD + "lacnic|BR|asn|1|1|20201310|allocated|1\n",
     65, ["line 3: ", "date \"20201310\""]),
    (HEAD + GOOD + GOOD, 65, ["line 3: ", "line 2"]),
    (HEAD + GOOD + "lacnic||ipv4|10.0.0.128|4096||reserved|\n",
     65, ["line 3: overlaps line 2"]),
    (HEAD + GOOD + "x" * 5000, 65, ["line 3: ", "too long"]),
    (HEAD + GOOD + "# \0\n", 65, ["line 3: ", "NUL"]),
    (HEAD + GOOD + "lacnic||ipv6|4000::|16||reserved|\n", 1, ["line 3 "]),
    (HEAD + GOOD + "lacnic||ipv4|0.0.0.0|167772160||reserved|\n"
     + "lacnic||ipv6|2000::|3||reserved|\n", 1, ["line 4 "]),
]


def register_of(folder, name, registry):
    return parcela.Register(folder / name, registry).init()


def check_exact(report, folder, text, *options):
    """A file whose order is the export's comes out to the byte, but for the
    two dates of its header."""
    registry = text.split("|")[1]
    register = register_of(folder, f"{registry}-{len(options)}.db", registry)
    register.env["PARCELA_CLOCK"] = "2024-02-08T12:00:00Z"
    crlf = "# a comment\r\n\r\n" + text.rstrip("\n").replace("\n", "\r\n")
    answer = register.run("import", "delegated", "-", stdin=crlf)
    report.check(answer.code == 0 and answer.err == "",
                 f"{registry}: {answer.code}: {answer.text}")
    ours = register.must("export", "delegated", *options).out
    report.check(ours == text, f"{registry}:\n{ours}")
    parcela.check_verify(report, register, registry)
    return register


def check_plain_of_extended(report, register):
    ours = register.must("export", "delegated", "--plain").out.splitlines()
    report.check(ours[0] == "2|lacnic|20240208|5|19870101|20240208|-0300",
                 ours[0])
    report.check(len(ours) == 9 and
                 ours[4] == "lacnic|BR|ipv4|198.51.100.0|128|20200310"
                 "|allocated", f"plain: {ours[4:]}")


def check_several_blocks(report, register):
    """A record of several blocks is one thing until it is split."""
    answer = register.must("return", "10.0.3.128/25")
    report.check("the whole record of 3 blocks, 10.0.3.128/25 to 10.0.8.0/25"
                 in answer.out, answer.out)
    register.must("reinstate", "10.0.8.0/25")
    register.must("split", "10.0.5.0/24")
    answer = register.must("return", "10.0.3.128/25")
    report.check("whole record" not in answer.out, answer.out)
    lines = register.must("export", "delegated").out.splitlines()
    report.check([line.split("|")[3:5] for line in lines
                  if "|MU|" in line] ==
                 [["10.0.4.0", "256"], ["10.0.5.0", "256"],
                  ["10.0.6.0", "512"], ["10.0.8.0", "128"]], f"{lines}")
    parcela.check_verify(report, register, "after splitting")


def check_refused(report, folder):
    register = register_of(folder, "refused.db", "lacnic")
    empty = register.rows("SELECT count(*), max(hash) FROM journal")
    for text, code, said in REFUSED:
        answer = register.run("import", "delegated", "-", stdin=text)
        what = f"{text[-70:]!r}: exit {answer.code}: {answer.text[:300]}"
        report.check(answer.code == code and not answer.crashed, what)
        report.check(all(word in answer.err for word in said), what)
        report.check(register.rows("SELECT count(*), max(hash) FROM journal")
                     == empty, f"{what}: the journal changed")
    parcela.check_verify(report, register, "after refusals")
    report.check(register.run("import", "delegated", "-", stdin=HEAD + GOOD)
                 .code == 0, "a good file after bad ones")
    answer = register.run("import", "delegated", "-", stdin=HEAD + GOOD)
    report.check(answer.kind == "NOT_EMPTY", f"twice: {answer.text}")


def check_usage(report, register):
    for words, code in [(["import"], 64), (["import", "delegated"], 64),
                        (["import", "delegated", "/nowhere"], 66),
                        (["export"], 64), (["export", "delegated", "x"], 64),
                        (["export", "delegated", "-o"], 64),
                        (["export", "delegated", "-o", "/nowhere/x"], 73)]:
        answer = register.run(*words)
        report.check(answer.code == code,
                     f"{words}: exit {answer.code}: {answer.text}")


def limited():
    """Files may not grow beyond a few bytes: a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))


def check_file(report, register, folder):
    """-o replaces the file as a whole, or not at all."""
    out = folder / "out"
    out.mkdir()
    path = out / "delegated"
    text = register.must("export", "delegated").out
    register.must("export", "delegated", "-o", path)
    report.check(path.read_text() == text, "-o writes something else")
    mask = os.umask(0)
    os.umask(mask)
    report.check(path.stat().st_mode & 0o777 == 0o666 & ~mask, "its mode")
    path.write_text("as it was")
    done = subprocess.run(register.command("export", "delegated", "-o", path),
                          env=register.env, preexec_fn=limited, check=False,
                          capture_output=True)
    report.check(done.returncode == 74, f"full disk: {done}")
    report.check(path.read_text() == "as it was", "half a file")
    report.check(len(list(out.iterdir())) == 1, "a file is left beside it")
    with open("/dev/full", "wb") as full:
        done = subprocess.run(register.command("export", "delegated"),
                              env=register.env, stdout=full, check=False,
                              stderr=subprocess.PIPE)
    report.check(done.returncode == 74, f"/dev/full: {done}")
    answer = register.run("export", "delegated", "-o", "/dev/full")
    report.check(answer.code == 74, f"-o /dev/full: {answer.text}")


def main():
    report = parcela.Report()
    with parcela.folder() as folder:
        register = check_exact(report, folder, LACNIC)
        check_plain_of_extended(report, register)
        check_several_blocks(report, check_exact(report, folder, AFRINIC))
        check_exact(report, folder, APNIC_PLAIN, "--plain")
        check_refused(report, folder)
        check_usage(report, register)
        check_file(report, register, folder)
    report.finish()


if __name__ == "__main__":
    main()
