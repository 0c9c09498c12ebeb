"""The whole job, once, as the office does it: step by step on a running system, with real mails, real pages and a real PDF."""

import base64
import io
import json
import re
import subprocess
import sys
import time
from datetime import datetime, timedelta, timezone
from email import message_from_bytes
from email.policy import default
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pypdf
import pytest
from browser import SIZES, accessibility_faults, browser, log_in, picture
from conftest import NUMBERS, PREFIX, ROOT, wait_until
from odoo_client import OdooError, Session, Visitor
from running_server import running_servers

GATEWAY = Path(find_spec("odoo.addons.mail").submodule_search_locations[0]) / "static/scripts/odoo-mailgate.py"
ADMIN = "2"
REPORT = """\
From: MAILER-DAEMON@mx.example
To: office@county.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <report-1@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="part"

--part
Content-Type: text/plain

<{address}>: user unknown

--part
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 user unknown

--part
Content-Type: text/rfc822-headers

Message-ID: {message_id}

--part--
"""
LIST = ROOT / "addons/circular_outreach/tests/data/contacts_sample.xlsx"
SUBJECT = "Einladung: Bauen im Kreislauf"
SEATS = 20


class Office:
    """The running system, and what the story has made in it so far."""

    def __init__(self, server):
        self.server = server
        self.url = server.address("Application")
        self.mails = server.address("Mail catcher")
        self.clerk = Session(self.url, server.database, "clerk", "clerk")
        self.admin = Session(self.url, server.database, "admin", "admin")
        self.campaign = self.event = None

    def invitations(self, *domain):
        fields = (
            "partner_id",
            "email_normalized",
            "verdict",
            "verdict_reason",
            "answer",
            "registration_id",
            "waiting_place",
            "sent_on",
        )
        return self.clerk.read("outreach.invitation", [["campaign_id", "=", self.campaign], *domain], *fields, order="id")

    def run_cron(self):
        job = self.admin.read("ir.model.data", [["name", "=", "ir_cron_send"], ["module", "=", "circular_outreach"]], "res_id")[0]
        self.admin.call("ir.cron", "method_direct_trigger", [job["res_id"]])

    def caught(self):
        with urlopen(self.mails + "/api/messages") as page:
            return json.load(page)

    def clear_mails(self):
        with urlopen(Request(self.mails + "/api/messages", method="DELETE")) as page:
            assert page.status == 204

    def mail_to(self, address):
        entry = next(mail for mail in self.caught() if mail["envelope_to"] == [address])
        with urlopen(f"{self.mails}/mail/{entry['id']}/raw") as page:
            return message_from_bytes(page.read(), policy=default)

    def pipe_to_gateway(self, content):
        """Do what a mail server does that hands mails to Odoo by a pipe."""
        place = urlsplit(self.url)
        where = ("-d", self.server.database, "--host", place.hostname, "--port", str(place.port))
        subprocess.run([sys.executable, GATEWAY, *where, "-u", ADMIN, "-p", "admin"], input=content, check=True, timeout=60)

    def links(self, address):
        """Return the answer links in the mail of one person, with what they preselect."""
        html = self.mail_to(address).get_body(("html",)).get_content()
        return re.findall(r'href="(http[^"]+/rsvp/[^"]+)"', html)


@pytest.fixture(scope="module")
def office():
    with running_servers() as start:
        yield Office(start(f"{PREFIX}_{next(NUMBERS)}").wait_until_ready())


def test_1_import_the_list_of_the_office(office):
    content = base64.b64encode(LIST.read_bytes()).decode()
    wizard = office.clerk.create("outreach.contact.import", file=content, file_name=LIST.name)
    office.clerk.call("outreach.contact.import", "action_preview", [wizard])
    lines = office.clerk.read("outreach.contact.import.line", [["import_id", "=", wizard]], "row_number", "verdict")
    assert len(lines) == 215
    assert not office.clerk.read("res.partner", [["outreach_source", "=", LIST.name]], "id"), "nothing is written before import"
    office.clerk.call("outreach.contact.import", "action_import", [wizard])
    contacts = office.clerk.read(
        "res.partner", [["outreach_source", "=", LIST.name]], "is_company", "outreach_target_group_id", "outreach_municipality_id"
    )
    assert len([contact for contact in contacts if not contact["is_company"]]) > 150
    assert all(contact["outreach_target_group_id"] and contact["outreach_municipality_id"] for contact in contacts)
    roles = office.clerk.read("outreach.role", [["origin", "=", "import"]], "state")
    assert roles
    assert {role["state"] for role in roles} == {"candidate"}


