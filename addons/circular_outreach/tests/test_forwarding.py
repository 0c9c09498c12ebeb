from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError

from ..tools.named_person import NamedPerson
from .common import OutreachCase


class TestForwarding(OutreachCase):
    def setUp(self):
        super().setUp()
        self.firm = self._make_contact("Firm", is_company=True, email=False)
        self.invitation = self._invite(self._make_contact(parent_id=self.firm.id))
        self.person = NamedPerson("Sam", "Stranger", "sam@other.example")
        self.forwarding = self.env["outreach.forwarding"]._record(self.invitation, self.person, "Firm", "May I come?")

    def _as_clerk(self):
        return self.forwarding.with_user(self.clerk)

    def test_clerk_invites_this_person_too(self):
        self._as_clerk().action_invite()
        contact = self.invitation.campaign_id.invitation_ids.partner_id.filtered(lambda one: one.email == "sam@other.example")
        self.assertEqual((contact.parent_id, contact.outreach_is_unconfirmed), (self.firm, False))
        own = contact.outreach_invitation_ids
        self.assertEqual((own.verdict, own.answer), ("ready", "none"))
        self.assertEqual(self.invitation.answer, "none")
        self.assertFalse(self.invitation.activity_ids)

    def test_known_contact_is_taken_and_not_changed(self):
        known = self._make_contact("Sam Stranger", email="sam@other.example", function="Director")
        self._as_clerk().action_invite()
        self.assertEqual(known.outreach_invitation_ids.campaign_id, self.invitation.campaign_id)
        self.assertEqual(known.function, "Director")

    def test_objection_holds_for_who_asks_by_a_forwarded_link_too(self):
        known = self._make_contact("Sam Stranger", email="sam@other.example")
        self.env["outreach.opt.out"]._record_contact(known, "everything", "phone")
        self._as_clerk().action_invite()
        self.assertEqual(known.outreach_invitation_ids.verdict, "objection")

    def test_clerk_says_it_is_the_substitute(self):
        self._as_clerk().action_is_substitute()
        self.assertEqual(self.invitation.substitute_id.partner_id.name, "Sam Stranger")
        self.assertEqual(self.forwarding.state, "substitute")

    def test_dismissed_is_forgotten_after_a_month(self):
        self._as_clerk().action_dismiss()
        self.assertFalse(self.invitation.activity_ids)
        self.env["outreach.forwarding"]._gc_dismissed()
        self.assertTrue(self.forwarding.exists())
        self.forwarding.decided_on = fields.Datetime.now() - timedelta(days=31)
        self.env["outreach.forwarding"]._gc_dismissed()
        self.assertFalse(self.forwarding.exists())

    def test_nothing_is_decided_twice(self):
        self._as_clerk().action_dismiss()
        with self.assertRaisesRegex(UserError, "decided already"):
            self._as_clerk().action_invite()

    def test_desk_helpers_do_not_see_who_asked(self):
        with self.assertRaises(AccessError):
            self.forwarding.with_user(self.desk_helper).read(["email"])
