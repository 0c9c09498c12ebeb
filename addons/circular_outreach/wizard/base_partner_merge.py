from odoo import api, models


class MergePartnerAutomatic(models.TransientModel):
    """Merging contacts keeps what both have: Odoo deletes the records that a unique index holds back, so they are united before."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        # sudo: whoever may merge contacts may merge what hangs on them
        self.env["outreach.role"].sudo()._unite(dst_partner | src_partners)
        self.env["outreach.invitation"].sudo()._unite(dst_partner | src_partners)
        self.env["outreach.audience.choice"].sudo()._unite(dst_partner | src_partners)
        # The statement that moves references would leave what the kept contact consents to as it was.
        consents = self.env["outreach.consent"].sudo().search([("partner_id", "in", src_partners.ids)])
        consents.partner_id = dst_partner
        return super()._update_foreign_keys(src_partners, dst_partner)
