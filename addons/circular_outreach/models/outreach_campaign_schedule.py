from odoo import api, fields, models

from ..tools.button_right import EDITOR, only_for
from .outreach_campaign_news import NEWS

# What a campaign starts with, in the order in which it happens; further kinds can be added by hand.
USUAL_KINDS = {
    "workshop": (
        "invitation",
        "reminder",
        "last_call",
        *NEWS,
        "logistics",
        "substitute",
        "thank_you",
        "missed_you",
        "date_changed",
        "cancellation",
    ),
    "call": ("invitation", "reminder", "thank_you"),
}


class OutreachCampaign(models.Model):
    """The usual steps of a campaign, and what their times are counted from."""

    _inherit = "outreach.campaign"

    released_on = fields.Datetime(readonly=True, copy=False)
    calendar_on = fields.Datetime(string="Workshop or Answer Deadline", compute="_compute_calendar_on", store=True)

    @api.depends("event_id.date_begin", "answer_deadline")
    def _compute_calendar_on(self):
        for campaign in self:
            campaign.calendar_on = campaign.event_id.date_begin or campaign.answer_deadline

    def write(self, vals):
        """Take down when the campaign was released; whoever takes the release back starts anew."""
        if vals.get("state") in ("released", "running"):
            first = self.filtered(lambda campaign: not campaign.released_on)
            super(OutreachCampaign, self - first).write(vals)
            return super(OutreachCampaign, first).write({**vals, "released_on": fields.Datetime.now()})
        if vals.get("state") == "draft":
            vals = {**vals, "released_on": False}
        return super().write(vals)

    @only_for(EDITOR)
    def action_add_usual_steps(self):
        """Add those of the usual steps that this campaign does not have."""
        self._create_default_steps()

    def _create_default_steps(self):
        for campaign in self:
            present = set(campaign.step_ids.mapped("kind"))
            self.env["outreach.campaign.step"].create(
                [{"campaign_id": campaign.id, "kind": kind} for kind in USUAL_KINDS[campaign.purpose] if kind not in present]
            )

    def _get_tz(self):
        """Return the zone whose clock decides: that of the workshop, else that of the office."""
        return self.event_id.date_tz or self.company_id.partner_id.tz or self.env.user.tz or "Europe/Berlin"
