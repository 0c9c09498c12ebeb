from odoo import fields, models


class OutreachRoleType(models.Model):
    """A kind of partner role, such as best-practice company; offices may add their own."""

    _name = "outreach.role.type"
    _description = "Partner Role Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True, help="What somebody in this role does for the project.")
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    active = fields.Boolean(default=True)
    held_by = fields.Selection(
        [("organisation", "An organisation"), ("person", "A person"), ("any", "Either")],
        required=True,
        default="any",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        ondelete="set null",
        help="Looks after new roles of this kind unless somebody else is named.",
    )

    _name_unique = models.UniqueIndex("((name->>'en_US'))", "There is already a role type with this name.")

    def _may_be_held_by(self, partner):
        return self.held_by == "any" or (self.held_by == "organisation") == bool(partner.is_company)

    def _get_holder(self, partner):
        """Return who holds this role when a contact takes it: the organisation the person speaks for, unless only people hold it."""
        return partner if self.held_by == "person" else partner.commercial_partner_id

    def _get_open_role(self, partner):
        """Return the role of this kind that a contact, or its organisation, has and that has not ended."""
        holders = partner | self._get_holder(partner)
        return self.env["outreach.role"].search(
            [("partner_id", "in", holders.ids), ("type_id", "=", self.id), ("state", "!=", "ended")], limit=1
        )
