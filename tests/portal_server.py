# SPDX-License-Identifier: ISC
"""A portal to test against, and a browser as simple as can be: cookies, forms,
no script."""

import contextlib
import html
import http.client
import re
import signal
import subprocess
import urllib.parse
from http.cookies import SimpleCookie
from pathlib import Path

LISTENING = re.compile(r"portal: listening on http://([\d.]+):(\d+)$")
PASSWORD = "correct horse battery"
PATIENCE = 60                   # seconds until an answer counts as lost


class Server:
    """`parcela serve` with a portal, from its ready line to its end."""

    def __init__(self, register, config="", clock=None):
        self.register = register
        env = dict(register.env, PARCELA_HTTP="127.0.0.1:0")
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
        self.host, self.port = self.find()

    def find(self):
        for raw in self.process.stdout:
            if found := LISTENING.match(raw.decode().rstrip("\n")):
                return found[1], int(found[2])
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
        self.text = self.body.decode()

    @property
    def location(self):
        return self.headers.get("Location", "")

    def hidden(self, name):
        """The value of the first hidden input of this name, or None."""
        found = re.search(f'<input type="hidden" name="{re.escape(name)}" '
                          'value="([^"]*)"', self.text)
        return html.unescape(found[1]) if found else None

    @property
    def csrf(self):
        return self.hidden("csrf")

    @property
    def kept(self):
        return {html.unescape(name): html.unescape(value) for name, value in
                re.findall('<input type="hidden" name="(kept[.][^"]*)" '
                           'value="([^"]*)"', self.text)}


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

    def is_logged_in(self):
        return "/login" not in self.get("/").location
