from odoo import fields, models


class OutreachFundingLogo(models.Model):
    """One logo the funder wants printed, with the words that stand for it."""

    _name = "outreach.funding.logo"
    _description = "Funder's Logo"
    _order = "sequence, id"

    funding_id = fields.Many2one("outreach.funding", required=True, index=True, ondelete="cascade")
    name = fields.Char(
        string="Alternative Text", required=True, translate=True, help="What somebody hears who cannot see the logo."
    )
    image = fields.Image(required=True, max_width=1200, max_height=600)
    sequence = fields.Integer(default=10)
