"""The parts of the desk page that need no browser, under Node.js."""

import subprocess

from conftest import ROOT


def test_the_modules_of_the_desk_do_what_they_say():
    files = sorted((ROOT / "tests/desk").glob("*.test.mjs"))
    result = subprocess.run(
        [ROOT / ".venv/bin/node", "--no-warnings", "--test", *files], capture_output=True, text=True, check=False, timeout=60
    )
    assert files
    assert result.returncode == 0, result.stdout + result.stderr
