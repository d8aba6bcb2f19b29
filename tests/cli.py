#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""What stories cannot tell of the command line: terminals, pipes, seals.

PARCELA names the binary (default build/dev/parcela).
"""

import ctypes
import ctypes.util
import os
import pty
import select
import sqlite3
import subprocess
import sys
import tempfile
import termios
import threading
from base64 import b64decode
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARCELA = str(Path(os.environ.get("PARCELA")
                   or ROOT / "build/dev/parcela").resolve())
WORD = "correct horse battery"
results = []


def check(good, what):
    results.append(bool(good))
    if not good:
        print(f"FAILED: {what}", flush=True)


def environment(folder):
    return dict(os.environ, PARCELA_STORE=f"sqlite:{folder}/registry.db",
                PARCELA_CLOCK="2026-03-01T12:00:00Z", PARCELA_SEED="1")


def run(folder, *words, data=b""):
    return subprocess.run([PARCELA, *words], env=environment(folder),
                          input=data, capture_output=True, timeout=60)


def make(folder):
    run(folder, "init")
    run(folder, "user", "add", "Una Persona", "--handle", "UNP", "--email",
        "unp@example.invalid", "--country", "UY")


def at_terminal(folder, lines):
    """user passwd at a terminal; what it showed and its exit status."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [PARCELA, "user", "passwd", "UNP"], env=environment(folder),
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    shown = b""
    for line in lines:
        while not shown.endswith(b": "):
            if not select.select([ours], [], [], 20)[0]:
                break
            shown += os.read(ours, 1000)
        while termios.tcgetattr(theirs)[3] & termios.ECHO:
            pass
        os.write(ours, line.encode() + b"\n")
        shown += b"|"
    status = process.wait(timeout=30)
    echo = bool(termios.tcgetattr(theirs)[3] & termios.ECHO)
    while select.select([ours], [], [], 0.1)[0]:
        shown += os.read(ours, 1000)
    os.close(ours)
    os.close(theirs)
    return shown.decode(), status, echo


def sealed(folder):
    with sqlite3.connect(folder / "registry.db") as db:
        return db.execute("SELECT password FROM account").fetchone()[0]


def unseal(folder):
    """The argon2id text inside, by libsodium itself; None: does not open."""
    sodium = ctypes.CDLL(ctypes.util.find_library("sodium"))
    raw = b64decode(sealed(folder))
    key = (folder / "registry.db.key").read_bytes()
    out = ctypes.create_string_buffer(len(raw))
    box = raw[24:]
    if sodium.crypto_secretbox_open_easy(
            out, box, ctypes.c_ulonglong(len(box)), raw[:24], key) != 0:
        return None
    return out.value


def matches(text, word):
    sodium = ctypes.CDLL(ctypes.util.find_library("sodium"))
    return sodium.crypto_pwhash_str_verify(
        text, word.encode(), ctypes.c_ulonglong(len(word))) == 0


def test_passwords(folder):
    make(folder)
    shown, status, echo = at_terminal(folder, [WORD, WORD])
    check(status == 0, f"a password is set at a terminal: {shown}")
    check(WORD not in shown, f"it is not echoed: {shown}")
    check(echo, "the terminal echoes again")
    text = unseal(folder)
    check(text and text.startswith(b"$argon2id$"), "argon2id, sealed")
    check(text and matches(text, WORD), "the seal holds that password")
    check(b"argon2" not in (folder / "registry.db").read_bytes(),
          "no hash in clear")
    mode = (folder / "registry.db.key").stat().st_mode & 0o777
    check(mode == 0o600, f"only the owner reads the key: {mode:o}")

    before = sealed(folder)
    _, status, _ = at_terminal(folder, [WORD, WORD + "!"])
    check(status == 65, "two that differ are refused")
    _, status, _ = at_terminal(folder, ["short", "short"])
    check(status == 65, "a short one is refused")
    _, status, echo = at_terminal(folder, ["interrupted\x03 after all"])
    check(status == 65 and echo, "an interrupt leaves a terminal that echoes")
    check(sealed(folder) == before, "and nothing was changed")
    (folder / "registry.db.key").write_bytes(b"short")
    end = run(folder, "user", "passwd", "UNP", data=WORD.encode() + b"\n")
    check(end.returncode == 77, "a key file of another size is refused")
    check(sealed(folder) == before, "and nothing was changed by that either")


def test_password_lengths(folder):
    make(folder)
    for length, expected in (11, 65), (12, 0), (128, 0), (129, 65), \
            (100000, 65):
        line = (b"7wq,Kz)uR3~e" * (length // 12 + 1))[:length] + b"\n"
        end = run(folder, "user", "passwd", "UNP", data=line)
        check(end.returncode == expected, f"{length} bytes: {end}")
    end = run(folder, "user", "passwd", "UNP", data=b"no line end at all")
    check(end.returncode == 0, "the last line needs no end")


def test_keys_race(folder):
    """Of many that make the key at once all use the same."""
    make(folder)
    ends = []

    def one():
        ends.append(run(folder, "user", "passwd", "UNP",
                        data=WORD.encode() + b"\n").returncode)
    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check(ends == [0] * 8, f"eight at once: {ends}")
    text = unseal(folder)
    check(text and matches(text, WORD), "the seal opens with the key there")
    left = sorted(p.name for p in folder.glob("registry.db.key*"))
    check(left == ["registry.db.key"], f"no drafts are left: {left}")


def test_batch(folder):
    """Each answer comes before the next command is sent."""
    process = subprocess.Popen([PARCELA, "batch"], env=environment(folder),
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    patience = threading.Timer(30, process.kill)
    patience.start()
    for line, expected in (b"init", b"0"), (b"show 10.0.0.0/8", b"1"), \
            (b"show 10.0.0.1/8", b"64"), (b"org list", b"0"):
        process.stdin.write(line + b"\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        while answer and not answer.startswith(b"exit "):
            answer = process.stdout.readline()
        check(answer == b"exit " + expected + b"\n", f"{line}: {answer}")
    process.stdin.close()
    check(process.wait(timeout=20) == 64, "the largest status")
    patience.cancel()
    end = run(folder, "batch", data=b"show 10.0.0.0/8\0 x\norg list\n")
    check(end.stdout.splitlines()[0] == b"exit 65", f"a NUL: {end}")
    end = run(folder, "batch", data=b"show " + b"1" * 100000 + b"\norg list\n")
    check(end.stdout.splitlines() == [b"exit 65", b"exit 0"],
          f"a long line: {end}")
    end = run(folder, "batch", data=b"show " + b"x " * 1000 + b"\n")
    check(end.stdout.splitlines() == [b"exit 65"], f"many words: {end}")


def test_outputs(folder):
    make(folder)
    with open("/dev/full", "w") as full:
        end = subprocess.run([PARCELA, "org", "list", "--json"],
                             env=environment(folder), stdout=full,
                             stderr=subprocess.PIPE, timeout=20)
    check(end.returncode == 74, f"a full disk shows: {end}")


def main():
    tests = [f for name, f in globals().items() if name.startswith("test_")]
    for test in tests:
        with tempfile.TemporaryDirectory(prefix="cli.") as folder:
            test(Path(folder))
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
