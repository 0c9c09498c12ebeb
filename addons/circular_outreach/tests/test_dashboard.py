from datetime import time, timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from ..tools.office_hours import at_local_time, local_day
from .common import OutreachCase


class DashboardCase(OutreachCase):
    """An overview that only knows what a test has made: all that was there before is somebody else's."""

    def setUp(self):
        super().setUp()
        self.dashboard = self.env["outreach.dashboard"].with_user(self.clerk)

    def _look(self, part, user=None):
        self.env.flush_all()
        return self.dashboard.with_user(user or self.clerk).get_overview()[part]

    def _find(self, action):
        """Return what the list behind a figure shows to the clerk."""
        model = self.env[action["res_model"]].with_user(self.clerk).with_context(**action.get("context", {}))
        return model.search(action["domain"])

    def _make_company_elsewhere(self):
        """Make an office of its own, with a clerk who sees nothing else."""
        company = self.env["res.company"].create({"name": "Elsewhere", "email": "office@elsewhere.example"})
        user = new_test_user(
            self.env, "elsewhere_test", "circular_outreach.group_user", company_id=company.id, company_ids=[(6, 0, company.ids)]
        )
        return company, user


class TestDashboardSteps(DashboardCase):
    """What goes out next."""

    def setUp(self):
        super().setUp()
        self.invitation = self._invite(self._make_contacts(3))
        self.campaign = self.invitation.campaign_id
        self.reminder = self.campaign.step_ids.filtered(lambda step: step.kind == "reminder")

    def _steps(self, user=None):
        return {step["id"]: step for step in self._look("steps", user) if step["id"] in self.campaign.step_ids.ids}

    def _plan(self, step, delta):
        step.write({"timing": "fixed", "fixed_on": fields.Datetime.now() + delta, "is_anytime": True})

    def test_step_says_for_how_many_it_is_and_opens_its_campaign(self):
        self._plan(self.reminder, timedelta(days=1))
        self.invitation[0]._answer("declined", "phone")
        step = self._steps()[self.reminder.id]
        self.assertEqual((step["count"], step["campaign"], step["hint"]), (2, "Invitation", ""))
        self.assertEqual((step["action"]["res_model"], step["action"]["res_id"]), ("outreach.campaign", self.campaign.id))

    def test_step_of_a_paused_campaign_says_so(self):
        self._plan(self.reminder, timedelta(days=1))
        self.campaign.paused_on = fields.Datetime.now()
        self.assertEqual(self._steps()[self.reminder.id]["hint"], "paused")

    def test_step_of_a_draft_says_that_it_is_not_released(self):
        draft = self._make_campaign(title="Draft")
        self._plan(draft.step_ids[0], timedelta(days=1))
        hints = {step["id"]: step["hint"] for step in self._look("steps")}
        self.assertEqual(hints[draft.step_ids[0].id], "draft")

    def test_step_that_nobody_was_left_for_is_not_late_for_ever(self):
        self._plan(self.reminder, -timedelta(days=1))
        self.assertTrue(self._steps()[self.reminder.id]["is_due"])
        for invitation in self.invitation:
            invitation._answer("declined", "phone")
        self.assertNotIn(self.reminder.id, self._steps())

    def test_step_that_has_begun_is_over(self):
        self._plan(self.reminder, timedelta(days=1))
        self.reminder.started_on = fields.Datetime.now()
        self.assertNotIn(self.reminder.id, self._steps())

    def test_steps_of_another_company_are_not_shown(self):
        self._plan(self.reminder, timedelta(days=1))
        _company, stranger = self._make_company_elsewhere()
        self.assertEqual(self._look("steps", stranger), [])


