from odoo import api, fields, models
from odoo.exceptions import UserError


class OutreachConsentEntry(models.TransientModel):
    """Takes down that a contact has given or withdrawn a consent. Withdrawing asks for less than giving (Art. 7(3) GDPR)."""

    _name = "outreach.consent.entry"
    _description = "Consent Taken Down"

    kind = fields.Selection([("give", "Given"), ("withdraw", "Withdrawn")], string="What", required=True, default="give")
    partner_id = fields.Many2one("res.partner", string="Contact", required=True, readonly=True, ondelete="cascade")
    text_id = fields.Many2one("outreach.consent.text", compute="_compute_text_id", store=True, readonly=False, ondelete="cascade")
    text = fields.Text(string="Exact Words", related="text_id.text")
    given_on = fields.Datetime(default=fields.Datetime.now)
    consent_ids = fields.Many2many(
        "outreach.consent",
        string="Withdrawn",
        compute="_compute_consent_ids",
        store=True,
        readonly=False,
        domain="[('partner_id', '=', partner_id), ('withdrawn_on', '=', False)]",
    )
    channel = fields.Selection(
        [("email", "E-mail"), ("phone", "Phone"), ("paper", "Paper"), ("person", "In person")], string="How", default="email"
    )
    note = fields.Char(string="Proof", help="Who said it to whom, or where the letter is kept.")
    proof = fields.Binary(string="Letter or Mail")
    proof_name = fields.Char()

    @api.depends("kind")
    def _compute_text_id(self):
        """Offer the text if there is only one."""
        texts = self.env["outreach.consent.text"].search([("company_id", "=", self.env.company.id)], limit=2)
        for wizard in self:
            wizard.text_id = texts if len(texts) == 1 else False

    @api.depends("partner_id")
    def _compute_consent_ids(self):
        for wizard in self:
            wizard.consent_ids = wizard.partner_id.outreach_consent_ids.filtered(lambda consent: not consent.withdrawn_on)

    def action_apply(self):
        """Store it, and note it on the contact."""
        self.ensure_one()
        self.partner_id.check_access("write")
        if self.kind == "give":
            self._give()
        else:
            self._withdraw()
        return {"type": "ir.actions.act_window_close"}

    def _give(self):
        if not self.text_id:
            raise UserError(self.env._("Choose the text that the person has consented to."))
        if not (self.note or "").strip():
            raise UserError(
                self.env._("Say how you know that the person has consented: the office must be able to show it (Art. 7 GDPR).")
            )
        self.env["outreach.consent"].create(
            {
                "partner_id": self.partner_id.id,
                "text_id": self.text_id.id,
                "given_on": self.given_on or fields.Datetime.now(),
                "channel": self.channel,
                "note": self.note,
                "proof": self.proof,
            }
        )
        body = self.env._("Consent given: %(text)s. %(proof)s", text=self.text_id.display_name, proof=self.note)
        self.partner_id._message_log(body=body)

    def _withdraw(self):
        consents = self.consent_ids & self.partner_id.outreach_consent_ids
        if not consents:
            raise UserError(self.env._("Choose what the person withdraws."))
        consents._withdraw(self.channel, self.note)
        for consent in consents:
            self.partner_id._message_log(body=self.env._("Consent withdrawn: %s", consent.text_id.display_name))
