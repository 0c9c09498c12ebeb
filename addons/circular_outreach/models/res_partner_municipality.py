from odoo import api, fields, models

from ..tools.municipality import restore_postcode

ADDRESS = ("city", "zip", "country_id")


class ResPartnerMunicipality(models.Model):
    """Suggests a contact's municipality from its address. The name of a place decides, a postcode only suggests; a choice made by hand stays."""

    _inherit = "res.partner"

    outreach_municipality_advice = fields.Json(
        compute="_compute_outreach_municipality_advice",
        help="What the address says about the municipality: a hint, and the municipalities to choose from.",
    )

    @api.depends(*ADDRESS, "outreach_municipality_id")
    @api.depends_context("lang")
    def _compute_outreach_municipality_advice(self):
        for partner in self:
            hint, choices = partner._advise_outreach_municipality()
            partner.outreach_municipality_advice = {
                "hint": hint,
                "choices": [{"id": choice.id, "display_name": choice.display_name} for choice in choices],
            }

    @api.onchange(*ADDRESS)
    def _onchange_outreach_municipality(self):
        """Fill in what is certain; what somebody chose stays."""
        if not self.outreach_municipality_id:
            self.outreach_municipality_id = self._match_outreach_municipality()[0]

    def _match_outreach_municipality(self):
        """Return the municipality if the address leaves no doubt, those it may be, and why."""
        City = self.env["res.city"]
        if self.country_id and self.country_id.id not in City._get_outreach_country_ids():
            outside = self._get_outreach_outside()
            return outside[:1], outside, "abroad"
        certain, candidates, why = City._match_outreach_place(self.city, self.zip)
        return certain.exists(), candidates.exists(), why

    @api.model
    def _get_outreach_outside(self):
        return self.env["res.city"].search([("outreach_kind", "=", "outside")])

    def _advise_outreach_municipality(self):
        """Return a hint and the municipalities to choose from; nothing where there is nothing to decide."""
        certain, candidates, why = self._match_outreach_municipality()
        chosen, none = self.outreach_municipality_id._origin, self.env["res.city"]
        if why == "empty" or (chosen and chosen in (certain or candidates)):
            return "", none
        outside = self._get_outreach_outside()
        if not chosen:
            return self._ask_outreach_municipality(candidates, why), candidates | outside
        if certain:
            return self.env._(
                "The address is in %(place)s. Is “%(chosen)s” still right?", place=certain.name, chosen=chosen.name
            ), certain
        if chosen in outside or not (candidates or restore_postcode(self.zip)):
            return "", none
        return self.env._(
            "The address does not look like %s. Is the municipality still right?", chosen.name
        ), candidates | outside

    def _ask_outreach_municipality(self, candidates, why):
        """Return the question that fits what the address leaves open."""
        postcode, place = restore_postcode(self.zip), (self.city or self.zip or "").strip()
        if why == "abroad":
            return self.env._("The address is in another country.")
        if not candidates:
            return self.env._("No municipality of the county fits “%s”: please choose.", place)
        if why == "elsewhere":
            return self.env._(
                "“%(place)s” is in the county, but its postcode is not %(postcode)s: please choose.",
                place=place,
                postcode=postcode,
            )
        if why != "postcode":
            return self.env._("“%s” is not clear: please choose the municipality.", place)
        if len(candidates) > 1:
            return self.env._(
                "Postcode %(postcode)s belongs to %(count)s municipalities: please choose.",
                postcode=postcode,
                count=len(candidates),
            )
        return (
            self.env._("The postcode suggests %s, the place does not: please choose.", candidates.name)
            if self.city
            else self.env._("The postcode suggests %s: please choose.", candidates.name)
        )
