"""Somebody who has been through everything is erased; then nothing in the database and in no file of it says that they were ever there."""

import base64
import io
import re
import subprocess
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from importlib.util import module_from_spec, spec_from_file_location
from quopri import encodestring
from urllib.error import HTTPError

import pytest
from conftest import NUMBERS, PREFIX, ROOT, wait_until
from odoo_client import OdooError, Session, Visitor
from openpyxl import Workbook
from running_server import running_servers
from test_story import REPORT, Office

FIRST_NAME, SURNAME = "Quirina", "Zwürbelfink"
LOCAL = "q.zwuerbelfink"
ADDRESS = f"{LOCAL}@hofladen.example"
COLLEAGUE = "olga.bleibt@hofladen.example"
PHONE, DIGITS = "03731 / 99 88 774", "3731998877"
STREET = "Distelfinkenweg 17"
# Any of these is a trace.
WORDS = (FIRST_NAME, SURNAME, "zwuerbelfink", ADDRESS, "distelfinkenweg")
LIST = f"""\
Firma;Vorname;Nachname;E-Mail;Telefon;Straße;PLZ;Ort;Bemerkung
;{FIRST_NAME};{SURNAME};{ADDRESS};{PHONE};{STREET};09599;Freiberg;Frau {SURNAME} ist nachmittags da
Hofladen Beispiel;Olga;Bleibt;{COLLEAGUE};;;09599;Freiberg;
"""
CALENDAR_REPLY = """\
From: {name} <{address}>
To: office@county.example
Subject: Accepted
Message-ID: <calendar-1@hofladen.example>
MIME-Version: 1.0
Content-Type: text/calendar; method=REPLY; charset=UTF-8
Content-Transfer-Encoding: 8bit

BEGIN:VCALENDAR
METHOD:REPLY
VERSION:2.0
BEGIN:VEVENT
UID:{uid}
SEQUENCE:{sequence}
DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}
ATTENDEE;CN={name};PARTSTAT=ACCEPTED:mailto:{address}
COMMENT:{name} kommt gern
END:VEVENT
END:VCALENDAR
"""
COMPLAINT = """\
From: <fbl@mailbox.example>
To: office@county.example
Subject: FW: Einladung
Message-ID: <complaint-1@mailbox.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="part"

--part
Content-Type: text/plain

An abuse report.

--part
Content-Type: message/feedback-report

Feedback-Type: abuse
Original-Rcpt-To: <{address}>

--part
Content-Type: message/rfc822

Message-ID: {message_id}
From: office@county.example
To: {name} <{address}>
Subject: Einladung

Text

--part--
"""


