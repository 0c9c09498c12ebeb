"""Many people at once: seats are never oversold, nobody sees an error, everybody has a place in the order they came (invariants I3 and I4)."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from threading import Semaphore

import pytest
from conftest import NUMBERS, PREFIX
from odoo_client import Session, Visitor
from running_server import running_servers

SEATS = 50
PEOPLE = 200
QUOTAS = 15, 10
WORKERS = 8
# Odoo keeps eight connections a worker in line and forgets what is beyond; the proxy in front of it keeps the others.
PROXY = Semaphore(8 * WORKERS)


@dataclass
class Guest:
    """Somebody invited, and when their answer was on its way, by the clock of this machine."""

    url: str
    visitor: Visitor = field(default_factory=Visitor)
    sent: float = 0
    answered: float = 0
    page: str = ""

    def say_yes(self):
        with PROXY:
            form = self.visitor.read_form(self.url)
        with PROXY:
            self.sent = time.monotonic()
            self.page = self.visitor.post_form(self.url, {**form, "answer": "accepted"})
            self.answered = time.monotonic()


@pytest.fixture
def crowd():
    with running_servers() as start:
        server = start(f"{PREFIX}_{next(NUMBERS)}", "--workers", str(WORKERS)).wait_until_ready()
        yield server, *invite_crowd(server)


def invite_crowd(server):
    """Invite more people than there are seats, of two groups with quotas and a third; return the clerk, the campaign, the groups and the guests."""
    clerk = Session(server.address("Application"), server.database, "clerk", "clerk")
    groups = [group["id"] for group in clerk.read("outreach.target.group", [], "id", limit=len(QUOTAS) + 1, order="id")]
    begin = datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0) + timedelta(days=30)
    event = clerk.create(
        "event.event",
        name="Andrang",
        date_begin=str(begin),
        date_end=str(begin + timedelta(hours=2)),
        seats_limited=True,
        seats_max=SEATS,
        outreach_quota_ids=[
            [0, 0, {"target_group_id": group, "seats": seats}] for group, seats in zip(groups, QUOTAS, strict=False)
        ],
    )
    contacts = clerk.call(
        "res.partner",
        "create",
        [
            {
                "name": f"Gast {number}",
                "email": f"gast{number}@andrang.example",
                "outreach_target_group_id": groups[number % len(groups)],
            }
            for number in range(PEOPLE)
        ],
    )
    campaign = clerk.create("outreach.campaign", title="Andrang", event_id=event, rule_domain=repr([("id", "in", contacts)]))
    clerk.call("outreach.campaign", "action_build_audience", [campaign])
    clerk.call("outreach.campaign", "action_release", [campaign])
    invitations = clerk.read("outreach.invitation", [["campaign_id", "=", campaign]], "answer_url")
    return clerk, campaign, groups, {invitation["id"]: Guest(invitation["answer_url"]) for invitation in invitations}


def test_two_hundred_yeses_at_once_for_fifty_seats(crowd):
    server, clerk, campaign, groups, guests = crowd
    assert len(guests) == PEOPLE
    before = len(server.read_log())
    with ThreadPoolExecutor(PEOPLE) as pool:
        list(pool.map(Guest.say_yes, guests.values()))
    assert all("Vielen Dank" in guest.page for guest in guests.values())
    invitations = clerk.read(
        "outreach.invitation",
        [["campaign_id", "=", campaign]],
        "answer",
        "registration_state",
        "waiting_place",
        "target_group_id",
    )
    assert {invitation["answer"] for invitation in invitations} == {"accepted"}
    seated = [invitation for invitation in invitations if invitation["registration_state"] == "open"]
    assert len(seated) == SEATS
    for group, seats in zip(groups, QUOTAS, strict=False):
        assert sum(invitation["target_group_id"][0] == group for invitation in seated) >= seats
    queue = sorted(
        (invitation for invitation in invitations if invitation["waiting_place"]), key=lambda one: one["waiting_place"]
    )
    assert [invitation["waiting_place"] for invitation in queue] == list(range(1, PEOPLE - SEATS + 1))
    check_order_of_arrival([guests[invitation["id"]] for invitation in queue])
    told = clerk.read("outreach.delivery", [["campaign_id", "=", campaign], ["occasion", ">", 0]], "invitation_id", "occasion")
    assert len(told) == len({delivery["invitation_id"][0] for delivery in told}) == PEOPLE, "everybody is told once"
    log = server.read_log()[before:]
    assert "deadlock" not in log.lower()
    assert "ERROR" not in log
    assert "could not serialize" not in log


def check_order_of_arrival(queue):
    """Nobody who had the answer of the server before somebody else sent theirs is behind them."""
    latest_start = 0
    for guest in queue:
        assert guest.answered > latest_start, "somebody who came later is before somebody who had an answer already"
        latest_start = max(latest_start, guest.sent)
