#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Nobody meets a word that is not of their language.  Catalogues that put
⟦marks⟧ around every sentence take the place of Spanish and Portuguese; pages
are walked and forms sent, good and bad; what stands outside of the language's
marks must be data of the register, or a word that is the same in all three."""

import contextlib
import functools
import http.client
import re
import shutil
import socket
import subprocess
import sys
from ipaddress import ip_network

import parcela
from authenticator import App, add
from parcela import Report, proof
from portal_server import Browser, Page, Server, shown
from reverse_zones import note_check
from portal_walk import Reading, Walk

sys.path.insert(0, str(parcela.ROOT / "tools"))
import po_check                                         # noqa: E402

PASSWORD = "nueve ranas leen mapas"
CONNECTIONS = 24
LEAST_SEEN = 0.9                # of what the portal's own sources say
MARKS = {"es": "⟦⟧", "pt": "⟪⟫"}
MARKED = {language: re.compile(f"{a}[^{a}{b}]*{b}")
          for language, (a, b) in MARKS.items()}

# --- What is the same in every language, and why -----------------------------

SAME = {
    "names of protocols, what they count and how one asks":
        "WHOIS IPv4 IPv6 IP ASN ASNs DNS AS UDP TCP SOA NS DS dig norec tcp",
    "fields and status words, as WHOIS has them":
        "owner-c tech-c routing-c abuse-c ownerid allocated assigned "
        "reallocated reassigned available reserved",
    "states of name servers, as WHOIS has them":
        "AA TIMEOUT UDN UH FAIL QREFUSED CREFUSED CNAME NOT SYNC ZONE",
    "LACNIC's name of the identifier, and of two points of contact":
        "OrgID ADM MEM",
    "formats of files and of time": "CSV JSON UTC",
    "languages, each in its own": "ES EN PT Español English Português",
    "this program and the demo's registry": "parcela LACNIC",
    "how to ask WHOIS, as one types it": "whois",
}
SAME_WORDS = {word for row in SAME.values() for word in row.split()}
DATA = re.compile(
    r"\b[A-Z]{2}-[A-Z]{4}\d*-LACNIC\b|\bAS\d+\b|"       # ownerids, ASNs
    r"\b[0-9a-f]*:[0-9a-f:]*(/\d+)?|"                   # times, IPv6
    r"\b[\w.-]+\.(arpa|invalid|example|net|org)\b|[\w.]+@[\w.]+")
WORD = re.compile(r"[^\W\d_][\w'’.-]*")
REQUEST = re.compile(r'<span class="mono">(\w{16})</span></p>\s*</footer>')
COLUMNS = {
    "person": "handle name email street number complement city state postcode "
              "country",
    "organisation": "ownerid name responsible street number complement city "
                    "state postcode country",
    "block": "label", "nameserver": "host",
}


# --- A language that is only marks -------------------------------------------

def marked(language, sentence):
    """⟦⟧ around all but the values, which are judged by themselves."""
    return "".join(part if part in ("%s", "%d") or not part.strip()
                   else part.join(MARKS[language])
                   for part in re.split("(%[sd])", sentence))


def catalogue(language, sentences):
    rows = ['msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n'
            'Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n']
    for strings in sentences:
        ids = ["msgid", "msgid_plural"][:len(strings)]
        texts = ["msgstr"] if len(strings) == 1 else ["msgstr[0]", "msgstr[1]"]
        rows += [f"{word} {po_check.quoted(text)}"
                 for word, text in zip(ids, strings)]
        rows += [f"{word} {po_check.quoted(marked(language, text))}"
                 for word, text in zip(texts, strings)]
        rows.append("")
    return "\n".join(rows)


def install(where, sentences):
    """The program in a folder of its own, with marks as its languages."""
    beside = where / "locale/C/LC_MESSAGES"
    beside.mkdir(parents=True)
    shutil.copy(parcela.BINARY, where / "parcela")
    for language in MARKS:
        po = where / f"{language}.po"
        po.write_text(catalogue(language, sentences))
        subprocess.run(["msgfmt", "--check-format", "-o",
                        beside / f"parcela-{language}.mo", po], check=True)
    return str(where / "parcela")


# --- What is neither marked nor data -----------------------------------------

class Judge:
    def __init__(self, register, language):
        self.language, names = language, set()
        for table, columns in COLUMNS.items():
            for row in register.rows(
                    f"SELECT {','.join(columns.split())} FROM {table}"):
                names.update(filter(None, row))
        self.names = sorted(names, key=len, reverse=True)
        self.of = functools.cache(self.words)

    @staticmethod
    def without(text, names):
        """The longest first."""
        for name in names:
            if name in text:
                text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", text)
        return text

    def words(self, text):
        text = self.without(MARKED[self.language].sub(" ", text), self.names)
        return [word for word in (w.strip(".-") for w in
                                  WORD.findall(DATA.sub(" ", text)))
                if len(word) > 1 and word not in SAME_WORDS]

    def foreign(self, text, typed):
        if not self.of(text):
            return []
        return self.words(self.without(
            text, sorted(typed, key=len, reverse=True)))


class Witness:
    """Hears every page, tells what is wrong once, keeps which marks there
    were."""

    def __init__(self, report, judge, user):
        self.report, self.judge, self.user = report, judge, user
        self.said, self.statuses, self.told = set(), set(), set()

    def __call__(self, page, reading, what, typed=()):
        typed = {*typed, *REQUEST.findall(page.text)}
        self.statuses.add(page.status)
        wrong = []
        for place, text in reading.texts:
            self.said.update(MARKED[self.judge.language].findall(text))
            if words := self.judge.foreign(text, typed):
                wrong.append(f"<{place}> {words}: {text.strip()[:90]!r}")
        wrong = [told for told in wrong if told not in self.told]
        self.told.update(wrong)
        self.report.check(not wrong, f"{self.user}: {what[:160]}: "
                          f"{page.status}: {wrong}")


# --- What the demo has nothing of --------------------------------------------

MORE = """
org add "Casa Histórica" --ownerid UY-HIST-LACNIC --country UY --admin ABC12
  --legacy
