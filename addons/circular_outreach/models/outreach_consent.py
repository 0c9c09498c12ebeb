from odoo import api, fields, models
from odoo.exceptions import UserError


class OutreachConsent(models.Model):
    """A consent: who, to which words, when, how, and the proof; and when and how it was withdrawn. Lines are added to, never changed.

    What a contact's open consents cover is kept at the contact, where the audience statement reads it.
    """

    _name = "outreach.consent"
    _description = "Consent"
    _order = "given_on desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", string="Contact", required=True, index=True, ondelete="cascade", readonly=True)
    text_id = fields.Many2one("outreach.consent.text", required=True, index=True, ondelete="restrict", readonly=True)
    text = fields.Text(string="Exact Words", related="text_id.text")
    purpose = fields.Selection(related="text_id.purpose", string="Covers")
    given_on = fields.Datetime(required=True, default=fields.Datetime.now, readonly=True)
    channel = fields.Selection(
        [("page", "Page"), ("email", "E-mail"), ("phone", "Phone"), ("paper", "Paper"), ("person", "In person")],
        string="Given by",
        required=True,
        readonly=True,
    )
    note = fields.Char(string="Proof", required=True, readonly=True, help="Who said it to whom, or where the letter is kept.")
    proof = fields.Binary(string="Letter or Mail", attachment=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Recorded by", default=lambda self: self.env.user, readonly=True)
    withdrawn_on = fields.Datetime(readonly=True)
    withdrawal_channel = fields.Selection(selection="_get_channels", string="Withdrawn by", readonly=True)
    withdrawal_note = fields.Char(string="Note on Withdrawal", readonly=True)
    withdrawn_by_id = fields.Many2one("res.users", string="Withdrawal Recorded by", readonly=True, ondelete="set null")

    _withdrawal_whole = models.Constraint(
        "CHECK (withdrawn_on IS NULL OR withdrawal_channel IS NOT NULL)", "Say how the person has withdrawn the consent."
    )
    _withdrawal_later = models.Constraint(
        "CHECK (withdrawn_on IS NULL OR withdrawn_on >= given_on)", "A consent cannot be withdrawn before it was given."
    )

    @api.model
    def _get_channels(self):
        return self._fields["channel"]._description_selection(self.env)

    @api.constrains("given_on")
    def _check_given_on(self):
        for consent in self:
            if consent.given_on > fields.Datetime.now():
                raise UserError(self.env._("A consent cannot be given in the future. Enter when the person has given it."))

    def _withdraw(self, channel, note=False):
        """Take down that these consents hold no longer, from this moment. Saying it twice is saying it once."""
        # sudo: nobody writes to consents; a withdrawal adds to them, once
        self.sudo().filtered(lambda consent: not consent.withdrawn_on).write(
            {
                "withdrawn_on": fields.Datetime.now(),
                "withdrawal_channel": channel,
                "withdrawal_note": note,
                "withdrawn_by_id": self.env.uid,
            }
        )
