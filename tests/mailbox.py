# SPDX-License-Identifier: ISC
"""A mail server for a test, and what it took."""

import email
import email.policy
import re
import shutil
import subprocess
import time
from pathlib import Path

DEBIANS_PYTHON = "/usr/bin/python3"     # it has aiosmtpd
PATIENCE = 60
HERE = Path(__file__).resolve().parent


class Mailbox:
    """The server of smtp_server.py and the folder of what it took."""

    def __init__(self, folder, chaos=0, seed=1, port=0):
        self.folder, self.chaos, self.seed = Path(folder), chaos, seed
        self.folder.mkdir(exist_ok=True)
        self.port, self.read = port, set()
        self.open()

    def open(self):
        self.process = subprocess.Popen(
            [DEBIANS_PYTHON, HERE / "smtp_server.py", self.folder,
             str(self.chaos), str(self.seed), str(self.port)],
            stdout=subprocess.PIPE)
        self.port = int(self.process.stdout.readline().split()[-1])

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.port}"

    def mails(self):
        return [email.message_from_bytes(path.read_bytes(),
                                         policy=email.policy.default)
                for path in sorted(self.folder.glob("*.eml"))]

    def unread(self):
        """Those that no call before this one has answered."""
        new = sorted(set(self.folder.glob("*.eml")) - self.read)
        self.read.update(new)
        return [email.message_from_bytes(path.read_bytes(),
                                         policy=email.policy.default)
                for path in new]

    def wait(self, count, patience=PATIENCE):
        """The mails, when there are so many, or what there is by then."""
        end = time.monotonic() + patience
        while time.monotonic() < end and self.count() < count:
            time.sleep(0.02)
        return self.mails()

    def wait_for(self, words, patience=PATIENCE):
        """The first mail with this subject, or None."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            for mail in self.mails():
                if words in mail["Subject"]:
                    return mail
            time.sleep(0.02)
        return None

    def last_to(self, address, words="", patience=PATIENCE):
        """The last mail to an address, with these words, or None."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            found = [mail for mail in self.mails() if mail["To"] == address
                     and words in mail["Subject"]]
            if found:
                return found[-1]
            time.sleep(0.02)
        return None

    def count(self):
        return len(list(self.folder.glob("*.eml")))

    def hold(self):
        """From now on the server holds back what it would say: see there."""
        (self.folder / "hold").touch()

    def holds(self):
        """Does it hold something back?"""
        return (self.folder / "held").exists()

    def release(self):
        (self.folder / "hold").unlink()

    def empty(self):
        shutil.rmtree(self.folder)
        self.folder.mkdir()


def config_of(url):
    """Of a portal that sends its mails there."""
    return ("[http]\nbase_url = http://portal.test:8080\n"
            "mail = hostmaster@registry.test\n"
            f"[mail]\nserver = {url}\n"
            "from = registry@registry.test\n")


def text_of(mail):
    return mail.get_content().replace("\r\n", "\n")


def link_of(mail):
    """The path of the link in a mail."""
    found = re.search(r"http://[^/\s]+(/\S+)", text_of(mail))
    return found and found[1]


def token_of(link):
    return link.partition("=")[2]
