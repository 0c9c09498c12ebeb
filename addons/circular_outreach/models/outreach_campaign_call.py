from odoo import fields, models


class OutreachCampaign(models.Model):
    """What a call for a role asks beside yes and no."""

    _inherit = "outreach.campaign"

    call_topic_ids = fields.Many2many(
        "outreach.topic",
        "outreach_campaign_call_topic_rel",
        string="Topics to Choose From",
        help="Whoever is interested ticks them on the answer page. Empty: the topics of the rule, else the widest ones there are.",
    )
