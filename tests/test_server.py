"""The server as a person starts it: it serves, it names what it changed, and however it ends it leaves nothing behind."""

import contextlib
import signal
import socket
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from conftest import NUMBERS, PREFIX, run_script, wait_until
from running_server import running_servers


def processes_of(word):
    """Return the ids of all processes with this word on their command line."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if word in path.read_bytes().decode(errors="replace"):
                found.append(int(path.parent.name))
    return found


@pytest.fixture
def start_server():
    with running_servers() as start:
        yield start


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
    started = time.monotonic()
    first = start_server(name).wait_until_ready()
    needed = time.monotonic() - started
    first.stop(signal.SIGKILL)
    wait_until(lambda: not processes_of(name))
    started = time.monotonic()
    again = start_server(name).wait_until_ready()
    # The first start made the database, too.
    assert time.monotonic() - started < 3 * needed
    count = run_script("db", "psql", name, "-Atc", "SELECT count(*) FROM res_users WHERE login = 'admin'")
    assert count.stdout.strip() == "1"
    assert again.stop() == 0


def test_taken_port_is_named_and_the_next_free_one_used(start_server, busy_port):
    server = start_server(f"{PREFIX}_{next(NUMBERS)}", "--port", str(busy_port)).wait_until_ready()
    assert f"Port {busy_port} is taken: using " in server.output
    assert f":{busy_port}" not in server.address("Application")
    with urlopen(server.address("Application") + "/web/login") as page:
        assert page.status == 200
