from odoo import api, fields, models


class OutreachInvitation(models.Model):
    """Who else has told on this invitation's page that they are not the invitee."""

    _inherit = "outreach.invitation"

    forwarding_ids = fields.One2many("outreach.forwarding", "invitation_id", string="Forwarded to")
    forwarding_count = fields.Integer(compute="_compute_forwarding_count")

    @api.depends("forwarding_ids")
    def _compute_forwarding_count(self):
        for invitation in self:
            invitation.forwarding_count = len(invitation.forwarding_ids)
