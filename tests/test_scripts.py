"""Databases in seconds, and a sentence for every wrong use."""

import os
import re
import subprocess
import time

import pytest
from conftest import NUMBERS, PREFIX, ROOT, run_script


def make_database(database):
    started = time.monotonic()
    return database(), time.monotonic() - started


def test_database_is_ready_within_ten_seconds(database):
    database()  # the template, where it is missing
    # Other tests may be at work beside this one: once is enough.
    name = next((name for name, seconds in (make_database(database) for _try in range(4)) if seconds < 10), None)
    assert name
    state = run_script("db", "psql", name, "-Atc", "SELECT state FROM ir_module_module WHERE name = 'circular_outreach'")
    assert state.stdout.strip() == "installed"
    assert name in run_script("db", "list").stdout.split()


def test_demo_database_holds_the_demo_data_of_the_addon_alone(database):
    query = "SELECT string_agg(name, ',') FROM ir_module_module WHERE demo"
    assert run_script("db", "psql", database(demo=True), "-Atc", query).stdout.strip() == "circular_outreach"


def test_two_databases_made_at_once_do_not_collide():
    names = [f"{PREFIX}_{next(NUMBERS)}" for _ in range(2)]
    made = [subprocess.Popen([ROOT / "script/db", "new", name]) for name in names]
    assert [process.wait(timeout=300) for process in made] == [0, 0]
    assert [run_script("db", "drop", name).returncode for name in names] == [0, 0]


def test_database_that_exists_is_not_overwritten(database):
    name = database()
    result = run_script("db", "new", name)
    assert (result.returncode, result.stderr.count("\n")) == (1, 1)
    assert f"the database '{name}' exists already" in result.stderr


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("db drop nowhere", "there is no database 'nowhere'"),
        ("db psql nowhere", "there is no database 'nowhere'"),
        ("db new", "the name of the database is missing"),
        ("db new Best-Practice", "only small letters, digits and underscores"),
        ("db new template_mine", "it is reserved"),
        ("db new some_name --demonstration", "unknown option '--demonstration'"),
        ("server --port ninety", "--port needs a number"),
        ("server --database Größe", "--database needs a name"),
        ("test nowhere.py", "there is no file or folder 'nowhere.py'"),
        ("test README.md", "holds no tests"),
        ("bench nowhere", "there is no bench 'nowhere'"),
    ],
)
def test_wrong_use_is_answered_with_one_sentence(command, sentence):
    result = run_script(*command.split())
    assert result.returncode == 1
    assert sentence in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_last_line_of_the_tests_counts_what_failed_in_an_earlier_part(tmp_path):
    early_tests = "import pytest\n\ndef test_fails():\n    assert 1 == 2\n\ndef test_passes():\n    pass\n\ndef test_skips():\n    pytest.skip()\n"
    (tmp_path / "test_early.py").write_text(early_tests)
    (tmp_path / "test_late.py").write_text("def test_passes():\n    pass\n")
    command = [ROOT / ".venv/bin/python", "-m", "pytest", "-p", "no:odoo", "-p", "part_results"]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "script")}
    early = [*command, "--no-summary", "--keep-results", "kept", "test_early.py"]
    late = [
        *command,
        "--earlier",
        "first part",
        "1",
        "5",
        "kept",
        "--earlier",
        "second part",
        "70",
        "1",
        "missing",
        "test_late.py",
    ]
    assert subprocess.run(early, cwd=tmp_path, env=env, capture_output=True, check=False).returncode == 1
    result = subprocess.run(late, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "assert 1 == 2" in result.stdout
    assert re.search(r"=+ 1 failed, 2 passed, 1 skipped, 1 error in ([6-9]|1\d)\.\d+s =+", result.stdout.splitlines()[-1])
