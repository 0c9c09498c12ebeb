from odoo import models
from odoo.exceptions import UserError

from ..tools.button_right import EDITOR, only_for


class OutreachInvitation(models.Model):
    """What a clerk can do about a verdict, one press away."""

    _inherit = "outreach.invitation"

    @only_for(EDITOR)
    def action_correct_address(self):
        return self._open_remedy("address")

    @only_for(EDITOR)
    def action_choose_other(self):
        return self._open_remedy("other")

    @only_for(EDITOR)
    def action_invite_anyway(self):
        return self._open_remedy("invite")

    @only_for(EDITOR)
    def action_leave_out(self):
        return self._open_remedy("leave_out")

    @only_for(EDITOR)
    def action_merge_duplicate(self):
        """Open Odoo's wizard for the two entries."""
        self.ensure_one()
        if not self.verdict_partner_id:
            return self.campaign_id._notify(self.campaign_id._refresh_audience())
        return self.partner_id.action_outreach_merge(self.verdict_partner_id.id)

    @only_for(EDITOR)
    def action_not_the_same(self):
        """Note that two entries are two contacts, and look at the audience again."""
        for invitation in self.filtered("verdict_partner_id"):
            invitation.partner_id.action_outreach_set_apart(invitation.verdict_partner_id.id)
        return self.campaign_id._notify(self.campaign_id._refresh_audience())

    @only_for(EDITOR)
    def action_letter_instead(self):
        """Write a letter to who cannot, or must not, be sent a mail."""
        self._check_not_written_to()
        has_address = self.env["outreach.letter"]._has_address
        without = self.partner_id.filtered(lambda one: not has_address(one) and not has_address(one.commercial_partner_id))
        if without:
            raise UserError(
                self.env._(
                    "A letter needs street, postcode and town, which are missing for %s. Press “Correct Address” and enter them.",
                    ", ".join(without.mapped("display_name")),
                )
            )
        if forbidden := self.partner_id.filtered(lambda partner: partner.outreach_legal_basis == "none"):
            raise UserError(
                self.env._(
                    "There is no legal basis to write to %s, not by letter either. Change it on the contact if that is wrong.",
                    ", ".join(forbidden.mapped("display_name")),
                )
            )
        for campaign, invitations in self.grouped("campaign_id").items():
            self.env["outreach.audience.choice"]._decide(
                campaign, invitations.partner_id, "letter", self.env._("Letter instead of a mail")
            )
        self._write_letter_for_what_came_back()
        self._settle_return(self.env._("Letter instead of a mail"))
        return self.campaign_id._notify(self.campaign_id._refresh_audience())

    @only_for(EDITOR)
    def action_take_back_choice(self):
        """Forget what was decided by hand; whoever only belonged to the audience by that leaves it."""
        self.env["outreach.audience.choice"].search(
            [("campaign_id", "in", self.campaign_id.ids), ("partner_id", "in", self.partner_id.ids)]
        ).unlink()
        return self.campaign_id._notify(self.campaign_id._refresh_audience())

    def _check_not_written_to(self):
        """What was sent cannot be sent in another way, unless it came back."""
        if self.filtered(lambda invitation: invitation.sent_on and invitation.delivery_state not in ("failed", "bounced")):
            raise UserError(self.env._("This person has been written to already. You can only leave them out from now on."))

    def _open_remedy(self, way):
        self.check_access("write")
        if way != "leave_out":
            self._check_not_written_to()
        wizard = self.env["outreach.remedy"].create({"invitation_ids": [(6, 0, self.ids)], "way": way})
        labels = dict(wizard._fields["way"]._description_selection(self.env))
        return {
            "type": "ir.actions.act_window",
            "name": labels[way],
            "res_model": wizard._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }
