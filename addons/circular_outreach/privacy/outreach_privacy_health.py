from odoo import models


class OutreachPrivacyHealth(models.AbstractModel):
    """Dietary and access needs."""

    _name = "outreach.privacy.health"
    _inherit = "outreach.privacy.kind"
    _description = "Kind of Personal Data"
    _privacy_holder = "outreach.health.note"
    _privacy_told = ("event_id", "diet", "access", "consent_on", "consent_text", "deleted_from")
    _privacy_is_deleted = True

    def _get_domain(self, person):
        return [("registration_id", "in", person.registrations.ids)]
