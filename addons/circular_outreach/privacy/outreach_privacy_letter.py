from odoo import models


class OutreachPrivacyLetter(models.AbstractModel):
    """Piles of letters with one to the person: the PDF goes, and may be printed again without it while the pile is a draft."""

    _name = "outreach.privacy.letter"
    _inherit = "outreach.privacy.kind"
    _description = "Kind of Personal Data"
    _privacy_holder = "outreach.letter.batch"
    _privacy_told = ("printed_on", "campaign_id", "step_id", "posted_on")
    _privacy_emptied = ("document",)
    _privacy_kept = {"job_error": "about the printer"}

    def _get_domain(self, person):
        return [("delivery_ids.invitation_id", "in", person.invitations.ids)]

    def _erase(self, person):
        batches = self._find(person)
        batches.document = False
        person.env["outreach.letter.portion"].search([("batch_id", "in", batches.ids)]).unlink()
        return len(batches)