class Life:
    """What the person has been through, one event after the other, each by the way it really takes."""

    def __init__(self, office):
        self.office, self.clerk = office, office.clerk
        self.partner = self.event = self.invitation = None

    def is_imported(self):
        content = base64.b64encode(LIST.encode()).decode()
        wizard = self.clerk.create("outreach.contact.import", file=content, file_name=f"Liste {SURNAME}.csv")
        self.clerk.call("outreach.contact.import", "action_preview", [wizard])
        self.clerk.call("outreach.contact.import", "action_import", [wizard])
        self.partner = self.clerk.read("res.partner", [["email", "=", ADDRESS]], "id")[0]["id"]

    def is_invited(self):
        self.event = self._make_workshop("Ein Leben im Kreislauf")
        campaign = self._make_campaign(self.event)
        self.office.clear_mails()
        self.clerk.call("outreach.campaign", "action_release", [campaign])
        self._wait_for_mail()
        self.invitation = self._find_invitation(campaign, self.partner)
        self.message_id = self.office.mail_to(ADDRESS)["Message-ID"]

    def answers(self):
        link = self.office.links(ADDRESS)[0]
        self.office.clear_mails()
        text = f"Hier ist {FIRST_NAME} {SURNAME}, Tel. {PHONE}"
        Visitor().send_form(link, answer="accepted", comment=text)
        with suppress(OdooError):  # Odoo's own clock may be quicker
            self.office.run_cron()
        self._wait_for_mail()

    def answers_by_calendar(self):
        text = self.office.mail_to(ADDRESS).as_string()
        parts = [part.get_content() for part in self.office.mail_to(ADDRESS).walk() if part.get_content_type() == "text/calendar"]
        calendar = re.sub(r"\r?\n[ \t]", "", (parts[0] if isinstance(parts[0], str) else parts[0].decode()) if parts else text)
        uid, sequence = re.search(r"UID:(\S+)", calendar)[1], re.search(r"SEQUENCE:(\d+)", calendar)[1]
        stamp = datetime.now(timezone.utc) + timedelta(seconds=1)
        self._receive(CALENDAR_REPLY, uid=uid, sequence=sequence, stamp=stamp)

    def comes_back(self):
        self._receive(REPORT, message_id=self.message_id)

    def complains(self):
        self._receive(COMPLAINT, message_id=self.message_id)

    def is_named_as_substitute(self):
        campaign = self._make_campaign(self._make_workshop("Noch ein Leben"), only=COLLEAGUE)
        colleague = self.clerk.read("res.partner", [["email", "=", COLLEAGUE]], "id")[0]["id"]
        self.clerk.call("outreach.campaign", "action_release", [campaign])
        invitation = self._find_invitation(campaign, colleague)
        wizard = self.clerk.create(
            "outreach.colleague", invitation_id=invitation, first_name=FIRST_NAME, surname=SURNAME, email=ADDRESS, phone=PHONE
        )
        self.clerk.call("outreach.colleague", "action_apply", [wizard])

    def gets_a_letter(self):
        campaign = self._make_campaign(self._make_workshop("Ein Brief"), only=ADDRESS)
        self.clerk.create(
            "outreach.audience.choice",
            campaign_id=campaign,
            partner_id=self.partner,
            kind="letter",
            reason=f"{SURNAME} will Post",
        )
        self.clerk.call("outreach.campaign", "action_build_audience", [campaign])
        self.clerk.call("outreach.campaign", "action_release", [campaign])
        self.letters = campaign
        batch = self.clerk.create("outreach.letter.batch", campaign_id=campaign)
        self.clerk.call("outreach.letter.batch", "action_print", [batch])
        assert self.clerk.read("outreach.letter.batch", [["id", "=", batch]], "letter_count")[0]["letter_count"] == 1

    def is_exported(self):
        """By Odoo's own export, and with the list a print shop was handed."""
        names = ["name", "email", "phone", "street"]
        table = self.clerk.export("res.partner", [["id", "=", self.partner]], names, f"Brief an {SURNAME}")
        assert find_traces(read_tool("file_text").read(table)), "the person is in the table"
        contractor = self.office.admin.read("res.users", [["login", "=", "external"]], "id")[0]["id"]
        self.handover = self.clerk.create(
            "outreach.handover",
            campaign_id=self.letters,
            kind="letter",
            recipient_id=contractor,
            purpose=f"Brief an {SURNAME} drucken",
            contract="Az. 12/2026",
        )
        self.contractor = Session(self.office.url, self.office.server.database, "external", "external")
        file = self.contractor.get(f"/outreach/handover/{self.handover}")
        assert find_traces(read_tool("file_text").read(file)), "the person is on the list"

    def becomes_a_lead(self):
        name = f"{FIRST_NAME} {SURNAME}"
        values = {"contact_name": name, "email_from": f"{name} <{ADDRESS}>", "phone": PHONE, "street": STREET}
        self.office.admin.create(
            "crm.lead", name=f"Anfrage {SURNAME}", partner_id=self.partner, description=f"<p>{name} fragt an</p>", **values
        )

    def is_written_about(self):
        """In notes and files, on what belongs to them and on what does not."""
        note = f"<p>Anruf von {FIRST_NAME} {SURNAME}, {PHONE}, {STREET}, {ADDRESS}</p>"
        book, content = Workbook(), io.BytesIO()
        book.active.append([SURNAME, FIRST_NAME, ADDRESS, PHONE])
        book.save(content)
        pdf = self.clerk.get(f"/outreach/report/circular_outreach.room_list/{self.event}")
        assert pdf.startswith(b"%PDF")
        for model, record in (
            ("res.partner", self.partner),
            ("event.event", self.event),
            ("outreach.invitation", self.invitation),
        ):
            self.clerk.call(model, "message_post", [record], body=note, body_is_html=True)
            for file, data in ((f"{SURNAME}.xlsx", content.getvalue()), ("teilnehmer.pdf", pdf)):
                datas = base64.b64encode(data).decode()
                self.clerk.create("ir.attachment", name=file, res_model=model, res_id=record, datas=datas)
        self.clerk.call("event.event", "write", [self.event], {"note": note})

    def attends(self):
        seats = self.clerk.read("event.registration", [["outreach_attendee_id", "=", self.partner]], "event_id", "state")
        seat = next(one["id"] for one in seats if one["event_id"][0] == self.event)
        self.clerk.call("event.registration", "action_outreach_check_in", [seat])
        order = self.clerk.create("outreach.sign.in.order", event_ids=[[6, 0, [self.event]]])
        self.clerk.call("outreach.sign.in.order", "action_print", [order])
        self.clerk.call("event.event", "action_outreach_issue_certificates", [self.event])
        certificates = self.clerk.read("outreach.certificate", [["event_id", "=", self.event]], "holder")
        assert any(SURNAME in one["holder"] for one in certificates)

    def is_over(self):
        """Let the workshops lie in the past."""
        events = self.office.admin.read(
            "event.event", [["name", "in", ["Ein Leben im Kreislauf", "Noch ein Leben", "Ein Brief"]]], "id"
        )
        past = datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0) - timedelta(days=30)
        values = {"date_begin": str(past), "date_end": str(past + timedelta(hours=5))}
        self.office.admin.call("event.event", "write", [event["id"] for event in events], values)

    def _make_workshop(self, name):
        begin = datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0) + timedelta(days=40)
        dates = {"date_begin": str(begin), "date_end": str(begin + timedelta(hours=5)), "date_tz": "Europe/Berlin"}
        return self.clerk.create("event.event", name=name, **dates)

    def _make_campaign(self, event, only=None):
        rule = [("email", "=", only)] if only else [("email", "in", [ADDRESS, COLLEAGUE])]
        campaign = self.clerk.create("outreach.campaign", title=f"Kampagne {event}", event_id=event, rule_domain=repr(rule))
        steps = self.clerk.read("outreach.campaign.step", [["campaign_id", "=", campaign]], "id")
        self.clerk.call("outreach.campaign.step", "write", [step["id"] for step in steps], {"is_anytime": True})
        self.clerk.call("outreach.campaign", "action_build_audience", [campaign])
        return campaign

    def _find_invitation(self, campaign, partner):
        domain = [["campaign_id", "=", campaign], ["partner_id", "=", partner]]
        return self.clerk.read("outreach.invitation", domain, "id")[0]["id"]

    def _wait_for_mail(self):
        wait_until(lambda: any(mail["envelope_to"] == [ADDRESS] for mail in self.office.caught()), 180)

    def _receive(self, text, **values):
        content = text.format(address=ADDRESS, name=f"{FIRST_NAME} {SURNAME}", **values)
        self.office.pipe_to_gateway(content.encode())


