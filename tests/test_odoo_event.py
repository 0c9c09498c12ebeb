"""Odoo's own tests of events pass with the addon installed: whoever uses Odoo's events finds them as they were.

They run all, in a database of their own. They expect to be asked in English, which is not what the databases of this project speak.
"""

import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
from conftest import ROOT, run_script

ENGLISH = """
    UPDATE res_lang SET active = (code = 'en_US') WHERE code IN ('en_US', 'de_DE');
    DELETE FROM ir_default;
    UPDATE res_partner SET lang = 'en_US';
"""
FEWEST = 45  # Odoo 19 has 47; if they are not found, none fails


@pytest.fixture
def english_database(database):
    name = database()
    result = run_script("db", "psql", name, "-q", "-c", ENGLISH)
    assert result.returncode == 0, result.stderr
    return name


def test_odoo_s_own_tests_of_events_pass(english_database):
    folder = Path(find_spec("odoo.addons.event").origin).parent / "tests"
    command = [ROOT / ".venv/bin/python", "-m", "pytest", "-q", "--odoo-http", f"--odoo-config={ROOT / '.local/odoo.conf'}"]
    result = subprocess.run(
        [*command, f"--odoo-database={english_database}", "--odoo-log-level=error", f"--rootdir={folder}", folder],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    report = result.stdout[-8000:] + result.stderr[-2000:]
    assert result.returncode == 0, report
    passed = int(result.stdout.split(" passed")[0].split()[-1])
    assert passed >= FEWEST, report
    assert "skipped" not in result.stdout.splitlines()[-1], report
