"""Many people at once: seats are never oversold, nobody sees an error, everybody has a place (invariants I3 and I4)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
from conftest import NUMBERS, PREFIX
from odoo_client import Session, Visitor
from running_server import running_servers

SEATS = 7
PEOPLE = 80


@pytest.fixture
def crowd():
    with running_servers() as start:
        yield invite_crowd(start(f"{PREFIX}_{next(NUMBERS)}").wait_until_ready())


def invite_crowd(server):
    """Invite more people than there are seats; return the clerk, the campaign and everybody's link."""
    clerk = Session(server.address("Application"), server.database, "clerk", "clerk")
    begin = datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0) + timedelta(days=30)
    event = clerk.create(
        "event.event",
        name="Andrang",
        date_begin=str(begin),
        date_end=str(begin + timedelta(hours=2)),
        seats_limited=True,
        seats_max=SEATS,
    )
    contacts = [
        clerk.create("res.partner", name=f"Gast {number}", email=f"gast{number}@andrang.example") for number in range(PEOPLE)
    ]
    campaign = clerk.create("outreach.campaign", title="Andrang", event_id=event, rule_domain=repr([("id", "in", contacts)]))
    clerk.call("outreach.campaign", "action_build_audience", [campaign])
    clerk.call("outreach.campaign", "action_release", [campaign])
    invitations = clerk.read("outreach.invitation", [["campaign_id", "=", campaign]], "answer_url")
    return clerk, campaign, [invitation["answer_url"] for invitation in invitations]


def test_eighty_yeses_at_once_for_seven_seats(crowd):
    clerk, campaign, urls = crowd
    assert len(urls) == PEOPLE
    with ThreadPoolExecutor(PEOPLE) as pool:
        pages = list(pool.map(lambda url: Visitor().send_form(url, answer="accepted"), urls))
    assert all("Vielen Dank" in page for page in pages)
    invitations = clerk.read(
        "outreach.invitation", [["campaign_id", "=", campaign]], "answer", "registration_state", "waiting_place"
    )
    assert {invitation["answer"] for invitation in invitations} == {"accepted"}
    assert sum(invitation["registration_state"] == "open" for invitation in invitations) == SEATS
    places = sorted(invitation["waiting_place"] for invitation in invitations if invitation["waiting_place"])
    assert places == list(range(1, PEOPLE - SEATS + 1))
