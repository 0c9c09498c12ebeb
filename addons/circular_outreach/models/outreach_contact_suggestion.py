from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ..tools.button_right import EDITOR, only_for

# What can be taken over with one click; anything else is in the remark.
SUGGESTED = ("email", "phone", "function")
CORRECTION = "circular_outreach.mail_activity_type_correction"


class OutreachContactSuggestion(models.Model):
    """A correction an invitee has proposed on the answer page (Art. 16 GDPR). A link may have been passed on, so a person decides."""

    _name = "outreach.contact.suggestion"
    _description = "Proposed Correction"
    _order = "id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", string="Contact", required=True, readonly=True, index=True, ondelete="cascade")
    invitation_id = fields.Many2one("outreach.invitation", readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="invitation_id.company_id", store=True)
    state = fields.Selection(
        [("open", "Open"), ("accepted", "Accepted"), ("declined", "Declined")], required=True, default="open", readonly=True
    )
    email = fields.Char(string="E-mail Proposed", readonly=True)
    phone = fields.Char(string="Phone Proposed", readonly=True)
    function = fields.Char(string="Job Position Proposed", readonly=True)
    remark = fields.Text(string="Anything Else", readonly=True)
    current_email = fields.Char(string="E-mail Now", related="partner_id.email")
    current_phone = fields.Char(string="Phone Now", related="partner_id.phone")
    current_function = fields.Char(string="Job Position Now", related="partner_id.function")
    decided_on = fields.Datetime(readonly=True)
    user_id = fields.Many2one("res.users", string="Decided by", readonly=True)

    @api.model
    def _propose(self, invitation, values):
        """Store what an invitee says is wrong, and tell the office. The same proposal is not stored twice."""
        values = {name: text for name, text in values.items() if text}
        same = [("invitation_id", "=", invitation.id), ("state", "=", "open")]
        if not values or self.search_count([*same, *((name, "=", text) for name, text in values.items())]):
            return
        self.create({"partner_id": invitation.partner_id.id, "invitation_id": invitation.id, **values})
        spoken = invitation._speak_to_responsible()
        if not spoken.activity_search([CORRECTION]):
            spoken._plan(
                CORRECTION,
                spoken.env._("%s proposes a correction", spoken.invitee_name),
                spoken.env._(
                    "Open “Corrections” on the invitation, compare both, and accept or decline. Nothing has been changed."
                ),
            )

    @only_for(EDITOR)
    def action_accept(self):
        """Write to the contact what was proposed; what stands in the remark is for a person to enter."""
        for suggestion in self:
            suggestion._check_open()
            if suggestion.email and not email_normalize(suggestion.email):
                raise UserError(
                    self.env._("“%s” is no complete e-mail address. Decline it, or ask the contact.", suggestion.email)
                )
            proposed = {name: suggestion[name] for name in SUGGESTED if suggestion[name]}
            if proposed:
                suggestion.partner_id.write(proposed)
        self._decide("accepted")

    @only_for(EDITOR)
    def action_decline(self):
        for suggestion in self:
            suggestion._check_open()
        self._decide("declined")

    def _check_open(self):
        if self.state != "open":
            raise UserError(self.env._("This proposal has been decided already."))

    def _decide(self, state):
        self.write({"state": state, "decided_on": fields.Datetime.now(), "user_id": self.env.uid})
        for invitation in self.invitation_id:
            if not self.search_count([("invitation_id", "=", invitation.id), ("state", "=", "open")]):
                # sudo: the to-do may be a colleague's
                invitation.sudo().activity_feedback([CORRECTION])
