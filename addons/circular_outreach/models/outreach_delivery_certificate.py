from odoo import models


class OutreachDelivery(models.Model):
    """The certificate that travels with a mail."""

    _inherit = "outreach.delivery"

    def _get_certificate(self):
        """Return the certificate to attach; none if the attendance has been corrected since the mail fell due."""
        # sudo: clerks look at mails before they go out, and who sends them is the system
        certificates = self.env["outreach.certificate"].sudo()
        return self.invitation_id._find_certificate() if self.step_id.has_certificate else certificates
