from odoo import fields, models


class OutreachDeclineReason(models.Model):
    """A reason somebody may give for saying no. The office decides what is worth asking; no reason may tell of health."""

    _name = "outreach.decline.reason"
    _description = "Reason for Saying No"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
