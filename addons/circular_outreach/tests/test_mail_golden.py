import os
import re
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from .common import OutreachCase

GOLDEN = Path(__file__).parent / "golden"
# Set to write what the mails say now; look at the difference before you keep it.
WRITE = "OUTREACH_WRITE_GOLDEN" in os.environ


class TestMailGolden(OutreachCase):
    """Every shipped mail, subject and text, word for word as agreed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("web.base.url", "https://outreach.example")
        cls.event.write({"date_begin": "2031-03-26 08:00:00", "date_end": "2031-03-26 14:00:00"})
        cls.role_type = cls.env["outreach.role.type"].create({"name": "Test partner"})

    def _get_mail(self, kind, purpose, lang):
        contact = self._make_contact(
            lang=lang, outreach_salutation_kind="female", outreach_title="Dr.", outreach_source="Internet"
        )
        target = {"event_id": self.event.id} if purpose == "workshop" else {"event_id": False, "role_type_id": self.role_type.id}
        deadline = "2031-03-19 11:00:00"
        invitation = self._invite(contact, title="Circular Building", purpose=purpose, answer_deadline=deadline, **target)
        if kind == "substitute":
            invitation.substitute_for_id = self._invite(self._make_contact("Kim Colleague"), title="Other", **target)
        campaign = invitation.campaign_id
        step = campaign.step_ids.filtered(lambda step: step.kind == kind) or campaign.step_ids.create(
            {"campaign_id": campaign.id, "kind": kind}
        )
        if purpose == "workshop":
            # What the mails about a waiting place and an offer name.
            invitation.calendar_count = {"withdrawn": 2, "cancellation": 1}.get(kind, 0)
            state = "draft" if kind in ("waiting", "offer", "expired") else "open"
            values = {
                "state": state,
                "outreach_waiting_since": "2031-03-01 08:00:00",
                "outreach_offer_until": kind == "offer" and "2031-03-20 11:00:00",
            }
            invitation.registration_id = self.env["event.registration"].create(
                {**invitation._prepare_registration_values(), **values, "event_id": self.event.id}
            )
        delivery = self.env["outreach.delivery"].create(
            {"step_id": step.id, "campaign_id": step.campaign_id.id, "invitation_id": invitation.id}
        )
        ((_delivery, _name, content),) = delivery._build_mails({})
        message = message_from_bytes(content, policy=default)
        text = f"{message['Subject']}\n\n{message.get_body(('plain',)).get_content()}".replace("\r\n", "\n")
        text += "".join(f"\n{self._get_calendar(part)}" for part in message.walk() if part.get_content_type() == "text/calendar")
        return re.sub(r"(rsvp|unsubscribe)/[0-9a-f]{64}", r"\1/TOKEN", text)

    def _get_calendar(self, part):
        """Return an appointment in whole lines, without what is another one each time."""
        lines = part.get_payload(decode=True).decode().replace("\r\n ", "").replace("\r\n", "\n")
        lines = re.sub(r"(?m)^UID:.*", "UID:…", lines)
        return re.sub(r"(?m)^DTSTAMP:.*", "DTSTAMP:…", lines)

    def _check(self, kind, purpose):
        for lang in ("de_DE", "en_US"):
            with self.subTest(lang=lang):
                path = GOLDEN / f"{kind}_{purpose}_{lang}.txt"
                mail = self._get_mail(kind, purpose, lang)
                if WRITE:
                    path.write_text(mail, encoding="utf-8")
                self.assertEqual(mail, path.read_text(encoding="utf-8"))

    def test_invitation_to_a_workshop(self):
        self._check("invitation", "workshop")

    def test_reminder_of_a_workshop(self):
        self._check("reminder", "workshop")

    def test_practical_information(self):
        self._check("logistics", "workshop")

    def test_second_reminder_of_a_workshop(self):
        self._check("second_reminder", "workshop")

    def test_last_call_of_a_workshop(self):
        self._check("last_call", "workshop")

    def test_seat_confirmed(self):
        self._check("confirmation", "workshop")

    def test_on_the_waiting_list(self):
        self._check("waiting", "workshop")

    def test_seat_offered(self):
        self._check("offer", "workshop")

    def test_moved_up_from_the_waiting_list(self):
        self._check("moved_up", "workshop")

    def test_offer_expired(self):
        self._check("expired", "workshop")

    def test_seat_given_back(self):
        self._check("withdrawn", "workshop")

    def test_named_as_a_substitute(self):
        self._check("substitute", "workshop")

    def test_thanks_for_taking_part(self):
        self._check("thank_you", "workshop")

    def test_missed_at_a_workshop(self):
        self._check("missed_you", "workshop")

    def test_new_date_of_a_workshop(self):
        self._check("date_changed", "workshop")

    def test_cancelled_workshop(self):
        self._check("cancellation", "workshop")

    def test_thanks_for_answering_a_call(self):
        self._check("thank_you", "call")

    def test_call_for_a_role(self):
        self._check("invitation", "call")

    def test_reminder_of_a_call(self):
        self._check("reminder", "call")
