import time

from flufl.bounce import all_failures
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools import returned_mail
from .incoming_mail import ADDRESS, MESSAGE_ID, parse, read_bytes, read_truth

TRUTH = read_truth()
CONTENTS = {name: read_bytes(name) for name in TRUTH}
KINDS = {"report", "receipt", "complaint", "challenge", "moved", "auto_reply", "reply", "other"}
# Bytes that mean something to mail programs, and some that mean nothing to anybody.
SPLINTERS = (
    b"\r\n",
    b"\r\n\r\n",
    b"\x00",
    b"\xff\xfe",
    b"--B4711",
    b"--B4711--",
    b"=?utf-8?B?////?=",
    b"Content-Type: multipart/report; boundary=",
    b"Content-Type: text/plain; charset=\xe4\xff\r\n",
    b"Content-Type: message/delivery-status\r\n\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Transfer-Encoding: x-uuencode\r\n",
    b"Message-ID: <<>>\r\n",
    b"From: @,;:<>\r\n",
    b"Date: Mon, 99 Foo 2026 99:99:99 +9999\r\n",
    b"bis 31.02.2026 ",
)


@st.composite
def damaged_mails(draw):
    """Mails of the collection after an accident or two."""
    content = CONTENTS[draw(st.sampled_from(sorted(CONTENTS)))]
    for _accident in range(draw(st.integers(1, 4))):
        begin, end = sorted((draw(st.integers(0, len(content))), draw(st.integers(0, len(content)))))
        piece = draw(st.one_of(st.sampled_from(SPLINTERS), st.binary(max_size=40)))
        content = draw(
            st.sampled_from(
                (
                    content[:begin] + content[end:],
                    content[:begin] + piece + content[begin:],
                    content[:begin] + content[begin:end] * 2 + content[end:],
                    content[:end],
                    content.replace(b"utf-8", piece),
                    content.replace(b"\n", b"\r\n"),
                    content.replace(b"\n", b"\r"),
                )
            )
        )
    return content


class TestReturnedMail(BaseCase):
    def _read(self, content):
        return returned_mail.read(parse(content))

    def _summarise(self, read, truth):
        summary = {"kind": read.kind, "ids": list(dict.fromkeys(read.returned_ids + read.answered_ids))}
        if read.recipients:
            summary["recipients"] = [[one.address, one.action, one.status, one.severity] for one in read.recipients]
        if read.suggestion or "suggestion" in truth:
            summary["suggestion"] = read.suggestion
        if read.absent_until:
            summary["until"] = str(read.absent_until)
        return summary

    def test_every_mail_of_the_collection_is_understood(self):
        for name, truth in TRUTH.items():
            with self.subTest(mail=name):
                self.assertEqual(self._summarise(self._read(CONTENTS[name]), truth), truth)

    def test_line_endings_of_the_wire_change_nothing(self):
        for name, truth in TRUTH.items():
            with self.subTest(mail=name):
                self.assertEqual(self._summarise(self._read(CONTENTS[name].replace(b"\n", b"\r\n")), truth), truth)

    def test_server_says_why(self):
        words = self._read(CONTENTS["postfix_unknown_user"]).recipients[0].words
        self.assertEqual(words, f"550 5.1.1 <{ADDRESS}>: Recipient address rejected: User unknown in virtual mailbox table")
        self.assertIn("no mailbox here by that name", self._read(CONTENTS["qmail_unknown_user"]).recipients[0].words)
        self.assertIn("550 unbekannter Empfänger", self._read(CONTENTS["t_online_german_unknown"]).recipients[0].words)

    def test_original_recipient_is_kept_where_a_mail_was_passed_on(self):
        (recipient,) = self._read(CONTENTS["passed_on_known_origin"]).recipients
        self.assertEqual((recipient.address, recipient.original), ("e.muster@elsewhere.example", ADDRESS))

    def test_who_has_moved_is_noticed_in_answers_by_hand_too(self):
        moved = {name for name, content in CONTENTS.items() if self._read(content).has_moved}
        self.assertEqual(
            moved,
            {
                "moved_english",
                "moved_german",
                "moved_mailbox_closed",
                "moved_retired",
                "reply_new_address",
                "reply_person_left",
                "report_new_address",
            },
        )

    def test_what_is_quoted_is_not_what_was_said(self):
        for name in ("reply_top_posting", "reply_html_only", "reply_gmail_alternative", "reply_forwarded_by_colleague"):
            with self.subTest(mail=name):
                self.assertNotRegex(self._read(CONTENTS[name]).words, "laden Sie ein|nicht mehr")

    def test_bounces_are_those_that_another_program_finds(self):
        """flufl.bounce, Mailman's reader, knows reports by their form only; what it takes for failed we must know as well."""
        for name, truth in TRUTH.items():
            if truth["kind"] != "report":
                continue
            temporary, permanent = all_failures(parse(CONTENTS[name]))
            read = self._read(CONTENTS[name]).recipients
            for addresses, action in ((temporary, "delayed"), (permanent, "failed")):
                with self.subTest(mail=name, action=action):
                    ours = {address for one in read if one.action == action for address in (one.address, one.original)}
                    self.assertLessEqual({address.decode().lower() for address in addresses}, ours)

    def test_huge_mails_are_read_in_no_time(self):
        head = CONTENTS["reply_top_posting"].partition(b"\n\n")[0] + b"\n\n"
        for body in (
            b"x" * 10_000_000,
            b"a@" * 5_000_000,
            b"> \n" * 3_000_000,
            b"<div>" * 2_000_000,
            b"Ihre Adresse " * 800_000,
            b"550 5.1.1 " * 1_000_000,
            b"Von: x\n" * 1_400_000,
        ):
            for kind in (b"text/plain", b"text/html", b"multipart/report; boundary=missing"):
                message = parse(head.replace(b"text/plain", kind) + body)
                begun = time.monotonic()
                read = returned_mail.read(message)
                with self.subTest(body=body[:10], kind=kind):
                    self.assertLess(time.monotonic() - begun, 5)
                    self.assertEqual(read.kind, "reply")
                    self.assertEqual(read.answered_ids, (MESSAGE_ID,))

    def test_many_recipients_and_many_ids_have_a_limit(self):
        report = CONTENTS["postfix_unknown_user"].replace(
            b"\n\nFinal-Recipient",
            b"\n\n" + b"Final-Recipient: rfc822; x@firm.example\nAction: failed\n\n" * 5000 + b"Final-Recipient",
        )
        self.assertEqual(len(self._read(report).recipients), 100)
        reply = CONTENTS["reply_empty"].replace(b"References: ", b"References: " + b"<x@y.example> " * 50_000)
        self.assertLessEqual(len(self._read(reply).answered_ids), 32)

    @settings(max_examples=400, deadline=None, database=None, derandomize=True)
    @given(damaged_mails())
    def test_damaged_mails_are_read_without_failing(self, content):
        self.assertIn(self._read(content).kind, KINDS)

    @settings(max_examples=200, deadline=None, database=None, derandomize=True)
    @given(st.binary(max_size=2000))
    def test_any_bytes_are_read_without_failing(self, content):
        self.assertIn(self._read(content).kind, KINDS)
