# SPDX-License-Identifier: ISC
"""An authenticator app: what oathtool says for the secret that a page shows,
and what a reader sees in the page's QR code."""

import re
import subprocess
from datetime import datetime, timedelta, timezone

import parcela
from mailbox import DEBIANS_PYTHON

STEP = 30
SECRET = re.compile(r'<code class="key">([A-Z2-7 ]+)</code>')
QR = re.compile(r'<svg class="qr"[^>]* viewBox="0 0 (\d+) \d+"[^>]*>'
                r'<path d="([^"]*)"')
RUN = re.compile(r"M(\d+) (\d+)h(\d+)v1h-\d+z")
CODES = re.compile(r"<li><code>([A-Z2-7-]{19})</code></li>")
READ = """
import sys, zbar
side, pixels = int(sys.argv[1]), sys.stdin.buffer.read()
scanner, image = zbar.ImageScanner(), zbar.Image(side, side, "Y800", pixels)
scanner.scan(image)
print("\\n".join(symbol.data for symbol in image))
"""


class App:
    def __init__(self, secret):
        self.secret = secret

    @classmethod
    def of_page(cls, page):
        found = SECRET.search(page.text)
        return found and cls(found[1].replace(" ", ""))

    def code(self, steps=0, clock=parcela.NOW):
        """The code so many steps after the clock's."""
        at = datetime.fromisoformat(clock.replace("Z", "+00:00")) + \
            timedelta(seconds=STEP * steps)
        return subprocess.run(
            ["oathtool", "--totp", "--base32", "--now",
             at.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC"),
             self.secret],
            stdout=subprocess.PIPE, check=True, text=True).stdout.strip()


def scan(page, scale=4):
    """What the QR code of a page says."""
    size, path = QR.search(page.text).groups()
    size = int(size)
    rows = [bytearray(b"\xff" * size) for _ in range(size)]
    for x, y, width in (map(int, run) for run in RUN.findall(path)):
        rows[y][x:x + width] = bytes(width)
    pixels = b"".join(b"".join(bytes([p]) * scale for p in row) * scale
                      for row in rows)
    return subprocess.run([DEBIANS_PYTHON, "-c", READ, str(size * scale)],
                          input=pixels, stdout=subprocess.PIPE,
                          check=True).stdout.decode().strip()


def codes_of(page):
    """The recovery codes that a page shows."""
    return CODES.findall(page.text)


def add(browser, name="phone", steps=-1, clock=parcela.NOW):
    """Adds a device to who is logged in: (the app, the page that answers)."""
    browser.post("/profile/security", {"action": "begin"})
    page = browser.get("/profile/security")
    app = App.of_page(page)
    return app, browser.post("/profile/security", {
        "action": "add", "name": name, "code": app.code(steps, clock)},
        page.csrf)
