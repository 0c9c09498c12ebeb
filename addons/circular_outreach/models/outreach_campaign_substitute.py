from odoo import models
from odoo.fields import Domain


class OutreachCampaign(models.Model):
    """What a campaign does with colleagues somebody has named: it has a mail for them, and no audience means them before a clerk does."""

    _inherit = "outreach.campaign"

    def _get_audience_domain(self):
        """Leave out contacts that nobody has confirmed, unless somebody has chosen them by hand."""
        chosen = self.choice_ids.filtered(lambda choice: choice.kind != "leave_out").partner_id
        confirmed = Domain("outreach_unconfirmed_since", "=", False) | Domain("id", "in", chosen.ids)
        return super()._get_audience_domain() & confirmed

    def _ensure_substitute_step(self):
        """Have the mail for who was named; campaigns of earlier versions, and those where somebody took it out, get it when it is needed."""
        self.ensure_one()
        if "substitute" not in self.step_ids.mapped("kind"):
            # sudo: whoever may name a colleague on the page makes the mail that tells them
            self.env["outreach.campaign.step"].sudo().create({"campaign_id": self.id, "kind": "substitute"})
