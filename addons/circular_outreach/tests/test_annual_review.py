from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .legal_case import LegalCase


@tagged("post_install", "-at_install")
class TestReview(LegalCase):
    """Texts and activities are looked at once a year, and somebody is told when."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.context_today(cls.env.user)

    def _remind(self):
        self.env["outreach.annual.review"]._cron_remind()

    def test_what_was_never_reviewed_is_due_at_once(self):
        activity = self._make_activity()
        self.assertTrue(activity.is_review_due)
        self._remind()
        self.assertEqual(len(activity.activity_ids), 1)
        self.assertEqual(activity.activity_ids.user_id, self.officer)

    def test_there_is_one_to_do_however_often_the_day_comes(self):
        text, activity = self._make_text(), self._make_activity()
        self._remind()
        self._remind()
        self.assertEqual((len(text.activity_ids), len(activity.activity_ids)), (1, 1))

    def test_reviewing_closes_the_to_do_for_a_year(self):
        activity = self._make_activity()
        self._remind()
        activity.action_review()
        self.assertFalse(activity.activity_ids)
        self.assertEqual((activity.reviewed_on, activity.reviewed_by_id), (self.today, self.officer))
        self.assertEqual(activity.review_on, self.today + relativedelta(years=1))
        self._remind()
        self.assertFalse(activity.activity_ids)

    def test_a_year_later_it_is_due_again(self):
        activity = self._make_activity()
        activity.reviewed_on = self.today - timedelta(days=364)
        self.assertFalse(activity.is_review_due)
        activity.reviewed_on = self.today - timedelta(days=366)
        self.assertTrue(activity.is_review_due)
        self._remind()
        self.assertEqual(len(activity.activity_ids), 1)

    def test_publishing_is_a_review(self):
        text = self._make_text()
        self._remind()
        text.action_publish()
        self.assertEqual(text.reviewed_on, self.today)
        self.assertFalse(text.activity_ids)

    def test_an_earlier_day_may_be_named(self):
        activity = self._make_activity()
        activity.action_review()
        activity.review_on = self.today
        self.assertTrue(activity.is_review_due)

    def test_who_reviewed_it_last_is_asked_again(self):
        other = new_test_user(self.env, "other_officer", "circular_outreach.group_privacy", name="Other")
        activity = self._make_activity()
        activity.with_user(other).action_review()
        activity.review_on = self.today
        self._remind()
        self.assertEqual(activity.activity_ids.user_id, other)

    def test_to_do_speaks_the_language_of_who_is_asked(self):
        self.officer.lang = "de_DE"
        activity = self._make_activity()
        self._remind()
        self.assertEqual(activity.activity_ids.summary, "Stimmt dieser Text noch?")

    def test_archived_ones_are_nobodys_task(self):
        activity = self._make_activity(active=False)
        self._remind()
        self.assertFalse(activity.activity_ids)

    def test_what_has_gaps_cannot_be_called_right(self):
        activity = self._make_activity(recipients="Funder ⟨name⟩", impact="⟨outcome⟩")
        self.assertEqual(activity.gaps, "⟨name⟩\n⟨outcome⟩")
        with self.assertRaisesRegex(UserError, "⟨name⟩, ⟨outcome⟩"):
            activity.action_review()

    def test_only_privacy_officers_review(self):
        activity = self._make_activity()
        for persona in ("reader", "sender"):
            with self.assertRaises(AccessError):
                activity.with_user(self._make_persona(persona)).action_review()
