from odoo import models

NEWS = ("seat", "waiting", "offer", "expired", "cancelled")


class EventRegistration(models.Model):
    """What people are told about their seats."""

    _inherit = "event.registration"

    def _outreach_tell(self, news):
        """Note what has become of a seat.

        :param str news: one of NEWS
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
