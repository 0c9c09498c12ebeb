"""One person who answers several times at once, as impatient fingers and mail gateways do: one lead, one colleague, no error."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
from conftest import NUMBERS, PREFIX
from odoo_client import Session, Visitor
from running_server import running_servers

TIMES = 8


@pytest.fixture(scope="module")
def clerk():
    with running_servers() as start:
        server = start(f"{PREFIX}_{next(NUMBERS)}").wait_until_ready()
        yield Session(server.address("Application"), server.database, "admin", "admin")


def invite(clerk, **values):
    """Invite one person; return the invitation and its link."""
    contact = clerk.create("res.partner", name="Ada Eilig", email="ada@eilig.example")
    campaign = clerk.create("outreach.campaign", title="Eile", rule_domain=repr([("id", "=", contact)]), **values)
    clerk.call("outreach.campaign", "action_build_audience", [campaign])
    clerk.call("outreach.campaign", "action_release", [campaign])
    (invitation,) = clerk.read("outreach.invitation", [["campaign_id", "=", campaign]], "answer_url")
    return invitation["id"], invitation["answer_url"]


def send_at_once(function):
    with ThreadPoolExecutor(TIMES) as pool:
        return list(pool.map(function, range(TIMES)))


def test_many_yeses_to_a_call_open_one_lead(clerk):
    (role_type,) = clerk.read("outreach.role.type", [["held_by", "!=", "organisation"]], "id", limit=1)
    invitation, url = invite(clerk, purpose="call", role_type_id=role_type["id"])
    pages = send_at_once(lambda _number: Visitor().send_form(url, answer="accepted"))
    assert all("Vielen Dank" in page for page in pages)
    leads = clerk.read("crm.lead", [["outreach_invitation_id", "=", invitation]], "outreach_role_id")
    assert len(leads) == 1
    assert leads[0]["outreach_role_id"]


def test_many_colleagues_at_once_are_one(clerk):
    begin = datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0) + timedelta(days=30)
    end = begin + timedelta(hours=2)
    event = clerk.create("event.event", name="Eile", date_begin=str(begin), date_end=str(end), seats_limited=True, seats_max=1)
    invitation, url = invite(clerk, event_id=event)
    Visitor().send_form(url, answer="accepted")

    def name_colleague(number):
        person = {"first_name": "Kim", "surname": f"Nummer{number}", "email": f"kim{number}@eilig.example"}
        visitor = Visitor()
        _status, page, _headers = visitor.open(f"{url}/colleague")
        token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        return visitor.open(f"{url}/colleague", {**person, "csrf_token": token})[0]

    statuses = send_at_once(name_colleague)
    assert sorted(set(statuses)) == [303, 422]
    assert statuses.count(303) == 1
    named = clerk.read("outreach.invitation", [["substitute_for_id", "=", invitation]], "registration_state", "partner_id")
    assert [one["registration_state"] for one in named] == ["open"]
    assert len(clerk.read("res.partner", [["email", "=like", "kim%@eilig.example"]], "id")) == 1
    assert clerk.read("event.event", [["id", "=", event]], "seats_taken")[0]["seats_taken"] == 1
