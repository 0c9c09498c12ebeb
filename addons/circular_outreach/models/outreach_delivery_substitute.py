from odoo import models

from ..tools.verdict import UNWILLING


class OutreachDelivery(models.Model):
    """The mail to a colleague somebody has named: not asked for by them, so an objection stops it up to the last moment (invariant I5)."""

    _inherit = "outreach.delivery"

    def _skip_unwanted(self):
        skipped = super()._skip_unwanted()
        named = (self - skipped).filtered(lambda delivery: delivery.step_id.recipients == "named")
        for campaign, deliveries in named.grouped("campaign_id").items():
            verdicts = self.env["outreach.audience"]._judge(campaign, deliveries.partner_id)
            for delivery in deliveries:
                verdict = verdicts.get(delivery.partner_id.id)
                if verdict in UNWILLING and delivery.invitation_id.answer == "none":
                    delivery._skip(verdict)
                    skipped += delivery
        return skipped
