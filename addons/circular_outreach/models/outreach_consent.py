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
    withdrawal_channel = fields.Selection(selection="_get_withdrawal_channels", string="Withdrawn by", readonly=True)
    withdrawal_note = fields.Char(string="Note on Withdrawal", readonly=True)
    withdrawn_by_id = fields.Many2one("res.users", string="Withdrawal Recorded by", readonly=True, ondelete="set null")
    opt_out_id = fields.Many2one(
        "outreach.opt.out",
        string="Withdrawn with",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Whoever wants no more invitations withdraws what they had consented to.",
    )

    _withdrawal_whole = models.Constraint(
        "CHECK (withdrawn_on IS NULL OR withdrawal_channel IS NOT NULL)", "Say how the person has withdrawn the consent."
    )
    _withdrawal_later = models.Constraint(
        "CHECK (withdrawn_on IS NULL OR withdrawn_on >= given_on)", "A consent cannot be withdrawn before it was given."
    )

    @api.model
    def _get_withdrawal_channels(self):
        """Return every way consents are given, and those in which people opt out."""
        channels = dict(self._fields["channel"]._description_selection(self.env))
        return list((channels | dict(self.env["outreach.opt.out"]._fields["channel"]._description_selection(self.env))).items())

    @api.constrains("given_on")
    def _check_given_on(self):
        for consent in self:
            if consent.given_on > fields.Datetime.now():
                raise UserError(self.env._("A consent cannot be given in the future. Enter when the person has given it."))

    def _withdraw(self, channel, note=False, opt_out=None):
        """Take down that these consents hold no longer, from this moment. Saying it twice is saying it once."""
        # sudo: nobody writes to consents; a withdrawal adds to them, once
        self.sudo().filtered(lambda consent: not consent.withdrawn_on).write(
            {
                "withdrawn_on": fields.Datetime.now(),
                "withdrawal_channel": channel,
                "withdrawal_note": note,
                "withdrawn_by_id": self.env.uid,
                "opt_out_id": opt_out.id if opt_out else False,
            }
        )

    @api.model
    def _withdraw_objected(self, partner, opt_out):
        """Withdraw what a contact has consented to and now wants no more of. A consent to more than that goes on for the rest."""
        partner = partner.sudo()  # sudo: the person says so, on a page without rights
        if opt_out.scope == "event" or not partner.outreach_consent_ids:
            return
        partner.invalidate_recordset(["outreach_opt_out_ids"])
        against = partner.outreach_opt_out_ids | opt_out.sudo()
        kinds = {"workshop", "call"}
        refused = kinds if "everything" in against.mapped("scope") else kinds & set(against.mapped("purpose"))
        gone = partner.outreach_consent_ids.filtered(
            lambda one: not one.withdrawn_on and (kinds if one.purpose == "both" else {one.purpose}) <= refused
        )
        gone.with_env(self.env)._withdraw(opt_out.channel, self.env._("Opt-out: %s", opt_out._describe()), opt_out)
        for consent in gone:
            partner._message_log(body=self.env._("Consent withdrawn with an opt-out: %s", consent.text_id.display_name))

    @api.model
    def _restore_objected(self, opt_out):
        """Let consents hold again that were withdrawn by an opt-out the person has taken back at once, as pressed by mistake."""
        names = ("withdrawn_on", "withdrawal_channel", "withdrawal_note", "withdrawn_by_id", "opt_out_id")
        # sudo: see _withdraw_objected
        self.sudo().search([("opt_out_id", "=", opt_out.id)]).write(dict.fromkeys(names, False))
