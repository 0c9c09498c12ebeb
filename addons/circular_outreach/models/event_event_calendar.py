from odoo import fields, models

# What makes a workshop another appointment. A stage may cancel it.
WATCHED = {"date_begin", "date_end", "date_tz", "address_id", "kanban_state", "stage_id"}


class EventEvent(models.Model):
    """The version of a workshop in calendars (SEQUENCE, RFC 5546, 2.1.4): raised when its time or place changes, or whether it takes place.

    Another title or description is the same appointment; answers stay valid.
    """

    _inherit = "event.event"

    outreach_calendar_version = fields.Integer(readonly=True, copy=False, default=0)

    def write(self, vals):
        if not WATCHED & set(vals):
            return super().write(vals)
        before = {event: event._get_outreach_appointment() for event in self}
        result = super().write(vals)
        for event in self:
            if event._get_outreach_appointment() != before[event]:
                event._outreach_begin_version()
        return result

    def _outreach_begin_version(self):
        """Raise the version of this workshop, and note for everybody which version of their appointment is the first with this date and place."""
        self.outreach_calendar_version += 1
        # sudo: editors of workshops need not be editors of campaigns
        for invitation in self.env["outreach.invitation"].sudo().search([("event_id", "=", self.id), ("calendar_count", ">", 0)]):
            invitation.calendar_since = invitation._get_calendar_version()

    def _get_outreach_appointment(self):
        return self.date_begin, self.date_end, self.date_tz, self.address_id, self.kanban_state == "cancel"