@pytest.fixture(scope="module")
def life():
    with running_servers() as start:
        life = Life(Office(start(f"{PREFIX}_{next(NUMBERS)}").wait_until_ready()))
        for event in (
            life.is_imported,
            life.is_invited,
            life.answers,
            life.answers_by_calendar,
            life.is_named_as_substitute,
            life.gets_a_letter,
            life.is_exported,
            life.comes_back,
            life.attends,
            life.becomes_a_lead,
            life.is_written_about,
            life.complains,
            life.is_over,
        ):
            event()
        yield life


def read_tool(name):
    """Return a module of the addon that needs no Odoo."""
    spec = spec_from_file_location(name, ROOT / f"addons/circular_outreach/tools/{name}.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def get_forms(word):
    """Return the word as plain text, in URLs, quoted-printable, JSON and base64 wherever it begins in a group of three bytes."""
    data = word.encode()
    yield word.lower()
    yield encodestring(data).decode().strip().lower()
    yield word.lower().encode("ascii", "backslashreplace").decode().replace("\\x", "\\u00")
    for case in (word, word.lower(), word.upper()):
        for before in range(3):
            # The first and the last letter depend on what stands beside the word.
            coded = base64.b64encode(b"\0" * before + case.encode()).decode().rstrip("=")
            yield coded[(0, 2, 3)[before] : -1]


FORMS = {word: set(get_forms(word)) for word in WORDS}
# However somebody writes it.
NUMBER = re.compile(r"[\s./()–-]*".join(DIGITS))


def find_traces(text):
    """Return which words are in a text, in any of their forms, and the number."""
    small = text.lower()
    found = [word for word, forms in FORMS.items() if any(form in small or form in text for form in forms)]
    return sorted([*found, *([DIGITS] if NUMBER.search(text) else [])])


def dump(database):
    """Return {table: text} of everything in a database, as `pg_dump` writes it down."""
    command = f'. "{ROOT}/script/environment.sh"; database_environment; exec pg_dump --no-owner "{database}"'
    text = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True, timeout=300).stdout
    parts = re.split(r"^COPY public\.(\S+) ", text, flags=re.MULTILINE)
    return dict(zip(["", *parts[1::2]], [parts[0], *parts[2::2]], strict=True))


