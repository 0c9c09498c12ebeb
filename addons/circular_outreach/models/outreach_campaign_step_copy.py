from odoo import models

from ..tools.office_hours import local_day, local_time


class OutreachCampaignStep(models.Model):
    """A copy counts its days: a fixed time of the past would send at once, or never."""

    _inherit = "outreach.campaign.step"

    def copy_data(self, default=None):
        return [
            dict(vals, **step._prepare_relative_timing()) if step.timing == "fixed" else vals
            for step, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def _prepare_relative_timing(self):
        """Count the fixed time from what steps of this kind are counted from, else from the invitation; else take the usual time."""
        usual = {"timing": "release", "days": 0, **self._prepare_timing(self.kind, self.campaign_id.purpose), "is_anytime": False}
        usual.pop("recipients", None)
        if self.kind == "invitation" or usual["timing"] == "on_demand":
            return usual
        for timing in dict.fromkeys((usual["timing"], "after_invitation")):
            if (days := self._count_days(timing)) is not None:
                moment = local_time(self.scheduled_on, self.campaign_id._get_tz())
                return {"timing": timing, "days": days, "hour": moment.hour + moment.minute / 60, "is_anytime": False}
        return usual

    def _count_days(self, timing):
        """Return how many days lie between the base of a timing and the time of this step, or None if it cannot be said that way."""
        bases = {
            "after_invitation": self._get_invitation_moment(),
            "before_deadline": self.campaign_id.answer_deadline,
            "before_begin": self.campaign_id.event_id.date_begin,
            "after_end": self.campaign_id.event_id.date_end,
        }
        base, tz = bases.get(timing), self.campaign_id._get_tz()
        if not base or not self.scheduled_on:
            return None
        days = (local_day(self.scheduled_on, tz) - local_day(base, tz)).days
        if timing == "after_invitation":
            return max(days, 1)
        days = -days if timing.startswith("before_") else days
        return days if days >= 0 else None
