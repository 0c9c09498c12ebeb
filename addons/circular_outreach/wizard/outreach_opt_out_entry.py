from odoo import api, fields, models
from odoo.exceptions import UserError


class OutreachOptOutEntry(models.TransientModel):
    """Takes down what a contact has told the office: no more invitations, or invitations again."""

    _name = "outreach.opt.out.entry"
    _description = "Opt-out Taken Down"

    kind = fields.Selection([("object", "No more"), ("withdraw", "Again")], string="What", required=True, default="object")
    partner_id = fields.Many2one("res.partner", string="Contact", required=True, readonly=True, ondelete="cascade")
    scope = fields.Selection(
        [("purpose", "Invitations of one kind"), ("everything", "Everything")], string="No More of", default="everything"
    )
    purpose = fields.Selection([("workshop", "Workshops"), ("call", "Calls for a Role")], string="Kind", default="workshop")
    opt_out_channel = fields.Selection(
        [("phone", "Phone"), ("paper", "Paper"), ("staff", "Office")], string="How They Said So", default="phone"
    )
    opt_out_ids = fields.Many2many(
        "outreach.opt.out",
        string="Taken Back",
        compute="_compute_opt_out_ids",
        store=True,
        readonly=False,
        domain="[('id', 'in', known_ids)]",
    )
    known_ids = fields.Many2many("outreach.opt.out", compute="_compute_known_ids")
    channel = fields.Selection(
        [("email", "E-mail"), ("phone", "Phone"), ("paper", "Paper"), ("person", "In person")],
        string="How They Took It Back",
        default="email",
    )
    note = fields.Char(string="Proof", help="Who said it to whom, or where the letter is kept.")
    proof = fields.Binary(string="Letter or Mail")
    proof_name = fields.Char()

    @api.depends("partner_id")
    def _compute_known_ids(self):
        for wizard in self:
            wizard.known_ids = wizard.partner_id.outreach_opt_out_ids

    @api.depends("partner_id")
    def _compute_opt_out_ids(self):
        for wizard in self:
            wizard.opt_out_ids = wizard.partner_id.outreach_opt_out_ids

    def action_apply(self):
        """Store it, and note it on the contact."""
        self.ensure_one()
        self.partner_id.check_access("write")
        if self.kind == "object":
            self._object()
        else:
            self._withdraw()
        return {"type": "ir.actions.act_window_close"}

    def _object(self):
        purpose = self.purpose if self.scope == "purpose" else False
        opt_out = self.env["outreach.opt.out"]._record_contact(self.partner_id, self.scope, self.opt_out_channel, purpose=purpose)
        self.partner_id._message_log(body=self.env._("No more invitations: %s", opt_out._describe()))

    def _withdraw(self):
        if not self.opt_out_ids:
            raise UserError(self.env._("Choose what the person has taken back."))
        if not (self.note or "").strip():
            raise UserError(
                self.env._("Say how you know that the person wants invitations again: you may have to prove it to them one day.")
            )
        taken_back = self.opt_out_ids & self.partner_id.outreach_opt_out_ids
        taken_back._withdraw(self.channel, self.note, self.proof)
        for opt_out in taken_back:
            self.partner_id._message_log(
                body=self.env._("Wants invitations again: %(what)s. %(proof)s", what=opt_out._describe(), proof=self.note)
            )
