from odoo import api, fields, models
from odoo.tools import format_datetime

from ..tools.office_hours import is_office_time, next_office_time


class OutreachCampaignStep(models.Model):
    """When a step goes out, in words."""

    _inherit = "outreach.campaign.step"

    timing_text = fields.Char(string="When It Goes out", compute="_compute_timing_text")

    @api.depends("timing", "days", "hour", "scheduled_on", "recipients")
    @api.depends_context("lang", "tz")
    def _compute_timing_text(self):
        for step in self:
            step.timing_text = step._describe_timing()

    def _describe_timing(self):
        """Say in words when this step goes out."""
        texts = {
            "release": self.env._("as soon as the campaign is released"),
            "fixed": self.env._("at a fixed time"),
            "at_once": self.env._("as soon as it applies to somebody"),
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

    def _describe_release(self):
        """Say when this step goes out if the campaign is released now."""
        if self.timing == "release" and not self.days:
            now, tz = fields.Datetime.now(), self.campaign_id._get_tz()
            if self.is_anytime or is_office_time(now, tz):
                return self.env._("at once")
            return self._format_moment(next_office_time(now, tz))
        return self._format_moment(self.scheduled_on) if self.scheduled_on else self.timing_text

    def _format_moment(self, moment):
        return format_datetime(self.env, moment, tz=self.campaign_id._get_tz(), dt_format=self.env._("EEE, MMM d, HH:mm"))
