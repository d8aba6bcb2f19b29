# SPDX-License-Identifier: ISC
"""A real SMTP server that keeps what it takes, each mail in a file of a
folder, and can be told to behave badly.  Run by the tests with Debian's
Python, which has aiosmtpd; prints "listening on PORT".

  smtp_server.py FOLDER [CHAOS [SEED [PORT]]]

CHAOS is how often of 100 it refuses for now, drops the connection before or
behind the mail, or takes its time.  An address that begins with "refused" is
never taken, one with "policy" neither, but because of who sends, and one with
"later" not the first time.  While the folder has a file "hold", one with
"recipient" is not answered, and one with "answer" not when its mail was kept;
the file "held" tells of it."""

import asyncio
import os
import random
import sys

from aiosmtpd.controller import UnthreadedController
from aiosmtpd.smtp import SMTP


class Handler:
    def __init__(self, folder, chaos, seed):
        self.folder, self.chaos = folder, chaos
        self.random = random.Random(seed)
        self.count, self.seen = 0, set()

    def turn(self):
        """What goes wrong now, or None."""
        if self.random.random() * 100 >= self.chaos:
            return None
        return self.random.choice(("later", "drop", "slow"))

    async def hold(self, address, what):
        hold = os.path.join(self.folder, "hold")
        if address.startswith(what) and os.path.exists(hold):
            with open(os.path.join(self.folder, "held"), "w"):
                pass
            while os.path.exists(hold):
                await asyncio.sleep(0.02)

    async def handle_RCPT(self, server, session, envelope, address, options):
        await self.hold(address, "recipient")
        if address.startswith("refused"):
            return "550 5.1.1 no such user"
        if address.startswith("policy"):
            return "550 5.7.1 not from you"
        if address.startswith("later") and address not in self.seen:
            self.seen.add(address)
            return "451 4.7.1 come back later"
        turn = self.turn()
        if turn == "drop":
            server.transport.abort()
        if turn == "later":
            return "452 4.3.1 too busy"
        if turn == "slow":
            await asyncio.sleep(self.random.random() / 5)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server, session, envelope):
        turn = self.turn()
        if turn == "later":
            return "451 4.3.0 not now"
        if turn == "drop":
            server.transport.abort()    # not taken
            return "451 4.3.0 gone"
        if turn == "slow":
            await asyncio.sleep(self.random.random() / 5)
        self.keep(envelope)
        await self.hold(envelope.rcpt_tos[0], "answer")
        return "250 2.0.0 Ok: taken"

    def keep(self, envelope):
        self.count += 1
        path = os.path.join(self.folder, f"{os.getpid()}-{self.count:06}.eml")
        with open(path + ".part", "wb") as file:
            file.write(envelope.original_content)
        os.rename(path + ".part", path)


class Controller(UnthreadedController):
    def factory(self):
        return SMTP(self.handler, hostname="mail.test", timeout=30)


def main():
    folder, *more = sys.argv[1:]
    chaos, seed, port = [*map(int, more), 0, 0, 0][:3]
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    controller = Controller(Handler(folder, chaos, seed), "127.0.0.1", port,
                            loop=loop)
    server = loop.run_until_complete(loop.create_server(
        controller.factory, "127.0.0.1", port))
    print(f"listening on {server.sockets[0].getsockname()[1]}", flush=True)
    loop.run_forever()


if __name__ == "__main__":
    main()
