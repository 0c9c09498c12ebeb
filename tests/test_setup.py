"""Setup in bad surroundings: a copy of the scripts in which nothing is installed yet, and one sentence about what is missing."""

import shutil
import stat
import subprocess

import pytest
from conftest import ROOT


@pytest.fixture
def newcomer(tmp_path):
    """Return a function that runs script/setup of a bare checkout with some programs replaced."""
    checkout = tmp_path / "checkout"
    for folder in ("script", "config"):
        shutil.copytree(ROOT / folder, checkout / folder)
    stubs = tmp_path / "bin"
    stubs.mkdir()

    def setup(env=None, **programs):
        for program, body in programs.items():
            path = stubs / program.replace("_", "-")
            path.write_text(f"#!/bin/sh\n{body}\n")
            path.chmod(path.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
        environment = {"PATH": f"{stubs}:/usr/bin:/bin", "HOME": str(tmp_path), **(env or {})}
        return subprocess.run(
            [checkout / "script/setup"], capture_output=True, text=True, check=False, timeout=60, env=environment
        )

    return setup


PLENTY = "echo head; echo x x x 90000000"


@pytest.mark.parametrize(
    ("env", "programs", "sentence"),
    [
        ({"PYTHON": "/nowhere/python"}, {}, "there is no /nowhere/python"),
        (
            {"PYTHON": "python9"},
            {"python9": 'case "$1" in -V) echo Python 3.8.1 ;; *) exit 1 ;; esac'},
            "but python9 is Python 3.8.1",
        ),
        ({}, {"df": "echo head; echo x x x 200000"}, "the disk is nearly full: 195 MB are free"),
        ({"DEBIAN_MIRROR": "http://127.0.0.1:1/debian"}, {"df": PLENTY, "apt_get": "exit 100"}, "no Debian mirror"),
        ({}, {"df": PLENTY, "apt_get": 'echo "No space left on device" >&2; exit 100'}, "no Debian mirror"),
        ({}, {"dpkg_query": "exit 1", "id": "echo 1000", "sudo": "exit 1"}, "this user may not install them"),
        ({"ODOO_SRC": "/nowhere"}, {}, "ODOO_SRC=/nowhere is not an Odoo source tree"),
    ],
)
def test_setup_says_in_one_sentence_what_is_missing(newcomer, env, programs, sentence):
    result = newcomer(env, **programs)
    assert result.returncode == 1
    assert sentence in result.stderr
    assert result.stderr.count("Error: ") == 1
