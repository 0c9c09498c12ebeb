from odoo import fields, models


class OutreachCampaign(models.Model):
    """Whose money pays for a call for a role; what pays for a workshop is said on the workshop."""

    _inherit = "outreach.campaign"

    funding_id = fields.Many2one(
        "outreach.funding", ondelete="restrict", check_company=True, help="The call is part of the reports on this funding."
    )
