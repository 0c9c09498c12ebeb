from datetime import date

from odoo import fields, models


class OutreachPrivacyRole(models.AbstractModel):
    """Roles: a role of an erased person has ended; the contact person of an organisation's role goes."""

    _name = "outreach.privacy.role"
    _inherit = "outreach.privacy.kind"
    _description = "Kind of Personal Data"
    _privacy_holder = "outreach.role"
    _privacy_told = ("type_id", "partner_id", "contact_id", "state", "since", "until", "origin", "note")
    _privacy_emptied = ("contact_id", "note")
    _privacy_kept = {"partner_id": "leads to the erased contact"}

    def _get_domain(self, person):
        return ["|", ("partner_id", "in", person.partner.ids), ("contact_id", "in", person.partner.ids)]

    def _erase(self, person):
        roles = self._find(person)
        own = roles.filtered(lambda role: role.partner_id == person.partner)
        self._overwrite(own, {"note": None})
        for role in own.filtered(lambda role: role.state != "ended"):
            self._overwrite(role, {"state": "ended", "until": max(role.since or date.min, fields.Date.context_today(role))})
        self._overwrite(roles, {"contact_id": None})
        return len(roles)
