from odoo import api, fields, models
from odoo.exceptions import UserError


class OutreachAnswer(models.Model):
    """One line of the answer log: what was answered, how, when, and who took it down. Lines are added, never changed."""

    _name = "outreach.answer"
    _description = "Answer"
    _order = "answered_on desc, id desc"
    _rec_name = "answer"

    invitation_id = fields.Many2one("outreach.invitation", required=True, index=True, readonly=True, ondelete="restrict")
    campaign_id = fields.Many2one(related="invitation_id.campaign_id")
    answer = fields.Selection(
        [("accepted", "Yes"), ("tentative", "Maybe"), ("declined", "No"), ("substituted", "Somebody else comes")],
        required=True,
        readonly=True,
    )
    channel = fields.Selection(
        [("page", "Answer page"), ("calendar", "Calendar"), ("phone", "Phone"), ("paper", "Paper"), ("desk", "Desk")],
        required=True,
        readonly=True,
    )
    answered_on = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", string="Taken down by", readonly=True, default=lambda self: self.env.user)
    comment = fields.Text(readonly=True)

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("The answer log cannot be changed. Record a new answer instead; the latest one counts."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The answer log cannot be deleted. Record a new answer instead; the latest one counts."))
