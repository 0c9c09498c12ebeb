"""What the tests around the addon share: they use the project as its people do, through the scripts."""

import os
import subprocess
import time
from itertools import count
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Every worker makes databases of its own.
PREFIX = os.environ.get("OUTREACH_TEST_PREFIX", f"test_{os.getpid()}") + os.environ.get("PYTEST_XDIST_WORKER", "").replace(
    "gw", "_worker"
)
NUMBERS = count(1)


def run_script(name, *arguments, timeout=300, env=None, text_in=None):
    """Run one of the project's scripts; return what it said and its exit status."""
    command = [ROOT / "script" / name, *arguments]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
        **({"stdin": subprocess.DEVNULL} if text_in is None else {"input": text_in}),
        env={**os.environ, **(env or {})},
    )


def pytest_addoption(parser):
    parser.addoption(
        "--renew-pictures", action="store_true", help="put the pictures taken by tests into the user guide (docs/images)"
    )


@pytest.fixture
def database():
    """Return a function that makes a new database with the addon (and the demo data) and drops it after the test."""
    names = []

    def make(*, demo=False):
        name = f"{PREFIX}_{next(NUMBERS)}"
        names.append(name)
        result = run_script("db", "new", name, *(["--demo"] if demo else []))
        assert result.returncode == 0, result.stderr
        return name

    yield make
    for name in names:
        run_script("db", "drop", name)


def wait_until(condition, seconds=60, pause=0.1):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(pause)
