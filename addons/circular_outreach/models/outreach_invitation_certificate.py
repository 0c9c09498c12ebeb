from odoo import fields, models


class OutreachInvitation(models.Model):
    """What an invitee finds after the workshop: the certificate and the materials."""

    _inherit = "outreach.invitation"

    materials_url = fields.Char(string="Link to Materials", related="event_id.outreach_materials_url")

    def _find_certificate(self):
        """Return the valid certificate of this invitee, as superuser, or none."""
        # sudo: the page and the mail are the invitee's own, and visitors are nobody to Odoo
        certificates = self.sudo().registration_id.outreach_certificate_ids
        return certificates.filtered(lambda certificate: certificate._is_valid())
