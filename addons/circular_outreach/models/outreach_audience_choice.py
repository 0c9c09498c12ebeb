from odoo import api, fields, models
from odoo.exceptions import UserError


class OutreachAudienceChoice(models.Model):
    """What somebody has decided by hand about one contact of a campaign, and why.

    invite     belongs to the audience, and is written to though a colleague, another campaign or too many mails speak against it. No choice
               lifts an objection, a dead address or a missing legal basis.
    letter     the same, by letter only, which needs no consent; not where the contact says that there is no legal basis at all
    leave_out  is not written to any more
    """

    _name = "outreach.audience.choice"
    _description = "Choice by Hand"
    _order = "campaign_id, id"
    _rec_name = "partner_id"

    campaign_id = fields.Many2one("outreach.campaign", required=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Contact", required=True, index=True, ondelete="cascade")
    kind = fields.Selection(
        [("invite", "Invite"), ("letter", "Invite by letter"), ("leave_out", "Leave out")], required=True, default="invite"
    )
    reason = fields.Char(required=True)
    user_id = fields.Many2one("res.users", string="Decided by", default=lambda self: self.env.user, readonly=True)
    decided_on = fields.Datetime(default=fields.Datetime.now, readonly=True)

    _once = models.UniqueIndex(
        "(campaign_id, partner_id)", "This contact has been decided about already. Change that line instead."
    )

    @api.model_create_multi
    def create(self, vals_list):
        choices = super().create([{**vals, **self._sign()} for vals in vals_list])
        choices._note_change(choices.filtered(lambda choice: choice.kind != "leave_out"))
        return choices

    def write(self, vals):
        if {"campaign_id", "partner_id"} & set(vals) and not self.env.su:
            raise UserError(self.env._("A choice belongs to one contact and campaign. Remove this line and add another one."))
        result = super().write({**vals, **self._sign()} if not self.env.su else vals)
        self._note_change(self.browse() if vals.get("kind") == "leave_out" else self)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_note_change(self):
        self._note_change(self)

    def _note_change(self, adding):
        """A choice changes who gets the mails: a second pair of eyes would want to know, and what is over stays as it was.

        :param adding: those that may add somebody; leaving somebody out is open to all who edit
        """
        if not self.env.su and any(campaign.state == "closed" for campaign in self.campaign_id):
            raise UserError(self.env._("This campaign is closed. Reopen it before you change its audience."))
        adding.campaign_id._check_may_change()
        self.campaign_id._note_change()

    def _sign(self):
        """Return who decides, and when: whoever writes the line, whatever they say."""
        return {"user_id": self.env.uid, "decided_on": fields.Datetime.now()}

    @api.model
    def _unite(self, partners):
        """Leave one choice per campaign among contacts that turn out to be one: the most cautious, with every reason."""
        caution = ("leave_out", "letter", "invite")
        for choices in self.search([("partner_id", "in", partners.ids)]).grouped("campaign_id").values():
            kept = min(choices, key=lambda choice: (caution.index(choice.kind), choice.id))
            if others := choices - kept:
                kept.reason = "; ".join(dict.fromkeys([kept.reason, *others.mapped("reason")]))
                others.unlink()
        self.env.flush_all()

    @api.model
    def _decide(self, campaign, partners, kind, reason):
        """Note one decision about several contacts in place of earlier ones."""
        known = self.search([("campaign_id", "=", campaign.id), ("partner_id", "in", partners.ids)])
        known.write({"kind": kind, "reason": reason})
        self.create(
            [
                {"campaign_id": campaign.id, "partner_id": partner.id, "kind": kind, "reason": reason}
                for partner in partners - known.partner_id
            ]
        )
