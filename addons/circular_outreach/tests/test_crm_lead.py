from odoo.exceptions import UserError

from .common import OutreachCase


class TestCrmLead(OutreachCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.role_type = cls.env["outreach.role.type"].create({"name": "Test partner", "held_by": "organisation"})
        cls.organisation = cls._make_contact("Firm", is_company=True)
        cls.person = cls._make_contact("Anna Contact", parent_id=cls.organisation.id)

    def _make_lead(self, **values):
        defaults = {
            "name": "Best practice?",
            "type": "opportunity",
            "partner_id": self.person.id,
            "outreach_role_type_id": self.role_type.id,
        }
        return self.env["crm.lead"].create({**defaults, **values})

    def test_winning_makes_the_role_of_the_organisation_active(self):
        lead = self._make_lead()
        lead.action_set_won()
        role = lead.outreach_role_id
        self.assertEqual((role.partner_id, role.contact_id), (self.organisation, self.person))
        self.assertEqual((role.state, role.origin), ("active", "lead"))

    def test_winning_uses_the_candidate_there_is(self):
        candidate = self.env["outreach.role"].create({"partner_id": self.organisation.id, "type_id": self.role_type.id})
        lead = self._make_lead()
        lead.action_set_won()
        self.assertEqual(lead.outreach_role_id, candidate)
        self.assertEqual(candidate.state, "active")

    def test_losing_ends_the_candidate(self):
        candidate = self.env["outreach.role"].create({"partner_id": self.organisation.id, "type_id": self.role_type.id})
        self._make_lead().action_set_lost()
        self.assertEqual(candidate.state, "ended")

    def test_losing_leaves_an_active_role_alone(self):
        role = self.env["outreach.role"].create({"partner_id": self.organisation.id, "type_id": self.role_type.id})
        role.action_activate()
        self._make_lead().action_set_lost()
        self.assertEqual(role.state, "active")

    def test_lead_without_a_contact_says_what_is_missing(self):
        lead = self._make_lead(partner_id=False)
        with self.assertRaisesRegex(UserError, "Choose the contact first"):
            lead.action_set_won()

    def test_lead_without_a_role_is_just_a_lead(self):
        self._make_lead(outreach_role_type_id=False).action_set_won()
        self.assertFalse(self.organisation.outreach_role_ids)
