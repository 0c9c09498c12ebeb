import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.circular_outreach.tools import calendar_reply, calendar_uid

from .incoming_mail import parse

FOLDER = Path(__file__).parent / "data" / "calendar"
UID = "outreach-4711-0123456789abcdef0123456789abcdef"
TRUTH = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))


class TestToolsCalendarReply(BaseCase):
    """What calendars send back, as they really write it (the collection is in data/calendar)."""

    def test_every_mail_of_the_collection_is_read_as_it_was_meant(self):
        self.assertEqual({path.stem for path in FOLDER.glob("*.eml")}, set(TRUTH))
        for name, truth in TRUTH.items():
            with self.subTest(name=name):
                reply = calendar_reply.find(parse((FOLDER / f"{name}.eml").read_bytes()))
                if truth is None:
                    self.assertIsNone(reply)
                    continue
                self.assertEqual(reply.uid, UID)
                for key, value in truth.items():
                    found = getattr(reply, key)
                    self.assertEqual(str(found) if key == "stamp" else found, value, key)

    def test_recorded_answers_of_thunderbird_have_a_fresh_stamp(self):
        for name in ("accept", "decline", "tentative"):
            reply = calendar_reply.find(parse((FOLDER / f"thunderbird_{name}.eml").read_bytes()))
            self.assertIsNotNone(reply.stamp)
            self.assertEqual(reply.sender, "erika.muster@firm.example")

    @settings(deadline=None, derandomize=True, max_examples=200)
    @given(
        st.text(max_size=300),
        st.sampled_from(["UID", "DTSTAMP", "ATTENDEE", "SEQUENCE", "COMMENT", "BEGIN", 'ATTENDEE;EMAIL="', "DTSTAMP;TZID="]),
    )
    def test_reading_never_fails(self, text, name):
        calendar_reply.read(
            f"BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:{UID}\n{name}:{text}\n{name}{text}\nEND:VEVENT\n{text}"
        )

    def test_endless_lines_are_read_at_once(self):
        for line in (";A=" + "," * 100_000, ";A=" + ',"' * 50_000, ":" + "a" * 200_000, ";" * 100_000, ";A=a" * 50_000):
            reply = calendar_reply.read(f"METHOD:REPLY\nBEGIN:VEVENT\nUID:{UID}\nATTENDEE{line}\nEND:VEVENT")
            self.assertEqual(reply.uid, UID)

    def test_impossible_moments_and_numbers_are_left_out(self):
        for stamp in ("20311345T101500Z", "00000000T000000Z", "99991231T235959", "soon"):
            reply = calendar_reply.read(
                f"BEGIN:VEVENT\nUID:{UID}\nDTSTAMP;TZID=America/New_York:{stamp}\nSEQUENCE:-1\nEND:VEVENT", method="reply"
            )
            self.assertEqual((reply.stamp, reply.sequence), (None, None), stamp)

    def test_uid_is_known_again_and_nobody_can_make_one(self):
        uid = calendar_uid.make(b"key", 4711)
        self.assertEqual(calendar_uid.read(b"key", f" {uid.upper()} "), 4711)
        for wrong in (uid[:-1] + "x", uid.replace("4711", "4712"), "", "outreach-4711-", calendar_uid.make(b"other", 4711)):
            self.assertIsNone(calendar_uid.read(b"key", wrong), wrong)
