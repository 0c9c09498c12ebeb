from odoo import models


class OutreachPrivacyExport(models.AbstractModel):
    """Who has received a table with the person in it: the line stays as proof, the link leads to a number."""

    _name = "outreach.privacy.export"
    _inherit = "outreach.privacy.kind"
    _description = "Kind of Personal Data"
    _privacy_holder = "outreach.export.log"
    _privacy_told = ("exported_on", "document", "purpose", "recipient_id", "field_names")
    _privacy_kept = {
        "document": "the name of a list of the office",
        "purpose": "the office's words; names in them are swept",
        "model": "a technical name",
        "field_names": "technical names",
        "partner_ids": "leads to the erased contact",
    }

    def _get_domain(self, person):
        return [("partner_ids", "in", person.partner.ids)]

    def _erase(self, _person):
        """Nothing in the line says who it was once the contact is a number."""
        return 0
