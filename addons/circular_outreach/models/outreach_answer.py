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
        [
            ("none", "No answer"),
            ("accepted", "Yes"),
            ("tentative", "Maybe"),
            ("declined", "No"),
            ("substituted", "Somebody else comes"),
        ],
        required=True,
        readonly=True,
    )
    reason_id = fields.Many2one("outreach.decline.reason", readonly=True, ondelete="restrict")
    channel = fields.Selection(
        [
            ("page", "Answer page"),
            ("calendar", "Calendar"),
            ("phone", "Phone"),
            ("paper", "Paper"),
            ("desk", "Desk"),
            ("office", "Office"),
        ],
        required=True,
        readonly=True,
    )
    answered_on = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", string="Taken down by", readonly=True, default=lambda self: self.env.user)
    comment = fields.Text(readonly=True)
    undone_id = fields.Many2one(
        "outreach.answer", string="Takes Back", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    @api.model
    def _get_standing(self, lines):
        """Return which of these lines of one invitation counts: the latest that was not taken back."""
        return (
            (lines - lines.undone_id)
            .filtered(lambda line: not line.undone_id)
            .sorted(lambda line: (line.answered_on, line.id))[-1:]
        )

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("The answer log cannot be changed. Record a new answer instead; the latest one counts."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The answer log cannot be deleted. Record a new answer instead; the latest one counts."))
