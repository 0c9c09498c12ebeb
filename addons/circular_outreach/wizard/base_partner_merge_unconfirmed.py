from odoo import api, models


class MergePartnerAutomatic(models.TransientModel):
    """Whoever merges a contact has looked at it. Odoo would make a known contact unconfirmed, because it keeps whatever field is filled."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        # sudo: whoever may merge contacts may take them over
        (src_partners | dst_partner).sudo().action_outreach_confirm()
        return super()._update_foreign_keys(src_partners, dst_partner)
