from datetime import timedelta

from odoo import fields, models

from ..tools.office_hours import local_day

MOST_STEPS = 8
# A step that nobody was left for when its time came is past, not late.
LATE_FOR = timedelta(days=7)
TASKS_ON = ("outreach.invitation", "outreach.campaign", "res.partner", "event.event", "crm.lead")


class OutreachDashboard(models.AbstractModel):
    """What is to be done: the mails that go out next, and the to-dos of people."""

    _inherit = "outreach.dashboard"

    def _get_next_steps(self):
        """Return the steps that go out next, each with its campaign, its time, and for how many it is as things stand now."""
        now = fields.Datetime.now()
        steps = self.env["outreach.campaign.step"].search(
            [
                ("campaign_id.state", "!=", "closed"),
                ("campaign_id.active", "=", True),
                ("started_on", "=", False),
                ("timing", "!=", "at_once"),
                ("scheduled_on", ">=", now - LATE_FOR),
                *self.env["outreach.campaign.step"]._get_open_domain(now),
            ],
            order="scheduled_on, id",
            limit=2 * MOST_STEPS,
        )
        counts = steps._count_recipients_of_each()
        coming = steps.filtered(lambda step: step.scheduled_on > now or counts[step])
        return [self._describe_step(step, counts[step], now) for step in coming[:MOST_STEPS]]

    def _describe_step(self, step, count, now):
        campaign = step.campaign_id
        return {
            "id": step.id,
            "name": step.name,
            "campaign": campaign.title,
            "when": step._format_moment(step.scheduled_on),
            "is_due": step.scheduled_on <= now,
            "recipients": step._get_recipients_label(),
            "count": count,
            "hint": "draft" if campaign.state == "draft" else "paused" if campaign.paused_on else "",
            "action": self._open_record(campaign),
        }

    def _get_tasks(self):
        """Return the to-dos by what they are about: how many of the reader's own and of all, since when, and where to find them."""
        today = local_day(fields.Datetime.now(), self._get_tz())
        rows = self.env["mail.activity"]._read_group(
            [("res_model", "in", TASKS_ON)],
            ["res_model", "activity_type_id", "user_id"],
            ["__count", "date_deadline:min"],
        )
        tasks = {}
        for model, kind, user, count, oldest in rows:
            task = tasks.setdefault((model, kind), {"mine": (0, None), "all": (0, None)})
            for whose in ("mine", "all") if user == self.env.user else ("all",):
                before, since = task[whose]
                task[whose] = (before + count, min(oldest, since or oldest))
        found = [self._describe_task(model, kind, task, today) for (model, kind), task in tasks.items()]
        return sorted(found, key=lambda task: (task["oldest"], task["name"], task["key"]))

    def _describe_task(self, model, kind, task, today):
        domain = [("activity_type_id", "=", kind.id)]
        mine = [*domain, ("user_id", "=", self.env.uid)]
        name, about = kind.name or self.env._("To-do"), self.env["ir.model"]._get(model).name
        figures = {
            whose: {
                "count": count,
                "late": (today - oldest).days if count else 0,
                "action": self._open_list(name, model, [("activity_ids", "any", condition)], active_test=False),
            }
            for (whose, (count, oldest)), condition in zip(task.items(), (mine, domain), strict=True)
        }
        oldest = fields.Date.to_string(task["all"][1])
        return {
            "key": f"{model},{kind.id}",
            "name": name,
            "about": about,
            "icon": kind.icon or "fa-tasks",
            "oldest": oldest,
            **figures,
        }
