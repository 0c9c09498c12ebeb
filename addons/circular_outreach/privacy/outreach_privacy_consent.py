from odoo import models


class OutreachPrivacyConsent(models.AbstractModel):
    """Consents: the line stays, to which words and when; the proof, which names the person, goes."""

    _name = "outreach.privacy.consent"
    _inherit = "outreach.privacy.kind"
    _description = "Kind of Personal Data"
    _privacy_holder = "outreach.consent"
    _privacy_told = (
        "given_on",
        "text_id",
        "text",
        "purpose",
        "channel",
        "note",
        "withdrawn_on",
        "withdrawal_channel",
        "withdrawal_note",
        "opt_out_id",
    )
    _privacy_emptied = ("proof", "withdrawal_note")
    _privacy_kept = {
        "partner_id": "leads to the erased contact",
        "note": "becomes the number of the erased contact",
    }

    def _get_domain(self, person):
        return [("partner_id", "in", person.partner.ids)]

    def _erase(self, person):
        consents = self._find(person)
        consents.proof = False
        self._overwrite(consents, {"note": person.placeholder, "withdrawal_note": None})
        return len(consents)
