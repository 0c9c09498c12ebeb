from odoo import Command, api, fields, models


class OutreachAudienceAdd(models.TransientModel):
    """Adds contacts chosen in the contact list to a campaign, or leaves them out, with the reason."""

    _name = "outreach.audience.add"
    _description = "Contacts for a Campaign"

    partner_ids = fields.Many2many(
        "res.partner", string="Contacts", required=True, default=lambda self: self._default_partner_ids()
    )
    partner_count = fields.Integer(string="Contacts Chosen", compute="_compute_partner_count")
    campaign_id = fields.Many2one("outreach.campaign", required=True, domain="[('state', '!=', 'closed')]")
    kind = fields.Selection(
        selection=lambda self: self.env["outreach.audience.choice"]._fields["kind"]._description_selection(self.env),
        string="What to Do",
        required=True,
        default="invite",
    )
    reason = fields.Char(required=True)

    @api.model
    def _default_partner_ids(self):
        is_partner = self.env.context.get("active_model") == "res.partner"
        return [Command.set(self.env.context.get("active_ids", []))] if is_partner else []

    @api.depends("partner_ids")
    def _compute_partner_count(self):
        for wizard in self:
            wizard.partner_count = len(wizard.partner_ids)

    def action_apply(self):
        """Note the choices, and look at the audience again."""
        self.ensure_one()
        self.env["outreach.audience.choice"]._decide(self.campaign_id, self.partner_ids, self.kind, self.reason)
        refresh = self.campaign_id._refresh_without_adding if self.kind == "leave_out" else self.campaign_id._refresh_audience
        return self.campaign_id._notify(refresh())
