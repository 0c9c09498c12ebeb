from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import named_person


class OutreachColleague(models.TransientModel):
    """Who comes instead of an invitee, said on the phone, on paper or at the desk."""

    _name = "outreach.colleague"
    _description = "Colleague Instead"

    invitation_id = fields.Many2one("outreach.invitation", required=True, readonly=True)
    organisation_id = fields.Many2one(related="invitation_id.organisation_id")
    channel = fields.Selection([("phone", "Phone"), ("paper", "Paper"), ("desk", "Desk")], required=True, default="phone")
    partner_id = fields.Many2one("res.partner", string="Known Contact", domain="[('id', 'in', colleague_ids)]")
    colleague_ids = fields.Many2many("res.partner", compute="_compute_colleague_ids")
    first_name = fields.Char()
    surname = fields.Char()
    email = fields.Char(string="E-mail")
    function = fields.Char()
    phone = fields.Char()

    @api.depends("invitation_id")
    def _compute_colleague_ids(self):
        for wizard in self:
            person = wizard.invitation_id.partner_id
            same = [("commercial_partner_id", "=", person.commercial_partner_id.id), ("id", "!=", person.id)]
            wizard.colleague_ids = self.env["res.partner"].search([*same, ("is_company", "=", False)]) if person else False

    def action_apply(self):
        """Pass the place on. A clerk who enters the colleague has thereby confirmed the contact."""
        self.ensure_one()
        person = named_person.read({name: self[name] or "" for name in named_person.LENGTHS})
        if not self.partner_id and (faults := named_person.find_faults(person, needs_email=False)):
            labels = self.fields_get(list(faults), ["string"])
            wrong = ", ".join(labels[name]["string"] for name in faults)
            raise UserError(self.env._("Please check: %s. Choose a known contact, or enter first name and surname.", wrong))
        invitation = self.invitation_id._name_substitute(person, self.channel, self.partner_id)
        return {
            "type": "ir.actions.act_window",
            "res_model": "outreach.invitation",
            "res_id": invitation.id,
            "views": [(False, "form")],
        }
