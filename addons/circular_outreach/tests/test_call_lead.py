from psycopg2.errors import UniqueViolation

from odoo.tools import mute_logger

from .common import OutreachCase


class TestCallLead(OutreachCase):
    def setUp(self):
        super().setUp()
        self.role_type = self.env["outreach.role.type"].create(
            {"name": "Test partner", "held_by": "organisation", "user_id": self.clerk.id}
        )
        self.firm = self._make_contact("Firm", is_company=True, email=False)
        self.person = self._make_contact("Anna Contact", parent_id=self.firm.id)
        self.invitation = self._invite(self.person, purpose="call", event_id=False, role_type_id=self.role_type.id)

    def _get_leads(self):
        domain = [("outreach_invitation_id", "=", self.invitation.id)]
        return self.env["crm.lead"].with_context(active_test=False).search(domain)

    def test_interest_opens_one_lead_for_the_responsible(self):
        self.invitation._answer("accepted", "page", "Tell me more.")
        lead = self._get_leads()
        self.assertEqual((lead.partner_id, lead.user_id, lead.outreach_role_type_id), (self.person, self.clerk, self.role_type))
        self.assertEqual(lead.campaign_id, self.invitation.campaign_id.utm_campaign_id)
        self.assertIn("Tell me more.", "".join(lead.message_ids.mapped("body")))

    def test_interest_makes_the_organisation_a_candidate(self):
        self.invitation._answer("accepted", "page")
        role = self._get_leads().outreach_role_id
        self.assertEqual((role.partner_id, role.contact_id, role.state), (self.firm, self.person, "candidate"))
        self.assertEqual(role.origin, "campaign")

    def test_somebody_without_organisation_may_be_interested_in_what_organisations_do(self):
        alone = self._make_contact("Otto Alone")
        self.invitation = self._invite(
            alone, purpose="call", event_id=False, role_type_id=self.role_type.id, title="Another call"
        )
        self.invitation._answer("accepted", "page")
        lead = self._get_leads()
        self.assertEqual((lead.partner_id, bool(lead.outreach_role_id)), (alone, False))
        self.assertIn("Enter the organisation on the contact", "".join(lead.message_ids.mapped("body")))

    def test_known_role_is_linked(self):
        role = self.env["outreach.role"].create({"partner_id": self.firm.id, "type_id": self.role_type.id})
        self.invitation._answer("accepted", "page")
        self.assertEqual(self._get_leads().outreach_role_id, role)

    def test_however_often_somebody_answers_there_is_one_lead(self):
        for answer in ("accepted", "accepted", "declined", "accepted"):
            self.invitation._answer(answer, "page")
        self.assertEqual(len(self._get_leads()), 1)

    @mute_logger("odoo.sql_db")
    def test_database_allows_no_second_lead(self):
        self.invitation._answer("accepted", "page")
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self.env["crm.lead"].create({"name": "Second", "outreach_invitation_id": self.invitation.id})

    def test_not_now_opens_no_lead(self):
        self.invitation._answer("declined", "page")
        self.assertFalse(self._get_leads())

    def test_not_now_closes_nothing_and_is_noted(self):
        self.invitation._answer("accepted", "page")
        self.invitation._answer("declined", "page", "Too much work at present.")
        lead = self._get_leads()
        self.assertTrue(lead.active)
        self.assertEqual((lead.won_status, lead.outreach_role_id.state), ("pending", "candidate"))
        self.assertIn("Too much work at present.", "".join(lead.message_ids.mapped("body")))

    def test_lost_lead_is_opened_again(self):
        self.invitation._answer("accepted", "page")
        lead = self._get_leads()
        lead.action_set_lost()
        self.assertEqual(lead.outreach_role_id.state, "ended")
        self.invitation._answer("accepted", "page")
        self.assertEqual(self._get_leads(), lead)
        self.assertEqual((lead.active, lead.won_status, lead.outreach_role_id.state), (True, "pending", "candidate"))

    def test_won_lead_stays_won(self):
        self.invitation._answer("accepted", "page")
        lead = self._get_leads()
        lead.action_set_won()
        self.invitation._answer("accepted", "page")
        self.assertEqual((lead.won_status, lead.outreach_role_id.state), ("won", "active"))

    def test_old_yes_found_late_opens_nothing(self):
        self.invitation._answer("declined", "page")
        self.invitation._answer("accepted", "paper", answered_on=self.invitation.answered_on.replace(year=2020))
        self.assertFalse(self._get_leads())

    def test_clerk_without_sales_rights_takes_the_answer_down(self):
        self.invitation.with_user(self.clerk)._answer("accepted", "phone")
        self.assertEqual(len(self._get_leads()), 1)

    def test_workshops_open_no_leads(self):
        invitation = self._invite(self._make_contact("Wilma Workshop"))
        invitation._answer("accepted", "page")
        self.assertFalse(self.env["crm.lead"].search([("outreach_invitation_id", "=", invitation.id)]))
