from ast import literal_eval
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError, ValidationError

from ..models.outreach_campaign_news import NEWS
from ..tools.office_hours import at_local_time, local_day, local_time
from .common import MailCase, OutreachCase

at = datetime.fromisoformat
# A Tuesday, ten in the morning in Freiberg.
NOW = at("2031-03-04 09:00")


class TestStepSchedule(OutreachCase):
    """When a step goes out, counted from the release, the invitation, the deadline or the workshop."""

    def setUp(self):
        super().setUp()
        self._make_contact()
        self.event.write({"date_begin": "2031-04-08 07:00:00", "date_end": "2031-04-08 13:00:00"})
        self.campaign = self._make_campaign(answer_deadline="2031-04-01 10:00:00").with_user(self.clerk)
        self.campaign.action_build_audience()

    def _release(self, moment=NOW):
        with patch.object(fields.Datetime, "now", lambda *_args: moment):
            self.campaign.state = "released"

    def _get_step(self, kind):
        return self.campaign.step_ids.filtered(lambda step: step.kind == kind)

    def test_usual_steps_follow_their_bases(self):
        self._release()
        times = {step.kind: step.scheduled_on for step in self.campaign.step_ids}
        self.assertEqual(
            times,
            {
                "invitation": NOW,
                "reminder": at("2031-03-14 08:00"),
                "last_call": at("2031-03-28 08:00"),
                "logistics": at("2031-04-04 07:00"),
                **dict.fromkeys(NEWS, NOW),
                "substitute": NOW,
                "thank_you": at("2031-04-09 07:00"),
                "missed_you": at("2031-04-10 07:00"),
                "date_changed": False,
                "cancellation": False,
            },
        )

    def test_nobody_knows_the_time_before_the_release(self):
        self.assertFalse(self._get_step("invitation").scheduled_on)
        self.assertFalse(self._get_step("reminder").scheduled_on)
        self.assertTrue(self._get_step("logistics").scheduled_on)

    def test_steps_follow_when_the_workshop_moves(self):
        self.event.write({"date_begin": "2031-05-20 07:00:00", "date_end": "2031-05-20 13:00:00"})
        self.assertEqual(self._get_step("thank_you").scheduled_on, at("2031-05-21 07:00"))

    def test_release_at_night_waits_for_the_morning_and_takes_the_reminder_along(self):
        self._release(at("2031-03-07 21:00"))
        self.assertEqual(self._get_step("invitation").scheduled_on, at("2031-03-10 07:00"))
        self.assertEqual(self._get_step("reminder").scheduled_on, at("2031-03-20 08:00"))

    def test_nights_and_weekends_count_if_wished(self):
        self._get_step("invitation").is_anytime = True
        self._release(at("2031-03-07 21:00"))
        self.assertEqual(self._get_step("invitation").scheduled_on, at("2031-03-07 21:00"))

    def test_time_that_is_entered_is_meant(self):
        step = self._get_step("reminder")
        step.scheduled_on = at("2031-03-08 21:00")
        self.assertEqual((step.timing, step.scheduled_on), ("fixed", at("2031-03-08 21:00")))

    def test_release_that_is_taken_back_leaves_no_time(self):
        self._release()
        self.campaign.state = "draft"
        self.assertFalse(self._get_step("invitation").scheduled_on)
        self.assertFalse(self.campaign.released_on)

    def test_copy_counts_days_instead_of_repeating_the_past(self):
        self._get_step("invitation").scheduled_on = at("2025-02-10 08:00")
        self._get_step("reminder").scheduled_on = at("2025-02-24 08:00")
        self._get_step("cancellation").fixed_on = at("2025-02-24 08:00")
        steps = {step.kind: step for step in self.campaign.copy().step_ids}
        self.assertEqual((steps["invitation"].timing, steps["invitation"].scheduled_on), ("release", False))
        self.assertEqual((steps["reminder"].timing, steps["reminder"].days), ("after_invitation", 14))
        self.assertFalse(steps["cancellation"].scheduled_on)

    def test_copy_keeps_the_german_text(self):
        self._get_step("reminder").with_context(lang="de_DE").subject = "Bitte melden"
        copy = self.campaign.copy().step_ids.filtered(lambda step: step.kind == "reminder")
        self.assertEqual(copy.with_context(lang="de_DE").subject, "Bitte melden")
        self.assertEqual(copy.subject, "Reminder: {{workshop}}")

    def test_step_says_when_it_goes_out(self):
        self.assertEqual(self._get_step("reminder").timing_text, "10 days after the invitation, at 09:00")
        self.assertEqual(self._get_step("invitation").timing_text, "as soon as the campaign is released")

    def test_step_that_goes_out_at_once_says_for_what_it_waits(self):
        step = self._get_step("moved_up")
        self.assertEqual(step.timing_text, "as soon as somebody moves up from the waiting list")
        german = step.with_context(lang="de_DE")
        self.assertEqual(german.timing_text, "sobald jemand von der Warteliste nachrückt")
        for recipients, words in (("declined", "declines"), ("silent", "applies to somebody")):
            step.recipients = recipients
            self.assertIn(words, step.timing_text)

    def test_schedule_says_the_time_where_it_is_known(self):
        texts = {step.kind: step.schedule_text for step in self.campaign.with_context(lang="en_US").step_ids}
        self.assertEqual(texts["reminder"], "10 days after the invitation, at 09:00")
        self.assertEqual(texts["logistics"], "Fri, Apr 4, 09:00")
        self._release()
        texts = {step.kind: step.schedule_text for step in self.campaign.with_context(lang="en_US").step_ids}
        self.assertEqual(texts["reminder"], "Fri, Mar 14, 09:00")
        self.assertEqual(texts["offer"], "as soon as somebody is offered a seat")
        self.assertEqual(texts["cancellation"], "only when you press “Send Now”")

    def test_calendar_names_step_and_campaign_and_what_is_not_released(self):
        step = self._get_step("logistics")
        self.assertEqual(step.calendar_title, "Practical information (not released): Invitation")
        self._release()
        self.assertEqual(step.calendar_title, "Practical information: Invitation")

    def test_calendar_shows_what_has_a_time(self):
        self._release()
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_campaign_step_action_calendar")
        shown = self.env["outreach.campaign.step"].with_user(self.clerk).search(literal_eval(action["domain"]))
        kinds = shown.filtered(lambda step: step.campaign_id == self.campaign).mapped("kind")
        self.assertEqual(kinds, ["invitation", "reminder", "last_call", "logistics", "thank_you", "missed_you"])

    def test_campaign_stands_on_the_day_of_the_workshop_and_a_call_on_its_deadline(self):
        self.assertEqual(self.campaign.calendar_on, self.event.date_begin)
        self.event.date_begin = "2031-04-07 07:00:00"
        self.assertEqual(self.campaign.calendar_on, at("2031-04-07 07:00"))
        role_type = self.env["outreach.role.type"].create({"name": "Test partner"})
        call = self._make_campaign(
            purpose="call", event_id=False, role_type_id=role_type.id, answer_deadline="2031-05-05 10:00:00"
        )
        self.assertEqual(call.calendar_on, at("2031-05-05 10:00"))

    def test_calendars_cannot_be_dragged(self):
        for name in ("outreach_campaign_step_view_calendar", "outreach_campaign_view_calendar"):
            view = self.env.ref(f"circular_outreach.{name}")
            arch = self.env[view.model].with_user(self.clerk).get_view(view.id, "calendar")["arch"]
            self.assertRegex(arch, r'<calendar[^>]* edit="0"')

    def test_time_of_day_is_one(self):
        with self.assertRaisesRegex(ValidationError, "between 00:00 and 23:59"):
            self._get_step("reminder").hour = 24

    def test_step_that_waits_for_a_word_needs_a_released_campaign(self):
        with self.assertRaisesRegex(UserError, "not released"):
            self._get_step("cancellation").action_send_now()

    def test_step_with_a_time_of_its_own_does_not_wait_for_a_word(self):
        with self.assertRaisesRegex(UserError, "time of its own"):
            self._get_step("reminder").action_send_now()

    def test_usual_steps_are_added_once(self):
        self._get_step("reminder").unlink()
        self.campaign.action_add_usual_steps()
        self.assertEqual(len(self._get_step("reminder")), 1)
        self.assertEqual(len(self.campaign.step_ids), 15)

    def test_call_has_its_own_usual_steps(self):
        role_type = self.env["outreach.role.type"].create({"name": "Test partner"})
        campaign = self._make_campaign(purpose="call", event_id=False, role_type_id=role_type.id)
        self.assertEqual(campaign.step_ids.mapped("kind"), ["invitation", "reminder", "thank_you"])
        self.assertEqual(campaign.step_ids[-1].recipients, "agreed")

    def test_step_of_a_kind_brings_its_text_in_every_language(self):
        step = self.env["outreach.campaign.step"].create({"campaign_id": self.campaign.id, "kind": "second_reminder"})
        self.assertIn("still seats", step.body)
        self.assertIn("noch Plätze", step.with_context(lang="de_DE").body)


