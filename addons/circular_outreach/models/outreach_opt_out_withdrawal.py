from odoo import api, fields, models


class OutreachOptOut(models.Model):
    """Somebody wants mails again: said as easily as "no more", with the proof, and without forgetting what was said before."""

    _inherit = "outreach.opt.out"

    withdrawn_on = fields.Datetime(string="Taken Back on", readonly=True, index="btree_not_null")
    withdrawal_channel = fields.Selection(
        [("page", "Page"), ("email", "E-mail"), ("phone", "Phone"), ("paper", "Paper"), ("person", "In person")],
        string="Taken Back by",
        readonly=True,
    )
    withdrawal_note = fields.Char(string="Proof", readonly=True, help="Who said it to whom, or where the letter is kept.")
    withdrawal_proof = fields.Binary(string="Letter or Mail", attachment=True, readonly=True)
    withdrawn_by_id = fields.Many2one("res.users", string="Withdrawal Recorded by", readonly=True, ondelete="set null")

    _withdrawal_whole = models.Constraint(
        "CHECK (withdrawn_on IS NULL OR withdrawal_channel IS NOT NULL)", "Say how the person has taken the opt-out back."
    )

    @api.depends("scope", "purpose", "event_id", "opted_out_on", "channel")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        """Say what somebody objected to: where several are to choose from, all are the same person's."""
        for opt_out in self:
            opt_out.display_name = opt_out._describe() if opt_out.id else ""

    def _withdraw(self, channel, note, proof=False):
        """Take down that these opt-outs hold no longer. Saying it twice is saying it once."""
        # sudo: nobody writes to opt-outs; a withdrawal adds to them, once
        self.sudo().filtered(lambda opt_out: not opt_out.withdrawn_on).write(
            {
                "withdrawn_on": fields.Datetime.now(),
                "withdrawal_channel": channel,
                "withdrawal_note": note,
                "withdrawal_proof": proof,
                "withdrawn_by_id": self.env.uid,
            }
        )

    def _describe(self):
        """Say what somebody wants no more of, since when, and how they said so."""
        self.ensure_one()
        labels = {name: dict(self._fields[name]._description_selection(self.env)) for name in ("scope", "channel")}
        day = fields.Datetime.context_timestamp(self, self.opted_out_on).date()
        return self.env._(
            "%(scope)s (%(date)s, %(channel)s)",
            scope=self._describe_scope() or labels["scope"][self.scope],
            date=self.env["ir.qweb.field.date"].value_to_html(day, {}),
            channel=labels["channel"][self.channel],
        )

    def _describe_scope(self):
        """Name the workshop or the kind of invitations, where that is known."""
        if self.scope == "purpose":
            return dict(self._fields["purpose"]._description_selection(self.env)).get(self.purpose)
        # sudo: the name of a workshop whose invitation this person had
        return self.sudo().event_id.name if self.scope == "event" else False
