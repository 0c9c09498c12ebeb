from odoo import models


class OutreachDelivery(models.Model):
    """News of an answer goes to whoever answered, blacklists or not (invariant I6); where no mail can arrive, a person tells it."""

    _inherit = "outreach.delivery"

    def _skip_unwanted(self):
        unreachable = self.filtered(
            lambda one: one.occasion and (not one.partner_id.email_normalized or one.partner_id.message_bounce)
        )
        for delivery in unreachable:
            verdict = "bounced" if delivery.partner_id.email_normalized else "no_email"
            delivery.write({"state": "skipped", "failure": delivery._describe_verdict(verdict), "claimed_on": False})
            delivery.invitation_id._speak_to_responsible()._plan_telling(delivery)
        return unreachable | super(OutreachDelivery, self - unreachable)._skip_unwanted()