def read_filestore(database):
    """Return {file: its text, as it is and unpacked}."""
    file_text = read_tool("file_text")
    folder = ROOT / ".local/data/filestore" / database
    contents = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {name: content.decode("utf-8", "replace") + file_text.read(content) for name, content in contents.items()}


def find_all_traces(database):
    """Return {table or file: words in it}."""
    places = {**dump(database), **read_filestore(database)}
    return {name: found for name, text in places.items() if (found := find_traces(text))}


def read_figures(office):
    names = [f"{name}_count:sum" for name in ("audience", "sent", "delivered", "answered", "accepted", "attended")]
    groups = ["campaign_id", "target_group_id", "municipality_id"]
    return office.admin.call("outreach.report", "formatted_read_group", [], groups, ["__count", *names])


def test_nothing_is_found_after_erasure(life):
    """Invariants I10 and I11."""
    office = life.office
    before = find_all_traces(office.server.database)
    for table in ("res_partner", "outreach_answer", "event_registration", "outreach_delivery", "mail_message", "crm_lead"):
        assert table in before, f"the person was never in {table}"
    assert "outreach_certificate" in before
    assert {"outreach_export_log", "outreach_handover"} <= set(before)
    assert any(re.fullmatch("[0-9a-f]{40}", name) for name in before), "the person is in files, too"
    figures = read_figures(office)

    request = office.admin.create("outreach.privacy.request", kind="erasure", partner_id=life.partner, identity="called_back")
    office.admin.call("outreach.privacy.request", "action_erase", [request])
    state = office.admin.read("outreach.privacy.request", [["id", "=", request]], "state", "file_ids")[0]
    assert state["state"] == "files", "the files at the workshop wait for somebody to look at them"
    office.admin.call("outreach.privacy.request", "action_delete_files", [request])
    job = office.admin.read("ir.model.data", [["name", "=", "ir_cron_privacy"], ["module", "=", "circular_outreach"]], "res_id")[
        0
    ]

    def clear():
        try:
            office.admin.call("ir.cron", "method_direct_trigger", [job["res_id"]])
        except OdooError:
            return False  # Odoo is doing it already
        return not any(find_traces(text) for text in read_filestore(office.server.database).values())

    wait_until(clear, 120, 1)
    assert find_all_traces(office.server.database) == {}
    assert read_figures(office) == figures
    lines = office.admin.read("outreach.export.log", [["partner_ids", "in", [life.partner]]], "recipient_id", "partner_count")
    assert len(lines) >= 4, "that tables left with the person in them stays on record"
    assert office.admin.read("outreach.handover", [["id", "=", life.handover]], "state")[0]["state"] == "erased"
    with pytest.raises(HTTPError):
        life.contractor.get(f"/outreach/handover/{life.handover}")


def test_objection_outlives_the_person(life):
    """The list comes again; the contact is made anew, and nobody writes to it."""
    life.is_imported()
    campaign = life._make_campaign(life._make_workshop("Wieder eine Einladung"), only=ADDRESS)
    domain = [["campaign_id", "=", campaign]]
    assert [one["verdict"] for one in life.clerk.read("outreach.invitation", domain, "verdict")] == ["objection"]
