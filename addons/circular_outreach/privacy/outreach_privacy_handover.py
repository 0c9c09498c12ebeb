from odoo import models


class OutreachPrivacyHandover(models.AbstractModel):
    """Lists with the person that were handed to a contractor: the file goes, that it was handed over stays as proof."""

    _name = "outreach.privacy.handover"
    _inherit = "outreach.privacy.kind"
    _description = "Kind of Personal Data"
    _privacy_holder = "outreach.handover"
    _privacy_told = ("create_date", "name", "recipient_id", "purpose", "expires_on", "state", "downloaded_on")
    _privacy_emptied = ("file",)
    _privacy_kept = {
        "name": "the name of a campaign; names in it are swept",
        "purpose": "the office's words; names in them are swept",
        "contract": "the office's agreement with a contractor; names in it are swept",
    }

    def _get_domain(self, person):
        return [("export_id.partner_ids", "in", person.partner.ids)]

    def _erase(self, person):
        """Delete the whole file: the contractor gets a new one, without the person."""
        handovers = self._find(person)
        handovers.filtered(lambda one: one.state == "open")._end("erased")
        return len(handovers)
