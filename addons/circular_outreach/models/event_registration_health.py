from odoo import fields, models


class EventRegistration(models.Model):
    """Dietary and access needs beside a registration; whoever does not come has none to be kept."""

    _inherit = "event.registration"

    outreach_health_note_ids = fields.One2many(
        "outreach.health.note", "registration_id", string="Dietary and Access Needs", groups="circular_outreach.group_organiser"
    )

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "cancel" or vals.get("active") is False:
            # sudo: whoever calls somebody off need not be allowed to read the needs that are deleted here
            self.sudo().outreach_health_note_ids.unlink()
        return result