org add "Casa Vacía" --ownerid UY-VACI-LACNIC --country UY --admin ABC12
  --legacy
move-in 45.60.0.0/20 UY-HIST-LACNIC --status allocated
move-in AS65560-AS65569 UY-HIST-LACNIC --status assigned
correct 45.60.0.0/20 --country BR
split 45.60.0.0/21
merge 45.60.0.0/20
transfer 45.60.0.0/20 UY-EJEM-LACNIC
return 45.60.0.0/20
reinstate 45.60.0.0/20 UY-HIST-LACNIC
delegate 45.60.15.0/24 ns1.example.org
undelegate 45.60.15.0/24
subassign 45.60.0.0/21 PE-CLIE-LACNIC
subassign 45.60.8.0/21 UY-HIST-LACNIC --use private --label piso-2
contacts 45.60.0.0/21 --tech ROQ7
move-in 45.61.0.0/16 UY-HIST-LACNIC --status assigned
return 45.61.0.0/16
release 45.61.0.0/16
reserve 45.61.0.0/16
move-in 45.62.0.0/17 UY-HIST-LACNIC --status allocated
"""
REVERSE = "/blocks/198.18.112.0/20/reverse"
# Of name servers: all well, each wrong in its way, one not answered yet.
CHECKS = WELL, WRONG, ASKED = "1" * 64, "2" * 64, "3" * 64
BEGINNINGS = (
    "/", "/login", "/register", "/profile/data", "/profile/email", "/help", "/lookup", "/search", "/nothing",
    *(f"/lookup?q={q}" for q in (
        "198.18.112.0", "198.18.113.5", "2001:db8::", "AS64500", "AS65560",
        "ABC12", "UY-EJEM-LACNIC", "UY-HIST-LACNIC", "8.8.8.8", "zz",
        "1.1.1.1/33", "1.1.1.1/8", "203.0.113.7", "45.61.0.0")),
    *(f"/organizations{q}" for q in ("", "?filter=ejem", "?filter=zzzzz")),
    *(f"/search?q={q}" for q in ("clinica", "zzzzzz", "ana", "s", "1.1/1")),
    *(f"/blocks/{block}{behind}" for block in (
        "198.18.112.0/20", "198.18.113.0/25", "45.60.0.0/20", "45.60.0.0/21",
        "45.60.8.0/21", "45.62.0.0/17", "2001:db8::/32", "45.61.0.0/16")
      for behind in ("", "/subassign", "/contacts", "/release", "/held",
                     "/held?address=45.60.1.1&at=1990-01-01",
                     "/held?address=45.61.1.1&at=2030-01-01")),
    *(f"/blocks/{block}/reverse" for block in (
        "198.18.112.0/20", "198.18.113.0/25", "2001:db8::/32")),
    *(f"{REVERSE}?{query}" for query in (
        "prefix=198.18.114.0/24", "remove=198.18.114.0/24", "remove=x",
        "live=198.18.114.0/24", "live=198.18.115.0/24&since=9999999999",
        "live=45.60.0.0/20", "checks=x", *(
            f"checks={check}{step}" for check in CHECKS
            for step in ("", "&step=servers", "&step=summary")))),
    "/asns/65560")
USERS = (("ABC12", "pt"), ("INS9", "pt"), ("INS9", "es"), ("ROQ7", "es"),
         ("JUA3", "es"), ("ABC12", "es"), ("HEG1", "es"), (None, "es"))


def note_checks(register):
    """Of ABC12, for ever new: no name server is asked here."""
    findings = re.findall(r"^FINDING\((\w+),", (
        parcela.ROOT / "src/model/finding.def").read_text(), re.M)
    lines = "".join(f"SOA {way} 192.0.2.{n} {finding} {n}\n"
                    for n, finding in enumerate(findings, 1)
                    for way in ("UDP", "TCP"))
    host = "HOST UDP - NO_HOST -1\n"
    with contextlib.closing(register.open_sql()) as db:
        for name, ns in (WELL, "ns1"), (WRONG, "ns2"), (ASKED, "ns3"):
            note_check(db, "ABC12", ip_network("198.18.112.0/22"),
                       [f"{ns}.ejemplo.example"], 9999999999, name=name)
        for number, (state, found) in enumerate((
                ("FAIL", lines), ("UH", host), ("UNCHECKED", host))):
            db.execute("UPDATE zone_check_server SET state = ?, lines = ? "
                       "WHERE zone_check = ? AND zone = ?",
                       (state, found, WRONG, number))
        db.execute("UPDATE zone_check SET done = NULL, asked = 1 "
                   "WHERE id = ?", (ASKED,))
        db.execute("DELETE FROM zone_check_server WHERE zone_check = ?",
                   (ASKED,))


def make_register(path):
    register = parcela.Register(path)
    register.env["PARCELA_MAILS"] = "show"
    register.must("demo")
    many = "".join(f"subassign 45.62.{n}.0/24 PE-CLIE-LACNIC\n"
                   for n in range(60))
    many += "".join(f"delegate 45.62.{n}.0/24 ns1.example.org\n"
                    for n in range(60, 80))
    lines = MORE.replace("\n  ", " ") + many + \
        "nsstate 45.62.61.0/24 ns1.example.org TIMEOUT --withdrawn\n"
    said = register.run("batch", "--stop-on-error", stdin=lines)
    if said.code != 0:
        raise RuntimeError(said.text[-400:])
    for handle in sorted({user for user, _ in USERS if user}):
        register.must("user", "passwd", handle, stdin=PASSWORD + "\n")
    note_checks(register)
    return register


# --- What no link leads to ---------------------------------------------------

PART = "45.60.0.0/21"
SECRET = "siete nubes comen pan"
NORA = {"Nora", *(f"NOR{n}" for n in ("", 1, 2, 3, 4))}
TYPED = "prefix", "ownerid", "name", "country", "street", "city", "phone", \
    "tech", "abuse", "admin", "billing", "member", "responsible", "email", \
    "blocks", "host1", "host2", "ds", "remove"
FORMS = (
    ("/blocks/198.18.112.0/20/subassign",
     (dict(prefix="198.18.113.0/24", ownerid="PE-CLIE-LACNIC"),
      dict(prefix="198.18.112.0/20", ownerid="PE-CLIE-LACNIC"),
      dict(prefix="198.18.124.0/30", ownerid="PE-CLIE-LACNIC"),
      dict(prefix="198.18.124.0/24", ownerid="PE-CLIE-LACNIC",
           use="infrastructure"),
      dict(prefix="198.18.124.0/24", ownerid="cliente", searched=""),
      dict(prefix="198.18.124.0/24", ownerid="", size="palabra"),
      dict(prefix="198.18.124.0/24", recipient="new", name="-",
           country="UY"),
      dict(prefix="198.18.124.0/24", recipient="new", name="Nueva",
           country="UY", street="Calle 1", city="Salto", phone="123"))),
    ("/blocks/2001:db8::/32/subassign",
     (dict(prefix="2001:db8:7777:7777:8000::/65", ownerid="PE-CLIE-LACNIC"),
      dict(prefix="2001:db8:7777::/48", ownerid="PE-CLIE-LACNIC"))),
    ("/blocks/45.60.0.0/20/subassign",
     (dict(size="24", range="best", ownerid="PE-CLIE-LACNIC"),)),
    (f"/blocks/{PART}/subassign",
     (dict(prefix="45.60.1.0/24", ownerid="UY-VACI-LACNIC"),)),
    (f"/blocks/{PART}/contacts",
     (dict(tech="ABC12", abuse="CSI3"), dict(tech="CON9", abuse=""),
      dict(tech="", abuse=""), dict(tech="ROQ7", abuse="ABC12"))),
    (f"/blocks/{PART}/release",
     (dict(prefix="x"), dict(prefix=PART),
      dict(prefix=PART, with_children="1"))),
    (REVERSE,
     (dict(blocks="", host1=""),
      dict(blocks="198.18.114.0/24, palabra", host1="192.0.2.1", ds="palabra"),
      dict(blocks="198.18.112.0/21 198.18.112.0/24", host1="solo",
           host2="ns.114.18.198.in-addr.arpa"),
      dict(blocks="198.18.118.0/23 45.62.0.0/17 203.0.113.0/24 2001:db8::/65",
           host1="ns1.ejemplo.example", host2="ns1.ejemplo.example"),
      dict(blocks=" ".join(f"10.{n}.0.0/24" for n in range(17))),
      dict(blocks="198.18.126.0/24", host1="ns1.ejemplo.example",
           ds="1 13 2 AB"),
      dict(blocks="198.18.126.0/24", host1="ns1.ejemplo.example"),
      dict(checks=WELL), dict(checks=WELL, remove="198.18.114.0/24"))),
    ("/organizations/UY-HIST-LACNIC/contacts",
     (dict(admin="INS9"), dict(admin="INS9", all="1"), dict(member="ROQ7"),
      dict(admin="INS9", billing="", member="CON9"),
      dict(admin="INS9", role="10.0.0.0/8"), dict(billing="ROQ7"),
      {"was.member": "TIM4", "member": "INS9"})),
    ("/organizations/UY-HIST-LACNIC/edit",
     (dict(city="Salto", phone="123"), dict(responsible=" ", street="x" * 121),
      {"was.city": "Rocha", "city": "Artigas"})),
    ("/register",
     (dict(), dict(name="Nora", email="nora@x.example", street="Rua 1",
                   city="Recife", country="BR", phone="555",
                   language="es"))),
    ("/profile/data", (dict(name=" ", country="XX"), dict(city="Salto"))),
    ("/profile/email",
     (dict(email="nobody"), dict(email="ana@ejemplo.example"),
      dict(email="ana@nueva.example"))),
)


def cancel_address(walk):
    """After it was asked for: sent again, no longer wanted."""
    walk.read(walk.browser.get("/profile/email"), "an address to confirm")
    walk.read(walk.browser.get("/mails"), "mails")
    for action in "resend", "cancel", "resend":
        walk.send("POST", "/profile/email", dict(
            action=action, csrf=walk.browser.get("/help").csrf), TYPED)


def follow_links(walk):
    """Of the mails that the forms brought about."""
    links = set(re.findall(r'href="(/(?:register/confirm|email|password)'
                           r'\?token=[0-9a-f]+)"',
                           walk.browser.get("/mails").text))
    for link in sorted(links):
        walk.read(walk.browser.get(link), link, NORA)
        path, _, token = link.partition("?token=")
        if path == "/password":
            continue
        for secret in "short", SECRET:
            walk.read(walk.browser.post(path, dict(
                token=token, password=secret, again=secret)), link, NORA)


def come_back(register, walk, handle):
    """A mail to this user did, and then another arrives."""
    with contextlib.closing(register.open_sql()) as sql:
        sql.execute("UPDATE account SET bounced = 1 WHERE person = "
                    "(SELECT id FROM person WHERE handle = ?)", (handle,))
    walk.read(walk.browser.get("/"), "mails come back")
    walk.send("POST", "/profile/email", dict(
        action="again", csrf=walk.browser.get("/help").csrf), TYPED)
    follow_links(walk)


def remove_delegation(walk, csrf):
    for typed in "palabra", "198.18.116.0/22":
        walk.send("POST", REVERSE, dict(
            action="remove", remove="198.18.116.0/22", prefix=typed,
            csrf=csrf), TYPED)


def send_forms(walk):
    csrf = walk.browser.get("/help").csrf
    remove_delegation(walk, csrf)
    for path, forms in FORMS:
        for form in forms:
            gives = path.endswith("/subassign") and "prefix" in form
            # Sent again: a sub-assignment is done already.
            for action in ("preview", "confirm",
                           "confirm" if gives else "save"):
                sent = {"range": "typed", **form, "action": action}
                if gives:
                    sent["shown"] = shown({"ownerid": "", **form})
                walk.send("POST", path, dict(sent, csrf=csrf), TYPED)


def take_over(register, walk, user):
    """A legacy organization, with a one-time password; all of its ways."""
    good = dict(ownerid="UY-VACI-LACNIC", password="AAAA" * 5,
                responsible="Ana Pérez", street="Av. de los Ejemplos",
                city="Salto", ddi="598", phone="123")
    with contextlib.closing(register.open_sql()) as db:
        db.execute("DELETE FROM throttle")      # bad forms were sent
        db.execute("INSERT INTO legacy_password SELECT o.id, p.id, ?, 0, "
                   "9999999999, 0 FROM organisation o, person p WHERE "
                   "ownerid IN ('UY-VACI-LACNIC', 'UY-OPGA-LACNIC') AND "
                   "handle = ?", (proof("legacy", "AAAA" * 5), user))
    csrf = walk.browser.get("/help").csrf
    for change in (dict(action="preview"), dict(city=" ", street="x" * 121),
                   dict(action="confirm"), dict(action="confirm"),
                   dict(action="confirm", ownerid="UY-OPGA-LACNIC")):
        walk.send("POST", "/legacy/claim", {**good, **change, "csrf": csrf},
                  TYPED)


def lose_session(server, walk, user):
    """The form of before, and that of a session that is over."""
    path = "/blocks/198.18.112.0/20/contacts"
    walk.send("POST", path, dict(tech="ABC12", abuse=""), TYPED)
    walk.browser.cookies.clear()
    page = walk.browser.ask("POST", path, dict(tech="ABC12", abuse="CSI3"))
    walk.read(page, "an ended session", {"ABC12", "CSI3"})
    walk.read(walk.browser.post("/login", dict(
        user=user, password=PASSWORD, path=path, **page.kept), page.csrf),
        "logged in again")


HERE = "/profile/security"


def prove_again(server, walk):
    """A form that asks who one is, and how that can go wrong."""
    with server.register.open_sql() as db:
        db.execute("UPDATE session SET proven = 0")
        db.execute("DELETE FROM throttle")
    page = walk.browser.post(HERE, dict(action="begin"))
    walk.read(page, "asked again")
    for typed in dict(password="wrong"), dict(password=PASSWORD, code="1"):
        walk.send("POST", "/again", dict(typed, csrf=page.csrf, path=HERE,
                                         **page.kept), ())
    with server.register.open_sql() as db:
        db.execute("UPDATE session SET proven = seen")


def second_factor(server, walk, user, language):
    """Its pages with a device, before a session too, and all gone again."""
    walk.read(walk.browser.post(HERE, dict(action="begin")), "a new device")
    app = App.of_page(walk.browser.get(HERE))
    for name, code in ("", "1"), ("x" * 41, "2"), ("Uno", app.code(-1)):
        page = walk.browser.post(HERE, dict(action="add", name=name,
                                            code=code))
        walk.read(page, "a device", {"Uno", "x" * 41})
    for path in "/profile", HERE:
        walk.read(walk.browser.get(path), path, {"Uno"})
    guest = Browser(server, "127.0.0.99")
    guest.post("/language", dict(language=language, path="/"))
    page = guest.log_in(user, PASSWORD)
    walk.read(page, "second step")
    walk.read(guest.second_step(page, code="1"), "second step, refused")
    prove_again(server, walk)
    _, page = add(walk.browser, "Dos")
    walk.read(page, "another device", {"Uno", "Dos"})
    walk.read(walk.browser.post(HERE, dict(action="codes")), "codes")
    for device in re.findall(r'name="id" value="(\w{64})"',
                             walk.browser.get(HERE).text):
        walk.read(walk.browser.post(HERE, dict(action="remove", id=device)),
                  "removed", {"Uno", "Dos"})


def raw(server, method, path, body=None, headers=None):
    with contextlib.closing(http.client.HTTPConnection(
            server.host, server.port, timeout=60)) as connection:
        with contextlib.suppress(ConnectionError):
            connection.request(method, path, body, headers or {})
        return Page(connection.getresponse(), path)


def problems(server):
    """One request for each way to have none answered."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    yield raw(server, "GET", "/%zz")
    yield raw(server, "DELETE", "/help")
    yield raw(server, "GET", "/logout")
    yield raw(server, "GET", "/" + "x" * 12000)
    yield raw(server, "GET", "/", None, {"X-Long": "x" * 24000})
    yield raw(server, "POST", "/login", "{}", {"Content-Type": "text/plain"})
    yield raw(server, "POST", "/login", "a=" + "x" * (2 << 20), form)
    yield raw(server, "POST", "/login", "a=b",
              {**form, "Origin": "http://evil.example"})
    with contextlib.ExitStack() as held:
        for _ in range(CONNECTIONS + 1):
            held.enter_context(socket.create_connection(
                (server.host, server.port)))
        yield raw(server, "GET", "/")


