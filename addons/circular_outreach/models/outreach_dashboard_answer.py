from datetime import time, timedelta

from odoo import fields, models
from odoo.tools import format_date

from ..tools.office_hours import at_local_time, local_day

DAYS = 28


class OutreachDashboard(models.AbstractModel):
    """How answers come in: for each of the last four weeks' days, how many people have answered what to the campaigns that run.

    Whoever has answered several times counts once, with the answer that counts, on the day it was given.
    """

    _inherit = "outreach.dashboard"

    def _get_answers(self):
        tz = self._get_tz()
        today = local_day(fields.Datetime.now(), tz)
        days = [today - timedelta(days=number) for number in reversed(range(DAYS))]
        rows = (
            self.env["outreach.invitation"]
            .with_context(tz=tz)
            ._read_group(self._get_answer_domain(days[0], tz), ["answered_on:day", "answer"], ["__count"])
        )
        counts = {(moment.date(), answer): count for moment, answer, count in rows}
        selection = self.env["outreach.invitation"]._fields["answer"]._description_selection(self.env)
        series = [self._describe_answer(answer, label, days, counts) for answer, label in selection if answer != "none"]
        return {
            "total": sum(one["total"] for one in series),
            "series": series,
            "days": [self._describe_day(day, tz) for day in days],
        }

    def _get_answer_domain(self, day, tz):
        since = fields.Datetime.to_string(at_local_time(day, time(), tz))
        return [
            ("campaign_id.state", "in", ("released", "running")),
            ("answered_on", ">=", since),
            ("answer", "!=", "none"),
        ]

    def _describe_answer(self, answer, label, days, counts):
        counted = [counts.get((day, answer), 0) for day in days]
        domain = [*self._get_answer_domain(days[0], self._get_tz()), ("answer", "=", answer)]
        return {
            "answer": answer,
            "label": label,
            "counts": counted,
            "total": sum(counted),
            "action": self._open_list(label, "outreach.invitation", domain),
        }

    def _describe_day(self, day, tz):
        label = format_date(self.env, day, date_format=self.env._("EEE, MMM d"))
        end = fields.Datetime.to_string(at_local_time(day + timedelta(days=1), time(), tz))
        return {
            "label": label,
            "short": format_date(self.env, day, date_format=self.env._("M/d")),
            "action": self._open_list(
                label, "outreach.invitation", [*self._get_answer_domain(day, tz), ("answered_on", "<", end)]
            ),
        }
