#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""A disk that is full, or fails, or has lost what was written to it, under a
portal that is at work.

Full: every form is answered by its page in the user's language, which says
that nothing was changed and has all that was typed; pages are read as ever;
when there is space again all goes on by itself.  Failing: the user is told
that the outcome is unknown.  Lost: each page says that the register cannot be read,
with an id that the log has beside the reason."""

import contextlib
import random
import re
import subprocess
import sys
from ipaddress import ip_network

import parcela
from damage import FILE_DAMAGES, settled
from inject import can_trace
from parcela import Report, check_verify, customer
from portal_crash import role_of
from portal_race import log_in, lost, wanted_form
from portal_server import PASSWORD, PATIENCE, Browser, Server
from portal_subassign import form_path, value_of

BLOCK, PART = "45.4.0.0/16", "45.4.9.0/24"
NET, OTHER = ip_network("45.4.16.0/24"), ip_network("45.4.64.0/24")
UNCHANGED = {
    "es": "No se pudo escribir en el registro; no se cambió nada.",
    "en": "The register could not be written; nothing was changed.",
    "pt": "Não foi possível gravar no registro; nada foi alterado.",
}
NO_FILE = {
    "es": "No se pudo crear el archivo aquí.",
    "en": "The file could not be made here.",
    "pt": "Não foi possível criar o arquivo aqui.",
}
UNKNOWN = {"es": "No se conoce el resultado", "en": "The outcome is unknown",
           "pt": "O resultado é desconhecido"}


@contextlib.contextmanager
def failing(process, error, log, call="pwrite64"):
    """Every such call of the process fails meanwhile: a write to a file at an
    offset, as those to the register are, or what else is named."""
    strace = subprocess.Popen(
        ["strace", "-f", "-o", log, "-p", str(process), "-e",
         f"trace={call}", "-e", f"inject={call}:error={error}"],
        stderr=subprocess.PIPE, text=True)
    said = strace.stderr.readline()
    if "attached" not in said:
        raise RuntimeError(f"strace: {said}")
    try:
        yield
    finally:
        strace.terminate()
        strace.wait(PATIENCE)
        strace.stderr.close()


def forms():
    """Of each page that changes the register: its path and what is typed."""
    for number in 0, 1:
        yield form_path(BLOCK), wanted_form(number, NET)
    yield f"/blocks/{PART}/contacts", dict(tech="CUS3", abuse="CUS2",
                                           action="confirm")
    yield f"/blocks/{PART}/release", dict(prefix=PART)


def is_kept(page, form):
    if "range" in form:
        return not lost(page, form)
    return all(value_of(page, name) == value
               for name, value in form.items() if name != "action")


def last_serial(register):
    return register.rows("SELECT max(serial) FROM journal")[0][0]


def check_full(report, register, browser):
    """What a user meets while there is no space."""
    language, before = browser.language, last_serial(register)
    for path, form in forms():
        page = browser.post(path, form, browser.csrf)
        what = f"full: {language}: {path}: {page.status}"
        report.check(page.status == 503 and
                     UNCHANGED[language] in page.text, what)
        report.check(is_kept(page, form), f"{what}: what was typed is kept")
    report.check(last_serial(register) == before,
                 f"full: {language}: nothing was changed")
    for path in "/", f"/blocks/{BLOCK}", form_path(BLOCK), "/lookup?q=CUS1":
        page = browser.get(path)
        report.check(page.status == 200,
                     f"full: {language}: {path} is read: {page.status}")
    page = browser.post("/logout", {}, browser.csrf)
    report.check(page.status == 503 and UNCHANGED[language] in page.text and
                 browser.is_logged_in(),
                 f"full: {language}: who cannot leave is told: {page.status}")


def check_full_login(report, server, language):
    browser = Browser(server, "127.0.5.1")
    browser.cookies["parcela-language"] = language
    page = browser.log_in("CUS1")
    report.check(page.status == 503 and UNCHANGED[language] in page.text and
                 value_of(page, "user") == "CUS1",
                 f"full: {language}: who comes is told: {page.status}")


def check_recovered(report, browser, net):
    """The same form again, as it was left."""
    page = browser.post(form_path(BLOCK), wanted_form(1, net), browser.csrf)
    report.check(page.status == 303,
                 f"space again: {browser.language}: {page.status}")
    page = browser.post("/logout", {}, browser.csrf)
    report.check(page.status == 303 and not browser.is_logged_in(),
                 f"space again: {browser.language}: who leaves is out")


def check_unknown(report, register, browser):
    """It may have been saved: nobody says that it was not."""
    page = browser.post(form_path(BLOCK), wanted_form(1, OTHER), browser.csrf)
    report.check(page.status == 503 and UNKNOWN[browser.language] in page.text
                 and UNCHANGED[browser.language] not in page.text,
                 f"failed: {browser.language}: {page.status}")
    page = browser.get("/")
    report.check(page.status == 200,
                 f"failed: {browser.language}: pages are read: {page.status}")


def check_no_file(report, browser):
    """A list to save that cannot be written is an error, not half a list."""
    for path in f"/blocks/{BLOCK}/parts.csv", f"/blocks/{BLOCK}/parts.json":
        page = browser.get(path)
        report.check(page.status == 503 and "<main" in page.text and
                     NO_FILE[browser.language] in page.text and
                     "Content-Disposition" not in page.headers,
                     f"no file: {browser.language}: {path}: {page.status}")


def check_file(report, browser):
    page = browser.get(f"/blocks/{BLOCK}/parts.csv")
    report.check(page.status == 200 and PART in page.text,
                 f"a file again: {page.status}")


def test(report, register, server, log):
    browsers = [log_in(server, "ISP1", number) for number in range(6)]
    portal = role_of(server, "portal")
    with failing(portal, "ENOSPC", log):
        for browser in browsers[:3]:
            check_full(report, register, browser)
            check_full_login(report, server, browser.language)
    report.check("database or disk is full" in server.said(),
                 "full: the log says why")
    for net, browser in zip(NET.supernet(4).subnets(new_prefix=24),
                            browsers[:3]):
        check_recovered(report, browser, net)
    with failing(portal, "EIO", log):
        for browser in browsers[3:]:
            check_unknown(report, register, browser)
    with failing(portal, "ENOSPC", log, "openat"):
        for browser in browsers[3:]:
            check_no_file(report, browser)
    report.check("a file to send: No space left on device" in server.said(),
                 "no file: the log says why")
    check_file(report, browsers[3])
    check_verify(report, register, "after failures of the disk")
    report.check(role_of(server, "portal") == portal,
                 "the portal did not have to be started again")


# --- What was written is lost -------------------------------------------------

UNREADABLE = {"es": "No se puede leer el registro en este momento.",
              "en": "The register cannot be read now.",
              "pt": "Não é possível ler o registro neste momento."}


def cut_pages(register, _):
    """The pages are gone; the file begins as it did."""
    size = register.rows("PRAGMA page_size")[0][0]
    with open(register.path, "r+b") as file:
        file.seek(size)
        file.write(bytes(200 * size))


def check_page(report, server, page, language, what):
    """One that says so, or one that needed nothing of what was lost."""
    what = f"{what}: {language}: {page.path}: {page.status}"
    if page.status != 503:
        report.check(page.status in (200, 303, 403, 404) and
                     page.path != "/lookup?q=45.4.9.1", what)
        return False
    found = re.search(r'"mono">([0-9a-z]{16})<', page.text)
    log = [line for line in server.said().splitlines()
           if found and found[1] in line]
    report.check(UNREADABLE[language] in page.text and "<main" in page.text
                 and f'lang="{language}' in page.text, f"{what}: is said")
    report.check(any("warning" in line for line in log) and
                 any(" 503 " in line for line in log),
                 f"{what}: its id is in the log: {log}")
    return True


def test_damaged(report, template, path):
    generator = random.Random(7)
    for what, harm in (*FILE_DAMAGES[:4], ("its pages zeroed", cut_pages)):
        copy = template.copy(path / "damaged")
        with Server(copy) as server:
            browsers = [log_in(server, "ISP1", number)
                        for number in range(3)]
            portal = role_of(server, "portal")
            harm(copy, generator)
            said = [check_page(report, server, browser.get(page),
                               browser.language, what)
                    for browser in browsers for page in (
                        "/", f"/blocks/{BLOCK}", "/help",
                        f"/organizations/{customer(1)}/resources.csv",
                        "/lookup?q=45.4.9.1")]
            report.check(any(said), f"{what}: something is lost")
            report.check(role_of(server, "portal") == portal,
                         f"{what}: the portal goes on")
        copy.remove()


def main():
    parcela.options(__doc__).parse_args()
    report = Report()
    with parcela.folder() as path:
        register = parcela.make_isp(path / "store", 8)
        for handle in "ISP1", "CUS1":
            register.must("user", "passwd", handle, stdin=PASSWORD + "\n")
        register.must("subassign", PART, customer(1))
        test_damaged(report, settled(register), path)
        if not can_trace():
            print("skipped: strace cannot trace here")
            report.finish()
        with Server(register) as server:
            test(report, register, server, path / "strace")
    report.finish()


if __name__ == "__main__":
    sys.exit(main())
