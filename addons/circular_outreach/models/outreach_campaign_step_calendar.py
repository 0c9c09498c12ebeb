from odoo import api, fields, models


class OutreachCampaignStep(models.Model):
    """A step in the calendar of what goes out."""

    _inherit = "outreach.campaign.step"

    calendar_title = fields.Char(compute="_compute_calendar_title")

    @api.depends("name", "campaign_id.title", "campaign_id.state")
    @api.depends_context("lang")
    def _compute_calendar_title(self):
        for step in self:
            names = {"step": step.name, "campaign": step.campaign_id.title}
            if step.campaign_id.state == "draft":
                step.calendar_title = self.env._("%(step)s (not released): %(campaign)s", **names)
            else:
                step.calendar_title = self.env._("%(step)s: %(campaign)s", **names)
