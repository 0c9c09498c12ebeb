import io
from datetime import timedelta

from pypdf import PdfReader

from odoo import Command, fields

from .common import OutreachCase


class TestPhoneList(OutreachCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        role_type = cls.env["outreach.role.type"].create({"name": "Ambassador"})
        cls.plain = cls._make_contact("Anna Plain", phone="+49 3731 1")
        cls.holder = cls._make_contact("Berta Role", phone="+49 3731 2")
        cls.env["outreach.role"].create({"partner_id": cls.holder.id, "type_id": role_type.id})
        cls.researcher = cls._make_contact("Clara Research", outreach_target_group_id=cls.group_research.id)
        cls.event.outreach_quota_ids = [Command.create({"target_group_id": cls.group_research.id, "seats": 1})]
        cls.invitations = cls._invite(cls.plain + cls.holder + cls.researcher)
        cls.campaign = cls.invitations.campaign_id.with_user(cls.clerk)

    def _get_listed(self):
        self.env.invalidate_all()
        action = self.campaign.action_view_phone_list()
        return self.env["outreach.invitation"].with_user(self.clerk).search(action["domain"])

    def test_role_and_open_quota_matter(self):
        listed = self._get_listed()
        self.assertEqual(listed.partner_id, self.holder + self.researcher)
        self.assertEqual(self.campaign.phone_list_count, 2)
        self.assertEqual(self.invitations.mapped("is_on_phone_list"), [False, True, True])

    def test_full_quota_needs_no_call(self):
        self.env["event.registration"].create(
            {"event_id": self.event.id, "name": "Somebody", "outreach_target_group_id": self.group_research.id}
        )
        self.assertEqual(self._get_listed().partner_id, self.holder)

    def test_who_answered_or_objected_is_not_called(self):
        self.invitations[1]._answer("declined", "page")
        self.assertEqual(self._get_listed().partner_id, self.researcher)
        self.invitations[2].with_user(self.clerk).action_opt_out()
        self.assertFalse(self._get_listed())

    def test_nobody_is_called_for_what_is_over_or_not_released(self):
        self.campaign.sudo().state = "closed"
        self.assertFalse(self._get_listed())
        self.campaign.sudo().state = "running"
        self.event.date_begin = fields.Datetime.now() - timedelta(hours=1)
        self.assertFalse(self._get_listed())

    def test_one_click_takes_down_the_answer(self):
        first, second = self._get_listed()
        first.action_answer_accepted()
        second.action_answer_declined()
        self.assertEqual((first.answer, second.answer), ("accepted", "declined"))
        self.assertEqual(set((first + second).answer_ids.mapped("channel")), {"phone"})
        self.assertTrue(first.called_on)
        self.assertFalse(self._get_listed())

    def test_call_again_is_a_to_do_on_a_working_day_that_moves(self):
        invitation = self._get_listed()[0]
        invitation.action_call_again()
        invitation.action_call_again()
        activity = invitation.activity_ids
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.clerk)
        self.assertGreater(activity.date_deadline, fields.Date.today())
        self.assertLess(activity.date_deadline.weekday(), 5)
        self.assertIn("Call, ", invitation.last_contact_text)
        self.assertIn(invitation, self._get_listed())

    def test_an_answer_on_the_page_takes_the_call_off_the_list(self):
        invitation = self._get_listed()[0]
        invitation.action_call_again()
        visitor = self.env["outreach.invitation"].with_user(self.env.ref("base.public_user")).sudo().browse(invitation.id)
        visitor._answer("accepted", "page")
        self.assertFalse(invitation.activity_ids)

    def test_number_of_the_organisation_where_the_person_has_none(self):
        firm = self._make_contact("Firm", is_company=True, phone="+49 3731 9")
        person = self._make_contact("Dora Direct", parent_id=firm.id, phone=False)
        invitation = self._invite(person, title="Other")
        self.assertEqual(invitation.phone, "+49 3731 9")
        self.assertFalse(invitation.last_contact_text)

    def test_last_contact_names_the_way(self):
        step = self.campaign.step_ids[0]
        invitation = self.invitations[1]
        self.env["outreach.delivery"].create(
            {
                "step_id": step.id,
                "campaign_id": self.campaign.id,
                "invitation_id": invitation.id,
                "state": "sent",
                "sent_on": "2026-01-05 10:00:00",
            }
        )
        self.assertEqual(invitation.with_context(lang="en_US").last_contact_text, "E-mail, 01/05/2026")

    def test_printed_list(self):
        action = self.env["outreach.invitation"].with_user(self.clerk).with_context(outreach_campaign_id=self.campaign.id)
        self.assertEqual(action.action_print_phone_list()["report_name"], "circular_outreach.phone_list")
        report = self.env["ir.actions.report"].with_user(self.clerk).with_context(lang="en_US")
        content, kind = report._render("circular_outreach.phone_list", self.campaign.ids)
        self.assertEqual(kind, "pdf")
        text = PdfReader(io.BytesIO(content)).pages[0].extract_text()
        for words in ("Berta Role", "+49 3731 2", "Ambassador", "Clara Research", "no number", "Page 1 of 1"):
            self.assertIn(words, text)
        self.assertNotIn("Anna Plain", text)

    def test_printed_list_of_nobody_says_so(self):
        self.campaign.sudo().state = "closed"
        report = self.env["ir.actions.report"].with_user(self.clerk).with_context(lang="en_US")
        content, _kind = report._render("circular_outreach.phone_list", self.campaign.ids)
        self.assertIn("Nobody needs to be called", PdfReader(io.BytesIO(content)).pages[0].extract_text())
