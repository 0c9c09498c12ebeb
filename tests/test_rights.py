"""The page that tells who may do what is what the program does."""

from conftest import run_script


def test_page_of_rights_is_current():
    done = run_script("rights", "--check")
    assert done.returncode == 0, done.stdout + done.stderr
