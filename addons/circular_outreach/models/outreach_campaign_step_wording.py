from odoo import api, fields, models
from odoo.tools import format_datetime

from ..tools.office_hours import is_office_time, next_office_time


class OutreachCampaignStep(models.Model):
    """When a step goes out, in words."""

    _inherit = "outreach.campaign.step"

    timing_text = fields.Char(string="When It Goes out", compute="_compute_timing_text")
    schedule_text = fields.Char(string="Goes out", compute="_compute_schedule_text")

    @api.depends("timing", "days", "hour", "scheduled_on", "recipients")
    @api.depends_context("lang", "tz")
    def _compute_timing_text(self):
        for step in self:
            step.timing_text = step._describe_timing()

    @api.depends("timing_text", "timing", "scheduled_on", "campaign_id.event_id.date_tz")
    @api.depends_context("lang", "tz")
    def _compute_schedule_text(self):
        """Say the time where it is known, else what it is counted from or waits for."""
        for step in self:
            is_moment = step.scheduled_on and step.timing != "at_once"
            step.schedule_text = step._format_moment(step.scheduled_on) if is_moment else step.timing_text

    def _describe_timing(self):
        """Say in words when this step goes out."""
        texts = {
            "release": self.env._("as soon as the campaign is released"),
            "fixed": self.env._("at a fixed time"),
            "at_once": self._describe_occasion(),
            "on_demand": self.env._("only when you press “Send Now”"),
        }
        if self.timing in texts and not (self.timing == "release" and self.days):
            return texts[self.timing]
        counted = {
            "release": self.env._("%(days)s after the release, at %(hour)s"),
            "after_invitation": self.env._("%(days)s after the invitation, at %(hour)s"),
            "before_deadline": self.env._("%(days)s before the answer deadline, at %(hour)s"),
            "before_begin": self.env._("%(days)s before the workshop, at %(hour)s"),
            "after_end": self.env._("%(days)s after the workshop, at %(hour)s"),
        }
        days = self.env._("1 day") if self.days == 1 else self.env._("%s days", self.days)
        return counted[self.timing] % {"days": days, "hour": f"{self._get_time():%H:%M}"}

    def _describe_occasion(self):
        """Say in words what a step waits for that goes out as soon as it applies to somebody."""
        occasions = {
            "everyone": self.env._("as soon as somebody is in the audience"),
            "accepted": self.env._("as soon as somebody has a seat"),
            "agreed": self.env._("as soon as somebody says yes"),
            "declined": self.env._("as soon as somebody declines"),
            "waiting": self.env._("as soon as somebody is on the waiting list"),
            "moved_up": self.env._("as soon as somebody moves up from the waiting list"),
            "named": self.env._("as soon as somebody has named a colleague"),
            "coming": self.env._("as soon as somebody has a seat or a waiting place"),
            "attended": self.env._("as soon as somebody has been checked in"),
            "absent": self.env._("as soon as it is clear that somebody did not come"),
        }
        return self._describe_news() or occasions.get(self.recipients) or self.env._("as soon as it applies to somebody")

    def _describe_news(self):
        """Say in words what has to happen to somebody's seat, or nothing for a step that tells no such news."""
        news = {
            "confirmation": self.env._("as soon as somebody has a seat"),
            "waiting": self.env._("as soon as somebody is on the waiting list"),
            "offer": self.env._("as soon as somebody is offered a seat"),
            "moved_up": self.env._("as soon as somebody moves up from the waiting list"),
            "expired": self.env._("as soon as an offer has expired"),
            "withdrawn": self.env._("as soon as somebody gives back a seat"),
        }
        return news.get(self.kind) if self.recipients == "concerned" else ""

    def _describe_release(self):
        """Say when this step goes out if the campaign is released now."""
        if self.timing == "release" and not self.days:
            now, tz = fields.Datetime.now(), self.campaign_id._get_tz()
            if self.is_anytime or is_office_time(now, tz):
                return self.env._("at once")
            return self._format_moment(next_office_time(now, tz))
        return self.schedule_text

    def _format_moment(self, moment):
        return format_datetime(self.env, moment, tz=self.campaign_id._get_tz(), dt_format=self.env._("EEE, MMM d, HH:mm"))
