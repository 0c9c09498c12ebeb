from odoo import api, fields, models


class ResCity(models.Model):
    """A municipality with its official key; the county's own are shipped, others can be added."""

    _inherit = "res.city"

    active = fields.Boolean(default=True)
    outreach_ags = fields.Char(string="Official Key (AGS)", help="Eight digits; the first five name the county.")
    outreach_kind = fields.Selection(
        [("municipality", "Municipality"), ("town", "Town"), ("large_district_town", "Large district town")], string="Kind"
    )
    outreach_postcodes = fields.Char(
        string="Postcodes",
        help="All postcodes of the municipality, separated by commas. A postcode may belong to several municipalities.",
    )
    outreach_latitude = fields.Float(string="Latitude", digits=(9, 6))
    outreach_longitude = fields.Float(string="Longitude", digits=(9, 6))
    outreach_population = fields.Integer(string="Inhabitants")
    outreach_successor_id = fields.Many2one(
        "res.city",
        string="Merged into",
        ondelete="restrict",
        help="Set when the municipality was dissolved; lists may still use its old name.",
    )

    _outreach_ags_unique = models.UniqueIndex(
        "(outreach_ags) WHERE outreach_ags IS NOT NULL", "There is already a municipality with this official key."
    )

    @api.depends("outreach_ags")
    def _compute_display_name(self):
        """A municipality is known by its name; its postcode would only suggest a precision it does not have."""
        municipalities = self.filtered("outreach_ags")
        for municipality in municipalities:
            municipality.display_name = municipality.name
        return super(ResCity, self - municipalities)._compute_display_name()
