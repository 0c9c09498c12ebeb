import re
from base64 import b64decode, encodebytes
from datetime import timedelta
from pathlib import Path

from odoo import fields

from .common import OutreachCase

FOLDER = Path(__file__).parent / "data" / "calendar"
UID = b"outreach-4711-0123456789abcdef0123456789abcdef"
STAMP = b"20310105T101500Z"


class TestCalendarReply(OutreachCase):
    """The answer of a calendar is an answer; what is doubtful is for a person to decide, and nothing is counted twice."""

    def setUp(self):
        super().setUp()
        self.clerk.lang = "en_US"
        self.contact = self._make_contact()
        self.invitation = self._invite(self.contact, user_id=self.clerk.id)
        self.invitation._answer("accepted", "page", answered_on=fields.Datetime.now() - timedelta(days=2))
        for days in (1, 2):
            self.event.write(
                {"date_begin": self.begin + timedelta(days=days), "date_end": self.begin + timedelta(days=days, hours=4)}
            )
        self.answered_on = fields.Datetime.now() - timedelta(hours=1)

    def _receive(self, name, *changes, stamp=None):
        """Give Odoo's gateway a mail of the collection as if it came for this invitation."""
        content = (FOLDER / f"{name}.eml").read_bytes()
        stamp = f"{stamp or self.answered_on:%Y%m%dT%H%M%SZ}".encode()
        for old, new in ((UID, self.invitation._get_calendar_uid().encode()), (STAMP, stamp), *changes):
            content = content.replace(old, new)
        return self.env["mail.thread"].message_process(None, content)

    def _receive_decline(self, *changes, stamp=None):
        """As the one above, from a mail whose text is not encoded."""
        return self._receive("old_sequence", (b"SEQUENCE:0", b"SEQUENCE:2"), *changes, stamp=stamp)

    def _check_to_do(self, text):
        to_do = self.invitation.activity_ids
        self.assertEqual(len(to_do), 1)
        self.assertIn(text, to_do.note)
        self.assertEqual(to_do.user_id, self.clerk)
        self.assertEqual((self.invitation.answer, len(self.invitation.answer_ids)), ("accepted", 1))

    def test_decline_gives_the_seat_back(self):
        self._receive_decline()
        self.assertEqual((self.invitation.answer, self.invitation.registration_id.state), ("declined", "cancel"))
        line = self.invitation.answer_ids[0]
        self.assertEqual(
            (line.channel, line.answered_on, line.user_id.id), ("calendar", self.answered_on.replace(microsecond=0), False)
        )
        self.assertFalse(self.invitation.activity_ids)

    def test_every_program_is_understood(self):
        answers = {
            "exchange_accept": "accepted",
            "exchange_decline": "declined",
            "outlook_tentative": "tentative",
            "gmail_accept": "accepted",
            "icloud_decline": "declined",
            "apple_accept_attachment": "accepted",
            "nextcloud_accept": "accepted",
            "zimbra_tentative": "tentative",
            "webmail_accept_octet_stream": "accepted",
            "malformed_accept": "accepted",
            "thunderbird_accept": "accepted",
            "thunderbird_tentative": "tentative",
            "thunderbird_decline": "declined",
        }
        contacts = self.env["res.partner"].concat(
            *(self._make_contact(f"Anna {name.title()}", email=self.contact.email) for name in answers)
        )
        invitations = self._invite(contacts, title="Every program")
        for (name, answer), invitation in zip(answers.items(), invitations, strict=True):
            with self.subTest(name=name):
                content = (FOLDER / f"{name}.eml").read_bytes()
                message = self._reencode(content, invitation)
                self.env["mail.thread"].message_process(None, message)
                self.assertEqual(invitation.answer, answer)
                self.assertEqual(invitation.answer_ids.channel, "calendar")
                self.assertFalse(invitation.activity_ids)

    def _reencode(self, content, invitation):
        """Put the UID of an invitation into a mail, whatever its parts are encoded in."""
        uid = invitation._get_calendar_uid().encode()
        content = content.replace(UID, uid)
        pieces = re.split(rb"(\r\n\r\n(?:[A-Za-z0-9+/]{60,76}\r\n)+[A-Za-z0-9+/=]*\r\n)", content)
        for index in range(1, len(pieces), 2):
            pieces[index] = b"\r\n\r\n" + encodebytes(b64decode(pieces[index]).replace(UID, uid)).replace(b"\n", b"\r\n")
        return b"".join(pieces)

    def test_later_answer_counts_in_whatever_order_they_arrive(self):
        self._receive_decline(stamp=self.answered_on)
        self._receive("malformed_accept", (b"DTSTAMP;TZID=Europe/Berlin:20310105T111500", b"DTSTAMP:" + self._earlier()))
        self.assertEqual(self.invitation.answer, "declined")
        self.assertEqual(len(self.invitation.answer_ids), 3, "nothing is lost")

    def _earlier(self):
        return f"{self.answered_on - timedelta(minutes=5):%Y%m%dT%H%M%SZ}".encode()

    def test_same_mail_twice_is_one_answer(self):
        self._receive_decline()
        self._receive_decline()
        self.assertEqual(len(self.invitation.answer_ids), 2)

    def test_same_answer_in_two_mails_is_one_answer(self):
        self._receive_decline()
        self._receive_decline((b"Message-ID: <", b"Message-ID: <again-"))
        self.assertEqual(len(self.invitation.answer_ids), 2)

    def test_stamp_from_the_future_is_now(self):
        self._receive_decline(stamp=fields.Datetime.now() + timedelta(days=400))
        self.assertLessEqual(self.invitation.answered_on, fields.Datetime.now())

    def test_forwarded_invitation_is_somebody_elses_answer(self):
        self._receive("forwarded_accept")
        self._check_to_do("Somebody else has answered: hans.helfer@firm.example.")

    def test_proposal_of_another_time_is_a_task_with_its_words(self):
        self._receive_decline((b"METHOD:REPLY", b"METHOD:COUNTER\r\nX-A:1"), (b"UID:", b"COMMENT:Geht auch 14 Uhr?\r\nUID:"))
        self._check_to_do("Geht auch 14 Uhr?")

    def test_delegate_is_a_task(self):
        self._receive("delegated")
        self._check_to_do("hans.helfer@firm.example")

    def test_answer_to_an_earlier_date_is_a_task(self):
        self._receive("old_sequence")
        self._check_to_do("earlier version")

    def test_one_date_of_a_series_is_a_task(self):
        self._receive("one_of_series")
        self._check_to_do("series")

    def test_answer_after_the_deadline_is_a_task(self):
        self.invitation.campaign_id.answer_deadline = fields.Datetime.now() - timedelta(minutes=5)
        self._receive_decline()
        self._check_to_do("after the deadline")

    def test_yes_without_a_free_seat_is_a_task(self):
        self.invitation.registration_id.state = "cancel"
        self.event.seats_max = 1
        self.env["event.registration"].create({"event_id": self.event.id, "name": "Somebody"})
        self._receive("thunderbird_accept")
        self._check_to_do("none is free")

    def test_asking_for_the_appointment_sends_it_once_more(self):
        before = len(self.invitation.delivery_ids)
        self.invitation.delivery_ids.filtered("occasion").state = "sent"
        self._receive("refresh")
        self.assertEqual(len(self.invitation.delivery_ids), before + 1)
        self.assertFalse(self.invitation.activity_ids)

    def test_sender_that_is_not_the_invitee_is_noted(self):
        self._receive_decline((b"Erika Muster <erika.muster@firm.example>", b"Office <assistant@firm.example>"))
        self.assertEqual(self.invitation.answer, "declined")
        self.assertTrue(any("assistant@firm.example" in (one.body or "") for one in self.invitation.message_ids))

    def test_unknown_uid_changes_nothing(self):
        content = (FOLDER / "old_sequence.eml").read_bytes()
        with self.assertRaisesRegex(ValueError, "No possible route"):
            self.env["mail.thread"].message_process(None, content)
        self.assertEqual(len(self.invitation.answer_ids), 1)

    def test_answer_of_another_database_cannot_be_made_up(self):
        uid = self.invitation._get_calendar_uid()
        forged = f"outreach-{self.invitation.id}-{'0' * 32}"
        content = (FOLDER / "old_sequence.eml").read_bytes().replace(UID, forged.encode())
        self.assertNotEqual(uid, forged)
        with self.assertRaisesRegex(ValueError, "No possible route"):
            self.env["mail.thread"].message_process(None, content)
        self.assertEqual(self.invitation.answer, "accepted")
