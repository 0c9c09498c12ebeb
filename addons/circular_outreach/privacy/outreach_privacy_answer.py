from odoo import models


class OutreachPrivacyAnswer(models.AbstractModel):
    """What was answered; the line stays, the person's words go."""

    _name = "outreach.privacy.answer"
    _inherit = "outreach.privacy.kind"
    _description = "Kind of Personal Data"
    _privacy_holder = "outreach.answer"
    _privacy_told = ("answered_on", "campaign_id", "answer", "reason_id", "channel", "comment")
    _privacy_emptied = ("comment",)

    def _get_domain(self, person):
        return [("invitation_id", "in", person.invitations.ids)]
