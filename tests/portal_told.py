#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Who is told of what by mail, and in which words: each operation's readers,
in each of their languages, out of a real mail server; and who is not told.

The mails are held against tests/golden/mails/LANGUAGE.txt;
  portal_told.py --write   writes these anew, to be read before they are
committed."""

import sys

import parcela
from mailbox import Mailbox, config_of, link_of, text_of
from parcela import NOW, ROOT, Report
from portal_server import PASSWORD, Browser, Server

GOLDEN = ROOT / "tests" / "golden" / "mails"
LANGUAGES = ("es", "en", "pt")
ISP, FIBRA, SHOP = "UY-COEJ-LACNIC", "BR-FIBR-LACNIC", "UY-TIEN-LACNIC"
BLOCK, PART, INNER = "45.4.0.0/16", "45.4.16.0/20", "45.4.17.0/24"
DAY = 50                        # mails of sub-assignments, at most
LISTED = 20                     # pieces of news in one mail
# Handle: name.  HIM is hostmaster, NOA has no account.
PEOPLE = {"HIM": "Hilda Maestra", "JUE": "Juana Ejemplo",
          "PEM3": "Pedro Montes", "BET": "Berta Tesorera",
          "MEM": "Mário Membro", "ANB": "Ana Buzón",
          "JOF": "Joana Falcão", "LUZ1": "Luz & <Sombra>",
          "NOA": "Noé Sin Cuenta"}
# Who has no account is written to as most people of their country speak.
WITHOUT = "NOA"
COUNTRIES = {"es": "CL", "en": "GY", "pt": "BR"}
MOVED = "pedro@new.example"
# Who does what (None: a local operator), and who reads of it.
STEPS = (
    ("subassign", "PEM3", "JUE JOF", ["subassign", PART, FIBRA]),
    ("subassign to a person without account", "JUE", "NOA",
     ["subassign", "45.4.32.0/24", SHOP]),
    ("subassign what is sub-assigned", "JOF", "NOA",
     ["subassign", INNER, SHOP]),
    ("subassign to oneself", "JUE", "",
     ["subassign", "45.4.33.0/24", "--use", "infrastructure"]),
    ("release with children", "JUE", "JOF NOA",
     ["release", PART, "--with-children"]),
    ("contacts of a block", "JUE", "PEM3 LUZ1",
     ["contacts", BLOCK, "--tech", "LUZ1"]),
    ("contacts of a block, by its technician", "LUZ1", "JUE BET",
     ["contacts", BLOCK, "--abuse", "BET"]),
    ("contacts of an ASN", "JUE", "PEM3 LUZ1",
     ["contacts", "AS64000", "--tech", "LUZ1"]),
    ("contacts of a part", "JUE", "LUZ1",
     ["contacts", "45.4.33.0/24", "--abuse", "LUZ1"]),
    ("no abuse contact of a part", "JUE", "LUZ1",
     ["contacts", "45.4.33.0/24", "--abuse", ""]),
    ("technical contact, given away", "LUZ1", "LUZ1 PEM3 JUE",
     ["contacts", BLOCK, "--tech", "PEM3"]),
    ("routing contact, given away", "LUZ1", "LUZ1 PEM3 JUE",
     ["contacts", "AS64000", "--tech", "PEM3"]),
    ("abuse contact, taken", "JUE", "",
     ["contacts", "45.4.33.0/24", "--abuse", "JUE"]),
    ("abuse contact, given away", "JUE", "JUE",
     ["contacts", "45.4.33.0/24", "--abuse", ""]),
    ("billing contact", "JUE", "BET MEM LUZ1",
     ["org", "contacts", ISP, "--billing", "LUZ1"]),
    ("administrative contact and its other roles", "JUE",
     "ANB JUE LUZ1 MEM NOA",
     ["org", "contacts", ISP, "--admin", "ANB", "--with-others"]),
    ("points of contact, taken", "ANB", "LUZ1 MEM",
     ["org", "contacts", ISP, "--billing", "ANB", "--member", "ANB"]),
    ("points of contact, given away", "ANB", "ANB LUZ1 MEM",
     ["org", "contacts", ISP, "--billing", "LUZ1", "--member", "MEM"]),
    ("contacts, by hostmaster", "HIM", "ANB LUZ1 MEM BET",
     ["org", "contacts", ISP, "--member", "BET"]),
    ("data, by hostmaster", "HIM", "ANB",
     ["org", "edit", ISP, "--city", "Salto"]),
    ("origins, by the operator", None, "ANB",
     ["origin", BLOCK, "AS64000"]),
    ("delegation, by hostmaster", "HIM", "ANB",
     ["delegate", BLOCK, "ns1.example.net"]),
    ("what a name server said", "HIM", "",
     ["nsstate", BLOCK, "ns1.example.net", "AA"]),
    ("origins, by the holder", "ANB", "", ["origin", BLOCK]),
    ("registered", "HIM", "JOF",
     ["register", "45.6.0.0/22", FIBRA, "--status", "allocated"]),
    ("moved", "HIM", "ANB JOF", ["transfer", BLOCK, FIBRA]),
    ("an ASN moved", None, "ANB JOF", ["transfer", "AS64000", FIBRA]),
    ("returned", "HIM", "JOF NOA",
     ["return", BLOCK, "--with-children"]),
    ("user: first password, by hostmaster", "HIM", "",
     ["user", "passwd", "PEM3"]),
    ("user: password, by hostmaster", "HIM", "PEM3",
     ["user", "passwd", "PEM3"]),
    ("user: data, by themselves", "PEM3", "",
     ["user", "edit", "PEM3", "--city", "Rocha"]),
    ("user: data, by hostmaster", "HIM", "PEM3",
     ["user", "edit", "PEM3", "--name", PEOPLE["PEM3"] + " Ríos", "--city",
      "Salto", "--phone", "4567 8901"]),
    ("user: nothing, by hostmaster", "HIM", "",
     ["user", "edit", "PEM3", "--city", "Salto"]),
    ("user: data of who has no account", "HIM", "NOA",
     ["user", "edit", "NOA", "--city", "Rocha"]),
    ("user: address, by hostmaster", "HIM", "PEM3 PEM3",
     ["user", "edit", "PEM3", "--email", MOVED]),
    ("user: disabled", "HIM", "PEM3", ["user", "disable", "PEM3"]),
    ("user: disabled again", "HIM", "", ["user", "disable", "PEM3"]),
    ("user: enabled", None, "PEM3", ["user", "enable", "PEM3"]),
)


def languages_of(turn):
    """Each reader has another language in each of three worlds."""
    return {handle: LANGUAGES[(i + turn) % 3]
            for i, handle in enumerate(PEOPLE)}


def address_of(handle):
    return f"{handle.lower()}@x.example"


def make_world(path, languages):
    register = parcela.Register(path).init()
    script = []
    for handle, name in PEOPLE.items():
        more = ["--hostmaster"] if handle == "HIM" else []
        if handle != WITHOUT:
            more += ["--language", languages[handle]]
        script.append(["person" if handle == WITHOUT else "user", "add", name,
                       "--handle", handle, "--email", address_of(handle),
                       "--country", COUNTRIES[languages[handle]]
                       if handle == WITHOUT else "UY", *more])
    script += [
        ["org", "add", "Cooperativa Ejemplo Ltda", "--ownerid", ISP,
         "--country", "UY", "--admin", "JUE", "--billing", "BET",
         "--member", "MEM"],
        ["org", "add", "Fibra do Sul Ltda", "--ownerid", FIBRA, "--country",
         "BR", "--admin", "JOF"],
        ["org", "add", "Tienda 24", "--ownerid", SHOP, "--country", "UY",
         "--admin", WITHOUT],
        ["move-in", BLOCK, ISP, "--status", "allocated"],
        ["move-in", "45.6.0.0/16", "--status", "available"],
        ["move-in", "AS64000", ISP, "--status", "allocated"],
        ["contacts", BLOCK, "--tech", "PEM3"],
        ["contacts", "AS64000", "--tech", "PEM3"]]
    register.script(script)
    return register


def configured(register, *words):
    """A command of a registry that sends mails; it may ask for a password."""
    return register.must("-c", f"{register.path}.conf", *words,
                         stdin=PASSWORD + "\n")


def act(register, user, words):
    configured(register, *words, *(("--as", user) if user else ()))


def waiting(register):
    return register.rows("SELECT count(*) FROM outbox")[0][0]


def play_steps(report, register):
    """{id of a mail: (step, reader)}, before any of them is sent."""
    known = {}
    for what, user, readers, words in STEPS:
        act(register, user, words)
        new = {i: (what, handle) for i, handle in register.rows(
            "SELECT id, handle FROM outbox") if i not in known}
        told = sorted(handle for _, handle in new.values())
        report.check(told == sorted(readers.split()),
                     f"{what}: told: {told}")
        known |= new
    return known


def as_golden(what, mail):
    return (f"=== {what}\nTo: {mail['To']}\nSubject: {mail['Subject']}\n\n"
            f"{text_of(mail)}\n")


def test_mail(report, what, handle, mail):
    text, lines = text_of(mail), mail.as_bytes().splitlines()
    to = {address_of(handle), MOVED} if "user:" in what else {
        address_of(handle)}
    report.check(mail["To"] in to and
                 max(map(len, lines)) < 999 and
                 all(line.isascii() for line in lines) and
                 mail["Subject"].startswith("LACNIC: ") and
                 PEOPLE[handle] in text, f"{what}: {handle}: as it must be")
    if "user:" in what:
        return
    path = "/lookup?q=" if handle == WITHOUT else "/search?q="
    report.check(link_of(mail).startswith(path), f"{what}: {link_of(mail)}")


def play(report, path, turn, golden):
    """All steps; golden gets the mails by language."""
    languages = languages_of(turn)
    register = make_world(path / "registry.db", languages)
    with Mailbox(path / "mails") as mailbox:
        (path / "registry.db.conf").write_text(config_of(mailbox.url))
        report.check(waiting(register) == 0, "a batch tells nobody")
        known = play_steps(report, register)
        with Server(register, config_of(mailbox.url), clock=NOW) as server:
            mails = mailbox.wait(len(known))
            test_link(report, server)
        report.check(len(mailbox.mails()) == len(known) and
                     waiting(register) == 0, "all are sent")
    for mail in mails:
        what, handle = known[mail["Message-ID"][1:].partition("@")[0]]
        test_mail(report, what, handle, mail)
        golden[languages[handle]].append((what, handle,
                                          as_golden(what, mail)))
    parcela.check_verify(report, register, "after all")


def test_link(report, server):
    """Who has no account sees what the link of the mail promises."""
    page = Browser(server).get(f"/lookup?q={INNER}")
    report.check(page.status == 200, f"a link opens: {page.status}")
    page = Browser(server).get(f"/search?q={INNER}")
    report.check(page.status == 303 and "/login" in page.location,
                 f"another after log-in: {page.status}")


def test_golden(report, golden, write):
    for language in LANGUAGES:
        order = {what: i for i, (what, *_) in enumerate(STEPS)}
        mails = sorted(set(golden[language]),
                       key=lambda m: (order[m[0]], *m[1:]))
        text = "\n".join(text for _, _, text in mails)
        path = GOLDEN / f"{language}.txt"
        if write:
            GOLDEN.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        known = path.read_text(encoding="utf-8") if path.exists() else ""
        for i, (a, b) in enumerate(zip(text.split("\n"), known.split("\n"))):
            if a != b:
                print(f"{path.name}:{i + 1}: {b!r} is now {a!r}")
                break
        report.check(text == known, f"{path.name}: the mails are as known")


def rows_of(register, kind):
    return register.rows("SELECT handle, detail FROM outbox WHERE kind = ?",
                         kind)


def test_silence(report, path):
    """What tells nobody: a dry run, a registry that sends no mails."""
    register = make_world(path / "registry.db", languages_of(0))
    words = ["subassign", PART, FIBRA, "--as", "PEM3"]
    (path / "registry.db.conf").write_text(config_of("smtp://127.0.0.1:9"))
    configured(register, *words, "--dry-run")
    report.check(waiting(register) == 0, "a dry run tells nobody")
    register.must(*words)
    report.check(waiting(register) == 0, "who sends no mails queues none")
    with Server(register) as server:
        browser = Browser(server)
        register.must("user", "passwd", "JUE", stdin=PASSWORD + "\n")
        browser.log_in("JUE")
        page = browser.post(f"/blocks/{PART}/release", dict(prefix=PART))
        report.check(page.status == 303 and waiting(register) == 0,
                     f"nor does its portal: {page.status}")


def test_many(report, path):
    """One mail for what is done at once, and an end to the mails of a day."""
    register = make_world(path / "registry.db", languages_of(0))
    (path / "registry.db.conf").write_text(config_of("smtp://127.0.0.1:9"))
    register.script([["subassign", PART, FIBRA, "--as", "JUE"]] + [
        ["subassign", f"45.4.{16 + n}.0/24", SHOP, "--as", "JOF"]
        for n in range(16)] + [
        ["subassign", f"45.4.{64 + n}.0/24", SHOP, "--as", "JUE"]
        for n in range(16)])
    act(register, "JUE", ["release", PART, "--with-children"])
    told = dict(rows_of(register, "released"))
    report.check(set(told) == {"JOF", "NOA"} and
                 told["JOF"].count('"what"') == 17 and
                 told["NOA"].count('"what"') == 16,
                 "one mail lists all that was released")
    act(register, None, ["return", BLOCK, "--with-children"])
    told = dict(rows_of(register, "changed"))
    count = {handle: text.count('"what"') for handle, text in told.items()}
    report.check(count == {"NOA": 16, "JUE": 17}, f"of a return: {count}")


def test_flood(report, path):
    register = make_world(path / "registry.db", languages_of(0))
    (path / "registry.db.conf").write_text(config_of("smtp://127.0.0.1:9"))
    for n in range(DAY + 2):
        act(register, "PEM3", ["subassign", f"45.4.{n}.0/24", FIBRA])
    told = [d for h, d in rows_of(register, "subassigned") if h == "JUE"]
    report.check(len(told) == DAY and sum('"last":true' in d
                                          for d in told) == 1,
                 f"of a day's sub-assignments: {len(told)} mails")
    act(register, "PEM3", ["contacts", BLOCK, "--abuse", "MEM"])
    report.check({h for h, _ in rows_of(register, "contacts")} ==
                 {"JUE", "MEM"}, "what is not done often is always told")
    register.env["PARCELA_CLOCK"] = "2026-03-02T00:00:00Z"
    act(register, "PEM3", ["subassign", "45.4.200.0/24", FIBRA])
    told = [d for h, d in rows_of(register, "subassigned") if h == "JUE"]
    report.check(len(told) == DAY + 1, "the next day is another")


def main():
    parser = parcela.options(__doc__)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    report = Report()
    golden = {language: [] for language in LANGUAGES}
    for turn in range(3):
        with parcela.folder() as path:
            play(report, path, turn, golden)
    test_golden(report, golden, options.write)
    for test in test_silence, test_many, test_flood:
        with parcela.folder() as path:
            test(report, path)
    report.finish()


if __name__ == "__main__":
    sys.exit(main())
