from odoo import models


class OutreachPrivacySuggestion(models.AbstractModel):
    """Corrections somebody has proposed."""

    _name = "outreach.privacy.suggestion"
    _inherit = "outreach.privacy.kind"
    _description = "Kind of Personal Data"
    _privacy_holder = "outreach.contact.suggestion"
    _privacy_told = ("create_date", "email", "phone", "function", "remark", "state")
    _privacy_is_deleted = True

    def _get_domain(self, person):
        return [("partner_id", "in", person.partner.ids)]