def test_problems(report, server, witness):
    for page in problems(server):
        witness(page, Reading(page.text), f"{page.path[:40]}")
    missing = {400, 403, 404, 405, 413, 414, 415, 431, 503} - witness.statuses
    report.check(not missing, f"problems that were not had: {missing}")


# --- What is shown past the pages --------------------------------------------

SAYS = re.compile(
    r"(textContent|innerText|innerHTML|\.title|\.placeholder|\.alt|\.label)"
    r"\s*\+?=\s*[\"'`]|\b(alert|confirm|prompt|createTextNode|"
    r"setCustomValidity|insertAdjacentText)\(\s*[\"'`]|"
    r"\"(aria-label|title|alt|placeholder)\",\s*[\"'`]")


def test_assets(report):
    """Script and style say nothing of their own."""
    for path in (parcela.ROOT / "assets").glob("*.js"):
        found = SAYS.search(path.read_text())
        report.check(not found, f"{path.name} says {found}")
    for path in (parcela.ROOT / "assets").glob("*.css"):
        said = re.findall(r"content:([^;}]*)", path.read_text())
        for text in re.findall(r'"([^"]*)"', " ".join(said)):
            report.check(not WORD.search(text), f"{path.name}: {text}")
    for path in (parcela.ROOT / "assets").glob("*.svg"):
        report.check(not Reading(path.read_text()).texts, path.name)


