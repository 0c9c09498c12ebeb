from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form

from .returned_mail_case import ReturnedMailCase


class TestBounceRemedy(ReturnedMailCase):
    def setUp(self):
        super().setUp()
        self._receive("postfix_unknown_user")
        self.mine = self.invitation.with_user(self.clerk)

    def _apply(self, action, **values):
        with Form(self.env["outreach.remedy"].with_user(self.clerk).browse(action["res_id"])) as form:
            for name, value in values.items():
                setattr(form, name, value)
        return form.record.action_apply()

    def test_corrected_address_gets_the_mail_that_came_back(self):
        self._apply(self.mine.action_correct_address(), email="new@firm.example")
        self.assertEqual((self.delivery.state, self.delivery.failure), ("ready", False))
        self.assertEqual((self.contact.message_bounce, self.invitation.email_normalized), (0, "new@firm.example"))
        self.assertFalse(self._read_to_dos())
        self.assertFalse(self.env["outreach.audience"]._judge(self.campaign, self.contact))

    def test_corrected_phone_alone_sends_nothing(self):
        self._apply(self.mine.action_correct_address(), phone="+49 3731 1")
        self.assertEqual(self.delivery.state, "bounced")
        self.assertTrue(self._read_to_dos())

    def test_letter_takes_the_place_of_the_mail(self):
        self.contact.write({"street": "Lane 1", "zip": "09599", "city": "Freiberg"})
        self.mine.action_letter_instead()
        self.assertEqual((self.invitation.verdict, self.delivery.state), ("letter", "skipped"))
        batch = self.env["outreach.letter.batch"].with_user(self.clerk).create({"campaign_id": self.campaign.id})
        self.assertEqual(batch.letter_count, 1)
        batch._collect()
        self.assertEqual((self.delivery.letter_batch_id, self.delivery.state), (batch.sudo(), "ready"))
        self.assertFalse(self._read_to_dos())

    def test_other_contact_is_invited_instead(self):
        organisation = self._make_contact("Firm", is_company=True, email=False)
        other = self._make_contact("Berta Other", parent_id=organisation.id)
        self.contact.parent_id = organisation
        self._apply(self.mine.action_choose_other(), other_id=other, reason="Is in charge now")
        added = self.campaign.invitation_ids.filtered(lambda one: one.partner_id == other)
        self.assertEqual(added.verdict, "ready")
        self.assertEqual(self.env["outreach.audience"]._judge(self.campaign, self.contact), {self.contact.id: "left_out"})
        self.assertFalse(self._read_to_dos())

    def test_mail_that_arrived_is_not_sent_again(self):
        self.delivery.write({"state": "sent", "sent_on": fields.Datetime.now()})
        with self.assertRaisesRegex(UserError, "written to already"):
            self.mine.action_correct_address()
