from odoo import fields, models

STAGES = ("audience", "sent", "delivered", "answered", "accepted", "attended")


class OutreachCampaign(models.Model):
    """The way of a campaign in figures: how many of its audience were written to, reached, have answered, accepted and come."""

    _inherit = "outreach.campaign"

    funnel = fields.Json(compute="_compute_funnel")

    def _compute_funnel(self):
        rows = self.env["outreach.report"]._read_group(
            [("campaign_id", "in", self.ids)], ["campaign_id"], [f"{stage}_count:sum" for stage in STAGES]
        )
        totals = {campaign: counts for campaign, *counts in rows}
        for campaign in self:
            campaign.funnel = self._get_funnel(totals.get(campaign, (0,) * len(STAGES)))

    def _get_funnel(self, counts):
        """Return the stages with their labels, counts, and shares of those written to.

        Walk-ins have come without an invitation, so a later stage may be larger than an earlier one.
        """
        figures = self.env["outreach.report"].fields_get([f"{stage}_count" for stage in STAGES], ["string"])
        written_to = counts[STAGES.index("sent")]
        return [
            {
                "stage": stage,
                "label": figures[f"{stage}_count"]["string"],
                "count": count,
                "rate": count / written_to if written_to and stage not in ("audience", "sent") else None,
            }
            for stage, count in zip(STAGES, counts, strict=True)
        ]

    def action_view_funnel(self, stage):
        """Open the people behind one figure of the funnel."""
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_report_action_people")
        label = self.env["outreach.report"].fields_get([f"{stage}_count"], ["string"])[f"{stage}_count"]["string"]
        return dict(action, name=label, display_name=label, domain=[("campaign_id", "in", self.ids), (f"{stage}_count", "=", 1)])
