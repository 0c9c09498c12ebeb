from odoo import api, models
from odoo.tools import format_date

from ..tools import needs_sum


class RoomList(models.AbstractModel):
    """Who sits in the room, to lay tables and find people; what they need to eat and to get about only in sum."""

    _name = "report.circular_outreach.room_list"
    _description = "Room List"

    @api.model
    def _get_report_values(self, docids, data=None):
        events = self.env["event.event"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": "event.event",
            "docs": events,
            "lang_code": (self.env.lang or "en_US").replace("_", "-"),
            "title": self.env._("Room list: %s", ", ".join(events.mapped("name"))),
            "sheets": [self._prepare_sheet(event) for event in events],
        }

    @api.model
    def _find_holders(self, docids):
        """Return the records whose people stand on it, for the export register."""
        return self.env["event.registration"].search([("event_id", "in", docids), ("state", "in", ("open", "done"))])

    @api.model
    def _prepare_sheet(self, event):
        seated = self.env["event.registration"].search([("event_id", "=", event.id), ("state", "in", ("open", "done"))])
        return {
            "event": event,
            "when": self._get_when(event),
            "printed_on": format_date(self.env, self.env.cr.now()),
            "rows": seated._sort_outreach_by_name(),
            "needs": self._get_needs(event, seated),
        }

    @api.model
    def _get_when(self, event):
        """Return the days of the workshop as the sign-in sheets name them."""
        sheet = self.env["report.circular_outreach.sign_in_sheet"]
        return "; ".join(sheet._get_when(event, day) for day in event._get_outreach_days())

    @api.model
    def _get_needs(self, event, seated):
        """Return the needs of those with a seat in sum, for organisers only; nothing for others."""
        notes = self.env["outreach.health.note"]
        if not notes.has_access("read"):
            return []
        notes = notes.search([("event_id", "=", event.id), ("registration_id", "in", seated.ids)])
        return needs_sum.add_up([*notes.mapped("diet"), *notes.mapped("access")])
