"""script/server as a person starts it: in the foreground of a terminal of its own."""

import re
import shutil
import signal
import subprocess
import threading
from contextlib import contextmanager

from conftest import ROOT, run_script, wait_until

READY_AFTER = 300


class RunningServer:
    def __init__(self, database, *arguments):
        command = [ROOT / "script/server", "--database", database, *arguments]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, start_new_session=True
        )
        self.database = database
        self.output = ""
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.output += line

    def wait_until_ready(self):
        wait_until(lambda: "Ready." in self.output or self.process.poll() is not None, READY_AFTER)
        wait_until(lambda: "admin / admin" in self.output or self.process.poll() is not None)
        assert self.process.poll() is None, self.output
        return self

    def address(self, label):
        return re.search(rf"{label}.*?(http://\S+)", self.output)[1]

    def read_log(self):
        """Return what Odoo has logged so far."""
        return (ROOT / f".local/run/server-{self.database}/odoo.log").read_text(encoding="utf-8")

    def stop(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(timeout=30)


@contextmanager
def running_servers():
    """Yield a function that starts servers; they are stopped and their traces removed in the end."""
    servers = []

    def start(database, *arguments):
        servers.append(RunningServer(database, *arguments))
        return servers[-1]

    try:
        yield start
    finally:
        for server in servers:
            server.stop()
        for name in {server.database for server in servers}:
            run_script("db", "drop", name)
            shutil.rmtree(ROOT / ".local/mails" / name, ignore_errors=True)
            shutil.rmtree(ROOT / f".local/run/server-{name}", ignore_errors=True)
