import json

from odoo import models


class OutreachPrivacyConflict(models.AbstractModel):
    """What devices at the desk reported; a name nobody knew is inside."""

    _name = "outreach.privacy.conflict"
    _inherit = "outreach.privacy.kind"
    _description = "Kind of Personal Data"
    _privacy_holder = "outreach.desk.conflict"
    _privacy_told = ("recorded_on", "event_id", "kind", "description")
    _privacy_emptied = ("entry",)
    _privacy_kept = {"key": "a random number", "device": "a name of a device of the office"}

    def _get_domain(self, person):
        return [("event_id", "!=", False), "|", ("registration_id", "in", person.registrations.ids), ("entry", "!=", False)]

    def _find(self, person):
        """Those of their registrations, and those that name them in what the device has sent."""
        found = super()._find(person)
        named = found.filtered(lambda one: person.words.is_in(json.dumps(one.entry, ensure_ascii=False)))
        return named | found.filtered(lambda one: one.registration_id in person.registrations)
