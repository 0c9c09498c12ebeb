"""A worker of Odoo that sends, and can be killed while it does.

As a program: sending_worker.py DATABASE SMTP_TIMEOUT OPTIONS… It loads Odoo once and reads orders from its standard input, one JSON object a line:

    {"call": [model, ids, method, arguments]}    do this; answers with the result
    {"start": [model, ids, method, arguments]}   let a new process do this; answers with its id
    {"wait": id}                                 answers as "call" does for what that process did, or null if it was killed

Nothing of the addon is changed: what runs is what Odoo's scheduler would call. Odoo's patience with a mail server that says nothing, a minute,
can be shorter.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Foreman:
    """The process that has everything ready, so that others can begin at once."""

    def __init__(self, registry):
        self.registry = registry
        self.results = {}

    def call(self, model, ids, method, arguments):
        from odoo import SUPERUSER_ID, api

        with self.registry.cursor() as cr:
            self.registry.check_signaling(cr)
            env = api.Environment(cr, SUPERUSER_ID, {})
            result = getattr(env[model].browse(ids), method)(*arguments)
            answer = getattr(result, "ids", result)
        self.registry.signal_changes()
        return {"result": answer}

    def start(self, *what):
        from odoo.sql_db import close_all

        # Processes must not share a connection.
        close_all()
        reading, writing = os.pipe()
        pid = os.fork()
        if not pid:
            os.close(reading)
            # A host of its own, for those who ask.
            socket.getfqdn = lambda name="": name or f"worker{os.getpid()}.example"
            os.write(writing, json.dumps(self.try_to(self.call, *what)).encode())
            # Without any clearing up that the parent would notice.
            os._exit(0)
        os.close(writing)
        self.results[pid] = reading
        return pid

    def wait(self, pid):
        with os.fdopen(self.results.pop(pid)) as result:
            text = result.read()
        os.waitpid(pid, 0)
        return json.loads(text) if text else None

    @staticmethod
    def try_to(do, *what):
        try:
            return do(*what)
        except Exception:  # noqa: BLE001  whoever gave the order shall read it
            return {"error": traceback.format_exc()}


def serve(database, smtp_timeout, *options):
    from odoo.modules.registry import Registry
    from odoo.tools import config

    from odoo.addons.base.models import ir_mail_server

    config.parse_config(["-d", database, "--no-http", "--log-level=warn", *options], setup_logging=True)
    foreman = Foreman(Registry(database))
    ir_mail_server.SMTP_TIMEOUT = int(smtp_timeout)
    answer = "ready"
    while True:
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
        order = json.loads(sys.stdin.readline() or "{}")
        if "call" in order:
            answer = foreman.try_to(foreman.call, *order["call"])
        elif "start" in order:
            answer = foreman.start(*order["start"])
        elif "wait" in order:
            answer = foreman.wait(order["wait"])
        else:
            return


class SendingWorker:
    """The worker as a test sees it.

    :param log: the file where Odoo writes its log
    :param smtp_timeout: how long it waits for a word of a mail server, in seconds
    :param options: more of Odoo's own
    """

    def __init__(self, database, log, smtp_timeout, options):
        self.log = log
        self.process = subprocess.Popen(
            [sys.executable, __file__, database, str(smtp_timeout), *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log.open("w"),
            text=True,
            env={**os.environ, "ODOO_RC": str(ROOT / ".local/odoo.conf")},
        )
        assert self._read() == "ready", log.read_text()

    def _read(self):
        return json.loads(self.process.stdout.readline() or "null")

    def _order(self, **order):
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return self._read()

    def start(self, model, method, *arguments, ids=()):
        """Let a new process begin to do something; return its id."""
        return self._order(start=[model, ids, method, arguments])

    def wait(self, pid):
        """Wait for the end of a process; return what it answered with, or None if it was killed."""
        return self._order(wait=pid)

    def kill(self, pid):
        os.kill(pid, signal.SIGKILL)
        assert self.wait(pid) is None, "it had ended before"

    def call(self, model, method, *arguments, ids=()):
        """Do something and return the result; a recordset becomes its ids."""
        answer = self._order(call=[model, ids, method, arguments])
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def start_sending(self):
        """Let a new process begin to send what is due; return its id."""
        return self.start("outreach.delivery", "_cron_send")

    def send(self):
        """Send what is due, as Odoo's scheduler would."""
        self.call("outreach.delivery", "_cron_send")

    def stop(self):
        self.process.kill()
        self.process.wait()


if __name__ == "__main__":
    serve(*sys.argv[1:])
