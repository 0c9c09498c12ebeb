from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import german_order


class OutreachDelivery(models.Model):
    """A delivery that belongs to a batch of letters is a letter: printed and posted by people, never touched by the sender of mails."""

    _inherit = "outreach.delivery"

    # Not "set null": without its batch a letter would be taken for a mail.
    letter_batch_id = fields.Many2one(
        "outreach.letter.batch", string="Letters", index="btree_not_null", readonly=True, ondelete="cascade"
    )
    letter_number = fields.Integer(string="No.", readonly=True, aggregator=None)
    postal_address = fields.Char(compute="_compute_postal_address")
    invitee_name = fields.Char(string="Name", related="invitation_id.invitee_name")
    organisation_name = fields.Char(related="invitation_id.organisation_name")
    answer = fields.Selection(related="invitation_id.answer")

    @api.depends("partner_id")
    def _compute_postal_address(self):
        for delivery in self:
            delivery.postal_address = ", ".join(self.env["outreach.letter"]._get_address_lines(delivery.partner_id))

    def action_send_again(self):
        if self.letter_batch_id:
            raise UserError(self.env._("Letters are not sent by mail. Open their batch and make the letters again."))
        return super().action_send_again()

    def action_leave_out(self):
        """Take a letter out of the pile before it is posted."""
        self.invitation_id.check_access("write")
        if any(delivery.state != "ready" or not delivery.letter_batch_id for delivery in self):
            raise UserError(self.env._("Only letters that have not been posted yet can be left out."))
        # sudo: the record of what was sent changes through these decisions only
        self.sudo().write({"state": "skipped", "failure": self.env._("Taken out by hand")})

    def action_accepted_on_paper(self):
        self._answer_on_paper("accepted")

    def action_declined_on_paper(self):
        self._answer_on_paper("declined")

    def _answer_on_paper(self, answer):
        """Take down what came back on the slip."""
        for delivery in self:
            delivery.invitation_id._answer(answer, "paper")

    def _get_letter_reference(self):
        """Return the number printed on letter and slip, which leads from the paper to the line in the batch."""
        return f"{self.letter_batch_id.id}-{self.letter_number}"

    def _get_letter_order(self):
        """Return what letters are sorted by: names after DIN 5007-2, or postcodes and streets as the post likes them."""
        partner = self.partner_id
        surname = german_order.key(partner.outreach_surname or partner.name or "", ignore_particles=True)
        name = (surname, german_order.key(partner.outreach_first_name or ""), self.invitation_id.id)
        if self.letter_batch_id.sort_by == "surname":
            return name
        place = partner if self.env["outreach.letter"]._has_address(partner) else partner.commercial_partner_id
        return (place.zip or "", german_order.key(place.street or ""), *name)

    def _set_posted(self, moment):
        """Record letters that were given to the post, as for mails that left the house."""
        self.write({"state": "sent", "sent_on": moment, "failure": False})
        self.invitation_id.filtered(lambda invitation: not invitation.sent_on).sent_on = moment
