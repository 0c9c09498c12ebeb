"""The server as a person starts it: it serves, it names what it changed, and however it ends it leaves nothing behind."""

import contextlib
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from conftest import NUMBERS, PREFIX, ROOT, run_script, wait_until

READY_AFTER = 120


def processes_of(word):
    """Return the ids of all processes with this word on their command line."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if word in path.read_bytes().decode(errors="replace"):
                found.append(int(path.parent.name))
    return found


class RunningServer:
    """script/server as a person starts it: in the foreground of a terminal of its own."""

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

    def stop(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(timeout=30)


@pytest.fixture
def start_server():
    servers = []

    def start(database, *arguments):
        servers.append(RunningServer(database, *arguments))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()
    for name in {server.database for server in servers}:
        run_script("db", "drop", name)
        shutil.rmtree(ROOT / ".local/mails" / name, ignore_errors=True)
        shutil.rmtree(ROOT / f".local/run/server-{name}", ignore_errors=True)


@pytest.fixture
def busy_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_server_answers_says_where_it_is_and_stops_cleanly(start_server):
    name = f"{PREFIX}_{next(NUMBERS)}"
    server = start_server(name).wait_until_ready()
    with urlopen(server.address("Application") + "/web/login") as page:
        assert page.status == 200
    second = run_script("server", "--database", name)
    assert second.returncode == 1
    assert "already running" in second.stdout
    assert server.address("Application") in second.stdout
    assert processes_of(name)
    assert server.stop() == 0
    assert not processes_of(name)


def test_killed_server_leaves_nothing_behind_and_starts_again(start_server):
    name = f"{PREFIX}_{next(NUMBERS)}"
    start_server(name).wait_until_ready().stop(signal.SIGKILL)
    wait_until(lambda: not processes_of(name))
    started = time.monotonic()
    again = start_server(name).wait_until_ready()
    assert time.monotonic() - started < 20
    count = run_script("db", "psql", name, "-Atc", "SELECT count(*) FROM res_users WHERE login = 'admin'")
    assert count.stdout.strip() == "1"
    assert again.stop() == 0


def test_taken_port_is_named_and_the_next_free_one_used(start_server, busy_port):
    server = start_server(f"{PREFIX}_{next(NUMBERS)}", "--port", str(busy_port)).wait_until_ready()
    assert f"Port {busy_port} is taken: using " in server.output
    assert f":{busy_port}" not in server.address("Application")
    with urlopen(server.address("Application") + "/web/login") as page:
        assert page.status == 200