class TestDashboardTasks(DashboardCase):
    """To-dos of one's own and of all."""

    def setUp(self):
        super().setUp()
        self.invitation = self._invite(self._make_contacts(3))
        kind = "circular_outreach.mail_activity_type_came_back"
        self.kind = self.env.ref(kind)
        today = fields.Date.context_today(self.clerk.with_context(tz="Europe/Berlin"))
        for invitation, user, days in zip(self.invitation, (self.clerk, self.clerk, self.env.user), (0, 2, 5), strict=True):
            invitation.activity_schedule(kind, today - timedelta(days=days), user_id=user.id)

    def _task(self, user=None):
        key = f"outreach.invitation,{self.kind.id}"
        return next((task for task in self._look("tasks", user) if task["key"] == key), None)

    def test_own_tasks_and_those_of_all_are_counted_with_the_oldest(self):
        task = self._task()
        self.assertEqual((task["mine"]["count"], task["mine"]["late"]), (2, 2))
        self.assertEqual((task["all"]["count"], task["all"]["late"]), (3, 5))

    def test_count_opens_the_records_that_have_the_task(self):
        task = self._task()
        self.assertEqual(self._find(task["mine"]["action"]), self.invitation[:2])
        self.assertEqual(self._find(task["all"]["action"]), self.invitation)

    def test_tasks_on_records_of_another_company_are_not_shown(self):
        _company, stranger = self._make_company_elsewhere()
        self.assertIsNone(self._task(stranger))


