from .returned_mail_case import ReturnedMailCase


class TestCampaignBounces(ReturnedMailCase):
    def setUp(self):
        super().setUp()
        self.contacts = self._make_contacts(30)
        self.invitations = self._invite(self.contacts, user_id=self.clerk.id)
        self.campaign = self.invitations.campaign_id
        self.deliveries = self.env["outreach.delivery"].concat(*(self._deliver(one) for one in self.invitations))

    def _bounce(self, deliveries):
        for delivery in deliveries:
            self._receive("postfix_unknown_user", delivery, **{".report@mx.example": f".{delivery.id}@mx.example"})

    def test_campaign_pauses_itself_when_the_tenth_of_few_comes_back(self):
        self._bounce(self.deliveries[:9])
        self.assertFalse(self.campaign.paused_on)
        self._bounce(self.deliveries[9])
        self.assertTrue(self.campaign.paused_on)
        to_do = self._read_to_dos(self.campaign)
        self.assertEqual(to_do.user_id, self.clerk)
        self.assertIn("10 of 30 mails", to_do.note)
        self._bounce(self.deliveries[10])
        self.assertEqual(len(self._read_to_dos(self.campaign)), 1)

    def test_campaign_that_was_resumed_has_another_ten(self):
        self._bounce(self.deliveries[:10])
        self.campaign.with_user(self.clerk).action_resume()
        self._bounce(self.deliveries[10:19])
        self.assertFalse(self.campaign.paused_on)
        self._bounce(self.deliveries[19])
        self.assertTrue(self.campaign.paused_on)

    def test_ten_of_a_great_many_are_ordinary(self):
        step = self.campaign.step_ids.filtered(lambda step: step.kind == "reminder")
        others = self._make_contacts(170)
        rows = self.env["outreach.invitation"].create(
            [{"campaign_id": self.campaign.id, "partner_id": other.id} for other in others]
        )
        self.env["outreach.delivery"].create(
            [{"step_id": step.id, "campaign_id": self.campaign.id, "invitation_id": row.id, "state": "sent"} for row in rows]
        )
        self._bounce(self.deliveries[:10])
        self.assertFalse(self.campaign.paused_on, "10 of 200 are exactly 5 %")
        self._bounce(self.deliveries[10])
        self.assertTrue(self.campaign.paused_on)
