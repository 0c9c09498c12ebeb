import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import german_order
from ..tools.button_right import EDITOR, SENDER, only_for

_logger = logging.getLogger(__name__)


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
    is_letter_unneeded = fields.Boolean(string="Needs No Letter", compute="_compute_letter_remark")
    letter_remark = fields.Char(string="Remark", compute="_compute_letter_remark")

    @api.depends("partner_id")
    def _compute_postal_address(self):
        for delivery in self:
            delivery.postal_address = ", ".join(self.env["outreach.letter"]._get_address_lines(delivery.partner_id))

    @api.depends("state", "failure", "answer")
    @api.depends_context("lang")
    def _compute_letter_remark(self):
        """Say why somebody was left out, or why their letter should be taken out of the pile."""
        for batch, letters in self.grouped("letter_batch_id").items():
            waiting = letters.filtered(lambda letter: letter.state == "ready")
            withdrawn = batch._get_withdrawn(waiting) if batch else {}
            answered = batch._get_answered(waiting)
            for letter in letters:
                letter.is_letter_unneeded = letter in withdrawn or letter in answered
                if letter in withdrawn:
                    letter.letter_remark = letter._describe_verdict(withdrawn[letter])
                else:
                    letter.letter_remark = letter._describe_answer() if letter in answered else letter.failure

    @only_for(SENDER)
    def action_send_again(self):
        if self.letter_batch_id:
            raise UserError(self.env._("Letters are not sent by mail. Open their batch and make the letters again."))
        return super().action_send_again()

    @only_for(EDITOR)
    def action_leave_out(self):
        """Take a letter out of the pile before it is posted."""
        self.invitation_id.check_access("write")
        if any(delivery.state != "ready" or not delivery.letter_batch_id for delivery in self):
            raise UserError(self.env._("Only letters that have not been posted yet can be left out."))
        # sudo: the record of what was sent changes through these decisions only
        self.sudo().write({"state": "skipped", "failure": self.env._("Taken out by hand")})

    @only_for(EDITOR)
    def action_take_back(self):
        """Put a letter that was left out by mistake back into the pile: it is in the PDF, and nothing speaks against it."""
        self.invitation_id.check_access("write")
        for letter in self:
            batch = letter.letter_batch_id
            if letter.state != "skipped" or batch.state != "printed" or not letter.letter_number:
                raise UserError(self.env._("This letter is not in the PDF. Make new letters for those who were left out."))
            reason = batch._get_withdrawn(letter)
            if reason:
                raise UserError(self.env._("Must not be written to: %s.", letter._describe_verdict(reason[letter])))
            # sudo: see action_leave_out
            letter.sudo().write({"state": "ready", "failure": False})

    @only_for(EDITOR)
    def action_accepted_on_paper(self):
        self._answer_on_paper("accepted")

    @only_for(EDITOR)
    def action_declined_on_paper(self):
        self._answer_on_paper("declined")

    def _answer_on_paper(self, answer):
        """Take down what came back on the slip."""
        for delivery in self:
            delivery.invitation_id._answer(answer, "paper")

    def _describe_answer(self):
        labels = dict(self.invitation_id._fields["answer"]._description_selection(self.env))
        return self.env._("Has answered: %s", labels[self.answer])

    def _describe_verdict(self, verdict):
        return dict(self.invitation_id._fields["verdict"]._description_selection(self.env))[verdict]

    def _describe_failure(self, error):
        """Name the letter that cannot be made, and log what only a programmer understands."""
        _logger.warning("The letter %s cannot be made", self.id, exc_info=error)
        return self.env._(
            "The letter to %(name)s cannot be made (%(error)s). Look at the contact and its address, then make the letters again.",
            name=self.partner_id.name,
            error=str(error) or type(error).__name__,
        )

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
        self.partner_id._set_outreach_informed(moment)

    def _is_followed(self):
        """Return whether something else has gone to the person after this letter."""
        others = (self.invitation_id.delivery_ids - self).filtered(lambda other: other.state in ("sending", "sent", "bounced"))
        return any(not other.sent_on or (other.sent_on, other.id) > (self.sent_on, self.id) for other in others)

    def _set_not_posted(self):
        """Take that back: whoever has not got anything else counts as not written to."""
        self.partner_id._unset_outreach_informed(self)
        self.write({"state": "ready", "sent_on": False})
        for invitation in self.invitation_id:
            invitation.sent_on = min(invitation.delivery_ids.filtered("sent_on").mapped("sent_on"), default=False)
