from datetime import timedelta

from .common import OutreachCase


class TestPartnerMerge(OutreachCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kept = cls._make_contact("Anna Kept", email="anna@firm.example")
        cls.gone = cls._make_contact("Anna Gone", email="a.gone@firm.example")

    def _merge(self):
        self.env["base.partner.merge.automatic.wizard"]._merge((self.kept | self.gone).ids, self.kept)

    def test_roles_of_both_end_on_the_survivor(self):
        role_type = self.env["outreach.role.type"].create({"name": "Test partner"})
        roles = self.env["outreach.role"].create(
            [{"partner_id": one.id, "type_id": role_type.id} for one in (self.kept, self.gone)]
        )
        roles[1].action_activate()
        self._merge()
        self.assertEqual(roles.exists(), roles)
        self.assertEqual(roles.partner_id, self.kept)
        self.assertEqual(roles.mapped("state"), ["ended", "active"])

    def test_two_invitations_to_one_workshop_become_one(self):
        first, second = self._invite(self.kept | self.gone)
        first._answer("declined", "phone", answered_on=self.begin - timedelta(days=50))
        second._answer("accepted", "page")
        self._merge()
        invitation = self.env["outreach.invitation"].search([("campaign_id", "=", second.campaign_id.id)])
        self.assertEqual((invitation.partner_id, invitation.answer), (self.kept, "accepted"))
        self.assertEqual(invitation.answer_ids.mapped("answer"), ["accepted", "declined"])
        self.assertEqual(invitation.registration_id.state, "open")
        self.assertEqual(invitation.registration_id.outreach_attendee_id, self.kept)

    def test_two_seats_become_one(self):
        for invitation in self._invite(self.kept | self.gone):
            invitation._answer("accepted", "page")
        self._merge()
        self.assertEqual(self.event.seats_taken, 1)

    def test_nobody_is_told_that_the_second_seat_is_gone_and_later_news_finds_its_place(self):
        first, second = self._invite(self.kept | self.gone)
        for answer in ("accepted", "declined", "accepted"):
            second._answer(answer, "page")
        first._answer("accepted", "page")
        self._merge()
        invitation = self.env["outreach.invitation"].search([("campaign_id", "=", first.campaign_id.id)])
        waiting = invitation.delivery_ids.filtered(lambda delivery: delivery.state == "ready")
        self.assertEqual(set(waiting.step_id.mapped("kind")), {"confirmation"})
        invitation._answer("declined", "page")
        self.assertEqual(len(set(invitation.delivery_ids.mapped("occasion"))), len(invitation.delivery_ids))

    def test_mails_of_both_are_kept(self):
        invitations = self._invite(self.kept | self.gone)
        step = invitations.campaign_id.step_ids.filtered(lambda step: step.kind == "invitation")
        step._create_deliveries()
        invitations[1].delivery_ids.write({"state": "sent", "email": "a.gone@firm.example"})
        self._merge()
        delivery = step.delivery_ids
        self.assertEqual((delivery.state, delivery.partner_id), ("sent", self.kept))

    def test_second_mail_of_a_step_is_noted(self):
        invitations = self._invite(self.kept | self.gone)
        step = invitations.campaign_id.step_ids.filtered(lambda step: step.kind == "invitation")
        step._create_deliveries()
        invitations[0].delivery_ids.write({"state": "sent", "email": "anna@firm.example"})
        invitations[1].delivery_ids.write({"state": "sent", "email": "a.gone@firm.example"})
        self._merge()
        invitation = self.env["outreach.invitation"].search([("campaign_id", "=", step.campaign_id.id)])
        self.assertIn("a.gone@firm.example", invitation.message_ids[0].body)

    def test_attendance_of_both_counts_for_the_survivor(self):
        invitation = self._invite(self.gone)
        invitation._answer("accepted", "page")
        invitation.registration_id.action_outreach_check_in()
        self._merge()
        self.assertEqual(self.kept.outreach_attended_count, 1)
