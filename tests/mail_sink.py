"""A mail server in a process of its own, which keeps a lasting record of every mail it takes, and fails the way it is told to.

As a program: mail_sink.py PORT RECORD. It reads orders from its standard input, one JSON object a line, and says "ready" when it has begun to obey:

    latency   seconds it takes for a mail; half of them before the mail is kept, half after
    sessions  how many it serves at once; who comes then is turned away with 421
    most      how many mails it takes from now on; whoever brings another one waits for the next order
    faults    what goes wrong, once each: [stage, how many pass this stage before, deed]

Stages: connect, MAIL, RCPT, DATA (before any of the content), content (within it), end (after the final dot).
Deeds: a reply; "hang", to say nothing any more; "drop", to hang up; at the end also "keep and drop" and "keep, reply and drop".
"""

import asyncio
import json
import os
import socket
import subprocess
import sys

from aiosmtpd.smtp import SMTP

TAKEN = "250 2.0.0 taken"
ORDER = ("latency", "sessions", "most", "faults")


class Behaviour:
    """What all sessions of the server share: its orders and its record."""

    def __init__(self, record):
        self.record = os.open(record, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self.latency, self.sessions, self.most, self.faults = 0, None, None, []
        self.open_sessions = 0
        self.next_order = asyncio.Event()

    async def obey(self):
        """Take orders until nobody gives any more."""
        orders = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
        self.confirm()
        while line := await orders.readline():
            order = json.loads(line)
            self.latency, self.sessions, self.most, self.faults = (order[name] for name in ORDER)
            self.next_order.set()
            self.next_order = asyncio.Event()
            self.confirm()

    @staticmethod
    def confirm():
        sys.stdout.write("ready\n")
        sys.stdout.flush()

    def next_deed(self, stage):
        """Return what goes wrong at this stage this time, or nothing."""
        fault = next((fault for fault in self.faults if fault[0] == stage), None)
        if not fault:
            return None
        if fault[1]:
            fault[1] -= 1
            return None
        self.faults.remove(fault)
        return fault[2]

    def note(self, **entry):
        os.write(self.record, json.dumps(entry).encode() + b"\n")


class Session(SMTP):
    """One conversation."""

    def __init__(self, behaviour, loop):
        super().__init__(self, hostname="sink.example", loop=loop)
        self.behaviour = behaviour

    def connection_made(self, transport):
        self.behaviour.open_sessions += 1
        super().connection_made(transport)

    def connection_lost(self, error):
        self.behaviour.open_sessions -= 1
        super().connection_lost(error)

    async def push(self, status):
        await super().push(status)
        if status.startswith("421"):
            await self.hang_up(self.transport.close)
        if status.startswith("354") and self.behaviour.next_deed("content"):
            await self._reader.readuntil(b"\r\n")
            await self.hang_up(self.transport.abort)

    async def hang_up(self, how):
        how()
        await asyncio.Event().wait()  # the end of the connection ends this, too

    async def fails(self, stage):
        """Do what was ordered to go wrong at this stage; return whether there was anything."""
        deed = self.behaviour.next_deed(stage)
        if deed == "hang":
            await asyncio.Event().wait()
        elif deed == "drop":
            await self.hang_up(self.transport.abort)
        elif deed:
            await self.push(deed)
        return bool(deed)

    async def _handle_client(self):
        try:
            if self.behaviour.sessions is not None and self.behaviour.open_sessions > self.behaviour.sessions:
                await self.push("421 4.7.0 too many sessions")
            if not await self.fails("connect"):
                self.behaviour.note(session=self.session.peer[1])
                await super()._handle_client()
        finally:
            if self.transport:
                self.transport.close()

    async def smtp_MAIL(self, arg):  # noqa: N802  aiosmtpd's name
        if not await self.fails("MAIL"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg):  # noqa: N802  aiosmtpd's name
        if not await self.fails("RCPT"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg):  # noqa: N802  aiosmtpd's name
        if not await self.fails("DATA"):
            await super().smtp_DATA(arg)

    async def handle_DATA(self, _server, session, envelope):  # noqa: N802  aiosmtpd's name
        """Note a mail before anybody is told that it was taken."""
        deed = self.behaviour.next_deed("end") or TAKEN
        if deed == "hang":
            await asyncio.Event().wait()
        if deed == "drop":
            await self.hang_up(self.transport.abort)
        if deed != TAKEN and not deed.startswith("keep"):
            return deed
        await asyncio.sleep(self.behaviour.latency / 2)
        while self.behaviour.most == 0:
            await self.behaviour.next_order.wait()
        if self.behaviour.most:
            self.behaviour.most -= 1
        self.behaviour.note(to=envelope.rcpt_tos, host=session.host_name)
        await asyncio.sleep(self.behaviour.latency / 2)
        if deed == "keep and drop":
            await self.hang_up(self.transport.abort)
        if deed == "keep, reply and drop":
            await self.push(TAKEN)
            await self.hang_up(self.transport.close)
        return TAKEN


async def serve(port, record):
    loop = asyncio.get_running_loop()
    behaviour = Behaviour(record)
    await loop.create_server(lambda: Session(behaviour, loop), "127.0.0.1", port, backlog=200)
    await behaviour.obey()


class MailSink:
    """The server as a test sees it. It can be stopped and started again, and listens on the same port."""

    def __init__(self, record):
        self.record = record
        self.process = None
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]

    def start(self):
        self.process = subprocess.Popen(
            [sys.executable, __file__, str(self.port), self.record], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout.readline() == "ready\n"
        return self

    def stop(self):
        self.process.kill()
        self.process.wait()

    def behave(self, *faults, latency=0, sessions=None, most=None):
        """Give orders; see above. Without any, the server takes everything at once."""
        order = {"latency": latency, "sessions": sessions, "most": most, "faults": faults}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "ready\n"

    def entries(self):
        # The last line may be half written.
        complete = self.record.read_text().rpartition("\n")[0] if self.record.exists() else ""
        return [json.loads(line) for line in complete.splitlines()]

    def mails(self):
        """Return what was taken, in order: who it is for, and the host that brought it."""
        return [entry for entry in self.entries() if "to" in entry]

    def recipients(self):
        return [address for mail in self.mails() for address in mail["to"]]

    def session_count(self):
        """Return how many sessions there have been."""
        return sum("session" in entry for entry in self.entries())


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2]))
