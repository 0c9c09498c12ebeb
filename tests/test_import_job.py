"""A long list on a running server: imported in the background, also if the server is killed in the middle."""

import base64
import os
import signal

from conftest import NUMBERS, PREFIX, ROOT, wait_until
from odoo_client import Session
from running_server import running_servers

ROWS = 3_000
PATIENCE = 120


def make_list():
    rows = [
        f"Firma {row // 2} GmbH;Erika;Muster{row};09322;Penig;p{row}@firma{row // 2}.example;{'x' * 60}" for row in range(ROWS)
    ]
    return "\n".join(["Firma;Vorname;Name;PLZ;Ort;E-Mail;Bemerkung", *rows]).encode()


def kill_everything(server):
    """Kill the script and what it has started, all at once, as a power failure would."""
    children = ROOT / f".local/run/server-{server.database}/children"
    for line in children.read_text().splitlines():
        os.kill(int(line.split()[0]), signal.SIGKILL)
    server.stop(signal.SIGKILL)


class Clerk:
    def __init__(self, server):
        self.session = Session(server.address("Application"), server.database, "clerk", "clerk")

    def read(self, wizard):
        names = ("state", "job", "job_done", "job_total", "job_error", "organisation_count", "person_count")
        return self.session.read("outreach.contact.import", [["id", "=", wizard]], *names)[0]

    def do(self, wizard, action):
        self.session.call("outreach.contact.import", action, [wizard])

    def wait_for(self, wizard, condition):
        wait_until(lambda: condition(self.read(wizard)), PATIENCE)

    def count(self, *domain):
        return self.session.call("res.partner", "search_count", [["outreach_source", "=", "list.csv"], *domain])


def test_a_long_import_survives_the_death_of_the_server():
    with running_servers() as start:
        name = f"{PREFIX}_{next(NUMBERS)}"
        server = start(name).wait_until_ready()
        clerk = Clerk(server)
        content = base64.b64encode(make_list()).decode()
        wizard = clerk.session.create("outreach.contact.import", file=content, file_name="list.csv")
        clerk.do(wizard, "action_preview")
        assert clerk.read(wizard)["job"] == "preview", "the clerk does not wait for it"
        clerk.wait_for(wizard, lambda job: job["state"] == "preview" and not job["job"])
        assert clerk.count() == 0, "nothing is written before import"
        clerk.do(wizard, "action_import")
        clerk.wait_for(wizard, lambda job: job["person_count"] > 0)
        kill_everything(server)

        clerk = Clerk(start(name).wait_until_ready())
        killed = clerk.read(wizard)
        assert killed["job"] == "import", "it was not finished when the server died"
        assert 0 < killed["person_count"] < ROWS
        clerk.wait_for(wizard, lambda job: not job["job"])
        done = clerk.read(wizard)
        assert (done["state"], done["job_error"]) == ("done", False)
        assert (done["organisation_count"], done["person_count"]) == (ROWS // 2, ROWS)
        assert (clerk.count(["is_company", "=", True]), clerk.count(["is_company", "=", False])) == (ROWS // 2, ROWS)
