from odoo import fields, models


class EventRegistration(models.Model):
    """The certificate of an attendee follows the attendance: nobody who was not there holds a valid one."""

    _inherit = "event.registration"

    outreach_certificate_ids = fields.One2many(
        "outreach.certificate", "registration_id", string="Certificates", groups="circular_outreach.group_reader"
    )

    def _outreach_follow_certificates(self):
        """Revoke what is no longer true."""
        absent = self.filtered(lambda registration: registration.outreach_attendance != "attended")
        # sudo: who corrects attendance at the desk need not see certificates
        absent.sudo().outreach_certificate_ids._revoke("attendance")