def test_seen(report, sentences, said):
    """A walk that does not meet the sentences shows nothing."""
    own = [strings for strings, where in sentences.items()
           if where.startswith("src/portal/")]
    unseen = [strings[0] for strings in own if not any(
        set(MARKED["es"].findall(marked("es", text))) <= said
        for text in strings)]
    report.check(len(unseen) <= (1 - LEAST_SEEN) * len(own),
                 f"of {len(own)} sentences, {len(unseen)} were not met:\n  " +
                 "\n  ".join(unseen))


def walk_as(report, register, server, judge, user, number):
    browser = Browser(server, f"127.0.0.{number}")
    if user and browser.log_in(user, PASSWORD).status != 303:
        raise RuntimeError(f"{user} is not let in")
    browser.post("/language", dict(language=judge.language, path="/"))
    witness = Witness(report, judge, user)
    walk = Walk(browser, witness)
    walk.everything(BEGINNINGS)
    if user == "ABC12" and judge.language == "es":
        send_forms(walk)
        cancel_address(walk)
        come_back(register, walk, user)
        take_over(register, walk, user)
        lose_session(server, walk, user)
        second_factor(server, walk, user, judge.language)
        walk.everything(["/blocks/45.60.0.0/20", "/blocks/45.62.0.0/17"])
    return witness


def main():
    parcela.options(__doc__).parse_args()
    report = Report()
    test_assets(report)
    sentences = po_check.shown(parcela.ROOT)
    said = set()
    with parcela.folder() as where:
        parcela.BINARY = install(where, sentences)
        register = make_register(where / "registry.db")
        judges = {language: Judge(register, language) for language in MARKS}
        with Server(register, f"[http]\nconnections = {CONNECTIONS}\n"
                    "mail = registro@lacnic.example\n") as server:
            for number, (user, language) in enumerate(USERS, 2):
                witness = walk_as(report, register, server, judges[language],
                                  user, number)
                said |= witness.said
            test_problems(report, server, witness)
            said |= witness.said
        test_seen(report, sentences, said)
    report.finish()


if __name__ == "__main__":
    sys.exit(main())
