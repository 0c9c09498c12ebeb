"""Every tool that reads the sources without running them. No findings, no baseline."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ADDONS = sorted(str(path.parent.relative_to(ROOT)) for path in ROOT.glob("addons/*/__manifest__.py"))
TRANSLATIONS = sorted(ROOT.glob("addons/*/i18n/*.po*"))
PRETTIER = ROOT / ".local/node/node_modules"


def shell_scripts():
    for path in sorted([*ROOT.glob("script/*"), *ROOT.glob(".ci/*")]):
        if path.is_file() and (path.suffix == ".sh" or path.read_text().startswith("#!/bin/bash")):
            yield str(path.relative_to(ROOT))


CHECKS = {
    "ruff check": ["ruff", "check", "--quiet", "."],
    "ruff format": ["ruff", "format", "--check", "--quiet", "--diff", "."],
    # A model of several concerns is one file for each of them, so its classes are not merged.
    "pylint-odoo": ["pylint", "--score=no", "--disable=consider-merging-classes-inherited", *ADDONS],
    "oca-checks-odoo-module": ["oca-checks-odoo-module", *ADDONS],
    "oca-checks-po": ["oca-checks-po", *map(str, TRANSLATIONS)],
    "prettier": [
        "node",
        f"{PRETTIER}/prettier/bin/prettier.cjs",
        f"--plugin={PRETTIER}/@prettier/plugin-xml/src/plugin.js",
        "--list-different",
        ".",
    ],
    "shellcheck": ["shellcheck", "--external-sources", *shell_scripts()],
}


def test_every_sudo_has_its_reason_beside_it():
    """In the same line, or in one of the lines above it that belong to the same thought."""
    bare = []
    for path in sorted(ROOT.glob("addons/*/**/*.py")):
        lines = path.read_text().splitlines()
        for number, line in enumerate(lines):
            if "tests" in path.parts or line.lstrip().startswith("#") or not re.search(r"\.sudo\(\)|su=True", line):
                continue
            if "# sudo:" not in "".join(lines[max(0, number - 5) : number + 3]):
                bare.append(f"{path.relative_to(ROOT)}:{number + 1}")
    assert not bare


@pytest.mark.parametrize("name", CHECKS)
def test_check_has_no_findings(name):
    command = CHECKS[name]
    if name == "prettier" and not PRETTIER.exists():
        pytest.skip("prettier is not installed: script/setup could not get it")
    assert shutil.which(command[0]), f"{command[0]} is missing: run script/setup"
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "NO_COLOR": "1"})
    if result.returncode:
        pytest.fail(f"{name} ({' '.join(command[:2])} …) found:\n{result.stdout}{result.stderr}", pytrace=False)
