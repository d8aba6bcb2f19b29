# SPDX-License-Identifier: ISC
"""A portal to test against, and a browser as simple as can be: cookies, forms,
no script."""

import contextlib
import hashlib
import html
import http.client
import re
import signal
import subprocess
import threading
import urllib.parse
from http.cookies import SimpleCookie
from pathlib import Path

LISTENING = re.compile(r"(whois|portal): listening on (?:http://)?"
                       r"([\d.]+):(\d+)$")
PASSWORD = "correct horse battery"
PATIENCE = 60                   # seconds until an answer counts as lost


ORGANISATION = ("name", "responsible", "street", "number", "complement",
                "city", "state", "postcode", "country", "ddi", "ddd", "phone")


def shown(form):
    """What the form of a sub-assignment says when the result beside it was
    looked at: the range, and a digest of all that the result shows."""
    new = form.get("recipient") == "new"
    text = {name: str(value) for name, value in form.items()}
    parts = [text["prefix"], "" if new else text["ownerid"].upper(),
             *(text.get(name, "") if new else "" for name in ORGANISATION),
             text.get("use", "customer"), text.get("label", ""),
             text.get("tech", "").upper(), text.get("abuse", "").upper()]
    coded = [part.encode() for part in parts]
    return f"{parts[0]} " + hashlib.blake2b(b"".join(
        len(part).to_bytes(8, "big") + part for part in coded),
        digest_size=32).hexdigest()


class Server:
    """`parcela serve` with a portal, from its ready line to its end."""

    def __init__(self, register, config="", clock=None):
        self.register = register
        env = dict(register.env, PARCELA_HTTP="127.0.0.1:0")
        if "second_factor" not in config:   # only who tests it needs one
            env["PARCELA_SECOND_FACTOR"] = "nobody"
        if clock:
            env["PARCELA_CLOCK"] = clock
        words = register.command("serve")
        if config:
            path = Path(f"{register.path}.conf")
            path.write_text(config)
            words = register.command("-c", path, "serve")
        self.log = open(f"{register.path}.log", "w+b")
        self.process = subprocess.Popen(
            words, env=env, start_new_session=True, stdout=subprocess.PIPE,
            stderr=self.log)
        at = self.find()
        self.whois = at["whois"]
        self.host, self.port = at["portal"]

    def find(self):
        """Where its services listen; the portal is the last to be told."""
        at = {}
        for raw in self.process.stdout:
            if found := LISTENING.match(raw.decode().rstrip("\n")):
                at[found[1]] = found[2], int(found[3])
            if "portal" in at:
                return at
        raise RuntimeError(f"no portal: {self.said()}")

    def said(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(PATIENCE)
        self.process.stdout.close()
        said = self.said()
        self.log.close()
        if code != 0 or "Sanitizer" in said or "runtime error:" in said:
            raise RuntimeError(f"serve: exit {code}: {said[-4000:]}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Page:
    def __init__(self, answer, path):
        self.path = path
        self.status = answer.status
        self.headers = answer.headers
        self.body = answer.read()
        picture = self.headers.get("Content-Type") == "image/png"
        self.text = "" if picture else self.body.decode()

    @property
    def location(self):
        return self.headers.get("Location", "")

    @property
    def unspoken(self):
        """The page without the buttons of its languages, which keep a form
        that was sent."""
        return re.sub('<form class="languages".*?</form>', "", self.text,
                      flags=re.S)

    def hidden(self, name):
        """The value of the first hidden input of this name, or None; of the
        languages' only where no other form has it."""
        pattern = (f'<input type="hidden" name="{re.escape(name)}" '
                   'value="([^"]*)"')
        found = (re.search(pattern, self.unspoken) or
                 re.search(pattern, self.text))
        return html.unescape(found[1]) if found else None

    @property
    def csrf(self):
        return self.hidden("csrf")

    @property
    def kept(self):
        return {html.unescape(name): html.unescape(value) for name, value in
                re.findall('<input type="hidden" name="(kept[.][^"]*)" '
                           'value="([^"]*)"', self.unspoken)}

    def speak(self, browser, language):
        """The page in another language, by its buttons."""
        form = re.search('<form class="languages".*?</form>', self.text,
                         re.S)[0]
        kept = {html.unescape(name): html.unescape(value) for name, value in
                re.findall('type="hidden" name="([^"]*)" value="([^"]*)"',
                           form)}
        page = browser.ask("POST", "/language", dict(kept, language=language))
        return browser.get(page.location) if page.status == 303 else page


class Browser:
    def __init__(self, server, address="127.0.0.1"):
        self.server, self.address, self.cookies = server, address, {}

    def ask(self, method, path, form=None, headers=None):
        with contextlib.closing(http.client.HTTPConnection(
                self.server.host, self.server.port, timeout=PATIENCE,
                source_address=(self.address, 0))) as connection:
            sent = dict(headers or {})
            if self.cookies and "Cookie" not in sent:
                sent["Cookie"] = "; ".join(
                    f"{n}={v}" for n, v in self.cookies.items())
            body = None
            if form is not None:
                body = urllib.parse.urlencode(form)
                sent["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, path, body, sent)
            page = Page(connection.getresponse(), path)
        for line in page.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        return page

    def get(self, path, **headers):
        return self.ask("GET", path, headers=headers)

    def post(self, path, form, csrf=None, **headers):
        """csrf: of the page the form was on; None: of a page fetched now."""
        csrf = self.get("/help").csrf if csrf is None else csrf
        return self.ask("POST", path, dict(form, csrf=csrf), headers)

    def log_in(self, user, password=PASSWORD, **more):
        page = self.get("/login")
        return self.post("/login", dict(user=user, password=password, **more),
                         page.csrf)

    def second_step(self, page, path="/", **proof):
        """After log_in() of who has a second factor: code=, recovery=."""
        return self.ask("POST", "/login/code", dict(
            proof, csrf=page.csrf, path=path, **page.kept))

    def choose_password(self, link, password, again=None, page=None):
        """By the link of a mail: of who forgot theirs, or registers; page:
        as it was opened before."""
        path, _, token = link.partition("?token=")
        return self.post(path, dict(
            token=token, password=password,
            again=password if again is None else again),
            (page or self.get(link)).csrf)

    def is_logged_in(self):
        return "/login" not in self.get("/").location


def at_once(count, act):
    """What act(n) answers, begun together."""
    found, start = [None] * count, threading.Barrier(count)

    def one(n):
        start.wait()
        found[n] = act(n)

    threads = [threading.Thread(target=one, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def crowd_chooses(server, link, password):
    """What twenty are answered who choose one by the same link at once."""
    browsers = [Browser(server, f"127.0.5.{n + 1}") for n in range(20)]
    seen = [browser.get(link) for browser in browsers]
    pages = at_once(20, lambda n: browsers[n].choose_password(
        link, password, page=seen[n]))
    return sorted(page.status for page in pages)


def plain(page, typed):
    """A page without what is its own: the request, the form, what was
    typed."""
    text = re.sub(r'(class="mono">)[a-z0-9]{16}<', r"\1<", page.text)
    return text.replace(page.csrf or "", "").replace(typed, "")
