from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .common import OutreachCase

at = datetime.fromisoformat


class CopyCase(OutreachCase):
    """A campaign that was sent, with an answer, and a workshop to come."""

    def setUp(self):
        super().setUp()
        self.event.write({"date_begin": "2031-04-08 07:00:00", "date_end": "2031-04-08 13:00:00"})
        self.invitation = self._invite(
            self._make_contact(), title="Invitation to Building in Circles", answer_deadline=at("2031-04-01 10:00")
        )
        self.campaign = self.invitation.campaign_id.with_user(self.clerk)
        self.campaign.user_id = self.env.user
        self.invitation._answer("accepted", "phone")
        self.next_event = self.event.copy({"date_begin": "2031-11-20 08:00:00", "date_end": "2031-11-20 13:00:00"})
        self.next_event.name = "Repairing Together"

    def _get_step(self, campaign, kind):
        return campaign.step_ids.filtered(lambda step: step.kind == kind)

    def _open(self, campaign=None, **values):
        context = (campaign or self.campaign).action_open_copy()["context"]
        return self.env["outreach.campaign.copy"].with_user(self.clerk).with_context(**context).create(values)

    def _copy(self, **values):
        return self.campaign.browse(self._open(**values).action_copy()["res_id"])


class TestCampaignCopy(CopyCase):
    """What Odoo's “Duplicate” does."""

    def test_copy_is_a_draft_of_its_own(self):
        self.campaign.action_archive()
        copy = self.campaign.copy()
        self.assertEqual((copy.state, copy.title, copy.active), ("draft", "Invitation to Building in Circles (copy)", True))
        self.assertEqual(copy.name, copy.title)
        self.assertEqual(copy.user_id, self.clerk)
        self.assertNotEqual(copy.utm_campaign_id, self.campaign.utm_campaign_id)
        self.assertEqual(copy.rule_domain, self.campaign.rule_domain)
        self.assertEqual(copy.email_from, self.campaign.email_from)

    def test_send_check_reminds_of_the_title(self):
        copy = self.campaign.copy()
        self.assertIn("still says “(copy)”", copy.check_html)
        copy.title = "Summer"
        self.assertFalse(any("(copy)" in finding["text"] for finding in copy._find_plain_problems()))

    def test_nothing_of_the_past_comes_along(self):
        self.campaign.action_pause()
        copy = self.campaign.copy()
        self.assertFalse(copy.invitation_ids)
        for name in ("audience_built_on", "released_on", "paused_on", "announced_begin"):
            self.assertFalse(copy[name], name)
        self.assertFalse(copy.step_ids.delivery_ids)
        self.assertEqual(len(self.campaign.invitation_ids), 1)

    def test_texts_come_along_in_every_language(self):
        step = self._get_step(self.campaign, "reminder")
        step.body = "<p>Please answer.</p>"
        step.with_context(lang="de_DE").body = "<p>Bitte antworten.</p>"
        for lang in ("en_US", "de_DE"):
            copy = self._get_step(self.campaign.with_context(lang=lang).copy(), "reminder")
            self.assertIn("Please answer.", copy.with_context(lang="en_US").body)
            self.assertIn("Bitte antworten.", copy.with_context(lang="de_DE").body)

    def test_deadline_of_the_same_workshop_is_the_same(self):
        self.assertEqual(self.campaign.copy().answer_deadline, at("2031-04-01 10:00"))

    def test_campaign_without_a_deadline_has_none_as_a_copy(self):
        self.campaign.answer_deadline = False
        self.assertFalse(self._copy(event_id=self.next_event.id).answer_deadline)

    def test_who_may_not_make_campaigns_may_not_copy_one(self):
        with self.assertRaises(AccessError):
            self.campaign.with_user(self.desk_helper).copy()


