from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .common import OutreachCase


class TestCampaignFilter(OutreachCase):
    """A search saved in the contact list decides who is invited."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = new_test_user(cls.env, "colleague_test", "circular_outreach.group_user", name="Colleague")
        cls.near, cls.far = cls._make_contact("Anna Near", city="Nearby"), cls._make_contact("Otto Far", city="Faraway")
        cls.stranger = cls._make_contact("Sam Stranger", city="Nearby", outreach_target_group_id=False)

    def _save_search(self, domain="[('city', '=', 'Nearby')]", model="res.partner"):
        return (
            self.env["ir.filters"]
            .with_user(self.clerk)
            .create({"name": "Nearby", "model_id": model, "domain": domain, "user_ids": [(6, 0, self.clerk.ids)]})
        )

    def test_search_and_rules_must_both_be_met(self):
        campaign = self._make_campaign(rule_filter_id=self._save_search().id).with_user(self.clerk)
        campaign.action_build_audience()
        self.assertEqual(campaign.invitation_ids.partner_id, self.near)
        self.assertEqual(
            campaign.rule_text, "All contacts in the target group Builders or Researchers and found by the search “Nearby”"
        )

    def test_search_alone_is_a_rule(self):
        campaign = self._make_campaign(rule_filter_id=self._save_search().id, rule_target_group_ids=False)
        campaign.action_build_audience()
        self.assertEqual(campaign.invitation_ids.partner_id, self.near | self.stranger)

    def test_search_of_a_colleague_decides_too(self):
        campaign = self._make_campaign(rule_filter_id=self._save_search().id).with_user(self.colleague)
        campaign.action_build_audience()
        self.assertEqual(campaign.invitation_ids.partner_id, self.near)
        self.assertIn("Nearby", campaign.rule_text)

    def test_days_counted_from_today_are_understood(self):
        search = self._save_search(f"[('create_date', '>', 'today -12m'), ('id', 'in', {self.near.ids})]")
        campaign = self._make_campaign(rule_filter_id=search.id)
        campaign.action_build_audience()
        self.assertEqual(campaign.invitation_ids.partner_id, self.near)

    def test_search_that_cannot_be_worked_out_is_refused(self):
        for domain in ("[('user_id', '=', uid)]", "[('no_such_field', '=', 1)]", "[(", "print(1)"):
            with self.assertRaisesRegex(ValidationError, "“Nearby” cannot be used"):
                self._make_campaign(rule_filter_id=self._save_search(domain).id)

    def test_search_among_other_records_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "cannot be used"):
            self._make_campaign(rule_filter_id=self._save_search(model="crm.lead").id)

    def test_search_that_changed_for_the_worse_is_refused(self):
        search = self._save_search()
        campaign = self._make_campaign(rule_filter_id=search.id).with_user(self.clerk)
        search.domain = "[('user_id', '=', uid)]"
        with self.assertRaisesRegex(ValidationError, "cannot be used"):
            campaign.action_build_audience()

    def test_search_in_use_cannot_be_deleted(self):
        search = self._save_search()
        self._make_campaign(rule_filter_id=search.id)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            search.unlink()
