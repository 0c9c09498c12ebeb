"""Mails on their way, as a clerk watches them: a bar that moves by itself, and a stop that holds at once."""

import re
from types import SimpleNamespace

import pytest
from browser import accessibility_faults, browser, log_in, picture
from conftest import NUMBERS, PREFIX, wait_until
from odoo_client import Session
from running_server import running_servers

CAMPAIGNS = "/odoo/action-circular_outreach.outreach_campaign_action"
PEOPLE, AT_ONCE = 30, 20
PATIENCE = 150  # seconds; Odoo looks for jobs once a minute


@pytest.fixture(scope="module")
def office():
    with running_servers() as start:
        server = start(f"{PREFIX}_{next(NUMBERS)}").wait_until_ready()
        url = server.address("Application")
        admin = Session(url, server.database, "admin", "admin")
        mail_server = admin.create(
            "ir.mail_server",
            name="Catcher",
            smtp_authentication="cli",
            outreach_minute_limit=AT_ONCE,
        )
        yield SimpleNamespace(url=url, admin=admin, mail_server=mail_server)


def release_campaign(office, title):
    """Let a campaign to new contacts begin to send, and return its id."""
    call = office.admin.call
    partners = [{"name": f"{title} {number}", "email": f"p{number}@{title.lower()}.example"} for number in range(PEOPLE)]
    contacts = call("res.partner", "create", partners)
    role = office.admin.read("outreach.role.type", [], "id", limit=1)[0]["id"]
    campaign = office.admin.create(
        "outreach.campaign",
        title=title,
        purpose="call",
        role_type_id=role,
        answer_deadline="2040-01-01 12:00:00",
        email_from="Amt <amt@county.example>",
        rule_domain=repr([("id", "in", contacts)]),
    )
    call("outreach.campaign", "action_build_audience", [campaign])
    steps = [step["id"] for step in office.admin.read("outreach.campaign.step", [["campaign_id", "=", campaign]], "id")]
    call("outreach.campaign.step", "write", steps, {"is_anytime": True})
    call("outreach.campaign", "action_release", [campaign])
    return campaign


def count(office, campaign, state):
    domain = [["campaign_id", "=", campaign], ["state", "=", state]]
    return office.admin.call("outreach.delivery", "search_count", domain)


def set_pace(office, limit):
    office.admin.call("ir.mail_server", "write", [office.mail_server], {"outreach_minute_limit": limit})


def test_bar_moves_by_itself_and_a_stop_holds(office):
    campaign = release_campaign(office, "Balken")
    wait_until(lambda: count(office, campaign, "sent") == AT_ONCE, PATIENCE)
    with browser() as page:
        log_in(page, office.url, "clerk")
        page.goto(f"{office.url}{CAMPAIGNS}/{campaign}")
        bar = page.get_by_role("progressbar", name="Versand der E-Mails")
        bar.wait_for()
        words = f"{AT_ONCE} von {PEOPLE} E-Mails versendet · {PEOPLE - AT_ONCE} warten · "
        assert bar.get_attribute("aria-valuetext").startswith(words)
        assert re.search(r"\d+ pro Minute · noch etwa", bar.get_attribute("aria-valuetext"))
        assert not accessibility_faults(page)
        picture(page, "versand-fortschritt-desktop")
        page.set_viewport_size({"width": 390, "height": 844})
        picture(page, "versand-fortschritt-telefon")
        page.set_viewport_size({"width": 1400, "height": 900})
        page.evaluate("window.wasNotReloaded = true")
        set_pace(office, 0)
        bar.wait_for(state="detached", timeout=PATIENCE * 1000)
        assert count(office, campaign, "sent") == PEOPLE
        assert page.evaluate("window.wasNotReloaded")

        set_pace(office, 1)
        campaign = release_campaign(office, "Halt")
        wait_until(lambda: count(office, campaign, "ready") > 0, PATIENCE)
        page.goto(f"{office.url}{CAMPAIGNS}/{campaign}")
        page.get_by_role("button", name="Versand beenden").click()
        page.locator(".modal").get_by_role("button", name="OK").click()
        wait_until(lambda: not count(office, campaign, "ready"), PATIENCE)
        assert count(office, campaign, "skipped") >= PEOPLE - 1
        page.reload()
        page.get_by_text("Abgeschlossen. Es wird nichts mehr versendet.").wait_for()