class TestNextWorkshop(CopyCase):
    """The dialog that uses a campaign again."""

    def test_clerk_makes_the_campaign_of_the_next_workshop(self):
        copy = self._copy(event_id=self.next_event.id)
        self.assertEqual((copy.event_id, copy.title), (self.next_event, "Invitation to Repairing Together"))
        self.assertEqual((copy.state, copy.user_id), ("draft", self.clerk))
        self.assertEqual(copy.step_ids.mapped("kind"), self.campaign.step_ids.mapped("kind"))
        self.assertFalse(copy.invitation_ids)

    def test_deadline_lies_as_many_days_before_the_next_workshop_on_the_clock_of_the_place(self):
        self.assertEqual(self._copy(event_id=self.next_event.id).answer_deadline, at("2031-11-13 11:00"))

    def test_deadline_that_was_the_beginning_is_the_beginning(self):
        self.campaign.answer_deadline = self.event.date_begin
        self.assertEqual(self._copy(event_id=self.next_event.id).answer_deadline, self.next_event.date_begin)

    def test_deadline_never_lies_after_the_beginning(self):
        self.campaign.answer_deadline = "2031-04-08 06:30:00"
        self.next_event.date_begin = "2031-11-20 06:00:00"
        self.assertEqual(self._copy(event_id=self.next_event.id).answer_deadline, self.next_event.date_begin)

    def test_fixed_times_are_counted_from_what_their_kind_is_counted_from(self):
        times = {
            "invitation": "2031-03-04 09:00",
            "reminder": "2031-03-12 10:30",
            "last_call": "2031-03-31 08:00",
            "logistics": "2031-04-03 12:00",
            "thank_you": "2031-04-08 15:00",
            "cancellation": "2031-04-02 08:00",
        }
        self.campaign.step_ids.started_on = False
        for kind, moment in times.items():
            self._get_step(self.campaign, kind).scheduled_on = at(moment)
        wizard = self._open(event_id=self.next_event.id)
        self.assertIn("Invitation, Reminder", wizard.hints)
        copy = self.campaign.browse(wizard.action_copy()["res_id"])
        found = {kind: self._get_step(copy, kind) for kind in times}
        self.assertEqual(
            {
                kind: (step.timing, step.days, step.hour)
                for kind, step in found.items()
                if kind not in ("invitation", "cancellation")
            },
            {
                "reminder": ("after_invitation", 8, 11.5),
                "last_call": ("before_deadline", 1, 10),
                "logistics": ("before_begin", 5, 14),
                "thank_you": ("after_end", 0, 17),
            },
        )
        self.assertEqual((found["invitation"].timing, found["cancellation"].timing), ("release", "on_demand"))
        self.assertFalse(found["invitation"].scheduled_on or found["cancellation"].scheduled_on)
        self.assertEqual(found["logistics"].scheduled_on, at("2031-11-14 13:00"), "the nearest working day before")

    def test_fixed_time_that_cannot_be_counted_becomes_the_usual_one(self):
        self._get_step(self.campaign, "invitation").unlink()
        self._get_step(self.campaign, "reminder").scheduled_on = at("2031-03-12 10:30")
        reminder = self._get_step(self._copy(event_id=self.next_event.id), "reminder")
        self.assertEqual((reminder.timing, reminder.days), ("after_invitation", 10))

    def test_title_without_the_name_of_the_workshop_becomes_that_of_the_next(self):
        self.campaign.title = "Spring"
        self.assertEqual(self._open(event_id=self.next_event.id).title, "Repairing Together")

    def test_title_and_deadline_can_be_changed(self):
        copy = self._copy(event_id=self.next_event.id, title="Second Round", answer_deadline="2031-11-01 11:00:00")
        self.assertEqual((copy.title, copy.answer_deadline), ("Second Round", at("2031-11-01 11:00")))

    def test_form_follows_the_choice(self):
        context = self.campaign.action_open_copy()["context"]
        with Form(self.env["outreach.campaign.copy"].with_user(self.clerk).with_context(**context)) as form:
            self.assertIn("Choose the workshop", form.problem)
            form.event_id = self.next_event
            self.assertFalse(form.problem)
            self.assertEqual(form.answer_deadline, at("2031-11-13 11:00"))

    def test_no_workshop_chosen(self):
        with self.assertRaisesRegex(UserError, "Choose the workshop"):
            self._open().action_copy()

    def test_workshop_of_the_past_is_refused(self):
        self.next_event.write({"date_begin": fields.Datetime.now() - timedelta(hours=1)})
        with self.assertRaisesRegex(UserError, "“Repairing Together” has begun already"):
            self._copy(event_id=self.next_event.id)

    def test_cancelled_workshop_is_refused(self):
        self.next_event.kanban_state = "cancel"
        with self.assertRaisesRegex(UserError, "is cancelled"):
            self._copy(event_id=self.next_event.id)

    def test_same_workshop_again_is_allowed_and_said(self):
        wizard = self._open(event_id=self.event.id)
        self.assertIn("same workshop again", wizard.hints)
        copy = self.campaign.browse(wizard.action_copy()["res_id"])
        self.assertEqual((copy.event_id, copy.title), (self.event, self.campaign.title))
        copy.action_build_audience()
        self.assertEqual(copy.invitation_ids.verdict, "registered")

    def test_deadline_that_would_be_past_is_said(self):
        self.campaign.answer_deadline = "2031-01-08 10:00:00"
        begin = fields.Datetime.now() + timedelta(days=20)
        self.next_event.write({"date_begin": begin, "date_end": begin + timedelta(hours=3)})
        self.assertIn("would be past", self._open(event_id=self.next_event.id).hints)


class TestNextCall(OutreachCase):
    def setUp(self):
        super().setUp()
        self.role_type, self.other_type = self.env["outreach.role.type"].create(
            [{"name": "Test partner"}, {"name": "Test friend"}]
        )
        self.campaign = self._make_campaign(
            purpose="call",
            event_id=False,
            role_type_id=self.role_type.id,
            title="Become a Test partner",
            answer_deadline=fields.Datetime.now() + timedelta(days=21),
        ).with_user(self.clerk)

    def _open(self, **values):
        context = self.campaign.action_open_copy()["context"]
        return self.env["outreach.campaign.copy"].with_user(self.clerk).with_context(**context).create(values)

    def test_call_for_another_role(self):
        wizard = self._open(role_type_id=self.other_type.id)
        self.assertEqual(wizard.title, "Become a Test friend")
        copy = self.campaign.browse(wizard.action_copy()["res_id"])
        self.assertEqual((copy.purpose, copy.role_type_id, copy.state), ("call", self.other_type, "draft"))
        self.assertEqual(copy.step_ids.mapped("kind"), ["invitation", "reminder", "thank_you"])

    def test_same_role_is_proposed_with_as_many_days_to_answer(self):
        self.campaign.answer_deadline -= timedelta(days=1)
        wizard = self._open()
        self.assertEqual((wizard.role_type_id, wizard.title), (self.role_type, "Become a Test partner"))
        self.assertEqual(wizard.answer_deadline.date(), self.campaign.answer_deadline.date())
        self.assertFalse(wizard.problem)

    def test_call_needs_a_role(self):
        with self.assertRaisesRegex(UserError, "Choose the role"):
            self._open(role_type_id=False).action_copy()
