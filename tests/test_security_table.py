"""The table of security requirements names tests that are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
TABLE = (ROOT / "docs/asvs.md").read_text(encoding="utf-8")
INSIDE_ODOO = ROOT / "addons/circular_outreach/tests"


def test_every_test_named_in_the_table_exists():
    named = re.findall(r"`((?:tests/)?test_\w+\.py)::(\w+)`", TABLE)
    assert len(named) > 40
    missing = []
    for file, test in named:
        path = ROOT / file if file.startswith("tests/") else INSIDE_ODOO / file
        if not path.exists() or not re.search(rf"def {test}\(", path.read_text(encoding="utf-8")):
            missing.append(f"{file}::{test}")
    assert not missing


def test_every_chapter_of_the_standard_has_a_row():
    assert {int(number) for number in re.findall(r"^\| V(\d+) ", TABLE, re.MULTILINE)} == set(range(1, 18))
