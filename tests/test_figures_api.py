"""The examples of docs/api.md, run as they stand against a running server."""

import json
import os
import re
import subprocess
import sys
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from conftest import NUMBERS, PREFIX, ROOT, run_script
from running_server import running_servers

MAKE_KEY = """
user = env["res.users"].search([("login", "=", "clerk")])
key = env["res.users.apikeys"].with_user(user).sudo()._generate("rpc", "figures", None)
print("KEY", key)
env.cr.commit()
"""


@pytest.fixture(scope="module")
def office():
    """Yield the environment that the examples expect: a server with the demonstration data, and a key of a clerk."""
    name = f"{PREFIX}_{next(NUMBERS)}"
    with running_servers() as start:
        server = start(name).wait_until_ready()
        shell = run_script("odoo", "shell", "-d", name, "--no-http", text_in=MAKE_KEY)
        key = re.search(r"KEY (\w+)", shell.stdout)
        assert key, shell.stdout + shell.stderr
        yield {"OUTREACH_URL": server.address("Application"), "OUTREACH_KEY": key[1], "OUTREACH_DATABASE": name}


def read_example(language):
    document = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    return re.search(rf"```{language}\n(.*?)```", document, re.DOTALL)[1]


def run(command, office):
    return subprocess.run(command, env={**os.environ, **office}, capture_output=True, text=True, timeout=60, check=False)


def ask(office, path, question, **headers):
    """Return the status of a question that is refused."""
    request = Request(
        f"{office['OUTREACH_URL']}/json/2/{path}",
        json.dumps(question).encode(),
        {
            "Authorization": f"bearer {office['OUTREACH_KEY']}",
            "X-Odoo-Database": office["OUTREACH_DATABASE"],
            "Content-Type": "application/json",
            **headers,
        },
    )
    with pytest.raises(HTTPError) as refused, urlopen(request):
        pass
    return refused.value.code


def test_example_in_python_prints_the_figures(office):
    result = run([sys.executable, "-c", read_example("python")], office)
    assert result.returncode == 0, result.stderr
    assert re.search(r"^\S.*: \d+ invited, \d+ accepted$", result.stdout, re.MULTILINE), result.stdout


def test_example_with_curl_answers_the_same(office):
    result = run(["bash", "-c", read_example("bash")], office)
    assert result.returncode == 0, result.stderr
    groups = json.loads(result.stdout)
    assert sum(group["sent_count:sum"] for group in groups) > 0
    printed = run([sys.executable, "-c", read_example("python")], office).stdout
    invited = sum(int(number) for number in re.findall(r"(\d+) invited", printed))
    assert invited == sum(group["sent_count:sum"] for group in groups)


def test_refusals_are_those_the_document_names(office):
    question = {"domain": [], "groupby": [], "aggregates": ["sent_count:sum"]}
    path = "outreach.report/formatted_read_group"
    assert ask(office, path, question, Authorization="bearer wrong") == 401
    assert ask(office, "outreach.reports/formatted_read_group", question) == 404
    assert ask(office, path, {**question, "colour": "green"}) == 422
    assert ask(office, "outreach.report/create", {"vals_list": [{}]}) == 403
