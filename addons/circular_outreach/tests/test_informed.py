from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tools.safe_eval import safe_eval

from .common import MailCase, OutreachCase
from .letter_case import LetterCase


class TestInformedByMail(MailCase):
    def setUp(self):
        super().setUp()
        self.contacts = self._make_contacts(2)
        self.invitations = self._invite(self.contacts)

    def test_the_mail_that_carries_the_notice_says_when(self):
        self.mailbox.refuse[self.contacts[1].email_normalized] = "550 5.1.1 no such user"
        self._send_due()
        self.assertEqual(self.contacts[0].outreach_informed_on, self.invitations[0].sent_on)
        self.assertFalse(self.contacts[1].outreach_informed_on, "a refused mail told nobody")
        text = self.mailbox.parsed()[0].get_body(("plain",)).get_content()
        for words in ("We have it from", "You may object at any time", "https://county.example/privacy"):
            self.assertIn(words, text)

    def test_the_first_time_counts(self):
        before = fields.Datetime.now() - timedelta(days=99)
        self.contacts.outreach_informed_on = before
        self._send_due()
        self.assertEqual(len(self.mailbox.messages), 2)
        self.assertEqual(set(self.contacts.mapped("outreach_informed_on")), {before})

    def test_what_a_killed_sender_left_undone_the_next_one_does(self):
        self._send_due()
        self.contacts.outreach_informed_on = False
        self._send_due()
        self.assertEqual(len(self.mailbox.messages), 2)
        self.assertEqual(self.contacts.mapped("outreach_informed_on"), self.invitations.mapped("sent_on"))

    def test_a_mail_in_doubt_that_went_out_as_somebody_decides_counts(self):
        self._send_due()
        self.contacts.outreach_informed_on = False
        self.invitations.delivery_ids._set_sent()
        self.assertTrue(all(self.contacts.mapped("outreach_informed_on")))


class TestInformedByLetter(LetterCase):
    def setUp(self):
        super().setUp()
        self.contact = self._make_recipient()
        self.batch = self._print(self.contact)

    def test_the_letter_counts_when_it_is_posted_and_no_more_when_it_was_not(self):
        self.assertFalse(self.contact.outreach_informed_on)
        self.batch.action_mark_sent()
        self.assertEqual(self.contact.outreach_informed_on, self.batch.delivery_ids.sent_on)
        self.batch.action_undo_sent()
        self.assertFalse(self.contact.outreach_informed_on)

    def test_who_knew_before_still_knows(self):
        before = fields.Datetime.now() - timedelta(days=99)
        self.contact.outreach_informed_on = before
        self.batch.action_mark_sent()
        self.batch.action_undo_sent()
        self.assertEqual(self.contact.outreach_informed_on, before)


class TestNotInformed(OutreachCase):
    def _find(self):
        view = self.env.ref("circular_outreach.res_partner_view_search_informed")
        node = next(node for node in view._get_combined_arch().iter("filter") if node.get("name") == "not_informed")
        return self.env["res.partner"].search([*safe_eval(node.get("domain")), ("name", "like", "Listed")])

    def test_list_has_who_was_not_told_for_thirty_days(self):
        today = fields.Date.today()
        late = self._make_contact("Anna Listed", outreach_source_date=today - timedelta(days=31))
        self._make_contact("Berta Listed", outreach_source_date=today - timedelta(days=29))
        self._make_contact("Clara Listed")
        self._make_contact("Listed GmbH", is_company=True, outreach_source_date=today - timedelta(days=31))
        forgotten = self._make_contact("Dora Listed")
        self.env.cr.execute("UPDATE res_partner SET create_date = %s WHERE id = %s", (today - timedelta(days=31), forgotten.id))
        self.assertEqual(self._find(), late | forgotten)
        late.with_user(self.clerk).action_outreach_inform()
        self.assertEqual(self._find(), forgotten)
        self.assertIn("other than by a mail", late.message_ids[0].body)

    def test_who_only_reads_notes_nothing(self):
        contact = self._make_contact()
        with self.assertRaises(AccessError):
            contact.with_user(self._make_persona("reader")).action_outreach_inform()
        self.assertFalse(contact.outreach_informed_on)