def test_2_workshop_campaign_and_audience(office):
    begin = datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0) + timedelta(days=40)
    office.event = office.clerk.create(
        "event.event",
        name="Bauen im Kreislauf",
        date_begin=str(begin),
        date_end=str(begin + timedelta(hours=5)),
        date_tz="Europe/Berlin",
        seats_limited=True,
        seats_max=SEATS,
    )
    office.campaign = office.clerk.create(
        "outreach.campaign",
        title="Einladung Bauen im Kreislauf",
        event_id=office.event,
        rule_domain=repr([("outreach_source", "=", LIST.name)]),
    )
    # The story is told at any hour of any day.
    steps = office.clerk.read("outreach.campaign.step", [["campaign_id", "=", office.campaign]], "id")
    office.clerk.call("outreach.campaign.step", "write", [step["id"] for step in steps], {"is_anytime": True})
    office.clerk.call("outreach.campaign", "action_build_audience", [office.campaign])
    verdicts = [invitation["verdict"] for invitation in office.invitations()]
    assert {"ready", "letter", "same_mailbox"} <= set(verdicts)
    first = office.invitations(["verdict", "=", "ready"])[0]
    link = office.clerk.call("outreach.invitation", "read", [first["id"]], ["answer_url"])[0]["answer_url"]
    assert Visitor().open(link)[0] == 200
    # Somebody says no more before anything was sent; the next look at the audience shows it.
    office.clerk.call("outreach.invitation", "action_opt_out", [first["id"]])
    office.clerk.call("outreach.campaign", "action_build_audience", [office.campaign])
    assert office.invitations(["id", "=", first["id"]])[0]["verdict"] == "objection"


def test_3_mails_go_out_and_are_as_the_law_wants_them(office):
    ready = office.invitations(["verdict", "=", "ready"])
    office.clear_mails()
    office.clerk.call("outreach.campaign", "action_release", [office.campaign])
    # Workshops of the demo data confirm seats at the same time.
    invited = lambda: [mail["envelope_to"] for mail in office.caught() if mail["subject"] == SUBJECT]  # noqa: E731  asked twice
    wait_until(lambda: len(invited()) >= len(ready), 90)
    time.sleep(1)
    assert sorted(invited()) == sorted([invitee["email_normalized"]] for invitee in ready), "one mail each"
    message = office.mail_to(ready[0]["email_normalized"])
    text = message.get_body(("plain",)).get_content()
    assert message["Subject"] == SUBJECT
    assert re.match(r"Bauen im Kreislauf\s+(Sehr geehrte|Guten Tag)", text), text[:200]
    assert re.search(r"Ja, ich nehme teil: http\S+/rsvp/\S+", text), text
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "<img" not in message.get_body(("html",)).get_content()


def test_4_answers_seats_and_the_waiting_list(office):
    invitees = office.invitations(["sent_on", "!=", False])[: SEATS + 3]
    links = {invitee["id"]: office.links(invitee["email_normalized"]) for invitee in invitees}
    for link in {link for several in links.values() for link in several}:
        assert Visitor().open(link)[0] == 200
    assert {invitee["answer"] for invitee in office.invitations()} == {"none"}, "opening a link answers nothing"
    for invitee in invitees[: SEATS + 1]:
        yes = next(link for link in links[invitee["id"]] if link.endswith("answer=accepted"))
        result = Visitor().send_form(yes, answer="accepted")
    assert "Warteliste" in result, "the twenty-first waits"
    last, someone = invitees[SEATS], invitees[4]
    assert office.invitations(["id", "=", last["id"]])[0]["waiting_place"] == 1
    assert "Nein" in Visitor().send_form(links[someone["id"]][0], answer="declined", comment="Leider im Urlaub")
    assert office.invitations(["id", "=", last["id"]])[0]["waiting_place"] == 0, "a decline lets the next one in"
    event = office.clerk.read("event.event", [["id", "=", office.event]], "seats_taken")[0]
    assert event["seats_taken"] == SEATS


def test_5_the_reminder_reaches_only_the_silent(office):
    silent = office.invitations(["sent_on", "!=", False], ["answer", "=", "none"])
    reminder = office.clerk.read(
        "outreach.campaign.step", [["campaign_id", "=", office.campaign], ["kind", "=", "reminder"]], "id"
    )[0]
    office.clear_mails()
    time.sleep(2)
    now = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%S")
    office.clerk.call("outreach.campaign.step", "write", [reminder["id"]], {"scheduled_on": now, "gap_days": 0})
    office.run_cron()
    # Whoever moved up from the waiting list may learn it at the same time.
    reminders = lambda: [mail for mail in office.caught() if mail["subject"].startswith("Erinnerung")]  # noqa: E731  asked twice
    wait_until(lambda: len(reminders()) >= len(silent), 90)
    addresses = sorted(address for mail in reminders() for address in mail["envelope_to"])
    assert addresses == sorted(invitee["email_normalized"] for invitee in silent)


def test_6_a_dead_address_comes_back_through_the_mail_gateway(office):
    dead = office.invitations(["sent_on", "!=", False], ["answer", "=", "none"])[0]
    address = dead["email_normalized"]
    report = REPORT.format(address=address, message_id=office.mail_to(address)["Message-ID"])
    office.pipe_to_gateway(report.encode())
    states = [mail["state"] for mail in office.admin.read("outreach.delivery", [["invitation_id", "=", dead["id"]]], "state")]
    assert states.count("bounced") == 1
    to_dos = office.admin.read(
        "mail.activity", [["res_model", "=", "outreach.invitation"], ["res_id", "=", dead["id"]]], "summary"
    )
    assert ["gilt nicht mehr" in to_do["summary"] for to_do in to_dos] == [True]


