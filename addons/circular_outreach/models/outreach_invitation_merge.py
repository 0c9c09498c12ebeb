from odoo import api, models
from odoo.tools import SQL


class OutreachInvitation(models.Model):
    """What happens to invitations when two contacts turn out to be one."""

    _inherit = "outreach.invitation"

    @api.model
    def _unite(self, partners):
        """Leave one invitation per campaign among these contacts: the one answered last, else the one sent, else the first contact's."""
        for invitations in self.search([("partner_id", "in", partners.ids)]).grouped("campaign_id").values():
            order = {partner: -place for place, partner in enumerate(partners)}
            kept = max(invitations, key=lambda one: (str(one.answered_on or ""), bool(one.sent_on), order[one.partner_id]))
            for other in invitations - kept:
                kept._take_over(other)
        self.env.flush_all()

    def _take_over(self, other):
        """Make everything that belongs to another invitation this one's, and delete what is left of it."""
        self._take_over_registration(other)
        sent = [invitation.sent_on for invitation in self | other if invitation.sent_on]
        self.sent_on = min(sent, default=False)
        # The next news gets a number that none of the deliveries has.
        self.news_count = max(self.news_count, other.news_count)
        for delivery in other.delivery_ids:
            self._take_over_delivery(delivery)
        self.env.flush_all()
        # By SQL: the lines of the log stay as they are, they only belong to the same person's other invitation now.
        self.env.cr.execute(SQL("UPDATE outreach_answer SET invitation_id = %s WHERE invitation_id = %s", self.id, other.id))
        self.env.invalidate_all()
        other.suggestion_ids.invitation_id = self
        other.sent_on = False
        other.unlink()

    def _take_over_registration(self, other):
        registration = other.registration_id
        if registration and not self.registration_id:
            registration.outreach_invitation_id = self
            self.registration_id = registration
        elif registration:
            # First: nobody is told that a seat is gone who still has one.
            registration.outreach_invitation_id = False
            registration._outreach_free_seat()

    def _take_over_delivery(self, delivery):
        """A step reaches a person once; if both contacts got it, the second mail is noted, for the record has room for one."""
        own = self.delivery_ids.filtered(lambda mail: (mail.step_id, mail.occasion) == (delivery.step_id, delivery.occasion))
        if own and own.state != "sent" and delivery.state == "sent":
            own.unlink()
            own = own.browse()
        if not own:
            delivery.invitation_id = self
            return
        if delivery.state == "sent":
            self.message_post(
                body=self.env._("“%(step)s” also went to %(address)s.", step=delivery.step_id.name, address=delivery.email or "?")
            )
        delivery.unlink()