class TestDashboardFigures(DashboardCase):
    """Answers, workshops and the funnel."""

    def setUp(self):
        super().setUp()
        self.people = self._make_contacts(4)
        self.invitation = self._invite(self.people)
        self.campaign = self.invitation.campaign_id
        self.invitation.sent_on = fields.Datetime.now() - timedelta(days=9)

    def _answers(self):
        answers = self._look("answers")
        return {one["answer"]: one for one in answers["series"]}, answers

    def test_answers_count_on_the_day_they_were_given_with_the_one_that_counts(self):
        now = fields.Datetime.now()
        # By the clock: three days may be an hour longer or shorter.
        earlier = at_local_time(local_day(now, "Europe/Berlin") - timedelta(days=3), time(12), "Europe/Berlin")
        self.invitation[0]._answer("accepted", "phone", answered_on=earlier)
        self.invitation[1]._answer("accepted", "phone", answered_on=earlier)
        self.invitation[1]._answer("declined", "phone", answered_on=now)
        series, answers = self._answers()
        self.assertEqual(series["accepted"]["counts"][-4:], [1, 0, 0, 0])
        self.assertEqual(series["declined"]["counts"][-4:], [0, 0, 0, 1])
        self.assertEqual(answers["total"], 2)
        self.assertEqual(self._find(series["accepted"]["action"]), self.invitation[0])
        self.assertEqual(self._find(answers["days"][-1]["action"]), self.invitation[1])

    def test_day_of_an_answer_is_that_of_the_readers_clock(self):
        self.clerk.tz = "Pacific/Auckland"
        midnight = fields.Datetime.now().replace(hour=0, minute=0, second=0, microsecond=0)
        self.invitation[0]._answer("accepted", "phone", answered_on=midnight - timedelta(days=5, hours=1))
        series, answers = self._answers()
        index = series["accepted"]["counts"].index(1)
        self.assertEqual(self._find(answers["days"][index]["action"]), self.invitation[0])

    def test_answers_to_closed_campaigns_are_over(self):
        self.invitation[0]._answer("accepted", "phone")
        self.campaign.state = "closed"
        self.assertEqual(self._look("answers")["total"], 0)

    def test_workshop_shows_seats_quotas_and_who_waits(self):
        self.event.write(
            {"seats_max": 1, "outreach_quota_ids": [(0, 0, {"target_group_id": self.group_building.id, "seats": 1})]}
        )
        for invitation in self.invitation[:2]:
            invitation._answer("accepted", "phone")
        workshop = next(one for one in self._look("workshops") if one["id"] == self.event.id)
        self.assertEqual([workshop["seats"][name] for name in ("seats", "taken", "waiting")], [1, 1, 1])
        (quota,) = workshop["quotas"]
        self.assertEqual((quota["name"], quota["taken"], quota["waiting"], quota["width"]), ("Builders", 1, 1, 100))
        self.assertEqual(self._find(quota["taken_action"]), self.invitation[0].registration_id)
        self.assertEqual(self._find(quota["waiting_action"]), self.invitation[1].registration_id)

    def test_every_figure_of_a_workshop_opens_as_many_people(self):
        self.invitation[0]._answer("accepted", "phone")
        self.invitation[1]._answer("declined", "phone")
        workshop = next(one for one in self._look("workshops") if one["id"] == self.event.id)
        counts = {figure["figure"]: figure["count"] for figure in workshop["figures"]}
        self.assertEqual(counts, {"sent": 4, "answered": 2, "accepted": 1})
        for figure in workshop["figures"]:
            self.assertEqual(len(self._find(figure["action"])), figure["count"], figure["figure"])

    def test_workshop_that_is_over_or_cancelled_is_not_shown(self):
        self.event.write({"date_begin": "2020-01-10 09:00:00", "date_end": "2020-01-10 12:00:00"})
        cancelled = self.event.copy({"date_begin": self.begin, "date_end": self.begin, "kanban_state": "cancel"})
        self.assertFalse({self.event.id, cancelled.id} & {one["id"] for one in self._look("workshops")})

    def test_funnel_counts_the_chosen_campaigns_only(self):
        others = self._make_contact("Otto Other") | self._make_contact("Ida Other")
        other = self._invite(others, title="Other").campaign_id
        other.invitation_ids.sent_on = fields.Datetime.now()
        chosen = (self.campaign | other).ids
        sums = [self._sent(chosen), self._sent(self.campaign.ids), self._sent(other.ids)]
        self.assertEqual(sums, [6, 4, 2])

    def _sent(self, campaigns):
        return self.dashboard.get_funnel("running", campaigns)["stages"][1]["count"]

    def test_funnel_of_a_period_holds_the_campaigns_of_that_year(self):
        self.campaign.event_id.write({"date_begin": "2020-01-10 09:00:00", "date_end": "2020-01-10 12:00:00"})
        self.campaign.state = "closed"
        found = {
            period
            for period in ("running", "year", "last_year", "all")
            if self.campaign.id in [one["id"] for one in self.dashboard.get_funnel(period)["campaigns"]]
        }
        self.assertEqual(found, {"all"})

    def test_figures_of_another_company_are_not_shown(self):
        self.invitation[0]._answer("accepted", "phone")
        self.event.company_id = self.env.company
        _company, stranger = self._make_company_elsewhere()
        overview = self.dashboard.with_user(stranger).get_overview()
        self.assertEqual((overview["answers"]["total"], overview["funnel"]["campaigns"]), (0, []))
        self.assertNotIn(self.event.id, [one["id"] for one in overview["workshops"]])

    def test_helper_at_the_desk_may_not_look(self):
        with self.assertRaises(AccessError):
            self.dashboard.with_user(self.desk_helper).get_overview()

    def test_number_of_queries_does_not_grow_with_the_campaigns(self):
        self.invitation[0]._answer("accepted", "phone")
        few = self._count_queries()
        for number in range(3):
            event = self.event.copy({"date_begin": self.begin, "date_end": self.begin + timedelta(hours=2)})
            invitations = self._invite(self.people, title=f"Other {number}", event_id=event.id)
            invitations[number]._answer("accepted", "phone")
            invitations[3].activity_schedule("circular_outreach.mail_activity_type_read", user_id=self.clerk.id)
        self.invitation[1].activity_schedule("circular_outreach.mail_activity_type_read", user_id=self.env.user.id)
        self.assertLessEqual(self._count_queries() - few, self.QUERIES_OF_TASKS)

    # Who may see a task is asked once for each kind of record that has some.
    QUERIES_OF_TASKS = 6

    def _count_queries(self):
        self.dashboard.get_overview()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.dashboard.get_overview()
        return self.env.cr.sql_log_count - before


class TestDashboardStart(DashboardCase):
    """The first steps of a new installation."""

    def test_new_installation_is_told_what_to_do_first(self):
        _company, stranger = self._make_company_elsewhere()
        self.event.company_id = self.env.company
        self.env["event.event"].search([("company_id", "=", False)]).company_id = self.env.company
        steps = self._look("start", stranger)
        self.assertEqual([step["is_done"] for step in steps], [self._has_contacts(stranger), False, False])
        for step in steps:
            self.assertEqual(self.env.ref(step["action"])._name.split(".")[:2], ["ir", "actions"])

    def _has_contacts(self, user):
        return bool(self.env["res.partner"].with_user(user).search_count([("outreach_target_group_id", "!=", False)], limit=1))

    def test_steps_vanish_when_all_is_there(self):
        self._invite(self._make_contact())
        self.assertEqual(self._look("start"), [])
