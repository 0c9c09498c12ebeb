from odoo import fields, models


class OutreachTargetGroup(models.Model):
    """A part of the region the project wants at the table; figures for the funder are split by it."""

    _name = "outreach.target.group"
    _description = "Target Group"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="A short name that stays the same in every language, used in exports.")
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex("(code)", "There is already a target group with this code.")
