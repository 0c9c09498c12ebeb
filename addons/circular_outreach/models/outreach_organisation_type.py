from odoo import fields, models


class OutreachOrganisationType(models.Model):
    """What an organisation is, whatever it works on: a company, an authority, an association."""

    _name = "outreach.organisation.type"
    _description = "Organisation Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="A short name that stays the same in every language, used in exports.")
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex("(code)", "There is already an organisation type with this code.")
