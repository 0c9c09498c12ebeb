from odoo import fields, models


class OutreachCampaignStep(models.Model):
    """A step that tells what has become of an answer begins with the first answer, whatever the clock says."""

    _inherit = "outreach.campaign.step"

    def _note_begin(self):
        self.filtered(lambda step: not step.started_on).started_on = fields.Datetime.now()
