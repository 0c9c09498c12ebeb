from odoo import models


class OutreachPrivacyChoice(models.AbstractModel):
    """What was decided by hand about whom to invite."""

    _name = "outreach.privacy.choice"
    _inherit = "outreach.privacy.kind"
    _description = "Kind of Personal Data"
    _privacy_holder = "outreach.audience.choice"
    _privacy_told = ("decided_on", "campaign_id", "kind", "reason")
    _privacy_emptied = ("reason",)
    _privacy_kept = {"partner_id": "leads to the erased contact"}

    def _get_domain(self, person):
        return [("partner_id", "in", person.partner.ids)]

    def _get_left_values(self, person):
        return {"reason": person.placeholder}
