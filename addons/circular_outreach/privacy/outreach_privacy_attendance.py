from odoo import models


class OutreachPrivacyAttendance(models.AbstractModel):
    """Who was there: the line stays, for the figures rest on it."""

    _name = "outreach.privacy.attendance"
    _inherit = "outreach.privacy.kind"
    _description = "Kind of Personal Data"
    _privacy_holder = "outreach.attendance.entry"
    _privacy_told = ("recorded_on", "registration_id", "kind", "reason")
    _privacy_emptied = ("reason",)
    _privacy_kept = {"key": "a random number", "undoes_key": "a random number", "device": "a name of a device of the office"}

    def _get_domain(self, person):
        return [("registration_id", "in", person.registrations.ids)]
