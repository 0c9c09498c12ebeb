from odoo import api, fields, models
from odoo.exceptions import ValidationError


class OutreachCampaignStep(models.Model):
    """Certificates of attendance travel with the mail to those who attended."""

    _inherit = "outreach.campaign.step"

    has_certificate = fields.Boolean(
        string="With Certificate",
        help="Whoever attended gets the certificate of attendance as an attachment. Those that are missing are issued when the mail goes out.",
    )

    @api.constrains("has_certificate", "recipients")
    def _check_has_certificate(self):
        for step in self.filtered("has_certificate"):
            if step.recipients != "attended":
                raise ValidationError(
                    self.env._(
                        "“%s” does not go to those who attended, and only they get certificates. Change “Goes to”, or leave the certificate out.",
                        step.name,
                    )
                )

    def _issue_certificates(self):
        """Issue what is missing before the mails that carry it go out."""
        if self.has_certificate:
            self.campaign_id.event_id._outreach_issue_certificates()
