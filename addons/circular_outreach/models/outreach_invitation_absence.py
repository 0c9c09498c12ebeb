from odoo import api, fields, models


class OutreachInvitation(models.Model):
    """A hint on the row of an invitee: absences that nobody called off. It changes no verdict and no seat."""

    _inherit = "outreach.invitation"

    absence_hint = fields.Char(string="Absences", compute="_compute_absence_hint")

    @api.depends("partner_id")
    @api.depends_context("lang")
    def _compute_absence_hint(self):
        self.partner_id.mapped("outreach_absence_count")  # all of them at once
        for invitation in self:
            count = invitation.partner_id.outreach_absence_count
            if count > 1:
                invitation.absence_hint = self.env._("Did not come %s times in 12 months", count)
            else:
                invitation.absence_hint = self.env._("Did not come once in 12 months") if count else False
