from datetime import date

from odoo import api, fields, models

from ..tools.office_hours import local_day
from .outreach_campaign_funnel import STAGES


class OutreachDashboard(models.AbstractModel):
    """The way of several campaigns in figures: those that run, those of a year, or those somebody has chosen among them."""

    _inherit = "outreach.dashboard"

    @api.model
    def get_funnel(self, period="running", campaign_ids=None):
        """Return the funnel of the campaigns of a period, or of the chosen ones among them.

        :param str period: ``running``, ``year``, ``last_year`` or ``all``; a year is that of the workshop, or of the answer deadline
        """
        campaigns = self.env["outreach.campaign"].search(self._get_period_domain(period))
        chosen = campaigns.filtered(lambda campaign: campaign.id in campaign_ids) if campaign_ids else campaigns
        rows = self.env["outreach.report"]._read_group(
            [("campaign_id", "in", chosen.ids)], [], [f"{stage}_count:sum" for stage in STAGES]
        )
        return {
            "period": period,
            "periods": [{"period": key, "label": label} for key, label in self._get_periods()],
            "campaigns": [{"id": campaign.id, "title": campaign.title} for campaign in campaigns],
            "chosen": chosen.ids,
            "stages": self.env["outreach.campaign"]._get_funnel([count or 0 for count in rows[0]]),
        }

    def _get_periods(self):
        year = local_day(fields.Datetime.now(), self._get_tz()).year
        return (
            ("running", self.env._("Running campaigns")),
            ("year", str(year)),
            ("last_year", str(year - 1)),
            ("all", self.env._("All campaigns")),
        )

    def _get_period_domain(self, period):
        """Return the campaigns of a period; what is a draft has written to nobody."""
        if period == "running":
            return [("state", "in", ("released", "running"))]
        domain = [("state", "!=", "draft"), ("active", "in", (True, False))]
        if period == "all":
            return domain
        year = local_day(fields.Datetime.now(), self._get_tz()).year - (period == "last_year")
        return [*domain, ("calendar_on", ">=", date(year, 1, 1)), ("calendar_on", "<", date(year + 1, 1, 1))]
