"""Mails on their way, as a clerk watches them: a bar that moves by itself, and a stop that holds at once."""

import re
from types import SimpleNamespace

import pytest
from browser import accessibility_faults, browser, log_in, picture
from conftest import NUMBERS, PREFIX, wait_until
from mail_sink import MailSink
from odoo_client import Session
from running_server import running_servers

CAMPAIGNS = "/odoo/action-circular_outreach.outreach_campaign_action"
PEOPLE = 100
SLOW = 5  # seconds the mail server takes for a mail
PATIENCE = 180  # seconds


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    sink = MailSink(tmp_path_factory.mktemp("sink") / "taken").start()
    with running_servers() as start:
        server = start(f"{PREFIX}_{next(NUMBERS)}").wait_until_ready()
        url = server.address("Application")
        admin = Session(url, server.database, "admin", "admin")
        admin.create(
            "ir.mail_server",
            name="Slow",
            smtp_host="127.0.0.1",
            smtp_port=sink.port,
            smtp_encryption="none",
            outreach_session_limit=2,
        )
        yield SimpleNamespace(url=url, admin=admin, sink=sink)
    sink.stop()


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


def count(office, campaign, *states):
    domain = [["campaign_id", "=", campaign], ["state", "in", states]]
    return office.admin.call("outreach.delivery", "search_count", domain)


def test_bar_moves_by_itself_and_a_stop_holds(office):
    office.sink.behave(latency=SLOW)
    with browser() as page:
        log_in(page, office.url, "clerk")
        campaign = release_campaign(office, "Balken")
        wait_until(lambda: count(office, campaign, "sent"), PATIENCE)
        page.goto(f"{office.url}{CAMPAIGNS}/{campaign}")
        bar = page.get_by_role("progressbar", name="Versand der E-Mails")
        bar.wait_for()
        said = bar.get_attribute("aria-valuetext")
        assert re.fullmatch(rf"\d+ von {PEOPLE} E-Mails versendet · \d+ warten · \d+ pro Minute · noch etwa .+", said), said
        assert accessibility_faults(page, ".o_outreach_sending") == []
        picture(page, "versand-fortschritt-desktop")
        page.set_viewport_size({"width": 390, "height": 844})
        picture(page, "versand-fortschritt-telefon")
        page.set_viewport_size({"width": 1400, "height": 900})
        page.evaluate("window.wasNotReloaded = true")
        office.sink.behave()
        bar.wait_for(state="detached", timeout=PATIENCE * 1000)
        assert count(office, campaign, "sent") == PEOPLE
        assert page.evaluate("window.wasNotReloaded")

        office.sink.behave(latency=SLOW)
        campaign = release_campaign(office, "Halt")
        wait_until(lambda: count(office, campaign, "sent"), PATIENCE)
        page.goto(f"{office.url}{CAMPAIGNS}/{campaign}")
        page.get_by_role("button", name="Versand beenden").click()
        page.locator(".modal").get_by_role("button", name="OK").click()
        wait_until(lambda: not count(office, campaign, "ready", "sending"), PATIENCE)
        left = len([one for one in office.sink.recipients() if "@halt." in one])
        assert count(office, campaign, "sent") == left < PEOPLE
        assert count(office, campaign, "skipped") == PEOPLE - left
        page.reload()
        page.get_by_text("Abgeschlossen. Es wird nichts mehr versendet.").wait_for()