class TestStepRun(MailCase):
    """Who gets a step when it runs."""

    def setUp(self):
        super().setUp()
        self.contacts = self._make_contacts(2)
        self.invitations = self._invite(self.contacts)
        self.campaign = self.invitations.campaign_id

    def _get_step(self, kind):
        return self.campaign.step_ids.filtered(lambda step: step.kind == kind)

    def _age(self, invitations, days):
        """Let what was sent to these have been sent that many days ago, by the clock: a day may have 23 hours or 25."""
        now = fields.Datetime.now()
        day = local_day(now, "Europe/Berlin") - timedelta(days=days)
        moment = at_local_time(day, local_time(now, "Europe/Berlin"), "Europe/Berlin")
        invitations.sent_on = invitations.delivery_ids.sent_on = moment

    def _add_late(self, name="Late Comer"):
        late = self._make_contact(name)
        self.campaign.rule_domain = repr([("id", "in", (self.contacts | late).ids)])
        self.campaign.action_build_audience()
        return self.campaign.invitation_ids.filtered(lambda invitation: invitation.partner_id == late)

    def test_late_arrival_gets_every_step_in_its_own_time(self):
        self._send_due()
        self._age(self.invitations, 11)
        self._get_step("invitation").started_on = fields.Datetime.now() - timedelta(days=11)
        late = self._add_late()
        self.mailbox.messages.clear()
        self._send_due()
        self._send_due()
        self.assertEqual(len(self.mailbox.messages), 3, "two reminders and one late invitation")
        self.assertEqual(late.delivery_ids.step_id.kind, "invitation")
        self._age(late, 9)
        self._send_due()
        self.assertEqual(len(late.delivery_ids), 1)
        self._age(late, 10)
        self._send_due()
        self._send_due()
        self.assertEqual(set(late.delivery_ids.step_id.mapped("kind")), {"invitation", "reminder"})

    def test_reminder_keeps_its_distance_to_the_last_mail(self):
        self._send_due()
        last_call = self._get_step("last_call")
        last_call.scheduled_on = fields.Datetime.now() - timedelta(hours=1)
        self._age(self.invitations, 2)
        self._send_due()
        self.assertFalse(last_call.delivery_ids)
        self._age(self.invitations, 3)
        self._send_due()
        self.assertEqual(len(last_call.delivery_ids), 2)

    def test_nobody_is_asked_after_the_deadline(self):
        self._send_due()
        self._age(self.invitations, 20)
        self._get_step("reminder").scheduled_on = fields.Datetime.now() - timedelta(hours=1)
        self.campaign.answer_deadline = fields.Datetime.now() - timedelta(minutes=1)
        self._send_due()
        self.assertFalse(self._get_step("reminder").delivery_ids)

    def test_nothing_is_written_at_night(self):
        self.campaign.step_ids.is_anytime = False
        with patch.object(fields.Datetime, "now", lambda *_args: at("2031-03-08 12:00")):
            self.env["outreach.campaign.step"]._run_due()
        self.assertFalse(self.campaign.step_ids.delivery_ids)

    def test_who_moves_up_hears_of_it_at_once(self):
        self._send_due()
        self.event.write({"seats_max": 1})
        first, second = self.invitations
        first._answer("accepted", "page")
        second._answer("accepted", "page")
        self._send_due()
        self.assertFalse(self._get_step("moved_up").delivery_ids)
        first._answer("declined", "page")
        self._send_due()
        self.assertEqual(self._get_step("moved_up").delivery_ids.invitation_id, second)

    def test_nobody_is_missed_before_it_was_noted_that_they_did_not_come(self):
        self._send_due()
        step = self._get_step("missed_you")
        step.scheduled_on = fields.Datetime.now() - timedelta(hours=1)
        for invitation in self.invitations:
            invitation._answer("accepted", "page")
        self._send_due()
        self.assertFalse(step.delivery_ids)
        self.invitations[0].registration_id.action_outreach_check_in()
        self._send_due()
        self.assertFalse(step.delivery_ids)
        self.invitations[1].registration_id._outreach_log("no_show")
        self._send_due()
        self.assertEqual(step.delivery_ids.invitation_id, self.invitations[1])

    def test_cancellation_goes_out_on_a_word(self):
        self._send_due()
        self.invitations[0]._answer("accepted", "page")
        self.event.kanban_state = "cancel"
        self._send_due()
        step = self._get_step("cancellation")
        self.assertFalse(step.delivery_ids)
        step.action_send_now()
        self._send_due()
        self.assertEqual(step.delivery_ids.invitation_id, self.invitations[0])

    def test_time_of_a_step_that_has_begun_stays(self):
        self._send_due()
        with self.assertRaisesRegex(UserError, "its time stays"):
            self._get_step("invitation").scheduled_on = fields.Datetime.now()
