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
