"""Registrations by Odoo's own website: whoever comes when the last seat has gone waits, and nobody reads an error."""

import re
from datetime import datetime, timedelta, timezone

import pytest
from conftest import NUMBERS, PREFIX, run_script
from odoo_client import Session, Visitor
from running_server import running_servers


@pytest.fixture
def website():
    with running_servers() as start:
        name = f"{PREFIX}_{next(NUMBERS)}"
        # The page that tells who waits installs itself.
        for arguments in (
            ("db", "new", name),
            ("odoo", "-d", name, "-i", "website_event", "--stop-after-init", "--no-http", "--log-level=error"),
        ):
            result = run_script(*arguments)
            assert result.returncode == 0, result.stderr
        yield start(name).wait_until_ready()


def follow(visitor, url, target):
    """Return the page at an address; websites lead on to one that has the title in it."""
    for _hop in range(3):
        status, page, headers = visitor.open(target if target.startswith("http") else url + target)
        if status not in (301, 302, 303, 307, 308):
            return page
        target = headers["Location"]
    raise AssertionError(f"{target} leads on and on")


def register(url, event):
    """Send the form of the website that asks who takes part; return the page it leads to."""
    visitor = Visitor()
    page = follow(visitor, url, f"/event/{event}/register")
    token = re.search(r'csrf_token["\']?[:=]\s*["\']([0-9a-z]+)["\']|csrf_token" value="([^"]+)"', page)
    form = {
        "csrf_token": token[1] or token[2],
        "1-name-1": "Vera Visitor",
        "1-email-2": "vera@firm.example",
        "1-event_ticket_id": "0",
    }
    status, _text, headers = visitor.open(f"{url}/event/{event}/registration/confirm", form)
    assert status == 303, f"the form was answered with {status}"
    return follow(visitor, url, headers["Location"])


def test_visitor_who_comes_too_late_for_a_seat_waits(website):
    url = website.address("Application")
    clerk = Session(url, website.database, "admin", "admin")
    begin = datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0) + timedelta(days=30)
    event = clerk.create(
        "event.event",
        name="Offene Werkstatt",
        date_begin=str(begin),
        date_end=str(begin + timedelta(hours=2)),
        seats_limited=True,
        seats_max=1,
        website_published=True,
    )
    first, second = register(url, event), register(url, event)
    assert "insufficient_seats" not in second
    assert "waiting list" not in first
    assert "You are on the waiting list." in second or "Sie stehen auf der Warteliste." in second
    registrations = clerk.read("event.registration", [["event_id", "=", event]], "state", "outreach_waiting_place", order="id")
    assert [(one["state"], one["outreach_waiting_place"]) for one in registrations] == [("open", 0), ("draft", 1)]
