import io
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

from pypdf import PdfReader

from odoo import Command, fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..tools.mail_wire import CalendarPart, FilePart, write_mail
from .common import MailCase


@tagged("post_install", "-at_install")
class TestThankYou(MailCase):
    """After a workshop: thanks and certificates for those who came, a word for those who did not."""

    def setUp(self):
        super().setUp()
        now = fields.Datetime.now()
        self.event.write(
            {
                "event_mail_ids": [Command.clear()],
                "date_begin": now - timedelta(days=20, hours=4),
                "date_end": now - timedelta(days=20),
                "outreach_materials_url": "https://county.example/materials",
            }
        )
        contacts = self._make_contacts(4)
        self.invitations = self._invite(contacts)
        self.campaign = self.invitations.campaign_id
        for invitation in self.invitations:
            invitation.registration_id = self.env["event.registration"].create(
                {**invitation._prepare_registration_values(), "event_id": self.event.id, "state": "open"}
            )
        self.came, self.missed, self.excused, self.expected = self.invitations.registration_id
        self.came.action_outreach_check_in()
        self.missed._outreach_log("no_show")
        self.excused._outreach_log("excuse", reason="Ill")

    def _send(self, kind, **values):
        step = self.campaign.step_ids.filtered(lambda step: step.kind == kind)
        (self.campaign.step_ids - step).unlink()
        step.write({"is_anytime": True, **values})
        self._send_due()
        return self.mailbox.parsed()

    def test_thanks_carry_the_certificate_to_those_who_attended(self):
        [mail] = self._send("thank_you", has_certificate=True)
        [certificate] = self.event.outreach_certificate_ids
        self.assertIn(self.came.name, str(mail["To"]))
        self.assertIn(certificate.name, mail.get_body(("plain",)).get_content())
        [attached] = mail.iter_attachments()
        self.assertEqual(attached.get_filename(), f"certificate-of-attendance-{certificate.name}.pdf")
        page = PdfReader(io.BytesIO(attached.get_content())).pages[0].extract_text()
        self.assertIn(self.came.name, page)
        self.assertFalse(mail.defects)

    def test_thanks_without_certificate_carry_nothing(self):
        [mail] = self._send("thank_you")
        self.assertFalse(list(mail.iter_attachments()))
        self.assertFalse(self.event.outreach_certificate_ids)

    def test_certificate_that_was_revoked_meanwhile_stays_here(self):
        step = self.campaign.step_ids.filtered(lambda step: step.kind == "thank_you")
        step.has_certificate = True
        step._create_deliveries()
        self.assertTrue(self.event.outreach_certificate_ids)
        self.event.outreach_certificate_ids._revoke("office")
        [mail] = self._send("thank_you")
        self.assertFalse(list(mail.iter_attachments()))
        self.assertNotIn("certificate", mail.get_body(("plain",)).get_content())

    def test_only_who_was_missed_reads_so(self):
        mails = self._send("missed_you")
        self.assertEqual(len(mails), 1)
        self.assertIn(self.missed.name, str(mails[0]["To"]))

    def test_excused_are_written_to_if_that_is_wanted(self):
        mails = self._send("missed_you", recipients="excused")
        self.assertEqual([self.excused.name in str(mail["To"]) for mail in mails], [True])

    def test_materials_are_a_word_of_the_text(self):
        body = "<p>See {{materials link}}.</p>"
        [mail] = self._send("thank_you", body=body)
        self.assertIn('href="https://county.example/materials"', mail.get_body(("html",)).get_content())

    def test_certificates_go_to_nobody_else(self):
        step = self.campaign.step_ids.filtered(lambda step: step.kind == "missed_you")
        with self.assertRaisesRegex(ValidationError, "only they get certificates"):
            step.has_certificate = True


class TestAttachedFiles(MailCase):
    def test_files_read_back_beside_an_appointment(self):
        content = write_mail(
            [("Subject", "x")],
            "text",
            "<p>text</p>",
            calendar=CalendarPart("REQUEST", b"BEGIN:VCALENDAR\r\n", "a.ics"),
            files=[FilePart("application/pdf", b"%PDF" + bytes(range(256)), "b.pdf")],
        )
        message = message_from_bytes(content, policy=default)
        self.assertFalse(message.defects)
        files = {part.get_filename(): part.get_payload(decode=True) for part in message.iter_attachments()}
        self.assertEqual(files["b.pdf"], b"%PDF" + bytes(range(256)))
        self.assertEqual(files["a.ics"], b"BEGIN:VCALENDAR\r\n")
        self.assertEqual(message.get_body(("plain",)).get_content().strip(), "text")
