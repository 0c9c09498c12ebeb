from odoo import fields, models
from odoo.exceptions import UserError


class CrmLead(models.Model):
    """A lead may stand for a partner role: winning it makes the role active, losing it ends the candidate."""

    _inherit = "crm.lead"

    outreach_role_type_id = fields.Many2one(
        "outreach.role.type",
        string="Partner Role",
        ondelete="restrict",
        help="Winning the lead makes this role active for its contact; losing it ends the candidate.",
    )
    outreach_role_id = fields.Many2one("outreach.role", string="Role", readonly=True, copy=False, ondelete="set null")

    def _handle_won_lost(self, old_status_by_lead, new_status_by_lead):
        result = super()._handle_won_lost(old_status_by_lead, new_status_by_lead)
        for lead in self.filtered("outreach_role_type_id"):
            before, after = old_status_by_lead.get(lead.id, {}), new_status_by_lead.get(lead.id, {})
            if after.get("is_won") and not before.get("is_won"):
                lead._outreach_activate_role()
            if after.get("is_lost") and not before.get("is_lost"):
                lead._outreach_end_candidate()
        return result

    def _outreach_activate_role(self):
        """Make the role active: the open one of this contact and kind if there is one, else a new one."""
        if not self.partner_id:
            raise UserError(
                self.env._(
                    "“%(lead)s” is to become the role “%(role)s”, but has no contact. Choose the contact first.",
                    lead=self.name,
                    role=self.sudo().outreach_role_type_id.name,  # sudo: the name of a kind of role is no secret
                )
            )
        # sudo: whoever may win the lead may make the role it stands for
        role = self.sudo().outreach_role_type_id._get_open_role(self.partner_id)
        if not role:
            role = role.create(self.sudo()._prepare_outreach_role_values())
        role.action_activate()
        self.outreach_role_id = role

    def _outreach_end_candidate(self):
        if not self.partner_id:
            return
        # sudo: whoever may lose the lead may end the candidate it stands for
        role = self.sudo().outreach_role_type_id._get_open_role(self.partner_id)
        role.filtered(lambda role: role.state == "candidate").action_end()

    def _prepare_outreach_role_values(self):
        holder = self.outreach_role_type_id._get_holder(self.partner_id)
        return {
            "partner_id": holder.id,
            "type_id": self.outreach_role_type_id.id,
            "contact_id": self.partner_id.id if holder != self.partner_id else False,
            "user_id": self.user_id.id,
            "origin": "lead",
            "company_id": self.company_id.id or self.env.company.id,
        }
