import re

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..tools.municipality import Gazetteer, Municipality, restore_postcode

AGS = re.compile(r"\d{8}")

# What the gazetteer rests on: when it changes, the gazetteer is read anew.
GAZETTEER_FIELDS = {
    "active",
    "country_id",
    "name",
    "outreach_ags",
    "outreach_kind",
    "outreach_postcodes",
    "outreach_successor_id",
    "zipcode",
}


class ResCity(models.Model):
    """A municipality with its official key; the county's own are shipped, others can be added.

    One record stands for everywhere else: "outside the county" is an answer, an empty municipality is none.
    """

    _inherit = "res.city"

    active = fields.Boolean(default=True)
    country_id = fields.Many2one(default=lambda self: self.env.company.country_id or self.env.ref("base.de"))
    outreach_ags = fields.Char(
        string="AGS", help="The official key of the municipality: eight digits, of which the first five name the county."
    )
    outreach_kind = fields.Selection(
        [
            ("municipality", "Municipality"),
            ("town", "Town"),
            ("large_district_town", "Large district town"),
            ("outside", "Outside the county"),
        ],
        string="Kind",
        compute="_compute_outreach_kind",
        store=True,
        readonly=False,
        precompute=True,
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
        "(outreach_ags) WHERE outreach_ags IS NOT NULL",
        "There is already a municipality with this official key (AGS), perhaps an archived one. Change that one, or leave out this line.",
    )
    _outreach_outside_without_ags = models.Constraint(
        "CHECK (outreach_kind <> 'outside' OR outreach_ags IS NULL)",
        "“Outside the county” is no municipality and has no official key. Choose another kind, or empty the key.",
    )

    @api.depends("outreach_kind")
    def _compute_display_name(self):
        """A municipality is known by its name; its postcode would only suggest a precision it does not have."""
        municipalities = self.filtered("outreach_kind")
        for municipality in municipalities:
            municipality.display_name = municipality.name
        return super(ResCity, self - municipalities)._compute_display_name()

    @api.depends("outreach_ags")
    def _compute_outreach_kind(self):
        for city in self:
            city.outreach_kind = city.outreach_kind or (city.outreach_ags and "municipality")

    @api.constrains("outreach_ags", "outreach_postcodes")
    def _check_outreach_keys(self):
        for city in self:
            if city.outreach_ags and not AGS.fullmatch(city.outreach_ags):
                raise ValidationError(
                    self.env._(
                        "“%(ags)s” is not the official key (AGS) of %(name)s: it needs eight digits, such as 14522180.",
                        ags=city.outreach_ags,
                        name=city.name,
                    )
                )
            if any(not restore_postcode(postcode) for postcode in _split(city.outreach_postcodes)):
                raise ValidationError(
                    self.env._(
                        "“%(postcodes)s” are not the postcodes of %(name)s: write five digits each, separated by commas.",
                        postcodes=city.outreach_postcodes,
                        name=city.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create([self._clean_outreach_values(vals) for vals in vals_list])

    def write(self, vals):
        if GAZETTEER_FIELDS & set(vals):
            self.env.registry.clear_cache()
        return super().write(self._clean_outreach_values(vals))

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Template for municipalities (CSV)"),
                "template": "/circular_outreach/static/csv/municipalities.csv",
            }
        ]

    @api.model
    def _clean_outreach_values(self, vals):
        """Bring back leading zeros that a spreadsheet dropped, and take the first postcode where none is named."""
        vals = dict(vals)
        if vals.get("outreach_ags"):
            digits = re.sub(r"\s", "", str(vals["outreach_ags"])).removesuffix(".0")
            vals["outreach_ags"] = digits.zfill(8) if len(digits) == 7 else digits
        elif "outreach_ags" in vals:
            vals["outreach_ags"] = False  # an empty cell is no key, and two of them are not the same
        if vals.get("outreach_postcodes"):
            postcodes = [restore_postcode(postcode) or postcode for postcode in _split(vals["outreach_postcodes"])]
            vals["outreach_postcodes"] = ", ".join(postcodes)
            if "zipcode" not in vals:
                vals["zipcode"] = postcodes[0]
        return vals

    @api.model
    @tools.ormcache("self.env.lang")
    def _get_outreach_gazetteer(self):
        """Return the municipalities, ready to be searched, and their ids by official key."""
        # sudo: the same answer is kept for everybody
        cities = self.sudo().with_context(active_test=False)
        cities = cities.search(
            [("outreach_ags", "!=", False), "|", ("active", "=", True), ("outreach_successor_id", "!=", False)]
        )
        return Gazetteer(city._as_municipality() for city in cities), {city.outreach_ags: city.id for city in cities}

    @api.model
    @tools.ormcache()
    def _get_outreach_country_ids(self):
        """Return the countries that have municipalities here: whoever lives in another one lives outside the county."""
        # sudo: the same answer is kept for everybody
        return frozenset(self.sudo().search([("outreach_ags", "!=", False)]).country_id.ids)

    @api.model
    def _match_outreach_place(self, place, postcode):
        """Return the municipality of a place if it is certain, those it may be, and why (see :class:`~..tools.municipality.Match`)."""
        gazetteer, id_by_ags = self._get_outreach_gazetteer()
        match = gazetteer.match(place, postcode)
        certain = self.browse(id_by_ags[match.municipality.ags] if match.municipality else [])
        return certain, self.browse([id_by_ags[candidate.ags] for candidate in match.candidates]), match.why

    def _as_municipality(self):
        postcodes = tuple(_split(self.outreach_postcodes or self.zipcode))
        return Municipality(self.outreach_ags, self.name, postcodes, self.outreach_successor_id.outreach_ags or "")


def _split(postcodes):
    return [postcode for postcode in re.split(r"[,;/\s]+", postcodes or "") if postcode]
