from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class OutreachAnswerEntry(models.TransientModel):
    """An answer that came by phone, on paper or at the desk, taken down with the time it was given and the reason."""

    _name = "outreach.answer.entry"
    _description = "Answer Taken Down"

    invitation_ids = fields.Many2many(
        "outreach.invitation", string="Invitees", required=True, default=lambda self: self._default_invitation_ids()
    )
    answer = fields.Selection(
        [("accepted", "Yes"), ("tentative", "Maybe"), ("declined", "No")], required=True, default="accepted"
    )
    channel = fields.Selection(
        [("phone", "Phone"), ("paper", "Paper"), ("desk", "Desk")], string="How", required=True, default="phone"
    )
    answered_on = fields.Datetime(string="Said on", required=True, default=fields.Datetime.now)
    reason_id = fields.Many2one("outreach.decline.reason")
    comment = fields.Text(string="Remark")

    @api.model
    def _default_invitation_ids(self):
        is_invitation = self.env.context.get("active_model") == "outreach.invitation"
        return [Command.set(self.env.context.get("active_ids", []))] if is_invitation else []

    def action_apply(self):
        """Write one line of the log for each; a later answer that is known keeps counting."""
        self.ensure_one()
        if self.answered_on > fields.Datetime.now():
            raise UserError(self.env._("This lies in the future. Enter when the answer was given."))
        details = {"reason": self.reason_id} if self.reason_id else {}
        for invitation in self.invitation_ids:
            invitation._answer(self.answer, self.channel, self.comment, self.answered_on, **details)
        if self.channel == "phone":
            self.invitation_ids.called_on = self.answered_on
