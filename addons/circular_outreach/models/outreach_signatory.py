from odoo import fields, models


class OutreachSignatory(models.Model):
    """Who signs for the office: name and function as they stand below a paper, and the signature if it is to be printed."""

    _name = "outreach.signatory"
    _description = "Signatory"
    _order = "sequence, name, id"

    name = fields.Char(required=True, help="With title, as it is to stand below the signature.")
    function = fields.Char(translate=True, help="For example “Head of Economic Development”.")
    signature = fields.Image(
        max_width=1200,
        max_height=400,
        groups="circular_outreach.group_manager",
        help="Printed on certificates. Without it there is room to sign by hand.",
    )
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    active = fields.Boolean(default=True)