def test_7_check_in_and_sign_in_sheet(office):
    seats = office.clerk.read("event.registration", [["event_id", "=", office.event], ["state", "=", "open"]], "name", order="id")
    came, undone = seats[:12], seats[0]
    office.clerk.call("event.registration", "action_outreach_check_in", [seat["id"] for seat in came])
    office.clerk.call("event.registration", "action_outreach_undo", [undone["id"]])
    office.clerk.call("event.event", "write", [office.event], {"seats_max": SEATS + 1})
    wizard = office.clerk.create(
        "outreach.walk.in", event_id=office.event, name="Konrad Unangemeldet", organisation_name="Hofladen Beispiel"
    )
    office.clerk.call("outreach.walk.in", "action_check_in", [wizard])
    attended = office.clerk.read(
        "event.registration", [["event_id", "=", office.event], ["outreach_attendance", "=", "attended"]], "name"
    )
    assert len(attended) == 12
    order = office.clerk.create("outreach.sign.in.order", event_ids=[[6, 0, [office.event]]])
    sheet = office.clerk.get(office.clerk.call("outreach.sign.in.order", "action_print", [order])["url"])
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(sheet)).pages)
    for seat in seats:
        assert seat["name"].split()[-1] in text
    assert "Unterschrift" in text
    with pytest.raises(OdooError):
        office.clerk.call("outreach.attendance.entry", "unlink", [1])


def test_8_the_funnel(office):
    stages = ("audience", "sent", "answered", "accepted", "attended")
    rows = office.clerk.call(
        "outreach.report",
        "formatted_read_group",
        [["campaign_id", "=", office.campaign]],
        ["target_group_id"],
        [f"{stage}_count:sum" for stage in stages],
    )
    totals = [sum(row[f"{stage}_count:sum"] for row in rows) for stage in stages]
    assert len(rows) > 3, "by target group"
    assert totals == sorted(totals, reverse=True)
    assert totals[2:] == [SEATS + 1, SEATS, 12]
    assert totals[1] == len(office.invitations(["sent_on", "!=", False]))


SCREENS = {
    "kontakte": ("/odoo/action-circular_outreach.res_partner_action", "Zielgruppe"),
    "partnerrollen": ("/odoo/action-circular_outreach.outreach_role_action", "Vorgesehen"),
    "kontakte-importieren": ("/odoo/action-circular_outreach.outreach_contact_import_action", "Wählen Sie die Liste"),
    "kampagne": ("/odoo/action-circular_outreach.outreach_campaign_action/{campaign}", "Wer eingeladen wird"),
    "empfaengerkreis": ("/odoo/action-circular_outreach.outreach_invitation_action", "Anzuschreiben"),
    "anwesenheit": ("/odoo/action-circular_outreach.event_registration_action_desk", "Eingetroffen"),
    "auswertung": ("/odoo/action-circular_outreach.outreach_report_action", "Angeschrieben"),
}


@pytest.mark.parametrize("size", SIZES)
def test_9_the_screens_speak_german(office, size):
    with browser(size) as page:
        log_in(page, office.url, "clerk")
        for name, (path, words) in SCREENS.items():
            page.goto(office.url + path.format(campaign=office.campaign))
            page.wait_for_selector(f".o_action_manager :text('{words}')", timeout=30_000)
            picture(page, f"{name}-{size}")


@pytest.mark.parametrize("size", SIZES)
def test_10_the_answer_page_works_for_everybody(office, size):
    silent = office.invitations(["sent_on", "!=", False], ["answer", "=", "none"])[-1 if size == "phone" else -2]
    link = office.clerk.call("outreach.invitation", "read", [silent["id"]], ["answer_url"])[0]["answer_url"]
    requests = []
    with browser(size) as page:
        page.on("request", lambda request: requests.append(request.url))
        page.goto(link)
        assert page.inner_text("legend") == "Nehmen Sie teil?"
        assert not accessibility_faults(page)
        picture(page, f"antwortseite-{size}")
        page.keyboard.press("Tab")
        while page.evaluate("document.activeElement.type") != "radio":
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.get_by_role("button", name="Antwort senden").press("Enter")
        page.wait_for_selector("[role=status]")
        assert not accessibility_faults(page)
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, "no sideways scrolling"
        picture(page, f"antwort-gespeichert-{size}")
        page.goto(office.url + "/rsvp/falsch")
        assert not accessibility_faults(page)
    assert {url.split("/")[2] for url in requests if url.startswith("http")} == {office.url.split("/")[2]}, (
        "nothing from elsewhere"
    )
    assert office.invitations(["id", "=", silent["id"]])[0]["answer"] == "accepted"
