from odoo import models

from ..tools import answer_token


class OutreachPrivacyInvitation(models.AbstractModel):
    """Invitations: who is in the figures stays as a number."""

    _name = "outreach.privacy.invitation"
    _inherit = "outreach.privacy.kind"
    _description = "Kind of Personal Data"
    _privacy_holder = "outreach.invitation"
    _privacy_sequence = 70
    _privacy_told = (
        "campaign_id",
        "event_id",
        "verdict",
        "verdict_reason",
        "verdict_on",
        "sent_on",
        "answer",
        "answered_on",
        "email_normalized",
        "organisation_id",
        "target_group_id",
        "municipality_id",
        "role_type_ids",
    )
    _privacy_emptied = ("email_normalized", "code_fingerprint")
    _privacy_kept = {
        "partner_id": "leads to the erased contact",
        "organisation_id": "the figures count organisations",
        "verdict_partner_id": "leads to the other contact, who stays",
        "nonce": "a random number, new after erasure",
    }

    def _get_domain(self, person):
        return [("partner_id", "in", person.partner.ids)]

    def _erase(self, person):
        """Empty it, and let no link sent before open it any more."""
        for invitation in self._find(person):
            self._overwrite(invitation, {"nonce": answer_token.new_nonce()})
        waiting = person.invitations.delivery_ids.filtered(lambda delivery: delivery.state == "ready")
        self._overwrite(waiting, {"state": "skipped", "claimed_on": None})
        return super()._erase(person)
