from odoo import models

NEWS = ("seat", "waiting", "offer", "expired", "cancelled")


class EventRegistration(models.Model):
    """What people are told about their seats, and what stays written beside the seat."""

    _inherit = "event.registration"

    def _outreach_tell(self, news):
        """Note what has become of a seat, and let whoever was invited to it know, in this transaction.

        :param str news: one of NEWS; "expired" is an offer, "cancelled" a seat or waiting place given back
        """
        texts = {
            "seat": lambda _one: self.env._("Has a seat."),
            "waiting": lambda one: self.env._("Is on the waiting list, place %s.", one.outreach_waiting_place),
            "offer": lambda one: self.env._("A seat has been offered, valid until %s.", one.outreach_offer_text),
            "expired": lambda _one: self.env._("The offer has expired without an answer; the seat goes to the next in line."),
            "cancelled": lambda _one: self.env._("The seat or the place on the waiting list has been given up."),
        }
        office = self.with_context(lang=self.env.company.partner_id.lang or self.env.lang)
        office._message_log_batch(bodies={one.id: texts[news](one) for one in office})
        # sudo: whoever changes a seat, a helper at the desk or a visitor, need not see campaigns, and the record of what was sent is nobody's to write
        for registration in self.sudo():
            invitation = registration.outreach_invitation_id
            if invitation:
                invitation._tell(invitation._get_kind_of_news(news, registration))
