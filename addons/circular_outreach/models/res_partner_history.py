from odoo import api, fields, models
from odoo.fields import Domain


class ResPartnerHistory(models.Model):
    """When somebody was last invited: for a person what went to them, for an organisation what went to anybody there."""

    _inherit = "res.partner"

    outreach_last_addressed_on = fields.Datetime(
        string="Last Written to",
        compute="_compute_outreach_last_addressed_on",
        search="_search_outreach_last_addressed_on",
        help="When this contact, or anybody of this organisation, was last invited. Empty: never.",
    )

    @api.depends("outreach_invitation_ids.sent_on")
    def _compute_outreach_last_addressed_on(self):
        latest = {}
        for name in ("partner_id", "organisation_id"):
            groups = self.env["outreach.invitation"]._read_group(
                [(name, "in", self._origin.ids), ("sent_on", "!=", False)], [name], ["sent_on:max"]
            )
            for partner, sent_on in groups:
                latest[partner.id] = max(sent_on, latest.get(partner.id, sent_on))
        for partner in self:
            partner.outreach_last_addressed_on = latest.get(partner._origin.id, False)

    def _search_outreach_last_addressed_on(self, operator, value):
        """Find by the last invitation: before a day means that none came later."""
        if operator in (">", ">="):
            return self._get_outreach_addressed_domain([("sent_on", operator, value)])
        if operator in ("<", "<="):
            later = self._get_outreach_addressed_domain([("sent_on", ">=" if operator == "<" else ">", value)])
            return self._get_outreach_addressed_domain([]) & ~later
        if operator == "in" and set(value) == {False}:
            return ~self._get_outreach_addressed_domain([])
        return NotImplemented

    @api.model
    def _get_outreach_addressed_domain(self, invitation_domain):
        sent = self.env["outreach.invitation"]._search([("sent_on", "!=", False), *invitation_domain])
        people, organisations = sent.subselect("partner_id"), sent.subselect("organisation_id")
        return Domain("id", "in", people) | Domain("id", "in", organisations)
